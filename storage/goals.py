"""Goals, measures and readings; audiences and platforms, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from pydantic import JsonValue
from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy import insert as insert_all

from bot.domain.goals import Cadence, Direction, Goal, GoalDetails, Measure, MeasureDetails, NewGoal, Reading
from storage.database import Tx
from storage.parts import TABLES
from storage.rows import insert, put, read
from storage.tables import goal, measure, platform, reading


class GoalColumns(TypedDict, total=False):
    """Columns of a goal that may change."""

    statement: str
    due: date
    details: Mapping[str, JsonValue]
    until: datetime | None


class MeasureColumns(TypedDict, total=False):
    """Columns of a measure that are given, or may change."""

    name: str
    unit: str
    direction: Direction
    cadence: Cadence
    baseline: Decimal | None
    baseline_on: date | None
    target: Decimal
    due: date
    measurer_role_id: int
    reviewer_role_id: int
    platform_id: int | None
    details: Mapping[str, JsonValue]
    since: datetime
    until: datetime | None


async def named(tx: Tx, concept: str, workspace_id: int, strategy_id: int, name: str, now: datetime) -> int | None:
    """Return the id of a strategy's audience or platform by name, adding a new one; None for no name."""
    if not name.strip():
        return None
    table = TABLES[concept]
    c = table.c
    rows = select(c.id).where(
        c.workspace_id == workspace_id,
        c.strategy_id == strategy_id,
        func.lower(c.name) == name.lower(),
        c.until.is_(None),
    )
    found: int | None = (await tx.execute(rows.limit(1))).scalar_one_or_none()
    if found is not None:
        return found
    return await insert(
        tx, table, {"workspace_id": workspace_id, "strategy_id": strategy_id, "name": name.strip(), "since": now}
    )


async def platforms(tx: Tx, workspace_id: int, strategy_id: int) -> list[str]:
    """List the names of a strategy's platforms."""
    c = platform.c
    rows = select(c.name).where(c.workspace_id == workspace_id, c.strategy_id == strategy_id, c.until.is_(None))
    return list((await tx.execute(rows.order_by(c.id))).scalars())


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    new: NewGoal,
    measurer_role_id: int,
    reviewer_role_id: int,
    today: date,
    now: datetime,
) -> int:
    """Add a goal with its measure, and return the goal's id. `today` is the baseline's date."""
    goal_id = await insert(
        tx,
        goal,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "statement": new.statement,
            "due": new.due,
            "since": now,
        },
    )
    await insert(
        tx,
        measure,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "goal_id": goal_id,
            "platform_id": await named(tx, "platform", workspace_id, strategy_id, new.platform, now),
            "name": new.measure,
            "unit": new.unit,
            "direction": new.direction,
            "cadence": "week",
            "baseline": new.baseline,
            "baseline_on": today if new.baseline is not None else None,
            "target": new.target,
            "due": new.due,
            "details": MeasureDetails(floor=new.floor).model_dump(mode="json"),
            "measurer_role_id": measurer_role_id,
            "reviewer_role_id": reviewer_role_id,
            "since": now,
        },
    )
    return goal_id


async def add_alone(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    statement: str,
    due: date,
    details: Mapping[str, JsonValue],
    now: datetime,
) -> int:
    """Add a goal without a measure, and return its id."""
    row = {"workspace_id": workspace_id, "strategy_id": strategy_id, "statement": statement, "due": due}
    return await insert(tx, goal, {**row, "details": details, "since": now})


async def add_measure(tx: Tx, workspace_id: int, strategy_id: int, goal_id: int, values: MeasureColumns) -> int:
    """Add a measure to a goal, and return its id."""
    row = {"workspace_id": workspace_id, "strategy_id": strategy_id, "goal_id": goal_id, **values}
    return await insert(tx, measure, row)


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Goal]:
    """List a strategy's goals with their measures and readings."""
    rows = await tx.execute(
        select(goal)
        .where(goal.c.workspace_id == workspace_id, goal.c.strategy_id == strategy_id, goal.c.until.is_(None))
        .order_by(goal.c.id)
    )
    measures: dict[int, list[Measure]] = {}
    for one in await measures_where(tx, measure.c.workspace_id == workspace_id, measure.c.strategy_id == strategy_id):
        measures.setdefault(one.goal_id, []).append(one)
    return [_goal(row, measures.get(row.id, ())) for row in rows.all()]


def _goal(row: Row[Any], measures: Sequence[Measure]) -> Goal:
    details = GoalDetails.model_validate(row.details)
    return Goal(row.id, row.strategy_id, row.statement, row.due, tuple(measures), details)


async def by_id(tx: Tx, workspace_id: int, goal_id: int) -> Goal | None:
    """Find a goal within a workspace."""
    rows = select(goal.c.strategy_id).where(goal.c.workspace_id == workspace_id, goal.c.id == goal_id)
    strategy_id = (await tx.execute(rows)).scalar_one_or_none()
    if strategy_id is None:
        return None
    return next((g for g in await of_strategy(tx, workspace_id, strategy_id) if g.id == goal_id), None)


