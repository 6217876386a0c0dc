"""A file taken over into a plan that is there: what is new is added, what has the same name is changed, nothing ends.

Who has a role keeps it; only vacant places are filled. The plan's own settings, and numbers that were given, stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import JsonValue

from bot.domain.edits import Thing as Kind
from bot.domain.edits import differing
from bot.domain.errors import Refusal
from bot.domain.goals import Goal, GoalDetails, MeasureDetails
from bot.domain.permissions import Action
from bot.domain.plan import Plan
from bot.domain.roles import HoldingKind, Person, RoleDetails
from bot.domain.strategies import Strategy
from bot.flows.concepts.table import OWN
from bot.flows.file.keys import GOALS, IDEAS, MEASURES, POSTS, ROLES, SECTIONS
from bot.flows.file.meaning import rule_of
from bot.flows.file.shape import NotGiven, PlanFile, Somebody, Thing, folded
from bot.services import editing
from bot.services.access import require
from bot.services.context import Ctx
from bot.services.files import Importing, kept, section_of, who_can
from bot.services.parts import plan_of, thing_of
from storage import goals, posts, strategies

# Stands for a thing that is to be added, where it is only asked what would change.
_TO_COME = -1
_PLACES: tuple[HoldingKind, ...] = ("holder", "backup")
_COLUMNS = ("unit", "direction", "cadence", "baseline", "baseline_on", "target", "due")


@dataclass(frozen=True)
class Merged:
    """What a file adds to a plan and changes in it: how many, by section; and whom it could not give a role."""

    added: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    odd: tuple[NotGiven, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Tell whether the plan says all of it already."""
        return not self.added and not self.changed


async def would_change(ctx: Ctx, strategy: Strategy, file: PlanFile) -> Merged:
    """Say what taking a file over would add and change, without doing any of it."""
    merging = await _Merging.of(ctx, strategy, file)
    added = merging.count_new()
    for ids in merging.importing.ids.values():
        ids[:] = [_TO_COME if one is None else one for one in ids]
    changed: Counter[str] = Counter()
    for section, kind, thing_id, values in merging.wanted():
        there = (await editing.READERS[kind](ctx, thing_id, False)).values
        if differing(there, _comparable(there, values))[1]:
            changed[section] += 1
    for _, title, said, kind_of_place in merging.vacant():
        person = await who_can(ctx, strategy, said)
        if isinstance(person, Person):
            changed[ROLES.name] += 1
        else:
            merging.importing.odd.append(NotGiven(said.said, title, kind_of_place, person))
    return Merged(added, changed, tuple(merging.importing.odd))


async def take_over(ctx: Ctx, strategy: Strategy, file: PlanFile) -> Merged:
    """Add to a plan what a file has more, and change what it says otherwise. Raises `not_allowed`."""
    await require(ctx, strategy, Action.IMPORT)
    ctx = replace(ctx, is_import=True)
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)  # two files at once would add everything twice
    merging = await _Merging.of(ctx, strategy, file)
    importing, added = merging.importing, merging.count_new()
    matched, vacant = merging.matched(), merging.vacant()
    await importing.everything()
    changed: Counter[str] = Counter()
    for section, kind, thing_id, values in merging.wanted(matched):
        there = (await editing.READERS[kind](ctx, thing_id, False)).values
        if await editing.change(ctx, kind, thing_id, _comparable(there, values)) is not None:
            changed[section] += 1
    for role_id, title, said, place in vacant:
        before = len(importing.odd)
        await importing.give(Thing({"title": title, place: said}), role_id, place)
        changed[ROLES.name] += len(importing.odd) == before
    await merging.add_numbers()
    return Merged(added, +changed, tuple(importing.odd))


# What a matched thing would be: its section, what it is, our id, and the values that the file gives.
_Wanted = tuple[str, Kind, int, dict[str, JsonValue]]


