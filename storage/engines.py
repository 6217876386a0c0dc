"""Makes every SQLAlchemy engine, so that rules for all of them are in one place.

A SQLite database's files are private, and no error repeats people's words.
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
    """Make an engine for Alembic, and for inspecting a database before anything runs."""
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


# ---------------------------------------------------------------- texts of errors


def _forget_values(context: ExceptionContext) -> None:
    """Remove parameters from an error: it reaches our logs, and libraries that log it themselves.

    `hide_parameters` keeps the driver's own text. PostgreSQL's repeats whole rows ("Failing row contains (…)"), the
    key that is taken ("Key (name)=(…) already exists"), or the value that it cannot read. SQLite's only names columns.
    """
    error, wrapped = context.original_exception, context.sqlalchemy_exception
    if isinstance(error, psycopg.Error):
        error.args = (_without_values(error),)
    if wrapped is not None:
        # An error on the way to the driver contains the value that it could not take.
        said = str(error) if isinstance(wrapped, DBAPIError) else "a value cannot be handed to the database"
        wrapped.args = (f"({type(error).__module__}.{type(error).__name__}) {said}",)


def _without_values(error: psycopg.Error) -> str:
    """Return PostgreSQL's first sentence, which names tables and constraints, unless it quotes a refused value."""
    if isinstance(error, psycopg.DataError):
        return f"a value cannot be used (SQLSTATE {error.sqlstate or 'unknown'})"
    # Without a sentence from the server, the client couldn't reach it.
    return error.diag.message_primary or str(error)


# ---------------------------------------------------------------- files


def _keep_private(engine: Engine) -> None:
    """Create a SQLite file before SQLite does: with the usual umask, SQLite would let everyone read it."""
    file = private_files.file_of(engine.url)
    if file is None:
        return

    @event.listens_for(engine, "do_connect")
    def _connect(*_: object) -> None:
        if file.parent.is_dir():  # SQLite will say what is wrong
            private_files.make_file(file)
