"""Whatever is typed, an answer comes back: no exception, no value out of bounds, and no long wait."""

import re
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.when import EARLIEST, LATEST
from bot.language.answers import (
    Answer,
    Choice,
    Locale,
    Unclear,
    Understood,
    clean_text,
    fold,
    is_command_word,
    plain,
    read_choice,
    read_yes_no,
)
from bot.language.clock import LONGEST_SNOOZE, read_snooze, read_time
from bot.language.dates import read_date
from bot.language.numbers import LARGEST, read_number
from bot.language.people import read_people
from bot.language.phrases import read_goal, read_slot
from bot.language.platform_names import read_platform, read_platform_or_text
from bot.language.schedules import read_schedule
from bot.language.targets import read_target
from bot.language.weekdays import read_days
from tests.examples import examples
from tests.language import phrases
from tests.language.phrases import AMERICAN, GERMAN, JAPANESE, OPEN, TODAY

if TYPE_CHECKING:
    from _typeshed import TraceFunction

V = TypeVar("V")
NOW = datetime.combine(TODAY, time(23, 59))
LOCALES = st.sampled_from([OPEN, AMERICAN, GERMAN, JAPANESE])

TYPED = [row[0] for name, rows in vars(phrases).items() if name.isupper() and isinstance(rows, list) for row in rows]
# Pieces of real answers in the wrong order reach further into a grammar than random letters.
TIES = [",", "/", "-", "&", "+", "@", ":", ";", ".", "<@U1>", "<!here>"]
WORDS = st.sampled_from(sorted({word for text in TYPED for word in text.split()} | set(TIES)))
MIXED = st.lists(WORDS, max_size=14).map(" ".join) | st.lists(WORDS, max_size=10).map("".join)
ANY = st.text(max_size=200) | MIXED | st.tuples(MIXED, st.text(max_size=10), MIXED).map("".join)

# Each repeats something that a careless grammar would try in exponentially or quadratically many ways.
WEARING = [
    "mon,",
    "mo-",
    "mon, we ",
    "mon and ",
    "1.",
    "1,000.",
    "1 000 ",
    "1st and ",
    "first and ",
    "twenty ",
    "a dozen ",
    " ",
    "!",
    ",.!",
    "<",
    "<@U1|",
    "@",
    "@a.",
    "a ",
    "a/",
    "and ",
    "by ",
    "from ",
    "9 and ",
    "9:00 ",
    "x time ",
    "the ",
    "every ",
    "maybe ",
    "( ) ",
    "me ",
    "&amp;",
    "double ",
    "end of ",
]


def readers(locale: Locale) -> list[Callable[[str], object]]:
    return [
        lambda text: read_date(text, TODAY, locale),
        lambda text: read_date(text, TODAY, locale, past=True),
        lambda text: read_number(text, locale),
        lambda text: read_target(text, locale),
        read_time,
        read_days,
        lambda text: read_schedule(text, TODAY, locale),
        read_people,
        lambda text: read_goal(text, TODAY, locale),
        lambda text: read_slot(text, TODAY, locale),
        lambda text: read_snooze(text, NOW, locale),
        lambda text: read_choice(text, ["Instagram editor", "Community manager"]),
        read_yes_no,
        is_command_word,
        lambda text: clean_text(text, 500),
        read_platform,
        read_platform_or_text,
    ]


def said(answer: object) -> list[str]:
    """Return every sentence in an answer that a person would read."""
    if isinstance(answer, Understood):
        return [answer.echo]
    if isinstance(answer, Choice):
        return [answer.question, *(label for label, _ in answer.options)]
    return [answer.problem, answer.example] if isinstance(answer, Unclear) else []


@examples(400)
@given(ANY, LOCALES)
@example("İ" * 50, OPEN)
@example("\ud800", OPEN)
@example("ſat 9 ½", OPEN)
@example("٣/٤", OPEN)
@example("in 99999 years", OPEN)
def test_any_text_gets_an_answer(text: str, locale: Locale) -> None:
    for read in readers(locale):
        answer = read(text)
        assert all(sentence.strip() for sentence in said(answer)) or plain(text) == ""
        # Nothing that people see grows without bounds, however long the text.
        assert all(len(sentence) < 2_000 for sentence in said(answer)) or isinstance(answer, Understood)


@examples(300)
@given(ANY, LOCALES)
def test_values_are_within_bounds(text: str, locale: Locale) -> None:
    for day in values(read_date(text, TODAY, locale)):
        assert TODAY <= day <= LATEST
    for day in values(read_date(text, TODAY, locale, past=True)):
        assert EARLIEST <= day <= TODAY
    for number in values(read_number(text, locale)):
        assert number.is_finite()
        assert abs(number) <= LARGEST
    for days in values(read_days(text)):
        assert days
        assert days <= set(range(7))
    for pause in values(read_snooze(text, NOW, locale)):
        ahead = pause if isinstance(pause, timedelta) else datetime.combine(*pause) - NOW
        assert timedelta(0) < ahead <= LONGEST_SNOOZE
    for schedule in values(read_schedule(text, TODAY, locale)):
        assert schedule.items
        assert all(item.rule or item.wall is not None for item in schedule.items)
    people = read_people(text).people
    assert len(set(people)) == len(people)


def values(answer: Answer[V]) -> list[V]:
    if isinstance(answer, Understood):
        return [answer.value]
    return [value for _, value in answer.options] if isinstance(answer, Choice) else []


@examples(200)
@given(st.text(max_size=300))
def test_folding_keeps_the_length_so_that_a_span_is_a_span(text: str) -> None:
    assert len(fold(text)) == len(text)


@examples(200)
@given(st.text(max_size=300))
def test_plain_text_holds_nothing_that_a_database_or_a_reader_would_stumble_over(text: str) -> None:
    found = plain(text)
    assert found == found.strip()
    assert not re.search(r"[\x00-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", found)
    found.encode()


def work(run: Callable[[], object]) -> int:
    """Count the lines of Python that a call executes: a measure of work that doesn't depend on the machine."""
    lines = 0

    def count(frame: FrameType, event: str, argument: object) -> "TraceFunction":
        nonlocal lines
        lines += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        run()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize("piece", WEARING)
def test_ten_thousand_characters_are_little_work(piece: str) -> None:
    """The lines executed grow no faster than the text: at most about two loops over its characters, for each reader."""
    text = (piece * 10_000)[:10_000] + "\u00a7"
    for read in readers(OPEN):
        assert 0 < work(partial(read, text)) < 400_000


@pytest.mark.parametrize("piece", WEARING)
@pytest.mark.parametrize("length", [290, 990])
def test_no_pattern_tries_the_same_place_again_and_again(piece: str, length: int) -> None:
    """At the longest text that the readers read, endless backtracking would never return."""
    text = (piece * length)[:length] + "\u00a7"
    for read in readers(OPEN):
        read(text)
