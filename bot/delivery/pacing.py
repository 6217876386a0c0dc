"""Keeps Slack's pace in this process: no method before its Retry-After is over, and no more openings than allowed.

Messages wait in the outbox, where claiming skips throttled ones. This is for calls that are already under way, and for
calls that aren't made by a message. It is the only place that counts openings.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.domain.clock import Clock
from storage.delivery import OPEN

# At most this many direct messages are opened at once, and at most this many a minute after that (Slack's tier 3).
OPENINGS = 50
# Opening ahead leaves this many openings to messages that are due now.
KEPT_FOR_MESSAGES = 10


class Slowed(Exception):
    """A call that was not made: Slack accepts no calls of this method before `after` is over."""

    def __init__(self, method: str, after: timedelta) -> None:
        super().__init__(f"{method} waits for {after.total_seconds():.0f} s")
        self.method, self.after = method, after


@dataclass
class _Openings:
    """How many direct messages may be opened: `level`, as of `at` (monotonic seconds)."""

    level: float
    at: float


class Pacing:
    """The pace of every workspace's methods, on the monotonic clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: dict[tuple[int, str], float] = {}
        self._openings: dict[int, _Openings] = {}

    def begin(self, workspace_id: int, method: str) -> None:
        """Count a call that is about to be made. Raises Slowed where Slack accepts none yet."""
        key, now = (workspace_id, method), self._clock.monotonic()
        if (until := self._until.get(key)) is not None:
            if now < until:
                raise Slowed(method, timedelta(seconds=until - now))
            del self._until[key]
        if method == OPEN:
            self._filled(workspace_id).level -= 1

    def slow_down(self, workspace_id: int, method: str, after: timedelta) -> None:
        """Make no call of a method before `after` is over: Slack said so. An earlier end changes nothing."""
        key, until = (workspace_id, method), self._clock.monotonic() + after.total_seconds()
        self._until[key] = max(until, self._until.get(key, until))
        if method == OPEN:  # one by one from then on, whatever was assumed before
            self._openings[workspace_id] = _Openings(1.0, self._until[key])

    def openings(self, workspace_id: int, kept: int = 0) -> int:
        """Return how many direct messages may be opened now, leaving `kept` to others."""
        if self._clock.monotonic() < self._until.get((workspace_id, OPEN), float("-inf")):
            return 0
        return max(0, int(self._filled(workspace_id).level) - kept)

    def _filled(self, workspace_id: int) -> _Openings:
        now = self._clock.monotonic()
        found = self._openings.setdefault(workspace_id, _Openings(OPENINGS, now))
        found.level = min(OPENINGS, found.level + max(0.0, now - found.at) * OPENINGS / 60)
        found.at = now
        return found
