"""Which chapters the written strategy has, and what writes each.

A concept's chapter is written by the table: its things, and the fields of each. `@writes` is for a chapter that says
more than that, and for one that no concept fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.document.model import Entry, Section
from bot.document.plan_wording import Saying
from bot.schema.shape import Chapter
from bot.schema.table import CONCEPTS

Writer = Callable[[Saying, Chapter], Section]

_CONCEPT_OF: Mapping[str, str] = {concept.chapter.key: name for name, concept in CONCEPTS.items()}
_WRITERS: dict[Chapter, Writer] = {}


def writes(chapter: Chapter) -> Callable[[Writer], Writer]:
    """Register what writes a chapter."""

    def register(writer: Writer) -> Writer:
        _WRITERS[chapter] = writer
        return writer

    return register


def chapters() -> tuple[Chapter, ...]:
    """Return all chapters in their order: those of the concepts, and those that are only written."""
    every = {concept.chapter for concept in CONCEPTS.values()} | set(_WRITERS)
    return tuple(sorted(every, key=lambda chapter: chapter.place))


def write(say: Saying, chapter: Chapter) -> Section:
    """Write a chapter."""
    writer = _WRITERS.get(chapter)
    return writer(say, chapter) if writer else filled(chapter, say.entries(_CONCEPT_OF[chapter.key]))


def filled(chapter: Chapter, entries: Iterable[Entry], lead: str | None = None) -> Section:
    """Return a chapter with its entries; without any, it says what is missing. `lead` is in place of either."""
    some = tuple(entries)
    if lead is None:
        lead = chapter.lead if some else chapter.missing
    return Section(key=chapter.key, title=chapter.title, lead=lead, entries=some, as_table=chapter.as_table)
