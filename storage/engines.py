"""Every SQLAlchemy engine is made here, so that what must hold for all of them is said once."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage import private_files


def sync_engine(url: URL, **options: Any) -> Engine:
    """Make an engine for Alembic, and for a look at a database before anything runs."""
    engine = create_engine(url, **options)
    _keep_private(engine)
    return engine


def async_engine(url: URL, **options: Any) -> AsyncEngine:
    """Make an engine for the bot."""
    engine = create_async_engine(url, **options)
    _keep_private(engine.sync_engine)
    return engine


def _keep_private(engine: Engine) -> None:
    """Make a SQLite file before SQLite does: with a umask that is usual, SQLite would let everyone read it."""
    file = private_files.file_of(engine.url)
    if file is None:
        return

    @event.listens_for(engine, "do_connect")
    def _connect(*_: object) -> None:
        if file.parent.is_dir():  # else SQLite says what is wrong
            private_files.make_file(file)
