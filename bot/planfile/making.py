"""A whole plan → the file that says it: the other direction of an import. What is gone is left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from bot.domain.calendar import Slot
from bot.domain.goals import Goal, Measure
from bot.domain.plan import Plan
from bot.domain.roles import Person, Role, can_hold
from bot.planfile.keys import GOALS, IDEAS, MEASURES, PLAN, POSTS, REFERRED, ROLES, SECTIONS, SETTINGS, Key, Section
from bot.planfile.shape import ID, PlanFile, Somebody, Thing, Value, folded, tidy
from bot.schema.columns import POST_TEXTS
from bot.schema.table import CONCEPTS

SLUG_LIMIT = 40


@dataclass(frozen=True)
class Idea:
    """An idea for a post, with our ids of it and of its platform."""

    id: int
    title: str
    text: str
    platform_id: int | None


@dataclass(frozen=True)
class Beside:
    """What belongs to a plan's file and not to `Plan`: its ideas."""

    ideas: Sequence[Idea] = ()


def file_of(plan: Plan, beside: Beside) -> PlanFile:
    """Return the file of a plan."""
    making = _Making(plan, beside)
    things: dict[str, tuple[Thing, ...]] = {}
    for name, section in SECTIONS.items():
        made = tuple(making.section(section))
        if made:
            things[name] = made
    return PlanFile(making.settings(), things)


def ids_of(plan: Plan, beside: Beside) -> dict[str, list[int]]:
    """Return our ids of the things in a plan's file, by concept, in the file's order."""
    found = {
        "goal": [goal.id for goal in plan.goals],
        "measure": [measure.id for measure in plan.measures],
        "role": [role.id for role in plan.roles],
        "slot": [slot.id for slot in plan.slots],
        "idea": [idea.id for idea in beside.ideas],
    }
    for section in (one for one in SECTIONS.values() if one.concept not in found):
        parts = [part.id for part in plan.parts if part.concept == section.concept]
        found[section.concept] = parts[-1:] if section.single else parts
    return found


