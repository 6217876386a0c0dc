"""The words of a schedule, one after the other: days, dates, times, how often, and what ties them together."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from bot.flows.answers import Locale, Unclear, Understood, quoted
from bot.flows.clock import ZONE_WORDS, ClockTime, clock_at
from bot.flows.date_forms import DAYNAME, weekday_number
from bot.flows.dates import date_at
from bot.flows.numbers import SMALL_WORDS
from bot.flows.weekdays import DAYS, DAYS_LIST, days_in

# Stands where something else (a person, a platform, a zone) was taken out of a text.
TAKEN = "\ufffc"
# More ties in a row than this ("and, on, the") tie nothing.
MOST_TIES = 30

Kind = Literal["days", "often", "time", "from", "until", "vague", "part", "link", "zone", "refused", "word"]


@dataclass(frozen=True)
class Days:
    """Which days a word names: weekdays, days of the month, the nth weekday, one date, or every so many days."""

    every: Literal["day", "week", "month", "once"]
    weekdays: frozenset[int] = frozenset()
    month_days: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    interval: int = 1
    once: tuple[date, ...] = ()
    confirm: bool = False


@dataclass(frozen=True)
class Token:
    """A word of a schedule and its span. Which field is set follows from its kind."""

    kind: Kind
    start: int
    end: int
    days: Days | None = None
    clock: ClockTime | None = None
    day: date | None = None
    every: Literal["week", "month"] = "week"
    interval: int = 1
    said: str = ""
    confirm: bool = False


_NTH = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}
_nth = "|".join(_NTH)
_number = rf"(?:[0-9]{{1,3}}|{'|'.join(sorted(SMALL_WORDS, key=len, reverse=True))})"
_OF_MONTH = r"(?: ?,? (?:of|in) (?:the|each|every|a) month| (?:each|every|of) month| monthly)"
_AND = r"(?: ?, and | ?, ?| and | ?& ?| ?/ ?)"
_END = r"(?![a-z0-9])"

_NTH_DAY = re.compile(
    rf"(?P<lead>on |every |each )?(?:the )?(?P<nth>(?:{_nth})(?:{_AND}(?:the )?(?:{_nth})){{0,9}}+)"
    rf" (?P<day>{DAYNAME}){_END}(?P<month>{_OF_MONTH}{_END})?"
)
_FIFTH = re.compile(rf"(?:the |every )?(?:fifth|5th) {DAYNAME}{_END}{_OF_MONTH}?")
_MONTH_DAY = re.compile(
    rf"(?:on )?(?P<lead>the |every |each )?(?P<list>[0-9]{{1,2}}(?:st|nd|rd|th)"
    rf"(?:{_AND}(?:the )?(?:[0-9]{{1,2}}(?:st|nd|rd|th)|last(?: day)?)){{0,30}}+){_END}(?P<month>{_OF_MONTH}{_END})?"
)
_MONTH_DAY_BARE = re.compile(rf"(?:on )?(?:the |day ){{1,3}}(?P<list>[0-9]{{1,2}}){_OF_MONTH}{_END}")
_MONTH_END = re.compile(
    rf"(?:on |at |by )?(?:the )?(?:(?P<sure>last day{_OF_MONTH}|last of (?:each|every|the) month"
    r"|end of (?:each|every) month)"
    rf"|end of (?:the )?month|month[- ]end){_END}"
)
_MONTH_START = re.compile(rf"(?:on |at |by )?(?:the )?(?:first|start|beginning) of (?:each|every|the) month{_END}")
_EVERY_DAYS = re.compile(rf"(?:every (?:(?P<other>other|second|2nd)|(?P<count>{_number})) days?|alternate days){_END}")
_OFTEN = re.compile(
    rf"(?:(?P<other>every (?:other|second|2nd)|alternate|each other)(?: (?P<unit>week|month)s?(?:,? on| -)?)?"
    rf"|every (?P<count>{_number}) (?P<units>week|month)s?(?:,? on)?"
    r"|(?P<fortnight>fortnightly|every fortnight|each fortnight)(?: on)?|(?P<doubtful>bi-?weekly|bi-?monthly)(?: on)?"
    r"|(?:(?P<weekly>weekly|(?:every|each|once a|once per|per) week)"
    r"|(?P<monthly>monthly|(?:every|each|once a|once per|per) month))"
    rf"(?: on)?){_END}"
)
_PER_DAY = re.compile(
    rf"(?:once|twice|(?:{_number}) ?(?:times|x)) (?:a|per|each|every) day{_END}|(?:{_number})x daily{_END}"
)
_VAGUE = re.compile(
    rf"(?:(?:about |at least )?(?:twice|thrice|{_number} ?(?:times|x)|a few times|several times|{_number} posts?)"
    r"(?: (?:a|per|each|every) |/)(?P<unit>week|month|year|quarter)|(?P<rare>quarterly|yearly|annually"
    r"|every (?:quarter|year)|once a (?:quarter|year)|half-yearly)|regularly|often|sometimes|now and then"
    r"|from time to time|occasionally|frequently"
    rf"|hourly|every (?:{_number} )?hours?|(?:first|last) (?:working|business|week) ?day(?:{_OF_MONTH})?){_END}"
)
_FROM = re.compile(r"(?:from|starting(?: on| from)?|beginning(?: on)?|as of|as from|since|start(?:s|ing)?:?) (?:the )?")
_UNTIL = re.compile(r"(?:until|till|til|through|up to|ending(?: on)?|ends(?: on)?) (?:the )?")
_EACH_PART = re.compile(rf"(?:(?:every|each) (?:morning|afternoon|evening|night)|mornings|afternoons|evenings){_END}")
_PART = re.compile(rf"(?:in the )?(?:mornings?|afternoons?|evenings?|lunch ?time|at night|nights?|midweek){_END}")
_ZONE = re.compile(rf"{ZONE_WORDS}{_END}")
_LINK = re.compile(
    rf"(?:and|at|on|by|the|every|each|around|about|then|also|plus|from|to|till|until|in|of"
    rf"|sharp|o'clock|as well as){_END}|[,;/&+@:()\-–]"
)
_WORD = re.compile(r"[^\s,;/&()\ufffc]+|.", re.DOTALL)
_SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}(?![0-9/])")
# After an hour, another one may follow: "9 and 4pm".
_MORE_TIMES = re.compile(r" ?(?:,|&|/|and|-|to)(?: and)? ?")
# After a number these say how many, so the number is no hour.
_COUNTED = re.compile(
    r" ?(?:posts?|stor(?:y|ies)|reels?|times?|videos?|articles?|comments?|hours?|hrs|min(?:ute)?s?|days?|weeks?|months?"
    r"|tips?|people|followers?|tweets?|pins?|pictures?|photos?|ideas?|things|questions?|customers?|ways|reasons|x)(?![a-z])"
)


def tokens(folded: str, today: date, locale: Locale) -> list[Token]:
    """Return the tokens of a folded text, in order. Every character but blanks and TAKEN belongs to one."""
    found: list[Token] = []
    at = 0
    while at < len(folded):
        if folded[at] in {" ", TAKEN}:
            at += 1
            continue
        token = _next(folded, at, found, today, locale)
        found.append(token)
        at = token.end
    return found


def _next(folded: str, at: int, before: list[Token], today: date, locale: Locale) -> Token:
    for read in (_read_vague, _read_bounds, _read_month, _read_often):
        token = read(folded, at, today, locale)
        if token:
            return token
    token = _read_date(folded, at, today, locale) or _read_days(folded, at, before) or _read_time(folded, at, before)
    if token:
        return token
    for kind, pattern in _PLAIN:
        match = pattern.match(folded, at)
        if match and (kind != "zone" or (before and before[-1].kind == "time")):
            return Token(kind, at, match.end(), said=match.group())
    raise AssertionError("a word is any character")  # pragma: no cover


_PLAIN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("part", _PART),
    ("zone", _ZONE),
    ("link", _LINK),
    ("word", _WORD),
)


def _read_vague(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    if not _starts_word(folded, at):
        return None
    daily = _PER_DAY.match(folded, at)
    if daily:
        return Token("days", at, daily.end(), days=Days("week", frozenset(range(7))))
    match = _VAGUE.match(folded, at)
    return Token("vague", at, match.end(), said=match.group()) if match else None


def _starts_word(folded: str, at: int) -> bool:
    return at == 0 or not (folded[at - 1].isalnum() or folded[at - 1] in "_@#")


def _read_bounds(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read "from 12 March", "until end of June"; not "from Monday to Friday"."""
    if not _starts_word(folded, at):
        return None
    for kind, pattern in (("from", _FROM), ("until", _UNTIL)):
        match = pattern.match(folded, at)
        if match is None:
            continue
        days = re.compile(DAYS_LIST).match(folded, match.end())
        if days and (kind == "from" and re.search(r" to |-| thru | through ", days.group())):
            return None
        found = date_at(folded, match.end(), today, locale, led=True)
        if found is None:
            continue
        if isinstance(found.answer, Understood):
            day, sure = found.answer.value, not found.answer.confirm
            return Token("from" if kind == "from" else "until", at, found.end, day=day, confirm=not sure)
        said = found.answer.problem if isinstance(found.answer, Unclear) else ""
        wrong = said or f"{quoted(folded[match.end() : found.end])} can be more than one date."
        return Token("refused", at, found.end, said=wrong)
    return None


