"""Match typed text to the people and roles on file. Never guesses between two people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.roles import TITLE_LIMIT, Person, can_hold
from bot.language.answers import VALUE_LIMIT, Answer, Choice, Unclear, Understood, fold, joined, plain, quoted, too_long
from bot.language.context import Context
from bot.language.kept_values import Told, place
from bot.language.people import PersonRef, around_mention, read_people
from bot.language.role_words import Beside, read_beside, title_said, what_is_left, without_asides

# An answer that names a person is a few words long; only this many words of a long text are looked up.
WORDS_LOOKED_UP = 40
# More people of one name than a list of buttons can hold are easier to tell apart by a mention.
MOST_NAMESAKES = 10
MENTION_EXAMPLE = "@Ana"

_WORD = re.compile(r"[^\W\d_](?:[\w.'-]*\w)?")


@dataclass(frozen=True)
class Mentioned:
    """Whom to look up before an answer is taken.

    ids    Slack ids that were mentioned
    words  folded words: everybody one of whose names begins with one of them may be meant
    """

    ids: tuple[str, ...]
    words: tuple[str, ...]


def names_in(text: str) -> Mentioned:
    """Return which people an answer could mean."""
    ids = tuple(ref.value for ref in read_people(text).people if ref.kind == "id")
    words = dict.fromkeys(_WORD.findall(fold(plain(text))))
    return Mentioned(ids, tuple(words)[:WORDS_LOOKED_UP])


def refused(person: Person) -> str:
    """Return why a person can't be given work; "" where they can."""
    name = person.name or "This person"
    if not person.is_known:
        return "I have not met that person yet, and I am asking Slack about them. Name them once more in a moment."
    if person.is_bot:
        return f"{name} is a bot, and work here is done by people."
    if person.has_left and person.name == person.slack_id:
        return "That person is not in this workspace."
    if person.has_left:
        return f"{name} has left this workspace."
    return ""


def read_person(text: str, context: Context) -> Answer[Person]:
    """Read one person, and nothing else."""
    told = read_told(text, context)
    if not isinstance(told, Understood):
        return told if isinstance(told, Unclear) else _choice_of_people(told, context)
    person = _by_id(told.value.slack_id, context)
    if person is None or told.value.title:
        return Unclear(f"I found no person in {quoted(text)}.", MENTION_EXAMPLE)
    return Understood(person, person.name, told.confirm, left_out=told.left_out)


def _choice_of_people(choice: Choice[Told], context: Context) -> Answer[Person]:
    people = [(label, _by_id(told.slack_id, context)) for label, told in choice.options]
    return Choice(choice.question, tuple((label, person) for label, person in people if person), choice.left_out)


def read_told(text: str, context: Context) -> Answer[Told]:
    """Read the person or role responsible: an existing role, a person, or a person in a role ("editor: Ana").

    A title of a new role comes back without a person, if it is known or said to be one: the caller asks who that
    is. Other words next to a name are left out.
    """
    wrote = plain(text)
    if problem := too_long(wrote, MENTION_EXAMPLE):
        return problem
    if title := _role(wrote, context):
        return Understood(Told(title=title), title)
    said = without_asides(text)
    named = read_people(said)
    if len(named.people) > 1:
        return Unclear("Those are several people, and one is needed here.", MENTION_EXAMPLE)
    if named.people and named.people[0].kind != "name":
        before, after = around_mention(said)
        return _told(named.people[0], context, read_beside(plain(before), plain(after), context.roles))
    found, sure, before, after = named_within(plain(said), context)
    if found:
        if (surname := _surname(after)) and not title_said(after, context.roles):
            return _unknown(PersonRef("name", f"{_words_of(plain(said), before, after)} {surname}"), context)
        return _in_role(found, read_beside(before.rstrip("@ "), after, context.roles), context, sure=sure)
    if named.people:
        return _unknown(named.people[0], context)
    if len(wrote) > TITLE_LIMIT:
        return Unclear(f"That is {len(wrote)} characters long, and I found nobody in it.", MENTION_EXAMPLE)
    if not _WORD.search(fold(wrote)):
        return Unclear(f"I found nobody in {quoted(text)}.", MENTION_EXAMPLE)
    if title := title_said(wrote, context.roles):
        return Understood(Told(title=title), title)
    return Unclear(f"I know no person and no role of that name: {quoted(wrote, 40)}.", MENTION_EXAMPLE)


def _surname(after: str) -> str:
    """Return a name that follows another one directly ("Ana Costa"), "" for anything else."""
    following = re.match(r" ?([^\W\d_a-z][\w'-]{1,40})", after)
    return following[1] if following and following[1][0].isupper() and what_is_left(following[1]) else ""


def _words_of(wrote: str, before: str, after: str) -> str:
    return wrote[len(before) : len(wrote) - len(after)].strip()


def told_of(ref: PersonRef, context: Context, title: str = "") -> Answer[Told]:
    """Return the person named, in the role `title` if one was typed."""
    return _told(ref, context, Beside(title))


def told_among(people: Sequence[Person], context: Context, title: str = "") -> Answer[Told]:
    """Return which of some people is meant, in the role `title` if one was typed."""
    return _in_role(people, Beside(title), context, sure=True)


