"""Recurring dates: tables of literal ones, a judge that looks at each day alone, and properties over any window."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.when import LATEST, Rule, instant, next_occurrence, occurrences, zone_named
from tests.domain import walker
from tests.examples import examples

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
ZONES = [
    *("Europe/Berlin", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Australia/Sydney"),
    *("America/Nuuk", "America/Scoresbysund", "Asia/Kathmandu", "America/Santiago", "Africa/Cairo"),
    *("Asia/Beirut", "Antarctica/Troll", "Africa/Casablanca", "Pacific/Kiritimati", "Pacific/Niue", "UTC"),
]

# What a rule says of itself, the rule, the window, and the dates in it.
TABLE: list[tuple[str, Rule, str, str, str]] = [
    (
        "every day",
        Rule(every="day", start=date(2026, 2, 27)),
        *("2026-02-01", "2026-03-02", "2026-02-27 2026-02-28 2026-03-01 2026-03-02"),
    ),
    (
        "every other day",
        Rule(every="day", interval=2, start=date(2026, 2, 27)),
        *("2026-02-28", "2026-03-05", "2026-03-01 2026-03-03 2026-03-05"),
    ),
    (
        "every 10 days, until Monday 30 March 2026",
        Rule(every="day", interval=10, start=date(2026, 3, 10), until=date(2026, 3, 30)),
        *("2026-01-01", "2026-12-31", "2026-03-10 2026-03-20 2026-03-30"),
    ),
    (
        "once, on Thursday 12 March 2026",
        Rule.once(date(2026, 3, 12)),
        *("2026-01-01", "2026-12-31", "2026-03-12"),
    ),
    (
        "every Monday and Wednesday",
        Rule(every="week", weekdays=(2, 0, 2), start=date(2026, 3, 4)),
        *("2026-03-01", "2026-03-16", "2026-03-04 2026-03-09 2026-03-11 2026-03-16"),
    ),
    (
        "every weekday",
        Rule(every="week", weekdays=(0, 1, 2, 3, 4), start=date(2026, 3, 1)),
        *("2026-03-05", "2026-03-10", "2026-03-05 2026-03-06 2026-03-09 2026-03-10"),
    ),
    (
        "every day",
        Rule(every="week", weekdays=(0, 1, 2, 3, 4, 5, 6), start=date(2026, 3, 1)),
        *("2026-03-06", "2026-03-09", "2026-03-06 2026-03-07 2026-03-08 2026-03-09"),
    ),
    (
        "every Sunday, Tuesday and Friday",
        Rule(every="week", weekdays=(1, 4, 6), start=date(2026, 3, 1), week_start=6),
        *("2026-03-01", "2026-03-08", "2026-03-01 2026-03-03 2026-03-06 2026-03-08"),
    ),
    (
        "every Thursday",  # no weekday said: the one it starts on
        Rule(every="week", start=date(2026, 3, 5)),
        *("2026-03-01", "2026-03-20", "2026-03-05 2026-03-12 2026-03-19"),
    ),
    (
        "every other Thursday",
        Rule(every="week", interval=2, weekdays=(3,), start=date(2026, 3, 5)),
        *("2026-03-01", "2026-04-05", "2026-03-05 2026-03-19 2026-04-02"),
    ),
    (
        # Starts on a Wednesday. With Monday first, the Tuesday after is of the next, the other week…
        "every other week on Tuesday and Sunday",
        Rule(every="week", interval=2, weekdays=(1, 6), start=date(2026, 3, 4)),
        *("2026-03-01", "2026-03-31", "2026-03-08 2026-03-17 2026-03-22 2026-03-31"),
    ),
    (
        # …and with Sunday first, the Sunday after is of the other week as well.
        "every other week on Sunday and Tuesday",
        Rule(every="week", interval=2, weekdays=(1, 6), start=date(2026, 3, 4), week_start=6),
        *("2026-03-01", "2026-03-31", "2026-03-15 2026-03-17 2026-03-29 2026-03-31"),
    ),
    (
        "every 3 weeks on Friday",
        Rule(every="week", interval=3, weekdays=(4,), start=date(2026, 3, 2)),
        *("2026-03-01", "2026-04-20", "2026-03-06 2026-03-27 2026-04-17"),
    ),
    (
        "on the 1st and the last day of each month",
        Rule(every="month", month_days=(-1, 1), start=date(2026, 1, 15)),
        *("2026-01-01", "2026-03-01", "2026-01-31 2026-02-01 2026-02-28 2026-03-01"),
    ),
    (
        "on the 31st (or the last day) of each month",
        Rule(every="month", month_days=(31,), start=date(2024, 1, 1)),
        *("2024-01-01", "2024-06-15", "2024-01-31 2024-02-29 2024-03-31 2024-04-30 2024-05-31"),
    ),
    (
        "on the 30th (or the last day) of each month",
        Rule(every="month", month_days=(30,), start=date(2026, 1, 1)),
        *("2026-01-01", "2026-03-31", "2026-01-30 2026-02-28 2026-03-30"),
    ),
    (
        "on the 29th (or the last day), the 30th (or the last day) and the last day of each month",
        Rule(every="month", month_days=(29, 30, -1), start=date(2026, 2, 1)),  # one date, not three, in February
        *("2026-02-01", "2026-03-31", "2026-02-28 2026-03-29 2026-03-30 2026-03-31"),
    ),
    (
        "on the 22nd of every other month",
        Rule(every="month", interval=2, month_days=(22,), start=date(2025, 11, 30)),
        *("2025-11-01", "2026-05-31", "2026-01-22 2026-03-22 2026-05-22"),
    ),
    (
        "on the 3rd of every 3rd month",
        Rule(every="month", interval=3, start=date(2025, 11, 3)),
        *("2025-01-01", "2026-06-30", "2025-11-03 2026-02-03 2026-05-03"),
    ),
    (
        "on the 29th (or the last day) of February each year",
        Rule(every="month", interval=12, start=date(2024, 2, 29)),
        *("2024-01-01", "2028-12-31", "2024-02-29 2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
    ),
    (
        "on the first Monday and the last Friday of each month",
        Rule(every="month", nth=((-1, 4), (1, 0)), start=date(2026, 1, 1)),
        *("2026-01-01", "2026-03-31", "2026-01-05 2026-01-30 2026-02-02 2026-02-27 2026-03-02 2026-03-27"),
    ),
    (
        "on the 15th and the third Wednesday of each month",
        Rule(every="month", month_days=(15,), nth=((3, 2),), start=date(2026, 4, 1)),  # both on 15 April: once
        *("2026-04-01", "2026-05-31", "2026-04-15 2026-05-15 2026-05-20"),
    ),
]


@pytest.mark.parametrize(("words", "rule", "first", "last", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_a_rule_falls_on_these_dates_and_says_so(words: str, rule: Rule, first: str, last: str, expected: str) -> None:
    found = rule.dates(date.fromisoformat(first), date.fromisoformat(last))
    assert [day.isoformat() for day in found] == expected.split()
    assert rule.in_words() == words


def falls_on(rule: Rule, day: date) -> bool:
    """Ask the judge."""
    return walker.falls_on(
        day,
        every=rule.every,
        interval=rule.interval,
        weekdays=rule.weekdays,
        month_days=rule.month_days,
        nth=rule.nth,
        start=rule.start,
        until=rule.until,
        week_start=rule.week_start,
    )


days_of_week = st.integers(0, 6)
dates_in_scope = st.dates(FIRST, LAST)
# Half of them at the hours at which clocks leap.
walls = st.builds(time, st.sampled_from((0, 1, 2, 23)) | st.integers(0, 23), st.integers(0, 59))


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw any rule that makes sense, half of them short-paced."""
    every: Literal["day", "week", "month"] = draw(st.sampled_from(("day", "week", "month")))
    start = draw(dates_in_scope)
    weekdays = draw(st.lists(days_of_week, max_size=4)) if every == "week" else []
    month_days = draw(st.lists(st.integers(1, 31) | st.just(-1), max_size=3)) if every == "month" else []
    places = st.tuples(st.sampled_from((1, 2, 3, 4, -1)), days_of_week)
    nth = draw(st.lists(places, max_size=2)) if every == "month" else []
    return Rule(
        every=every,
        interval=draw(st.integers(1, 4) | st.integers(1, 60)),
        weekdays=tuple(weekdays),
        month_days=tuple(month_days),
        nth=tuple(nth),
        start=start,
        until=draw(st.none() | st.dates(start, date(2032, 12, 31))),
        week_start=draw(days_of_week),
    )


