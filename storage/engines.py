"""Every SQLAlchemy engine is made here, so that what must hold for all of them is said once.

The files of a SQLite database are private, and no error says what somebody typed.
"""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import private_files


def sync_engine(url: URL, **options: Any) -> Engine:
    """Make an engine for Alembic, and for a look at a database before anything runs."""
    engine = create_engine(url, hide_parameters=True, **options)
    _keep_private(engine)
    event.listen(engine, "handle_error", _forget_values)
    return engine


def async_engine(url: URL, **options: Any) -> AsyncEngine:
    """Make an engine for the bot."""
    engine = create_async_engine(url, hide_parameters=True, **options)
    _keep_private(engine.sync_engine)
    event.listen(engine.sync_engine, "handle_error", _forget_values)
    return engine


# ---------------------------------------------------------------- words of errors


def _forget_values(context: ExceptionContext) -> None:
    """Take out of an error what the database was handed: it goes on to logs, and to libraries that log it themselves.

    `hide_parameters` leaves the driver's own words. PostgreSQL's repeat whole rows ("Failing row contains (…)"), the
    key that is taken ("Key (name)=(…) already exists"), or the value that it cannot read. SQLite's name columns only.
    """
    error, wrapped = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error):
        error.args = (_without_values(error),)
    if wrapped is not None:
        # An error on the way to the driver says which value it could not take.
        said = str(error) if isinstance(wrapped, DBAPIError) else "a value cannot be handed to the database"
        wrapped.args = (f"({type(error).__module__}.{type(error).__name__}) {said}",)


def _without_values(error: psycopg.Error) -> str:
    """Return PostgreSQL's first sentence, which names tables and constraints; none about a value that it refuses."""
    if isinstance(error, psycopg.DataError):
        return f"a value cannot be used (SQLSTATE {error.sqlstate or 'unknown'})"
    # Without a sentence of the server's own, it is the client that cannot reach it.
    return error.diag.message_primary or str(error)


# ---------------------------------------------------------------- files


def _keep_private(engine: Engine) -> None:
    """Make a SQLite file before SQLite does: with a umask that is usual, SQLite would let everyone read it."""
    file = private_files.file_of(engine.url)
    if file is None:
        return

    @event.listens_for(engine, "do_connect")
    def _connect(*_: object) -> None:
        if file.parent.is_dir():  # else SQLite says what is wrong
            private_files.make_file(file)
