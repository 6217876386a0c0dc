"""Holds: what they stop, until when, and what becomes of a duty that one stopped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duties import Duty, DutyKind
from bot.domain.holds import Hold, anew_at, covers, judge, lapses_at, on_hold

BERLIN = "Europe/Berlin"


def at(text: str) -> datetime:
    """Read an instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


DUE = at("2026-03-30 08:00")  # ten o'clock in Berlin


def duty(
    due_at: datetime = DUE,
    kind: DutyKind = "publish",
    *,
    platform_id: int | None = 1,
    slot_id: int = 1,
    snoozed_until: datetime | None = None,
    strategy_id: int = 1,
) -> Duty:
    """Make an open duty of strategy 1, platform 1, slot 1."""
    return Duty(
        id=1,
        workspace_id=1,
        strategy_id=strategy_id,
        strategy_name="Social",
        channel="C1",
        kind=kind,
        title="Tip",
        role_id=1,
        role_title="Editor",
        due_at=due_at,
        zone=BERLIN,
        state="open",
        version=1,
        platform_id=platform_id,
        slot_id=slot_id,
        snoozed_until=snoozed_until,
    )


def hold(
    since: datetime,
    resume_at: datetime | None = None,
    *,
    until: datetime | None = None,
    platform_id: int | None = None,
    slot_id: int | None = None,
    hold_id: int = 1,
) -> Hold:
    """Make a hold of strategy 1."""
    return Hold(hold_id, 1, 1, "recall", since, resume_at, until, platform_id, slot_id)


MORNING = at("2026-03-30 06:00")


@pytest.mark.parametrize(
    ("platform_id", "slot_id", "kind", "of", "stops"),
    [
        (None, None, "publish", duty(), True),
        (None, None, "converse", duty(kind="converse"), False),
        (None, None, "listen", duty(kind="listen"), False),
        (None, None, "measure", duty(kind="measure"), False),
        (1, None, "publish", duty(), True),
        (2, None, "publish", duty(), False),
        (1, None, "publish", duty(platform_id=None), False),
        (None, 1, "converse", duty(kind="converse"), True),
        (None, 2, "publish", duty(), False),
        (None, None, "publish", duty(strategy_id=2), False),
    ],
)
def test_what_a_hold_stops(platform_id: int | None, slot_id: int | None, kind: DutyKind, of: Duty, stops: bool) -> None:
    """Publishing on its platform, or everywhere; a slot's hold that slot alone, whatever it asks for."""
    assert of.kind == kind
    assert covers(hold(MORNING, platform_id=platform_id, slot_id=slot_id), of) is stops


@pytest.mark.parametrize(
    ("since", "resume_at", "until", "now", "state"),
    [
        # Due within the hold.
        ("2026-03-30 06:00", "2026-04-06 00:00", None, "2026-03-30 07:00", "held"),
        ("2026-03-30 06:00", None, None, "2026-03-30 21:59", "held"),
        ("2026-03-30 06:00", None, None, "2026-03-30 22:00", "lapsed"),  # midnight in Berlin
        ("2026-03-30 06:00", "2026-03-30 12:00", None, "2026-03-30 11:59", "held"),
        ("2026-03-30 06:00", "2026-03-30 12:00", None, "2026-03-30 12:00", "over"),
        ("2026-03-30 06:00", "2026-04-06 00:00", "2026-03-30 12:00", "2026-03-30 12:00", "over"),
        # The bot slept through its end.
        ("2026-03-30 06:00", "2026-03-30 22:00", None, "2026-04-02 00:00", "lapsed"),
        ("2026-03-30 06:00", "2026-03-30 21:00", None, "2026-04-02 00:00", "over"),
        # It was over before the duty was due, or is yet to come.
        ("2026-03-30 06:00", "2026-03-30 08:00", None, "2026-03-30 07:00", None),
        ("2026-03-30 06:00", None, "2026-03-30 07:00", "2026-03-30 07:30", None),
        ("2026-03-30 06:00", None, None, "2026-03-30 05:59", None),
        # Due before the hold: its day is the one on which it was held back first.
        ("2026-03-31 06:00", None, None, "2026-03-31 21:59", "held"),
        ("2026-03-31 06:00", None, None, "2026-03-31 22:00", "lapsed"),
    ],
)
def test_what_becomes_of_a_duty_due_at_ten_on_monday(
    since: str,
    resume_at: str | None,
    until: str | None,
    now: str,
    state: Literal["held", "lapsed", "over"] | None,
) -> None:
    """Held while its day lasts, left out after it, asked for again where the hold ends before that."""
    one = hold(at(since), at(resume_at) if resume_at else None, until=at(until) if until else None)
    standing = judge(duty(), [one], at(now))
    assert (standing.state if standing else None) == state


