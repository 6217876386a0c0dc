"""Composition root: build(settings, clock) makes everything and hands the ticker its steps. Nothing else constructs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from sqlalchemy.exc import DBAPIError

import handlers
from bot import zone_data
from bot.delivery.breaker import Breakers
from bot.delivery.compose import Composer
from bot.delivery.directory import Directory
from bot.delivery.fetcher import Fetcher
from bot.delivery.keys import Me
from bot.delivery.opening import Opener
from bot.delivery.pacing import Pacing
from bot.delivery.reconcile import Reconciler
from bot.delivery.sender import Sender
from bot.delivery.slack import Slack
from bot.domain.clock import Clock
from bot.domain.outbox import Pace
from bot.domain.texts import storable
from bot.jobs.health import Health
from bot.jobs.planner import Planner
from bot.jobs.ticker import EVERY, Ticker
from bot.services.context.receive import Door
from bot.settings import Settings
from handlers.socket import Socket
from storage import delivery, files, workspaces
from storage.database import Database

log = logging.getLogger(__name__)

# Slack gives each payload to one of an app's connections; with two, one that died in silence loses half for a while.
CONNECTIONS = 2
# Seconds after which what a gesture has caused is looked at; nobody notices so few.
SOON = 0.03
# Seconds to wait at the end for answers that are on their way: Slack waits no longer for them either.
LAST_ANSWERS = 3.0


class SystemClock:
    """The machine's clock: business time is real time."""

    def now(self) -> datetime:
        """Return business time."""
        return datetime.now(UTC)

    def real(self) -> datetime:
        """Return real time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()


class Bot:
    """A running Drumbeat: its doors, its ticker, and its memory."""

    def __init__(
        self, settings: Settings, clock: Clock, pace: Pace, every: timedelta, traces: Sequence[aiohttp.TraceConfig]
    ) -> None:
        self.settings, self.clock, self.pace = settings, clock, pace
        self.database = Database(settings.database_url)
        self.session = aiohttp.ClientSession(
            # With a session of our own the SDK's timeout is not applied: it is set here.
            # If there's no connection after half of that, there won't be one, and surely nothing was sent.
            timeout=aiohttp.ClientTimeout(total=pace.call.total_seconds(), sock_connect=pace.call.total_seconds() / 2),
            trace_configs=list(traces),
        )
        self.breakers = Breakers(clock, pace.probe)
        self.slack = Slack(self.session, settings.slack_api_url, pace, self.breakers, Pacing(clock))
        self.planner = Planner(self.database, clock)
        self.sender = Sender(self.database, self.slack, Composer(clock), clock, pace)
        self.reconciler = Reconciler(self.database, self.slack, clock, pace)
        self.directory = Directory(self.database, self.slack, clock)
        self.opener = Opener(self.database, self.slack, clock)
        self.fetcher = Fetcher(self.database, self.slack, clock, pace)
        self.ticker = Ticker(
            {
                "plan": self.planner.step,
                "send": self.sender.step,
                "reconcile": self.reconciler.step,
                "directory": self.directory.step,
                "open": self.opener.step,
                "fetch": self.fetcher.step,
                "beat": self._beat,
            },
            clock,
            every,
        )
        self.health = Health(
            self.database, self.ticker, clock, self._is_connected, self.breakers.outages, self.slack.serves
        )
        self.app = AsyncApp(
            client=self.slack.new_client(settings.slack_bot_token.get_secret_value()), process_before_response=True
        )
        self.gate = handlers.register(self.app, Door(self.database, clock, self._wake))
        self._waking: asyncio.TimerHandle | None = None
        self._sockets: list[Socket] = []
        self._server: handlers.health.Server | None = None

    async def _beat(self) -> bool:
        return await self.health.beat()

    async def _is_connected(self) -> bool:
        for socket in self._sockets:
            if await socket.client.is_connected():
                return True
        return False

    def _wake(self) -> None:
        """Wake the steps soon: an answer goes first, and a burst of gestures wakes them once."""
        if self._waking is None:
            self._waking = asyncio.get_running_loop().call_later(SOON, self._wake_now)

    def _wake_now(self) -> None:
        self._waking = None
        self.ticker.wake("plan", "send", "directory", "fetch", "open")

    async def start(self) -> None:
        """Say who we are, listen, and tick. Raises SlackApiError where Slack does not take the bot's token.

        A refused app token raises nothing: the SDK tries for ever. Whoever starts us asks about it first.
        """
        await self._introduce()
        await self.reconciler.wake_up()
        await self.sender.wake_up()
        for _ in range(CONNECTIONS):
            socket = Socket(self.app, self.settings.slack_app_token.get_secret_value())
            self._sockets.append(socket)
            await socket.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type
        self.ticker.start()
        self._wake_now()
        if self.settings.drumbeat_port is not None:
            self._server = handlers.health.Server(
                self.health, self.settings.drumbeat_health_host, self.settings.drumbeat_port
            )
            await self._server.start()

    async def _introduce(self) -> None:
        client = self.slack.new_client(self.settings.slack_bot_token.get_secret_value())
        who = (await client.auth_test()).data
        assert isinstance(who, dict)
        async with self.database.begin() as tx:
            known = await workspaces.keep(
                tx,
                str(who.get("enterprise_id") or ""),
                str(who["team_id"]),
                storable(str(who.get("team") or who["team_id"]))[:200],
                str(who["user_id"]),
                str(who.get("user") or "drumbeat"),
                self.clock.real(),
            )
        me = Me(known.bot_slack_id, str(who.get("bot_id") or ""))
        self.slack.serve(known.id, self.settings.slack_bot_token.get_secret_value(), me)

    async def stop(self) -> None:
        """Close the doors, finish what is being done, and let go of everything. What is owed stays owed."""
        if self._server:
            await self._server.stop()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_ANSWERS):  # what is being dealt with is answered over the open connection
                await self.gate.idle()
        for socket in self._sockets:
            await socket.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no type
        await self.gate.idle()
        if self._waking is not None:
            self._waking.cancel()
        await self.ticker.stop()
        await self.sender.finish()
        with contextlib.suppress(DBAPIError, OSError):  # without a database there is nothing to write down
            await self.sender.fall_asleep()
        await self.session.close()
        await self.database.close()

    async def settle_down(self, timeout: float = 30.0) -> None:
        """Wait until nothing is due, nothing is on its way and nobody waits for an answer. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            woken: tuple[str, ...] = ("plan", "send")  # verbs wake the directory; unsure messages are rare
            while True:
                if self._waking is not None:
                    self._waking.cancel()
                    self._wake_now()
                self.ticker.wake(*woken)
                woken = ()
                await self.ticker.idle()
                await self.gate.idle()
                due = await self.planner.next_due()
                async with self.database.look() as tx:
                    owed = not self.breakers.is_open and await delivery.is_busy(tx, self.clock.now())
                    busy = owed or await files.is_waiting(tx, self.clock.real())
                woken_soon = self._waking is not None
                if not busy and (due is None or due > self.clock.now()) and self.gate.is_idle and not woken_soon:
                    return
                await asyncio.sleep(0.01)


def build(
    settings: Settings,
    clock: Clock,
    *,
    pace: Pace | None = None,
    every: timedelta = EVERY,
    traces: Sequence[aiohttp.TraceConfig] = (),
) -> Bot:
    """Make a bot out of its settings and a clock. It needs a running event loop, and does nothing until started.

    `pace` is how patient delivery is, `every` how often it looks by itself; `traces` watch its calls to Slack.
    """
    zone_data.use_newest()
    return Bot(settings, clock, pace or Pace(), every, traces)
