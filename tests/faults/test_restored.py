"""A backup of the same day is put back: nothing that was posted comes again, nothing is lost, the lead hears once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest

from tests.databases import Kind
from tests.faults.play import Plan, Prepared, Restore, play_all
from tests.faults.troubles import FAIR, UNANSWERED, Fault, Peace

Report = Callable[..., None]
# Steps of the day after which the backup is made, and before which it is put back; presses and replies lie in between.
WHEN = ((0, 4), (0, 7), (1, 3), (1, 6), (2, 5), (2, 9), (3, 7), (4, 8), (5, 9), (6, 8), (6, 10), (7, 10))
# A start takes fewer commits than this, and so does looking into Slack after it.
STARTING = range(1, 13)


def killed_at_start(backup_after: int, at: int) -> Iterator[Plan]:
    """The first process on the backup dies early, at each commit; the next one a commit later; the third one lives."""
    for nth in STARTING:
        for side in ("before", "after"):
            deaths = ((f"{side} commit", nth), (f"{side} commit", nth + 1))
            yield Plan(Peace(), FAIR, nth, Restore(backup_after, at, deaths))


@pytest.mark.parametrize("kind", ["sqlite"])
def test_a_backup_of_the_morning(prepared: Prepared, kind: Kind, report: Report) -> None:
    """Put back in the afternoon, with the process killed once while it starts."""
    deaths = (("after commit", 3),)
    report(asyncio.run(play_all(prepared, [Plan(Peace(), FAIR, 1, Restore(1, 6, deaths))])))


@pytest.mark.thorough
@pytest.mark.parametrize("weather", [FAIR, UNANSWERED], ids=["fair", "every_first_post_unanswered"])
def test_a_backup_of_any_hour_put_back_at_any_other(
    prepared: Prepared, report: Report, weather: tuple[Fault, ...]
) -> None:
    """In fair weather, and where no first post is ever answered. Nobody is killed."""
    tally = asyncio.run(play_all(prepared, [Plan(Peace(), weather, 1, Restore(*when)) for when in WHEN]))
    assert not tally.problems, "\n".join([str(tally), *tally.problems])


@pytest.mark.thorough
def test_killed_while_it_starts_on_a_backup(prepared: Prepared, report: Report) -> None:
    """At each commit of the start, and of looking into Slack; twice in a row."""
    report(asyncio.run(play_all(prepared, killed_at_start(1, 6))), may_live=True)
