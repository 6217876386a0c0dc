"""Decisions that change the plan: announced, applied when somebody confirms, and undone within ten minutes."""

from __future__ import annotations

from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot
from tests.stories.reviewing import CHANGE, DECIDE, applies, decides, opened

CLOSES = "2026-04-06 09:00"


async def test_a_regular_post_is_moved_when_somebody_applies_it(bakery: Story, ana: Person, ben: Person) -> None:
    """Nothing changes before that; then it says what changed, and the next duties come at the new time."""
    await opened(bakery, ana)
    limited = await decides(
        ana,
        "tips in the afternoon",
        "Move a regular post",
        **{"Which one?": "Tip of the day", "When does it come from now on?": "every Tuesday at 14:00 except holidays"},
    )
    assert "“except holidays”" in limited["errors"]["decision_when"]
    await ana.fills_in({"When does it come from now on?": "every Tuesday at 14:00"})
    said = ana.sees("Decision recorded: tips in the afternoon", "Nothing is changed yet")
    assert "Tip of the day: every Monday, Wednesday and Friday at 10:00 → every Tuesday at 14:00" in said
    assert "10:00" in await ana.types("/beat calendar")
    await applies(ana)
    done = ana.finds("Decision recorded", "✓ Applied by ana")
    assert "10:00 → 14:00" in done
    assert "14:00" in await ana.types("/beat calendar")
    await bakery.until(CLOSES)
    ana.finds("Review closed: Social", "tips in the afternoon", "applied: Tip of the day")
    bakery.forget()


async def test_what_was_applied_can_be_taken_back_for_ten_minutes(bakery: Story, ana: Person, ben: Person) -> None:
    """The plan is as it was, and the decision remains, to be applied again."""
    await opened(bakery, ana)
    await decides(
        ana,
        "aim higher",
        "Change a target",
        **{"Which number?": "Instagram followers", "What is the new target?": "1.2k", "By when?": "end of June 2027"},
    )
    assert "Instagram followers: 1,000 → 1,200" in ana.sees("Decision recorded: aim higher")
    await applies(ben_thread(ben, ana))
    ana.finds("✓ Applied by ben", "1,000 → 1,200")
    assert "1,200" in await ana.types("/beat goals")
    await applies(ana, "Undo the change")
    ana.finds("Decision recorded: aim higher", "Nothing is changed yet")
    goals = await ana.types("/beat goals")
    assert "1,000" in goals
    assert "1,200" not in goals
    await applies(ana)
    await bakery.pass_time(minutes=11)
    await applies(ana, "Undo the change")
    ana.sees("Undo works for ten minutes")
    bakery.forget()


def ben_thread(ben: Person, ana: Person) -> Person:
    """Let ben read the thread that ana is in."""
    ben.thread = ana.thread
    return ben


async def test_a_regular_post_is_paused(bakery: Story, ana: Person, ben: Person) -> None:
    """Once applied, it is on hold until the chosen day, with the decision as its reason."""
    await opened(bakery, ana)
    await decides(
        ana,
        "no tips over Easter",
        "Pause a regular post",
        **{"Which one?": "Tip of the day", "When does it go on?": "2026-04-20"},
    )
    ana.sees("Decision recorded: no tips over Easter", "Tip of the day: pauses until Mon 20 Apr 2026")
    await applies(ana)
    ana.finds("✓ Applied by ana", "pauses until Mon 20 Apr 2026")
    ana.sees("no tips over Easter", "Tip of the day")
    bakery.forget()
    await bakery.until("2026-04-08 10:00")
    assert not ben.has("Time to publish")
    bakery.forget()


