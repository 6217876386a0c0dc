"""Questions besides duties: at most one a morning, to the person concerned, and how to put it off."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import event

from bot.domain.questions import word_of
from bot.domain.when import instant, zone_named
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of
from bot.services.questions.questions import gaps_of, plan_aside
from storage import members, parts, strategies
from tests.stories.cast import Person, Story
from tests.stories.duties.test_time_as_it_goes import slack_is_away
from tests.stories.plans import act, make_plan, slot

BASELINE = "Where does “Instagram followers” stand today"
VISION = "Where does all of this lead"
OBJECTIVE = "What does the organisation, or one of its departments, want to bring about"


@pytest.fixture
async def asked(bakery: Story) -> Story:
    """Wednesday, nine: ana leads and was asked for the vision; ben reports the number and was asked where it starts."""
    await bakery.until("2026-03-30 09:00")
    await bakery.people["ben"].presses("Done")
    await bakery.until("2026-04-01 08:59")
    bakery.forget()
    await bakery.until("2026-04-01 09:00")
    return bakery


async def tells(story: Story, who: Person, concept: str, **values: str) -> None:
    """Have somebody fill in what a plan lacks, in whatever way."""

    async def verb(ctx: Ctx) -> None:
        channel = story.office.server.workspace.find_channel(who.home, who.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        await parts.add(ctx.tx, ctx.workspace_id, plan.id, concept, values, ctx.now)

    await act(story, who, verb)


async def test_nobody_is_asked_on_the_first_days(bakery: Story, ana: Person, ben: Person) -> None:
    """The plan was founded on Monday: that morning and Tuesday's bring only duties."""
    await bakery.until("2026-04-01 08:59")
    assert not ana.has("A question about")
    assert not ben.has("A question about")
    bakery.forget()


async def test_a_question_is_the_last_line_of_the_digest_or_a_message_of_its_own(
    asked: Story, ana: Person, ben: Person
) -> None:
    """Each person gets the question that concerns them: with an example, its reason, and three buttons."""
    digest = ben.sees("Wednesday, 1 Apr", "1 to do")
    assert digest.index("Tip of the day") < digest.index("A question about Social, when you have a minute")
    assert BASELINE in digest
    assert "_For example:_ 400" in digest
    assert "It is needed for telling how far it has come." in digest
    assert digest.endswith("Answer\nNot now\nNot ours to answer")
    alone = ana.sees("A question about Social", VISION, "Answer\nNot now\nNot ours to answer")
    assert "to do" not in alone


async def test_there_is_one_a_day_and_not_two_days_in_a_row(asked: Story, ana: Person, ben: Person) -> None:
    """Thursday brings no other; Friday brings the next, different one."""
    await ben.presses("Done")
    asked.forget()
    await asked.until("2026-04-02 14:59")
    ana.sees_nothing()
    ben.sees_nothing()
    await asked.until("2026-04-03 09:00")
    ana.sees("A question about Social", OBJECTIVE)
    assert "A question about" in ben.finds("Friday, 3 Apr")
    asked.forget()


async def test_who_leaves_two_standing_is_asked_once_a_week(asked: Story, ana: Person) -> None:
    """After Wednesday's and Friday's, the third comes a week of working days later."""
    asked.forget()
    await asked.until("2026-04-03 09:00")
    ana.sees("A question about Social", OBJECTIVE)
    asked.forget()
    await asked.until("2026-04-10 08:59")
    assert not [text for text in asked.unexpected() if text.startswith("#directmessage: *A question")]
    asked.forget()
    await asked.until("2026-04-10 09:00")
    ana.sees("A question about Social")
    asked.forget()


async def test_not_now_means_fourteen_days(asked: Story, ana: Person) -> None:
    """It says until when, with Undo; the question comes back that morning, with others in between."""
    asked.forget()
    await ana.presses("Not now")
    put_off = ana.finds(VISION, "✓ I will not ask you about it again before Wed 15 Apr", "Undo")
    assert "Not ours" not in put_off
    await asked.until("2026-04-03 09:00")
    ana.sees("A question about Social", OBJECTIVE)
    for day in ("2026-04-07", "2026-04-09", "2026-04-13"):
        await ana.presses("Not now")
        asked.forget()
        await asked.until(f"{day} 09:00")
        assert VISION not in ana.sees("A question about Social")
    await ana.presses("Not now")
    await asked.until("2026-04-15 08:59")
    asked.forget()
    await asked.until("2026-04-15 09:00")
    ana.sees("A question about Social", VISION)
    asked.forget()


