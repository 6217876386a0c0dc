"""Versions of the written strategy, the approvals they wait for, and comments on them; the logo on their first page.

A version's text is written once, when it is submitted, and never again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from bot.domain.editions import Approval, Comment, Edition, EditionState, Verdict
from bot.domain.signing import ApprovalRule
from storage.database import Tx
from storage.rows import insert, insert_once, read
from storage.tables import approval, comment, edition, logo, role

e, a, c = edition.c, approval.c, comment.c
_WITHOUT_TEXT = [column for column in edition.columns if column is not e.document]


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    number: int,
    state: EditionState,
    document: Mapping[str, Any],
    rule: ApprovalRule,
    next_update: date | None,
    submitted_by: int,
    now: datetime,
) -> int | None:
    """Freeze a version; None where somebody was quicker with that number. Unless `submitted`, it is settled at once."""
    return await insert_once(
        tx,
        edition,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "number": number,
            "state": state,
            "document": dict(document),
            "rule": rule,
            "next_update": next_update,
            "submitted_by": submitted_by,
            "settled_at": None if state == "submitted" else now,
            "since": now,
        },
    )


async def by_id(tx: Tx, workspace_id: int, edition_id: int, lock: bool = False) -> Edition | None:
    """Find a version; with `lock`, nobody else settles it until this transaction ends."""
    this = (e.workspace_id == workspace_id, e.id == edition_id)
    if lock:
        await tx.execute(select(e.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(select(*_WITHOUT_TEXT).where(*this))).one_or_none()
    return read(Edition, row) if row else None


async def text_of(tx: Tx, workspace_id: int, edition_id: int) -> dict[str, Any] | None:
    """Return the document of a version as it was submitted, ready for bot.document.model.Document."""
    this = (e.workspace_id == workspace_id, e.id == edition_id)
    found = (await tx.execute(select(e.document).where(*this))).scalar_one_or_none()
    return dict(found) if found is not None else None


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Edition]:
    """List all versions of a strategy, the newest first."""
    this = (e.workspace_id == workspace_id, e.strategy_id == strategy_id)
    rows = await tx.execute(select(*_WITHOUT_TEXT).where(*this).order_by(e.number.desc()))
    return [read(Edition, row) for row in rows]


async def settle(tx: Tx, workspace_id: int, edition_id: int, state: EditionState, now: datetime) -> None:
    """Write down what became of a version."""
    this = (e.workspace_id == workspace_id, e.id == edition_id)
    await tx.execute(update(edition).where(*this).values(state=state, settled_at=now))


# ---------------------------------------------------------------- approvals


async def wait_for(tx: Tx, workspace_id: int, edition_id: int, role_id: int) -> None:
    """Let a version wait for a role's approval."""
    await insert(tx, approval, {"workspace_id": workspace_id, "edition_id": edition_id, "role_id": role_id})


async def approvals_of(tx: Tx, workspace_id: int, edition_id: int) -> list[Approval]:
    """List the roles whose verdict a version waits for or has."""
    this = (a.workspace_id == workspace_id, a.edition_id == edition_id)
    rows = await tx.execute(select(approval).where(*this).order_by(a.id))
    return [Approval(row.role_id, row.verdict, row.member_id, row.at) for row in rows]


async def decide(
    tx: Tx,
    workspace_id: int,
    edition_id: int,
    role_ids: Sequence[int],
    verdict: Verdict,
    member_id: int,
    now: datetime,
) -> None:
    """Record the verdict of some roles, and who gave it."""
    this = (a.workspace_id == workspace_id, a.edition_id == edition_id, a.role_id.in_(role_ids))
    await tx.execute(update(approval).where(*this).values(verdict=verdict, member_id=member_id, at=now))


async def waiting_for_role(tx: Tx, workspace_id: int, role_id: int) -> list[int]:
    """List the ids of versions that wait for a role's approval."""
    of_plan = e.strategy_id == select(role.c.strategy_id).where(role.c.id == role_id).scalar_subquery()
    this = (a.workspace_id == workspace_id, a.role_id == role_id, a.verdict.is_(None), e.state == "submitted")
    found = select(a.edition_id).join(edition, e.id == a.edition_id).where(of_plan, *this).order_by(a.edition_id)
    return list(await tx.scalars(found))


# ---------------------------------------------------------------- comments


async def add_comment(
    tx: Tx,
    workspace_id: int,
    edition_id: int,
    section: str,
    text: str,
    author_id: int,
    owner_id: int | None,
    now: datetime,
) -> int:
    """Record a comment on a chapter; `owner_id` is the person it is put to."""
    return await insert(
        tx,
        comment,
        {
            "workspace_id": workspace_id,
            "edition_id": edition_id,
            "section": section,
            "text": text,
            "author_id": author_id,
            "owner_id": owner_id,
            "since": now,
        },
    )


async def comment_by_id(tx: Tx, workspace_id: int, comment_id: int, lock: bool = False) -> Comment | None:
    """Find a comment; with `lock`, nobody else answers it until this transaction ends."""
    this = (c.workspace_id == workspace_id, c.id == comment_id)
    if lock:
        await tx.execute(select(c.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(select(comment).where(*this))).one_or_none()
    return read(Comment, row) if row else None


async def answer(tx: Tx, workspace_id: int, comment_id: int, text: str, member_id: int, now: datetime) -> None:
    """Write down the answer to a comment."""
    this = (c.workspace_id == workspace_id, c.id == comment_id)
    await tx.execute(update(comment).where(*this).values(answer=text, answered_by=member_id, answered_at=now))


# ---------------------------------------------------------------- the logo


async def logo_of(tx: Tx, workspace_id: int, strategy_id: int) -> bytes | None:
    """Return the picture on a strategy's first page, as it was given; None where there is none."""
    this = (logo.c.workspace_id == workspace_id, logo.c.strategy_id == strategy_id)
    found = (await tx.execute(select(logo.c.picture).where(*this))).scalar_one_or_none()
    return bytes(found) if found is not None else None
