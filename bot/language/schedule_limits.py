"""Limits of a schedule that it can't store: "except holidays", "in summer", "alternating with Ana".

Nothing here is interpreted. Words next to a schedule that may limit it are found, to be asked about: they are never
dropped, never part of a title without a question, and a date in them is no date to post on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.language.answers import words
from bot.language.date_forms import MONTH
from bot.language.numbers import SMALL_WORDS
from bot.language.platform_names import platform_spans
from bot.language.schedule_parts import TAKEN, Token

# A phrase of more words than this is a separate sentence: its beginning is enough.
MOST_WORDS = 8
# A phrase is looked for within this many words and connectives.
MOST_TOKENS = 60
PLANNED = frozenset({"days", "often", "time", "from", "until", "span", "window", "but", "vague", "part"})
# Tokens that are dates: within a limiting phrase, they say when not.
_DATED = frozenset({"window", "from", "until", "span", "but"})
_STOPS = frozenset(",;:()@/–")
_FILLERS = frozenset(words("please always usually post posts we us it just"))

# These limit a schedule wherever they are next to one.
_EXCLUDES = frozenset(
    words(
        "except excepting excepted exception exceptions excluding excludes exclude excl excl. exclusive omit omits"
        " omitting unless barring skip skips skipping skipped leaving until untill till til 'til penultimate"
        " alternating alternate alternately alternates alternatingly rotating rotate rotates rotation pausing paused"
        " pauses suspended suspending permitting one-off one-time onetime"
    )
) | {"apart from", "aside from", "other than", "save for", "taking turns", "take turns", "takes turns"}
# These do after a schedule, whatever follows them; elsewhere only before a part of a year.
_CONJUNCTIONS = frozenset(words("during throughout while whilst when whenever if")) | {"as long as", "so long as"}
_CONDITIONS = _CONJUNCTIONS | frozenset(
    words(
        "through thru once before after between within without w/o outside past beyond over minus bar but save not"
        " never no off break breaks pause"
    )
)
# These do only before a part of the year, or before a count: "in summer", "for 6 episodes".
_WEAK = frozenset(words("in on for from to by at of with up since starting start ending end about around as"))

_HEADS = _EXCLUDES | _CONDITIONS | _WEAK

_YEARS = (
    rf"{MONTH}\.?|spring|summers?|autumn|fall|winters?|seasons?|terms?|semesters?|trimesters?|holidays?|vacations?|recess"
    r"|school|exams?|christmas|xmas|easter|new year'?s?|advent|lent|ramadan|eid|diwali|hanukkah|chanukah|passover"
    r"|carnival|halloween|thanksgiving|pentecost|whitsun|oktoberfest|black friday|cyber monday|valentine'?s"
    r"|weeks|months|years|quarters|q[1-4]|h[12]|20[0-9]{2}|fortnights?"
)
_UNITS = r"days?|week|month|quarter|year|weekends?|weekdays?|workdays?"
_small = "|".join(SMALL_WORDS)
_COUNTED = (
    rf"(?:[0-9]{{1,3}}|{_small}|a few|several|some) ?(?:more |further )?(?:x|times|posts|episodes|issues|editions"
    r"|sessions|rounds|occurrences|parts|installments|appointments|dates)"
)
_PART_OF_YEAR = re.compile(rf"(?<![\w@#-])(?:{_YEARS}|{_COUNTED})(?![\w-])")
_TIME_WORD = re.compile(
    rf"(?<![\w@#-])(?:{_YEARS}|{_COUNTED}|{_UNITS}|[0-9]{{1,2}}(?:st|nd|rd|th)|times?|now|today|tomorrow|notice|occasions?|period|phase)(?![\w-])"
)
# A phrase that only says how much of which part of the year: "summer only", "all winter", "8 times", "week a only".
_BARE = re.compile(
    r"^(?:(?:this|next|last|all|every|each|the|whole|only|school|bank|public|few|couple|several|some|of|or|and|x"
    rf"|[0-9]{{1,3}}|{_small}|odd|even|uneven) ){{0,8}}+(?:{_YEARS}|{_UNITS}|times|x)(?: [a-z](?![a-z]))?"
    r"(?: (?:only|long|off|in all|in total|altogether|straight|in a row|time|weeks?|breaks?|holidays?|days?|each"
    r"|again)){0,4}+"
)
_IS_MONTH = re.compile(rf"{MONTH}\.?")
_ALTERNATION = re.compile(
    r"(?:odd|even|uneven)(?:-numbered| numbered)?(?: calendar)? (?:weeks?|days?|months?|dates?|mondays?)"
)
# "On market days", "on school days": kinds of days that no calendar knows.
_KIND_OF_DAYS = re.compile(r"^on (?:[a-z'-]+ ){1,3}days(?![a-z])")
_WEEK_NAMED = re.compile(r"week [a-d](?![a-z])|[a-d][ -]weeks?(?![a-z])")


_MONTHS_LISTED = re.compile(rf"^{MONTH}\.?(?:(?: and | & |, and |, ){MONTH}\.?){{1,11}}+$")
_NAMED = (_ALTERNATION, _WEEK_NAMED, _KIND_OF_DAYS, _MONTHS_LISTED)


@dataclass(frozen=True)
class Limit:
    """The span of a phrase that may limit a schedule. If it isn't sure, it may also be part of a title."""

    start: int
    end: int
    is_sure: bool


