"""Pausing publishing: what stops, who is told, and that nothing is lost or repeated because of it."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.domain.outbox import Owed
from bot.domain.refusals import NothingSaid, PastTime
from bot.services.calendar import holds
from bot.services.context.ctx import Ctx
from storage import calendar, duties, members, strategies
from storage.holds import platform_named
from tests.stories.cast import Person, Story
from tests.stories.plans import act, add, make_plan, slot

TIP = "Instagram: Tip of the day"
BASELINE = "A question about Social.*Where does “Instagram followers” stand today"
VISION = "A question about Social.*Where does all of this lead"


async def hold(
    story: Story,
    who: Person,
    until: str | None,
    reason: str = "product recall",
    *,
    platform: bool = False,
    slot_title: str = "",
) -> int:
    """Pause everything in a person's home channel, its Instagram, or one slot, until an ISO instant; returns the id."""
    made: list[int] = []

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        slots = await calendar.of_strategy(ctx.tx, ctx.workspace_id, plan.id)
        slot_id = next((s.id for s in slots if s.title == slot_title), None)
        platform_id = await platform_named(ctx.tx, ctx.workspace_id, plan.id, "Instagram") if platform else None
        at = datetime.fromisoformat(until) if until else None
        made.append(await holds.hold(ctx, plan, reason, at, platform_id, slot_id))

    await act(story, who, verb)
    return made[0]


async def let_go_on(story: Story, who: Person, hold_id: int) -> None:
    """End a hold."""

    async def verb(ctx: Ctx) -> None:
        await holds.resume(ctx, hold_id)

    await act(story, who, verb)


@pytest.fixture
async def morning(bakery: Story) -> Story:
    """Monday, 08:00: ben has a post to publish at ten, and nobody knows about it yet."""
    await bakery.until("2026-03-30 08:00")
    bakery.forget()
    return bakery


# ---------------------------------------------------------------- typing it


async def test_one_line_is_enough(morning: Story, ana: Person, ben: Person) -> None:
    """What, until when and why: it stops at once, and ana and the channel are told, with weekday and zone."""
    said = await ana.types("/beat hold Instagram until Monday: product recall")
    assert "✓ Publishing on Instagram is on hold until Mon 6 Apr 00:00 (Berlin)" in said
    ben.sees("Publishing on Instagram.* is on hold until Mon 6 Apr 00:00", "ana asked for it", "Why: product recall")
    await morning.until("2026-04-02 14:59")
    ben.sees("ana gave you the role")
    ana.sees(VISION)
    ben.sees(BASELINE)  # asks about what continues
    ben.sees_nothing()


@pytest.mark.parametrize(
    ("typed", "what", "why"),
    [
        ("/beat pause instagram", "Publishing on Instagram", "no reason given"),
        ("/beat stop everything", "All publishing", "no reason given"),
        ("/beat pause there's a fire, everything please", "All publishing", "there's a fire"),
        ("/beat stop posting on insta, wrong price", "Publishing on Instagram", "wrong price"),
        ("/beat stop everything, a wrong message went out", "All publishing", "a wrong message went out"),
        ("/beat stop insta: people ask about a recall", "Publishing on Instagram", "people ask about a recall"),
    ],
)
async def test_when_something_burns_any_order_goes_through(
    morning: Story, ana: Person, ben: Person, typed: str, what: str, why: str
) -> None:
    """A platform or "everything" anywhere in the text: it lasts until further notice, and the rest is the reason."""
    said = await ana.types(typed)
    assert f"✓ {what} is on hold until further notice" in said
    ben.sees(f"{what}.* is on hold until further notice", f"Why: {why}")


async def test_it_goes_through_while_another_conversation_is_open(morning: Story, ana: Person, ben: Person) -> None:
    """The question about a goal stays open, and still takes an answer."""
    await ana.types("/beat goal")
    asked = ana.thread
    said = await ana.types("/beat pause instagram until the dust settles")
    assert "on hold until further notice" in said
    assert "couldn't read “until the dust settles”" in said
    ben.sees("Publishing on Instagram.* is on hold until further notice", "Why: until the dust settles")
    ana.thread = asked
    assert "You can also type" in await ana.says("400 newsletter readers")
    await ana.types("/beat stop")
    morning.forget()


