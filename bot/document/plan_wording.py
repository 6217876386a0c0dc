"""A plan's things in the words of the document: their names, and each one's facts by the table of concepts.

A fact's label is the one that people saw when asked, an option's is what they chose; references are shown by name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from bot.document.labels import fact
from bot.document.model import NONE, Entry, Fact
from bot.document.words import date_words
from bot.domain.audiences import KeyMessage
from bot.domain.competitors import Competitor, Tactic
from bot.domain.goals import Measure
from bot.domain.objectives import Objective
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Platform
from bot.domain.roles import Person
from bot.pictures.charts import Results, Style, exact
from bot.schema.shape import Concept, Field
from bot.schema.table import CONCEPTS

# A name within a sentence is cut at this length: its own entry has all of it as the title.
NAMED = 80


@dataclass(frozen=True)
class Named:
    """Words that name something, and the thing that they name: see `Fact.means`."""

    words: str
    means: tuple[str, ...]

    def otherwise(self, words: str) -> Named:
        """Return it, or those words if it names nothing."""
        return self if self.words else Named(words, NONE)


class Saying:
    """Knows what everything in a plan is called, and how its strategy writes numbers.

    gaps     lines that say what is missing
    results  are drawn below the numbers
    """

    def __init__(self, plan: Plan, gaps: Sequence[str] = (), results: Results | None = None) -> None:
        self.plan, self.gaps, self.results = plan, gaps, results
        self._style = Style(plan.strategy.date_order, plan.strategy.decimal_mark)

    @cached_property
    def _names(self) -> Mapping[tuple[str, int], str]:
        found = {("goal", goal.id): goal.statement for goal in self.plan.goals}
        found |= {("measure", measure.id): measure.name for measure in self.plan.measures}
        found |= {("role", role.id): role.title for role in self.plan.roles}
        for part in self.plan.parts:
            title = getattr(part.value, CONCEPTS[part.concept].title.name)
            found[part.concept, part.id] = title if isinstance(title, str) else ""
        return found

    def name(self, concept: str, thing_id: int | None) -> str:
        """Return a thing's name, "" for none: short enough to be part of a sentence."""
        name = self._names.get((concept, thing_id), "") if thing_id is not None else ""
        return name if len(name) <= NAMED else f"{name[: NAMED - 1].rstrip()}…"

    def named(self, concept: str, *ids: int | None) -> Named:
        """Return the names of things, one on each line if there are several."""
        names = {one: name for one in ids if one is not None and (name := self.name(concept, one))}
        return Named("\n".join(names.values()), tuple(f"{concept}:{one}" for one in names))

    def number(self, value: Decimal | None, unit: str = "") -> str:
        """Return a number with its unit as the strategy writes it, "" for none."""
        return "" if value is None else f"{exact(value, self._style)} {unit}".strip()

    # ------------------------------------------------------------ facts

    def facts(self, concept: Concept, value: BaseModel, leave_out: Collection[str] = ()) -> tuple[Fact, ...]:
        """Return the facts of a thing, in the order of its questions; leaves out open ones."""
        return self.of_fields(concept, value, [field for field in concept.fields if field.name not in leave_out])

    def of_fields(self, concept: Concept, value: BaseModel, fields: Iterable[Field]) -> tuple[Fact, ...]:
        """Return some fields of a thing as facts."""
        return only(concept.name, **{field.name: self._said(field, getattr(value, field.name)) for field in fields})

    def _said(self, field: Field, value: Any) -> str | Named:
        match field.kind:
            case "one":
                return self.named(field.of, value)
            case "many":
                return self.named(field.of, *value)
            case "choice":
                return Named(option(field, value), (value,))
            case "several":
                return Named(", ".join(option(field, one) for one in value), tuple(value))
            case "list":
                return ", ".join(value)
            case "number":
                return self.number(value, self.plan.strategy.currency if field.money else "")
            case "score":
                return "" if value is None else f"{value} of 5"
            case "date":
                return said_date(value)
        return str(value).strip()

    def entry(self, part: Part[Any], /, **more: str | Named) -> Entry:
        """Return a part as an entry named by its own words; `more` are facts beyond its fields, by key.

        What has no name is named in words of ours, those of its chapter.
        """
        concept = CONCEPTS[part.concept]
        written, naming, means = concept.chapter, concept.title.name, tuple[str, ...]()
        if concept.single:
            naming, title, means = "", written.entry, (concept.name,)
        elif written.entry:
            naming, day = written.order, said_date(getattr(part.value, written.order))
            title, means = written.entry.format(day), (day,)
        else:
            title = str(getattr(part.value, naming))
        facts = (*self.facts(concept, part.value, {naming}), *only(concept.name, **more))
        return Entry(key=f"{part.concept}:{part.id}", title=title, means=means, facts=facts)

    def entries(self, concept: Concept) -> list[Entry]:
        """Return all parts of a concept, in the order of its chapter."""
        parts, written = list(self.plan.of(concept.model)), concept.chapter
        if written.order:
            parts.sort(key=lambda part: (getattr(part.value, written.order), part.id), reverse=written.latest_first)
        return [self.entry(part) for part in parts]

    # ------------------------------------------------------------ what is said in several chapters

    def target(self, measure: Measure) -> str:
        """Return a measure's target: "1,000 followers", "between 20 and 30", "yes"."""
        unit = measure.said_unit
        match measure.direction:
            case "up":
                return self.number(measure.target, unit)
            case "down":
                return f"down to {self.number(measure.target, unit)}"
            case "rating":
                return f"{self.number(measure.target)} of 5"
            case "yesno":
                return "yes" if measure.target else "no"
            case "within":
                floor = self.number(measure.details.floor)
                return (
                    f"between {floor} and {self.number(measure.target, unit)}"
                    if floor
                    else self.number(measure.target, unit)
                )

    @property
    def objectives(self) -> tuple[Part[Objective], ...]:
        """Return the objectives, business first, by department."""
        order = {"business": 0, "marketing": 1}
        return tuple(
            sorted(self.plan.of(Objective), key=lambda p: (p.value.department.casefold(), order[p.value.level], p.id))
        )

    @property
    def platforms(self) -> tuple[Part[Platform], ...]:
        """Return the platforms by their priority: primary, secondary, not ranked yet, parked (D2)."""
        order = {"primary": 0, "secondary": 1, "": 2, "parked": 3}
        return tuple(sorted(self.plan.of(Platform), key=lambda part: (order[part.value.priority], part.id)))

    @property
    def messages(self) -> tuple[Part[KeyMessage], ...]:
        """Return the messages by audience, those for everybody last, then by platform (C5)."""
        last = 10**12
        return tuple(
            sorted(
                self.plan.of(KeyMessage),
                key=lambda part: (part.value.audience or last, part.value.platform or last, part.id),
            )
        )

    def taken_from(self, competitor: Part[Competitor]) -> str:
        """Return which tactics were seen at a competitor, each with our own twist (B8)."""
        taken = [part.value for part in self.plan.of(Tactic) if part.value.competitor == competitor.id]
        return "\n".join(f"{one.text} — {one.twist}" if one.twist else one.text for one in taken)


def only(kind: str, /, **said: str | Named) -> tuple[Fact, ...]:
    """Return those facts of a kind of entry, by key, that have words."""
    named = {key: Named(one, ()) if isinstance(one, str) else one for key, one in said.items()}
    return tuple(fact(kind, key, one.words, one.means) for key, one in named.items() if one.words.strip())


def option(field: Field, value: str) -> str:
    """Return the chosen option, without the explanation next to it; "" for nothing."""
    return next((label.partition(":")[0] for one, label in field.options if one == value and value), "")


def said_date(on: date | None) -> str:
    """Return a date with weekday and year, "" for none."""
    return date_words(on) if on is not None else ""


def called(person: Person | None) -> str:
    """Return a person's name, "" for nobody."""
    return person.name if person is not None else ""


def place(zone: str) -> str:
    """Return how people name a zone: "Europe/Berlin" is "Berlin"."""
    return zone.rpartition("/")[2].replace("_", " ")


def clipped(names: list[str], most: int = 3) -> str:
    """Join the first few of some names, and count the others: "a; b; c; and 2 more"."""
    shown = names[:most]
    return "; ".join([*shown, *([f"and {len(names) - most} more"] if len(names) > most else [])])
