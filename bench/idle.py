"""What a tick costs when nothing is due: at a thousand, a hundred thousand and a million waiting, and as many sent."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from sqlalchemy import text

from bench.acknowledge import FreshDatabase
from bench.bots import BOT_TOKEN
from bench.report import Figure, median
from bot.delivery.compose import Composer
from bot.delivery.reconcile import Reconciler
from bot.delivery.sender import Sender
from bot.delivery.slack import Slack
from bot.domain.outbox import Pace
from bot.jobs.planner import Planner
from storage.database import Database
from storage.tables import workspace

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WORKSPACES, CONVERSATIONS = 20, 1000
# Each size gets this many turns of this many ticks, of which the first few are not counted.
ROUNDS, AT_ONCE, WARM = 20, 15, 5
FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {rows} * 2)
INSERT INTO outbox (workspace_id, key, kind, op, conversation, channel, facts, due_at, owed_at, state, ts,
                    attempt, looks, token)
SELECT i % {workspaces} + 1, 'm:' || i, 'told', 'post', 'ch:C' || (i % {conversations}), 'C' || (i % {conversations}),
       '{{}}', {due}, {due}, CASE WHEN i < {rows} THEN 'sent' ELSE 'waiting' END,
       CASE WHEN i < {rows} THEN (1700000000 + i) || '.000000' END, 0, 0, i || 't'
FROM n
"""
# The sent ones lie before NOW, those that wait after it, a second apart.
DUE = {
    True: "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-03-02 09:00:00', (i - {rows} + 60) || ' seconds')",
    False: "timestamptz '2026-03-02 09:00:00Z' + (i - {rows} + 60) * interval '1 second'",
}


class _At:
    """A clock that stands still."""

    def now(self) -> datetime:
        return NOW

    def real(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0


async def _fill(database: Database, rows: int) -> None:
    async with database.begin() as tx:
        await tx.execute(
            workspace.insert(),
            [
                {"team_id": f"T{n}", "name": "", "bot_slack_id": "", "since": NOW, "next_at": NOW + timedelta(days=1)}
                for n in range(WORKSPACES)
            ],
        )
        due = DUE[database.is_sqlite].format(rows=rows)
        fill = FILL.format(rows=rows, workspaces=WORKSPACES, conversations=CONVERSATIONS, due=due)
        await tx.execute(text(fill.replace(":", r"\:")))
        if not database.is_sqlite:
            await tx.execute(text("ANALYZE"))  # autovacuum would; it is off in this server


async def _ticks(database: Database, slack: Slack, times: int) -> list[float]:
    """Return the seconds that some ticks take: plan, send, reconcile."""
    clock, pace = _At(), Pace()
    sender = Sender(database, slack, Composer(clock), clock, pace)
    planner, reconciler = Planner(database, clock), Reconciler(database, slack, clock, pace)
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        worked = (await planner.step(), await sender.step(), await reconciler.step())
        took.append(time.perf_counter() - begun)
        assert not any(worked), "nothing was to be due"
    return took


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], sizes: tuple[int, ...]) -> list[Figure]:
    """Compare a tick over many rows with one over few, in turns: what else the machine does meets all alike."""
    found: list[Figure] = []
    async with aiohttp.ClientSession() as session:
        slack = Slack(session, "http://127.0.0.1:9/", Pace())
        for number in range(WORKSPACES):
            slack.serve(number + 1, BOT_TOKEN)
        for kind in kinds:
            with ExitStack() as until:
                filled = {rows: Database(until.enter_context(fresh(kind))) for rows in sizes}
                for rows, database in filled.items():
                    await _fill(database, rows)
                took: dict[int, list[float]] = {rows: [] for rows in sizes}
                for _ in range(ROUNDS):
                    for rows, database in filled.items():
                        took[rows] += (await _ticks(database, slack, AT_ONCE))[WARM:]
                for database in filled.values():
                    await database.close()
            few = median(took[sizes[0]]) * 1e3
            for rows in sizes[1:]:
                name = f"idle tick at {rows:,} waiting and as many sent, {kind}"
                found.append(Figure(name, median(took[rows]) * 1e3, few, "ms", f"the same at {sizes[0]:,}", aim=1.2))
    return found
