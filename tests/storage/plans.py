"""Read query plans: which tables a statement reads, through which index, and on which columns it searches."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import PrimaryKeyConstraint, UniqueConstraint

from storage.database import Database, Tx
from storage.tables import metadata

# Settings that make PostgreSQL plan for a small table as it would for a large one.
BY_INDEX_ALONE = tuple(f"SET LOCAL enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin"))


@dataclass(frozen=True)
class Step:
    """One read of a table. `index` is "" if none is used; `columns` are the columns of the index that are searched."""

    table: str
    index: str
    columns: frozenset[str]
    line: str


async def steps_of(database: Database, tx: Tx, sql: str, parameters: Any, *settings: str) -> list[Step]:
    """Explain a statement in its transaction. `settings` are for PostgreSQL and apply to this statement only."""
    if database.is_sqlite:
        aliases = {alias: table for table, alias in re.findall(r"(\w+) AS (\w+)", sql) if table in metadata.tables}
        rows = (await tx.exec_driver_sql("EXPLAIN QUERY PLAN " + sql, parameters)).all()
        return [step for row in rows for step in await _of_sqlite(tx, str(row[-1]), aliases)]
    async with tx.begin_nested() as until:
        for setting in settings:
            await tx.exec_driver_sql(setting)
        explained = (await tx.exec_driver_sql("EXPLAIN (FORMAT JSON) " + sql, parameters)).scalar_one()
        await until.rollback()
    return [step for node in _nodes(explained[0]["Plan"]) for step in _of_postgresql(node)]


async def effort(tx: Tx, sql: str, parameters: Any) -> int:
    """Run a statement on SQLite and return the steps of its virtual machine, to the hundred."""
    connection = (await tx.get_raw_connection()).driver_connection
    hundreds = 0

    def count() -> None:
        nonlocal hundreds
        hundreds += 1

    assert connection is not None
    connection.set_progress_handler(count, 100)
    try:
        connection.execute(sql, parameters).fetchall()
    finally:
        connection.set_progress_handler(None, 0)
    return 100 * hundreds


_READS = re.compile(r"(?:SCAN|SEARCH) (\w+)(?: USING (.*?))?(?: \((.*)\))?(?: LEFT-JOIN)?$")


async def _of_sqlite(tx: Tx, line: str, aliases: Mapping[str, str]) -> list[Step]:
    found = _READS.match(line)
    table = aliases.get(found[1], found[1]) if found else ""
    if not found or table not in metadata.tables:
        return []
    columns = frozenset(re.findall(r"(\w+)[=<>]", found[3] or ""))
    if "PRIMARY KEY" in (found[2] or ""):
        return [Step(table, f"pk_{table}", columns, line)]
    # "INDEX …" or "COVERING INDEX …". An "AUTOMATIC COVERING INDEX" is built from the whole table, so it is none.
    name = (found[2] or "").rpartition(" ")[2]
    if name.startswith("sqlite_autoindex"):
        rows = await tx.exec_driver_sql(f"PRAGMA index_info({name})")
        name = _constraints()[table, tuple(row.name for row in rows)]
    return [Step(table, name if name in _tables() else "", columns, line)]


def _nodes(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _of_postgresql(node: Mapping[str, Any]) -> list[Step]:
    name, condition = node.get("Index Name", ""), node.get("Index Cond", "")
    if name:
        columns = frozenset(c for c in _columns()[name] if re.search(rf"\b{c}\b", condition))
        return [Step(_tables()[name], name, columns, f"{node['Node Type']} {name} {condition}")]
    table = node.get("Relation Name", "")
    return [Step(table, "", frozenset(), f"{node['Node Type']} {table}")] if node["Node Type"] == "Seq Scan" else []


@cache
def _constraints() -> Mapping[tuple[str, tuple[str, ...]], str]:
    """Return the names of unique constraints and primary keys by table and columns."""
    return {
        (table.name, tuple(constraint.columns.keys())): str(constraint.name)
        for table in metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint)
    }


def names() -> frozenset[str]:
    """Return the names of all indexes, those of constraints too."""
    return frozenset(_tables())


@cache
def _tables() -> Mapping[str, str]:
    """Return the table of each index, by the index's name."""
    indexes = {str(index.name): table.name for table in metadata.tables.values() for index in table.indexes}
    return indexes | {name: table for (table, _), name in _constraints().items()}


@cache
def _columns() -> Mapping[str, tuple[str, ...]]:
    """Return the columns of each index, by the index's name."""
    indexes = {str(i.name): tuple(i.columns.keys()) for table in metadata.tables.values() for i in table.indexes}
    return indexes | {name: columns for (_, columns), name in _constraints().items()}
