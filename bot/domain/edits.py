"""Changing what is there: which parts differ, and whether a change can still be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from pydantic import JsonValue

from bot.domain.duties import UNDO_FOR
from bot.domain.goals import MeasureValues
from bot.domain.strategies import Strategy

# A plan's settings are those of a strategy; `mine` are a person's own.
# `part` is whatever a plan holds that has no table of its own; with platforms and audiences, one of the concepts.
Thing = Literal["goal", "role", "slot", "plan", "mine", "part", "platform", "audience"]
THINGS: tuple[Thing, ...] = get_args(Thing)
PARTS: tuple[Thing, ...] = ("part", "platform", "audience")
# What can be taken out of a plan by itself.
ENDABLE: tuple[Thing, ...] = ("goal", "role", "slot", *PARTS)

# A thing's parts by name, ready for JSON: numbers and dates as texts, people and roles by our ids. The parts of a
# measure carry its id: "target.7".
Values: TypeAlias = Mapping[str, JsonValue]


@dataclass(frozen=True)
class Kept:
    """A thing as it is now. `name` is what people call it; `strategy` None for somebody's own settings.

    `concept` says what kind of part it is.
    """

    thing: Thing
    id: int
    strategy: Strategy | None
    name: str
    values: Values
    ended_at: datetime | None = None
    concept: str = ""


def differing(now: Values, wanted: Values) -> tuple[dict[str, JsonValue], dict[str, JsonValue]]:
    """Return the parts that would change, (before, after). Raises KeyError for a part that the thing does not have."""
    changed = [name for name, value in wanted.items() if now[name] != value]
    return {name: now[name] for name in changed}, {name: wanted[name] for name in changed}


def stands_as(now: Values, after: Values) -> bool:
    """Tell whether nothing has changed since: otherwise taking a change back would undo somebody else's, too."""
    return all(name in now and now[name] == value for name, value in after.items())


def measure_field(part: str, measure_id: int) -> str:
    """Return the name of a measure's part among the values of its goal: "target.7"."""
    return f"{part}.{measure_id}"


def part_of(name: str) -> tuple[str, int | None]:
    """Return which part a name means, and of which measure; None for a part of the thing itself."""
    part, _, measure_id = name.partition(".")
    return part, int(measure_id) if measure_id else None


def measures_in(values: Values) -> dict[int, MeasureValues]:
    """Read the measures among a goal's values, by id. Of a change, each has only those fields set that it changes."""
    found: dict[int, dict[str, JsonValue]] = {}
    for name, value in values.items():
        part, measure_id = part_of(name)
        if measure_id is not None:
            found.setdefault(measure_id, {})[part] = value
    return {measure_id: MeasureValues.model_validate(parts) for measure_id, parts in found.items()}


def values_of(measure_id: int, measure: MeasureValues) -> dict[str, JsonValue]:
    """Write what is set of a measure as values of its goal."""
    parts = measure.model_dump(mode="json", exclude_unset=True)
    return {measure_field(part, measure_id): value for part, value in parts.items()}


def can_be_undone(made_at: datetime, now: datetime) -> bool:
    """Tell whether a change is young enough to be taken back."""
    return now <= made_at + UNDO_FOR
