"""The engine, and transactions: `begin()` to write, `look()` to read. One process a SQLite file."""

from __future__ import annotations

import asyncio
import fcntl
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import OutcomeUnknown
from storage import private_files
from storage.engines import async_engine, sync_engine
from storage.sqlite import BEGIN_TO_WRITE, DRIVER, PATIENCE

T = TypeVar("T")
Tx = AsyncConnection
"""A connection inside a transaction: what every function of this folder takes first."""


class DatabaseIsNewer(Exception):
    """The database was migrated by a newer Drumbeat. `found` is its revision, `known` the newest of this code."""

    def __init__(self, found: str, known: str) -> None:
        super().__init__(f"database is at {found}, this code knows {known}")
        self.found, self.known = found, known


class DatabaseIsOlder(Exception):
    """The database wants `drumbeat migrate` first."""


class CannotMigrate(Exception):
    """People have to correct data in the database before it can be migrated; says which, and how."""


class DatabaseIsTaken(Exception):
    """Another process works on this SQLite file."""


class DatabaseIsBusy(Exception):
    """A transaction waited for others as long as its caller can; nothing of it was kept."""


class NotAnAddress(ValueError):
    """A text isn't the address of a database."""


def parsed_url(url: str) -> URL:
    """Take the address of a database apart. Raises NotAnAddress, with a reason that doesn't repeat it."""
    try:
        return make_url(url)
    except ArgumentError:
        raise NotAnAddress("that isn't the address of a database") from None
    except ValueError:
        # The library lets the error of a port that isn't a number through, and of a bracket that isn't closed.
        raise NotAnAddress("its host or its port can't be read") from None


def async_url(url: str) -> URL:
    """Give a database URL the driver that we use: ours for SQLite (storage/sqlite.py), else psycopg 3.

    Raises ValueError for any other database, and for a text that isn't an address.
    """
    parsed = parsed_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername=DRIVER)
    if backend in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(f"Drumbeat keeps its memory in SQLite or PostgreSQL, not in {backend}")


# A server that vanished silently is noticed within a minute, instead of hours later when the system gives up.
_NOTICE_SILENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 45_000,
}
# PostgreSQL's code for waiting longer than `lock_timeout`.
_LOCKED = "55P03"
_WAIT_FOR_LOCKS = text("SELECT set_config('lock_timeout', :milliseconds, true)")
# PostgreSQL's codes for a deadlock and for two transactions that cannot both go first.
_PASSING = ("40P01", "40001")


def is_passing(error: Exception) -> bool:
    """Tell whether a transaction that failed, and as a rule kept nothing, can succeed when it is tried again."""
    if not isinstance(error, DBAPIError):
        return isinstance(error, OutcomeUnknown)
    return error.connection_invalidated or getattr(error.orig, "sqlstate", None) in _PASSING


class Database:
    """One database for the life of the process."""

    def __init__(self, url: str) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            # A handful of connections: only one of them can write at a time anyway.
            self.engine: AsyncEngine = async_engine(self.url, pool_size=4, max_overflow=0)
            self._looking = self.engine
            _as_sqlite(self.engine)
        else:
            self.engine = async_engine(
                self.url,
                pool_size=8,
                max_overflow=4,
                pool_use_lifo=True,  # the connection used last has its plans and catalog cached
                connect_args=_NOTICE_SILENCE,
            )
            # No ping before each transaction, which would double a short one's round trips. After a server restart,
            # transactions on an open connection fail, and all other connections are replaced: see `run`.
            self._looking = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        # SQLite's own way to wait for the writer is to sleep and try again, up to 100 ms each time; a queue is quicker.
        self._writing = asyncio.Lock()

    @asynccontextmanager
    async def begin(self, patience: timedelta | None = None) -> AsyncIterator[Tx]:
        """Run a transaction that writes: committed at the end, rolled back by an exception. Never nest two.

        `patience` limits the wait for others: to begin, and on PostgreSQL for each lock. After that DatabaseIsBusy is
        raised.
        """
        if patience is not None:
            async with AsyncExitStack() as stack:
                yield await self._begin_soon(stack, patience)
        elif self.is_sqlite:
            async with self._writing, self.engine.connect() as tx:
                await tx.execution_options(drumbeat_writes=True)
                async with tx.begin():
                    yield tx
        else:
            async with self.engine.begin() as tx:
                yield tx

    async def _begin_soon(self, stack: AsyncExitStack, patience: timedelta) -> Tx:
        loop = asyncio.get_running_loop()
        until = loop.time() + patience.total_seconds()
        # Entered first, so that it also sees what the transaction's own statements raise.
        stack.enter_context(_as_busy())
        async with asyncio.timeout_at(until):
            if self.is_sqlite:
                await stack.enter_async_context(self._writing)
            tx = await stack.enter_async_context(self.engine.connect())
        if self.is_sqlite:
            left = max(int((until - loop.time()) * 1000), 0)
            await tx.execution_options(drumbeat_writes=True, drumbeat_patience=left)
        await stack.enter_async_context(tx.begin())
        if not self.is_sqlite:
            await tx.execute(_WAIT_FOR_LOCKS, {"milliseconds": str(int(patience.total_seconds() * 1000))})
        return tx

    async def run(self, work: Callable[[Tx], Awaitable[T]], patience: timedelta | None = None) -> T:
        """Do some work in a transaction; repeat it once where a deadlock or a lost connection kept nothing of it.

        A connection may be lost while it commits: work that must not be done twice has to see that it was done.
        Raises DatabaseIsBusy as `begin` does, and OutcomeUnknown where the commit was lost and the repetition fails.
        """
        unknown: OutcomeUnknown | None = None
        try:
            return await self._once(work, patience)
        except (DBAPIError, OutcomeUnknown) as error:
            if not is_passing(error):
                raise
            unknown = error if isinstance(error, OutcomeUnknown) else None
        try:
            return await self._once(work, patience)
        except (DBAPIError, DatabaseIsBusy):
            if unknown is not None:
                raise unknown from unknown.__cause__
            raise

    async def _once(self, work: Callable[[Tx], Awaitable[T]], patience: timedelta | None) -> T:
        is_done = False
        try:
            async with self.begin(patience) as tx:
                answer = await work(tx)
                is_done = True  # what fails from here on is the commit
            return answer
        except DBAPIError as error:
            if is_done and error.connection_invalidated:
                raise OutcomeUnknown from error
            raise

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Tx]:
        """Read: on SQLite all of it as of one moment, on PostgreSQL each statement as of its own. Never write in it."""
        async with self._looking.connect() as tx:
            yield tx

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