async def test_stop_takes_a_platform_that_only_this_plan_knows(morning: Story, ana: Person, ben: Person) -> None:
    await add(morning, ana, slot("Fresh bread", "mon", "10:30", ben, platform="Market stall"))
    morning.forget()
    assert "✓ Publishing on Market stall is on hold" in await ana.types("/beat stop the market stall: rain")
    ben.sees("Publishing on Market stall.* is on hold until further notice", "Why: rain")


async def test_two_platforms_are_held_each_and_let_go_on_where_they_are_named(
    morning: Story, ana: Person, ben: Person
) -> None:
    """Each has its button in the answer, which only ana sees; typed again, nothing is told twice."""
    await add(morning, ana, slot("Behind the counter", "mon", "10:30", ben, platform="Facebook"))
    morning.forget()
    said = await ana.types("/beat pause facebook and instagram: recall")
    assert "Publishing on Facebook" in said
    assert "Publishing on Instagram" in said
    ben.sees("Publishing on Facebook.* is on hold until further notice", "Why: recall")
    ben.sees("Publishing on Instagram.* is on hold until further notice", "Why: recall")
    assert "is on hold" in await ana.types("/beat pause facebook and instagram: recall")
    ben.sees_nothing()
    await ana.presses("Let it go on now", channel="#social")
    ben.sees("goes on. ana ended the hold")
    morning.forget()


async def test_stop_alone_still_ends_a_conversation(morning: Story, ana: Person) -> None:
    """Without a platform or "everything", `/beat stop` is about the open question."""
    await ana.types("/beat goal")
    await ana.types("/beat stop")
    assert ana.has("cancelled|stopped")
    for typed in ("reminding me about instagram", "telling me about everything", "the Instagram reminders"):
        assert "on hold" not in await ana.types(f"/beat stop {typed}")
    morning.forget()


async def test_what_is_missing_is_asked_for(morning: Story, ana: Person, ben: Person) -> None:
    """One question each, with an example; a bad answer is asked again."""
    await ana.types("/beat hold")
    assert "What shall I hold?" in await ana.last(ana.home, ana.thread)
    said = await ana.says("the moon")
    assert "“the moon” is no platform of this plan." in said
    assert "Until when?" in await ana.says("everything")
    assert "I could not tell from “whenever” when it goes on." in await ana.says("whenever")
    assert "Why?" in await ana.says("until further notice")
    said = await ana.says("A fire next door")
    assert "What stops: All publishing\nUntil: until further notice\nWhy: A fire next door" in said
    await ana.presses_in_thread("Save")
    ben.sees("All publishing.* is on hold until further notice", "Why: A fire next door.")
    await ana.last(ana.home, ana.thread)


async def test_only_the_lead_may(morning: Story, ana: Person, ben: Person, cho: Person) -> None:
    """Anyone else is told so before any question; buttons check again, whoever presses."""
    assert "You cannot hold publishing" in await ben.types("/beat hold all until Monday: no")
    assert "You cannot hold publishing" in await cho.types("/beat resume")
    await hold(morning, ana, None)
    ben.sees("All publishing.* is on hold until further notice")
    await ben.presses("Let it go on now", channel="#social")
    assert ben.has("You cannot hold publishing")
    ben.sees("You cannot hold publishing")
    assert ben.has("All publishing.* is on hold until further notice")


async def test_resume_ends_the_only_hold_and_asks_between_several(morning: Story, ana: Person) -> None:
    """If there are several, each has its button; when one ends, the channel is told, with Undo."""
    assert "Nothing is on hold" in await ana.types("/beat resume")
    await hold(morning, ana, None, platform=True)
    await hold(morning, ana, "2026-04-06T00:00+02:00", "fire")
    listed = await ana.types("/beat resume")
    assert "Which of these is to go on?" in listed
    assert "Publishing on Instagram* is on hold until further notice" in listed
    assert "All publishing* is on hold until Mon 6 Apr 00:00 (Berlin)" in listed
    morning.forget()
    assert "✓ Publishing on Instagram goes on" in await ana.types("/beat resume instagram")
    ana.sees("Publishing on Instagram.* goes on. ana ended the hold")
    assert "✓ All publishing goes on" in await ana.types("/beat resume")
    ana.sees("All publishing.* goes on. ana ended the hold")
    morning.forget()
    await ana.presses("Undo", channel="#social")
    ana.finds("All publishing.* went on for a moment. That was taken back")
    ana.finds("All publishing.* is on hold until Mon 6 Apr")


