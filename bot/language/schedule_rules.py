"""From a schedule's tokens to rules and times of day: which times belong to which days, and from when until when."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time
from itertools import islice

from bot.domain.when import LATEST, Rule
from bot.language.answers import Locale, joined, quoted
from bot.language.clock import say_time
from bot.language.schedule_parts import Days, Token


@dataclass
class Run:
    """Consecutive days, and the times that belong to them."""

    days: list[Token] = field(default_factory=list)
    times: list[Token] = field(default_factory=list)


def runs_of(found: list[Token]) -> tuple[list[Run], bool]:
    """Assign times to their days: the times after the days, or before them in "9am on Mondays"."""
    groups: list[tuple[str, list[Token]]] = []
    for token in found:
        kind = {"days": "D", "often": "D", "time": "T"}.get(token.kind)
        if kind is None:
            continue
        if groups and groups[-1][0] == kind:
            groups[-1][1].append(token)
        else:
            groups.append((kind, [token]))
    groups = _with_often_joined(groups)
    if not groups:
        return [Run()], False
    runs: list[Run] = []
    if groups[0][0] == "D":
        for kind, group in groups:
            if kind == "D":
                runs.append(Run(days=group))
            else:
                runs[-1].times = group
        return runs, False
    for kind, group in groups:
        if kind == "T":
            runs.append(Run(times=group))
        else:
            runs[-1].days = group
    doubtful = False
    if len(runs) > 1 and not runs[-1].days:
        # "10:00 Tue, Thu 16:00": the last time has no days after it, so it belongs to those before.
        last = runs.pop()
        runs[-1].times = runs[-1].times + last.times
        doubtful = True
    return runs, doubtful


def _with_often_joined(groups: list[tuple[str, list[Token]]]) -> list[tuple[str, list[Token]]]:
    """Join a separate "every other week" to its days: "Mon at 9, every other week"."""
    days = [index for index, (kind, _) in enumerate(groups) if kind == "D"]
    for place, index in enumerate(days):
        group = groups[index][1]
        if len(days) < 2 or any(token.kind == "days" for token in group):
            continue
        other = days[place - 1] if place else days[place + 1]
        groups[other] = ("D", groups[other][1] + group)
        rest = groups[:index] + groups[index + 1 :]
        merged: list[tuple[str, list[Token]]] = []
        for kind, found in rest:
            if merged and merged[-1][0] == kind:
                merged[-1] = (kind, merged[-1][1] + found)
            else:
                merged.append((kind, found))
        return merged
    return groups


@dataclass(frozen=True)
class Bounds:
    """From when until when something may happen, and on which weekdays it doesn't."""

    begin: date
    until: date | None = None
    but: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Rules:
    """The readings of some days (each a list of rules), whether they are certain, what is wrong, what was unused."""

    readings: list[list[Rule | None]]
    is_sure: bool = True
    problem: str = ""
    unused: tuple[Token, ...] = ()


def rules_of(found: list[Token], bounds: Bounds, locale: Locale) -> Rules:
    """Return the rules for days and any "every other week" next to them."""
    if not found:
        return Rules([[None]])
    often = [token for token in found if token.kind == "often"]
    named = [token.days for token in found if token.days is not None]
    monthly_is_sure = any(days.every == "month" and not days.confirm for days in named)
    doubted = any(days.confirm and not (days.every == "month" and monthly_is_sure) for days in named)
    sure = not doubted and not any(token.confirm for token in often)
    if any(days.every == "month" for days in named) and any(token.every == "month" for token in often):
        # "monthly on the 25th": the 25th alone was doubtful, but with the month it is certain.
        sure = not any(token.confirm for token in often)
    if not named:
        said = joined([token.said for token in often])
        return Rules([], problem=f"{quoted(said)} says how often, not on which days.")
    found, named = _bound_to_days(found)
    often = [token for token in found if token.kind == "often"]
    by_kind = {kind: [days for days in named if days.every == kind] for kind in ("week", "month", "once")}
    monthly = next((token for token in often if token.every == "month"), None)
    if monthly and by_kind["week"]:
        return Rules([], problem=f"{quoted(monthly.said)} and a weekday leave open which one in the month.")
    every = {unit: _often(often, unit) for unit in ("week", "month", "year")}
    used = [token for unit, kind in _COUNTED_BY.items() if by_kind[kind] for token in every[unit]]
    weekly = _weekly(by_kind["week"], _interval(every["week"]), bounds, locale)
    daily = [
        Rule(every="day", interval=one.interval, start=bounds.begin, until=bounds.until)
        for one in named
        if one.every == "day"
    ]
    rules: list[Rule | None] = [*weekly, *daily, *_monthly(by_kind["month"], _interval(every["month"]), bounds)]
    if by_kind["week"] and not weekly:
        return Rules([], problem="That leaves no day of the week.")
    readings = [rules]
    for one in by_kind["once"]:
        yearly = one.is_yearly or bool(every["year"])
        days = [_yearly(day, bounds) if yearly else Rule.once(day) for day in one.once]
        readings = [[*before, day] for before in readings for day in days]
    return Rules(readings, sure, unused=tuple(token for token in often if token not in used))


