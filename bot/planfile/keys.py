"""The keys of a strategy file: what stands where, of which kind, with an example. Reading, writing and the schema go
by this table; what a plan holds beside goals, roles and regular posts comes from the table of concepts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from bot.domain.roles import TITLE_LIMIT
from bot.language.answers import Answer
from bot.planfile.shape import Thing
from bot.schema.columns import COLUMNS, POST_TEXTS
from bot.schema.shape import Concept, Field, Kind
from bot.schema.table import CONCEPTS, OWN

# What a field of a plan is, or what only a file writes in this way: parts of a rule, several people, lists of things.
KeyKind = Literal[Kind, "month_days", "nth", "people", "readings", "measures"]
# What posts may be as long as (bot.domain.posts).
BODY_LIMIT = 3000
FAR = Decimal(10) ** 12


@dataclass(frozen=True)
class Key:
    """One key of a section. `about` says what it is; `example` is one that would do."""

    name: str
    kind: KeyKind
    about: str
    example: str
    required: bool = False
    of: str = ""
    options: tuple[str, ...] = ()
    limit: int = 0
    least: Decimal = Decimal(0)
    most: Decimal = FAR
    read: Callable[[str], Answer[str]] | None = None


@dataclass(frozen=True)
class Section:
    """One part of a file: its key, the concept that it holds, and the keys of each thing in it.

    model     what the values of a thing have to be taken by as a whole, if it has one
    identity  the key by which a thing is told from others of its kind
    single    a plan has one of it: no list
    """

    name: str
    concept: str
    noun: str
    nouns: str
    about: str
    keys: tuple[Key, ...]
    identity: str
    model: type[BaseModel] | None = None
    single: bool = False

    def key(self, name: str) -> Key | None:
        """Return the key of that name, None for another."""
        return next((one for one in self.keys if one.name == name), None)

    def name_of(self, thing: Thing) -> str:
        """Return what people call a thing of this section."""
        return str(thing.values.get(self.identity, ""))


def _limit_of(model: type[BaseModel], name: str) -> int:
    for one in model.model_fields[name].metadata:
        longest = getattr(one, "max_length", None)
        if isinstance(longest, int):
            return longest
    return TITLE_LIMIT


def _key(field: Field, model: type[BaseModel]) -> Key:
    limit = _limit_of(model, field.name) if field.kind in ("line", "text") else 0
    options = tuple(value for value, _ in field.options)
    example = _AS_WRITTEN.get(field.kind, field.example)
    if field.kind in ("choice", "several"):
        example = options[0]
    return Key(
        field.name,
        field.kind,
        field.question,
        example,
        required=field.required,
        of=field.of,
        options=options,
        limit=limit,
        least=field.least,
        most=field.most,
    )


# Conversations take "in 4 weeks"; a file says the day.
_AS_WRITTEN = {"date": "2026-06-30", "score": "3"}


def _further(concept: str) -> tuple[Key, ...]:
    own = CONCEPTS[concept]
    return tuple(_key(field, own.model) for field in own.fields)


# A column whose values a file writes in its own way; others as concepts write them.
_KINDS: Mapping[Kind, KeyKind] = MappingProxyType({"named": "one", "target": "number"})


def _columns(thing: str, names: str, *, needed: str = "") -> tuple[Key, ...]:
    """Return the keys of some columns of a thing, in the order of their names. What is not needed has a default."""
    fields = {field.name: field for field in COLUMNS[thing]}
    return tuple(_column(fields[name], name in needed.split()) for name in names.split())


def _other_columns(thing: str, but: str) -> tuple[Key, ...]:
    """Return the keys of a thing's columns but for some, in the order of the columns."""
    return tuple(_column(one, False) for one in COLUMNS[thing] if one.in_file and one.name not in but.split())


def _column(field: Field, needed: bool) -> Key:
    assert field.in_file is not None
    about, example = field.in_file
    return Key(
        field.key or field.name,
        _KINDS.get(field.kind, field.kind),
        about,
        example,
        required=needed,
        of=field.of,
        options=tuple(value for value, _ in field.options),
        limit=field.longest if field.kind in ("line", "text") else 0,
        least=-FAR if field.kind in ("number", "target") else Decimal(0),
        read=field.read,
    )


def _section(concept: Concept) -> Section:
    """Return the section of a concept that has nothing but its fields."""
    identity = concept.title
    if identity.kind == "score":  # assessments are told apart by their day
        identity = next(one for one in concept.fields if one.kind == "date" and one.required)
    return _section_of(concept, _further(concept.name), identity.name, concept.model)


def _section_of(
    concept: Concept, keys: tuple[Key, ...], identity: str, model: type[BaseModel] | None = None
) -> Section:
    name = concept.name if concept.single else concept.many
    words = concept.noun, concept.nouns, concept.about
    return Section(name, concept.name, *words, keys, identity, model, concept.single)


