"""One thing that a plan lacks, and how urgent it is: what a gap is, apart from how gaps are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
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

# What the gaps of each kind are about, those first that block most. "platform": there is none; "platform.hours": a
# field that is empty. Everything without a place among the first ten belongs to the rest.
_FIRST: dict[str, GapKind] = {
    "vision": "aim",
    "objective": "aim",
    "goal": "goal",
    "measure": "measure",
    "measure.baseline": "baseline",
    "measure.floor": "baseline",
    "role": "holder",
    "role.holder": "holder",
    "audience": "audience",
    "slot.audience": "audience",
    "goal.audience": "audience",
    "evidence": "evidence",
    "evidence.platform": "evidence",
    "evidence.audience": "evidence",
    "platform": "platform",
    "slot.platform": "platform",
    "message": "message",
    "message.audience": "message",
    "slot.message": "message",
    "slot": "slot",
}
_REST = (
    # The cart before the horse: work without an aim behind it.
    "slot.goal",
    "tactic.goal",
    "platform.goals",
    "highlight.goal",
    # What a goal is good for, and what its number is for.
    "goal.purpose",
    "goal.objective",
    "measure.if_wrong",
    "measure.how",
    "measure.worry",
    "objective.serves",
    "objective.department",
    "objective.brings",
    # How it sounds, where, and at what price.
    "positioning",
    "positioning.unique",
    "positioning.invites",
    "positioning.sounds",
    "positioning.never",
    "platform.priority",
    "platform.hours",
    "platform.line",
    "platform.themes",
    "platform.measures",
    "platform.reach",
    "platform.budget",
    "audience.titles",
    "audience.cares",
    "tactic",
    "tactic.means",
    "competitor",
    "competitor.where",
    "competitor.works",
    # Who does it, and how people are answered.
    "role.hours",
    "role.does",
    "protocol",
    "protocol.answers",
    "protocol.within",
    "protocol.tone",
    "protocol.handed_up",
    "protocol.shown_by",
    "responsibility",
    "responsibility.today",
    "responsibility.keeper",
    "responsibility.agency",
    "responsibility.should",
    "responsibility.by",
    "experiment.begins",
    "experiment.ends",
    "experiment.measure",
    "experiment.verdict",
    "experiment.learnt",
    "evidence.source",
    "evidence.seen_on",
    "resource",
    "resource.link",
    "resource.owner",
    "milestone",
    "milestone.success",
    # Growing up, and signing it off.
    "lesson",
    "maturity",
    "maturity.next_step",
    "alignment",
    "signing",
    "signing.approvers",
    "signing.next_update",
)
RANKS: Mapping[str, GapKind] = MappingProxyType(_FIRST | dict.fromkeys(_REST, KINDS[-1]))
_PLACES = {what: place for place, what in enumerate(RANKS)}


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
        return KINDS.index(self.kind), _PLACES[self.what], self.thing, self.id


def alike(gaps: Iterable[Gap]) -> list[tuple[Gap, ...]]:
    """Group gaps that lack the same thing in the same kind of place, in the order in which each first occurs."""
    found: dict[tuple[str, str], list[Gap]] = {}
    for gap in gaps:
        found.setdefault((gap.what, gap.thing), []).append(gap)
    return [tuple(some) for some in found.values()]
