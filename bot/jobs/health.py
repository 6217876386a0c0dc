"""What should have happened and didn't; and the heartbeat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.domain.doctor import BEATS_EVERY
from bot.domain.slack_errors import UNREACHABLE, Outage
from bot.jobs.ticker import Ticker
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


def outage_sentence(outage: Outage) -> str:
    """Say what Slack refuses, since when, and what to do."""
    since, said = f"{outage.since:%Y-%m-%d %H:%M} UTC", f"({outage.method}: {outage.reason})"
    if outage.reason == UNREACHABLE:
        return f"Slack has been out of reach since {since}. Messages wait. Check the network, and https://slack-status.com."
    match outage.about:
        case "token":
            return f"Slack has refused the bot's token since {since} {said}. Messages wait. Run `drumbeat doctor`."
        case "method":
            return (
                f"Slack has refused one kind of call since {since} {said}. What needs it waits. Run `drumbeat doctor`."
            )
        case "network":
            return (
                f"Slack has refused calls from this network since {since} {said}. Messages wait. "
                "Ask an admin of the workspace to allow this machine's address."
            )
        case _:
            return (
                f"Slack has let nothing through to this workspace since {since} {said}. Messages wait. "
                "If this lasts, ask an admin of the workspace."
            )


def removal_sentence(name: str, at: datetime) -> str:
    """Say that a workspace has removed the app, since when, and what to do."""
    return (
        f"Drumbeat was removed from the workspace {name} at {at:%Y-%m-%d %H:%M} UTC, so nothing is sent there. "
        "To bring it back: install the app again in Slack, put its new bot token in SLACK_BOT_TOKEN, and restart."
    )


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
            problems.append("The clock has stopped ticking. It is started anew by itself; restart if this stays.")
        if not await self._is_connected():
            problems.append(
                "There is no connection to Slack, so nobody is heard. It is tried again; see `drumbeat doctor`."
            )
        outages = [*self._outages()]
        try:
            async with self._database.look() as tx:
                oldest = await delivery.oldest_unsent(tx)
                removed = [(one.name, at) for one, at in await workspaces.removed(tx) if self._serves(one.id)]
        except Exception as error:  # noqa: BLE001 - whatever it is, the database does not answer
            problems += [outage_sentence(outage) for outage in outages]
            problems.append(f"The database does not answer: {type(error).__name__}.")
        else:
            # That the token is refused follows from the removal, which says more.
            problems += [outage_sentence(one) for one in outages if not (removed and one.about == "token")]
            problems += [removal_sentence(name, at) for name, at in removed]
            if oldest is not None and self._clock.now() - oldest > TOO_LONG:
                problems.append(f"A message has waited since {oldest:%Y-%m-%d %H:%M} UTC. See `drumbeat doctor`.")
        return Report(tuple(problems))
