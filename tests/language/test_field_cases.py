"""Cases from the field and their neighbors: each is read as people mean it, or asked about. None is read wrong.

The cases are data: tests/field_cases/*.yaml, each with its expected result.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.conversations.hold import resume_at
from bot.conversations.machine import Ask, Context, State, answer, begin
from bot.domain.roles import Person
from bot.domain.when import zone_named
from bot.language.answers import Answer, Choice, Locale, Understood
from bot.language.context import Given
from bot.language.kept_values import schedule, text
from bot.language.schedules import Schedule
from bot.language.values import read_value
from bot.language.zones import read_zone

CASES = Path(__file__).parent.parent / "field_cases"
# A Monday, half past eight in Berlin.
NOW = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
LOCALE = Locale(None, ".")
CONTEXT = Context(
    now=NOW,
    zone="Europe/Berlin",
    locale=LOCALE,
    asker=Person(1, "U1", "Ana"),
    people=(Person(1, "U1", "Ana"),),
    roles=("Editor",),
    platforms=("Instagram", "Facebook", "LinkedIn"),
)
Case = Mapping[str, Any]


@cache
def cases(name: str) -> list[Case]:
    found: list[Case] = yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def each(name: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", cases(name), ids=[str(case["id"]) for case in cases(name)])


# ---------------------------------------------------------------- how a text was read


def heard(said: Answer[Any]) -> tuple[list[Any], bool, str]:
    """Return what a reader offers, whether it asks first, and everything that it says."""
    if isinstance(said, Understood):
        return [said.value], said.confirm, f"{said.echo} {said.question}"
    if isinstance(said, Choice):
        labels = [label for label, _ in said.options]
        return [value for _, value in said.options], True, f"{said.question} {' '.join(labels)}"
    return [], True, f"{said.problem} {said.example}"


def offered(state: State, name: str) -> list[Given]:
    """Return a conversation's understanding of a field, or its question about it."""
    if state.unsettled:
        meanings = [meaning.given or {} for one in state.unsettled for meaning in one.meanings]
        return [given for given in meanings if given.get(name)]
    return [state.given] if state.given.get(name) else []


def words_of(ask: Ask) -> str:
    """Return everything that a question says."""
    return " ".join([ask.problem, ask.text, ask.example, *(option.label for option in ask.options)])


def check_asked(case: Case, asked: bool, words: str) -> None:
    """Check that a case is asked about if it has to be, in words that name what is in doubt."""
    assert asked == ("ask" in case), words
    missing = [said for said in case.get("ask", ()) if said.casefold() not in words.casefold()]
    assert not missing, words


# ---------------------------------------------------------------- schedules


def planned(case: Case) -> tuple[State, Ask]:
    if case["reader"] == "slot":
        state, ask = begin("slot", case["text"], CONTEXT)
        return state, ask
    state, _ = begin("slot", "Tip of the day on Instagram, <@U1>", CONTEXT)
    state, said = answer(state, case["text"], CONTEXT)
    assert isinstance(said, Ask)
    return state, said


@each("recurrences")
def test_a_limit_beside_a_schedule_is_understood_or_asked_about(case: Case) -> None:
    check_planned(case)


@each("times")
def test_a_spoken_time_is_read_as_people_say_it(case: Case) -> None:
    check_planned(case)


def check_planned(case: Case) -> None:
    state, ask = planned(case)
    found = [schedule(given, name) for name in ("when", "part") for given in offered(state, name)]
    check_asked(case, bool(state.unsettled or ask.problem), words_of(ask))
    if "want" in case:
        assert found, words_of(ask)
        assert found[0].in_words() == case["want"]
        if "starts" in case:
            assert starts(found[0]) == case["starts"]
        elif not counts_from_a_day(found[0]):
            assert starts(found[0]) in (NOW.date(), None)
    title = text(state.given, "title")
    if "title" in case:
        assert title == case["title"]
    elif case["reader"] == "slot":
        assert not any(said.casefold() in title.casefold() for said in case.get("ask", ()))


def starts(found: Schedule) -> date | None:
    rules = [item.rule for item in found.items if item.rule is not None]
    return rules[0].start if rules else None


def counts_from_a_day(found: Schedule) -> bool:
    """Tell whether its words name a day: it is a single date, or counts every other one from there."""
    return "first on" in found.in_words() or "once, on" in found.in_words()


# ---------------------------------------------------------------- numbers


@each("numbers")
def test_a_number_is_what_people_mean_or_is_asked_about(case: Case) -> None:
    values, asked, words = heard(read_value(case["text"], "up", LOCALE))
    check_asked(case, asked, words)
    if "want" in case:
        assert values[0] == Decimal(case["want"])


# ---------------------------------------------------------------- zones


@each("zones")
def test_a_place_or_a_clock_is_what_people_mean_or_is_asked_about(case: Case) -> None:
    said = read_zone(case["text"], NOW.date())
    values, asked, words = heard(said)
    check_asked(case, asked, f"{words} {' '.join(values)}")
    if "want" in case:
        assert values[0] == case["want"]
    assert not [value for value in values for never in case.get("never", ()) if value.startswith(never)]
    for value in values:
        assert zone_named(value).key == value


# ---------------------------------------------------------------- holds


@each("holds")
def test_a_hold_is_what_people_mean_or_is_asked_about(case: Case) -> None:
    state, ask = begin("hold", case["text"], CONTEXT)
    check_asked(case, not ask.is_summary, words_of(ask))
    if "platform" not in case:
        return
    given = state.given
    scope = text(given, "scope")
    assert ("" if scope == "everything" else scope) == case["platform"]
    assert text(given, "reason") == case["reason"]
    until = resume_at(given)
    on_clock = until.astimezone(zone_named("Europe/Berlin")).strftime("%Y-%m-%dT%H:%M") if until else "told"
    assert on_clock == case["until"]


def test_the_cases_are_many_and_none_is_there_twice() -> None:
    every = [case for name in ("recurrences", "times", "numbers", "zones", "holds") for case in cases(name)]
    assert len({case["id"] for case in every}) == len(every)
    assert len([case for case in every if not str(case["id"]).startswith("F")]) >= 60
    assert all("want" in case or "ask" in case or "platform" in case for case in every)
