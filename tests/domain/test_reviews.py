"""Reviews: when one opens and closes, what it counts, and what a reply records."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duties import Duty, DutyKind, DutyState
from bot.domain.reviews import Activity, as_of, closes_at, counted, next_review, recorded, tally, week_under_review
from bot.domain.when import Hours, zone_named

BERLIN = "Europe/Berlin"
FRIDAY = datetime(2026, 4, 3, 13, 0, tzinfo=UTC)  # 15:00 in Berlin


def at(text: str) -> datetime:
    """Read a moment on Berlin's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone_named(BERLIN)).astimezone(UTC)


def duty(
    due: str, state: DutyState = "open", settled: str | None = None, kind: DutyKind = "publish", number: int = 1
) -> Duty:
    """Make a duty that was due, and perhaps settled, at a moment in Berlin."""
    return Duty(
        id=number,
        workspace_id=1,
        strategy_id=1,
        strategy_name="Social",
        channel="C1",
        kind=kind,
        title="Tip of the day",
        role_id=1,
        role_title="Editor",
        due_at=at(due),
        zone=BERLIN,
        state=state,
        version=1,
        settled_at=at(settled) if settled else None,
    )


# ---------------------------------------------------------------- when


@pytest.mark.parametrize(
    ("after", "zone", "weekday", "wall", "opens"),
    [
        ("2026-03-30T05:30Z", BERLIN, 4, time(15), "2026-04-03T13:00Z"),
        ("2026-04-03T12:59Z", BERLIN, 4, time(15), "2026-04-03T13:00Z"),
        ("2026-04-03T13:00Z", BERLIN, 4, time(15), "2026-04-10T13:00Z"),
        ("2026-03-27T13:59Z", BERLIN, 4, time(15), "2026-03-27T14:00Z"),  # winter still
        ("2026-03-28T00:00Z", BERLIN, 6, time(2, 30), "2026-03-29T01:00Z"),  # skipped: the first instant after the gap
        ("2026-10-24T00:00Z", BERLIN, 6, time(2, 30), "2026-10-25T00:30Z"),  # repeated: the first of the two
        ("2026-04-03T00:00Z", "Pacific/Kiritimati", 4, time(15), "2026-04-03T01:00Z"),
        ("2026-04-03T01:00Z", "Pacific/Kiritimati", 4, time(15), "2026-04-10T01:00Z"),
    ],
)
def test_the_next_review_is_the_first_one_later_than_now(
    after: str, zone: str, weekday: int, wall: time, opens: str
) -> None:
    assert next_review(datetime.fromisoformat(after), zone, weekday, wall) == datetime.fromisoformat(opens)


@given(
    after=st.integers(0, 7 * 366 * 24 * 60).map(lambda m: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=m)),
    zone=st.sampled_from([BERLIN, "America/New_York", "Pacific/Apia", "Asia/Kathmandu", "America/Nuuk", "UTC"]),
    weekday=st.integers(0, 6),
    hour=st.integers(0, 23),
)
def test_a_review_comes_within_eight_days_on_its_weekday_and_each_on_a_week_of_its_own(
    after: datetime, zone: str, weekday: int, hour: int
) -> None:
    first = next_review(after, zone, weekday, time(hour))
    second = next_review(first, zone, weekday, time(hour))
    assert after < first <= after + timedelta(days=8)
    assert first.astimezone(zone_named(zone)).weekday() == weekday
    assert week_under_review(second, zone, 0) - week_under_review(first, zone, 0) == timedelta(days=7)


@pytest.mark.parametrize(
    ("opens", "week_start", "week"),
    [
        ("2026-04-03T13:00Z", 0, date(2026, 3, 30)),
        ("2026-04-03T13:00Z", 6, date(2026, 3, 29)),
        ("2026-04-05T21:59Z", 0, date(2026, 3, 30)),
        ("2026-04-05T22:00Z", 0, date(2026, 4, 6)),
    ],
)
def test_a_review_belongs_to_the_plans_own_week(opens: str, week_start: int, week: date) -> None:
    assert week_under_review(datetime.fromisoformat(opens), BERLIN, week_start) == week


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("2026-03-30T15:00", "2026-04-01T15:00"),
        ("2026-04-01T20:00", "2026-04-06T09:00"),  # two days later it is Friday evening
        ("2026-04-03T15:00", "2026-04-06T09:00"),  # … or Sunday
        ("2026-04-01T17:59", "2026-04-03T17:59"),
    ],
)
def test_a_review_closes_after_two_days_when_the_team_next_works(opens: str, closes: str) -> None:
    hours = Hours(zone_name=BERLIN, days=frozenset(range(5)), begins=time(9), ends=time(18))
    assert closes_at(at(opens), hours) == at(closes)


