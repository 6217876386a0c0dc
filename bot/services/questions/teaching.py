"""A person's progress with the lessons, and what an offer of a role says about them."""

from __future__ import annotations

from datetime import datetime

from bot.domain.roles import Person
from bot.schema.lessons import Way
from bot.views.questions.lessons import Teaching
from storage import changes, lessons
from storage.database import Tx

LESSONS_STOPPED = "stop_lessons"


async def way_of(tx: Tx, workspace_id: int, member_id: int) -> Way:
    """Return a person's progress with the lessons."""
    taught = await lessons.of_member(tx, workspace_id, member_id)
    answers = {one.name: one.answer for one in taught if one.name is not None and one.answer is not None}
    return Way(answers, taught[0].since if taught else None)


async def teaching(tx: Tx, workspace_id: int, reader: Person, next_at: datetime | None) -> Teaching | None:
    """Return what a role's offer says about lessons; None for people who have read them all, or stopped them."""
    way = await way_of(tx, workspace_id, reader.id)
    if way.next is None:
        return None
    if way.since is None:
        stopped = await changes.last_of(tx, workspace_id, "member", reader.id, LESSONS_STOPPED)
        if stopped is not None:
            return None
    return Teaching(way, next_at, reader.zone or "UTC")
