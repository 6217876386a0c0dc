"""Questions and lessons that come in addition to duties: at most one a day, of whom, and when not.

docs/decisions/0015-what-is-asked-beside-duties.md has the reasons for the numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Literal

from bot.domain.gaps import Gap
from bot.domain.when import Hours

AsideKind = Literal["gap", "lesson"]
# What became of one. `dropped`: it was no longer wanted when it was due to leave, and nobody saw it.
Outcome = Literal["answered", "put_off", "not_ours", "dropped"]
PutOffKind = Literal["not_now", "not_ours"]

# Working days from one question about a plan to the next; and the same where the last two weren't answered.
BETWEEN = 2
BETWEEN_WHEN_LEFT = 5
# For this many working days after a plan was founded, nobody is asked about it.
QUIET_AT_FIRST = 2
# A question isn't asked of anybody again within a week, nor of the same person within two.
ANYBODY_AGAIN = timedelta(days=7)
SAME_AGAIN = timedelta(days=14)
NOT_NOW = timedelta(days=14)
# Questions older than this no longer count as asked.
LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True)
class Aside:
    """A question or a lesson that somebody was given on one day. `ref` is the gap's key, or the lesson's name."""

    id: int
    member: int
    day: date
    kind: AsideKind
    strategy_id: int | None
    ref: str
    outcome: Outcome | None = None


@dataclass(frozen=True)
class PutOff:
    """What somebody said of a question instead of answering it. Everybody speaks for themselves alone.

    `until` is when "not now" ends; None for "not ours", which has no end.
    """

    id: int
    strategy_id: int
    gap: str
    member: int
    kind: PutOffKind
    until: datetime | None


@dataclass(frozen=True)
class Open:
    """A gap of a plan, as somebody can be asked about it."""

    strategy_id: int
    gap: Gap


def word_of(key: str) -> str:
    """Return the word by which a button names a gap: its key has signs that no button's value takes."""
    return sha256(key.encode()).hexdigest()[:16]


def order(before: Sequence[Aside], *, wants_lessons: bool, may_be_asked: bool) -> tuple[AsideKind, ...]:
    """Return which kinds to try, the first one first: a lesson after a question, and a question after a lesson.

    `before` is what somebody was given, the latest first. People who asked for lessons and never got anything begin
    with one.
    """
    last = before[0].kind if before else "gap"
    turn: tuple[AsideKind, AsideKind] = ("lesson", "gap") if last == "gap" else ("gap", "lesson")
    return tuple(kind for kind in turn if (wants_lessons if kind == "lesson" else may_be_asked))


def is_time_to_ask(before: Sequence[Aside], hours: Hours, day: date) -> bool:
    """Tell whether enough working days have gone by since somebody's last question about a plan."""
    asked = [one for one in before if one.kind == "gap"]
    if not asked:
        return True
    return _working_days_after(hours, asked[0].day, BETWEEN_WHEN_LEFT if are_left(asked) else BETWEEN) <= day


def are_left(asked: Sequence[Aside]) -> bool:
    """Tell whether somebody left the last two questions unanswered: they are asked less often then."""
    questions = [one for one in asked if one.kind == "gap"]
    return len(questions) >= 2 and questions[0].outcome is None and questions[1].outcome is None


def is_old_enough(founded: date, hours: Hours, day: date) -> bool:
    """Tell whether a plan that was founded on a day is asked about on another: not at once, people just answered."""
    return _working_days_after(hours, founded, QUIET_AT_FIRST) <= day


def _working_days_after(hours: Hours, day: date, count: int) -> date:
    for _ in range(count):
        day = hours.next_working_day(day)
    return day


def put_to(gap: Gap, put_offs: Collection[PutOff]) -> int | None:
    """Return whom a gap is put to: the first person concerned who did not say that it is not theirs; else nobody."""
    declined = {one.member for one in put_offs if one.gap == gap.key and one.kind == "not_ours"}
    return next((person for person in gap.asked if person not in declined), None)


def pick(
    found: Sequence[Open], person: int, day: date, put_offs: Collection[PutOff], asked: Collection[Aside]
) -> Open | None:
    """Pick what somebody is asked: of all plans the gap that blocks most and is put to them, if it may be asked now.

    `put_offs` are those that last, `asked` what anybody was asked about these plans within two weeks.
    """
    for one in sorted(found, key=lambda one: (one.gap.rank, one.strategy_id)):
        here = [p for p in put_offs if p.strategy_id == one.strategy_id and p.gap == one.gap.key]
        waits = any(p.member == person and p.kind == "not_now" for p in here)
        if not waits and put_to(one.gap, here) == person and not _was_asked(one, person, day, asked):
            return one
    return None


def _was_asked(one: Open, person: int, day: date, asked: Collection[Aside]) -> bool:
    for earlier in asked:
        if earlier.outcome == "dropped" or (earlier.strategy_id, earlier.ref) != (one.strategy_id, one.gap.key):
            continue
        if earlier.member == person and day < earlier.day + SAME_AGAIN:
            return True
        # "Not ours" makes way for the next person at once.
        if earlier.outcome != "not_ours" and day < earlier.day + ANYBODY_AGAIN:
            return True
    return False
