"""The planner's queries, the same for all kinds: what is due next, and postponing a row that can't be planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, bindparam, exists, func, select, true, update

from storage.database import Tx
from storage.delivery import FIRST_LATER
from storage.rows import NOW, THIS, is_installed
from storage.tables import Instant, duty, hold, member, plan_import, review, slot

PLANNED: dict[str, Table] = {
    "import": plan_import,
    "hold": hold,
    "slot": slot,
    "review": review,
    "member": member,
    "duty": duty,
}


@dataclass(frozen=True)
class Taken:
    """A row whose planning is due, locked until the transaction ends: its due time, and since when it exists."""

    workspace_id: int
    id: int
    at: datetime
    since: datetime


# Runs on every tick, so it is compiled once.
_FIRSTS = select(
    *(
        select(func.min(table.c.next_at))
        .where(table.c.next_at.is_not(None), is_installed(table.c.workspace_id))
        .scalar_subquery()
        for table in PLANNED.values()
    ),
    FIRST_LATER.scalar_subquery(),
)
_DUE = select(
    *(exists().where(table.c.next_at <= NOW, is_installed(table.c.workspace_id)) for table in PLANNED.values())
)
_TAKE = {
    kind: select(table.c.workspace_id, table.c.id, table.c.next_at, table.c.since)
    .where(table.c.next_at <= NOW, is_installed(table.c.workspace_id))
    .order_by(table.c.next_at, table.c.id)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True)
    for kind, table in PLANNED.items()
}
_TAKE_THIS = {
    kind: select(table.c.workspace_id, table.c.id, table.c.next_at, table.c.since)
    .where(table.c.id == THIS, (table.c.next_at <= NOW).is_(true()))  # so that it is found by its key
    .with_for_update(skip_locked=True, key_share=True)
    for kind, table in PLANNED.items()
}
_PUSH = {
    kind: update(table).where(table.c.id == THIS).values(next_at=bindparam("to", type_=Instant))
    for kind, table in PLANNED.items()
}


async def next_due(tx: Tx, now: datetime) -> datetime | None:
    """Return the first instant at which anything is due, which may have passed; None where nothing is.

    Only messages that wait for a later time count: the sender knows of the others.
    """
    found = (await tx.execute(_FIRSTS, {"now": now})).one()
    return min((at for at in found if at is not None), default=None)


async def kinds_due(tx: Tx, now: datetime) -> frozenset[str]:
    """List the kinds in which something is due, in one query: usually nothing is, and nothing is locked."""
    row = (await tx.execute(_DUE, {"now": now})).one()
    return frozenset(kind for kind, is_due in zip(PLANNED, row, strict=True) if is_due)


async def take_first(tx: Tx, kind: str, now: datetime) -> Taken | None:
    """Lock and return a kind's first due row; None where nothing is due or free."""
    row = (await tx.execute(_TAKE[kind], {"now": now})).one_or_none()
    return Taken(row.workspace_id, row.id, row.next_at, row.since) if row else None


async def take_this(tx: Tx, kind: str, row_id: int, now: datetime) -> Taken | None:
    """Lock a row of a kind if it is due and nobody else plans it, and return it."""
    row = (await tx.execute(_TAKE_THIS[kind], {"this": row_id, "now": now})).one_or_none()
    return Taken(row.workspace_id, row.id, row.next_at, row.since) if row else None


async def push_ahead(tx: Tx, kind: str, row_id: int, to: datetime) -> None:
    """Postpone a row of a kind, so that it blocks nobody."""
    await tx.execute(_PUSH[kind], {"this": row_id, "to": to})
