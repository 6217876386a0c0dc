"""What is asked every second stays quick: a hundred thousand messages, and every question answered from an index."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from storage import delivery, fates, members, outbox, planning
from storage.database import Database, Tx
from storage.tables import workspace
from tests.storage.samples import LEASE, NOW, SETTLING, read

WORKSPACES, ROWS, CONVERSATIONS = 20, 100_000, 1_000
DAYS = timedelta(days=9)
KEYS = ("uq_outbox_workspace_id_key", "workspace_id=? AND key")  # as PostgreSQL and SQLite call the index
WAITING = ("ix_outbox_waiting", "ix_outbox_due")  # both hold what waits, and nothing else
Question = Callable[[Tx], Awaitable[object]]

# Everything that runs when nothing is to be done, or for each message, press or tick; and an index that it has to use.
QUESTIONS: dict[str, tuple[Question, tuple[str, ...]]] = {
    "next_workspace": (lambda tx: delivery.next_workspace(tx, 7, NOW), WAITING),
    "claim, nothing due": (lambda tx: delivery.claim(tx, 1, NOW, NOW, LEASE, 8), WAITING),
    "claim, a backlog": (lambda tx: delivery.claim(tx, 1, NOW + DAYS, NOW, LEASE, 8), ("ix_outbox_active",)),
    "expire": (lambda tx: delivery.expire(tx, NOW, SETTLING), ("ix_outbox_in_flight",)),
    "claim_unsure": (lambda tx: delivery.claim_unsure(tx, NOW, LEASE), ("ix_outbox_in_flight",)),
    "claim_recheck": (lambda tx: delivery.claim_recheck(tx, NOW, LEASE), ("ix_outbox_recheck",)),
    "is_busy": (lambda tx: delivery.is_busy(tx, NOW), ("ix_outbox_due",)),
    "oldest_unsent": (lambda tx: delivery.oldest_unsent(tx), ("ix_outbox_due",)),
    "is_update_waiting": (lambda tx: outbox.is_update_waiting(tx, 7), ("ix_outbox_target",)),
    "keep_waiting": (lambda tx: outbox.keep_waiting(tx, 1, "m:7000"), (*KEYS, "ix_outbox_waiting")),
    "by_prefix": (lambda tx: outbox.by_prefix(tx, 1, "m:7000:"), KEYS),
    "is_told_since": (lambda tx: outbox.is_told_since(tx, 1, "m:7000:", NOW), KEYS),
    "is_waiting": (lambda tx: outbox.is_waiting(tx, 1, "m:7000:"), (*KEYS, "ix_outbox_waiting")),
    "unsettled": (lambda tx: outbox.unsettled(tx, 1, "m:7000:", NOW), (*KEYS, "ix_outbox_active")),
    "in_flight_to": (lambda tx: outbox.in_flight_to(tx, 1, 7, ("nudge",)), ("ix_outbox_in_flight", "ix_outbox_person")),
    "in_flight_about": (lambda tx: outbox.in_flight_about(tx, 1, 7, 7), ("ix_outbox_in_flight", "ix_shown_duty")),
    "told_last": (lambda tx: outbox.told_last(tx, 1, 7, 7), ("ix_shown_duty", "ix_outbox_person")),
    "stands_with": (lambda tx: outbox.stands_with(tx, 1, 7, 7, NOW, NOW), ("ix_shown_duty", "ix_outbox_person")),
    "by_tokens": (lambda tx: outbox.by_tokens(tx, 1, ["a", "b"]), ("uq_outbox_token", "token=?")),
    "count_with_prefix": (lambda tx: outbox.count_with_prefix(tx, 1, "m:7000:"), KEYS),
    "by_key": (lambda tx: outbox.by_key(tx, 1, "m:7000:"), KEYS),
    "by_ts": (lambda tx: outbox.by_ts(tx, 1, "C1", "1700000007.000000"), ("ix_outbox_ts",)),
    "last_ts": (lambda tx: _last_ts(tx), ("ix_outbox_ts",)),
    "last_picture": (lambda tx: outbox.last_picture(tx, 1, "C1", 3, "results"), ("ix_outbox_ts",)),
    "is_overtaken": (lambda tx: _is_overtaken(tx), ("ix_outbox_active", "pk_outbox")),
    "times_asked": (lambda tx: outbox.times_asked(tx, 1, 7, 7), ("ix_shown_duty", "ix_outbox_person")),
    "of_person": (lambda tx: fates.of_person(tx, 1, 7, NOW - DAYS, NOW + DAYS, 400), ("ix_outbox_person",)),
    "last_to": (lambda tx: outbox.last_to(tx, 1, 7, ("nudge",), NOW - DAYS), ("ix_outbox_person",)),
    "showing": (lambda tx: outbox.showing(tx, 1, 7), ("ix_shown_duty", "pk_outbox")),
}
EVERY_KIND = ("ix_hold_next_at", "ix_slot_next_at", "ix_review_next_at", "ix_member_next_at", "ix_duty_next_at")
PLANNERS: dict[str, tuple[Question, tuple[str, ...]]] = {
    "slots": (lambda tx: planning.take_first(tx, "slot", NOW), ("ix_slot_next_at",)),
    "holds": (lambda tx: planning.take_first(tx, "hold", NOW), ("ix_hold_next_at",)),
    "digests": (lambda tx: planning.take_first(tx, "member", NOW), ("ix_member_next_at",)),
    "rungs": (lambda tx: planning.take_first(tx, "duty", NOW), ("ix_duty_next_at",)),
    "reviews": (lambda tx: planning.take_first(tx, "review", NOW), ("ix_review_next_at",)),
    "kinds_due": (lambda tx: planning.kinds_due(tx, NOW), EVERY_KIND),
    "planning.next_due": (lambda tx: planning.next_due(tx, NOW), (*EVERY_KIND, "ix_outbox_due")),
    "members to ask about": (lambda tx: members.unknown(tx, 10), ("ix_member_unknown",)),
}


async def _last_ts(tx: Tx) -> str | None:
    return await outbox.last_ts(tx, await read(tx, ROWS), "C1")


async def _is_overtaken(tx: Tx) -> bool:
    return await outbox.is_overtaken(tx, await read(tx, ROWS))


# Half of the messages sent, half waiting for their time.
FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows)
INSERT INTO outbox (workspace_id, key, kind, op, conversation, channel, facts, due_at, owed_at, state, ts,
                    attempt, looks, token)
SELECT i % :workspaces + 1, 'm:' || i || ':', 'told', 'post',
       'ch:C' || (i % :conversations), 'C' || (i % :conversations), '{{}}', {due}, {due},
       CASE WHEN i < :rows / 2 THEN 'sent' ELSE 'waiting' END,
       CASE WHEN i < :rows / 2 THEN (1700000000 + i) || '.000000' END, 0, 0, i || 't'
FROM n
"""
DUE = {
    True: "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-03-02 09:00:00', (i - :rows / 2 + 1) || ' seconds')",
    False: "timestamptz '2026-03-02 09:00:00Z' + (i - :rows / 2 + 1) * interval '1 second'",
}


