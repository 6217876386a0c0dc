"""Transactions that overlap lose nothing; one process a SQLite file."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Update, select, update

from storage.database import Database, DatabaseIsTaken, SqliteLock, async_url
from storage.rows import insert_once, put
from storage.tables import heartbeat, receipt, workspace
from tests.databases import fresh_database
from tests.storage.samples import NOW, a_team


async def test_what_a_transaction_wrote_is_there_after_it(database: Database) -> None:
    """Committed at the end of the block, seen by the next."""
    team = await a_team(database)
    async with database.look() as tx:
        assert (await tx.execute(select(workspace.c.id))).scalars().all() == [team.id]


async def test_an_exception_takes_everything_back(database: Database) -> None:
    """Nothing of a verb that fails stays behind, and the next one works."""

    async def fail() -> None:
        async with database.begin() as tx:
            await put(tx, heartbeat, {"name": "x"}, {"business_at": NOW, "real_at": NOW})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.begin() as tx:
        assert (await tx.execute(select(heartbeat.c.name))).all() == []


async def test_overlapping_updates_are_all_counted(database: Database) -> None:
    """Fifty transactions read a number under a lock and write it back with one more: fifty more in the end."""
    team = await a_team(database)

    async def one_more() -> None:
        async with database.begin() as tx:
            rows = select(workspace.c.name).where(workspace.c.id == team.id).with_for_update()
            name = (await tx.execute(rows)).scalar_one()
            await asyncio.sleep(0)
            await tx.execute(update_name(name + "x"))

    await asyncio.gather(*(one_more() for _ in range(50)))
    async with database.look() as tx:
        assert (await tx.execute(select(workspace.c.name))).scalar_one() == "one" + "x" * 50


async def test_writers_from_outside_follow_each_other(database_url: str) -> None:
    """Two sets of connections, as of two processes, read and then write: on SQLite too, none fails as outdated."""
    databases = [Database(database_url), Database(database_url)]
    team = await a_team(databases[0])

    async def one_more(database: Database) -> None:
        for _ in range(10):
            async with database.begin() as tx:
                rows = select(workspace.c.name).where(workspace.c.id == team.id).with_for_update()
                name = (await tx.execute(rows)).scalar_one()
                await asyncio.sleep(0)
                await tx.execute(update_name(name + "x"))

    await asyncio.gather(*(one_more(database) for database in databases))
    async with databases[0].look() as tx:
        assert (await tx.execute(select(workspace.c.name))).scalar_one() == "one" + "x" * 20
    for database in databases:
        await database.close()


async def test_looking_goes_on_while_somebody_writes(database: Database) -> None:
    """A reader neither waits for a writer nor sees what is not committed."""
    await a_team(database)
    async with database.begin() as writing:
        await writing.execute(update_name("new"))
        async with asyncio.timeout(5), database.look() as reading:
            assert (await reading.execute(select(workspace.c.name))).scalar_one() == "one"
    async with database.look() as reading:
        assert (await reading.execute(select(workspace.c.name))).scalar_one() == "new"


async def test_inserting_once_under_concurrency(database: Database) -> None:
    """Many insert the same thing at once: one gets its id, the others are told that it is there."""
    team = await a_team(database)

    async def insert(key: str) -> int | None:
        async with database.begin() as tx:
            return await insert_once(tx, receipt, {"workspace_id": team.id, "key": key, "received_at": NOW})

    for turn in range(5):
        ids = await asyncio.gather(*(insert(f"event-{turn}") for _ in range(12)))
        assert sum(one is not None for one in ids) == 1


async def test_an_insertion_that_is_taken_back_leaves_room(database: Database) -> None:
    """Who waits for a transaction that is inserting the same row gets the place when it fails."""
    team = await a_team(database)
    values = {"workspace_id": team.id, "key": "event", "received_at": NOW}
    has_inserted = asyncio.Event()

    async def fail() -> None:
        async with database.begin() as tx:
            assert await insert_once(tx, receipt, values) is not None
            has_inserted.set()
            await asyncio.sleep(0)
            raise RuntimeError

    async def follow() -> int | None:
        await has_inserted.wait()
        async with database.begin() as tx:
            return await insert_once(tx, receipt, values)

    failed, followed = await asyncio.gather(fail(), follow(), return_exceptions=True)
    assert isinstance(failed, RuntimeError)
    assert isinstance(followed, int)


async def test_putting_the_same_row_at_once(database: Database) -> None:
    """Two replicas beat for the first time at the same moment: neither fails."""

    async def beat(number: int) -> None:
        async with database.begin() as tx:
            await put(tx, heartbeat, {"name": "bot"}, {"business_at": NOW, "real_at": NOW.replace(minute=number)})

    await asyncio.gather(*(beat(number) for number in range(12)))
    async with database.look() as tx:
        (row,) = (await tx.execute(select(heartbeat))).all()
        assert row.business_at == NOW


def update_name(name: str) -> Update:
    """Build an update of every workspace's name."""
    return update(workspace).values(name=name)


# ---------------------------------------------------------------- one process a SQLite file


def test_a_second_lock_is_refused(tmp_path: Path) -> None:
    """Not even within one process; after the first lets go, the next may take it."""
    url = f"sqlite:///{tmp_path}/new/drumbeat.db"
    first, second = SqliteLock(url), SqliteLock(url)
    first.take()
    with pytest.raises(DatabaseIsTaken):
        second.take()
    first.release()
    second.take()
    second.release()


def test_a_second_process_is_refused_and_a_dead_one_forgotten(tmp_path: Path) -> None:
    """The lock belongs to the process: it is gone with it, however it ended."""
    url = f"sqlite:///{tmp_path}/drumbeat.db"
    code = (
        "import sys; from storage.database import SqliteLock; "
        "lock = SqliteLock(sys.argv[1]); lock.take(); print('taken', flush=True); sys.stdin.read()"
    )
    other = subprocess.Popen([sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == b"taken\n"
        lock = SqliteLock(url)
        with pytest.raises(DatabaseIsTaken):
            lock.take()
        other.kill()
        other.wait()
        lock.take()
        lock.release()
    finally:
        other.kill()
        other.communicate()


def test_postgresql_needs_no_lock() -> None:
    """There, rows are leased, and any number of processes may run."""
    with fresh_database("postgresql") as url:
        for lock in (SqliteLock(url), SqliteLock(url)):
            lock.take()


def test_other_databases_are_refused() -> None:
    """Drumbeat says what it does keep its memory in."""
    with pytest.raises(ValueError, match="SQLite or PostgreSQL"):
        async_url("mysql://localhost/x")
