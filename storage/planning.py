"""What the planner asks of all kinds alike: what is due next, and how to push a row ahead that cannot be planned."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Table, func, select, update

from storage.database import Tx
from storage.outbox import next_due as next_message
from storage.tables import duty, member, review, slot

PLANNED: dict[str, Table] = {"slot": slot, "review": review, "member": member, "duty": duty}


async def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return the first instant at which anything is due; it may have passed. None where nothing ever is."""
    found = [
        (await tx.execute(select(func.min(table.c.next_at)).where(table.c.next_at.is_not(None)))).scalar_one_or_none()
        for table in PLANNED.values()
    ]
    found.append(await next_message(tx, now))
    return min((at for at in found if at is not None), default=None)


async def push_ahead(tx: Tx, kind: str, now: datetime, to: datetime) -> None:
    """Push the row of a kind that is due first ahead, so that it stops nobody."""
    table = PLANNED[kind]
    pick = (
        select(table.c.id)
        .where(table.c.next_at <= now)
        .order_by(table.c.next_at, table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
        .cte("pick")
    )
    await tx.execute(update(table).where(table.c.id.in_(select(pick.c.id))).values(next_at=to))
