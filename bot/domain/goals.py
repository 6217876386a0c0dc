"""Goals, their measures and readings, and how a reading stands against target and pace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field, field_serializer, model_validator

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT, Who

# What a goal is for (A2). One can be for several.
Purpose = Literal["following", "sales", "brand", "values", "trust", "service"]
# Which way is better: more, less, between two numbers; a yes or no (1 or 0), or a rating from 1 to 5 (C6).
Direction = Literal["up", "down", "within", "yesno", "rating"]
Quality = Literal["", "within", "yesno", "rating"]
Cadence = Literal["week", "month", "quarter"]
Standing = Literal["no_reading", "too_early", "reached", "on_pace", "behind"]

# Results take time: fewer readings say nothing yet (A5).
READINGS_NEEDED = 3
# A rating is from 1 to 5; a yes or no is 1 or 0.
WORST, BEST = Decimal(1), Decimal(5)
YES, NO = Decimal(1), Decimal(0)
# Directions without a path to a target: such a number is as it should be, or it isn't.
STATES: tuple[Direction, ...] = ("within", "yesno")
CADENCE_DAYS: dict[Cadence, int] = {"week": 7, "month": 28, "quarter": 84}


@dataclass(frozen=True)
class Reading:
    """One measured value, of the week that begins on `week`; `taken_at` is when somebody gave it."""

    week: date
    value: Decimal
    taken_at: datetime | None = field(default=None, compare=False)


class GoalDetails(BaseModel, frozen=True, extra="forbid"):
    """What a goal is for, whose it is, whom it is about, and the objective that it hangs from (A2, B1, C1)."""

    purpose: tuple[Purpose, ...] = ()
    department: str = Field(default="", max_length=TITLE_LIMIT)
    audience: int | None = None
    objective: int | None = None


class MeasureDetails(BaseModel, frozen=True, extra="forbid"):
    """How a number is obtained, at what value we worry, and what we do then (A3, C6, E2).

    floor   the lower end where the target is the upper one (`within`)
    worry   where things look bad: below this value, or above it where less is better
    """

    how: str = Field(default="", max_length=TEXT_LIMIT)
    floor: Decimal | None = None
    worry: Decimal | None = None
    if_wrong: str = Field(default="", max_length=TEXT_LIMIT)


class MeasureValues(MeasureDetails, frozen=True, extra="forbid"):
    """A measure as it can be changed. In a change, only the fields that are set count (`model_fields_set`).

    measurer, reviewer, platform   our ids
    """

    name: str = ""
    unit: str = ""
    direction: Direction = "up"
    cadence: Cadence = "week"
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    due: date | None = None
    measurer: int | None = None
    reviewer: int | None = None
    platform: int | None = None

    @field_serializer("baseline", "target", when_used="json-unless-none")
    def _plain(self, value: Decimal) -> str:
        """Write a number without exponent and trailing zeros."""
        return f"{value.normalize():f}"


@dataclass(frozen=True)
class Measure:
    """The number that shows a goal: baseline, target, and date. `readings` are in week order."""

    id: int
    goal_id: int
    name: str
    unit: str
    direction: Direction
    cadence: Cadence
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal
    due: date
    measurer_role_id: int
    reviewer_role_id: int
    readings: tuple[Reading, ...] = ()
    platform_id: int | None = None
    details: MeasureDetails = field(default_factory=MeasureDetails)

    @property
    def said_unit(self) -> str:
        """Return the unit, "" where the name says it: nobody says "Instagram followers: 640 followers"."""
        return "" if f" {self.unit.casefold()} " in f" {self.name.casefold()} " else self.unit

    @property
    def last(self) -> Reading | None:
        """Return the latest reading, or None."""
        return self.readings[-1] if self.readings else None


@dataclass(frozen=True)
class Goal:
    """What is to be achieved, with its measures."""

    id: int
    strategy_id: int
    statement: str
    due: date
    measures: tuple[Measure, ...] = ()
    details: GoalDetails = field(default_factory=GoalDetails)


_MONTH = re.compile(r"\b(?:jan|feb|mar|mär|apr|may|mai|jun|jul|aug|sep|oct|okt|nov|dec|dez)", re.IGNORECASE)
# A whole number as people write it: "1000", "1,000", "1.000", "1 000". "1.5", "3/4", "12:30" and "10-15" hold none.
_WHOLE = re.compile(
    r"(?<![\w.,/:+\u2010-\u2015\u2212-])"
    r"(?:\d{1,3}(?:(?P<mark>[.,'’\u00a0\u202f ])\d{3})(?:(?P=mark)\d{3})*|\d+)"
    r"(?![\w/:\u2010-\u2015\u2212-]|[.,]\d|\.\s)"
)


def renumbered(statement: str, old: Decimal, new: Decimal) -> str:
    """Return a goal's statement with its new target where it says the old one, once and as a whole number.

    "1,000 Instagram followers" becomes "1,200 Instagram followers"; anything less clear stays as it is.
    """
    said = [m for m in _WHOLE.finditer(statement) if Decimal("".join(c for c in m[0] if c.isdecimal())) == old]
    if _MONTH.search(statement) and old <= 31:  # it may be a day
        return statement
    if len(said) != 1 or new != new.to_integral_value() or new < 0:
        return statement
    (found,) = said
    mark = found["mark"] or ""
    written = f"{int(new):,}".replace(",", mark)
    after = f"{statement[: found.start()]}{written}{statement[found.end() :]}"
    return after if len(after) <= TEXT_LIMIT else statement


def wrong_target(direction: Direction, target: Decimal, floor: Decimal | None) -> str:
    """Say why a target does not fit its kind, "" where it does."""
    if direction == "rating" and not WORST <= target <= BEST:
        return "A rating goes from 1 to 5."
    if direction == "yesno" and target not in (YES, NO):
        return "The aim of a yes or no is yes or no."
    if direction == "within" and floor is not None and floor >= target:
        return "The lower end has to be below the upper one."
    return ""


class NewGoal(BaseModel, frozen=True, extra="forbid"):
    """What `/beat goal` gathers: statement, target, date, measurer and reviewer are needed; the rest stays open.

    `quality` says that the number is none that only has to grow or shrink (C6); `floor` is the lower end of a range.
    """

    statement: str = Field(min_length=1, max_length=TEXT_LIMIT)
    measure: str = Field(
        min_length=1, max_length=TITLE_LIMIT, description="what is counted, such as 'Instagram followers'"
    )
    unit: str = Field(default="", max_length=40)
    target: Decimal
    baseline: Decimal | None = None
    due: date
    measurer: Who
    reviewer: Who
    platform: str = Field(default="", max_length=TITLE_LIMIT)
    quality: Quality = ""
    floor: Decimal | None = None

    @model_validator(mode="after")
    def _numbers_are_finite(self) -> NewGoal:
        for number in (self.target, self.baseline, self.floor):
            if number is not None and (not number.is_finite() or abs(number) > Decimal(10) ** 12):
                raise ValueError("a target is a number up to a million million")
        if problem := wrong_target(self.direction, self.target, self.floor):
            raise ValueError(problem)
        return self

    @property
    def direction(self) -> Direction:
        """Return which way is better: as told, else down where the target is below the baseline."""
        if self.quality:
            return self.quality
        return "down" if self.baseline is not None and self.target < self.baseline else "up"


def is_due(measure: Measure, week: date) -> bool:
    """Tell whether a measure's own cadence asks for a number in the week beginning `week`, and none was given yet."""
    given = [r.week for r in measure.readings if r.week <= week]
    if not given:
        return True
    return given[-1] != week and (week - given[-1]).days >= CADENCE_DAYS[measure.cadence]


