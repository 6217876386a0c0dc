"""The latest number as people type it: a rating on its scale, a yes or a no, and the goals that ask for them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.answers import Locale, Unclear, Understood
from bot.language.phrases import read_goal
from bot.language.targets import Target, read_target, say_target
from bot.language.values import read_rating, read_value, read_yes

LOCALE = Locale("dmy", ".", 0)
TODAY = date(2026, 3, 30)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        *[(text, 1) for text in ("yes", "Yes.", "y", "true", "done", "1", "✅", "Ja", "of course")],
        *[(text, 0) for text in ("no", "No!", "n", "not yet", "0", "❌", "nein", "it is not")],
    ],
)
def test_a_yes_or_a_no_is_read(typed: str, value: int) -> None:
    assert read_yes(typed) == Understood(Decimal(value), "yes" if value else "no")


@pytest.mark.parametrize("typed", ["maybe", "640", "yes and no", "2", ""])
def test_what_is_neither_yes_nor_no_is_asked_again(typed: str) -> None:
    answer = read_yes(typed)
    assert isinstance(answer, Unclear)
    assert answer.example == "yes"


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("4", "4"),
        ("4.5", "4.5"),
        ("4,5", "4.5"),
        ("4 stars", "4"),
        ("4/5", "4"),
        ("4 / 5", "4"),
        ("4 of 5", "4"),
        ("4 out of 5", "4"),
        ("4 out of five stars", "4"),
        ("4 stars out of 5", "4"),
        ("four", "4"),
        ("a rating of 3", "3"),
        ("★★★★", "4"),
        ("⭐⭐⭐", "3"),
        ("★★★☆☆", "3"),
        ("1", "1"),
        ("5/5", "5"),
    ],
)
def test_a_rating_is_read_however_its_scale_is_said(typed: str, value: str) -> None:
    answer = read_rating(typed, LOCALE)
    assert isinstance(answer, Understood)
    assert answer.value == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("0", "not on the scale"),
        ("6", "not on the scale"),
        ("8/10", "another scale"),
        ("80 of 100", "another scale"),
        ("good", "as a rating from 1 to 5"),
        ("4 and 5", "as a rating from 1 to 5"),
        ("", "as a rating from 1 to 5"),
    ],
)
def test_what_is_no_rating_from_one_to_five_is_asked_again(typed: str, says: str) -> None:
    answer = read_rating(typed, LOCALE)
    assert isinstance(answer, Unclear)
    assert says in answer.problem
    assert answer.example == "4"


@given(st.text(max_size=60), st.sampled_from(["up", "down", "within", "yesno", "rating"]))
def test_any_text_is_read_or_asked_again(typed: str, direction: str) -> None:
    answer = read_value(typed, direction, LOCALE)  # type: ignore[arg-type]
    if isinstance(answer, Understood) and direction == "yesno":
        assert answer.value in (0, 1)
    if isinstance(answer, Understood) and direction == "rating":
        assert 1 <= answer.value <= 5


RANGE = Target(Decimal(4), unit="hours", direction="within", floor=Decimal(1))
RATING = Target(Decimal(4), direction="rating")
YES = Target(Decimal(1), direction="yesno")


@pytest.mark.parametrize(
    ("typed", "target", "measure", "statement"),
    [
        ("keep answer time between 1 and 4 hours", RANGE, "answer time", "keep answer time between 1 and 4 hours"),
        ("Keep our answer time between 1 and 4 hours", RANGE, "answer time", None),
        ("a rating of 4 out of 5 from customers", RATING, "rating from customers", None),
        ("A rating of 4 from our guests by end of June", RATING, "rating from our guests", None),
        ("4 out of 5 stars on Google", RATING, None, None),
        ("yes or no: Is every question answered?", YES, None, "Is every question answered?"),
        ("Yes/no: 3 podcasts are out", YES, None, "3 podcasts are out"),
    ],
)
def test_a_goal_can_be_about_quality(typed: str, target: Target, measure: str | None, statement: str | None) -> None:
    draft = read_goal(typed, TODAY, LOCALE)
    assert draft.target == target
    assert draft.problems == ()
    if measure is not None:
        assert draft.measure == measure
    if statement is not None:
        assert draft.statement == statement


@pytest.mark.parametrize(
    ("typed", "direction"),
    [
        ("win 3 out of 5 customers back", None),  # a share of people is no rating
        ("at least 4 stars", "up"),
        ("from 1 to 4 hours", "up"),
        ("post between 9 and 10", None),
        ("say yes to 100 people", None),
    ],
)
def test_what_only_looks_like_quality_is_a_number(typed: str, direction: str | None) -> None:
    target = read_goal(typed, TODAY, LOCALE).target
    assert target is not None
    assert target.direction == direction


@pytest.mark.parametrize("target", [RANGE, RATING, YES, Target(Decimal(0), direction="yesno")])
def test_what_is_said_of_a_target_reads_as_the_same(target: Target) -> None:
    answer = read_target(say_target(target, LOCALE), LOCALE)
    assert isinstance(answer, Understood)
    assert answer.value == target
