"""Questions and lessons that people got in addition to their duties, and those that they put off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.questions import Aside, AsideKind, Outcome, PutOff, PutOffKind
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert, insert_once
from storage.tables import aside, put_off

a, p = aside.c, put_off.c


def _aside(row: Row[Any]) -> Aside:
    return Aside(row.id, row.member_id, row.day, row.kind, row.strategy_id, row.ref, row.outcome)


def _put_off(row: Row[Any]) -> PutOff:
    return PutOff(row.id, row.strategy_id, row.gap, row.member_id, row.kind, row.until)


async def add(
    tx: Tx,
    workspace_id: int,
    member_id: int,
    day: date,
    kind: AsideKind,
    strategy_id: int | None,
    ref: str,
    now: datetime,
) -> int | None:
    """Give somebody a question or a lesson on a day, and return its id; None where they have one that day."""
    return await insert_once(
        tx,
        aside,
        {
            "workspace_id": workspace_id,
            "member_id": member_id,
            "day": day,
            "kind": kind,
            "strategy_id": strategy_id,
            "ref": ref,
            "since": now,
        },
    )


_BY_ID = select(aside).where(a.workspace_id == IN_WORKSPACE, a.id == THIS)
_OF_MEMBER = select(aside).where(a.workspace_id == IN_WORKSPACE, a.member_id == THIS).order_by(a.day.desc())


async def by_id(tx: Tx, workspace_id: int, aside_id: int) -> Aside | None:
    """Find one within a workspace."""
    row = (await tx.execute(_BY_ID, {"in_workspace": workspace_id, "this": aside_id})).one_or_none()
    return _aside(row) if row else None


async def of_member(tx: Tx, workspace_id: int, member_id: int, first_day: date) -> list[Aside]:
    """List what somebody was given since a day, the latest first."""
    rows = await tx.execute(_OF_MEMBER.where(a.day >= first_day), {"in_workspace": workspace_id, "this": member_id})
    return [_aside(row) for row in rows]


async def lessons_given(tx: Tx, workspace_id: int, member_id: int, since: datetime | None = None) -> list[Aside]:
    """List the lessons that somebody got without asking, ever or since an instant, the latest first."""
    found = _OF_MEMBER.where(a.kind == "lesson", a.outcome.is_distinct_from("dropped"))
    if since is not None:
        found = found.where(a.since >= since)
    rows = await tx.execute(found, {"in_workspace": workspace_id, "this": member_id})
    return [_aside(row) for row in rows]


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int, first_day: date) -> list[Aside]:
    """List what anybody was asked about a plan since a day, the latest first."""
    rows = await tx.execute(
        select(aside)
        .where(a.workspace_id == workspace_id, a.strategy_id == strategy_id, a.day >= first_day)
        .order_by(a.day.desc(), a.id.desc())
    )
    return [_aside(row) for row in rows]


async def come_of(tx: Tx, workspace_id: int, aside_id: int, outcome: Outcome | None) -> None:
    """Record the outcome of one."""
    await tx.execute(update(aside).where(a.workspace_id == workspace_id, a.id == aside_id).values(outcome=outcome))


# ---------------------------------------------------------------- put off


async def put_off_gap(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    gap: str,
    member_id: int,
    kind: PutOffKind,
    until: datetime | None,
    now: datetime,
) -> int:
    """Write down that somebody put a question off, and return its id."""
    return await insert(
        tx,
        put_off,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "gap": gap,
            "member_id": member_id,
            "kind": kind,
            "since": now,
            "until": until,
        },
    )


async def put_offs(tx: Tx, workspace_id: int, strategy_id: int, now: datetime) -> list[PutOff]:
    """List the questions that are put off in a plan, oldest first, without those whose time has ended."""
    rows = await tx.execute(
        select(put_off)
        .where(p.workspace_id == workspace_id, p.strategy_id == strategy_id)
        .where(p.until.is_(None) | (p.until > now))
        .order_by(p.id)
    )
    return [_put_off(row) for row in rows]


async def put_off_by_id(tx: Tx, workspace_id: int, put_off_id: int) -> PutOff | None:
    """Find one that was put off, ended or not."""
    row = (await tx.execute(select(put_off).where(p.workspace_id == workspace_id, p.id == put_off_id))).one_or_none()
    return _put_off(row) if row else None


async def end_put_off(tx: Tx, workspace_id: int, put_off_id: int, now: datetime) -> None:
    """End it now."""
    await tx.execute(update(put_off).where(p.workspace_id == workspace_id, p.id == put_off_id).values(until=now))
