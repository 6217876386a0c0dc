"""The files of a SQLite database: made for the user who runs the bot, and for nobody else on the machine."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, SqliteLock, migrate


@pytest.fixture
def generous() -> Iterator[None]:
    """An umask that lets everyone read and write whatever is made without a mode of its own."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> str:
    """Return a path's permissions as `chmod` takes them."""
    return f"{path.stat().st_mode & 0o7777:o}"


async def use(url: str) -> None:
    """Write something, so that SQLite makes all of its files, and check them while they are there."""
    database = Database(url)
    try:
        async with database.begin() as tx:
            await tx.execute(text("CREATE TABLE IF NOT EXISTS probe (id INTEGER)"))
        files = {path.name: mode(path) for path in Path(database.url.database or "").parent.iterdir()}
    finally:
        await database.close()
    assert {"x.sqlite", "x.sqlite-wal", "x.sqlite-shm"} <= set(files)
    assert set(files.values()) == {"600"}


@pytest.mark.usefixtures("generous")
async def test_a_database_and_all_that_is_beside_it_can_be_read_by_its_user_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/data/drumbeat/x.sqlite"
    lock = SqliteLock(url)
    lock.take()
    migrate(url)
    assert {path.name: mode(path) for path in (tmp_path / "data/drumbeat").iterdir()} == {
        "x.sqlite": "600",
        "x.sqlite.lock": "600",
    }
    await use(url)
    lock.release()


@pytest.mark.usefixtures("generous")
def test_the_folders_that_it_makes_can_be_entered_by_its_user_alone(tmp_path: Path) -> None:
    lock = SqliteLock(f"sqlite:///{tmp_path}/data/drumbeat/x.sqlite")
    lock.take()
    lock.release()
    assert (mode(tmp_path / "data"), mode(tmp_path / "data/drumbeat")) == ("700", "700")


@pytest.mark.usefixtures("generous")
async def test_a_database_that_is_opened_without_being_migrated_is_private_too(tmp_path: Path) -> None:
    await use(f"sqlite:///{tmp_path}/x.sqlite")


async def test_a_second_connection_leaves_the_locks_of_the_first_alone(tmp_path: Path) -> None:
    """Closing the file anywhere in the process would drop them, and another process would take the -wal away."""
    url = f"sqlite:///{tmp_path}/x.sqlite"
    first, second = Database(url), Database(url)
    async with first.begin() as tx:
        await tx.execute(text("CREATE TABLE probe (id INTEGER)"))
    async with second.look() as tx:
        await tx.execute(text("SELECT * FROM probe"))
    looks = "import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute('SELECT * FROM probe').connection.close()"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", looks, f"{tmp_path}/x.sqlite")
    assert await process.wait() == 0
    assert (tmp_path / "x.sqlite-wal").exists()
    await first.close()
    await second.close()


@pytest.mark.usefixtures("generous")
def test_what_was_there_keeps_the_permissions_that_somebody_gave_it(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(0o775)
    (folder / "x.sqlite").touch(0o640)
    url = f"sqlite:///{folder}/x.sqlite"
    lock = SqliteLock(url)
    lock.take()
    migrate(url)
    lock.release()
    assert (mode(folder), mode(folder / "x.sqlite")) == ("775", "640")
