"""Reads rows, inserts once, inserts or updates in one statement, and makes conditions that queries share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import BindParameter, ColumnElement, Executable, Row, Table, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.roles import Person
from storage.database import Tx
from storage.tables import Instant, workspace

Values = Mapping[str, Any]
T = TypeVar("T")

# Statements for each message and each press are built once: building one takes SQLAlchemy as long as running it. These
# are placeholders for values: `execute(…, {"in_workspace": 1, "this": 7})`. An UPDATE that is built without `values()`
# sets the columns that it is executed with, so no placeholder may have a column's name.
IN_WORKSPACE: BindParameter[int] = bindparam("in_workspace")
THIS: BindParameter[Any] = bindparam("this")
NOW: BindParameter[datetime] = bindparam("now", type_=Instant)

# Locks are all taken with `key_share=True` (FOR NO KEY UPDATE): FOR UPDATE would make every insert of a row that refers
# to the locked one wait, and a sender that writes down what it shows and a verb that redraws would wait for each other.


def read(kind: Callable[..., T], row: Row[*tuple[Any, ...]], **given: object) -> T:
    """Make a value of a row. Each of its fields is `given`, or the column of the same name, or keeps its default."""
    return kind(**{name: getattr(row, name) for name in _columns(kind, row._fields) if name not in given}, **given)


@cache
def _columns(kind: Any, of_row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind) if field.name in of_row)


def person(row: Row[Any]) -> Person:
    """Make a Person of a member's row; the zone that they chose takes precedence over Slack's."""
    return read(
        Person,
        row,
        zone=row.zone_chosen or row.zone,
        has_left=row.until is not None,
        runs_workspace=(row.is_admin or row.is_owner) and not row.is_guest and not row.is_bot,
    )


async def insert(tx: Tx, table: Table, values: Values) -> int:
    """Insert a row and return its id."""
    return int((await tx.execute(_inserting(table), dict(values))).scalar_one())


async def insert_once(tx: Tx, table: Table, values: Values) -> int | None:
    """Insert a row and return its id, or None where a unique constraint finds an existing one.

    On PostgreSQL this waits for a transaction that is inserting the same row, so that the answer is final.
    """
    statement = _inserting_once(table, tx.dialect.name == "sqlite")
    found = (await tx.execute(statement, dict(values))).scalar_one_or_none()
    return None if found is None else int(found)


@cache
def _inserting(table: Table) -> Executable:
    return table.insert().returning(table.c.id)


@cache
def _inserting_once(table: Table, on_sqlite: bool) -> Executable:
    kind = sqlite.insert if on_sqlite else postgresql.insert
    return kind(table).on_conflict_do_nothing().returning(table.c.id)


async def put(tx: Tx, table: Table, key: Values, values: Values, where: ColumnElement[bool] | None = None) -> None:
    """Insert a row; where that key (unique together) exists, give its row these values if it meets `where`."""
    kind = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    statement = kind(table).values({**key, **values})
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values), where=where))


def unindexed(column: ColumnElement[int]) -> ColumnElement[int]:
    """Return a column as an expression that no index serves, so that the query's narrower condition picks the index.

    Without statistics, SQLite prefers an index over a whole workspace, or over everything a person was ever sent, to
    the primary keys of a few rows.
    """
    return column + 0


def is_installed(workspace_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a row's workspace has us installed, checked for each row that an index finds."""
    # A value, not EXISTS: PostgreSQL would turn that into a join, and stop looking for the first row in order.
    return select(workspace.c.until.is_(None)).where(workspace.c.id == workspace_id).scalar_subquery()
