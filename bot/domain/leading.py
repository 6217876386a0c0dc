"""Who leads a plan, who led it last, and for how long a lead who returns can take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.roles import Person, can_hold

# A lead who was deactivated by mistake, or came back from a leave, can still undo that somebody took over.
TAKE_BACK_FOR = timedelta(days=14)


@dataclass(frozen=True)
class Led:
    """One appointment as lead, since when.

    ended_at  when the appointment ended; None while it lasts
    left_at   when the person left Slack, or the private channel in which the plan is at home
    """

    person: Person
    since: datetime
    ended_at: datetime | None = None
    left_at: datetime | None = None

    @property
    def is_active(self) -> bool:
        """Tell whether the appointment lasts and the person can act on it."""
        return self.ended_at is None and self.left_at is None and can_hold(self.person)

    @property
    def lost_at(self) -> datetime | None:
        """Return since when the plan cannot count on this lead, None while it can."""
        ends = [at for at in (self.ended_at, self.left_at) if at is not None]
        return min(ends) if ends else None


def leaderless_since(every: Sequence[Led]) -> datetime | None:
    """Return when the last lead was lost; None while somebody leads, and where nobody ever did."""
    if any(one.is_active for one in every):
        return None
    return max((one.lost_at for one in every if one.lost_at is not None), default=None)


def last_leads(every: Sequence[Led]) -> tuple[Person, ...]:
    """Return the last leads of a plan: those whose appointment still lasts, and those lost last."""
    since = leaderless_since(every)
    found = [one.person for one in every if since is not None and (one.ended_at is None or one.lost_at == since)]
    return tuple({person.id: person for person in found}.values())


def can_take_back(taken_at: datetime, now: datetime) -> bool:
    """Tell whether a lead who returns can still undo that somebody took over."""
    return now <= taken_at + TAKE_BACK_FOR
