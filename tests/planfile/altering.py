"""Strategy files with something in them changed: any single key, as somebody changes it in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from bot.planfile import reading, writing
from bot.planfile.keys import MEASURES, PLAN, SECTIONS, Key, Section
from bot.planfile.nodes import WrongFile
from bot.planfile.shape import PlanFile, Thing, Value, Values, folded

# Of a rule, what goes with which count: a month has no weekdays of its own.
_COUNTS = {"day": {}, "week": {"weekdays": (0, 3)}, "month": {"month_days": (1, 15)}}
_RULE = ("weekdays", "month_days", "nth")


def things_of(file: PlanFile, section: Section) -> tuple[Thing, ...]:
    """Return the things of a section; numbers are those of all goals, and the plan itself is one thing."""
    if section is PLAN:
        return (file.plan,)
    return file.measures if section is MEASURES else file.of(section.name)


def with_values(file: PlanFile, section: Section, place: int, values: Values) -> PlanFile:
    """Return a file in which one thing says some keys otherwise."""
    if section is PLAN:
        return replace(file, plan=_with(file.plan, values))
    if section is not MEASURES:
        every = list(file.of(section.name))
        every[place] = _with(every[place], values)
        return replace(file, things={**file.things, section.name: tuple(every)})
    goals, number = list[Thing](), 0
    for goal in file.of("goals"):
        measures = list(goal.measures)
        if number <= place < number + len(measures):
            measures[place - number] = _with(measures[place - number], values)
        number += len(measures)
        goals.append(replace(goal, measures=tuple(measures)))
    return replace(file, things={**file.things, "goals": tuple(goals)})


def _with(thing: Thing, values: Values) -> Thing:
    return replace(thing, values={name: one for name, one in {**thing.values, **values}.items() if one != ()})


def other_values(file: PlanFile, section: Section, key: Key, thing: Thing) -> Iterator[Values]:
    """Yield what a thing can say otherwise of one key; further keys only where the one cannot change alone."""
    value = thing.values[key.name]
    if section.concept == "slot" and key.name == "every":
        for every, days in _COUNTS.items():
            if every != value:
                yield {**dict.fromkeys(_RULE, ()), "every": every, **days}
        return
    if key.name == section.identity and isinstance(value, str):
        yield {key.name: value.swapcase()}  # what others call it is found whatever the case
        return
    for other in _others(file, key, value):
        yield {key.name: other}


def _others(file: PlanFile, key: Key, value: Value) -> Iterator[Value]:
    match key.kind, value:
        case _ if key.read:
            yield "USD"
        case (("line" | "text"), str()):
            yield from (f"{value} Too.", f"{value[:-1]}Q")
        case "choice", _:
            yield from (one for one in key.options if one != value)
        case "several", tuple():
            yield (*value[1:], *(one for one in key.options if one not in value))[:1] or (key.options[0],)
        case "list", tuple():
            yield (*value, "one more")
        case (("number" | "score"), (Decimal() | int())):
            yield from (value + 1, value - 1)
        case "date", date():
            yield from (value + timedelta(days=1), value - timedelta(days=1))
        case "time", time():
            yield (datetime.combine(date(2026, 1, 1), value) + timedelta(hours=1)).time()
        case "zone", _:
            yield "Asia/Tokyo"
        case "weekday", int():
            yield (value + 1) % 7
        case "weekdays", tuple():
            yield tuple(sorted((int(str(day)) + 1) % 7 for day in value))
        case "month_days", tuple():
            yield tuple(day for day in (2, 16) if day not in value)
        case "nth", tuple():
            yield ((2, 4),)
        case "readings", tuple():
            yield _corrected(value)
        case (("one" | "many"), _):
            yield from _referring(file, key, value)


def _corrected(readings: tuple[Any, ...]) -> Value:
    week, number = readings[-1]
    return (*readings[:-1], (week, number + 1))


def _referring(file: PlanFile, key: Key, value: Value) -> Iterator[Value]:
    section = MEASURES if key.of == "measure" else next(one for one in SECTIONS.values() if one.concept == key.of)
    names = [section.name_of(one) for one in things_of(file, section)]
    if isinstance(value, tuple):
        said = {folded(str(one)) for one in value}
        left = tuple(name for name in names if folded(name) not in said)
        yield from ((name,) for name in left)
    else:
        yield from (name for name in names if folded(name) != folded(str(value)))


def altered(file: PlanFile, section: Section, place: int, *keys: Key) -> tuple[PlanFile, Values]:
    """Return a file in which one thing says all of some keys otherwise, and what it says; {} for what cannot differ.

    Of several values the first is taken with which the file is read: all at once if they go together, else key by key.
    """
    thing, said = things_of(file, section)[place], dict[str, Value]()
    for key in (key for key in keys if key.name in thing.values and key.name not in said):
        said |= next(other_values(file, section, key, thing), {})
    if len(keys) > 1 and (changed := _readable(with_values(file, section, place, said))):
        return changed, said
    said = {}
    for key in (key for key in keys if key.name in thing.values and key.name not in said):
        for values in other_values(file, section, key, thing):
            changed = _readable(with_values(file, section, place, values))
            if changed is not None and changed != file:
                file, said = changed, {**said, **values}
                break
    return file, said


def _readable(file: PlanFile) -> PlanFile | None:
    try:
        return reading.read(writing.write(file).encode())
    except WrongFile:
        return None


def same(key: Key, one: Value | None, other: Value | None) -> bool:
    """Tell whether two values of a key say the same: names whatever their case, several in any order."""
    one, other = (None if value == () else value for value in (one, other))
    if key.of:
        one, other = _folded(one), _folded(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(map(str, one)) == sorted(map(str, other))
    return one == other


def _folded(value: Value | None) -> Value | None:
    if isinstance(value, tuple):
        return tuple(folded(str(one)) for one in value)
    return folded(value) if isinstance(value, str) else value
