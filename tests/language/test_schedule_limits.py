"""A limit of a schedule changes its meaning, or is asked about: everywhere that a schedule can be typed."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.answers import Locale, Understood
from bot.language.phrases import read_slot
from bot.language.schedules import Schedule, read_schedule
from tests.examples import examples

TODAY = date(2026, 11, 30)
LOCALE = Locale(None, ".")
PLAIN = (
    "every Monday at 9",
    "Tuesdays and Fridays at 10:00",
    "weekdays 9am",
    "every day at noon",
    "every other Thursday at 16:30",
    "on the 15th of each month at 9",
    "first Monday of the month at 10",
)
HEADS = (
    *("except", "excluding", "excl.", "but not", "but not on", "not on", "not in", "never on", "without", "minus"),
    *("apart from", "other than", "skip", "skipping", "leaving out", "omitting", "unless", "barring"),
    *("until", "till", "through", "thru", "throughout", "up to", "during", "before", "after", "outside", "between"),
    *("only in", "only on", "only during", "only if", "if", "when", "while", "whenever", "as long as"),
    *("pausing in", "with a break in", "in", "over", "for", "from", "around"),
)
OBJECTS = (
    *("holidays", "bank holidays", "the school holidays", "24 December", "the 24th", "August", "July and August"),
    *("the summer", "winter", "Christmas", "Easter", "Ramadan", "the rainy season", "the first week of January"),
    *("Christmas week", "Q3", "2027", "term time", "weekends in May"),
)
TAILS = (
    *(
        "every year",
        "each quarter",
        "once a quarter",
        "twice a month",
        "three times a year",
        "in odd weeks",
        "even weeks",
    ),
    *("alternating with Facebook", "in alternate weeks", "alternating weeks", "semi-weekly", "bi-annually"),
    *("for six weeks", "for 3 months", "for a year", "for the next 5 weeks", "6 times", "ten times in all"),
    *("this month", "next month", "this year", "this week only", "summer only", "in December", "only in December"),
    *("until the shop opens", "till further orders", "as long as the sale runs", "when it rains", "if it rains"),
    *(
        "unless somebody is ill",
        "starting in spring",
        "in 2 weeks",
        "from now to Easter",
        "skip strikes",
        "ending in March",
    ),
    *("on market days", "on school days", "no posts in August", "off in August", "week A only", "all winter"),
    *(
        "second to last week",
        "penultimate week",
        "rotating",
        "taking turns",
        "every third weekend",
        "every 2nd weekday",
    ),
)
PHRASES = (*TAILS, *(f"{head} {thing}" for head in HEADS for thing in OBJECTS))


def dates(found: Schedule) -> list[tuple[date, time | None]]:
    """Return when it happens in the next two years."""
    return sorted(
        (
            (day, item.wall)
            for item in found.items
            if item.rule
            for day in item.rule.dates(TODAY, TODAY + timedelta(730))
        ),
        key=str,
    )


def without(schedule: str) -> list[tuple[date, time | None]]:
    read = read_schedule(schedule, TODAY, LOCALE)
    assert isinstance(read, Understood)
    assert not read.confirm
    return dates(read.value)


BARE = {schedule: without(schedule) for schedule in PLAIN}


def check(schedule: str, sentence: str) -> None:
    """Read a limited schedule wherever it can be typed: the question for it, and the sentence about a post with it."""
    read = read_schedule(sentence, TODAY, LOCALE)
    if isinstance(read, Understood) and not read.confirm:
        assert dates(read.value) != BARE[schedule], sentence
    for whole in (f"Baking tip on Instagram {sentence}", f"Instagram {sentence}, <@U1>"):
        draft = read_slot(whole, TODAY, LOCALE)
        if draft.problems or "schedule" in draft.doubtful:
            continue
        assert draft.schedule is not None, whole
        assert dates(draft.schedule) != BARE[schedule], whole


@pytest.mark.parametrize("phrase", TAILS)
def test_a_limit_changes_the_meaning_or_is_asked_about(phrase: str) -> None:
    for schedule in PLAIN[:2]:
        check(schedule, f"{schedule} {phrase}")


@examples(150)
@given(st.sampled_from(PLAIN), st.sampled_from(PHRASES), st.sampled_from([" ", ", ", " (", " - "]))
def test_any_limit_after_a_schedule_is_asked_about_or_changes_it(schedule: str, phrase: str, tie: str) -> None:
    check(schedule, f"{schedule}{tie}{phrase}{')' if '(' in tie else ''}")


@examples(100)
@given(st.sampled_from(PLAIN), st.sampled_from(PHRASES))
def test_any_limit_before_a_schedule_is_asked_about_or_changes_it(schedule: str, phrase: str) -> None:
    check(schedule, f"{phrase}, {schedule}")


@pytest.mark.thorough
def test_every_limit_with_every_schedule_is_asked_about_or_changes_it() -> None:
    for schedule in PLAIN:
        for phrase in PHRASES:
            check(schedule, f"{schedule} {phrase}")
            check(schedule, f"{phrase}, {schedule}")


@pytest.mark.parametrize("phrase", ["for our customers", "by Ana", "with love", "please", "as always"])
def test_what_limits_nothing_is_left_to_the_title(phrase: str) -> None:
    draft = read_slot(f"Baking tip on Instagram every Monday at 9 {phrase}", TODAY, LOCALE)
    assert draft.schedule is not None
    assert not draft.problems
    assert not draft.doubtful
    assert dates(draft.schedule) == BARE["every Monday at 9"]
