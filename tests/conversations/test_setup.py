"""`/beat setup`: at most seven questions, defaults that can be changed with one tap, one plan in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from itertools import product

import pytest

from bot.domain.roles import Who
from bot.domain.strategies import NewStrategy
from bot.domain.when import Rule
from bot.language.answers import Locale
from tests.conversations.played import BEN, NEW_CHANNEL, Talk

SPARING = ("Grow our following", "1000", "31 March 2027", "me", "tips", "Mondays", "9:00", "me", "newcomers")


def plan(talk: Talk) -> NewStrategy:
    result = talk.says("save").result
    assert isinstance(result, NewStrategy)
    return result


def test_somebody_sparing_with_words_is_asked_seven_questions() -> None:
    talk = Talk("setup", context=NEW_CHANNEL)
    assert (talk.ask.number, talk.ask.of) == (1, 7)
    talk.says(*SPARING)
    assert talk.ask.is_summary
    assert talk.numbered == ["goal", "target", "due", "readers", "title", "doer", "audience"]


# For each question, answers from the poorest to the richest; "|" goes on to what belongs to the same question.
WAYS = {
    "goal": (
        "Grow our following",
        "+20 % followers",
        "fewer than 10 complaints by May 5 2027",
        "1,000 followers by May 5 2027",
    ),
    "target": ("1000", "+200 followers", "at most 10 complaints", "1,000 followers by May 5 2027"),
    "start": ("640",),
    "due": ("May 5 2027", "3/4|1"),
    "readers": ("me", "Ben reads", "<@U1> judges", "me and <@U1>"),
    "reviewer": ("me",),
    "title": ("tips", "tips on Mondays", "tips at 9:00", "tips on Instagram Mon 9:00, <@U1>"),
    "when": ("Mondays", "9:00", "Mon 9:00"),
    "doer": ("baking editor", "me", "<@U1>"),
    "audience": ("skip", "newcomers"),
    "baseline": ("skip", "640"),
}


@pytest.mark.parametrize("first", range(4))
def test_no_way_of_answering_leads_to_an_eighth_question(first: int) -> None:
    for ways in product(range(4), repeat=4):
        pick = dict(zip(("goal", "target", "readers", "title", "when"), (first, *ways), strict=True))
        talk = Talk("setup", context=NEW_CHANNEL)
        times: dict[str, int] = {}
        while not talk.ask.is_summary:
            step = talk.ask.step
            again = times.get(step, 0)
            times[step] = again + 1
            assert again < 5, f"{step} is asked without end"
            answers = WAYS[step]
            # Asked again, the same question gets its other answers in turn.
            talk.says(*answers[(pick.get(step, 0) + again) % len(answers)].split("|"))
        assert len(talk.numbered) <= 7
        assert isinstance(plan(talk), NewStrategy)


def test_whoever_says_everything_at_once_is_asked_less() -> None:
    talk = Talk(
        "setup", "from 640 to 1,000 Instagram followers by 31 March 2027, <@U1> measures and <@U2> reviews", NEW_CHANNEL
    )
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("title", 1, 3)
    talk.says("Tip of the day, Mon and Thu 9:00, <@U1>", "skip")
    assert talk.ask.is_summary
    assert talk.numbered == ["title", "audience"]


def test_the_plan_holds_what_was_said() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(
        "Grow our following",
        "from 640 to 1,000 Instagram followers",
        "31 March 2027",
        "me and <@U1>",
        "Tip of the day, Mon and Thu 9:00",
        "editor: <@U3>",
        "newcomers",
    )
    assert "By: Wed 31 March 2027" in talk.ask.text
    assert "When: every Monday and Thursday at 09:00 (Berlin)" in talk.ask.text
    assert "Review: every Friday at 15:00 (Berlin)" in talk.ask.text
    made = plan(talk)
    assert made.name == "Spring launch"
    assert (made.zone, made.lead) == ("Europe/Berlin", "U2")
    assert made.working_days == (0, 1, 2, 3, 4)
    assert (made.review_weekday, made.review_at) == (4, time(15))
    goal, (post,) = made.goal, made.slots
    assert (goal.statement, goal.measure, goal.unit) == ("Grow our following", "Instagram followers", "followers")
    assert (goal.baseline, goal.target, goal.due) == (Decimal(640), Decimal(1000), date(2027, 3, 31))
    assert goal.measurer == Who(title="Numbers", slack_id="U2")
    assert goal.reviewer == Who(title="Review", slack_id="U1")
    assert (post.title, post.platform, post.audience) == ("Tip of the day", "Instagram", "newcomers")
    assert post.who == Who(title="editor", slack_id="U3")
    assert post.rule == Rule(every="week", weekdays=(0, 3), start=date(2026, 11, 22))
    assert post.wall == time(9)
    assert post.goal_id is None


def test_two_times_of_a_day_make_two_regular_posts() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING[:4], "tips Mon/Wed 9 and 4pm", "me", "skip")
    assert [slot.wall for slot in plan(talk).slots] == [time(9), time(16)]


def test_one_name_is_enough_for_both_who_reads_and_who_judges() -> None:
    made = plan(Talk("setup", context=NEW_CHANNEL).says(*SPARING))
    # Ben does everything here, so he does it in one role.
    assert made.goal.measurer == made.goal.reviewer == made.slots[0].who == Who(title="Editor", slack_id="U2")


def test_one_part_alone_leaves_the_other_to_be_asked_without_a_new_number() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING[:3], "<@U1> judges it")
    assert (talk.ask.step, talk.ask.number) == ("readers", 4)
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING[:3], "<@U1> reads the number")
    assert (talk.ask.step, talk.ask.number) == ("reviewer", None)
    assert talk.says("me").ask.number == 5


def test_two_people_never_share_a_role_that_was_made_up_for_them() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING[:3], "<@U1>", "tips Mon 9:00", "numbers: me", "skip")
    made = plan(talk)
    assert made.slots[0].who == Who(title="numbers", slack_id="U2")
    assert made.goal.measurer == Who(title="Numbers 2", slack_id="U1")


def test_a_post_goes_where_the_goal_is_measured_unless_it_is_said() -> None:
    goal = ("Grow our following", "1,000 Instagram followers", "31 March 2027", "me")
    here = Talk("setup", context=NEW_CHANNEL).says(*goal, "tips Mon 9:00", "me", "skip", "skip")
    assert plan(here).slots[0].platform == "Instagram"
    there = Talk("setup", context=NEW_CHANNEL).says(*goal, "newsletter Mon 9:00", "me", "skip", "skip")
    made = plan(there)
    assert (made.slots[0].title, made.slots[0].platform) == ("Newsletter", "Newsletter")
    assert made.goal.platform == "Instagram"


def test_a_post_can_have_a_clock_of_its_own() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING[:4], "tips Mon 9:00 London time", "me", "skip")
    assert "When: every Monday at 09:00 (London)" in talk.ask.text
    made = plan(talk)
    assert (made.zone, made.slots[0].zone) == ("Europe/Berlin", "Europe/London")


@pytest.mark.parametrize(
    ("change", "answers", "line"),
    [
        ("change name", ["Bikes for everybody"], "Name: Bikes for everybody"),
        ("change time zone", ["Lisbon"], "Time zone: Lisbon (Europe/Lisbon)"),
        ("change working days", ["Sun-Thu"], "Working days: Monday, Tuesday, Wednesday, Thursday and Sunday"),
        ("change review", ["Thursdays"], "Review: every Thursday at 15:00 (Berlin)"),
        ("change review", ["16:30"], "Review: every Friday at 16:30 (Berlin)"),
        ("change review", ["Mon 9:00"], "Review: every Monday at 09:00 (Berlin)"),
        ("change lead", ["Ana", "Ana Costa"], "Lead: Ana Costa"),
        ("change dates and numbers", ["3/31/2027 and 1,000.5"], "Dates and numbers: 3/31/2027 and 1,000.5"),
        ("change by", ["5 May 2027"], "By: Wed 5 May 2027"),
        ("change number to reach", ["2,000 likes"], "Number to reach: 2,000 likes"),
        ("change what is counted", ["Likes a month"], "What is counted: Likes a month"),
        ("change where it stands now", ["640"], "Where it stands now: 640"),
        ("change when", ["10:00"], "When: every Monday at 10:00 (Berlin)"),
        ("change when", ["Tuesdays"], "When: every Tuesday at 09:00 (Berlin)"),
        ("change where", ["insta"], "Where: Instagram"),
        ("change who does it", ["<@U1>"], "Who does it: Editor (Ana Silva)"),
        ("change for whom", ["cyclists"], "For whom: cyclists"),
    ],
)
def test_each_part_can_be_changed_at_the_end(change: str, answers: list[str], line: str) -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING)
    assert change in [option.value for option in talk.ask.options] or change == "change lead"
    talk.says(change, *answers)
    assert talk.ask.is_summary
    assert line in talk.ask.text.splitlines()
    assert isinstance(plan(talk), NewStrategy)


@pytest.mark.parametrize(
    "bad",
    [
        *("Mon and Thu 15:00", "every other Friday", "monthly", "the 1st at noon", "soon"),
        *("Fridays 15:00 from 5 January 2027", "Fridays 15:00 until 5 January 2027"),
    ],
)
def test_a_review_is_once_a_week(bad: str) -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING, "change review", bad)
    assert talk.ask.step == "review"
    assert talk.ask.problem
    assert talk.ask.example


def test_a_limit_on_a_review_is_asked_about() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says(*SPARING, "change review", "Fridays 15:00 except holidays")
    assert "“except holidays”" in talk.ask.text
    assert "Review: every Friday at 15:00 (Berlin)" in talk.says("Yes").ask.text


@pytest.mark.parametrize(("chosen", "order"), [("Saturday 3 April 2027", "dmy"), ("Thursday 4 March 2027", "mdy")])
def test_choosing_what_three_four_means_tells_how_dates_are_written(chosen: str, order: str) -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says("Grow", "1000", "3/4", chosen, *SPARING[3:])
    assert plan(talk).date_order == order


def test_choosing_a_date_in_a_sentence_tells_it_too() -> None:
    talk = Talk("setup", "1,000 followers by 3/4", NEW_CHANNEL).says("Thursday 4 March 2027", *SPARING[3:])
    assert plan(talk.says("skip")).date_order == "mdy"


def test_a_known_way_of_writing_dates_is_kept() -> None:
    context = replace(NEW_CHANNEL, locale=Locale("mdy", ",", 6))
    talk = Talk("setup", context=context).says("Grow", "1.000", "3/4", *SPARING[3:])
    made = plan(talk)
    assert made.goal.due == date(2027, 3, 4)
    assert made.goal.target == 1000
    assert (made.date_order, made.decimal_mark, made.week_start) == ("mdy", ",", 6)


@pytest.mark.parametrize(
    ("channel", "name"),
    [("spring-launch", "Spring launch"), ("#news_desk", "News desk"), ("", "Our plan"), ("x" * 90, "X" + "x" * 79)],
)
def test_the_plan_is_called_after_its_channel(channel: str, name: str) -> None:
    talk = Talk("setup", context=replace(NEW_CHANNEL, channel_name=channel)).says(*SPARING)
    assert plan(talk).name == name


def test_a_target_that_is_a_change_needs_a_start_which_is_no_question_of_its_own() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says("Grow our following", "+20 % followers")
    assert (talk.ask.step, talk.ask.number) == ("start", None)
    assert "768 followers" in talk.says("640").ask.text
    assert plan(talk.says(*SPARING[2:])).goal.target == 768


def test_fewer_is_better_where_that_was_said() -> None:
    talk = Talk("setup", context=NEW_CHANNEL).says("Calm", "at most 10 complaints", "40", *SPARING[2:])
    goal = plan(talk).goal
    assert (goal.target, goal.baseline, goal.direction) == (Decimal(10), Decimal(40), "down")


def test_the_asker_leads() -> None:
    assert plan(Talk("setup", context=NEW_CHANNEL).says(*SPARING)).lead == BEN.slack_id
