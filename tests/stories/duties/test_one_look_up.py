"""A press on a duty looks the duty up, locks it and asks who may act on it once, not once for each check."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.domain.permissions import Action
from bot.services.context.ctx import Ctx
from bot.services.duties.duties import find_mine
from tests.stories.cast import BOT, Person, Story
from tests.stories.duties.test_replies import TIP, newest, reacts, unreacts
from tests.stories.hostile import watching
from tests.stories.plans import act, add, slot

Times = Callable[[Awaitable[object]], Awaitable[int]]
LINK = "https://www.instagram.com/p/abc"


async def counting(story: Story, who: Person) -> Times:
    """Return a counter of how often a duty is looked up during an action."""
    looked_up: list[str] = []

    async def verb(ctx: Ctx) -> None:
        with watching(story) as watch:
            await find_mine(ctx, 1, Action.SETTLE_DUTY)
        looked_up.extend(watch.statements)

    await act(story, who, verb)
    lock = looked_up[0]
    assert "duty" in lock
    assert looked_up.count(lock) == 1

    async def times(doing: Awaitable[object]) -> int:
        with watching(story) as watch:
            await doing
        return watch.statements.count(lock)

    return times


async def test_each_press_on_a_duty_looks_it_up_once(bakery: Story, ana: Person, ben: Person) -> None:
    await bakery.until("2026-03-30 09:00")
    times = await counting(bakery, ben)
    for settled in ("Done", "Scheduled"):
        assert await times(ben.presses(settled)) == 1
        assert await times(ben.presses("Add link")) == 1
        assert await times(ben.fills_in({"Where can it be seen?": LINK})) == 1
        assert await times(ben.presses("Undo")) == 1
    for until in ("30 minutes", "2 hours", "Tomorrow"):
        assert await times(ben.chooses("Snooze…", until)) == 1
        assert await times(ben.presses("Undo")) == 1
    assert await times(ben.chooses("Skip…", "No time")) == 1
    assert await times(ben.presses("Undo")) == 1
    assert await times(ben.presses("Hand over")) == 1
    assert await times(ben.fills_in({"Who does it?": ana.id})) == 1
    bakery.forget()


async def test_a_reply_and_a_check_mark_look_a_duty_up_once(bakery: Story, ben: Person) -> None:
    await bakery.until("2026-03-30 09:00")
    times = await counting(bakery, ben)
    digest = newest(bakery, ben, "Monday, 30 Mar")
    assert await times(reacts(ben, digest)) == 1
    assert await times(unreacts(ben, digest)) == 1
    assert await times(ben.says(f"done {LINK}", channel=BOT)) == 1
    bakery.forget()


async def test_choosing_which_one_was_meant_looks_it_up_once(bakery: Story, ana: Person, ben: Person) -> None:
    await add(bakery, ana, slot("Question of the day", "mon", "15:00", ben))
    await bakery.until("2026-03-30 09:00")
    times = await counting(bakery, ben)
    await ben.says(LINK, channel=BOT)
    assert await times(ben.presses(TIP)) == 1
    bakery.forget()
