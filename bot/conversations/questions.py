"""Questions in words: a state → the Ask that a person reads. bot.conversations.machine decides what comes next."""

from __future__ import annotations

from dataclasses import replace

from bot.conversations.steps import Ask, Flow, Option, State, Step, Unsettled
from bot.language.context import Context, Given

# The last step of every flow: what was understood, with Save, Change and Discard.
SUMMARY = "summary"
# What the button says that empties an optional part.
LEAVE_OUT = "leave it out"

STEERING = "You can also type back, skip, cancel, or “what have I said so far”."
FINISHING = "Type save to leave out the rest."
SUMMARY_HELP = "Type save to keep it, or discard to throw it away. Type “change” and the name of a part to change that."


# ---------------------------------------------------------------- what is known and what is not


def step_of(flow: Flow, state: State) -> Step:
    """Return the step whose answer is awaited. Raises LookupError at the summary."""
    step = flow.step(state.step)
    if step is None:
        raise LookupError(f"{state.step!r} is not a step of {flow.name}")
    return step


def about(flow: Flow, state: State, unsettled: Unsettled) -> Step:
    """Return the step that would be asked for what is unsettled: one answer can say something about several."""
    fields = {name for meaning in unsettled.meanings for name in meaning.given or {}}
    current = step_of(flow, state)
    about_it = [step for step in flow.steps if not fields.isdisjoint(step.fills + step.keeps)]
    found = [step for step in about_it if step.is_asked] or about_it
    return current if current in found or not found else found[0]


def awaited(flow: Flow, state: State) -> list[Step]:
    """Return the steps that are still to be asked, in order, whether the limit leaves room for them or not."""
    return [
        step
        for step in flow.steps
        if step.is_asked
        and step.applies(state.given)
        and not step.is_given(state.given)
        and (step.required or step.name not in state.skipped)
    ]


def lines_of(flow: Flow, given: Given, context: Context) -> list[str]:
    """Return what was understood, a line for each step that has something to show."""
    shown = [(step.label, step.show(given, context)) for step in flow.steps if step.applies(given)]
    return [f"{label}: {value}" for label, value in shown if value]


def changeable(flow: Flow, given: Given) -> list[Step]:
    """Return the steps that can be chosen at the summary."""
    return [step for step in flow.steps if step.applies(given)]


def help_of(flow: Flow, state: State) -> str:
    """Return what is said to somebody who types "help"."""
    step = flow.step(state.step)
    if step and state.unsettled:
        step = about(flow, state, state.unsettled[0])
    if step is None:
        return SUMMARY_HELP
    return " ".join((step.help, STEERING, FINISHING)) if can_save(flow, state) else f"{step.help} {STEERING}"


def can_save(flow: Flow, state: State) -> bool:
    """Tell whether "save" leads from this question to the summary: what is needed is there."""
    if state.step == SUMMARY or state.unsettled:
        return False
    return not any(step.required for step in awaited(flow, state))


# ---------------------------------------------------------------- the question itself


def put(flow: Flow, state: State, context: Context) -> Ask:
    """Put the present question into words."""
    if state.unsettled and state.step != SUMMARY:
        asked = _ask_unsettled(flow, state)
    elif state.step == SUMMARY:
        asked = _ask_summary(flow, state, context)
    else:
        asked = _ask_step(flow, state, step_of(flow, state), context)
    text = f"{state.aside}\n\n{asked.text}" if state.aside else asked.text
    example = state.example or asked.example
    return replace(asked, text=text, problem=state.problem, example=example, can_save=can_save(flow, state))


def _ask_unsettled(flow: Flow, state: State) -> Ask:
    first = state.unsettled[0]
    labels = [meaning.label for meaning in first.meanings]
    step = about(flow, state, first)
    return Ask(
        step=step.name,
        text=first.question,
        example=labels[0].lower() if first.is_confirmation else labels[0],
        help=step.help,
        options=tuple(Option(label, label) for label in labels),
        can_back=True,
    )


def _ask_step(flow: Flow, state: State, step: Step, context: Context) -> Ask:
    number = state.asked.index(step.name) + 1 if step.name in state.asked else None
    if SUMMARY in state.trail:
        number = None
    options = step.options(state.given, context)
    if not step.required and step.is_given(state.given):
        options = (*options, Option(LEAVE_OUT.capitalize(), LEAVE_OUT))
    return Ask(
        step=step.name,
        text=step.ask(state.given, context),
        example=step.example(state.given, context),
        help=step.help,
        options=options,
        can_skip=not (step.required and step.is_asked) or step.is_given(state.given),
        can_back=bool(state.trail),
        number=number,
        of=_at_most(flow, state) if number else None,
    )


def _at_most(flow: Flow, state: State) -> int:
    """Return how many numbered questions there can be, the ones already asked included."""
    asked = {step.question for name in state.asked if (step := flow.step(name))}
    to_come = {step.question for step in awaited(flow, state)} - asked
    most = len(state.asked) + len(to_come)
    return most if flow.limit is None else max(len(state.asked), min(most, flow.limit))


def _ask_summary(flow: Flow, state: State, context: Context) -> Ask:
    changes = tuple(
        Option(f"Change: {step.label}", f"change {step.label.lower()}") for step in changeable(flow, state.given)
    )
    return Ask(
        step=SUMMARY,
        text="\n".join((*lines_of(flow, state.given, context), "", flow.closing)),
        example="save",
        help=SUMMARY_HELP,
        options=(Option("Save", "save"), *changes, Option("Discard", "discard")),
        can_back=bool(state.trail),
        is_summary=True,
    )
