"""Modals and Home: triggers, stacks, submissions and their answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button, error_of, field, modal, section, until

View = dict[str, Any]
Answer = dict[str, Any]
Opener = Callable[[View], Awaitable[None]]

NAME = field("name", "Your name", {"type": "plain_text_input", "action_id": "a"})
NOTE = field("note", "A note", {"type": "plain_text_input", "action_id": "a"}, optional=True)


@pytest.fixture
def answers(bot: Bot) -> list[Answer]:
    """What the bot answers to submissions, in order; nothing closes the modal."""
    queued: list[Answer] = []

    @bot.app.view("form")
    async def form(ack: Any) -> None:
        await ack(**(queued.pop(0) if queued else {}))

    return queued


@pytest.fixture
def opens(slack: SlackServer, bot: Bot) -> Opener:
    """Have Ana give a command at which the bot opens a modal."""
    views: list[View] = []

    @bot.app.command("/open")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=views[-1])
        await ack()

    async def give(view: View) -> None:
        views.append(view)
        await slack.control.command(user="ana", channel="#social", command="/open")

    return give


async def _stack(slack: SlackServer) -> list[View]:
    views: list[View] = (await slack.control.views("ana"))["views"]
    return views


async def _trigger(slack: SlackServer, bot: Bot) -> str:
    """Return a fresh trigger id, from a shortcut."""
    bot.app.shortcut("any")(_acknowledge)
    await slack.control.shortcut(user="ana", callback_id="any")
    return str(bot.actions("shortcut")[-1]["trigger_id"])


async def _acknowledge(ack: Any) -> None:
    await ack()


async def test_a_trigger_is_good_once(slack: SlackServer, bot: Bot, client: AsyncWebClient) -> None:
    trigger = await _trigger(slack, bot)
    opened = await client.views_open(trigger_id=trigger, view=modal(section("a")))
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    assert await error_of(client.views_open(trigger_id=trigger, view=modal(section("a")))) == "exchanged_trigger_id"


async def test_a_view_that_is_refused_does_not_use_up_the_trigger(
    slack: SlackServer, bot: Bot, client: AsyncWebClient
) -> None:
    trigger = await _trigger(slack, bot)
    assert await error_of(client.views_open(trigger_id=trigger, view={"type": "modal"})) == "invalid_arguments"
    assert (await client.views_open(trigger_id=trigger, view=modal(section("a"))))["ok"]


async def test_a_trigger_expires(slack: SlackServer, bot: Bot, client: AsyncWebClient) -> None:
    slack.options.trigger_seconds = -1.0
    trigger = await _trigger(slack, bot)
    assert await error_of(client.views_open(trigger_id=trigger, view=modal(section("a")))) == "expired_trigger_id"


async def test_a_made_up_trigger_is_refused_and_so_is_another_workspaces(
    slack: SlackServer, bot: Bot, client: AsyncWebClient
) -> None:
    view = modal(section("a"))
    assert await error_of(client.views_open(trigger_id="1.2.abc", view=view)) == "invalid_trigger_id"
    stranger = AsyncWebClient(token=slack.add_workspace("Elsewhere").bot_token, base_url=slack.api_url)
    trigger = await _trigger(slack, bot)
    assert await error_of(stranger.views_open(trigger_id=trigger, view=view)) == "invalid_trigger_id"


async def test_a_submission_carries_the_state_by_block_and_action(
    slack: SlackServer, bot: Bot, opens: Opener, answers: list[Answer], ids: Ids
) -> None:
    who = field("who", "Who", {"type": "users_select", "action_id": "w"})
    await opens(modal(NAME, NOTE, who, private_metadata="kept"))
    done = await slack.control.submit(user="ana", values={"Your name": "Ana", "who": "ben"})
    assert (done["acknowledged"], done["view"]) == (True, None)
    body = bot.actions("view_submission")[0]
    assert body["view"]["state"]["values"] == {
        "name": {"a": {"type": "plain_text_input", "value": "Ana"}},
        "note": {"a": {"type": "plain_text_input", "value": None}},
        "who": {"w": {"type": "users_select", "selected_user": ids.ben}},
    }
    assert (body["view"]["callback_id"], body["view"]["private_metadata"]) == ("form", "kept")
    assert body["view"]["hash"]
    assert await _stack(slack) == []


async def test_a_needed_field_left_empty_does_not_reach_the_app(
    slack: SlackServer, bot: Bot, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME, NOTE))
    refused = await slack.control.submit(user="ana")
    assert refused["errors"] == {"name": "Please complete this required field."}
    assert bot.actions("view_submission") == []


async def test_lengths_and_numbers_are_checked_before_submitting(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    short = field("short", "Short", {"type": "plain_text_input", "max_length": 3})
    number = field("number", "Number", {"type": "number_input", "is_decimal_allowed": False, "min_value": "2"})
    await opens(modal(short, number))
    refused = await slack.control.submit(user="ana", values={"short": "four", "number": "1"})
    assert set(refused["errors"]) == {"short", "number"}


async def test_field_errors_keep_the_modal_and_what_was_typed(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME))
    answers.append({"response_action": "errors", "errors": {"name": "Too short."}})
    refused = await slack.control.submit(user="ana", values={"name": "A"})
    assert (refused["response_action"], refused["errors"]) == ("errors", {"name": "Too short."})
    assert refused["view"]["state"]["values"]["name"]["a"]["value"] == "A"


async def test_errors_for_a_block_that_is_no_input_are_refused(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME))
    answers.append({"response_action": "errors", "errors": {"other": "What?"}})
    refused = await slack.control.submit(user="ana", values={"name": "A"})
    assert refused["refused"]["error"] == "invalid_response_errors"
    assert refused["detail"] == "We had some trouble connecting. Try again?"


async def test_an_update_replaces_the_modal_and_keeps_what_still_fits(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME))
    before = (await _stack(slack))[0]
    answers.append({"response_action": "update", "view": modal(NAME, NOTE)})
    done = await slack.control.submit(user="ana", values={"name": "Ana"})
    assert (done["view"]["id"], len(done["view"]["blocks"])) == (before["id"], 2)
    assert done["view"]["hash"] != before["hash"]
    assert done["view"]["state"]["values"]["name"]["a"]["value"] == "Ana"


async def test_pushes_stack_up_to_three_and_closing_goes_back(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME))
    for _ in range(2):
        answers.append({"response_action": "push", "view": modal(NAME)})
        await slack.control.submit(user="ana", values={"name": "Ana"})
    stack = await _stack(slack)
    assert [view["previous_view_id"] for view in stack] == [None, stack[0]["id"], stack[1]["id"]]
    assert {view["root_view_id"] for view in stack} == {stack[0]["id"]}

    answers.append({"response_action": "push", "view": modal(NAME)})
    refused = await slack.control.submit(user="ana", values={"name": "Ana"})
    assert refused["refused"]["error"] == "push_limit_reached"

    await slack.control.close(user="ana")
    assert len(await _stack(slack)) == 2
    answers.append({"response_action": "clear"})
    await slack.control.submit(user="ana", values={"name": "Ana"})
    assert await _stack(slack) == []


async def test_a_submission_that_nobody_acknowledges_leaves_the_modal_open(slack: SlackServer, opens: Opener) -> None:
    await opens(modal(NAME))
    done = await slack.control.submit(user="ana", values={"name": "Ana"})
    assert (done["acknowledged"], done["detail"]) == (False, "We had some trouble connecting. Try again?")
    assert len(await _stack(slack)) == 1


async def test_closing_is_told_only_where_it_was_asked_for(slack: SlackServer, bot: Bot, opens: Opener) -> None:
    @bot.app.view_closed("form")
    async def closed(ack: Any) -> None:
        await ack()

    await opens(modal(NAME))
    await slack.control.close(user="ana")
    assert bot.actions("view_closed") == []
    await opens(modal(NAME, notify_on_close=True))
    await slack.control.close(user="ana", clear=True)
    body = bot.actions("view_closed")[0]
    assert (body["is_cleared"], body["view"]["callback_id"]) == (True, "form")


async def test_an_update_with_an_old_hash_is_refused(slack: SlackServer, bot: Bot, client: AsyncWebClient) -> None:
    trigger = await _trigger(slack, bot)
    view = (await client.views_open(trigger_id=trigger, view=modal(section("a"), external_id="mine")))["view"]
    updated = await client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("b")))
    assert updated["view"]["id"] == view["id"]
    call = client.views_update(view_id=view["id"], hash=view["hash"], view=modal(section("c")))
    assert await error_of(call) == "hash_conflict"
    by_name = await client.views_update(external_id="mine", view=modal(section("d")))
    assert by_name["view"]["blocks"][0]["text"]["text"] == "d"
    assert await error_of(client.views_update(view_id="V0NONE", view=modal(section("e")))) == "not_found"


async def test_a_push_needs_an_action_inside_of_a_modal(slack: SlackServer, bot: Bot, client: AsyncWebClient) -> None:
    trigger = await _trigger(slack, bot)
    assert await error_of(client.views_push(trigger_id=trigger, view=modal(section("a")))) == "not_found"

    @bot.app.action("go")
    async def go(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=modal(section("pushed")))
        await ack()

    await client.views_open(trigger_id=await _trigger(slack, bot), view=modal(button()))
    await slack.control.press(user="ana", label="Go")
    await until(lambda: len(slack.workspace.stacks[slack.workspace.find_member("ana").id]) == 2)


async def test_a_modal_that_is_too_big_is_refused(slack: SlackServer, bot: Bot, client: AsyncWebClient) -> None:
    # Ten fields of 2,000 in every section: within each limit, over all together.
    text = {"type": "plain_text", "text": "a" * 2000}
    view = modal(*[{"type": "section", "fields": [text] * 10}] * 13)
    assert await error_of(client.views_open(trigger_id=await _trigger(slack, bot), view=view)) == "view_too_large"


async def test_the_home_is_published_for_one_person(slack: SlackServer, client: AsyncWebClient, ids: Ids) -> None:
    home = {"type": "home", "blocks": [section("Hello Ana")]}
    published = (await client.views_publish(user_id=ids.ana, view=home))["view"]
    assert published["type"] == "home"
    assert (await slack.control.home("ana"))["view"]["id"] == published["id"]
    assert (await slack.control.home("ben"))["view"] is None
    again = (await client.views_publish(user_id=ids.ana, view=home, hash=published["hash"]))["view"]
    assert again["id"] == published["id"]
    call = client.views_publish(user_id=ids.ana, view=home, hash=published["hash"])
    assert await error_of(call) == "hash_conflict"
    call = client.views_publish(user_id=ids.ana, view=modal(section("a")))
    assert await error_of(call) == "invalid_arguments"


async def test_a_field_that_is_not_there_cannot_be_filled_in(
    slack: SlackServer, opens: Opener, answers: list[Answer]
) -> None:
    await opens(modal(NAME))
    with pytest.raises(Refused) as refused:
        await slack.control.submit(user="ana", values={"Colour": "red"})
    assert refused.value.detail == "The modal has no field Colour. It has: Your name."
    with pytest.raises(Refused, match="no_modal"):
        await slack.control.submit(user="ben")
