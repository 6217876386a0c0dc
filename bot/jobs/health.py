"""What should have happened and didn't; and the heartbeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.doctor import BEATS_EVERY
from bot.domain.slack_errors import Outage
from bot.jobs.ticker import Ticker
from bot.views.operations import health as words
from storage import changes, delivery, heartbeats, workspaces
from storage.database import Database

# A message that waits longer than this (business time) means that something is stuck.
TOO_LONG = timedelta(minutes=15)
# Slack's last retry comes after five minutes; receipts are kept far longer than any of them.
RECEIPTS_FOR = timedelta(days=3)
# How often receipts are cleared out, in beats: once an hour.
CLEAR_EVERY = timedelta(hours=1) // BEATS_EVERY


@dataclass(frozen=True)
class Report:
    """The bot's state. `problems` are sentences for an operator; empty means well."""

    problems: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems


class Health:
    """Writes the heartbeat, and says what is wrong when asked."""

    def __init__(
        self,
        database: Database,
        ticker: Ticker,
        clock: Clock,
        is_connected: Callable[[], Awaitable[bool]],
        outages: Callable[[], Sequence[Outage]],
        serves: Callable[[int], bool],
    ) -> None:
        self._database, self._ticker, self._clock = database, ticker, clock
        self._is_connected, self._outages, self._serves = is_connected, outages, serves
        self._beats = 0
        # When the last beat was tried, in monotonic seconds and in real time.
        self._tried: tuple[float, datetime] | None = None

    async def beat(self) -> bool:
        """Record that the bot is alive, if the last beat is old enough; never finds work."""
        if not self._is_due():
            return False
        self._tried = self._clock.monotonic(), self._clock.real()
        async with self._database.begin() as tx:
            await heartbeats.beat(tx, "bot", self._clock.now(), self._clock.real())
            if self._beats % CLEAR_EVERY == 0:
                await changes.forget_receipts(tx, self._clock.real() - RECEIPTS_FOR)
        self._beats += 1
        return False

    def _is_due(self) -> bool:
        if self._tried is None:
            return True
        at, real = self._tried
        # By the wall clock, too: once it is set, or the machine has slept, the last beat is wrong.
        by_the_wall = self._clock.real() - real
        passed = timedelta(seconds=self._clock.monotonic() - at)
        return passed >= BEATS_EVERY or by_the_wall < timedelta() or by_the_wall >= BEATS_EVERY

    async def report(self) -> Report:
        """Say what is wrong: the clock, the connection, what Slack refuses, the database, messages that wait."""
        problems: list[str] = []
        if not self._ticker.is_alive():
            problems.append(words.CLOCK_STOPPED)
        if not await self._is_connected():
            problems.append(words.NO_CONNECTION)
        outages = [*self._outages()]
        try:
            async with self._database.look() as tx:
                oldest = await delivery.oldest_unsent(tx)
                removed = [(one.name, at) for one, at in await workspaces.removed(tx) if self._serves(one.id)]
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not answer
            problems += [words.outage(outage) for outage in outages]
            problems.append(words.no_answer(error))
        else:
            # That the token is refused follows from the removal, which says more.
            problems += [words.outage(one) for one in outages if not (removed and one.about == "token")]
            problems += [words.removal(name, at) for name, at in removed]
            if oldest is not None and self._clock.now() - oldest > TOO_LONG:
                problems.append(words.waiting(oldest))
        return Report(tuple(problems))
