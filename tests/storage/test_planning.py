"""What the planner and the watchdog ask of all kinds alike, and what a message that shows duties remembers of them."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from storage import delivery, duties, members, outbox, planning, standing, workspaces
from storage.database import Database, is_passing
from tests.databases import fresh_database
from tests.storage.samples import LEASE, NOW, read
from tests.storage.whole import a_whole_team

HOUR = timedelta(hours=1)
KINDS = ["duty", "import", "member", "review", "slot"]


async def _kinds_due(database: Database, now: datetime = NOW) -> list[str]:
    async with database.look() as tx:
        return sorted(await planning.kinds_due(tx, now))


async def test_what_is_due_is_taken_and_pushed_ahead(database: Database) -> None:
    """Each kind by itself; pushed ahead, it is due at its new time and not before."""
    assert await _kinds_due(database) == []
    whole = await a_whole_team(database, "lark")
    async with database.begin() as tx:
        await members.set_next(tx, whole["member_id"], NOW)
    assert await _kinds_due(database) == KINDS
    assert await _kinds_due(database, NOW - timedelta(microseconds=1)) == []
    for kind in KINDS:
        async with database.begin() as tx:
            while (taken := await planning.take_first(tx, kind, NOW)) is not None:
                await planning.push_ahead(tx, kind, taken.id, NOW + HOUR)
    assert await _kinds_due(database) == []
    assert await _kinds_due(database, NOW + HOUR) == KINDS
    async with database.look() as tx:
        assert await planning.next_due(tx, NOW) == NOW + HOUR


async def test_two_planners_take_different_rows() -> None:
    """On PostgreSQL; what one has locked, the other passes over and does not wait for."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        for name in ("lark", "wren"):
            await a_whole_team(database, name)
        taken: list[planning.Taken | None] = []
        async with asyncio.timeout(5), database.begin() as one, database.begin() as two, database.begin() as three:
            for tx in (one, two, three):
                taken.append(await planning.take_first(tx, "slot", NOW))
        assert len(set(taken)) == 3
        assert taken[2] is None
        await database.close()


async def test_a_workspace_that_took_us_off_is_left_alone(database: Database) -> None:
    """Nothing of it is due, and nothing alarms the watchdog; installed again, plans go on, what was old is not sent."""
    whole = await a_whole_team(database, "lark")
    async with database.begin() as tx:
        assert await planning.next_due(tx, NOW) == NOW
        await workspaces.end(tx, whole["workspace_id"], NOW)
    assert await _kinds_due(database, NOW + 9 * HOUR) == []
    async with database.begin() as tx:
        assert await planning.next_due(tx, NOW) is None
        assert await planning.take_first(tx, "slot", NOW) is None
        assert await delivery.oldest_unsent(tx) is None
        assert not await delivery.is_busy(tx, NOW + 9 * HOUR)
        await workspaces.keep(tx, "", "T-lark", "Back", "UBOT", "drumbeat", NOW)
        ((_, reason), *_) = reversed(await outbox.fates_of(tx, whole["workspace_id"], whole["member_id"], NOW))
        assert reason == "uninstalled"
        assert await delivery.claim(tx, whole["workspace_id"], NOW + 9 * HOUR, NOW, LEASE, 8) == []
    assert "slot" in await _kinds_due(database)


# ---------------------------------------------------------------- what a message shows


async def test_a_message_knows_when_what_it_shows_has_changed(database: Database) -> None:
    """Composed with one version of a duty, it is outdated with the next; composed anew, it is not."""
    whole = await a_whole_team(database, "lark")
    team_id, duty_id = whole["workspace_id"], whole["duty_id"]
    async with database.begin() as tx:
        message = await outbox.by_key(tx, team_id, "wait:1")
        assert message is not None
        await standing.show(tx, message.id, [(duty_id, 1), (duty_id, 1)])
        assert await standing.duties_shown(tx, message.id) == [duty_id]
        assert not await standing.is_outdated(tx, message.id)
    async with database.begin() as tx:
        duty = await duties.by_id(tx, team_id, duty_id, lock=True)
        assert duty is not None
        assert await duties.change(tx, duty, state="done")
        assert await standing.is_outdated(tx, message.id)
        await standing.show(tx, message.id, [(duty_id, 2)])
        assert not await standing.is_outdated(tx, message.id)
        await standing.show(tx, message.id, [])
        assert await standing.duties_shown(tx, message.id) == []


