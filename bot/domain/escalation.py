"""The ladder under a duty that is not done: reminder, nudge, second nudge, lead, missed. Pure: values and `now` in.

Source of the rungs: docs/product.md, "During the day". Both nudges count from the time at which the duty is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from bot.domain.duties import Duty, missed_at
from bot.domain.roles import Nudges
from bot.domain.when import Hours

NUDGE_AFTER = timedelta(hours=1)
SECOND_NUDGE_AFTER = timedelta(hours=3)
LEAD_AFTER = timedelta(hours=3)  # working hours after the last nudge
# A rung handled later than this folds into one catch-up message instead of being sent as if it were on time.
STALE_AFTER = timedelta(minutes=60)


class Rung(IntEnum):
    """The steps of the ladder, in order. A duty's `rung` is the last one that was dealt with."""

    NONE = 0
    REMINDER = 1
    NUDGE = 2
    SECOND_NUDGE = 3
    LEAD = 4
    MISSED = 5


@dataclass(frozen=True)
class Step:
    """One rung at its instant. `held` says why nothing is sent there; the next digest carries the duty instead."""

    rung: Rung
    at: datetime
    held: str | None = None


def ladder(duty: Duty, hours: Hours, nudges: Nudges) -> tuple[Step, ...]:
    """Lay out every rung of a duty for its current owner, in the order of their instants.

    Outside the owner's hours a reminder or nudge is held (it is a line of the next digest). The lead's rung is three
    working hours after the last nudge, or after the digest that carried it, whatever the owner's preference.
    """
    asked = duty.asked_at
    last = asked + SECOND_NUDGE_AFTER
    told_last = last if hours.contains(last) else hours.next_open(last)
    steps = [
        Step(Rung.REMINDER, asked, _held(asked, hours, nudges, Rung.REMINDER)),
        Step(Rung.NUDGE, asked + NUDGE_AFTER, _held(asked + NUDGE_AFTER, hours, nudges, Rung.NUDGE)),
        Step(Rung.SECOND_NUDGE, last, _held(last, hours, nudges, Rung.SECOND_NUDGE)),
        Step(Rung.LEAD, hours.add(told_last, LEAD_AFTER)),
        Step(Rung.MISSED, missed_at(duty.due_at, duty.snoozed_until, hours)),
    ]
    # Late in the evening the lead's rung can fall after the instant at which the duty counts as missed.
    missed = max(steps[-1].at, steps[-2].at)
    steps[-1] = Step(Rung.MISSED, missed)
    return tuple(steps)


def _held(at: datetime, hours: Hours, nudges: Nudges, rung: Rung) -> str | None:
    if nudges == "off":
        return "reminders_off"
    if nudges == "gentle" and rung is Rung.NUDGE:
        return "gentle"
    if not hours.contains(at):
        return "outside_hours"
    return None


def next_step(duty: Duty, hours: Hours, nudges: Nudges) -> Step | None:
    """Return the first rung that was not dealt with, or None where the duty asks for nothing more."""
    if not duty.is_open:
        return None
    return next((step for step in ladder(duty, hours, nudges) if step.rung > duty.rung), None)


def due_steps(duty: Duty, hours: Hours, nudges: Nudges, now: datetime) -> tuple[Step, ...]:
    """Return every rung that has come due and was not dealt with, oldest first."""
    if not duty.is_open:
        return ()
    return tuple(s for s in ladder(duty, hours, nudges) if s.rung > duty.rung and s.at <= now)


def is_stale(step: Step, now: datetime) -> bool:
    """Tell whether a reminder or nudge is so late that it belongs in a catch-up message instead."""
    return step.rung < Rung.LEAD and now - step.at > STALE_AFTER


def was_overslept(steps: Sequence[Step], now: datetime) -> bool:
    """Tell whether due rungs reach up to the last nudge or beyond, and come too late to be sent: the owner hears first.

    That happens after the bot slept, and with a duty that was created after its time. Where all nudges came and only
    the lead's message is late, the lead is told now. Rungs that are held back are in the digest anyway.
    """
    if not steps or steps[0].rung >= Rung.LEAD:
        return False
    last = steps[-1]
    return last.rung >= Rung.LEAD or (last.rung is Rung.SECOND_NUDGE and last.held is None and is_stale(last, now))
