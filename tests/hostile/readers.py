"""Everything of the bot that reads what people type or drop, found by the names of its parameters."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from datetime import date, time
from functools import partial
from types import FunctionType
from typing import Any

from bot.conversations.machine import FLOWS, State, answer, begin
from bot.conversations.questions import SUMMARY
from bot.conversations.steps import Taken
from bot.language.answers import Locale
from bot.language.context import Context
from bot.schema.reading import read as read_field
from bot.schema.shape import Field
from bot.schema.table import OWN
from tests.conversations.played import NOW, OFFICE
from tests.hostile.patterns import modules

# A parameter of one of these names is somebody's words, or the bytes of their file.
TYPED = frozenset({"text", "wrote", "typed", "folded", "word", "data"})
# A place inside a text, a span of it, a thing beside it: one of each type, so that any reader can be called.
BESIDE: Mapping[str, object] = {
    "Context": OFFICE,
    "Given": {},
    "Values": {},
    "Locale": Locale(None, "."),
    "date": date(2026, 11, 18),
    "datetime": NOW.replace(tzinfo=None),
    "time": time(9),
    "int": 500,
    "str": "Instagram",
    "bool": False,
    "Direction": "rating",
    "Field": next(iter(OWN.values())).fields[0],
    "Sequence[str]": ("Instagram editor", "Community manager"),
    "Mapping[str, str]": {"U1": "Noah"},
    "Sequence[tuple[int, int]]": ((2, 4), (6, 9)),
    "Sequence[Misspelt]": (),
    "tuple[str, ...]": ("measurer", "reviewer"),
    "Block": {"type": "button"},
    "State": State(flow="goal", step="goal"),
    "Flow": FLOWS["goal"],
    "Decimal | None": None,
    "Taken": Taken(),
    "Collection[str]": (),
    "Sequence[Token]": (),
}
# By their names, whatever their type: where a reader begins in a text, and what it is called.
NAMED: Mapping[str, object] = {"at": 0, "start": 0, "end": 1, "choice": 0, "flow_name": "goal"}
# These need a plan or a form beside a text, and leave the text itself to readers that are found here. The texts of the
# last ones are our own, or words that a pattern has found.
ELSEWHERE = frozenset(
    {
        "bot.services.calendar.ideas.is_regular",
        "bot.views.reviews.decisions.details_modal",
        "bot.forms.forms.declined_in",
        "bot.language.magnitudes.values_of",
    }
)

Reader = Callable[[str], object]


def every_reader() -> dict[str, Reader]:
    """Return what reads a text, by name: functions by their parameters, and each question of each conversation."""
    return {**functions(), **dict(_questions())}


def functions() -> dict[str, Reader]:
    """Return the functions that read a text, by name."""
    return dict(_functions())


def unknown_beside() -> list[str]:
    """List what could not be called, for want of something to give it beside a text."""
    return [
        f"{name}({parameter})"
        for name, function in _reading()
        for parameter in _beside(function)
        if name not in ELSEWHERE and _given_for(parameter) is _NONE
    ]


_NONE = object()


def _reading() -> Iterator[tuple[str, FunctionType]]:
    for module in modules():
        for name, function in vars(module).items():
            if (
                isinstance(function, FunctionType)
                and function.__module__ == module.__name__
                and not name.startswith("_")
                and not inspect.iscoroutinefunction(function)
                and any(_is_typed(one) for one in inspect.signature(function).parameters.values())
            ):
                yield f"{module.__name__}.{name}", function


def _is_typed(parameter: inspect.Parameter) -> bool:
    return parameter.name in TYPED and _type_of(parameter) in ("str", "bytes")


def _type_of(parameter: inspect.Parameter) -> str:
    """Return a parameter's type as it is written, without the modules that its parts come from."""
    annotation = parameter.annotation
    said = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    for prefix in (
        "collections.abc.",
        "datetime.",
        "bot.language.answers.",
        "bot.language.misspelt_days.",
        "bot.views.kit.blocks.",
    ):
        said = said.replace(prefix, "")
    return said


def _beside(function: FunctionType) -> list[inspect.Parameter]:
    parameters = list(inspect.signature(function).parameters.values())
    typed = next(one for one in parameters if _is_typed(one))
    return [one for one in parameters if one is not typed and one.default is inspect.Parameter.empty]


def _given_for(parameter: inspect.Parameter) -> object:
    return NAMED[parameter.name] if parameter.name in NAMED else BESIDE.get(_type_of(parameter), _NONE)


def _functions() -> Iterator[tuple[str, Reader]]:
    for name, function in _reading():
        if name in ELSEWHERE:
            continue
        typed = next(one for one in inspect.signature(function).parameters.values() if _is_typed(one))
        beside = {one.name: _given_for(one) for one in _beside(function)}
        yield name, partial(_call, function, typed.name, _type_of(typed) == "bytes", beside)


def _call(function: Callable[..., object], name: str, raw: bool, beside: Mapping[str, Any], text: str) -> object:
    return function(**{name: text.encode("utf-8", "replace") if raw else text, **beside})


def _questions() -> Iterator[tuple[str, Reader]]:
    """Yield the questions of the conversations; of those that a table makes, one of each kind of field."""
    fields = {(field.kind, field.of): (concept, field) for concept in OWN.values() for field in concept.fields}
    for (kind, of), (concept, field) in fields.items():
        yield f"{concept.name}: {field.name} ({kind} {of})", partial(_read, field, OFFICE)
    made = {concept.name for concept, _ in fields.values()}
    for flow in FLOWS.values():
        if flow.name in OWN and flow.name not in made:
            continue
        yield f"{flow.name}: opening", partial(_begin, flow.name, OFFICE)
        state, _ = begin(flow.name, "", OFFICE)
        at_summary = state.model_copy(update={"step": SUMMARY})
        yield f"{flow.name}: at the summary", partial(_answer, at_summary, OFFICE)
        for step in flow.steps if flow.name not in OWN else ():
            yield f"{flow.name}: {step.name}", partial(_take, step.take, OFFICE)


def _read(field: Field, context: Context, text: str) -> object:
    return read_field(field, text, context)


def _begin(flow: str, context: Context, text: str) -> object:
    return begin(flow, text, context)


def _answer(state: State, context: Context, text: str) -> object:
    return answer(state, text, context)


def _take(take: Callable[[str, Mapping[str, Any], Context], object], context: Context, text: str) -> object:
    return take(text, {}, context)
