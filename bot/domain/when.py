"""Wall clocks, zones, recurrence and working time: the only place that turns a local time into an instant.

Inside, an instant is an aware UTC datetime. A recurring thing is a wall time, an IANA zone and a `Rule` on
naive local dates. Nothing here reads a clock, stores an offset or does arithmetic on aware local times.
"""

from __future__ import annotations

import difflib
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, rrule, rruleset, weekday
from pydantic import BaseModel, Field, field_validator, model_validator

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
POSITIONS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}

# A date's instants overflow at the ends of Python's calendar; no plan reaches these.
EARLIEST = date(1900, 1, 1)
LATEST = date(2999, 12, 31)

# More than a year's leave, less than a search without end.
SEARCH_DAYS = 400

# Names that the system knows but that are no place: this machine's own setting, and "not set".
NOT_PLACES = frozenset({"localtime", "Factory", "posixrules"})


class UnknownZone(ValueError):
    """Say that a name is no IANA zone. `nearest` holds up to three names that look like it."""

    def __init__(self, name: str) -> None:
        self.name = name
        # "Etc/GMT+2" is two hours behind Greenwich, the opposite of what people mean: never suggested.
        places = sorted(zone for zone in _zone_names() if not zone.startswith("Etc/"))
        self.nearest = tuple(difflib.get_close_matches(name, places, n=3))
        example = self.nearest[0] if self.nearest else "Europe/Berlin"
        super().__init__(f"There is no time zone called {name[:60]!r}. One that exists is {example}.")


class NoWorkingDay(ValueError):
    """Say that no working day follows (or precedes) `day` within `SEARCH_DAYS`: all of them are days off."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(
            f"There is no working day within {SEARCH_DAYS} days of {day.isoformat()}. Shorten the time off."
        )


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones()) - NOT_PLACES


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone with this exact IANA name, such as "Europe/Berlin".

    Raises UnknownZone for anything else, folders ("Europe") and paths included.
    """
    if name not in _zone_names():
        raise UnknownZone(name)
    return ZoneInfo(name)


def _utc(now: datetime) -> datetime:
    """Return the same instant in UTC: Python's arithmetic on other zones forgets daylight saving."""
    if now.utcoffset() is None:
        raise ValueError("An instant needs its zone; this datetime is naive.")
    return now.astimezone(UTC)


def local(now: datetime, zone: ZoneInfo) -> datetime:
    """Return `now` as the clock on the wall in `zone` shows it, aware. Raises ValueError if it is naive."""
    return _utc(now).astimezone(zone)


def local_date(now: datetime, zone: ZoneInfo) -> date:
    """Return the date on the calendar in `zone` at `now`. Raises ValueError if it is naive."""
    return local(now, zone).date()


def week_of(day: date, week_start: int) -> date:
    """Return the first day of the week that `day` falls in; `week_start` is 0 for Monday to 6 for Sunday."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which the clocks in `zone` show `wall` on `day`.

    A wall time that is repeated in autumn means the first. One that is skipped in spring means the first
    instant after the gap where that is still the same local date, else the last minute before the gap: a gap
    may end at midnight (Nuuk), and a duty never leaves its date. A date that was skipped whole (Apia,
    30 December 2011) has no instant of its own and gets the last minute before it. So several wall times may fall on
    one instant; sort by instant, then by id. (docs/architecture.md, "Time".)
    Raises ValueError where `wall` carries a zone.
    """
    if wall.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own; hand it over naive.")
    naive = datetime.combine(day, wall.replace(fold=0))
    at = naive.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == naive:
        return at
    gap_end = _end_of_gap(naive.replace(microsecond=0), zone)
    if gap_end.astimezone(zone).date() == day:
        return gap_end
    return gap_end - timedelta(minutes=1)


