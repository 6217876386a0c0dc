"""Workspaces, their channels, and who is in which channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Row, and_, bindparam, func, or_, select, update

from storage import members, outbox
from storage.addresses import now_at
from storage.database import Tx
from storage.rows import IN_WORKSPACE, THIS, insert_once, read
from storage.tables import Instant, channel, member, membership, workspace


@dataclass(frozen=True)
class Workspace:
    """A Slack workspace under our own id. `bot_slack_id` is who we are there."""

    id: int
    enterprise_id: str
    team_id: str
    name: str
    bot_slack_id: str
    bot_name: str


@dataclass(frozen=True)
class Channel:
    """A channel as far as we know it. `bot_is_in` is None until Slack says; `is_ended`: archived or deleted."""

    id: int
    slack_id: str
    name: str
    is_private: bool
    bot_is_in: bool | None
    is_ended: bool = False

    @property
    def is_lost(self) -> bool:
        """Tell whether nothing can be posted there: we were removed, or it was archived or deleted."""
        return self.bot_is_in is False or self.is_ended


_FIND = select(workspace).where(workspace.c.team_id == bindparam("team"), workspace.c.until.is_(None))
_BY_ID = select(workspace).where(workspace.c.id == THIS)


async def find(tx: Tx, team_id: str) -> Workspace | None:
    """Find a workspace by Slack's id, which stays the same whatever organization it joins."""
    row = (await tx.execute(_FIND, {"team": team_id})).one_or_none()
    return read(Workspace, row) if row else None


async def by_id(tx: Tx, workspace_id: int) -> Workspace | None:
    """Find a workspace by our id."""
    row = (await tx.execute(_BY_ID, {"this": workspace_id})).one_or_none()
    return read(Workspace, row) if row else None


async def every(tx: Tx) -> list[Workspace]:
    """List the workspaces that have us installed."""
    rows = await tx.execute(select(workspace).where(workspace.c.until.is_(None)).order_by(workspace.c.id))
    return [read(Workspace, r) for r in rows]


async def keep(
    tx: Tx, enterprise_id: str, team_id: str, name: str, bot_slack_id: str, bot_name: str, now: datetime
) -> Workspace:
    """Record a workspace, new or known, as installed (again): messages owed meanwhile are not sent any more.

    A workspace that joined or left an organization is the same workspace.
    """
    values = {"enterprise_id": enterprise_id, "name": name, "bot_slack_id": bot_slack_id, "bot_name": bot_name}
    new = {"team_id": team_id, "since": now, "next_at": now, "secret": token_hex(32)}
    if await insert_once(tx, workspace, values | new) is None:
        ended = select(workspace.c.id).where(workspace.c.team_id == team_id, workspace.c.until.is_not(None))
        for row in (await tx.execute(ended)).all():
            await outbox.give_up(tx, row.id, "uninstalled", now)
        await _forget_direct_messages(tx, team_id, bot_slack_id)
        await tx.execute(
            update(workspace).where(workspace.c.team_id == team_id).values(**values, until=None, next_at=now)
        )
    found = await find(tx, team_id)
    assert found is not None
    return found


async def _forget_direct_messages(tx: Tx, team_id: str, bot_slack_id: str) -> None:
    """Forget a workspace's direct messages if they were another bot's: their ids mean nothing to this one."""
    others = select(workspace.c.id).where(workspace.c.team_id == team_id, workspace.c.bot_slack_id != bot_slack_id)
    await tx.execute(update(member).where(member.c.workspace_id.in_(others)).values(dm_channel=None))


async def joined(tx: Tx, workspace_id: int, enterprise_id: str) -> None:
    """Record the organization that a workspace belongs to."""
    await tx.execute(update(workspace).where(workspace.c.id == workspace_id).values(enterprise_id=enterprise_id))


async def removed(tx: Tx) -> list[tuple[Workspace, datetime]]:
    """List the workspaces that have removed us, each with when (business time)."""
    rows = await tx.execute(select(workspace).where(workspace.c.until.is_not(None)).order_by(workspace.c.id))
    return [(read(Workspace, r), r.until) for r in rows.all()]


async def end(tx: Tx, workspace_id: int, now: datetime) -> None:
    """Record that a workspace removed us."""
    await tx.execute(update(workspace).where(workspace.c.id == workspace_id).values(until=now, next_at=None))


