"""Presses and choices: what `block_actions` carries, from messages, modals and Home."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button, field, modal, section

Block = dict[str, Any]


def _words(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def _options(*names: str) -> list[Block]:
    return [{"text": _words(name), "value": name.lower()} for name in names]


def _row(*elements: Block) -> Block:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


@pytest.fixture
def heard(bot: Bot) -> Bot:
    """A bot that acknowledges every action."""

    @bot.app.action({"type": "block_actions", "action_id": "go"})
    async def go(ack: Any) -> None:
        await ack()

    @bot.app.action({"type": "block_actions", "action_id": "pick"})
    async def pick(ack: Any) -> None:
        await ack()

    return bot


async def test_a_press_in_a_channel_says_who_where_and_what(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    key = {"event_type": "k", "event_payload": {"n": 1}}
    ts = (await client.chat_postMessage(channel=ids.social, text="x", blocks=[button()], metadata=key))["ts"]
    pressed = await slack.control.press(user="ben", channel="#social", label="Go")
    assert pressed["acknowledged"] is True

    body = heard.actions("block_actions")[0]
    assert body["user"] == {"id": ids.ben, "username": "ben", "name": "ben", "team_id": slack.workspace.id}
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": ids.social,
        "is_ephemeral": False,
    }
    assert body["channel"] == {"id": ids.social, "name": "social"}
    assert (body["message"]["ts"], body["message"]["metadata"]) == (ts, key)
    assert (body["enterprise"], body["is_enterprise_install"]) == (None, False)
    assert body["trigger_id"]
    assert body["response_url"]
    assert body["state"] == {"values": {}}
    action = body["actions"][0]
    assert (action["type"], action["action_id"], action["block_id"], action["value"]) == (
        "button",
        "go",
        "block-go",
        "7",
    )
    assert action["text"] == {"type": "plain_text", "text": "Go", "emoji": True}
    assert action["action_ts"]


async def test_a_press_in_a_thread_names_the_thread(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    parent = (await client.chat_postMessage(channel=ids.social, text="Parent"))["ts"]
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[button()], thread_ts=parent)
    await slack.control.press(user="ben", channel="#social", label="Go", thread_ts=parent)
    assert heard.actions("block_actions")[0]["container"]["thread_ts"] == parent


async def test_a_press_on_an_ephemeral_message_brings_no_message(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    sent = await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="x", blocks=[button()])
    await slack.control.press(user="ana", channel="#social", label="Go")
    body = heard.actions("block_actions")[0]
    assert body["container"]["is_ephemeral"] is True
    assert body["container"]["message_ts"] == sent["message_ts"]
    assert "message" not in body


CHOICES: list[tuple[str, Block, object, str, object, object]] = [
    ("static_select", {"options": _options("One", "Two")}, "Two", "selected_option", None, "two"),
    ("users_select", {}, "ben", "selected_user", None, "ben"),
    ("conversations_select", {}, "#social", "selected_conversation", None, "social"),
    ("channels_select", {}, "#social", "selected_channel", None, "social"),
    ("multi_users_select", {}, ["ana", "ben"], "selected_users", [], ["ana", "ben"]),
    ("multi_static_select", {"options": _options("One", "Two")}, ["One"], "selected_options", [], ["one"]),
    ("datepicker", {}, "2026-03-05", "selected_date", None, "2026-03-05"),
    ("timepicker", {}, "09:30", "selected_time", None, "09:30"),
    ("datetimepicker", {}, 1772442000, "selected_date_time", None, 1772442000),
    ("radio_buttons", {"options": _options("One", "Two")}, "One", "selected_option", None, "one"),
    ("checkboxes", {"options": _options("One", "Two")}, ["One", "Two"], "selected_options", [], ["one", "two"]),
]


def _essence(ids: Ids, value: object) -> object:
    """Return a state's value by the names used here: options by their value, ids as they are."""
    if isinstance(value, list):
        return [_essence(ids, item) for item in value]
    return value["value"] if isinstance(value, dict) else value


def _wanted(ids: Ids, value: object) -> object:
    if isinstance(value, list):
        return [_wanted(ids, item) for item in value]
    return getattr(ids, value) if value in ("ana", "ben", "social") else value


@pytest.mark.parametrize(
    ("kind", "more", "chosen", "key", "empty", "expected"), [pytest.param(*row, id=row[0]) for row in CHOICES]
)
async def test_a_choice_is_told_under_the_key_of_its_element(
    slack: SlackServer,
    heard: Bot,
    client: AsyncWebClient,
    ids: Ids,
    kind: str,
    more: Block,
    chosen: object,
    key: str,
    empty: object,
    expected: object,
) -> None:
    row = _row({"type": kind, "action_id": "pick"} | more, button()["elements"][0])
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[row])
    await slack.control.press(user="ana", channel="#social", label="Go")
    before = heard.actions("block_actions")[0]["state"]["values"]["row"]["pick"]
    assert before == {"type": kind, key: empty}

    await slack.control.select(user="ana", channel="#social", action_id="pick", value=chosen)
    body = heard.actions("block_actions")[1]
    for told in (body["actions"][0], body["state"]["values"]["row"]["pick"]):
        assert told["type"] == kind
        assert _essence(ids, told[key]) == _wanted(ids, expected)

    await slack.control.press(user="ben", channel="#social", label="Go")
    assert heard.actions("block_actions")[2]["state"]["values"]["row"]["pick"][key] == empty


