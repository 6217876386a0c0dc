"""Words around an answer that aren't part of it: "hey! so basically …", "lol ok. so: …", "… pls :rocket:"."""

from __future__ import annotations

import re
from datetime import date

from bot.domain.roles import TEXT_LIMIT
from bot.language.answers import Locale, Understood, fold, plain
from bot.language.schedules import find_schedule

_WORDS = (
    r"(?:hi|hiya|he{1,20}y{1,20}|hello|hallo|hullo|howdy|yo|good (?:morning|afternoon|evening|day)|lol|ha(?:ha){1,20}"
    r"|ok|okay|alright|right|well|so|ah|aha|oh|hm{1,9}|um{1,9}|uh{1,9}|er|yeah|yes|yep|sorry|first off|first of all"
    r"|firstly|honestly|actually|basically|to be honest|tbh|thanks|thank you|thx|wait|no wait|let's see|let me see)"
)
_WHOM = r"(?: (?:there|all|everyone|everybody|team|folks|guys|bot|drumbeat|again))?"
# Signs that end a greeting: anything but words, mentions, numbers and money.
_END = r"(?:[\s,.:;!…\u2013\u2014-]|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]|:[a-z0-9_+-]{2,40}:(?=\s|$))"
_BEFORE = re.compile(rf"{_WORDS}{_WHOM}(?: {_WORDS}{_WHOM}){{0,8}}(?={_END})")
_GAP = re.compile(rf"{_END}+")
_SMALL = re.compile(r"(?:so|basically|well|ok|okay|actually|like|um+|hm+)(?= )")
_AFTER = re.compile(r"(?:pls|plz|please|thx|thanks|thank you|lol|haha|ok|:[a-z0-9_+-]{2,40}:)[.!]*$")
_STOPS = frozenset(".,:;!…-\u2013\u2014")


def without_chatter(text: str) -> str:
    """Return Slack's raw text without greetings and filler words before it, and courtesies after it.

    A greeting counts only with a sign after it: "Hello Monday" is a title. If it is all that was said, it stays.
    """
    folded, at = fold(text), 0
    while match := _BEFORE.match(folded, at):
        gap = _GAP.match(folded, match.end())
        if gap is None or not (_STOPS & set(gap[0]) or any(ord(char) > 0x25FF for char in gap[0])):
            break
        at = gap.end()
    if at:
        while small := _SMALL.match(folded, at):
            at = small.end() + 1
    rest = text[at:].strip()
    for _ in range(4):
        end = _AFTER.search(fold(rest[-50:]))
        before = rest[: len(rest) - len(end[0])].rstrip(" ,") if end else rest
        if end is None or not before or not re.search(r"[\s,]$", rest[: len(rest) - len(end[0])]):
            break
        rest = before
    return rest if any(char.isalnum() for char in rest) else text


_SENTENCES = re.compile(r"(?<=[^\W\d_]{2})\.\s+|(?<=\d)\.\s+(?=[^\W\d])|\n+")
_WE_NEED_IT = re.compile(r"(?:we|i) (?:need|want|would like)(?: to have)?(?: it| this| that)? ?: ?", re.IGNORECASE)


def without_posts(wrote: str, today: date, locale: Locale) -> tuple[str, tuple[str, ...]]:
    """Return a goal's text without the sentences at its end that start talking about posts, and those sentences."""
    wrote = _WE_NEED_IT.sub("", wrote, count=1)
    for mark in _SENTENCES.finditer(wrote[:TEXT_LIMIT]):
        following = plain(wrote[mark.end() :].split(". ", 1)[0])
        found = find_schedule(fold(following), today, locale)
        if found and isinstance(found.answer, Understood) and not found.answer.value.missing:
            return wrote[: mark.start()], (plain(wrote[mark.end() :]),)
    return wrote, ()
