"""Every place at which a run can be broken off, as the undisturbed run passed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from tests.faults.troubles import Die, Hold

Seen = Mapping[str, Sequence[str]]

Then = Literal["go", "cut", "late"]

# Of a call's way through Slack, and what becomes of it there. A request that Slack has not read is lost with its
# connection, or arrives after its sender's death. Once it is accepted, nobody is there to be answered in any case.
STAGES: tuple[tuple[str, Then], ...] = (
    ("before_read", "cut"),
    ("headers_read", "go"),
    ("body_read", "cut"),
    ("body_read", "go"),
    ("accepted", "go"),
    ("half_answered", "go"),
    ("answered", "go"),
)
POST = "chat.postMessage"
OTHERS = ("chat.update", "chat.delete", "conversations.open")


def commits(seen: Seen) -> Iterator[Die]:
    """Before and after each commit; of the heartbeat's, which all do the same, the first few."""
    for side in ("before", "after"):
        for name, most in ((f"{side} commit", None), (f"{side} beat", 3)):
            for nth in range(1, len(seen[name][:most]) + 1):
                yield Die(name, nth)


def kinds_of_commits(seen: Seen) -> Iterator[Die]:
    """One commit of each kind, before one and after the next: of those that write the same tables, the last."""
    last = {what: nth for nth, what in enumerate(seen["before commit"], 1)}
    for number, nth in enumerate(last.values()):
        yield Die("after commit" if number % 2 else "before commit", nth)


def stages_of_the_client(seen: Seen) -> Iterator[Die]:
    """Each stage of each call's way, where the bot hands bytes over or is handed some."""
    for name, passed in seen.items():
        if ": " in name:
            for nth in range(1, len(passed) + 1):
                yield Die(name, nth)


def stages_at_slack(seen: Seen, method: str) -> Iterator[Hold]:
    """Each stage of each call's way at Slack's side."""
    for nth in range(1, len(seen[f"begun: {method}"]) + 1):
        for stage, then in STAGES:
            yield Hold(stage, method, nth, then)


def posts_that_come_late(seen: Seen) -> Iterator[Hold]:
    """Each post, held before Slack reads it, and accepted when the next process has posted something."""
    for nth in range(1, len(seen[f"begun: {POST}"]) + 1):
        yield Hold("before_read", POST, nth, "late")
