"""Numbers that have not only to grow or shrink: ranges, ratings, yes or no; and the line from which on one worries."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from bot.domain.goals import (
    Direction,
    Measure,
    MeasureDetails,
    NewGoal,
    expected,
    is_beyond_worry,
    standing,
    way_gone,
    wrong_target,
)
from bot.domain.roles import Who
from bot.views.plan.measures import against, target_words, worry_words
from tests.domain.any_plan import measures
from tests.domain.plans import MEASURE, TODAY, readings


def measure(direction: Direction, target: str, *values: str, floor: str | None = None, **more: Any) -> Measure:
    """Make a measure of a kind with one value a week."""
    details = MeasureDetails(floor=Decimal(floor) if floor else None, **more.pop("details", {}))
    made = replace(MEASURE, direction=direction, target=Decimal(target), readings=readings(*values), details=details)
    return replace(made, **more)


@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (measure("within", "4", floor="1"), "no_reading"),
        (measure("within", "4", "3", floor="1"), "reached"),
        (measure("within", "4", "1", floor="1"), "reached"),
        (measure("within", "4", "4", floor="1"), "reached"),
        (measure("within", "4", "5", "5", floor="1"), "too_early"),
        (measure("within", "4", "5", "5", "5", floor="1"), "behind"),
        (measure("within", "4", "3", "3", "0.5", floor="1"), "behind"),
        (measure("within", "4", "3", "3", "0.5"), "reached"),  # its lower end is not known yet
        (measure("yesno", "1", "1"), "reached"),
        (measure("yesno", "1", "0"), "too_early"),
        (measure("yesno", "1", "0", "0"), "too_early"),
        (measure("yesno", "1", "1", "1", "0"), "behind"),
        (measure("yesno", "0", "0"), "reached"),
        (measure("rating", "4", "4"), "reached"),
        (measure("rating", "4", "4.5"), "reached"),
        (measure("rating", "4", "3.9", "3.9"), "too_early"),
        (measure("rating", "4", "3", "3", "3.9", baseline=Decimal(3)), "on_pace"),
        (measure("rating", "4", "3", "3", "3", baseline=Decimal(3)), "behind"),
    ],
)
def test_how_it_stands(one: Measure, stands: str) -> None:
    assert standing(one, TODAY) == stands


@pytest.mark.parametrize("direction", ["within", "yesno"])
def test_what_is_so_or_not_has_no_pace_and_no_way(direction: Direction) -> None:
    one = measure(direction, "1", "0", "0", "1")
    assert expected(one, TODAY) is None
    assert way_gone(one) is None


def test_a_rating_has_a_way() -> None:
    assert way_gone(measure("rating", "4", "3.5", baseline=Decimal(3))) == Decimal("0.5")


@pytest.mark.parametrize(
    ("direction", "target", "floor", "worry", "last", "beyond"),
    [
        ("up", "1000", None, "500", "499", True),
        ("up", "1000", None, "500", "500", False),
        ("down", "10", None, "50", "51", True),
        ("down", "10", None, "50", "50", False),
        ("rating", "4", None, "3", "2.9", True),
        ("rating", "4", None, "3", "3", False),
        ("within", "4", "1", "8", "9", True),
        ("within", "4", "1", "8", "7", False),
        ("within", "4", "1", "0.5", "0.4", True),
        ("within", "4", "1", "0.5", "9", False),
        ("yesno", "1", None, "1", "0", False),
        ("up", "1000", None, None, "0", False),
        ("up", "400", None, "500", "450", False),  # reached is reached, wherever the line was drawn
    ],
)
def test_the_worry_line(
    direction: Direction, target: str, floor: str | None, worry: str | None, last: str, beyond: bool
) -> None:
    one = measure(direction, target, "3", "3", last, floor=floor, details={"worry": worry})
    assert is_beyond_worry(one) is beyond


@pytest.mark.parametrize("values", [(), ("1",), ("1", "1")])
def test_before_three_numbers_nothing_is_wrong(values: tuple[str, ...]) -> None:
    one = measure("up", "1000", *values, details={"worry": Decimal(500)})
    assert not is_beyond_worry(one)
    assert standing(one, TODAY) in ("no_reading", "too_early")


def test_beyond_the_line_it_is_said_what_the_team_would_do() -> None:
    line = {"worry": Decimal(500), "if_wrong": "Ask ten of them."}
    said = worry_words(measure("up", "1000", "9", "9", "9", details=line), ".")
    assert said == "Beyond the worry line of 500. You said what you would do: Ask ten of them."
    asked = worry_words(measure("up", "1000", "9", "9", "9", details={"worry": Decimal(500)}), ".")
    assert asked == "Beyond the worry line of 500. What do you do now?"
    assert worry_words(measure("up", "1000", "600", "600", "600", details=line), ".") == ""


@pytest.mark.parametrize(
    ("one", "aimed", "stands"),
    [
        (measure("up", "1000", unit="readers"), "1,000 readers", "3 of 1,000 readers"),
        (measure("down", "1", unit="hours"), "1 hours", "3, down to 1 hours"),
        (measure("within", "4", floor="1", unit="hours"), "between 1 and 4 hours", "3, to stay between 1 and 4 hours"),
        (measure("within", "4", unit="hours"), "at most 4 hours", "3, to stay at most 4 hours"),
        (measure("rating", "4"), "4 out of 5", "3, aiming at 4 out of 5"),
        (measure("yesno", "1"), "yes", "yes, aiming at yes"),
        (measure("yesno", "0"), "no", "yes, aiming at no"),
    ],
)
def test_it_is_said_as_people_would(one: Measure, aimed: str, stands: str) -> None:
    assert target_words(one, ".") == aimed
    assert against(one, Decimal(3), ".") == stands


@pytest.mark.parametrize(
    ("direction", "target", "floor", "is_wrong"),
    [
        ("rating", "5", None, False),
        ("rating", "6", None, True),
        ("rating", "0", None, True),
        ("yesno", "1", None, False),
        ("yesno", "2", None, True),
        ("within", "4", "1", False),
        ("within", "4", "4", True),
        ("within", "4", None, False),
        ("up", "-3", "9", False),
    ],
)
def test_a_target_fits_its_kind(direction: Direction, target: str, floor: str | None, is_wrong: bool) -> None:
    low = Decimal(floor) if floor else None
    assert bool(wrong_target(direction, Decimal(target), low)) is is_wrong


def test_a_new_goal_knows_its_kind_and_takes_no_target_that_does_not_fit() -> None:
    told: dict[str, Any] = {
        "statement": "Quick answers",
        "measure": "answer time",
        "target": Decimal(4),
        "due": date(2026, 6, 30),
        "measurer": Who(),
        "reviewer": Who(),
    }
    assert NewGoal(**told).direction == "up"
    assert NewGoal(**told, quality="within", floor=Decimal(1)).direction == "within"
    with pytest.raises(ValidationError, match="below the upper"):
        NewGoal(**told, quality="within", floor=Decimal(9))
    with pytest.raises(ValidationError, match="yes or no"):
        NewGoal(**told, quality="yesno")


@given(measures(1, 9))
def test_any_measure_stands_somewhere(one: Measure) -> None:
    assert standing(one, TODAY) in ("no_reading", "too_early", "reached", "on_pace", "behind")
    way = way_gone(one)
    assert way is None or 0 <= way <= 1
    if len(one.readings) < 3:
        assert standing(one, TODAY) not in ("behind", "on_pace")
        assert not is_beyond_worry(one)
