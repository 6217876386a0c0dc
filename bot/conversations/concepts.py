"""The conversation of each concept, made of its row of the table: the first question, then what is still open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType

from pydantic import BaseModel, JsonValue

from bot.conversations.steps import Flow, Option, Step, Taken
from bot.domain.positioning import MOST_SENTENCES, sentences_in
from bot.domain.when import local_date, zone_named
from bot.language.answers import Understood, cut_out, fold, plain
from bot.language.context import Context, Given
from bot.language.dates import bare_date, find_date
from bot.language.platform_names import read_platform_or_text
from bot.schema.reading import ADDS, MAKES_NEW, labels_of, read, thing_labels, things_of
from bot.schema.shape import Concept, Field
from bot.schema.table import OWN, TABLED
from bot.schema.wording import said

# What was given that is no field: which concepts a plan has nothing of, so that nobody is asked to choose among them.
LACKS = "lacks"
# And what a plan's only one said when the conversation began: what is not changed is not said again, over what
# somebody else changed meanwhile.
WAS = "was"
MOST_OPTIONS = 20


class NewPart(BaseModel, frozen=True, extra="forbid"):
    """What a conversation about a concept gathers. A platform or audience that is new is told by its name."""

    concept: str
    values: dict[str, JsonValue]


def _take(field: Field) -> Callable[[str, Given, Context], Taken]:
    def take(wrote: str, given: Given, context: Context) -> Taken:
        taken = Taken.of(read(field, wrote, context), lambda value: {field.name: value})
        # What would do is printed below the question: an example of its own kind.
        return replace(taken, example="") if taken.problem else taken

    return take


def _options(field: Field) -> Callable[[Given, Context], tuple[Option, ...]]:
    def options(given: Given, context: Context) -> tuple[Option, ...]:
        if field.kind == "score":
            return tuple(Option(str(mark), str(mark)) for mark in range(int(field.least), int(field.most) + 1))
        if field.kind in ("choice", "several"):
            return tuple(Option(label, label) for label in labels_of(field))
        labels = thing_labels(things_of(field, context))[:MOST_OPTIONS]
        return tuple(Option(label, label) for label in labels)

    return options


def _show(field: Field) -> Callable[[Given, Context], str]:
    def show(given: Given, context: Context) -> str:
        names = {concept: dict(things) for concept, things in context.things.items()}
        return said(field, given.get(field.name), names, context.locale)

    return show


def _applies(field: Field) -> Callable[[Given], bool]:
    def applies(given: Given) -> bool:
        lacks = given.get(LACKS)
        return field.of not in lacks if isinstance(lacks, list) else True

    return applies


def _check(concept: Concept, field: Field) -> Callable[[Given, Context], str]:
    own = CHECKS.get((concept.name, field.name))

    def check(given: Given, context: Context) -> str:
        if field.name not in given:
            return ""
        if own is not None:
            return own(given)
        known = {number for number, _ in things_of(field, context)}
        value = given[field.name]
        chosen = value if isinstance(value, list) else [value]
        if field.of and any(isinstance(one, int) and one not in known for one in chosen):
            return "What you chose is not there any more. Choose another one."
        return ""

    return check


def _is_short(given: Given) -> str:
    many = sentences_in(str(given.get("text", "")))
    return f"Those are {many} sentences. Keep the {MOST_SENTENCES} that matter most." if many > MOST_SENTENCES else ""


def _ends_after(given: Given) -> str:
    begins, ends = given.get("begins"), given.get("ends")
    if begins and ends and date.fromisoformat(str(ends)) < date.fromisoformat(str(begins)):
        return "It would end before it begins. Give a later day."
    return ""


CHECKS: Mapping[tuple[str, str], Callable[[Given], str]] = MappingProxyType(
    {
        ("vision", "text"): _is_short,
        ("highlight", "ends"): _ends_after,
        ("experiment", "ends"): _ends_after,
    }
)


def _step(concept: Concept, field: Field) -> Step:
    is_title = field.name == concept.title.name
    return Step(
        name=field.name,
        label=field.label,
        fills=(field.name,),
        ask=lambda given, context: field.question,
        example=_example(field),
        help=field.help,
        take=_opening(concept) if is_title else _take(field),
        show=_show(field) if not is_title or concept.name not in TABLED else _shown_name(concept, field),
        options=_options(field) if field.kind in ("choice", "several", "score", "one", "many") else _no_options,
        required=field.required,
        is_asked=field.asked or field.required,
        applies=_applies(field),
        check=_check(concept, field),
        why=f"I ask because it helps with {field.needed_for}." if field.needed_for else "",
    )


def _example(field: Field) -> Callable[[Given, Context], str]:
    def example(given: Given, context: Context) -> str:
        begins = given.get("begins")
        if field.name == "ends" and isinstance(begins, str):
            return bare_date(date.fromisoformat(begins) + timedelta(days=28))
        if field.kind in ("one", "many") and (labels := thing_labels(things_of(field, context))):
            return labels[0]
        if field.of in ADDS:
            return "skip"  # there is none to name, and none can be made here
        return field.example

    return example


def _no_options(given: Given, context: Context) -> tuple[Option, ...]:
    return ()


def _shown_name(concept: Concept, field: Field) -> Callable[[Given, Context], str]:
    def show(given: Given, context: Context) -> str:
        name = str(given.get(field.name) or "")
        known = {fold(label) for _, label in context.things.get(concept.name, ())}
        return f"{name} (it is there already: I add to it)" if fold(name) in known else name

    return show


def _opening(concept: Concept) -> Callable[[str, Given, Context], Taken]:
    """Return what reads the first answer: the thing's name, and its date where a sentence tells one."""
    first = concept.title
    when = next((field for field in concept.fields if field.kind == "date" and field.required), None)

    def take(wrote: str, given: Given, context: Context) -> Taken:
        if concept.name == "platform":
            return Taken.of(read_platform_or_text(wrote), lambda name: {first.name: name})
        if when is not None and first.kind in ("line", "text"):
            told = _dated(concept, first, when, wrote, context)
            if told is not None:
                return told
        return _take(first)(wrote, given, context)

    return take


