"""What the strategy still lacks, in priority order. An unfinished plan is normal: this only says what to ask next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from bot.domain.calendar import Slot
from bot.domain.goals import Goal
from bot.domain.roles import Role

# In the order in which they are to be asked: what a plan is for, then what shows it, then who does what for whom.
GapKind = Literal[
    "goal",  # there is none
    "measure",  # a goal that nothing shows
    "baseline",  # a measure without the number that it starts from
    "holder",  # work that falls to a role which nobody has
    "audience",  # a regular post that is for nobody in particular
    "platform",
    "message",
    "slot",  # there is no regular post; or none that serves a goal
    "vacant",  # a role without work that nobody has
    "no_goal",  # a regular post that serves no goal: the cart before the horse (B7)
]
ORDER: tuple[GapKind, ...] = get_args(GapKind)


@dataclass(frozen=True)
class Gap:
    """One thing that is missing. `thing` and `id` say where it is to be mended, `about` what that is called."""

    kind: GapKind
    thing: Literal["strategy", "goal", "role", "slot"]
    id: int
    about: str = ""


def missing(strategy_id: int, goals: Sequence[Goal], roles: Sequence[Role], slots: Sequence[Slot]) -> list[Gap]:
    """List what a plan lacks, the most important first, and what is older before what is newer.

    Vacant is a role of which nobody has the first place, whoever steps in: the backup's work is then not their own.
    """
    found = [*_of_goals(strategy_id, goals, slots), *_of_roles(goals, roles, slots), *_of_slots(slots)]
    return sorted(found, key=lambda gap: (ORDER.index(gap.kind), gap.id))


def _of_goals(strategy_id: int, goals: Sequence[Goal], slots: Sequence[Slot]) -> Iterator[Gap]:
    if not goals:
        yield Gap("goal", "strategy", strategy_id)
    if not slots:
        yield Gap("slot", "strategy", strategy_id)
    served = {slot.goal for slot in slots}
    for goal in goals:
        if not goal.measures:
            yield Gap("measure", "goal", goal.id, goal.statement)
        for measure in goal.measures:
            if measure.baseline is None:
                yield Gap("baseline", "goal", goal.id, measure.name)
        if slots and goal.statement not in served:
            yield Gap("slot", "goal", goal.id, goal.statement)


def _of_roles(goals: Sequence[Goal], roles: Sequence[Role], slots: Sequence[Slot]) -> Iterator[Gap]:
    working = {slot.role_id for slot in slots}
    working |= {m.measurer_role_id for goal in goals for m in goal.measures}
    working |= {m.reviewer_role_id for goal in goals for m in goal.measures}
    for role in roles:
        if role.holder is None:
            yield Gap("holder" if role.id in working else "vacant", "role", role.id, role.title)


def _of_slots(slots: Sequence[Slot]) -> Iterator[Gap]:
    for slot in slots:
        if slot.goal is None:
            yield Gap("no_goal", "slot", slot.id, slot.title)
        if slot.kind != "publish":
            continue  # only a post has readers, a place and a text of its own
        if not slot.audience:
            yield Gap("audience", "slot", slot.id, slot.title)
        if not slot.platform:
            yield Gap("platform", "slot", slot.id, slot.title)
        if not slot.message:
            yield Gap("message", "slot", slot.id, slot.title)
