"""The weekly review: its week, its moments, what it counts and what people record in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.domain.decisions import Proposal
from bot.domain.duties import Duty, is_late
from bot.domain.goals import Goal
from bot.domain.when import Hours, instant, week_of, zone_named

OPEN_FOR = timedelta(days=2)
ASK_BEFORE = timedelta(days=1)
# A duty is put off for at most two weeks, and is settled or missed within a few days after that.
CARRIED = timedelta(days=21)


@dataclass(frozen=True)
class Activity:
    """What became of the duties of a review's period. Counts only: nobody is named for what they missed.

    `open` are those whose time is not over: their end counts in the next review.
    """

    done: int = 0
    late: int = 0
    missed: int = 0
    skipped: int = 0
    open: int = 0
    on_hold: int = 0

    @property
    def planned(self) -> int:
        """Return how many there were in all, except those on hold: they count against nobody."""
        return self.done + self.late + self.missed + self.skipped + self.open


@dataclass(frozen=True)
class Note:
    """A learning or a decision of a review. `owner` is who carries a decision, by Slack id.

    `proposal` is the change to the plan that a decision asks for, `changes` the same in words, where they were asked
    for (bot/services/reviews/decisions.py). `change_id` is the change that applying it made, if that differed from
    before.
    """

    id: int
    kind: Literal["learning", "decision"]
    text: str
    author: str
    owner: str | None
    proposal: Proposal | None = None
    applied_at: datetime | None = None
    applied_by: int | None = None
    change_id: int | None = None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Review:
    """One review with all that its messages say.

    `platforms` and `kinds` map the name of a platform, or of a kind of content (or ''), to its activity.
    """

    id: int
    strategy_id: int
    strategy_name: str
    week: date
    zone: str
    opens_at: datetime
    closes_at: datetime
    state: Literal["planned", "asked", "open", "closed"]
    activity: Activity = Activity()
    platforms: tuple[tuple[str, Activity], ...] = ()
    kinds: tuple[tuple[str, Activity], ...] = ()
    goals: tuple[Goal, ...] = ()
    notes: tuple[Note, ...] = ()
    next_opens_at: datetime | None = None


def tally(duties: Sequence[Duty]) -> Activity:
    """Count duties by what became of them. Scheduled counts as done (docs/product.md, "Every morning")."""
    late = sum(is_late(d) for d in duties)
    return Activity(
        done=sum(d.state in ("done", "scheduled") for d in duties) - late,
        late=late,
        missed=sum(d.state == "missed" for d in duties),
        skipped=sum(d.state == "skipped" and not d.was_on_hold for d in duties),
        open=sum(d.is_open for d in duties),
        on_hold=sum(d.was_on_hold for d in duties),
    )


def as_of(duty: Duty, at: datetime) -> Duty:
    """Return a duty as it was at an instant: one settled later was still open."""
    if duty.settled_at is None or duty.settled_at <= at:
        return duty
    return replace(duty, state="open", settled_at=None, settled_by=None, settled_by_id=None)


def counted(owed: Sequence[Duty], since: datetime, closed_before: datetime | None, closes_at: datetime) -> list[Duty]:
    """Choose the duties that a review counts, as they were when it closed. Giving numbers is not activity.

    `owed` reaches back by CARRIED before `since`, when the previous review opened. A duty that was still open when that
    review closed (`closed_before`, None where there was none) counts in this one, so each duty is counted once.
    """
    chosen = [
        duty
        for duty in owed
        if duty.kind != "measure"
        and (duty.due_at > since or (closed_before is not None and as_of(duty, closed_before).is_open))
    ]
    return [as_of(duty, closes_at) for duty in chosen]


def next_review(after: datetime, zone: str, weekday: int, wall: time) -> datetime:
    """Return the first review instant later than `after`, on the strategy's clock. `weekday` 0 is Monday."""
    clock = zone_named(zone)
    today = after.astimezone(clock).date()
    for days in range(9):
        day = today + timedelta(days=days)
        if day.weekday() == weekday and (at := instant(day, wall, clock)) > after:
            return at
    raise AssertionError("a week has every weekday")


def week_under_review(opens_at: datetime, zone: str, week_start: int) -> date:
    """Return the key of a review: the first day of the strategy's week that it falls in."""
    return week_of(opens_at.astimezone(zone_named(zone)).date(), week_start)


def closes_at(opens_at: datetime, hours: Hours) -> datetime:
    """Return when a review closes: two days later, or when the team next works after that."""
    return hours.next_open(opens_at + OPEN_FOR)


# Bold or not, with a colon or a dash of its own: "Decision-making was slow" is talk.
_RECORDED = re.compile(
    r"\A\s*+[*_]*+(learning|decision|learned|learnt|decided)[*_]*+(?:\s*+:|\s++[-–—](?=\s))[*_]*\s*(.+)",
    re.IGNORECASE | re.DOTALL,
)


def recorded(text: str) -> tuple[Literal["learning", "decision"], str] | None:
    """Read a reply that begins "Learning:" or "Decision:"; any other reply stays chat and gives None."""
    match = _RECORDED.match(text)
    if not match or not match[2].strip():
        return None
    return ("learning" if match[1].lower().startswith("lear") else "decision", match[2].strip())
