"""The forms of the concepts: every field at once, with what is there now, read by the readers of the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pydantic import JsonValue

from bot.conversations import concepts
from bot.conversations.steps import State
from bot.domain.edits import Values
from bot.domain.roles import TITLE_LIMIT
from bot.forms.forms import MOST_OPTIONS, FieldKind, Form, Typed, mapped, read_all, with_example
from bot.forms.forms import Field as FormField
from bot.language.answers import Answer, Unclear, Understood
from bot.language.context import Context, Given
from bot.schema.columns import DAYS
from bot.schema.reading import read, thing_labels, things_of
from bot.schema.shape import LIST_LIMIT, Concept, Field
from bot.schema.table import CONCEPTS, OWN
from bot.schema.wording import said

# Slack shows so many boxes to tick; with more to choose from, one types their names.
MOST_BOXES = 10
NOTHING = "0"


def fields_of(concept: Concept, values: Values, context: Context, *, suffix: str = "") -> list[FormField]:
    """Return a form's fields for a concept. `suffix` (".7") tells apart the parts of several numbers of one goal."""
    return [drawn(field, values, context, suffix=suffix) for field in concept.fields]


def edit_form(concept: Concept, values: Values, context: Context, *, can_end: bool) -> Form:
    """Return the form that changes a thing, with what is there now."""
    return Form(_titled("Change", concept), tuple(fields_of(concept, values, context)), can_end=can_end)


def _titled(verb: str, concept: Concept) -> str:
    whole = f"{verb} {concept.noun}"
    return whole if len(whole) <= 24 else concept.noun.capitalize()


def drawn(field: Field, values: Values, context: Context, *, suffix: str = "", of: str = "") -> FormField:
    """Return a field of a form, with what is there now. `of` stands behind its label: which number it belongs to.

    A person is picked by Slack's id, which the verb looks up. People's names and ids are in `context.things`.
    """
    name = f"{field.name}{suffix}"
    value = values.get(name)
    kind, options, shown = _input(field, value, context)
    return FormField(
        name,
        f"{field.question}{of}",
        kind,
        shown,
        _reading(field, name, kind, options, context),
        empty=None if field.required else {name: _empty(field)},
        hint=_hint(field, kind, context),
        example=field.example if kind in ("text", "long") else "",
        options=options,
        limit=_limit(field, kind),
        in_words=said(field, value, _names(context), context.locale) or ("nobody" if kind == "person" else ""),
        no_question=field.no_question,
    )


def _reading(
    field: Field, name: str, kind: FieldKind, options: tuple[tuple[str, str], ...], context: Context
) -> Callable[[str], Answer[Given]]:
    """Return what reads an answer. What was picked is taken by its value, what was typed is read."""
    known = {value for value, _ in options}

    def picked(answer: str) -> Answer[Given]:
        if not set(answer.split(",")) <= known:
            return Unclear("That is none of the choices.", "")
        return Understood({name: _chosen(field, answer)}, answer)

    if kind in ("choice", "several") and field.kind not in ("choice", "several"):
        return picked
    if kind == "person":
        return lambda wrote: Understood({name: wrote}, wrote)
    return lambda wrote: mapped(read(field, wrote, context), lambda value: {name: value})


def _names(context: Context) -> Mapping[str, Mapping[int, str]]:
    people = {person.id: person.name for person in context.people}
    return {"person": people, **{concept: dict(things) for concept, things in context.things.items()}}


def _empty(field: Field) -> JsonValue:
    empty = field.empty
    return [] if isinstance(empty, list) else None if empty is None else str(empty)


def _limit(field: Field, kind: FieldKind) -> int | None:
    if field.kind == "list":
        return LIST_LIMIT * (TITLE_LIMIT + 2)
    return field.longest if field.kind in ("line", "text", "named") else None


def _hint(field: Field, kind: FieldKind, context: Context) -> str:
    if field.kind == "many" and kind == "text":
        return f"Their names, with commas between them. There are {len(things_of(field, context))}."
    if field.help and field.kind in ("one", "many") and not things_of(field, context):
        return "There is none in this plan yet."
    if field.kind == "one" and kind == "text" and not field.help:
        return f"There are {len(things_of(field, context))}. Type its name."
    return field.help