# ---------------------------------------------------------------- what stops


async def test_over_the_due_time_nothing_is_said_and_it_ends_as_on_hold(
    morning: Story, ana: Person, ben: Person
) -> None:
    """No digest, reminder, nudge, or message to the lead; at midnight it is skipped; Wednesday's comes as usual."""
    await hold(morning, ana, "2026-04-01T00:00+02:00")
    morning.forget()
    assert "On hold until Wed 1 Apr 00:00 (Berlin): Instagram: Tip of the day" in await ben.types("/beat today")
    assert "Tip of the day · ben, on hold" in await ana.types("/beat calendar")
    await morning.until("2026-03-30 23:59")
    ben.sees("ana gave you the role")
    ben.sees_nothing()
    ana.sees_nothing()
    await morning.until("2026-03-31 18:00")
    assert "On hold" not in await ben.types("/beat today")
    ben.sees_nothing()
    await morning.until("2026-04-01 09:00")
    ben.sees("Wednesday, 1 Apr", "1 to do", TIP)
    ana.sees(VISION)
    morning.passes_over("#social")
    await morning.until("2026-04-01 10:00")
    ben.sees("It is time for", "due at 10:00")


async def test_what_stands_says_that_it_is_on_hold_and_until_when(morning: Story, ana: Person, ben: Person) -> None:
    """The digest came before the hold: its line changes, and changes back when the hold ends early."""
    await morning.until("2026-03-30 09:30")
    ben.sees("ana gave you the role", "Monday, 30 Mar")
    held = await hold(morning, ana, "2026-04-06T00:00+02:00")
    morning.passes_over("#social")
    ben.finds("Monday, 30 Mar", f"On hold until Mon 6 Apr 00:00 \\(Berlin\\).* {TIP} \\(due 10:00\\)")
    await let_go_on(morning, ana, held)
    morning.passes_over("#social")
    assert "On hold" not in ben.finds("Monday, 30 Mar", "Tip of the day")
    await morning.until("2026-03-30 10:00")
    ben.sees("It is time for")


async def test_between_two_nudges_and_ended_the_same_day(morning: Story, ana: Person, ben: Person) -> None:
    """The first nudge came; on hold until three, the second comes three hours after that, and none comes twice."""
    await morning.until("2026-03-30 11:00")
    ben.sees("ana gave you the role", "Monday, 30 Mar")
    ben.sees("A quiet reminder")
    await hold(morning, ana, "2026-03-30T14:00+02:00")
    ben.finds(f"On hold until Mon 30 Mar 14:00 \\(Berlin\\): {TIP}. It was due at 10:00")
    morning.passes_over("#social")
    await morning.until("2026-03-30 13:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 14:00")
    ana.sees("All publishing.* goes on. The hold is over, as planned.")
    ben.finds(f"A quiet reminder: .*{TIP}")
    await morning.until("2026-03-30 16:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 17:00")
    ben.sees("Still open")
    await morning.until("2026-03-31 08:59")
    ben.sees_nothing()
    morning.forget()


async def test_ended_early_the_same_day_it_is_asked_for_from_then_on(morning: Story, ana: Person, ben: Person) -> None:
    """Due at ten and on hold: if that ends at noon, its reminder comes at noon."""
    held = await hold(morning, ana, "2026-04-06T00:00+02:00")
    morning.forget()
    await morning.until("2026-03-30 12:00")
    ben.sees("ana gave you the role")
    ben.sees_nothing()
    await let_go_on(morning, ana, held)
    ana.sees("goes on. ana ended the hold")
    ben.sees("It is time for", TIP)
    await morning.until("2026-03-30 12:59")
    ben.sees_nothing()
    await morning.until("2026-03-30 13:00")
    ben.sees("A quiet reminder")


