"""SQLite in the event loop, without a thread in between: the dialect of `sqlite+here` URLs.

One of our statements takes SQLite some twenty microseconds; handing it to another thread and back, as aiosqlite does,
takes ten times that, four times a statement (docs/decisions/0009). So statements run in place. Work that waits is
handed to a thread while the event loop continues: a commit, which waits for the disk, and the beginning of a write
transaction while another program writes.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.util import await_

DRIVER = "sqlite+here"
# It waits while another program writes.
BEGIN_TO_WRITE = "BEGIN IMMEDIATE"
PATIENCE = 15_000  # milliseconds that it waits


# Our own threads: among asyncio's, a commit would wait behind name lookups while the network is down.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="sqlite")


# After this many statements, others get a turn: at some 0.2 ms each, nobody waits long for a large transaction.
TURN = 50
_turns = count(1)


async def _take_turns() -> None:
    """Let others run once in a while. SQLAlchemy requires every statement of an async engine to have waited."""
    if next(_turns) % TURN == 0:
        await asyncio.sleep(0)


async def _elsewhere(work: Callable[..., object], *arguments: object) -> None:
    """Run in a thread what may wait for the disk, or for another program that writes."""
    waiting = asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)
    try:
        await asyncio.shield(waiting)
    except asyncio.CancelledError:
        # Cancelling the waiter doesn't cancel the work: the connection must not be used meanwhile.
        while not waiting.done():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([waiting])
        raise


class Cursor(sqlite3.Cursor):
    """A cursor that has read all rows when a statement returns, so none stays open while another runs."""

    server_side = False

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(connection)
        self._rows: deque[Any] = deque()

    def execute(self, statement: str, parameters: Any = ()) -> Cursor:
        """Run a statement, and read its rows."""
        super().execute(statement, parameters)
        self._rows = deque(super().fetchall()) if self.description else deque()
        return self

    def fetchone(self) -> Any:
        """Return the next row, or None."""
        return self._rows.popleft() if self._rows else None

    def fetchmany(self, size: int | None = 1) -> list[Any]:
        """Return the next rows."""
        return [self._rows.popleft() for _ in range(min(size or 1, len(self._rows)))]

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        rows, self._rows = list(self._rows), deque()
        return rows

    async def _async_soft_close(self) -> None:
        """Let SQLAlchemy close the cursor of a result that is read: nothing is open."""


class Connection(sqlite3.Connection):
    """A connection with our own cursors. `patience` is how many milliseconds its next transaction waits to write."""

    patience = PATIENCE

    def cursor(self, factory: Any = Cursor) -> Any:
        """Open a cursor."""
        return super().cursor(factory)


def _begins_at_once(cursor: Cursor) -> bool:
    """Begin to write if nobody else does; return whether it began. Our own writers queue before they come here."""
    cursor.connection.execute("PRAGMA busy_timeout=0")
    try:
        cursor.execute(BEGIN_TO_WRITE)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:  # without its extension
            raise
        return False
    finally:
        cursor.connection.execute(f"PRAGMA busy_timeout={PATIENCE}")
    return True


def _begin_patiently(cursor: Cursor) -> None:
    """Begin to write once nobody else does. Raises SQLITE_BUSY after the connection's patience."""
    patience = cursor.connection.patience if isinstance(cursor.connection, Connection) else PATIENCE
    cursor.connection.execute(f"PRAGMA busy_timeout={patience}")
    try:
        cursor.execute(BEGIN_TO_WRITE)
    finally:
        cursor.connection.execute(f"PRAGMA busy_timeout={PATIENCE}")


class HereDialect(SQLiteDialect_pysqlite):
    """The dialect of Python's own sqlite3, for an async engine."""

    driver = "here"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """Return the pool for async engines."""
        return pool.AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        """Let the thread that commits use the connection: never while another does."""
        args, options = super().create_connect_args(url)
        return args, {**options, "check_same_thread": False, "factory": Connection}

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement."""
        await_(_take_turns())
        if statement != BEGIN_TO_WRITE:
            cursor.execute(statement, parameters)
        elif not _begins_at_once(cursor):
            await_(_elsewhere(_begin_patiently, cursor))

    def do_executemany(self, cursor: Any, statement: str, parameters: Sequence[Any], context: Any = None) -> None:
        """Run a statement with many parameters."""
        await_(_take_turns())
        cursor.executemany(statement, parameters)

    def do_execute_no_params(self, cursor: Any, statement: str, context: Any = None) -> None:
        """Run a statement without parameters."""
        await_(_take_turns())
        cursor.execute(statement)

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit, with the event loop running during the wait for the disk."""
        await_(_elsewhere(dbapi_connection.commit))

    def get_driver_connection(self, connection: Any) -> Any:
        """Return Python's own connection."""
        return connection


registry.register("sqlite.here", "storage.sqlite", "HereDialect")
