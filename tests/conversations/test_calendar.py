"""`/beat slot`: a regular post or task with where, when, who and what for; one for each of its times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from bot.domain.calendar import NewSlot, NewSlots
from bot.domain.roles import Who
from bot.domain.when import Rule
from tests.conversations.played import NEW_CHANNEL, NOW, OFFICE, Talk

POST = "Tip of the day on Instagram Mon and Thu 9:00, <@U1>"


def slots(talk: Talk) -> tuple[NewSlot, ...]:
    result = talk.says("save").result
    assert isinstance(result, NewSlots)
    return result.slots


def test_everything_is_asked_for_one_by_one() -> None:
    talk = Talk("slot")
    assert (talk.ask.number, talk.ask.of) == (1, 6)
    talk.says("Bicycle facts", "Publish something", "Mon and Thu 9:00", "Instagram", "the editor", "Sell more bikes")
    assert talk.numbered == ["title", "kind", "when", "platform", "doer", "serves"]
    assert "When: every Monday and Thursday at 09:00 (Berlin)" in talk.ask.text
    assert slots(talk) == (
        NewSlot(
            kind="publish",
            title="Bicycle facts",
            who=Who(title="Editor"),
            platform="Instagram",
            wall=time(9),
            rule=Rule(every="week", weekdays=(0, 3), start=date(2026, 11, 22)),
            goal_id=12,
        ),
    )


def test_what_came_with_the_command_is_taken_and_the_goal_is_left() -> None:
    talk = Talk("slot", POST)
    assert (talk.ask.step, talk.ask.number, talk.ask.of) == ("serves", 1, 1)
    assert talk.labels == ["1,000 Instagram followers", "Sell more bikes", "No goal yet"]
    (made,) = slots(talk.says("1,000 Instagram followers"))
    assert (made.title, made.platform, made.who.slack_id, made.goal_id) == ("Tip of the day", "Instagram", "U1", 11)
    assert made.who.fallback == "Editor"


def test_no_goal_yet_is_an_answer() -> None:
    (made,) = slots(Talk("slot", POST).says("No goal yet"))
    assert made.goal_id is None


def test_without_goals_nobody_is_asked_for_one() -> None:
    talk = Talk("slot", POST, NEW_CHANNEL)
    assert talk.ask.is_summary
    assert "Goal that it serves: no goal yet" in talk.ask.text


def test_long_goals_and_goals_alike_can_be_told_apart() -> None:
    context = replace(OFFICE, goals=((1, "x" * 400), (2, "Grow"), (3, "Grow")))
    talk = Talk("slot", POST, context)
    assert [len(label) for label in talk.labels] == [70, 8, 8, 11]
    assert slots(talk.says("Grow (3)"))[0].goal_id == 3
    assert slots(Talk("slot", POST, context).says("x" * 69 + "…"))[0].goal_id == 1


def test_a_goal_that_went_away_is_asked_again_before_saving() -> None:
    talk = Talk("slot", POST).says("Sell more bikes")
    talk.context = replace(OFFICE, goals=((11, "1,000 Instagram followers"),))
    talk.says("save")
    assert talk.ask.step == "serves"
    assert "not there any more" in talk.ask.problem


def test_two_times_a_day_are_two_regular_posts() -> None:
    made = slots(Talk("slot", "Tip of the day on Instagram Mon/Wed 9 and 4pm, <@U1>").says("none"))
    assert [(slot.rule.weekdays, slot.wall) for slot in made] == [((0, 2), time(9)), ((0, 2), time(16))]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["Mondays", "9:00"], [((0,), time(9))]),
        (["at 9:00", "Mon and Fri"], [((0, 4), time(9))]),
        (["Mondays", "09:00 and 16:00"], [((0,), time(9)), ((0,), time(16))]),
        (["Mondays", "Tue 10:00"], [((1,), time(10))]),
        (["twice a week", "Tue and Thu 10:00"], [((1, 3), time(10))]),
        (["Mondays at 4", "every Monday at 16:00"], [((0,), time(16))]),
    ],
)
def test_days_and_time_can_be_told_one_after_the_other(
    answers: list[str], expected: list[tuple[tuple[int, ...], time]]
) -> None:
    talk = Talk("slot", "Tip of the day on Instagram, <@U1>").says(*answers, "none")
    assert [(slot.rule.weekdays, slot.wall) for slot in slots(talk)] == expected


def test_half_a_schedule_asks_for_the_other_half() -> None:
    talk = Talk("slot", "Tip of the day on Instagram every Monday, <@U1>")
    assert talk.ask.text.endswith("At what time?")
    assert talk.labels == ["09:00", "12:00", "16:00"]
    talk = Talk("slot", "Tip of the day on Instagram at 9:00, <@U1>")
    assert talk.ask.text.endswith("On which days?")


def test_a_new_time_keeps_the_days_and_new_days_keep_the_time() -> None:
    talk = Talk("slot", POST).says("none", "change when", "16:30", "change when", "Tuesdays")
    assert [(slot.rule.weekdays, slot.wall) for slot in slots(talk)] == [((1,), time(16, 30))]


def test_one_date_only_is_fine_while_it_lies_ahead() -> None:
    (made,) = slots(Talk("slot", "Product launch on LinkedIn on 3 December 2026 at 10:00, <@U1>").says("none"))
    assert made.rule == Rule.once(date(2026, 12, 3))
    talk = Talk("slot", "Product launch on LinkedIn today at 8:00, <@U1>")
    assert talk.ask.step == "when"
    assert talk.ask.problem


def test_a_time_that_passed_while_nobody_answered_is_asked_again_before_saving() -> None:
    talk = Talk("slot", "Product launch on LinkedIn on 3 December 2026 at 10:00, <@U1>").says("none")
    talk.context = replace(OFFICE, now=NOW + timedelta(days=30))
    talk.says("save")
    assert talk.ask.step == "when"
    assert "passed" in talk.ask.problem
    assert talk.says("3 January 2027 at 10:00").ask.is_summary


def test_a_limit_that_no_rule_holds_is_asked_about_and_can_be_left_out() -> None:
    talk = Talk("slot", "Tip of the day on Instagram Mon 9:00 except holidays, <@U1>")
    assert talk.ask.text.endswith(
        "I can't put “except holidays” into a schedule yet. Shall I plan it every Monday at 09:00 anyway?"
    )
    (made,) = slots(talk.says("yes", "none"))
    assert (made.title, made.rule.weekdays, made.rule.until) == ("Tip of the day", (0,), None)
    talk = Talk("slot", "Tip of the day on Instagram Mon 9:00 except holidays, <@U1>").says("no")
    assert talk.ask.step == "when"
    assert slots(talk.says("Tuesdays at 9", "none"))[0].rule.weekdays == (1,)


def test_a_limit_beside_half_a_schedule_is_asked_about_before_the_other_half() -> None:
    talk = Talk("slot", "Tip of the day on Instagram every Monday except holidays, <@U1>")
    assert "“except holidays”" in talk.ask.text
    assert slots(talk.says("yes", "9:00", "none"))[0].wall == time(9)


def test_a_beginning_and_an_end_are_kept_and_shown() -> None:
    talk = Talk("slot", "Tip of the day on Instagram Tuesdays from 5 January to 26 March at 10, <@U1>").says("none")
    shown = "When: every Tuesday at 10:00, from Tuesday 5 January 2027, until Friday 26 March 2027 (Berlin)"
    assert shown in talk.ask.text
    (made,) = slots(talk)
    assert (made.rule.start, made.rule.until) == (date(2027, 1, 5), date(2027, 3, 26))


def test_a_clock_of_its_own_is_kept_and_shown() -> None:
    talk = Talk("slot", "Newsletter every other Thursday 10:00 London time, <@U1>").says("none")
    assert "(London)" in talk.ask.text
    assert "Time zone: London (Europe/London)" in talk.ask.text
    assert slots(talk)[0].zone == "Europe/London"


def test_the_plans_own_clock_is_not_repeated() -> None:
    talk = Talk("slot", POST).says("none")
    assert "Time zone: Berlin (Europe/Berlin)" in talk.ask.text
    assert slots(talk)[0].zone == ""


@pytest.mark.parametrize(
    ("said", "zone"),
    [("Lisbon", "Europe/Lisbon"), ("europe/lisbon", "Europe/Lisbon"), ("New York", "America/New_York"), ("UTC", "UTC")],
)
def test_the_clock_can_be_changed(said: str, zone: str) -> None:
    assert slots(Talk("slot", POST).says("none", "change time zone", said))[0].zone == zone


@pytest.mark.parametrize(
    ("picked", "zone"),
    [
        ("America/Los_Angeles (UTC-8, UTC-7 in summer)", "America/Los_Angeles"),
        ("Manila", "Asia/Manila"),
    ],
)
def test_a_clock_in_a_sentence_that_means_several_is_asked_about(picked: str, zone: str) -> None:
    talk = Talk("slot", "Tip of the day on Instagram Mon 9:00 PST, <@U1>")
    assert "PST" in talk.ask.text
    assert talk.ask.step == "zone"
    (made,) = slots(talk.says(picked, "none"))
    assert (made.title, made.zone) == ("Tip of the day", zone)


def test_an_hour_beside_a_city_may_be_on_the_plans_own_clock() -> None:
    talk = Talk("slot", "Tip of the day on Instagram Mon at 9 Munich, <@U1>")
    assert "Munich" in talk.ask.text
    assert slots(talk.says("No, on the plan's own clock", "none"))[0].zone == ""


def test_a_place_that_has_no_clock_is_asked_again() -> None:
    talk = Talk("slot", POST).says("none", "change time zone", "Mordor")
    assert talk.ask.step == "zone"
    assert "Mordor" in talk.ask.problem
    talk.says("Lisbn")
    assert talk.labels == ["Yes", "No"]


@pytest.mark.parametrize(
    ("text", "kind", "fallback"),
    [
        ("reply to comments on Instagram daily 9:00, <@U1>", "converse", "Community"),
        ("monitor mentions on Instagram daily 9:00, <@U1>", "listen", "Community"),
        ("content calendar on the 25th of each month at noon, <@U1>", "deliver", "Planning"),
        ("Tip of the day on Instagram daily 9:00, <@U1>", "publish", "Editor"),
    ],
)
def test_the_kind_is_heard_in_the_words(text: str, kind: str, fallback: str) -> None:
    (made,) = slots(Talk("slot", text).says("none"))
    assert (made.kind, made.who.fallback) == (kind, fallback)


def test_what_is_handed_in_needs_no_platform() -> None:
    talk = Talk("slot", "Bicycle facts").says("Hand something in", "the 25th of each month at noon")
    assert talk.ask.step == "doer"


@pytest.mark.parametrize(
    ("answers", "who"),
    [
        (["the editor"], Who(title="Editor")),
        (["me"], Who(slack_id="U2", fallback="Editor")),
        (["photo editor: <@U1>"], Who(title="photo editor", slack_id="U1")),
        (["photo editor", "<@U1>"], Who(title="photo editor", slack_id="U1")),
        (["photo editor", "Ana", "Ana Costa"], Who(title="photo editor", slack_id="U3")),
        (["editor: <@U1>"], Who(title="Editor", slack_id="U1")),
    ],
)
def test_a_role_a_person_or_both_do_it(answers: list[str], who: Who) -> None:
    talk = Talk("slot", "Tip of the day on Instagram Mon 9:00").says(*answers, "none")
    assert slots(talk)[0].who == who


def test_a_new_role_needs_a_person() -> None:
    talk = Talk("slot", "Tip of the day on Instagram Mon 9:00").says("photo editor")
    assert "“photo editor” is a new role" in talk.ask.text
    assert talk.says("another designer").ask.problem


@pytest.mark.parametrize(
    ("who", "part"), [("<@U4>", "bot"), ("<@U5>", "left"), ("<!here>", "group"), ("<@U1> <@U2>", "several")]
)
def test_who_cannot_do_it_is_refused_and_the_rest_is_kept(who: str, part: str) -> None:
    talk = Talk("slot", f"Tip of the day on Instagram Mon 9:00, {who}")
    assert talk.ask.step == "doer"
    assert part in talk.ask.problem
    assert talk.state.given["title"] == "Tip of the day"


def test_the_rest_can_be_added_at_the_end() -> None:
    talk = Talk("slot", POST).says(
        "none",
        *("change for whom", "newcomers"),
        *("change message", "We repair any bike in a day"),
        *("change theme", "Behind the scenes"),
        *("change kind of content", "short video"),
    )
    (made,) = slots(talk)
    assert (made.audience, made.message) == ("newcomers", "We repair any bike in a day")
    assert (made.theme, made.content_kind) == ("Behind the scenes", "short video")


def test_a_platform_that_looks_like_a_slip_is_asked() -> None:
    talk = Talk("slot", "Tip of the day Mon 9:00, <@U1>").says("Instagran")
    assert talk.labels == ["Instagram", "Instagran"]
    assert slots(talk.says("Instagran", "none"))[0].platform == "Instagran"


def test_what_has_no_title_is_named_after_its_platform() -> None:
    assert slots(Talk("slot", "newsletter Mon 9:00, <@U1>").says("none"))[0].title == "Newsletter"
    assert slots(Talk("slot", "Instagram Mon 9:00, <@U1>").says("none"))[0].title == "Instagram post"


def test_a_title_has_a_length() -> None:
    talk = Talk("slot").says("x" * 81)
    assert talk.ask.step == "title"
    assert "81" in talk.ask.problem
