"""Who reads a goal's number and who judges it: people or roles, one or two of them in an answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.conversations.steps import Option, Taken
from bot.language.answers import VALUE_LIMIT, Answer, Unclear, Understood, fold, plain, words
from bot.language.context import Context, Given
from bot.language.kept_values import Told, keep, told
from bot.language.people import read_people
from bot.language.role_words import what_is_left, without_asides
from bot.language.who import MENTION_EXAMPLE, read_told


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


_PARTS = re.compile(r"[,;/&+\n]|(?<=\w{3})\.(?= )|\b(?:and|then|but|while)\b", re.IGNORECASE)
_OBJECT = r"(?: (?:it|this|that|them|those|(?:the )?numbers?))?(?!\w)"
_READS = re.compile(
    rf"\b(?:will |to )?(?:(?:reads?|measures?|counts?|tracks?|reports?|pulls?|looks? at|checks?){_OBJECT}"
    rf"|keeps? track(?: of)?{_OBJECT})",
    re.IGNORECASE,
)
_JUDGES = re.compile(
    rf"\b(?:will |to )?(?:(?:judges?|reviews?|decides?|approves?|signs? off(?: on)?){_OBJECT}"
    r"|has the last word|says? (?:if|whether|what it means)(?!\w))",
    re.IGNORECASE,
)
# Whoever checks a number reads it, if somebody else decides; alone it may be meant as judging it.
_CHECKS = re.compile(rf"\bchecks?{_OBJECT}", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:does |do |will do |for )?both(?: of them)?\b", re.IGNORECASE)
_SAYS = re.compile(f"{_READS.pattern}|{_JUDGES.pattern}|{_BOTH.pattern}", re.IGNORECASE)
_SENTENCE_WORDS = frozenset(words("The A An My Our She He It They We She's He's It's That This There I I'm Is Are And"))


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
    named, left_out = _named(wrote, context)
    if len(named) > 2:
        return Taken(problem="Those are more than two. One reads the number, one judges it.", example="me and Ben")
    if not named:
        return Taken(problem="I found nobody in that.", example=f"me, or {MENTION_EXAMPLE}")
    taken = Taken(left_out=left_out)
    for index, one in enumerate(named):
        free = [field for field in ("measurer", "reviewer") if not any(field in n.fields() for n in named)]
        fields = one.fields() or (alone if len(named) == 1 else tuple(free[index : index + 1] or free[:1]))
        taken += Taken.of(one.read, _keep_in(fields))
    return taken


def _keep_in(fields: tuple[str, ...]) -> Callable[[Told], Given]:
    return lambda who: {field: keep(who) for field in fields}


def _named(wrote: str, context: Context) -> tuple[list[_Named], tuple[str, ...]]:
    """Return who was named, and the parts of the sentence that name nobody, where another one does."""
    titles = {fold(title) for title in context.roles}
    split = map(str.strip, _PARTS.split(without_asides(wrote)))
    parts = [part for part in split if what_is_left(part) or _SAYS.search(part)]
    decides = sum(bool(_JUDGES.search(part)) for part in parts) == 1
    named: list[_Named] = []
    nobody: list[tuple[str, Answer[Told]]] = []
    for part in parts:
        is_role = fold(part) in titles
        both = not is_role and bool(_BOTH.search(part))
        checks = not is_role and not decides and bool(_CHECKS.search(part))
        reads = not is_role and (both or (not checks and bool(_READS.search(part))))
        judges = not is_role and (both or checks or bool(_JUDGES.search(part)))
        bare = part if is_role else _BOTH.sub(" ", _JUDGES.sub(" ", _READS.sub(" ", part)))
        if not bare.strip(" .!"):
            if named:
                named[-1] = _Named(named[-1].read, named[-1].reads or reads, named[-1].judges or judges)
            continue
        read = read_holder(bare, context)
        if isinstance(read, Unclear) and not _may_name(bare):
            nobody.append((part, read))
        else:
            named.append(_Named(read, reads, judges))
    if not named and nobody:
        return [_Named(nobody[0][1], reads=False, judges=False)], ()
    return named, tuple(what_is_left(part) for part, _ in nobody)


def _may_name(part: str) -> bool:
    """Tell whether somebody may be named whom nobody here knows: a mention, a capital letter, or one word alone."""
    if read_people(part).people:
        return True
    return any(word[0].isupper() and word.strip(".,!") not in _SENTENCE_WORDS for word in plain(part).split())


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
