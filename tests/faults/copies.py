"""Copies of one prepared database: a file of SQLite, a template of PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.postgres import memory_backed, required_server_url


@contextmanager
def copy_of(url: str) -> Iterator[str]:
    """Copy a database that nobody is connected to, for the length of the block, and give the copy's URL."""
    original = make_url(url)
    if original.get_backend_name() == "sqlite":
        assert original.database
        with tempfile.TemporaryDirectory(prefix="drumbeat-copy-", dir=memory_backed()) as folder:
            file = Path(folder) / "drumbeat.db"
            shutil.copyfile(original.database, file)
            yield f"sqlite:///{file}"
        return
    assert original.database
    name = f"drumbeat_copy_{uuid4().hex}"
    _administer(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY"), name, original.database)
    try:
        yield original.set(database=name).render_as_string(hide_password=False)
    finally:
        _administer(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)


def _administer(statement: sql.SQL, *names: str) -> None:
    url = make_url(required_server_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.format(*(sql.Identifier(name) for name in names)))
