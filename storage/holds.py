"""Holds, and what they cover."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Row, Select, bindparam, func, or_, select, update

from bot.domain.holds import Hold
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert, read
from storage.tables import Instant, hold, platform, slot

h = hold.c


def _holds(workspace_id: int | BindParameter[int]) -> Select[Any]:
    return (
        select(hold, platform.c.name.label("platform_name"), slot.c.title.label("slot_title"))
        .outerjoin(platform, platform.c.id == h.platform_id)
        .outerjoin(slot, slot.c.id == h.slot_id)
        .where(h.workspace_id == workspace_id)
    )


def _hold(row: Row[Any]) -> Hold:
    return read(Hold, row, about=row.slot_title or row.platform_name or "")


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    reason: str,
    resume_at: datetime | None,
    now: datetime,
    *,
    platform_id: int | None,
    slot_id: int | None,
    set_by: int | None,
) -> int:
    """Begin a hold now and return its id; the clock ends it at `resume_at`."""
    return await insert(
        tx,
        hold,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "platform_id": platform_id,
            "slot_id": slot_id,
            "reason": reason,
            "resume_at": resume_at,
            "next_at": resume_at,
            "set_by": set_by,
            "since": now,
        },
    )


async def by_id(tx: Tx, workspace_id: int, hold_id: int, lock: bool = False) -> Hold | None:
    """Find a hold within a workspace; with `lock`, nobody else changes it until this transaction ends."""
    this = (h.workspace_id == workspace_id, h.id == hold_id)
    if lock:
        # In its own statement: PostgreSQL reads the locked row again, but joined rows as they were before.
        await tx.execute(select(h.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(_holds(workspace_id).where(*this))).one_or_none()
    return _hold(row) if row else None


_OF_STRATEGY = _holds(IN_WORKSPACE).where(h.strategy_id == THIS).order_by(h.since, h.id)
_LASTING = _OF_STRATEGY.where(h.until.is_(None))
_LATELY = _OF_STRATEGY.where(or_(h.until.is_(None), h.until > bindparam("after", type_=Instant)))


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int, after: datetime | None = None) -> list[Hold]:
    """List a strategy's current holds, and with `after` those that ended later than that, too; oldest first."""
    asked = {"in_workspace": workspace_id, "this": strategy_id}
    rows = await tx.execute(_LASTING, asked) if after is None else await tx.execute(_LATELY, asked | {"after": after})
    return [_hold(row) for row in rows]


async def end(tx: Tx, hold_id: int, at: datetime) -> None:
    """Write down that a hold ended."""
    await tx.execute(update(hold).where(h.id == hold_id).values(until=at, next_at=None))


async def go_on(tx: Tx, hold_id: int, resume_at: datetime | None) -> None:
    """Undo the end of a hold: it lasts as planned."""
    await tx.execute(update(hold).where(h.id == hold_id).values(until=None, next_at=resume_at))


async def platform_named(tx: Tx, workspace_id: int, strategy_id: int, name: str) -> int | None:
    """Return the id of a strategy's platform of that name, or None."""
    c = platform.c
    rows = select(c.id).where(
        c.workspace_id == workspace_id,
        c.strategy_id == strategy_id,
        func.lower(c.name) == name.lower(),
        c.until.is_(None),
    )
    found: int | None = (await tx.execute(rows.order_by(c.id).limit(1))).scalar_one_or_none()
    return found


async def has_platform(tx: Tx, workspace_id: int, strategy_id: int, platform_id: int) -> bool:
    """Tell whether a platform is one of a strategy's."""
    c = platform.c
    rows = select(c.id).where(c.workspace_id == workspace_id, c.strategy_id == strategy_id, c.id == platform_id)
    return (await tx.execute(rows)).first() is not None
