"""A plan's parts as verbs: loading a whole plan, and adding, reading, writing and ending what the table names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import BaseModel, JsonValue

from bot.domain.goals import Goal, GoalDetails
from bot.domain.plan import Part, Plan
from bot.domain.strategies import Strategy
from bot.flows.concepts.table import CONCEPTS
from storage import calendar, goals, parts, roles, strategies
from storage.database import Tx
from storage.parts import Kept


async def plan_of(tx: Tx, strategy: Strategy) -> Plan:
    """Return a whole plan as it is now. Five questions and a few for people, however large it is."""
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
    return Plan(
        strategy=strategy,
        goals=tuple(_with_refs(goal, there) for goal in aims),
        roles=tuple(every),
        slots=tuple(await calendar.of_strategy(tx, workspace_id, strategy_id)),
        parts=tuple(_part(one, there) for one in kept if one.concept in CONCEPTS),
        leads=tuple(appointed["lead"]),
        admins=tuple(appointed["admin"]),
    )


def _with_refs(goal: Goal, there: Mapping[str, set[int]]) -> Goal:
    values = _present("goal", goal.details.model_dump(), there)
    return replace(goal, details=GoalDetails.model_validate(values))


def _part(kept: Kept, there: Mapping[str, set[int]]) -> Part[BaseModel]:
    model = CONCEPTS[kept.concept].model
    value = model.model_validate(_present(kept.concept, kept.values, there))
    return Part(kept.id, kept.concept, value, kept.since)


def _present(concept: str, values: Mapping[str, Any], there: Mapping[str, set[int]]) -> dict[str, Any]:
    """Leave out of some values what refers to things that are gone."""
    kept = dict(values)
    for field in CONCEPTS[concept].fields:
        known = there.get(field.of, set())
        if field.kind == "one" and kept.get(field.name) not in known:
            kept[field.name] = None
        elif field.kind == "many":
            kept[field.name] = [one for one in kept.get(field.name) or () if one in known]
    return kept


def values_of(value: BaseModel) -> dict[str, JsonValue]:
    """Write a model as values keep it: numbers and dates as texts, several as lists."""
    kept: dict[str, JsonValue] = value.model_dump(mode="json")
    return kept


async def add_values(
    tx: Tx, workspace_id: int, strategy_id: int, concept: str, values: Mapping[str, JsonValue], now: datetime
) -> int:
    """Add a part whose values its model takes. Raises pydantic's ValidationError where it does not."""
    checked = CONCEPTS[concept].model.model_validate(dict(values))
    return await parts.add(tx, workspace_id, strategy_id, concept, values_of(checked), now)
