"""The ticker: an alarm clock that cannot be stopped by one bad step, a sleeping scheduler, or a late wake-up call."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.app import SystemClock
from bot.jobs.ticker import Ticker

TICK = timedelta(milliseconds=20)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, at most five seconds."""
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.005)


class Counted:
    """A step that counts its calls and says that it worked the first `busy` times."""

    def __init__(self, busy: int = 0, fails: bool = False) -> None:
        self.calls, self._busy, self._fails = 0, busy, fails

    async def __call__(self) -> bool:
        self.calls += 1
        if self._fails:
            raise RuntimeError("a step that fails")
        return self.calls <= self._busy


class HandSetClock:
    """The machine's clock, with a wall clock that can be set and a process that can be suspended."""

    def __init__(self) -> None:
        self._machine = SystemClock()
        self.set_by = timedelta()
        self.suspended = timedelta()

    def now(self) -> datetime:
        return self.real()

    def real(self) -> datetime:
        return self._machine.real() + self.set_by + self.suspended

    def monotonic(self) -> float:
        return self._machine.monotonic() + self.suspended.total_seconds()

    def is_set(self, by: timedelta, ticker: Ticker) -> None:
        """Set the wall clock by hand. The alarm clock's own next time does not move with it."""
        self.set_by += by
        scheduler = ticker._scheduler
        assert scheduler is not None
        for job in scheduler.get_jobs():
            job.modify(next_run_time=job.next_run_time - by)


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged as a warning or worse."""
    return [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING]


async def ticking(**steps: Callable[[], Awaitable[bool]]) -> Ticker:
    ticker = Ticker(steps, SystemClock(), TICK, patience=timedelta(milliseconds=100))
    ticker.start()
    return ticker


async def test_a_step_is_repeated_at_once_while_it_finds_work() -> None:
    step = Counted(busy=5)
    ticker = Ticker({"send": step}, SystemClock(), timedelta(hours=1))
    ticker.start()
    ticker.wake("send")
    await ticker.idle()
    assert step.calls == 6
    await ticker.stop()


async def test_a_wake_up_call_while_a_step_runs_makes_it_look_again() -> None:
    calls: list[int] = []
    ticker: Ticker

    async def step() -> bool:
        calls.append(1)
        if len(calls) == 1:
            ticker.wake("send")
        return False

    ticker = Ticker({"send": step}, SystemClock(), timedelta(hours=1))
    ticker.start()
    ticker.wake("send")
    await ticker.idle()
    assert len(calls) == 2
    await ticker.stop()


async def test_two_runs_of_one_step_never_overlap() -> None:
    running, most, calls = 0, 0, 0

    async def step() -> bool:
        nonlocal running, most, calls
        running, calls = running + 1, calls + 1
        most = max(most, running)
        await asyncio.sleep(0)
        running -= 1
        return False

    ticker = await ticking(send=step)
    for _ in range(50):
        ticker.wake()
        await asyncio.sleep(0)
    await until(lambda: calls > 5)
    await ticker.stop()
    assert most == 1


async def test_a_step_that_fails_is_tried_again_and_stops_no_other() -> None:
    bad, good = Counted(fails=True), Counted()
    ticker = await ticking(bad=bad, good=good)
    await until(lambda: bad.calls > 2 and good.calls > 2)
    assert ticker.is_alive()
    await ticker.stop()


async def test_an_alarm_clock_that_stands_still_is_started_anew() -> None:
    step = Counted()
    ticker = await ticking(plan=step)
    stopped = ticker._scheduler
    assert stopped is not None
    stopped.shutdown(wait=False)  # what a wall clock set back does to it: it never fires again
    await until(lambda: ticker._scheduler is not stopped)
    before = step.calls
    await until(lambda: step.calls > before + 2)
    assert ticker.is_alive()
    await ticker.stop()


async def test_stopping_waits_for_the_step_that_runs() -> None:
    begun, go_on, ended = asyncio.Event(), asyncio.Event(), False

    async def step() -> bool:
        nonlocal ended
        begun.set()
        await go_on.wait()
        ended = True
        return True

    ticker = Ticker({"send": step}, SystemClock(), timedelta(hours=1))
    ticker.start()
    ticker.wake("send")
    await begun.wait()
    stopping = asyncio.create_task(ticker.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert ended


async def test_nothing_is_woken_after_stopping() -> None:
    step = Counted()
    ticker = Ticker({"send": step}, SystemClock(), timedelta(hours=1))
    ticker.start()
    await ticker.stop()
    ticker.wake()
    await ticker.idle()
    assert step.calls == 0


# ---------------------------------------------------------------- clocks that jump, and a process that is suspended


@pytest.mark.parametrize("back", [timedelta(seconds=90), timedelta(days=400)])
async def test_a_wall_clock_set_back_costs_less_than_five_seconds_and_is_no_error(
    back: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    step, clock = Counted(), HandSetClock()
    ticker = Ticker({"plan": step}, clock)
    ticker.start()
    clock.is_set(-back, ticker)
    await until(lambda: step.calls >= 2)
    assert ticker.is_alive()
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_wall_clock_set_forward_by_days_is_made_up_for_by_one_tick(caplog: pytest.LogCaptureFixture) -> None:
    step, clock = Counted(), HandSetClock()
    ticker = Ticker({"plan": step}, clock, TICK)
    ticker.start()
    used = time.process_time()
    clock.is_set(timedelta(hours=6), ticker)
    await until(lambda: step.calls >= 2)
    assert time.process_time() - used < 0.5
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_process_that_was_suspended_is_not_blamed_for_it(caplog: pytest.LogCaptureFixture) -> None:
    step, clock = Counted(), HandSetClock()
    ticker = Ticker({"plan": step}, clock, TICK)
    ticker.start()
    await until(lambda: step.calls >= 1)
    clock.suspended += timedelta(minutes=10)
    assert ticker.is_alive()
    before = step.calls
    await until(lambda: step.calls >= before + 5)
    assert ticker.is_alive()
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_step_that_runs_while_the_process_is_suspended_is_not_blamed_either(
    caplog: pytest.LogCaptureFixture,
) -> None:
    begun, go_on, other = asyncio.Event(), asyncio.Event(), Counted()

    async def step() -> bool:
        begun.set()
        await go_on.wait()
        return False

    clock = HandSetClock()
    ticker = Ticker({"send": step, "plan": other}, clock, TICK)
    ticker.start()
    await begun.wait()
    clock.suspended += timedelta(minutes=10)
    before = other.calls
    await until(lambda: other.calls >= before + 5)
    assert ticker.is_alive()
    go_on.set()
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_step_that_runs_goes_on_while_the_alarm_clock_is_set_again(caplog: pytest.LogCaptureFixture) -> None:
    begun, go_on, ended, other = asyncio.Event(), asyncio.Event(), asyncio.Event(), Counted()

    async def step() -> bool:
        begun.set()
        await go_on.wait()
        ended.set()
        return False

    clock = HandSetClock()
    ticker = Ticker({"send": step, "plan": other}, clock, TICK)
    ticker.start()
    await begun.wait()
    clock.is_set(-timedelta(hours=1), ticker)
    before = other.calls
    await until(lambda: other.calls >= before + 2)
    go_on.set()
    await asyncio.wait_for(ended.wait(), 5)
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_step_that_takes_many_ticks_leaves_no_warning_at_each(caplog: pytest.LogCaptureFixture) -> None:
    begun, go_on, other = asyncio.Event(), asyncio.Event(), Counted()

    async def step() -> bool:
        begun.set()
        await go_on.wait()
        return False

    ticker = await ticking(send=step, plan=other)
    await begun.wait()
    before = other.calls
    await until(lambda: other.calls >= before + 5)
    go_on.set()
    await ticker.stop()
    assert complaints(caplog) == []


async def test_a_step_that_does_not_come_back_is_named_once_and_stays_a_problem(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go_on, other = asyncio.Event(), Counted()

    async def step() -> bool:
        await go_on.wait()
        return False

    soon = timedelta(milliseconds=100)
    ticker = Ticker({"send": step, "plan": other}, SystemClock(), TICK, patience=soon, hangs_after=soon)
    ticker.start()
    await until(lambda: len(complaints(caplog)) > 0)
    before = other.calls
    await until(lambda: other.calls >= before + 10)
    assert not ticker.is_alive()
    (complaint,) = (one for one in caplog.records if one.levelno >= logging.WARNING)
    assert (complaint.levelname, complaint.__dict__["step"]) == ("ERROR", "send")
    go_on.set()
    await until(ticker.is_alive)
    await ticker.stop()