# ---------------------------------------------------------------- what it counts


def test_a_tally_counts_each_end_once() -> None:
    some = [
        duty("2026-03-30T10:00", "done", "2026-03-30T10:00"),
        duty("2026-03-30T10:00", "done", "2026-03-30T11:00"),
        duty("2026-03-30T10:00", "done", "2026-03-30T11:01"),
        duty("2026-03-30T10:00", "scheduled", "2026-03-30T12:00"),
        duty("2026-03-30T10:00", "skipped", "2026-03-30T12:00"),
        duty("2026-03-30T10:00", "missed", "2026-03-31T18:00"),
        duty("2026-04-03T10:00"),
    ]
    found = tally(some)
    assert found == Activity(done=3, late=1, missed=1, skipped=1, open=1)
    assert found.planned == len(some)


def test_what_was_settled_later_was_still_open_then() -> None:
    missed = duty("2026-04-03T10:00", "missed", "2026-04-06T18:00")
    assert as_of(missed, at("2026-04-06T09:00")).is_open
    assert as_of(missed, at("2026-04-06T18:00")) == missed


def test_a_review_counts_from_the_opening_before_to_its_own() -> None:
    since, closed_before, closes = at("2026-04-03T15:00"), at("2026-04-06T09:00"), at("2026-04-13T09:00")
    before = duty("2026-04-03T10:00", "done", "2026-04-03T10:30", number=1)
    within = duty("2026-04-08T10:00", "done", "2026-04-08T10:30", number=2)
    numbers = duty("2026-04-09T15:00", "done", "2026-04-09T15:30", kind="measure", number=3)
    carried = duty("2026-04-03T10:00", "missed", "2026-04-06T18:00", number=4)
    found = counted([before, within, numbers, carried], since, closed_before, closes)
    assert [one.id for one in found] == [2, 4]


def test_without_a_review_before_nothing_earlier_is_carried() -> None:
    carried = duty("2026-03-20T10:00", "missed", "2026-04-06T18:00")
    assert counted([carried], at("2026-03-27T15:00"), None, at("2026-04-06T09:00")) == []


@given(
    due=st.integers(0, 21 * 24),
    settled=st.one_of(st.none(), st.integers(1, 400)),
    state=st.sampled_from(["done", "missed", "skipped", "scheduled"]),
)
def test_every_end_is_counted_in_exactly_one_of_the_reviews_that_follow(
    due: int, settled: int | None, state: DutyState
) -> None:
    """A duty may stand as open in several; its end, whatever it is, stands in one."""
    start = at("2026-03-27T15:00")
    one = duty("2026-03-27T15:00")
    one = replace(one, due_at=start + timedelta(hours=1 + due))
    if settled is not None:
        one = replace(one, state=state, settled_at=one.due_at + timedelta(hours=settled))
    ends = []
    for week in range(8):
        since = start + timedelta(weeks=week)
        opens, closes = since + timedelta(weeks=1), since + timedelta(weeks=1, days=3)
        closed_before = since + timedelta(days=3) if week else None
        found = [d for d in counted([one], since, closed_before, closes) if d.due_at <= opens]
        ends += [d for d in found if not d.is_open]
    assert len(ends) == (0 if settled is None else 1)


# ---------------------------------------------------------------- what a reply records


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Learning: short videos work", ("learning", "short videos work")),
        ("learning - short videos work", ("learning", "short videos work")),
        ("  LEARNED: short videos work ", ("learning", "short videos work")),
        ("Learnt – lists work", ("learning", "lists work")),
        ("Decision: two a week, @ben", ("decision", "two a week, @ben")),
        ("decided: two a week", ("decision", "two a week")),
        ("Decision:\ntwo a week\nfrom Monday", ("decision", "two a week\nfrom Monday")),
        ("*Decision:* two a week", ("decision", "two a week")),
        ("_Learning_: lists work", ("learning", "lists work")),
        ("Decision-making was slow", None),
        ("Learning-by-doing is the way", None),
        ("Learning:", None),
        ("Learning:   ", None),
        ("Learning is fun", None),
        ("What a decision: none", None),
        ("I liked the oven photos", None),
        ("", None),
    ],
)
def test_a_reply_is_recorded_where_it_says_so(text: str, found: tuple[str, str] | None) -> None:
    assert recorded(text) == found


@given(st.text())
def test_any_reply_is_read_without_a_fuss(text: str) -> None:
    found = recorded(text)
    assert found is None or found[1].strip()
