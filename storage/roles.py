"""Roles and their holders, with history: a holding ends, it is never overwritten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from pydantic import JsonValue
from sqlalchemy import Row, Select, bindparam, exists, func, select, update

from bot.domain.roles import Holding, HoldingKind, HoldingState, Person, Role, RoleDetails
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert, insert_once, person
from storage.tables import Instant, holding, member, permission, role, strategy
from storage.tables import change as change_row

r, h = role.c, holding.c


class RoleColumns(TypedDict, total=False):
    """Columns of a role that may change."""

    title: str
    details: Mapping[str, JsonValue]
    until: datetime | None


class HoldingColumns(TypedDict, total=False):
    """Columns of a holding that may change."""

    state: HoldingState
    told_in: int | None
    until: datetime | None


_CURRENT = select(role).where(r.until.is_(None), r.workspace_id == IN_WORKSPACE).order_by(r.id)
_BY_ID = _CURRENT.where(r.id == THIS)
_OF_STRATEGY = _CURRENT.where(r.strategy_id == THIS)
_HELD = (
    select(member, h.id.label("holding_id"), h.role_id, h.kind, h.state, h.since.label("held_since"))
    .join(member, member.c.id == h.member_id)
    .where(h.role_id.in_(bindparam("roles", expanding=True)), h.until.is_(None))
    .order_by(h.id)
)


async def _roles(tx: Tx, statement: Select[Any], workspace_id: int, **asked: Any) -> list[Role]:
    rows = await tx.execute(statement, {"in_workspace": workspace_id, **asked})
    return await _with_holdings(tx, rows.all())


async def _with_holdings(tx: Tx, rows: Sequence[Row[Any]]) -> list[Role]:
    if not rows:
        return []
    holdings: dict[int, list[Holding]] = {}
    for row in await tx.execute(_HELD, {"roles": [row.id for row in rows]}):
        one = Holding(row.holding_id, row.role_id, person(row), row.kind, row.state, row.held_since)
        holdings.setdefault(row.role_id, []).append(one)
    return [_role(row, holdings.get(row.id, ())) for row in rows]


def _role(row: Row[Any], holdings: Sequence[Holding] = ()) -> Role:
    return Role(row.id, row.strategy_id, row.title, tuple(holdings), RoleDetails.model_validate(row.details))


async def of_strategy(tx: Tx, workspace_id: int, strategy_id: int) -> list[Role]:
    """List a strategy's roles."""
    return await _roles(tx, _OF_STRATEGY, workspace_id, this=strategy_id)


async def ended_of(tx: Tx, workspace_id: int, strategy_id: int) -> list[int]:
    """List the ids of a strategy's roles that were given up."""
    this = (r.workspace_id == workspace_id, r.strategy_id == strategy_id, r.until.is_not(None))
    return list(await tx.scalars(select(r.id).where(*this)))


async def by_id(tx: Tx, workspace_id: int, role_id: int) -> Role | None:
    """Find a role within a workspace."""
    found = await _roles(tx, _BY_ID, workspace_id, this=role_id)
    return found[0] if found else None


_EVER = select(role).where(r.workspace_id == IN_WORKSPACE, r.id == THIS)


async def ever(tx: Tx, workspace_id: int, role_id: int, lock: bool = False) -> tuple[Role, datetime | None] | None:
    """Find a role, ended or not, with its current holders, and when it ended.

    With `lock`, nobody else changes it until this transaction ends.
    """
    this = (r.workspace_id == workspace_id, r.id == role_id)
    if lock:
        await tx.execute(select(r.id).where(*this).with_for_update(key_share=True))
    row = (await tx.execute(_EVER, {"in_workspace": workspace_id, "this": role_id})).one_or_none()
    if row is None:
        return None
    # A role that was given up has no holders, even if holdings remain.
    (found,) = [_role(row)] if row.until else await _with_holdings(tx, [row])
    return found, row.until


async def change(tx: Tx, workspace_id: int, role_id: int, **values: Unpack[RoleColumns]) -> None:
    """Change a role's title, or its end."""
    await tx.execute(update(role).where(r.workspace_id == workspace_id, r.id == role_id).values(**values))


async def titles(tx: Tx, workspace_id: int, role_ids: Sequence[int]) -> dict[int, str]:
    """Return the titles of roles by id, ended ones too."""
    rows = await tx.execute(select(r.id, r.title).where(r.workspace_id == workspace_id, r.id.in_(role_ids)))
    return {row.id: row.title for row in rows}


