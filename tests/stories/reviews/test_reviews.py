"""The weekly review: numbers the day before, a thread about activity and results, and its outcomes."""

from __future__ import annotations

import asyncio
from datetime import datetime

from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot

ASKED, OPENS, CLOSES = "2026-04-02 15:00", "2026-04-03 15:00", "2026-04-06 09:00"
FOLLOWERS = "Instagram followers"


async def _opened(story: Story, ana: Person) -> str:
    """Let the review open, and return its first message; ana writes in it from now on."""
    await story.until(OPENS)
    root = ana.finds("Weekly review: Social")
    told = next(t for t in reversed(story.told) if "Weekly review: Social" in t.text)
    ana.thread = told.ts
    story.forget()
    return root


# ---------------------------------------------------------------- numbers


async def test_the_day_before_whoever_measures_is_asked_for_the_number(calm: Story, ana: Person, ben: Person) -> None:
    """One form, one field for each measure; the answer is in the review, and too early to judge."""
    await calm.until(ASKED)
    ben.sees("Latest numbers for the review")
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "640"})
    assert "Latest numbers" in ben.finds("Latest numbers", "✓")
    root = await _opened(calm, ana)
    assert "640 of 1,000" in root
    assert "Too early to tell: 1 number is in, and it takes 3." in root


async def test_a_number_that_cannot_be_read_is_said_beside_its_field(calm: Story, ben: Person) -> None:
    """The form stays open with what was typed; nothing is saved until all of it can be."""
    await calm.until(ASKED)
    ben.sees("Latest numbers for the review")
    await ben.presses("Give the numbers")
    for wrong in ("lots", "between 5 and 6", "12 apples or so"):
        answer = await ben.fills_in({FOLLOWERS: wrong})
        assert answer["response_action"] == "errors"
        assert f"I could not read “{wrong}” as one number. Type it like 640 or 1.5k." in answer["errors"].values()
    for nothing in ("", "idk", "not sure yet", "tbd"):
        answer = await ben.fills_in({FOLLOWERS: nothing})
        assert "There is no number in it yet" in str(answer["errors"]), nothing
    answer = await ben.fills_in({FOLLOWERS: "1.5k"})
    assert "Saved for the week of Mon 30 Mar" in await ben.window()
    assert "1,500" in await ben.types("/beat goals")
    ben.finds("✓")


async def test_same_is_the_last_number_again(calm: Story, ben: Person) -> None:
    """Without an earlier number there is nothing to repeat, and the field says so; a week later it is enough."""
    await calm.until(ASKED)
    ben.sees("Latest numbers for the review")
    await ben.presses("Give the numbers")
    answer = await ben.fills_in({FOLLOWERS: "same"})
    assert "There is no number before this one" in str(answer["errors"])
    await ben.fills_in({FOLLOWERS: "640"})
    await calm.until("2026-04-09 15:00")
    calm.forget()
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "same"})
    assert "2 numbers are in" in await ben.types("/beat goals")
    ben.finds("✓")


async def test_a_form_can_be_filled_in_bit_by_bit(calm: Story, ana: Person, ben: Person) -> None:
    """Unknown numbers stay open: the duty is done when the last one is there."""
    await ana.saves("/beat goal 300 newsletter subscribers by end of June", "@ben", "me")
    await calm.until(ASKED)
    ben.sees("Latest numbers for the review")
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "640"})
    assert "Latest numbers" in await ben.types("/beat today")
    await ben.presses("Give the numbers")
    await ben.fills_in({"Newsletter subscribers": "120"})
    ben.finds("Latest numbers", "✓")
    goals = await ben.types("/beat goals")
    assert "640 of 1,000" in goals
    assert "120 of 300" in goals


async def test_a_late_number_counts_for_its_own_week(calm: Story, ana: Person, ben: Person) -> None:
    """Reported after the review has opened, it is added to the review's first message; next week asks for its own."""
    await calm.until(ASKED)
    assert "No number yet" in await _opened(calm, ana)
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "640"})
    assert "Last number from the week of Mon 30 Mar" in ana.finds("Weekly review: Social", "640 of 1,000")
    await calm.until("2026-04-09 15:00")
    calm.forget()
    await ben.presses("Give the numbers")
    await ben.fills_in({FOLLOWERS: "700"})
    assert "Last number from the week of Mon 6 Apr" in await ben.types("/beat goals")
    calm.forget()


async def test_three_numbers_are_judged_against_an_even_pace(calm: Story, ana: Person, ben: Person) -> None:
    """Before the third it is too early to tell; then the review compares them with an even pace."""
    for thursday, value in (("2026-04-02", "640"), ("2026-04-09", "650"), ("2026-04-16", "651")):
        await calm.until(f"{thursday} 15:00")
        await ben.presses("Give the numbers")
        await ben.fills_in({FOLLOWERS: value})
    await calm.until("2026-04-17 15:00")
    root = ana.finds("Weekly review: Social", "651 of 1,000")
    assert "Behind pace. An even pace would be 6" in root
    assert "Too early" not in root
    calm.forget()


# ---------------------------------------------------------------- the thread


