"""Empty, migrated databases: a copy of a template for SQLite; for PostgreSQL one that is emptied and lent again."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args
from uuid import uuid4

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import pq, sql
from sqlalchemy import URL, CreateEnginePlugin, Dialect, Engine, make_url
from sqlalchemy.dialects import plugins, registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialectAsync_psycopg

from storage.database import async_url, migrate, newest_revision
from storage.tables import metadata
from tests.code_base import ROOT
from tests.postgres import memory_backed, required_server_url

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = get_args(Kind)
# What a database holds: a SQLite file, or the rows of each of PostgreSQL's tables.
Memory = bytes | dict[str, bytes]
CREATE = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
COPY_OUT = sql.SQL("COPY {} TO STDOUT")
COPY_IN = sql.SQL("COPY {} FROM STDIN")
# The next id of a table is one that it does not hold.
GO_ON = sql.SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {}))")
DROP = sql.SQL("DROP DATABASE {} WITH (FORCE)")
# Few rows are deleted: a TRUNCATE of these tables takes twenty times as long, and makes every connection plan its
# statements again. Deleted rows stay on disk, since nothing vacuums here: tables that have outgrown this are truncated.
FEW_BYTES = 4_000_000
SIZE = "SELECT coalesce(sum(pg_relation_size(oid)), 0) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
# Connections of other processes are ended: what they lock would be waited for.
END_OTHERS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND NOT (pid = ANY (%s))
"""
OTHER_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND NOT (tablename = ANY (%s))"
RESTART = """
SELECT setval(quote_ident(sequencename)::regclass, start_value, false) FROM pg_sequences WHERE last_value IS NOT NULL
"""


class KeptDialect(PGDialectAsync_psycopg):
    """Keeps connections from one test to the next: a new one would plan every statement with empty caches again.

    What a connection has prepared stays with it. One that is not idle, or was cut off, is let go of.
    """

    driver = "kept"
    supports_statement_cache = True
    idle: ClassVar[dict[str, list[Any]]] = defaultdict(list)

    def connect(self, *cargs: Any, **cparams: Any) -> Any:
        """Take a connection that a test before this one left, else open one."""
        kept = self.idle[cparams["dbname"]]
        while kept:
            connection = kept.pop()
            if _is_idle(connection):
                return connection
        return super().connect(*cargs, **cparams)

    def do_close(self, dbapi_connection: Any) -> None:
        """Leave a connection for the next test."""
        if _is_idle(dbapi_connection):
            self.idle[dbapi_connection._connection.info.dbname].append(dbapi_connection)
        else:
            super().do_close(dbapi_connection)  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no type


def _is_idle(connection: Any) -> bool:
    found = connection._connection
    return not found.closed and found.info.transaction_status == pq.TransactionStatus.IDLE


class Kept(CreateEnginePlugin):
    """Lets the engines of a test run share connections to PostgreSQL, and what they have compiled.

    Each test opens an engine, and asks the same. SQLAlchemy keeps compiled statements by the dialect's object, of which
    each engine has its own.
    """

    dialects: ClassVar[dict[type[Dialect], Dialect]] = {}
    statements: ClassVar[dict[Any, Any]] = {}

    def update_url(self, url: URL) -> URL:
        """Give PostgreSQL the dialect that keeps its connections."""
        return url.set(drivername="postgresql+kept") if url.get_backend_name() == "postgresql" else url

    def engine_created(self, engine: Engine) -> None:
        """Give an engine the dialect of the first one of its kind that has met its server."""
        known = self.dialects.setdefault(type(engine.dialect), engine.dialect)
        if known is engine.dialect or getattr(known, "server_version_info", None):
            engine.dialect = known
            engine.update_execution_options(compiled_cache=self.statements)


registry.register("postgresql.kept", __name__, KeptDialect.__name__)
plugins.register("kept", __name__, Kept.__name__)


def quick(url: str) -> str:
    """Return the URL of the same database for many short lives within one process."""
    return make_url(url).update_query_pairs([("plugin", "kept")]).render_as_string(hide_password=False)


