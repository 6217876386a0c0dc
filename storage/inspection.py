"""Reads a database's state without the lock and without changing anything: for `doctor`, and before a start."""

from __future__ import annotations

import fcntl
import os
import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, func, make_url, select, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from bot.domain.doctor import Memory, Permissions
from storage import delivery, heartbeats, private_files, tables
from storage.database import (
    Database,
    DatabaseIsNewer,
    DatabaseIsOlder,
    NotAnAddress,
    SqliteLock,
    Tx,
    async_url,
    check_revision,
    newest_revision,
    parsed_url,
    revision_of,
)

# A missing server should not keep an operator waiting for minutes.
CONNECT_SECONDS = "5"


def place_of(url: str) -> str:
    """Return a database's address without its password, to be shown; a text that isn't an address is left out."""
    try:
        parsed = parsed_url(url)
    except NotAnAddress:
        return "DATABASE_URL"
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or "in memory"
    return parsed.render_as_string(hide_password=True)


def state_of(url: str) -> Memory:
    """Say whether this code can work on a database, and if not, why. Never raises for what is outside of us."""
    memory = Memory(place_of(url), "fits", known=newest_revision())
    try:
        if problem := _file_problem(async_url(url)):
            return replace(memory, state="unusable", said=problem)
        found = revision_of(_impatient(url))
        if found is None:
            return replace(memory, state="empty")
        memory = replace(memory, revision=found)
        check_revision(_impatient(url))
    except DatabaseIsNewer:
        return replace(memory, state="newer")
    except DatabaseIsOlder:
        return replace(memory, state="older")
    except (SQLAlchemyError, ValueError) as error:
        return replace(memory, state="unreachable" if is_out_of_reach(error) else "unusable", said=reason_of(error))
    return memory


def is_out_of_reach(error: BaseException) -> bool:
    """Tell whether an error may pass by itself: a server that is down or starting, not a wrong password or name.

    PostgreSQL refuses with a code; without one, nobody answered.
    """
    if not isinstance(error, OperationalError) or "psycopg" not in type(error.orig).__module__:
        return False
    code = getattr(error.orig, "sqlstate", None) or ""
    said = str(error.orig)
    settled = "authentication failed" in said or "does not exist" in said or "no password supplied" in said
    return not settled and (not code or code.startswith(("08", "53", "57")))


def reason_of(error: BaseException) -> str:
    """Return the reason that a database gave, on one line, without our statement and without passwords.

    The library's own message isn't a reason for an operator: only its class is named.
    """
    if isinstance(error, SQLAlchemyError) and not (isinstance(error, DBAPIError) and error.orig):
        return f"an unexpected {type(error).__name__}"
    said = str(error.orig if isinstance(error, DBAPIError) else error)
    said = said.strip().splitlines()[0] if said.strip() else type(error).__name__
    return re.sub(r"(://[^:/@\s]*:)[^@/\s]+@", r"\1***@", said).rstrip(".")


def _impatient(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" and "connect_timeout" not in parsed.query:
        parsed = parsed.update_query_dict({"connect_timeout": CONNECT_SECONDS})
    return parsed.render_as_string(hide_password=False)


def _file_problem(url: URL) -> str | None:
    """Say what prevents us from opening or creating a SQLite file; None where nothing does."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        return "it would be forgotten with the process; name a file"
    path = Path(url.database)
    if path.is_dir():
        return "it is a folder"
    if path.exists():
        return None if os.access(path, os.R_OK | os.W_OK) else "this user may not write the file"
    folder = next(parent for parent in path.absolute().parents if parent.exists())
    if not folder.is_dir():
        return f"{folder} is no folder"
    return None if os.access(folder, os.W_OK | os.X_OK) else f"this user may not write in {folder}"


def is_taken(url: str) -> bool:
    """Tell whether a process holds a SQLite file; False for PostgreSQL."""
    path = SqliteLock(url).path
    if path is None or not path.exists():
        return False
    with path.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def files_of(url: str) -> tuple[Permissions, ...]:
    """Say who may read a SQLite database's folder and files; empty for any other database."""
    try:
        file = private_files.file_of(async_url(url))
    except ValueError:
        return ()
    return private_files.permissions([file.parent, *private_files.beside(file)]) if file and file.exists() else ()


# Refusals older than this are not reported: they were probably fixed.
REFUSED_SINCE = timedelta(days=7)


async def _homes(tx: Tx) -> dict[str, str]:
    """Return the channels of the plans of workspaces that have us installed, by Slack's id with their names."""
    c, s, w = tables.channel.c, tables.strategy.c, tables.workspace.c
    rows = await tx.execute(
        select(c.slack_id, c.name)
        .join(tables.strategy, s.channel_id == c.id)
        .join(tables.workspace, w.id == s.workspace_id)
        .where(s.until.is_(None), w.until.is_(None))
        .order_by(c.id)
    )
    return {row.slack_id: row.name or row.slack_id for row in rows}


async def _refused(tx: Tx, since: datetime) -> dict[str, int]:
    """Count Slack's final refusals since an instant (business time), by code."""
    o = tables.outbox.c
    rows = await tx.execute(
        select(o.reason, func.count().label("times"))
        .where(o.state == "never", o.settled_at >= since, o.reason.is_not(None))
        .group_by(o.reason)
    )
    return {row.reason: row.times for row in rows}


async def _home_shown(tx: Tx) -> bool:
    o = tables.outbox.c
    found = await tx.execute(select(o.id).where(o.kind == "home", o.state == "sent").limit(1))
    return found.first() is not None


async def examine(url: str, now: datetime) -> Memory:
    """Return a database's state and, where it fits, the bot's: heartbeat, waiting messages, refusals."""
    memory = state_of(url)
    if memory.state != "fits":
        return memory
    try:
        return await _told(url, memory, now)
    except SQLAlchemyError as error:
        return failed(url, error)


def failed(url: str, error: SQLAlchemyError) -> Memory:
    """Report that a database failed during a command: it went away, or something is missing in it."""
    return Memory(place_of(url), "unreachable" if is_out_of_reach(error) else "unusable", said=reason_of(error))


async def _told(url: str, memory: Memory, now: datetime) -> Memory:
    database = Database(url)
    try:
        async with database.look() as tx:
            counted = select(func.count()).select_from(tables.outbox)
            waiting = (await tx.execute(counted.where(text("outbox.state = 'waiting'")))).scalar_one()
            unknown = (await tx.execute(counted.where(text("outbox.state = 'unknown'")))).scalar_one()
            return replace(
                memory,
                is_taken=is_taken(url),
                beat_at=await heartbeats.last_beat(tx, "bot"),
                waiting=waiting,
                oldest=await delivery.oldest_unsent(tx),
                unknown=unknown,
                homes=await _homes(tx),
                refused=await _refused(tx, now - REFUSED_SINCE),
                home_shown=await _home_shown(tx),
            )
    finally:
        await database.close()