async def ended_at(tx: Tx, workspace_id: int, role_id: int, until: datetime) -> list[Holding]:
    """List the holdings of a role that ended at an instant."""
    rows = await tx.execute(
        select(
            member,
            h.id.label("holding_id"),
            h.role_id,
            h.kind,
            h.state,
            h.since.label("held_since"),
            h.until.label("end"),
        )
        .join(member, member.c.id == h.member_id)
        .where(h.workspace_id == workspace_id, h.role_id == role_id, h.until == until)
        .order_by(h.id)
    )
    return [Holding(x.holding_id, x.role_id, person(x), x.kind, x.state, x.held_since, x.end) for x in rows]


# A member's leaving is recorded at the same instant at which their holdings end.
_GIVEN_UP_BY = (
    select(
        member,
        h.id.label("holding_id"),
        h.role_id,
        h.kind,
        h.state,
        h.since.label("held_since"),
        h.until.label("end"),
        r.strategy_id,
    )
    .join(member, member.c.id == h.member_id)
    .join(role, r.id == h.role_id)
    .where(h.workspace_id == IN_WORKSPACE, h.member_id == THIS, h.until >= bindparam("since", type_=Instant))
    .where(
        exists().where(
            change_row.c.workspace_id == IN_WORKSPACE,
            change_row.c.thing == "member",
            change_row.c.thing_id == h.member_id,
            change_row.c.verb == "learn",
            change_row.c.at == h.until,
        )
    )
    .order_by(h.id)
)


async def given_up_by(tx: Tx, workspace_id: int, member_id: int, since: datetime) -> list[tuple[Holding, int]]:
    """List the holdings that somebody had until they left the workspace, at `since` or later, with strategy ids."""
    rows = await tx.execute(_GIVEN_UP_BY, {"in_workspace": workspace_id, "this": member_id, "since": since})
    return [
        (Holding(x.holding_id, x.role_id, person(x), x.kind, x.state, x.held_since, x.end), x.strategy_id) for x in rows
    ]


_OF_ROLES = select(r.id).where(r.workspace_id == IN_WORKSPACE, r.strategy_id == THIS)
_ENDED_IN = (
    select(h.member_id)
    .where(h.workspace_id == IN_WORKSPACE, h.role_id.in_(_OF_ROLES), h.until >= bindparam("since", type_=Instant))
    .distinct()
)


async def formerly_in(tx: Tx, workspace_id: int, strategy_id: int, since: datetime) -> list[int]:
    """List the member ids of people whose holding in a strategy ended at `since` or later."""
    rows = await tx.execute(_ENDED_IN, {"in_workspace": workspace_id, "this": strategy_id, "since": since})
    return sorted(rows.scalars())


_TITLED = _OF_STRATEGY.where(func.lower(r.title) == bindparam("title"))


async def titled(tx: Tx, workspace_id: int, strategy_id: int, title: str) -> Role | None:
    """Find a strategy's role by its title, whatever the case."""
    found = await _roles(tx, _TITLED, workspace_id, this=strategy_id, title=title.lower())
    return found[0] if found else None


_MINE = select(h.role_id).where(h.member_id == THIS, h.until.is_(None))
_HELD_BY = _CURRENT.where(r.id.in_(_MINE))
_HELD_BY_IN = _HELD_BY.where(r.strategy_id == bindparam("in_strategy"))


async def held_by(tx: Tx, workspace_id: int, member_id: int, strategy_id: int | None = None) -> list[Role]:
    """List the roles in which somebody is holder or backup now."""
    if strategy_id is None:
        return await _roles(tx, _HELD_BY, workspace_id, this=member_id)
    return await _roles(tx, _HELD_BY_IN, workspace_id, this=member_id, in_strategy=strategy_id)


async def add(tx: Tx, workspace_id: int, strategy_id: int, title: str, now: datetime) -> int:
    """Add a role."""
    return await insert(
        tx, role, {"workspace_id": workspace_id, "strategy_id": strategy_id, "title": title, "since": now}
    )


