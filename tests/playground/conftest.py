"""A stand-in for Slack with a few people in it, a client of the official SDK, and a Bolt app that can be connected."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Control, Ids

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    """A workspace with Ana (admin), Ben and the guest Gus; the bot is in #social, and not in #quiet or #secret."""
    server = SlackServer(now=lambda: MONDAY, seed=1)
    server.options.ack_seconds = 0.15
    server.options.retry_delays = (0.0, 0.03, 0.03)
    await server.start()
    ws = server.workspace
    ws.add_member("ana", real_name="Ana Ruiz", tz="Europe/Madrid", is_admin=True)
    ws.add_member("ben", real_name="Ben Ode", tz="America/New_York")
    ws.add_member("gus", real_name="Gus Guest", is_ultra_restricted=True)
    ws.add_channel("social", members=["ana", "ben", "gus"], bot=True)
    ws.add_channel("quiet", members=["ana"])
    ws.add_channel("secret", private=True, members=["ana"])
    ws.add_channel("plans", private=True, members=["ana"], bot=True)
    yield server
    await server.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """One HTTP session for a test."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as made:
        yield made


@pytest.fixture
def client(slack: SlackServer, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The official client, with the bot's token and without retries of its own."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[])


@pytest.fixture
async def bot(slack: SlackServer, client: AsyncWebClient) -> AsyncIterator[Bot]:
    """A Bolt app, connected, that hears every event; tests add what else it does."""
    made = Bot(client, slack.app_token)

    @made.app.event({"type": "message"})
    async def message() -> None:
        return None

    for name in slack.app.events:
        if "." not in name:
            made.app.event(name)(_nothing)
    await made.connect()
    yield made
    await made.close()


async def _nothing() -> None:
    return None


@pytest.fixture
def control(slack: SlackServer, session: aiohttp.ClientSession) -> Control:
    """The control API over HTTP."""
    return Control(slack.url, session)


@pytest.fixture
def ids(slack: SlackServer) -> Ids:
    """`ids.ana`, `ids.social`."""
    return Ids(slack)
