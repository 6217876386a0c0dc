"""The words of a schedule after reading: tokens, the days that a token names, and pieces of their patterns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from bot.language.answers import words
from bot.language.clock import ClockTime
from bot.language.date_forms import DAYNAME, MONTH
from bot.language.numbers import SMALL_WORDS

# Marks where something else (a person, a platform, a zone) was removed from a text.
TAKEN = "\ufffc"

Kind = Literal[
    "days",
    "often",
    "time",
    "from",
    "until",
    "span",
    "window",
    "but",
    "limit",
    "vague",
    "part",
    "link",
    "zone",
    "refused",
    "word",
]
Unit = Literal["day", "week", "month"]


@dataclass(frozen=True)
class Days:
    """The days that a word names: weekdays, days of the month, the nth weekday, one date, or every n days."""

    every: Literal["day", "week", "month", "once"]
    weekdays: frozenset[int] = frozenset()
    month_days: tuple[int, ...] = ()
    nth: tuple[tuple[int, int], ...] = ()
    interval: int = 1
    once: tuple[date, ...] = ()
    is_yearly: bool = False
    confirm: bool = False


@dataclass(frozen=True)
class Token:
    """A word of a schedule and its span. Which field is set follows from its kind.

    from, until   `day`: the first, or the last, on which it happens
    span          `count` of `unit`: for this long
    window        `day` and `last`: within a month, a quarter, a year
    but           `days`: weekdays that are left out
    often         every `interval` weeks, months or years
    """

    kind: Kind
    start: int
    end: int
    days: Days | None = None
    clock: ClockTime | None = None
    day: date | None = None
    last: date | None = None
    count: int = 0
    unit: Unit = "day"
    every: Literal["week", "month", "year"] = "week"
    interval: int = 1
    said: str = ""
    confirm: bool = False


NUMBER = rf"(?:[0-9]{{1,3}}|{'|'.join(sorted(SMALL_WORDS, key=len, reverse=True))})"
END = r"(?![a-z0-9])"
OF_MONTH = r"(?: ?,? (?:of|in) (?:the|each|every|a) month| (?:each|every|of) month| monthly)"
AND = r"(?: ?, and | ?, ?| and | ?& ?| ?/ ?)"
_ONES = words("first second third fourth fifth sixth seventh eighth ninth")
ORDINALS = {
    **{word: number for number, word in enumerate(_ONES, 1)},
    **{
        word: number
        for number, word in enumerate(
            words("tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"),
            10,
        )
    },
    "twentieth": 20,
    **{f"twenty-{word}": 20 + number for number, word in enumerate(_ONES, 1)},
    "thirtieth": 30,
    "thirty-first": 31,
}
ORDINAL = rf"(?:[0-9]{{1,2}}(?:st|nd|rd|th)|{'|'.join(sorted(ORDINALS, key=len, reverse=True))})"
# Words for a part of the year: a month, a quarter, a year.
PERIOD = (
    rf"(?:{MONTH}\.?(?:,? (?:of )?20[0-9]{{2}})?|q[1-4](?:,? (?:of )?20[0-9]{{2}})?|h[12](?:,? (?:of )?20[0-9]{{2}})?"
    r"|(?:the )?(?:first|second|third|fourth|last) (?:quarter|half)(?: of (?:this|next|the) year| of 20[0-9]{2})?"
    r"|20[0-9]{2})"
)
DAY_NAMED = rf"(?:{DAYNAME}|day|working day|business day|weekday|week)"


def count_of(said: str) -> int:
    """Return the number that digits, a number word or an ordinal stand for."""
    digits = "".join(char for char in said if char.isdigit())
    return int(digits) if digits else SMALL_WORDS.get(said) or ORDINALS.get(said, 0)


def starts_word(folded: str, at: int) -> bool:
    """Tell whether a word begins at this place."""
    return at == 0 or not (folded[at - 1].isalnum() or folded[at - 1] in "_@#")