@contextmanager
def fresh_database(kind: Kind, *, migrated: bool = True, memory: Memory | None = None) -> Iterator[str]:
    """Lend an empty database for the length of the block and give its URL; with `migrated=False` one without tables.

    With `memory` it holds what another one held (`remembered`).

    A migrated PostgreSQL database is emptied afterwards and lent again: tables that a test has added are dropped, and
    ours must stay as they are. Several processes may use it at once. Without PostgreSQL the calling test is skipped, or
    fails where CI is set.
    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="drumbeat-db-", dir=memory_backed()) as folder:
            file = Path(folder) / "drumbeat.db"
            if isinstance(memory, bytes):
                file.write_bytes(memory)
            elif migrated:
                shutil.copyfile(_sqlite_template(), file)
            yield f"sqlite:///{file}"
    elif migrated:
        lent = _Lent.spare.pop() if _Lent.spare else _Lent()
        if isinstance(memory, dict):
            lent.fill(memory)
        yield lent.url
        lent.give_back()
    else:
        name = f"drumbeat_{uuid4().hex}"
        _administer(CREATE, name, "template0")
        try:
            yield _url_of(name)
        finally:
            _administer(DROP, name)


def migrate_to(url: str, revision: str) -> None:
    """Bring a database to an older revision than the newest."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    config.attributes["url"] = async_url(url) if url.startswith("postgresql") else make_url(url)
    command.upgrade(config, revision)


def remembered(url: str) -> Memory:
    """Return all that a database holds that nobody has open, to be put into another one (`fresh_database`)."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Path(str(parsed.database)).read_bytes()
    held: dict[str, bytes] = {}
    with _connect(url) as connection, connection.cursor() as cursor:
        for table in metadata.sorted_tables:
            with cursor.copy(COPY_OUT.format(sql.Identifier(table.name))) as copy:
                held[table.name] = b"".join(copy)
    return {table: rows for table, rows in held.items() if rows}


class _Lent:
    """A migrated PostgreSQL database that goes from test to test."""

    spare: ClassVar[list[_Lent]] = []

    def __init__(self) -> None:
        self.name = f"drumbeat_{uuid4().hex}"
        _administer(CREATE, self.name, _postgresql_template())
        atexit.register(_administer, DROP, self.name)
        self.url = _url_of(self.name)

    def fill(self, memory: dict[str, bytes]) -> None:
        """Put in what another one held."""
        with _connect(self.url) as connection, connection.transaction(), connection.cursor() as cursor:
            for table, rows in memory.items():
                with cursor.copy(COPY_IN.format(sql.Identifier(table))) as copy:
                    copy.write(rows)
                if "id" in metadata.tables[table].c:
                    cursor.execute(GO_ON.format(sql.Identifier(table)), [table])

    def give_back(self) -> None:
        """Empty it, and let the next test have it."""
        kept = [connection._connection.info.backend_pid for connection in KeptDialect.idle[self.name]]
        tables = [sql.Identifier(table.name) for table in reversed(metadata.sorted_tables)]
        with _connect(self.url) as connection:
            connection.execute(END_OTHERS, [kept])
            known = [table.name for table in metadata.sorted_tables]
            for (name,) in connection.execute(OTHER_TABLES, [[*known, "alembic_version"]]).fetchall():
                connection.execute(sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
            size = connection.execute(SIZE).fetchone()
            if size and size[0] < FEW_BYTES:
                for table in tables:
                    connection.execute(sql.SQL("DELETE FROM {}").format(table))
            else:
                connection.execute(sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(tables)))
            connection.execute(RESTART)
            connection.execute("UPDATE alembic_version SET version_num = %s", [newest_revision()])
        self.spare.append(self)


@cache
def _sqlite_template() -> Path:
    folder = tempfile.mkdtemp(prefix="drumbeat-db-", dir=memory_backed())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "template.db"
    migrate(f"sqlite:///{file}")
    return file


@cache
def _postgresql_template() -> str:
    name = f"drumbeat_template_{uuid4().hex}"
    _administer(CREATE, name, "template0")
    atexit.register(_administer, DROP, name)
    migrate(_url_of(name))
    return name


def _url_of(name: str) -> str:
    return make_url(required_server_url()).set(database=name).render_as_string(hide_password=False)


def _administer(statement: sql.SQL, *names: str) -> None:
    with _connect(required_server_url()) as connection:
        connection.execute(statement.format(*(sql.Identifier(name) for name in names)))


def _connect(url: str) -> psycopg.Connection[Any]:
    # The driver's own connection, outside of any transaction: there databases are created and dropped.
    return psycopg.connect(
        make_url(url).set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
    )
