"""`/beat role`: a position, who does it, and who steps in."""

from __future__ import annotations

import re

from bot.domain.roles import TITLE_LIMIT, NewRole, Person
from bot.flows.answers import VALUE_LIMIT, Unclear, Understood, clean_text, fold, plain
from bot.flows.given import Told, keep, text, told
from bot.flows.people import read_people
from bot.flows.steps import Context, Flow, Given, Step, Taken
from bot.flows.who import MENTION_EXAMPLE, read_person, read_told

_BACKUP = re.compile(
    r"(?<![ ,;(])[ ,;(]*+(?:\b(?:and|with) )?\b(?:(?:as )?backup|back-up|stand-in|deputy|if away)\b(?: is| by)?[:= ]*"
    r"(?P<who>.+?)\)?$",
    re.DOTALL | re.IGNORECASE,
)


def _keep(field: str, person: Person) -> Given:
    return {field: keep(Told.person(person))}


def _without_backup(wrote: str, context: Context) -> tuple[str, Taken]:
    """Split off "backup Ben" from an answer."""
    match = _BACKUP.search(wrote) if len(wrote) <= VALUE_LIMIT else None
    if match is None:
        return wrote, Taken()
    return wrote[: match.start()], Taken.of(read_person(match["who"], context), lambda person: _keep("backup", person))


def _keep_told(value: Told) -> Given:
    given = {"title": value.title} if value.title else {}
    return {**given, **({"holder": keep(value.model_copy(update={"title": ""}))} if value.slack_id else {})}


def _take_title(wrote: str, given: Given, context: Context) -> Taken:
    main, backup = _without_backup(wrote, context)
    if not plain(main):
        return backup
    read = read_told(main, context)
    named = read_people(main)
    is_mentioned = any(ref.kind != "name" for ref in named.people) or "@" in main
    if isinstance(read, Unclear) and is_mentioned:
        title = clean_text(named.rest, TITLE_LIMIT)
        kept = {"title": title.value} if isinstance(title, Understood) else {}
        return Taken(kept, read.problem, read.example) + backup
    if isinstance(read, Unclear):
        return Taken.of(clean_text(main, TITLE_LIMIT), lambda title: {"title": title}) + backup
    return Taken.of(read, _keep_told) + backup


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
