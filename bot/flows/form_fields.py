"""The kinds of fields that forms are made of: texts, menus, people, times of day and clocks, each with its reading."""

from __future__ import annotations

from datetime import date, time

from pydantic import JsonValue

from bot.domain.edits import Values
from bot.domain.roles import TITLE_LIMIT
from bot.domain.when import WEEKDAYS
from bot.flows.answers import Answer, Unclear, Understood, clean_text, fold, plain, quoted, read_choice
from bot.flows.context import Given
from bot.flows.forms import MOST_OPTIONS, Field, Whom, mapped
from bot.flows.zones import read_zone

DAYS = tuple((str(day), name) for day, name in enumerate(WEEKDAYS))


def text_field(
    name: str, label: str, values: Values, limit: int, *, optional: bool = True, hint: str = "", example: str = ""
) -> Field:
    """Return a field to type in. A long text has several lines; one that may stay empty gives ""."""
    return Field(
        name,
        label,
        "long" if limit > TITLE_LIMIT else "text",
        str(values[name] or ""),
        lambda wrote: mapped(clean_text(wrote, limit), lambda text: {name: text}),
        empty={name: ""} if optional else None,
        limit=limit,
        hint=hint,
        example=example,
    )


def choice_field(name: str, label: str, options: tuple[tuple[str, str], ...], values: Values, hint: str = "") -> Field:
    """Return a menu of (value, label)."""
    known = {value for value, _ in options}

    def read(wrote: str) -> Answer[Given]:
        return Understood({name: wrote}, wrote) if wrote in known else Unclear("That is none of the choices.", "")

    return Field(name, label, "choice", str(values[name]), read, options=options, hint=hint)


def weekday_field(name: str, label: str, values: Values) -> Field:
    """Return a menu of the days of the week, 0 for Monday."""

    def read(wrote: str) -> Answer[Given]:
        if wrote not in {value for value, _ in DAYS}:
            return Unclear("That is none of the choices.", "")
        return Understood({name: int(wrote)}, wrote)

    return Field(name, label, "choice", str(values[name]), read, options=DAYS)


def one_of_field(
    name: str,
    label: str,
    things: tuple[tuple[int, str], ...],
    chosen: JsonValue,
    none: str = "",
) -> Field:
    """Return a menu of what there is; with more than a menu can hold, a field in which its name is typed."""
    labels = [said for _, said in things]
    said = next((label for number, label in things if number == chosen), none)
    if len(things) + bool(none) <= MOST_OPTIONS:
        options = (*((("0", none),) if none else ()), *((str(number), text) for number, text in things))

        def pick(wrote: str) -> Answer[Given]:
            if not wrote.isdecimal() or wrote not in {value for value, _ in options}:
                return Unclear("That is none of the choices.", "")
            return Understood({name: int(wrote) or None}, wrote)

        shown = str(chosen) if isinstance(chosen, int) else "0" if none else ""
        return Field(name, label, "choice", shown, pick, options=options)

    def typed(wrote: str) -> Answer[Given]:
        if none and fold(plain(wrote)) == fold(none):
            return Understood({name: None}, none)
        return mapped(read_choice(wrote, labels), lambda index: {name: things[index][0]})

    return Field(name, label, "text", said, typed, hint=f"There are {len(things)}. Type its name.")


def clock_field(name: str, label: str, values: Values, hint: str = "") -> Field:
    """Return a field in which a time of day is picked."""

    def read(wrote: str) -> Answer[Given]:
        try:
            return Understood({name: time.fromisoformat(wrote).isoformat()}, wrote)
        except ValueError:
            return Unclear(f"{quoted(wrote, 20)} is no time of day.", "09:00")

    return Field(name, label, "time", str(values[name])[:5], read, hint=hint)


def person_field(name: str, label: str, values: Values, whom: Whom, *, optional: bool, hint: str = "") -> Field:
    """Return a field in which a person is picked; it gives Slack's id, for the verb to look up."""
    chosen = values[name]
    slack_id, said = whom.people.get(chosen, ("", "")) if isinstance(chosen, int) else ("", "")
    return Field(
        name,
        label,
        "person",
        slack_id,
        lambda wrote: Understood({name: wrote}, wrote),
        empty={name: None} if optional else None,
        hint=hint,
        in_words=said or "nobody",
    )


def zone_field(label: str, values: Values, hint: str, *, optional: bool, today: date | None = None) -> Field:
    """Return a field in which a place on a clock is typed."""
    return Field(
        "zone",
        label,
        "text",
        str(values["zone"] or ""),
        lambda wrote: mapped(read_zone(wrote, today), lambda name: {"zone": name}),
        empty={"zone": ""} if optional else None,
        hint=hint,
        example="Europe/Berlin",
    )