async def test_initial_values_are_in_the_state_from_the_start(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    two = _options("One", "Two")
    row = _row(
        {"type": "static_select", "action_id": "a", "options": two, "initial_option": two[1]},
        {"type": "users_select", "action_id": "b", "initial_user": ids.ben},
        {"type": "datepicker", "action_id": "c", "initial_date": "2026-03-02"},
        {"type": "timepicker", "action_id": "d", "initial_time": "09:00", "timezone": "Europe/Madrid"},
        button()["elements"][0],
    )
    name = field("name", "Name", {"type": "plain_text_input", "action_id": "e", "initial_value": "Ana"})
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[row, name])
    await slack.control.press(user="ana", channel="#social", label="Go")
    values = heard.actions("block_actions")[0]["state"]["values"]
    assert values["row"]["a"]["selected_option"]["value"] == "two"
    assert values["row"]["b"]["selected_user"] == ids.ben
    assert values["row"]["c"]["selected_date"] == "2026-03-02"
    assert values["row"]["d"] == {"type": "timepicker", "selected_time": "09:00", "timezone": "Europe/Madrid"}
    assert values["name"]["e"] == {"type": "plain_text_input", "value": "Ana"}


async def test_an_overflow_menu_tells_the_option(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    menu = {"type": "overflow", "action_id": "pick", "options": _options("Later", "Never")}
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[section("a") | {"accessory": menu}])
    await slack.control.press(user="ana", channel="#social", label="Never")
    action = heard.actions("block_actions")[0]["actions"][0]
    assert (action["type"], action["selected_option"]["value"], "value" in action) == ("overflow", "never", False)


async def test_equal_buttons_are_told_apart_by_their_value(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    rows = [button(value=value) | {"block_id": value} for value in ("1", "2")]
    await client.chat_postMessage(channel=ids.social, text="x", blocks=rows)
    await slack.control.press(user="ana", channel="#social", label="Go", value="2")
    assert heard.actions("block_actions")[0]["actions"][0]["block_id"] == "2"


async def test_the_newest_message_with_that_button_is_meant(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    for value in ("old", "new"):
        await client.chat_postMessage(channel=ids.social, text="x", blocks=[button(value=value)])
    await client.chat_postMessage(channel=ids.social, text="No button here")
    pressed = await slack.control.press(user="ana", channel="#social", label="go")
    assert pressed["action"]["value"] == "new"


async def test_a_press_in_a_modal_brings_the_view_and_no_channel(
    slack: SlackServer, heard: Bot, client: AsyncWebClient
) -> None:
    @heard.app.command("/beat")
    async def beat(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        name = field("name", "Name", {"type": "plain_text_input", "action_id": "a", "initial_value": "Ana"})
        view = modal(button(), name, private_metadata="kept")
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    await slack.control.command(user="ana", channel="#social", command="/beat")
    await slack.control.press(user="ana", label="Go")
    body = heard.actions("block_actions")[0]
    view = (await slack.control.views("ana"))["views"][0]
    assert body["container"] == {"type": "view", "view_id": view["id"]}
    assert body["view"]["private_metadata"] == "kept"
    assert body["view"]["state"]["values"]["name"]["a"]["value"] == "Ana"
    for absent in ("channel", "message", "response_url"):
        assert absent not in body


async def test_a_press_on_the_home_brings_the_view(
    slack: SlackServer, heard: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    await client.views_publish(user_id=ids.ana, view={"type": "home", "blocks": [button()]})
    await slack.control.press(user="ana", home=True, label="Go")
    body = heard.actions("block_actions")[0]
    assert (body["view"]["type"], body["container"]["type"]) == ("home", "view")


async def test_a_press_that_nobody_acknowledges_is_told_to_the_script(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids
) -> None:
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[button("unheard")])
    assert (await slack.control.press(user="ana", channel="#social", label="Go"))["acknowledged"] is False


async def test_what_is_not_there_cannot_be_pressed(slack: SlackServer, client: AsyncWebClient, ids: Ids) -> None:
    await client.chat_postMessage(channel=ids.plans, text="x", blocks=[button()])
    with pytest.raises(Refused) as wrong_label:
        await slack.control.press(user="ana", channel="#plans", label="Stop")
    assert wrong_label.value.detail == "“Stop” is not there. There are: Go."
    with pytest.raises(Refused, match="channel_not_found"):
        await slack.control.press(user="ben", channel="#plans", label="Go")
    with pytest.raises(Refused, match="no_place"):
        await slack.control.press(user="ana", label="Go")


async def test_what_is_not_offered_cannot_be_chosen(slack: SlackServer, client: AsyncWebClient, ids: Ids) -> None:
    row = _row({"type": "static_select", "action_id": "pick", "options": _options("One", "Two")})
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[row])
    with pytest.raises(Refused) as refused:
        await slack.control.select(user="ana", channel="#social", action_id="pick", value="Three")
    assert refused.value.detail == "“Three” is not offered. There are: One, Two."
