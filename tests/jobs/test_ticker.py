"""The ticker: an alarm clock that cannot be stopped by one bad step, a sleeping scheduler, or a late wake-up call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

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
