"""Inserting once, and the shape of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from storage.database import Tx

Values = Mapping[str, Any]


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