def _told(ref: PersonRef, context: Context, beside: Beside) -> Answer[Told]:
    if ref.kind == "group":
        return Unclear("That is a group. Work here is one person's own.", MENTION_EXAMPLE)
    if ref.kind == "me":
        return _in_role([context.asker], beside, context, sure=True)
    if ref.kind == "id":
        found = [person for person in _everybody(context) if person.slack_id == ref.value]
        if not found:
            return Unclear("I cannot find that person in this workspace.", MENTION_EXAMPLE)
        return _in_role(found, beside, context, sure=True)
    found, sure, _, _ = named_within(ref.value, context)
    return _in_role(found, beside, context, sure=sure) if found else _unknown(ref, context)


def _unknown(ref: PersonRef, context: Context) -> Unclear:
    known = f" The roles so far are {joined(context.roles[:5])}." if context.roles else ""
    return Unclear(f"I know nobody called {quoted(ref.value, 40)} here.{known}", MENTION_EXAMPLE)


def _in_role(found: Sequence[Person], beside: Beside, context: Context, *, sure: bool) -> Answer[Told]:
    """Return one of `found`, in the role that the words around the name say."""
    title = _role(beside.title, context) or beside.title
    if len(title) > TITLE_LIMIT:
        return Unclear(f"A role's title has at most {TITLE_LIMIT} characters.", f"editor {MENTION_EXAMPLE}")
    able = [person for person in found if not refused(person) and can_hold(person)]
    if not able:
        return Unclear(refused(found[0]), MENTION_EXAMPLE)
    if len(able) > MOST_NAMESAKES:
        return Unclear(f"There are {len(able)} people of that name. Mention the one you mean.", MENTION_EXAMPLE)
    if len(able) > 1:
        labels = _told_apart(able)
        options = tuple((label, Told.person(p, title)) for label, p in zip(labels, able, strict=True))
        return Choice(f"I know {len(able)} people of that name. Which one?", options, beside.left_out)
    told = Told.person(able[0], title)
    return Understood(told, told.say(), not sure, left_out=beside.left_out)


def _told_apart(people: Sequence[Person]) -> list[str]:
    """Return a unique label for each person: the name, else with the place, else with the id."""
    names = [person.name for person in people]
    placed = [f"{p.name} ({place(p.zone)})" if p.zone else p.name for p in people]
    labels = []
    for person, name, where in zip(people, names, placed, strict=True):
        if names.count(name) == 1:
            labels.append(name)
        elif placed.count(where) == 1:
            labels.append(where)
        else:
            labels.append(f"{name} ({person.slack_id})")
    return labels


def _everybody(context: Context) -> list[Person]:
    known = {person.slack_id: person for person in (*context.people, context.asker)}
    return list(known.values())


def _by_id(slack_id: str, context: Context) -> Person | None:
    return next((person for person in _everybody(context) if person.slack_id == slack_id), None)


def _role(wrote: str, context: Context) -> str:
    """Return the title of the role that `wrote` names, or ""."""
    said = re.sub(r"^(?:the|our|my|an?) ", "", fold(wrote).strip(" .!"))
    return next((title for title in context.roles if fold(plain(title)) == said), "")


def named_within(wrote: str, context: Context) -> tuple[list[Person], bool, str, str]:
    """Find the longest run of up to four words that is somebody's name.

    Returns (people, whether surely, the words before, the words after).
    """
    folded = fold(wrote)
    words = [match.span() for match in _WORD.finditer(folded)][:WORDS_LOOKED_UP]
    everybody = [(person, fold(plain(person.name))) for person in _everybody(context)]
    for exact in (True, False):
        for count in range(4, 0, -1):
            for first in range(len(words) - count + 1):
                start, end = words[first][0], words[first + count - 1][1]
                said = folded[start:end]
                whole = [person for person, name in everybody if name == said]
                found = whole or [p for p, name in everybody if _goes_by(name, said, exact=exact)]
                if found:
                    return found, exact, wrote[:start], wrote[end:]
    return [], True, "", ""


# Verbs for reporting numbers: a name before one is a person's.
_DUTY = re.compile(
    r"(?: will| can| should| to| is going to)? (?:measures?|counts?|tracks?|keeps track|reads? (?:it|them|the numbers?)"
    r"|reports?|reviews?|judges?|checks?|decides?|approves?|signs off)(?![\w'-])"
)
_BY = re.compile(r"(?:measured|counted|tracked|reviewed|judged|checked) by $")


def with_mentions(wrote: str, context: Context) -> str:
    """Replace each known name of someone who reports a number with a mention, in Slack's raw text.

    A name that several people share becomes "@Ana", as typed, so that the bot asks which one.
    """
    if len(wrote) > VALUE_LIMIT:
        return wrote
    folded = fold(wrote)
    for match in reversed(list(_WORD.finditer(folded))[:WORDS_LOOKED_UP]):
        start, end = match.span()
        is_apart = start == 0 or wrote[start - 1] not in "@<|.-"
        if not is_apart or not (_DUTY.match(folded, end) or _BY.search(folded[max(0, start - 14) : start])):
            continue
        people, sure, before, _ = named_within(plain(wrote[start:end]), context)
        if people and sure and not before:
            mention = f"<@{people[0].slack_id}>" if len(people) == 1 else f"@{wrote[start:end]}"
            wrote, folded = f"{wrote[:start]}{mention}{wrote[end:]}", f"{folded[:start]}{mention}{folded[end:]}"
    return wrote


def _goes_by(name: str, said: str, *, exact: bool) -> bool:
    """Tell whether `said` is part of a name, word by word; or, if not exactly, the beginning of its words."""
    names = _WORD.findall(name)
    words = said.split()
    if exact:
        return all(word in names for word in words)
    return len(said) > 2 and all(any(part.startswith(word) for part in names) for word in words)
