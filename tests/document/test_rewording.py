"""Our labels can be reworded: no version differs because of that, and nobody is told."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bot.document.changes_for_person import concerning
from bot.document.difference import in_words
from bot.document.model import Document
from bot.document.own_changes import worth_telling
from bot.document.sections import cover_of, written
from bot.document.stored import version_from
from bot.domain.plan import Plan
from tests.document.older import GAPS, PLANS, kept
from tests.document.reworded import Reword, reworded
from tests.document.test_sections import ANA, BEN, PLAN, TODAY

OLD = {name: version_from(one) for name, one in kept()["documents"].items()}
SAMPLES = sorted(OLD.keys() - PLANS.keys())


def document(plan: Plan) -> Document:
    return written(plan, cover_of(plan, TODAY), GAPS)


def shuffled(seed: int, document: Document) -> Reword:
    """Return a function that gives each label another fact's wording, and turns our other words into nonsense."""
    labels = sorted({fact.label for one in document.sections for entry in one.entries for fact in entry.facts})
    others = random.Random(seed).sample(labels, len(labels))
    swapped = dict(zip(labels, others, strict=True))
    return lambda words: swapped.get(words) or "".join(random.Random(f"{seed} {words}").sample(words, len(words)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", PLANS)
def test_a_plan_in_other_words_of_ours_is_the_same_plan(name: str, seed: int) -> None:
    now = document(PLANS[name])
    later = reworded(now, shuffled(seed, now))
    assert name == "empty" or later != now
    assert worth_telling(now, later) == worth_telling(later, now) == ()


@pytest.mark.parametrize("name", [*PLANS, *SAMPLES])
def test_an_older_version_is_the_same_in_other_words_of_ours(name: str) -> None:
    """It keeps its words forever, and is compared with versions in any later words."""
    assert worth_telling(OLD[name], reworded(OLD[name], shuffled(7, OLD[name]))) == ()


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_in_other_words_equals_its_version_from_before_facts_had_keys(name: str) -> None:
    now = document(PLANS[name])
    assert worth_telling(OLD[name], reworded(now, shuffled(3, now))) == ()


@pytest.mark.parametrize("before", [OLD["plan"], document(PLAN)])
def test_what_was_changed_beside_the_words_is_told_and_nothing_else(before: Document) -> None:
    """In the words of the later version."""
    moved = replace(PLAN, slots=(replace(PLAN.slots[0], theme="street"), *PLAN.slots[1:]))
    later = reworded(document(moved), lambda words: words[::-1])
    assert in_words(worth_telling(before, later)) == [("radnelac tnetnoC", ["Tip: emehT: oven → street"])]


def test_nobody_is_told_of_words_but_those_whose_work_has_changed() -> None:
    moved = replace(PLAN, slots=(replace(PLAN.slots[0], theme="street"), *PLAN.slots[1:]))
    later = reworded(document(moved), lambda words: words[::-1])
    told = worth_telling(OLD["plan"], later)
    assert concerning(told, moved, ANA.id) == ()
    assert [entry.title for one in concerning(told, moved, BEN.id) for entry in one.changed] == ["Tip"]


def test_every_fact_of_every_older_version_has_found_its_key() -> None:
    """An unknown label would be its own key."""
    facts = [
        fact for one in OLD.values() for section in one.sections for entry in section.entries for fact in entry.facts
    ]
    assert facts
    assert [fact.label for fact in facts if fact.key == fact.label] == []


def test_a_label_that_nobody_knows_is_its_own_key() -> None:
    stored = kept()["documents"]["plan"]
    chapter = next(one for one in stored["sections"] if one["key"] == "audiences")
    chapter["entries"][0]["facts"].append({"label": "Shoe size", "words": "42"})
    facts = next(one for one in version_from(stored).sections if one.key == "audiences").entries[0].facts
    assert (facts[-1].key, facts[-1].words, facts[-1].means) == ("Shoe size", "42", ())


def test_two_things_of_one_name_are_not_taken_for_each_other() -> None:
    """An older version has only the names of things."""
    stored = kept()["documents"]["plan"]
    for one in stored["sections"]:
        for entry in one["entries"]:
            if entry["key"] == "role:1":
                entry["title"] = "Editor"
    facts = [fact for one in version_from(stored).sections for entry in one.entries for fact in entry.facts]
    assert {fact.means for fact in facts if fact.words == "Editor"} == {()}
