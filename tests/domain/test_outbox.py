"""Late policies, patience and order of owed messages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.outbox import Kind, Owed, Pace, backoff, lateness

DUE = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "late_by", "expected"),
    [
        ("digest", timedelta(0), "on_time"),
        ("digest", timedelta(minutes=5), "on_time"),
        ("digest", timedelta(minutes=6), "late"),
        ("digest", timedelta(hours=4), "late"),
        ("digest", timedelta(hours=4, seconds=1), "too_late"),
        ("reminder", timedelta(minutes=59), "late"),
        ("reminder", timedelta(minutes=61), "too_late"),
        ("nudge", timedelta(hours=2), "too_late"),
        ("review", timedelta(days=5), "late"),
        ("review", timedelta(days=7), "too_late"),
        ("ask", timedelta(days=300), "late"),
        ("lead", timedelta(days=3), "late"),
    ],
)
def test_how_late_is_too_late(kind: Kind, late_by: timedelta, expected: str) -> None:
    assert lateness(kind, DUE, DUE + late_by) == expected


def test_waiting_grows_with_each_attempt_and_then_stays() -> None:
    waits = [backoff(n) for n in range(8)]
    assert waits == sorted(waits)
    assert waits[-1] == waits[-2] == timedelta(minutes=2)


def test_a_lease_shorter_than_a_call_is_refused() -> None:
    with pytest.raises(ValueError, match="longer"):
        Pace(lease=timedelta(seconds=5), call=timedelta(seconds=5))


def test_a_thread_shares_the_order_of_its_channel() -> None:
    root = Owed("a", "review", DUE, channel="C1")
    reply = Owed("b", "prompts", DUE, channel="C1", thread=1)
    assert root.conversation == reply.conversation


def test_a_direct_message_has_an_order_of_its_own() -> None:
    assert Owed("a", "digest", DUE, person=7).conversation != Owed("b", "digest", DUE, person=8).conversation
