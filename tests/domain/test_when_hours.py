"""Working time: when somebody may be written to. Tables of literal instants, and a count of minutes, walked."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.when import Hours, NoWorkingDay
from tests.domain import walker
from tests.examples import examples

OFFICE = frozenset({0, 1, 2, 3, 4})
WHOLE_WEEK = frozenset(range(7))


def z(text: str) -> datetime:
    """Read an instant such as "2026-03-06T17:00Z"."""
    return datetime.fromisoformat(text)


def berlin(begins: str = "09:00", ends: str = "18:00", off: tuple[str, ...] = ()) -> Hours:
    """Return a Berlin office's hours."""
    return Hours(
        zone_name="Europe/Berlin",
        days=OFFICE,
        begins=time.fromisoformat(begins),
        ends=time.fromisoformat(ends),
        off=frozenset(date.fromisoformat(day) for day in off),
    )


# 6 March 2026 is a Friday; Berlin is an hour ahead of UTC until 29 March.
@pytest.mark.parametrize(
    ("now", "is_open", "opens"),
    [
        ("2026-03-06T07:59Z", False, "2026-03-06T08:00Z"),
        ("2026-03-06T08:00Z", True, "2026-03-06T08:00Z"),
        ("2026-03-06T12:34Z", True, "2026-03-06T12:34Z"),
        ("2026-03-06T16:59Z", True, "2026-03-06T16:59Z"),
        ("2026-03-06T17:00Z", False, "2026-03-09T08:00Z"),  # the evening is not working time
        ("2026-03-07T10:00Z", False, "2026-03-09T08:00Z"),  # Saturday
        ("2026-03-27T20:00Z", False, "2026-03-30T07:00Z"),  # over the weekend in which summer time begins
        ("2026-10-23T20:00Z", False, "2026-10-26T08:00Z"),  # …and in which it ends
        ("2026-03-10T10:00Z", False, "2026-03-12T08:00Z"),  # two days off
    ],
)
def test_hours_are_open_from_the_digest_to_the_evening(now: str, is_open: bool, opens: str) -> None:
    hours = berlin(off=("2026-03-10", "2026-03-11"))
    assert hours.contains(z(now)) is is_open
    assert hours.next_open(z(now)) == z(opens)


@pytest.mark.parametrize(
    ("now", "added", "expected"),
    [
        ("2026-03-06T08:00Z", timedelta(hours=3), "2026-03-06T11:00Z"),
        ("2026-03-06T16:00Z", timedelta(hours=3), "2026-03-09T10:00Z"),  # one on Friday, two on Monday
        ("2026-03-07T10:00Z", timedelta(hours=3), "2026-03-09T11:00Z"),
        ("2026-03-06T14:00Z", timedelta(hours=3), "2026-03-09T08:00Z"),  # would end with the day: next begin
        ("2026-03-06T08:00Z", timedelta(hours=45), "2026-03-13T08:00Z"),  # a week of nine hours a day
        ("2026-03-27T16:30Z", timedelta(hours=1), "2026-03-30T07:30Z"),  # over the change of clocks
        ("2026-03-06T20:00Z", timedelta(), "2026-03-09T08:00Z"),
    ],
)
def test_working_time_is_added_within_hours_only(now: str, added: timedelta, expected: str) -> None:
    assert berlin().add(z(now), added) == z(expected)


def test_the_night_on_which_clocks_move_is_an_hour_shorter_or_longer() -> None:
    nights = Hours(zone_name="Europe/Berlin", days=frozenset({6}), begins=time(0), ends=time(6))
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)
    assert nights.end_of(spring) - nights.begin_of(spring) == timedelta(hours=5)
    assert nights.end_of(autumn) - nights.begin_of(autumn) == timedelta(hours=7)
    assert nights.add(nights.begin_of(spring), timedelta(hours=4)) == z("2026-03-29T03:00Z")
    assert nights.add(nights.begin_of(autumn), timedelta(hours=4)) == z("2026-10-25T02:00Z")


