"""The forms that ask for something new, "Answer in a form": the steps of a conversation, all of them at once.

They open with what the conversation has understood by now and fill the same frozen model, by the same readers, checks
and words. What is still open when the form is sent is told of beside each field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from pydantic import BaseModel, JsonValue

from bot.conversations import calendar, goals, roles
from bot.conversations.goals import today_of
from bot.conversations.steps import Flow, State, Step, Taken
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.forms import concept_forms as concept_forms
from bot.forms.forms import MOST_OPTIONS, Field, FieldKind, Form, Typed, declined_in, with_example, words_of_taken
from bot.language.answers import clean_text
from bot.language.context import Context, Given
from bot.language.kept_values import day, locale_of, number, schedule, text, told, whole
from bot.language.numbers import say_number
from bot.schema.columns import NO_GOAL, POST_TEXTS

FORMS: Mapping[str, tuple[str, Flow]] = MappingProxyType(
    {
        "goal": ("A new goal", goals.FLOW),
        "role": ("A new role", roles.FLOW),
        "slot": ("A new regular post", calendar.FLOW),
    }
)
# What one field of a form may give, where its step would take more out of a sentence.
_TARGET = ("direction", "target", "change", "percent", "unit", "baseline", "floor")


def has_form(flow: str) -> bool:
    """Tell whether a conversation can be answered in a form."""
    return flow in FORMS or concept_forms.has_form(flow)


def new_form(state: State, context: Context) -> Form:
    """Return the form of a conversation, with what it has understood so far. Raises KeyError for one without a form."""
    if concept_forms.has_form(state.flow):
        return concept_forms.new_form(state, context)
    title, flow = FORMS[state.flow]
    fields = tuple(_field(step, kind, state.given, context) for step, kind in _steps(flow))
    return Form(title, fields)


def _steps(flow: Flow) -> list[tuple[Step, FieldKind]]:
    """Return the steps that have a field, each once: two that fill the same are one question to a form."""
    found: list[tuple[Step, FieldKind]] = []
    filled: set[tuple[str, ...]] = set()
    for step in flow.steps:
        if step.fills not in filled:
            filled.add(step.fills)
            found.append((step, _KINDS.get(step.name, "text")))
    return found


_KINDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        "goal": "long",
        "due": "date",
        "holder": "person",
        "backup": "person",
        "kind": "choice",
        "serves": "choice",
        "message": "long",
    }
)
# How the fields are asked where the conversation's words point to the question before.
_LABELS: Mapping[str, str] = MappingProxyType(
    {
        "title": "What is it called?",
        "goal": "What do you want to achieve?",
        "start": "Where does that number stand now?",
        "measurer": "Who reads the number?",
        "reviewer": "Who judges it?",
        "holder": "Who does it?",
        "when": "On which days, and at what time?",
        "doer": "Who does it?",
    }
)
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "measurer": "A role, or a person: me, or @ and a name. I ask them before each review.",
        "reviewer": "A role, or a person: me, or @ and a name.",
        "doer": "A role, a person, or both: Editor, me, or Editor: @ and a name.",
        "measure": "A few words. Empty: as the goal says it.",
        "zone": "A large city. Empty: the plan's own clock.",
    }
)
# A start is needed for some targets only, and is asked for then; without a zone, the plan's own is meant.
_CAN_BE_EMPTY = frozenset({"start", "zone"})
_LIMITS: Mapping[str, int] = MappingProxyType({"goal": TEXT_LIMIT, "message": TEXT_LIMIT, "title": TITLE_LIMIT})


def _field(step: Step, kind: FieldKind, given: Given, context: Context) -> Field:
    options = _options(step, context)
    if kind == "choice" and len(options) > MOST_OPTIONS:
        kind, options = "text", ()
    needed = step.required and step.name not in _CAN_BE_EMPTY
    return Field(
        step.name,
        _LABELS.get(step.name) or step.ask({}, context),
        kind,
        _shown(step, given, context),
        empty=None if needed else MappingProxyType({}),
        hint=_HINTS.get(step.name, ""),
        example=step.example({}, context),
        options=options,
        limit=_LIMITS.get(step.name),
        no_question=step.name == "goal",
    )


def _options(step: Step, context: Context) -> tuple[tuple[str, str], ...]:
    if step.name == "kind":
        return tuple(calendar.KINDS.items())
    if step.name == "serves":
        return (("0", NO_GOAL), *((str(goal_id), statement) for goal_id, statement in context.goals))
    return ()


def _shown(step: Step, given: Given, context: Context) -> str:
    """Return what stands in a field, in words that would be read as what was understood."""
    match step.name:
        case "kind":
            return calendar.kind_of(given)
        case "serves":
            return str(whole(given, "goal") or 0) if len(context.goals) < MOST_OPTIONS else step.show(given, context)
        case "due":
            due = day(given, "due")
            return due.isoformat() if due else ""
        case "start" | "baseline":
            start = number(given, "baseline")
            return "" if start is None else say_number(start, locale_of(given, context))
        case "holder" | "backup":
            person = told(given, step.name)
            return person.slack_id if person else ""
        case name if name in ("title", "platform", "audience", *POST_TEXTS):
            return text(given, name)
        case "measure":
            return text(given, "measure")
        case "zone":
            own = text(given, "slot_zone")
            return "" if own == context.zone else own
        case "when":
            when = schedule(given, "when" if "when" in given else "part")
            return when.in_words(today_of(given, context)) if _has_when(given) else ""
    return step.show(given, context)


def _has_when(given: Given) -> bool:
    return bool(given.get("when") or given.get("part"))


# ---------------------------------------------------------------- reading one


def filled(state: State, typed: Typed, context: Context) -> BaseModel | dict[str, str]:
    """Return what is to be saved, or what is wrong beside each field: everything at once.

    A field that holds what it was opened with keeps what the conversation understood.
    """
    if concept_forms.has_form(state.flow):
        return concept_forms.filled(state, typed, context)
    _, flow = FORMS[state.flow]
    given: dict[str, JsonValue] = dict(state.given)
    wrong: dict[str, str] = {}
    form = {one.name: one for one in new_form(state, context).fields}
    for step, kind in _steps(flow):
        wrote = typed.get(step.name)
        if wrote is None:
            continue
        # What a list stands at before anybody chose is an answer too: nobody chooses what is chosen already.
        if wrote.strip() == form[step.name].shown.strip() and (kind != "choice" or step.is_given(given)):
            continue
        declined = declined_in(form[step.name], wrote)
        if declined:
            wrong[step.name] = declined
            continue
        if declined == "" or not wrote.strip():
            given = _without(step, given, context)
            continue
        taken = _read(step, kind, wrote, given, context)
        if problem := words_of_taken(taken):
            wrong[step.name] = problem
        else:
            given = {**given, **taken.given}
            wrong |= _unfinished(step, given, context)
    names = {step.fills: step.name for step, _ in _steps(flow)}
    for step in flow.steps:
        name = names[step.fills]
        if name in wrong or not step.applies(given):
            continue
        if problem := step.check(given, context):
            wrong[name] = problem
        elif step.required and not step.is_given(given):
            wrong[name] = with_example(step.ask(given, context), step.example(given, context))
    return wrong or flow.build(given, context)


def _without(step: Step, given: dict[str, JsonValue], context: Context) -> dict[str, JsonValue]:
    gone = {*step.fills, *step.keeps}
    left = {name: value for name, value in given.items() if name not in gone}
    return {**left, "slot_zone": context.zone} if step.name == "zone" else left


def _unfinished(step: Step, given: dict[str, JsonValue], context: Context) -> dict[str, str]:
    """Return what a step still wants to know about an answer that it took: who a new role is, at what time."""
    if any(given.get(name) for name in step.keeps) and not step.is_given(given):
        return {step.name: with_example(step.ask(given, context), step.example(given, context))}
    return {}


def _read(step: Step, kind: FieldKind, wrote: str, given: Given, context: Context) -> Taken:
    own = _OWN.get(step.name)
    if own is not None:
        return own(wrote, given, context)
    if kind == "person":
        wrote = f"<@{wrote}>"
    taken = step.take(wrote, given, context)
    fields = {*step.fills, *step.keeps, *(_TARGET if step.name == "target" else ())}
    kept = {name: value for name, value in taken.given.items() if name in fields}
    if not kept and not taken.problem and not taken.unsettled:
        return Taken(
            problem=f"I found no answer in that. {step.ask(given, context)}", example=step.example(given, context)
        )
    return replace(taken, given=kept)


def _plain(name: str, limit: int) -> Callable[[str, Given, Context], Taken]:
    def read(wrote: str, given: Given, context: Context) -> Taken:
        return Taken.of(clean_text(wrote, limit), lambda value: {name: value})

    return read


def _kind(wrote: str, given: Given, context: Context) -> Taken:
    return Taken({"kind": wrote}) if wrote in calendar.KINDS else Taken(problem="That is none of the choices.")


def _serves(wrote: str, given: Given, context: Context) -> Taken:
    if len(context.goals) >= MOST_OPTIONS:
        return calendar.SERVES.take(wrote, given, context)
    if wrote == "0":
        return Taken({"goal": None})
    known = {str(goal_id): goal_id for goal_id, _ in context.goals}
    return Taken({"goal": known[wrote]}) if wrote in known else Taken(problem="That goal is not there any more.")


# These are typed by themselves here: a sentence about everything has its place in the conversation.
_OWN: Mapping[str, Callable[[str, Given, Context], Taken]] = MappingProxyType(
    {"goal": _plain("statement", TEXT_LIMIT), "title": _plain("title", TITLE_LIMIT), "kind": _kind, "serves": _serves}
)
