"""Strategies, and the people appointed to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import BindParameter, Row, Select, Update, and_, exists, or_, select, update

from bot.domain.leading import Led
from bot.domain.roles import Person
from bot.domain.strategies import NewSettings, Strategy
from storage.addresses import now_at
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, person, read
from storage.tables import channel, holding, member, membership, permission, role, strategy

s = strategy.c


def _strategy(row: Row[Any]) -> Strategy:
    return read(Strategy, row, channel=row.channel_slack_id, working_days=tuple(row.working_days))


def _rows(workspace_id: int | BindParameter[int], *, is_building: bool = False) -> Select[Any]:
    # A plan that is being built doesn't exist for anybody except its builder.
    return (
        select(
            strategy,
            channel.c.slack_id.label("channel_slack_id"),
            channel.c.name.label("channel_name"),
            channel.c.is_private,
        )
        .join(channel, channel.c.id == s.channel_id)
        .where(s.workspace_id == workspace_id, s.until.is_(None), s.is_building.is_(is_building))
    )


_BY_ID = _rows(IN_WORKSPACE).where(s.id == THIS)
_BUILDING = _rows(IN_WORKSPACE, is_building=True).where(s.id == THIS)
_BUILDING_AT = _rows(IN_WORKSPACE, is_building=True).where(channel.c.slack_id == now_at(IN_WORKSPACE, THIS))
_AT_HOME = _rows(IN_WORKSPACE).where(channel.c.slack_id == now_at(IN_WORKSPACE, THIS))


async def add(
    tx: Tx, workspace_id: int, channel_id: int, new: NewSettings, now: datetime, *, is_building: bool = False
) -> int | None:
    """Make a channel the home of a strategy; None where it already is one's home, built or not."""
    return await insert_once(
        tx,
        strategy,
        {
            "workspace_id": workspace_id,
            "channel_id": channel_id,
            **_columns(new),
            "is_building": is_building,
            "since": now,
        },
    )


async def by_id(tx: Tx, workspace_id: int, strategy_id: int) -> Strategy | None:
    """Find a strategy within a workspace."""
    row = (await tx.execute(_BY_ID, {"in_workspace": workspace_id, "this": strategy_id})).one_or_none()
    return _strategy(row) if row else None


async def building(tx: Tx, workspace_id: int, building_id: int) -> Strategy | None:
    """Find a strategy that is being built."""
    row = (await tx.execute(_BUILDING, {"in_workspace": workspace_id, "this": building_id})).one_or_none()
    return _strategy(row) if row else None


async def building_at(tx: Tx, workspace_id: int, channel_slack_id: str) -> Strategy | None:
    """Find the strategy that is being built in a channel."""
    row = (await tx.execute(_BUILDING_AT, {"in_workspace": workspace_id, "this": channel_slack_id})).one_or_none()
    return _strategy(row) if row else None


async def at_home(tx: Tx, workspace_id: int, channel_slack_id: str) -> Strategy | None:
    """Find the strategy at home in a channel, by the channel's id or one that it had."""
    row = (await tx.execute(_AT_HOME, {"in_workspace": workspace_id, "this": channel_slack_id})).one_or_none()
    return _strategy(row) if row else None


_IN_CHANNEL = select(membership.c.channel_id).where(membership.c.member_id == THIS, membership.c.until.is_(None))
_BY_ROLE = (
    select(role.c.strategy_id)
    .join(holding, holding.c.role_id == role.c.id)
    .where(holding.c.member_id == THIS, holding.c.until.is_(None))
)
_BY_APPOINTMENT = select(permission.c.strategy_id).where(permission.c.member_id == THIS, permission.c.until.is_(None))
_VISIBLE = (
    _rows(IN_WORKSPACE)
    .where(s.channel_id.in_(_IN_CHANNEL) | s.id.in_(_BY_ROLE) | s.id.in_(_BY_APPOINTMENT))
    .order_by(s.id)
)


