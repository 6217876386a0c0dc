"""What a plan still lacks, ranked by what it blocks. An unfinished plan is normal: this only says what to ask next.

`NEEDED` says which field of which concept is needed; bot/schema has the words to ask for it, and the tests
compare the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from pydantic import BaseModel

from bot.domain.audiences import Audience, KeyMessage
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.experiments import Experiment
from bot.domain.gaps import RANKS, Gap, GapKind, GapThing
from bot.domain.goals import Goal, Measure
from bot.domain.growth import Alignment, Maturity
from bot.domain.objectives import Objective
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.positioning import Positioning, Vision
from bot.domain.resources import Resource, Responsibility
from bot.domain.roadmap import Milestone
from bot.domain.roles import Role
from bot.domain.signing import Signing
from bot.domain.who_to_ask import Concerned

__all__ = ["NEEDED", "Gap", "GapKind", "is_empty", "missing", "title_of"]

# Every month strategy and vision are compared; every quarter the team looks at itself (docs/product.md, "Every week").
MONTH_DAYS, QUARTER_DAYS = 31, 92

# The fields that a plan needs. A field without which nothing can be saved isn't listed: there the thing is missing.
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "objective": ("department", "brings", "serves"),
        "goal": ("purpose", "objective", "audience"),
        "measure": ("baseline", "floor", "how", "if_wrong", "worry"),
        "milestone": ("success",),
        "experiment": ("begins", "ends", "measure", "verdict", "learnt"),
        "maturity": ("next_step",),
        "audience": ("titles", "cares"),
        "platform": ("priority", "goals", "hours", "line", "themes", "measures", "reach", "budget"),
        "evidence": ("platform", "audience", "source", "seen_on"),
        "highlight": ("goal",),
        "positioning": ("unique", "invites", "sounds", "never"),
        "competitor": ("where", "works"),
        "tactic": ("goal", "means"),
        "message": ("audience",),
        "protocol": ("answers", "within", "tone", "handed_up", "shown_by"),
        "role": ("does", "hours"),
        "responsibility": ("today", "should", "by", "keeper", "agency"),
        "resource": ("link", "owner"),
        "signing": ("approvers", "next_update"),
        "slot": ("audience", "platform", "message", "goal"),
    }
)
# A whole plan has at least one of each. (Experiments and highlights are optional.)
WHOLE: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "vision": Vision,
        "objective": Objective,
        "audience": Audience,
        "platform": Platform,
        "message": KeyMessage,
        "positioning": Positioning,
        "tactic": Tactic,
        "competitor": Competitor,
        "protocol": Protocol,
        "responsibility": Responsibility,
        "resource": Resource,
        "signing": Signing,
    }
)


def missing(plan: Plan, today: date) -> list[Gap]:
    """List what a plan lacks, what blocks most first, and what is older before what is newer.

    A role counts as vacant where nobody has its first place, whoever steps in: the backup's work is not their own.
    """
    whose = Concerned(plan)
    found = [
        *_whole(plan, today),
        *(gap for goal in plan.goals for gap in _of_goal(goal, plan, whose)),
        *_of_roles(plan, whose),
        *_of_slots(plan, whose),
        *(gap for part in plan.parts for gap in _of_part(part, plan, whose, today)),
        *_chain(plan),
    ]
    leads = whose.leads()
    return sorted((gap if gap.asked else replace(gap, asked=leads) for gap in found), key=lambda gap: gap.rank)


def is_empty(value: object) -> bool:
    """Tell whether nobody filled a field. Zero is an answer."""
    return value is None or (isinstance(value, str | tuple | list) and not value)


def _gap(
    what: str,
    thing: GapThing,
    id: int,
    about: str = "",
    asked: tuple[int, ...] = (),
    kind: GapKind | None = None,
    within: int | None = None,
) -> Gap:
    concept, _, field = what.partition(".")
    return Gap(kind or RANKS[what], thing, id, about, concept, field, asked, within)


# ---------------------------------------------------------------- things that are not there at all


def _whole(plan: Plan, today: date) -> Iterator[Gap]:
    here = plan.strategy.id
    for concept, model in WHOLE.items():
        if not plan.of(model):
            yield _gap(concept, "strategy", here)
    for concept, some in (("goal", plan.goals), ("role", plan.roles), ("slot", plan.slots)):
        if not some:
            yield _gap(concept, "strategy", here)
    if not plan.learnt:
        yield _gap("lesson", "strategy", here)
    if not any(part.value.due >= today for part in plan.of(Milestone)):
        yield _gap("milestone", "strategy", here)
    if not any((today - part.value.on).days <= MONTH_DAYS for part in plan.of(Alignment)):
        yield _gap("alignment", "strategy", here)
    if not any((today - part.value.on).days <= QUARTER_DAYS for part in plan.of(Maturity)):
        yield _gap("maturity", "strategy", here)


def _chain(plan: Plan) -> Iterator[Gap]:
    """List missing links between objectives and goals, and departments without an objective (C1, B1)."""
    served = {goal.details.objective for goal in plan.goals} | {part.value.serves for part in plan.of(Objective)}
    for part in plan.of(Objective):
        if part.id not in served:
            yield _gap("goal", "part", part.id, part.value.statement, kind="rest")
    known = {part.value.department.casefold().strip() for part in plan.of(Objective)}
    for goal in plan.goals:
        department = goal.details.department.strip()
        if department and department.casefold() not in known:
            known.add(department.casefold())
            yield _gap("objective", "goal", goal.id, department, kind="rest")


# ---------------------------------------------------------------- goals, roles, posts


def _of_goal(goal: Goal, plan: Plan, whose: Concerned) -> Iterator[Gap]:
    if not goal.measures:
        yield _gap("measure", "goal", goal.id, goal.statement)
    if not any(slot.goal_id == goal.id for slot in plan.slots):
        yield _gap("slot", "goal", goal.id, goal.statement)
    for field in NEEDED["goal"]:
        if is_empty(getattr(goal.details, field)):
            yield _gap(f"goal.{field}", "goal", goal.id, goal.statement)
    for measure in goal.measures:
        for field in NEEDED["measure"]:
            if _lacks(measure, field):
                asked = whose.judge(measure) if field in ("if_wrong", "worry") else whose.reader(measure)
                gap = _gap(f"measure.{field}", "measure", measure.id, measure.name, asked, within=goal.id)
                yield replace(gap, rated=measure.direction == "rating")


def _lacks(measure: Measure, field: str) -> bool:
    """Tell whether a measure lacks a field. A yes or no starts nowhere and has no line; a range needs its other end."""
    if field == "baseline":
        return measure.direction not in ("yesno", "within") and measure.baseline is None
    if field == "worry" and measure.direction == "yesno":
        return False
    if field == "floor" and measure.direction != "within":
        return False
    return is_empty(getattr(measure.details, field))


def _of_roles(plan: Plan, whose: Concerned) -> Iterator[Gap]:
    working = {slot.role_id for slot in plan.slots}
    working |= {role_id for m in plan.measures for role_id in (m.measurer_role_id, m.reviewer_role_id)}
    for role in plan.roles:
        asked = whose.roles(role.id)
        if role.holder is None:
            yield _gap("role.holder", "role", role.id, role.title, asked, _vacant(role, working))
        for field in NEEDED["role"]:
            if is_empty(getattr(role.details, field)):
                yield _gap(f"role.{field}", "role", role.id, role.title, asked)


def _vacant(role: Role, working: set[int]) -> GapKind:
    return "holder" if role.id in working else "rest"


def _of_slots(plan: Plan, whose: Concerned) -> Iterator[Gap]:
    for slot in plan.slots:
        for field in NEEDED["slot"]:
            # Only posts have readers, a place, and a text; every kind of slot serves a goal.
            if is_empty(slot.message if field == "message" else getattr(slot, f"{field}_id")) and (
                slot.kind == "publish" or field == "goal"
            ):
                yield _gap(f"slot.{field}", "slot", slot.id, slot.title, whose.roles(slot.role_id))


# ---------------------------------------------------------------- parts


def _of_part(part: Part[BaseModel], plan: Plan, whose: Concerned, today: date) -> Iterator[Gap]:
    thing: GapThing = "platform" if part.concept == "platform" else "part"
    thing = "audience" if part.concept == "audience" else thing
    about, asked = title_of(part.value), _asked(part, whose)
    for field in NEEDED.get(part.concept, ()):
        if _is_needed(part, field, plan, today) and _is_open(part.value, field, today):
            yield _gap(f"{part.concept}.{field}", thing, part.id, about, asked)
    match part.value:
        case Platform(priority=priority) if priority != "parked":
            if not any(one.value.platform == part.id for one in plan.of(Evidence)):
                yield _gap("evidence", thing, part.id, about, asked)
            if priority == "primary" and not any(slot.platform_id == part.id for slot in plan.slots):
                yield _gap("slot", thing, part.id, about, asked, "rest")
        case Audience():
            if not any(one.value.audience == part.id for one in plan.of(Evidence)):
                yield _gap("evidence", thing, part.id, about, asked)
            if not any(one.value.audience == part.id for one in plan.of(KeyMessage)):
                yield _gap("message", thing, part.id, about, asked)


def _asked(part: Part[BaseModel], whose: Concerned) -> tuple[int, ...]:
    match part.value:
        case Platform():
            return whose.platform(part.id)
        case Evidence(platform=platform) | Highlight(platform=platform):
            return whose.platform(platform)
        case Resource(owner=role):
            return whose.roles(role)
        case Responsibility(keeper=role):
            return whose.roles(role)
    return whose.leads()


def _is_open(value: BaseModel, field: str, today: date) -> bool:
    """Tell whether a field waits for an answer. A verdict does while it is open, an update once its day is over."""
    held = getattr(value, field)
    if field == "verdict":
        return bool(held == "open")
    if field == "next_update" and isinstance(held, date):
        return held < today
    return is_empty(held)


def _is_needed(part: Part[BaseModel], field: str, plan: Plan, today: date) -> bool:
    """Tell whether a field says anything here: a parked platform needs no hours, a running experiment no verdict."""
    match part.value:
        case Objective(level=level):
            return field != "serves" or level == "marketing"
        case Platform(priority="parked"):
            return False
        case Platform(priority=priority):
            counted = any(measure.platform_id == part.id for measure in plan.measures)
            return field != "measures" or (priority == "primary" and not counted)
        case Highlight(begins=begins, ends=ends):
            return (ends or begins) >= today
        case Maturity(on=on):
            return not any(one.value.on > on for one in plan.of(Maturity))
        case Responsibility(today=now, should=should):
            # Work that stays in the same hands has no day by which it changes.
            return {"by": not should or should != now, "agency": now == "agency"}.get(field, True)
        case Experiment(verdict=verdict, ends=ends):
            is_over = ends is not None and ends < today
            return {"verdict": is_over, "learnt": verdict != "open"}.get(field, verdict == "open")
    return True


# What a part is called: the field that comes first in its model and says what it is.
_TITLES = ("name", "title", "statement", "work", "hypothesis", "shows", "stance", "expects", "company", "text", "gaps")


def title_of(value: BaseModel) -> str:
    """Return what a part is called by people; a self-assessment goes by its date."""
    for field in _TITLES:
        said = getattr(value, field, "")
        if isinstance(said, str) and said:
            return said
    on = getattr(value, "on", None)
    return on.isoformat() if isinstance(on, date) else ""
