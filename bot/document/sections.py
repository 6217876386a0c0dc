"""From a plan to the written strategy: one chapter for each thing that the guides ask for, in a board's order.

A chapter with nothing in it stays, and says in one sentence what is missing: all versions have the same chapters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from importlib import import_module
from types import MappingProxyType

from bot.document.chapters import WRITERS, by_table
from bot.document.model import Cover, Document, Signature, Status
from bot.document.plan_wording import Saying
from bot.domain.plan import Plan
from bot.domain.signing import Signing
from bot.pictures.charts import Results
from bot.schema.table import CONCEPTS

for _room in ("aims", "market", "work"):
    import_module(f"bot.document.chapter_{_room}")  # each adds the chapters that say more than the table does
for _concept in CONCEPTS.values():
    WRITERS.setdefault(_concept.chapter, by_table(_concept))
CHAPTERS = tuple(sorted(WRITERS, key=lambda chapter: chapter.place))
# The chapters in their order, by which they are asked for: "/beat strategy platforms".
KEYS = tuple(chapter.key for chapter in CHAPTERS)
# Where each concept stands, and what has no concept of its own.
SECTION_OF: Mapping[str, str] = MappingProxyType(
    {name: concept.chapter.key for name, concept in CONCEPTS.items()}
    | {"slot": "calendar", "lesson": "learning", "dismissal": "warnings"}
)


def cover_of(
    plan: Plan, on: date, status: Status = "draft", number: int | None = None, signatures: Sequence[Signature] = ()
) -> Cover:
    """Return the part before the first chapter; without a company's name, only the strategy's is shown."""
    signing = plan.one(Signing)
    return Cover(
        company=signing.company if signing else "",
        strategy=plan.strategy.name,
        status=status,
        on=on,
        number=number,
        next_update=signing.next_update if signing else None,
        signatures=tuple(signatures),
        unsigned=status == "unsigned",
    )


def written(plan: Plan, cover: Cover, gaps: Sequence[str] = (), results: Results | None = None) -> Document:
    """Write a plan down. `gaps` are lines that say what is missing; `results` are drawn below the numbers."""
    say = Saying(plan, gaps, results)
    return Document(cover=cover, sections=tuple(WRITERS[chapter](say, chapter) for chapter in CHAPTERS))