async def test_what_is_just_being_changed_is_waited_for() -> None:
    """On PostgreSQL the sender sees what a verb changes that began before the message was shown anywhere."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        whole = await a_whole_team(database, "lark")
        team_id, duty_id = whole["workspace_id"], whole["duty_id"]
        async with database.begin() as tx:
            message = await outbox.by_key(tx, team_id, "wait:1")
        assert message is not None

        async def is_outdated() -> bool:
            async with database.begin() as tx:
                return await standing.is_outdated(tx, message.id)

        async with asyncio.timeout(10), database.begin() as verb:
            duty = await duties.by_id(verb, team_id, duty_id, lock=True)
            assert duty is not None
            assert await duties.change(verb, duty, state="done")
            asked = asyncio.create_task(is_outdated())
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            while not (await verb.execute(waiting)).scalar_one():
                await asyncio.sleep(0)
        assert await asked
        await database.close()


async def test_a_message_that_is_put_off_keeps_its_key(database: Database) -> None:
    """It waits for its reader's hours, and stands in its conversation where its new time puts it."""
    whole = await a_whole_team(database, "lark")
    team_id = whole["workspace_id"]
    async with database.begin() as tx:
        (message,) = [m for m in await delivery.claim(tx, team_id, NOW + HOUR, NOW, LEASE, 8) if m.key == "wait:1"]
        assert await delivery.put_off(tx, message, NOW + 3 * HOUR)
        assert not await delivery.put_off(tx, message, NOW)
        waits = await read(tx, message.id)
        assert (waits.key, waits.state, waits.due_at) == ("wait:1", "waiting", NOW + 3 * HOUR)
        assert await delivery.claim(tx, team_id, NOW + 2 * HOUR, NOW, LEASE, 8) == []
        assert len(await delivery.claim(tx, team_id, NOW + 3 * HOUR, NOW, LEASE, 8)) == 1


# ---------------------------------------------------------------- errors that pass


async def test_a_deadlock_passes() -> None:
    """On PostgreSQL one of two transactions is broken off; tried again, it goes through."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        ids = [(await a_whole_team(database, name))["workspace_id"] for name in ("lark", "wren")]
        lock = text("SELECT 1 FROM workspace WHERE id = :id FOR UPDATE")
        met = asyncio.Barrier(2)

        async def take(first: int, second: int) -> None:
            async with database.begin() as tx:
                await tx.execute(text("SET LOCAL deadlock_timeout = '10ms'"))
                await tx.execute(lock, {"id": first})
                await met.wait()
                await tx.execute(lock, {"id": second})

        ends = await asyncio.gather(take(*ids), take(*reversed(ids)), return_exceptions=True)
        (error,) = [end for end in ends if end is not None]
        assert isinstance(error, DBAPIError)
        assert is_passing(error)
        await database.close()


async def test_a_mistake_does_not_pass(database: Database) -> None:
    """Trying again would not help: a wrong statement, or what is no error of the database."""
    with pytest.raises(DBAPIError) as raised:
        async with database.look() as tx:
            await tx.execute(text("SELECT * FROM no_such_table"))
    assert not is_passing(raised.value)
    assert not is_passing(KeyError("x"))


async def test_a_connection_that_is_lost_passes() -> None:
    """PostgreSQL is restarted, say, while eight connections rest: one question fails, and then all of them are new."""
    with fresh_database("postgresql") as url:
        database, operator = Database(url), Database(url)
        async with AsyncExitStack() as together:
            for _ in range(8):
                tx = await together.enter_async_context(database.begin())
                await tx.execute(text("SELECT 1"))
        async with operator.look() as tx:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND"
            assert len((await tx.execute(text(f"{others} pid <> pg_backend_pid()"))).all()) == 8
        with pytest.raises(OperationalError) as raised:
            async with database.look() as tx:
                await tx.execute(text("SELECT 1"))
        assert is_passing(raised.value)
        async with AsyncExitStack() as together:
            for way in (database.look, database.begin) * 4:
                tx = await together.enter_async_context(way())
                assert (await tx.execute(text("SELECT 1"))).scalar_one() == 1
        await operator.close()
        await database.close()
