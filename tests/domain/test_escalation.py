"""The ladder: at which instants its rungs stand, which are held back and why, and what an oversleeping leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.escalation import (
    LEAD_AFTER,
    Rung,
    due_steps,
    is_stale,
    ladder,
    next_step,
    was_overslept,
)
from bot.domain.roles import Nudges
from bot.domain.when import Hours
from tests.domain.test_duties import BERLIN, DAYS, DUTY, INSTANTS, ZONES, utc


def rungs(due: str, nudges: Nudges = "standard", hours: Hours = BERLIN) -> list[tuple[str, str, str | None]]:
    """Lay out a duty's ladder as (rung, UTC, held)."""
    steps = ladder(replace(DUTY, due_at=utc(due)), hours, nudges)
    return [(s.rung.name, f"{s.at:%a %d %H:%M}", s.held) for s in steps]


def test_in_the_middle_of_a_day_every_rung_has_its_time() -> None:
    """Monday ten o'clock in Berlin is eight in UTC, the day after the clocks went forward."""
    assert rungs("2026-03-30 08:00") == [
        ("REMINDER", "Mon 30 08:00", None),
        ("NUDGE", "Mon 30 09:00", None),
        ("SECOND_NUDGE", "Mon 30 11:00", None),
        ("LEAD", "Mon 30 14:00", None),
        ("MISSED", "Tue 31 16:00", None),
    ]


def test_in_the_evening_nudges_are_held_and_the_lead_waits_for_the_digest_that_carries_them() -> None:
    """Friday half past five: one reminder, and three working hours after Monday's digest the lead."""
    assert rungs("2026-03-27 16:30") == [
        ("REMINDER", "Fri 27 16:30", None),
        ("NUDGE", "Fri 27 17:30", "outside_hours"),
        ("SECOND_NUDGE", "Fri 27 19:30", "outside_hours"),
        ("LEAD", "Mon 30 10:00", None),
        ("MISSED", "Mon 30 16:00", None),
    ]


def test_before_the_day_the_rungs_that_fall_into_it_are_kept() -> None:
    assert [(name, held) for name, _, held in rungs("2026-03-31 05:00")] == [
        ("REMINDER", "outside_hours"),
        ("NUDGE", "outside_hours"),
        ("SECOND_NUDGE", None),
        ("LEAD", None),
        ("MISSED", None),
    ]


@pytest.mark.parametrize(
    ("nudges", "held"),
    [
        ("standard", [None, None, None]),
        ("gentle", [None, "gentle", None]),
        ("off", ["reminders_off", "reminders_off", "reminders_off"]),
    ],
)
def test_a_persons_wish_holds_reminders_and_never_the_lead(nudges: Nudges, held: list[str | None]) -> None:
    laid_out = rungs("2026-03-30 08:00", nudges)
    assert [h for _, _, h in laid_out[:3]] == held
    assert laid_out[3] == ("LEAD", "Mon 30 14:00", None)


def test_a_day_of_two_hours_puts_the_lead_before_missed_all_the_same() -> None:
    """Two hours of work a day: three of them end a day later than "missed" would; the lead is not passed over."""
    short = Hours(zone_name="Europe/Berlin", days=frozenset(range(5)), begins=time(16), ends=time(18))
    _, _, _, lead, missed = rungs("2026-03-30 15:00", hours=short)
    assert lead[1] == missed[1] == "Wed 01 15:00"


def test_put_off_the_ladder_counts_from_the_new_time() -> None:
    duty = replace(DUTY, snoozed_until=utc("2026-04-02 12:00"))
    assert [f"{s.at:%d %H:%M}" for s in ladder(duty, BERLIN, "standard")][:3] == ["02 12:00", "02 13:00", "02 15:00"]


def test_what_was_dealt_with_is_not_dealt_with_again() -> None:
    reminded = replace(DUTY, rung=Rung.REMINDER)
    step = next_step(reminded, BERLIN, "standard")
    assert step is not None
    assert (step.rung, step.at) == (Rung.NUDGE, utc("2026-03-30 09:00"))
    assert next_step(replace(DUTY, rung=Rung.MISSED), BERLIN, "standard") is None


@pytest.mark.parametrize("state", ["done", "scheduled", "skipped", "missed", "withdrawn"])
def test_what_is_settled_has_no_ladder(state: str) -> None:
    settled = replace(DUTY, state=state)  # type: ignore[arg-type]
    assert next_step(settled, BERLIN, "standard") is None
    assert due_steps(settled, BERLIN, "standard", utc("2026-04-30 08:00")) == ()


def test_late_by_more_than_an_hour_a_nudge_is_stale_and_the_lead_never() -> None:
    steps = {s.rung: s for s in ladder(DUTY, BERLIN, "standard")}
    assert not is_stale(steps[Rung.NUDGE], utc("2026-03-30 10:00"))
    assert is_stale(steps[Rung.NUDGE], utc("2026-03-30 10:01"))
    assert not is_stale(steps[Rung.LEAD], utc("2026-04-30 10:01"))


@pytest.mark.parametrize(
    ("rung", "now", "overslept"),
    [
        (Rung.NONE, "2026-03-30 14:30", True),  # reminder, both nudges and the lead's turn
        (Rung.NUDGE, "2026-03-30 14:00", True),  # the second nudge and the lead's turn
        (Rung.SECOND_NUDGE, "2026-03-30 17:00", False),  # all nudges came: the lead is told now
        (Rung.NONE, "2026-03-30 11:30", False),  # the second nudge says it
        (Rung.NONE, "2026-03-30 12:30", True),  # it would be stale
        (Rung.NONE, "2026-03-30 10:30", False),  # a stale first one: the second comes in its time
        (Rung.NONE, "2026-04-02 08:00", True),  # missed, without anybody having heard
        (Rung.LEAD, "2026-04-02 08:00", False),  # missed, everybody having heard
    ],
)
def test_whoever_was_not_told_hears_before_the_lead(rung: Rung, now: str, overslept: bool) -> None:
    steps = due_steps(replace(DUTY, rung=rung), BERLIN, "standard", utc(now))
    assert was_overslept(steps, utc(now)) is overslept


@given(INSTANTS, DAYS, ZONES, st.sampled_from(["gentle", "standard", "off"]))
def test_rungs_keep_their_order_and_stay_within_hours(
    due: datetime, days: frozenset[int], zone: str, nudges: Nudges
) -> None:
    """Whatever the zone, the days and the wish: increasing, nothing sent outside hours, the lead after the rest."""
    hours = Hours(zone_name=zone, days=days, begins=time(9), ends=time(18))
    steps = ladder(replace(DUTY, due_at=due), hours, nudges)
    assert [s.rung for s in steps] == sorted(Rung)[1:]
    assert all(one.at <= other.at for one, other in pairwise(steps))
    assert all(s.held or hours.contains(s.at) for s in steps[:4])
    second, lead = steps[2], steps[3]
    assert lead.at - second.at >= LEAD_AFTER
    assert [steps[0].at, steps[1].at, second.at] == [due, due + timedelta(hours=1), due + timedelta(hours=3)]
    assert steps[0].at.tzinfo is UTC
