"""The keys of a strategy file: what stands where, of which kind, with an example. Reading, writing and the schema go
by this table; what a plan holds beside goals, roles and regular posts comes from the table of concepts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.flows.concepts.columns import UNIT_LIMIT
from bot.flows.concepts.shape import Concept, Field, Kind
from bot.flows.concepts.table import CONCEPTS, OWN
from bot.flows.file.shape import Thing

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


def _section(concept: Concept) -> Section:
    keys = tuple(_key(field, concept.model) for field in concept.fields)
    identity = concept.title
    if identity.kind == "score":  # assessments are told apart by their day
        identity = next(one for one in concept.fields if one.kind == "date" and one.required)
    name = concept.name if concept.single else concept.many
    return Section(
        name,
        concept.name,
        concept.noun,
        concept.nouns,
        concept.about,
        keys,
        identity.name,
        concept.model,
        concept.single,
    )


PLAN = Section(
    "plan",
    "plan",
    "plan",
    "plans",
    "The plan itself: its name and its habits.",
    (
        Key("name", "line", "What the plan is called.", "Sample Bakery", required=True, limit=TITLE_LIMIT),
        Key("zone", "zone", "The time zone of its clock.", "Europe/Berlin", required=True),
        Key("leads", "people", "Who hears when something is missed: Slack ids, with names beside them.", "U012AB3CD"),
        Key("working_days", "weekdays", "On which days the team works.", "monday, tuesday"),
        Key("review_day", "weekday", "The weekday of the weekly review.", "friday"),
        Key("review_at", "time", "When the weekly review opens.", "15:00"),
        Key("week_start", "weekday", "The day on which a week begins.", "monday"),
        Key("date_order", "choice", "How people there write dates.", "dmy", options=("dmy", "mdy", "ymd")),
        Key("decimal_mark", "choice", "What stands before the decimals.", ".", options=(".", ",")),
    ),
    "name",
)
MEASURES = Section(
    "measures",
    "measure",
    "number",
    "numbers",
    "The numbers, or judgements, that show a goal.",
    (
        Key("name", "line", "What is counted.", "Instagram followers", required=True, limit=TITLE_LIMIT),
        Key("unit", "line", "Its unit, where the name does not say it.", "followers", limit=UNIT_LIMIT),
        Key(
            "direction",
            "choice",
            "Which way is better: up, down, within two numbers, yes or no (1 or 0), or a rating from 1 to 5.",
            "up",
            options=("up", "down", "within", "yesno", "rating"),
        ),
        Key("cadence", "choice", "How often it is read.", "week", options=("week", "month", "quarter")),
        Key("baseline", "number", "Where it started.", "400", least=-FAR),
        Key("baseline_on", "date", "When it stood there. Without it: on the day of the import.", "2026-03-01"),
        Key("target", "number", "Where it is to be.", "1000", required=True, least=-FAR),
        Key("due", "date", "By when. Without it: by the date of its goal.", "2026-12-31"),
        Key("measurer", "one", "The role that reads it.", "Community", required=True, of="role"),
        Key("reviewer", "one", "The role that judges it.", "Lead", required=True, of="role"),
        Key("platform", "one", "The platform that it is read on.", "Instagram", of="platform"),
        *_further("measure"),
        Key("readings", "readings", "Numbers that were read, by the week's day.", "2026-03-02: 412", least=-FAR),
    ),
    "name",
)
# Counted by itself: what a goal's numbers were in one week or another.
READINGS = Section("readings", "reading", "weekly number", "weekly numbers", "Numbers that were read.", (), "")
GOALS = Section(
    "goals",
    "goal",
    CONCEPTS["goal"].noun,
    CONCEPTS["goal"].nouns,
    CONCEPTS["goal"].about,
    (
        Key(
            "statement",
            "text",
            "The goal itself.",
            "1,000 Instagram followers by June",
            required=True,
            limit=TEXT_LIMIT,
        ),
        Key("due", "date", "By when.", "2026-12-31", required=True),
        *_further("goal"),
        Key("measures", "measures", MEASURES.about, "a list of numbers"),
    ),
    "statement",
)
ROLES = Section(
    "roles",
    "role",
    CONCEPTS["role"].noun,
    CONCEPTS["role"].nouns,
    CONCEPTS["role"].about,
    (
        Key("title", "line", "What it is called.", "Instagram editor", required=True, limit=TITLE_LIMIT),
        Key("holder", "person", "Who does it: a Slack id, with the name beside it.", "U012AB3CD"),
        Key("backup", "person", "Who steps in.", "U012AB3CD"),
        *_further("role"),
    ),
    "title",
)
POSTS = Section(
    "regular_posts",
    "slot",
    "regular post",
    "regular posts",
    "What comes again and again: posts, and regular tasks.",
    (
        Key("title", "line", "What it is called.", "Tip of the day", required=True, limit=TITLE_LIMIT),
        Key(
            "kind",
            "choice",
            "Publish something, converse, listen, or deliver something.",
            "publish",
            options=("publish", "converse", "listen", "deliver"),
        ),
        Key("role", "one", "The role whose work it is.", "Instagram editor", required=True, of="role"),
        Key("platform", "one", "The platform.", "Instagram", of="platform"),
        Key("goal", "one", "The goal that it serves.", "1,000 Instagram followers", of="goal"),
        Key("audience", "one", "Whom it is for.", "people who live near the bakery", of="audience"),
        Key("message", "text", "What it is to say.", "Good bread takes a night", limit=TEXT_LIMIT),
        Key("theme", "line", "Its theme.", "behind the scenes", limit=TITLE_LIMIT),
        Key("content_kind", "line", "What kind of content it is.", "photo", limit=TITLE_LIMIT),
        Key("every", "choice", "What it counts in.", "week", required=True, options=("day", "week", "month")),
        Key("interval", "score", "Every how many of them: 2 is every other.", "2", least=Decimal(1), most=Decimal(366)),
        Key("weekdays", "weekdays", "Of a week: on which days.", "monday, thursday"),
        Key("month_days", "month_days", "Of a month: on which dates. `last` is its last day.", "1, 15, last"),
        Key("nth", "nth", "Of a month: on which of its weekdays.", "first monday, last friday"),
        Key("at", "time", "At what time.", "09:00", required=True),
        Key("starts", "date", "From when on. Without it: from the day of the import.", "2026-03-02"),
        Key("ends", "date", "The last day, if there is one.", "2026-12-31"),
        Key("zone", "zone", "Its time zone, where it is not the plan's.", "Europe/Berlin"),
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
# As one reads a strategy: why, who, to whom, what is to be reached, where, what is done, what it stands on.
_ORDER = (
    *("vision", "objective", "role", "audience", "positioning", "message", "goal", "platform", "evidence"),
    *("competitor", "tactic", "slot", "idea", "highlight", "experiment", "milestone", "protocol"),
    *("responsibility", "resource", "signing", "alignment", "maturity"),
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