class _Merging:
    """Knows which things of a file are there already, by their names, and what it says of them."""

    def __init__(self, importing: Importing, plan: Plan) -> None:
        self.importing, self._plan = importing, plan
        self._roles = {role.id: role for role in plan.roles}
        self._slots = {slot.id: slot for slot in plan.slots}
        self._known_measures: set[int] = set()

    @classmethod
    async def of(cls, ctx: Ctx, strategy: Strategy, file: PlanFile) -> _Merging:
        plan = await plan_of(ctx.tx, strategy)
        importing = Importing(ctx, strategy, file)
        merging = cls(importing, plan)
        there: dict[str, list[tuple[int, str]]] = {
            "role": [(role.id, role.title) for role in plan.roles],
            "goal": [(goal.id, goal.statement) for goal in plan.goals],
            "slot": [(slot.id, slot.title) for slot in plan.slots],
        }
        for part in plan.parts:
            section = section_of(part.concept)
            name = "" if section.single else str(getattr(part.value, section.identity))
            there.setdefault(part.concept, []).append((part.id, name))
        for name, section in SECTIONS.items():
            named = ["" if section.single else section.name_of(thing) for thing in file.of(name)]
            found = there.get(section.concept, [])
            importing.ids[section.concept] = _matched(named, found[-1:] if section.single else found)
        every = {goal.id: goal for goal in plan.goals}
        importing.ids["measure"] = []
        for place, thing in enumerate(file.of(GOALS.name)):
            goal = every.get(importing.ids["goal"][place] or 0)
            importing.ids["measure"] += _matched([one.text("name") for one in thing.measures], _measures(goal))
        ideas = await posts.ideas_of(ctx.tx, ctx.workspace_id, strategy.id)
        titles = {folded(title) for title, _, _ in ideas}
        # An idea that is there is left alone: any number but None says so.
        importing.ids["idea"] = [
            _TO_COME if folded(one.text("title")) in titles else None for one in file.of(IDEAS.name)
        ]
        return merging

    def count_new(self) -> dict[str, int]:
        """Count what is to be added, by section."""
        counts = {MEASURES.name: sum(one is None for one in self.importing.ids["measure"])}
        for name, section in SECTIONS.items():
            counts[name] = sum(one is None for one in self.importing.ids[section.concept])
        return {name: count for name, count in counts.items() if count}

    def matched(self) -> dict[str, list[int | None]]:
        """Return which things were there before anything was added."""
        return {concept: list(ids) for concept, ids in self.importing.ids.items()}

    def vacant(self) -> list[tuple[int, str, Somebody, HoldingKind]]:
        """List the vacant places of roles that are there, for which the file names somebody."""
        found = []
        for place, thing in enumerate(self.importing.file.of(ROLES.name)):
            role = self._roles.get(self.importing.ids["role"][place] or 0)
            for kind in _PLACES:
                said = thing.values.get(kind)
                if role is not None and isinstance(said, Somebody) and getattr(role, kind) is None:
                    found.append((role.id, role.title, said, kind))
        return found

    def wanted(self, matched: Mapping[str, Sequence[int | None]] | None = None) -> list[_Wanted]:
        """List what the file says of each thing that is there, `matched` by concept where more has been added since."""
        ids, importing = matched or self.importing.ids, self.importing
        found: list[_Wanted] = []

        def there(concept: str, place: int) -> int | None:
            one = ids[concept][place]
            return None if one in (None, _TO_COME) else one

        for place, thing in enumerate(importing.file.of(ROLES.name)):
            if (role_id := there("role", place)) is not None:
                found.append((ROLES.name, "role", role_id, importing.details(ROLES, RoleDetails, thing)))
        number = 0
        for place, thing in enumerate(importing.file.of(GOALS.name)):
            goal_id = there("goal", place)
            values = importing.details(GOALS, GoalDetails, thing) | {"due": kept(thing.values["due"])}
            for measure in thing.measures:
                measure_id = there("measure", number)
                number += 1
                if measure_id is not None:
                    self._known_measures.add(measure_id)
                    values |= {f"{part}.{measure_id}": one for part, one in self._measure(measure).items()}
            if goal_id is not None:
                found.append((GOALS.name, "goal", goal_id, values))
        for place, thing in enumerate(importing.file.of(POSTS.name)):
            if (slot_id := there("slot", place)) is not None:
                found.append((POSTS.name, "slot", slot_id, self._slot(slot_id, thing)))
        for concept in OWN:
            section = section_of(concept)
            for place, thing in enumerate(importing.file.of(section.name)):
                if (part_id := there(concept, place)) is not None:
                    values = importing.values(section, thing)
                    if not section.single:
                        values.pop(section.identity, None)
                    found.append((section.name, thing_of(concept), part_id, values))
        return found

    def _measure(self, thing: Thing) -> dict[str, JsonValue]:
        importing = self.importing
        values = {name: kept(thing.values[name]) for name in _COLUMNS if name in thing.values}
        roles: dict[str, JsonValue] = {
            name: importing.refer("role", thing.text(name)) for name in ("measurer", "reviewer")
        }
        return {**values, **roles, **importing.details(MEASURES, MeasureDetails, thing)}

    def _slot(self, slot_id: int, thing: Thing) -> dict[str, JsonValue]:
        importing, slot = self.importing, self._slots[slot_id]
        rule = rule_of(thing, slot.rule.start, importing.strategy.week_start)
        values: dict[str, JsonValue] = {
            "role": importing.refer("role", thing.text("role")),
            "wall": kept(thing.values["at"]),
            "rule": rule.model_dump(mode="json"),
        }
        if "goal" in thing.values:
            values["goal"] = importing.refer("goal", thing.text("goal"))
        for name in ("kind", "platform", "audience", "message", "theme", "content_kind", "zone"):
            if name in thing.values:
                values[name] = thing.text(name)
        return values

    async def add_numbers(self) -> None:
        """Write down the numbers of weeks that have none yet, of measures that were there."""
        ctx, importing = self.importing.ctx, self.importing
        given = {measure.id: {one.week for one in measure.readings} for measure in self._plan.measures}
        for place, thing in enumerate(importing.file.measures):
            measure_id = importing.ids["measure"][place]
            if measure_id not in self._known_measures or measure_id is None:
                continue
            for week, value in importing.weeks(thing):
                if week not in given.get(measure_id, set()):
                    at = importing.taken_at(week)
                    await goals.take_reading(ctx.tx, ctx.workspace_id, measure_id, week, value, None, at)


def _measures(goal: Goal | None) -> list[tuple[int, str]]:
    return [(measure.id, measure.name) for measure in goal.measures] if goal else []


def _matched(named: Sequence[str], there: Sequence[tuple[int, str]]) -> list[int | None]:
    """Return our id of each named thing that is there, None for a new one. Of several of one name each is itself."""
    left: dict[str, list[int]] = {}
    for thing_id, name in there:
        left.setdefault(folded(name), []).append(thing_id)
    found: list[int | None] = []
    for name in named:
        some = left.get(folded(name))
        found.append(some.pop(0) if some else None)
    return found


def _comparable(there: Mapping[str, JsonValue], values: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Return those of some values that a thing has; one that means the same number stays as it is written there."""
    found: dict[str, JsonValue] = {}
    for name, value in values.items():
        if name not in there:
            raise Refusal("gone")
        now = there[name]
        found[name] = now if _same_number(now, value) else value
    return found


def _same_number(one: JsonValue, other: JsonValue) -> bool:
    if not isinstance(one, str) or not isinstance(other, str) or one == other:
        return False
    try:
        return float(one) == float(other)
    except ValueError:
        return False