async def visible_to(tx: Tx, workspace_id: int, member_id: int) -> list[Strategy]:
    """List the strategies that somebody is involved in: by the home channel, a role, or an appointment."""
    rows = await tx.execute(_VISIBLE, {"in_workspace": workspace_id, "this": member_id})
    return [_strategy(row) for row in rows]


async def every(tx: Tx, workspace_id: int) -> list[Strategy]:
    """List all strategies of a workspace."""
    return [_strategy(row) for row in await tx.execute(_rows(workspace_id).order_by(s.id))]


_CONCERNING = _rows(IN_WORKSPACE).where(s.id.in_(_BY_ROLE) | s.id.in_(_BY_APPOINTMENT)).order_by(s.id)


async def concerning(tx: Tx, workspace_id: int, member_id: int) -> list[tuple[Strategy, datetime]]:
    """List the strategies in which somebody has a role or an appointment, each with when it was founded."""
    rows = await tx.execute(_CONCERNING, {"in_workspace": workspace_id, "this": member_id})
    return [(_strategy(row), row.since) for row in rows]


async def permit(
    tx: Tx, workspace_id: int, strategy_id: int, member_id: int, kind: Literal["admin", "lead"], now: datetime
) -> None:
    """Appoint somebody; doing so twice is fine."""
    await insert_once(
        tx,
        permission,
        {
            "workspace_id": workspace_id,
            "strategy_id": strategy_id,
            "member_id": member_id,
            "kind": kind,
            "since": now,
        },
    )


async def end_permission(
    tx: Tx, workspace_id: int, strategy_id: int, member_id: int, kind: Literal["admin", "lead"], now: datetime
) -> None:
    """End one of somebody's appointments; a missing one is fine."""
    p = permission.c
    this = (p.workspace_id == workspace_id, p.strategy_id == strategy_id, p.member_id == member_id, p.kind == kind)
    await tx.execute(update(permission).where(*this, p.until.is_(None)).values(until=now))


async def lock(tx: Tx, workspace_id: int, strategy_id: int) -> None:
    """Lock a strategy's row until this transaction ends."""
    this = (s.workspace_id == workspace_id, s.id == strategy_id)
    await tx.execute(select(s.id).where(*this).with_for_update(key_share=True))


def _columns(settings: NewSettings) -> dict[str, Any]:
    return {name: getattr(settings, name) for name in NewSettings.model_fields}


def _update(workspace_id: int, strategy_id: int) -> Update:
    return update(strategy).where(s.workspace_id == workspace_id, s.id == strategy_id)


async def change(tx: Tx, workspace_id: int, strategy_id: int, settings: NewSettings) -> None:
    """Give a strategy other settings."""
    await tx.execute(_update(workspace_id, strategy_id).values(_columns(settings)))


async def move(tx: Tx, workspace_id: int, strategy_id: int, channel_id: int) -> None:
    """Give a strategy another home, where it has no canvas yet."""
    await tx.execute(_update(workspace_id, strategy_id).values(channel_id=channel_id, canvas_id=None))


async def keep_canvas(tx: Tx, workspace_id: int, strategy_id: int, canvas_id: str | None) -> None:
    """Write down which canvas of its channel is a strategy's."""
    await tx.execute(_update(workspace_id, strategy_id).values(canvas_id=canvas_id))


async def canvas_of(tx: Tx, workspace_id: int, strategy_id: int) -> str | None:
    """Return Slack's id of the canvas that we made in a strategy's home channel; None where there is none."""
    found = select(s.canvas_id).where(s.workspace_id == workspace_id, s.id == strategy_id)
    canvas_id: str | None = (await tx.execute(found)).scalar_one_or_none()
    return canvas_id


