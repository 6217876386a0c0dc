"""Nobody can tell whether a message arrived, and time goes on: nothing is given up for it, and nothing comes twice."""

from __future__ import annotations

import asyncio

import pytest

from tests.databases import Kind
from tests.faults.play import Plan, Prepared, play_on
from tests.faults.sites import POST
from tests.faults.troubles import UNANSWERED, Doubt, Peace

TEN = 3  # so many steps of the day, the one at ten included


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_digest_in_doubt(prepared: Prepared, kind: Kind) -> None:
    """The fourth post of the day is somebody's digest: their reminder comes all the same."""
    assert asyncio.run(play_on(prepared, Plan(Doubt(4)), TEN)) == []


@pytest.mark.thorough
def test_each_post_of_the_morning_in_doubt(prepared: Prepared) -> None:
    """Roles, digests and reminders, each in turn; then all of them."""
    many = len(prepared.undisturbed.seen[f"begun: {POST}"])
    plans = [Plan(Doubt(nth)) for nth in range(1, min(many, 8) + 1)]
    problems = {str(plan): asyncio.run(play_on(prepared, plan, TEN)) for plan in plans}
    problems["all"] = asyncio.run(play_on(prepared, Plan(Peace(), UNANSWERED, 1), TEN))
    assert {plan: found for plan, found in problems.items() if found} == {}
