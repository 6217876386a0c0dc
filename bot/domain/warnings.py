"""One warning of a guard, and what it is about: what a warning is, apart from the rules that give it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeAlias, get_args

from bot.domain.gaps import GapThing
from bot.domain.plan import Dismissal, Plan

# The demand that a guard watches over, and which of its cases it saw. Stored where somebody dismisses one.
Guard = Literal[
    "B1.no_measure",  # a goal that nothing shows
    "B1.past",  # its day is over, and it is not reached
    "B1.no_start",  # no number to start from
    "B1.steep",  # it needs a growth that the last numbers make unlikely
    "B7.aimless",  # the cart before the horse: work with no goal behind it
    "B8.borrowed",  # do as the neighbour
    "B9.hours",  # more hours planned than the roles have
    "B9.no_evidence",  # a primary platform, and nothing shows that the audience is there
    "B9.spread",  # more primary platforms than people
    "C3.assumed",  # where the audience is, is an assumption
    "C3.old",  # evidence over a year old
    "C6.no_answer",  # nothing says what would be done about the number
    "C6.unused",  # no decision referred to it for a quarter
    "C6.sizes",  # only sizes are measured
    "C8.basics",  # something new while a platform stays under its plan
]
GUARDS: tuple[Guard, ...] = get_args(Guard)
Fact: TypeAlias = str | int | Decimal | date


@dataclass(frozen=True)
class Warning_:
    """What a guard saw: a question to people, never an order.

    thing     what it is about, with its id; `about` is what that is called
    facts     what the guard saw, by name
    asked     whose question it is: our member ids, in the order in which they are asked
    concept   with `field`: what would settle it, as a gap names it: a thing to add, or a field to change
    within    the goal of a measure: its form is where a measure is changed
    is_known  False where the guard cannot tell yet: then it is a note that can't be dismissed
    """

    guard: Guard
    thing: GapThing
    id: int
    about: str
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    asked: tuple[int, ...] = ()
    concept: str = ""
    field: str = ""
    within: int | None = None
    is_known: bool = True

    @property
    def demand(self) -> str:
        """Return the number of the demand (docs/product.md) that the guard watches over: "B7"."""
        return self.guard.partition(".")[0]

    @property
    def key(self) -> str:
        """Return what names this warning from day to day: "B7.aimless:slot:2"."""
        return f"{self.guard}:{self.thing}:{self.id}"


def name_of(plan: Plan, thing: str, thing_id: int) -> str | None:
    """Return what a thing of a plan is called, "" for the plan itself; None for a thing that doesn't exist."""
    if thing == "strategy":
        return "" if thing_id == plan.strategy.id else None
    known: list[tuple[int, str]] = {
        "goal": [(goal.id, goal.statement) for goal in plan.goals],
        "measure": [(measure.id, measure.name) for measure in plan.measures],
        "role": [(role.id, role.title) for role in plan.roles],
        "slot": [(slot.id, slot.title) for slot in plan.slots],
    }.get(thing, [])
    if thing in ("platform", "audience"):
        known = [(part.id, part.title) for part in plan.parts if part.concept == thing]
    elif thing == "part":
        tabled = ("platform", "audience")
        known = [(part.id, part.title) for part in plan.parts if part.concept not in tabled]
    return dict(known).get(thing_id)


def still_there(plan: Plan, dismissed: tuple[Dismissal, ...]) -> tuple[Dismissal, ...]:
    """Leave out dismissals about deleted things: a dismissal ends with its thing."""
    return tuple(one for one in dismissed if name_of(plan, one.thing, one.thing_id) is not None)
