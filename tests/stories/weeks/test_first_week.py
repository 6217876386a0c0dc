"""A team's first week, from `/beat setup` to a closed review: the whole chain, as its people live it."""

from __future__ import annotations

from tests.stories.cast import Person, Story


async def test_a_first_week(story: Story, ana: Person, ben: Person) -> None:
    """A goal and roles are captured, duties arrive, one is missed and handed up, the review opens and closes."""
    # Monday, half past seven: ana sets the plan up, in conversation.
    assert "seven questions" in await ana.types("/beat setup")
    assert "achieve" in await ana.says()
    assert "Who reads that number" in await ana.says("1,000 Instagram followers by end of June")
    assert "post regularly" in await ana.says("@ben reads the number and I judge it")
    assert "Who does it" in await ana.says("Tip of the day on Instagram, Mon/Wed/Fri 10:00")
    understood = await ana.says("Instagram editor @ben")
    while "Save" not in understood.split("\n"):
        understood = await ana.says("skip")
    assert "By: Tue 30 June 2026" in understood
    assert "When: every Monday, Wednesday and Friday at 10:00 (Berlin)" in understood
    await ana.presses_in_thread("Save")
    week = ana.sees("Here is your next week")
    assert (
        "Mon 30 Mar .today.*09:00 · digest to ben" in week or "09:00 · digest to ben: Instagram: Tip of the day" in week
    )
    assert "15:00 · ben is asked for the latest numbers: Instagram followers" in week
    assert "15:00 · weekly review opens in #social" in week
    story.passes_over("#social")

    # Monday is a good day.
    await story.until("2026-03-30 09:00")
    ben.sees(
        "ana gave you the role .*Instagram editor", "Monday, 30 Mar", "1 to do", "10:00.* · Instagram: Tip of the day"
    )
    await story.until("2026-03-30 10:00")
    ben.sees("It is time for .*Tip of the day")
    await ben.presses("Done")
    ben.finds("^✓ Done 10:00", "Instagram 1 of 3 this week")
    await ben.presses("Add link")
    await ben.fills_in({"Where can it be seen?": "https://www.instagram.com/p/abc"})

    # On Wednesday ben has no time, and says nothing. What the plan lacks is asked from now on, one thing at a time.
    await story.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "1 to do.", "A question about Social", "Where does .* stand today")
    ana.sees("A question about Social", "Where does all of this lead")
    await story.until("2026-04-01 13:00")
    ben.sees("Still open: .*Tip of the day")
    ana.sees_nothing()
    await story.until("2026-04-01 16:00")
    ana.sees("1 duty needs a hand", "ben .* was reminded at 10:00, 11:00 and 13:00")

    # On Thursday the number is read.
    await story.until("2026-04-02 09:00")
    ben.sees("Thursday, 2 Apr", "1 to do, overdue")
    await story.until("2026-04-02 15:00")
    ben.sees("It is time for .*Latest numbers for the review")
    await ben.presses("Give the numbers")
    await ben.fills_in({"Instagram followers": "640"})
    ben.finds("✓ Done 15:00 — Latest numbers")
    await story.until("2026-04-02 18:00")
    assert not ben.has("Snooze…")  # Wednesday's was missed, and nothing else is open

    # On Friday they look at it together: in the channel, and nobody is named.
    await story.until("2026-04-03 09:00")
    ben.sees("Friday, 3 Apr", "1 to do.", "A question about Social")
    ana.sees("A question about Social", "What does the organisation.* want to bring about")
    await ben.presses("Done")
    await story.until("2026-04-03 15:00")
    opened = ana.sees("Weekly review: Social", "2 of 3 done", "1 was missed", "640")
    assert "ben" not in opened
    ana.sees("What worked", "What do we change")
    await ana.presses("Add a learning", channel="#social", thread_ts=_thread(story))
    await ana.fills_in({"What did we learn?": "Photos of the oven get answers."})
    ana.finds("Photos of the oven get answers")
    await story.until("2026-04-06 09:00")
    ana.sees("Review closed|closed", "Photos of the oven get answers")
    story.passes_over("#social")
    # Two questions each were left standing: the next ones come in a week.
    assert "A question" not in ben.sees("Monday, 6 Apr", "1 to do.")


def _thread(story: Story) -> str:
    return next(t.ts for t in story.told if "Weekly review: Social" in t.text)
