"""What people read beside each fact of the written strategy, by the kind of its entry and the fact's key.

A field's label is the one that people were asked by. Any of them can be reworded: nothing is compared by its label.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from bot.document.model import Fact
from bot.schema.table import CONCEPTS

# Keys of what every entry and section has: its title, and the introduction of a section.
TITLE = "title"
LEAD = "lead"
COVER = "cover"


def _asked(concept: str, name: str) -> str:
    return CONCEPTS[concept].field(name).label


_NAME = _asked("resource", "name")
_DOER = "Who does it"
_BY = _asked("milestone", "due")
_FOR_WHOM = _asked("message", "audience")
_GOALS = _asked("platform", "goals")
# What is no field of the table of concepts, or is a field of another concept there.
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
        "summary": {"goals": "What we want", "audiences": _FOR_WHOM, "platforms": "Where", "roles": "With whom"},
        "loose": {
            "goals": "Goals without an objective",
            "objectives": "Marketing objectives that serve no business objective",
        },
        "objective": {"served_by": "Served by", "goals": _GOALS},
        "goal": {"due": _BY, "measures": _asked("platform", "measures")},
        "measure": {
            "baseline": "Start",
            "target": "Target",
            "due": _BY,
            "cadence": "How often",
            "measurer": "Who reads it",
            "reviewer": "Who judges it",
        },
        "audience": {"met_on": "Met on"},
        "unspoken": {"audiences": _FOR_WHOM},
        "platform": {"met": "Who is met there", "slots": "Regular posts and tasks"},
        "unproven": {"platforms": "Platforms"},
        "competitor": {"tactics": "What we take from it, our own way"},
        "listening": {"slots": "Regular tasks"},
        "slot": {
            "platform": _asked("message", "platform"),
            "kind": _asked("platform", "kind"),
            "when": "When",
            "role": _DOER,
            "goal": _asked("tactic", "goal"),
            "audience": _FOR_WHOM,
            "message": _asked("message", "text"),
            "theme": "Theme",
            "content_kind": "Kind of content",
        },
        "leads": {"leads": "Who leads the plan"},
        "role": {"holder": _DOER, "backup": "Backup"},
        "learning": {"begun": "Who has begun", "lessons": "Lessons read"},
        "dismissal": {"about": "About", "reason": "Why it is set aside", "by": _BY, "on": _asked("alignment", "on")},
    }
)


def label_of(kind: str, key: str) -> str:
    """Return the label of a fact. Raises KeyError where the entry's kind has no such fact."""
    return _LABELS.get(kind, {}).get(key) or _asked(kind, key)


def fact(kind: str, key: str, words: str, means: tuple[str, ...] = ()) -> Fact:
    """Return a fact under its label."""
    return Fact(key=key, label=label_of(kind, key), words=words, means=means)
