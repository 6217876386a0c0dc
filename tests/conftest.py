"""Fixtures that every folder of tests may use: a database of each kind, migrated and empty."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from bot import zone_data
from storage.database import Database
from tests.databases import KINDS, Kind, fresh_database, quick
from tests.examples import examples
from tests.golden.files import Golden

# Examples are timed by nobody: a busy machine is no failure. What fails is printed with how to repeat it.
settings.register_profile("drumbeat", examples(), print_blob=True)
settings.load_profile("drumbeat")

# As at every start of the bot, and before any module of the tests reads a zone.
zone_data.use_newest()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be rewritten on purpose."""
    parser.addoption("--golden", action="store_true", help="rewrite the golden files from what the code does now")


@pytest.fixture(scope="session")
def golden(pytestconfig: pytest.Config) -> Golden:
    """The golden files."""
    return Golden(rewrites=bool(pytestconfig.getoption("golden")))


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind of database in turn: `-k sqlite` and `-k postgresql` choose one."""
    found: Kind = request.param
    return found


@pytest.fixture
def database_url(kind: Kind) -> Iterator[str]:
    """The URL of a fresh, migrated database of each kind."""
    with fresh_database(kind) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A fresh, migrated database of each kind, closed afterwards."""
    opened = Database(quick(database_url))
    yield opened
    await opened.close()