def _read_month(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    """Read the first Monday, the 1st and 15th, the last day."""
    if not _starts_word(folded, at):
        return None
    if match := _FIFTH.match(folded, at):
        return Token("refused", at, match.end(), said="Most months have no fifth one. The last one is in every month.")
    if match := _NTH_DAY.match(folded, at):
        second = match["nth"] in {"second", "2nd"}
        if not (second and (match["lead"] or "").startswith(("every", "each")) and not match["month"]):
            day = weekday_number(match["day"])
            nth = tuple((_NTH[name], day) for name in re.findall(_nth, match["nth"]))
            return _days(at, match.end(), Days("month", nth=nth, confirm=not match["month"]))
    if match := _MONTH_END.match(folded, at):
        return _days(at, match.end(), Days("month", month_days=(-1,), confirm=not match["sure"]))
    if match := _MONTH_START.match(folded, at):
        return _days(at, match.end(), Days("month", month_days=(1,), confirm=" the month" in match.group()))
    named = date_at(folded, at + len("the ") * folded.startswith("the ", at), today, locale, exact=True)
    match = _MONTH_DAY.match(folded, at) or _MONTH_DAY_BARE.match(folded, at)
    if match is None or (named and named.end >= match.end()):
        return None
    numbers = [-1 if text.startswith("l") else int(text) for text in re.findall("[0-9]+|last", match["list"])]
    if any(number != -1 and not 1 <= number <= 31 for number in numbers):
        return Token("refused", at, match.end(), said=f"There is no {quoted(match['list'])} in any month.")
    groups = match.groupdict()
    sure = "lead" not in groups or bool(groups["month"]) or (groups["lead"] or "").strip() in {"every", "each"}
    return _days(at, match.end(), Days("month", month_days=tuple(numbers), confirm=not sure))


def _days(start: int, end: int, days: Days) -> Token:
    return Token("days", start, end, days=days)


def _count(said: str) -> int:
    return int(said) if said.isdigit() else SMALL_WORDS[said]


def _read_often(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    if not _starts_word(folded, at):
        return None
    if match := _EVERY_DAYS.match(folded, at):
        count = _count(match["count"]) if match["count"] else 2
        if not 1 <= count <= 366:
            return Token("refused", at, match.end(), said=f"I can't plan for {quoted(match.group())}.")
        return _days(at, match.end(), Days("day", interval=count))
    match = _OFTEN.match(folded, at)
    if match is None:
        return None
    token = Token("often", at, match.end(), said=match.group().removesuffix(" on"))
    if match["weekly"] or match["monthly"]:
        return replace(token, every="week" if match["weekly"] else "month")
    if match["fortnight"]:
        return replace(token, interval=2)
    if match["doubtful"]:
        # "Biweekly" is every two weeks to some and twice a week to others.
        return replace(token, every="week" if "week" in match["doubtful"] else "month", interval=2, confirm=True)
    if match["count"]:
        count = _count(match["count"])
        if not 1 <= count <= 104:
            return Token("refused", at, match.end(), said=f"I can't plan for {quoted(match.group())}.")
        return replace(token, every="month" if match["units"] == "month" else "week", interval=count)
    if match["unit"] is None and not re.compile(rf" (?:on )?{DAYS_LIST}").match(folded, match.end()):
        return None
    second = match["unit"] is None and not match["other"].endswith("other") and match["other"] != "alternate"
    return replace(token, every="month" if match["unit"] == "month" else "week", interval=2, confirm=second)


def _read_date(folded: str, at: int, today: date, locale: Locale) -> Token | None:
    found = date_at(folded, at, today, locale, led=bool(_SLASHED.match(folded, at)), exact=True)
    if found is None:
        return None
    if isinstance(found.answer, Unclear):
        # "9.30." is a time at the end of a sentence sooner than the 9th of a 30th month.
        if clock_at(folded, at, bare=False):
            return None
        return Token("refused", at, found.end, said=found.answer.problem)
    if isinstance(found.answer, Understood):
        return _days(at, found.end, Days("once", once=(found.answer.value,), confirm=found.answer.confirm))
    return _days(at, found.end, Days("once", once=tuple(day for _, day in found.answer.options)))


def last_said(before: Sequence[Token]) -> Token | None:
    """Return the last token that is more than a tie, looking back over at most MOST_TIES of those."""
    return next((token for token in islice(reversed(before), MOST_TIES) if token.kind != "link"), None)


def _read_days(folded: str, at: int, before: list[Token]) -> Token | None:
    last = last_said(before)
    part = _EACH_PART.match(folded, at) if _starts_word(folded, at) else None
    if part and (last is None or last.kind != "days"):
        # Every morning may leave out the weekend: to be confirmed.
        return Token("days", at, part.end(), days=Days("week", frozenset(range(7)), confirm=True), said=part.group())
    match = DAYS.match(folded, at)
    if match is None or match.end() == at:
        return None
    if match.group() in {"all", "any day"}:
        return None
    days = days_in(match)
    if not days:
        return Token("refused", at, match.end(), said="That leaves no day of the week.")
    return _days(at, match.end(), Days("week", days))


def _read_time(folded: str, at: int, before: list[Token]) -> Token | None:
    """Read a clock time; a bare hour only after days, times or "at", and never before what it counts."""
    last = last_said(before)
    led = bool(before) and before[-1].kind == "link" and before[-1].end >= at - 1 and before[-1].said in {"at", "@"}
    placed = last is not None and last.kind in {"days", "time", "often", "part"}
    adjacent = last is not None and TAKEN not in folded[last.end : at]
    clock = clock_at(folded, at, bare=led or (placed and adjacent))
    if clock is None:
        # "9 and 4pm": an hour that another time follows.
        clock = clock_at(folded, at, bare=True)
        more = _MORE_TIMES.match(folded, clock.end) if clock else None
        if more is None or clock_at(folded, more.end(), bare=False) is None:
            return None
    if clock is None or (clock.bare and not led and _COUNTED.match(folded, clock.end)):
        return None
    if clock.problem:
        return Token("refused", at, clock.end, said=f"{clock.problem} A day runs from 0:00 to 23:59.")
    return Token("time", at, clock.end, clock=clock, confirm=clock.confirm)
