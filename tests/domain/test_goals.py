"""Goals: when a number is asked for, how it stands against target and pace, and what a new goal may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.domain.goals import Measure, NewGoal, Reading, expected, is_due, looks_like_slip, renumbered, standing
from bot.domain.roles import Who

MONDAY = date(2026, 3, 30)


def measure(
    *values: int | str,
    direction: str = "up",
    cadence: str = "week",
    baseline: int | None = None,
    target: int = 1000,
    due: date = date(2026, 6, 29),
) -> Measure:
    """Make a measure with one reading a week from MONDAY on; it started there, where a baseline is given."""
    readings = tuple(Reading(MONDAY + timedelta(weeks=n), Decimal(value)) for n, value in enumerate(values))
    return Measure(
        id=1,
        goal_id=1,
        name="Instagram followers",
        unit="followers",
        direction="down" if direction == "down" else "up",
        cadence="month" if cadence == "month" else "quarter" if cadence == "quarter" else "week",
        baseline=Decimal(baseline) if baseline is not None else None,
        baseline_on=MONDAY if baseline is not None else None,
        target=Decimal(target),
        due=due,
        measurer_role_id=1,
        reviewer_role_id=2,
        readings=readings,
    )


# ---------------------------------------------------------------- when a number is asked for


@pytest.mark.parametrize(
    ("cadence", "given_in", "asked_in", "is_asked"),
    [
        ("week", date(2026, 3, 30), date(2026, 3, 30), False),
        ("week", date(2026, 3, 30), date(2026, 4, 6), True),
        ("month", date(2026, 3, 30), date(2026, 4, 20), False),
        ("month", date(2026, 3, 30), date(2026, 4, 27), True),
        ("quarter", date(2026, 3, 30), date(2026, 6, 15), False),
        ("quarter", date(2026, 3, 30), date(2026, 6, 22), True),
    ],
)
def test_a_number_is_asked_for_by_its_own_cadence(cadence: str, given_in: date, asked_in: date, is_asked: bool) -> None:
    one = measure(640, cadence=cadence)
    assert one.readings[0].week == given_in
    assert is_due(one, asked_in) is is_asked


def test_the_first_number_is_asked_for_whatever_the_cadence() -> None:
    assert is_due(measure(cadence="quarter"), MONDAY)


def test_a_number_of_a_later_week_does_not_answer_for_an_earlier_one() -> None:
    assert is_due(measure(640), MONDAY - timedelta(weeks=1))


# ---------------------------------------------------------------- where an even pace stands


@pytest.mark.parametrize(
    ("today", "pace"),
    [
        (date(2026, 3, 29), None),
        (date(2026, 3, 30), Decimal(400)),
        (date(2026, 5, 14), Decimal("696.7032967032967032967032967")),
        (date(2026, 6, 28), Decimal("993.4065934065934065934065934")),
        (date(2026, 6, 29), Decimal(1000)),
        (date(2027, 1, 1), Decimal(1000)),
    ],
)
def test_an_even_pace_goes_straight_from_the_start_to_the_target(today: date, pace: Decimal | None) -> None:
    assert expected(measure(baseline=400), today) == pace


def test_without_a_start_no_pace_is_known() -> None:
    assert expected(measure(640), date(2026, 5, 1)) is None


@given(
    start=st.integers(-(10**6), 10**6),
    target=st.integers(-(10**6), 10**6),
    days=st.integers(1, 3000),
    gone=st.integers(0, 3000),
)
def test_an_even_pace_never_leaves_the_way_between_start_and_target(
    start: int, target: int, days: int, gone: int
) -> None:
    one = measure(baseline=start, target=target, due=MONDAY + timedelta(days=days))
    pace = expected(one, MONDAY + timedelta(days=gone))
    assert pace is not None
    assert min(start, target) <= pace <= max(start, target)


# ---------------------------------------------------------------- how it stands


@pytest.mark.parametrize(
    ("one", "today", "stands"),
    [
        (measure(), date(2026, 4, 3), "no_reading"),
        (measure(400, baseline=400), date(2026, 4, 3), "too_early"),
        (measure(400, 410, baseline=400), date(2026, 4, 10), "too_early"),
        (measure(400, 410, 411, baseline=400), date(2026, 4, 17), "behind"),
        (measure(400, 410, 600, baseline=400), date(2026, 4, 17), "on_pace"),
        (measure(1000, baseline=400), date(2026, 4, 3), "reached"),
        (measure(400, 410, 411), date(2026, 4, 17), "behind"),
        (measure(400, 410, 600), date(2026, 4, 17), "on_pace"),
        (measure(50, 40, 39, direction="down", baseline=50, target=10), date(2026, 4, 17), "on_pace"),
        (measure(50, 49, 48, direction="down", baseline=50, target=10), date(2026, 4, 17), "behind"),
        (measure(50, 10, direction="down", baseline=50, target=10), date(2026, 4, 10), "reached"),
        (measure(400, 600, 999, baseline=400), date(2026, 7, 1), "behind"),
    ],
)
def test_a_measure_is_judged_after_three_numbers_and_no_sooner(one: Measure, today: date, stands: str) -> None:
    assert standing(one, today) == stands


@given(values=st.lists(st.integers(0, 999), min_size=1, max_size=2), day=st.integers(0, 500))
def test_under_three_numbers_nothing_short_of_the_target_is_called_behind(values: list[int], day: int) -> None:
    assert standing(measure(*values, baseline=0), MONDAY + timedelta(days=day)) == "too_early"


# ---------------------------------------------------------------- a new goal


def new(**more: object) -> NewGoal:
    """Make a goal out of what every goal needs, and more."""
    whole: dict[str, object] = {
        "statement": "1,000 followers",
        "measure": "followers",
        "target": Decimal(1000),
        "due": date(2026, 6, 30),
        "measurer": Who(slack_id="U1"),
        "reviewer": Who(slack_id="U1"),
        **more,
    }
    return NewGoal.model_validate(whole)


def test_a_target_below_the_start_is_to_be_fallen_to() -> None:
    assert new(baseline=Decimal(2000)).direction == "down"
    assert new(baseline=Decimal(400)).direction == "up"
    assert new().direction == "up"


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal(10) ** 13])
@pytest.mark.parametrize("field", ["target", "baseline"])
def test_a_goal_takes_no_impossible_number(field: str, number: Decimal) -> None:
    with pytest.raises(ValidationError):
        new(**{field: number})


@pytest.mark.parametrize(
    "wrong", [{"statement": ""}, {"statement": "x" * 1001}, {"measure": ""}, {"measure": "x" * 81}, {"colour": "red"}]
)
def test_a_goal_takes_no_empty_or_endless_text(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        new(**wrong)


@pytest.mark.parametrize(
    ("statement", "old", "new", "after"),
    [
        ("1,000 Instagram followers", 1000, 1200, "1,200 Instagram followers"),
        ("1000 followers", 1000, 12000, "12000 followers"),
        ("1.000 Abonnenten bis Juni", 1000, 1500, "1.500 Abonnenten bis Juni"),
        ("1 000 abonnés", 1000, 900, "900 abonnés"),
        ("From 400 to 1,000,000 readers", 1000000, 2000000, "From 400 to 2,000,000 readers"),
        ("Reach 50% of 50 shops", 50, 60, "Reach 50% of 50 shops"),  # which of the two?
        ("12 posts on 12/3", 12, 15, "15 posts on 12/3"),
        ("Grow by 1.5 points", 1, 2, "Grow by 1.5 points"),
        ("1,000 followers", 500, 700, "1,000 followers"),
        ("1,000 followers", 1000, Decimal("1.5"), "1,000 followers"),
        ("Ten new shops", 10, 12, "Ten new shops"),
        ("Q4: 1k followers", 1, 2, "Q4: 1k followers"),
        ("Ten leads a week by 10 June", 10, 15, "Ten leads a week by 10 June"),  # a day
        ("12 leads a week by June", 12, 15, "12 leads a week by June"),  # it might be one
        ("1,000 followers by 30 June", 1000, 1200, "1,200 followers by 30 June"),
        ("10-15 leads", 10, 12, "10-15 leads"),
        ("Answer by 12:30", 30, 40, "Answer by 12:30"),
        ("-5 % churn", 5, 3, "-5 % churn"),
        ("10. Platz", 10, 8, "10. Platz"),
    ],
)
def test_a_goals_name_says_its_new_target(statement: str, old: int, new: int | Decimal, after: str) -> None:
    """Where it said the old one, once, as a whole number; people's own words stay otherwise."""
    assert renumbered(statement, Decimal(old), Decimal(new)) == after


