"""Holds: while one lasts, its posts are not asked for. Pure: a duty, the holds, and `now` in, its fate out.

A hold of a platform, or of everything, stops publishing: conversations, listening and numbers go on, since a crisis is
when answers matter most. A hold of one slot stops whatever that slot asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.duties import Duty, OnHold
from bot.domain.when import instant, local_date, zone_named

REASON_LIMIT = 200
# A duty that is asked for again gets another minute: message keys tell times by the minute.
ANEW = timedelta(minutes=1)


@dataclass(frozen=True)
class Hold:
    """One hold. `resume_at` None: until somebody ends it. `until` is when it ended, None while it lasts.

    It covers a slot, else a platform, else everything that is published; `about` names which.
    """

    id: int
    workspace_id: int
    strategy_id: int
    reason: str
    since: datetime
    resume_at: datetime | None = None
    until: datetime | None = None
    platform_id: int | None = None
    slot_id: int | None = None
    about: str = ""
    set_by: int | None = None

    @property
    def ends_at(self) -> datetime | None:
        """Return when it ended or will end; None where nobody knows yet."""
        return self.until or self.resume_at

    def is_on(self, now: datetime) -> bool:
        """Tell whether it holds anything back now."""
        ends_at = self.ends_at
        return self.since <= now and (ends_at is None or now < ends_at)

    def has_scope(self, platform_id: int | None, slot_id: int | None) -> bool:
        """Tell whether it covers exactly this: a platform, a slot, or everything."""
        return (self.platform_id, self.slot_id) == (platform_id, slot_id)


class NewHold(BaseModel, frozen=True, extra="forbid"):
    """What `/beat hold` gathers. `platform` is a platform's name, "" for everything that is published."""

    platform: str = ""
    reason: str = Field(min_length=1, max_length=REASON_LIMIT)
    resume_at: datetime | None = None


def covers(hold: Hold, duty: Duty) -> bool:
    """Tell whether a duty is among what a hold stops, whenever it is due."""
    if hold.strategy_id != duty.strategy_id:
        return False
    if hold.slot_id is not None:
        return hold.slot_id == duty.slot_id
    return duty.kind == "publish" and hold.platform_id in (None, duty.platform_id)


@dataclass(frozen=True)
class Standing:
    """What holds make of an open duty.

    held    it waits until `ends_at` (None: until somebody ends the hold), unless `lapses_at` comes first
    lapsed  the day on which it could have been done is over: it is skipped
    over    the hold is over and the day is not: it is asked for from `ends_at` on
    """

    state: Literal["held", "lapsed", "over"]
    hold: Hold
    ends_at: datetime | None
    lapses_at: datetime

    @property
    def look_at(self) -> datetime:
        """Return when the clock has something to do about it again."""
        return self.lapses_at if self.ends_at is None else min(self.lapses_at, self.ends_at)


def lapses_at(begins: datetime, zone: str) -> datetime:
    """Return the end of the day, on the clock of `zone`, on which a duty was first held back."""
    own = zone_named(zone)
    return instant(local_date(begins, own) + timedelta(days=1), time(), own)


def judge(duty: Duty, holds: Sequence[Hold], now: datetime) -> Standing | None:
    """Say what holds make of an open duty at `now`; None where they have nothing to do with it.

    Holds that have ended count too while the duty was asked for before they did: the bot may have slept through them.
    Holds that overlap or touch are one. A hold doesn't affect a duty that is put off beyond its end.
    """
    asked = duty.asked_at
    mine = [h for h in holds if covers(h, duty) and h.since <= now and _ends_after(h, asked)]
    if not mine:
        return None
    mine.sort(key=lambda h: (max(h.since, asked), h.id))
    first, ends_at = mine[0], mine[0].ends_at
    for one in mine[1:]:
        if ends_at is not None and one.since <= ends_at and _ends_after(one, ends_at):
            ends_at = one.ends_at
    lapses = lapses_at(max(first.since, asked), duty.zone)
    if ends_at is None or ends_at > now:
        return Standing("lapsed" if now >= lapses else "held", first, ends_at, lapses)
    return Standing("lapsed" if lapses <= ends_at else "over", first, ends_at, lapses)


def _ends_after(hold: Hold, at: datetime) -> bool:
    ends_at = hold.ends_at
    return ends_at is None or ends_at > at


def on_hold(duty: Duty, holds: Sequence[Hold], now: datetime) -> OnHold | None:
    """Return the hold to name for a duty; None where it is asked for as usual."""
    standing = judge(duty, holds, now) if duty.is_open else None
    if standing is None or standing.state == "over":
        return None
    return OnHold(standing.hold.reason, standing.ends_at)


def anew_at(duty: Duty, ends_at: datetime) -> datetime:
    """Return from when a duty is asked for after a hold: its ladder resumes at the same rung, counted from then."""
    return max(ends_at, duty.asked_at + ANEW)
