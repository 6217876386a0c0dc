"""The heartbeat, often enough to tell a crash from a long night and seldom enough for the disk; and the health page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.domain.doctor import SILENT_AFTER
from bot.jobs.health import Health
from bot.jobs.ticker import Ticker
from handlers.health import Server
from storage import heartbeats
from storage.database import Database

START = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class HandSetClock:
    """A clock that moves only when it is told to; its wall clock can be set."""

    def __init__(self) -> None:
        self.passed, self.set_by = timedelta(), timedelta()

    def now(self) -> datetime:
        return self.real()

    def real(self) -> datetime:
        return START + self.passed + self.set_by

    def monotonic(self) -> float:
        return self.passed.total_seconds()


async def _connected() -> bool:
    return True


def checked(database: Database, clock: HandSetClock) -> Health:
    return Health(database, Ticker({}, clock), clock, _connected, list, lambda workspace_id: True)


async def beaten(database: Database) -> datetime:
    """Return when the last heartbeat was written, in real time."""
    async with database.look() as tx:
        last = await heartbeats.last_beat(tx, "bot")
    assert last is not None
    return last


async def test_a_minute_of_ticks_writes_four_heartbeats(database: Database) -> None:
    clock = HandSetClock()
    health = checked(database, clock)
    written: set[datetime] = set()
    for second in range(60):
        clock.passed = second * SECOND
        assert not await health.beat()
        written.add(await beaten(database))
    assert written == {START + seconds * SECOND for seconds in (0, 15, 30, 45)}


async def test_a_bot_that_misses_a_beat_or_two_does_not_count_as_silent() -> None:
    assert timedelta(seconds=15) * 3 < SILENT_AFTER <= timedelta(minutes=1)


async def test_a_wall_clock_that_is_set_back_is_followed_at_once(database: Database) -> None:
    clock = HandSetClock()
    health = checked(database, clock)
    await health.beat()
    clock.passed, clock.set_by = SECOND, -timedelta(hours=1)
    await health.beat()
    assert await beaten(database) == START + SECOND - timedelta(hours=1)


async def test_a_wall_clock_that_is_set_forward_is_followed_at_once(database: Database) -> None:
    clock = HandSetClock()
    health = checked(database, clock)
    await health.beat()
    clock.passed, clock.set_by = SECOND, timedelta(hours=8)
    await health.beat()
    assert await beaten(database) == START + SECOND + timedelta(hours=8)


async def test_the_page_listens_on_its_address_and_on_no_other(database: Database) -> None:
    page = Server(checked(database, HandSetClock()), "127.0.0.2", 0)
    await page.start()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.2:{page.port}/health") as answer:
            assert answer.status in (200, 503)
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"http://127.0.0.1:{page.port}/health")
    await page.stop()
