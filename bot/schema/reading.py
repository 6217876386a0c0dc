"""Readers of what people type for a field: one for every kind, which asks back and never guesses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time
from types import MappingProxyType

from pydantic import JsonValue

from bot.domain.roles import TITLE_LIMIT
from bot.domain.when import local_date, zone_named
from bot.language.answers import (
    VALUE_LIMIT,
    Answer,
    Choice,
    Unclear,
    Understood,
    clean_text,
    fold,
    plain,
    quoted,
    read_choice,
    with_names,
)
from bot.language.context import Context
from bot.language.dates import read_date
from bot.language.kept_values import keep_number, say_day
from bot.language.numbers import read_number, say_number
from bot.language.platform_names import read_platform_or_text
from bot.language.zones import read_zone
from bot.schema.shape import LIST_LIMIT, Field, Kind
from bot.schema.wording import short

Read = Answer[JsonValue]
# A new name creates one of these: a person who writes about something new need not stop for it.
MAKES_NEW = ("audience", "platform")
# Things that can't be referred to before there is one, and how to add one.
ADDS: Mapping[str, str] = MappingProxyType(
    {
        "goal": "/beat goal",
        "measure": "/beat goal",
        "role": "/beat role",
        "objective": "/beat objective",
        "competitor": "/beat competitor",
    }
)
_BREAKS = re.compile(r"[,;\n]")
_AND = re.compile(r"[,;\n&]|\band\b", re.IGNORECASE)
_OF_FIVE = re.compile(r"(?<!\s)\s*+(?:/|of|out of)\s*+5\s*+$")
# The limit for a button's text; a longer one is visibly cut.
LABEL_LIMIT = 70


def read(field: Field, wrote: str, context: Context) -> Read:
    """Read an answer to a field's question into its value, in the form that a conversation stores.

    Raises KeyError for kinds that are picked, and for schedules and targets, whose forms read them.
    """
    return _READERS[field.kind](field, wrote, context)


# ---------------------------------------------------------------- texts


def _line(field: Field, wrote: str, context: Context) -> Read:
    if field.read is None:
        return clean_text(with_names(wrote, context.names), field.longest)
    answer = field.read(wrote)
    return Choice(answer.question, answer.options) if isinstance(answer, Choice) else answer


def _text(field: Field, wrote: str, context: Context) -> Read:
    return clean_text(with_names(wrote, context.names), field.longest, keep_lines=field.lines)


def _parts(breaks: re.Pattern[str], text: str) -> list[str]:
    """Return what is between the breaks of a text, without the spaces around it."""
    return [part for piece in breaks.split(text) if (part := piece.strip())]


def _list(field: Field, wrote: str, context: Context) -> Read:
    whole = plain(with_names(wrote, context.names), keep_lines=True)
    found = list(dict.fromkeys(_parts(_BREAKS, whole)))
    if not found:
        return Unclear("There was nothing to read in that.", field.example)
    if len(found) > LIST_LIMIT:
        return Unclear(f"Those are {len(found)}. There is room for {LIST_LIMIT}.", field.example)
    long = next((one for one in found if len(one) > TITLE_LIMIT), None)
    if long is not None:
        return Unclear(
            f"{quoted(long, 40)} is {len(long):,} characters long. There is room for {TITLE_LIMIT} in each.",
            field.example,
        )
    return Understood([*found], ", ".join(found))


# ---------------------------------------------------------------- numbers and dates


def _number(field: Field, wrote: str, context: Context) -> Read:
    answer = read_number(wrote, context.locale)
    if isinstance(answer, Unclear):
        return Unclear(answer.problem, field.example)
    if isinstance(answer, Choice):
        within = [(label, value) for label, value in answer.options if field.least <= value <= field.most]
        if not within:
            return _beyond(field, context)
        return Choice(answer.question, tuple((label, keep_number(value)) for label, value in within))
    if not field.least <= answer.value <= field.most:
        return _beyond(field, context)
    return Understood(keep_number(answer.value), answer.echo, answer.confirm)


def _beyond(field: Field, context: Context) -> Unclear:
    least, most = say_number(field.least, context.locale), say_number(field.most, context.locale)
    return Unclear(f"That cannot be: it lies between {least} and {most}.", field.example)


def _score(field: Field, wrote: str, context: Context) -> Read:
    answer = read_number(_OF_FIVE.sub("", plain(wrote)), context.locale)
    if not isinstance(answer, Understood) or answer.value != answer.value.to_integral_value():
        return Unclear("I need a whole number from 1 to 5.", field.example)
    if not field.least <= answer.value <= field.most:
        return Unclear("I need a whole number from 1 to 5.", field.example)
    return Understood(int(answer.value), f"{int(answer.value)} of 5", answer.confirm)


def _date(field: Field, wrote: str, context: Context) -> Read:
    today = local_date(context.now, zone_named(context.zone))
    answer = read_date(wrote, today, context.locale, past=field.past)
    if isinstance(answer, Understood):
        return Understood(answer.value.isoformat(), say_day(answer.value), answer.confirm)
    if isinstance(answer, Choice):
        return Choice(answer.question, tuple((label, value.isoformat()) for label, value in answer.options))
    return answer


def _time(field: Field, wrote: str, context: Context) -> Read:
    try:
        return Understood(time.fromisoformat(wrote).isoformat(), wrote)
    except ValueError:
        return Unclear(f"{quoted(wrote, 20)} is no time of day.", "09:00")


def _zone(field: Field, wrote: str, context: Context) -> Read:
    return read_zone(wrote, context.now.date())


# ---------------------------------------------------------------- choices


def labels_of(field: Field) -> list[str]:
    """Return the short labels of a field's options."""
    return [short(label) for _, label in field.options]


