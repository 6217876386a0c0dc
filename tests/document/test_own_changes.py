"""What people are told about two versions: what somebody changed, each thing once, and nothing that follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from pydantic import BaseModel

from bot.document.difference import in_words
from bot.document.model import Document, Entry, Section
from bot.document.own_changes import worth_telling
from bot.domain.audiences import Audience
from bot.domain.competitors import Competitor
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Platform
from tests.document.test_sections import GOAL, PLAN, part
from tests.document.test_sections import document as written
from tests.document.written import document, entry


def told(before: Plan, after: Plan) -> list[tuple[str, list[str]]]:
    return in_words(worth_telling(written(before), written(after)))


def renamed(plan: Plan, concept: type[BaseModel], **fields: object) -> Plan:
    """Return a plan whose first part of a kind has different fields."""
    first: Part[BaseModel] = plan.of(concept)[0]
    changed = replace(first, value=first.value.model_copy(update=fields))
    return replace(plan, parts=tuple(changed if one.id == first.id else one for one in plan.parts))


def only_goal(plan: Plan, **fields: object) -> Plan:
    return replace(plan, goals=(replace(GOAL, **fields), *plan.goals[1:]))  # type: ignore[arg-type]


CHANGES: list[Callable[[Plan], Plan]] = [
    lambda plan: renamed(plan, Audience, name="people of the harbour"),
    lambda plan: renamed(plan, Platform, hours=Decimal(7)),
    lambda plan: only_goal(plan, statement="Fill the terrace"),
    lambda plan: only_goal(
        plan, measures=(replace(GOAL.measures[0], name="All Instagram followers"), *GOAL.measures[1:])
    ),
    lambda plan: replace(plan, parts=(*plan.parts, part(500, "audience", Audience(name="tourists")))),
]


@pytest.mark.parametrize("change", CHANGES)
def test_one_change_of_one_field_is_one_line(change: Callable[[Plan], Plan]) -> None:
    """Anything else that names the same thing, or sums it up, follows from it."""
    [(_, lines)] = told(PLAN, change(PLAN))
    assert len(lines) == 1


def test_the_first_entry_of_a_chapter_is_told_without_the_words_that_stood_there_before() -> None:
    without = replace(PLAN, parts=tuple(one for one in PLAN.parts if not isinstance(one.value, Competitor)))
    with_one = replace(without, parts=(*without.parts, part(501, "competitor", Competitor(name="Station bakery"))))
    assert told(without, with_one) == [("Competitors", ["Added: Station bakery"])]


def chapter(key: str, *entries: Entry, lead: str = "") -> Document:
    return document(Section(key=key, title=key, lead=lead, entries=entries))


@pytest.mark.parametrize(
    ("key", "entries", "is_told"),
    [
        ("open", [entry("Who answers?", key="gap:Who answers?")], False),
        ("learning", [entry("The lessons", key="learning:0")], False),
        ("objectives", [entry("What still hangs loose", key="loose:0")], False),
        ("warnings", [entry("Being everywhere", key="dismissal:4")], True),
        # Who leads a plan follows from nothing.
        ("roles", [entry("In charge", key="leads:0")], True),
    ],
)
def test_what_is_derived_is_not_told(key: str, entries: list[Entry], is_told: bool) -> None:
    assert bool(worth_telling(chapter(key, lead="Nothing yet."), chapter(key, *entries))) is is_told