def test_hours_that_fall_into_a_gap_are_passed_over() -> None:
    brief = Hours(zone_name="Europe/Berlin", days=frozenset({6}), begins=time(2, 10), ends=time(2, 50))
    skipped = date(2026, 3, 29)
    assert brief.begin_of(skipped) == brief.end_of(skipped) == z("2026-03-29T01:00Z")
    assert not brief.contains(z("2026-03-29T01:00Z"))
    assert brief.next_open(z("2026-03-28T12:00Z")) == z("2026-04-05T00:10Z")
    assert brief.add(z("2026-03-28T12:00Z"), timedelta(minutes=40)) == z("2026-04-12T00:10Z")


def test_an_evening_that_a_gap_cuts_off_ends_a_minute_before_it() -> None:
    nuuk = Hours(zone_name="America/Nuuk", days=WHOLE_WEEK, begins=time(22), ends=time(23, 30))
    assert nuuk.contains(z("2025-03-30T00:58Z"))
    assert not nuuk.contains(z("2025-03-30T00:59Z"))
    assert nuuk.next_open(z("2025-03-30T00:59Z")) == z("2025-03-30T23:00Z")


def test_clocks_that_go_back_over_midnight_do_not_close_a_day_that_has_begun() -> None:
    # Until 2011 clocks in St. John's went from 00:01 back to 23:01: on the wall, Saturday came twice.
    newfoundland = Hours(zone_name="America/St_Johns", days=frozenset({6}), begins=time(0), ends=time(8))
    begin = z("2010-11-07T02:30Z")
    assert newfoundland.begin_of(date(2010, 11, 7)) == begin
    after_leap = begin + timedelta(minutes=30)
    assert newfoundland.local_date(after_leap) == date(2010, 11, 6)
    assert newfoundland.contains(after_leap)
    assert newfoundland.next_open(after_leap) == after_leap


@pytest.mark.parametrize(
    ("day", "after"),
    [
        ("2026-03-06", "2026-03-09"),
        ("2026-03-07", "2026-03-09"),
        ("2026-03-09", "2026-03-12"),
        ("2026-03-12", "2026-03-13"),
    ],
)
def test_the_next_working_day_is_none_of_those_off(day: str, after: str) -> None:
    hours = berlin(off=("2026-03-10", "2026-03-11"))
    assert hours.next_working_day(date.fromisoformat(day)) == date.fromisoformat(after)


@pytest.mark.parametrize(
    ("due", "boundary"),
    [
        ("2026-03-05T09:00Z", "2026-03-06T17:00Z"),
        ("2026-03-06T09:00Z", "2026-03-09T17:00Z"),  # Friday: Monday evening
        ("2026-03-08T09:00Z", "2026-03-09T17:00Z"),  # Sunday: Monday evening
        ("2026-03-08T23:30Z", "2026-03-12T17:00Z"),  # Monday already, in Berlin; then two days off
        ("2026-03-27T09:00Z", "2026-03-30T16:00Z"),
    ],
)
def test_the_next_working_day_ends_on_the_persons_clock(due: str, boundary: str) -> None:
    hours = berlin(off=("2026-03-10", "2026-03-11"))
    assert hours.end_of_next_working_day(z(due)) == z(boundary)


def test_days_off_without_end_are_told_and_not_searched_for_ever() -> None:
    begun = date(2026, 1, 1)
    off = frozenset(begun + timedelta(days=days) for days in range(-450, 450))
    hours = Hours(zone_name="UTC", days=WHOLE_WEEK, begins=time(9), ends=time(17), off=off)
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    assert not hours.contains(now)
    with pytest.raises(NoWorkingDay, match="Shorten the time off"):
        hours.next_open(now)
    with pytest.raises(NoWorkingDay):
        hours.add(now, timedelta(hours=1))
    with pytest.raises(NoWorkingDay):
        hours.end_of_next_working_day(now)
    with pytest.raises(NoWorkingDay) as refused:
        hours.next_working_day(begun)
    assert refused.value.day == begun


def test_a_year_of_leave_is_waited_for() -> None:
    off = frozenset(date(2026, 1, 1) + timedelta(days=days) for days in range(365))
    hours = Hours(zone_name="UTC", days=WHOLE_WEEK, begins=time(9), ends=time(17), off=off)
    assert hours.next_open(datetime(2026, 1, 1, 12, tzinfo=UTC)) == datetime(2027, 1, 1, 9, tzinfo=UTC)