def _choice(field: Field, wrote: str, context: Context) -> Read:
    values = [value for value, _ in field.options]
    if plain(wrote) in values:
        return Understood(plain(wrote), dict(field.options)[plain(wrote)])
    return _mapped(read_choice(wrote, labels_of(field)), lambda index: values[index])


def _several(field: Field, wrote: str, context: Context) -> Read:
    if len(wrote) > VALUE_LIMIT:
        return Unclear("That is more than a few words. Name those that fit.", field.example)
    found: list[JsonValue] = []
    for part in _parts(_AND, plain(wrote, keep_lines=True)):
        answer = _choice(field, part, context)
        if not isinstance(answer, Understood) or answer.confirm:
            problem = answer.problem if isinstance(answer, Unclear) else f"I am not sure what {quoted(part, 40)} means."
            return Unclear(problem, field.example)
        found.append(answer.value)
    if not found:
        return Unclear("There was nothing to read in that.", field.example)
    return Understood(list(dict.fromkeys(str(one) for one in found)), plain(wrote))


def _mapped(answer: Answer[int], give: Callable[[int], JsonValue]) -> Read:
    if isinstance(answer, Understood):
        return Understood(give(answer.value), answer.echo, answer.confirm)
    if isinstance(answer, Choice):
        return Choice(answer.question, tuple((label, give(value)) for label, value in answer.options))
    return answer


# ---------------------------------------------------------------- other things of the plan


def things_of(field: Field, context: Context) -> tuple[tuple[int, str], ...]:
    """Return (id, name) of what a field can refer to."""
    return context.things.get(field.of, ())


def thing_labels(things: tuple[tuple[int, str], ...]) -> list[str]:
    """Return the names of things for buttons; a long one is cut, and equal ones are numbered."""
    whole = [" ".join(name.split()) for _, name in things]
    cut = [name if len(name) <= LABEL_LIMIT else f"{name[: LABEL_LIMIT - 1]}…" for name in whole]
    return [f"{label} ({place})" if cut.count(label) > 1 else label for place, label in enumerate(cut, 1)]


def _one(field: Field, wrote: str, context: Context) -> Read:
    things = things_of(field, context)
    if not field.required and fold(plain(wrote)) == fold(field.none):
        return Understood(None, field.none)
    wanted = fold(plain(wrote)).rstrip(" .!")
    same = [number for number, name in things if fold(plain(name)).rstrip(" .!") == wanted]
    if len(same) == 1:
        return Understood(same[0], plain(wrote))
    if field.of in MAKES_NEW:
        return _one_or_new(field, wrote, things)
    if not things:
        return Unclear(
            f"There is none in this plan yet: `{ADDS[field.of]}` adds one. You can skip this for now.", "skip"
        )
    return _mapped(read_choice(wrote, thing_labels(things)), lambda index: things[index][0])


def _one_or_new(field: Field, wrote: str, things: tuple[tuple[int, str], ...]) -> Read:
    """Read the name of an existing thing, else of a new one; a name close to an existing one is asked about."""
    new = read_platform_or_text(wrote) if field.of == "platform" else clean_text(wrote, TITLE_LIMIT)
    if isinstance(new, Understood):
        known = [number for number, name in things if fold(name) == fold(new.value)]
        if known:
            return Understood(known[0], new.value)
    if things:
        near = read_choice(wrote, thing_labels(things))
        if isinstance(near, Choice):
            return _mapped(near, lambda index: things[index][0])
        if isinstance(near, Understood) and not near.confirm:
            return Understood(things[near.value][0], near.echo)
        if isinstance(near, Understood) and isinstance(new, Understood):
            label = thing_labels(things)[near.value]
            return Choice(f"Do you mean {label}?", ((label, things[near.value][0]), (f"No: {new.value}", new.value)))
    if isinstance(new, Choice):
        return Choice(new.question, tuple((label, value) for label, value in new.options))
    return new


def _named(field: Field, wrote: str, context: Context) -> Read:
    return read_platform_or_text(wrote) if field.of == "platform" else _line(field, wrote, context)


def _many(field: Field, wrote: str, context: Context) -> Read:
    whole = _one(field, wrote, context)
    if isinstance(whole, Understood) and not whole.confirm:
        return Understood([whole.value], whole.echo)
    found: list[JsonValue] = []
    parts = _parts(_AND, plain(wrote, keep_lines=True))
    if len(parts) > LIST_LIMIT:
        return Unclear(f"Those are {len(parts)}. There is room for {LIST_LIMIT}.", field.example)
    for part in parts:
        answer = _one(field, part, context)
        if isinstance(answer, Unclear):
            return answer
        if isinstance(answer, Choice):
            return Unclear(f"{quoted(part, 40)} can be more than one of them. Write its whole name.", field.example)
        if answer.confirm and len(parts) == 1:
            return Understood([answer.value], answer.echo, confirm=True)
        if answer.confirm:
            return Unclear(f"Do you mean {answer.echo} by {quoted(part, 40)}? Then write it like that.", field.example)
        found.append(answer.value)
    if not found:
        return Unclear("There was nothing to read in that.", field.example)
    return Understood(list(dict.fromkeys(found)), plain(wrote))


_READERS: Mapping[Kind, Callable[[Field, str, Context], Read]] = MappingProxyType(
    {
        "line": _line,
        "text": _text,
        "list": _list,
        "choice": _choice,
        "several": _several,
        "number": _number,
        "date": _date,
        "score": _score,
        "one": _one,
        "many": _many,
        "time": _time,
        "zone": _zone,
        "named": _named,
    }
)
