"""Members: people of a workspace, on their own clocks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypedDict, Unpack

from sqlalchemy import Boolean, ColumnElement, bindparam, case, func, literal, or_, select, text, update

from bot.domain.roles import DIGEST_AT, WORK_UNTIL, Nudges, Person
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, is_installed, person
from storage.tables import Instant, member

m = member.c


@dataclass(frozen=True)
class Told:
    """Slack's facts about a member. `zone` is None where Slack names none.

    Only members of this workspace count as its owners and admins, whatever they are elsewhere.
    """

    slack_id: str
    name: str
    handle: str
    zone: str | None
    is_bot: bool
    is_guest: bool
    has_left: bool
    is_admin: bool = False
    is_owner: bool = False


class MemberColumns(TypedDict, total=False):
    """What somebody chose, and their end."""

    digest_at: time
    work_until: time
    nudges: Nudges
    zone_chosen: str | None
    until: datetime | None


_BY_ID = select(member).where(m.workspace_id == IN_WORKSPACE, m.id == THIS)
_NEXT = select(m.next_at).where(m.id == THIS)
_DM = select(m.dm_channel).where(m.id == THIS)
_CHANGE = update(member).where(m.id == THIS)
_BY_SLACK_ID = select(member).where(m.workspace_id == IN_WORKSPACE, m.slack_id == THIS)


async def by_id(tx: Tx, workspace_id: int, member_id: int) -> Person | None:
    """Find a member by our id, within a workspace."""
    row = (await tx.execute(_BY_ID, {"in_workspace": workspace_id, "this": member_id})).one_or_none()
    return person(row) if row else None


async def by_slack_id(tx: Tx, workspace_id: int, slack_id: str) -> Person | None:
    """Find a member by Slack's id, within a workspace."""
    row = (await tx.execute(_BY_SLACK_ID, {"in_workspace": workspace_id, "this": slack_id})).one_or_none()
    return person(row) if row else None


async def meet(tx: Tx, workspace_id: int, slack_id: str, now: datetime) -> Person:
    """Return a member, adding a person we never heard of as unknown: Slack is asked about them soon."""
    if (known := await by_slack_id(tx, workspace_id, slack_id)) is not None:
        return known
    return await _add(tx, workspace_id, slack_id, now, name=slack_id, is_known=False)


async def _add(tx: Tx, workspace_id: int, slack_id: str, now: datetime, **more: Any) -> Person:
    new = {
        "workspace_id": workspace_id,
        "slack_id": slack_id,
        "digest_at": DIGEST_AT,
        "work_until": WORK_UNTIL,
        "nudges": "standard",
        "since": now,
    }
    await insert_once(tx, member, new | more)
    found = await by_slack_id(tx, workspace_id, slack_id)
    assert found is not None
    return found


_AS_TOLD = (
    update(member)
    .where(m.workspace_id == IN_WORKSPACE, m.slack_id == THIS)
    .values(
        is_known=True,
        until=case((bindparam("has_left", type_=Boolean), func.coalesce(m.until, bindparam("now", type_=Instant)))),
    )
    .returning(member)
)


async def keep(tx: Tx, workspace_id: int, told: Told, now: datetime) -> Person:
    """Record Slack's facts about a member. Leaving ends the row; coming back reopens it."""
    learnt = {name: value for name, value in vars(told).items() if name not in ("slack_id", "has_left")}
    this = {"in_workspace": workspace_id, "this": told.slack_id, "has_left": told.has_left, "now": now}
    row = (await tx.execute(_AS_TOLD, this | learnt)).one_or_none()
    if row is not None:
        return person(row)
    await _add(tx, workspace_id, told.slack_id, now, name=told.slack_id, is_known=False)
    # Read it again, whoever added the row: another transaction may have done so at this moment.
    return person((await tx.execute(_AS_TOLD, this | learnt)).one())


_ADMINS = (
    select(member)
    .where(m.workspace_id == IN_WORKSPACE, text("(is_admin OR is_owner)"), m.until.is_(None))
    .order_by(m.id)
)


async def admins(tx: Tx, workspace_id: int) -> list[Person]:
    """List the people who own or administer a workspace now."""
    found = [person(row) for row in await tx.execute(_ADMINS, {"in_workspace": workspace_id})]
    return [one for one in found if one.runs_workspace]


_UNKNOWN = (
    select(m.workspace_id, m.slack_id)
    .where(text("NOT is_known"), is_installed(m.workspace_id))
    .order_by(m.id)
    .limit(bindparam("most"))
)


async def unknown(tx: Tx, most: int) -> list[tuple[int, str]]:
    """List (workspace id, Slack id) of members whom Slack has not told us about."""
    rows = await tx.execute(_UNKNOWN, {"most": most})
    return [(row.workspace_id, row.slack_id) for row in rows]


async def called(tx: Tx, workspace_id: int, names: Collection[str], slack_ids: Collection[str]) -> list[Person]:
    """List the members that names or Slack ids could mean: whole name, handle, or first name, in any case."""
    wanted = [name.lower() for name in names if name.strip()]
    conditions: list[ColumnElement[bool]] = [m.slack_id.in_(slack_ids)]
    for name in wanted[:20]:
        conditions += [
            func.lower(m.name) == name,
            func.lower(m.handle) == name,
            func.lower(m.name).startswith(name + " ", autoescape=True),
        ]
    rows = await tx.execute(
        select(member).where(m.workspace_id == workspace_id, or_(*conditions)).order_by(m.id).limit(200)
    )
    return [person(row) for row in rows]


