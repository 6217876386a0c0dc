"""SQLite where it is: what may wait, waits in a thread, and nothing is used under it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from sqlalchemy import text

from storage.database import Database
from tests.databases import fresh_database


@pytest.fixture
def url() -> Iterator[str]:
    """A file of its own."""
    with fresh_database("sqlite") as made:
        yield made


async def test_a_statement_is_read_to_its_end_before_the_next(url: str) -> None:
    """Two results of one transaction do not mix, in whatever order they are looked at."""
    database = Database(url)
    async with database.begin() as tx:
        first = await tx.execute(text("SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3"))
        second = await tx.execute(text("SELECT 4 UNION ALL SELECT 5"))
        assert first.fetchmany(2) == [(1,), (2,)]
        assert second.scalars().all() == [4, 5]
        assert first.fetchone() == (3,)
        assert first.fetchone() is None
    await database.close()


async def test_a_cancelled_commit_is_kept_whole_and_the_next_one_works(url: str) -> None:
    """Cancelled at any moment, a transaction is there or is not; the connection is never left in the middle."""
    database = Database(url)
    async with database.begin() as tx:
        await tx.execute(text("CREATE TABLE pair (half INTEGER)"))

    async def write(number: int) -> None:
        async with database.begin() as tx:
            await tx.execute(text("INSERT INTO pair VALUES (:n)"), {"n": number})
            await tx.execute(text("INSERT INTO pair VALUES (:n)"), {"n": number})

    for number in range(60):
        task = asyncio.create_task(write(number))
        for _ in range(number % 30):
            await asyncio.sleep(0)
        task.cancel()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await write(1000)
    async with database.look() as tx:
        counts = (await tx.execute(text("SELECT count(*) FROM pair GROUP BY half"))).scalars().all()
    assert set(counts) == {2}
    await database.close()


async def test_others_go_on_while_a_writer_of_another_program_is_waited_for(url: str) -> None:
    """The event loop is never held: what the other does to finish can be done meanwhile."""
    ours, another = Database(url), Database(url)
    async with another.begin() as tx:
        await tx.execute(text("UPDATE workspace SET name = name"))

        async def write() -> None:
            async with ours.begin() as mine:
                await mine.execute(text("UPDATE workspace SET name = name"))

        waiting = asyncio.create_task(write())
        for _ in range(50):
            await asyncio.sleep(0)
        assert not waiting.done()
    await waiting
    await ours.close()
    await another.close()
