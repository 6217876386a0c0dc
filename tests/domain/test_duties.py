"""Duties: late and missed, what stands in which digest and in which order, what can be undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duties import Duty, digest_of, is_late, missed_at, reach_of_digest
from bot.domain.when import Hours

BERLIN = Hours(zone_name="Europe/Berlin", days=frozenset(range(5)), begins=time(9), ends=time(18))
DUTY = Duty(
    id=1,
    workspace_id=1,
    strategy_id=1,
    strategy_name="Social",
    channel="C1",
    kind="publish",
    title="Tip of the day",
    role_id=1,
    role_title="Editor",
    due_at=datetime(2026, 3, 30, 8, tzinfo=UTC),
    zone="Europe/Berlin",
    state="open",
    version=1,
)


def utc(text: str) -> datetime:
    """Read "2026-03-30 08:00" as UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("settled", "late"),
    [("2026-03-30 07:00", False), ("2026-03-30 09:00", False), ("2026-03-30 09:01", True), (None, False)],
)
def test_done_over_an_hour_after_it_was_due_is_late(settled: str | None, late: bool) -> None:
    assert is_late(replace(DUTY, state="done", settled_at=utc(settled) if settled else None)) is late


def test_what_was_skipped_is_not_late() -> None:
    assert not is_late(replace(DUTY, state="skipped", settled_at=utc("2026-03-31 08:00")))


@pytest.mark.parametrize(
    ("due", "missed"),
    [
        ("2026-03-30 08:00", "2026-03-31 16:00"),  # Monday: Tuesday evening
        ("2026-03-27 15:00", "2026-03-30 16:00"),  # Friday, in winter time: Monday evening, in summer time
        ("2026-03-28 10:00", "2026-03-30 16:00"),  # Saturday
        ("2026-03-29 22:30", "2026-03-31 16:00"),  # half past midnight on Monday, on the wall
        ("2026-10-23 08:00", "2026-10-26 17:00"),  # Friday in summer time: Monday in winter time
    ],
)
def test_missed_at_the_end_of_the_next_working_day(due: str, missed: str) -> None:
    assert missed_at(utc(due), None, BERLIN) == utc(missed)


@pytest.mark.parametrize(
    ("until", "missed"),
    [
        ("2026-03-30 12:00", "2026-03-31 16:00"),  # put off within the time that there is: nothing changes
        ("2026-04-01 08:00", "2026-04-01 11:00"),  # three hours at least
        ("2026-04-01 14:00", "2026-04-02 08:00"),  # and working ones: two on that day, one on the next
    ],
)
def test_put_off_beyond_that_there_are_three_working_hours(until: str, missed: str) -> None:
    assert missed_at(DUTY.due_at, utc(until), BERLIN) == utc(missed)


def test_a_digest_looks_ahead_to_the_hour_after_the_next() -> None:
    friday = utc("2026-04-03 07:00")
    assert reach_of_digest(friday, BERLIN) == utc("2026-04-06 08:00")
    assert reach_of_digest(utc("2026-03-30 07:00"), BERLIN) == utc("2026-03-31 08:00")


def test_overdue_comes_first_each_in_the_order_of_its_time() -> None:
    now = utc("2026-03-31 07:00")
    later, sooner = (
        replace(DUTY, id=2, due_at=utc("2026-03-31 13:00")),
        replace(DUTY, id=3, due_at=utc("2026-03-31 07:00")),
    )
    old = replace(DUTY, id=4, due_at=utc("2026-03-27 08:00"))
    done = replace(DUTY, id=5, state="done")
    beyond = replace(DUTY, id=6, due_at=utc("2026-04-01 08:00"))
    digest = digest_of([later, done, DUTY, beyond, sooner, old], now, utc("2026-04-01 08:00"))
    assert [d.id for d in digest.overdue] == [4, 1]
    assert [d.id for d in digest.today] == [3, 2]
    assert [d.id for d in digest.settled] == [5]


def test_what_was_put_off_stands_where_it_was_put_off_to() -> None:
    put_off = replace(DUTY, snoozed_until=utc("2026-03-31 12:00"))
    digest = digest_of([put_off], utc("2026-03-31 07:00"), utc("2026-04-01 08:00"))
    assert digest.today == (put_off,)
    assert digest_of([put_off], utc("2026-03-30 07:00"), utc("2026-03-31 08:00")).is_empty


def test_put_off_ends_with_its_time_and_with_the_duty() -> None:
    put_off = replace(DUTY, snoozed_until=utc("2026-03-30 12:00"))
    assert put_off.is_put_off(utc("2026-03-30 11:59"))
    assert not put_off.is_put_off(utc("2026-03-30 12:00"))
    assert not replace(put_off, state="done").is_put_off(utc("2026-03-30 11:59"))


def test_undo_is_there_for_ten_minutes() -> None:
    changed = replace(DUTY, last_change=7, changed_at=utc("2026-03-30 08:00"))
    assert changed.can_be_undone(utc("2026-03-30 08:10"))
    assert not changed.can_be_undone(utc("2026-03-30 08:11"))
    assert not DUTY.can_be_undone(utc("2026-03-30 08:00"))


INSTANTS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: utc("2026-01-01 00:00") + timedelta(minutes=minutes))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)
ZONES = st.sampled_from(
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago", "Pacific/Apia"]
)


@given(INSTANTS, DAYS, ZONES)
def test_every_duty_stands_in_a_digest_that_comes_before_it_is_due(
    due: datetime, days: frozenset[int], zone: str
) -> None:
    """Whenever it is due: the last digest an hour or more ahead of it reaches it, and it is not overdue there."""
    hours = Hours(zone_name=zone, days=days, begins=time(9), ends=time(18))
    day = hours.local_date(due)
    ahead = hours.begin_of(day)
    while not hours.is_working_day(day) or ahead + timedelta(hours=1) > due:
        day -= timedelta(days=1)
        ahead = hours.begin_of(day)
    found = digest_of([replace(DUTY, due_at=due)], ahead, reach_of_digest(ahead, hours))
    assert len(found.today) == 1


@given(INSTANTS, DAYS, ZONES)
def test_nothing_is_missed_before_a_whole_working_day_was_left(due: datetime, days: frozenset[int], zone: str) -> None:
    hours = Hours(zone_name=zone, days=days, begins=time(9), ends=time(18))
    missed = missed_at(due, None, hours)
    assert hours.local_date(missed) > hours.local_date(due)
    assert hours.contains(missed - timedelta(minutes=1))
    assert not hours.contains(missed)