def test_four_hundred_days_are_searched_and_not_one_more() -> None:
    now, begun = datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)

    def away(days: int) -> Hours:
        off = frozenset(begun + timedelta(days=count) for count in range(days))
        return Hours(zone_name="UTC", days=WHOLE_WEEK, begins=time(9), ends=time(17), off=off)

    assert away(400).next_open(now) == datetime(2027, 2, 5, 9, tzinfo=UTC)
    with pytest.raises(NoWorkingDay):
        away(401).next_open(now)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"days": frozenset()}, "at least one working day"),
        ({"days": frozenset({7})}, "at least one working day"),
        ({"begins": time(18)}, "ends before it begins"),
        ({"begins": time(18, 1)}, "ends before it begins"),
        ({"begins": time(9, tzinfo=UTC), "ends": time(18, tzinfo=UTC)}, "zone is given apart"),
        ({"begins": time(9, tzinfo=UTC)}, "zone is given apart"),
        ({"zone_name": "Europe/Berln"}, "One that exists is Europe/Berlin"),
        ({"lunch": time(12)}, "lunch"),
    ],
)
def test_hours_that_nobody_could_keep_are_refused(wrong: dict[str, object], said: str) -> None:
    fine = {"zone_name": "Europe/Berlin", "days": OFFICE, "begins": time(9), "ends": time(18)}
    with pytest.raises(ValidationError, match=said):
        Hours.model_validate(fine | wrong)


def test_less_than_no_working_time_is_refused() -> None:
    with pytest.raises(ValueError, match="only be added"):
        berlin().add(z("2026-03-06T08:00Z"), timedelta(minutes=-1))


def test_hours_refuse_an_instant_without_a_zone() -> None:
    naive = datetime(2026, 3, 6, 12)  # noqa: DTZ001 the mistake itself
    for ask in (berlin().contains, berlin().next_open, berlin().local_date, berlin().end_of_next_working_day):
        with pytest.raises(ValueError, match="naive"):
            ask(naive)
    with pytest.raises(ValueError, match="naive"):
        berlin().add(naive, timedelta(hours=1))


def test_an_instant_told_on_another_clock_gives_the_same_answers() -> None:
    nights = Hours(zone_name="Europe/Berlin", days=frozenset({6}), begins=time(0), ends=time(6))
    there = z("2026-03-29T00:30Z").astimezone(ZoneInfo("Europe/Berlin"))
    assert nights.next_open(there) == z("2026-03-29T00:30Z")
    assert nights.add(there, timedelta(hours=2)) == z("2026-03-29T02:30Z")


# ---------------------------------------------------------------- any hours, around any leap
@lru_cache(maxsize=1)
def leaps() -> list[tuple[str, date]]:
    """Return zones of every temper with the dates on which their clocks leap, 2025 to 2027."""
    names = ("Europe/Berlin", "America/New_York", "America/Nuuk", "America/Santiago", "Asia/Beirut")
    more = ("Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca", "Asia/Kathmandu")
    found = [("Asia/Kathmandu", date(2026, 6, 15))]
    for name in names + more:
        for at, before, _ in walker.leaps(ZoneInfo(name), date(2025, 1, 1), date(2027, 12, 31), walker.DAY):
            found.append((name, walker.date_of(at + before)))
    return found


WALKED = 5


@lru_cache(maxsize=256)
def walk_near(zone_name: str, leap: date) -> walker.Walk:
    """Walk along the days around a leap, once for all examples."""
    around = timedelta(days=WALKED)
    return walker.walk_around(ZoneInfo(zone_name), leap - around, leap + around)