async def test_undo_brings_the_question_back_where_it_stood(asked: Story, ben: Person) -> None:
    """Put off in the digest, and undone: the three buttons are back, and the duty is as it was."""
    asked.forget()
    await ben.presses("Not now")
    ben.finds("Wednesday, 1 Apr", "1 to do", "I will not ask you about it again before Wed 15 Apr")
    await ben.presses("Undo")
    digest = ben.finds("Wednesday, 1 Apr", "1 to do", BASELINE)
    assert digest.endswith("Answer\nNot now\nNot ours to answer")


async def test_not_ours_goes_to_the_next_person_and_then_to_nobody(asked: Story, ana: Person, ben: Person) -> None:
    """Ben reports the number, ana judges it: she is asked instead, on her next turn. After her there is nobody."""
    asked.forget()
    await ben.presses("Not ours to answer")
    ben.finds("Wednesday, 1 Apr", BASELINE, "✓ I ask ana instead")
    await ana.presses("Not ours to answer")
    ana.finds(VISION, "✓ I will not ask about it any more", "stays on the list", "`/beat setup`", "Undo")
    await asked.until("2026-04-03 08:59")
    asked.forget()
    await asked.until("2026-04-03 09:00")
    ana.sees("A question about Social", OBJECTIVE)  # what blocks more comes first
    await ana.presses("Not now")
    await asked.until("2026-04-07 09:00")
    ana.finds("A question about Social", BASELINE)
    asked.forget()


async def test_a_question_that_has_its_answer_says_so(asked: Story, ana: Person) -> None:
    """Pressed again, it is refused kindly: the vision was written somewhere else in the meantime."""
    asked.forget()
    await tells(asked, ana, "vision", text="Everybody in town knows where their bread comes from.")
    await ana.presses("Not now")
    ana.sees("That has its answer by now")
    asked.forget()


async def test_answer_opens_the_form_that_settles_it(asked: Story, ben: Person) -> None:
    """One field, in a form; sending it is the answer, and the digest shows that in place of the question."""
    asked.forget()
    await ben.presses("Answer")
    assert "Instagram followers" in await ben.window()
    await ben.fills_in({"Where did it stand at the beginning?": "400"})
    ben.sees("You changed|changed", "400")
    digest = ben.finds("Wednesday, 1 Apr", "Tip of the day", "✓ Answered. Social knows more now, thank you.")
    assert "Not now" not in digest
    assert BASELINE not in digest


async def test_an_answer_that_is_typed_is_told_where_it_goes(asked: Story, ana: Person, ben: Person) -> None:
    """In the thread of the question or below it: nobody is told that they weren't asked anything."""
    asked.forget()
    assert "Press *Answer* below the question" in await ana.says("To bread for everybody", channel="@drumbeat")
    digest = next(told for told in asked.told if told.text.startswith("Wednesday, 1 Apr"))
    await asked.office.server.control.say(user="ben", channel="@drumbeat", text="400", thread_ts=digest.ts)
    await asked.office.quiet()
    ben.sees("Press .Answer. below the question")
    assert "Press *Answer* below the question" in await ben.says("it was 400", channel="@drumbeat")


async def test_who_says_hello_or_asks_something_is_not_told_to_answer(asked: Story, ana: Person) -> None:
    """Only a message that can be meant for the question is told where answers go; an hour later none is."""
    asked.forget()
    said = await ana.says("hi, what do I have to do??", channel="@drumbeat")
    assert said.startswith("Type `/beat today` for what you have to do now")
    await asked.until("2026-04-01 10:30")
    asked.forget()
    assert "Press *Answer*" not in await ana.says("To bread for everybody", channel="@drumbeat")
    asked.forget()


async def test_reminders_that_are_off_keep_questions_away(bakery: Story, ana: Person, ben: Person) -> None:
    """Ben's question goes to the next person concerned; he only has his duties."""
    await ben.types("/beat reminders off")
    await bakery.until("2026-04-01 08:59")
    bakery.forget()
    await bakery.until("2026-04-01 09:00")
    assert "A question" not in ben.sees("Wednesday, 1 Apr")
    ana.sees("A question about Social", VISION)
    await ana.presses("Not now")
    await bakery.until("2026-04-03 09:00")
    ana.finds("A question about Social", OBJECTIVE)
    bakery.forget()


