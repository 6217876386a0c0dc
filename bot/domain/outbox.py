"""An owed message: its kinds, its key, what happens to it when it is late, and what to do when unsure."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Literal

from bot.domain.slack_errors import WIDE, About

# Each kind names a composer of bot/delivery/compose.py (a test holds that they agree).
Kind = Literal[
    "digest",  # the day's duties
    "catch_up",  # one honest message after the bot slept
    "aside",  # a question about the plan, or a lesson, on a day without a digest
    "arrival",  # a duty that arose after the digest
    "reminder",  # at its time
    "nudge",
    "lead",  # what was handed up, a day's in one message
    "offer",  # being given a role
    "ask",  # a question of a conversation
    "week",  # the week to come, after set-up
    "hold",  # publishing is held back, or goes on
    "changed",  # what somebody changed in a form, to themselves, with Undo
    "reply",  # the answer to a reply or a check mark: what was settled, or which duty was meant
    "idea",  # an idea for a post was saved
    "handed",  # a role was handed over from now on
    "leaderless",  # nobody leads a plan: to everybody who can take over
    "led",  # somebody took a plan over, is back, or was named its lead
    "saved",  # what was added to a plan, with what speaks against it
    "told",  # a plain answer: a code of bot/views/notices.py and its facts
    "review",  # the root of a review's thread
    "prompts",
    "noted",  # a learning or a decision was recorded
    "summary",  # of a closed review
    "picture",  # a chart, after the message that it belongs to
    "boss",  # what a review came to, for somebody to forward: a picture and four sentences
    "home",  # somebody's Home tab, published anew
    "shared",  # a list that somebody shares in the home channel
    "approve",  # somebody is asked to approve a version of the strategy
    "edition",  # a version is in use: word to the home channel
    "for_you",  # what a version changes for somebody
    "comment",  # what somebody said about a version, or the answer to it
    "file",  # what was read in a file that somebody dropped, and what came of it
    "document",  # a file: the written strategy, or all of a plan
    "canvas",  # the version in use, in the home channel's canvas
]
Op = Literal["post", "update", "delete", "publish", "upload", "canvas"]
State = Literal["waiting", "sending", "unsure", "sent", "never", "withdrawn", "unknown", "deleted"]

# What a plan itself has to say in its channel; answers to what people typed there are none of it.
OF_THE_PLAN: frozenset[Kind] = frozenset(
    (
        "review",
        "prompts",
        "summary",
        "noted",
        "picture",
        "edition",
        "document",
        "canvas",
        "hold",
        "shared",
        "week",
    )
)

# Instead of a method's name: nothing at all may be sent for a workspace.
EVERYTHING = "*"
# A message was not posted if it wasn't found this many times.
LOOKS_NEEDED = 2
# A temporary failure (connection refused, Slack says so) is tried again after these, the last one for ever.
BACKOFF = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=2))

# Trouble with one message that should have passed and didn't: given up after at least this much business time (or the
# kind's own limit, if that is longer) and at least this many tries.
PATIENCE = timedelta(days=1)
MOST_TRIES = 8

# Business time: how late a message may still say what it would have said, by kind. None: it is never too late.
LATE: dict[Kind, timedelta | None] = {
    "digest": timedelta(hours=4),
    "catch_up": None,
    "aside": timedelta(hours=1),
    "arrival": timedelta(hours=1),
    "reminder": timedelta(hours=1),
    "nudge": timedelta(hours=1),
    "lead": None,
    "offer": None,
    "ask": None,
    "week": None,
    "hold": None,
    "changed": None,
    "reply": None,
    "idea": None,
    "handed": None,
    "leaderless": None,
    "led": None,
    "told": None,
    "saved": None,
    "review": timedelta(days=6),
    "prompts": timedelta(days=6),
    "noted": None,
    "summary": None,
    "picture": timedelta(days=1),
    "boss": timedelta(minutes=10),
    "home": None,
    "shared": None,
    "approve": None,
    "edition": None,
    "for_you": None,
    "comment": None,
    "file": None,
    "document": None,
    "canvas": None,
}


@dataclass(frozen=True)
class Pace:
    """How patient delivery is, in real time. Tests that kill the bot two hundred times are less patient than people.

    A claim is good for `lease`; a call to Slack takes `call` at most, and is not begun where less of the lease is left.
    A post that Slack accepted is visible in its history after `settling`. Unsure for `unknown_after`, with the history
    out of reach, its fate is written down as unknown, an admin is told, and the conversation goes on.
    While Slack has a workspace shut, one call is tried every `probe`.
    """

    lease: timedelta = timedelta(seconds=45)
    call: timedelta = timedelta(seconds=10)
    settling: timedelta = timedelta(seconds=3)
    unknown_after: timedelta = timedelta(minutes=10)
    probe: timedelta = timedelta(minutes=1)

    def __post_init__(self) -> None:
        """Refuse a lease in which no call can be finished."""
        if self.lease <= self.call:
            raise ValueError("a lease is longer than the longest call")


@dataclass(frozen=True)
class Owed:
    """A message to put into the outbox. `key` is unique in its workspace: owing twice is owing once.

    `conversation` keeps order (`dm:7`, `ch:C1`); `person` is a member id for direct messages, `channel` a Slack id;
    `thread` the outbox id of the message whose thread it goes to, or `thread_ts` where people opened the thread;
    `target` the outbox id that an update or delete is about; `facts` are references, and texts that views escape.
    `due_at` is now, or the next morning for something that came up outside the person's hours.
    `name`, given to everything that the clock owes, says what it is without ids that a restored backup may give to
    something else. The opaque key is made of it, so it is the same when the clock owes the message again.
    """

    key: str
    kind: Kind
    due_at: datetime
    op: Op = "post"
    person: int | None = None
    channel: str | None = None
    thread: int | None = None
    thread_ts: str | None = None
    target: int | None = None
    facts: Mapping[str, str | int] = field(default_factory=dict)
    name: str = ""

    @property
    def conversation(self) -> str:
        """Return the key within which order is kept. Threads share their channel's: no reply overtakes its root.

        A Home tab isn't part of a conversation: it neither waits for direct messages nor holds them up.
        """
        if self.op == "publish":
            return f"home:{self.person}"
        if self.op == "canvas":
            return f"canvas:{self.channel}"
        place = f"dm:{self.person}" if self.person is not None else f"ch:{self.channel}"
        # Pictures wait only for each other and nothing waits for them, so words get through where files can't be sent.
        return f"{place}:pictures" if self.op == "upload" else place


@dataclass(frozen=True)
class Message:
    """An owed message in the outbox. `attempt` counts sendings, `token` is the key in its metadata."""

    id: int
    workspace_id: int
    key: str
    kind: Kind
    op: Op
    conversation: str
    person: int | None
    channel: str | None
    thread: int | None
    thread_ts: str | None
    target: int | None
    facts: Mapping[str, str | int]
    due_at: datetime
    state: State
    attempt: int
    looks: int
    token: str
    ts: str | None
    unsure_since: datetime | None
    file_id: str | None = None  # of an upload: Slack has its bytes, and completing it shows them
    tried_at: datetime | None = None  # business time of its latest claim
    owed_at: datetime | None = None  # business time


# ---------------------------------------------------------------- fates: what came of a call to Slack


@dataclass(frozen=True)
class Sent:
    """Slack took it. `channel` and `ts` say where it is; "" where Slack does not say, as with files."""

    channel: str
    ts: str


@dataclass(frozen=True)
class Later:
    """Surely not posted; try again. `after` is real time; with `throttled`, the whole method waits for it.

    `method` is the one that Slack throttles where it is not the message's own; `about` is what kind of trouble it is.
    """

    after: timedelta
    reason: str
    throttled: bool = False
    method: str = ""
    about: About = "content"

    @property
    def is_wide(self) -> bool:
        """Tell whether the whole workspace waits, and not this message alone."""
        return self.about in WIDE


@dataclass(frozen=True)
class Never:
    """Surely not posted, and trying again would not help. `reason` is Slack's own code."""

    reason: str


