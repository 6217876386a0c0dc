"""Versions that were stored before a fact had a key, and the plans that they were written from.

`older_versions.json` was written by the code of commit 1019be8: documents as they stand in the database, and what was
said of the differences between any two of them. The file is never written again: it stands for the versions that people
have approved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from bot.domain.audiences import Audience
from bot.domain.customers import Protocol
from bot.domain.goals import GoalDetails
from bot.domain.objectives import Objective
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Platform
from bot.domain.positioning import Vision
from bot.domain.resources import Resource
from bot.domain.signing import Signing
from tests.code_base import ROOT
from tests.document.test_sections import ANA, BEN, EMPTY, GOAL, PLAN, part

FILE = ROOT / "tests" / "document" / "older_versions.json"
# The gaps of each of the plans.
GAPS = ("The tone is open.",)


def _with(plan: Plan, *parts: Part[Any]) -> Plan:
    """Return a plan in which some parts are different."""
    changed = {one.id: one for one in parts}
    return replace(plan, parts=tuple(changed.get(one.id, one) for one in plan.parts))


def _renamed() -> Plan:
    """Return the plan with new names for everything that other things refer to."""
    director, editor = PLAN.roles
    measure = replace(GOAL.measures[0], name="All Instagram followers")
    goal = replace(GOAL, statement="A thousand people on Instagram", measures=(measure,))
    audience, platform = "people of the harbour", "Insta"
    plan = _with(
        PLAN,
        part(11, "audience", Audience(name=audience, titles=("parents", "owners of cafés"), cares="no queue")),
        part(31, "platform", next(p.value for p in PLAN.parts if p.id == 31).model_copy(update={"name": platform})),
        part(21, "objective", Objective(statement="A tenth more revenue", department="sales", brings="regulars")),
    )
    tip = replace(
        PLAN.slots[0],
        role_title="Writer",
        platform_name=platform,
        goal_statement=goal.statement,
        audience_name=audience,
    )
    others = tuple(replace(slot, role_title="Writer") for slot in PLAN.slots[1:])
    return replace(plan, goals=(goal,), roles=(director, replace(editor, title="Writer")), slots=(tip, *others))


def _changed() -> Plan:
    """Return the plan with something changed in most of its chapters."""
    director, editor = PLAN.roles
    measure = replace(GOAL.measures[0], target=Decimal(2000), cadence="month", measurer_role_id=1, reviewer_role_id=2)
    goal = replace(GOAL, due=date(2026, 9, 30), measures=(measure,), details=GoalDetails(purpose=("trust",)))
    plan = _with(
        PLAN,
        part(10, "vision", Vision(text="Bread is worth a walk.")),
        part(11, "audience", Audience(name="neighbours", persona="Two children, no car")),
        part(32, "platform", Platform(name="Blog", priority="secondary", hours=Decimal(2))),
        part(94, "protocol", Protocol(expects="An answer within the hour", answers=1, handed_to=2)),
        part(96, "resource", Resource(name="Bad reviews", kind="procedure", owner=1)),
        part(100, "signing", Signing(company="Sample & Sons", approvers=(1, 2), rule="all")),
    )
    tip = replace(
        PLAN.slots[0], role_id=1, role_title="Director", wall=time(10), theme=None, audience_id=None, audience_name=""
    )
    parts = tuple(one for one in plan.parts if one.id not in (12, 33, 41, 92))
    roles = (director, replace(editor, holdings=editor.holdings[:1]))
    slots = (tip, PLAN.slots[2])
    return replace(plan, goals=(goal,), roles=roles, slots=slots, parts=parts, leads=(ANA, BEN), dismissed=())


PLANS: Mapping[str, Plan] = MappingProxyType(
    {"empty": EMPTY, "plan": PLAN, "renamed": _renamed(), "changed": _changed()}
)


def kept() -> Mapping[str, Any]:
    """Return the file's contents: `documents` by name, and `told` by "one > other"."""
    found: Mapping[str, Any] = json.loads(FILE.read_text())
    return found
