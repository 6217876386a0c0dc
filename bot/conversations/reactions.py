"""What a conversation does with what is no answer: not knowing, a greeting, thanks, a question back.

Nothing of it is ever kept. What somebody does not know is passed over where it may be left out, and stays open else.
Which words these are is said in bot.language.acts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from types import MappingProxyType

from pydantic import JsonValue

from bot.conversations import moves
from bot.conversations.questions import SUMMARY, SUMMARY_HELP, about, step_of
from bot.conversations.steps import Flow, State, Step, Taken, Unsettled
from bot.language.acts import Act, act_of, asks, said_as
from bot.language.answers import Understood, fold, plain, quoted, read_yes_no
from bot.language.context import Context

GREETED = "Hello. Good to see you."
THANKED = "You're welcome."
OPEN = "No problem, I left that open."
STAYS = "No problem, that stays as it was."
NEEDED = "No problem. A rough answer will do, and you can change it later. Type cancel to come back another time."
NEEDED_PERSON = "No problem. Name yourself for now, and change it later. Type cancel to come back another time."
AGAIN = "No problem. Say it in other words, if you like."
UNSAVED = "No problem. Nothing is saved before you type save."
CHANGEABLE = "Yes. You can change every part before you save it, and later as well."
REQUIRED = "I need this one to go on."
OPTIONAL = "No, you can type skip."

# What our own words mean, for somebody who asks.
MEANINGS: Mapping[str, str] = MappingProxyType(
    {
        "slot": "A slot is a post or task that comes again on certain days, like a tip every Monday at 9.",
        "regular post": "A regular post comes again on certain days, like a tip every Monday at 9.",
        "goal": "A goal is what should be different by a certain day, like 1,000 followers by the end of June.",
        "target": "The target is the number that you want to reach.",
        "metric": "A metric is what you count to see whether you get closer to a goal.",
        "number": "The number is what you count to see whether you get closer to a goal.",
        "baseline": "The baseline is where the number stands today.",
        "role": "A role is a part of the work that one person has, like editor. It stays when people change.",
        "backup": "A backup does the work of a role while nobody else can.",
        "platform": "A platform is where people see it: a network, a blog, a newsletter.",
        "audience": "An audience is one group of people whom you want to reach.",
        "theme": "A theme is what a series of posts has in common.",
        "plan": "A plan is what this channel keeps: goals, posts, and who does what.",
        "lead": "The lead is the person who looks after a plan, and hears privately of what stays undone.",
        "review": "Once a week I open a thread: what was done, what it brought, and what to change.",
    }
)


def react(flow: Flow, state: State, text: str, context: Context, ours: Collection[str]) -> State | None:
    """Return the state after what is no answer; None where `text` is one. `ours` are the words on our questions."""
    act = act_of(text, ours)
    if act is None or act == "reply" or moves.is_an_option(flow, state, text, context):
        return None
    # "Ok, thanks" answers what can be answered with a yes.
    yes = read_yes_no(text)
    if (state.unsettled or state.step == SUMMARY) and isinstance(yes, Understood) and not yes.confirm:
        return None
    if act == "greeting":
        return _beside(state, GREETED)
    if act == "thanks":
        return _beside(state, THANKED)
    if act == "question":
        return explain(flow, state, text, context)
    return _leave_open(flow, state, act, text, context)


def explain(flow: Flow, state: State, text: str, context: Context) -> State:
    """Answer a question back: from the question's help, and from what its answer is good for."""
    step = _asked(flow, state)
    if step is None:
        return _beside(state, f"{_answer_to(text, None)} {SUMMARY_HELP}".strip())
    parts = (_meaning_of(text), _answer_to(text, step), step.help, step.why)
    return _beside(state, " ".join(part for part in parts if part))


def _beside(state: State, words: str) -> State:
    return state.model_copy(update={"aside": words, "problem": "", "example": ""})


def _asked(flow: Flow, state: State) -> Step | None:
    """Return the step that is being asked about; None at the summary."""
    if state.step == SUMMARY:
        return None
    return about(flow, state, state.unsettled[0]) if state.unsettled else step_of(flow, state)


def _meaning_of(text: str) -> str:
    """Return what one of our words means, where a question ends with it: "what's a slot?"."""
    said = f" {said_as(text)}"
    return next((means for word, means in MEANINGS.items() if said.endswith((f" {word}", f" {word}s"))), "")


def _answer_to(text: str, step: Step | None) -> str:
    """Return what answers two questions that are often asked; "" for others."""
    wanted = set(said_as(text).split())
    if wanted & {"change", "edit", "correct", "fix", "undo", "update", "adjust", "delete", "remove"}:
        return CHANGEABLE
    if step and wanted & {"have", "need", "must", "required", "needed", "necessary", "mandatory", "optional", "skip"}:
        is_about_us = "why" in wanted or "you" in wanted
        return "" if is_about_us else REQUIRED if step.required else OPTIONAL
    return ""


# ---------------------------------------------------------------- not knowing


def _leave_open(flow: Flow, state: State, act: Act, text: str, context: Context) -> State:
    step = _asked(flow, state)
    if step is None:
        return _beside(state, UNSAVED)
    if state.unsettled:
        return _drop_reading(flow, state, step, context)
    if step.if_unknown is not None:
        return moves.take(flow, state, Taken(step.if_unknown), context)
    if act == "unknown" and step.is_given(state.given):
        return _beside(moves.go_on(flow, state), STAYS)
    if not step.required:
        return _beside(moves.leave_out(flow, state, step), OPEN)
    if act == "nothing":
        # "None" is a number to somebody who counts: it is asked about, and never just taken.
        taken = step.take(text, state.given, context)
        if taken.unsettled and not taken.given:
            return moves.take(flow, state, taken, context)
    wants_person = "me" in fold(step.example(state.given, context)).replace(",", " ").split()
    return _beside(state, NEEDED_PERSON if wants_person else NEEDED)


def _drop_reading(flow: Flow, state: State, step: Step, context: Context) -> State:
    """Let go of what was half understood: whoever cannot tell whether it is right did not say it."""
    state = moves.picked(flow, state, None, state.unsettled[1:], context)
    if not step.required and not state.unsettled and state.step == step.name:
        return _beside(moves.leave_out(flow, state, step), OPEN)
    return _beside(state, AGAIN)


# ---------------------------------------------------------------- what an answer must not hold


def sound(flow: Flow, state: State, taken: Taken, text: str, context: Context) -> Taken:
    """Return what was understood without texts that say nothing ("Mondays at 9, no idea"); "no" alone is no text.

    A text that ends like a question is asked about first: it may be meant for us.
    """
    typed = fold(plain(text))
    kept = {name: value for name, value in taken.given.items() if not _says_nothing(value, typed)}
    is_doubtful = asks(text) and any(_has_question(value) for value in kept.values())
    is_less = len(kept) < len(taken.given)
    if not (is_doubtful or is_less) or moves.is_an_option(flow, state, text, context):
        return taken
    if is_doubtful:
        return replace(taken, given={}, unsettled=(Unsettled.whether_asked(text, kept), *taken.unsettled))
    is_all = not kept and not taken.unsettled and not taken.problem
    problem = f"I need a few words more than {quoted(text)} here." if is_all else taken.problem
    return replace(taken, given=kept, problem=problem)


def _says_nothing(value: JsonValue, typed: str) -> bool:
    """Tell whether a value is somebody's own words, and these are none."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) and _says_nothing(one, typed) for one in value)
    return isinstance(value, str) and fold(value) in typed and act_of(value) is not None


def _has_question(value: JsonValue) -> bool:
    return isinstance(value, str) and asks(value)
