"""`/beat role`: a position, who does it, and who steps in."""

from __future__ import annotations

import re

from bot.conversations.steps import Flow, Step, Taken
from bot.domain.roles import TITLE_LIMIT, NewRole, Person
from bot.language.answers import VALUE_LIMIT, clean_text, fold, plain
from bot.language.chatter import without_chatter
from bot.language.context import Context, Given
from bot.language.kept_values import Told, keep, text, told
from bot.language.people import around_mention, read_people
from bot.language.role_words import is_title, what_is_left, without_asides
from bot.language.who import MENTION_EXAMPLE, named_within, read_person

_BACKUP = re.compile(
    r"(?<![ ,;(])[ ,;(]*+(?:\b(?:and|with) )?\b(?:(?:as )?backup|back-up|stand-in|deputy|if away)\b(?: is| by)?[:= ]*"
    r"(?P<who>.+?)\)?$",
    re.DOTALL | re.IGNORECASE,
)
# "Priya steps in when I'm off": the name stands before what it does.
_STEPS_IN = re.compile(
    r"(?:^|[,;.(] ?|\band |\bwith )(?P<who>[^,;.()]{1,60}?) "
    r"(?:steps? in|stands? in|covers?|fills? in|takes? over)(?: for (?:me|them|him|her|us))?"
    r"(?: (?:when|if|while)\b[^,;.()]{0,60})?\)?\.?$",
    re.IGNORECASE,
)
# "the role is called Events", "call it Events".
_CALLED = re.compile(
    r"(?:(?:the |this |my |our )?role(?: is|'s| would be)?(?: called| named)?|(?:it's|its|it is) (?:called|named)"
    r"|call it|name it|let's call it|called|named)[: ]+(?P<title>.+)",
    re.IGNORECASE,
)
# "Noah does the newsletter from now on": what somebody does is what the role is about.
_DOES = re.compile(
    r"(?:(?:will|is going to|to|should|can) )?(?:does?|do|handles?|runs?|manages?|covers?|owns?|has|gets?|leads?"
    r"|takes?(?: care of| over)?|looks? after|(?:is|be) (?:responsible for|in charge of)|is|be|as|[:=,(-]) ?"
    r"(?:all )?(?:of )?(?:the |our |an? )?(?P<title>[^,;.()=]{1,60}?)\)?"
    r"(?: from now on| now| for now| again| please)?[ .!]*",
    re.IGNORECASE,
)
# What ties the words before a name to it: "photographer is", "Press goes to", "thats".
_TIED = re.compile(
    r"(?:[ ,;:=(–—-]{1,20}|(?:^|[ ,;])(?:is|are|goes to|belongs to|for|to|by|that's|thats|that is"
    r"|it's|its|will be|would be|@))$",
    re.IGNORECASE,
)


def _keep(field: str, person: Person) -> Given:
    return {field: keep(Told.person(person))}


def _without_backup(wrote: str, context: Context) -> tuple[str, Taken]:
    """Split off "backup Ben", or "Ben steps in", from an answer."""
    if len(wrote) > VALUE_LIMIT:
        return wrote, Taken()
    for pattern in (_BACKUP, _STEPS_IN):
        if (match := pattern.search(wrote)) is not None:
            backup = Taken.of(read_person(match["who"], context), lambda person: _keep("backup", person))
            return wrote[: match.start()], backup
    return wrote, Taken()


def _take_title(wrote: str, given: Given, context: Context) -> Taken:
    """Take what a role is called, who has it and who steps in."""
    main, backup = _without_backup(without_chatter(wrote), context)
    if not plain(main):
        return backup
    if len(main) > VALUE_LIMIT:
        return Taken.of(clean_text(main, TITLE_LIMIT), lambda title: {"title": title}) + backup
    said = without_asides(main)
    if len(_people_in(said, context)) > 1:
        several = "That names several people. A role is one person's, so add one role after the other."
        return Taken(problem=several, example=f"Editor {MENTION_EXAMPLE}") + backup
    found = _around_person(said, context)
    if found is None:
        return _titled(_name_of(plain(main)), context) + backup
    who, before, after = found
    title, left_out = _title_around(before, after)
    holder = Taken.of(read_person(who, context), lambda person: _keep("holder", person))
    named = _titled(title, context) if title else Taken()
    return named + holder + Taken(left_out=left_out) + backup


def _titled(title: str, context: Context) -> Taken:
    return Taken.of(clean_text(title, TITLE_LIMIT), lambda value: {"title": _role_there(value, context)})


