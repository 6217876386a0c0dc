"""Socket Mode: tickets, connections, acknowledgements, and what Slack does without them."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, error_of, until


async def _url(client: AsyncWebClient, slack: SlackServer) -> str:
    return str((await client.apps_connections_open(app_token=slack.app_token))["url"])


async def test_a_connection_begins_with_hello(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    async with session.ws_connect(await _url(client, slack)) as socket:
        hello = await socket.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 1)
        assert hello["connection_info"] == {"app_id": slack.app.id}


async def test_a_ticket_is_good_once(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    url = await _url(client, slack)
    async with session.ws_connect(url):
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)


async def test_an_eleventh_connection_is_turned_away(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    sockets = [await session.ws_connect(await _url(client, slack)) for _ in range(10)]
    eleventh = await session.ws_connect(await _url(client, slack))
    goodbye = await eleventh.receive_json()
    assert (goodbye["type"], goodbye["reason"]) == ("disconnect", "too_many_websockets")
    for socket in [*sockets, eleventh]:
        await socket.close()


async def test_every_envelope_goes_to_exactly_one_connection(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    received: list[tuple[int, str]] = []
    sockets = [await session.ws_connect(await _url(client, slack)) for _ in range(2)]
    for socket in sockets:
        await socket.receive_json()
    for number in range(12):
        await slack.control.say(user="ana", channel="#social", text=str(number))

    async def read(number: int) -> None:
        async for frame in sockets[number]:
            envelope = frame.json()
            received.append((number, envelope["payload"]["event"]["text"]))
            await sockets[number].send_json({"envelope_id": envelope["envelope_id"]})
            if len(received) == 12:
                break
        await sockets[1 - number].close()

    await asyncio.gather(read(0), read(1))
    assert sorted(text for _, text in received) == sorted(str(number) for number in range(12))
    assert {number for number, _ in received} == {0, 1}


async def test_an_event_that_nobody_acknowledges_comes_again_under_the_same_id(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    slack.options.ack_seconds = 0.03
    async with session.ws_connect(await _url(client, slack)) as socket:
        await socket.receive_json()
        await slack.control.say(user="ana", channel="#social", text="Hello")
        envelopes = [await socket.receive_json() for _ in range(4)]
    assert len({envelope["envelope_id"] for envelope in envelopes}) == 4
    assert len({envelope["payload"]["event_id"] for envelope in envelopes}) == 1
    assert [(e["retry_attempt"], e["retry_reason"]) for e in envelopes] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
        (3, "timeout"),
    ]
    assert all(envelope["accepts_response_payload"] is False for envelope in envelopes)


async def test_quiet_does_not_wait_for_a_retry_that_is_due_later(slack: SlackServer) -> None:
    slack.options.retry_delays = (0.0, 60.0)
    await slack.control.say(user="ana", channel="#social", text="Is anybody there?")
    await slack.quiet(1)
    attempts = [entry["attempt"] for entry in slack.journal if entry["kind"] == "envelope"]
    assert attempts == [0, 1]


async def test_an_acknowledged_event_comes_once(slack: SlackServer, bot: Bot) -> None:
    await slack.control.say(user="ana", channel="#social", text="Hello")
    await slack.quiet(2)
    assert [event["text"] for event in bot.events("message")] == ["Hello"]


async def test_slack_may_repeat_even_what_was_acknowledged(slack: SlackServer, bot: Bot) -> None:
    await slack.control.socket(do="repeat", count=1)
    await slack.control.say(user="ana", channel="#social", text="Hello")
    await until(lambda: len(bot.events("message")) == 2)
    first, second = bot.bodies
    assert first["event_id"] == second["event_id"]


async def test_a_lost_acknowledgement_brings_the_event_again(slack: SlackServer, bot: Bot) -> None:
    await slack.control.socket(do="drop_acks", count=1)
    await slack.control.say(user="ana", channel="#social", text="Hello")
    await until(lambda: len(bot.events("message")) == 2)


async def test_after_a_goodbye_the_app_comes_back_and_hears_again(slack: SlackServer, bot: Bot) -> None:
    await slack.control.socket(do="disconnect", reason="refresh_requested")
    await until(lambda: [e["change"] for e in slack.journal if e["kind"] == "socket"].count("connected") == 2)
    await slack.control.say(user="ana", channel="#social", text="Still there?")
    await until(lambda: bot.events("message"))


async def test_a_warning_leaves_the_connection_open(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    async with session.ws_connect(await _url(client, slack)) as socket:
        await socket.receive_json()
        await slack.control.socket(do="disconnect", reason="warning")
        assert (await socket.receive_json())["reason"] == "warning"
        await slack.control.say(user="ana", channel="#social", text="Hello")
        assert (await socket.receive_json())["type"] == "events_api"


async def test_a_silent_connection_answers_no_ping(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    socket = await session.ws_connect(await _url(client, slack), autoping=False)
    await socket.receive_json()
    await socket.ping(b"one")
    assert (await socket.receive()).type is aiohttp.WSMsgType.PONG
    await slack.control.socket(do="silence")
    await socket.ping(b"two")
    await slack.control.say(user="ana", channel="#social", text="Hello")
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.1)
    await slack.control.socket(do="mend")
    assert (await socket.receive()).type in (aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR)


async def test_a_cut_leaves_no_connection(slack: SlackServer, bot: Bot) -> None:
    answer = await slack.control.socket(do="cut")
    assert answer["connections"] == 0


async def test_a_ping_is_sent_by_the_server_too(
    client: AsyncWebClient, slack: SlackServer, session: aiohttp.ClientSession
) -> None:
    slack.options.ping_seconds = 0.02
    async with session.ws_connect(await _url(client, slack), autoping=False) as socket:
        await socket.receive_json()
        assert (await socket.receive()).type is aiohttp.WSMsgType.PING


async def test_without_a_token_there_is_no_ticket(client: AsyncWebClient) -> None:
    assert await error_of(client.apps_connections_open(app_token="xapp-made-up")) == "invalid_auth"
