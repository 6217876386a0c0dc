"""The bot was down: what it missed comes late and says so, becomes one catch-up, or is dropped."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.when import instant, zone_named
from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot


async def asleep(story: Story, moment: str) -> None:
    """Keep the bot down from now until a local moment in Berlin."""
    at = datetime.fromisoformat(moment)
    await story.office.outage(instant(at.date(), at.time(), zone_named("Europe/Berlin")))
    story.read()


@pytest.fixture
async def monday(bakery: Story) -> Story:
    """Monday morning: ben has been told of his role and has done the day's duty."""
    await bakery.until("2026-03-30 09:00")
    await bakery.people["ben"].presses("Done")
    bakery.forget()
    return bakery


async def test_two_hours_late_the_digest_comes_and_says_so(monday: Story, ben: Person) -> None:
    """The bot is down on Wednesday from eight to eleven: one message, and no outdated reminder."""
    await monday.until("2026-04-01 08:00")
    await asleep(monday, "2026-04-01 11:30")
    digest = ben.sees("Wednesday, 1 Apr", "This digest was due at 09:00. I am late, and I am sorry for that.")
    assert "Was due 10:00* · Instagram: Tip of the day" in digest
    ben.sees("A quiet reminder")  # the nudge of eleven, half an hour late
    await monday.until("2026-04-01 12:59")
    ben.sees_nothing()
    await monday.until("2026-04-01 13:00")
    ben.sees("Still open")


async def test_a_late_digest_stays_honest_when_it_is_drawn_again(monday: Story, ben: Person) -> None:
    """Done settles the duty; the digest still says that it was late."""
    await monday.until("2026-04-01 08:00")
    await asleep(monday, "2026-04-01 10:45")
    ben.finds("Wednesday, 1 Apr", "I am late")
    await ben.presses("Done")
    ben.finds("Wednesday, 1 Apr", "✓ Done 10:45", "This digest was due at 09:00. I am late, and I am sorry for that.")
    monday.forget()


async def test_five_hours_late_there_is_one_message_in_its_place(monday: Story, ana: Person, ben: Person) -> None:
    """Too late for a digest: one message says what is open, and since when the bot was down; ana is told later."""
    await monday.until("2026-04-01 08:00")
    await asleep(monday, "2026-04-01 14:30")
    told = ben.sees("I could not write to you from Wed 1 Apr 09:00 to 14:30", "1 to do", "Was due 10:00")
    assert "Done" in told
    ben.sees_nothing()
    ana.sees_nothing()
    await monday.until("2026-04-01 17:29")
    ana.sees_nothing()
    await monday.until("2026-04-01 17:30")
    ana.sees("1 duty needs a hand", "ben")
    await ben.presses("Done")
    ben.finds("I could not write|Wednesday, 1 Apr", "✓ Done 17:30")
    monday.forget()


async def test_after_a_weekend_everybody_gets_one_honest_message(monday: Story, ana: Person, ben: Person) -> None:
    """From Thursday night to Monday afternoon: not one message for each thing that was missed."""
    for title in ("Bread", "Rolls", "Cake", "Tea"):
        await add(monday, ana, slot(title, "thu fri sat sun mon", "09:30", ben, platform="Facebook"))
    await monday.until("2026-04-01 20:00")
    monday.forget()
    await asleep(monday, "2026-04-06 14:35")
    monday.passes_over("#social")
    told = ben.sees("I could not write to you from Thu 2 Apr 09:00 to Mon 6 Apr 14:35", "to do")
    assert "Was due Fri 3 Apr 10:00* · Instagram: Tip of the day" in told
    assert "Was due 10:00* · Instagram: Tip of the day" in told
    ben.sees_nothing()
    ana.sees_nothing()


async def test_a_nudge_slept_over_is_worked_out_anew(monday: Story, ben: Person) -> None:
    """The reminder was sent; the bot is down from half past ten to one: only the second nudge comes."""
    await monday.until("2026-04-01 10:30")
    monday.forget()
    await asleep(monday, "2026-04-01 13:10")
    ben.sees("Still open")
    assert not ben.has("A quiet reminder")
    assert not ben.has("It is time for")
    ben.sees_nothing()


async def test_a_nudge_that_would_be_stale_folds_into_one_message(monday: Story, ben: Person) -> None:
    """Down from half past ten to half past twelve: neither nudge is right; one message says what is open."""
    await monday.until("2026-04-01 10:30")
    monday.forget()
    await asleep(monday, "2026-04-01 12:30")
    ben.sees("I could not write to you from Wed 1 Apr 11:00 to 12:30", "1 to do, overdue")
    ben.sees_nothing()
    await monday.until("2026-04-01 13:00")
    ben.sees("Still open")


async def test_done_while_the_bot_slept_is_taken_when_it_wakes(monday: Story, ben: Person) -> None:
    """Nobody can press while it is down; what was owed before is still valid."""
    await monday.until("2026-04-01 09:30")
    monday.forget()
    await asleep(monday, "2026-04-01 09:50")
    await ben.presses("Done")
    ben.finds("Wednesday, 1 Apr", "✓ Done 09:50")
    await monday.until("2026-04-01 18:00")
    ben.sees_nothing()


async def test_a_restart_loses_nothing_and_repeats_nothing(bakery: Story, ana: Person, ben: Person) -> None:
    """Restarted before the digest, between reminder and nudge, and before the lead's turn: nothing is different."""
    await bakery.until("2026-03-30 08:30")
    await bakery.office.restart()
    await bakery.until("2026-03-30 09:00")
    ben.sees("gave you the role", "Monday, 30 Mar", "1 to do.")
    await bakery.office.restart()
    await bakery.until("2026-03-30 10:00")
    ben.sees("It is time for")
    await bakery.office.restart()
    await bakery.until("2026-03-30 13:00")
    ben.sees("Still open")
    await bakery.office.restart()
    await ben.chooses("Snooze…", "30 minutes")
    await bakery.office.restart()
    await bakery.until("2026-03-30 13:30")
    ben.sees("It is time for")
    assert not ana.has("needs a hand")


async def test_the_review_opens_late_and_the_offer_is_not_forgotten(story: Story, ana: Person, ben: Person) -> None:
    """Given on Friday at noon, the bot down until Monday: ben is told about his role, and the review opens then."""
    await make_plan(story, ana, [slot("Tip of the day", "wed", "10:00", ana)])
    await story.until("2026-04-03 19:00")
    story.forget()
    await ana.saves("/beat role Photographer @ben")
    ben.sees_nothing()
    await asleep(story, "2026-04-06 11:00")
    ben.sees("ana gave you the role .*Photographer", "Your first digest comes Tue 7 Apr 09:00")
    story.passes_over("#social")
    ben.sees_nothing()
    story.forget()