# ---------------------------------------------------------------- slips


@pytest.mark.parametrize(
    ("before", "baseline", "target", "value", "is_slip"),
    [
        ((640,), None, 1000, 6400, True),
        ((640,), None, 1000, 6399, False),
        ((640,), None, 1000, 64, True),
        ((640,), None, 1000, 65, False),
        ((640,), None, 1000, 0, True),
        ((640,), None, 1000, -640, True),
        ((0,), None, 1000, 500, False),
        ((), 400, 10_000, 39, True),
        ((), 400, 10_000, 4000, True),
        ((), 400, 10_000, 410, False),
        ((), 0, 1000, 100, True),
        ((), None, 1000, 101, False),
        ((), None, 1000, 10_000, True),
    ],
)
def test_ten_times_or_a_tenth_of_the_last_number_looks_like_a_slip(
    before: tuple[int, ...], baseline: int | None, target: int, value: int, is_slip: bool
) -> None:
    """The first number is held against where it started, or else against its target."""
    assert looks_like_slip(measure(*before, baseline=baseline, target=target), Decimal(value)) == is_slip


def test_a_yes_a_no_and_a_rating_are_never_slips() -> None:
    for direction in ("yesno", "rating"):
        assert not looks_like_slip(replace(measure(5), direction=direction), Decimal(0))
