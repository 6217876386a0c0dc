"""Weeks of a plan: their edges over a change of the clocks, and what of a regular post is still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.duties import Duty
from bot.domain.weeks import still_to_come, week_around

BERLIN = ZoneInfo("Europe/Berlin")
WED = datetime(2026, 4, 1, 8, 0, tzinfo=UTC)
DUTY = Duty(1, 1, 3, "Bakery", "C1", "publish", "Tip", 4, "Editor", WED, "Europe/Berlin", "open", 1, slot_id=7)


@pytest.mark.parametrize(
    ("at", "start", "begins", "ends"),
    [
        # The clocks go forward on Sunday 29 March: that week has 167 hours.
        ("2026-03-25T12:00", 0, "2026-03-22T23:00", "2026-03-29T22:00"),
        ("2026-03-29T21:59", 0, "2026-03-22T23:00", "2026-03-29T22:00"),
        ("2026-03-29T22:00", 0, "2026-03-29T22:00", "2026-04-05T22:00"),
        ("2026-03-30T12:00", 6, "2026-03-28T23:00", "2026-04-04T22:00"),
    ],
)
def test_a_week_begins_and_ends_at_midnight_of_its_zone(at: str, start: int, begins: str, ends: str) -> None:
    found = week_around(datetime.fromisoformat(at).replace(tzinfo=UTC), BERLIN, start)
    assert found == tuple(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (begins, ends))


def test_what_is_still_to_come_is_open_of_the_same_regular_post_and_not_due() -> None:
    friday = replace(DUTY, id=2, due_at=WED + timedelta(days=2))
    week = [
        replace(DUTY, id=3, due_at=WED - timedelta(days=2)),  # overdue
        DUTY,
        friday,
        replace(friday, id=4, slot_id=8),
        replace(friday, id=5, state="skipped"),
    ]
    assert still_to_come(DUTY, week, WED - timedelta(hours=1)) == [friday]