async def give(
    tx: Tx,
    workspace_id: int,
    role_id: int,
    member_id: int,
    kind: HoldingKind,
    state: HoldingState,
    given_by: int | None,
    now: datetime,
) -> int | None:
    """Give a role to somebody; None where somebody has that place in it: end their holding first."""
    return await insert_once(
        tx,
        holding,
        {
            "workspace_id": workspace_id,
            "role_id": role_id,
            "member_id": member_id,
            "kind": kind,
            "state": state,
            "given_by": given_by,
            "since": now,
        },
    )


async def holding_by_id(tx: Tx, workspace_id: int, holding_id: int) -> tuple[Holding, int | None] | None:
    """Find a holding, ended or not, with the member id of the person who gave it."""
    rows = await tx.execute(
        select(
            member,
            h.id.label("holding_id"),
            h.role_id,
            h.kind,
            h.state,
            h.given_by,
            h.since.label("held_since"),
            h.until.label("held_until"),
        )
        .join(member, member.c.id == h.member_id)
        .where(h.workspace_id == workspace_id, h.id == holding_id)
    )
    row = rows.one_or_none()
    if row is None:
        return None
    return (
        Holding(row.holding_id, row.role_id, person(row), row.kind, row.state, row.held_since, row.held_until),
        row.given_by,
    )


_TOLD_IN = (
    select(
        member,
        h.id.label("holding_id"),
        h.role_id,
        h.kind,
        h.state,
        h.given_by,
        h.since.label("held_since"),
        h.until.label("held_until"),
    )
    .join(member, member.c.id == h.member_id)
    .where(h.workspace_id == IN_WORKSPACE, h.member_id == THIS, h.told_in == bindparam("message"))
    .order_by(h.id)
)


async def told_in(tx: Tx, workspace_id: int, member_id: int, message_id: int) -> list[tuple[Holding, int | None]]:
    """List the holdings that a message is about, ended or not, each with the member id of the person who gave it."""
    rows = await tx.execute(_TOLD_IN, {"in_workspace": workspace_id, "this": member_id, "message": message_id})
    return [
        (
            Holding(row.holding_id, row.role_id, person(row), row.kind, row.state, row.held_since, row.held_until),
            row.given_by,
        )
        for row in rows
    ]


async def message_about(tx: Tx, workspace_id: int, holding_id: int) -> int | None:
    """Return the id of the message that tells somebody of a holding, None where the holding's own key finds it."""
    this = (h.workspace_id == workspace_id, h.id == holding_id)
    return (await tx.execute(select(h.told_in).where(*this))).scalar_one_or_none()


async def set_holding(tx: Tx, holding_id: int, **values: Unpack[HoldingColumns]) -> None:
    """Change a holding: its state, or its end."""
    await tx.execute(update(holding).where(h.id == holding_id).values(**values))


# The strategies that a member works for: by a role, or by appointment.
_WORKS_FOR = strategy.c.id.in_(
    select(r.strategy_id)
    .join(holding, h.role_id == r.id)
    .where(h.workspace_id == IN_WORKSPACE, h.member_id == THIS, h.until.is_(None))
    .union(
        select(permission.c.strategy_id).where(
            permission.c.workspace_id == IN_WORKSPACE, permission.c.member_id == THIS, permission.c.until.is_(None)
        )
    )
)
_IS_THERE = (strategy.c.until.is_(None), strategy.c.is_building.is_(False))
_WORKING_DAYS = select(strategy.c.working_days).where(_WORKS_FOR, *_IS_THERE)
_ZONE = select(strategy.c.zone).where(_WORKS_FOR, *_IS_THERE).order_by(strategy.c.id).limit(1)


async def working_days_of(tx: Tx, workspace_id: int, member_id: int) -> frozenset[int]:
    """Return somebody's working days: those of each strategy that they lead, administer, or have a role in."""
    rows = await tx.execute(_WORKING_DAYS, {"in_workspace": workspace_id, "this": member_id})
    return frozenset(day for row in rows for day in row.working_days)


async def zone_of_work(tx: Tx, workspace_id: int, member_id: int) -> str | None:
    """Return the zone of a strategy that somebody works for: their clock while Slack names none."""
    rows = await tx.execute(_ZONE, {"in_workspace": workspace_id, "this": member_id})
    return rows.scalar_one_or_none()


def people_of(roles: Sequence[Role]) -> list[Person]:
    """List the people who have any of the roles, once each."""
    return list({holding.person.id: holding.person for one in roles for holding in one.holdings}.values())
