"""`/beat pause|hold|stop …` in a hurry: a platform or "everything" anywhere is enough, and the rest is the reason.

Where something burns, nobody answers questions: an end that can't be read means until further notice. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.conversations.hold import UNTIL, reason_of, resume_at, take_until
from bot.domain.holds import REASON_LIMIT
from bot.language.answers import fold, plain, with_names
from bot.language.context import Context, Given
from bot.language.platform_names import platform_spans, read_platform

# What the channel reads where nobody said why.
NO_REASON = "no reason given"
# A longer command is no command in a hurry.
MOST_LETTERS = 2000
# An end is said in at most so many words, and at most so many places of a sentence are tried for one.
MOST_WORDS = 8
MOST_ENDS = 4

_SOCIAL = r"(?:social(?: media)?|publishing|posting|posts?|content|channels?|platforms?|networks?|accounts?)"
# What can follow them: until when, why, or a word that changes nothing. Anything else says which posts.
_THEN = (
    r" (?:until|till|til|through|thru|up to|indefinitely|because|since|due to|now|right|please|pls|asap"
    r"|immediately|at once|today|tonight|but|except|apart|other|besides|excluding|without"
    r"|for (?:[0-9]|an? |one|two|three|now|good|today)"
    r"|[\u2013\u2014&+/-])"
)
_STRONG = re.compile(r"(?<![a-z0-9])(?:everything|every ?where)(?![a-z0-9])")
# These stand beside a platform as well ("all Instagram posts"), and mean everything only without one.
_WEAK = re.compile(
    rf"(?<![a-z0-9])(?:all (?:of )?(?:it|them|this|(?:our |the |my )?{_SOCIAL})|every {_SOCIAL})(?![a-z0-9])"
    rf"|^(?:please )?(?:all|(?:all )?{_SOCIAL})(?= ?$| ?[,.;:(]|{_THEN})|(?<=[,.;:]) all$|(?<![a-z0-9'])it all$"
)
_ON = re.compile(r"(?: (?:we|i) (?:post|publish|have|do))?(?: (?:on|for|in|to|from|at|about))?(?: (?:the|our))? ?$")
_BUT = re.compile(
    r"(?<![a-z0-9])(?:except(?: for)?|but(?: not)?|apart from|other than|besides|excluding|without|not)"
    r"(?: (?:on|for|in|to))?(?: (?:the|our))? ?$"
)
# What comes before and after a platform that is to go on.
_KEEP = re.compile(r"(?<![a-z0-9])(?:keep|leave|instead of|rather than)(?: the| our)? $")
_GOES_ON = re.compile(
    r"(?: (?:can|may|should|must|will|still)){0,3} (?:go(?:es)? on|keeps? going|stays? (?:on|up|live)|continues?"
    r"|(?:is|are)(?: still)? (?:fine|ok|okay))(?![a-z0-9])"
)
_NOT = re.compile(r"(?<![a-z0-9])not(?: quite| really)? $")
# Questions pause nothing, and neither does a no. "Could you stop …" is a request.
_ASKS = re.compile(
    r"(?:on,? )?(?:is|are|was|were|does|did|do (?:we|i|you|they)|what|why|when|who|how|which|where|should|shall"
    r"|(?:can|could|would|will) (?:we|i|they|it))(?![a-z0-9'])"
    r"|[^ ]{1,60} ?\?$"
)
_ORDERS = re.compile(r"[,.;:!?\u2013\u2014-] ?(?:please |just )?(?:stop|pause|hold|halt|freeze|suspend) ")
_DECLINES = re.compile(
    r"(?<![a-z0-9])(?:don't|dont|do not|never|no need to|not to|should(?:n't| not)|must(?:n't| not)|won't|will not)"
    r" (?:[a-z]{1,20} )?(?:stop|pause|hold|halt|freeze|suspend)(?![a-z0-9])"
    r"|^(?:never ?mind|not yet|not now)(?![a-z0-9])"
)
# "Stop reminding me about Instagram" is no pause of what is published there; "everything, a wrong message went out" is.
_ABOUT_REMINDERS = re.compile(
    r"(?!everything )(?:[^ ,.:;]{1,30} ){0,2}(?:remind|nudg|notif|ping(?:s|ing)?(?![a-z])|bother|digest)"
    r"|(?:everything you |(?:(?:all|the|my|your|any|these) ){0,4})(?:messag|ask)"
    r"|[a-z]{1,20}ing (?:me|us)(?![a-z0-9])"
)
_AND = re.compile(r" ?(?:,|&|\+|/|, and|and|or|,? nor)(?: (?:on|for|the|our))? ?")
# Stands for what stops, once that is read. Words around it that say nothing more go with it.
_MARK = "\ufffc"
_BEFORE = (
    r"please|pls|now|just|only|all|everything|on|to|for|in|of|it|the|our|my|and|or|but|not|except|apart|from|other|than"
    rf"|stop|stops|pause|hold|any|every|{_SOCIAL}"
)
_AFTER = rf"please|pls|now|right|immediately|asap|at|once|only|too|off|and|or|{_SOCIAL}"
_AROUND = re.compile(
    rf"(?<![a-z0-9'])(?:(?:{_BEFORE})[ ,&+/]{{1,3}}){{0,8}}(?:{_MARK}[ ,&+/]{{0,3}}){{1,20}}"
    rf"(?:(?:{_AFTER})(?![a-z0-9'])[ &+/]{{0,3}}){{0,8}}"
)
_WORD = re.compile(r"[^ ]+")
_FIRST = re.compile(r"[^ ,.:;]+")
_EDGES = " ,.;:!&+/-\u2013\u2014()"


@dataclass(frozen=True)
class Pause:
    """What is to stop: these platforms, or everything where there are none; why, and until when.

    `resume_at` is None for until further notice; `unread_end` holds the words of an end that couldn't be read.
    """

    platforms: tuple[str, ...]
    reason: str
    resume_at: datetime | None
    unread_end: str = ""


@dataclass(frozen=True)
class _Scope:
    platforms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


def read_pause(typed: str, context: Context) -> Pause | None:
    """Read what stops; None where the flow is to ask.

    That is where no platform of the plan and no "everything" is named, in a question, where it says not to stop, and
    where it is about reminders.
    """
    whole = plain(with_names(typed, context.names))
    if not whole or len(whole) > MOST_LETTERS or _is_no_order(fold(whole)):
        return None
    head, reason = reason_of(whole)
    scope = _scope_in(head, context.platforms)
    if scope is not None:
        head = _without(head, scope.spans)
    else:
        scope = _scope_in(reason, context.platforms)
        if scope is None:
            return None
        reason = _without(reason, scope.spans)
    head, until, unread = _end_in(head, context)
    if until is None and not unread:
        reason, until, unread = _end_in(reason, context)
    words = ": ".join(part for part in (_trimmed(head), _trimmed(reason)) if part)
    return Pause(scope.platforms, _cut(words) or NO_REASON, resume_at(until or {}), unread)


def _is_no_order(folded: str) -> bool:
    is_question = _ASKS.match(folded) and not _ORDERS.search(folded)
    return bool(is_question or _DECLINES.search(folded) or _ABOUT_REMINDERS.match(folded))


def names_scope(typed: str) -> bool:
    """Tell whether a text names a network or everything to stop, whatever the plan."""
    whole = plain(typed)
    if _ABOUT_REMINDERS.match(fold(whole)):
        return False
    return bool(platform_spans(whole)) or _scope_in(whole, ()) is not None


# ---------------------------------------------------------------- what stops


def _scope_in(part: str, names: Sequence[str]) -> _Scope | None:
    """Find which platforms a part of the sentence names, or that it means everything; with what says so."""
    folded = fold(part)
    found = _named(part, folded, names)
    strong = _STRONG.search(folded)
    if strong and (_NOT.search(folded[: strong.start()]) or _GOES_ON.match(folded, strong.end())):
        strong, every = None, None
    else:
        every = strong or _WEAK.search(folded)
    found = [one for one in found if not (_KEEP.search(folded[: one[1]]) or _GOES_ON.match(folded, one[2]))]
    left_out = {name for name, start, _ in found if _is_left_out(folded, start, found)}
    kept = [one for one in found if one[0] not in left_out]
    if strong and kept and not _ON.fullmatch(folded[strong.end() : kept[0][1]]):
        return _Scope((), (strong.span(),))
    if kept:
        spans = [(start, end) for _, start, end in found] + ([strong.span()] if strong else [])
        return _Scope(tuple(dict.fromkeys(name for name, _, _ in kept)), tuple(spans))
    if every and left_out:
        spans = [every.span(), *((start, end) for _, start, end in found)]
        others = tuple(name for name in names if name not in left_out)
        return _Scope(others, tuple(spans)) if others else None
    return _Scope((), (every.span(),)) if every else None


def _named(part: str, folded: str, names: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return the plan's platforms in a text, by their own names and by other spellings, in their order."""
    found: list[tuple[str, int, int]] = []
    for name in sorted(names, key=len, reverse=True):
        at = folded.find(fold(name)) if len(name) > 1 else -1
        while at >= 0:
            end = at + len(name)
            if _stands_free(folded, at, end) and not any(start < end and at < stop for _, start, stop in found):
                found.append((name, at, end))
            at = folded.find(fold(name), end)
    for start, end in platform_spans(part):
        known = read_platform(part[start:end]) or ""
        if known in names and not any(one < end and start < stop for _, one, stop in found):
            found.append((known, start, end))
    if not found and (first := _FIRST.match(part)) and read_platform(first[0]) in names:
        found.append((read_platform(first[0]) or "", *first.span()))
    return sorted(found, key=lambda one: one[1])


