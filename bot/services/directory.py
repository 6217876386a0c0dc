"""Who is in the workspace and in which channels: what Slack tells, in events or when it is compared with ours."""

from __future__ import annotations

from bot.domain.outbox import Owed
from bot.services.context import Ctx
from bot.services.people import hours_of, wake_at_digest
from storage import members, roles, strategies, workspaces
from storage.members import Told


async def learn(ctx: Ctx, told: Told) -> None:
    """Take in what Slack tells of a member: a new zone moves their next digest; who left makes their roles vacant."""
    before = await members.by_slack_id(ctx.tx, ctx.workspace_id, told.slack_id)
    now = await members.keep(ctx.tx, ctx.workspace_id, told, ctx.now)
    if before is None or not before.is_known:
        return
    waits = await members.next_of(ctx.tx, now.id)
    if waits is not None and (before.zone != now.zone or now.has_left):
        await wake_at_digest(ctx.tx, ctx.workspace_id, now, ctx.now)
    if before.zone != now.zone or before.has_left != now.has_left:
        await ctx.record(
            "learn",
            "member",
            now.id,
            strategy_id=None,
            before={"zone": before.zone, "has_left": before.has_left},
            after={"zone": now.zone, "has_left": now.has_left},
        )
    if now.has_left and not before.has_left:
        await _vacate(ctx, now.id)


async def _vacate(ctx: Ctx, member_id: int) -> None:
    """End what somebody held, and ask each lead once to appoint another; work goes to the backup meanwhile."""
    for role in await roles.held_by(ctx.tx, ctx.workspace_id, member_id):
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, role.strategy_id)
        for holding in role.holdings:
            if holding.person.id != member_id:
                continue
            await roles.set_holding(ctx.tx, holding.id, until=ctx.now)
            await ctx.record("vacate", "holding", holding.id, strategy_id=role.strategy_id)
            leads = await strategies.leads(ctx.tx, ctx.workspace_id, role.strategy_id)
            if strategy is None or not leads or holding.kind != "holder":
                continue
            hours = await hours_of(ctx.tx, ctx.workspace_id, leads[0])
            facts = {
                "code": "role_vacant",
                "role": role.title,
                "name": holding.person.name,
                "channel": strategy.channel,
                "backup": role.backup.name if role.backup else "",
            }
            at = hours.next_open(ctx.now)
            await ctx.owe(Owed(f"vacant:{holding.id}", "told", at, person=leads[0].id, facts=facts))


async def joined(ctx: Ctx, channel: str, slack_id: str) -> None:
    """Write down that somebody, or the bot itself, came into a channel."""
    if slack_id == ctx.workspace.bot_slack_id:
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, bot_is_in=True)
        return
    here = await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now)
    person = await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
    await workspaces.join(ctx.tx, ctx.workspace_id, here.id, person.id, ctx.now)


async def left(ctx: Ctx, channel: str, slack_id: str) -> None:
    """Write down that somebody, or the bot itself, left a channel: what is private there is theirs no more."""
    if slack_id == ctx.workspace.bot_slack_id:
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, bot_is_in=False)
        return
    here = await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now)
    person = await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
    await workspaces.leave(ctx.tx, ctx.workspace_id, here.id, person.id, ctx.now)


async def renamed(ctx: Ctx, channel: str, name: str) -> None:
    """Take in a channel's new name."""
    await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, name=name)


async def uninstalled(ctx: Ctx) -> None:
    """Write down that we were taken off the workspace. Saying so twice is fine."""
    await workspaces.end(ctx.tx, ctx.workspace_id, ctx.now)


def told_of(user: dict[str, object]) -> Told:
    """Read what Slack's user object says of a member. A zone may be missing; guests are restricted."""
    profile = user.get("profile")
    names = profile if isinstance(profile, dict) else {}
    name = names.get("display_name") or names.get("real_name") or user.get("real_name") or user.get("name") or ""
    zone = user.get("tz")
    return Told(
        slack_id=str(user["id"]),
        name=str(name or user["id"])[:200],
        handle=str(user.get("name") or "")[:200],
        zone=str(zone)[:64] if zone else None,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        has_left=bool(user.get("deleted")),
    )


async def nothing(ctx: Ctx) -> None:
    """Take note of an event that asks for nothing: its receipt is all."""