def _bound_to_days(found: list[Token]) -> tuple[list[Token], list[Days]]:
    """Apply "every other" only to the days right after it: "every Monday and every other Wednesday"."""
    kept: list[Token] = []
    named: list[Days] = []
    for token in found:
        before = kept[-1] if kept else None
        days = token.days
        led = (
            before is not None and before.kind == "often" and before.every == "week" and not _COUNTS.search(before.said)
        )
        if days is not None and days.every == "week" and before is not None and led and named:
            days = replace(days, interval=before.interval)
            kept.pop()
        kept.append(token)
        if days is not None:
            named.append(days)
    return kept, named


_COUNTS = re.compile("week|fortnight|month")
# What "every other week" counts, by its unit: weekdays; for "every year", dates.
_COUNTED_BY = {"week": "week", "month": "month", "year": "once"}


def _often(often: list[Token], unit: str) -> list[Token]:
    """Return the frequency, if all are of one unit and agree; of two different ones, the one that says more."""
    of_unit = [token for token in often if token.every == unit]
    most = max((token.interval for token in of_unit), default=1)
    return [token for token in of_unit if token.interval in (1, most)]


def _interval(often: list[Token]) -> int:
    return max((token.interval for token in often), default=1)


def _weekly(named: list[Days], interval: int, bounds: Bounds, locale: Locale) -> list[Rule]:
    """Return a rule for the weekdays of each interval: every other weekend is not every other Monday."""
    found: list[Rule] = []
    for each in sorted({days.interval for days in named}):
        days = frozenset[int]().union(*(one.weekdays for one in named if one.interval == each)) - bounds.but
        if not days:
            continue
        count = max(interval, each)
        if len(days) == 7 and count == 1:
            found.append(Rule(every="day", start=bounds.begin, until=bounds.until))
            continue
        rule = Rule(
            every="week", weekdays=tuple(days), start=bounds.begin, until=bounds.until, week_start=locale.week_start
        )
        found.append(_started(rule, count))
    return found


def _monthly(named: list[Days], interval: int, bounds: Bounds) -> list[Rule]:
    if not named:
        return []
    rule = Rule(
        every="month",
        month_days=tuple({number for one in named for number in one.month_days}),
        nth=tuple({pair for one in named for pair in one.nth}),
        start=bounds.begin,
        until=bounds.until,
    )
    return [_started(rule, interval)]


def _yearly(day: date, bounds: Bounds) -> Rule:
    """Return the rule of a day of each year, from its first time on."""
    while day < bounds.begin and day.year < LATEST.year:
        last = monthrange(day.year + 1, day.month)[1]
        day = date(day.year + 1, day.month, min(day.day, last))
    until = bounds.until if bounds.until is None or bounds.until >= day else day
    return Rule(every="month", interval=12, month_days=(day.day,), start=day, until=until)


def _started(rule: Rule, interval: int) -> Rule:
    """Return `rule` every n weeks or months, counted from its first date."""
    if interval == 1:
        return rule
    first = next(islice(rule.dates(rule.start, LATEST), 1), rule.start)
    return rule.model_copy(update={"interval": interval, "start": first})


def half_of_day(found: list[Token]) -> str:
    """Return "am" or "pm" by a part of the day, as in "Monday evening at 8"; "" for none or two."""
    halves = {
        "am" if "morn" in token.said else "pm"
        for token in found
        if token.kind in {"part", "days"} and re.search("morning|afternoon|evening|night", token.said)
    }
    return halves.pop() if len(halves) == 1 else ""


def walls_of(found: list[Token], half: str) -> tuple[list[list[time | None]], bool, list[str]]:
    """Return the readings of the times (each a list), whether they are certain, and what to say about them.

    "9 and 4pm" is nine in the morning: hours count up. "2 and 4pm" is two in the afternoon. "10 and 11pm" may be
    either, and so may a lone "4".
    """
    if not found:
        return [[None]], True, []
    certain, notes = True, []
    fixed: list[tuple[time, ...]] = []
    for index, token in enumerate(found):
        clock = token.clock
        if clock is None:
            continue
        said = next((t.clock for t in found[index + 1 :] if t.clock and t.clock.half), None)
        readings = clock.readings
        if half and not clock.half and readings[0].hour % 12 and (clock.bare or len(readings) > 1):
            hour = readings[0].hour % 12 + (12 if half == "pm" else 0)
            fixed.append((readings[0].replace(hour=hour),))
            continue
        if said and not clock.half and clock.bare:
            named, own = said.readings[0], readings[0].hour % 12
            later = named.hour % 12 > own
            both = (time(own), time(own + 12)) if own else readings
            if said.half == "am":
                readings = (both[0],) if own < named.hour else readings
            elif own and later and own <= 6:
                readings, certain = (both[-1],), False
            elif own and later:
                readings = both
            else:
                readings = (both[0],) if readings[0].hour < 12 else readings
            if len(readings) == 1:
                notes.append(f"I read {own or 12} as {say_time(readings[0])}")
        elif token.confirm:
            certain = False
        fixed.append(readings)
    if any(len(readings) > 1 for readings in fixed):
        # All of them in the afternoon, or all in the morning.
        return [_in_order(map(max, fixed)), _in_order(map(min, fixed))], certain, notes
    return [_in_order(readings[0] for readings in fixed)], certain, notes


def _in_order(walls: Iterable[time]) -> list[time | None]:
    return [*sorted(set(walls))]