@pytest.fixture
async def full(database: Database) -> Database:
    """A hundred thousand messages in a thousand conversations of twenty workspaces."""
    async with database.begin() as tx:
        teams = [
            {"team_id": f"T{n}", "name": "", "bot_slack_id": "", "since": NOW, "next_at": NOW + LEASE}
            for n in range(WORKSPACES)
        ]
        await tx.execute(workspace.insert(), teams)
        sizes = {"rows": ROWS, "workspaces": WORKSPACES, "conversations": CONVERSATIONS}
        await tx.execute(text(FILL.format(due=DUE[database.is_sqlite])), sizes)
        if not database.is_sqlite:  # there autovacuum does it, but not in tests; SQLite plans without statistics
            await tx.execute(text("ANALYZE"))
    return database


@contextmanager
def _statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Collect what is executed, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def remember(_: object, __: object, statement: str, parameters: object, *___: object) -> None:
        if statement.startswith(("SELECT", "UPDATE", "WITH", "INSERT")):
            seen.append((statement, parameters))

    event.listen(database.engine.sync_engine, "before_cursor_execute", remember)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", remember)


async def _plan(database: Database, ask: Question, *before: str) -> list[str]:
    """Ask, and then have the plan of each statement of that explained."""
    with _statements(database) as seen:
        async with database.look() as tx:
            await ask(tx)
    explain = "EXPLAIN QUERY PLAN " if database.is_sqlite else "EXPLAIN "
    lines: list[str] = []
    for statement, parameters in seen:
        async with database.look() as tx:
            for setting in before:
                await tx.execute(text(setting))
            lines += [str(row[-1]) for row in await tx.exec_driver_sql(explain + statement, parameters)]
    return lines


def _reads_everything(line: str) -> bool:
    """Tell whether a step of a plan goes through the whole outbox."""
    if "Seq Scan on outbox" in line:
        return True
    # SQLite scans these from end to end; they hold what is under way, a handful.
    return line.startswith("SCAN outbox") and not ("ix_outbox_in_flight" in line or "ix_outbox_recheck" in line)


async def test_every_question_uses_an_index(full: Database) -> None:
    """None reads the outbox from end to end, none takes long; both planners take the partial indexes."""
    problems: list[str] = []
    for name, (ask, indexes) in QUESTIONS.items():
        took: list[float] = []
        for _ in range(5):
            async with full.look() as tx:
                began = time.perf_counter()
                await ask(tx)
                took.append(time.perf_counter() - began)
        # Figures, to be read with `-s`.
        print(f"{full.engine.dialect.name:10} {name:20} {statistics.median(took) * 1000:6.2f} ms")  # noqa: T201
        lines = await _plan(full, ask)
        is_used = any(index in line for line in lines for index in indexes)
        if not is_used or any(_reads_everything(line) for line in lines):
            problems.append("\n".join([f"{name} was to use {indexes}", *lines]))
    assert problems == []


@pytest.mark.parametrize("name", PLANNERS)
async def test_what_is_planned_next_is_found_by_a_partial_index(database: Database, name: str) -> None:
    """The planner's questions say the same as the conditions of their indexes."""
    ask, indexes = PLANNERS[name]
    # PostgreSQL reads a small table whole if it may.
    settings = () if database.is_sqlite else ("SET LOCAL enable_seqscan = off",)
    lines = await _plan(database, ask, *settings)
    assert [index for index in indexes if not any(index in line for line in lines)] == [], "\n".join(lines)
