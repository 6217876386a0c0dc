"""A whole plan at one moment: everything that a strategy holds, for rules, for the document and for files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, cast

from pydantic import BaseModel

from bot.domain.calendar import Slot
from bot.domain.goals import Goal, Measure
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy

M = TypeVar("M", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Part(Generic[M]):
    """One thing of a plan. References in `value` are our ids; references to deleted things are left out."""

    id: int
    concept: str
    value: M
    since: datetime

    @property
    def title(self) -> str:
        """Return what people call it: the first text that it can't be without, else its date."""
        needed = (getattr(self.value, name) for name, one in type(self.value).model_fields.items() if one.is_required())
        return next((said for said in needed if isinstance(said, str)), "") or str(getattr(self.value, "on", ""))


@dataclass(frozen=True)
class Dismissal:
    """A warning that somebody dismissed: which guard's, about what, why, and by whom."""

    id: int
    guard: str
    thing: str
    thing_id: int
    reason: str
    by: Person
    at: datetime


@dataclass(frozen=True)
class Activity:
    """How much of what was planned on a platform was done, week by week, oldest first: (done, planned)."""

    platform_id: int
    platform_name: str
    weeks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Plan:
    """A strategy with all its parts. `leads` and `admins` are people; `activity` is by platform, for guard C8."""

    strategy: Strategy
    goals: tuple[Goal, ...] = ()
    roles: tuple[Role, ...] = ()
    slots: tuple[Slot, ...] = ()
    parts: tuple[Part[BaseModel], ...] = ()
    leads: tuple[Person, ...] = ()
    admins: tuple[Person, ...] = ()
    dismissed: tuple[Dismissal, ...] = ()
    activity: tuple[Activity, ...] = ()
    last_decision: Mapping[int, datetime] = field(default_factory=dict)  # by measure: when a decision last named it
    measured_since: Mapping[int, datetime] = field(default_factory=dict)
    learnt: Mapping[int, int] = field(default_factory=dict)  # lessons read, by who holds a role or leads (A1)

    def of(self, model: type[M]) -> tuple[Part[M], ...]:
        """Return the parts that are of a model, oldest first."""
        return tuple(cast("Part[M]", part) for part in self.parts if isinstance(part.value, model))

    def one(self, model: type[M]) -> M | None:
        """Return the only value of a model, such as the vision or the protocol; None while there is none."""
        found = self.of(model)
        return found[-1].value if found else None

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Return the measures of all goals."""
        return tuple(measure for goal in self.goals for measure in goal.measures)
