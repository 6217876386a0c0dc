"""Plans made at once, by the bot's own verbs, for stories about what comes after set-up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, time
from decimal import Decimal

from bot.domain.calendar import NewSlot, SlotKind
from bot.domain.goals import NewGoal
from bot.domain.roles import Who
from bot.domain.strategies import WORKING_DAYS, NewStrategy
from bot.domain.when import Rule
from bot.services.calendar.calendar import home_of
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Envelope
from bot.services.editing.adding import add_slot
from bot.services.plan.founding import found
from storage import strategies
from tests.stories.cast import GOAL, Person, Story

START = date(2026, 3, 30)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def slot(
    title: str,
    days: str,
    wall: str,
    who: Person,
    *,
    role: str = "",
    platform: str = "Instagram",
    zone: str = "",
    kind: SlotKind = "publish",
    message: str = "",
    start: date = START,
) -> NewSlot:
    """Make a weekly slot: `slot("Tip of the day", "mon wed fri", "10:00", ben)`."""
    return NewSlot(
        kind=kind,
        title=title,
        who=Who(title=role or f"{platform} editor", slack_id=who.id),
        platform=platform,
        wall=time.fromisoformat(wall),
        rule=Rule(every="week", weekdays=tuple(WEEKDAYS.index(d) for d in days.split()), start=start),
        zone=zone,
        message=message,
    )


async def make_plan(
    story: Story,
    lead: Person,
    slots: Sequence[NewSlot],
    measurer: Person | None = None,
    *,
    reviewer: Person | None = None,
    by: Person | None = None,
    working_days: tuple[int, ...] = WORKING_DAYS,
    then: Callable[[Ctx], Awaitable[None]] | None = None,
) -> None:
    """Make `lead`'s home channel the home of a plan with one goal.

    Its number is read by `measurer` and judged by `reviewer`, and the plan set up `by` somebody: all of them the lead
    where nobody is named. `then` happens before any message of it leaves.
    """
    goal = NewGoal(
        statement=GOAL,
        measure="Instagram followers",
        unit="followers",
        target=Decimal(1000),
        due=date(2027, 6, 30),
        measurer=Who(slack_id=(measurer or lead).id, fallback="Numbers"),
        reviewer=Who(slack_id=(reviewer or lead).id, fallback="Reviewer"),
        platform="Instagram",
    )
    new = NewStrategy(
        name="Social",
        zone="Europe/Berlin",
        working_days=working_days,
        lead=lead.id,
        goal=goal,
        slots=tuple(slots),
    )

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(lead.home, lead.id)
        await found(ctx, await home_of(ctx, channel.id, channel.name, channel.kind == "group"), new)
        if then is not None:
            await then(ctx)

    await act(story, by or lead, verb)


async def add(story: Story, who: Person, *slots: NewSlot) -> None:
    """Add slots to the plan of somebody's home channel."""

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        for one in slots:
            await add_slot(ctx, plan, one)

    await act(story, who, verb)


async def act(story: Story, who: Person, verb: Callable[[Ctx], Awaitable[None]]) -> None:
    """Have somebody act through the bot's door, without the way through Slack."""
    bot, team = story.office.bot, story.office.server.workspace.id
    door = Door(bot.database, story.office.clock, lambda: bot.ticker.wake("plan", "send", "directory"))
    await door.take(Envelope("", team, who.id, ()), verb)
    await story.office.quiet()
    story.read()
