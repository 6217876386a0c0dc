"""What a strategy file holds once it is read: things with their values, referring to each other by name.

A value is typed (a date is a date), a reference is the text that stands in the file: the name of a thing, or its `id`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Literal, TypeAlias

# What the number at a file's head says. A file of another number is refused, never half understood.
VERSION = 1
# A file is text that people write; a larger one is something else.
MOST_BYTES = 1_000_000
# Of one list. More than that no team carries, and no message could show.
MOST_THINGS = 200
MOST_READINGS = 1000
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True)
class Somebody:
    """A person as a file names them: Slack's id, a name, or both."""

    id: str = ""
    name: str = ""

    @property
    def said(self) -> str:
        """Return what people call them."""
        return self.name or self.id


Value: TypeAlias = (
    str
    | int
    | Decimal
    | date
    | time
    | Somebody
    | tuple[str, ...]
    | tuple[int, ...]
    | tuple[Somebody, ...]
    | tuple[tuple[int, int], ...]
    | tuple[tuple[date, Decimal], ...]
)
Values: TypeAlias = Mapping[str, Value]


# Why somebody whom a file names was not given what it says.
WhyNot = Literal["unknown", "several", "left", "is_bot", "not_in_home"]


@dataclass(frozen=True)
class NotGiven:
    """A place that stays empty: whom the file names for it, and why it is not theirs. `role` "" for the lead."""

    who: str
    role: str
    place: Literal["holder", "backup", "lead"]
    why: WhyNot


@dataclass(frozen=True)
class Thing:
    """One thing of a file. `values` holds what was given; `id` tells two of one name apart; a goal has `measures`."""

    values: Values
    id: str = ""
    measures: tuple[Thing, ...] = ()

    def text(self, name: str) -> str:
        """Return a text, "" where it was not given."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """Return several texts."""
        value = self.values.get(name)
        return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


@dataclass(frozen=True)
class PlanFile:
    """A whole file: the plan's settings, and its things by section (the keys of bot.planfile.keys.SECTIONS)."""

    plan: Thing
    things: Mapping[str, tuple[Thing, ...]] = field(default_factory=dict)

    def of(self, section: str) -> tuple[Thing, ...]:
        """Return the things of a section, none where the file has none."""
        return self.things.get(section, ())

    @property
    def measures(self) -> tuple[Thing, ...]:
        """Return the measures of all goals, in their order."""
        return tuple(measure for goal in self.of("goals") for measure in goal.measures)


def tidy(text: str, *, lines: bool) -> str:
    """Return a text as a file keeps it: nothing around it, and a short one on one line."""
    return text.strip() if lines else " ".join(text.split())


def folded(name: str) -> str:
    """Return a name as names are compared: case and spaces make no difference."""
    return " ".join(name.split()).casefold()


@dataclass(frozen=True)
class Names:
    """What the things of one kind are called, in their order: (id, name)."""

    called: Sequence[tuple[str, str]]

    def find(self, said: str) -> list[int]:
        """Return the places of the things that a reference can mean: one by its id, else all of that name."""
        return self._by_id.get(said) or self._by_name.get(folded(said), [])

    @cached_property
    def _by_id(self) -> Mapping[str, list[int]]:
        return _places((place, id_) for place, (id_, _) in enumerate(self.called) if id_)

    @cached_property
    def _by_name(self) -> Mapping[str, list[int]]:
        return _places((place, folded(name)) for place, (_, name) in enumerate(self.called))


def _places(called: Iterable[tuple[int, str]]) -> Mapping[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, name in called:
        found.setdefault(name, []).append(place)
    return found
