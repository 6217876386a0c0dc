"""Everything in a plan except goals, roles, and slots: rows of `part`, platforms, and audiences, all handled alike.

A part's values are the fields of its concept's model, ready for JSON. Platforms and audiences have tables of their own,
since slots, holds and numbers refer to them; their name is a column there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import JsonValue
from sqlalchemy import Row, Table, select, update

from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert
from storage.tables import audience, part, platform

TABLES: Mapping[str, Table] = {"platform": platform, "audience": audience}


@dataclass(frozen=True)
class Kept:
    """A part's row. `until` is None while it exists."""

    id: int
    strategy_id: int
    concept: str
    values: dict[str, JsonValue]
    since: datetime
    until: datetime | None


def _kept(row: Row[Any], concept: str) -> Kept:
    values = dict(row.details)
    if concept in TABLES:
        values["name"] = row.name
    return Kept(row.id, row.strategy_id, concept or row.concept, values, row.since, row.until)


def _columns(concept: str, values: Mapping[str, JsonValue]) -> dict[str, Any]:
    if concept not in TABLES:
        return {"details": dict(values)}
    return {"name": values["name"], "details": {name: value for name, value in values.items() if name != "name"}}


async def add(
    tx: Tx, workspace_id: int, strategy_id: int, concept: str, values: Mapping[str, JsonValue], now: datetime
) -> int:
    """Add a part to a strategy, and return its id."""
    table = TABLES.get(concept, part)
    row = {"workspace_id": workspace_id, "strategy_id": strategy_id, "since": now, **_columns(concept, values)}
    return await insert(tx, table, row if concept in TABLES else {**row, "concept": concept})


_OF_STRATEGY = {
    name: select(table)
    .where(table.c.workspace_id == IN_WORKSPACE, table.c.strategy_id == THIS, table.c.until.is_(None))
    .order_by(table.c.id)
    for name, table in {"": part, **TABLES}.items()
}


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Kept]:
    """List a strategy's current parts, oldest first within their concept."""
    found = []
    for concept, statement in _OF_STRATEGY.items():
        rows = await tx.execute(statement, {"in_workspace": workspace_id, "this": strategy_id})
        found += [_kept(row, concept) for row in rows]
    return found


async def ever(tx: Tx, workspace_id: int, thing: str, part_id: int, lock: bool = False) -> Kept | None:
    """Find a part, ended or not. `thing` is platform, audience or part.

    With `lock`, nobody else changes it until this transaction ends.
    """
    table = TABLES.get(thing, part)
    this = (table.c.workspace_id == workspace_id, table.c.id == part_id)
    if lock:
        await tx.execute(select(table.c.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(select(table).where(*this))).one_or_none()
    return _kept(row, thing if thing in TABLES else "") if row else None


async def change(
    tx: Tx, workspace_id: int, thing: str, part_id: int, concept: str, values: Mapping[str, JsonValue]
) -> None:
    """Replace all values of a part."""
    table = TABLES.get(thing, part)
    await tx.execute(
        update(table)
        .where(table.c.workspace_id == workspace_id, table.c.id == part_id)
        .values(**_columns(concept, values))
    )


async def end(tx: Tx, workspace_id: int, thing: str, part_id: int, until: datetime | None) -> None:
    """End a part, or with None put it back."""
    table = TABLES.get(thing, part)
    await tx.execute(
        update(table).where(table.c.workspace_id == workspace_id, table.c.id == part_id).values(until=until)
    )
