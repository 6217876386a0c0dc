"""A silence: a time in which the bot wrote no heartbeat. It was off, or its memory is a backup from before that time.

Only Slack can tell which: in the second case it has messages of ours that the database knows nothing about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.outbox import Kind, Message, time_of

# A pause of this length is no reason to look into Slack: a restart takes less, and so does an upgrade.
SHORTEST = timedelta(minutes=10)
# Everything that was slept through is planned within this time of the start.
CATCHING_UP = timedelta(minutes=10)
# A heartbeat may be older than the last post before the end by its period and the length of a call.
MARGIN = timedelta(minutes=2)
# Messages up to this much older than a silence are looked at, too: they may have been changed in it.
STANDING_SINCE = timedelta(days=1)
# Silences are forgotten after this; whatever was due in one has long been dealt with.
REMEMBERED = timedelta(days=14)
# Kinds that the clock owes by itself, and would owe again after a restore.
BY_CLOCK: frozenset[Kind] = frozenset(
    {"digest", "catch_up", "aside", "reminder", "nudge", "lead", "review", "prompts", "summary", "picture", "hold"}
)


@dataclass(frozen=True)
class Silence:
    """From the last heartbeat to the start after it (business time). `is_restored`: the memory is a backup."""

    id: int
    since: datetime
    until: datetime
    is_restored: bool = False

    def covers(self, at: datetime) -> bool:
        """Tell whether an instant is within it, and not just at its beginning."""
        return self.since + MARGIN < at < self.until


@dataclass(frozen=True)
class ShownDuty:
    """One duty in a message as Slack shows it. `version` is that of its buttons, 0 where none carries one.

    `is_open`: its buttons are still there. Where they are gone, somebody pressed one.
    """

    id: int
    version: int
    is_open: bool


@dataclass(frozen=True)
class Posted:
    """A message of our own bot as Slack shows it. `keys` are candidates for its opaque key; times are Slack's."""

    keys: frozenset[str]
    ts: str
    duties: tuple[ShownDuty, ...] = ()
    edited_ts: str = ""

    def was_touched_in(self, silence: Silence) -> bool:
        """Tell whether it was posted or changed in a silence: then the database doesn't know of that."""
        return any(at is not None and silence.covers(at) for at in (time_of(self.ts), time_of(self.edited_ts)))


def silence_between(beat: datetime | None, start: datetime) -> bool:
    """Tell whether it was silent between the last heartbeat and a start."""
    return beat is not None and start - beat > SHORTEST


def may_stand(message: Message, silence: Silence) -> bool:
    """Tell whether a message that is about to leave may have been posted in a silence.

    It was due in it, or was owed while the clock caught up. Where the database is known to be a backup, everything that
    the clock owes counts: people may have pressed buttons in its conversation that nobody remembers.
    """
    if message.op not in ("post", "upload"):
        return False
    if message.due_at < silence.until:
        return True
    if message.owed_at is not None and message.owed_at < silence.until + CATCHING_UP:
        return True
    return silence.is_restored and message.kind in BY_CLOCK


def recalled_at(ts: str, silence: Silence, planned: datetime) -> datetime:
    """Return when a forgotten message was posted, by Slack's time of it: within the silence.

    Where Slack's clock is so far off that this is impossible, it was posted when it was planned.
    """
    at = time_of(ts)
    if at is None or not silence.since - MARGIN <= at <= silence.until + MARGIN:
        at = planned
    return min(max(at, silence.since), silence.until)


def place_of(message: Message, thread_ts: str | None) -> str:
    """Name the place that is read to find a message: its conversation, or a thread of it."""
    place = message.conversation.removesuffix(":pictures")
    return f"{place}/{thread_ts}" if thread_ts else place


def lost_presses(posted: Collection[Posted], known: Mapping[int, int], silence: Silence) -> dict[int, bool]:
    """Return what people did to duties and the database forgot: whether each is settled, by the duty's id.

    `known` has the remembered versions of the duties that the database has as open. A later version in Slack is proof;
    so is a duty that is settled in a message that was changed in the silence.
    """
    lost: dict[int, bool] = {}
    for one in posted:
        for duty in one.duties:
            if duty.id not in known:
                continue
            if duty.version > known[duty.id] or (not duty.is_open and one.was_touched_in(silence)):
                lost[duty.id] = lost.get(duty.id, False) or not duty.is_open
    return lost
