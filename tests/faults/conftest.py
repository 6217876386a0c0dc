"""What fault tests share: processes that start quickly, a team that is set up, and the figures of what was tried."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.databases import Kind, fresh_database
from tests.faults.play import Plan, Played, Prepared, Tally, play, set_up
from tests.faults.stage import Troupe
from tests.faults.troubles import Peace

FIGURES = pytest.StashKey[list[str]]()
# A site may be passed once more or less where two messages happen to be claimed together; then nobody is killed.
UNHARMED_AT_MOST = 0.05


@pytest.fixture(scope="session")
def prepare() -> Iterator[Callable[[Kind], Prepared]]:
    """Set the team up on a kind of database, once, and play its day undisturbed: it goes as it was written down.

    The processes from which playgrounds and bots are forked, and all that came of them, end with the fixture.
    """
    with ExitStack() as ending:
        troupe = Troupe()
        ending.callback(troupe.close)

        @cache
        def prepared(kind: Kind) -> Prepared:
            url = ending.enter_context(fresh_database(kind))
            asyncio.run(set_up(troupe, url))
            undisturbed = asyncio.run(play(Prepared(troupe, url, Played()), Plan(Peace()), is_first=True))
            assert not undisturbed.problems, "\n".join(undisturbed.problems)
            return Prepared(troupe, url, undisturbed)

        yield prepared


@pytest.fixture
def prepared(prepare: Callable[[Kind], Prepared], kind: Kind) -> Prepared:
    """A team that is set up, on each kind of database in turn."""
    return prepare(kind)


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keep what was tried for the end of the test run, and fail where anything was lost, doubled or out of order.

    With `may_live`, runs in which nobody was killed are fine: chance killed, or was to do so only sometimes.
    """

    def judge(tally: Tally, *, may_live: bool = False) -> None:
        figures = request.config.stash.setdefault(FIGURES, [])
        figures.append(f"{request.node.name}: {tally}")
        assert not tally.problems, "\n".join([str(tally), *tally.problems])
        assert tally.kills, "nobody was killed"
        assert may_live or tally.unharmed <= UNHARMED_AT_MOST * tally.runs, f"killed too seldom: {tally}"

    return judge


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say what was tried, a line for each test."""
    for line in config.stash.get(FIGURES, []):
        terminalreporter.write_line(f"faults: {line}")