def _end_of_gap(naive: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant at which the clocks leap over `naive`, a whole second that they never show.

    Read with the offset after the leap (fold=1) a skipped time lies before it, with the one before the leap
    (fold=0) at or after it (PEP 495). Between the two, the leap is the first second with a later wall time.
    """
    before = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)

    def has_leapt(second: int) -> bool:
        return (before + timedelta(seconds=second)).astimezone(zone).replace(tzinfo=None) > naive

    seconds = bisect_left(range(int((after - before).total_seconds())), True, key=has_leapt)
    return before + timedelta(seconds=seconds)


class Rule(BaseModel, frozen=True, extra="forbid"):
    """A recurring thing's naive local dates.

    every       what it counts in
    interval    each how many of them, 1 to 366: "every other Thursday" is week, 2
    weekdays    weeks only: 0 for Monday to 6 for Sunday; none means the weekday of `start`
    month_days  months only: 1 to 31, or -1 for the last; a day that a short month lacks is its last day, so
                that no month is left out; none (and no `nth`) means the day of `start`
    nth         months only: (1, 0) the first Monday, (-1, 4) the last Friday. A fifth is not offered: most
                months have none
    start       the first date on which it may fall; its day, week or month is the first that counts
    until       the last date on which it may fall
    week_start  the day on which a week begins; it decides which week is the other one

    Raises pydantic's ValidationError for what contradicts itself.
    """

    every: Literal["day", "week", "month"]
    interval: int = Field(default=1, ge=1, le=366)
    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    start: date = Field(ge=EARLIEST, le=LATEST)
    until: date | None = None
    week_start: int = Field(default=0, ge=0, le=6)

    @classmethod
    def once(cls, day: date) -> Rule:
        """Return the rule of something that happens on one date only."""
        return cls(every="day", start=day, until=day)

    @field_validator("weekdays")
    @classmethod
    def _sort_weekdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 0 <= day <= 6 for day in days):
            raise ValueError("A weekday is 0 (Monday) to 6 (Sunday).")
        return tuple(sorted(set(days)))

    @field_validator("month_days")
    @classmethod
    def _sort_month_days(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if any(day != -1 and not 1 <= day <= 31 for day in days):
            raise ValueError("A day of the month is 1 to 31, or -1 for the last.")
        return tuple(sorted(set(days), key=lambda day: (day == -1, day)))

    @field_validator("nth")
    @classmethod
    def _sort_nth(cls, nth: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        if any(position not in POSITIONS or not 0 <= day <= 6 for position, day in nth):
            raise ValueError("Say the first to the fourth or the last, for example the last Friday.")
        return tuple(sorted(set(nth), key=lambda pair: (pair[0] == -1, pair)))

    @model_validator(mode="after")
    def _agree(self) -> Rule:
        if self.weekdays and self.every != "week":
            raise ValueError("Days of the week go with weeks, for example every Monday and Thursday.")
        if (self.month_days or self.nth) and self.every != "month":
            raise ValueError("Days of the month go with months, for example on the 1st of each month.")
        if self.until is not None and self.until < self.start:
            raise ValueError("It ends before it starts. Give an end on or after the first date.")
        return self

    def dates(self, first: date, last: date) -> Iterator[date]:
        """Yield its dates from `first` to `last`, both included, in increasing order.

        The same dates however a window is cut: what counts is `start`, never `first`. A window costs what its
        own length costs, however long ago the rule started.
        """
        begin = max(first, self.start)
        end = min(last, self.until or LATEST, LATEST)
        if begin <= end:
            moments = self._expand(datetime.combine(end, time()), begin)
            yield from (moment.date() for moment in moments if moment.date() >= begin)

    def _expand(self, until: datetime, near: date) -> rruleset:
        """Return the rule's naive midnights up to `until`, from the start of the period that `near` is in."""
        found = rruleset()
        if self.every == "day":
            days = (near - self.start).days // self.interval * self.interval
            begin = datetime.combine(self.start + timedelta(days=days), time())
            found.rrule(rrule(DAILY, begin, self.interval, until=until))
        elif self.every == "week":
            anchor = week_of(self.start, self.week_start)
            weeks = (near - anchor).days // 7 // self.interval * self.interval
            begin = datetime.combine(anchor + timedelta(weeks=weeks), time())
            on = self._weekdays()
            found.rrule(rrule(WEEKLY, begin, self.interval, wkst=self.week_start, byweekday=on, until=until))
        else:
            months = (near.year - self.start.year) * 12 + near.month - self.start.month
            month = self.start.month - 1 + months // self.interval * self.interval
            begin = datetime.combine(date(self.start.year + month // 12, month % 12 + 1, 1), time())
            for day in self._month_days():
                # 31 alone would leave out short months: take the last existing day from 28 to 31.
                among = day if day <= 28 else range(28, day + 1)
                found.rrule(rrule(MONTHLY, begin, self.interval, bymonthday=among, bysetpos=-1, until=until))
            if self.nth:
                pairs = [weekday(day, position) for position, day in self.nth]
                found.rrule(rrule(MONTHLY, begin, self.interval, byweekday=pairs, until=until))
        return found

    def _weekdays(self) -> tuple[int, ...]:
        return self.weekdays or (self.start.weekday(),)

    def _month_days(self) -> tuple[int, ...]:
        return self.month_days if self.month_days or self.nth else (self.start.day,)

    def in_words(self) -> str:
        """Return how people say it: "every other Thursday", "on the 1st and the last day of each month"."""
        if self.start == self.until:
            return f"once, on {_date_in_words(self.start)}"
        said = {"day": self._days_in_words, "week": self._weeks_in_words, "month": self._months_in_words}
        ending = f", until {_date_in_words(self.until)}" if self.until else ""
        return said[self.every]() + ending

    def _days_in_words(self) -> str:
        return {1: "every day", 2: "every other day"}.get(self.interval, f"every {self.interval} days")

    def _weeks_in_words(self) -> str:
        days = sorted(self._weekdays(), key=lambda day: (day - self.week_start) % 7)
        names = _listed([WEEKDAYS[day] for day in days])
        if self.interval == 1 and len(days) == 7:
            return "every day"
        if self.interval == 1:
            return "every weekday" if set(days) == {0, 1, 2, 3, 4} else f"every {names}"
        if self.interval == 2:
            return f"every other {names}" if len(days) == 1 else f"every other week on {names}"
        return f"every {self.interval} weeks on {names}"

    def _months_in_words(self) -> str:
        on = [_day_in_words(day) for day in self._month_days()]
        on += [f"{POSITIONS[position]} {WEEKDAYS[day]}" for position, day in self.nth]
        of = {1: "each month", 2: "every other month", 12: f"{MONTHS[self.start.month - 1]} each year"}
        months = of.get(self.interval, f"every {_ordinal(self.interval)} month")
        return f"on the {_listed(on, 'the ')} of {months}"


def _listed(names: list[str], again: str = "") -> str:
    """Join names as people do: "a", "a and b", "a, b and c", with `again` before all but the first."""
    rest = [again + name for name in names[1:]]
    return names[0] if not rest else ", ".join([names[0], *rest[:-1]]) + f" and {rest[-1]}"


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _day_in_words(day: int) -> str:
    if day == -1:
        return "last day"
    return _ordinal(day) if day <= 28 else f"{_ordinal(day)} (or the last day)"


def _date_in_words(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def occurrences(
    rule: Rule, wall: time, zone: ZoneInfo, after: datetime, until: datetime
) -> Iterator[tuple[date, datetime]]:
    """Yield (local date, instant in UTC) of each occurrence with `after` < instant <= `until`, in order.

    The local date is the occurrence's key. Instants increase with the dates; two are equal only where the
    second date was skipped whole (see `instant`). Windows may be split anywhere: the parts give what the
    whole gives. Raises ValueError for naive datetimes.
    """
    after, until = _utc(after), _utc(until)
    # Two days, since a skipped date finds its instant on the day before.
    first = local_date(after, zone) - timedelta(days=2)
    last = local_date(until, zone) + timedelta(days=2)
    for day in rule.dates(first, last):
        at = instant(day, wall, zone)
        if at > until:
            return
        if at > after:
            yield day, at


def next_occurrence(rule: Rule, wall: time, zone: ZoneInfo, after: datetime) -> tuple[date, datetime] | None:
    """Return (local date, instant in UTC) of the first occurrence later than `after`, or None."""
    after = _utc(after)
    for day in rule.dates(local_date(after, zone) - timedelta(days=2), LATEST):
        at = instant(day, wall, zone)
        if at > after:
            return day, at
    return None


class Hours(BaseModel, frozen=True, extra="forbid"):
    """When a person may be written to: from the digest to the evening on working days, on their clock.

    Each working day is one unbroken span of instants, from `begins` up to and without `ends`, wall times in
    `zone_name`; on the two nights of the year on which clocks move it is longer or shorter by that much.
    `days` are 0 for Monday to 6 for Sunday, one at least. `off` are dates without work: holidays, absences.
    Raises pydantic's ValidationError where no time would be left in a day or no day in a week.
    """

    zone_name: str
    days: frozenset[int]
    begins: time
    ends: time
    off: frozenset[date] = frozenset()

    @field_validator("zone_name")
    @classmethod
    def _know(cls, name: str) -> str:
        return zone_named(name).key

    @field_validator("days")
    @classmethod
    def _work(cls, days: frozenset[int]) -> frozenset[int]:
        if not days or any(not 0 <= day <= 6 for day in days):
            raise ValueError("Choose at least one working day, for example Monday to Friday.")
        return days

    @model_validator(mode="after")
    def _agree(self) -> Hours:
        if self.begins.tzinfo or self.ends.tzinfo:
            raise ValueError("Working hours are wall times; their zone is given apart.")
        if self.begins >= self.ends:
            raise ValueError("The day ends before it begins. Give an evening hour, for example 09:00 to 18:00.")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """Return the person's zone."""
        return zone_named(self.zone_name)

    def local_date(self, now: datetime) -> date:
        """Return the date on the person's calendar at `now`."""
        return local_date(now, self.zone)

    def is_working_day(self, day: date) -> bool:
        """Tell whether work is done on this local date."""
        return day.weekday() in self.days and day not in self.off

    def next_working_day(self, day: date) -> date:
        """Return the first working day strictly after `day`. Raises NoWorkingDay."""
        for distance in range(1, SEARCH_DAYS + 1):
            found = day + timedelta(days=distance)
            if self.is_working_day(found):
                return found
        raise NoWorkingDay(day)

    def begin_of(self, day: date) -> datetime:
        """Return the instant at which hours begin on `day`, whether it is a working day or not."""
        return instant(day, self.begins, self.zone)

    def end_of(self, day: date) -> datetime:
        """Return the instant at which hours end on `day`, whether it is a working day or not."""
        return instant(day, self.ends, self.zone)

    def contains(self, now: datetime) -> bool:
        """Tell whether `now` lies within working hours: at or after their begin, before their end."""
        now = _utc(now)
        # Where clocks go back over midnight, the date on the wall falls behind the span that has begun.
        today = self.local_date(now)
        return any(
            self.is_working_day(day) and self.begin_of(day) <= now < self.end_of(day)
            for day in (today, today + timedelta(days=1))
        )

    def _spans(self, now: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield (begin, end) of the working time left from `now` on, never empty. Raises NoWorkingDay."""
        day = self.local_date(now)
        if not self.is_working_day(day):
            day = self.next_working_day(day)
        while True:
            begin, end = max(self.begin_of(day), now), self.end_of(day)
            if begin < end:
                yield begin, end
            day = self.next_working_day(day)

    def next_open(self, now: datetime) -> datetime:
        """Return `now` (in UTC) if it lies within working hours, else the next begin. Raises NoWorkingDay."""
        return next(self._spans(_utc(now)))[0]

    def add(self, now: datetime, hours: timedelta) -> datetime:
        """Return the instant by which `hours` of working time have passed since `now`.

        It lies within working hours: what would end at closing time, ends at the next begin. Adding nothing
        is `next_open`. Hours are real ones, also on the night on which the clocks move.
        Raises ValueError for less than nothing, NoWorkingDay where the days off never end.
        """
        if hours < timedelta():
            raise ValueError("Working time can only be added.")
        spans = self._spans(_utc(now))
        begin, end = next(spans)
        while hours >= end - begin:
            hours -= end - begin
            begin, end = next(spans)
        return begin + hours

    def end_of_next_working_day(self, now: datetime) -> datetime:
        """Return the end of hours on the first working day after the local date of `now`.

        After it, a duty that was due at `now` is missed (docs/words.md). For one due on a
        Friday that is Monday evening, and for one due on the Sunday too. Raises NoWorkingDay.
        """
        return self.end_of(self.next_working_day(self.local_date(now)))
