"""Whose question it is: the person whose role a thing concerns, else whoever leads, else an admin.

Source: docs/product.md, "What is asked".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.domain.goals import Measure
from bot.domain.plan import Plan
from bot.domain.roles import Person, can_hold


class Concerned:
    """Knows, of one plan, who is to be asked about what: our member ids, in the order in which they are asked."""

    def __init__(self, plan: Plan) -> None:
        self._roles = {role.id: role for role in plan.roles}
        self._leads = (*_ids(plan.leads), *_ids(plan.admins))
        worked: dict[int, Counter[int]] = {}
        for slot in plan.slots:
            if slot.platform_id is not None:
                worked.setdefault(slot.platform_id, Counter())[slot.role_id] += 1
        # Of equally busy roles the older one: the answer does not change from day to day.
        self._doers = {
            platform_id: min(some, key=lambda role_id, some=some: (-some[role_id], role_id))  # type: ignore[misc]
            for platform_id, some in worked.items()
        }

    def leads(self) -> tuple[int, ...]:
        """Return who leads, then who set it up."""
        return _once(self._leads)

    def roles(self, *role_ids: int | None) -> tuple[int, ...]:
        """Return who has some roles, in their order, then who steps in, then whoever leads."""
        some = [self._roles[role_id] for role_id in role_ids if role_id in self._roles]
        people = [*(role.holder for role in some), *(role.backup for role in some)]
        return _once((*_ids(person for person in people if person is not None), *self._leads))

    def platform(self, platform_id: int | None) -> tuple[int, ...]:
        """Return whoever does a platform's work: the role with the most regular posts on it."""
        return self.roles(self._doers.get(platform_id or 0))

    def reader(self, measure: Measure) -> tuple[int, ...]:
        """Return whoever reads a number, then whoever judges it."""
        return self.roles(measure.measurer_role_id, measure.reviewer_role_id)

    def judge(self, measure: Measure) -> tuple[int, ...]:
        """Return whoever judges a number, then whoever reads it."""
        return self.roles(measure.reviewer_role_id, measure.measurer_role_id)


def _ids(people: Iterable[Person]) -> tuple[int, ...]:
    return tuple(person.id for person in people if can_hold(person))


def _once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