async def test_nobody_is_asked_while_they_are_in_a_conversation(bakery: Story, ana: Person) -> None:
    """Ana is adding a goal when her morning comes: its questions are enough."""
    await bakery.until("2026-04-01 08:50")
    await ana.types("/beat goal 300 newsletter readers by end of June")
    bakery.forget()
    await bakery.until("2026-04-01 09:30")
    assert not ana.has("A question about")
    bakery.forget()


async def test_who_holds_nothing_is_asked_nothing(asked: Story, cho: Person, dee: Person, eve: Person) -> None:
    """Being in the channel is no work: cho and dee, and eve outside, are asked nothing."""
    for one in (cho, dee, eve):
        assert not one.has("A question about")
    asked.forget()


async def test_a_bot_that_slept_asks_nothing_for_the_days_it_missed(bakery: Story, ana: Person, ben: Person) -> None:
    """Down from Tuesday to Thursday noon: one catch-up for ben, and no question for anyone."""
    await bakery.until("2026-03-31 12:00")
    bakery.forget()
    await bakery.office.outage(instant(date(2026, 4, 2), time(14, 30), zone_named("Europe/Berlin")))
    bakery.read()
    assert not ana.has("A question about")
    assert not ben.has("A question about")
    bakery.forget()


async def test_a_question_can_only_be_put_off_by_who_sees_the_plan(asked: Story, ana: Person, eve: Person) -> None:
    """A made-up press by an outsider finds no plan, and changes nothing."""
    asked.forget()

    async def words(ctx: Ctx) -> None:
        channel = asked.office.server.workspace.find_channel(ana.home, ana.id)
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel.id)
        assert plan is not None
        gap = next(gap for gap in await gaps_of(ctx.tx, plan, ctx.now) if gap.concept == "vision")
        found.append(f"strategy:{plan.id}:0|{word_of(gap.key)}")

    found: list[str] = []
    await act(asked, ana, words)
    await eve.types("/beat reminders standard", channel="#elsewhere")
    await make_plan(asked, Person(asked, "eve", eve.id, home="#elsewhere"), [slot("Hello", "mon", "10:00", eve)])
    await asked.until("2026-04-03 09:00")
    asked.forget()
    held = eve.holds("Not now")
    await eve.presses_held(held, value=found[0])
    eve.sees("I cannot find that any more")
    assert ana.has(VISION, "Not now")
    asked.forget()


async def test_mornings_of_who_is_not_asked_take_a_few_questions(asked: Story, ana: Person, cho: Person) -> None:
    """Cho holds nothing, and ana was asked today already: no plan is loaded for either."""
    asked.forget()
    statements: list[str] = []

    def remember(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    async def verb(ctx: Ctx) -> None:
        for who in (ana, cho):
            person = await members.by_slack_id(ctx.tx, ctx.workspace_id, who.id)
            assert person is not None
            hours = await hours_of(ctx.tx, ctx.workspace_id, person)
            statements.clear()
            assert await plan_aside(ctx, person, hours, date(2026, 4, 2)) is None
            assert len(statements) <= 4

    engine = asked.office.bot.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", remember)
    await act(asked, ana, verb)
    event.remove(engine, "before_cursor_execute", remember)


async def test_a_question_that_came_with_a_late_digest_was_asked(bakery: Story, ana: Person, ben: Person) -> None:
    """Slack is down until half past ten: the question is in that time's digest, with its buttons."""
    await ana.types("/beat hour 14:00")  # her own question would be sent in the same minute
    await bakery.until("2026-03-30 09:00")
    await ben.presses("Done")
    await bakery.until("2026-04-01 08:59")
    bakery.forget()
    await slack_is_away(bakery, "2026-04-01 10:30")
    assert BASELINE in ben.sees("Wednesday, 1 Apr", "1 to do")
    await ben.presses("Not now")
    ben.finds("Wednesday, 1 Apr", "I will not ask you about it again before Wed 15 Apr", "Undo")
    await ben.presses("Undo")
    await ben.presses("Done")
    bakery.forget()
    await bakery.until("2026-04-03 09:00")
    assert BASELINE not in ben.finds("Friday, 3 Apr")
    bakery.forget()
