"""Stops calling a workspace that Slack has shut, and tries once a minute until it is open again.

A breaker opens when Slack refuses a call because of the token, the network or the workspace as a whole. It closes when
the refused method works again. Nothing is queued here: messages wait in the outbox.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.outbox import backoff
from bot.domain.slack_errors import UNREACHABLE, WIDE, About, Outage

log = logging.getLogger(__name__)

# One cause gives one ERROR line, however often it comes and goes within this time.
TOLD_AGAIN = timedelta(hours=1)
# A refused method is normally tried again within minutes. One that nobody called for this long is no longer reported.
STALE = timedelta(hours=1)


@dataclass
class _Open:
    """An open breaker. Times are monotonic seconds; `tries` counts the call that opened it and every try since."""

    outage: Outage
    opened_at: float
    failed_at: float
    next_try: float
    tries: int = 1


class Breakers:
    """The breakers of all workspaces in this process. `every` is the time between two tries."""

    def __init__(self, clock: Clock, every: timedelta) -> None:
        self._clock, self._every = clock, every.total_seconds()
        self._open: dict[int, _Open] = {}
        self._refused: dict[tuple[int, str], _Open] = {}
        self._told: dict[tuple[int, str], float] = {}

    # ------------------------------------------------------------ before calling

    def room(self, workspace_id: int, most: int) -> int:
        """Return how many calls may start now: `most`, one as a try, or none. Give back a try that you don't make."""
        found = self._open.get(workspace_id)
        if found is None:
            return most
        now = self._clock.monotonic()
        if now < found.next_try:
            return 0
        found.tries += 1
        found.next_try = now + self._wait(found)
        return 1

    def give_back(self, workspace_id: int) -> None:
        """Give back a try that was not made, so that the next caller may make it."""
        if (found := self._open.get(workspace_id)) is not None:
            found.tries -= 1
            found.next_try = self._clock.monotonic()

    def shut_for(self, workspace_id: int) -> timedelta:
        """Return how long until the next try; zero if the breaker is closed."""
        found = self._open.get(workspace_id)
        return timedelta(seconds=max(0.0, found.next_try - self._clock.monotonic())) if found else timedelta(0)

    @property
    def is_open(self) -> bool:
        """Tell whether any workspace is shut; what waits for it doesn't keep the bot busy."""
        return bool(self._open)

    def _wait(self, found: _Open) -> float:
        if found.outage.about != "network" or found.outage.reason != UNREACHABLE:
            return self._every
        # A network that drops for a second shouldn't cost a minute.
        return min(backoff(found.tries).total_seconds(), self._every)

    # ------------------------------------------------------------ after calling

    def failed(self, workspace_id: int, method: str, reason: str, about: About) -> None:
        """Note that Slack refused a call because of the whole workspace, or refuses a method altogether."""
        now = self._clock.monotonic()
        is_wide = about in WIDE
        found = self._open.get(workspace_id) if is_wide else self._refused.get((workspace_id, method))
        if found is None:
            outage = Outage(reason, about, method, self._clock.real())
            found = _Open(outage, now, now, now)
            found.next_try = now + self._wait(found)
            if is_wide:
                self._open[workspace_id] = found
            else:
                self._refused[workspace_id, method] = found
        found.failed_at = now
        found.outage = replace(found.outage, reason=reason, about=about, method=method)
        if self._is_confirmed(found):
            self._tell(workspace_id, found)

    def worked(self, workspace_id: int, method: str) -> None:
        """Note that Slack accepted a call, which closes the breaker if it is the method that was refused.

        A success of another method closes it only after two tries' time without a refusal: what was refused may not be
        wanted anymore, and nothing would ever call that method again.
        """
        self._refused.pop((workspace_id, method), None)
        found = self._open.get(workspace_id)
        if found is None:
            return
        if method == found.outage.method or self._clock.monotonic() - found.failed_at >= 2 * self._every:
            del self._open[workspace_id]
            log.info("Slack lets the bot in again", extra={"workspace": workspace_id, "method": method})

    def outages(self) -> list[Outage]:
        """List what an operator should know about: refusals that last."""
        now = self._clock.monotonic()
        fresh = [one for one in self._refused.values() if now - one.failed_at < STALE.total_seconds()]
        return [one.outage for one in (*self._open.values(), *fresh) if self._is_confirmed(one)]

    def _is_confirmed(self, found: _Open) -> bool:
        """Tell whether this is more than a network that drops for a moment."""
        if found.outage.reason != UNREACHABLE:
            return True
        return self._clock.monotonic() - found.opened_at >= self._every

    def _tell(self, workspace_id: int, found: _Open) -> None:
        now, key = self._clock.monotonic(), (workspace_id, f"{found.outage.reason}:{found.outage.about}")
        if now - self._told.get(key, float("-inf")) >= TOLD_AGAIN.total_seconds():
            log.error(
                "Slack refuses the bot" if found.outage.about != "method" else "Slack refuses a method",
                extra={"reason": found.outage.reason, "method": found.outage.method, "workspace": workspace_id},
            )
        self._told[key] = now
