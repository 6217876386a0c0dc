"""APScheduler as an alarm clock, and its watchdog on the monotonic clock."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.clock import Clock

log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[bool]]

# How often each step looks by itself; a verb that owes something does not wait for it.
EVERY = timedelta(seconds=1)
# No tick for so long means that the alarm clock stands still (the wall clock was set back, say).
STOPPED_AFTER = timedelta(seconds=15)
# No single step takes so long: the longest waits for Slack, and that is bounded.
HANGS_AFTER = timedelta(minutes=5)
# A step that always finds work would keep the others' turn: after so many in a row it waits for its next tick.
MOST_IN_A_ROW = 500


class Ticker:
    """Runs each step until it finds no more work: at every tick, and at once when woken. No two runs of one overlap."""

    def __init__(
        self, steps: Mapping[str, Step], clock: Clock, every: timedelta = EVERY, patience: timedelta = STOPPED_AFTER
    ) -> None:
        self._steps, self._clock, self._every, self._patience = steps, clock, every, patience
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._locks = {name: asyncio.Lock() for name in steps}
        self._woken: set[asyncio.Task[None]] = set()
        self._again: set[str] = set()
        self._stopping = False
        self.ticked: dict[str, float] = {}

    def start(self) -> None:
        """Set the alarm clock going. It needs a running event loop."""
        self._stopping = False
        self._arm()
        self._watchdog = asyncio.get_running_loop().create_task(self._watch())

    def _arm(self) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        for name in self._steps:
            scheduler.add_job(
                self._run,
                "interval",
                seconds=self._every.total_seconds(),
                args=[name],
                id=name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
            self.ticked[name] = self._clock.monotonic()
        scheduler.start()
        self._scheduler = scheduler

    def _disarm(self) -> None:
        if self._scheduler:
            with contextlib.suppress(SchedulerNotRunningError):  # one that stopped by itself is no obstacle
                self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self.stopped_after / 3)
            if not self.is_alive():
                log.error("the alarm clock stood still: started anew")
                self._disarm()
                self._arm()

    @property
    def stopped_after(self) -> float:
        """Return after how many seconds without a tick the alarm clock counts as standing still."""
        return max(self._patience.total_seconds(), 5 * self._every.total_seconds())

    def is_alive(self) -> bool:
        """Tell whether every step has run lately; one that has not come back for five minutes hangs."""
        now = self._clock.monotonic()
        return all(
            now - at < (HANGS_AFTER.total_seconds() if self._locks[name].locked() else self.stopped_after)
            for name, at in self.ticked.items()
        )

    def wake(self, *names: str) -> None:
        """Run steps at once, all of them if none is named. Cheap, and never refused."""
        if self._stopping:
            return
        for name in names or self._steps:
            if self._locks[name].locked():
                self._again.add(name)
                continue
            task = asyncio.get_running_loop().create_task(self._run(name))
            self._woken.add(task)
            task.add_done_callback(self._woken.discard)

    async def _run(self, name: str) -> None:
        if self._locks[name].locked():
            self._again.add(name)
            return
        async with self._locks[name]:
            self.ticked[name] = self._clock.monotonic()
            try:
                await self._until_idle(name)
            except Exception:
                log.exception("step failed", extra={"step": name})
            self.ticked[name] = self._clock.monotonic()

    async def _until_idle(self, name: str) -> None:
        for _ in range(MOST_IN_A_ROW):
            self._again.discard(name)
            if self._stopping:
                return
            worked = await self._steps[name]()
            self.ticked[name] = self._clock.monotonic()
            if worked:
                self._wake_others(name)
            elif name not in self._again:
                return

    def _wake_others(self, name: str) -> None:
        # What was planned, or found in a file, is to be sent. The other way round nothing follows.
        if name in ("plan", "fetch") and "send" in self._steps:
            self.wake("send")

    async def idle(self) -> None:
        """Wait until no step runs and none is woken."""
        while self._woken:
            await asyncio.wait(set(self._woken))
        for lock in self._locks.values():
            async with lock:
                pass

    async def stop(self) -> None:
        """Stop ticking and wait for what runs: a message that is being posted is to be written down as sent."""
        self._stopping = True
        if self._watchdog:
            self._watchdog.cancel()
        if self._scheduler:
            # Its own shutdown would cancel coroutines that run, so it is paused and they are waited for.
            with contextlib.suppress(SchedulerNotRunningError):
                self._scheduler.pause()
        for lock in self._locks.values():
            async with lock:
                pass
        self._disarm()