async def test_the_review_opens_on_the_plans_clock_with_what_was_done(bakery: Story, ana: Person, ben: Person) -> None:
    """Done, late, skipped and open ones are counted; nobody is named for what they missed."""
    await bakery.until("2026-03-30 10:00")
    await ben.presses("Done")
    await bakery.until("2026-04-01 13:00")
    await ben.presses("Done")
    await bakery.until("2026-04-03 14:59")
    bakery.forget()
    await bakery.until(OPENS)
    root = ana.sees("Weekly review: Social")
    assert "2 of 3 done, 1 of them late. 1 is still open." in root
    assert "It stays open until Mon 6 Apr 09:00 (Berlin)" in root
    prompts = ana.sees("What worked\\?", "What did not\\?", "What do we change\\?")
    for name in ("ben", ben.id):
        assert name not in root
        assert name not in prompts


async def test_what_was_still_open_counts_in_the_next_review(story: Story, ana: Person, ben: Person) -> None:
    """Friday's post was missed on Monday evening, after the review had closed: the next one counts it."""
    await make_plan(story, ana, [slot("Tip of the day", "fri", "10:00", ben)])
    await story.until("2026-04-06 09:00")
    assert "0 of 1 done. 1 is still open." in ana.finds("Review closed: Social")
    await story.until("2026-04-10 10:00")
    await ben.presses("Done")
    await story.until("2026-04-10 15:00")
    assert "1 of 2 done. 1 was missed." in ana.finds("Weekly review: Social", "It stays open")
    story.forget()


async def test_what_is_said_in_the_thread_is_recorded_where_it_says_so(calm: Story, ana: Person, ben: Person) -> None:
    """ "Learning:" and "Decision:" are recorded, with Undo; everything else stays ordinary talk."""
    await _opened(calm, ana)
    assert "What worked?" in await ana.says("I liked the oven photos", "What a week! decision: none")
    assert calm.unexpected() == []
    said = await ana.says("Learning: oven photos get more answers")
    assert "✓ Learning recorded: oven photos get more answers (ana)" in said
    said = await ana.says("decision: two oven photos a week, @ben")
    assert "✓ Decision recorded: two oven photos a week, " in said
    assert f"<@{ben.id}> carries it" in said
    await ana.presses("Undo", channel=ana.home, thread_ts=ana.thread)
    assert "Decision taken back" in await ana.says()
    await calm.until(CLOSES)
    summary = ana.sees("Review closed: Social")
    assert "• oven photos get more answers" in summary
    assert "Nothing was decided" in summary
    assert "The next review opens Fri 10 Apr 15:00 (Berlin)" in summary
    calm.forget()


async def test_learnings_and_decisions_have_forms_too(calm: Story, ana: Person, ben: Person) -> None:
    """A form that is sent twice records once; one without text says what is missing."""
    await _opened(calm, ana)
    await ben.presses("Add a learning", channel=ben.home)
    control = calm.office.server.control
    words = {"What did we learn?": "short videos work"}
    await asyncio.gather(control.submit(user="ben", values=words), control.submit(user="ben", values=words))
    await calm.office.quiet()
    ana.sees("Learning recorded: short videos work \\(ben\\)")
    assert calm.unexpected() == []
    await ana.presses("Add a decision", channel=ana.home)
    for nothing in ("   ", "idk", "tbd", "hi"):
        answer = await ana.fills_in({"What do we change?": nothing})
        assert answer["errors"], nothing
    await ana.fills_in({"What do we change?": "film on Mondays", "Who carries it?": "@cho"})
    ana.sees("Decision recorded: film on Mondays", "carries it")


async def test_a_review_closes_when_the_team_next_works_after_two_days(calm: Story, ana: Person) -> None:
    """Opened on Friday, it closes on Monday morning; then it takes nothing more, and says where to go instead."""
    await _opened(calm, ana)
    await calm.until("2026-04-06 08:59")
    ana.sees_nothing()
    await calm.until(CLOSES)
    ana.sees("Review closed: Social", "What we learned", "What we decided")
    ana.finds("Weekly review: Social", "This review is closed")
    said = await ana.says("Learning: too late for this one")
    assert "This review is closed. Keep the thought for the next one" in said
    calm.forget()


async def test_the_next_review_follows_a_week_later(calm: Story, ana: Person) -> None:
    """At the same hour, whatever happened to the first one."""
    await _opened(calm, ana)
    await calm.until("2026-04-10 14:59")
    calm.forget()
    await calm.until("2026-04-10 15:00")
    ana.sees("Weekly review: Social", "It stays open until Mon 13 Apr 09:00")
    calm.forget()


async def test_a_review_that_was_slept_through_opens_late(calm: Story, ana: Person) -> None:
    """The bot was down from Thursday to Monday: one review, open for two days from then on."""
    await calm.office.outage(datetime.fromisoformat("2026-04-06T10:00:00+02:00"))
    assert "It stays open until Wed 8 Apr" in ana.finds("Weekly review: Social")
    assert sum("Weekly review: Social" in t.text for t in calm.told) == 1
    calm.forget()


async def test_of_reviews_that_were_slept_through_only_the_last_one_opens(calm: Story, ana: Person) -> None:
    """After three weeks the channel gets one review, not three."""
    await calm.office.outage(datetime.fromisoformat("2026-04-20T10:00:00+02:00"))
    calm.read()
    assert sum("Weekly review: Social" in t.text for t in calm.told) == 1
    calm.forget()
