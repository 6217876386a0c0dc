"""Time zones as an answer: an IANA name, a city, a country, an abbreviation, hours from Greenwich.

A name for several zones is asked about. An offset from Greenwich isn't a zone that people live in: cities are offered.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from bot.domain.when import UnknownZone, zone_named
from bot.language.answers import Answer, Choice, Unclear, Understood, fold, plain, quoted, too_long
from bot.language.zone_table import ABBREVIATIONS, CITIES, COUNTRIES, WELL_KNOWN, Zones

EXAMPLE = "Berlin, or Europe/Berlin"
# A longer menu is no question that somebody can answer at a glance.
MOST_CITIES = 6
# Equal clocks are offered twice: Athens and Helsinki, Berlin and Paris.
MOST_ALIKE = 2
# A shorter word is close to too many names.
LONG = 5
# The year whose daylight saving counts where nobody says which day it is.
ANY_DAY = date(2026, 1, 1)

# Folders of names that aren't places: "West", "Eastern", and offsets whose signs are the wrong way round.
_NO_PLACES = ("Etc/", "US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "SystemV/", "posix/", "right/")
_NO_CITIES = frozenset({"act", "center", "east", "lhi", "north", "nsw", "south", "victoria", "west"})
_UTC = frozenset({"utc", "etc/utc", "z", "zulu", "uct", "universal", "coordinated universal"})
_OFFSET = re.compile(
    r"(?P<computers>etc/)?(?:(?:utc|gmt|z) ?(?P<sign>\+|-|plus |minus )|(?P<bare>[+-])) ?"
    r"(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?(?: ?(?:h|hours?))?"
)
_ZONE_WORDS = re.compile(r" (?:(?:standard|daylight|summer|winter|local) )?(?:time(?: zone)?|zone)$")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae"})


def is_zone(name: str) -> bool:
    """Tell whether `name` is a zone that the calendar can use."""
    try:
        zone_named(name)
    except UnknownZone:
        return False
    return True


def is_place(name: str) -> bool:
    """Tell whether an IANA name is a place. "EST" and "Etc/GMT+2" mean something else to people."""
    return name == "UTC" or ("/" in name and not name.startswith(("Etc/", "SystemV/")))


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, str]:
    """Return zones by their bare names and by the city at the end of them."""
    found: dict[str, list[str]] = {}
    for name in sorted(filter(is_zone, available_timezones())):
        if not is_place(name):
            continue
        whole, city = bare(name), bare(name.rpartition("/")[2].replace("_", " "))
        names = [whole, whole.replace("_", " ")]
        if not name.startswith(_NO_PLACES) and city not in _NO_CITIES:
            names.append(city)
        for word in dict.fromkeys(names):
            found.setdefault(word, []).append(name)
    return MappingProxyType({word: _preferred(names) for word, names in found.items()})


def _preferred(names: list[str]) -> str:
    """Return the shorter of several names of one city; the others are older spellings."""
    return min(names, key=lambda name: (len(name), name))


def bare(text: str) -> str:
    """Return a name for lookups: folded, without accents."""
    letters = unicodedata.normalize("NFKD", fold(text).translate(_LETTERS))
    return "".join(char for char in letters if not unicodedata.combining(char))


def zones_of(said: str) -> Zones:
    """Return the zones that a bare name may mean, the likeliest first; none for an unknown name."""
    for table in (ABBREVIATIONS, CITIES, COUNTRIES):
        if len(table.get(said, ())) > 1 or (table is ABBREVIATIONS and said in table):
            return table[said]
    if said in _by_word():
        return (_by_word()[said],)
    return CITIES.get(said) or COUNTRIES.get(said) or ()


def read_zone(text: str, today: date | None = None) -> Answer[str]:
    """Read one time zone; the value is its IANA name. `today` decides which zones have a given offset from Greenwich.

    An IANA name, or the city in one, is certain. Any other city, a country, or a slip needs confirmation, and a
    name for several zones is a Choice.
    """
    # A label of ours may be typed back: "Europe/Athens (UTC+2, UTC+3 in summer)".
    said = bare(plain(text)).partition(" (")[0].strip(" .!")
    if problem := too_long(said, EXAMPLE):
        return problem
    if offset := _OFFSET.fullmatch(said):
        return _at_offset(offset, text, today or ANY_DAY)
    said = _ZONE_WORDS.sub("", said).removeprefix("the ")
    if said in _UTC:
        return Understood("UTC", "UTC")
    if found := zones_of(said):
        sure = said in _by_word() and len(found) == 1
        return Understood(found[0], found[0]) if sure else _among(found, text, today)
    near, _, place = said.partition(",")
    if place:
        return _placed(zones_of(near.strip()), zones_of(place.strip()), text, today)
    return _slip(said, text)


def _placed(near: Zones, around: Zones, text: str, today: date | None) -> Answer[str]:
    """Read "Portland, Oregon" and "Berlin, Germany": the zones that both parts allow, else those of either part."""
    both = tuple(zone for zone in near if zone in around)
    if both and near:
        return Understood(both[0], both[0], confirm=len(near) > 1) if len(both) == 1 else _among(both, text, today)
    if near and not around:
        return _among(near, text, today)
    return _among((*near, *around), text, today) if near or around else _slip(bare(plain(text)), text)


def _slip(said: str, text: str) -> Answer[str]:
    known = [*_by_word(), *CITIES, *COUNTRIES] if len(said) >= LONG else []
    near = difflib.get_close_matches(said, known, n=1, cutoff=0.8)
    if near and (found := zones_of(near[0])):
        return _among(found, text, None)
    return Unclear(f"I know no time zone called {quoted(text, 40)}. A large city nearby will do.", EXAMPLE)


def _among(zones: Iterable[str], text: str, today: date | None) -> Answer[str]:
    found = tuple(dict.fromkeys(zones))[:MOST_CITIES]
    if len(found) == 1:
        return Understood(found[0], found[0], confirm=True)
    question = f"{quoted(text, 40)} can mean more than one time zone. Which city is in yours?"
    return Choice(question, tuple((_label(zone, today), zone) for zone in found))


# ---------------------------------------------------------------- hours from Greenwich


def _at_offset(match: re.Match[str], text: str, today: date) -> Answer[str]:
    """Offer cities at an offset ahead of Greenwich ("+") or behind it ("-"), now or in summer."""
    if match["computers"]:
        # To computers "Etc/GMT+2" is behind Greenwich; to everyone else it is ahead.
        return Unclear(f"People and computers read {quoted(text, 40)} differently. Name a large city.", EXAMPLE)
    behind = (match["sign"] or match["bare"]).strip() in {"-", "minus"}
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0)) * (-1 if behind else 1)
    now = [zone for zone in WELL_KNOWN if _offset(zone, today) == offset]
    later = [zone for zone in WELL_KNOWN if zone not in now and offset in _offsets(zone, today)]
    found: list[str] = [] if offset else ["UTC"]
    alike: dict[tuple[timedelta, ...], int] = {}
    for zone in (*now, *later):
        clock = _offsets(zone, today)
        alike[clock] = alike.get(clock, 0) + 1
        if alike[clock] <= MOST_ALIKE:
            found.append(zone)
    if not found:
        return Unclear(f"I know no city on {quoted(text, 40)}. Name a large city near you.", EXAMPLE)
    if len(found) == 1:
        return Understood(found[0], found[0], confirm=True)
    question = f"{quoted(text, 40)} doesn't say what happens in summer. Which city has your time?"
    return Choice(question, tuple((_label(zone, today), zone) for zone in found[:MOST_CITIES]))


def _offset(zone: str, day: date) -> timedelta:
    noon = datetime.combine(day, time(12), UTC)
    return noon.astimezone(zone_named(zone)).utcoffset() or timedelta()


def _offsets(zone: str, today: date) -> tuple[timedelta, ...]:
    """Return a zone's offsets within a year: one, or the lesser one and the one in summer."""
    return tuple(sorted({_offset(zone, today + timedelta(days=30 * month)) for month in range(13)}))


def _label(zone: str, today: date | None) -> str:
    """Return "Europe/Athens (UTC+2, UTC+3 in summer)"; without a day, only the name."""
    if today is None:
        return zone
    first, *summer = (_said(offset) for offset in _offsets(zone, today))
    return f"{zone} ({first}, {summer[-1]} in summer)" if summer else f"{zone} ({first} all year)"


def _said(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"
