"""Holds that PostgreSQL meets every statement that SQLite meets, at the end of a whole `make test` or `make rest`.

Most stories run on one database only. A statement that was met on SQLite alone may be one that PostgreSQL refuses, so
the run fails and names it: mark one of its stories `both`, or test the query in tests/storage, which runs on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import ClauseElement
from sqlalchemy.dialects import postgresql, sqlite

from tests.databases import Kept, Kind

MET: dict[Kind, set[str]] = defaultdict(set)


def met() -> dict[Kind, set[str]]:
    """Return what this process has sent to each kind of database, as statements of no dialect."""
    found: dict[Kind, set[str]] = defaultdict(set)
    for key, compiled in Kept.statements.items():
        kind: Kind = "sqlite" if key[0].name == "sqlite" else "postgresql"
        found[kind].add(_in_general(compiled.statement, key[2]))
    return found


def _in_general(statement: ClauseElement, columns: Sequence[str]) -> str:
    if isinstance(statement, postgresql.Insert | sqlite.Insert):
        # Each dialect has an upsert of its own, and writes it in its own way.
        return f"INSERT INTO {statement.table} ({', '.join(columns)}) ON CONFLICT"
    return str(statement.compile(column_keys=columns))


def alone(by_kind: dict[Kind, set[str]]) -> list[str]:
    """Return the statements that were met on SQLite and not on PostgreSQL."""
    return sorted(by_kind["sqlite"] - by_kind["postgresql"])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take in what a worker has met, in the process that hands the tests out."""
    for kind, statements in getattr(node, "workeroutput", {}).get("statements", {}).items():
        MET[kind].update(statements)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what was met to the controller, or judge it where all of it is here."""
    for kind, statements in met().items():
        MET[kind].update(statements)
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["statements"] = {kind: sorted(statements) for kind, statements in MET.items()}
        return
    if session.config.getoption("require_both") and alone(MET) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that `make test` gives."""
    parser.addoption("--require-both", action="store_true", help="fail for statements that only SQLite has met")


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name the statements that PostgreSQL has not met."""
    if not config.getoption("require_both"):
        return
    missing = alone(MET)
    terminalreporter.write_line(
        f"{len(MET['postgresql'])} statements met on PostgreSQL, {len(MET['sqlite'])} on SQLite"
    )
    for statement in missing:
        terminalreporter.write_line(f"FAILED: met on SQLite alone:\n{statement}\n")
