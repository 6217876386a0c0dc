"""Weeks of a plan: when one begins and ends, and which dates of a regular post are still to come in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.duties import Duty
from bot.domain.when import instant, local, week_of


def week_around(at: datetime, zone: ZoneInfo, week_start: int) -> tuple[datetime, datetime]:
    """Return the first instant of the week that `at` is in, and the first instant of the week after."""
    first = week_of(local(at, zone).date(), week_start)
    return instant(first, time(), zone), instant(first + timedelta(days=7), time(), zone)


def still_to_come(duty: Duty, week: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return the other duties of the same slot that are open in a duty's week and not due yet.

    Overdue ones are left out, too: "the week is scheduled" doesn't mean posts that should be live already.
    """
    return [
        other
        for other in week
        if other.slot_id == duty.slot_id and other.id != duty.id and other.is_open and other.due_at > now
    ]