def _dated(concept: Concept, first: Field, when: Field, wrote: str, context: Context) -> Taken | None:
    """Take "Our 50th birthday on 12 May" apart; None where there is no date to be sure of."""
    folded = fold(plain(wrote))
    today = local_date(context.now, zone_named(context.zone))
    found = find_date(folded, today, context.locale, past=when.past) if len(folded) <= 300 else None
    if found is None or not isinstance(found.answer, Understood) or found.answer.confirm:
        return None
    rest = cut_out(plain(wrote), [(found.start, found.end)]).strip(" ,.;:-")
    for word in (" by", " on", " in", " until", " from", " at"):
        rest = rest.removesuffix(word)
    title = read(first, rest, context)
    if not isinstance(title, Understood):
        return None
    return Taken({first.name: title.value, when.name: found.answer.value.isoformat()})


def _defaults(concept: Concept) -> Callable[[Context], Given]:
    def defaults(context: Context) -> Given:
        given: dict[str, JsonValue] = {}
        refers = {field.of for field in concept.fields if field.of and field.of not in MAKES_NEW}
        lacks = sorted(of for of in refers & ADDS.keys() if not context.things.get(of))
        if lacks:
            given[LACKS] = [*lacks]
        on = next((field for field in concept.fields if field.name == "on"), None)
        if on is not None:
            given[on.name] = local_date(context.now, zone_named(context.zone)).isoformat()
        if concept.single:
            there: dict[str, JsonValue] = {
                name: value for name, value in context.present.get(concept.name, {}).items() if value
            }
            given |= {**there, WAS: there}
        return given

    return defaults


def _build(concept: Concept) -> Callable[[Given, Context], NewPart]:
    names = {field.name for field in concept.fields}

    def build(given: Given, context: Context) -> NewPart:
        return NewPart(concept=concept.name, values=changed({n: v for n, v in given.items() if n in names}, given))

    return build


def changed(values: Given, given: Given) -> dict[str, JsonValue]:
    """Return what differs from what there was; all of it where there was nothing. What was taken out is empty."""
    was = given.get(WAS)
    if not isinstance(was, dict):
        return dict(values)
    emptied: dict[str, JsonValue] = {
        name: [] if isinstance(value, list) else "" if isinstance(value, str) else None
        for name, value in was.items()
        if name not in values
    }
    return {**{name: value for name, value in values.items() if was.get(name) != value}, **emptied}


def flow_of(concept: Concept) -> Flow:
    """Return the conversation that adds one thing of a concept, or changes the only one."""
    thing = f"this {concept.noun}" if not concept.single else "this"
    return Flow(
        name=concept.name,
        steps=tuple(_step(concept, field) for field in concept.fields),
        opening=_opening(concept),
        build=_build(concept),
        closing=f"Shall I save {thing}? You can still change every part of it.",
        defaults=_defaults(concept),
    )


FLOWS: Mapping[str, Flow] = MappingProxyType({name: flow_of(concept) for name, concept in OWN.items()})