_TO_COMPARE = (
    select(workspace.c.id)
    .where(workspace.c.next_at <= bindparam("real", type_=Instant), workspace.c.until.is_(None))
    .order_by(workspace.c.next_at)
    .limit(1)
    .with_for_update(skip_locked=True, key_share=True)
    .cte("pick")
)
_COMPARE = (
    update(workspace)
    .where(workspace.c.id.in_(select(_TO_COMPARE.c.id)))
    .values(next_at=bindparam("again_at", type_=Instant))
    .returning(workspace)
)


async def due_for_comparison(tx: Tx, real: datetime, again_at: datetime) -> Workspace | None:
    """Take one workspace whose people and channels are due to be compared with Slack's (real time)."""
    row = (await tx.execute(_COMPARE, {"real": real, "again_at": again_at})).one_or_none()
    return read(Workspace, row) if row else None


# ---------------------------------------------------------------- channels


_CHANNEL = select(channel).where(
    channel.c.workspace_id == IN_WORKSPACE, channel.c.slack_id == now_at(IN_WORKSPACE, THIS)
)


async def channel_by_slack_id(tx: Tx, workspace_id: int, slack_id: str) -> Channel | None:
    """Find a channel, by its id or one that it had."""
    row = (await tx.execute(_CHANNEL, {"in_workspace": workspace_id, "this": slack_id})).one_or_none()
    return _channel(row) if row else None


async def channel_by_id(tx: Tx, workspace_id: int, channel_id: int) -> Channel | None:
    """Find a channel by our id, within a workspace."""
    rows = select(channel).where(channel.c.workspace_id == workspace_id, channel.c.id == channel_id)
    row = (await tx.execute(rows)).one_or_none()
    return _channel(row) if row else None


def _channel(row: Row[Any]) -> Channel:
    return read(Channel, row, is_ended=row.until is not None)


_CHANNEL_OF = _CHANNEL.join(membership, membership.c.channel_id == channel.c.id).where(
    membership.c.member_id == bindparam("of_member"), membership.c.until.is_(None)
)


async def channel_of(tx: Tx, workspace_id: int, slack_id: str, member_id: int) -> Channel | None:
    """Find a channel that somebody is known to be in."""
    asked = {"in_workspace": workspace_id, "this": slack_id, "of_member": member_id}
    row = (await tx.execute(_CHANNEL_OF, asked)).one_or_none()
    return _channel(row) if row else None


async def keep_channel(
    tx: Tx,
    workspace_id: int,
    slack_id: str,
    now: datetime,
    name: str | None = None,
    is_private: bool | None = None,
    bot_is_in: bool | None = None,
) -> Channel:
    """Record new facts about a channel; None keeps the known value."""
    learnt = {
        k: v
        for k, v in (("name", name), ("is_private", is_private), ("bot_is_in", bot_is_in))
        if v is not None and v != ""
    }
    known = await channel_by_slack_id(tx, workspace_id, slack_id)
    if known is not None and all(getattr(known, name) == value for name, value in learnt.items()):
        return known
    new = {"workspace_id": workspace_id, "slack_id": slack_id, "name": slack_id, "since": now} | learnt
    is_new = known is None and await insert_once(tx, channel, new) is not None
    if learnt and not is_new:
        current = now_at(workspace_id, slack_id)
        await tx.execute(
            update(channel)
            .where(channel.c.workspace_id == workspace_id, channel.c.slack_id == current)
            .values(**learnt)
        )
    found = await channel_by_slack_id(tx, workspace_id, slack_id)
    assert found is not None
    return found


async def lose_channel(tx: Tx, workspace_id: int, slack_id: str, now: datetime, *, ended: bool) -> bool:
    """Record that we were removed from a channel, or that it has ended; return whether that is news.

    Only one of several concurrent callers gets True. A channel archived after our removal counts as lost again: it
    takes more to bring it back.
    """
    c = channel.c
    this = (c.workspace_id == workspace_id, c.slack_id == slack_id)
    news = c.until.is_(None) if ended else c.bot_is_in.is_distinct_from(False)
    values: dict[str, Any] = {"until": now} if ended else {"bot_is_in": False}
    done = update(channel).where(*this, news).values(**values).returning(c.until)
    row = (await tx.execute(done)).one_or_none()
    return row is not None and (ended or row.until is None)


async def regain_channel(tx: Tx, workspace_id: int, slack_id: str) -> bool:
    """Record that we are in a channel again, and that it isn't archived; return whether it was lost."""
    c = channel.c
    lost = or_(c.bot_is_in.is_(False), c.until.is_not(None))
    this = (c.workspace_id == workspace_id, c.slack_id == slack_id)
    done = update(channel).where(*this, lost).values(bot_is_in=True, until=None).returning(c.id)
    return (await tx.execute(done)).first() is not None


