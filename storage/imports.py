"""Plans that are built from files: what is under way, and taking the pieces of one away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, Table, delete, select, update

from storage.database import Tx
from storage.rows import NOW, insert_once, is_installed
from storage.tables import (
    audience,
    change,
    duty,
    goal,
    hold,
    holding,
    measure,
    occurrence,
    part,
    permission,
    plan_import,
    platform,
    post,
    reading,
    review,
    role,
    slot,
    strategy,
)

i = plan_import.c
State = Literal["building", "telling", "done", "failed", "undone"]


@dataclass(frozen=True)
class Import:
    """A plan that is built from a file: by whom, where, how far it is, and since when it is there."""

    id: int
    workspace_id: int
    incoming_id: int
    member_id: int
    channel_id: int
    strategy_id: int | None
    is_current: bool
    state: State
    step: int
    tries: int
    progress: Mapping[str, Any]
    begun_at: datetime
    until: datetime | None


def _import(row: Row[Any]) -> Import:
    return Import(
        row.id,
        row.workspace_id,
        row.incoming_id,
        row.member_id,
        row.channel_id,
        row.strategy_id,
        row.is_current,
        row.state,
        row.step,
        row.tries,
        row.progress,
        row.begun_at,
        row.until,
    )


async def add(
    tx: Tx,
    workspace_id: int,
    incoming_id: int,
    member_id: int,
    channel_id: int,
    strategy_id: int,
    now: datetime,
    *,
    is_current: bool,
) -> int | None:
    """Write down that a plan is to be built from a file, from now on; None where one is under way."""
    new = {
        "workspace_id": workspace_id,
        "incoming_id": incoming_id,
        "member_id": member_id,
        "channel_id": channel_id,
        "strategy_id": strategy_id,
        "is_current": is_current,
        "state": "building",
        "step": 0,
        "tries": 0,
        "progress": {},
        "begun_at": now,
        "next_at": now,
        "since": now,
    }
    return await insert_once(tx, plan_import, new)


_FIRST_DUE = (
    select(plan_import).where(i.next_at <= NOW, is_installed(i.workspace_id)).order_by(i.next_at, i.id).limit(1)
)


async def first_due(tx: Tx, now: datetime) -> Import | None:
    """Find the import whose next piece is due first, without a lock."""
    row = (await tx.execute(_FIRST_DUE, {"now": now})).one_or_none()
    return _import(row) if row else None


async def by_id(tx: Tx, workspace_id: int, import_id: int, lock: bool = False) -> Import | None:
    """Find an import; with `lock`, nobody else changes it until this transaction ends."""
    rows = select(plan_import).where(i.workspace_id == workspace_id, i.id == import_id)
    row = (await tx.execute(rows.with_for_update(key_share=True) if lock else rows)).one_or_none()
    return _import(row) if row else None


async def change_import(tx: Tx, workspace_id: int, import_id: int, **values: Any) -> None:
    """Write down how far an import is, or its end."""
    await tx.execute(update(plan_import).where(i.workspace_id == workspace_id, i.id == import_id).values(**values))


async def remove_pieces(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Take away everything that was built of a strategy that nobody has seen; its own row and its admin stay."""
    of: dict[Table, ColumnElement[bool]] = {
        table: table.c.strategy_id == strategy_id for table in (slot, measure, duty, post, part, change, goal)
    }
    of |= {table: table.c.strategy_id == strategy_id for table in (platform, audience, role)}
    of[occurrence] = occurrence.c.slot_id.in_(select(slot.c.id).where(of[slot]))
    of[reading] = reading.c.measure_id.in_(select(measure.c.id).where(of[measure]))
    # What refers to something goes before it.
    for table in (duty, occurrence, slot, reading, measure, goal, post, part, platform, audience, role, change):
        await tx.execute(delete(table).where(table.c.workspace_id == workspace_id, of[table]))


async def remove_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Take away the row of a strategy whose pieces were removed, with its admin: its channel is free again."""
    p = permission.c
    await tx.execute(delete(permission).where(p.workspace_id == workspace_id, p.strategy_id == strategy_id))
    await tx.execute(
        update(plan_import).where(i.workspace_id == workspace_id, i.strategy_id == strategy_id).values(strategy_id=None)
    )
    this = (strategy.c.workspace_id == workspace_id, strategy.c.id == strategy_id, strategy.c.is_building)
    await tx.execute(delete(strategy).where(*this))


async def reveal(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Let everybody see a strategy that was built."""
    this = (strategy.c.workspace_id == workspace_id, strategy.c.id == strategy_id)
    await tx.execute(update(strategy).where(*this).values(is_building=False))


async def end(tx: Tx, workspace_id: int, strategy_id: int, now: datetime) -> None:
    """End a strategy and all that the clock or people would do for it. Its rows stay, as history."""
    of_roles = holding.c.role_id.in_(select(role.c.id).where(role.c.strategy_id == strategy_id))
    for table in (permission, role, hold, slot):
        this = (table.c.workspace_id == workspace_id, table.c.strategy_id == strategy_id, table.c.until.is_(None))
        clock = {"next_at": None} if "next_at" in table.c else {}
        await tx.execute(update(table).where(*this).values(until=now, **clock))
    here = (holding.c.workspace_id == workspace_id, of_roles, holding.c.until.is_(None))
    await tx.execute(update(holding).where(*here).values(until=now))
    d, r, s = duty.c, review.c, strategy.c
    is_open = (d.workspace_id == workspace_id, d.strategy_id == strategy_id, d.state == "open")
    ended = {"state": "withdrawn", "settled_at": now, "next_at": None, "version": d.version + 1}
    await tx.execute(update(duty).where(*is_open).values(**ended))
    planned = (r.workspace_id == workspace_id, r.strategy_id == strategy_id, r.state != "closed")
    await tx.execute(update(review).where(*planned).values(state="closed", next_at=None))
    await tx.execute(update(strategy).where(s.workspace_id == workspace_id, s.id == strategy_id).values(until=now))
