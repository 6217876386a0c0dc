"""Fresh, migrated databases of both kinds, each a copy of a template made once a process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, get_args
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import URL, CreateEnginePlugin, Dialect, Engine, make_url
from sqlalchemy.dialects import plugins

from storage.database import migrate
from tests.postgres import memory_backed, required_server_url

Kind = Literal["sqlite", "postgresql"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CREATE = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
DROP = sql.SQL("DROP DATABASE {} WITH (FORCE)")


class Compiled(CreateEnginePlugin):
    """Lets the engines of a test run share what they have compiled: each test opens one, and asks the same.

    SQLAlchemy keeps compiled statements by the dialect's object, of which each engine has its own.
    """

    dialects: ClassVar[dict[type[Dialect], Dialect]] = {}
    statements: ClassVar[dict[Any, Any]] = {}

    def update_url(self, url: URL) -> URL:
        """Leave the address as it is; the plugin's own name is out of it by now."""
        return url

    def engine_created(self, engine: Engine) -> None:
        """Give an engine the dialect of the first one of its kind that has met its server."""
        known = self.dialects.setdefault(type(engine.dialect), engine.dialect)
        if known is engine.dialect or getattr(known, "server_version_info", None):
            engine.dialect = known
            engine.update_execution_options(compiled_cache=self.statements)


plugins.register("compiled", __name__, Compiled.__name__)


def quick(url: str) -> str:
    """Return the URL of the same database for many short lives within one process."""
    return make_url(url).update_query_pairs([("plugin", "compiled")]).render_as_string(hide_password=False)


@contextmanager
def fresh_database(kind: Kind, *, migrated: bool = True) -> Iterator[str]:
    """Make a database for the length of the block and give its URL; with `migrated=False` an empty one.

    Several processes may use it at once. Without PostgreSQL the calling test is skipped, or fails where CI is set.
    """
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="drumbeat-db-", dir=memory_backed()) as folder:
            file = Path(folder) / "drumbeat.db"
            if migrated:
                shutil.copyfile(_sqlite_template(), file)
            yield f"sqlite:///{file}"
        return
    name = f"drumbeat_{uuid4().hex}"
    _administer(CREATE, name, _postgresql_template() if migrated else "template0")
    try:
        yield _url_of(name)
    finally:
        _administer(DROP, name)


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
    # The driver's own connection: databases are created and dropped outside of any transaction.
    url = make_url(required_server_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.format(*(sql.Identifier(name) for name in names)))
