"""Killed with SIGKILL at random instants, several times a day: nothing lost, nothing twice, order kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.databases import Kind
from tests.faults.play import Plan, Prepared, play_all
from tests.faults.troubles import FAIR, LOSSY, UNANSWERED, Anytime, Die, DieAgain, Fault, Peace

Report = Callable[..., None]

SEED = 20260330
# In one day, one after the other: being killed while it recovers is part of it.
IN_A_DAY = 4
WITHIN = 1.0
# Each process gets so far. Its start takes four commits, finding out what became of a message three, and in bad weather
# some are spent on what fails: with fewer than this it would never get anywhere.
STRIDES = range(12, 18)


def at_random(weather: tuple[Fault, ...] = FAIR, kills: int = IN_A_DAY) -> Iterator[Plan]:
    """Days without end, each with its own dice."""
    return (Plan(Anytime(seed, kills, WITHIN), weather, seed) for seed in count(SEED))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_killed_five_times(prepared: Prepared, kind: Kind, report: Report) -> None:
    """A few times, on SQLite."""
    report(asyncio.run(play_all(prepared, at_random(kills=3), lanes=2, enough=5)), may_live=True)


@pytest.mark.thorough
def test_killed_at_a_hundred_random_instants(prepared: Prepared, report: Report) -> None:
    """A hundred on each database."""
    report(asyncio.run(play_all(prepared, at_random(), enough=100)), may_live=True)


@pytest.mark.thorough
@pytest.mark.parametrize("weather", [UNANSWERED, LOSSY], ids=["every_first_post_unanswered", "lossy"])
def test_killed_again_and_again_in_bad_weather(prepared: Prepared, report: Report, weather: tuple[Fault, ...]) -> None:
    """Every process dies after a few commits, at each distance, before or after the commit; then at random instants."""
    plans = [Plan(Peace(), weather, seed) for seed in range(3)]
    for stride in STRIDES:
        plans += [Plan(DieAgain(f"{side} commit", stride), weather, stride) for side in ("before", "after")]
    report(asyncio.run(play_all(prepared, plans)), may_live=True)
    report(asyncio.run(play_all(prepared, at_random(weather), enough=50)), may_live=True)


@pytest.mark.parametrize("kind", ["sqlite"])
@pytest.mark.parametrize("weather", [UNANSWERED, LOSSY], ids=["every_first_post_unanswered", "lossy"])
def test_bad_weather(prepared: Prepared, kind: Kind, weather: tuple[Fault, ...], report: Report) -> None:
    """One day with a kill, on SQLite."""
    report(asyncio.run(play_all(prepared, [Plan(Die("after commit", 30), weather, 1)])))