PLAN = Section(
    "plan",
    "plan",
    "plan",
    "plans",
    "The plan itself: its name and its habits.",
    (
        *_columns("plan", "name zone", needed="name zone"),
        Key("leads", "people", "Who hears when something is missed: Slack ids, with names beside them.", "U012AB3CD"),
        *_other_columns("plan", "name zone"),
    ),
    "name",
)
# The keys that are settings of a plan, with what the plan calls each.
SETTINGS: Mapping[str, str] = MappingProxyType(
    {field.key or field.name: field.name for field in COLUMNS["plan"] if field.in_file}
)
MEASURES = Section(
    "measures",
    "measure",
    "number",
    "numbers",
    "The numbers, or judgements, that show a goal.",
    (
        *_columns("measure", "name unit direction cadence baseline", needed="name"),
        Key("baseline_on", "date", "When it stood there. Without it: on the day of the import.", "2026-03-01"),
        *_columns("measure", "target due measurer reviewer platform", needed="target measurer reviewer"),
        *_further("measure"),
        Key("readings", "readings", "Numbers that were read, by the week's day.", "2026-03-02: 412", least=-FAR),
    ),
    "name",
)
# Counted by itself: what a goal's numbers were in one week or another.
READINGS = Section("readings", "reading", "weekly number", "weekly numbers", "Numbers that were read.", (), "")
GOALS = _section_of(
    CONCEPTS["goal"],
    (
        *_columns("goal", "statement due", needed="statement due"),
        *_further("goal"),
        Key("measures", "measures", MEASURES.about, "a list of numbers"),
    ),
    "statement",
)
ROLES = _section_of(
    CONCEPTS["role"], (*_columns("role", "title holder backup", needed="title"), *_further("role")), "title"
)
POSTS = Section(
    "regular_posts",
    "slot",
    "regular post",
    "regular posts",
    "What comes again and again: posts, and regular tasks.",
    (
        *_columns("slot", " ".join(("title kind role platform goal audience", *POST_TEXTS)), needed="title role"),
        Key("every", "choice", "What it counts in.", "week", required=True, options=("day", "week", "month")),
        Key("interval", "score", "Every how many of them: 2 is every other.", "2", least=Decimal(1), most=Decimal(366)),
        Key("weekdays", "weekdays", "Of a week: on which days.", "monday, thursday"),
        Key("month_days", "month_days", "Of a month: on which dates. `last` is its last day.", "1, 15, last"),
        Key("nth", "nth", "Of a month: on which of its weekdays.", "first monday, last friday"),
        Key("at", "time", "At what time.", "09:00", required=True),
        Key("starts", "date", "From when on. Without it: from the day of the import.", "2026-03-02"),
        Key("ends", "date", "The last day, if there is one.", "2026-12-31"),
        *_columns("slot", "zone"),
        Key("week_start", "weekday", "The day on which its weeks begin, where it is not the plan's.", "monday"),
    ),
    "title",
)
IDEAS = Section(
    "ideas",
    "idea",
    "idea",
    "ideas",
    "Ideas for posts, the oldest first.",
    (
        Key("title", "line", "What it is about.", "How we shape a loaf", required=True, limit=TITLE_LIMIT),
        Key("text", "text", "Its text, as far as there is one.", "Three folds, one night", limit=BODY_LIMIT),
        Key("platform", "one", "The platform that it suits; without it, any.", "Instagram", of="platform"),
    ),
    "title",
)

_WRITTEN = {section.concept: section for section in (GOALS, ROLES, POSTS, IDEAS)} | {
    name: _section(concept) for name, concept in OWN.items()
}
# The order in which a strategy is read: purpose, people, audience, goals, platforms, work. The rest follows the table
# of concepts.
_ORDER = (
    *("vision", "objective", "role", "audience", "positioning", "message", "goal", "platform", "evidence"),
    *("competitor", "tactic", "slot", "idea", "highlight", "experiment", "milestone", "protocol"),
)
SECTIONS: Mapping[str, Section] = MappingProxyType(
    {_WRITTEN[one].name: _WRITTEN[one] for one in sorted(_WRITTEN, key=[*_ORDER, *_WRITTEN].index)}
)
# The kinds of things that others refer to, and where they stand.
REFERRED: Mapping[str, str] = MappingProxyType(
    {
        of: _WRITTEN[of].name if of in _WRITTEN else "measures"
        for of in sorted(
            {key.of for section in (*_WRITTEN.values(), MEASURES) for key in section.keys if key.of},
        )
    }
)
# Each of these has one name: the bot finds them by it, whatever else tells them apart.
ONE_OF_A_NAME = frozenset({"role", "audience", "platform"})
