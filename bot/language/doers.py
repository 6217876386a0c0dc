"""People named in a sentence about a post without an "@": "…, Noah films it", "(Sam)", "makes Zoe". Only known people.

A name counts where it is set apart: between commas, in parentheses, at the end of a sentence, and with nothing next to
it but filler words, a role, or what they do. "Portrait of Noah" names nobody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.roles import Person
from bot.language.answers import VALUE_LIMIT, Unclear, fold, plain
from bot.language.context import Context
from bot.language.people import MENTION
from bot.language.role_words import read_beside, title_said, what_is_left
from bot.language.who import MENTION_EXAMPLE, named_within

_APART = re.compile(r"[,;()\n]|\.(?= |$)|(?<= )[-\u2013\u2014](?= )")
_MENTION = re.compile(MENTION)
_WORK = (
    r"(?:does|do|writes?|films?|hosts?|takes?|makes?|posts?|shoots?|edits?|records?|draws?|designs?|covers?|handles?"
    r"|runs?|creates?|prepares?|sends?|publishes|publish|shares?)"
)
_WHAT = r"(?: (?:it|them|those|these|that|this|both|all|everything|(?:the|all the|our) [a-z]{2,14}))?"
_DOES = re.compile(
    rf"(?:(?:will|can|to|usually|always|is going to) )?(?:{_WORK}{_WHAT}|[a-z]{{3,14}}s (?:it|them|those|these|both))"
)
_SPEAKER = re.compile(r"(?:i|me|myself|i'll|i'd)(?![\w'])")


@dataclass(frozen=True)
class Doer:
    """Who is named, the role that is said, the sentence without that, and what of it is left out."""

    people: tuple[Person, ...]
    title: str
    rest: str
    left_out: tuple[str, ...]


def find_doer(wrote: str, context: Context) -> Doer | Unclear | None:
    """Find the person or role that is given the work in Slack's raw text.

    None if nobody is named, or if someone other than the writer is already mentioned.
    """
    if len(wrote) > VALUE_LIMIT or any(not match["me"] for match in _MENTION.finditer(wrote)):
        return None
    found: list[tuple[int, int, Doer]] = []
    for start, end in _clauses(wrote):
        if (doer := _in_clause(wrote[start:end], context)) is not None:
            found.append((start, end, doer))
    if not found:
        return None
    if len({one.people for _, _, one in found}) > 1:
        return Unclear("Those are several people, and one is needed here.", MENTION_EXAMPLE)
    rest = wrote
    for start, end, _ in reversed(found):
        rest = f"{rest[:start].rstrip(' ,;(.-')} {rest[end:].lstrip(' )')}"
    first = found[0][2]
    return Doer(
        first.people, first.title, rest.strip(), tuple(dict.fromkeys(w for _, _, one in found for w in one.left_out))
    )


def _clauses(wrote: str) -> list[tuple[int, int]]:
    marks = [0, *(place for match in _APART.finditer(wrote) for place in match.span()), len(wrote)]
    spans = [(marks[place], marks[place + 1]) for place in range(0, len(marks), 2)]
    # A whole sentence that stands alone: its names may be its subject.
    return [(start, end) for start, end in spans if wrote[start:end].strip()] if len(spans) > 1 else []


def _in_clause(clause: str, context: Context) -> Doer | None:
    said = plain(clause)
    people, sure, before, after = named_within(said, context)
    if not (people and sure):
        speaker = _SPEAKER.match(fold(said))
        if speaker is None:
            return None
        people, before, after = [context.asker], "", said[speaker.end() :]
        if speaker[0].startswith("i") and not _DOES.match(fold(after).strip()):
            return None
    does = fold(after).strip()
    makes = fold(before).strip()
    if _DOES.fullmatch(does) and not what_is_left(before):
        left = what_is_left(after)
        return Doer(tuple(people), "", "", (left,) if left else ())
    if re.fullmatch(_WORK, makes) and not what_is_left(after):
        return Doer(tuple(people), "", "", ())
    if ":" in before and not title_said(before, context.roles):
        return None  # "Interview: Noah" is a title
    beside = read_beside(before, after, context.roles)
    return None if beside.left_out else Doer(tuple(people), beside.title, "", ())
