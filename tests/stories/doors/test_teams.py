"""Which workspace a gesture belongs to: the one in which the bot is installed, whoever's ids the payload names."""

from __future__ import annotations

from sqlalchemy import func, select

from storage.tables import workspace
from tests.stories.cast import Person, Story


async def test_a_workspace_that_joins_an_organisation_keeps_its_plan(bakery: Story, ana: Person, ben: Person) -> None:
    """Its id stays. The organisation is a fact that came later, before a restart and after it."""
    bakery.forget()
    await bakery.office.server.control.join_enterprise("Sample Group")
    assert "1,000 Instagram followers" in await ana.types("/beat goals")
    await bakery.office.restart()
    assert "1,000 Instagram followers" in await ana.types("/beat goals")
    async with bakery.office.bot.database.look() as tx:
        rows = (
            await tx.execute(select(workspace.c.enterprise_id, func.count()).group_by(workspace.c.enterprise_id))
        ).all()
    assert [(row[0][:1], row[1]) for row in rows] == [("E", 1)]
    await bakery.until("2026-03-30 09:00")
    ben.sees("Monday, 30 Mar")
    await ben.presses("Done")
    ben.finds("Done")
    bakery.forget()


async def test_what_somebody_of_the_other_side_sends_belongs_to_our_workspace(bakery: Story, ben: Person) -> None:
    """Ben is here by Slack Connect: his forms name his team and its organisation, and his duty is ours all the same."""
    await bakery.office.server.control.move_out("ben", enterprise="Other Group")
    await bakery.until("2026-03-30 09:00")
    bakery.forget()
    await ben.chooses("Skip…", "Other reason…")
    assert not (await ben.fills_in({"Why not this time?": "The oven is cold"})).get("errors")
    ben.finds("The oven is cold")
    bakery.forget()
    async with bakery.office.bot.database.look() as tx:
        assert (await tx.execute(select(workspace.c.enterprise_id))).scalars().all() == [""]
