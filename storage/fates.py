"""The fates of messages that somebody was owed, for the answer to "why"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.outbox import Kind, State
from storage.database import Tx
from storage.rows import read
from storage.tables import outbox, shown

o = outbox.c


@dataclass(frozen=True)
class Owed:
    """One post that was owed to a person, from the outbox. Times are business time."""

    id: int
    kind: Kind
    state: State
    reason: str
    facts: Mapping[str, str | int]
    due_at: datetime
    settled_at: datetime | None
    attempt: int


async def of_person(tx: Tx, workspace_id: int, person: int, since: datetime, until: datetime, most: int) -> list[Owed]:
    """List the posts owed to a person with `since` <= due <= `until`, newest first, `most` at most."""
    found = await tx.execute(
        select(o.id, o.kind, o.state, o.reason, o.facts, o.due_at, o.settled_at, o.attempt)
        .where(o.workspace_id == workspace_id, o.person == person, o.op == "post")
        .where(o.due_at >= since, o.due_at <= until)
        .order_by(o.due_at.desc(), o.id.desc())
        .limit(most)
    )
    return [read(Owed, row, reason=row.reason or "") for row in found]


async def shown_by(tx: Tx, messages: Sequence[int]) -> dict[int, list[int]]:
    """Return the ids of the duties that some messages show, by message."""
    found = await tx.execute(select(shown).where(shown.c.outbox_id.in_(messages)).order_by(shown.c.duty_id))
    by_message: dict[int, list[int]] = {}
    for row in found:
        by_message.setdefault(row.outbox_id, []).append(row.duty_id)
    return by_message
