"""What a plan still lacks, ranked by what it blocks. An unfinished plan is normal: this only says what to ask next.

The table says which fields and things a plan needs. This module says when one of them isn't needed after all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pydantic import BaseModel

from bot.domain.audiences import Audience, KeyMessage
from bot.domain.calendar import Slot
from bot.domain.experiments import Experiment
from bot.domain.gaps import Gap, GapThing
from bot.domain.goals import Goal, Measure
from bot.domain.objectives import Objective
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.resources import Responsibility
from bot.domain.roadmap import Milestone
from bot.domain.roles import Role
from bot.domain.who_to_ask import Concerned
from bot.schema.missing.lacks import lack_of, needed
from bot.schema.shape import Concept, Field
from bot.schema.table import CONCEPTS, OWN


def missing(plan: Plan, today: date) -> list[Gap]:
    """List what a plan lacks, what blocks most first, and older things before newer ones.

    A role counts as vacant without a holder, even if it has a backup: the backup's work is not their own.
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


def _is_empty(value: object) -> bool:
    """Tell whether a field is empty. Zero is an answer."""
    return value is None or (isinstance(value, str | tuple | list) and not value)


def _gap(
    what: str, thing: GapThing, id: int, about: str = "", asked: tuple[int, ...] = (), within: int | None = None
) -> Gap:
    concept, _, field = what.partition(".")
    lack = lack_of(concept, field, thing)
    return Gap(lack.kind, thing, id, about, concept, field, asked, within, place=lack.place)


# ---------------------------------------------------------------- missing things


def _whole(plan: Plan, today: date) -> Iterator[Gap]:
    here = plan.strategy.id
    for name, concept in OWN.items():
        needs_one = any(lack.by == "strategy" for lack in concept.lacks)
        if needs_one and not any(_counts(part.value, concept, today) for part in plan.of(concept.model)):
            yield _gap(name, "strategy", here)
    further = (("goal", plan.goals), ("role", plan.roles), ("slot", plan.slots), ("lesson", plan.learnt))
    for what, some in further:
        if not some:
            yield _gap(what, "strategy", here)


def _counts(value: BaseModel, concept: Concept, today: date) -> bool:
    """Tell whether a thing is still of use: a milestone until its day, an assessment until the next one."""
    if isinstance(value, Milestone):
        return value.due >= today
    return not concept.every or (today - _day_of(value)).days <= concept.every


def _day_of(value: BaseModel) -> date:
    on = getattr(value, "on", None)
    return on if isinstance(on, date) else date.min


def _chain(plan: Plan) -> Iterator[Gap]:
    """List missing links between objectives and goals, and departments without an objective (C1, B1)."""
    served = {goal.details.objective for goal in plan.goals} | {part.value.serves for part in plan.of(Objective)}
    for part in plan.of(Objective):
        if part.id not in served:
            yield _gap("goal", "part", part.id, part.value.statement)
    known = {part.value.department.casefold().strip() for part in plan.of(Objective)}
    for goal in plan.goals:
        department = goal.details.department.strip()
        if department and department.casefold() not in known:
            known.add(department.casefold())
            yield _gap("objective", "goal", goal.id, department)


# ---------------------------------------------------------------- goals, roles, posts


def _of_goal(goal: Goal, plan: Plan, whose: Concerned) -> Iterator[Gap]:
    if not goal.measures:
        yield _gap("measure", "goal", goal.id, goal.statement)
    if not any(slot.goal_id == goal.id for slot in plan.slots):
        yield _gap("slot", "goal", goal.id, goal.statement)
    for field in needed("goal"):
        if _is_unsaid(goal, field):
            yield _gap(f"goal.{field.name}", "goal", goal.id, goal.statement)
    for measure in goal.measures:
        for field in needed("measure"):
            if _lacks(measure, field):
                reads = field.lack is not None and field.lack.asked_of == "measurer"
                asked = whose.reader(measure) if reads else whose.judge(measure)
                gap = _gap(f"measure.{field.name}", "measure", measure.id, measure.name, asked, within=goal.id)
                yield replace(gap, rated=measure.direction == "rating")


def _is_unsaid(thing: Goal | Measure | Role | Slot, field: Field) -> bool:
    """Tell whether a field of a thing is empty, a column or one of its details."""
    details = getattr(thing, "details", None)
    if details is not None and field.name in type(details).model_fields:
        return _is_empty(getattr(details, field.name))
    return _is_empty(getattr(thing, f"{field.name}_id" if field.of else field.name))


