"""APScheduler as an alarm clock, and a watchdog that keeps it ticking when clocks jump or the process is suspended."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.domain.clock import Clock

log = logging.getLogger(__name__)

Step = Callable[[], Awaitable[bool]]

# How often each step looks for work by itself; a verb that owes something doesn't wait for that.
EVERY = timedelta(seconds=1)
# No tick for this long means that the alarm clock has stopped.
STOPPED_AFTER = timedelta(seconds=15)
# No single step takes this long: the longest waits for Slack, and that wait is bounded.
HANGS_AFTER = timedelta(minutes=5)
# How often the watchdog looks. A wall clock set back stops the alarm clock for at most this long.
LOOKS_EVERY = timedelta(seconds=1)
# A smaller change of the wall clock delays a tick by less than anyone notices.
CLOCK_JUMP = timedelta(seconds=1)
# A longer pause is worth a line in the log; a busy machine causes shorter ones.
LONG_PAUSE = timedelta(seconds=5)
# A step that always finds work would starve the others: after this many runs it waits for its next tick.
MOST_IN_A_ROW = 500

_ALARM = "tick"


class Steadily(BaseTrigger):  # type: ignore[misc]  # APScheduler has no types
    """Fire at every interval; after a jump of the wall clock, once.

    APScheduler's own IntervalTrigger counts every interval that a jump skipped: a clock set forward by a year would
    hold the event loop for minutes.
    """

    __slots__ = ("_every",)

    def __init__(self, every: timedelta) -> None:
        self._every = every

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return the next instant after `now`, in the rhythm of the previous one where that isn't over yet."""
        following = previous + self._every if previous else now
        return following if following > now else now + self._every


class Ticker:
    """Runs each step until it finds no more work: at every tick, and at once when woken. No two runs of one overlap."""

    def __init__(
        self,
        steps: Mapping[str, Step],
        clock: Clock,
        every: timedelta = EVERY,
        patience: timedelta = STOPPED_AFTER,
        hangs_after: timedelta = HANGS_AFTER,
    ) -> None:
        self._steps, self._clock, self._every = steps, clock, every
        self._stopped_after = max(patience, 5 * every).total_seconds()
        self._hangs_after = hangs_after.total_seconds()
        self._looks_every = min(LOOKS_EVERY.total_seconds(), self._stopped_after / 3)
        self._scheduler: AsyncIOScheduler | None = None
        self._watchdog: asyncio.Task[None] | None = None
        self._locks = {name: asyncio.Lock() for name in steps}
        self._woken: set[asyncio.Task[None]] = set()
        self._again: set[str] = set()
        self._hanging: set[str] = set()
        self._stopping = False
        # When each step last ran, on the monotonic clock, and what both clocks said when the watchdog last looked.
        self._ticked: dict[str, float] = {}
        self._looked, self._wall = clock.monotonic(), clock.real()

    def start(self) -> None:
        """Set the alarm clock going. It needs a running event loop."""
        self._stopping = False
        self._ticked = dict.fromkeys(self._steps, self._clock.monotonic())
        self._looked, self._wall = self._clock.monotonic(), self._clock.real()
        self._arm()
        self._watchdog = asyncio.get_running_loop().create_task(self._watch())

    def _arm(self) -> None:
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            self._tick, Steadily(self._every), id=_ALARM, coalesce=True, max_instances=1, misfire_grace_time=None
        )
        scheduler.start()
        self._scheduler = scheduler

    def _disarm(self) -> None:
        if self._scheduler:
            with contextlib.suppress(SchedulerNotRunningError):  # it may have stopped by itself
                self._scheduler.shutdown(wait=False)
            self._scheduler = None

    async def _tick(self) -> None:
        # Steps run in their own tasks: APScheduler warns at every tick about a job that takes longer than one, and
        # cancels running jobs when it is shut down.
        for name, lock in self._locks.items():
            if not lock.locked():
                self.wake(name)

    # ------------------------------------------------------------ the watchdog

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(self._looks_every)
            now, real, paused = self._clock.monotonic(), self._clock.real(), self._paused()
            jump = real - self._wall - timedelta(seconds=now - self._looked)
            # Nothing could run while the process was suspended, so that time counts against no step.
            self._ticked = {name: min(now, at + paused) for name, at in self._ticked.items()}
            self._looked, self._wall = now, real
            if paused >= LONG_PAUSE.total_seconds():
                log.info("the process was paused", extra={"seconds": f"{paused:.0f}"})
            if abs(jump) >= CLOCK_JUMP:
                log.info("the wall clock was set", extra={"by_seconds": f"{jump.total_seconds():+.0f}"})
                self._set_again()
            self._complain(now)

    def _paused(self) -> float:
        """Return for how many seconds nothing could run since the watchdog last looked."""
        return max(0.0, self._clock.monotonic() - self._looked - self._looks_every)

    def _set_again(self) -> None:
        """Restart the alarm clock from the current wall clock."""
        if self._scheduler and self._scheduler.get_job(_ALARM):
            self._scheduler.reschedule_job(_ALARM, trigger=Steadily(self._every))
        self.wake()

    def _complain(self, now: float) -> None:
        if any(self._is_overdue(name, now) for name in self._steps):
            log.error("the alarm clock stopped: started again")
            self._disarm()
            self._arm()
            self._ticked = {name: at if self._locks[name].locked() else now for name, at in self._ticked.items()}
        hanging = {name for name in self._steps if self._hangs(name, now)}
        for name in sorted(hanging - self._hanging):
            log.error("a step does not come back", extra={"step": name})
        self._hanging = hanging

    def _is_overdue(self, name: str, now: float) -> bool:
        return not self._locks[name].locked() and now - self._ticked[name] >= self._stopped_after

    def _hangs(self, name: str, now: float) -> bool:
        return self._locks[name].locked() and now - self._ticked[name] >= self._hangs_after

    def is_alive(self) -> bool:
        """Tell whether every step has run lately, and none hangs: five minutes in one step are too many."""
        if self._watchdog is None or self._watchdog.done():
            return False
        now = self._clock.monotonic() - self._paused()
        return not any(self._is_overdue(name, now) or self._hangs(name, now) for name in self._steps)

    # ------------------------------------------------------------ running steps

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
            self._ticked[name] = self._clock.monotonic()
            try:
                await self._until_idle(name)
            except Exception:
                log.exception("step failed", extra={"step": name})
            self._ticked[name] = self._clock.monotonic()

    async def _until_idle(self, name: str) -> None:
        for _ in range(MOST_IN_A_ROW):
            self._again.discard(name)
            if self._stopping:
                return
            worked = await self._steps[name]()
            self._ticked[name] = self._clock.monotonic()
            if worked:
                self._wake_others(name)
            elif name not in self._again:
                return

    def _wake_others(self, name: str) -> None:
        # Planning and reading files make messages to send; sending makes nothing to plan.
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
        """Stop ticking and wait for running steps: a message that is being posted has to be recorded as sent."""
        self._stopping = True
        if self._watchdog:
            self._watchdog.cancel()
        if self._scheduler:
            with contextlib.suppress(SchedulerNotRunningError):
                self._scheduler.pause()
            await asyncio.sleep(0)  # a tick that has begun ends here; shut down, APScheduler would cancel it
        for lock in self._locks.values():
            async with lock:
                pass
        self._disarm()
