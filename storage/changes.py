"""Receipts of what Slack sent, and one row for what each verb changed. Undo and history read the latter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, delete, exists, func, select, update

from storage import heartbeats
from storage.database import Tx
from storage.rows import insert, insert_once, read, unindexed
from storage.tables import change, receipt

ActorKind = Literal["member", "clock", "import"]


@dataclass(frozen=True)
class Change:
    """What one verb changed about one thing. `undone_by` is the change that took it back, or None."""

    id: int
    workspace_id: int
    strategy_id: int | None
    member_id: int | None
    verb: str
    thing: str
    thing_id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    at: datetime
    undone_by: int | None


async def received(tx: Tx, workspace_id: int, key: str, real: datetime) -> int | None:
    """Write a receipt down and return its id; None where the same was received before."""
    return await insert_once(tx, receipt, {"workspace_id": workspace_id, "key": key, "received_at": real})


# Name of the heartbeat that records up to when receipts were cleared.
CLEARED = "receipts"


async def forget_receipts(tx: Tx, before: datetime) -> int:
    """Forget receipts that no retry and no change can refer to; return how many.

    Only receipts since the last call are read: older ones that remain belong to changes, and changes are kept.
    """
    r = receipt.c
    last = await heartbeats.last_beat(tx, CLEARED)
    # A wrong clock made a last call in the future, so start over.
    since = [r.received_at >= last] if last is not None and last <= before else []
    is_used = exists().where(change.c.receipt_id == r.id)
    gone = await tx.execute(delete(receipt).where(r.received_at < before, *since, ~is_used))
    await heartbeats.beat(tx, CLEARED, before, before)
    return gone.rowcount


async def record(
    tx: Tx,
    workspace_id: int,
    *,
    actor: ActorKind,
    member_id: int | None,
    receipt_id: int | None,
    strategy_id: int | None,
    verb: str,
    thing: str,
    thing_id: int,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    at: datetime,
) -> int:
    """Write down what a verb changed, and return the change's id."""
    return await insert(
        tx,
        change,
        {
            "workspace_id": workspace_id,
            "actor": actor,
            "member_id": member_id,
            "receipt_id": receipt_id,
            "strategy_id": strategy_id,
            "verb": verb,
            "thing": thing,
            "thing_id": thing_id,
            "before": dict(before) if before is not None else None,
            "after": dict(after) if after is not None else None,
            "at": at,
        },
    )


async def by_id(tx: Tx, workspace_id: int, change_id: int) -> Change | None:
    """Find a change within a workspace."""
    rows = select(change).where(change.c.workspace_id == workspace_id, change.c.id == change_id)
    row = (await tx.execute(rows)).one_or_none()
    return read(Change, row) if row else None


async def last_of(tx: Tx, workspace_id: int, thing: str, thing_id: int, verb: str) -> Change | None:
    """Find the last change that a verb made to a thing."""
    found = await newest_of(tx, workspace_id, thing, thing_id, verb, 1)
    return found[0] if found else None


async def newest_of(tx: Tx, workspace_id: int, thing: str, thing_id: int, verb: str, most: int) -> list[Change]:
    """List a verb's last changes to one thing, newest first; other things of the plan don't count toward `most`."""
    rows = select(change).where(change.c.workspace_id == workspace_id, change.c.thing == thing)
    rows = rows.where(change.c.thing_id == thing_id, change.c.verb == verb).order_by(change.c.id.desc()).limit(most)
    return [read(Change, row) for row in await tx.execute(rows)]


def _shaping(workspace_id: int, strategy_id: int, verbs: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    c = change.c
    return unindexed(c.workspace_id) == workspace_id, c.strategy_id == strategy_id, c.verb.in_(verbs)


async def count_of_strategy(tx: Tx, workspace_id: int, strategy_id: int, verbs: Sequence[str]) -> int:
    """Count the changes that some verbs made to a strategy."""
    rows = select(func.count()).select_from(change).where(*_shaping(workspace_id, strategy_id, verbs))
    return int((await tx.execute(rows)).scalar_one())


async def of_strategy(
    tx: Tx, workspace_id: int, strategy_id: int, verbs: Sequence[str], first: int, most: int
) -> list[Change]:
    """List changes that some verbs made to a strategy, newest first, from the `first` on."""
    rows = select(change).where(*_shaping(workspace_id, strategy_id, verbs))
    found = await tx.execute(rows.order_by(change.c.id.desc()).offset(first).limit(most))
    return [read(Change, row) for row in found]


async def undone(tx: Tx, change_id: int, by: int) -> bool:
    """Mark a change as undone; False where somebody was quicker."""
    done = await tx.execute(
        update(change)
        .where(change.c.id == change_id, change.c.undone_by.is_(None))
        .values(undone_by=by)
        .returning(change.c.id)
    )
    return done.first() is not None
