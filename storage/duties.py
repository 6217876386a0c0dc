"""Duties, with everything that a message says about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from sqlalchemy import ColumnElement, FromClause, Row, Select, TextClause, bindparam, select, text, union, update

from bot.domain.duties import Duty, DutyKind, DutyState
from bot.domain.posts import state_for
from bot.schema.columns import POST_TEXTS
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, read
from storage.tables import (
    Instant,
    audience,
    channel,
    duty,
    goal,
    member,
    occurrence,
    platform,
    post,
    role,
    slot,
    strategy,
)
from storage.tables import change as changed

d = duty.c
# Nothing is planned or put off for longer, so a duty settled today was due within this many days.
AROUND = timedelta(days=15)


class DutyColumns(TypedDict, total=False):
    """Columns of a duty that may change."""

    kind: DutyKind
    title: str
    role_id: int
    due_at: datetime
    state: DutyState
    rung: int
    next_at: datetime | None
    snoozed_until: datetime | None
    handed_to: int | None
    link: str | None
    reason: str | None
    settled_at: datetime | None
    settled_by: int | None
    last_change: int | None


def _duties(rows: FromClause = duty) -> Select[Any]:
    return (
        select(
            duty,
            strategy.c.name.label("strategy_name"),
            strategy.c.zone.label("strategy_zone"),
            channel.c.slack_id.label("channel_slack_id"),
            role.c.title.label("role_title"),
            slot.c.zone.label("slot_zone"),
            slot.c.platform_id,
            slot.c.goal_id,
            *(slot.c[name] for name in POST_TEXTS),
            platform.c.name.label("platform_name"),
            audience.c.name.label("audience_name"),
            goal.c.statement.label("goal_statement"),
            member.c.name.label("settled_by_name"),
            changed.c.at.label("changed_at"),
            changed.c.verb.label("changed_verb"),
            post.c.id.label("post_id"),
            post.c.title.label("post_title"),
            post.c.body.label("post_text"),
            post.c.source.label("post_source"),
        )
        .select_from(rows)
        .join(strategy, strategy.c.id == d.strategy_id)
        .join(channel, channel.c.id == strategy.c.channel_id)
        .join(role, role.c.id == d.role_id)
        .outerjoin(slot, slot.c.id == d.slot_id)
        .outerjoin(platform, platform.c.id == slot.c.platform_id)
        .outerjoin(audience, audience.c.id == slot.c.audience_id)
        .outerjoin(goal, goal.c.id == slot.c.goal_id)
        .outerjoin(member, member.c.id == d.settled_by)
        .outerjoin(changed, changed.c.id == d.last_change)
        .outerjoin(occurrence, occurrence.c.id == d.occurrence_id)
        .outerjoin(post, post.c.id == occurrence.c.post_id)
    )


_IN_ORDER = _duties().order_by(d.due_at, d.id)
_BY_ID = _duties().where(d.workspace_id == IN_WORKSPACE, d.id == THIS)
# A literal, as in the partial indexes: SQLite only uses them for a condition in the same words.
_OPEN = text("duty.state = 'open'")
_OPEN_BEFORE = select(d.id).where(_OPEN, d.due_at < bindparam("before", type_=Instant))
# Each is found by its own index first, then joined. With OR, either database may read every open duty.
_owed = union(
    _OPEN_BEFORE.where(d.role_id.in_(bindparam("roles", expanding=True))), _OPEN_BEFORE.where(d.handed_to == THIS)
).subquery("owed")
_OWED = _duties(_owed.join(duty, d.id == _owed.c.id)).where(d.workspace_id == IN_WORKSPACE).order_by(d.due_at, d.id)


def _duty(row: Row[Any]) -> Duty:
    return read(
        Duty,
        row,
        channel=row.channel_slack_id,
        zone=row.slot_zone or row.strategy_zone,
        platform=row.platform_name,
        goal=row.goal_statement,
        audience=row.audience_name,
        settled_by=row.settled_by_name,
        settled_by_id=row.settled_by,
    )


async def add(
    tx: Tx,
    workspace_id: int,
    strategy_id: int,
    role_id: int,
    kind: DutyKind,
    title: str,
    due_at: datetime,
    now: datetime,
    *,
    slot_id: int | None = None,
    occurrence_id: int | None = None,
    review_id: int | None = None,
    handed_to: int | None = None,
) -> int | None:
    """Add an open duty and return its id; None where its occurrence has one."""
    return await insert_once(
        tx,
        duty,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "role_id": role_id,
            "kind": kind,
            "title": title,
            "due_at": due_at,
            "state": "open",
            "version": 1,
            "rung": 0,
            "next_at": max(due_at, now),
            "slot_id": slot_id,
            "occurrence_id": occurrence_id,
            "review_id": review_id,
            "handed_to": handed_to,
            "since": now,
        },
    )


async def by_id(tx: Tx, workspace_id: int, duty_id: int, lock: bool = False) -> Duty | None:
    """Find a duty within a workspace; with `lock`, nobody else changes it until this transaction ends."""
    if lock:
        this = (d.workspace_id == workspace_id, d.id == duty_id)
        # In its own statement: after waiting, PostgreSQL reads the locked row again, but joined rows as they were
        # before.
        await tx.execute(select(d.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(_BY_ID, {"in_workspace": workspace_id, "this": duty_id})).one_or_none()
    return _duty(row) if row else None


async def by_ids(tx: Tx, workspace_id: int, ids: Sequence[int]) -> list[Duty]:
    """Find duties within a workspace, in the order of their time."""
    return await _where(tx, d.workspace_id == workspace_id, d.id.in_(ids)) if ids else []


async def _where(tx: Tx, *conditions: ColumnElement[bool] | TextClause) -> list[Duty]:
    rows = await tx.execute(_IN_ORDER.where(*conditions))
    return [_duty(row) for row in rows]


async def open_of_roles(
    tx: Tx, workspace_id: int, role_ids: Sequence[int], handed_to: int, until: datetime
) -> list[Duty]:
    """List open duties due before `until` that some roles owe, or that were handed to a member."""
    asked = {"in_workspace": workspace_id, "this": handed_to, "roles": list(role_ids), "before": until}
    return [_duty(row) for row in await tx.execute(_OWED, asked)]


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int, after: datetime, until: datetime) -> list[Duty]:
    """List a strategy's duties with `after` < due <= `until`, withdrawn ones left out."""
    return await _where(
        tx,
        d.workspace_id == workspace_id,
        d.strategy_id == strategy_id,
        d.due_at > after,
        d.due_at <= until,
        d.state != "withdrawn",
    )


