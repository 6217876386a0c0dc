"""The values of fields in words, for summaries, lists, lines of history and the document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from bot.domain.when import WEEKDAYS, Rule
from bot.language.answers import Locale, joined
from bot.language.kept_values import place, say_day
from bot.language.numbers import say_number
from bot.language.weekdays import say_days
from bot.schema.shape import Concept, Field

# What our ids are called, by concept; people are under "person".
Names = Mapping[str, Mapping[int, str]]


def short(label: str) -> str:
    """Return an option's label without its explanation: "Primary" for "Primary: where most comes from"."""
    return label.partition(":")[0]


def said(field: Field, value: JsonValue, names: Names, locale: Locale) -> str:
    """Return a value in words, "" for an empty one. A text of several lines keeps them.

    A reference to something that is gone is left out; one to something new has the name that it was given.
    """
    if value is None or value == "" or value == []:
        return ""
    match field.kind:
        case "number" | "target":
            return say_number(Decimal(str(value)), locale)
        case "score":
            return f"{value} of 5"
        case "date":
            return say_day(date.fromisoformat(str(value)))
        case "choice":
            return short(dict(field.options).get(str(value), str(value)))
        case "several":
            labels = dict(field.options)
            return joined([short(labels.get(str(one), str(one))) for one in _many(value)])
        case "list":
            return ", ".join(str(one) for one in _many(value))
        case "one" | "named" | "person":
            return _called(field, value, names)
        case "many":
            return ", ".join(filter(None, (_called(field, one, names) for one in _many(value))))
        case "time":
            return str(value)[:5]
        case "schedule":
            return Rule.model_validate(value).in_words()
        case "zone":
            return place(str(value))
        case "weekday":
            return WEEKDAYS[value] if isinstance(value, int) else ""
        case "weekdays":
            return say_days(day for day in _many(value) if isinstance(day, int))
    return str(value)


def _many(value: JsonValue) -> list[JsonValue]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _called(field: Field, value: JsonValue, names: Names) -> str:
    of = "person" if field.kind == "person" else field.of
    return names.get(of, {}).get(value, "") if isinstance(value, int) else str(value)


def title_of(concept: Concept, values: Mapping[str, JsonValue], locale: Locale) -> str:
    """Return a thing's name: its first required field; if that is a mark, the concept and its day."""
    first = concept.title
    if first.kind in ("line", "text"):
        return str(values.get(first.name) or concept.noun.capitalize())
    on = next((field for field in concept.fields if field.kind == "date" and values.get(field.name)), None)
    noun = concept.noun.capitalize()
    return f"{noun} of {said(on, values[on.name], {}, locale)}" if on else noun
