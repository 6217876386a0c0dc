"""The conversation machine: (state, answer) → the next question, or the end. Pure: it asks nobody and saves nothing.

A bad answer is the same step asked again. "back", "skip", "cancel", "help" and "what have I said so far" work at
every step; so does stopping: a state is all there is, and asks its question again after a restart.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from bot.conversations import calendar, concepts, goals, hold, moves, reactions, roles, setup
from bot.conversations.questions import SUMMARY, about, awaited, changeable, help_of, lines_of, put, step_of
from bot.conversations.steps import Ask, Cancelled, Done, Flow, Option, State, Step, Unsettled
from bot.language.acts import asks
from bot.language.answers import (
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
from bot.language.context import Context
from bot.language.who import Mentioned, names_in
from bot.schema.table import OWN

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
    {**{flow.name: flow for flow in (setup.FLOW, goals.FLOW, roles.FLOW, calendar.FLOW, hold.FLOW)}, **concepts.FLOWS}
)

# The words on our questions: "what is a highlight?" asks us.
_OURS = frozenset(
    {*FLOWS, *(fold(step.label) for flow in FLOWS.values() for step in flow.steps)}
    | {word for concept in OWN.values() for word in (concept.noun, concept.many, concept.nouns)}
)
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
    blank = moves.go_on(flow, fresh)
    if word == "help":
        blank = blank.model_copy(update={"aside": help_of(flow, blank)})
    if word or not plain(text) or moves.said(text) in _SAVE:
        return blank, put(flow, blank, context)
    reacted = reactions.react(flow, blank, text, context, _OURS)
    if reacted is not None:
        return reacted, put(flow, reacted, context)
    taken = reactions.sound(flow, blank, flow.opening(text, fresh.given, context), text, context)
    if taken.unsettled:
        # Answers to these belong to the first question, which need not be asked at all.
        first = next(step for step in flow.steps if step.is_asked)
        fresh = fresh.model_copy(update={"step": first.name})
    state = moves.take(flow, fresh, taken, context)
    return state, put(flow, state, context)


def answer(state: State, text: str, context: Context) -> tuple[State, Ask | Done | Cancelled]:
    """Take one answer, whatever it is, and return what to remember and what to say.

    With Done and Cancelled the state is the one that ended, unchanged.
    """
    flow = FLOWS[state.flow]
    state = moves.known_step(flow, state).model_copy(update={"problem": "", "example": "", "aside": ""})
    word = is_command_word(text)
    if word == "cancel":
        return state, Cancelled()
    if word:
        state = _steer(flow, state, word, context)
    elif (reacted := reactions.react(flow, state, text, context, _OURS)) is not None:
        state = reacted
    elif state.step != SUMMARY and moves.said(text) in _SAVE and not moves.is_an_option(flow, state, text, context):
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
    return put(flow, moves.known_step(flow, state), context)


_NOUNS = {
    "setup": "setting up this plan",
    "goal": "the goal",
    "role": "the role",
    "slot": "the regular post",
    "hold": "what to hold",
}


def talked_of(state: State) -> tuple[str, str]:
    """Return what a conversation is about and its first answer, cut: ("the milestone", "A podcast"); "" for none."""
    concept = OWN.get(state.flow)
    noun = _NOUNS.get(state.flow) or (f"the {concept.noun}" if concept else "")
    fills = (state.given.get(name) for name in FLOWS[state.flow].steps[0].fills)
    first = next((value for value in fills if isinstance(value, str)), "")
    return noun, plain(first) if len(plain(first)) <= _SAID else f"{plain(first)[:_SAID].rstrip()} …"


# ---------------------------------------------------------------- answers


def _answer_step(flow: Flow, state: State, step: Step, text: str, context: Context) -> State:
    if not step.required and moves.said(text) == "no":
        return moves.leave_out(flow, state, step)
    taken = step.take(text, state.given, context)
    if asks(text) and not taken.given and not taken.unsettled:
        return reactions.explain(flow, state, text, context)
    return moves.take(flow, state, reactions.sound(flow, state, taken, text, context), context)


def _settle(flow: Flow, state: State, text: str, context: Context) -> State:
    """Take the answer to "which one?" or "did I get that right?", or another answer to the question itself."""
    first, *rest = state.unsettled
    index = _pick(first, text)
    if index is not None:
        settled = moves.picked(flow, state, first.meanings[index].given, tuple(rest), context)
        if first.is_question and first.meanings[index].given is None:
            return reactions.explain(flow, settled, "", context)
        return settled
    taken = reactions.sound(flow, state, about(flow, state, first).take(text, state.given, context), text, context)
    if taken.given or taken.unsettled:
        whole = replace(taken, unsettled=(*taken.unsettled, *rest))
        return moves.take(flow, state.model_copy(update={"unsettled": ()}), whole, context)
    labels = [meaning.label for meaning in first.meanings[:5]]
    return moves.again(state, f"I could not tell which one you mean by {quoted(text)}.", joined(labels, "or"))


def _pick(unsettled: Unsettled, text: str) -> int | None:
    if unsettled.is_confirmation or unsettled.is_question:
        yes = read_yes_no(text)
        if isinstance(yes, Understood) and not yes.confirm:
            return 0 if yes.value else 1
    if unsettled.is_confirmation:
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
        known = lines_of(flow, state.given, context)
        recap = "\n".join(("So far I have:", *known)) if known else "You have not told me anything yet."
        return state.model_copy(update={"aside": recap})
    return moves.back(flow, state) if word == "back" else moves.skip(flow, state)


def _finish(flow: Flow, state: State, context: Context) -> State:
    """Go to the summary with what is there, past every question that may be left out; ask only what is needed."""
    if state.unsettled and not state.unsettled[0].is_confirmation:
        return moves.again(state, "Before I can save it: which one do you mean?")
    while state.unsettled and state.unsettled[0].is_confirmation:
        first, *rest = state.unsettled
        state = moves.picked(flow, state, first.meanings[0].given, tuple(rest), context)
    if state.unsettled or state.problem:
        return state
    waiting = awaited(flow, state)
    left = tuple(step.name for step in waiting if not step.required and step.name not in state.skipped)
    needed = [step.label for step in waiting if step.required]
    state = moves.go_on(flow, state.model_copy(update={"skipped": (*state.skipped, *left)}))
    if not needed:
        return state
    are = "is" if len(needed) == 1 else "are"
    return moves.again(state, f"I cannot save it yet: {joined(needed)} {are} still missing.")


# ---------------------------------------------------------------- the summary


def _at_summary(flow: Flow, state: State, text: str, context: Context) -> State | Done | Cancelled:
    typed = moves.said(text)
    if typed in _DISCARD:
        return Cancelled()
    yes = read_yes_no(text)
    if typed in _SAVE or (isinstance(yes, Understood) and yes.value and not yes.confirm):
        return _save(flow, state, context)
    steps = changeable(flow, state.given)
    asked = _CHANGE.fullmatch(typed)
    what = asked["what"] if asked else typed
    if step := _named(what, steps):
        return _change(state, step)
    # The answer as it was typed, mentions included; a part's own name may have a "to" in it.
    for tie in reversed(list(_TO.finditer(text, 0, VALUE_LIMIT))):
        named = _CHANGE.fullmatch(fold(plain(text[: tie.start()])))
        if named and (step := _named(named["what"], steps)):
            return _answer_step(flow, _change(state, step), step, text[tie.end() :], context)
    if asked:
        return moves.again(state, "What shall we change? Pick one, or name it.", f"change {steps[0].label.lower()}")
    return moves.again(state, f"I did not understand {quoted(text)}. Save it, change a part, or discard it.", "save")


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
            return moves.again(_change(state, step), problem)
    missing = [step for step in awaited(flow, state) if step.required]
    if missing:
        return moves.go_on(flow, state)
    return Done(flow.build(state.given, context))