def expected(measure: Measure, today: date) -> Decimal | None:
    """Return the value of an even pace today: a straight line from the baseline's date to the target's.

    None without a baseline, before its date, and for a yes or no or a range. After the due date it is the target.
    """
    if measure.direction in STATES:
        return None
    if measure.baseline is None or measure.baseline_on is None or today < measure.baseline_on:
        return None
    whole = (measure.due - measure.baseline_on).days
    if whole <= 0 or today >= measure.due:
        return measure.target
    gone = (today - measure.baseline_on).days
    return measure.baseline + (measure.target - measure.baseline) * Decimal(gone) / Decimal(whole)


def standing(measure: Measure, today: date) -> Standing:
    """Return a measure's standing. With fewer than three readings it is too early, unless the target is reached (A5).

    A range, or a yes or no, is either as it should be ("reached") or not ("behind").
    """
    if measure.last is None:
        return "no_reading"
    value, up = measure.last.value, measure.direction in ("up", "rating")
    if is_reached(measure, value):
        return "reached"
    if len(measure.readings) < READINGS_NEEDED:
        return "too_early"
    if measure.direction in STATES:
        return "behind"
    even = expected(measure, measure.last.week if measure.last.week > today else today)
    if even is None:
        even = _pace_from_first(measure.readings, measure, today)
    return "on_pace" if ((value >= even) if up else (value <= even)) else "behind"


