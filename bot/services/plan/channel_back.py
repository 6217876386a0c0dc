"""A home channel that can be posted in again: what waited is posted, and the plan's lead is told."""

from __future__ import annotations

from bot.domain.messages import ReviewMessage, ToldMessage
from bot.domain.outbox import Message
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, ChannelLost, Gone
from bot.domain.strategies import Strategy
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.people import leads_of
from bot.services.plan import channel_lost
from bot.services.reviews import reviews as review_service
from bot.views.kit.blocks import Content
from bot.views.plan import channels as channels_view
from storage import changes, outbox, reviews, strategies, workspaces
from storage.database import Tx
from storage.reviews import Planned

CHANNEL_BACK = "channel_back"


async def regain(ctx: Ctx, channel: str) -> None:
    """Post what could not be posted in a channel, from the last days only; its lead is told if the channel was lost."""
    before = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    was_lost = await workspaces.regain_channel(ctx.tx, ctx.workspace_id, channel)
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    missed = await catch_up(ctx, strategy) if was_lost and strategy else None
    oldest = ReviewMessage.late
    assert oldest is not None
    await outbox.try_again(ctx.tx, ctx.workspace_id, channel, ctx.now - oldest)
    if was_lost and strategy is not None and before is not None:
        is_untold = await channel_lost.take_back(ctx, before)
        if missed is not None or not is_untold:
            await _tell(ctx, strategy, missed)


async def catch_up(ctx: Ctx, strategy: Strategy) -> Planned | None:
    """Open the review that a plan missed, if its week isn't over; returns the missed review, opened or not."""
    missed = await _missed(ctx, strategy)
    if missed is not None and not review_service.is_too_late(missed, ctx.now):
        await review_service.open_late(ctx, missed, strategy)
    return missed


async def _missed(ctx: Ctx, strategy: Strategy) -> Planned | None:
    """Return the latest review of a strategy if it was never posted and none of it is on its way."""
    latest = await reviews.last_due(ctx.tx, strategy.id, ctx.now)
    if latest is None:
        return None
    # The planner may be working on it: it checks whether the channel is lost while it holds the row.
    await reviews.lock(ctx.tx, ctx.workspace_id, latest.id)
    latest = await reviews.by_id(ctx.tx, ctx.workspace_id, latest.id)
    if latest is None or latest.state == "planned":
        return None
    root = await outbox.by_key(ctx.tx, ctx.workspace_id, ReviewMessage.key(review=latest.id))
    return latest if root is None or root.is_given_up else None


async def _tell(ctx: Ctx, strategy: Strategy, missed: Planned | None) -> None:
    leads = await leads_of(ctx.tx, strategy)
    home = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    if not leads or home is None:
        return
    review = missed.id if missed is not None else 0
    change = await ctx.record("regain", "channel", home.id, strategy_id=strategy.id, after={"review": review})
    await ctx.tell(leads[0], ToldMessage.channel_back(change=change), CHANNEL_BACK, change=str(change))


async def told(tx: Tx, message: Message) -> Content | None:
    """Say that the bot is back in a home channel, and what happens to the missed review; None if it's gone."""
    change = await changes.by_id(tx, message.workspace_id, int(message.facts["change"]))
    strategy_id = change.strategy_id if change is not None else None
    strategy = await strategies.by_id(tx, message.workspace_id, strategy_id) if strategy_id is not None else None
    if change is None or strategy is None:
        return None
    review = await reviews.by_id(tx, message.workspace_id, _review_of(change.after))
    if review is None:
        return channels_view.back(strategy)
    root = await outbox.by_key(tx, message.workspace_id, ReviewMessage.key(review=review.id))
    is_opened = root is not None and not root.is_given_up
    return channels_view.back(strategy, review.opens_at, None if is_opened else change.id)


def _review_of(after: object) -> int:
    found = after.get("review", 0) if isinstance(after, dict) else 0
    return found if isinstance(found, int) else 0


async def open_missed(ctx: Ctx, change_id: int) -> None:
    """Open the review that was missed while its channel was lost. Twice is a success. Raises `gone`, `channel_lost`."""
    change = await changes.by_id(ctx.tx, ctx.workspace_id, change_id)
    strategy_id = change.strategy_id if change is not None and change.verb == "regain" else None
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id) if strategy_id is not None else None
    review = await reviews.by_id(ctx.tx, ctx.workspace_id, _review_of(change.after)) if change else None
    if change is None or strategy is None or review is None:
        raise Gone(Absence.FOREIGN if change is not None and strategy_id is None else Absence.DELETED)
    await require(ctx, strategy, Action.OPEN_REVIEW)
    await reviews.lock(ctx.tx, ctx.workspace_id, review.id)
    root = await outbox.by_key(ctx.tx, ctx.workspace_id, ReviewMessage.key(review=review.id))
    if root is not None and not root.is_given_up:
        return
    home = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    if home is None or home.is_lost:
        raise ChannelLost(channel=strategy.channel, bot=ctx.workspace.bot_name)
    await review_service.open_late(ctx, review, strategy)
    await ctx.record("open_missed", "review", review.id, strategy_id=strategy.id)
    message = await outbox.by_key(ctx.tx, ctx.workspace_id, ToldMessage.channel_back(change=change.id))
    if message is not None:
        await ctx.redraw(message)
