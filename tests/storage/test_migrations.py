"""Migrations lead to the tables of the code, on both databases, wholly or not at all."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import JSON, Column, Engine, create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from storage.database import (
    DatabaseIsNewer,
    DatabaseIsOlder,
    check_revision,
    migrate,
    newest_revision,
    revision_of,
)
from storage.tables import metadata
from tests.databases import Kind, fresh_database, migrate_to

WORKSPACE = (
    "INSERT INTO workspace (id, team_id, name, bot_slack_id, since)"
    " VALUES (1, 'T1', 'Office', 'UBOT', '2026-03-02 09:00:00.000000')"
)
MESSAGE = (
    "INSERT INTO outbox"
    " (workspace_id, key, kind, op, conversation, facts, due_at, owed_at, state, attempt, looks, token)"
    " VALUES (1, 'k', 'told', 'post', 'dm:1', '{}', '2026-03-02 09:00:00.000000', '2026-03-02 09:00:00.000000',"
    " 'waiting', 0, 0, :token)"
)


@pytest.fixture
def empty_url(kind: Kind) -> Iterator[str]:
    """A database without a table."""
    with fresh_database(kind, migrated=False) as url:
        yield url


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    """Alembic finds nothing to generate: no table, column, index or constraint differs."""
    engine = _engine(database_url)
    with engine.connect() as connection:
        # Alembic takes SQLite's way of writing an empty default for another one.
        defaults = _compare_default if engine.dialect.name == "postgresql" else False
        options = {"compare_type": True, "compare_server_default": defaults}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def _compare_default(
    context: MigrationContext, found: Any, column: Column[Any], rendered: str | None, wanted: Any, text_wanted: str
) -> bool | None:
    """Compare as ever, but for JSON: PostgreSQL cannot say whether two of them are alike, only whether one is there."""
    return bool(rendered) != bool(text_wanted) if isinstance(column.type, JSON) else None


def test_partial_indexes_are_partial(database_url: str) -> None:
    """Alembic does not compare conditions, so they are compared here: the same rows are indexed as the code says."""
    engine = _engine(database_url)
    dialect = engine.dialect.name
    found = {
        index["name"]: _condition(index.get("dialect_options", {}).get(f"{dialect}_where", ""))
        for table in metadata.tables
        for index in inspect(engine).get_indexes(table)
    }
    engine.dispose()
    wanted = {
        index.name: index.dialect_options[dialect]["where"]
        for table in metadata.tables.values()
        for index in table.indexes
    }
    assert sum(where is not None for where in wanted.values()) >= 10
    for name, where in wanted.items():
        assert bool(found[name]) == (where is not None), name
        if where is not None:
            assert _condition(str(where)) <= found[name], name


def _condition(where: object) -> set[str]:
    """Reduce a condition to the words that databases do not rewrite: columns and literals."""
    rewritten = {"in", "any", "array", "text", "character", "varying", "not", "is", "null", "false", "true"}
    letters = "".join(c if c.isalnum() or c == "_" else " " for c in str(where).lower())
    return {word for word in letters.split() if word not in rewritten and word not in metadata.tables}


def test_an_empty_database_is_brought_up_to_date(empty_url: str) -> None:
    """From nothing to the newest revision; doing it again changes nothing."""
    assert revision_of(empty_url) is None
    assert migrate(empty_url) == newest_revision()
    assert migrate(empty_url) == newest_revision()
    check_revision(empty_url)


def test_an_older_database_wants_to_be_migrated(empty_url: str) -> None:
    """Starting on it is refused until somebody says `drumbeat migrate`."""
    with pytest.raises(DatabaseIsOlder):
        check_revision(empty_url)


def test_a_newer_database_is_left_alone(database_url: str) -> None:
    """A revision that this code has never heard of: neither used nor migrated."""
    engine = _engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    for refuse in (check_revision, migrate):
        with pytest.raises(DatabaseIsNewer) as refused:
            refuse(database_url)
        assert (refused.value.found, refused.value.known) == ("9999", newest_revision())


def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    """It stops half way, at a table that is there already; what it made before is gone again."""
    engine = _engine(empty_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE shown (x INTEGER)"))
    with pytest.raises(DBAPIError):
        migrate(empty_url)
    assert inspect(engine).get_table_names() == ["shown"]
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE shown"))
    engine.dispose()
    assert migrate(empty_url) == newest_revision()


def test_replicas_may_start_together() -> None:
    """On PostgreSQL several processes migrate at once; each ends with the tables in place."""
    code = "import sys; from storage.database import migrate; print(migrate(sys.argv[1]))"
    with fresh_database("postgresql", migrated=False) as url:
        command = [sys.executable, "-c", code, url]
        replicas = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
        for replica in replicas:
            out, err = replica.communicate(timeout=60)
            assert (replica.returncode, out.decode().strip()) == (0, newest_revision()), err.decode()
        check_revision(url)


def _at_revision(url: str, revision: str) -> Engine:
    """Bring an empty database to an older revision, and open it."""
    migrate_to(url, revision)
    return _engine(url)


def test_a_backup_from_before_the_keys_makes_the_same_keys_each_time(kind: Kind) -> None:
    """Migrated, used, put back and migrated once more: what was posted in between is known again by its key."""
    secrets: list[str] = []
    for token in ("a" * 32, "a" * 32, "b" * 32):
        with fresh_database(kind, migrated=False) as url:
            engine = _at_revision(url, "0002")
            with engine.begin() as connection:
                connection.execute(text(WORKSPACE))
                connection.execute(text(MESSAGE), {"token": token})
            migrate(url)
            with engine.begin() as connection:
                secrets.append(connection.execute(text("SELECT secret FROM workspace")).scalar_one())
            engine.dispose()
    assert secrets[0] == secrets[1] != secrets[2]
    assert {len(secret) for secret in secrets} == {64}