@given(rules(), dates_in_scope, st.integers(0, 800))
@examples(300)
def test_a_rule_falls_on_the_days_that_the_judge_says_and_on_no_other(rule: Rule, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    assert list(rule.dates(first, last)) == [d for d in walker.dates(first, last) if falls_on(rule, d)]


@given(rules(), dates_in_scope, st.integers(0, 400), st.integers(0, 400))
def test_a_rule_gives_the_same_dates_however_its_window_is_cut(rule: Rule, first: date, one: int, other: int) -> None:
    cut, last = first + timedelta(days=one), first + timedelta(days=one + other)
    parts = [*rule.dates(first, cut), *rule.dates(cut + timedelta(days=1), last)]
    assert parts == list(rule.dates(first, last))


@given(rules())
def test_a_rule_survives_being_written_down(rule: Rule) -> None:
    assert Rule.model_validate_json(rule.model_dump_json()) == rule


@given(rules(), walls, st.sampled_from(ZONES), dates_in_scope, st.integers(0, 500), st.floats(0, 1))
@examples(300)
def test_each_due_date_has_one_instant_on_it_in_order_however_time_is_split(
    rule: Rule, wall: time, zone_name: str, first: date, length: int, share: float
) -> None:
    zone = ZoneInfo(zone_name)
    # Noon in Greenwich cuts the first and the last local date in two somewhere in the world.
    after = datetime.combine(first, time(12), UTC)
    until = after + timedelta(days=length)
    found = list(occurrences(rule, wall, zone, after, until))

    assert all(after < at <= until for _, at in found)
    assert all(earlier < later for (_, earlier), (_, later) in pairwise(found))
    assert all(at.astimezone(zone).date() == day for day, at in found)
    for day, at in found:
        if at.astimezone(zone).time() != wall:
            walk = walker.walk_around(zone, day, day)
            assert not walk.shows(walker.wall_of(day, wall.hour * 60 + wall.minute)), "no gap forbids it"
    # Nothing is missing: the judge's days well within the window are all there.
    inner = walker.dates(first + timedelta(days=2), first + timedelta(days=length - 2))
    assert {day for day in inner if falls_on(rule, day)} <= {day for day, _ in found}
    assert all(falls_on(rule, day) for day, _ in found)

    cut = after + share * (until - after)
    parts = [*occurrences(rule, wall, zone, after, cut), *occurrences(rule, wall, zone, cut, until)]
    assert parts == found


@given(rules(), walls, st.sampled_from(ZONES), dates_in_scope)
def test_going_from_one_occurrence_to_the_next_leaves_none_out(
    rule: Rule, wall: time, zone_name: str, first: date
) -> None:
    zone = ZoneInfo(zone_name)
    after = datetime.combine(first, time(12), UTC)
    until = after + timedelta(days=90)
    stepped: list[tuple[date, datetime]] = []
    here = after
    while (found := next_occurrence(rule, wall, zone, here)) and found[1] <= until:
        stepped.append(found)
        here = found[1]
    assert stepped == list(occurrences(rule, wall, zone, after, until))


def test_an_occurrence_at_the_edge_of_a_window_belongs_to_the_one_that_ends_with_it() -> None:
    berlin, daily = zone_named("Europe/Berlin"), Rule(every="day", start=date(2026, 3, 2))
    nine = datetime(2026, 3, 2, 8, tzinfo=UTC)
    before = list(occurrences(daily, time(9), berlin, nine - timedelta(minutes=1), nine))
    assert before == [(date(2026, 3, 2), nine)]
    assert list(occurrences(daily, time(9), berlin, nine, nine + timedelta(minutes=1))) == []


def test_a_window_in_another_zone_is_the_same_window() -> None:
    berlin, daily = zone_named("Europe/Berlin"), Rule(every="day", start=date(2025, 10, 1))
    after, until = datetime(2025, 10, 25, 12, tzinfo=UTC), datetime(2025, 10, 27, 12, tzinfo=UTC)
    told_there = occurrences(daily, time(2, 30), berlin, after.astimezone(berlin), until.astimezone(berlin))
    assert list(told_there) == [
        (date(2025, 10, 26), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),
        (date(2025, 10, 27), datetime(2025, 10, 27, 1, 30, tzinfo=UTC)),
    ]


def test_after_its_last_date_a_rule_has_no_next_occurrence() -> None:
    berlin = zone_named("Europe/Berlin")
    once = Rule.once(date(2026, 3, 12))
    due = instant(date(2026, 3, 12), time(9), berlin)
    assert next_occurrence(once, time(9), berlin, due - timedelta(seconds=1)) == (date(2026, 3, 12), due)
    assert next_occurrence(once, time(9), berlin, due) is None


def test_a_window_far_from_the_start_is_found_in_step_with_it() -> None:
    fortnightly = Rule(every="week", interval=2, weekdays=(3,), start=date(1970, 1, 1))
    assert list(fortnightly.dates(date(2026, 3, 1), date(2026, 3, 31))) == [date(2026, 3, 12), date(2026, 3, 26)]


def test_no_rule_reaches_past_the_end_of_the_calendar() -> None:
    daily = Rule(every="day", start=date(2999, 12, 30), until=date(3999, 1, 1))
    assert list(daily.dates(date(2026, 1, 1), date.max)) == [date(2999, 12, 30), LATEST]
    assert next_occurrence(daily, time(9), zone_named("UTC"), datetime(3000, 1, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"every": "year"}, "every"),
        ({"every": "day", "interval": 0}, "greater than or equal to 1"),
        ({"every": "day", "interval": 367}, "less than or equal to 366"),
        ({"every": "day", "weekdays": (1,)}, "every Monday and Thursday"),
        ({"every": "month", "weekdays": (1,)}, "every Monday and Thursday"),
        ({"every": "week", "weekdays": (7,)}, "A weekday is 0"),
        ({"every": "week", "month_days": (1,)}, "on the 1st of each month"),
        ({"every": "week", "nth": ((1, 1),)}, "on the 1st of each month"),
        ({"every": "month", "month_days": (0,)}, "1 to 31"),
        ({"every": "month", "month_days": (32,)}, "1 to 31"),
        ({"every": "month", "month_days": (-2,)}, "1 to 31"),
        ({"every": "month", "nth": ((5, 0),)}, "the last Friday"),
        ({"every": "month", "nth": ((0, 0),)}, "the last Friday"),
        ({"every": "month", "nth": ((1, 7),)}, "the last Friday"),
        ({"every": "day", "until": date(2026, 2, 28)}, "ends before it starts"),
        ({"every": "day", "start": date(1899, 12, 31)}, "1900"),
        ({"every": "day", "start": date(3000, 1, 1)}, "2999"),
        ({"every": "day", "week_start": 7}, "week_start"),
        ({"every": "day", "hour": 9}, "hour"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Rule.model_validate({"start": date(2026, 3, 1), **wrong})
