"""Slash commands and shortcuts: what the app is sent, what the person is shown."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button, section


async def test_a_command_carries_people_and_channels_as_ids(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack()

    await slack.control.command(user="ana", channel="#social", command="/beat", text="role editor @ben #quiet <b>")
    body = bot.bodies[0]
    assert body["text"] == f"role editor <@{ids.ben}|ben> <#{ids.quiet}|quiet> &lt;b&gt;"
    assert (body["command"], body["user_id"], body["user_name"]) == ("/beat", ids.ana, "ana")
    assert (body["channel_id"], body["channel_name"]) == (ids.social, "social")
    assert (body["team_id"], body["team_domain"]) == (slack.workspace.id, "playground")
    assert body["trigger_id"]
    assert body["response_url"].startswith(f"{slack.url}/commands/")


async def test_without_escaping_the_text_comes_as_typed(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack()

    slack.options.should_escape = False
    await slack.control.command(user="ana", channel="#social", command="/beat", text=f"role <@{ids.ben}> #quiet")
    assert bot.bodies[0]["text"] == "role @ben #quiet"


@pytest.mark.parametrize(
    ("channel", "name"),
    [("#quiet", "quiet"), ("#plans", "privategroup"), ("@drumbeat", "directmessage"), ("@ben", "directmessage")],
)
async def test_a_command_works_anywhere_and_private_names_are_not_told(
    slack: SlackServer, bot: Bot, channel: str, name: str
) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack("Heard.")

    answer = await slack.control.command(user="ana", channel=channel, command="/beat today")
    assert answer["acknowledged"] is True
    assert answer["ephemeral"]["text"] == "Heard."
    assert bot.bodies[0]["channel_name"] == name


async def test_the_answer_is_seen_by_the_person_alone_unless_it_says_otherwise(slack: SlackServer, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any, command: dict[str, str]) -> None:
        await ack(text="Heard.", response_type=command["text"] or None)

    async def seen_by(user: str) -> list[tuple[str, bool]]:
        found = await slack.control.messages(user=user, channel="#social")
        return [(message["text"], message["ephemeral"]) for message in found["messages"]]

    await slack.control.command(user="ana", channel="#social", command="/beat")
    assert (await seen_by("ana"), await seen_by("ben")) == ([("Heard.", True)], [])
    await slack.control.command(user="ana", channel="#social", command="/beat", text="in_channel")
    assert await seen_by("ben") == [("Heard.", False)]


async def test_an_answer_with_blocks_that_slack_would_not_take_is_not_shown(slack: SlackServer, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack(text="Heard.", blocks=[section("a" * 3001)])

    answer = await slack.control.command(user="ana", channel="#social", command="/beat")
    assert answer["ephemeral"]["text"] == '/beat failed with the error "invalid_blocks"'


async def test_a_command_that_nobody_acknowledges_times_out_before_the_persons_eyes(
    slack: SlackServer, bot: Bot
) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await asyncio.sleep(0.3)
        await ack("Too late.")

    answer = await slack.control.command(user="ana", channel="#social", command="/beat")
    assert (answer["acknowledged"], answer["answer"]) == (False, None)
    assert answer["ephemeral"]["text"] == '/beat failed with the error "operation_timeout"'
    assert answer["ephemeral"]["user"] == "USLACKBOT"


async def test_with_nobody_connected_a_command_fails_at_once(slack: SlackServer) -> None:
    answer = await slack.control.command(user="ana", channel="#social", command="/beat")
    assert answer["ephemeral"]["text"] == '/beat failed with the error "dispatch_failed"'


async def test_a_listener_that_raises_leaves_the_command_unanswered(slack: SlackServer, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat() -> None:
        raise ValueError

    assert (await slack.control.command(user="ana", channel="#social", command="/beat"))["acknowledged"] is False


async def test_threads_take_no_commands(slack: SlackServer) -> None:
    ts = (await slack.control.say(user="ana", channel="#social", text="Parent"))["ts"]
    with pytest.raises(Refused) as refused:
        await slack.control.command(user="ana", channel="#social", command="/beat", thread_ts=ts)
    assert refused.value.detail == "/beat is not supported in threads. Sorry!"


async def test_with_a_manifest_only_its_commands_and_shortcuts_are_known(slack: SlackServer, bot: Bot) -> None:
    features = {
        "slash_commands": [{"command": "/beat", "should_escape": True}],
        "shortcuts": [{"callback_id": "log_mention", "type": "message", "name": "Log"}],
    }
    await slack.control.app(manifest={"features": features})
    with pytest.raises(Refused, match="invalid_command"):
        await slack.control.command(user="ana", channel="#social", command="/drum")
    with pytest.raises(Refused, match="no_such_shortcut"):
        await slack.control.shortcut(user="ana", callback_id="log_mention")


async def test_a_global_shortcut_has_no_channel(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    @bot.app.shortcut("new_idea")
    async def new_idea(ack: Any) -> None:
        await ack()

    assert (await slack.control.shortcut(user="ana", callback_id="new_idea"))["acknowledged"] is True
    body = bot.actions("shortcut")[0]
    assert (body["callback_id"], body["user"]["id"], "channel" in body) == ("new_idea", ids.ana, False)
    assert body["trigger_id"]


async def test_a_message_shortcut_brings_the_message(slack: SlackServer, bot: Bot, ids: Ids) -> None:
    @bot.app.shortcut("log_mention")
    async def log_mention(ack: Any) -> None:
        await ack()

    ts = (await slack.control.say(user="ben", channel="#social", text="They asked us"))["ts"]
    await slack.control.shortcut(user="ana", callback_id="log_mention", channel="#social", ts=ts)
    body = bot.actions("message_action")[0]
    assert (body["message"]["text"], body["message"]["user"], body["message_ts"]) == ("They asked us", ids.ben, ts)
    assert body["channel"] == {"id": ids.social, "name": "social"}
    assert body["response_url"]


async def test_an_app_that_takes_no_messages_gets_none(slack: SlackServer) -> None:
    home = {"messages_tab_enabled": True, "messages_tab_read_only_enabled": True, "home_tab_enabled": False}
    await slack.control.app(manifest={"features": {"app_home": home}})
    with pytest.raises(Refused, match="messages_off"):
        await slack.control.say(user="ana", channel="@drumbeat", text="Hello")
    with pytest.raises(Refused, match="no_home_tab"):
        await slack.control.open_home(user="ana")


async def test_an_app_without_interactivity_cannot_be_pressed(
    slack: SlackServer, client: AsyncWebClient, ids: Ids
) -> None:
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[button()])
    await slack.control.app(manifest={})
    with pytest.raises(Refused) as refused:
        await slack.control.press(user="ana", channel="#social", label="Go")
    assert refused.value.detail == "This app is not configured to handle interactive responses."


async def test_what_is_too_long_to_type_is_not_sent(slack: SlackServer) -> None:
    await slack.control.say(user="ana", channel="#social", text="a" * 12_000)
    with pytest.raises(Refused, match="msg_too_long"):
        await slack.control.say(user="ana", channel="#social", text="a" * 12_001)
