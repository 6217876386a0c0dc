"""Holds and what happens at the same time: two at once, pauses over holds, platforms, zones, and outsiders."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import text

from bot.domain.calendar import SlotValues
from bot.domain.errors import Refusal
from bot.domain.refusals import Gone
from bot.services.calendar import holds
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Envelope
from bot.services.editing import editing
from bot.services.people import hand_over_role
from bot.services.plan import directory
from storage import strategies
from storage.members import Told
from tests.stories.calendar.test_hold import hold
from tests.stories.cast import Person, Story
from tests.stories.pages.test_home import pictures_in_home
from tests.stories.plans import act, make_plan, slot
from tests.stories.reviewing import applies, decides, opened

TIP = "Tip of the day"


async def rows(story: Story, sql: str) -> list[tuple[Any, ...]]:
    """Return rows from the bot's database."""
    async with story.office.bot.database.look() as tx:
        return [tuple(row) for row in await tx.execute(text(sql))]


async def refused(story: Story, who: Person, verb: Callable[[Ctx], Awaitable[object]]) -> type[Refusal] | None:
    """Have a person act, and return the class of the refusal; None where there was none."""

    async def done(ctx: Ctx) -> None:
        await verb(ctx)

    try:
        await act(story, who, done)
    except Refusal as refusal:
        return type(refusal)
    return None


def publishing_on(platform: str) -> Callable[[Ctx], Awaitable[object]]:
    """Return the verb that puts the first post on another platform."""
    return lambda ctx: editing.change(ctx, "slot", 1, SlotValues(platform=platform))


# ---------------------------------------------------------------- handed over


async def _handed_to(story: Story, who: Person, to: Person) -> int:
    async def give(ctx: Ctx) -> None:
        await hand_over_role.hand_over_for_good(ctx, 1, to.id)

    await act(story, who, give)
    return int((await rows(story, "SELECT max(id) FROM change WHERE verb = 'hand_over_role'"))[0][0])


async def test_who_left_the_private_channel_takes_nothing_back(story: Story, ana: Person, ben: Person) -> None:
    """Outside, the plan doesn't exist: the role stays with the person it was handed to."""
    ana.home = "#secret"
    await make_plan(story, ana, [slot(TIP, "mon wed fri", "10:00", ben)])
    await story.until("2026-03-30 10:05")
    change = await _handed_to(story, ben, ana)
    secret = story.office.server.workspace.find_channel("#secret", ana.id)
    assert await refused(story, ben, lambda ctx: directory.left(ctx, secret.id, ben.id)) is None
    assert await refused(story, ben, lambda ctx: hand_over_role.take_back(ctx, change)) is Gone
    assert (await rows(story, "SELECT undone_by FROM change WHERE verb = 'hand_over_role'")) == [(None,)]
    story.forget()


async def test_who_never_was_in_the_public_channel_can_take_back_what_they_did(
    story: Story, ana: Person, eve: Person
) -> None:
    """Once handed over, it isn't their role; Undo still is theirs."""
    await make_plan(story, ana, [slot(TIP, "mon wed fri", "10:00", eve)])
    await story.until("2026-03-30 10:05")
    change = await _handed_to(story, eve, ana)
    assert await refused(story, eve, lambda ctx: hand_over_role.take_back(ctx, change)) is None
    story.forget()


# ---------------------------------------------------------------- holds


async def test_off_a_held_platform_a_post_is_asked_for_the_same_day(bakery: Story, ana: Person, ben: Person) -> None:
    """Its time came while its platform was on hold; moved to another, it is due right away."""
    await bakery.until("2026-03-30 08:30")
    await hold(bakery, ana, None, platform=True)
    await bakery.until("2026-03-30 10:30")
    bakery.forget()
    assert await refused(bakery, ana, publishing_on("Newsletter")) is None
    await bakery.until("2026-03-30 10:35")
    ben.sees("It is time for .*Tip of the day")
    bakery.forget()


async def test_onto_a_held_platform_a_post_falls_silent(bakery: Story, ana: Person, ben: Person) -> None:
    """The opposite direction: a post moved onto a platform on hold isn't asked for."""
    await bakery.until("2026-03-30 08:30")
    await hold(bakery, ana, None, platform=True)
    assert await refused(bakery, ana, publishing_on("Newsletter")) is None
    assert await refused(bakery, ana, publishing_on("Instagram")) is None
    await bakery.until("2026-03-30 09:55")
    bakery.forget()
    await bakery.until("2026-03-30 12:00")
    ben.sees_nothing()
    bakery.forget()


