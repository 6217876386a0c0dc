"""What the table of concepts consists of: a concept, its fields, and how to ask for each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from pydantic import BaseModel

from bot.domain.gaps import GapKind, GapThing
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.language.answers import Answer

# line, text: typed, short or long. list: several short texts. choice, several: options. number, date, score.
# one, many: other things of the plan, by our ids. person: a member, by our id. weekday: 0 is Monday.
# zone: an IANA name. schedule: a rule together with its time of day. target: a number, or a change of the baseline.
# named: a thing of the plan that is kept by our id and typed by name; a new name adds one.
Kind = Literal[
    "line",
    "text",
    "list",
    "choice",
    "several",
    "number",
    "date",
    "score",
    "one",
    "many",
    "person",
    "time",
    "weekday",
    "weekdays",
    "zone",
    "schedule",
    "target",
    "named",
]
# Who is asked about a missing field: the lead, the platform's role, a metric's measurer or reviewer, a role's holder.
Asked = Literal["lead", "platform", "measurer", "reviewer", "holder"]

LIST_LIMIT = 20
# The value of an empty field of a kind; "" for any other kind.
EMPTY: Mapping[Kind, object] = MappingProxyType(
    {"list": [], "several": [], "many": [], "number": None, "date": None, "score": None, "one": None, "person": None}
)


@dataclass(frozen=True)
class Lack:
    """What people read if a field is empty, or a thing is missing; `{}` is the name of what lacks it.

    place        its turn among all lacks of its kind
    line         short, for a list
    question, example, why  if they differ from those of the field, or of the thing's first field
    kind         how early it is asked for: what blocks the most comes first
    by           for a missing thing: what lacks it
    asked_of     whose question it is, if not the concept's
    """

    place: int
    line: str
    question: str = ""
    example: str = ""
    why: str = ""
    kind: GapKind = "rest"
    by: GapThing = "strategy"
    asked_of: Asked | None = None


@dataclass(frozen=True)
class Field:
    """One field of a concept.

    label, question, example, help  what people read; without a question, no form asks for it
    of           what a `one` or `many` refers to: a concept's name, goal, measure or role
    options      (value, label) of a choice
    required     without it there is nothing to save
    asked        the conversation asks for it; otherwise people mention it unasked, or use the form
    needed_for   what can't be done without it; "" if it only helps
    lack         for a field that a plan needs: what is said while it is empty
    least, most  the bounds of a number
    money        a number that is an amount in the plan's currency
    past         a date that lies behind, or is today
    limit        of a text, where it is not that of its kind
    lines        of a text: line breaks are kept
    beside       of a recurring post: what it is called in the lines of a duty, where that is not its label
    none         what the choice of nothing is called
    no_question  a text that ends like a question is none here
    read         of a line: what reads it, where it is more than words
    in_file      what a strategy file says of its key, with an example that would do there; none: no such key
    key          what a strategy file calls it, where that is not its name
    """

    name: str
    kind: Kind
    label: str
    question: str = ""
    example: str = ""
    help: str = ""
    demand: str = ""
    of: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    asked: bool = True
    needed_for: str = ""
    lack: Lack | None = None
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(10) ** 12
    money: bool = False
    past: bool = False
    limit: int = 0
    lines: bool = True
    beside: str = ""
    none: str = "None"
    no_question: bool = False
    read: Callable[[str], Answer[str]] | None = None
    in_file: tuple[str, str] | None = None
    key: str = ""

    @property
    def longest(self) -> int:
        """Return how many characters a text in it may have."""
        return self.limit or (TEXT_LIMIT if self.kind == "text" else TITLE_LIMIT)

    @property
    def empty(self) -> object:
        """Return the value of an empty field."""
        value = EMPTY.get(self.kind, "")
        return list(value) if isinstance(value, list) else value


@dataclass(frozen=True)
class Chapter:
    """A chapter of the written strategy.

    place         its turn among the chapters
    key           the same in all versions; people ask for it by this
    missing       what it says while it has no entries
    lead          what it says above its entries
    entry         what a thing in it is called where it has no name; `{}` is its day
    order         the field by which its entries are sorted
    latest_first  they begin with the latest
    as_table      they read better in rows
    """

    place: int
    key: str
    title: str
    missing: str
    lead: str = ""
    entry: str = ""
    order: str = ""
    latest_first: bool = False
    as_table: bool = False


@dataclass(frozen=True)
class Concept:
    """One kind of thing that a plan holds.

    name, many  the words after /beat that add one and list all; `noun` and `nouns` are what people read
    model       the frozen model that conversation, form and file fill
    chapter     where the written strategy says it
    single      a plan has one of it
    asked_of    whose question it is
    lacks       if a plan, or each thing of a kind, needs one: what is said while there is none
    every       the number of days until it's done again; 0: it's done once
    own         stored separately, in `part`, or in its own table (`platform`, `audience`); goals, measures and roles
                have their own flows, and only their additional fields here
    """

    name: str
    many: str
    noun: str
    nouns: str
    model: type[BaseModel]
    fields: tuple[Field, ...]
    asked_of: Asked
    demands: tuple[str, ...]
    about: str
    chapter: Chapter
    single: bool = False
    own: bool = True
    lacks: tuple[Lack, ...] = ()
    every: int = 0

    def field(self, name: str) -> Field:
        """Return the field of that name. Raises KeyError for another."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)

    @property
    def title(self) -> Field:
        """Return the field that names a thing of this kind: the first one that is required."""
        return next(one for one in self.fields if one.required)