def test_holds_that_touch_are_one() -> None:
    """Replaced by a longer one, a hold goes on without a gap; nobody is asked at the seam."""
    first = hold(MORNING, at("2026-04-01 00:00"), until=at("2026-03-30 09:00"))
    longer = hold(at("2026-03-30 09:00"), at("2026-04-06 00:00"), hold_id=2)
    standing = judge(duty(), [longer, first], at("2026-03-30 09:00"))
    assert standing is not None
    assert (standing.state, standing.ends_at) == ("held", at("2026-04-06 00:00"))


def test_an_open_ended_hold_outlasts_one_with_an_end() -> None:
    """All is held until further notice, Instagram until noon: Instagram waits too."""
    every = hold(MORNING, None)
    some = hold(MORNING, at("2026-03-30 12:00"), platform_id=1, hold_id=2)
    said = on_hold(duty(), [some, every], at("2026-03-30 10:00"))
    assert said is not None
    assert said.until is None


def test_put_off_beyond_the_hold_it_is_no_business_of_it() -> None:
    """Snoozed until Wednesday, held until Tuesday."""
    later = duty(snoozed_until=at("2026-04-01 08:00"))
    assert judge(later, [hold(MORNING, at("2026-03-31 00:00"))], at("2026-03-30 09:00")) is None


@pytest.mark.parametrize(
    ("begins", "zone", "ends"),
    [
        ("2026-03-28 20:00", BERLIN, "2026-03-28 23:00"),  # the night before the clocks go forward
        ("2026-03-29 08:00", BERLIN, "2026-03-29 22:00"),  # a day of 23 hours
        ("2026-10-25 08:00", BERLIN, "2026-10-25 23:00"),  # a day of 25 hours
        ("2026-09-05 12:00", "America/Santiago", "2026-09-06 04:00"),  # midnight is skipped: the first minute there is
        ("2026-03-30 20:00", "Asia/Tokyo", "2026-03-31 15:00"),
    ],
)
def test_a_day_ends_at_the_midnight_of_its_own_clock(begins: str, zone: str, ends: str) -> None:
    """Whatever the clocks do in that night."""
    assert lapses_at(at(begins), zone) == at(ends)


def test_asked_anew_it_is_asked_at_another_minute() -> None:
    """Keys of messages tell times by the minute: the same minute would be the same message."""
    assert anew_at(duty(), DUE + timedelta(seconds=10)) == DUE + timedelta(minutes=1)
    assert anew_at(duty(), DUE + timedelta(hours=2)) == DUE + timedelta(hours=2)


minutes = st.integers(-3 * 1440, 10 * 1440).map(lambda n: MORNING + timedelta(minutes=n))


@given(st.lists(st.tuples(minutes, minutes), max_size=4), minutes, minutes)
def test_a_duty_is_held_never_for_ever(spans: list[tuple[datetime, datetime]], due_at: datetime, now: datetime) -> None:
    """While held, the clock looks at it again at a time to come; then it is left out or asked for, for good."""
    holds = [hold(min(a, b), max(a, b), hold_id=n) for n, (a, b) in enumerate(spans)]
    one = duty(due_at)
    standing = judge(one, holds, now)
    if standing is None:
        return
    if standing.state == "held":
        assert standing.look_at > now
        after = judge(one, holds, standing.look_at)
        assert after is not None
        assert after.state in ("lapsed", "over", "held")
    elif standing.state == "over":
        assert standing.ends_at is not None
        asked = duty(due_at, snoozed_until=anew_at(one, standing.ends_at))
        again = judge(asked, holds, now)
        assert again is None or again.hold.ends_at is None or again.hold.ends_at > asked.asked_at