async def coming_of(tx: Tx, workspace_id: int, strategy_id: int, until: datetime) -> list[tuple[int, int, datetime]]:
    """List a strategy's open duties due before an instant, the earliest first: id, role, when it is due."""
    of_plan = d.role_id.in_(select(role.c.id).where(role.c.strategy_id == strategy_id))
    rows = select(d.id, d.role_id, d.due_at).where(d.workspace_id == workspace_id, of_plan, _OPEN, d.due_at < until)
    return [(row.id, row.role_id, row.due_at) for row in await tx.execute(rows.order_by(d.due_at, d.id))]


async def settled_by(
    tx: Tx, workspace_id: int, strategy_ids: Sequence[int], member_id: int, since: datetime
) -> list[Duty]:
    """List the duties that somebody settled since an instant, of those that some strategies planned around it."""
    return await _where(
        tx,
        d.workspace_id == workspace_id,
        d.strategy_id.in_(strategy_ids),
        d.due_at > since - AROUND,
        d.due_at < since + AROUND,
        d.settled_by == member_id,
        d.settled_at >= since,
    )


async def of_review(tx: Tx, workspace_id: int, review_id: int) -> list[Duty]:
    """List the duties to give numbers for a review."""
    return await _where(tx, d.workspace_id == workspace_id, d.review_id == review_id)


