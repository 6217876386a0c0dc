"""A second opinion on time, by brute force: it walks the clock minute by minute and shares no code with the bot.

Minutes are whole ones since 1970: of UTC ("instants"), or of what the clocks on the wall show ("walls", the same
count as if the wall were in Greenwich). No zone has an offset with seconds in the years that the tests ask for;
the walk refuses one that has.
"""

from __future__ import annotations

import calendar
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

DAY = 1440
EPOCH = date(1970, 1, 1).toordinal()


def minute_of(moment: datetime) -> int:
    """Return the minute of an aware datetime, which must be a whole one."""
    minute, rest = divmod(moment.timestamp(), 60)
    assert rest == 0, f"{moment} is no whole minute"
    return int(minute)


def moment_of(minute: int) -> datetime:
    """Return a minute as an aware UTC datetime."""
    return datetime.fromtimestamp(minute * 60, UTC)


def wall_of(day: date, minute_of_day: int = 0) -> int:
    """Return the wall minute of a local date and the minutes since its midnight."""
    return (day.toordinal() - EPOCH) * DAY + minute_of_day


def date_of(wall: int) -> date:
    """Return the local date of a wall minute."""
    return date.fromordinal(wall // DAY + EPOCH)


def shown(zone: ZoneInfo, minute: int) -> int:
    """Return the wall minute that the clocks in `zone` show at an instant."""
    wall = datetime.fromtimestamp(minute * 60, zone)
    assert wall.second == 0, f"{zone.key} has an offset with seconds"
    return (wall.toordinal() - EPOCH) * DAY + wall.hour * 60 + wall.minute


def leaps(zone: ZoneInfo, first: date, last: date, stride: int) -> list[tuple[int, int, int]]:
    """List (instant, offset before, offset after) of each change of the clocks, all in minutes.

    Looks every `stride` minutes, and minute by minute where something changed. Two changes that undo each other
    within one stride stay unseen.
    """
    found = []
    begin, end = wall_of(first), wall_of(last)
    offset = _offset(zone, begin)
    for minute in range(begin, end, stride):
        if _offset(zone, minute + stride) == offset:
            continue
        for close in range(minute + 1, minute + stride + 1):
            if _offset(zone, close) != offset:
                found.append((close, shown(zone, close - 1) - close + 1, shown(zone, close) - close))
                offset = _offset(zone, close)
    return found


def _offset(zone: ZoneInfo, minute: int) -> timedelta | None:
    return datetime.fromtimestamp(minute * 60, zone).utcoffset()


class Walk:
    """A walk along the clock in `zone` from one instant to another, minute by minute."""

    def __init__(self, zone: ZoneInfo, begin: int, end: int) -> None:
        self.begin = begin
        self.walls = [shown(zone, minute) for minute in range(begin, end + 1)]
        # What the clocks have shown so far at most: where they go back, it waits for them.
        self.farthest = list(accumulate(self.walls, max))
        self.seen = set(self.walls)

    def arrives(self, wall: int) -> int:
        """Return the instant at which something due at a wall minute is due.

        It is the first at which the clocks show it. Where they leap over it: the first that they show after the
        leap if that is on the same date, else the last minute before the leap.
        """
        assert self.farthest[0] < wall <= self.farthest[-1], "the walk does not come by there"
        step = bisect_left(self.farthest, wall)
        if self.walls[step] // DAY == wall // DAY:
            return self.begin + step
        return self.begin + step - 1

    def shows(self, wall: int) -> bool:
        """Tell whether the clocks ever show a wall minute."""
        return wall in self.seen


def walk_around(zone: ZoneInfo, first: date, last: date) -> Walk:
    """Walk along all of the local dates from `first` to `last`: a UTC day more on either side holds them."""
    return Walk(zone, wall_of(first) - DAY, wall_of(last) + 2 * DAY)


def working_minutes(
    walk: Walk, first: date, last: date, days: frozenset[int], begins: int, ends: int, off: frozenset[date]
) -> list[int]:
    """List the instants (each a whole minute) of working time on the local dates from `first` to `last`.

    `begins` and `ends` are minutes since midnight.
    """
    found: list[int] = []
    for day in dates(first, last):
        if day.weekday() in days and day not in off:
            found.extend(range(walk.arrives(wall_of(day, begins)), walk.arrives(wall_of(day, ends))))
    return found


def dates(first: date, last: date) -> Iterator[date]:
    """Yield each date from `first` to `last`."""
    for days in range((last - first).days + 1):
        yield first + timedelta(days=days)


def falls_on(
    day: date,
    *,
    every: str,
    interval: int,
    weekdays: tuple[int, ...],
    month_days: tuple[int, ...],
    nth: tuple[tuple[int, int], ...],
    start: date,
    until: date | None,
    week_start: int,
) -> bool:
    """Tell whether a recurring thing falls on `day`, by looking at that day alone."""
    if day < start or (until is not None and day > until):
        return False
    if every == "day":
        return (day.toordinal() - start.toordinal()) % interval == 0
    if every == "week":
        # 1 January 0001, ordinal 1, was a Monday.
        week, first_week = ((d.toordinal() - 1 - week_start) // 7 for d in (day, start))
        return (week - first_week) % interval == 0 and day.weekday() in (weekdays or (start.weekday(),))
    if ((day.year - start.year) * 12 + day.month - start.month) % interval:
        return False
    length = calendar.monthrange(day.year, day.month)[1]
    if not month_days and not nth:
        month_days = (start.day,)
    if day.day in {length if number == -1 else min(number, length) for number in month_days}:
        return True
    return any(
        day.weekday() == weekday and (day.day > length - 7 if place == -1 else (day.day - 1) // 7 + 1 == place)
        for place, weekday in nth
    )
