"""Killed with SIGKILL before and after every commit, and at every stage of a message's way: nothing lost or doubled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.databases import Kind
from tests.faults.play import Plan, Prepared, play_all
from tests.faults.sites import (
    OTHERS,
    POST,
    commits,
    kinds_of_commits,
    posts_that_come_late,
    stages_at_slack,
    stages_of_the_client,
)

Report = Callable[..., None]


@pytest.mark.parametrize("kind", ["sqlite"])
def test_killed_once_at_each_kind_of_site(prepared: Prepared, kind: Kind, report: Report) -> None:
    """One commit of each kind, and each stage of one post, on SQLite."""
    seen = prepared.undisturbed.seen
    stages = [die for die in stages_of_the_client(seen) if POST in die.name and die.nth == 4]
    gates = [hold for hold in stages_at_slack(seen, POST) if hold.nth == 5]
    late = [hold for hold in posts_that_come_late(seen) if hold.nth == 6]
    plans = [Plan(trouble) for trouble in (*kinds_of_commits(seen), *stages, *gates, *late)]
    report(asyncio.run(play_all(prepared, plans)))


@pytest.mark.thorough
def test_killed_before_and_after_every_commit(prepared: Prepared, report: Report) -> None:
    """Whatever was committed stays, whatever was not is done anew."""
    plans = [Plan(trouble) for trouble in commits(prepared.undisturbed.seen)]
    report(asyncio.run(play_all(prepared, plans)))


@pytest.mark.thorough
def test_killed_at_every_stage_of_the_clients_way(prepared: Prepared, report: Report) -> None:
    """Before the first byte, before the request is written, when the answer begins, and when it is read."""
    plans = [Plan(trouble) for trouble in stages_of_the_client(prepared.undisturbed.seen)]
    report(asyncio.run(play_all(prepared, plans)))


@pytest.mark.thorough
def test_killed_while_slack_has_a_post_at_every_stage(prepared: Prepared, report: Report) -> None:
    """Before it reads, after headers and body, once it has accepted, in the middle of the answer and after it."""
    plans = [Plan(trouble) for trouble in stages_at_slack(prepared.undisturbed.seen, POST)]
    report(asyncio.run(play_all(prepared, plans)))


@pytest.mark.thorough
def test_killed_while_slack_has_an_update_a_removal_or_an_opening(prepared: Prepared, report: Report) -> None:
    """The first of each method, at every stage."""
    seen = prepared.undisturbed.seen
    plans = [Plan(trouble) for method in OTHERS for trouble in stages_at_slack(seen, method) if trouble.nth == 1]
    report(asyncio.run(play_all(prepared, plans)))


@pytest.mark.thorough
def test_a_post_that_slack_accepts_after_the_next_one_is_found_and_removed(prepared: Prepared, report: Report) -> None:
    """The one case in which there are two: the younger goes."""
    plans = [Plan(trouble) for trouble in posts_that_come_late(prepared.undisturbed.seen)]
    report(asyncio.run(play_all(prepared, plans)))
