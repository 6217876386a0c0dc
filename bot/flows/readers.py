"""Who reads a goal's number and who judges it: people or roles, one or two of them in an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.flows.answers import VALUE_LIMIT, Answer, Unclear, Understood, fold
from bot.flows.given import Told, keep, told
from bot.flows.steps import Context, Given, Option, Taken
from bot.flows.who import MENTION_EXAMPLE, read_told


def people_options(given: Given, context: Context) -> tuple[Option, ...]:
    """Return "Me" and the roles that there are."""
    return (Option("Me", "me"), *(Option(title, title) for title in context.roles[:20]))


def show_told(given: Given, field: str) -> str:
    """Return who was told, in words."""
    person = told(given, field)
    return person.say() if person else ""


def read_holder(wrote: str, context: Context) -> Answer[Told]:
    """Read a person, or a role that there is already; a title alone that is not a role yet will not do."""
    read = read_told(wrote, context)
    known = {fold(title) for title in context.roles}
    if isinstance(read, Understood) and not read.value.slack_id and fold(read.value.title) not in known:
        return Unclear("I know no person and no role of that name.", f"me, or {MENTION_EXAMPLE}")
    return read


_PARTS = re.compile(r"[,;/&+\n]|\b(?:and|then|but|while)\b", re.IGNORECASE)
_OBJECT = r"(?: (?:it|this|them|(?:the )?numbers?))?(?!\w)"
_READS = re.compile(rf"\b(?:reads?|measures?|counts?|tracks?|will read|to read){_OBJECT}", re.IGNORECASE)
_JUDGES = re.compile(rf"\b(?:judges?|reviews|checks?|will judge|to judge){_OBJECT}", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:does |do |will do |for )?both(?: of them)?\b", re.IGNORECASE)


@dataclass
class _Named:
    """One of those who were named, and which parts were said to be theirs."""

    read: Answer[Told]
    reads: bool
    judges: bool

    def fields(self) -> tuple[str, ...]:
        return (*(("measurer",) if self.reads else ()), *(("reviewer",) if self.judges else ()))


def take_readers(wrote: str, context: Context, alone: tuple[str, ...]) -> Taken:
    """Read who reads the number and who judges it: "me", "Ana and Ben", "Ana judges, I read it".

    `alone` are the fields that one name fills that was said without its part.
    """
    if len(wrote) > VALUE_LIMIT:
        return Taken.of(read_holder(wrote, context), lambda who: {})
    named = _named(wrote, context)
    if len(named) > 2:
        return Taken(problem="Those are more than two. One reads the number, one judges it.", example="me and Ben")
    if not named:
        return Taken(problem="I found nobody in that.", example=f"me, or {MENTION_EXAMPLE}")
    taken = Taken()
    for index, one in enumerate(named):
        free = [field for field in ("measurer", "reviewer") if not any(field in n.fields() for n in named)]
        fields = one.fields() or (alone if len(named) == 1 else tuple(free[index : index + 1] or free[:1]))
        taken += Taken.of(one.read, _keep_in(fields))
    return taken


def _keep_in(fields: tuple[str, ...]) -> Callable[[Told], Given]:
    return lambda who: {field: keep(who) for field in fields}


def _named(wrote: str, context: Context) -> list[_Named]:
    titles = {fold(title) for title in context.roles}
    named: list[_Named] = []
    for part in map(str.strip, _PARTS.split(wrote)):
        is_role = fold(part) in titles
        both = not is_role and bool(_BOTH.search(part))
        reads = not is_role and (both or bool(_READS.search(part)))
        judges = not is_role and (both or bool(_JUDGES.search(part)))
        bare = part if is_role else _BOTH.sub(" ", _JUDGES.sub(" ", _READS.sub(" ", part)))
        if bare.strip(" .!"):
            named.append(_Named(read_holder(bare, context), reads, judges))
        elif named:
            named[-1] = _Named(named[-1].read, named[-1].reads or reads, named[-1].judges or judges)
    return named


def take_reader(field: str) -> Callable[[str, Given, Context], Taken]:
    """Return what reads the answer to "who reads it?" or "who judges it?"."""

    def take(wrote: str, given: Given, context: Context) -> Taken:
        return take_readers(wrote, context, alone=(field,))

    return take


def reviewer_options(given: Given, context: Context) -> tuple[Option, ...]:
    """Return the options for people, whoever reads the number first."""
    measurer = told(given, "measurer")
    if measurer is None:
        return people_options(given, context)
    same = measurer.title or f"<@{measurer.slack_id}>"
    own = {same, "me"} if measurer.slack_id == context.asker.slack_id else {same}
    others = [option for option in people_options(given, context) if option.value not in own]
    return (Option(f"{measurer.say()} as well"[:75], same), *others)
