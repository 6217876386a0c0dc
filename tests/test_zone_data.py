"""Zone data: of the system's and the package's, the newer is used, and the doctor names both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.when import instant, zone_named

# Countries that changed their clocks since the release of August 2025. Source: the announcements of the tz database.
CHANGED = [
    ("America/Vancouver", "2026-12-07T16:00Z"),
    ("America/Edmonton", "2026-12-07T15:00Z"),
    ("America/Winnipeg", "2026-12-07T14:00Z"),
    ("America/Havana", "2026-12-07T13:00Z"),
    ("Africa/Casablanca", "2026-12-07T09:00Z"),
]


@pytest.mark.parametrize(("zone", "at"), CHANGED)
def test_nine_in_the_morning_is_where_the_newest_rules_put_it(zone: str, at: str) -> None:
    assert instant(date(2026, 12, 7), time(9), zone_named(zone)) == datetime.fromisoformat(at).replace(tzinfo=UTC)