def _stands_free(folded: str, start: int, end: int) -> bool:
    return not (start and folded[start - 1].isalnum()) and not (end < len(folded) and folded[end].isalnum())


def _is_left_out(folded: str, start: int, found: Sequence[tuple[str, int, int]]) -> bool:
    """Tell whether "except" or "not" stands before a platform, or before those that it is named with."""
    if _BUT.search(folded[:start]):
        return True
    before = [one for one in found if one[2] <= start]
    return bool(
        before and _AND.fullmatch(folded[before[-1][2] : start]) and _is_left_out(folded, before[-1][1], before[:-1])
    )


def _without(part: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        part = f"{part[:start]}{_MARK}{part[end:]}"
    return part


# ---------------------------------------------------------------- until when, and why


def _end_in(part: str, context: Context) -> tuple[str, Given | None, str]:
    """Return a part without the words that say until when, what those mean, and those that mean nothing to us."""
    unread = ""
    for number, match in enumerate(UNTIL.finditer(fold(part))):
        if number == MOST_ENDS:
            break
        said = part[match.start() :]
        ends = [one.end() for one in _WORD.finditer(said)][:MOST_WORDS]
        for end in reversed(ends):
            if (until := _read_end(said[:end].strip(_EDGES), context)) is not None:
                rest = f"{part[: match.start()].rstrip(_EDGES)} {said[end:].lstrip(_EDGES)}".strip()
                return rest, until, ""
        if match[0] != "for":
            unread = unread or " ".join(said.replace(_MARK, " ").split())
    return part, None, unread


def _read_end(said: str, context: Context) -> Given | None:
    taken = take_until(said, {}, context)
    if taken.given and not taken.problem:
        end = resume_at(taken.given)
        return taken.given if end is None or end > context.now else None
    # What needs no more than a yes is said back in the answer; of several meanings, none is chosen.
    meanings = [meaning for one in taken.unsettled for meaning in one.meanings if meaning.given]
    return meanings[0].given if len(meanings) == 1 and not taken.problem else None


def _trimmed(part: str) -> str:
    """Return what is left of a sentence without what stops, and without the words that only led to it."""
    folded, end, kept = fold(part), 0, []
    for match in _AROUND.finditer(folded):
        kept.append(part[end : match.start()].strip(_EDGES))
        end = match.end()
    said = (one.replace(_MARK, "").strip() for one in [*kept, part[end:].strip(_EDGES)])
    return " ".join(one for one in said if any(letter.isalnum() for letter in one))


def _cut(reason: str) -> str:
    return reason if len(reason) <= REASON_LIMIT else f"{reason[: REASON_LIMIT - 1]}…"
