"""Every place at which a run can be broken off, as the undisturbed run passed them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from tests.faults.troubles import Die, Hold

Seen = Mapping[str, Sequence[str]]

# Of a call's way through Slack. Once it is accepted, a killed bot's connection is cut in any case.
BEFORE_ACCEPTING = ("before_read", "headers_read", "body_read")
AFTER_ACCEPTING = ("accepted", "half_answered", "answered")
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


def stages_at_slack(seen: Seen, method: str, then: Literal["fate", "late"] = "fate") -> Iterator[Hold]:
    """Each stage of each call's way at Slack's side; with `late`, what was held is accepted when all is over."""
    for nth in range(1, len(seen[f"begun: {method}"]) + 1):
        if then == "late":
            yield Hold("before_read", method, nth, "late")
            continue
        for stage in BEFORE_ACCEPTING:
            yield Hold(stage, method, nth, "go")
            yield Hold(stage, method, nth, "cut")
        for stage in AFTER_ACCEPTING:
            yield Hold(stage, method, nth, "go")
