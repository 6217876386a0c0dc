"""A document as it would be if all of our labels were different."""

from __future__ import annotations

from collections.abc import Callable

from bot.document.model import Document, Entry, Fact, Section

Reword = Callable[[str], str]


def reworded(document: Document, other: Reword) -> Document:
    """Return a document with all of our words replaced. What people typed stays as it is."""
    sections = tuple(_section(one, other) for one in document.sections)
    return document.model_copy(update={"sections": sections})


def _section(section: Section, other: Reword) -> Section:
    ours = {"title": other(section.title), "lead": other(section.lead)}
    return section.model_copy(update={**ours, "entries": tuple(_entry(one, other) for one in section.entries)})


def _entry(entry: Entry, other: Reword) -> Entry:
    is_ours = entry.means or entry.key.endswith(":0")
    title = other(entry.title) if is_ours else entry.title
    return entry.model_copy(update={"title": title, "facts": tuple(_fact(one, other) for one in entry.facts)})


def _fact(fact: Fact, other: Reword) -> Fact:
    # The meaning of a name ("role:3") is its own; options, and "none", are in our words.
    is_ours = fact.means and not any(":" in one for one in fact.means)
    return fact.model_copy(update={"label": other(fact.label), "words": other(fact.words) if is_ours else fact.words})
