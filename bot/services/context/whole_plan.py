"""Load a whole plan: what verbs, pages, and the written strategy look at together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, JsonValue

from bot.domain.edits import Thing
from bot.domain.goals import Goal, GoalDetails
from bot.domain.plan import Part, Plan
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.domain.warnings import still_there
from bot.language.answers import Locale
from bot.schema.table import CONCEPTS
from bot.schema.wording import title_of
from storage import calendar, dismissals, goals, lessons, parts, roles, strategies
from storage.database import Tx


async def plan_of(tx: Tx, strategy: Strategy) -> Plan:
    """Return a whole plan as it is now, in six queries and a few for people, however large it is.

    bot/services/plan/guards.py adds what the guards look back at.
    """
    workspace_id, strategy_id = strategy.workspace_id, strategy.id
    kept = await parts.of_strategy(tx, workspace_id, strategy_id)
    every = await roles.of_strategy(tx, workspace_id, strategy_id)
    aims = await goals.of_strategy(tx, workspace_id, strategy_id)
    appointed = await strategies.appointed(tx, workspace_id, strategy_id)
    there: dict[str, set[int]] = {
        "goal": {goal.id for goal in aims},
        "measure": {measure.id for goal in aims for measure in goal.measures},
        "role": {role.id for role in every},
    }
    for one in kept:
        there.setdefault(one.concept, set()).add(one.id)
    plan = Plan(
        strategy=strategy,
        goals=tuple(_with_refs(goal, there) for goal in aims),
        roles=tuple(every),
        slots=tuple(await calendar.of_strategy(tx, workspace_id, strategy_id)),
        parts=tuple(_part(one, there) for one in kept if one.concept in CONCEPTS),
        leads=tuple(appointed["lead"]),
        admins=tuple(appointed["admin"]),
        learnt=await _learnt(tx, workspace_id, every, appointed["lead"]),
    )
    lived_with = tuple(await dismissals.of_strategy(tx, workspace_id, strategy_id))
    return replace(plan, dismissed=still_there(plan, lived_with))


async def _learnt(tx: Tx, workspace_id: int, every: Sequence[Role], leads: Sequence[Person]) -> Mapping[int, int]:
    people = {holding.person.id for role in every for holding in role.holdings} | {lead.id for lead in leads}
    return await lessons.counts(tx, workspace_id, sorted(people)) if people else {}


def _with_refs(goal: Goal, there: Mapping[str, set[int]]) -> Goal:
    values = _present("goal", goal.details.model_dump(), there)
    return replace(goal, details=GoalDetails.model_validate(values))


def _part(kept: parts.Kept, there: Mapping[str, set[int]]) -> Part[BaseModel]:
    model = CONCEPTS[kept.concept].model
    value = model.model_validate(_present(kept.concept, kept.values, there))
    return Part(kept.id, kept.concept, value, kept.since)


def _present(concept: str, values: Mapping[str, Any], there: Mapping[str, set[int]]) -> dict[str, Any]:
    """Leave out of some values the references to things that are gone."""
    kept = dict(values)
    for field in CONCEPTS[concept].fields:
        known = there.get(field.of, set())
        if field.kind == "one" and kept.get(field.name) not in known:
            kept[field.name] = None
        elif field.kind == "many":
            kept[field.name] = [one for one in kept.get(field.name) or () if one in known]
    return kept


def values_of(value: BaseModel) -> dict[str, JsonValue]:
    """Write a model as values are stored: numbers and dates as texts, several as lists."""
    kept: dict[str, JsonValue] = value.model_dump(mode="json")
    return kept


def thing_of(concept: str) -> Thing:
    """Return which kind of thing a part of a concept is: platforms and audiences have kinds of their own."""
    return "platform" if concept == "platform" else "audience" if concept == "audience" else "part"


def locale_of(strategy: Strategy) -> Locale:
    """Return how a strategy writes dates and numbers."""
    return Locale(strategy.date_order, strategy.decimal_mark, strategy.week_start)


def things_in(plan: Plan) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return (id, name) of everything in a plan that can be referred to, by its concept."""
    found: dict[str, list[tuple[int, str]]] = {
        "goal": [(goal.id, goal.statement) for goal in plan.goals],
        "measure": [(measure.id, measure.name) for measure in plan.measures],
        "role": [(role.id, role.title) for role in plan.roles],
    }
    locale = locale_of(plan.strategy)
    for part in plan.parts:
        name = title_of(CONCEPTS[part.concept], values_of(part.value), locale)
        found.setdefault(part.concept, []).append((part.id, name))
    return {concept: tuple(things) for concept, things in found.items()}