async def test_of_two_holds_at_the_same_moment_one_stands(bakery: Story, ana: Person) -> None:
    """The second one replaces the first, although neither saw the other."""
    await bakery.until("2026-03-30 08:30")
    bot, team = bakery.office.bot, bakery.office.server.workspace.id
    door, both = Door(bot.database, bakery.office.clock, lambda: None), asyncio.Barrier(2)

    def verb(reason: str) -> Callable[[Ctx], Awaitable[None]]:
        async def hold_all(ctx: Ctx) -> None:
            plan = await strategies.by_id(ctx.tx, ctx.workspace_id, 1)
            assert plan is not None
            if not bot.database.is_sqlite:  # there, writing transactions run one after the other
                await both.wait()
            await holds.hold(ctx, plan, reason, None)

        return hold_all

    await asyncio.gather(*(door.take(Envelope("", team, ana.id, ()), verb(reason)) for reason in ("fire", "flood")))
    assert len(await rows(bakery, "SELECT id FROM hold WHERE until IS NULL")) == 1
    await bakery.office.quiet()
    bakery.forget()


async def test_a_pause_does_not_take_the_place_of_a_hold(bakery: Story, ana: Person, ben: Person) -> None:
    """Applied over an open-ended hold, its end would end that hold too: it is refused, with a way out that works."""
    await opened(bakery, ana)
    await decides(
        ana,
        "no tips over Easter",
        "Pause a regular post",
        **{"Which one?": TIP, "When does it go on?": "2026-04-20"},
    )
    thread = ana.thread
    held = await hold(bakery, ana, None, "legal hold", slot_title=TIP)
    bakery.forget()
    await applies(ana)
    ana.sees(f"{TIP} is on hold already", "/beat resume", "apply")
    ana.finds("no tips over Easter", "Nothing is changed yet")
    assert await rows(bakery, "SELECT id FROM hold WHERE until IS NULL") == [(held,)]
    await ana.types("/beat resume")
    bakery.forget()
    ana.thread = thread
    await applies(ana)
    ana.finds("✓ Applied by ana", "pauses until Mon 20 Apr 2026")
    bakery.forget()


# ---------------------------------------------------------------- decisions


async def test_a_regular_post_is_not_moved_to_one_date(bakery: Story, ana: Person) -> None:
    """It would come once and never again: the field says so, with an example."""
    await opened(bakery, ana)
    answer = await decides(
        ana,
        "tips tomorrow",
        "Move a regular post",
        **{"Which one?": TIP, "When does it come from now on?": "tomorrow at 14:00"},
    )
    assert answer["response_action"] == "errors"
    assert "That is one date" in answer["errors"]["decision_when"]
    assert "every Tuesday at 14:00" in answer["errors"]["decision_when"]
    bakery.forget()


async def test_what_is_over_by_then_moves_nothing(bakery: Story, ana: Person) -> None:
    """Every Tuesday until the middle of April, applied at the end of April: there is none left."""
    await opened(bakery, ana)
    await decides(
        ana,
        "tips on Tuesdays for a while",
        "Move a regular post",
        **{"Which one?": TIP, "When does it come from now on?": "every Tuesday at 14:00 until 14 April"},
    )
    ana.sees("tips on Tuesdays for a while", "Nothing is changed yet")
    await bakery.until("2026-04-14 14:30")
    bakery.forget()
    await applies(ana)
    ana.sees("That time is over")
    assert "10:00" in await ana.types("/beat calendar")
    bakery.forget()


# ---------------------------------------------------------------- clocks


async def test_nobodys_digest_is_lost_when_the_plans_clock_moves_east(story: Story, ana: Person, ben: Person) -> None:
    """A person without a zone uses the plan's: their nine o'clock is past in the new one, so the digest comes now."""

    async def no_clock(ctx: Ctx) -> None:
        await directory.learn(ctx, Told(ben.id, "ben", "ben", "", False, False, False))

    await make_plan(story, ana, [slot(TIP, "mon wed fri", "20:00", ben)])
    await act(story, ana, no_clock)
    await story.until("2026-03-30 08:00")
    story.forget()
    assert await refused(story, ana, lambda ctx: editing.change(ctx, "plan", 1, {"zone": "Asia/Dubai"})) is None
    await story.until("2026-03-30 08:05")
    ben.finds("Monday, 30 Mar")
    story.forget()


# ---------------------------------------------------------------- pictures


async def test_a_picture_that_was_found_after_doubt_is_shown_in_home(bakery: Story, ana: Person, ben: Person) -> None:
    """Slack took it and the answer was lost: it is found by its file, and Home shows it like any other."""
    await bakery.until("2026-04-02 15:00")
    await ben.presses("Give the numbers")
    await ben.fills_in({"number": "640"})
    await bakery.office.server.control.fault("reset_after", method="files.completeUploadExternal", count=1)
    await bakery.until("2026-04-03 15:30")
    found = await rows(bakery, "SELECT state, ts IS NULL FROM outbox WHERE kind = 'picture' AND op = 'upload'")
    assert [(state, bool(nowhere)) for state, nowhere in found] == [("sent", False)]
    bakery.forget()
    await ana.opens_home()
    assert len(await pictures_in_home(ana)) == 1
