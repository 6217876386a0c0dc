"""What a conversation is made of: questions as data, and the values that pass between them and the machine.

A flow is a list of steps. A step knows how it asks, what it fills, how it reads an answer and how it shows what it
was given. Nothing here decides which step comes next: that is bot.conversations.machine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from pydantic import BaseModel, JsonValue

from bot.language.answers import Answer, Choice, Unclear, quoted
from bot.language.context import Context, Given

T = TypeVar("T")


# ---------------------------------------------------------------- what a conversation says


@dataclass(frozen=True)
class Option:
    """A one-tap answer. `value` is taken as if it had been typed."""

    label: str
    value: str


@dataclass(frozen=True)
class Ask:
    """A question to a person.

    problem     what was wrong with the last answer; empty at the first asking
    options     one-tap answers; where there are more than five, a list is drawn instead of buttons
    number, of  "question 2 of at most 7"; None for what belongs to the same question, and for the summary
    is_summary  everything that was understood, to be saved, changed or thrown away
    can_save    "save" leads to the summary: all that is needed was said
    """

    step: str
    text: str
    example: str
    help: str
    problem: str = ""
    options: tuple[Option, ...] = ()
    can_skip: bool = False
    can_back: bool = False
    number: int | None = None
    of: int | None = None
    is_summary: bool = False
    can_save: bool = False


@dataclass(frozen=True)
class Done:
    """The end: the person said "save", and this is what is to be saved."""

    result: BaseModel


@dataclass(frozen=True)
class Cancelled:
    """The end: the person said "cancel" or "discard"; nothing is to be saved."""


# ---------------------------------------------------------------- what a conversation remembers


class Meaning(BaseModel, frozen=True, extra="forbid"):
    """One way in which an answer can be meant, and what it would give. `given` None: none of these, ask again."""

    label: str
    given: dict[str, JsonValue] | None = None


class Unsettled(BaseModel, frozen=True, extra="forbid"):
    """Something in an answer that can be meant in several ways, or that was only half understood.

    is_question  it may be no answer at all, but a question to us
    """

    question: str
    meanings: tuple[Meaning, ...]
    is_confirmation: bool = False
    is_question: bool = False

    @classmethod
    def confirm(cls, echo: str, given: Given, question: str = "") -> Unsettled:
        """Return the question whether `echo` is what was meant, or `question` instead."""
        meanings = (Meaning(label="Yes", given=dict(given)), Meaning(label="No"))
        asked = question or f"Did I get that right: {echo}?"
        return cls(question=asked, meanings=meanings, is_confirmation=True)

    @classmethod
    def whether_asked(cls, wrote: str, given: Given) -> Unsettled:
        """Return the question whether `wrote`, a question mark at its end, is an answer or asks us something."""
        meanings = (Meaning(label="It is my answer", given=dict(given)), Meaning(label="I am asking"))
        return cls(
            question=f"Is {quoted(wrote)} your answer, or are you asking me?", meanings=meanings, is_question=True
        )


class State(BaseModel, frozen=True, extra="forbid"):
    """Everything that a conversation has to remember; it survives JSON unchanged.

    step       the step whose answer is awaited, or SUMMARY
    given      what was understood, by field
    trail      the steps that were answered before this one, oldest first; "back" walks along it
    asked      the steps that opened a question, in order: their place is the question's number
    skipped    optional steps that the person does not want to answer
    unsettled  what has to be settled about the last answer before the next question
    problem    what was wrong with the last answer, and in `example` what would do
    aside      what is said before the question: what was just understood, help, or the recap
    """

    flow: str
    step: str = ""
    given: dict[str, JsonValue] = {}
    trail: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    problem: str = ""
    example: str = ""
    aside: str = ""


# ---------------------------------------------------------------- what a flow is


@dataclass(frozen=True)
class Taken:
    """What a step made of an answer.

    given      fields that were understood, which need not be the step's own
    problem    what was not understood, with in `example` what would do
    unsettled  what is to be settled first, asked in turn
    left_out   words beside what was understood that are kept nowhere: people are told so
    """

    given: Given = field(default_factory=dict)
    problem: str = ""
    example: str = ""
    unsettled: tuple[Unsettled, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, read: Answer[T], give: Callable[[T], Given]) -> Taken:
        """Return what a reader of bot.language.answers found; `give` turns its value into fields.

        What was half understood is to be confirmed, what has several meanings to be chosen from.
        """
        if isinstance(read, Unclear):
            return cls(problem=read.problem, example=read.example)
        if isinstance(read, Choice):
            meanings = tuple(Meaning(label=label, given=dict(give(value))) for label, value in read.options)
            unsettled = Unsettled(question=read.question, meanings=meanings)
            return cls(unsettled=(unsettled,), left_out=read.left_out)
        given = give(read.value)
        if read.confirm:
            return cls(unsettled=(Unsettled.confirm(read.echo, given, read.question),), left_out=read.left_out)
        return cls(given, left_out=read.left_out)

    def __add__(self, other: Taken) -> Taken:
        """Return both; the first problem counts, since one thing is asked at a time."""
        first = self if self.problem else other
        return Taken(
            {**self.given, **other.given},
            first.problem,
            first.example,
            (*self.unsettled, *other.unsettled),
            (*self.left_out, *other.left_out),
        )


def _nothing(given: Given, context: Context) -> str:
    return ""


def _no_options(given: Given, context: Context) -> tuple[Option, ...]:
    return ()


def _always(given: Given) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One question of a flow.

    name, label   what the machine and what people call it; the label heads its line in the summary
    fills         the fields that it is there to fill; with all of them given it is not asked
    ask, example  the question, and an answer that would do
    help          what is said to somebody who types "help"
    take          reads an answer
    show          its value for the summary; "" leaves the line out
    keeps         fields that hold what was said of it while its own are not complete
    part_of       the step whose question this one only completes: such a question has no number of its own
    options       one-tap answers
    required      optional steps can be skipped, and are asked only while the flow's limit allows
    is_asked      whether it is asked at all, or only told along the way and changed at the summary
    applies       whether the step makes sense with what was given
    check         what is wrong with what was given by now ("" for nothing), asked again before saving
    if_unknown    what it gives to somebody who does not know, where that is an answer ("until further notice")
    why           what its answer is good for, said to somebody who asks
    """

    name: str
    label: str
    fills: tuple[str, ...]
    ask: Callable[[Given, Context], str]
    example: Callable[[Given, Context], str]
    help: str
    take: Callable[[str, Given, Context], Taken]
    show: Callable[[Given, Context], str]
    keeps: tuple[str, ...] = ()
    part_of: str = ""
    options: Callable[[Given, Context], tuple[Option, ...]] = _no_options
    required: bool = True
    is_asked: bool = True
    applies: Callable[[Given], bool] = _always
    check: Callable[[Given, Context], str] = _nothing
    if_unknown: Given | None = None
    why: str = ""

    @property
    def question(self) -> str:
        """Return the name of the question that this step opens or completes."""
        return self.part_of or self.name

    def is_given(self, given: Given) -> bool:
        """Tell whether everything that the step is there to fill is known."""
        return all(name in given for name in self.fills)


def _no_defaults(context: Context) -> Given:
    return {}


@dataclass(frozen=True)
class Flow:
    """A conversation as data.

    name      the word that starts it
    steps     in the order in which they are asked
    opening   reads what was typed after the command
    build     makes the value to be saved; called only when every required step is given and every check passed
    closing   what the summary asks
    defaults  what is known before anything is said; shown in the summary, changed like the rest
    limit     at most so many numbered questions, or None
    """

    name: str
    steps: tuple[Step, ...]
    opening: Callable[[str, Given, Context], Taken]
    build: Callable[[Given, Context], BaseModel]
    closing: str
    defaults: Callable[[Context], Given] = _no_defaults
    limit: int | None = None

    def step(self, name: str) -> Step | None:
        """Return the step called `name`, or None."""
        return next((step for step in self.steps if step.name == name), None)
