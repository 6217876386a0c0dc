"""Who is in the workspace and in which channels, from Slack's events and from comparing its lists with ours."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.domain.messages import ToldMessage
from bot.domain.outbox import Owed
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.texts import storable
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, may_take_part
from bot.services.duties.digests import move_digest
from bot.services.plan import leading, returned_leads
from bot.services.plan.channel_back import regain
from bot.services.plan.channel_lost import hear
from bot.services.plan.returning import offer_back, offer_in
from bot.services.strategy.approvers import follow_role
from storage import members, outbox, roles, strategies, workspaces
from storage.members import Told
from storage.workspaces import Workspace


async def learn(ctx: Ctx, told: Told) -> None:
    """Apply what Slack says about a member: a new zone moves their digest; if they left, their roles are vacant."""
    before = await members.by_slack_id(ctx.tx, ctx.workspace_id, told.slack_id)
    now = await members.keep(ctx.tx, ctx.workspace_id, told, ctx.now)
    if before is None:
        return
    waits = await members.next_of(ctx.tx, now.id)
    if waits is not None and (before.zone != now.zone or now.has_left):
        await move_digest(ctx.tx, ctx.workspace_id, before, now, ctx.now)
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
        await workspaces.leave_all(ctx.tx, ctx.workspace_id, now.id, ctx.now)
        await _vacate(ctx, now.id)
    elif before.has_left and not now.has_left:
        await offer_back(ctx, now)
    elif now.is_guest and not before.is_guest:
        for strategy in await strategies.visible_to(ctx.tx, ctx.workspace_id, now.id):
            await shut_out(ctx, strategy, now)
    await returned_leads.follow(ctx, before, now)


async def _vacate(ctx: Ctx, member_id: int, left: Strategy | None = None) -> None:
    """End a person's roles, in the strategy that they left or everywhere, and ask each lead once to appoint another.

    Until then the work goes to the backup.
    """
    held = await roles.held_by(ctx.tx, ctx.workspace_id, member_id, left.id if left else None)
    for role in held:
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, role.strategy_id)
        for holding in role.holdings:
            if holding.person.id != member_id:
                continue
            await roles.set_holding(ctx.tx, holding.id, until=ctx.now)
            await ctx.record("vacate", "holding", holding.id, strategy_id=role.strategy_id)
            leads = await leads_of(ctx.tx, strategy) if strategy else []
            if strategy is None or not leads or holding.kind != "holder":
                continue
            hours = await hours_of(ctx.tx, ctx.workspace_id, leads[0])
            facts = {
                "role": role.title,
                "name": holding.person.name,
                "channel": strategy.channel,
                "backup": role.backup.name if role.backup else "",
            }
            at = hours.next_open(ctx.now)
            what, key = ToldMessage(code="role_vacant", about=facts), ToldMessage.vacant(holding=holding.id)
            await ctx.owe(Owed.about(what, at, key, person=leads[0].id, name=key))
    for role in held:
        await follow_role(ctx, role.id)


async def joined(ctx: Ctx, channel: str, slack_id: str) -> None:
    """Record that a person, or the bot itself, joined a channel."""
    if slack_id == ctx.workspace.bot_slack_id:
        await regain(ctx, channel)
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, bot_is_in=True)
        # No event names the people who were there before us: Slack is asked at once.
        await workspaces.compare_at(ctx.tx, ctx.workspace_id, ctx.real)
        return
    here = await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now)
    person = await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
    await workspaces.join(ctx.tx, ctx.workspace_id, here.id, person.id, ctx.now)
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if strategy is not None:
        await offer_in(ctx, strategy)
        await returned_leads.welcome_back(ctx, strategy, person)


async def left(ctx: Ctx, channel: str, slack_id: str) -> None:
    """Record that a person, or the bot itself, left a channel: its private things are no longer theirs."""
    if slack_id == ctx.workspace.bot_slack_id:
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now)
        await hear(ctx, channel, "removed")
        return
    here = await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now)
    person = await members.meet(ctx.tx, ctx.workspace_id, slack_id, ctx.now)
    await workspaces.leave(ctx.tx, ctx.workspace_id, here.id, person.id, ctx.now)
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if strategy:
        await shut_out(ctx, strategy, person)


async def seen_in(ctx: Ctx, channel: str, ts: str = "") -> None:
    """Take what a person says or presses in a home channel as proof that they are in it: we may have missed them join.

    `ts` is when, by Slack; anything before they last left proves nothing. Other channels don't matter.
    """
    if await strategies.at_home(ctx.tx, ctx.workspace_id, channel) is None:
        return
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    assert here is not None
    left_at = await workspaces.left_at(ctx.tx, ctx.workspace_id, here.id, ctx.me.id)
    if left_at is None or (ts.split(".")[0].isdigit() and float(ts) > left_at.timestamp()):
        await workspaces.join(ctx.tx, ctx.workspace_id, here.id, ctx.me.id, ctx.now)


async def compared(
    ctx: Ctx, channel: str, name: str, is_private: bool, there: Collection[str], *, is_complete: bool = True
) -> None:
    """Apply Slack's list of a channel that the bot is in: its name and everybody `there`, by Slack id.

    Slack's list of people may leave out people from other teams, so anyone unknown is recorded here. While that
    list could not be read (`is_complete` is off), everyone may be unknown, so nobody is recorded.
    """
    before = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    if before is not None and before.is_lost:
        await regain(ctx, channel)
    here = await workspaces.keep_channel(
        ctx.tx, ctx.workspace_id, channel, ctx.now, name=storable(name)[:200], is_private=is_private, bot_is_in=True
    )
    gone = await workspaces.set_members(ctx.tx, ctx.workspace_id, here.id, there, ctx.now, meets_unknown=is_complete)
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if strategy is None:
        return
    outside = {p.id: p for member_id in gone if (p := await members.by_id(ctx.tx, ctx.workspace_id, member_id))}
    if is_private and before is not None and not before.is_private:
        held = roles.people_of(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id))
        appointed = await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id)
        outside |= {p.id: p for p in (*held, *appointed["admin"], *appointed["lead"])}
    for person in outside.values():
        await shut_out(ctx, strategy, person)
    await offer_in(ctx, strategy)
    await returned_leads.tell_returned(ctx, strategy)


async def shut_out(ctx: Ctx, strategy: Strategy, person: Person) -> None:
    """End what a person has in a strategy, where they can no longer take part in it.

    That is anyone outside a home channel that is private, and a guest outside the home channel.
    """
    if await may_take_part(ctx.tx, strategy, person):
        return
    ended = await strategies.end_appointments(ctx.tx, ctx.workspace_id, strategy.id, person.id, ctx.now)
    if ended:
        await ctx.record("end_appointments", "member", person.id, strategy_id=strategy.id, before={"kinds": ended})
    await _vacate(ctx, person.id, strategy)
    if "lead" in ended:
        await leading.ask_for_lead(ctx, strategy)


async def renamed(ctx: Ctx, channel: str, name: str) -> None:
    """Apply a channel's new name."""
    await workspaces.keep_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, name=name)


