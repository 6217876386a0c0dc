"""Receipts are cleared without reading all of them each time."""

from __future__ import annotations

from datetime import datetime, timedelta

from storage import changes
from storage.database import Database
from tests.storage.samples import NOW, a_team

DAY = timedelta(days=1)


async def _received(database: Database, team_id: int, key: str, at: datetime) -> None:
    async with database.begin() as tx:
        assert await changes.received(tx, team_id, key, at) is not None


async def _cleared(database: Database, before: datetime) -> int:
    async with database.begin() as tx:
        return await changes.forget_receipts(tx, before)


async def test_each_clearing_goes_on_where_the_last_one_stopped(database: Database) -> None:
    """A receipt from the very instant of the last clearing is cleared by the next one."""
    team = await a_team(database)
    await _received(database, team.id, "first", NOW)
    await _received(database, team.id, "at the limit", NOW + DAY)
    await _received(database, team.id, "later", NOW + 2 * DAY)
    assert await _cleared(database, NOW + DAY) == 1
    assert await _cleared(database, NOW + DAY) == 0
    assert await _cleared(database, NOW + 3 * DAY) == 2


async def test_a_clock_that_was_once_wrong_leaves_no_receipts_behind(database: Database) -> None:
    """A clearing dated next year doesn't keep this year's receipts from being cleared."""
    team = await a_team(database)
    assert await _cleared(database, NOW + 365 * DAY) == 0
    await _received(database, team.id, "after the clock was set right", NOW)
    assert await _cleared(database, NOW + DAY) == 1
