"""Single values of a file, each kind by one reader: what is meant is taken, and nothing is guessed.

A reader gets a scalar's text and returns its value, or raises `Wrong` with a sentence that has an example.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType

from bot.domain.when import EARLIEST, LATEST, WEEKDAYS
from bot.language.answers import MENTIONED, Answer, Choice, Unclear, Understood
from bot.language.zones import is_place, is_zone, read_zone
from bot.planfile.keys import Key, KeyKind
from bot.planfile.nodes import Scalar
from bot.planfile.shape import Somebody, Value, tidy

DAY_NAMES = tuple(day.casefold() for day in WEEKDAYS)
POSITION_NAMES: Mapping[str, int] = MappingProxyType({"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1})
# Plain digits: a comma is a thousand here and a half there, and what YAML makes of 1e3 and 010 few people mean.
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,12})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_MENTION = re.compile(MENTIONED)
_SLACK_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


# To compare two names takes the product of their lengths: so many characters tell names apart.
COMPARED = 40


class Wrong(Exception):
    """Say what is wrong with a value, in a sentence with an example that would do."""


def shown(text: str) -> str:
    """Return what stands in the file for a sentence: short, on one line."""
    one_line = " ".join(text.split())
    return f"“{one_line[:57]}…”" if len(one_line) > 60 else f"“{one_line}”"


def nearest(said: str, known: list[str], words: str = " Did you mean {}?") -> str:
    """Return a question with the nearest of some names by how they begin, "" where none is near."""
    by_case = {name.casefold()[:COMPARED]: name for name in reversed(known)}
    near = difflib.get_close_matches(said.casefold()[:COMPARED], by_case, n=1, cutoff=0.5)
    return words.format(f"“{by_case[near[0]]}”") if near else ""


def listed(names: tuple[str, ...]) -> str:
    """Return names as people list them: "up, down or within"."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


# ---------------------------------------------------------------- readers


def _text(key: Key, value: Scalar) -> str:
    if value.literal in ("true", "false"):
        raise Wrong(f'I need a text here, such as "{key.example}".')
    text = tidy(value.text, lines=key.kind == "text")
    if len(text) > key.limit:
        raise Wrong(f"This is {len(text):,} characters long. There is room for {key.limit:,}: keep the heart of it.")
    return _meant(key.read(text), key) if key.read and text else text


def _meant(answer: Answer[str], key: Key) -> str:
    """Return what a text means by its own reader. A file can't be asked back, so it has to say one thing."""
    if isinstance(answer, Understood) and not answer.confirm:
        return answer.value
    if isinstance(answer, Choice):
        raise Wrong(f"{answer.question} Write {listed(tuple(label for label, _ in answer.options))}.")
    problem = answer.problem if isinstance(answer, Unclear) else f"I am not sure that you mean {answer.echo}."
    raise Wrong(f"{problem} One that would do is {key.example}.")


def read_number(key: Key, value: Scalar) -> Decimal:
    """Read a number in plain digits."""
    text = value.text.strip()
    if not _NUMBER.fullmatch(text):
        plain = re.sub(r"(?<=[0-9])[, '_](?=[0-9]{3})", "", text)
        hint = f" Write {plain}." if plain != text and _NUMBER.fullmatch(plain) else ""
        raise Wrong(
            f"I need a number here, such as {_example(key)}, and this is {shown(value.text)}.{hint}"
            if hint
            else f"I need a number here, such as {_example(key)}. {shown(value.text)} is none in plain digits."
        )
    number = Decimal(text)
    if not key.least <= number <= key.most:
        raise Wrong(f"{text} cannot be: it lies between {key.least:f} and {key.most:f}, such as {_example(key)}.")
    return number


def _example(key: Key) -> str:
    return key.example if _NUMBER.fullmatch(key.example) else "1000"


def _score(key: Key, value: Scalar) -> int:
    number = read_number(key, value)
    if number != number.to_integral_value():
        raise Wrong(f"I need a whole number from {key.least:f} to {key.most:f} here, such as {_example(key)}.")
    return int(number)