def _input(field: Field, value: JsonValue, context: Context) -> tuple[FieldKind, tuple[tuple[str, str], ...], str]:
    """Return how a field is drawn, its options, and what stands in it."""
    words = said(field, value, _names(context), context.locale)
    match field.kind:
        case "text":
            return "long", (), str(value or "")
        case "list":
            return "long", (), words
        case "choice":
            return "choice", field.options, str(value or "")
        case "several":
            return "several", field.options, ",".join(map(str, value)) if isinstance(value, list) else ""
        case "date":
            return "date", (), str(value or "")
        case "score":
            marks = [str(mark) for mark in range(int(field.least), int(field.most) + 1)]
            return "choice", tuple((mark, mark) for mark in marks), str(value or "")
        case "one":
            return _menu(field, value, context, words)
        case "many":
            return _boxes(field, value, context, words)
        case "person":
            return "person", (), next((one.slack_id for one in context.people if one.id == value), "")
        case "time":
            return "time", (), words
        case "weekday":
            return "choice", DAYS, str(value)
        case "weekdays":
            return "several", DAYS, ",".join(map(str, value)) if isinstance(value, list) else ""
        case "zone" | "named":
            return "text", (), str(value or "")
    return "text", (), words


def _menu(
    field: Field, value: JsonValue, context: Context, words: str
) -> tuple[FieldKind, tuple[tuple[str, str], ...], str]:
    things = things_of(field, context)
    nothing = () if field.required else ((NOTHING, field.none),)
    if len(things) + len(nothing) > MOST_OPTIONS:
        return "text", (), words or ("" if field.required else field.none)
    labels = zip(things, thing_labels(things), strict=True)
    options = (*nothing, *((str(number), label) for (number, _), label in labels))
    return "choice", options, str(value) if isinstance(value, int) else NOTHING if nothing else ""


def _boxes(
    field: Field, value: JsonValue, context: Context, words: str
) -> tuple[FieldKind, tuple[tuple[str, str], ...], str]:
    things = things_of(field, context)
    if not things or len(things) > MOST_BOXES:
        return "text", (), words
    options = tuple((str(number), label) for (number, _), label in zip(things, thing_labels(things), strict=True))
    return "several", options, ",".join(map(str, value)) if isinstance(value, list) else ""


def _chosen(field: Field, wrote: str) -> JsonValue:
    """Turn the value of a menu or of boxes into what is kept: our ids, a mark, days of the week."""
    numbers = [int(one) for one in wrote.split(",") if one.isdecimal()]
    match field.kind:
        case "many":
            return [*numbers]
        case "weekdays":
            return [*sorted(numbers)]
        case "weekday":
            return numbers[0]
    return (numbers[0] or None) if numbers else None


# ---------------------------------------------------------------- something new


def has_form(flow: str) -> bool:
    """Tell whether a conversation is about a concept of the table, and so has its form."""
    return flow in OWN


def new_form(state: State, context: Context) -> Form:
    """Return the form of a conversation, with what it has understood so far."""
    concept = OWN[state.flow]
    return Form(_titled("New:", concept), tuple(fields_of(concept, _open_values(concept, state), context)))


def _open_values(concept: Concept, state: State) -> dict[str, JsonValue]:
    return {field.name: state.given.get(field.name, _empty(field)) for field in concept.fields}


def filled(state: State, typed: Typed, context: Context) -> concepts.NewPart | dict[str, str]:
    """Return what is to be saved, or what is wrong beside each field: everything at once."""
    concept = OWN[state.flow]
    values, wrong = read_all(new_form(state, context), typed)
    whole = {**_open_values(concept, state), **values}
    wrong = {**_wrong(concept, whole), **wrong}
    if wrong:
        return wrong
    kept = {name: value for name, value in whole.items() if value not in (None, "", [])}
    return concepts.NewPart(concept=concept.name, values=concepts.changed(kept, state.given))


def _wrong(concept: Concept, values: Given) -> dict[str, str]:
    wrong = {}
    for field in concept.fields:
        own = concepts.CHECKS.get((concept.name, field.name))
        if field.required and values.get(field.name) in (None, "", []):
            wrong[field.name] = with_example(field.question, field.example)
        elif own is not None and (problem := own(values)):
            wrong[field.name] = problem
    return wrong


def check_values(concept_name: str, values: Values) -> dict[str, str]:
    """Return what is wrong with all values of a thing taken together, by field."""
    return _wrong(CONCEPTS[concept_name], values)