@dataclass(frozen=True)
class Unsure:
    """It may have been posted. Never post blindly again: ask Slack first."""

    reason: str


Fate = Sent | Later | Never | Unsure


def opaque_key(secret: str, name: str) -> str:
    """Return the opaque key of a message that the clock owes: the same for the same name, and revealing nothing."""
    return hmac.new(secret.encode(), name.encode(), sha256).hexdigest()[:32]


# A claimed message is posted within its lease, and no lease is longer than this.
LONGEST_TRY = timedelta(minutes=1)


def posted_at(message: Message, ts: str, now: datetime) -> datetime:
    """Return when a message was posted, in business time, by Slack's own time of it (its `ts`).

    Slack's clock and ours need not agree, so its word counts within what is possible: an answered call posted since
    the claim; a message that was found, in its latest attempt or, where there were several, in any of them.
    """
    answered, latest = message.state == "sending", now
    if message.tried_at is not None and not answered:
        latest = min(now, message.tried_at + LONGEST_TRY)
    earliest = message.tried_at if message.tried_at and (answered or message.attempt <= 1) else message.due_at
    at = time_of(ts)
    return latest if at is None else min(max(at, earliest), latest)


def time_of(ts: str) -> datetime | None:
    """Read Slack's time of a message ("1774854000.000200") as an instant; None for what is none."""
    seconds, _, rest = ts.partition(".")
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 10):
        return None
    micro = int(rest[:6].ljust(6, "0")) if rest.isascii() and rest.isdigit() else 0
    return datetime.fromtimestamp(int(seconds), UTC) + timedelta(microseconds=micro)


def lateness(kind: Kind, due_at: datetime, now: datetime) -> Literal["on_time", "late", "too_late"]:
    """Say how late a message is by its kind's policy (business time). Up to five minutes is on time."""
    late = now - due_at
    limit = LATE[kind]
    if limit is not None and late > limit:
        return "too_late"
    return "late" if late > timedelta(minutes=5) else "on_time"


def is_over(message: Message, now: datetime) -> bool:
    """Tell whether it is too late to post a message at all. Updates are never too late.

    A summary without its picture shares the picture's kind, but not its short limit.
    """
    if message.op != "post" or message.kind == "boss":
        return False
    return lateness(message.kind, message.due_at, now) == "too_late"


def is_hopeless(message: Message, fate: Later, now: datetime) -> bool:
    """Tell whether to stop retrying a message: its own trouble lasted too long. Wide trouble never counts."""
    if fate.is_wide or fate.throttled:
        return False
    patience = max(LATE[message.kind] or PATIENCE, PATIENCE)
    return message.attempt >= MOST_TRIES and now - message.due_at > patience


def backoff(attempt: int) -> timedelta:
    """Return how long to wait after the given failed attempt, counted from 1."""
    return BACKOFF[min(max(attempt, 1), len(BACKOFF)) - 1]