async def by_occurrence(tx: Tx, workspace_id: int, slot_id: int, days: Sequence[date]) -> dict[date, Duty]:
    """Return the duties of a slot's occurrences on some local dates, by date."""
    rows = await tx.execute(
        select(d.id, occurrence.c.local_date)
        .join(occurrence, occurrence.c.id == d.occurrence_id)
        .where(d.workspace_id == workspace_id, occurrence.c.slot_id == slot_id, occurrence.c.local_date.in_(days))
    )
    dates = {row.id: row.local_date for row in rows}
    return {dates[one.id]: one for one in await by_ids(tx, workspace_id, list(dates))}


async def open_of_slots(tx: Tx, workspace_id: int, slot_ids: Sequence[int]) -> list[Duty]:
    """List the open duties of some slots, whenever they are due."""
    return await _where(tx, d.workspace_id == workspace_id, d.slot_id.in_(slot_ids), _OPEN)


async def open_of_slot(tx: Tx, workspace_id: int, slot_id: int, after: datetime) -> list[Duty]:
    """List a slot's open duties due later than `after`."""
    return await _where(tx, d.workspace_id == workspace_id, d.slot_id == slot_id, _OPEN, d.due_at > after)


async def handed_over(
    tx: Tx, workspace_id: int, role_ids: Sequence[int], since: datetime, until: datetime
) -> list[Duty]:
    """List the duties of some roles, due between two instants, that were handed to somebody this time only."""
    return await _where(
        tx,
        d.workspace_id == workspace_id,
        d.role_id.in_(role_ids),
        d.due_at >= since,
        d.due_at <= until,
        d.handed_to.is_not(None),
    )


async def open_of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Duty]:
    """List a strategy's open duties."""
    # Through its roles, including ended ones: open duties are indexed by role, not by strategy.
    role_ids = await tx.scalars(select(role.c.id).where(role.c.strategy_id == strategy_id))
    return await _where(tx, d.workspace_id == workspace_id, d.role_id.in_(role_ids.all()), _OPEN)


async def with_posts(tx: Tx, workspace_id: int, post_ids: Sequence[int]) -> list[Duty]:
    """List the duties that posts were chosen for."""
    # Fetch ids first: with this many joins, PostgreSQL keeps the order of the tables and would read all duties.
    chosen = select(d.id).join(occurrence, occurrence.c.id == d.occurrence_id)
    chosen = chosen.where(d.workspace_id == workspace_id, occurrence.c.post_id.in_(post_ids), d.state != "withdrawn")
    return await by_ids(tx, workspace_id, (await tx.scalars(chosen)).all())


async def published_on(
    tx: Tx, workspace_id: int, strategy_id: int, platform_id: int | None, since: datetime, until: datetime
) -> list[Duty]:
    """List duties published with a link on a platform (None: without one), settled from `since` to `until`."""
    return await _where(
        tx,
        d.workspace_id == workspace_id,
        d.strategy_id == strategy_id,
        d.kind == "publish",
        d.state.in_(("done", "scheduled")),
        d.link.is_not(None),
        d.settled_at >= since,
        d.settled_at <= until,
        slot.c.platform_id == platform_id,
    )


async def change(tx: Tx, one: Duty, **values: Unpack[DutyColumns]) -> bool:
    """Change a duty as it was read, and its post with it; False where somebody changed it in between."""
    done = await tx.execute(
        update(duty)
        .where(d.id == one.id, d.version == one.version)
        .values(version=one.version + 1, **values)
        .returning(d.id)
    )
    if done.first() is None:
        return False
    if one.post_id is not None and ("state" in values or "link" in values):
        after = state_for(values.get("state", one.state))
        await tx.execute(
            update(post).where(post.c.id == one.post_id).values(state=after, link=values.get("link", one.link))
        )
    return True


_CLIMB = update(duty).where(d.id == THIS)


async def climb(tx: Tx, duty_id: int, rung: int, next_at: datetime | None) -> None:
    """Record the last rung that was dealt with and when the next is due. This isn't a change of the duty."""
    await tx.execute(_CLIMB, {"this": duty_id, "rung": rung, "next_at": next_at})


async def postpone(tx: Tx, duty_id: int, at: datetime | None) -> None:
    """Set when a duty's next rung is due."""
    await tx.execute(_CLIMB, {"this": duty_id, "next_at": at})
