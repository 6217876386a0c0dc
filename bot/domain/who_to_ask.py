"""Whose question it is: the person whose role a thing concerns, else a plan lead, else an admin.

Source: docs/product.md, "What is asked".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from bot.domain.goals import Measure
from bot.domain.plan import Plan
from bot.domain.roles import Person, can_hold


class Concerned:
    """Knows whom to ask about what in one plan: our member ids, in the order in which they are asked."""

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
        """Return the leads, then the people who set the plan up."""
        return _once(self._leads)

    def roles(self, *role_ids: int | None) -> tuple[int, ...]:
        """Return the holders of some roles in their order, then the backups, then the leads."""
        some = [self._roles[role_id] for role_id in role_ids if role_id in self._roles]
        people = [*(role.holder for role in some), *(role.backup for role in some)]
        return _once((*_ids(person for person in people if person is not None), *self._leads))

    def platform(self, platform_id: int | None) -> tuple[int, ...]:
        """Return the people of the role with the most regular posts on a platform."""
        return self.roles(self._doers.get(platform_id or 0))

    def reader(self, measure: Measure) -> tuple[int, ...]:
        """Return the people who give a number, then those who judge it."""
        return self.roles(measure.measurer_role_id, measure.reviewer_role_id)

    def judge(self, measure: Measure) -> tuple[int, ...]:
        """Return the people who judge a number, then those who give it."""
        return self.roles(measure.reviewer_role_id, measure.measurer_role_id)


def _ids(people: Iterable[Person]) -> tuple[int, ...]:
    return tuple(person.id for person in people if can_hold(person))


def _once(ids: Iterable[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(ids))
