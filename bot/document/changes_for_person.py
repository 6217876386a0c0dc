"""What a new version changes for a person: the differences about their roles, posts, numbers and platforms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.document.difference import SectionChange
from bot.domain.customers import Protocol
from bot.domain.plan import Plan
from bot.domain.platforms import Platform
from bot.domain.resources import Resource, Responsibility
from bot.domain.roles import Role

# Facts that name the role for some work: they show whose a thing was that is gone from the plan.
_WHOSE = frozenset({"role", "measurer", "reviewer", "keeper", "owner", "answers", "handed_to"})
# Chapters that repeat what is in others.
_SAID_AGAIN = frozenset({"vision", "open"})


def keys_of(plan: Plan, person_id: int) -> frozenset[str]:
    """Return the keys of a person's things in a plan, through the roles that they hold."""
    mine = {role.id for role in roles_of(plan, person_id)}
    if not mine:
        return frozenset()
    slots = [slot for slot in plan.slots if slot.role_id in mine]
    measures = [m for m in plan.measures if mine & {m.measurer_role_id, m.reviewer_role_id}]
    worked = {slot.platform_id for slot in slots}
    places = [part for part in plan.of(Platform) if part.id in worked]
    keys = {f"role:{one}" for one in mine} | {f"slot:{slot.id}" for slot in slots}
    keys |= {f"measure:{measure.id}" for measure in measures} | {f"platform:{part.id}" for part in places}
    keys |= {f"goal:{slot.goal_id}" for slot in slots} | {f"goal:{measure.goal_id}" for measure in measures}
    for part in places:
        keys |= {f"goal:{goal}" for goal in part.value.goals} | {f"measure:{one}" for one in part.value.measures}
    keys |= {f"responsibility:{part.id}" for part in plan.of(Responsibility) if part.value.keeper in mine}
    keys |= {f"resource:{part.id}" for part in plan.of(Resource) if part.value.owner in mine}
    keys |= {f"protocol:{p.id}" for p in plan.of(Protocol) if mine & {p.value.answers, p.value.handed_to}}
    return frozenset(keys)


def roles_of(plan: Plan, person_id: int) -> tuple[Role, ...]:
    """Return the roles that a person holds."""
    return tuple(role for role in plan.roles if role.holder is not None and role.holder.id == person_id)


def concerning(changes: Iterable[SectionChange], plan: Plan, person_id: int) -> tuple[SectionChange, ...]:
    """Return those differences that concern a person; () if nothing changes for them."""
    keys = keys_of(plan, person_id)
    roles = frozenset(f"role:{role.id}" for role in roles_of(plan, person_id))
    if not keys:
        return ()
    found = []
    for change in changes:
        if change.key in _SAID_AGAIN:
            continue
        mine = replace(
            change,
            added=tuple(one for one in change.added if one.key in keys),
            removed=tuple(
                one
                for one in change.removed
                if one.key in keys or any(_named(fact.key, fact.means, roles) for fact in one.facts)
            ),
            changed=tuple(
                one
                for one in change.changed
                if one.key in keys or any(_named(fact.key, fact.meant, roles) for fact in one.facts)
            ),
            facts=(),
            is_new=False,
            is_gone=False,
        )
        if mine.added or mine.removed or mine.changed:
            found.append(mine)
    return tuple(found)


def _named(key: str, means: tuple[str, ...], roles: frozenset[str]) -> bool:
    """Tell whether a fact gave work to one of some roles."""
    return key in _WHOSE and not roles.isdisjoint(means)
