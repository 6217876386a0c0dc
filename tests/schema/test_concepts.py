"""The table of concepts: it fits its models, its examples work, and the docs page is generated from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.language.answers import Understood
from bot.schema.reading import read
from bot.schema.shape import Concept, Field
from bot.schema.table import CONCEPTS, OWN
from bot.schema.wording import said
from tests.concepts_page import DEMANDS_PAGE, PAGE, demands_page, page
from tests.conversations.played import OFFICE

FIELDS = [(concept, field) for concept in CONCEPTS.values() for field in concept.fields]
# Everything named in the examples.
THINGS = {
    "goal": ((11, "1,000 Instagram followers"),),
    "measure": ((21, "Instagram followers"), (22, "How content customers are")),
    "role": ((31, "Community"), (32, "Newsletter writer"), (33, "Lead"), (34, "Director")),
    "platform": ((41, "Instagram"),),
    "audience": ((51, "people who live near the bakery"),),
    "objective": ((61, "10 % more revenue from regular customers this year"),),
    "competitor": ((71, "The bakery at the station"),),
}


@pytest.mark.parametrize("concept", CONCEPTS.values(), ids=lambda concept: concept.name)
def test_a_concept_has_the_fields_of_its_model(concept: Concept) -> None:
    """Nothing is asked that can't be stored, and nothing is stored that can't be entered."""
    assert {field.name for field in concept.fields} == set(concept.model.model_fields)
    needed = {name for name, field in concept.model.model_fields.items() if field.is_required()}
    assert {field.name for field in concept.fields if field.required} == needed


@pytest.mark.parametrize(("concept", "field"), FIELDS, ids=lambda one: one.name)
def test_the_example_of_a_question_would_do(concept: Concept, field: Field) -> None:
    """Typed as it is, it is understood, and the summary shows what was meant."""
    answer = read(field, field.example, replace(OFFICE, things=THINGS))
    assert isinstance(answer, Understood), answer
    assert not answer.confirm
    assert said(field, answer.value, {name: dict(things) for name, things in THINGS.items()}, OFFICE.locale)


def test_words_of_commands_are_told_apart() -> None:
    """No word adds, or lists, two concepts."""
    words = [word for concept in OWN.values() for word in {concept.name, concept.many}]
    assert len(words) == len(set(words))
    assert all(word.isalpha() and len(word) <= 20 for word in words)


def test_the_pages_of_the_documents_are_the_tables() -> None:
    """`make concepts` writes them again."""
    assert PAGE.read_text(encoding="utf-8") == page()
    assert DEMANDS_PAGE.read_text(encoding="utf-8") == demands_page()