async def test_ended_within_the_minute_of_its_reminder(morning: Story, ana: Person, ben: Person) -> None:
    """Paused and resumed in the very minute in which it is due: one reminder, a minute later."""
    await morning.until("2026-03-30 09:59")
    ben.sees("ana gave you the role", "Monday, 30 Mar")
    held = await hold(morning, ana, None)
    await morning.until("2026-03-30 10:00")
    assert not ben.has("It is time for")
    await let_go_on(morning, ana, held)
    morning.passes_over("#social")
    await morning.until("2026-03-30 10:01")
    ben.sees("It is time for")
    await morning.until("2026-03-30 10:59")
    ben.sees_nothing()


async def test_the_hold_ended_while_the_bot_was_off(morning: Story, ana: Person, ben: Person) -> None:
    """Down from Monday noon to Wednesday eleven; the hold ended on Wednesday at midnight: Monday's is skipped."""
    await hold(morning, ana, "2026-04-01T00:00+02:00")
    morning.forget()
    await morning.until("2026-03-30 12:00")
    ben.sees("ana gave you the role")
    await morning.office.outage(datetime.fromisoformat("2026-04-01T09:30+00:00"))
    morning.read()
    told = ben.sees("Wednesday, 1 Apr", "1 to do")
    assert told.count("Tip of the day") == 1
    ana.sees("All publishing.* goes on. The hold is over, as planned.")
    assert "On hold" not in await ben.types("/beat today")
    ben.sees("A quiet reminder")  # Wednesday's nudge of eleven, half an hour late
    await morning.until("2026-04-01 11:35")
    ben.sees_nothing()
    morning.forget()


async def test_a_lead_who_was_to_hear_hears_after_the_hold(morning: Story, ana: Person, ben: Person) -> None:
    """Both nudges came; paused before the lead's turn and resumed, ana is told three working hours after the last."""
    await morning.until("2026-03-30 15:30")
    morning.forget()
    held = await hold(morning, ana, None)
    morning.forget()
    await morning.until("2026-03-30 16:30")
    ana.sees_nothing()
    await let_go_on(morning, ana, held)
    morning.forget()
    await morning.until("2026-03-31 12:00")
    ana.sees("1 duty needs a hand", "Tip of the day")
    morning.forget()


async def test_answering_goes_on_while_publishing_is_on_hold(story: Story, ana: Person, ben: Person) -> None:
    """A crisis is when people ask: engage tasks stay in the digest, and their reminders come."""
    await make_plan(
        story,
        ana,
        [slot("Tip", "mon", "10:00", ben), slot("Answer comments", "mon", "11:00", ben, kind="converse")],
    )
    await hold(story, ana, None)
    story.forget()
    await story.until("2026-03-30 09:00")
    first = ben.sees("ana gave you", "Monday, 30 Mar", "1 to do", "Answer comments")
    assert "Tip" not in first.partition("Monday, 30 Mar")[2]
    await story.until("2026-03-30 11:00")
    ben.sees("It is time for .*Answer comments")


async def test_one_regular_post_can_be_paused_alone(morning: Story, ana: Person, ben: Person) -> None:
    """A hold of a slot stops that slot, and no other on the same platform."""
    await add(morning, ana, slot("Question of the day", "mon", "12:00", ben))
    await hold(morning, ana, None, slot_title="Tip of the day")
    ana.sees("“Tip of the day”.* is on hold until further notice")
    await morning.until("2026-03-30 09:00")
    first = ben.sees("ana gave you the role", "1 to do", "Question of the day")
    assert "Tip of the day" not in first.partition("1 to do")[2]
    await morning.until("2026-03-30 11:59")
    ben.sees_nothing()


# ---------------------------------------------------------------- the edges


