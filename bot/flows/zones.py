"""Time zones as an answer of their own: an IANA name, or a city that one is named after."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import available_timezones

from bot.domain.when import UnknownZone, zone_named
from bot.flows.answers import Answer, Unclear, Understood, fold, plain, quoted, too_long

EXAMPLE = "Berlin, or Europe/Berlin"


def is_zone(name: str) -> bool:
    """Tell whether `name` is a zone that the calendar can use."""
    try:
        zone_named(name)
    except UnknownZone:
        return False
    return True


@lru_cache(maxsize=1)
def _by_word() -> Mapping[str, str]:
    """Return zones by their folded names and by the city at the end of them."""
    found: dict[str, list[str]] = {}
    for name in sorted(filter(is_zone, available_timezones())):
        whole, city = fold(name), fold(name.rpartition("/")[2].replace("_", " "))
        for word in dict.fromkeys((whole, whole.replace("_", " "), city)):
            found.setdefault(word, []).append(name)
    return MappingProxyType({word: _preferred(names) for word, names in found.items()})


def _preferred(names: list[str]) -> str:
    """Choose among names of one city: one with a continent, and the shorter; the others are older spellings."""
    placed = [name for name in names if "/" in name and not name.startswith(("Etc/", "US/", "posix/", "right/"))]
    return min(placed or names, key=lambda name: (len(name), name))


def read_zone(text: str) -> Answer[str]:
    """Read one time zone; the value is its IANA name. A slip of the pen is to be confirmed."""
    said = fold(plain(text)).strip(" .!")
    if problem := too_long(said, EXAMPLE):
        return problem
    zones = _by_word()
    for word in (said, said.removesuffix(" time"), said.partition(",")[0], said.rpartition(", ")[2]):
        if name := zones.get(word):
            return Understood(name, name)
    near = difflib.get_close_matches(said, zones, n=1, cutoff=0.8)
    if near:
        return Understood(zones[near[0]], zones[near[0]], confirm=True)
    return Unclear(f"I know no time zone called {quoted(text, 40)}. A large city nearby will do.", EXAMPLE)
