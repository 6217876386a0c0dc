"""What changed between two versions is listed by section and entry, and nothing is left out."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.document.difference import EntryChange, FactChange, differences, in_words
from bot.document.model import Document, Section
from tests.document.written import COVER, document, entry, section

LONG = "We sound like a friend who bakes and gets up early, " * 4


def said(before: Document, after: Document) -> list[tuple[str, list[str]]]:
    return in_words(differences(before, after))


def platforms(*entries: tuple[str, str]) -> Section:
    return section("Platforms", *(entry(name, ("Priority", priority)) for name, priority in entries))


def test_two_versions_that_say_the_same_have_no_differences() -> None:
    one = document(platforms(("Instagram", "primary")))
    assert differences(one, one.model_copy(deep=True)) == ()


def test_status_number_date_and_signatures_are_no_change_of_the_plan() -> None:
    later = COVER.model_copy(update={"status": "superseded", "number": 4, "on": date(2026, 5, 1), "signatures": ()})
    assert differences(document(), document(cover=later)) == ()


def test_an_entry_that_is_new_is_added_and_one_that_is_gone_is_removed() -> None:
    before, after = document(platforms(("TikTok", "parked"))), document(platforms(("Instagram", "primary")))
    assert said(before, after) == [("Platforms", ["Added: Instagram", "Removed: TikTok"])]


def test_a_changed_fact_is_said_with_both_its_words() -> None:
    before = document(platforms(("Instagram", "primary"), ("LinkedIn", "primary")))
    after = document(platforms(("Instagram", "primary"), ("LinkedIn", "secondary")))
    changed = EntryChange("LinkedIn", "LinkedIn", (FactChange("Priority", "Priority", "primary", "secondary"),))
    assert differences(before, after)[0].changed == (changed,)
    assert said(before, after) == [("Platforms", ["LinkedIn: Priority: primary → secondary"])]


def test_an_entry_is_the_same_by_its_key_whatever_its_title() -> None:
    before = document(section("Goals", entry("Fill the café", key="goal:1")))
    after = document(section("Goals", entry("Fill the terrace", key="goal:1")))
    assert said(before, after) == [("Goals", ["Fill the terrace: Name: Fill the café → Fill the terrace"])]


def test_another_order_is_no_difference() -> None:
    before = document(platforms(("Instagram", "primary"), ("LinkedIn", "primary")))
    after = document(platforms(("LinkedIn", "primary"), ("Instagram", "primary")))
    assert differences(before, after) == ()


def test_facts_that_came_and_went_are_said() -> None:
    before = document(section("Goals", entry("Goal", ("Worry if below", "550"))))
    after = document(section("Goals", entry("Goal", ("Audience", "Families"))))
    assert said(before, after) == [("Goals", ["Goal: Audience added: Families", "Goal: Worry if below removed: 550"])]


def test_facts_of_one_label_are_compared_one_by_one() -> None:
    before = document(section("Goals", entry("Goal", ("Measure", "Followers"), ("Measure", "Leads"))))
    after = document(section("Goals", entry("Goal", ("Measure", "Followers"), ("Measure", "Calls"))))
    assert said(before, after) == [("Goals", ["Goal: Measure: Leads → Calls"])]


def test_a_long_text_that_changed_is_quoted_with_its_length() -> None:
    before = document(section("Tone", entry("Voice", ("We are", "Warm"))))
    after = document(section("Tone", entry("Voice", ("We are", LONG))))
    assert said(before, after) == [
        (
            "Tone",
            ["Voice: We are was rewritten: “We sound like a friend who bakes and…” (207 characters); before: Warm"],
        )
    ]


def test_a_long_text_that_changed_at_its_end_alone_is_said_to_be_rewritten() -> None:
    before = document(section("Tone", lead=LONG))
    after = document(section("Tone", lead=LONG + "and smiles"))
    [(_, [line])] = said(before, after)
    assert line.startswith("Introduction was rewritten: “We sound like")
    assert "(218 characters); before: “We sound like" in line


def test_a_text_in_other_lines_is_said_to_have_the_same_words() -> None:
    before = document(section("Tone", lead="Warm and plain"))
    after = document(section("Tone", lead="Warm\nand plain"))
    assert said(before, after) == [("Tone", ["Introduction was laid out anew, in the same words"])]


def test_sections_that_came_and_went_are_said_with_their_entries() -> None:
    before, after = document(section("Old", entry("One"))), document(section("New", entry("Two")))
    assert said(before, after) == [("New", ["New chapter", "Added: Two"]), ("Old", ["Chapter removed", "Removed: One"])]


def test_a_section_that_came_without_an_entry_is_said_too() -> None:
    assert said(document(), document(section("Road map"))) == [("Road map", ["New chapter"])]


def test_the_cover_says_what_became_of_company_and_next_update() -> None:
    later = COVER.model_copy(update={"company": "Harbour & Sons", "next_update": None})
    assert said(document(), document(cover=later)) == [
        ("Cover", ["Company: Harbour Bakery → Harbour & Sons", "Next update removed: Tue 30 Jun 2026"])
    ]


@given(st.text(), st.text())
def test_whatever_two_texts_are_a_difference_is_found_exactly_where_there_is_one(one: str, other: str) -> None:
    before = document(section("Tone", entry("Voice", ("We are", one), key="voice")))
    after = document(section("Tone", entry("Voice", ("We are", other), key="voice")))
    assert bool(said(before, after)) == (one != other)