async def revive_channel(tx: Tx, workspace_id: int, slack_id: str) -> None:
    """Record that a channel is no longer archived; whether we are in it is another question."""
    c = channel.c
    await tx.execute(
        update(channel).where(c.workspace_id == workspace_id, c.slack_id == slack_id).values(until=None, bot_is_in=None)
    )


async def join(tx: Tx, workspace_id: int, channel_id: int, member_id: int, now: datetime) -> None:
    """Record that somebody is in a channel. Doing so twice is fine."""
    await insert_once(
        tx,
        membership,
        {"workspace_id": workspace_id, "channel_id": channel_id, "member_id": member_id, "since": now},
    )


async def leave(tx: Tx, workspace_id: int, channel_id: int, member_id: int, now: datetime) -> None:
    """Write down that somebody left a channel."""
    c = membership.c
    await tx.execute(
        update(membership)
        .where(c.workspace_id == workspace_id, c.channel_id == channel_id, c.member_id == member_id, c.until.is_(None))
        .values(until=now)
    )


async def leave_all(tx: Tx, workspace_id: int, member_id: int, now: datetime) -> None:
    """Record that somebody has left all channels."""
    c = membership.c
    await tx.execute(
        update(membership)
        .where(c.workspace_id == workspace_id, c.member_id == member_id, c.until.is_(None))
        .values(until=now)
    )


async def left_at(tx: Tx, workspace_id: int, channel_id: int, member_id: int) -> datetime | None:
    """Return when somebody last left a channel, None where they never did."""
    c = membership.c
    found: datetime | None = (
        await tx.execute(
            select(func.max(c.until)).where(
                c.workspace_id == workspace_id, c.channel_id == channel_id, c.member_id == member_id
            )
        )
    ).scalar_one_or_none()
    return found


async def is_in(tx: Tx, workspace_id: int, channel_id: int, member_id: int) -> bool:
    """Tell whether somebody is known to be in a channel."""
    c = membership.c
    found = await tx.execute(
        select(c.id).where(
            and_(
                c.workspace_id == workspace_id, c.channel_id == channel_id, c.member_id == member_id, c.until.is_(None)
            )
        )
    )
    return found.first() is not None


async def members_of(tx: Tx, workspace_id: int, channel_id: int) -> list[int]:
    """List the known members of a channel, by our ids."""
    c = membership.c
    found = await tx.execute(
        select(c.member_id).where(c.workspace_id == workspace_id, c.channel_id == channel_id, c.until.is_(None))
    )
    return [int(row.member_id) for row in found]


async def set_members(
    tx: Tx,
    workspace_id: int,
    channel_id: int,
    slack_ids: Iterable[str],
    now: datetime,
    *,
    meets_unknown: bool = False,
) -> list[int]:
    """Make a channel's members those that Slack lists (as far as they are known); return those who left, by our id.

    With `meets_unknown`, unknown people are added, too, and Slack is asked about them soon.
    """
    there = set(slack_ids)
    c = membership.c
    known = await tx.execute(
        select(c.id, c.member_id, member.c.slack_id)
        .join(member, member.c.id == c.member_id)
        .where(c.workspace_id == workspace_id, c.channel_id == channel_id, c.until.is_(None))
    )
    before = {row.slack_id: row for row in known}
    gone = [row for slack_id, row in before.items() if slack_id not in there]
    if gone:
        await tx.execute(update(membership).where(c.id.in_([row.id for row in gone])).values(until=now))
    new = there - set(before)
    if new:
        rows = await tx.execute(
            select(member.c.id, member.c.slack_id).where(
                member.c.workspace_id == workspace_id, member.c.slack_id.in_(new)
            )
        )
        known_ids = {row.slack_id: row.id for row in rows}
        if meets_unknown:
            for slack_id in sorted(new - set(known_ids)):
                known_ids[slack_id] = (await members.meet(tx, workspace_id, slack_id, now)).id
        for member_id in known_ids.values():
            await join(tx, workspace_id, channel_id, member_id, now)
    return [row.member_id for row in gone]


async def compare_at(tx: Tx, workspace_id: int, at: datetime) -> None:
    """Set when a workspace is next compared with Slack's (real time)."""
    await tx.execute(update(workspace).where(workspace.c.id == workspace_id).values(next_at=at))


async def compare_by(tx: Tx, workspace_id: int, at: datetime) -> None:
    """Make sure that a workspace is compared with Slack's by then at the latest (real time)."""
    w = workspace.c
    await tx.execute(update(workspace).where(w.id == workspace_id, w.next_at > at).values(next_at=at))
