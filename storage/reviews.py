"""Reviews, and the learnings and decisions that they record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, Row, select, text, update

from bot.domain.decisions import PROPOSALS, Proposal
from bot.domain.reviews import Note
from storage.database import Tx
from storage.rows import insert, insert_once, read
from storage.tables import member, note, review

r, n = review.c, note.c
ReviewState = Literal["planned", "asked", "open", "closed"]


class ReviewColumns(TypedDict, total=False):
    """Columns of a review that may change."""

    week: date
    opens_at: datetime
    closes_at: datetime
    state: ReviewState
    next_at: datetime | None


@dataclass(frozen=True)
class Planned:
    """A review's row."""

    id: int
    workspace_id: int
    strategy_id: int
    week: date
    opens_at: datetime
    closes_at: datetime
    state: ReviewState
    next_at: datetime | None


async def plan(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    week: date,
    opens_at: datetime,
    closes_at: datetime,
    next_at: datetime,
    now: datetime,
) -> int | None:
    """Plan a strategy's review of a week; None where it has one."""
    return await insert_once(
        tx,
        review,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "week": week,
            "opens_at": opens_at,
            "closes_at": closes_at,
            "state": "planned",
            "next_at": next_at,
            "since": now,
        },
    )


async def _first(tx: Tx, *conditions: ColumnElement[bool]) -> Planned | None:
    rows = await tx.execute(select(review).where(*conditions).order_by(r.opens_at.desc()).limit(1))
    row = rows.one_or_none()
    return read(Planned, row) if row else None


async def by_id(tx: Tx, workspace_id: int, review_id: int) -> Planned | None:
    """Find a review within a workspace."""
    return await _first(tx, r.workspace_id == workspace_id, r.id == review_id)


async def before(tx: Tx, one: Planned) -> Planned | None:
    """Find the review of the same strategy before this one."""
    return await _first(tx, r.strategy_id == one.strategy_id, r.opens_at < one.opens_at)


async def latest(tx: Tx, strategy_id: int) -> Planned | None:
    """Find a strategy's review that opens last: usually the next one."""
    return await _first(tx, r.strategy_id == strategy_id)


async def last_due(tx: Tx, strategy_id: int, now: datetime) -> Planned | None:
    """Find the review of a strategy whose time came last."""
    return await _first(tx, r.strategy_id == strategy_id, r.opens_at <= now)


async def running(tx: Tx, workspace_id: int, strategy_id: int) -> list[Planned]:
    """List a strategy's reviews whose numbers were asked for and that are not closed."""
    this = (r.workspace_id == workspace_id, r.strategy_id == strategy_id, r.state.in_(("asked", "open")))
    return [read(Planned, row) for row in await tx.execute(select(review).where(*this).order_by(r.opens_at))]


async def lock(tx: Tx, workspace_id: int, review_id: int) -> None:
    """Keep others from advancing a review until this transaction ends."""
    this = (r.workspace_id == workspace_id, r.id == review_id)
    await tx.execute(select(r.id).where(*this).with_for_update(key_share=True))


async def move(tx: Tx, review_id: int, **values: Unpack[ReviewColumns]) -> None:
    """Change a review's state or times."""
    await tx.execute(update(review).where(r.id == review_id).values(**values))


# ---------------------------------------------------------------- notes


async def add_note(
    tx: Tx,
    workspace_id: int,
    review_id: int,
    kind: Literal["learning", "decision"],
    text: str,
    author_id: int,
    owner_id: int | None,
    message_ts: str | None,
    now: datetime,
    proposal: Proposal | None = None,
) -> int:
    """Record a learning or a decision, with the change to the plan that it asks for."""
    return await insert(
        tx,
        note,
        {
            "workspace_id": workspace_id,
            "review_id": review_id,
            "kind": kind,
            "text": text,
            "author_id": author_id,
            "owner_id": owner_id,
            "message_ts": message_ts,
            "proposal": proposal.model_dump(mode="json") if proposal else None,
            "since": now,
        },
    )


async def notes_of(tx: Tx, workspace_id: int, review_id: int) -> list[Note]:
    """List a review's notes, without those that were taken back."""
    author, owner = member.alias("author"), member.alias("owner")
    rows = await tx.execute(
        select(note, author.c.slack_id.label("author"), owner.c.slack_id.label("owner"))
        .join(author, author.c.id == n.author_id)
        .outerjoin(owner, owner.c.id == n.owner_id)
        .where(n.workspace_id == workspace_id, n.review_id == review_id, n.until.is_(None))
        .order_by(n.id)
    )
    return [_note(row) for row in rows]


def _note(row: Row[Any]) -> Note:
    proposal = PROPOSALS.validate_python(row.proposal, strict=False) if row.proposal else None
    return read(Note, row, proposal=proposal)


async def decisions_since(
    tx: Tx, workspace_id: int, strategy_id: int, since: datetime
) -> list[tuple[datetime, str, Proposal | None]]:
    """List the decisions of a strategy's reviews since an instant: when, in which words, with which proposal."""
    rows = await tx.execute(
        select(n.since, n.text, n.proposal)
        .join(review, r.id == n.review_id)
        # A literal, as in the partial index: SQLite only uses it for a condition in the same words.
        .where(n.workspace_id == workspace_id, r.strategy_id == strategy_id, text("note.kind = 'decision'"))
        .where(n.until.is_(None), n.since >= since)
        .order_by(n.id)
    )
    return [
        (row.since, row.text, PROPOSALS.validate_python(row.proposal, strict=False) if row.proposal else None)
        for row in rows
    ]


async def note_by_id(tx: Tx, workspace_id: int, note_id: int) -> tuple[Note, int, int, bool] | None:
    """Find a note: (note, review id, member id of its author, whether it wasn't taken back)."""
    author, owner = member.alias("author"), member.alias("owner")
    rows = await tx.execute(
        select(note, author.c.slack_id.label("author"), owner.c.slack_id.label("owner"))
        .join(author, author.c.id == n.author_id)
        .outerjoin(owner, owner.c.id == n.owner_id)
        .where(n.workspace_id == workspace_id, n.id == note_id)
    )
    row = rows.one_or_none()
    if row is None:
        return None
    return (_note(row), row.review_id, row.author_id, row.until is None)


async def lock_note(tx: Tx, workspace_id: int, note_id: int) -> None:
    """Keep others from changing a note until this transaction ends."""
    this = (n.workspace_id == workspace_id, n.id == note_id)
    await tx.execute(select(n.id).where(*this).with_for_update(key_share=True))


async def apply_note(
    tx: Tx, note_id: int, proposal: Proposal, now: datetime, member_id: int, change_id: int | None
) -> None:
    """Record that a decision was applied, by whom, and with which change; `proposal` says what it changed."""
    await tx.execute(
        update(note)
        .where(n.id == note_id)
        .values(proposal=proposal.model_dump(mode="json"), applied_at=now, applied_by=member_id, change_id=change_id)
    )


async def unapply_note(tx: Tx, note_id: int, proposal: Proposal) -> None:
    """Record that a decision is no longer applied."""
    await tx.execute(
        update(note)
        .where(n.id == note_id)
        .values(proposal=proposal.model_dump(mode="json"), applied_at=None, applied_by=None, change_id=None)
    )


async def end_note(tx: Tx, note_id: int, now: datetime) -> None:
    """Take a note back."""
    await tx.execute(update(note).where(n.id == note_id).values(until=now))
