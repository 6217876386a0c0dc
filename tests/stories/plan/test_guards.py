"""What the guards see in a plan, how to dismiss it, and when they stop seeing it: `/beat check`."""

from __future__ import annotations

from datetime import date

from bot.domain.errors import Refusal
from bot.domain.questions import word_of
from bot.domain.refusals import NotAllowed
from bot.services.context.ctx import Ctx
from bot.services.plan.guards import dismiss, undismiss
from bot.views.kit import ids
from storage import dismissals, strategies
from tests.stories.cast import Person, Story
from tests.stories.plans import act, add, slot

SIZES = "The only number counts a size that is to grow."
NOTHING_DONE = "Nothing says what you would do if “Instagram followers” went wrong."
REASON = "Why do you live with it?"


def button_of(key: str) -> str:
    """Return the value of a warning's button."""
    return ids.choice(ids.Ref("strategy", 1), word_of(key))


async def test_a_plan_is_looked_at_and_each_question_says_what_would_settle_it(calm: Story, ana: Person) -> None:
    """What was seen, why it matters, what would settle it; what can't be judged yet is listed separately."""
    shown = await ana.types("/beat check")
    assert "These are questions: nothing stops because of them." in shown
    assert f"{NOTHING_DONE}*\nA number that changes nothing is not worth reading.\nOne sentence" in shown
    assert SIZES in shown
    assert "has 0 numbers so far: I cannot tell yet whether its target can be reached" in shown
    assert shown.index("What I cannot tell yet") > shown.index(SIZES)


async def test_a_warning_is_lived_with_for_a_reason_and_comes_back_when_that_is_taken_back(
    calm: Story, ana: Person
) -> None:
    """The reason is listed below, with who gave it and when; "Warn again" makes it a question again."""
    await ana.types("/beat check")
    await ana.presses("Live with it…", channel="#social", value=button_of("C6.sizes:strategy:1"))
    assert SIZES in await ana.window()
    assert REASON in await ana.window()
    await ana.fills_in({REASON: "Quality comes next year."})
    assert f"✓ You live with it: {SIZES}" in await ana.window()
    shown = await ana.types("/beat check")
    assert SIZES not in shown
    assert "What you live with" in shown
    assert "Size before quality\nana, Thu 2 Apr 2026: Quality comes next year." in shown
    await ana.presses("Warn again", channel="#social")
    again = await ana.last("#social")
    assert SIZES in again
    assert "What you live with" not in again


async def test_right_after_the_reason_it_can_be_taken_back_in_the_same_window(calm: Story, ana: Person) -> None:
    """The window that says what was done has Undo."""
    await ana.types("/beat check")
    await ana.presses("Live with it…", channel="#social", value=button_of("C6.sizes:strategy:1"))
    await ana.fills_in({REASON: "Quality comes next year."})
    assert SIZES in await ana.presses_in_window("Warn again")
    assert SIZES in await ana.types("/beat check")


async def test_no_reason_is_no_reason(calm: Story, ana: Person) -> None:
    """Spaces, and words that say nothing, are refused at the field, and the warning stays."""
    await ana.types("/beat check")
    await ana.presses("Live with it…", channel="#social", value=button_of("C6.sizes:strategy:1"))
    for typed in ("   ", "idk", "no idea", "hi"):
        answer = await ana.fills_in({REASON: typed})
        assert "errors" in str(answer), typed
    assert SIZES in await ana.types("/beat check")


async def test_what_is_settled_meanwhile_cannot_be_lived_with_any_more(calm: Story, ana: Person, ben: Person) -> None:
    """Ben gives the post its goal while ana still has the old list open."""
    await _aimless(calm, ana)
    await ana.types("/beat check")
    held = ana.holds("Live with it…", channel="#social")
    await ben.types("/beat check")
    await ben.presses("Live with it…", channel="#social", value=held.action["value"])
    await ben.fills_in({REASON: "It warms us up."})
    await ana.presses_held(held)
    ana.sees("settled by now", "/beat check")


async def _aimless(story: Story, ana: Person) -> None:
    await add(story, ana, slot("Small talk", "tue", "10:00", ana, kind="converse", start=date(2026, 10, 6)))
    story.forget()


async def test_the_cart_before_the_horse(calm: Story, ana: Person) -> None:
    """B7: the bot asks about a post without a goal until it has one, and answering takes one button."""
    await _aimless(calm, ana)
    shown = await ana.types("/beat check")
    assert "“Small talk” has no goal behind it." in shown
    await ana.presses("Change…", channel="#social", value="slot:2:0")
    await ana.fills_in({"Which goal does it serve?": "1,000 Instagram followers"})
    ana.sees("Changed", "Small talk")
    assert "“Small talk” has no goal behind it." not in await ana.types("/beat check")


async def test_a_warning_that_is_lived_with_ends_with_its_thing(calm: Story, ana: Person) -> None:
    """Once the post is gone, its reason isn't shown either."""
    await _aimless(calm, ana)
    await ana.types("/beat check")
    await ana.presses("Live with it…", channel="#social", value=button_of("B7.aimless:slot:2"))
    await ana.fills_in({REASON: "It warms us up."})
    assert "The cart before the horse: “Small talk”" in await ana.types("/beat check")
    await ana.types("/beat posts")
    await ana.presses("Change…", channel="#social", value="slot:2:0")
    await ana.presses_in_window("Remove this post…")
    await ana.fills_in({})
    ana.sees("Removed", "Small talk")
    assert "The cart before the horse" not in await ana.types("/beat check")


