"""response_url: answering later, replacing and deleting, and when it is over."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button


@pytest.fixture
async def command_url(slack: SlackServer, bot: Bot) -> str:
    """The response_url of a command that Ana gave in #quiet, where the bot is not."""

    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack()

    await slack.control.command(user="ana", channel="#quiet", command="/beat")
    return str(bot.bodies[0]["response_url"])


async def _pressed_url(slack: SlackServer, bot: Bot, user: str) -> str:
    @bot.app.action("go")
    async def go(ack: Any) -> None:
        await ack()

    await slack.control.press(user=user, channel="#social", label="Go")
    return str(bot.actions("block_actions")[-1]["response_url"])


async def _post(session: aiohttp.ClientSession, url: str, **payload: Any) -> tuple[int, dict[str, Any]]:
    async with session.post(url, json=payload) as response:
        return response.status, await response.json()


async def _seen(slack: SlackServer, user: str, channel: str) -> list[tuple[str, bool]]:
    found = await slack.control.messages(user=user, channel=channel)
    return [(message["text"], message["ephemeral"]) for message in found["messages"]]


async def test_an_answer_is_ephemeral_unless_it_is_for_the_channel(
    slack: SlackServer, session: aiohttp.ClientSession, command_url: str
) -> None:
    assert await _post(session, command_url, text="Only you") == (200, {"ok": True})
    await _post(session, command_url, text="All of you", response_type="in_channel")
    assert await _seen(slack, "ana", "#quiet") == [("Only you", True), ("All of you", False)]


async def test_it_works_five_times(session: aiohttp.ClientSession, command_url: str) -> None:
    statuses = [(await _post(session, command_url, text="x"))[0] for _ in range(6)]
    assert statuses == [200] * 5 + [404]
    assert (await _post(session, command_url, text="x"))[1]["error"] == "used_url"


async def test_it_expires(slack: SlackServer, session: aiohttp.ClientSession, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any) -> None:
        await ack()

    slack.options.response_url_seconds = -1.0
    await slack.control.command(user="ana", channel="#social", command="/beat")
    status, answer = await _post(session, bot.bodies[0]["response_url"], text="x")
    assert (status, answer["error"]) == (404, "expired_url")


async def test_bolts_respond_uses_it(slack: SlackServer, bot: Bot) -> None:
    @bot.app.command("/beat")
    async def beat(ack: Any, respond: Any) -> None:
        await ack()
        await respond("Later.")

    await slack.control.command(user="ana", channel="#social", command="/beat")
    await slack.quiet(2)
    assert await _seen(slack, "ana", "#social") == [("Later.", True)]


async def test_the_message_that_was_pressed_can_be_replaced_and_deleted(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, session: aiohttp.ClientSession, ids: Ids
) -> None:
    await client.chat_postMessage(channel=ids.social, text="Press me", blocks=[button()])
    url = await _pressed_url(slack, bot, "ben")
    await _post(session, url, text="Pressed", replace_original=True)
    assert await _seen(slack, "ana", "#social") == [("Pressed", False)]
    await _post(session, url, text="A word to you")
    assert await _seen(slack, "ben", "#social") == [("Pressed", False), ("A word to you", True)]
    await _post(session, url, delete_original=True)
    assert await _seen(slack, "ana", "#social") == []


async def test_an_ephemeral_message_can_be_replaced_though_no_history_knows_it(
    slack: SlackServer, bot: Bot, client: AsyncWebClient, session: aiohttp.ClientSession, ids: Ids
) -> None:
    await client.chat_postEphemeral(channel=ids.social, user=ids.ana, text="Press me", blocks=[button()])
    url = await _pressed_url(slack, bot, "ana")
    await _post(session, url, text="Pressed", replace_original=True)
    assert await _seen(slack, "ana", "#social") == [("Pressed", True)]
    await _post(session, url, delete_original=True)
    assert await _seen(slack, "ana", "#social") == []


async def test_contents_are_checked_there_too(session: aiohttp.ClientSession, command_url: str) -> None:
    status, answer = await _post(session, command_url, text="x", blocks=[{"type": "banner"}])
    assert (status, answer["error"]) == (400, "invalid_blocks")
    status, answer = await _post(session, command_url, text="")
    assert (status, answer["error"]) == (400, "no_text")


async def test_a_made_up_address_is_not_found(slack: SlackServer, session: aiohttp.ClientSession) -> None:
    status, _ = await _post(session, f"{slack.url}/commands/{slack.workspace.id}/1/2", text="x")
    assert status == 404
