"""Everything that a plan can lack, and what people read about it, according to the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.schema.columns import COLUMNS
from bot.schema.shape import Field, Lack
from bot.schema.table import CONCEPTS

# What can be missing without being a concept of the table.
FURTHER: Mapping[str, tuple[Lack, ...]] = MappingProxyType(
    {
        "slot": (
            Lack(
                1,
                "Nothing regular is done for this plan yet.",
                "What is done regularly? Name one post, and when it comes.",
                example="Tip of the day on Instagram, Mon/Wed/Fri 10:00",
                why="bringing the plan to life",
                kind="slot",
            ),
            Lack(
                1,
                "Nothing regular is done for {} yet.",
                "What is done regularly for {}?",
                example="Tip of the day on Instagram, Mon/Wed/Fri 10:00",
                why="making the goal more than a wish",
                kind="slot",
                by="goal",
            ),
            Lack(
                4,
                "Nothing comes regularly on {} yet.",
                "What comes regularly on {}?",
                example="Tip of the day, Mon/Wed/Fri 10:00",
                why="keeping the platform from going quiet",
                by="platform",
            ),
        ),
        "lesson": (
            Lack(
                570,
                "Nobody has begun with the lessons yet: ten ideas, a minute each.",
                "Will you read the first lesson? It takes about a minute.",
                example="/beat lesson",
                why="speaking one language in the team",
            ),
        ),
    }
)


def needed(thing: str) -> tuple[Field, ...]:
    """Return the fields of a thing that a plan needs."""
    further = CONCEPTS[thing].fields if thing in CONCEPTS else ()
    return tuple(field for field in (*COLUMNS.get(thing, ()), *further) if field.lack)


def _every() -> Iterator[tuple[str, Lack]]:
    for thing in (*CONCEPTS, *FURTHER):
        for field in needed(thing):
            if field.lack:
                yield f"{thing}.{field.name}", _worded(field.lack, field)
    for name, concept in CONCEPTS.items():
        for lack in concept.lacks:
            yield f"{name}:{lack.by}", _worded(lack, concept.title) if concept.own else lack
    for name, lacks in FURTHER.items():
        for lack in lacks:
            yield f"{name}:{lack.by}", lack


def _worded(lack: Lack, field: Field) -> Lack:
    return replace(
        lack,
        question=lack.question or field.question,
        example=lack.example or field.example,
        why=lack.why or field.needed_for,
    )


# By what is missing, and what lacks it: "platform.hours" is empty, "evidence:platform" doesn't exist.
LACKS: Mapping[str, Lack] = MappingProxyType(dict(_every()))


def lack_of(concept: str, field: str, thing: str) -> Lack:
    """Return what is said about a gap. Raises KeyError for a kind of gap that isn't in the table."""
    return LACKS[f"{concept}.{field}" if field else f"{concept}:{thing}"]
