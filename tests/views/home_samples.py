"""Everything on a person's Home, with any text in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.domain.plan import Plan as WholePlan
from bot.schema.lessons import Way
from bot.schema.missing.completeness import missing
from bot.views.pages.home import PLANS, MyRole, Plan, Seen
from tests.views import samples


def plan(text: str = "", number: int = 3, *, size_: int = 1) -> Plan:
    """Make a plan with `size_` of everything; its goal has a baseline, its regular post no audience and no goal."""
    role, goal, slot = samples.role(text), samples.goal(text), samples.slot(text)
    goals = tuple(replace(goal, id=n) for n in range(size_))
    slots = tuple(replace(slot, id=n) for n in range(size_))
    roles = (MyRole(role, False, samples.duty(text), 21), MyRole(replace(role, id=6), True)) * size_
    strategy = samples.strategy(text, id=number)
    whole = WholePlan(strategy, goals=goals, roles=(role,), slots=slots)
    return Plan(strategy, True, roles, goals, tuple(missing(whole, samples.TODAY)))


def seen(text: str = "", *, duties: int = 3, plans: int = 1, size_: int = 1, is_new: bool = False) -> Seen:
    """Make everything on a person's Home."""
    return Seen(
        reader=samples.person(text or "Ana"),
        digest=samples.a_day(text, duties),
        plans=tuple(plan(text, 3 + n, size_=size_) for n in range(min(plans, PLANS))),
        others=tuple(samples.strategy(text, id=20 + n) for n in range(max(0, plans - PLANS))),
        is_new=is_new,
        first_digest=samples.NOW + timedelta(days=1),
        held=(samples.duty(text, id=77),),
        lessons=Way({"goals": 1}),
    )
