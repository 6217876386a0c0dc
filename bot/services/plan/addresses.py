"""A channel gets another id for good: everything that is stored, owed and asked there moves to the new id."""

from __future__ import annotations

from bot.domain.messages import ReviewMessage, ToldMessage
from bot.domain.outbox import Owed
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of
from storage import addresses, outbox, strategies, workspaces


async def changed(ctx: Ctx, old: str, new: str) -> None:
    """Apply a change of a channel's id, as when a private channel is shared by Slack Connect.

    Hearing about it twice, or late, is fine. Where the new id is known already, both records become one.
    """
    known = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, old)
    if old == new or (known is not None and known.slack_id != old):
        return
    plan = await strategies.at_home(ctx.tx, ctx.workspace_id, old)
    rival = await strategies.at_home(ctx.tx, ctx.workspace_id, new)
    if plan is not None and rival is not None and rival.id == plan.id:
        rival = None  # it goes back to an earlier id
    if plan is not None and rival is not None:
        # Two plans can't share a home. The one that lost its channel keeps everything, and can be moved.
        for lead in (await leads_of(ctx.tx, plan))[:1]:
            at = (await hours_of(ctx.tx, ctx.workspace_id, lead)).next_open(ctx.now)
            facts = {"plan": plan.name, "channel": rival.channel, "rival": rival.name}
            what, key = ToldMessage(code="home_lost", about=facts), ToldMessage.home_lost(strategy=plan.id, channel=new)
            await ctx.owe(Owed.about(what, at, key, person=lead.id))
        return
    new = await addresses.note_change(ctx.tx, ctx.workspace_id, old, new, ctx.now)
    since = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, new)
    if known is not None and (since is None or rival is None):
        await _become_one(ctx, known, since, new)
    await addresses.end_doubled_talks(ctx.tx, ctx.workspace_id, old, new, ctx.now)
    await addresses.rewrite(ctx.tx, ctx.workspace_id, old, new)
    if plan is not None:
        before, after = {"channel": old}, {"channel": new}
        await ctx.record("change_id", "strategy", plan.id, strategy_id=plan.id, before=before, after=after)
    # What was refused because the old id was tried in the meantime is sent after all.
    oldest = ReviewMessage.late
    assert oldest is not None
    await outbox.try_again(ctx.tx, ctx.workspace_id, new, ctx.now - oldest)
    if known is not None and known.is_lost:
        # Calls with its old id made it look gone. Slack says whether the bot is in it.
        await workspaces.compare_at(ctx.tx, ctx.workspace_id, ctx.real)


async def _become_one(ctx: Ctx, known: workspaces.Channel, since: workspaces.Channel | None, new: str) -> None:
    """Give a channel its new id, with what is stored under that: who is in it, and whether the bot is."""
    if since is not None:
        for member_id in await workspaces.members_of(ctx.tx, ctx.workspace_id, since.id):
            await workspaces.join(ctx.tx, ctx.workspace_id, known.id, member_id, ctx.now)
            await workspaces.leave(ctx.tx, ctx.workspace_id, since.id, member_id, ctx.now)
    await addresses.take_over(ctx.tx, known.id, since.id if since else None, known.slack_id, new, ctx.now)
    if since is not None:
        name = since.name if since.name != since.slack_id else None
        # If it counts as lost, the comparison finds it again and says so.
        is_in = None if known.is_lost else since.bot_is_in
        await workspaces.keep_channel(ctx.tx, ctx.workspace_id, new, ctx.now, name, since.is_private or None, is_in)
