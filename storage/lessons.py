"""Lessons: who answered which, and who wants one a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once
from storage.tables import lesson, member

_SINCE = select(member.c.lessons_since).where(member.c.workspace_id == IN_WORKSPACE, member.c.id == THIS)
_OF_MEMBER = (
    select(member.c.lessons_since, lesson.c.name, lesson.c.answer)
    .join(lesson, lesson.c.member_id == member.c.id, isouter=True)
    .where(member.c.workspace_id == IN_WORKSPACE, member.c.id == THIS)
)


@dataclass(frozen=True)
class Taught:
    """Since when somebody has wanted a lesson a day, and one of their first answers; no name where they gave none."""

    since: datetime | None
    name: str | None
    answer: int | None


async def wanted_since(tx: Tx, workspace_id: int, member_id: int) -> datetime | None:
    """Return since when somebody has wanted a lesson a day; None where they don't."""
    return (await tx.execute(_SINCE, {"in_workspace": workspace_id, "this": member_id})).scalar_one_or_none()


async def want(tx: Tx, workspace_id: int, member_id: int, since: datetime | None) -> None:
    """Record since when somebody wants a lesson a day; None where they no longer do."""
    this = (member.c.workspace_id == workspace_id, member.c.id == member_id)
    await tx.execute(update(member).where(*this).values(lessons_since=since))


async def of_member(tx: Tx, workspace_id: int, member_id: int) -> list[Taught]:
    """List somebody's first answers, each with since when they have wanted lessons: one query for both."""
    rows = await tx.execute(_OF_MEMBER, {"in_workspace": workspace_id, "this": member_id})
    return [Taught(row.lessons_since, row.name, row.answer) for row in rows]


async def answer_once(
    tx: Tx, workspace_id: int, member_id: int, name: str, answer: int, is_right: bool, now: datetime
) -> int | None:
    """Record somebody's answer to a lesson and return its id; None where an earlier answer counts."""
    return await insert_once(
        tx,
        lesson,
        {
            "workspace_id": workspace_id,
            "member_id": member_id,
            "name": name,
            "answer": answer,
            "is_right": is_right,
            "since": now,
        },
    )


async def counts(tx: Tx, workspace_id: int, member_ids: Collection[int]) -> dict[int, int]:
    """Return how many lessons people answered, by person, without people who answered none."""
    rows = await tx.execute(
        select(lesson.c.member_id, func.count().label("read"))
        .where(lesson.c.workspace_id == workspace_id, lesson.c.member_id.in_(member_ids))
        .group_by(lesson.c.member_id)
    )
    return {row.member_id: row.read for row in rows}