def is_reached(measure: Measure, value: Decimal) -> bool:
    """Tell whether a value meets a measure's target."""
    match measure.direction:
        case "up" | "rating":
            return value >= measure.target
        case "down":
            return value <= measure.target
        case "within":
            floor = measure.details.floor
            return value <= measure.target and (floor is None or floor <= value)
    return value == measure.target


def is_beyond_worry(measure: Measure) -> bool:
    """Tell whether the latest number is beyond the worry line: below it, or above where less is better (E2).

    For a range it depends on the side on which the line is. With fewer than three numbers, nothing is wrong yet (A5).
    """
    worry, last = measure.details.worry, measure.last
    if worry is None or last is None or measure.direction == "yesno" or len(measure.readings) < READINGS_NEEDED:
        return False
    if is_reached(measure, last.value):
        return False
    above = measure.direction == "down" or (measure.direction == "within" and worry >= measure.target)
    return last.value > worry if above else last.value < worry


# A number that moves by this factor from one week to the next is a typing error more often than a success.
SLIP = 10


def held_against(measure: Measure) -> Decimal | None:
    """Return the value to compare a new number with: the last reading, else the baseline, else the target."""
    if measure.last is not None:
        return measure.last.value
    return measure.baseline or measure.target or None


def looks_like_slip(measure: Measure, value: Decimal) -> bool:
    """Tell whether a new number is ten times, or a tenth of, what it is compared with; a negative one is less."""
    against = held_against(measure)
    if not against or measure.direction in ("yesno", "rating"):
        return False
    ratio = value / against
    return ratio >= SLIP or ratio <= Decimal(1) / SLIP


def _pace_from_first(readings: Sequence[Reading], measure: Measure, today: date) -> Decimal:
    """Take the first reading for the baseline where none was given."""
    first = readings[0]
    whole = (measure.due - first.week).days
    if whole <= 0 or today >= measure.due:
        return measure.target
    return first.value + (measure.target - first.value) * Decimal((today - first.week).days) / Decimal(whole)


def way_gone(measure: Measure) -> Decimal | None:
    """Return which share of the way to its target a measure has gone: 0 at its start, 1 at the target or beyond.

    The way begins at the baseline, or without one at the first number, as the even pace of `standing` does. None before
    there is a number to compare with the start, and for a yes or no or a range. Farther off than at the start is 0.
    """
    if measure.last is None or measure.direction in STATES:
        return None
    if standing(measure, measure.last.week) == "reached":
        return Decimal(1)
    if measure.baseline is None and len(measure.readings) < 2:
        return None
    start = measure.baseline if measure.baseline is not None else measure.readings[0].value
    whole, gone = measure.target - start, measure.last.value - start
    return min(max(gone / whole, Decimal(0)), Decimal(1)) if whole else Decimal(0)


def time_gone(measure: Measure, today: date) -> Decimal | None:
    """Return which share of its time has passed, from the baseline's date, or the first number's, to the due date.

    None where neither date is known.
    """
    start = measure.baseline_on or (measure.readings[0].week if measure.readings else None)
    if start is None:
        return None
    whole = (measure.due - start).days
    if whole <= 0 or today >= measure.due:
        return Decimal(1)
    return Decimal(max((today - start).days, 0)) / Decimal(whole)
