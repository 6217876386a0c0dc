"""Inserting once, inserting or changing in one statement, and a condition that every question of what is due asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx
from storage.tables import workspace

Values = Mapping[str, Any]

# Locks are all taken with `key_share=True` (FOR NO KEY UPDATE): FOR UPDATE would make every insert of a row that refers
# to the locked one wait, and a sender that writes down what it shows and a verb that redraws would wait for each other.


async def insert(tx: Tx, table: Table, values: Values) -> int:
    """Insert a row and return its id."""
    return int((await tx.execute(table.insert().values(values).returning(table.c.id))).scalar_one())


async def insert_once(tx: Tx, table: Table, values: Values) -> int | None:
    """Insert a row and return its id, or None where a unique constraint says that it is there already.

    On PostgreSQL this waits for a transaction that is inserting the same row, so that the answer is final.
    """
    kind = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    statement = kind(table).values(dict(values)).on_conflict_do_nothing().returning(table.c.id)
    found = (await tx.execute(statement)).scalar_one_or_none()
    return None if found is None else int(found)


async def put(tx: Tx, table: Table, key: Values, values: Values, where: ColumnElement[bool] | None = None) -> None:
    """Insert a row; where that key (unique together) is there already, give it these values if `where` holds of it."""
    kind = sqlite.insert if tx.dialect.name == "sqlite" else postgresql.insert
    statement = kind(table).values({**key, **values})
    await tx.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values), where=where))


def is_installed(workspace_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return the condition that a row's workspace has us installed, asked of each row that an index leads to."""
    # A value, not EXISTS: PostgreSQL would make a join of that, and not look for the first one in its order any more.
    return select(workspace.c.until.is_(None)).where(workspace.c.id == workspace_id).scalar_subquery()
