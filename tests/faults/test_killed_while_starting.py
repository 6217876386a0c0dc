"""Killed early, again and again, before it has done anything of its day: it comes up all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.faults.play import Plan, Prepared, play_all
from tests.faults.troubles import UNANSWERED, DieStarting

Report = Callable[..., None]
# The commits of a start: who we are, what another life left behind, the silence before it; and the first of its work.
STARTING = range(1, 9)


@pytest.mark.thorough
def test_killed_while_starting(prepared: Prepared, report: Report) -> None:
    """Three times in a row, before or after each commit of the start and the ones after it."""
    plans = [Plan(DieStarting(f"{side} commit", nth, times=3)) for nth in STARTING for side in ("before", "after")]
    plans += [Plan(DieStarting("after beat", nth, times=3), UNANSWERED, nth) for nth in (1, 2)]
    report(asyncio.run(play_all(prepared, plans)))
