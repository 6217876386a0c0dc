"""Zones inside a sentence: "10:00 Europe/London", "10:00 London time"; abbreviations such as "PST" are asked about."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from zoneinfo import available_timezones

from bot.language.answers import Choice, Unclear, Understood, fold, quoted, words
from bot.language.clock import ZONE_WORDS
from bot.language.zone_table import CITIES, COUNTRIES
from bot.language.zones import bare, is_place, read_zone

EXAMPLE = "London time, or Europe/London"

# Places only: "US/Eastern" and "Etc/GMT+5" are found by their whole name, never by part of it.
_REGIONS = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
# Ends of names that are also ordinary words.
_NO_CITIES = frozenset(
    {"center", "west", "east", "north", "south", "central", "act", "nsw", "reunion", "easter", "christmas"}
)


@dataclass(frozen=True)
class FoundZone:
    """A zone in a text and its span: its IANA name, or what is wrong with it.

    In a Choice, "" means the plan's own zone.
    """

    name: str | None
    problem: Unclear | Choice[str] | None
    start: int
    end: int


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@lru_cache(maxsize=1)
def _by_city() -> dict[str, str]:
    """Return IANA names by their city, in lower case with blanks; of several, the shortest is the city's own."""
    cities: dict[str, str] = {}
    for name in sorted(available_timezones(), key=lambda name: (len(name), name)):
        region, _, city = name.rpartition("/")
        if region.split("/")[0] in _REGIONS:
            cities.setdefault(city.lower().replace("_", " "), name)
    return {city: name for city, name in cities.items() if city not in _NO_CITIES}


_NAME = re.compile(
    r"(?<![\w/])(?:in |\()?(?P<name>[a-z_]{2,20}/[a-z_+-]{2,30}(?:[0-9]{1,2})?(?:/[a-z_]{2,30})?)(?![\w/])"
)
# No word of a city's name is longer than this.
_CITY = r"[^\W\d_][\w.'-]{0,40}+(?: [^\W\d_][\w.'-]{0,40}+){0,2}"
_TIME = re.compile(rf"(?<![\w/])(?P<city>{_CITY}) time(?!\w| (?:a|per|to|for))")
_AFTER_CLOCK = re.compile(
    r"(?<![a-z])(?:[0-9](?: ?[ap]\.?m\.?)?|[0-9]h|noon|midday|o'clock|am|pm) ?,? ?(?:in )?\(?"
    rf"(?P<city>{_CITY})"
)
_SHORT = re.compile(
    rf"(?:[0-9]|am|pm|noon) ?\(?(?P<word>{ZONE_WORDS}(?:[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?)(?![a-z0-9])"
)
_ENDS = re.compile(r" ?(?:[.,;:!)]|\ufffc|$)")
# Words directly before a zone, within this many characters of it.
LEAD = 10
_LED_BY = re.compile(r"\b(?:in|at|on) $")
_CLOCK_BEFORE = re.compile(r"(?:[0-9]|[ap]m|noon) ?\(?(?:in )?$")
_NOT_ZONES = frozenset(
    words(
        "any some part full lunch lunchtime prime first last next this that our your their my the same local their each"
        " every long short real half spare free good best peak day night tea no what which more less over opening"
        " working"
    )
)


def find_zone(text: str, today: date | None = None) -> FoundZone | None:
    """Find a zone in a plain text: an IANA name, "London time", or a city right after a clock time."""
    folded = fold(text)
    for match in _NAME.finditer(folded):
        name = _by_name().get(match["name"])
        if name:
            start, end = match.span()
            return FoundZone(name, None, start, end) if is_place(name) else _read(name, today, start, end)
    for match in _TIME.finditer(folded):
        found = _city_time(text, folded, match, today)
        if found:
            return found
    short = _SHORT.search(folded)
    if short:
        start, end = short.span("word")
        return _read(text[start:end], today, start, end)
    for match in _AFTER_CLOCK.finditer(folded):
        names = match["city"].split(" ")
        for count in range(len(names), 0, -1):
            city = " ".join(names[:count])
            start = match.start("city")
            name = _by_city().get(city)
            if name:
                return FoundZone(name, None, start, start + len(city))
            if asked := _known_place(text, start, start + len(city)):
                return asked
    return None


def _read(said: str, today: date | None, start: int, end: int) -> FoundZone:
    """Read a name as if it were an answer: a name for several zones is asked about."""
    read = read_zone(said, today)
    if isinstance(read, Understood):
        return FoundZone(read.value, None, start, end)
    return FoundZone(None, read, start, end)


# Cities in the table with names that are also words before "time" or after an hour.
_WORDS_TOO = frozenset(words("bath nice mobile split la dc us sf rio reading cork queens hull derby mesa aurora"))


def _is_known(text: str, start: int, end: int) -> bool:
    """Tell whether a capitalized name is in the table of places without a zone of their name."""
    said = bare(text[start:end])
    return text[start].isupper() and said not in _WORDS_TOO and (said in CITIES or said in COUNTRIES)


def _known_place(text: str, start: int, end: int) -> FoundZone | None:
    """Ask about a place right after a clock time at the end of the sentence: "Fridays at 9 Mumbai"."""
    if not _is_known(text, start, end) or not _ENDS.match(text, end):
        return None
    read = read_zone(text[start:end])
    options = (
        read.options
        if isinstance(read, Choice)
        else ((read.value, read.value),)
        if isinstance(read, Understood)
        else ()
    )
    question = f"Is that time on the clock of {text[start:end]}?"
    return FoundZone(None, Choice(question, (*options, ("No, on the plan's own clock", ""))), start, end)


def _city_time(text: str, folded: str, match: re.Match[str], today: date | None) -> FoundZone | None:
    """Read "New York time"; an unknown place right after a clock time is a problem, elsewhere ordinary words."""
    names = match["city"].split(" ")
    for first in range(len(names)):
        city = " ".join(names[first:])
        name = _by_city().get(city) or (_by_name().get("utc") if city == "utc" else None)
        if name:
            start = match.end("city") - len(city)
            lead = _LED_BY.search(folded, max(0, start - LEAD), start)
            return FoundZone(name, None, lead.start() if lead else start, match.end())
        start = match.end("city") - len(city)
        if _is_known(text, start, match.end("city")):
            return _read(text[start : match.end("city")], today, start, match.end())
    if names[-1] in _NOT_ZONES or names[0] in _NOT_ZONES:
        return None
    if not _CLOCK_BEFORE.search(folded, max(0, match.start() - LEAD), match.start()):
        return None
    wrong = Unclear(f"I know no time zone for {quoted(text[match.start() : match.end()])}.", EXAMPLE)
    return FoundZone(None, wrong, match.start(), match.end())