async def end_appointments(tx: Tx, workspace_id: int, strategy_id: int, member_id: int, now: datetime) -> list[str]:
    """End all of somebody's appointments, and return them."""
    p = permission.c
    ended = await tx.execute(
        update(permission)
        .where(p.workspace_id == workspace_id, p.strategy_id == strategy_id, p.member_id == member_id)
        .where(p.until.is_(None))
        .values(until=now)
        .returning(p.kind)
    )
    return sorted(row.kind for row in ended)


_APPOINTED = (
    select(member, permission.c.kind.label("appointment"))
    .join(permission, permission.c.member_id == member.c.id)
    .where(
        permission.c.workspace_id == IN_WORKSPACE,
        permission.c.strategy_id == THIS,
        permission.c.until.is_(None),
    )
    .order_by(permission.c.id)
)


async def appointed(tx: Tx, workspace_id: int, strategy_id: int) -> dict[Literal["admin", "lead"], list[Person]]:
    """List the admins and the leads, the longest-serving first."""
    rows = await tx.execute(_APPOINTED, {"in_workspace": workspace_id, "this": strategy_id})
    found: dict[Literal["admin", "lead"], list[Person]] = {"admin": [], "lead": []}
    for row in rows:
        found["admin" if row.appointment == "admin" else "lead"].append(person(row))
    return found


_LED = (
    select(member, permission.c.until.label("ended_at"), permission.c.since.label("led_since"))
    .join(permission, permission.c.member_id == member.c.id)
    .where(
        permission.c.workspace_id == IN_WORKSPACE,
        permission.c.strategy_id == THIS,
        permission.c.kind == "lead",
    )
    .order_by(permission.c.id)
)


async def led(tx: Tx, workspace_id: int, strategy_id: int) -> list[Led]:
    """List the present and former leads of a strategy, the first appointment first."""
    rows = await tx.execute(_LED, {"in_workspace": workspace_id, "this": strategy_id})
    return [Led(person(row), row.led_since, row.ended_at, row.until) for row in rows]


_IS_THERE = exists().where(
    membership.c.channel_id == s.channel_id, membership.c.member_id == member.c.id, membership.c.until.is_(None)
)
# The same rule as bot.services.context.people.may_take_part.
_TAKES_PART = or_(
    and_(channel.c.is_private.is_(False), member.c.is_known, member.c.is_guest.is_(False)),
    _IS_THERE.correlate(strategy, member),
)
_LEADS = (
    select(permission.c.id)
    .join(member, member.c.id == permission.c.member_id)
    .where(permission.c.strategy_id == s.id, _TAKES_PART)
    .where(permission.c.kind == "lead", permission.c.until.is_(None))
    .where(member.c.until.is_(None), member.c.is_bot.is_(False))
)
_LEADERLESS = _rows(IN_WORKSPACE).where(~_LEADS.correlate(strategy, channel).exists())


async def leaderless(tx: Tx, workspace_id: int) -> list[Strategy]:
    """List the strategies without a lead who is in the workspace and may take part."""
    rows = await tx.execute(_LEADERLESS.order_by(s.id), {"in_workspace": workspace_id})
    return [_strategy(row) for row in rows]


_ONCE_LED = select(permission.c.strategy_id).where(permission.c.member_id == THIS, permission.c.kind == "lead")
_LED_BY = _rows(IN_WORKSPACE).where(s.id.in_(_ONCE_LED)).order_by(s.id)


async def ever_led_by(tx: Tx, workspace_id: int, member_id: int) -> list[Strategy]:
    """List the strategies that somebody leads or once led."""
    rows = await tx.execute(_LED_BY, {"in_workspace": workspace_id, "this": member_id})
    return [_strategy(row) for row in rows]


async def leads(tx: Tx, workspace_id: int, strategy_id: int) -> Sequence[Person]:
    """List the people who hear of escalations: the leads, or else the admins; people who left are skipped."""
    who = await appointed(tx, workspace_id, strategy_id)
    return [p for p in (*who["lead"], *who["admin"]) if not p.has_left and not p.is_bot]
