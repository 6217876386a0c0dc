"""Stops calling a workspace that Slack has shut, and tries once a minute until it is open again.

A breaker opens when Slack refuses a call because of the token, the network or the workspace as a whole. Slack's word is
believed until something else gets through: if another method does, only the refused one is held; if the same method
does elsewhere, the trouble was about one place. Nothing is queued here: messages wait in the outbox.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.domain.clock import Clock
from bot.domain.outbox import EVERYTHING, backoff
from bot.domain.slack_errors import UNREACHABLE, WIDE, About, Outage

log = logging.getLogger(__name__)

# One cause gives one ERROR line, however often it comes and goes within this time. What was learned about one method or
# one place holds for as long.
REMEMBERED = timedelta(hours=1)


@dataclass
class _Open:
    """What is refused, and where. Times are monotonic seconds; `tries` counts the first refusal and every try since.

    `is_doubted` while other methods get through and this one was not called again yet.
    """

    outage: Outage
    place: str
    opened_at: float
    failed_at: float
    next_try: float = 0.0
    tries: int = 1
    is_doubted: bool = False


class Breakers:
    """The breakers of all workspaces in this process. `every` is the time between two tries.

    A `place` is the channel, person or file that a call is about, "" if it is about none.
    """

    def __init__(self, clock: Clock, every: timedelta) -> None:
        self._clock, self._every = clock, every.total_seconds()
        self._open: dict[int, _Open] = {}
        self._held: dict[tuple[int, str], _Open] = {}
        self._elsewhere: dict[tuple[int, str, str], float] = {}  # places that are refused while others are not
        self._told: dict[tuple[int, str], float] = {}

    # ------------------------------------------------------------ before calling

    def room(self, workspace_id: int, most: int) -> int:
        """Return how many calls may start now: `most`, one as a try, or none. Give back a try that you don't make."""
        found = self._open.get(workspace_id)
        if found is None:
            # One at a time while a method is held, so that it is not tried eight times at once.
            return 1 if any(workspace == workspace_id for workspace, _ in self._fresh()) else most
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
        """Return how long until the next try; zero if the breaker is closed, or a try is due."""
        found = self._open.get(workspace_id)
        return timedelta(seconds=max(0.0, found.next_try - self._clock.monotonic())) if found else timedelta(0)

    def hold(self, workspace_id: int, method: str) -> str:
        """Return what is held: EVERYTHING, the method alone, or "" if calls of it go on."""
        if workspace_id in self._open:
            return EVERYTHING
        return method if (workspace_id, method) in self._held else ""

    def held_for(self, workspace_id: int, method: str) -> timedelta:
        """Return how long to wait before a method that is held may be called; zero takes the next try."""
        found = self._held.get((workspace_id, method))
        now = self._clock.monotonic()
        if found is None or now >= found.next_try:
            if found is not None:
                found.next_try = now + self._every
            return timedelta(0)
        return timedelta(seconds=found.next_try - now)

    @property
    def is_open(self) -> bool:
        """Tell whether any workspace is shut; what waits for it doesn't keep the bot busy."""
        return bool(self._open)

    def _wait(self, found: _Open) -> float:
        if found.outage.reason != UNREACHABLE:
            return self._every
        # A network that drops for a second shouldn't cost a minute.
        return min(backoff(found.tries).total_seconds(), self._every)

    # ------------------------------------------------------------ after calling

    def failed(self, workspace_id: int, method: str, reason: str, about: About, place: str = "") -> None:
        """Note that Slack refused a call because of the whole workspace, or refuses a method altogether."""
        now, spot = self._clock.monotonic(), (workspace_id, method, place)
        if now - self._elsewhere.get(spot, float("-inf")) < REMEMBERED.total_seconds():
            self._elsewhere[spot] = now
            return
        key = (workspace_id, method)
        found = self._held.get(key) or (self._open.get(workspace_id) if about in WIDE else None)
        if found is None:
            found = _Open(Outage(reason, about, method, self._clock.real()), place, now, now)
            found.next_try = now + self._wait(found)
            if about in WIDE:
                self._open[workspace_id] = found
            else:
                self._held[key] = found
        elif key not in self._held:
            found.outage, found.place = replace(found.outage, reason=reason, about=about, method=method), place
        found.failed_at, found.is_doubted = now, False
        if self._is_confirmed(found):
            self._tell(workspace_id, found)

    def worked(self, workspace_id: int, method: str, place: str = "") -> None:
        """Note that Slack accepted a call: whatever is still refused is about less than was thought."""
        now = self._clock.monotonic()
        self._elsewhere.pop((workspace_id, method, place), None)
        refused = self._held.pop((workspace_id, method), None)
        if (found := self._open.pop(workspace_id, None)) is not None:
            if found.outage.reason == UNREACHABLE or found.outage.method == method:
                refused = found
                log.info("Slack lets the bot in again", extra={"workspace": workspace_id, "method": method})
            else:
                found.outage, found.is_doubted = replace(found.outage, about="method"), True
                self._held[workspace_id, found.outage.method] = found
        if refused is not None and refused.place != place and refused.outage.reason != UNREACHABLE:
            self._elsewhere[workspace_id, method, refused.place] = now

    def outages(self) -> list[Outage]:
        """List what an operator should know about: refusals that last, and were met within the hour."""
        found = (*self._open.values(), *self._fresh().values())
        return [one.outage for one in found if self._is_confirmed(one) and not one.is_doubted]

    def _fresh(self) -> dict[tuple[int, str], _Open]:
        """Return the methods that were refused lately; one that nobody calls anymore says nothing."""
        now = self._clock.monotonic()
        return {key: one for key, one in self._held.items() if now - one.failed_at < REMEMBERED.total_seconds()}

    def _is_confirmed(self, found: _Open) -> bool:
        """Tell whether this is more than a network that drops for a moment."""
        if found.outage.reason != UNREACHABLE:
            return True
        return self._clock.monotonic() - found.opened_at >= self._every

    def _tell(self, workspace_id: int, found: _Open) -> None:
        now, key = self._clock.monotonic(), (workspace_id, found.outage.reason)
        if now - self._told.get(key, float("-inf")) >= REMEMBERED.total_seconds():
            reason, method = found.outage.reason, found.outage.method
            if found.outage.about == "method":
                log.error(
                    "Slack refuses a method", extra={"reason": reason, "method": method, "workspace": workspace_id}
                )
            else:
                log.error(
                    "Slack refuses the bot", extra={"reason": reason, "method": method, "workspace": workspace_id}
                )
        self._told[key] = now
