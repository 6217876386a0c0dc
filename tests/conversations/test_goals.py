"""`/beat goal`: what was given is taken, what is missing is asked, and a goal in the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.domain.goals import NewGoal
from bot.domain.roles import Person, Who
from tests.conversations.played import NOW, OFFICE, Talk

GIVEN = "1,000 Instagram followers by end of March"


def goal(talk: Talk) -> NewGoal:
    result = talk.says("save").result
    assert isinstance(result, NewGoal)
    return result


def test_a_goal_with_number_and_date_leaves_who_measures_and_who_reviews() -> None:
    talk = Talk("goal", GIVEN)
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("measurer", 1, 2)
    assert "By: Wed 31 March 2027" in talk.ask.text
    talk.says("me")
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("reviewer", 2, 2)
    talk.says("<@U1>")
    assert talk.ask.is_summary
    assert goal(talk) == NewGoal(
        statement="1,000 Instagram followers",
        measure="Instagram followers",
        unit="followers",
        target=Decimal(1000),
        due=date(2027, 3, 31),
        measurer=Who(slack_id="U2", fallback="Numbers"),
        reviewer=Who(slack_id="U1", fallback="Review"),
        platform="Instagram",
    )


def test_both_can_be_named_at_once() -> None:
    made = goal(Talk("goal", GIVEN).says("<@U1> and me"))
    assert (made.measurer.slack_id, made.reviewer.slack_id) == ("U1", "U2")


@pytest.mark.parametrize(
    ("text", "measurer", "reviewer"),
    [
        ("Ben reads, <@U1> judges", "U2", "U1"),
        ("<@U1> judges it, I read it", "U2", "U1"),
        ("<@U3> does both", "U3", "U3"),
        ("<@U3> reads and judges", "U3", "U3"),
        ("me / <@U1>", "U2", "U1"),
        ("Ana Costa, Ben", "U3", "U2"),
    ],
)
def test_who_reads_and_who_judges_in_one_answer(text: str, measurer: str, reviewer: str) -> None:
    made = goal(Talk("goal", GIVEN).says(text))
    assert (made.measurer.slack_id, made.reviewer.slack_id) == (measurer, reviewer)


def test_a_role_can_read_the_number() -> None:
    made = goal(Talk("goal", GIVEN).says("the editor", "Community manager"))
    assert made.measurer == Who(title="Editor")
    assert made.reviewer == Who(title="Community manager")


def test_whoever_reads_it_can_judge_it_with_one_tap() -> None:
    talk = Talk("goal", GIVEN).says("<@U1>")
    same = talk.ask.options[0]
    assert same.label == "Ana Silva as well"
    assert goal(talk.says(same.value)).reviewer.slack_id == "U1"


def test_one_name_in_the_command_is_asked_about_before_it_is_taken() -> None:
    talk = Talk("goal", f"{GIVEN} <@U1>")
    assert talk.labels == ["Yes", "No"]
    assert "Ana Silva reads the number" in talk.ask.text
    assert talk.says("yes").ask.step == "reviewer"


def test_two_people_of_one_name_are_a_choice() -> None:
    talk = Talk("goal", GIVEN).says("Ana")
    assert talk.labels == ["Ana Silva", "Ana Costa"]
    assert "measurer" not in talk.state.given
    assert goal(talk.says("Ana Costa", "me")).measurer.slack_id == "U3"


def test_namesakes_are_told_apart_by_place_or_by_id() -> None:
    twins = tuple(
        Person(n, f"U{n}", "Kim Park", zone) for n, zone in ((21, "Asia/Seoul"), (22, "Asia/Tokyo"), (23, None))
    )
    talk = Talk("goal", GIVEN, replace(OFFICE, people=twins)).says("Kim")
    assert talk.labels == ["Kim Park (Seoul)", "Kim Park (Tokyo)", "Kim Park"]
    same = tuple(replace(twin, zone="Asia/Seoul") for twin in twins)
    talk = Talk("goal", GIVEN, replace(OFFICE, people=same)).says("Kim")
    assert talk.labels == ["Kim Park (U21)", "Kim Park (U22)", "Kim Park (U23)"]
    assert goal(talk.says("Kim Park (U22)", "me")).measurer.slack_id == "U22"


def test_the_beginning_of_a_name_is_confirmed() -> None:
    talk = Talk("goal", GIVEN).says("Cost")
    assert talk.labels == ["Yes", "No"]
    assert "Ana Costa" in talk.ask.text


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Zoe", "nobody called “Zoe”"),
        ("<@U99>", "cannot find that person"),
        ("<@U4>", "is a bot"),
        ("@drumbeat", "is a bot"),
        ("<@U5>", "has left"),
        ("Greta Holm", "has left"),
        ("<!subteam^S1|@marketing>", "is a group"),
        ("<!channel>", "is a group"),
        ("<@U1>, <@U2> and <@U3>", "more than two"),
        ("the gardener", "no role of that name"),
        ("🎉", "found nobody"),
    ],
)
def test_who_cannot_do_it_is_refused_with_an_example(text: str, part: str) -> None:
    talk = Talk("goal", GIVEN).says(text)
    assert talk.ask.step == "measurer"
    assert part in talk.ask.problem
    assert talk.ask.example
    assert "measurer" not in talk.state.given


def test_a_stranger_from_elsewhere_is_refused() -> None:
    stranger = Person(9, "U9", "Sam Reed", is_known=False)
    talk = Talk("goal", GIVEN, replace(OFFICE, people=(stranger,))).says("<@U9>")
    assert "have not met that person yet" in talk.ask.problem


@pytest.mark.parametrize(
    "text", ["1,000 followers by 1 January 2020", "1,000 followers by yesterday", "1,000 followers by today"]
)
def test_a_date_that_is_over_is_asked_again_and_the_rest_is_kept(text: str) -> None:
    talk = Talk("goal", text)
    assert talk.ask.step == "due"
    assert talk.ask.problem
    assert talk.state.given["target"] == "1000"
    assert talk.says(talk.ask.example).ask.step == "measurer"


@pytest.mark.parametrize("text", ["99999999999999 followers", "nothing to count here", "1.2.3", "∞"])
def test_an_impossible_number_is_asked_again(text: str) -> None:
    talk = Talk("goal", "Grow our following").says(text)
    assert talk.ask.step == "target"
    assert talk.ask.problem
    assert talk.says(talk.ask.example).ask.step == "due"


def test_a_number_with_two_readings_is_a_choice() -> None:
    talk = Talk("goal", "Grow our following").says("1.000 followers")
    assert talk.labels == ["1,000 followers", "1 followers"]
    talk.says("1 followers", "end of March", "me", "me")
    assert goal(talk).target == 1


def test_a_change_in_percent_asks_where_it_stands() -> None:
    talk = Talk("goal", "+20 % newsletter subscribers by end of Q1, <@U1> measures and <@U2> reviews")
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("start", 1, 1)
    assert talk.says("none").ask.options[0].label == "Yes"
    assert "nothing" in talk.says("yes").ask.problem
    assert "Number to reach: 768 subscribers" in talk.says("640").ask.text
    made = goal(talk)
    assert (made.baseline, made.target) == (Decimal(640), Decimal(768))


def test_a_goal_that_grew_beyond_reach_is_refused() -> None:
    talk = Talk("goal", "+900 % visits by end of Q1, <@U1> measures and <@U2> reviews").says("900,000,000,000")
    assert talk.ask.step == "start"
    assert "larger" in talk.ask.problem


def test_fewer_is_better_needs_a_start() -> None:
    talk = Talk("goal", "at most 10 complaints by end of March").says("40", "me", "me")
    assert goal(talk).direction == "down"


def test_the_measure_is_named_after_what_is_counted_or_after_the_goal() -> None:
    assert goal(Talk("goal", "Be kind").says("40", "end of March", "me", "me")).measure == "Be kind"
    long = "Be " + "very " * 40 + "kind"
    named = goal(Talk("goal", long).says("40", "end of March", "me", "me"))
    assert named.statement == long
    assert named.measure.startswith("Be very")
    assert named.measure.endswith("…")
    assert len(named.measure) == 80


def test_a_date_that_came_while_nobody_answered_is_asked_again_before_saving() -> None:
    talk = Talk("goal", GIVEN).says("me", "me")
    talk.context = replace(OFFICE, now=NOW + timedelta(days=200))
    talk.says("save")
    assert talk.ask.step == "due"
    assert "Give a later one" in talk.ask.problem
    assert talk.says("31 December 2027").ask.is_summary
    assert goal(talk).due == date(2027, 12, 31)


def test_the_date_is_the_one_on_the_plans_clock() -> None:
    # Half past midnight on the 23rd in Auckland, still the 22nd in Berlin.
    late = replace(OFFICE, now=NOW.replace(hour=11, minute=30))
    assert Talk("goal", "1,000 followers by 23 November 2026", late).ask.step == "measurer"
    assert Talk("goal", "1,000 followers by 23 November 2026", replace(late, zone="Pacific/Auckland")).ask.step == "due"


def test_a_new_target_replaces_the_old_one_and_leaves_the_rest() -> None:
    talk = Talk("goal", GIVEN).says("me", "me", "change number to reach", "2,000 LinkedIn followers")
    made = goal(talk)
    assert (made.target, made.measure, made.platform) == (Decimal(2000), "LinkedIn followers", "LinkedIn")
    assert made.statement == "1,000 Instagram followers"


def test_a_goal_of_too_many_words_is_refused_with_its_length() -> None:
    talk = Talk("goal", "x" * 1001)
    assert talk.ask.step == "goal"
    assert "1,001" in talk.ask.problem


def test_markup_in_a_goal_is_made_harmless() -> None:
    made = goal(
        Talk("goal", "Tell &lt;all&gt; about <https://example.org|bikes>").says("40", "end of March", "me", "me")
    )
    assert made.statement == "Tell <all> about bikes (https://example.org)"
