"""Slots, their occurrences and exceptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, TypedDict, Unpack

from pydantic import JsonValue
from sqlalchemy import Row, Select, bindparam, select, text, update

from bot.domain.calendar import Due, NewSlot, Slot, SlotException, SlotKind
from bot.domain.when import Rule
from bot.schema.columns import POST_TEXTS
from storage.database import Tx
from storage.rows import THIS, insert, insert_once, read
from storage.tables import Instant, audience, duty, exception, goal, member, occurrence, platform, role, slot, strategy

s = slot.c


class SlotColumns(TypedDict, total=False):
    """Columns of a slot that may change, besides its texts."""

    kind: SlotKind
    title: str
    role_id: int
    platform_id: int | None
    goal_id: int | None
    audience_id: int | None
    wall: time
    zone: str | None
    rule: dict[str, JsonValue]
    next_at: datetime | None
    since: datetime
    until: datetime | None


def _slots(workspace_id: int) -> Select[Any]:
    return (
        select(
            slot,
            role.c.title.label("role_title"),
            platform.c.name.label("platform_name"),
            audience.c.name.label("audience_name"),
            goal.c.statement.label("goal_statement"),
            strategy.c.zone.label("strategy_zone"),
        )
        .join(role, role.c.id == s.role_id)
        .join(strategy, strategy.c.id == s.strategy_id)
        .outerjoin(platform, platform.c.id == s.platform_id)
        .outerjoin(audience, audience.c.id == s.audience_id)
        .outerjoin(goal, goal.c.id == s.goal_id)
        .where(s.workspace_id == workspace_id)
    )


def _slot(row: Row[Any]) -> Slot:
    return read(
        Slot,
        row,
        zone=row.zone or row.strategy_zone,
        rule=Rule.model_validate(row.rule),
        own_zone=row.zone or "",
        is_over=row.until is not None,
        platform_name=row.platform_name or "",
        goal_statement=row.goal_statement or "",
        audience_name=row.audience_name or "",
    )


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    new: NewSlot,
    role_id: int,
    platform_id: int | None,
    audience_id: int | None,
    now: datetime,
) -> int:
    """Add a slot for a role, platform and audience of the same strategy. It is planned from now on."""
    return await insert(
        tx,
        slot,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "kind": new.kind,
            "title": new.title,
            "role_id": role_id,
            "platform_id": platform_id,
            "goal_id": new.goal_id,
            "audience_id": audience_id,
            **{name: getattr(new, name) or None for name in POST_TEXTS},
            "wall": new.wall,
            "zone": new.zone or None,
            "rule": new.rule.model_dump(mode="json"),
            "next_at": now,
            "since": now,
        },
    )


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Slot]:
    """List a strategy's slots."""
    rows = await tx.execute(_slots(workspace_id).where(s.strategy_id == strategy_id, s.until.is_(None)).order_by(s.id))
    return [_slot(row) for row in rows]


async def of_role(tx: Tx, workspace_id: int, role_id: int) -> list[Slot]:
    """List the slots that a role fills."""
    of_plan = s.strategy_id == select(role.c.strategy_id).where(role.c.id == role_id).scalar_subquery()
    rows = await tx.execute(_slots(workspace_id).where(of_plan, s.role_id == role_id, s.until.is_(None)).order_by(s.id))
    return [_slot(row) for row in rows]


async def of_goal(tx: Tx, workspace_id: int, goal_id: int) -> list[Slot]:
    """List the slots that serve a goal."""
    of_plan = s.strategy_id == select(goal.c.strategy_id).where(goal.c.id == goal_id).scalar_subquery()
    rows = await tx.execute(_slots(workspace_id).where(of_plan, s.goal_id == goal_id, s.until.is_(None)).order_by(s.id))
    return [_slot(row) for row in rows]