async def test_a_role_goes_to_somebody_else(bakery: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The new person is asked, as with every role that somebody is given."""
    await opened(bakery, ana)
    await decides(
        ana,
        "cho takes Instagram over",
        "Change who does it",
        **{"Which role?": "Instagram editor", "Who does it from now on?": "@cho"},
    )
    ana.sees("Decision recorded: cho takes", "Instagram editor: ben → cho")
    await applies(ana)
    ana.finds("✓ Applied by ana")
    await bakery.until("2026-04-06 09:00")
    cho.finds("Instagram editor")
    bakery.forget()


async def test_every_wrong_field_is_said_at_once(calm: Story, ana: Person) -> None:
    """At its field, with an example that would work; nothing is recorded, and the right answers can be sent."""
    await opened(calm, ana)
    answer = await decides(
        ana,
        "aim higher",
        "Change a target",
        **{"Which number?": "Instagram followers", "What is the new target?": "lots", "By when?": "someday soon"},
    )
    assert answer["response_action"] == "errors"
    assert "I could not read “lots” as one number." in answer["errors"]["decision_target"]
    assert "For example" in answer["errors"]["decision_due"]
    answer = await ana.fills_in({"What is the new target?": "1,500", "By when?": ""})
    assert answer["response_action"] is None
    ana.sees("Decision recorded: aim higher", "1,000 → 1,500")


async def test_the_first_pages_answers_stand_in_the_second(calm: Story, ana: Person) -> None:
    """Text and owner can be changed there again; without a change of the plan the decision is recorded right away."""
    await opened(calm, ana)
    await ana.presses("Add a decision", channel=ana.home, thread_ts=ana.thread)
    await ana.fills_in({DECIDE: "more video", "Who carries it?": "@cho", CHANGE: "Change a target"})
    await ana.fills_in({"Which number?": "Instagram followers", "What is the new target?": "2,000"})
    ana.sees("Decision recorded: more video", "carries it", "1,000 → 2,000")
    await ana.presses("Add a decision", channel=ana.home, thread_ts=ana.thread)
    await ana.fills_in({DECIDE: "film on Mondays"})
    said = ana.sees("Decision recorded: film on Mondays")
    assert "Apply" not in said


async def test_who_may_not_hold_publishing_cannot_apply_a_pause(bakery: Story, ana: Person, ben: Person) -> None:
    """The decision remains; they are told who can, and the lead applies it."""
    await opened(bakery, ana)
    await decides(
        ben_thread(ben, ana),
        "a week off",
        "Pause a regular post",
        **{"Which one?": "Tip of the day", "When does it go on?": "2026-04-13"},
    )
    ana.sees("Decision recorded: a week off")
    await applies(ben)
    ben.sees("You cannot hold publishing")
    ana.finds("a week off", "Nothing is changed yet")
    await applies(ana)
    ana.finds("a week off", "✓ Applied by ana")
    bakery.forget()


async def test_what_is_gone_by_then_changes_nothing(story: Story, ana: Person, ben: Person) -> None:
    """Undone before it was applied; then pressed again by somebody who still saw the button."""
    await make_plan(story, ana, [slot("Tip of the day", "mon", "10:00", ben)])
    await opened(story, ana)
    await decides(
        ana,
        "aim higher",
        "Change a target",
        **{"Which number?": "Instagram followers", "What is the new target?": "1,500"},
    )
    held = ana.holds("Apply", channel=ana.home, thread_ts=ana.thread)
    await ana.presses("Undo", channel=ana.home, thread_ts=ana.thread)
    ana.finds("Decision taken back")
    await ana.presses_held(held)
    ana.sees("cannot find that any more")
    assert "1,500" not in await ana.types("/beat goals")
    story.forget()


async def test_a_pause_that_was_applied_by_mistake_ends_with_its_undo(bakery: Story, ana: Person, ben: Person) -> None:
    """The recurring post continues as if nothing had happened, and the decision can be applied again."""
    await opened(bakery, ana)
    await decides(
        ana,
        "no tips over Easter",
        "Pause a regular post",
        **{"Which one?": "Tip of the day", "When does it go on?": "2026-04-20"},
    )
    await applies(ana)
    ana.finds("✓ Applied by ana")
    await applies(ana, "Undo the change")
    ana.finds("Decision recorded: no tips over Easter", "Nothing is changed yet")
    bakery.forget()
    await bakery.until("2026-04-06 10:00")
    ben.finds("It is time for .*Tip of the day")
    bakery.forget()


async def test_a_role_that_was_given_on_goes_back(bakery: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The former holder has it again."""
    await opened(bakery, ana)
    await decides(
        ana,
        "cho takes Instagram over",
        "Change who does it",
        **{"Which role?": "Instagram editor", "Who does it from now on?": "@cho"},
    )
    await applies(ana)
    assert "cho" in await ana.types("/beat roles")
    await applies(ana, "Undo the change")
    roles = await ana.types("/beat roles")
    assert "cho" not in roles
    assert "ben" in roles
    bakery.forget()