def split_limits(found: Sequence[Token], folded: str) -> tuple[list[Token], list[Limit]]:
    """Take possible limits out of a schedule's tokens. Returns the remaining tokens, and the limits.

    A limit that is certain leaves a "limit" token in its place; any other leaves its words.
    """
    seeker = _Seeker([*found], folded)
    kept: list[Token] = []
    limits: list[Limit] = []
    at = 0
    while at < len(found):
        end, how = seeker.look(at)
        if how is None:
            # "Mondays only" are Mondays.
            tied = found[at].said == "only" and seeker.is_beside(at)
            kept.append(replace(found[at], kind="link") if tied else found[at])
            at += 1
            continue
        start, stop = found[at].start, found[end - 1].end
        limits.append(Limit(start, stop, how == "sure"))
        kept.append(Token("limit" if how == "sure" else "word", start, stop, said=folded[start:stop]))
        at = end
    return kept, limits


def placed(found: Sequence[Token], folded: str) -> list[Token]:
    """Leave "in December" and "for six weeks" to the words around them, unless they are next to a schedule."""
    seeker = _Seeker([*found], folded)
    return [
        replace(token, kind="word", said=folded[token.start : token.end])
        if token.kind in {"window", "span", "but"} and not seeker.is_beside(at)
        else token
        for at, token in enumerate(found)
    ]


How = Literal["sure", "unsure"] | None