async def known_as(tx: Tx, workspace_id: int, name: str) -> list[Person]:
    """List the members whose handle is exactly this; where there is none, those whose whole name is. Any case."""
    for column in (m.handle, m.name):
        this = (m.workspace_id == workspace_id, func.lower(column) == name.lower(), m.until.is_(None))
        found = (await tx.execute(select(member).where(*this).order_by(m.id).limit(9))).all()
        if found:
            return [person(row) for row in found]
    return []


async def set_dm(tx: Tx, member_id: int, channel: str) -> None:
    """Record the channel of the direct message with somebody."""
    await tx.execute(_CHANGE, {"this": member_id, "dm_channel": channel})


# Worded exactly as its index. A person with a next digest has a role, leads a plan, or asked for lessons.
_TO_OPEN = (
    select(m.workspace_id, m.id, m.slack_id)
    .where(text("member.dm_channel IS NULL AND member.next_at IS NOT NULL"))
    .where(is_installed(m.workspace_id), m.is_known, m.until.is_(None), m.is_bot.is_(False))
    .where(m.workspace_id.not_in(bindparam("shut", expanding=True)))
    .where(m.id.not_in(bindparam("but", expanding=True)))
    .order_by(m.id)
    .limit(1)
)


async def to_open(tx: Tx, shut: Collection[int], but: Collection[int]) -> tuple[int, int, str] | None:
    """Find a person who will get a first message, as (workspace id, our id, Slack's id); None where there is none.

    The workspaces in `shut` and the people in `but` are left out.
    """
    found = (await tx.execute(_TO_OPEN, {"shut": list(shut), "but": list(but)})).first()
    return (found.workspace_id, found.id, found.slack_id) if found else None


async def forget_dm(tx: Tx, member_id: int, channel: str) -> None:
    """Forget the channel of the direct message with somebody, unless another one was recorded meanwhile."""
    await tx.execute(update(member).where(m.id == member_id, m.dm_channel == channel).values(dm_channel=None))


async def dm_of(tx: Tx, member_id: int) -> str | None:
    """Return the channel of the direct message with somebody, or None while it was never opened."""
    return (await tx.execute(_DM, {"this": member_id})).scalar_one_or_none()


async def welcome(tx: Tx, member_id: int, now: datetime) -> None:
    """Record when Home first explained itself to somebody; later times change nothing."""
    await tx.execute(
        update(member).where(m.id == member_id).values(welcomed_at=func.coalesce(m.welcomed_at, literal(now, Instant)))
    )


async def welcomed_at(tx: Tx, member_id: int) -> datetime | None:
    """Return when Home first explained itself to somebody, or None."""
    found: datetime | None = (await tx.execute(select(m.welcomed_at).where(m.id == member_id))).scalar_one_or_none()
    return found


async def set_hour(tx: Tx, member_id: int, digest_at: time, work_until: time) -> None:
    """Change when somebody's day begins and ends."""
    await tx.execute(_CHANGE, {"this": member_id, "digest_at": digest_at, "work_until": work_until})


async def lock(tx: Tx, workspace_id: int, member_id: int) -> None:
    """Lock a member's row until this transaction ends."""
    this = (m.workspace_id == workspace_id, m.id == member_id)
    await tx.execute(select(m.id).where(*this).with_for_update(key_share=True))


async def zone_chosen(tx: Tx, workspace_id: int, member_id: int) -> str | None:
    """Return the zone that somebody chose, None where Slack's counts."""
    rows = select(m.zone_chosen).where(m.workspace_id == workspace_id, m.id == member_id)
    return (await tx.execute(rows)).scalar_one_or_none()


async def zone_by_slack(tx: Tx, workspace_id: int, member_id: int) -> str | None:
    """Return the zone that Slack reports for somebody, whichever one they chose."""
    rows = select(m.zone).where(m.workspace_id == workspace_id, m.id == member_id)
    return (await tx.execute(rows)).scalar_one_or_none()


async def names(tx: Tx, workspace_id: int, member_ids: Collection[int]) -> dict[int, str]:
    """Return people's names by our ids."""
    rows = await tx.execute(select(m.id, m.name).where(m.workspace_id == workspace_id, m.id.in_(member_ids)))
    return {row.id: row.name for row in rows}


async def change(tx: Tx, workspace_id: int, member_id: int, **values: Unpack[MemberColumns]) -> None:
    """Change somebody's own settings: hours, reminders, the zone that they chose."""
    await tx.execute(update(member).where(m.workspace_id == workspace_id, m.id == member_id).values(**values))


async def set_nudges(tx: Tx, member_id: int, nudges: Nudges) -> None:
    """Change how much somebody is reminded."""
    await tx.execute(_CHANGE, {"this": member_id, "nudges": nudges})


async def set_next(tx: Tx, member_id: int, at: datetime | None) -> None:
    """Set when somebody's next digest is due, None for never."""
    await tx.execute(_CHANGE, {"this": member_id, "next_at": at})


async def next_of(tx: Tx, member_id: int) -> datetime | None:
    """Return when somebody's next digest is due."""
    return (await tx.execute(_NEXT, {"this": member_id})).scalar_one_or_none()
