"""What writes each chapter of the strategy: the table, or a function that says more than the fields of its things."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.document.model import Entry, Section
from bot.document.plan_wording import Saying
from bot.schema.shape import Chapter, Concept

Writer = Callable[[Saying, Chapter], Section]
WRITERS: dict[Chapter, Writer] = {}


def writes(chapter: Chapter) -> Callable[[Writer], Writer]:
    """Register what writes a chapter that no concept fills, or that says more than the fields of its things."""

    def register(writer: Writer) -> Writer:
        WRITERS[chapter] = writer
        return writer

    return register


def by_table(concept: Concept) -> Writer:
    """Return what writes a concept's chapter by the table: its things, and the fields of each."""
    return lambda say, chapter: filled(chapter, say.entries(concept))


def filled(chapter: Chapter, entries: Iterable[Entry], lead: str | None = None) -> Section:
    """Return a chapter with its entries; without any, it says what is missing. `lead` is in place of either."""
    some = tuple(entries)
    if lead is None:
        lead = chapter.lead if some else chapter.missing
    return Section(key=chapter.key, title=chapter.title, lead=lead, entries=some, as_table=chapter.as_table)
