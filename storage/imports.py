"""Plans that are being built from files, and how each ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import select, text, update

from storage.database import Tx
from storage.rows import NOW, insert_once, is_installed, read
from storage.tables import duty, hold, holding, permission, plan_import, review, role, slot, strategy

i = plan_import.c
State = Literal["building", "telling", "done", "failed", "undone"]


class ImportColumns(TypedDict, total=False):
    """Columns of an import that may change."""

    strategy_id: int
    state: State
    step: int
    tries: int
    progress: Mapping[str, Any]
    begun_at: datetime
    next_at: datetime | None
    reason: str
    until: datetime | None


@dataclass(frozen=True)
class Import:
    """A plan that is built from a file: by whom, where, how far it is, and since when it exists."""

    id: int
    workspace_id: int
    incoming_id: int
    member_id: int
    channel_id: int
    strategy_id: int
    is_current: bool
    state: State
    step: int
    tries: int
    progress: Mapping[str, Any]
    begun_at: datetime
    until: datetime | None


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
    """Add a plan to build from a file, from now on; None where one is under way."""
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
    return read(Import, row) if row else None


async def by_id(tx: Tx, workspace_id: int, import_id: int, lock: bool = False) -> Import | None:
    """Find an import; with `lock`, nobody else changes it until this transaction ends."""
    rows = select(plan_import).where(i.workspace_id == workspace_id, i.id == import_id)
    row = (await tx.execute(rows.with_for_update(key_share=True) if lock else rows)).one_or_none()
    return read(Import, row) if row else None


async def change_import(tx: Tx, workspace_id: int, import_id: int, **values: Unpack[ImportColumns]) -> None:
    """Record the progress of an import, or its end."""
    await tx.execute(update(plan_import).where(i.workspace_id == workspace_id, i.id == import_id).values(**values))


async def reveal(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Let everybody see a strategy that was built."""
    this = (strategy.c.workspace_id == workspace_id, strategy.c.id == strategy_id)
    await tx.execute(update(strategy).where(*this).values(is_building=False))


async def end(tx: Tx, workspace_id: int, strategy_id: int, now: datetime) -> None:
    """End a strategy, built or not, and everything that the clock or people would do for it. Its channel is free again.

    Nothing is deleted: the database would search years of rows for references to each one.
    """
    roles = select(role.c.id).where(role.c.strategy_id == strategy_id)
    h, d, r, s = holding.c, duty.c, review.c, strategy.c
    # A literal, as in the partial index: SQLite only uses it for a condition in the same words.
    is_open = (d.workspace_id == workspace_id, d.role_id.in_(roles), text("duty.state = 'open'"))
    ended = {"state": "withdrawn", "settled_at": now, "next_at": None, "version": d.version + 1}
    await tx.execute(update(duty).where(*is_open).values(**ended))
    held = (h.workspace_id == workspace_id, h.role_id.in_(roles), h.until.is_(None))
    await tx.execute(update(holding).where(*held).values(until=now))
    planned = (r.workspace_id == workspace_id, r.strategy_id == strategy_id, r.state != "closed")
    await tx.execute(update(review).where(*planned).values(state="closed", next_at=None))
    for table in (permission, role, hold, slot):
        this = (table.c.workspace_id == workspace_id, table.c.strategy_id == strategy_id, table.c.until.is_(None))
        clock = {"next_at": None} if "next_at" in table.c else {}
        await tx.execute(update(table).where(*this).values(until=now, **clock))
    await tx.execute(update(strategy).where(s.workspace_id == workspace_id, s.id == strategy_id).values(until=now))
