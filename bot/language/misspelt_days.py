"""Misspelled days of the week: a word close to one is asked about, never dropped and never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.when import WEEKDAYS
from bot.language.answers import joined, quoted

# Real words that are one letter away from a day.
_WORDS = frozenset({"sundae", "sundaes", "sundry", "sunray", "sunrays"})
_SPELLINGS = (*((name.lower(), number) for number, name in enumerate(WEEKDAYS)), ("thurs", 3))
_LETTERS = re.compile(r"[a-z]+")
# A word of at least this many letters may differ by two: "wensday", "thurdsay".
_LONG = 8


@dataclass(frozen=True)
class Misspelt:
    """A word that is nearly a day: its span, and the days (0 for Monday) that it may be."""

    start: int
    end: int
    word: str
    days: tuple[int, ...]

    @property
    def problem(self) -> str:
        """Return the question about it."""
        meant = joined([WEEKDAYS[day] for day in self.days], "or")
        return f"I could not read {quoted(self.word)}. Do you mean {meant}?"


def days_like(word: str) -> tuple[int, ...]:
    """Return the days that a folded word is close to, without being one of them; none for any other word."""
    if word in _WORDS or not 5 <= len(word) <= 12:
        return ()
    near: dict[int, int] = {}
    for spelling, number in _SPELLINGS:
        most = 2 if len(spelling) >= _LONG else 1
        for said in {word, word.removesuffix("s")}:
            apart = _distance(said, spelling)
            if apart == 0:
                return ()
            if apart <= most:
                near[number] = min(apart, near.get(number, apart))
    return tuple(number for number, apart in near.items() if apart == min(near.values()))


def misspelt_in(text: str, start: int = 0) -> list[Misspelt]:
    """Return the misspelled days of a folded text that begins at `start` of another one."""
    return [
        Misspelt(start + match.start(), start + match.end(), match.group(), days)
        for match in _LETTERS.finditer(text)
        if (days := days_like(match.group()))
    ]


def corrected(folded: str, found: Sequence[Misspelt], choice: int = 0) -> str:
    """Return a text with its misspelled days corrected: the first candidate of each, or the one at `choice`."""
    kept, at = [], 0
    for one in found:
        kept += [folded[at : one.start], WEEKDAYS[one.days[min(choice, len(one.days) - 1)]].lower()]
        at = one.end
    return "".join([*kept, folded[at:]])


def place_before(place: int, found: Sequence[Misspelt]) -> int:
    """Return where a place in the corrected text was in the original."""
    shift = 0
    for one in found:
        length = len(WEEKDAYS[one.days[0]])
        begins = one.start + shift
        if place <= begins:
            break
        if place < begins + length:
            return one.end
        shift += length - (one.end - one.start)
    return place - shift


def _distance(first: str, second: str) -> int:
    """Count the letters to add, remove, change or swap between two words."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]
