"""An office to send from, on each kind of database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from playground.slack.server import SlackServer
from storage.database import Database
from tests.delivery.office import IMPATIENT, PACE, Clocks, Office, Team, open_office


@pytest.fixture
def clocks() -> Clocks:
    """Clocks that stand."""
    return Clocks()


@pytest.fixture
async def server(clocks: Clocks) -> AsyncIterator[SlackServer]:
    """A Slack."""
    made = SlackServer(now=clocks.now, seed=1)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """One HTTP session, as the bot has."""
    async with aiohttp.ClientSession() as made:
        yield made


@pytest.fixture
def office(server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks) -> Office:
    """Sender and reconciler."""
    return open_office(server, database, session, clocks, PACE)


@pytest.fixture
def impatient(server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks) -> Office:
    """The same, with a third of a second for a call."""
    return open_office(server, database, session, clocks, IMPATIENT)


@pytest.fixture
async def team(office: Office) -> Team:
    """The first workspace."""
    return await office.team()