async def by_id(tx: Tx, workspace_id: int, slot_id: int, lock: bool = False) -> Slot | None:
    """Find a slot within a workspace; with `lock`, nobody else changes it until this transaction ends."""
    if lock:
        this = (s.workspace_id == workspace_id, s.id == slot_id)
        await tx.execute(select(s.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(_slots(workspace_id).where(s.id == slot_id))).one_or_none()
    return _slot(row) if row else None


async def change(
    tx: Tx,
    workspace_id: int,
    slot_id: int,
    texts: Mapping[str, str | None] | None = None,
    **values: Unpack[SlotColumns],
) -> None:
    """Change a slot's columns, or its end. `texts` are those of POST_TEXTS that change."""
    this = (s.workspace_id == workspace_id, s.id == slot_id)
    await tx.execute(update(slot).where(*this).values(**values, **(texts or {})))


async def next_of(tx: Tx, slot_id: int) -> datetime | None:
    """Return when a slot is planned next, None for never."""
    found: datetime | None = (await tx.execute(select(s.next_at).where(s.id == slot_id))).scalar_one_or_none()
    return found


async def set_next(tx: Tx, slot_id: int, at: datetime | None) -> None:
    """Set when a slot is planned next, None for never."""
    await tx.execute(update(slot).where(s.id == slot_id).values(next_at=at))


async def put_to_sleep(tx: Tx, workspace_id: int, slot_ids: Sequence[int]) -> dict[int, datetime | None]:
    """Make the clock leave some slots and their duties alone; return when each slot was to be planned next."""
    these = (s.workspace_id == workspace_id, s.id.in_(slot_ids))
    found = {row.id: row.next_at for row in await tx.execute(select(s.id, s.next_at).where(*these))}
    await tx.execute(update(slot).where(*these).values(next_at=None))
    await tx.execute(
        update(duty)
        .where(duty.c.workspace_id == workspace_id, duty.c.slot_id.in_(slot_ids), text("duty.state = 'open'"))
        .values(next_at=None)
    )
    return found


async def wake(tx: Tx, workspace_id: int, strategy_id: int, planned: Mapping[int, datetime | None]) -> None:
    """Hand a dormant strategy's slots and duties to the clock, each at its time."""
    if planned:
        rows = [{"this": slot_id, "to": at} for slot_id, at in planned.items()]
        await tx.execute(_WAKE, rows)
    roles = select(role.c.id).where(role.c.strategy_id == strategy_id)
    these = (duty.c.workspace_id == workspace_id, duty.c.role_id.in_(roles), text("duty.state = 'open'"))
    await tx.execute(update(duty).where(*these).values(next_at=duty.c.due_at))


_WAKE = update(slot).where(s.id == THIS).values(next_at=bindparam("to", type_=Instant))


async def exceptions_of(tx: Tx, slot_id: int) -> dict[date, SlotException]:
    """Return the changes to single occurrences of a slot, by the date that their rule gives."""
    rows = await tx.execute(
        select(exception, member.c.slack_id)
        .outerjoin(member, member.c.id == exception.c.member_id)
        .where(exception.c.slot_id == slot_id, exception.c.until.is_(None))
    )
    return {
        row.local_date: SlotException(row.local_date, row.action, row.new_date, row.new_wall, row.slack_id)
        for row in rows
    }


async def make_exception(
    tx: Tx,
    workspace_id: int,
    slot_id: int,
    local_date: date,
    action: str,
    now: datetime,
    *,
    new_date: date | None = None,
    new_wall: time | None = None,
    member_id: int | None = None,
    reason: str | None = None,
) -> None:
    """Change one occurrence; its previous change ends."""
    await end_exception(tx, slot_id, local_date, now)
    await insert(
        tx,
        exception,
        {
            "workspace_id": workspace_id,
            "slot_id": slot_id,
            "local_date": local_date,
            "action": action,
            "new_date": new_date,
            "new_wall": new_wall,
            "member_id": member_id,
            "reason": reason,
            "since": now,
        },
    )


async def end_exception(tx: Tx, slot_id: int, local_date: date, now: datetime) -> None:
    """Take a change to one occurrence back."""
    c = exception.c
    await tx.execute(
        update(exception).where(c.slot_id == slot_id, c.local_date == local_date, c.until.is_(None)).values(until=now)
    )


async def add_occurrence(tx: Tx, workspace_id: int, slot_id: int, due: Due, now: datetime) -> int | None:
    """Add an occurrence and return its id; None where that local date has one."""
    return await insert_once(
        tx,
        occurrence,
        {
            "workspace_id": workspace_id,
            "slot_id": slot_id,
            "local_date": due.local_date,
            "due_at": due.at,
            "since": now,
        },
    )


async def move_occurrence(tx: Tx, occurrence_id: int, due_at: datetime) -> None:
    """Set when an occurrence is due; its date stays its key."""
    await tx.execute(update(occurrence).where(occurrence.c.id == occurrence_id).values(due_at=due_at))


async def occurrence_of(tx: Tx, occurrence_id: int) -> tuple[int, date]:
    """Return (slot id, local date) of an occurrence."""
    rows = select(occurrence.c.slot_id, occurrence.c.local_date).where(occurrence.c.id == occurrence_id)
    row = (await tx.execute(rows)).one()
    return (row.slot_id, row.local_date)
