"""The planner: one row that cannot be planned stops nobody."""

from __future__ import annotations

from sqlalchemy import update

from storage.tables import slot
from tests.stories.cast import Person, Story
from tests.stories.conftest import ana, ben, plan, story

__all__ = ["ana", "ben", "plan", "story"]


async def test_a_slot_that_cannot_be_read_stops_no_other_and_is_not_forgotten(plan: Story, ben: Person) -> None:
    await plan.until("2026-03-30 09:00")
    plan.forget()
    async with plan.office.bot.database.begin() as tx:
        await tx.execute(update(slot).values(rule={"every": "never"}, next_at=plan.office.clock.now()))
    await plan.until("2026-03-30 10:00")
    ben.sees("It is time for", "Tip of the day")
    async with plan.office.bot.database.look() as tx:
        waits = (await tx.execute(slot.select())).one().next_at
    assert waits is not None
    assert waits > plan.office.clock.now()
