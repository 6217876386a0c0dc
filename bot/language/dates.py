"""Dates as people type them: "end of Q1", "by 31 March", "3/4" (asks which), "in six weeks", "next Friday"."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.language.answers import Answer, Locale, Unclear, Understood, cut_out, fold, plain, quoted, too_long
from bot.language.date_forms import (
    DAYNAME,
    EXACT,
    FORMS,
    MONTH,
    Form,
    Ground,
    Match,
    Reach,
    bare_date,
    judged,
    names_period,
    nearest,
    say_date,
)

__all__ = ["FoundDate", "bare_date", "date_at", "find_date", "read_date", "say_date"]


@dataclass(frozen=True)
class FoundDate:
    """A date inside a text: how it reads, and its span with the words that introduce it."""

    answer: Answer[date]
    start: int
    end: int


_STRONG = (
    r"(?:no later than|not later than|at the latest by|due(?: date)?(?: by| on)?:?|deadline:?|by|until|til|till"
    r"|before|latest)"
)
_LED = re.compile(rf"(?<![a-z0-9])(?P<lead>{_STRONG})(?: the)?(?: latest)? ")
_WEAK = re.compile(r"(?<![a-z0-9])(?P<lead>in|on|for|at|through) ")
_OPENING = re.compile(
    rf"(?:(?:{_STRONG}|on|from|for|at|in|since|starting|as of|it's|that's|it is|say|let's say|maybe|about|around"
    r"|roughly|close of business|cob|sometime|some time|approximately|circa|~|the) ?(?= |~|[0-9]))(?: |$)?"
)
_CLOSING = re.compile(
    r"(?:,? (?:at the latest|latest|please|or so|ish|maybe|or earlier|or sooner|sharp)|(?<![ .,!])[ .,!]++)$"
)
_VAGUE = re.compile(
    r"\b(?:maybe|about|around|roughly|close of business|cob|sometime|some time|approximately|circa|or so|ish|say)\b|~"
)


def _longest(folded: str, at: int, reaches: set[Reach], *, exact: bool = False) -> tuple[Form, Match] | None:
    """Return the form with the longest match here. `exact`: one that names a day, not a part of a period."""
    best: tuple[Form, Match] | None = None
    for form in FORMS:
        if form.reach in reaches and (not exact or form.read in EXACT):
            match = form.pattern.match(folded, at)
            if match and match.end() > at and (best is None or match.end() > best[1].end()):
                best = (form, match)
    return best


def date_at(
    folded: str, at: int, today: date, locale: Locale, *, led: bool = False, exact: bool = False
) -> FoundDate | None:
    """Return the date that begins exactly at `at`, or None.

    `led`: a word such as "by" comes before it. `exact`: only forms that name a day, not "end of March".
    """
    found = _longest(folded, at, {"loose", "led"} if led else {"loose"}, exact=exact)
    if found is None:
        return None
    return FoundDate(found[0].read(found[1], Ground(today, locale)), at, found[1].end())


def find_date(folded: str, today: date, locale: Locale, *, past: bool = False) -> FoundDate | None:
    """Find the due date inside a sentence: after "by" and similar words, else a date that needs no such word."""
    for leads in (_LED, _WEAK):
        for lead in leads.finditer(folded):
            found = _longest(folded, lead.end(), {"loose", "led"})
            if found is None or (leads is _WEAK and not _stands_alone(found)):
                continue
            ground = Ground(today, locale, past, before=lead["lead"] == "before")
            answer = _day_before(found[0].read(found[1], ground), found[1].group(), ground)
            return FoundDate(answer, lead.start(), found[1].end())
    for at in [match.start() for match in re.finditer(r"(?<![a-z0-9_@#])[a-z0-9]", folded)]:
        found = _longest(folded, at, {"loose"})
        if found:
            return FoundDate(found[0].read(found[1], Ground(today, locale, past)), at, found[1].end())
    return None


def _stands_alone(found: tuple[Form, Match]) -> bool:
    """Tell whether it is a date even after "on" or "in": a month or a quarter is; a weekday or 3/4 may be anything."""
    return found[0].reach == "loose" or names_period(found[0])


def _day_before(answer: Answer[date], said: str, ground: Ground) -> Answer[date]:
    """Read "before 1 June" as the day before it, to be confirmed; "before the end of" is its end."""
    if not ground.before or not isinstance(answer, Understood):
        return answer
    if re.search(r"\b(?:end|late|eo[dmwyq]|mid|middle)\b", said):
        return replace(answer, confirm=True)
    day = answer.value - timedelta(days=1)
    return judged(day, ground, confirm=True, echo=f"{say_date(day)}, the day before {bare_date(answer.value)}")


def read_date(text: str, today: date, locale: Locale, *, past: bool = False) -> Answer[date]:
    """Read one date. With `past` (a baseline's date) it is the latest up to `today`, else the next from `today` on.

    A date on the wrong side of today, out of reach, or nonexistent is Unclear. A date with two readings is a
    Choice: "3/4" without a date order, "March" (its start or its end), "next Friday".
    """
    wrote = fold(plain(text))
    example = bare_date(nearest(date(2001, 3, 31), Ground(today, locale, past)))
    if refused := too_long(wrote, example):
        return refused
    ground = Ground(today, locale, past)
    rest, vague = wrote, False
    while closing := _CLOSING.search(rest):
        # The final dot of "31.3." belongs to it; others are removed.
        if _whole(rest):
            break
        vague, rest = vague or bool(_VAGUE.search(closing.group())), rest[: closing.start()]
    while not (found := _whole(rest)) and (opening := _OPENING.match(rest)) and opening.end():
        vague = vague or bool(_VAGUE.search(opening.group()))
        ground = replace(ground, before=ground.before or opening.group().startswith("before"))
        rest = rest[opening.end() :]
    if found:
        answer = _day_before(found[0].read(found[1], ground), found[1].group(), ground)
        return replace(answer, confirm=True) if vague and isinstance(answer, Understood) else answer
    return _partly(text, wrote, ground, example)


def _whole(folded: str) -> tuple[Form, Match] | None:
    for form in FORMS:
        match = form.pattern.fullmatch(folded)
        if match and match.group():
            return form, match
    return None


def _partly(text: str, folded: str, ground: Ground, example: str) -> Answer[date]:
    """Say what could be made of an answer that is more than a date, or no date at all."""
    found = find_date(folded, ground.today, ground.locale, past=ground.past)
    if found is None:
        return Unclear(f"I could not read {quoted(text)} as a date.", example)
    if not isinstance(found.answer, Understood):
        return found.answer
    rest = cut_out(folded, [(found.start, found.end)])
    if re.search(rf"[0-9]|\b(?:not|never|{DAYNAME}|{MONTH})\b", rest):
        return Unclear(f"I understood {found.answer.echo}, but not all of {quoted(text)}.", example)
    return replace(found.answer, confirm=True)
