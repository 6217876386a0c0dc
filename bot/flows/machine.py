"""The conversation machine: (state, answer) → the next question, or the end. Pure: it asks nobody and saves nothing.

A bad answer is the same step asked again. "back", "skip", "cancel", "help" and "what have I said so far" work at
every step; so does stopping: a state is all there is, and asks its question again after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.flows import calendar, goals, hold, roles, setup
from bot.flows.answers import (
    VALUE_LIMIT,
    CommandWord,
    Understood,
    fold,
    is_command_word,
    joined,
    plain,
    quoted,
    read_choice,
    read_yes_no,
)
from bot.flows.concepts import talk
from bot.flows.concepts.table import OWN
from bot.flows.questions import SUMMARY, about, awaited, changeable, help_of, lines_of, put, step_of
from bot.flows.steps import (
    Ask,
    Cancelled,
    Context,
    Done,
    Flow,
    Given,
    Option,
    State,
    Step,
    Taken,
    Unsettled,
)
from bot.flows.who import Mentioned, names_in

__all__ = [
    "FLOWS",
    "SUMMARY",
    "Ask",
    "Cancelled",
    "Context",
    "Done",
    "Flow",
    "Mentioned",
    "Option",
    "State",
    "answer",
    "ask_again",
    "begin",
    "names_in",
    "talked_of",
]

FLOWS: Mapping[str, Flow] = MappingProxyType(
    {**{flow.name: flow for flow in (setup.FLOW, goals.FLOW, roles.FLOW, calendar.FLOW, hold.FLOW)}, **talk.FLOWS}
)

_NOTHING = frozenset({"none", "nothing", "nobody", "no", "-", "n/a", "leave it out", "not now", "leave it open"})
# So much of what was said tells people which conversation is meant.
_SAID = 60
_DISCARD = frozenset({"discard", "discard it", "throw it away", "delete", "delete it", "bin it"})
_SAVE = frozenset(
    {
        *("save", "save it", "save this", "save that", "save now", "save it now", "save please", "save everything"),
        *("done", "finish", "finished", "that's all", "that is all"),
    }
)
_TO = re.compile(r"(?<!\s)\s++to\s++", re.IGNORECASE)
_CHANGE = re.compile(r"(?:change|edit|correct|fix)\b[: ]*(?:the |my )?(?P<what>.*)", re.DOTALL)


def begin(flow_name: str, text: str, context: Context) -> tuple[State, Ask]:
    """Start a flow with what was typed after its command, which may be nothing.

    What was given is taken, and the first question is for what is missing. Raises KeyError for an unknown flow.
    """
    flow = FLOWS[flow_name]
    fresh = State(flow=flow.name, given=dict(flow.defaults(context)))
    word = is_command_word(text)
    if word or not plain(text) or _said(text) in _SAVE:
        state = _go_on(flow, fresh)
        if word == "help":
            state = state.model_copy(update={"aside": help_of(flow, state)})
        return state, put(flow, state, context)
    taken = flow.opening(text, fresh.given, context)
    if taken.unsettled:
        # Answers to these belong to the first question, which need not be asked at all.
        first = next(step for step in flow.steps if step.is_asked)
        fresh = fresh.model_copy(update={"step": first.name})
    state = _take(flow, fresh, taken, context)
    return state, put(flow, state, context)


def answer(state: State, text: str, context: Context) -> tuple[State, Ask | Done | Cancelled]:
    """Take one answer, whatever it is, and return what to remember and what to say.

    With Done and Cancelled the state is the one that ended, unchanged.
    """
    flow = FLOWS[state.flow]
    state = _known_step(flow, state).model_copy(update={"problem": "", "example": "", "aside": ""})
    word = is_command_word(text)
    if word == "cancel":
        return state, Cancelled()
    if word:
        state = _steer(flow, state, word, context)
    elif state.step != SUMMARY and _said(text) in _SAVE and not _is_an_option(flow, state, text, context):
        state = _finish(flow, state, context)
    elif state.unsettled:
        state = _settle(flow, state, text, context)
    elif state.step == SUMMARY:
        ended = _at_summary(flow, state, text, context)
        if not isinstance(ended, State):
            return state, ended
        state = ended
    else:
        state = _answer_step(flow, state, step_of(flow, state), text, context)
    return state, put(flow, state, context)


def ask_again(state: State, context: Context) -> Ask:
    """Return the present question, as it was asked last: after a restart, or where a message was lost."""
    flow = FLOWS[state.flow]
    return put(flow, _known_step(flow, state), context)


_NOUNS = {
    "setup": "setting up this plan",
    "goal": "the goal",
    "role": "the role",
    "slot": "the regular post",
    "hold": "what to hold",
}


def talked_of(state: State) -> tuple[str, str]:
    """Return what a conversation is about, and what was said first, cut: ("the milestone", "A podcast"), or ""."""
    concept = OWN.get(state.flow)
    noun = _NOUNS.get(state.flow) or (f"the {concept.noun}" if concept else "")
    texts = (value for step in FLOWS[state.flow].steps for name in step.fills if (value := state.given.get(name)))
    first = next((value for value in texts if isinstance(value, str)), "")
    return noun, plain(first) if len(plain(first)) <= _SAID else f"{plain(first)[:_SAID].rstrip()} …"


# ---------------------------------------------------------------- where a conversation goes


def _known_step(flow: Flow, state: State) -> State:
    """Return `state` at a step that exists: a newer version of the bot may not know where an older one stood."""
    known = [name for name in state.trail if name == SUMMARY or flow.step(name)]
    if state.step == SUMMARY or flow.step(state.step):
        return state if len(known) == len(state.trail) else state.model_copy(update={"trail": tuple(known)})
    return _go_on(flow, state.model_copy(update={"step": "", "trail": tuple(known), "unsettled": ()}))


def _go_on(flow: Flow, state: State) -> State:
    """Move to the first step that is still to be asked, else to the summary."""
    asked = {step.question for name in state.asked if (step := flow.step(name))}

    def has_room(step: Step) -> bool:
        return flow.limit is None or step.question in asked or len(state.asked) < flow.limit

    waiting = [step for step in awaited(flow, state) if step.required or has_room(step)]
    name = waiting[0].name if waiting else SUMMARY
    trail = state.trail
    if state.step and state.step not in trail:
        trail = (*trail, state.step)
    if name in trail:
        trail = trail[: trail.index(name)]
    opens = bool(waiting) and waiting[0].question not in asked
    return state.model_copy(
        update={
            "step": name,
            "trail": trail,
            "asked": (*state.asked, name) if opens else state.asked,
            "unsettled": (),
            # The summary says everything itself.
            "aside": state.aside if waiting else "",
        }
    )


def _said(text: str) -> str:
    """Return what was typed, for comparing with words."""
    return fold(plain(text)).rstrip(" .!")


def _again(state: State, problem: str, example: str = "") -> State:
    return state.model_copy(update={"problem": problem, "example": example})


# ---------------------------------------------------------------- answers


def _answer_step(flow: Flow, state: State, step: Step, text: str, context: Context) -> State:
    if not step.required and _said(text) in _NOTHING:
        return _leave_out(flow, state, step)
    return _take(flow, state, step.take(text, state.given, context), context)


def _take(flow: Flow, state: State, taken: Taken, context: Context) -> State:
    """Keep what an answer gave, then settle what is open about it, ask again, or go on."""
    state = _again(state, taken.problem, taken.example)
    kept, problem = _checked(flow, state, taken.given, context)
    if problem:
        state = _again(state, problem)
    if kept:
        state = _keep(flow, state, kept, context)
    if taken.unsettled:
        return state.model_copy(update={"unsettled": taken.unsettled, "example": ""})
    return _go_on(flow, state) if kept or not state.step else state


def _checked(flow: Flow, state: State, given: Given, context: Context) -> tuple[Given, str]:
    """Return what may be kept of `given`, and what is wrong with the rest."""
    whole = {**state.given, **given}
    for step in flow.steps:
        if step.applies(whole) and not given.keys().isdisjoint(step.fills):
            problem = step.check(whole, context)
            if problem:
                return {name: value for name, value in given.items() if name not in step.fills}, problem
    return given, ""


def _keep(flow: Flow, state: State, given: Given, context: Context) -> State:
    """Add `given`, and say what that changes."""
    whole = {**state.given, **given}
    before = lines_of(flow, state.given, context)
    lines = [line for line in lines_of(flow, whole, context) if line not in before]
    answered = {step.name for step in flow.steps if not given.keys().isdisjoint(step.fills)}
    return state.model_copy(
        update={
            "given": whole,
            "skipped": tuple(name for name in state.skipped if name not in answered),
            "aside": "\n".join(("Noted.", *lines)) if lines else state.aside,
        }
    )


def _leave_out(flow: Flow, state: State, step: Step) -> State:
    """Forget what an optional step was given, and do not ask for it again."""
    kept = {name: value for name, value in state.given.items() if name not in step.fills}
    skipped = state.skipped if step.name in state.skipped else (*state.skipped, step.name)
    return _go_on(flow, state.model_copy(update={"given": kept, "skipped": skipped}))


def _settle(flow: Flow, state: State, text: str, context: Context) -> State:
    """Take the answer to "which one?" or "did I get that right?", or another answer to the question itself."""
    first, *rest = state.unsettled
    picked = _pick(first, text)
    if picked is not None:
        return _picked(flow, state, first.meanings[picked].given, tuple(rest), context)
    taken = about(flow, state, first).take(text, state.given, context)
    if taken.given or taken.unsettled:
        whole = replace(taken, unsettled=(*taken.unsettled, *rest))
        return _take(flow, state.model_copy(update={"unsettled": ()}), whole, context)
    labels = [meaning.label for meaning in first.meanings[:5]]
    return _again(state, f"I could not tell which one you mean by {quoted(text)}.", joined(labels, "or"))


def _picked(flow: Flow, state: State, given: Given | None, rest: tuple[Unsettled, ...], context: Context) -> State:
    """Keep what was picked, or drop it, and settle the rest; what is then missing is asked for as ever."""
    kept, problem = _checked(flow, state, given or {}, context)
    if given is None:
        problem = "Then let us try that once more."
    state = _again(state.model_copy(update={"unsettled": rest}), problem)
    if kept:
        state = _keep(flow, state, kept, context)
    if rest:
        return state
    # At a step that was really asked, an answer that came to nothing is asked for again.
    stays = not kept and (state.step in state.asked or SUMMARY in state.trail)
    return state if stays else _go_on(flow, state)


def _pick(unsettled: Unsettled, text: str) -> int | None:
    if unsettled.is_confirmation:
        said = read_yes_no(text)
        if isinstance(said, Understood) and not said.confirm:
            return 0 if said.value else 1
        return None
    chosen = read_choice(text, [meaning.label for meaning in unsettled.meanings])
    return chosen.value if isinstance(chosen, Understood) and not chosen.confirm else None


# ---------------------------------------------------------------- words that steer


def _steer(flow: Flow, state: State, word: CommandWord, context: Context) -> State:
    if word == "help":
        return state.model_copy(update={"aside": help_of(flow, state)})
    if word == "recap" and state.step == SUMMARY:
        return state
    if word == "recap":
        said = lines_of(flow, state.given, context)
        recap = "\n".join(("So far I have:", *said)) if said else "You have not told me anything yet."
        return state.model_copy(update={"aside": recap})
    return _back(flow, state) if word == "back" else _skip(flow, state)


def _back(flow: Flow, state: State) -> State:
    if state.unsettled:
        state = state.model_copy(update={"unsettled": ()})
        was_asked = state.step in state.asked or SUMMARY in state.trail
        return state if was_asked else _go_on(flow, state.model_copy(update={"step": ""}))
    if not state.trail:
        return _again(state, "There is no question before this one. Type cancel to stop.")
    return state.model_copy(update={"step": state.trail[-1], "trail": state.trail[:-1]})


def _skip(flow: Flow, state: State) -> State:
    step = flow.step(state.step)
    if step is None:
        return _again(state, "There is nothing left to skip. Save it, change it or discard it.", "save")
    if step.is_given(state.given) or not step.is_asked:
        return _go_on(flow, state)
    if not step.required:
        return _leave_out(flow, state, step)
    return _again(state, "I need this one to go on. Type cancel to stop.")


def _is_an_option(flow: Flow, state: State, text: str, context: Context) -> bool:
    """Tell whether a word that ends a conversation is an answer here, such as a milestone that is "Done"."""
    options = put(flow, state, context).options
    return any(_said(text) in (_said(option.label), _said(option.value)) for option in options)


def _finish(flow: Flow, state: State, context: Context) -> State:
    """Go to the summary with what is there, past every question that may be left out; ask only what is needed."""
    if state.unsettled and not state.unsettled[0].is_confirmation:
        return _again(state, "Before I can save it: which one do you mean?")
    while state.unsettled and state.unsettled[0].is_confirmation:
        first, *rest = state.unsettled
        state = _picked(flow, state, first.meanings[0].given, tuple(rest), context)
    if state.unsettled or state.problem:
        return state
    waiting = awaited(flow, state)
    left = tuple(step.name for step in waiting if not step.required and step.name not in state.skipped)
    needed = [step.label for step in waiting if step.required]
    state = _go_on(flow, state.model_copy(update={"skipped": (*state.skipped, *left)}))
    if not needed:
        return state
    are = "is" if len(needed) == 1 else "are"
    return _again(state, f"I cannot save it yet: {joined(needed)} {are} still missing.")


# ---------------------------------------------------------------- the summary


def _at_summary(flow: Flow, state: State, text: str, context: Context) -> State | Done | Cancelled:
    said = _said(text)
    if said in _DISCARD:
        return Cancelled()
    yes = read_yes_no(text)
    if said in _SAVE or (isinstance(yes, Understood) and yes.value and not yes.confirm):
        return _save(flow, state, context)
    steps = changeable(flow, state.given)
    asked = _CHANGE.fullmatch(said)
    what = asked["what"] if asked else said
    if step := _named(what, steps):
        return _change(state, step)
    # The answer as it was typed, mentions included; a part's own name may have a "to" in it.
    for tie in reversed(list(_TO.finditer(text, 0, VALUE_LIMIT))):
        named = _CHANGE.fullmatch(fold(plain(text[: tie.start()])))
        if named and (step := _named(named["what"], steps)):
            return _answer_step(flow, _change(state, step), step, text[tie.end() :], context)
    if asked:
        return _again(state, "What shall we change? Pick one, or name it.", f"change {steps[0].label.lower()}")
    return _again(state, f"I did not understand {quoted(text)}. Save it, change a part, or discard it.", "save")


def _named(what: str, steps: list[Step]) -> Step | None:
    """Return the step that people mean by `what`: by its label, or by its name."""
    chosen = read_choice(what, [step.label for step in steps])
    if isinstance(chosen, Understood) and not chosen.confirm:
        return steps[chosen.value]
    return next((step for step in steps if step.name == what), None)


def _change(state: State, step: Step) -> State:
    return state.model_copy(update={"step": step.name, "trail": (*state.trail, SUMMARY)})


def _save(flow: Flow, state: State, context: Context) -> State | Done:
    """Finish, unless time has passed over something: then that is asked again."""
    for step in flow.steps:
        if step.applies(state.given) and (problem := step.check(state.given, context)):
            return _again(_change(state, step), problem)
    missing = [step for step in awaited(flow, state) if step.required]
    if missing:
        return _go_on(flow, state)
    return Done(flow.build(state.given, context))
