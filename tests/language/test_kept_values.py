"""How the summary says what was understood."""

from __future__ import annotations

from datetime import date, time

from bot.domain.when import Rule
from bot.language.kept_values import say_schedule
from bot.language.schedules import Planned, Schedule


def test_a_time_so_many_hours_from_greenwich_is_said_as_people_count_them() -> None:
    mondays = Schedule((Planned(Rule(every="week", weekdays=(0,), start=date(2026, 3, 30)), time(9)),))
    assert say_schedule(mondays, "Etc/GMT-3") == "every Monday at 09:00 (UTC+3)"
    assert say_schedule(mondays, "America/New_York") == "every Monday at 09:00 (New York)"