def _people_in(said: str, context: Context) -> set[str]:
    """Return who is named in a sentence: mentions, and names that are known for sure."""
    found = {ref.value or ref.kind for ref in read_people(said).people if ref.kind in ("id", "me")}
    for part in _APART.split(plain(said)):
        people, sure, _, _ = named_within(part, context)
        found |= {people[0].slack_id} if people and sure and len(people) == 1 else set()
    me = {context.asker.slack_id} if "me" in found else set()
    return (found - {"me"}) | me


_APART = re.compile(r"[,;/&+=]| and ")


def _around_person(said: str, context: Context) -> tuple[str, str, str] | None:
    """Return (the name as it was typed, the words before, the words after); None where nobody is named."""
    named = read_people(said)
    if named.people and named.people[0].kind != "name":
        before, after = around_mention(said)
        return said[len(before) : len(said) - len(after)], plain(before), plain(after)
    wrote = plain(said)
    people, sure, before, after = named_within(wrote, context)
    # A word that only begins like somebody's name is more likely a part of the title.
    if people and sure:
        return wrote[len(before) : len(wrote) - len(after)], before.rstrip("@ "), after
    before, after = around_mention(said)
    return (said[len(before) : len(said) - len(after)], plain(before), plain(after)) if "@" in said else None


def _title_around(before: str, after: str) -> tuple[str, tuple[str, ...]]:
    """Return what a role is called by the words around a name, and what is left out of them."""
    for _ in range(6):
        before = _TIED.sub("", before)
    title = _name_of(before)
    if what_is_left(title):
        rest = what_is_left(after)
        return title, (rest,) if rest else ()
    does = _DOES.fullmatch(after.strip())
    if does and is_title(fold(does["title"])):
        return does["title"].strip(), ()
    rest = what_is_left(after)
    return "", (rest,) if rest else ()


def _name_of(wrote: str) -> str:
    """Return a title without what only introduces it, and without emoji at its end."""
    called = _CALLED.fullmatch(wrote.strip())
    title = called["title"] if called else wrote
    return re.sub(r"^(?:the|our|my|an?) (?=\w)", "", title.strip().rstrip(" .!").strip(), flags=re.IGNORECASE)


def _role_there(title: str, context: Context) -> str:
    return next((one for one in context.roles if fold(plain(one)) == fold(title)), title)


def _take_holder(wrote: str, given: Given, context: Context) -> Taken:
    main, backup = _without_backup(wrote, context)
    if not plain(main):
        return backup
    return Taken.of(read_person(main, context), lambda person: _keep("holder", person)) + backup


def _take_backup(wrote: str, given: Given, context: Context) -> Taken:
    return Taken.of(read_person(wrote, context), lambda person: _keep("backup", person))


def _name(given: Given, field: str) -> str:
    person = told(given, field)
    return person.say() if person else ""


def _check_backup(given: Given, context: Context) -> str:
    holder, backup = told(given, "holder"), told(given, "backup")
    if holder and backup and holder.slack_id == backup.slack_id:
        return "The backup steps in for the other one, so it has to be somebody else."
    return ""


def _is_known(given: Given, context: Context) -> bool:
    return fold(text(given, "title")) in {fold(title) for title in context.roles}


def _show_title(given: Given, context: Context) -> str:
    title = text(given, "title")
    return f"{title} (this role is there already)" if _is_known(given, context) else title


def _build(given: Given, context: Context) -> NewRole:
    holder, backup = told(given, "holder"), told(given, "backup")
    return NewRole(
        title=text(given, "title"),
        holder=holder.slack_id if holder else "",
        backup=backup.slack_id if backup else "",
    )


FLOW = Flow(
    name="role",
    opening=_take_title,
    build=_build,
    closing="Shall I save this role? You can still change every part of it.",
    steps=(
        Step(
            name="title",
            label="Role",
            fills=("title",),
            ask=lambda given, context: "What is the role called?",
            example=lambda given, context: "Editor",
            help="A role is a part of the work that somebody has. It stays when people change.",
            take=_take_title,
            show=_show_title,
        ),
        Step(
            name="holder",
            label="Who does it",
            fills=("holder",),
            ask=lambda given, context: f"Who does it? I will ask them whether they accept {text(given, 'title')}.",
            example=lambda given, context: f"{MENTION_EXAMPLE}, or me",
            help="Name one person. A second one can step in: add “backup” and the name.",
            take=_take_holder,
            show=lambda given, context: _name(given, "holder"),
        ),
        Step(
            name="backup",
            label="Backup",
            fills=("backup",),
            ask=lambda given, context: "Who steps in when they are away?",
            example=lambda given, context: "@Ben",
            help="The backup gets the work while nobody else has the role.",
            take=_take_backup,
            show=lambda given, context: _name(given, "backup"),
            required=False,
            is_asked=False,
            check=_check_backup,
        ),
    ),
)
