"""One thing that a plan lacks, and how urgent it is: what a gap is, apart from how gaps are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

# In the order in which they are asked (docs/product.md, "What is asked").
GapKind = Literal[
    "aim",  # where it leads, and what the organisation wants
    "goal",
    "measure",  # a goal that nothing shows
    "baseline",  # a measure without the number that it starts from
    "holder",  # work that falls to a role which nobody has
    "audience",
    "evidence",
    "platform",
    "message",
    "slot",  # nothing regular is done for a goal, or at all
    "rest",
]
KINDS: tuple[GapKind, ...] = get_args(GapKind)
GapThing = Literal["strategy", "goal", "measure", "role", "slot", "platform", "audience", "part"]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing.

    kind      how early it is asked
    thing     where to fill it in, with its id: the thing with the empty field, or the one that lacks a `concept`
    about     what that is called; "" for the plan itself
    concept   what is missing, or whose field is empty; `field` is "" where the whole thing is missing
    asked     the people it concerns: our member ids, in the order in which they are asked
    within    the goal of a measure: its form is where a measure is changed
    rated     a measure's number is a rating from 1 to 5
    place     its turn among the gaps of its kind
    """

    kind: GapKind
    thing: GapThing
    id: int
    about: str
    concept: str
    field: str = ""
    asked: tuple[int, ...] = ()
    within: int | None = None
    rated: bool = False
    place: int = 0

    @property
    def what(self) -> str:
        """Return what is missing: "platform", or "platform.hours"."""
        return f"{self.concept}.{self.field}" if self.field else self.concept

    @property
    def key(self) -> str:
        """Return what names this gap from day to day: "platform.hours:platform:12"."""
        return f"{self.what}:{self.thing}:{self.id}"

    @property
    def rank(self) -> tuple[int, int, str, int]:
        """Return its place among all gaps; older things come before newer ones."""
        return KINDS.index(self.kind), self.place, self.thing, self.id


def alike(gaps: Iterable[Gap]) -> list[tuple[Gap, ...]]:
    """Group gaps that lack the same thing in the same kind of place, in the order in which each first occurs."""
    found: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.what, gap.thing), []).append(gap)
    return [tuple(some) for some in found.values()]