def _lacks(measure: Measure, field: Field) -> bool:
    """Tell whether a measure lacks a field. Yes or no has no baseline or worry line; a range needs its other end."""
    says_something = {
        "baseline": measure.direction not in ("yesno", "within"),
        "worry": measure.direction != "yesno",
        "floor": measure.direction == "within",
    }
    return says_something.get(field.name, True) and _is_unsaid(measure, field)


def _of_roles(plan: Plan, whose: Concerned) -> Iterator[Gap]:
    working = {slot.role_id for slot in plan.slots}
    working |= {role_id for m in plan.measures for role_id in (m.measurer_role_id, m.reviewer_role_id)}
    for role in plan.roles:
        asked = whose.roles(role.id)
        for field in needed("role"):
            if _is_unsaid(role, field):
                gap = _gap(f"role.{field.name}", "role", role.id, role.title, asked)
                is_idle = gap.kind == "holder" and role.id not in working
                yield replace(gap, kind="rest") if is_idle else gap


def _of_slots(plan: Plan, whose: Concerned) -> Iterator[Gap]:
    for slot in plan.slots:
        for field in needed("slot"):
            # Only posts have readers, a place, and copy; every kind of slot serves a goal.
            if _is_unsaid(slot, field) and (slot.kind == "publish" or field.name == "goal"):
                yield _gap(f"slot.{field.name}", "slot", slot.id, slot.title, whose.roles(slot.role_id))


# ---------------------------------------------------------------- parts


def _of_part(part: Part[BaseModel], plan: Plan, whose: Concerned, today: date) -> Iterator[Gap]:
    thing: GapThing = "platform" if part.concept == "platform" else "part"
    thing = "audience" if part.concept == "audience" else thing
    about, asked = part.title, _asked(part, whose)
    for field in needed(part.concept):
        if _is_needed(part, field.name, plan, today) and _is_open(part.value, field.name, today):
            yield _gap(f"{part.concept}.{field.name}", thing, part.id, about, asked)
    match part.value:
        case Platform(priority=priority) if priority != "parked":
            if not any(one.value.platform == part.id for one in plan.of(Evidence)):
                yield _gap("evidence", thing, part.id, about, asked)
            if priority == "primary" and not any(slot.platform_id == part.id for slot in plan.slots):
                yield _gap("slot", thing, part.id, about, asked)
        case Audience():
            if not any(one.value.audience == part.id for one in plan.of(Evidence)):
                yield _gap("evidence", thing, part.id, about, asked)
            if not any(one.value.audience == part.id for one in plan.of(KeyMessage)):
                yield _gap("message", thing, part.id, about, asked)


def _asked(part: Part[BaseModel], whose: Concerned) -> tuple[int, ...]:
    concept = CONCEPTS[part.concept]
    refers = {field.of: getattr(part.value, field.name) for field in concept.fields if field.kind == "one"}
    match concept.asked_of:
        case "platform":
            return whose.platform(refers.get("platform", part.id))
        case "holder":
            return whose.roles(refers.get("role"))
    return whose.leads()


def _is_open(value: BaseModel, field: str, today: date) -> bool:
    """Tell whether a field waits for an answer. A verdict does while it is open, an update once its day is over."""
    held = getattr(value, field)
    if field == "verdict":
        return bool(held == "open")
    if field == "next_update" and isinstance(held, date):
        return held < today
    return _is_empty(held)


def _is_needed(part: Part[BaseModel], field: str, plan: Plan, today: date) -> bool:
    """Tell whether a field matters here: a parked platform needs no hours, a running experiment no verdict."""
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
        case Responsibility(today=now, should=should):
            # Work that stays in the same hands needs no date for a change.
            return {"by": not should or should != now, "agency": now == "agency"}.get(field, True)
        case Experiment(verdict=verdict, ends=ends):
            is_over = ends is not None and ends < today
            return {"verdict": is_over, "learnt": verdict != "open"}.get(field, verdict == "open")
    # What is repeated regularly is asked about in its latest entry.
    again = [_day_of(one.value) for one in plan.parts if one.concept == part.concept and CONCEPTS[one.concept].every]
    return all(day <= _day_of(part.value) for day in again)
