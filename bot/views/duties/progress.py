"""The answer to Done: how the week and the goal are going."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.goals import Measure
from bot.domain.strategies import DecimalMark
from bot.domain.when import WEEKDAYS
from bot.views.kit.texts import day_words, titled
from bot.views.plan.measures import against


@dataclass(frozen=True)
class Progress:
    """How a platform's week and a goal's number are going, for the answer to Done.

    `mark` is the strategy's decimal mark. `read_on` is the day of the last number, if known (otherwise its week is
    shown), and `today` the reader's date: without it, or a week later, the day is shown in full.
    """

    platform: str | None
    done: int
    planned: int
    measure: Measure | None
    mark: DecimalMark = "."
    read_on: date | None = None
    today: date | None = None


def progress(p: Progress) -> str:
    """Return "Instagram 4 of 5 this week. Followers 640 of 1,000, last read Thursday." """
    said = f"{titled(p.platform) if p.platform else 'Done'} {p.done} of {p.planned} this week."
    measure = p.measure
    if measure is None or measure.last is None:
        return said
    stands = against(measure, measure.last.value, p.mark, down="aiming at")
    if p.read_on is None:
        read = f"in the week of {day_words(measure.last.week)}"
    elif p.today is not None and 0 <= (p.today - p.read_on).days < 7:
        read = WEEKDAYS[p.read_on.weekday()]
    else:
        read = day_words(p.read_on, p.today)
    return f"{said} {titled(measure.name)} {stands}, last read {read}."
