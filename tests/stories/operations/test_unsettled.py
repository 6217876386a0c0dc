"""While nobody knows whether a message arrived, nothing else is given up for it: it waits until that is known."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.when import instant, zone_named
from tests.stories.cast import Person, Story
from tests.stories.plans import add, make_plan, slot

POST, HISTORY = "chat.postMessage", "conversations.history"
ON_TIME, QUIET, STILL = "It is time for", "A quiet reminder", "Still open"


async def unanswered(story: Story) -> None:
    """From now on Slack takes each post and its answer is lost; and it doesn't show what was said."""
    control = story.office.server.control
    await control.fault("first_of_each_key", method=POST)
    await control.fault("status", method=HISTORY)


async def mended(story: Story) -> None:
    """Let Slack answer again, and wait until all is known."""
    story.office.server.faults.clear()
    await story.office.quiet()
    story.read()


async def at(story: Story, moment: str) -> None:
    """Let a local moment in Berlin come, and the bot do what it can, whether or not it hears what became of it."""
    wall = datetime.fromisoformat(moment)
    office = story.office
    office.clock.set(instant(wall.date(), wall.time(), zone_named("Europe/Berlin")))
    for _ in range(3):
        office.bot.ticker.wake("plan", "send")
        await office.bot.ticker.idle()
    story.read()


@pytest.fixture
async def early(story: Story, ana: Person, ben: Person) -> Story:
    """Tuesday before nine: ben has one duty at nine, the hour of his digest, and one at ten."""
    await make_plan(story, ana, [slot("Tip of the day", "tue", "10:00", ben)])
    await add(story, ana, slot("Opening hours", "tue", "09:00", ben, platform="Facebook"))
    await story.until("2026-03-31 08:59")
    story.forget()
    return story


async def test_a_reminder_comes_though_the_digest_before_it_is_unsettled(early: Story, ben: Person) -> None:
    """The digest of nine stands in Slack, unknown to the bot at ten: the reminder of ten is not in it."""
    await unanswered(early)
    await at(early, "2026-03-31 09:00")
    await at(early, "2026-03-31 10:00")
    await mended(early)
    ben.sees("Tuesday, 31 Mar", "Tip of the day", "Opening hours")
    ben.sees(ON_TIME, "Tip of the day")
    early.forget()


@pytest.mark.thorough
async def test_a_reminder_that_the_digest_says_is_still_withheld(early: Story, ben: Person) -> None:
    """Once it is known that the digest of nine stands, the reminder of nine isn't needed."""
    await unanswered(early)
    await at(early, "2026-03-31 09:00")
    await mended(early)
    ben.sees("Tuesday, 31 Mar", "Tip of the day", "Opening hours")
    assert not ben.has(ON_TIME)
    early.forget()


@pytest.mark.parametrize("fate", [pytest.param("never", marks=pytest.mark.thorough), "unknown"])
async def test_a_digest_that_never_arrives_for_sure_lets_the_reminder_go(early: Story, ben: Person, fate: str) -> None:
    """Refused by Slack, or out of reach for good: what it was to say is said by the reminder of the same minute."""
    control = early.office.server.control
    if fate == "never":
        await control.fault("error", method=POST, error="msg_blocks_too_long", count=1)
    else:
        await control.fault("reset_before", method=POST, count=1)
        await control.fault("error", method=HISTORY, error="channel_not_found")  # that of the one opened anew too
    await early.until("2026-03-31 09:00")
    ben.sees(ON_TIME, "Opening hours")
    assert not ben.has("Tuesday, 31 Mar")
    early.forget()


@pytest.mark.thorough
async def test_a_catch_up_is_not_given_up_for_an_unsettled_digest(early: Story, ben: Person) -> None:
    """The digest left at nine and nobody knows; the nudge of eleven came too late to be sent by itself."""
    await unanswered(early)
    await at(early, "2026-03-31 09:00")
    early.office.server.faults.clear()
    await early.office.outage(datetime.fromisoformat("2026-03-31T12:30:00+02:00"))
    early.read()
    ben.sees("Tuesday, 31 Mar")
    ben.sees("I could not write to you")
    early.forget()


@pytest.mark.thorough
@pytest.mark.parametrize("fate", ["never", "unknown"])
async def test_a_question_comes_by_itself_where_the_digest_did_not_arrive(
    bakery: Story, ana: Person, ben: Person, fate: str
) -> None:
    """Its digest never came for sure, or nobody will ever know: the question isn't dropped with it."""
    await ana.types("/beat hour 10:00")  # her own question would leave at the same minute
    await bakery.until("2026-04-01 08:59")
    bakery.forget()
    control = bakery.office.server.control
    if fate == "never":
        await control.fault("error", method=POST, error="msg_blocks_too_long", count=1)
    else:
        await control.fault("reset_before", method=POST, count=1)
        await control.fault("error", method=HISTORY, error="channel_not_found", count=1)
    await bakery.until("2026-04-01 09:00")
    ben.sees("A question about Social")
    bakery.forget()


async def test_the_lead_is_told_of_reminders_only_when_their_fate_is_known(
    early: Story, ana: Person, ben: Person
) -> None:
    """Ben's second nudge is unsettled when the lead's turn comes: it counts, since it did arrive."""
    await early.until("2026-03-31 12:59")
    early.forget()
    await unanswered(early)
    await at(early, "2026-03-31 13:00")
    await at(early, "2026-03-31 16:00")
    await mended(early)
    assert "was reminded at 10:00, 11:00 and 13:00" in ana.finds("needs? a hand", "Tip of the day")
    early.forget()