async def measures_where(tx: Tx, *conditions: ColumnElement[bool], ended_at: datetime | None = None) -> list[Measure]:
    """List current measures under some conditions, with their readings in the order of weeks.

    With `ended_at`, those that ended at that instant.
    """
    c = measure.c
    still = c.until.is_(None) if ended_at is None else c.until == ended_at
    rows = (await tx.execute(select(measure).where(still, *conditions).order_by(c.id))).all()
    taken = await tx.execute(
        select(reading).where(reading.c.measure_id.in_([row.id for row in rows])).order_by(reading.c.week)
    )
    readings: dict[int, list[Reading]] = {}
    for row in taken:
        readings.setdefault(row.measure_id, []).append(Reading(row.week, row.value, row.taken_at))
    return [
        read(
            Measure,
            row,
            readings=tuple(readings.get(row.id, ())),
            details=MeasureDetails.model_validate(row.details),
        )
        for row in rows
    ]


async def ever(tx: Tx, workspace_id: int, goal_id: int, lock: bool = False) -> tuple[Goal, datetime | None] | None:
    """Find a goal, ended or not, with its current and former measures, and when it ended.

    With `lock`, nobody else changes it until this transaction ends.
    """
    this = (goal.c.workspace_id == workspace_id, goal.c.id == goal_id)
    if lock:
        await tx.execute(select(goal.c.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(select(goal).where(*this))).one_or_none()
    if row is None:
        return None
    of_goal = (measure.c.strategy_id == row.strategy_id, measure.c.goal_id == goal_id)
    measures = await measures_where(tx, *of_goal, ended_at=row.until)
    return _goal(row, measures), row.until


async def goal_of_measure(tx: Tx, workspace_id: int, measure_id: int) -> int | None:
    """Return the id of the goal that a measure belongs to."""
    rows = select(measure.c.goal_id).where(measure.c.workspace_id == workspace_id, measure.c.id == measure_id)
    found: int | None = (await tx.execute(rows)).scalar_one_or_none()
    return found


async def change(tx: Tx, workspace_id: int, goal_id: int, **values: Unpack[GoalColumns]) -> None:
    """Change a goal's statement, due date or end."""
    c = goal.c
    await tx.execute(update(goal).where(c.workspace_id == workspace_id, c.id == goal_id).values(**values))


async def change_measure(tx: Tx, workspace_id: int, measure_id: int, **values: Unpack[MeasureColumns]) -> None:
    """Change a measure's columns, or its end."""
    c = measure.c
    await tx.execute(update(measure).where(c.workspace_id == workspace_id, c.id == measure_id).values(**values))


async def statements(tx: Tx, workspace_id: int, goal_ids: list[int]) -> dict[int, str]:
    """Return the statements of goals by id, ended ones too."""
    c = goal.c
    rows = await tx.execute(select(c.id, c.statement).where(c.workspace_id == workspace_id, c.id.in_(goal_ids)))
    return {row.id: row.statement for row in rows}


async def measures_by_ids(tx: Tx, workspace_id: int, measure_ids: list[int]) -> list[Measure]:
    """Find current measures within a workspace."""
    return await measures_where(tx, measure.c.workspace_id == workspace_id, measure.c.id.in_(measure_ids))


async def measured_since(tx: Tx, workspace_id: int, strategy_id: int) -> dict[int, datetime]:
    """Return since when each of a strategy's measures exists."""
    c = measure.c
    rows = select(c.id, c.since).where(c.workspace_id == workspace_id, c.strategy_id == strategy_id, c.until.is_(None))
    return {row.id: row.since for row in await tx.execute(rows)}


async def were_read_since(tx: Tx, workspace_id: int, strategy_id: int, since: datetime) -> bool:
    """Tell whether a number of a strategy's was given at an instant (business time) or later."""
    found = await tx.execute(
        select(reading.c.id)
        .join(measure, measure.c.id == reading.c.measure_id)
        .where(measure.c.workspace_id == workspace_id, measure.c.strategy_id == strategy_id)
        .where(measure.c.until.is_(None), reading.c.taken_at >= since)
        .limit(1)
    )
    return found.first() is not None


async def add_readings(
    tx: Tx, workspace_id: int, measure_id: int, numbers: Sequence[tuple[date, Decimal, datetime]]
) -> None:
    """Record all numbers of a measure that has none yet: the week, the value, and when it was taken.

    A file may have a thousand of them for each measure, and its plan is founded in one transaction.
    """
    fixed = {"workspace_id": workspace_id, "measure_id": measure_id, "member_id": None}
    rows = [{**fixed, "week": week, "value": value, "taken_at": at} for week, value, at in numbers]
    if rows:
        await tx.execute(insert_all(reading), rows)


async def take_reading(
    tx: Tx, workspace_id: int, measure_id: int, week: date, value: Decimal, member_id: int | None, now: datetime
) -> Decimal | None:
    """Record a number for a week, and return the one that it replaces, or None."""
    c = reading.c
    rows = select(c.value).where(c.workspace_id == workspace_id, c.measure_id == measure_id, c.week == week)
    before: Decimal | None = (await tx.execute(rows)).scalar_one_or_none()
    # In one statement: two people may give the number of a week at once.
    await put(
        tx,
        reading,
        {"measure_id": measure_id, "week": week},
        {"workspace_id": workspace_id, "value": value, "member_id": member_id, "taken_at": now},
    )
    return before