async def test_doing_as_the_neighbour_does(calm: Story, ana: Person) -> None:
    """B8: a live chat that a competitor also has needs a goal of ours and our own twist."""
    await ana.saves("/beat competitor The bakery at the station", "Instagram", "Their live chat")
    await ana.saves("/beat tactic A live chat on Saturdays", "skip", "skip", "skip")
    await _has(ana, "/beat tactics", {"Did you see it at a competitor? At which?": "The bakery at the station"})
    shown = await ana.types("/beat check")
    assert "“A live chat on Saturdays” was seen at a competitor" in shown
    assert "no goal of yours that it serves and no twist of your own" in shown
    twist = {"What is your own twist on it?": "At five", "Which goal does it serve?": "1,000 Instagram followers"}
    await _has(ana, "/beat tactics", twist)
    assert "was seen at a competitor" not in await ana.types("/beat check")
    calm.forget()


async def test_being_everywhere(calm: Story, ana: Person) -> None:
    """B9: more primary platforms than people, without evidence for the audience; evidence settles the latter."""
    for name in ("Instagram", "TikTok", "LinkedIn"):
        await ana.saves(f"/beat platform {name}", "Primary", "1,000 Instagram followers", "4", "skip", "skip")
    shown = await ana.types("/beat check")
    assert "3 platforms are primary, and 2 people have a role." in shown
    assert "12 hours a week, and no role says how many it has" in shown + await ana.types("/beat check 2")
    assert "“TikTok” is primary, and nothing shows that your audience is there." in shown
    await ana.saves(
        "/beat evidence 31 of 50 customers look at it", "TikTok", "bread lovers", "our survey", "last month"
    )
    again = await ana.types("/beat check") + await ana.types("/beat check 2")
    assert "“TikTok” is primary" not in again
    assert "“LinkedIn” is primary" in again
    calm.forget()


async def test_basics_first(bakery: Story, ana: Person, ben: Person) -> None:
    """C8: nothing on Instagram for four weeks, and then somebody proposes a live chat."""
    await bakery.until("2026-05-04 08:00")
    bakery.forget()
    assert "is new, while" not in await ana.types("/beat check")
    await ana.saves("/beat tactic A live chat on Saturdays", "1,000 Instagram followers", "skip", "skip")
    shown = await ana.types("/beat check") + await ana.types("/beat check 2")
    assert "“A live chat on Saturdays” is new, while Instagram did 0 of 12 in the last four weeks." in shown
    assert "Catch up on Instagram first" in shown
    bakery.forget()


async def test_what_was_on_hold_is_not_counted_against_a_platform(bakery: Story, ana: Person) -> None:
    """C8: if all four weeks were on hold, nothing was missed."""
    await ana.types("/beat hold Instagram until 4 May: product recall")
    await bakery.until("2026-05-04 08:00")
    await ana.saves("/beat tactic A live chat on Saturdays", "1,000 Instagram followers", "skip", "skip")
    assert "is new, while" not in await ana.types("/beat check") + await ana.types("/beat check 2")
    bakery.forget()


async def test_a_number_that_no_decision_refers_to_for_a_quarter_is_proposed_for_retirement(
    calm: Story, ana: Person
) -> None:
    """C6: until somebody decides something about it."""
    await calm.until("2026-07-03 15:30")
    assert "no decision ever referred to it" in await ana.types("/beat check")
    root = next(t for t in reversed(calm.told) if t.thread_ts is None and "Weekly review" in t.text)
    await ana._control.say(  # a reply in the thread of the review
        user="ana", channel="#social", thread_ts=root.ts, text="Decision: Instagram followers stay our first number"
    )
    await calm.pass_time(minutes=1)
    assert "no decision ever referred to it" not in await ana.types("/beat check")
    calm.forget()


async def test_others_see_what_the_guards_see_and_cannot_live_with_it(calm: Story, cho: Person, eve: Person) -> None:
    """People with no part in the plan's work see no button; a stranger sees nothing at all."""
    shown = await cho.types("/beat check")
    assert SIZES in shown
    assert "Live with it" not in shown
    assert "I cannot find that any more" in await eve.types("/beat check in #social", channel="#elsewhere")


async def test_living_with_a_warning_twice_is_once_and_a_stranger_may_not(
    calm: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """The first reason counts; no other is recorded, and anyone without permission is refused."""
    found: dict[str, object] = {}

    async def both(ctx: Ctx) -> None:
        home = calm.office.server.workspace.find_channel("#social", ana.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, home.id)
        assert plan is not None
        what = ("C6.sizes", "strategy", plan.id)
        try:
            found[ctx.me.slack_id] = await dismiss(ctx, plan, *what, f"because of {ctx.me.name}")
        except Refusal as refusal:
            found[ctx.me.slack_id] = type(refusal)
        found["reasons"] = [one.reason for one in await dismissals.of_strategy(ctx.tx, ctx.workspace_id, plan.id)]
        found["unknown"] = "B7.aimless" in found
        try:
            await dismiss(ctx, plan, "B7.aimless", "slot", 10**6, "so")
        except Refusal as refusal:
            found["unknown"] = type(refusal)

    for person in (ana, ben, cho):
        await act(calm, person, both)
    assert found[ana.id] == found[ben.id]
    assert found["reasons"] == ["because of ana"]
    assert (found[cho.id], found["unknown"]) == (NotAllowed, NotAllowed)

    async def back(ctx: Ctx) -> None:
        number = found[ana.id]
        assert isinstance(number, int)
        for _ in range(2):
            await undismiss(ctx, number)

    await act(calm, ben, back)
    assert SIZES in await ana.types("/beat check")


async def _has(who: Person, listed: str, fields: dict[str, str]) -> None:
    """Change the only thing in a list through its form."""
    await who.types(listed)
    await who.presses("Change…", channel="#social")
    await who.fills_in(fields)
