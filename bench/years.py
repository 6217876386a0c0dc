"""What plans cost after two years: queries that every morning and every press send, at 250,000 duties and at 10,000."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.acknowledge import FreshDatabase
from bench.report import Figure, median
from storage import changes, duties, standing
from storage.database import Database, Tx
from tests.storage.arguments import plan_in_question
from tests.storage.years import NOW, fill

# Each size takes turns this often, so that other load on the machine affects all sizes alike.
ROUNDS, WARM = 60, 10
SOON = NOW + timedelta(days=9)
Query = Callable[[Tx, dict[str, Any]], Awaitable[object]]
QUERIES: dict[str, Query] = {
    "a person's open duties": lambda tx, i: duties.open_of_roles(
        tx, i["workspace_id"], i["role_ids"], i["handed_to"], SOON
    ),
    "a slot's open duties": lambda tx, i: duties.open_of_slots(tx, i["workspace_id"], i["slot_ids"]),
    "messages that show a duty": lambda tx, i: standing.showing(tx, i["workspace_id"], i["duty_id"]),
    "a page of history": lambda tx, i: changes.of_strategy(
        tx, i["workspace_id"], i["strategy_id"], ["edit_goal"], 0, 20
    ),
}


async def _seconds(database: Database, query: Query, ids: dict[str, Any]) -> float:
    async with database.look() as tx:
        begun = time.perf_counter()
        await query(tx, ids)
        return time.perf_counter() - begun


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], sizes: tuple[int, int]) -> list[Figure]:
    """Compare each query on much history with the same query on little."""
    found: list[Figure] = []
    for kind in kinds:
        with ExitStack() as until:
            filled = {rows: Database(until.enter_context(fresh(kind))) for rows in sizes}
            for rows, database in filled.items():
                await fill(database, rows)
            few, many = sizes
            for name, query in QUERIES.items():
                took: dict[int, list[float]] = {rows: [] for rows in sizes}
                for _ in range(ROUNDS):
                    for rows, database in filled.items():
                        took[rows].append(await _seconds(database, query, plan_in_question(rows)))
                ours, theirs = (median(took[rows], WARM) * 1e3 for rows in (many, few))
                found.append(
                    Figure(f"{name} at {many:,} duties, {kind}", ours, theirs, "ms", f"the same at {few:,}", aim=1.5)
                )
            for database in filled.values():
                await database.close()
    return found
