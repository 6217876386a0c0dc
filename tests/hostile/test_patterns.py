"""No pattern that a message or a file can reach takes longer than its text is long."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable

import pytest

from tests.hostile.patterns import (
    AnyPattern,
    calls_of,
    every_pattern,
    hidden_imports,
    modules,
    runs_at_import,
    worked_out,
)
from tests.hostile.shapes import ANYWHERE, NOWHERE, hostile_to, loops_in, repeated
from tests.hostile.timing import LONG, MOST, SHORT, growth

# What wore most patterns out; the thorough test tries everything.
OFTEN = (" ", "\n", "a", "a-", "the ", "and ", ", ", "#", ".")


def ways_of(pattern: AnyPattern) -> dict[str, Callable[[str], object]]:
    """Return the ways in which a pattern can go over a whole text."""
    if isinstance(pattern.pattern, bytes):
        raw = re.compile(pattern.pattern, pattern.flags)
        return {
            "over all of": lambda text: deque(raw.finditer(text.encode("latin-1", "replace")), maxlen=0),
            "the whole of": lambda text: raw.fullmatch(text.encode("latin-1", "replace")),
        }
    read = re.compile(pattern.pattern, pattern.flags)
    return {
        "over all of": lambda text: deque(read.finditer(text), maxlen=0),
        "the whole of": read.fullmatch,
    }


def slow_at(place: str, pattern: AnyPattern, units: Iterable[str], ends: Iterable[str]) -> list[str]:
    """List the hostile texts that wear a pattern out, in words."""
    found = []
    for unit in units:
        for end in ends:
            for way, run in ways_of(pattern).items():
                factor = growth(run, repeated(unit, SHORT) + end, repeated(unit, LONG) + end)
                if factor > MOST:
                    found.append(f"{place}: {way} {unit!r}… {end!r} takes {factor:.0f} times as long")
    return found


def test_every_pattern_is_found_without_running_the_code_that_uses_it() -> None:
    """What is put together while a message is read could not be tried beforehand: it is written at a module's top."""
    hidden = [
        f"{module.__name__}:{call.lineno}"
        for module in modules()
        for call in calls_of(module)
        if worked_out(module, call) is None and not runs_at_import(module, call)
    ]
    assert hidden == []
    assert hidden_imports() == []
    assert len(every_pattern()) > 200


def test_a_pattern_that_backtracks_is_told_from_one_that_does_not() -> None:
    assert slow_at("x", re.compile(r"\s*,"), hostile_to(re.compile(r"\s*,"))[:1], [NOWHERE])
    assert not slow_at("x", re.compile(r"(?<!\s)\s*,"), hostile_to(re.compile(r"\s*,")), [NOWHERE])


def test_ten_times_the_text_takes_no_pattern_more_than_fifteen_times_as_long() -> None:
    slow = []
    for place, pattern in every_pattern().items():
        if loops_in(pattern):
            slow += slow_at(place, pattern, dict.fromkeys((*hostile_to(pattern), *OFTEN)), [NOWHERE, "1"])
    assert slow == []


@pytest.mark.thorough
def test_no_text_that_anybody_could_send_wears_a_pattern_out() -> None:
    slow = []
    for place, pattern in every_pattern().items():
        units = dict.fromkeys((*hostile_to(pattern), *ANYWHERE))
        slow += slow_at(place, pattern, units, ["", NOWHERE, "1", "a", "@", " ", "\n"])
    assert slow == []