async def uninstalled(ctx: Ctx) -> None:
    """Record that the app was uninstalled from the workspace, and withdraw what waited. Doing so twice is fine."""
    await workspaces.end(ctx.tx, ctx.workspace_id, ctx.now)
    await outbox.give_up(ctx.tx, ctx.workspace_id, "uninstalled", ctx.now)


async def look_again(ctx: Ctx) -> None:
    """Compare people and channels with Slack's at once: ours may be out of date."""
    await workspaces.compare_at(ctx.tx, ctx.workspace_id, ctx.real)


def told_of(user: Mapping[str, object], workspace: Workspace) -> Told:
    """Read what Slack's user object says about a member. A zone may be missing; guests are restricted, or from outside.

    People choose their own names: letters that no database can store are removed.
    """
    profile = user.get("profile")
    names = profile if isinstance(profile, dict) else {}
    name = names.get("display_name") or names.get("real_name") or user.get("real_name") or user.get("name") or ""
    zone = user.get("tz")
    is_own = _is_own(user, workspace.team_id)
    return Told(
        slack_id=str(user["id"]),
        name=storable(str(name or user["id"]))[:200] or str(user["id"]),
        handle=storable(str(user.get("name") or ""))[:200],
        zone=storable(str(zone))[:64] if zone else None,
        is_bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")) or is_from_outside(user, workspace),
        has_left=bool(user.get("deleted")),
        is_admin=is_own and bool(user.get("is_admin")),
        is_owner=is_own and bool(user.get("is_owner") or user.get("is_primary_owner")),
    )


def is_from_outside(user: Mapping[str, object], workspace: Workspace) -> bool:
    """Tell whether Slack's user object is of a person from another team, here by Slack Connect.

    `is_stranger` is only set for people who share no channel with the bot, so the team decides. A person from our
    own organization may have another of its workspaces as their team.
    """
    team, whole = user.get("team_id"), user.get("enterprise_user")
    belongs = whole if isinstance(whole, Mapping) else {}
    teams, ours = belongs.get("teams"), {workspace.team_id, workspace.enterprise_id} - {""}
    if isinstance(teams, Sequence) and workspace.team_id in teams:
        return False
    return bool(user.get("is_stranger")) or not (team is None or team in ours or belongs.get("enterprise_id") in ours)


def _is_own(user: Mapping[str, object], team_id: str) -> bool:
    """Tell whether a user belongs to a workspace itself; in an organization, people belong to several."""
    if user.get("is_stranger"):
        return False
    organisation = user.get("enterprise_user")
    teams = organisation.get("teams") if isinstance(organisation, Mapping) else None
    if isinstance(teams, Sequence) and team_id in teams:
        return True
    return user.get("team_id") in (None, "", team_id)


async def nothing(ctx: Ctx) -> None:
    """Do nothing about an event: only its receipt is stored."""
