"""One metric of a goal in words, for each kind: how much of what, a range, a rating, yes or no."""

from __future__ import annotations

from decimal import Decimal

from bot.domain.goals import NO, Measure, is_beyond_worry
from bot.domain.strategies import DecimalMark
from bot.views.kit.texts import amount, brief

# At most this much of a team's planned response is shown with a number; the form of its goal has all of it.
SHOWN = 200


def value_words(measure: Measure, value: Decimal, mark: DecimalMark) -> str:
    """Return a value as it was reported: "640", "yes"."""
    if measure.direction == "yesno":
        return "no" if value == NO else "yes"
    return amount(value, "", mark)


def target_words(measure: Measure, mark: DecimalMark) -> str:
    """Return the target: "1,000 followers", "between 1 and 4 hours", "4 out of 5", "yes"."""
    target = amount(measure.target, measure.said_unit, mark)
    match measure.direction:
        case "within":
            floor = measure.details.floor
            return f"at most {target}" if floor is None else f"between {amount(floor, '', mark)} and {target}"
        case "yesno":
            return value_words(measure, measure.target, mark)
        case "rating":
            return f"{amount(measure.target, '', mark)} out of 5"
    return target


def against(measure: Measure, value: Decimal, mark: DecimalMark, *, down: str = "down to") -> str:
    """Return a value against its target: "640 of 1,000", "5, down to 2", "3, to stay between 1 and 4 hours"."""
    said, target = value_words(measure, value, mark), target_words(measure, mark)
    match measure.direction:
        case "up":
            return f"{said} of {target}"
        case "down":
            return f"{said}, {down} {target}"
        case "within":
            return f"{said}, to stay {target}"
    return f"{said}, aiming at {target}"


def worry_words(measure: Measure, mark: DecimalMark) -> str:
    """Say that a number is beyond its worry line, and the team's planned response; "" where it is not."""
    worry = measure.details.worry
    if worry is None or not is_beyond_worry(measure):
        return ""
    line = f"Beyond the worry line of {amount(worry, '', mark)}."
    if not measure.details.if_wrong:
        return f"{line} What do you do now?"
    return f"{line} You said what you would do: {brief(measure.details.if_wrong, SHOWN, 'in the form of the goal')}"
