"""Warnings that somebody dismissed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.plan import Dismissal
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, person
from storage.tables import dismissal, member

d = dismissal.c


@dataclass(frozen=True)
class Kept:
    """A dismissal's row: what was said, of which strategy, and when it was taken back, if it was."""

    dismissal: Dismissal
    strategy_id: int
    until: datetime | None


def _dismissal(row: Row[Any]) -> Dismissal:
    return Dismissal(row.dismissal_id, row.guard, row.thing, row.thing_id, row.reason, person(row), row.said_at)


# The member's columns keep their names: they make the person.
_ALL = (
    select(
        member,
        d.id.label("dismissal_id"),
        d.strategy_id,
        d.guard,
        d.thing,
        d.thing_id,
        d.reason,
        d.since.label("said_at"),
        d.until.label("taken_back_at"),
    )
    .select_from(dismissal.join(member, member.c.id == d.member_id))
    .where(d.workspace_id == IN_WORKSPACE)
)
_OF_STRATEGY = _ALL.where(d.strategy_id == THIS, d.until.is_(None)).order_by(d.id)
_BY_ID = _ALL.where(d.id == THIS)


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    guard: str,
    thing: str,
    thing_id: int,
    reason: str,
    member_id: int,
    now: datetime,
) -> int | None:
    """Record that somebody dismisses a warning, and return the id; None where somebody already did."""
    return await insert_once(
        tx,
        dismissal,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "guard": guard,
            "thing": thing,
            "thing_id": thing_id,
            "reason": reason,
            "member_id": member_id,
            "since": now,
        },
    )


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Dismissal]:
    """List the current dismissals of a strategy, oldest first."""
    rows = await tx.execute(_OF_STRATEGY, {"in_workspace": workspace_id, "this": strategy_id})
    return [_dismissal(row) for row in rows]


async def by_id(tx: Tx, workspace_id: int, dismissal_id: int) -> Kept | None:
    """Find a dismissal within a workspace, taken back or not."""
    row = (await tx.execute(_BY_ID, {"in_workspace": workspace_id, "this": dismissal_id})).one_or_none()
    return Kept(_dismissal(row), row.strategy_id, row.taken_back_at) if row else None


async def end(tx: Tx, workspace_id: int, dismissal_id: int, now: datetime) -> bool:
    """Take a dismissal back; False where somebody was quicker."""
    this = (d.workspace_id == workspace_id, d.id == dismissal_id, d.until.is_(None))
    done = await tx.execute(update(dismissal).where(*this).values(until=now).returning(d.id))
    return done.first() is not None
