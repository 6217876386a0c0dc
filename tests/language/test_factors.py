"""Factors: "double our followers" is one; "double chocolate cookies" and "the half day workshop" are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.language.answers import Understood
from bot.language.phrases import GoalDraft, read_goal
from bot.language.targets import read_target
from tests.language.phrases import OPEN, TODAY

COUNTED = (
    ("300 tickets for the half day workshop", 300),
    ("300 tickets for the half-day workshop by 30 June", 300),
    ("sell 200 double chocolate cookies", 200),
    ("200 boxes of double chocolate cookies by 30 June", 200),
    ("40 loaves of twice-baked bread a day", 40),
    ("double chocolate cookies: 200 a week", 200),
    ("500 runners at the half marathon", 500),
    ("Half marathon: 500 runners by 30 June", 500),
    ("90 nights in a double room", 90),
    ("double rooms booked: 90 by June", 90),
    ("50 double espressos a day", 50),
    ("triple pack sales to 400", 400),
    ("1,000 double opt-in subscribers", 1000),
    ("100 half-price vouchers", 100),
    ("80 sign-ups for Triple Tuesday", 80),
    ("60 visits to the quadruple bypass page", 60),
    ("120 members who come twice a week", 120),
    ("250 guests in the second half of June", 250),
    ("25 half pints a night", 25),
)
UNCOUNTED = (
    "half day workshop",
    "more twice-baked bread",
    "the half marathon sold out",
    "more double opt-in subscribers",
    "bake the best triple chocolate cake",
    "a page about the half pipe",
    "a full house at the half-term camp",
)
FACTORS = (
    ("double our followers by 30 June", 100),
    ("double the number of visits", 100),
    ("we want to double our LinkedIn leads", 100),
    ("double from 400 followers", 100),
    ("twice as many visits", 100),
    ("twice our bookings", 100),
    ("halve complaints", -50),
    ("halve the complaints, now 24", -50),
    ("half as many complaints", -50),
    ("half the complaints", -50),
    ("cut the unanswered messages in half, now 24 a week", -50),
    ("cut complaints by half", -50),
    ("triple newsletter signups by June", 200),
    ("quadruple sales", 300),
    ("doubling our sales", 100),
    ("2x leads", 100),
    ("double our double room bookings", 100),
)


def goal(text: str) -> GoalDraft:
    return read_goal(text, TODAY, OPEN)


@pytest.mark.parametrize(("text", "value"), COUNTED)
def test_a_factor_word_beside_a_counted_noun_is_no_factor(text: str, value: int) -> None:
    target = goal(text).target
    assert target is not None
    assert (target.value, target.change_percent) == (Decimal(value), None)


@pytest.mark.parametrize("text", UNCOUNTED)
def test_a_factor_word_that_only_describes_is_no_number(text: str) -> None:
    assert goal(text).target is None
    assert not isinstance(read_target(text, OPEN), Understood)


@pytest.mark.parametrize("text", ["double chocolate cookies", "triple chocolate cake sales"])
def test_what_may_be_either_is_asked_about(text: str) -> None:
    draft = goal(text)
    assert draft.target is None or "target" in draft.doubtful
    read = read_target(text, OPEN)
    assert not isinstance(read, Understood) or read.confirm


@pytest.mark.parametrize(("text", "percent"), FACTORS)
def test_a_factor_of_what_is_counted_stays_one(text: str, percent: int) -> None:
    target = goal(text).target
    assert target is not None
    assert target.change_percent == percent


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("60 a day instead of 40", 60, ""),
        ("140 now", 140, ""),
        ("say 80 a day", 80, ""),
        ("2000 honest G2 reviews", 2000, "honest G2 reviews"),
        ("4.6/5 Google rating", None, ""),
    ],
)
def test_what_is_counted_is_a_noun(text: str, value: int | None, unit: str) -> None:
    target = goal(text).target
    if value is None:
        assert target is None or target.direction == "rating"
        return
    assert target is not None
    assert target.value == value
    assert target.unit == unit