def read_date(text: str) -> date:
    """Read a date as files write it."""
    wrote = text.strip()
    if not _DATE.fullmatch(wrote):
        raise Wrong(f"I need a date here, as year-month-day, such as 2026-06-30. {shown(text)} is none.")
    try:
        day = date.fromisoformat(wrote)
    except ValueError:
        raise Wrong(f"{wrote} is on no calendar. I need a date here, such as 2026-06-30.") from None
    if not EARLIEST <= day <= LATEST:
        raise Wrong(
            f"{wrote} is too far away. I need a date from {EARLIEST.year} to {LATEST.year}, such as 2026-06-30."
        )
    return day


def _time(key: Key, value: Scalar) -> time:
    match = _TIME.fullmatch(value.text.strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise Wrong(f"I need a time here, such as 09:00. {shown(value.text)} is none.")
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def _zone(key: Key, value: Scalar) -> str:
    name = value.text.strip()
    if is_zone(name) and is_place(name):
        return name
    read = read_zone(name)
    meant = [read.value] if isinstance(read, Understood) else []
    if isinstance(read, Choice):
        meant = [zone for _, zone in read.options[:3]]
    near = f"Did you mean {listed(tuple(meant))}?" if meant else "One that exists is Europe/Berlin."
    raise Wrong(f"I know no time zone called {shown(value.text)}. {near}")


def read_choice(key: Key, value: Scalar) -> str:
    """Read one of a key's options."""
    wrote = value.text.strip().casefold().replace(" ", "_").replace("-", "_")
    for option in key.options:
        if wrote == option or value.text.strip() == option:
            return option
    raise Wrong(f"I need one of these here: {listed(key.options)}. {shown(value.text)} is none of them.")


def read_weekday(value: Scalar) -> int:
    """Read a day of the week, whole or by its first three letters; Monday is 0."""
    wrote = value.text.strip().casefold()
    for number, name in enumerate(DAY_NAMES):
        if wrote in (name, name[:3]):
            return number
    raise Wrong(f"I need a day of the week here, such as monday. {shown(value.text)} is none.")


def read_month_day(value: Scalar) -> int:
    """Read a day of the month; -1 is the last."""
    wrote = value.text.strip().casefold()
    if wrote == "last":
        return -1
    if not re.fullmatch(r"[1-9]|[12][0-9]|3[01]", wrote):
        raise Wrong(f"I need a day of the month here: 1 to 31, or last. {shown(value.text)} is none.")
    return int(wrote)


def read_nth(value: Scalar) -> tuple[int, int]:
    """Read one weekday of a month: (1, 0) is the first Monday."""
    position, _, day = " ".join(value.text.split()).casefold().partition(" ")
    if position not in POSITION_NAMES or day not in DAY_NAMES:
        raise Wrong(
            f"I need a weekday of the month here, such as first monday or last friday. Not {shown(value.text)}."
        )
    return POSITION_NAMES[position], DAY_NAMES.index(day)


def read_somebody(value: Scalar) -> Somebody:
    """Read a person: Slack's id, a mention, a handle or a name."""
    wrote = value.text.strip()
    mention = _MENTION.fullmatch(wrote)
    if mention:
        return Somebody(id=mention["id"])
    if _SLACK_ID.fullmatch(wrote):
        return Somebody(id=wrote)
    name = tidy(wrote.removeprefix("@"), lines=False)
    if not name or len(name) > 200:
        raise Wrong("I need a person here: a Slack id such as U012AB3CD, or a name.")
    return Somebody(name=name)


def _weekday(key: Key, value: Scalar) -> int:
    return read_weekday(value)


def _date(key: Key, value: Scalar) -> date:
    return read_date(value.text)


def _person(key: Key, value: Scalar) -> Somebody:
    return read_somebody(value)


SINGLE: Mapping[KeyKind, Callable[[Key, Scalar], Value]] = MappingProxyType(
    {
        "line": _text,
        "text": _text,
        "one": _text,
        "number": read_number,
        "score": _score,
        "date": _date,
        "time": _time,
        "zone": _zone,
        "choice": read_choice,
        "weekday": _weekday,
        "person": _person,
    }
)
