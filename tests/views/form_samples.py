"""Every form that changes an existing thing, and every message about a change, with any text in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

from pydantic import JsonValue

from bot.conversations.machine import begin
from bot.domain.calendar import Slot
from bot.domain.edits import Kept
from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.roles import Person, Role, RoleDetails
from bot.domain.strategies import Strategy
from bot.domain.when import Rule
from bot.forms.edit_forms import goal_form, mine_form, plan_form, role_form, slot_form
from bot.forms.forms import Form, overtaken, prints_of, redrawn
from bot.forms.new_forms import FORMS, new_form
from bot.language.answers import Locale
from bot.language.context import Context
from bot.views.calendar import posts_list
from bot.views.editing import changes, forms, settings
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
ANA = Person(7, "U7", "Ana", "Europe/Berlin")
CONTEXT = Context(now=NOW, zone="Europe/Berlin", locale=Locale("dmy", "."), asker=ANA)
RULE = Rule(every="week", weekdays=(0, 3), start=date(2026, 3, 30))


def goal_values(text: str = "", measures: int = 1) -> dict[str, JsonValue]:
    """Return a goal's values as bot.services.editing.editing_parts writes them."""
    values: dict[str, JsonValue] = {
        "statement": (text or "Be the bakery that people ask")[:1000],
        "due": "2026-12-31",
        **GoalDetails(department=text[:80]).model_dump(mode="json"),
    }
    for number in range(1, measures + 1):
        one: dict[str, JsonValue] = {
            "name": (text or "Followers")[:80],
            "unit": (text or "followers")[:40],
            "direction": "up",
            "cadence": "week",
            "baseline": "640",
            "baseline_on": "2026-03-01",
            "target": "1000",
            "due": "2026-12-31" if number % 2 else "2026-06-30",
            "measurer": 4,
            "reviewer": 5,
            **MeasureDetails(how=text[:1000], if_wrong=text[:1000]).model_dump(mode="json"),
        }
        values |= {f"{name}.{number}": value for name, value in one.items()}
    return values


def slot_values(text: str = "") -> dict[str, JsonValue]:
    """Return a slot's values."""
    return {
        "kind": "publish",
        "title": (text or "Tip of the day")[:80],
        "role": 4,
        "platform": (text or "Instagram")[:80],
        "goal": 2,
        "audience": text[:80],
        "message": (text or "We repair any bike in a day")[:1000],
        "theme": text[:80],
        "content_kind": text[:80],
        "wall": "10:00:00",
        "rule": RULE.model_dump(mode="json"),
        "zone": "",
    }


def role_values(text: str = "") -> dict[str, JsonValue]:
    """Return a role's values."""
    details = RoleDetails(does=text[:1000], agency=text[:80]).model_dump(mode="json")
    return {"title": (text or "Editor")[:80], "holder": 7, "backup": None, **details}


def plan_values(text: str = "") -> dict[str, JsonValue]:
    """Return a plan's values."""
    return {
        "name": (text or "Bakery")[:80],
        "zone": "Europe/Berlin",
        "working_days": [0, 1, 2, 3, 4],
        "week_start": 0,
        "date_order": "dmy",
        "decimal_mark": ".",
        "review_weekday": 4,
        "review_at": "15:00:00",
        "currency": "EUR",
        "lead": 7,
        "co_lead": None,
    }


MINE: dict[str, JsonValue] = {"digest_at": "09:00:00", "work_until": "18:00:00", "nudges": "standard", "zone": ""}


def choosing(text: str = "", many: int = 2) -> Context:
    """Return a context with the people and things to choose from."""
    things = {
        "role": tuple((4 + n, text or f"Role {n}") for n in range(many)),
        "goal": tuple((2 + n, text or f"Goal {n}") for n in range(many)),
    }
    return replace(CONTEXT, things=things, people=(replace(ANA, name=text or "Ana"),))


