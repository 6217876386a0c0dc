"""Duties: what a role owes at an instant, what can be done with one, and which are in whose digest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.when import Hours

DutyKind = Literal["publish", "converse", "listen", "deliver", "measure"]
DutyState = Literal["open", "done", "scheduled", "skipped", "missed", "withdrawn"]
SkipReason = Literal["no_content", "no_time", "not_relevant", "other"]

# The reason with which the clock skips a duty, and withdraws a message, because of a hold.
ON_HOLD = "on_hold"
LATE_AFTER = timedelta(minutes=60)
UNDO_FOR = timedelta(minutes=10)
# A duty due within the first hour after a digest is in the digest of the working day before (docs/product.md,
# "Every morning").
DIGEST_REACH = timedelta(hours=1)


@dataclass(frozen=True)
class OnHold:
    """Why a duty is not asked for just now, and until when: None while nobody knows."""

    reason: str
    until: datetime | None


@dataclass(frozen=True)
class Duty:
    """One duty with everything that a message says about it. `version` counts its changes.

    `last_change` is what Undo takes back, made at `changed_at`; None where there is nothing to take back.
    `zone` is the clock that its time is told on beside the person's own: the slot's.
    `settled_by` is what they are called; `settled_by_id` tells them from others of that name.
    `hold` is known only where it was asked for (bot/services/duties/on_hold.py).
    `platform`, `goal` and `audience` are what its slot's are called now; their ids tell them apart.
    `post_…` are of the piece of content that was chosen for it; `changed_verb` is what `last_change` did.
    `more_this_week` counts what else of its slot is open in its week; 0 where nobody asked
    (bot/services/calendar/week.py).
    """

    id: int
    workspace_id: int
    strategy_id: int
    strategy_name: str
    channel: str
    kind: DutyKind
    title: str
    role_id: int
    role_title: str
    due_at: datetime
    zone: str
    state: DutyState
    version: int
    rung: int = 0
    platform: str | None = None
    goal: str | None = None
    audience: str | None = None
    message: str | None = None
    theme: str | None = None
    content_kind: str | None = None
    snoozed_until: datetime | None = None
    handed_to: int | None = None
    link: str | None = None
    reason: str | None = None
    settled_at: datetime | None = None
    settled_by: str | None = None
    settled_by_id: int | None = None
    last_change: int | None = None
    changed_at: datetime | None = None
    slot_id: int | None = None
    occurrence_id: int | None = None
    review_id: int | None = None
    platform_id: int | None = None
    goal_id: int | None = None
    hold: OnHold | None = None
    changed_verb: str | None = None
    post_id: int | None = None
    post_title: str | None = None
    post_text: str | None = None
    post_source: str | None = None
    more_this_week: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether something is still to be done about it."""
        return self.state == "open"

    @property
    def was_on_hold(self) -> bool:
        """Tell whether the clock skipped it because a hold outlasted its day: that counts against nobody."""
        return self.state == "skipped" and self.reason == ON_HOLD and self.settled_by is None

    def is_put_off(self, now: datetime) -> bool:
        """Tell whether nobody is to be reminded of it yet, though it may have been due."""
        return self.is_open and self.snoozed_until is not None and self.snoozed_until > now

    def can_be_undone(self, now: datetime) -> bool:
        """Tell whether the last change to it can still be undone."""
        return self.last_change is not None and self.changed_at is not None and now <= self.changed_at + UNDO_FOR

    @property
    def asked_at(self) -> datetime:
        """Return when its owner is to be reminded: when it is due, or until when they put it off."""
        return self.snoozed_until or self.due_at


def by_platform(some: Iterable[Duty]) -> list[tuple[str, list[Duty]]]:
    """Group duties by their platform, under its name ("" for none) and in the order of the names."""
    found: dict[int, list[Duty]] = {}
    for duty in some:
        found.setdefault(duty.platform_id or 0, []).append(duty)
    named = [(mine[0].platform or "", number, mine) for number, mine in found.items()]
    return [(name, mine) for name, _, mine in sorted(named, key=lambda one: one[:2])]


def by_kind(some: Iterable[Duty]) -> list[tuple[str, list[Duty]]]:
    """Group duties by the kind of their content ("" for none), in order."""
    found: dict[str, list[Duty]] = {}
    for duty in some:
        found.setdefault(duty.content_kind or "", []).append(duty)
    return sorted(found.items())


def is_late(duty: Duty) -> bool:
    """Tell whether it was done more than 60 minutes after it was due (docs/words.md)."""
    return duty.state == "done" and duty.settled_at is not None and duty.settled_at > duty.due_at + LATE_AFTER


def missed_at(due_at: datetime, snoozed_until: datetime | None, hours: Hours) -> datetime:
    """Return when an open duty counts as missed: the end of its owner's next working day (docs/words.md).

    Put off beyond that, it is missed at the end of the day (three hours at least) to which it was put off.
    """
    boundary = hours.end_of_next_working_day(due_at)
    if snoozed_until and snoozed_until > boundary:
        return hours.add(snoozed_until, timedelta(hours=3))
    return boundary


@dataclass(frozen=True)
class Digest:
    """A person's duties for one morning, each list in the order of its time."""

    overdue: tuple[Duty, ...]
    today: tuple[Duty, ...]
    settled: tuple[Duty, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to do: then no message is sent."""
        return not self.overdue and not self.today


def reach_of_digest(digest_at: datetime, hours: Hours) -> datetime:
    """Return the instant up to which a digest looks ahead: the next working day's digest plus an hour."""
    from_here = hours.begin_of(hours.next_working_day(hours.local_date(digest_at)))
    return from_here + DIGEST_REACH


def digest_of(duties: Sequence[Duty], now: datetime, reach: datetime) -> Digest:
    """Sort a person's duties into a digest: open ones up to `reach`, overdue first, then what is settled already."""
    in_order = sorted((d for d in duties if d.asked_at < reach), key=lambda d: (d.asked_at, d.id))
    return Digest(
        overdue=tuple(d for d in in_order if d.is_open and d.asked_at < now),
        today=tuple(d for d in in_order if d.is_open and d.asked_at >= now),
        settled=tuple(d for d in in_order if not d.is_open),
    )