class _Seeker:
    """Looks for limits among tokens."""

    def __init__(self, found: list[Token], folded: str) -> None:
        self._found = found
        self._folded = folded
        self._platforms = platform_spans(folded)
        self._recurs = any(token.days is not None and token.days.every != "once" for token in found)
        self._last = max((at for at, token in enumerate(found) if token.kind in PLANNED), default=-1)
        # These are looked up for every token: counted once, forward and backward.
        self._words_behind = self._count_behind()
        self._is_ahead = self._look_ahead()
        self._is_near = self._look_ahead(past_platforms=True)

    # ------------------------------------------------------------ where a token is

    def _is_silent(self, token: Token) -> bool:
        """Tell whether a token means nothing between a schedule and its limit: a connective, a platform, a filler."""
        if token.kind == "link":
            return token.said != ":"
        on_platform = any(start <= token.start and token.end <= end for start, end in self._platforms)
        return token.kind == "word" and (on_platform or token.said in _FILLERS)

    def is_beside(self, at: int) -> bool:
        """Tell whether only connectives and platforms are between a token and the schedule."""
        opens = self._opens(at) and self._is_near[at + 1]
        return self._words_behind[at] == 0 or self._is_ahead[at + 1] or opens

    def _count_behind(self) -> list[int | None]:
        """Count, for each token, the words since the schedule before it; None where there is none or a title begins."""
        counts: list[int | None] = []
        count: int | None = None
        for token in self._found:
            counts.append(count)
            if token.kind in PLANNED:
                count = 0
            elif token.kind == "link" and token.said == ":":
                count = None
            elif count is not None:
                count += not self._is_silent(token)
        return counts

    def _look_ahead(self, *, past_platforms: bool = False) -> list[bool]:
        """Tell, for each place, whether a schedule follows directly, or after only a platform."""
        ahead = [False]
        for token in reversed(self._found):
            if token.kind in PLANNED:
                ahead.append(True)
            else:
                silent = self._is_silent(token) if past_platforms else token.kind == "link" and token.said != ":"
                ahead.append(silent and ahead[-1])
        return ahead[::-1]

    def _opens(self, at: int) -> bool:
        """Tell whether a clause begins at a token: at the start, or after a mark."""
        before = self._found[at - 1] if at else None
        return before is None or (before.kind == "link" and before.said in {",", ";", "(", "-", "–", ":"})

    # ------------------------------------------------------------ a phrase

    def look(self, at: int) -> tuple[int, How]:
        """Return where the phrase that begins at a token ends, and whether it limits the schedule."""
        token = self._found[at]
        if token.kind not in {"word", "link"} or token.said in _STOPS:
            return at, None
        head = token.said if token.said in _HEADS else token.said.partition(" ")[0]
        if head == "once" and self._is_ahead[at + 1]:
            # "Once on Friday": not every Friday. "Once, on 24 December" is a single day anyway.
            return (at + 1, "sure") if self._recurs else (at, None)
        end, objects = self._phrase(at, swallows=head in _EXCLUDES or head in _CONDITIONS or head == "only")
        text = self._folded[token.start : self._found[end - 1].end]
        behind, before = self._words_behind[at], self._is_ahead[end]
        if behind is None and self._last < end:
            return at, None
        named = any(kind.search(text) for kind in _NAMED)
        if head in _EXCLUDES or (head == "only" and self._restricts(at, end, text)):
            return end, "sure" if behind is not None or before else "unsure"
        if named and (head in _WEAK or head in _CONDITIONS or any(kind.match(text) for kind in _NAMED)):
            return end, "sure" if behind is not None or before else "unsure"
        alone = end == at + 1 and not objects and head == token.said
        if head in _CONDITIONS and not alone:
            return self._condition(at, end, head, text, objects, behind, before)
        if (head in _WEAK and not alone) or token.day is not None:
            return self._weak(at, end, text, behind, before)
        if _BARE.fullmatch(text):
            if behind == 0:
                return end, "sure"
            return (end, "unsure") if before and (_PART_OF_YEAR.search(text) or " only" in text) else (at, None)
        return at, None

    def _condition(
        self, at: int, end: int, head: str, text: str, objects: bool, behind: int | None, before: bool
    ) -> tuple[int, How]:
        if behind == 0:
            return end, "sure"
        timed = objects or _TIME_WORD.search(text)
        if behind is not None:
            return (end, "unsure") if timed or head in _CONJUNCTIONS else (at, None)
        if head in ("during", "throughout") and self._is_near[end]:
            # "Behind the scenes during harvest on Instagram, Fridays at 9": part of the title, or of the season?
            return end, "unsure"
        if before and timed and self._opens(at):
            return end, "sure"
        if before and (head in _CONJUNCTIONS or timed):
            return end, "unsure"
        return (end, "unsure") if objects or _PART_OF_YEAR.search(text) else (at, None)

    def _weak(self, at: int, end: int, text: str, behind: int | None, before: bool) -> tuple[int, How]:
        if behind == 0:
            return (end, "sure") if _TIME_WORD.search(text) else (at, None)
        if not _PART_OF_YEAR.search(text):
            return at, None
        return end, "sure" if self._opens(at) and (before or self._closes(end)) else "unsure"

    def _closes(self, end: int) -> bool:
        """Tell whether a comma ends a clause here: "In summer, …" is no title."""
        after = self._found[end] if end < len(self._found) else None
        return after is not None and after.kind == "link" and after.said == ","

    def _restricts(self, at: int, end: int, text: str) -> bool:
        """Tell whether "only" is followed by a restriction: a preposition, a condition, a part of the year."""
        after = self._found[at + 1] if at + 1 < end else None
        if after is None or after.kind not in {"word", "link"}:
            return after is not None and after.days is not None and after.days.every == "once" and self._recurs
        return after.said in _WEAK or after.said in _CONDITIONS or bool(_BARE.fullmatch(text))

    def _phrase(self, at: int, *, swallows: bool) -> tuple[int, bool]:
        """Return where a token's phrase ends, and whether it includes dates or days."""
        count, objects, end = 0, False, at + 1
        for place in range(at + 1, min(len(self._found), at + MOST_TOKENS)):
            token = self._found[place]
            if TAKEN in self._folded[self._found[place - 1].end : token.start]:
                break
            if token.kind == "link":
                if token.said in _STOPS and not (token.said == "," and self._lists_on(place + 1, objects)):
                    break
                continue
            if token.kind == "word":
                if self._is_silent(token) and token.said not in _FILLERS:
                    break
                count += 1
                if count > MOST_WORDS:
                    break
            elif swallows and self._is_object(place, is_first=not count and not objects):
                objects = True
            else:
                break
            end = place + 1
        return end, objects

    def _lists_on(self, place: int, objects: bool) -> bool:
        """Tell whether a list continues after a comma: of dates, or of months."""
        token = self._found[place] if place < len(self._found) else None
        named = token is not None and token.kind == "word" and _IS_MONTH.fullmatch(token.said) is not None
        return named or (objects and self._is_date(place))

    def _is_date(self, place: int) -> bool:
        token = self._found[place] if place < len(self._found) else None
        return token is not None and (token.kind == "window" or (token.days is not None and token.days.every == "once"))

    def _is_object(self, place: int, *, is_first: bool) -> bool:
        """Tell whether a schedule token belongs to a phrase: dates anywhere in it, days right after its first word."""
        token = self._found[place]
        return token.kind in _DATED or self._is_date(place) or (is_first and token.kind == "days")