def drawn(form: Form, thing: str, callback_id: str = ids.MODAL_EDIT) -> Block:
    """Draw a form as it opens."""
    return forms.form(callback_id, form, forms.Opened(ids.Ref(thing, 12), 0, prints_of(form)))


def modals(text: str = "") -> dict[str, Block]:
    """Render every form of this kind."""
    goal = goal_form(goal_values(text), choosing(text), can_end=True)
    typed = {"statement": (text or "Typed")[:1000], "target.1": "7"}
    moved = goal_form({**goal_values(text), "target.1": "900"}, choosing(text), can_end=True)
    again = redrawn(moved, typed, prints_of(goal), overtaken(moved, prints_of(goal)))
    found = {
        "edit_goal": drawn(goal, "goal"),
        "edit_goal_many": drawn(goal_form(goal_values(text, 10), choosing(text, 150), can_end=False), "goal"),
        "edit_goal_again": drawn(again, "goal"),
        "edit_role": drawn(role_form(role_values(text), choosing(text), can_end=True), "role"),
        "edit_slot": drawn(slot_form(slot_values(text), choosing(text), can_end=True), "slot"),
        "edit_slot_many": drawn(slot_form(slot_values(text), choosing(text, 300), can_end=True), "slot"),
        "edit_plan": drawn(plan_form(plan_values(text), choosing(text)), "strategy"),
        "edit_mine": drawn(mine_form(MINE, "Europe/Berlin", CONTEXT), "member"),
        "end_slot": forms.end_form("slot", ids.Ref("slot", 12), text or "Tip", [text or "It leaves the calendar."], []),
        "end_role": forms.end_form(
            "role",
            ids.Ref("role", 12),
            text or "Editor",
            ["x"],
            [(text or "Writer", f"role:{n}:0") for n in range(120)],
        ),
    }
    context = replace(CONTEXT, goals=tuple((n, text or f"Goal {n}") for n in range(2, 5)))
    for flow in FORMS:
        state, _ = begin(flow, (text or "Tip of the day")[:300], context)
        found[f"new_{flow}"] = drawn(new_form(state, context), "ask", ids.MODAL_NEW)
    found["add_goal"] = {**found["new_goal"], "callback_id": ids.MODAL_ADD}
    return found


def messages(text: str, plan: Strategy, slot: Slot, role: Role) -> dict[str, Content]:
    """Render every message of this kind."""
    kept = Kept("goal", 12, plan, text or "Followers", goal_values(text))
    names = {"role": {4: text or "Editor", 5: text or "Writer"}}
    before: dict[str, JsonValue] = {"target.1": "1000", "measurer.1": 4, "statement": text or "Old"}
    after: dict[str, JsonValue] = {"target.1": "1200", "measurer.1": 5, "statement": text or "New"}
    title, told = changes.title_of("goal", kept.name), changes.lines_of(kept, before, after, names)
    over = changes.lines_of_end("role", {"slots": [1, 2], "reads": [3], "judges": []})
    zone_slot = replace(slot, zone="Asia/Tokyo", wall=time(8), goal_id=None)
    return {
        "changed": changes.changed(title, told, 55, ended=False, undone=False, can_undo=True),
        "changed_many": changes.changed(title, told * 60, 55, ended=False, undone=False, can_undo=False),
        "changed_back": changes.changed(title, told, 55, ended=False, undone=True, can_undo=True),
        "removed": changes.changed(title, over, 55, ended=True, undone=False, can_undo=True),
        "posts": posts_list.posts([slot, zone_slot], {role.id: role}, plan),
        "posts_many": posts_list.posts([slot] * 200, {}, plan, 3),
        "posts_none": posts_list.posts([], {}, plan),
        "settings": settings.settings(plan, [replace(ANA, name=text or "Ana")], ANA, may_change=True),
        "settings_read_only": settings.settings(plan, [], replace(ANA, zone=None), may_change=False),
        "settings_own": settings.settings(None, [], ANA, may_change=False),
    }
