"""The label of each fact in the written strategy, by the kind of its entry and the fact's key.

A field's label is the one that people saw when asked. Any label can be reworded: nothing is compared by its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.document.model import Fact
from bot.schema.table import field_of

# Keys that every entry and section has: its title, and a section's introduction.
TITLE = "title"
LEAD = "lead"
COVER = "cover"


def _asked(thing: str, name: str) -> str:
    field = field_of(thing, name)
    if field is None:
        raise KeyError(name)
    return field.label


_NAME = _asked("resource", "name")
_BY = _asked("milestone", "due")
_WHERE = _asked("slot", "platform")
_FOR_WHOM = _asked("message", "audience")
_GOALS = _asked("platform", "goals")
# What is no field of the schema, or has another name there.
_LABELS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": {TITLE: _NAME, LEAD: "Introduction"},
        COVER: {
            "strategy": _NAME,
            "company": "Company",
            "number": "Version",
            "status": "Status",
            "next_update": _asked("signing", "next_update"),
        },
        "summary": {"goals": "What we want", "audiences": _FOR_WHOM, "platforms": _WHERE, "roles": "With whom"},
        "loose": {
            "goals": "Goals without an objective",
            "objectives": "Marketing objectives that serve no business objective",
        },
        "objective": {"served_by": "Served by", "goals": _GOALS},
        "goal": {"measures": _asked("platform", "measures")},
        "measure": {"baseline": "Start", "cadence": "How often"},
        "audience": {"met_on": "Met on"},
        "unspoken": {"audiences": _FOR_WHOM},
        "platform": {"met": "Who is met there", "slots": "Regular posts and tasks"},
        "unproven": {"platforms": "Platforms"},
        "competitor": {"tactics": "What we take from it, our own way"},
        "listening": {"slots": "Regular tasks"},
        "slot": {"platform": _asked("message", "platform"), "when": "When", "goal": _asked("tactic", "goal")},
        "leads": {"leads": "Who leads the plan"},
        "learning": {"begun": "Who has begun", "lessons": "Lessons read"},
        "dismissal": {"about": "About", "reason": "Why it is set aside", "by": _BY, "on": _asked("alignment", "on")},
    }
)


def label_of(kind: str, key: str) -> str:
    """Return the label of a fact. Raises KeyError if the entry's kind has no such fact."""
    return _LABELS.get(kind, {}).get(key) or _asked(kind, key)


def fact(kind: str, key: str, words: str, means: tuple[str, ...] = ()) -> Fact:
    """Return a fact under its label."""
    return Fact(key=key, label=label_of(kind, key), words=words, means=means)