@st.composite
def hours_near_leaps(draw: st.DrawFn) -> tuple[Hours, date]:
    """Draw hours, half of them by night, and a date on which the clocks of their zone leap."""
    zone_name, leap = draw(st.sampled_from(leaps()))
    begins = draw(st.integers(0, 200) | st.integers(0, 1438))
    ends = draw(st.integers(begins + 1, min(begins + 200, 1439)) | st.integers(begins + 1, 1439))
    around = timedelta(days=WALKED)
    hours = Hours(
        zone_name=zone_name,
        days=draw(st.frozensets(st.integers(0, 6), min_size=1)),
        begins=time(begins // 60, begins % 60),
        ends=time(ends // 60, ends % 60),
        off=draw(st.frozensets(st.dates(leap - around, leap + around), max_size=4)),
    )
    return hours, leap


minutes = st.integers(0, 3 * 1440)
few = st.integers(0, 90) | st.integers(0, 1200)


@given(hours_near_leaps(), minutes, few)
@examples(200)
def test_adding_working_time_counts_the_minutes_that_a_walk_counts(
    drawn: tuple[Hours, date], later: int, count: int
) -> None:
    hours, leap = drawn
    around = timedelta(days=WALKED)
    open_minutes = walker.working_minutes(
        walk_near(hours.zone_name, leap),
        leap - around,
        leap + around,
        hours.days,
        hours.begins.hour * 60 + hours.begins.minute,
        hours.ends.hour * 60 + hours.ends.minute,
        hours.off,
    )
    now = walker.wall_of(leap - timedelta(days=2)) + later
    assert hours.contains(walker.moment_of(now)) == (now in open_minutes)
    to_come = [minute for minute in open_minutes if minute >= now]
    if to_come:
        assert hours.next_open(walker.moment_of(now)) == walker.moment_of(to_come[0])
    if count < len(to_come):
        assert hours.add(walker.moment_of(now), timedelta(minutes=count)) == walker.moment_of(to_come[count])


@given(hours_near_leaps(), minutes, few, few)
@examples(200)
def test_working_time_adds_up_and_never_leads_outside_of_hours(
    drawn: tuple[Hours, date], later: int, some: int, more: int
) -> None:
    hours, leap = drawn
    now = walker.moment_of(walker.wall_of(leap - timedelta(days=2)) + later) + timedelta(seconds=17)
    one, other = timedelta(minutes=some, seconds=5), timedelta(minutes=more)
    at = hours.add(now, one)
    assert at >= now + one
    assert hours.contains(at)
    assert hours.add(at, other) == hours.add(now, one + other)
    assert hours.add(now, timedelta()) == hours.next_open(now)


@given(hours_near_leaps(), minutes, few)
@examples(200)
def test_opening_is_found_once_for_all_and_in_order(drawn: tuple[Hours, date], later: int, wait: int) -> None:
    hours, leap = drawn
    now = walker.moment_of(walker.wall_of(leap - timedelta(days=2)) + later)
    opens = hours.next_open(now)
    assert opens >= now
    assert hours.contains(opens)
    assert hours.next_open(opens) == opens
    assert (opens == now) == hours.contains(now)
    assert hours.next_open(now + timedelta(minutes=wait)) >= opens


@given(hours_near_leaps(), st.integers(-WALKED, WALKED))
@examples(200)
def test_no_working_day_lies_between_a_day_and_the_next_one(drawn: tuple[Hours, date], days: int) -> None:
    hours, leap = drawn
    day = leap + timedelta(days=days)
    after = hours.next_working_day(day)
    assert after > day
    assert hours.is_working_day(after)
    assert after.weekday() in hours.days
    assert after not in hours.off
    assert not any(hours.is_working_day(d) for d in walker.dates(day + timedelta(days=1), after) if d != after)


@given(hours_near_leaps(), minutes)
@examples(200)
def test_what_is_due_is_never_missed_on_the_day_it_is_due(drawn: tuple[Hours, date], later: int) -> None:
    hours, leap = drawn
    now = walker.moment_of(walker.wall_of(leap - timedelta(days=2)) + later)
    boundary = hours.end_of_next_working_day(now)
    assert boundary > now
    assert hours.local_date(boundary) == hours.next_working_day(hours.local_date(now))


def test_hours_survive_being_written_down() -> None:
    hours = berlin(off=("2026-12-25", "2026-12-26"))
    assert Hours.model_validate_json(hours.model_dump_json()) == hours