class _Making:
    def __init__(self, plan: Plan, beside: Beside) -> None:
        self._plan, self._beside = plan, beside
        called: dict[str, list[tuple[int, str]]] = {
            "goal": [(goal.id, goal.statement) for goal in plan.goals],
            "measure": [(measure.id, measure.name) for measure in plan.measures],
            "role": [(role.id, role.title) for role in plan.roles],
        }
        for part in plan.parts:
            title = CONCEPTS[part.concept].title.name
            called.setdefault(part.concept, []).append((part.id, str(getattr(part.value, title))))
        self._ids = {of: _ids(called.get(of, ())) for of in REFERRED}
        self._names = {of: {one: tidy(name, lines=False) for one, name in called.get(of, ())} for of in REFERRED}

    def _said(self, of: str, thing_id: int | None) -> str:
        """Return how a file refers to a thing, "" for one that is not there."""
        if thing_id is None or thing_id not in self._names[of]:
            return ""
        return self._ids[of].get(thing_id) or self._names[of][thing_id]

    def section(self, section: Section) -> Iterable[Thing]:
        """Yield the things of a section."""
        if section is GOALS:
            return [self._goal(goal) for goal in self._plan.goals]
        if section is ROLES:
            return [self._role(role) for role in self._plan.roles]
        if section is POSTS:
            return [self._slot(slot) for slot in self._plan.slots]
        if section is IDEAS:
            return [self._idea(idea) for idea in self._beside.ideas]
        parts = [part for part in self._plan.parts if part.concept == section.concept]
        if section.single:
            parts = parts[-1:]
        return [self._thing(section, self._of_model(section, part.value), self._id(section, part.id)) for part in parts]

    def _id(self, section: Section, thing_id: int) -> str:
        return self._ids.get(section.concept, {}).get(thing_id, "")

    def _thing(self, section: Section, given: Mapping[str, object], id_: str = "", **more: tuple[Thing, ...]) -> Thing:
        """Make a thing of raw values, in the order of its keys; what is empty is left out."""
        values = {key.name: _tidied(key, given[key.name]) for key in section.keys if key.name in given}
        return Thing({name: value for name, value in values.items() if value not in (None, "", ())}, id_, **more)

    def _of_model(self, section: Section, model: BaseModel) -> dict[str, object]:
        """Return the values of a model whose fields are keys of a section, references by name."""
        given: dict[str, object] = {}
        for key in section.keys:
            if key.name not in type(model).model_fields:
                continue
            value = getattr(model, key.name)
            if key.kind == "one":
                value = self._said(key.of, value)
            elif key.kind == "many":
                value = tuple(filter(None, (self._said(key.of, one) for one in value)))
            given[key.name] = value
        return given

    # ------------------------------------------------------------ what has columns of its own

    def settings(self) -> Thing:
        """Return the plan's own settings."""
        of = self._plan.strategy
        given = {
            **{key: getattr(of, setting) for key, setting in SETTINGS.items()},
            "leads": tuple(_somebody(person) for person in self._plan.leads if can_hold(person)),
            "working_days": tuple(sorted(of.working_days)),
        }
        return self._thing(PLAN, given)

    def _goal(self, goal: Goal) -> Thing:
        given = {"statement": goal.statement, "due": goal.due} | self._of_model(GOALS, goal.details)
        measures = tuple(self._measure(measure) for measure in goal.measures)
        return self._thing(GOALS, given, self._id(GOALS, goal.id), measures=measures)

    def _measure(self, measure: Measure) -> Thing:
        given = {
            **_named_alike(MEASURES, measure),
            "measurer": self._said("role", measure.measurer_role_id),
            "reviewer": self._said("role", measure.reviewer_role_id),
            "platform": self._said("platform", measure.platform_id),
            "readings": tuple((one.week, one.value) for one in measure.readings),
        }
        return self._thing(MEASURES, given | self._of_model(MEASURES, measure.details), self._id(MEASURES, measure.id))

    def _role(self, role: Role) -> Thing:
        given = {"title": role.title, "holder": _somebody(role.holder), "backup": _somebody(role.backup)}
        return self._thing(ROLES, given | self._of_model(ROLES, role.details))

    def _slot(self, slot: Slot) -> Thing:
        rule = slot.rule
        given: dict[str, object] = {
            "title": slot.title,
            "kind": slot.kind,
            "role": self._said("role", slot.role_id),
            "platform": self._said("platform", slot.platform_id),
            "goal": self._said("goal", slot.goal_id),
            "audience": self._said("audience", slot.audience_id),
            **{name: getattr(slot, name) for name in POST_TEXTS},
            "every": rule.every,
            "interval": rule.interval if rule.interval != 1 else None,
            "weekdays": rule.weekdays,
            "month_days": rule.month_days,
            "nth": rule.nth,
            "at": slot.wall,
            "starts": rule.start,
            "ends": rule.until,
            "zone": slot.own_zone,
            "week_start": rule.week_start if rule.week_start != self._plan.strategy.week_start else None,
        }
        return self._thing(POSTS, given)

    def _idea(self, idea: Idea) -> Thing:
        given = {"title": idea.title, "text": idea.text, "platform": self._said("platform", idea.platform_id)}
        return self._thing(IDEAS, given)


def _named_alike(section: Section, value: object) -> dict[str, object]:
    """Return what a value holds under the names of a section's keys."""
    return {key.name: getattr(value, key.name) for key in section.keys if hasattr(value, key.name)}


def _somebody(person: Person | None) -> Somebody | None:
    return Somebody(person.slack_id, tidy(person.name, lines=False)) if person else None


def _tidied(key: Key, value: object) -> Value | None:
    if isinstance(value, str):
        return tidy(value, lines=key.kind == "text")
    if isinstance(value, Decimal):
        plain = f"{value:f}"
        return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)
    if isinstance(value, tuple) and key.kind == "list":
        return tuple(filter(None, (tidy(one, lines=False) for one in value)))
    return value  # type: ignore[return-value]  # the models hold these kinds only


def _ids(called: Iterable[tuple[int, str]]) -> dict[int, str]:
    """Choose an id for each thing whose name does not tell it from another: its name in short, and a number."""
    every = list(called)
    count: dict[str, int] = {}
    for _, name in every:
        count[folded(name)] = count.get(folded(name), 0) + 1
    taken, found = set(count), dict[int, str]()
    for thing_id, name in every:
        if count[folded(name)] == 1 and folded(name):
            continue
        slug, number = _slug(name), 1
        while f"{slug}-{number}" in taken:
            number += 1
        found[thing_id] = f"{slug}-{number}"
        taken.add(found[thing_id])
    return found


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LIMIT].strip("-") or "thing"
    assert ID.fullmatch(slug)
    return slug
