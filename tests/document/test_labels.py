"""Every fact of the strategy has its own key, and every label has one place."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings

from bot.document.labels import label_of
from bot.document.sections import cover_of, written
from bot.document.words import cover_facts
from bot.domain.plan import Plan
from bot.schema.columns import COLUMNS
from bot.schema.table import CONCEPTS
from tests.code_base import ROOT
from tests.document.older import PLANS
from tests.document.test_sections import TODAY, document
from tests.domain.any_plan import plans

FIELDS = {
    field.label
    for fields in (*(concept.fields for concept in CONCEPTS.values()), *COLUMNS.values())
    for field in fields
}
OWN = {
    fact.label
    for plan in PLANS.values()
    for section in document(plan).sections
    for entry in section.entries
    for fact in entry.facts
} - FIELDS


@settings(max_examples=20)
@given(plans())
def test_no_two_facts_of_an_entry_have_the_same_key(plan: Plan) -> None:
    for section in written(plan, cover_of(plan, TODAY)).sections:
        for entry in section.entries:
            keys = [fact.key for fact in entry.facts]
            assert len(set(keys)) == len(keys), entry.key
            assert [fact.label for fact in entry.facts] == [label_of(entry.kind, key) for key in keys]


def test_a_label_stands_once_in_the_document_and_a_fields_label_at_its_field_alone() -> None:
    """Except `older.py`, which has the labels of another time."""
    files = [file for file in (ROOT / "bot" / "document").glob("*.py") if file.name != "older.py"]
    stands = {file.name: Counter(_constants(file)) for file in files}
    assert len(OWN) > 10
    assert {label for label in OWN if sum(each[label] for each in stands.values()) != 1} == set()
    assert {label for label in FIELDS if stands["labels.py"][label]} == set()


def _constants(file: Path) -> list[object]:
    return [node.value for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Constant)]


def test_the_cover_has_a_key_for_each_of_its_facts() -> None:
    keys = [fact.key for fact in cover_facts(document().cover)]
    assert keys == ["company", "status", "on", "next_update"]


def test_a_fact_that_no_entry_of_that_kind_has_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        label_of("slot", "shoe_size")
