"""Two things at once: whatever order they are written down in, what stands in Slack is true in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from bot.domain.outbox import Owed
from bot.services.context.ctx import Ctx
from bot.services.duties import duties as verbs
from storage import duties as shelf
from storage import members, tables, workspaces
from storage.database import Tx
from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot

# Who does what when two act at once, and what is read from files, depends on the database: always on both.
pytestmark = pytest.mark.both


async def ctx_of(story: Story, tx: Tx, who: Person) -> Ctx:
    """Return what a verb of somebody's is handed."""
    workspace = await workspaces.find(tx, story.office.server.workspace.id)
    assert workspace is not None
    me = await members.by_slack_id(tx, workspace.id, who.id)
    return Ctx(tx, workspace, me, story.office.clock.now(), story.office.clock.real())


async def duty_titled(story: Story, title: str) -> int:
    """Return the id of the first duty of a title."""
    async with story.office.bot.database.look() as tx:
        workspace = await workspaces.find(tx, story.office.server.workspace.id)
        assert workspace is not None
        until = datetime(2026, 4, 1, tzinfo=UTC)
        found = await shelf.of_strategy(tx, workspace.id, 1, datetime(2026, 3, 1, tzinfo=UTC), until)
    return next(duty.id for duty in found if duty.title == title)


@asynccontextmanager
async def by_hand(story: Story) -> AsyncIterator[None]:
    """Stop the bot's clock, to take each of its steps by hand; a new bot goes on afterwards."""
    await story.office.bot.ticker.stop()
    yield
    await story.office.restart()
    story.read()


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_two_people_settle_two_duties_of_one_digest_at_the_same_moment(
    story: Story, ana: Person, ben: Person
) -> None:
    """Both are shown as done, though neither saw the other's change."""
    await make_plan(story, ana, [slot("One", "mon", "12:00", ben), slot("Two", "mon", "13:00", ben)], measurer=ben)
    await story.until("2026-03-30 09:00")
    story.forget()
    one, two = await duty_titled(story, "One"), await duty_titled(story, "Two")
    bot = story.office.bot
    async with by_hand(story), bot.database.engine.connect() as first, bot.database.engine.connect() as second:
        await first.begin()
        await second.begin()
        await verbs.settle(await ctx_of(story, first, ben), one, "done")
        later = asyncio.create_task(verbs.settle(await ctx_of(story, second, ana), two, "done"))
        await asyncio.sleep(0.2)  # the second waits for the first at the database by now, or is through already
        await first.commit()
        await later
        while await bot.sender.step():
            pass
        await second.commit()
        while await bot.sender.step():
            pass
    digest = next(t.text for t in story.told if "Monday, 30 Mar" in t.text and not t.gone)
    assert digest.count("✓ Done") == 2, digest


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_done_in_the_moment_in_which_its_reminder_is_composed(story: Story, ana: Person, ben: Person) -> None:
    """The reminder that left all the same says at once that it is done."""
    await make_plan(story, ana, [slot("One", "mon", "12:00", ben)], measurer=ben)
    await story.until("2026-03-30 11:59")
    story.forget()
    one = await duty_titled(story, "One")
    bot = story.office.bot
    async with by_hand(story):
        story.office.clock.set(datetime(2026, 3, 30, 10, 0, tzinfo=UTC))
        while await bot.planner.step():
            pass
        async with bot.database.engine.connect() as tx:
            await tx.begin()
            await verbs.settle(await ctx_of(story, tx, ben), one, "done")
            sending = asyncio.create_task(bot.sender.step())
            await asyncio.sleep(0.2)  # the reminder is composed by now, and perhaps posted
            await tx.commit()
            await sending
        while await bot.sender.step():
            pass
    story.read()
    stands = [t.text for t in story.told if "It is time for" in t.text and not t.gone]
    assert not stands
    assert ben.has("✓ Done", "One")
    story.forget()


async def test_a_message_that_cannot_be_made_stops_nobodys_others(plan: Story, ana: Person, ben: Person) -> None:
    """It is given up after a few attempts, and what is behind it leaves."""
    await plan.until("2026-03-30 08:00")
    plan.forget()
    bot = plan.office.bot
    async with bot.database.begin() as tx:
        ctx = await ctx_of(plan, tx, ben)
        facts = {"code": "a_code_of_another_version"}
        await ctx.owe(Owed("broken", "told", ctx.now, person=ctx.me.id, facts=facts))
    async with by_hand(plan):
        for _ in range(8):  # each attempt waits for longer; here it is always time for the next one
            async with bot.database.begin() as tx:
                await tx.execute(tables.outbox.update().values(not_before=None))
            await bot.sender.step()
    await plan.until("2026-03-30 09:00")
    ben.sees("Tip of the day", "1 to do")
    plan.forget()