@contextmanager
def _as_busy() -> Iterator[None]:
    """Raise DatabaseIsBusy for an error that means waiting too long for others."""
    try:
        yield
    except (TimeoutError, PoolTimeout) as error:
        raise DatabaseIsBusy from error
    except DBAPIError as error:
        code = getattr(error.orig, "sqlite_errorcode", None)
        is_held = code is not None and code & 0xFF == sqlite3.SQLITE_BUSY  # without its extension
        if is_held or getattr(error.orig, "sqlstate", None) == _LOCKED:
            raise DatabaseIsBusy from error
        raise


def _lower(word: str | None) -> str | None:
    return None if word is None else word.lower()


def _as_sqlite(engine: AsyncEngine) -> None:
    """Make SQLite durable, and make each writer take the lock before it reads.

    A transaction that reads first and writes later fails at once (SQLITE_BUSY_SNAPSHOT) if another wrote in between;
    BEGIN IMMEDIATE waits instead. The driver's own BEGIN is switched off, as SQLAlchemy's documentation asks.
    """

    @event.listens_for(engine.sync_engine, "connect")
    def _connect(raw: Any, _: Any) -> None:
        raw.isolation_level = None
        cursor = raw.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={PATIENCE}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        # SQLite's own `lower` only knows A to Z, and would not find Émile.
        raw.create_function("lower", 1, _lower, deterministic=True)

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        writes = options.get("drumbeat_writes", False)
        raw: Any = connection.connection.driver_connection
        raw.patience = options.get("drumbeat_patience", PATIENCE)
        connection.exec_driver_sql(BEGIN_TO_WRITE if writes else "BEGIN")


# ---------------------------------------------------------------- migrations


def _alembic(url: URL) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["url"] = _sync_url(url)
    return config


def _sync_url(url: URL) -> URL:
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def newest_revision() -> str:
    """Return the revision that this code's tables have."""
    head = ScriptDirectory.from_config(_alembic(make_url("sqlite://"))).get_current_head()
    assert head is not None
    return head


def revision_of(url: str) -> str | None:
    """Return the revision that a database is at, None for an empty one. Raises SQLAlchemy's errors if out of reach."""
    target = async_url(url)
    if target.get_backend_name() == "sqlite" and target.database and not Path(target.database).exists():
        return None
    engine = sync_engine(_sync_url(target))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def check_revision(url: str) -> None:
    """Refuse a database that doesn't fit this code: DatabaseIsNewer, DatabaseIsOlder."""
    found, known = revision_of(url), newest_revision()
    if found == known:
        return
    script = ScriptDirectory.from_config(_alembic(async_url(url)))
    if found is not None and found not in {r.revision for r in script.walk_revisions()}:
        raise DatabaseIsNewer(found, known)
    raise DatabaseIsOlder(f"database is at {found or 'nothing'}, this code needs {known}")


def migrate(url: str) -> str:
    """Bring a database to this code's tables and return the revision. Raises DatabaseIsNewer and CannotMigrate."""
    try:
        check_revision(url)
    except DatabaseIsOlder:
        command.upgrade(_alembic(async_url(url)), "head")
    return newest_revision()


class SqliteLock:
    """The lock that keeps a second process off a SQLite file: `file.lock` next to it, released with its process."""

    def __init__(self, url: str) -> None:
        parsed = async_url(url)
        self.path: Path | None = None
        if parsed.get_backend_name() == "sqlite" and parsed.database:
            self.path = Path(parsed.database + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take it, or raise DatabaseIsTaken. PostgreSQL needs none: there, rows are leased."""
        if self.path is None:
            return
        private_files.make_folder(self.path.parent)
        private_files.make_file(self.path)
        self._file = self.path.open("a")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.close()
            self._file = None
            raise DatabaseIsTaken(str(self.path)) from error

    def release(self) -> None:
        """Let go of it."""
        if self._file:
            self._file.close()
            self._file = None
