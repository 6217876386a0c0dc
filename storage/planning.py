"""What the planner asks of all kinds alike: what is due next, and how to push a row ahead that cannot be planned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, exists, func, select, update

from storage.database import Tx
from storage.outbox import next_due as next_message
from storage.rows import is_installed
from storage.tables import duty, hold, member, review, slot

PLANNED: dict[str, Table] = {"hold": hold, "slot": slot, "review": review, "member": member, "duty": duty}


async def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return the first instant at which anything is due; it may have passed. None where nothing ever is."""
    firsts = [
        select(func.min(table.c.next_at))
        .where(table.c.next_at.is_not(None), is_installed(table.c.workspace_id))
        .scalar_subquery()
        for table in PLANNED.values()
    ]
    found = [*(await tx.execute(select(*firsts))).one(), await next_message(tx, now)]
    return min((at for at in found if at is not None), default=None)


async def kinds_due(tx: Tx, now: datetime) -> frozenset[str]:
    """Tell in which kinds something is due, in one question: most of the time nothing is, and nothing is locked."""
    asked = [
        exists().where(table.c.next_at <= now, is_installed(table.c.workspace_id)).label(kind)
        for kind, table in PLANNED.items()
    ]
    row = (await tx.execute(select(*asked))).one()
    return frozenset(kind for kind, is_due in zip(PLANNED, row, strict=True) if is_due)


async def take_first(tx: Tx, kind: str, now: datetime) -> int | None:
    """Lock the row of a kind that is due first, and return its id; None where nothing is due or free.

    The planner's verbs take the same row then: within a transaction one's own lock is no obstacle.
    """
    c = PLANNED[kind].c
    pick = select(c.id).where(c.next_at <= now, is_installed(c.workspace_id)).order_by(c.next_at, c.id).limit(1)
    found: int | None = (await tx.execute(pick.with_for_update(skip_locked=True, key_share=True))).scalar_one_or_none()
    return found


async def push_ahead(tx: Tx, kind: str, row_id: int, to: datetime) -> None:
    """Push a row of a kind ahead, so that it stops nobody."""
    table = PLANNED[kind]
    await tx.execute(update(table).where(table.c.id == row_id).values(next_at=to))