async def test_at_night_it_ends_and_the_channel_reads_of_it_in_the_morning(
    morning: Story, ana: Person, ben: Person
) -> None:
    """It ends at midnight, when nobody should be woken; what is due that day is in that day's digest."""
    await add(morning, ana, slot("Early bird", "tue", "08:00", ben))
    await hold(morning, ana, "2026-03-31T00:00+02:00")
    ana.sees("is on hold until Tue 31 Mar 00:00")
    await morning.until("2026-03-30 09:00")
    # Due before Tuesday's digest, so it is in Monday's: the hold is over at that time.
    ben.sees("ana gave you the role", "Monday, 30 Mar", "1 to do", "Early bird")
    await morning.until("2026-03-31 08:59")
    ana.finds("All publishing.* was on hold. That is over.")
    ana.sees_nothing()
    await morning.until("2026-03-31 09:00")
    ana.sees("All publishing.* goes on. The hold is over, as planned.")
    morning.forget()


async def test_a_second_hold_of_the_same_takes_the_place_of_the_first(morning: Story, ana: Person, ben: Person) -> None:
    """It lasts longer than expected: the day in between isn't asked for either."""
    await hold(morning, ana, "2026-04-01T00:00+02:00")
    ana.sees("is on hold until Wed 1 Apr")
    await hold(morning, ana, "2026-04-06T00:00+02:00", "longer than we thought")
    ana.sees("is on hold until Mon 6 Apr", "longer than we thought")
    ana.finds("was on hold. That is over", "product recall")
    await morning.until("2026-04-02 14:59")
    ben.sees("ana gave you the role")
    ana.sees(VISION)
    ben.sees(BASELINE)
    ben.sees_nothing()
    ana.sees_nothing()


async def test_the_review_counts_what_was_on_hold_against_nobody(morning: Story, ana: Person) -> None:
    """Monday's, Wednesday's and Friday's were on hold: 3 on hold, none missed, none skipped."""
    await hold(morning, ana, "2026-04-06T00:00+02:00")
    await morning.until("2026-04-03 16:00")
    morning.forget()
    await morning.until("2026-04-07 12:00")
    told = next(t.text for t in morning.told if "Weekly review" in t.text)
    assert "2 were on hold" in told or "3 were on hold" in told
    assert "missed" not in told
    morning.forget()


async def test_a_hold_in_the_past_and_without_reason_is_refused(morning: Story, ana: Person) -> None:
    """What is impossible is refused, and nobody is told."""
    with pytest.raises(PastTime):
        await hold(morning, ana, "2026-03-29T00:00+01:00")
    with pytest.raises(NothingSaid):
        await hold(morning, ana, None, "  ")
    ana.sees_nothing()


async def test_hostile_reasons_stay_text(morning: Story, ana: Person) -> None:
    """A reason mentions nobody and links nowhere."""
    await hold(morning, ana, None, "<!channel> *free* <https://evil.example|money> & more")
    told = ana.sees("is on hold until further notice")
    assert "<!channel>" not in told
    assert "&lt;!channel&gt;" in told


async def test_a_reminder_that_was_owed_when_the_hold_began_comes_after_it(
    morning: Story, ana: Person, ben: Person
) -> None:
    """At ten it is in the outbox, and the hold begins before it leaves: withdrawn, and sent after the hold."""
    await morning.until("2026-03-30 09:59")
    morning.forget()
    made: list[int] = []

    async def at_once(ctx: Ctx) -> None:
        channel = morning.office.server.workspace.find_channel(ana.home, ana.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        duty = (await duties.open_of_strategy(ctx.tx, ctx.workspace_id, plan.id))[0]
        owner = await members.by_slack_id(ctx.tx, ctx.workspace_id, ben.id)
        assert owner is not None
        facts: dict[str, str | int] = {"duty": duty.id, "rung": 1, "strategy": plan.id}
        await ctx.owe(Owed(f"duty:{duty.id}:owed:reminder", "reminder", ctx.now, person=owner.id, facts=facts))
        await duties.climb(ctx.tx, duty.id, 1, duty.due_at)
        made.append(await holds.hold(ctx, plan, "recall", None))

    await act(morning, ana, at_once)
    ana.sees("is on hold until further notice")
    ben.sees_nothing()
    await morning.until("2026-03-30 11:30")
    ben.sees_nothing()
    await let_go_on(morning, ana, made[0])
    ana.sees("goes on")
    ben.sees("It is time for", TIP)
    await morning.until("2026-03-30 12:29")
    ben.sees_nothing()
    assert "it was on hold" in await ben.types("/beat why")
