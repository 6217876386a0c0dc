"""What a plan lacks, in words: a question with an example, a short line, why it matters, the button that fills it in.

The words come from the concept table (bot/schema). Here the thing's name is put in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from bot.domain.gaps import Gap, alike
from bot.schema.missing.lacks import lack_of
from bot.schema.shape import Lack
from bot.schema.table import CONCEPTS
from bot.views.kit import ids
from bot.views.kit.texts import brief

# A line quotes at most this much of a statement; its form shows all of it.
NAMED = 80


def question(gap: Gap) -> tuple[str, str]:
    """Return the question and an example that would work: "How many hours a week does the team have for …?", "4"."""
    lack = _lack(gap)
    return lack.question.format(_name(gap)), "3" if gap.rated and gap.field == "baseline" else lack.example


def line(gap: Gap) -> str:
    """Return a short line for a list: "“Instagram” has no hours yet."."""
    return _lack(gap).line.format(_name(gap))


def lines_alike(gaps: Iterable[Gap]) -> list[tuple[Gap, str]]:
    """Return one line for each kind of gap, with one gap of it: "… has no hours yet. (2 more like it)"."""
    return [(gap, line(gap) + (f" ({len(others):,} more like it)" if others else "")) for gap, *others in alike(gaps)]


def why(gap: Gap) -> str:
    """Return what can't be done without it, in one sentence."""
    return f"It is needed for {_lack(gap).why}."


class Mendable(Protocol):
    """What a gap and a guard's warning have in common: what to add, or which field of what to change."""

    @property
    def concept(self) -> str: ...
    @property
    def field(self) -> str: ...
    @property
    def thing(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def within(self) -> int | None: ...


def mend(gap: Mendable, strategy_id: int) -> tuple[str, str, str] | None:
    """Return the button that fixes it: (label, action id, value). None where no form changes it: a plan as such."""
    if gap.field or not gap.concept:
        thing, number = ("goal", gap.within or 0) if gap.thing == "measure" else (gap.thing, gap.id)
        action = CHANGE.get(thing)
        return ("Change…", action, ids.Ref(thing, number).encode()) if action else None
    if gap.concept == "lesson":
        return "Read the first one", ids.LESSON_READ, ids.Ref("lesson", 1).encode()
    if gap.concept == "measure":
        return "Add a number", ids.ADD_NUMBER, ids.Ref("goal", gap.within or gap.id).encode()
    return _add_label(gap.concept), ids.ADD_NEW, ids.choice(ids.Ref("strategy", strategy_id), gap.concept)


def _add_label(concept: str) -> str:
    if concept in UNCOUNTED:
        return f"Add {concept}"
    if concept in CONCEPTS and CONCEPTS[concept].single:
        return "Say it"
    noun = CONCEPTS[concept].noun if concept in CONCEPTS else "regular post"
    return f"Add {'an' if noun[0] in 'aeio' else 'a'} {noun}"


UNCOUNTED = frozenset({"evidence"})
CHANGE: Mapping[str, str] = MappingProxyType(
    {
        "goal": ids.EDIT_GOAL,
        "role": ids.EDIT_ROLE,
        "slot": ids.EDIT_SLOT,
        "part": ids.EDIT_PART,
        "platform": ids.EDIT_PART,
        "audience": ids.EDIT_PART,
    }
)


def _name(gap: Gap) -> str:
    return f"“{brief(gap.about, NAMED, 'are left out')}”" if gap.about else "this plan"


def _lack(gap: Gap) -> Lack:
    return lack_of(gap.concept, gap.field, gap.thing)
