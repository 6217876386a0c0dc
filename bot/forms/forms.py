"""Forms as data: fields with what stands in them, and one reading of all that was typed.

A field that still holds what it was opened with keeps its value, whatever its text would read as. Everything else is
read by the grammar of the conversations, and every field that cannot be read is told of at once, in the same words.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, TypeVar

from pydantic import JsonValue

from bot.conversations.steps import Taken
from bot.language.acts import act_of, asks
from bot.language.answers import Answer, Choice, Understood, joined, quoted
from bot.language.context import Given

T = TypeVar("T")

# text, long: typed on one line or several. choice, several: options. person: a Slack id. date: ISO. time: "09:00".
FieldKind = Literal["text", "long", "choice", "several", "person", "date", "time"]
# What stands in fields, by name, as the form sends it: options and days of the week joined by commas.
Typed: TypeAlias = Mapping[str, str]
Prints: TypeAlias = Mapping[str, int]

NEEDED = "I need this one to go on."
UNKNOWN = "No problem. A rough answer will do, and you can change it later."
KEPT = "No problem. Put back what stood here, or empty the field to leave it open."
LEFT_EMPTY = "Empty the field to leave it open."
# A menu takes so many options (Slack); with more to choose from, one types.
MOST_OPTIONS = 100


@dataclass(frozen=True)
class Field:
    """One field of a form.

    name      block id and error go by it; it need not be the name of what it gives
    shown     what stands in it when the form opens; "" for nothing
    read      reads what was typed into the values that it gives; None where a form reads its fields together
    empty     what it gives where it was emptied; None: it has to be filled in
    in_words  how its present value is said to somebody whose form was overtaken; else `shown`
    no_question  a text that ends like a question is none here
    """

    name: str
    label: str
    kind: FieldKind
    shown: str
    read: Callable[[str], Answer[Given]] | None = None
    empty: Mapping[str, JsonValue] | None = None
    hint: str = ""
    example: str = ""
    options: tuple[tuple[str, str], ...] = ()
    limit: int | None = None
    in_words: str = ""
    no_question: bool = False

    @property
    def is_optional(self) -> bool:
        """Tell whether it may stay empty."""
        return self.empty is not None

    @property
    def says(self) -> str:
        """Return what stands in it, as people would say it."""
        if self.in_words or not self.options:
            return self.in_words or self.shown or "nothing"
        chosen = [label for value, label in self.options if value in self.shown.split(",")]
        return joined(chosen) or "nothing"


@dataclass(frozen=True)
class Form:
    """A form: its title, its fields, and what is said above them.

    note     what has to be known before it is sent again
    can_end  offers to take the thing out of the plan
    """

    title: str
    fields: tuple[Field, ...]
    note: str = ""
    above: str = ""
    can_end: bool = False


def read_all(form: Form, typed: Typed) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Read what was typed into (values, words beside each field that is wrong).

    Fields that were not sent, and those that hold what they were opened with, give nothing.
    """
    values: dict[str, JsonValue] = {}
    wrong: dict[str, str] = {}
    for one in form.fields:
        wrote = typed.get(one.name)
        if wrote is None or wrote.strip() == one.shown.strip():
            continue
        declined = declined_in(one, wrote)
        if declined is not None:
            wrong |= {one.name: declined} if declined else {}
            continue
        if not wrote.strip():
            if one.empty is None:
                wrong[one.name] = with_example(NEEDED, one.example)
            else:
                values |= one.empty
            continue
        if one.read is None:
            raise TypeError(f"{one.name} is not read by itself")
        answer = one.read(wrote)
        if isinstance(answer, Understood) and not answer.confirm:
            values |= answer.value
        else:
            wrong[one.name] = words_of(answer)
    return values, wrong


def declined_in(field: Field, wrote: str) -> str | None:
    """Say why what was typed is no answer; "" where it leaves the field empty; None where it is an answer.

    Not knowing leaves a field as it is if it may stay empty. It never takes out what stands there.
    """
    if field.kind not in ("text", "long"):
        return None
    act = act_of(wrote)
    if act in ("unknown", "nothing"):
        if not field.is_optional:
            return with_example(UNKNOWN, field.example)
        return KEPT if field.shown else ""
    if act in ("greeting", "thanks"):
        return with_example(f"Hello. {NEEDED if not field.is_optional else LEFT_EMPTY}", field.example)
    if act == "question" or (field.no_question and asks(wrote)):
        return with_example(f"That sounds like a question. {field.hint}".strip(), field.example)
    return None


def with_example(problem: str, example: str) -> str:
    """Return a problem with what would do."""
    return f"{problem} For example: {example}" if example else problem


def words_of(answer: Answer[object]) -> str:
    """Say why an answer cannot be taken: what is wrong with it, or what it could mean."""
    if isinstance(answer, Choice):
        labels = [label for label, _ in answer.options[:5]]
        return f"{answer.question} Type one of these: {joined(labels, 'or')}"
    if isinstance(answer, Understood) and answer.question:
        return f"{answer.question} If so, type it like this: {answer.echo}"
    if isinstance(answer, Understood):
        return f"I am not sure that I read that right. Type it like this, if you mean it: {answer.echo}"
    return with_example(answer.problem, answer.example)


def words_of_taken(taken: Taken) -> str:
    """Say why what a step made of an answer cannot be taken; "" where it can."""
    if taken.problem:
        return with_example(taken.problem, taken.example)
    if taken.unsettled:
        first = taken.unsettled[0]
        if first.is_confirmation:
            return f"{first.question} If so, type it like that."
        return f"{first.question} Type one of these: {joined([m.label for m in first.meanings[:5]], 'or')}"
    if taken.left_out:
        return f"I cannot use {joined([quoted(one) for one in taken.left_out])} here. Type the rest alone."
    return ""


# ---------------------------------------------------------------- what somebody else changed meanwhile


def print_of(text: str) -> int:
    """Return a fingerprint of what stands in a field: enough to see that it is another text."""
    return zlib.crc32(text.strip().encode())


def prints_of(form: Form) -> dict[str, int]:
    """Return the fingerprints of all fields, which a form carries from its opening to its sending."""
    return {one.name: print_of(one.shown) for one in form.fields}


def overtaken(form: Form, opened: Prints) -> list[Field]:
    """Return the fields that hold something else by now than when the form was opened."""
    return [one for one in form.fields if one.name in opened and opened[one.name] != print_of(one.shown)]


def redrawn(form: Form, typed: Typed, opened: Prints, changed: Sequence[Field]) -> Form:
    """Return the form as it is now, with what was typed where somebody typed: nothing of theirs is lost.

    The fingerprints to go with it are those of `form`: sent again, only what differs from it now is a change.
    """
    kept = []
    for one in form.fields:
        wrote = typed.get(one.name, one.shown)
        mine = one.name in opened and print_of(wrote) != opened[one.name]
        kept.append(replace(one, shown=wrote) if mine else one)
    said = joined([f"{one.label} ({one.says})" for one in changed[:5]])
    note = f"Somebody changed this in the meantime: {said}. What you typed is still here. Save once more to keep it."
    return replace(form, fields=tuple(kept), note=note)


def mapped(answer: Answer[T], give: Callable[[T], Given]) -> Answer[Given]:
    """Return an answer with its values turned into what they give; what is unclear stays so."""
    if isinstance(answer, Understood):
        return Understood(give(answer.value), answer.echo, answer.confirm, question=answer.question)
    if isinstance(answer, Choice):
        return Choice(answer.question, tuple((label, give(value)) for label, value in answer.options))
    return answer
