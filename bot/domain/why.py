"""Why somebody did or didn't get a message: one owed message, explained. Pure: values in, values out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.domain.duties import Duty
from bot.domain.outbox import Kind, State
from bot.domain.roles import Nudges, Person
from bot.domain.when import Hours

# How far back to look, how many lines a page has, and at most how many messages are looked at.
LOOK_BACK = timedelta(days=7)
PAGE = 12
MOST = 400
# Answers to what somebody typed themselves need no explanation, unless they did not come.
PLAIN: frozenset[Kind] = frozenset({"ask", "told", "changed"})


@dataclass(frozen=True)
class Fate:
    """What became of one message. `at` is when it was to come, `settled_at` when it was sent or given up.

    `tries` counts how often it was taken up; `about` are the duties that it is about, as far as the asker may know.
    """

    kind: Kind
    state: State
    reason: str
    at: datetime
    settled_at: datetime | None
    tries: int
    about: tuple[Duty, ...] = ()


@dataclass(frozen=True)
class HandedAway:
    """A duty of the person's role that went to somebody else, so no message came. `to` is None where they left."""

    duty: Duty
    to: Person | None


@dataclass(frozen=True)
class Account:
    """Everything that an answer to "why" says. `whom` is None where somebody asks about themselves.

    `entries` are newest first; `offered` are the titles of roles not answered yet, `on_hold` the duties of the day
    that are held back. `has_part` tells whether they have anything to do in a plan that the asker can see.
    """

    entries: tuple[Fate | HandedAway, ...]
    whom: Person | None
    zone: str
    zone_known: bool
    hours: Hours
    nudges: Nudges
    has_part: bool
    has_left: bool
    next_digest: datetime | None
    today: int
    on_hold: tuple[Duty, ...] = ()
    offered: tuple[str, ...] = ()


def when(entry: Fate | HandedAway) -> datetime:
    """Return the instant by which entries are ordered."""
    return entry.at if isinstance(entry, Fate) else entry.duty.asked_at


def page_of(entries: Sequence[Fate | HandedAway], page: int) -> tuple[Sequence[Fate | HandedAway], int, int]:
    """Return one page of the entries, which one it is, and how many there are. A page beyond the last is the last."""
    pages = max(1, -(-len(entries) // PAGE))
    page = min(max(page, 1), pages)
    return entries[(page - 1) * PAGE : page * PAGE], page, pages


Outcome = Literal["came", "waits", "unsure", "not_sent"]


def outcome(state: State) -> Outcome:
    """Say in one of four words what a message's state means to a reader."""
    if state in ("sent", "deleted"):
        return "came"
    if state in ("waiting", "sending"):
        return "waits"
    return "unsure" if state in ("unsure", "unknown") else "not_sent"
