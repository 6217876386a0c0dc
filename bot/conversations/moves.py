"""The moves of a conversation: on to what is missing, back, past what is left out, and keeping what was understood.

Each takes a state and returns one. Which move an answer makes is decided in bot.conversations.machine.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversations.questions import LEAVE_OUT, SUMMARY, awaited, lines_of, put
from bot.conversations.steps import Flow, State, Step, Taken, Unsettled
from bot.language.answers import fold, joined, plain, quoted
from bot.language.context import Context, Given


def known_step(flow: Flow, state: State) -> State:
    """Return `state` at a step that exists: a newer version of the bot may not know where an older one stood."""
    known = [name for name in state.trail if name == SUMMARY or flow.step(name)]
    if state.step == SUMMARY or flow.step(state.step):
        return state if len(known) == len(state.trail) else state.model_copy(update={"trail": tuple(known)})
    return go_on(flow, state.model_copy(update={"step": "", "trail": tuple(known), "unsettled": ()}))


def go_on(flow: Flow, state: State) -> State:
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


def said(text: str) -> str:
    """Return what was typed, for comparing with words."""
    return fold(plain(text)).rstrip(" .!")


def again(state: State, problem: str, example: str = "") -> State:
    """Ask the same once more, with what was wrong and an example that would do."""
    return state.model_copy(update={"problem": problem, "example": example})


def is_an_option(flow: Flow, state: State, text: str, context: Context) -> bool:
    """Tell whether a word that does something else is an answer here, such as a milestone that is "Done"."""
    options = [option for option in put(flow, state, context).options if option.value != LEAVE_OUT]
    return any(said(text) in (said(option.label), said(option.value)) for option in options)


def take(flow: Flow, state: State, taken: Taken, context: Context) -> State:
    """Keep what an answer gave, then settle what is open about it, ask again, or go on."""
    state = again(state, taken.problem, taken.example)
    note = left_out_words(taken.left_out)
    kept, problem = checked(flow, state, taken.given, context)
    if problem:
        state = again(state, problem)
    if kept:
        state = keep(flow, state, kept, context)
    if taken.unsettled:
        return noted(state.model_copy(update={"unsettled": taken.unsettled, "example": ""}), note)
    return noted(go_on(flow, state) if kept or not state.step else state, note)


def left_out_words(words: Sequence[str]) -> str:
    """Say which words beside what was understood are kept nowhere; "" for none."""
    return f"I left out: {joined([quoted(one) for one in dict.fromkeys(words)])}." if words else ""


def noted(state: State, note: str) -> State:
    """Add a sentence to what is said before the question, at the summary too."""
    return state.model_copy(update={"aside": "\n".join(filter(None, (state.aside, note)))}) if note else state


def checked(flow: Flow, state: State, given: Given, context: Context) -> tuple[Given, str]:
    """Return what may be kept of `given`, and what is wrong with the rest."""
    whole = {**state.given, **given}
    for step in flow.steps:
        if step.applies(whole) and not given.keys().isdisjoint(step.fills):
            problem = step.check(whole, context)
            if problem:
                return {name: value for name, value in given.items() if name not in step.fills}, problem
    return given, ""


def keep(flow: Flow, state: State, given: Given, context: Context) -> State:
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


def leave_out(flow: Flow, state: State, step: Step) -> State:
    """Forget what an optional step was given, and do not ask for it again."""
    kept = {name: value for name, value in state.given.items() if name not in step.fills}
    skipped = state.skipped if step.name in state.skipped else (*state.skipped, step.name)
    return go_on(flow, state.model_copy(update={"given": kept, "skipped": skipped}))


def picked(flow: Flow, state: State, given: Given | None, rest: tuple[Unsettled, ...], context: Context) -> State:
    """Keep what was picked, or drop it, and settle the rest; what is then missing is asked for as ever."""
    kept, problem = checked(flow, state, given or {}, context)
    if given is None:
        problem = "Then let us try that once more."
    state = again(state.model_copy(update={"unsettled": rest}), problem)
    if kept:
        state = keep(flow, state, kept, context)
    if rest:
        return state
    # At a step that was really asked, an answer that came to nothing is asked for again.
    stays = not kept and (state.step in state.asked or SUMMARY in state.trail)
    return state if stays else go_on(flow, state)


def back(flow: Flow, state: State) -> State:
    """Return to the question before this one, or from "which one?" to the question itself."""
    if state.unsettled:
        state = state.model_copy(update={"unsettled": ()})
        was_asked = state.step in state.asked or SUMMARY in state.trail
        return state if was_asked else go_on(flow, state.model_copy(update={"step": ""}))
    if not state.trail:
        return again(state, "There is no question before this one. Type cancel to stop.")
    return state.model_copy(update={"step": state.trail[-1], "trail": state.trail[:-1]})


def skip(flow: Flow, state: State) -> State:
    """Pass over the present question, where it may be left out or has its answer."""
    step = flow.step(state.step)
    if step is None:
        return again(state, "There is nothing left to skip. Save it, change it or discard it.", "save")
    if step.is_given(state.given) or not step.is_asked:
        return go_on(flow, state)
    if not step.required:
        return leave_out(flow, state, step)
    return again(state, "I need this one to go on. Type cancel to stop.")
