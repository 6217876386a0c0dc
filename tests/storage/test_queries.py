"""Queries stay fast as history grows: each one uses an index, and the index is named here.

The tests call every function of storage/ on two years of history and have the database explain each statement
(tests/storage/years.py, sweep.py, plans.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pytest

from storage.database import Database, Tx
from storage.tables import metadata
from tests.databases import KINDS, Kind, fresh_database, quick
from tests.storage import plans, sweep, years
from tests.storage.plans import Step
from tests.storage.samples import taken_back
from tests.storage.sweep import Asked

# Tables that grow with the number of plans and people, but not with time; and tables that stay tiny.
STANDS = frozenset(
    "member channel strategy permission role audience platform goal measure slot part logo import".split()  # noqa: SIM905
)
FEW = frozenset({"workspace", "throttle", "heartbeat", "silence", "former_address"})
# All other tables grow with time. A new table counts as one of them unless it is listed above.
GROWS = frozenset(metadata.tables) - STANDS - FEW
# Partial indexes of current rows only. Reading one of them whole, or for a whole workspace, is cheap.
UNDER_WAY = frozenset(
    {
        "ix_outbox_active",
        "ix_outbox_waiting",
        "ix_outbox_due",
        "ix_outbox_in_flight",
        "ix_outbox_recheck",
        "ix_incoming_waiting",
        "ix_member_to_open",
        "ix_member_unknown",
        "ix_member_next_at",
        "ix_slot_next_at",
        "ix_review_next_at",
        "ix_hold_next_at",
        "ix_duty_next_at",
        "uq_conversation_current",
    }
)
# The indexes through which each function may read tables that grow. Primary keys are always fine. With several names,
# the two databases choose differently, or the function sends several statements.
INDEXES: Mapping[str, str] = {
    "addresses.end_doubled_talks": "uq_conversation_current",
    "addresses.rewrite": (
        "ix_incoming_channel ix_outbox_ts uq_conversation_current uq_incoming_workspace_id_file_id_channel"
    ),
    "questions.lessons_given": "uq_aside_member_id_day",
    "questions.of_member": "uq_aside_member_id_day",
    "questions.of_strategy": "ix_aside_strategy",
    "questions.put_offs": "ix_put_off_strategy",
    "calendar.end_exception": "uq_exception_current",
    "calendar.exceptions_of": "uq_exception_current",
    "calendar.make_exception": "uq_exception_current",
    "calendar.put_to_sleep": "ix_duty_open_slot",
    "calendar.wake": "ix_duty_open_role",
    "changes.count_of_strategy": "ix_change_strategy",
    "changes.forget_receipts": "ix_change_receipt ix_receipt_received_at",
    "changes.last_of": "ix_change_thing",
    "changes.newest_of": "ix_change_thing",
    "changes.of_strategy": "ix_change_strategy",
    "conversations.current": "uq_conversation_current",
    "conversations.held_in": "uq_conversation_current",
    "conversations.is_asked": "uq_conversation_current",
    "conversations.latest": "ix_conversation_place",
    "delivery.claim": "ix_outbox_active ix_outbox_waiting",
    "delivery.claim_recheck": "ix_outbox_recheck",
    "delivery.claim_unsure": "ix_outbox_in_flight",
    "delivery.expire": "ix_outbox_in_flight",
    "delivery.hand_on": "uq_outbox_workspace_id_key",
    "delivery.is_busy": "ix_outbox_due ix_outbox_in_flight ix_outbox_recheck",
    "delivery.next_workspace": "ix_outbox_due ix_outbox_waiting",
    "delivery.oldest_unsent": "ix_outbox_due",
    "dismissals.of_strategy": "uq_dismissal_current",
    "duties.by_occurrence": "uq_duty_occurrence_id uq_occurrence_slot_id_local_date",
    "duties.coming_of": "ix_duty_open_role",
    "duties.handed_over": "ix_duty_role",
    "duties.of_review": "ix_duty_review",
    "duties.of_strategy": "ix_duty_strategy",
    "duties.open_of_roles": "ix_duty_handed_to ix_duty_open_role",
    "duties.open_of_slot": "ix_duty_open_slot",
    "duties.open_of_slots": "ix_duty_open_slot",
    "duties.open_of_strategy": "ix_duty_open_role",
    "duties.published_on": "ix_duty_published",
    "duties.settled_by": "ix_duty_strategy",
    "duties.with_posts": "ix_occurrence_post uq_duty_occurrence_id",
    "editions.approvals_of": "uq_approval_edition_id_role_id",
    "editions.decide": "uq_approval_edition_id_role_id",
    "editions.of_strategy": "uq_edition_strategy_id_number",
    "editions.waiting_for_role": "uq_approval_edition_id_role_id uq_edition_strategy_id_number",
    "fates.of_person": "ix_outbox_person",
    "files.begin_look": "ix_incoming_waiting",
    "files.claim": "ix_incoming_waiting",
    "files.homes_for": "ix_membership_member",
    "files.is_waiting": "ix_incoming_waiting",
    "files.let_go": "ix_incoming_offered",
    "files.put_back": "ix_incoming_waiting",
    "files.receive": "uq_incoming_workspace_id_file_id_channel",
    "files.try_again": "ix_incoming_waiting",
    "goals.by_id": "uq_reading_measure_id_week",
    "goals.ever": "uq_reading_measure_id_week",
    "goals.measures_by_ids": "uq_reading_measure_id_week",
    "goals.measures_where": "uq_reading_measure_id_week",
    "goals.of_strategy": "uq_reading_measure_id_week",
    "goals.take_reading": "uq_reading_measure_id_week",
    "goals.were_read_since": "uq_reading_measure_id_week",
    "holds.of_strategy": "ix_hold_strategy",
    "imports.end": "ix_duty_open_role ix_hold_strategy ix_holding_role uq_holding_current uq_review_strategy_id_week",
    "lessons.counts": "uq_lesson_member_id_name",
    "lessons.of_member": "uq_lesson_member_id_name",
    "outbox.by_key": "uq_outbox_workspace_id_key",
    "outbox.by_prefix": "uq_outbox_workspace_id_key",
    "outbox.by_tokens": "uq_outbox_token",
    "outbox.by_ts": "ix_outbox_ts",
    "outbox.count_of_target": "ix_outbox_target",
    "outbox.count_with_prefix": "uq_outbox_workspace_id_key",
    "outbox.fates_of": "ix_outbox_person",
    "outbox.give_up": "ix_outbox_active ix_outbox_due ix_outbox_in_flight ix_outbox_waiting",
    "outbox.is_overtaken": "ix_outbox_active",
    "outbox.is_told_since": "uq_outbox_workspace_id_key",
    "outbox.is_update_waiting": "ix_outbox_target",
    "outbox.is_waiting": "uq_outbox_workspace_id_key",
    "outbox.keep_waiting": "uq_outbox_workspace_id_key",
    "outbox.last_ts": "ix_outbox_ts",
    "outbox.leave_standing": "ix_outbox_target",
    "outbox.pictures_missing": "ix_outbox_target",
    "outbox.posts_to": "ix_outbox_person",
    "outbox.put_back": "uq_outbox_workspace_id_key",
    "outbox.try_again": "ix_outbox_ts",
    "outbox.unsettled": "uq_outbox_workspace_id_key",
    "outbox.waiting_in": "ix_outbox_active ix_outbox_due ix_outbox_ts",
    "planning.kinds_due": "ix_duty_next_at ix_hold_next_at ix_review_next_at",
    "planning.next_due": "ix_duty_next_at ix_hold_next_at ix_outbox_due ix_review_next_at",
    "planning.take_first": "ix_duty_next_at ix_hold_next_at ix_review_next_at",
    "posts.ideas_of": "ix_post_state",
    "posts.in_states": "ix_post_state",
    "posts.next_idea": "ix_post_state",
    "posts.offered_again": "ix_change_thing",
    "posts.release": "ix_occurrence_post",
    "reviews.before": "uq_review_strategy_id_week",
    "reviews.decisions_since": "ix_note_decision uq_review_strategy_id_week",
    "reviews.last_due": "uq_review_strategy_id_week",
    "reviews.latest": "uq_review_strategy_id_week",
    "reviews.notes_of": "ix_note_review",
    "reviews.running": "uq_review_strategy_id_week",
    "roles.by_id": "ix_holding_role uq_holding_current",
    "roles.ended_at": "ix_holding_role",
    "roles.ever": "ix_holding_role uq_holding_current",
    "roles.formerly_in": "ix_holding_role",
    "roles.given_up_by": "ix_change_thing ix_holding_member",
    "roles.held_by": "ix_holding_member ix_holding_role uq_holding_current",
    "roles.of_strategy": "ix_holding_role uq_holding_current",
    "roles.titled": "ix_holding_role uq_holding_current",
    "roles.working_days_of": "ix_holding_member",
    "roles.zone_of_work": "ix_holding_member",
    "roles.told_in": "ix_holding_member",
    "silences.is_press_lost": "ix_lost_press_duty",
    "silences.looks": "uq_looked_into_workspace_id_place_silence_id",
    "silences.pressed": "uq_lost_press_silence_id_duty_id",
    "silences.stray_under": "uq_stray_token",
    "standing.in_flight_about": "ix_outbox_in_flight ix_outbox_person ix_shown_duty",
    "standing.in_flight_to": "ix_outbox_in_flight ix_outbox_person",
    "standing.last_picture": "ix_outbox_upload",
    "standing.last_to": "ix_outbox_person",
    "standing.showing": "ix_shown_duty",
    "standing.showing_plan": "ix_duty_open_role ix_shown_duty",
    "standing.stands_with": "ix_outbox_person ix_outbox_target ix_shown_duty",
    "standing.times_asked": "ix_shown_duty",
    "standing.told_at": "ix_shown_duty",
    "standing.told_last": "ix_outbox_person ix_shown_duty",
    "standing.unsettled_to": "ix_outbox_active",
    "strategies.concerning": "ix_holding_member",
    "strategies.leaderless": "uq_membership_current",
    "strategies.visible_to": "ix_holding_member ix_membership_member",
    "workspaces.channel_of": "uq_membership_current",
    "workspaces.is_in": "uq_membership_current",
    "workspaces.leave": "uq_membership_current",
    "workspaces.leave_all": "ix_membership_member",
    "workspaces.left_at": "ix_membership_member",
    "workspaces.members_of": "uq_membership_current",
    "workspaces.set_members": "uq_membership_current",
}
# PostgreSQL should choose an index on its own for a table with at least this many rows.
LARGE = 5_000
# At most this many SQLite steps at 250,000 duties: three times what listing a plan's duties for 18 days takes.
MOST_STEPS = 15_000
# Functions that may take more, and why.
LONG = {
    "changes.count_of_strategy": "/beat history counts the plan's edits among everything that was done in the plan",
}


@dataclass(frozen=True)
class Explained:
    """A statement and its query plan; on PostgreSQL also the plan with everything but indexes switched off."""

    asked: Asked
    steps: Sequence[Step]
    by_index_alone: Sequence[Step] = ()
    effort: int = 0  # steps of SQLite's virtual machine

    def __str__(self) -> str:
        """Name the function and the line that sends it."""
        return f"{self.asked.by} ({self.asked.file}:{self.asked.line})"


@dataclass(frozen=True)
class Filled:
    """The statements of storage/ as sent to a database of this size, with the plans of those that read something."""

    kind: Kind
    duties: int
    asked: Sequence[Asked]
    explained: Sequence[Explained]


def _sizes() -> Iterator[object]:
    for duties in (years.SOME, years.MANY):
        for kind in KINDS:
            marks = pytest.mark.thorough if duties == years.MANY else ()
            yield pytest.param((kind, duties), id=f"{kind}-{duties}", marks=marks)


@pytest.fixture(scope="module", params=_sizes())
def filled(request: pytest.FixtureRequest) -> Iterator[Filled]:
    """Two years of history in each kind of database, built and explained once."""
    kind, duties = request.param
    with fresh_database(kind) as url:
        yield asyncio.run(_filled(url, kind, duties))


async def _filled(url: str, kind: Kind, duties: int) -> Filled:
    database = Database(quick(url))
    await years.fill(database, duties)
    everything: list[Asked] = []
    explained: list[Explained] = []
    for name in sweep.functions():
        async with taken_back(database) as tx:
            asked = await sweep.asked_by(database, tx, name, duties)
            everything += asked
            # An INSERT reads nothing, though SQLite's plan lists what it would read if a foreign key were violated.
            explained += [await _explained(database, tx, one) for one in asked if not one.sql.startswith("INSERT")]
    await database.close()
    return Filled(kind, duties, everything, explained)


async def _explained(database: Database, tx: Tx, asked: Asked) -> Explained:
    steps = await plans.steps_of(database, tx, asked.sql, asked.parameters)
    if database.is_sqlite:
        return Explained(asked, steps, effort=await plans.effort(tx, asked.sql, asked.parameters))
    return Explained(
        asked, steps, await plans.steps_of(database, tx, asked.sql, asked.parameters, *plans.BY_INDEX_ALONE)
    )


def test_every_name_listed_here_exists() -> None:
    """The lists above name real functions, indexes and tables."""
    assert set(INDEXES) <= set(sweep.functions())
    assert UNDER_WAY | {name for indexes in INDEXES.values() for name in indexes.split()} <= plans.names()
    assert set(metadata.tables) >= STANDS | FEW


def test_every_statement_in_storage_is_explained(filled: Filled) -> None:
    """Each line of storage/ that sends a statement was reached, so no query is left unchecked."""
    met = {(asked.file, asked.line) for asked in filled.asked}
    missed = [
        f"{file}:{first}"
        for file, first, last, function in sorted(sweep.places())
        if not any((file, line) in met for line in range(first, last + 1))
        # This lock exists on PostgreSQL only.
        and not (filled.kind == "sqlite" and function == "_alone")
    ]
    assert missed == []


def test_no_query_reads_all_history_or_other_workspaces(filled: Filled) -> None:
    """No table that grows is read whole or for a whole workspace, and no table is read across all workspaces."""
    problems = [f"{one}: {step.line}" for one in filled.explained for step in one.steps if _is_wide(step, filled)]
    problems += [
        f"{one}, by indexes alone: {step.line}"
        for one in filled.explained
        for step in one.by_index_alone
        if step.table in GROWS and _reads_all(step)
    ]
    assert problems == [], "\n".join(problems)


def _is_wide(step: Step, filled: Filled) -> bool:
    # PostgreSQL is right to read a small table whole.
    if filled.kind == "postgresql" and (step.table in STANDS or years.rows(filled.duties).get(step.table, 0) < LARGE):
        return False
    return step.table not in FEW and _reads_all(step)


def _reads_all(step: Step) -> bool:
    """Tell whether a table is read whole, or a table that grows for a whole workspace."""
    if step.index in UNDER_WAY:
        return False
    return not step.columns or (step.table in GROWS and step.columns == {"workspace_id"})


def test_every_query_uses_an_index_named_for_it(filled: Filled) -> None:
    """Both planners pick the intended index, including the partial ones."""
    used: dict[str, set[str]] = {}
    for one in filled.explained:
        for step in one.by_index_alone or one.steps:
            if step.table in GROWS and step.index != f"pk_{step.table}":
                used.setdefault(one.asked.by, set()).add(step.index)
    problems = [
        f"{name} uses {sorted(indexes - named)}, expected {sorted(named)}"
        for name, indexes in used.items()
        if indexes - (named := set(INDEXES.get(name, "").split()))
    ]
    assert problems == [], "\n".join(problems)


@pytest.mark.thorough
def test_no_query_walks_through_years_of_rows(filled: Filled) -> None:
    """An index can still lead to too many rows, so SQLite's steps are counted; they are the same on every machine."""
    long = {one.asked.by: one.effort for one in filled.explained if one.effort > MOST_STEPS}
    assert set(long) == (set(LONG) if filled.kind == "sqlite" and filled.duties == years.MANY else set()), long
