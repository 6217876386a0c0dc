"""A wall time in a zone means one instant: a table of literal ones, and every minute around every leap, walked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.domain.when import (
    Rule,
    UnknownZone,
    instant,
    local,
    local_date,
    next_occurrence,
    occurrences,
    week_of,
    zone_named,
)
from tests.domain import walker

FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
NAMES = sorted(available_timezones())
REGIONS = sorted({name.split("/")[0] for name in NAMES})
Leap = tuple[int, int, int]

# zone, local date, wall time, instant in UTC. From the zones' published rules, worked out by hand.
INSTANTS = [
    ("Europe/Berlin", "2025-01-15", "09:00", "2025-01-15T08:00Z"),
    ("Europe/Berlin", "2025-07-15", "09:00", "2025-07-15T07:00Z"),
    ("Europe/Berlin", "2025-03-30", "01:59", "2025-03-30T00:59Z"),
    ("Europe/Berlin", "2025-03-30", "02:00", "2025-03-30T01:00Z"),  # skipped: 03:00
    ("Europe/Berlin", "2025-03-30", "02:30", "2025-03-30T01:00Z"),  # skipped: 03:00, not 03:30
    ("Europe/Berlin", "2025-03-30", "03:00", "2025-03-30T01:00Z"),
    ("Europe/Berlin", "2025-10-26", "02:30", "2025-10-26T00:30Z"),  # repeated: the first
    ("Europe/Berlin", "2025-10-26", "03:00", "2025-10-26T02:00Z"),
    ("Europe/London", "2025-03-30", "01:30", "2025-03-30T01:00Z"),
    ("Europe/London", "2025-10-26", "01:30", "2025-10-26T00:30Z"),
    ("Europe/London", "2025-10-26", "02:00", "2025-10-26T02:00Z"),
    ("America/New_York", "2025-03-09", "02:30", "2025-03-09T07:00Z"),
    ("America/New_York", "2025-11-02", "01:30", "2025-11-02T05:30Z"),
    ("America/New_York", "2025-11-02", "02:00", "2025-11-02T07:00Z"),
    ("Australia/Lord_Howe", "2025-10-05", "02:15", "2025-10-04T15:30Z"),  # a gap of half an hour
    ("Australia/Lord_Howe", "2025-10-05", "02:30", "2025-10-04T15:30Z"),
    ("Australia/Lord_Howe", "2025-04-06", "01:29", "2025-04-05T14:29Z"),
    ("Australia/Lord_Howe", "2025-04-06", "01:45", "2025-04-05T14:45Z"),
    ("Australia/Lord_Howe", "2025-04-06", "02:00", "2025-04-05T15:30Z"),
    ("Australia/Sydney", "2025-10-05", "02:30", "2025-10-04T16:00Z"),
    ("Australia/Sydney", "2025-04-06", "02:30", "2025-04-05T15:30Z"),
    ("Antarctica/Troll", "2025-03-30", "01:30", "2025-03-30T01:00Z"),  # a gap of two hours
    ("Antarctica/Troll", "2025-03-30", "02:30", "2025-03-30T01:00Z"),
    ("America/Nuuk", "2025-03-29", "22:59", "2025-03-30T00:59Z"),
    ("America/Nuuk", "2025-03-29", "23:00", "2025-03-30T00:59Z"),  # the gap ends on the next date
    ("America/Nuuk", "2025-03-29", "23:30", "2025-03-30T00:59Z"),
    ("America/Nuuk", "2025-03-30", "00:00", "2025-03-30T01:00Z"),
    ("America/Nuuk", "2025-10-25", "23:30", "2025-10-26T00:30Z"),
    ("America/Nuuk", "2025-10-26", "00:00", "2025-10-26T02:00Z"),
    ("America/Scoresbysund", "2024-03-30", "23:30", "2024-03-31T00:30Z"),  # changed its zone, no gap that year
    ("America/Scoresbysund", "2025-03-29", "23:30", "2025-03-30T00:59Z"),
    ("America/Scoresbysund", "2025-03-30", "09:00", "2025-03-30T10:00Z"),
    ("Asia/Kathmandu", "2025-06-01", "09:00", "2025-06-01T03:15Z"),
    ("America/Santiago", "2025-09-06", "23:59", "2025-09-07T03:59Z"),
    ("America/Santiago", "2025-09-07", "00:00", "2025-09-07T04:00Z"),  # midnight is skipped: 01:00
    ("America/Santiago", "2025-09-07", "00:30", "2025-09-07T04:00Z"),
    ("America/Santiago", "2025-04-05", "23:30", "2025-04-06T02:30Z"),
    ("America/Santiago", "2025-04-06", "00:00", "2025-04-06T04:00Z"),
    ("Africa/Cairo", "2025-04-25", "00:30", "2025-04-24T22:00Z"),
    ("Africa/Cairo", "2025-10-30", "23:30", "2025-10-30T20:30Z"),
    ("Africa/Cairo", "2025-10-31", "00:00", "2025-10-30T22:00Z"),
    ("Asia/Beirut", "2025-03-30", "00:15", "2025-03-29T22:00Z"),
    ("Asia/Beirut", "2025-10-25", "23:30", "2025-10-25T20:30Z"),
    ("Asia/Beirut", "2025-10-26", "00:00", "2025-10-25T22:00Z"),
    # Dates that never were: the last minute before them.
    ("Pacific/Apia", "2011-12-29", "23:59", "2011-12-30T09:59Z"),
    ("Pacific/Apia", "2011-12-30", "09:00", "2011-12-30T09:59Z"),
    ("Pacific/Apia", "2011-12-31", "00:00", "2011-12-30T10:00Z"),
    ("Pacific/Kwajalein", "1993-08-21", "12:00", "1993-08-21T11:59Z"),
]


@pytest.mark.parametrize(("zone", "day", "wall", "expected"), INSTANTS)
def test_a_wall_time_on_a_date_in_a_zone_is_this_instant(zone: str, day: str, wall: str, expected: str) -> None:
    found = instant(date.fromisoformat(day), time.fromisoformat(wall), zone_named(zone))
    assert found == datetime.fromisoformat(expected)
    assert found.tzinfo is UTC


def test_the_end_of_a_gap_is_found_to_the_second_whatever_the_wall_time() -> None:
    found = instant(date(2025, 3, 30), time(2, 59, 59, 999_999), zone_named("Europe/Berlin"))
    assert found == datetime(2025, 3, 30, 1, tzinfo=UTC)


def test_a_fold_on_the_wall_time_does_not_choose_the_second_one() -> None:
    found = instant(date(2025, 10, 26), time(2, 30, fold=1), zone_named("Europe/Berlin"))
    assert found == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)


def test_a_wall_time_with_a_zone_of_its_own_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        instant(date(2025, 3, 30), time(9, tzinfo=UTC), zone_named("Europe/Berlin"))


def neighbours(leap: Leap) -> tuple[list[date], range]:
    """Return the dates that a leap touches with one on either side, and its wall minutes with three hours more."""
    at, before, after = leap
    low, high = sorted((at + before, at + after))
    day = timedelta(days=1)
    around = list(walker.dates(walker.date_of(low) - day, walker.date_of(high) + day))
    return around, range(low - 180, high + 181)


def check_every_minute(zone: ZoneInfo, leap: Leap) -> int:
    """Hold `instant` to the walk on each minute around a leap; return how many were checked."""
    around, walls = neighbours(leap)
    walk = walker.walk_around(zone, around[0], around[-1])
    checked = 0
    for minute in {wall % walker.DAY for wall in walls}:
        wall = time(minute // 60, minute % 60)
        last = 0
        for day in around:
            due = walker.wall_of(day, minute)
            found = walker.minute_of(instant(day, wall, zone))
            where = f"{zone.key} {day} {wall}"
            assert found == walk.arrives(due), where
            shown = walker.shown(zone, found)
            assert shown // walker.DAY == due // walker.DAY, f"{where}: on another date"
            assert shown == due or not walk.shows(due), f"{where}: not at its wall time"
            assert found > last, f"{where}: not after the day before"
            last = found
            checked += 1
    return checked


def check_occurrences(zone: ZoneInfo, leap: Leap, stride: int) -> int:
    """Hold a daily thing to the walk, whole and split at and around a leap; return how many times were checked."""
    around, walls = neighbours(leap)
    walk = walker.walk_around(zone, around[0], around[-1])
    rule = Rule(every="day", start=around[0], until=around[-1])
    begin, end = walker.moment_of(walk.begin), walker.moment_of(walk.begin + len(walk.walls))
    cuts = [walker.moment_of(leap[0] + minutes) for minutes in (-60, -1, 0, 1, 60)]
    checked = 0
    for minute in sorted({wall % walker.DAY for wall in walls})[::stride]:
        wall = time(minute // 60, minute % 60)
        expected = [(day, walker.moment_of(walk.arrives(walker.wall_of(day, minute)))) for day in around]
        assert list(occurrences(rule, wall, zone, begin, end)) == expected, f"{zone.key} {wall}"
        edges = [begin, *cuts, end]
        split = [found for after, until in pairwise(edges) for found in occurrences(rule, wall, zone, after, until)]
        assert split == expected, f"{zone.key} {wall}, split"
        checked += 1
    return checked


@lru_cache(maxsize=1)
def leaps_unlike_each_other() -> Sequence[tuple[ZoneInfo, Leap]]:
    """Return each leap that any zone makes, once: zones that leap at one instant by one step behave alike there."""
    found: dict[Leap, ZoneInfo] = {}
    for name in NAMES:
        for leap in walker.leaps(ZoneInfo(name), FIRST, LAST, stride=walker.DAY):
            found.setdefault(leap, ZoneInfo(name))
    return [(zone, leap) for leap, zone in found.items()]


@pytest.mark.parametrize("quarter", range(4))
def test_every_minute_around_every_leap_is_where_a_walk_along_the_clock_finds_it(quarter: int) -> None:
    mine = leaps_unlike_each_other()[quarter::4]
    assert len(mine) > 50
    checked = sum(check_every_minute(zone, leap) for zone, leap in mine)
    assert checked > 1000 * len(mine)
    assert sum(check_occurrences(zone, leap, stride=60) for zone, leap in mine) > 5 * len(mine)


def test_every_zone_keeps_its_wall_time_on_days_without_a_leap() -> None:
    for name in NAMES:
        zone = ZoneInfo(name)
        for day in (date(2024, 2, 29), date(2026, 6, 15), date(2030, 12, 31)):
            found = instant(day, time(9, 7), zone)
            assert walker.shown(zone, walker.minute_of(found)) == walker.wall_of(day, 9 * 60 + 7), name


@pytest.mark.thorough
@pytest.mark.parametrize("region", REGIONS)
def test_every_minute_around_every_leap_of_every_zone_by_name(region: str) -> None:
    for name in (name for name in NAMES if name.split("/")[0] == region):
        zone = ZoneInfo(name)
        for leap in walker.leaps(zone, FIRST, LAST, stride=30):
            assert check_every_minute(zone, leap) > 1000
            assert check_occurrences(zone, leap, stride=7) > 50


def test_skipped_times_share_an_instant_and_are_told_apart_by_their_ids() -> None:
    berlin, day = zone_named("Europe/Berlin"), date(2025, 3, 30)
    walls = {7: time(2, 45), 8: time(3), 9: time(2, 15)}
    assert len({instant(day, wall, berlin) for wall in walls.values()}) == 1
    in_order = sorted(walls, key=lambda slot: (instant(day, walls[slot], berlin), slot))
    assert in_order == [7, 8, 9]


def test_a_date_that_never_was_keeps_its_occurrence_on_the_evening_before() -> None:
    apia = zone_named("Pacific/Apia")
    daily = Rule(every="day", start=date(2011, 12, 28), until=date(2012, 1, 1))
    begin, end = datetime(2011, 12, 1, tzinfo=UTC), datetime(2012, 2, 1, tzinfo=UTC)
    assert list(occurrences(daily, time(9), apia, begin, end)) == [
        (date(2011, 12, 28), datetime(2011, 12, 28, 19, tzinfo=UTC)),
        (date(2011, 12, 29), datetime(2011, 12, 29, 19, tzinfo=UTC)),
        (date(2011, 12, 30), datetime(2011, 12, 30, 9, 59, tzinfo=UTC)),
        (date(2011, 12, 31), datetime(2011, 12, 30, 19, tzinfo=UTC)),
        (date(2012, 1, 1), datetime(2011, 12, 31, 19, tzinfo=UTC)),
    ]
    found = next_occurrence(daily, time(9), apia, datetime(2011, 12, 30, 9, 58, tzinfo=UTC))
    assert found == (date(2011, 12, 30), datetime(2011, 12, 30, 9, 59, tzinfo=UTC))


def test_local_reads_the_wall_and_the_calendar_of_a_zone() -> None:
    now = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    wall = local(now, zone_named("Europe/Berlin"))
    assert (wall.hour, wall.minute, wall.utcoffset()) == (2, 30, timedelta(hours=2))
    assert local_date(now, zone_named("America/New_York")) == date(2025, 10, 25)
    elsewhere = now.astimezone(timezone(timedelta(hours=-11)))
    assert local_date(elsewhere, zone_named("Europe/Berlin")) == date(2025, 10, 26)


def test_an_instant_without_a_zone_is_refused() -> None:
    naive = datetime(2025, 10, 26, 0, 30)  # noqa: DTZ001 the mistake itself
    berlin = zone_named("Europe/Berlin")
    daily = Rule(every="day", start=date(2025, 1, 1))
    with pytest.raises(ValueError, match="naive"):
        local(naive, berlin)
    with pytest.raises(ValueError, match="naive"):
        local_date(naive, berlin)
    with pytest.raises(ValueError, match="naive"):
        next_occurrence(daily, time(9), berlin, naive)
    with pytest.raises(ValueError, match="naive"):
        list(occurrences(daily, time(9), berlin, naive, datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.mark.parametrize(
    "name", ["", "Berlin", "europe/berlin", "Europe", "/etc/passwd", "../Europe/Berlin", "localtime", "Factory", "CST6"]
)
def test_what_is_no_zone_is_refused_with_one_that_exists(name: str) -> None:
    with pytest.raises(UnknownZone, match=r"One that exists is [A-Z]") as refused:
        zone_named(name)
    assert refused.value.name == name


def test_a_misspelt_zone_is_answered_with_its_like() -> None:
    with pytest.raises(UnknownZone) as refused:
        zone_named("Europe/Berln")
    assert refused.value.nearest[0] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("day", "week_start", "expected"),
    [
        ("2025-03-30", 0, "2025-03-24"),
        ("2025-03-30", 6, "2025-03-30"),
        ("2025-03-29", 6, "2025-03-23"),
        ("2025-03-24", 0, "2025-03-24"),
        ("2025-01-01", 0, "2024-12-30"),
        ("2025-03-28", 5, "2025-03-22"),
    ],
)
def test_a_week_begins_where_the_team_says(day: str, week_start: int, expected: str) -> None:
    assert week_of(date.fromisoformat(day), week_start) == date.fromisoformat(expected)
