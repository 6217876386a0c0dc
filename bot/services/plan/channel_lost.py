"""A home channel that can't be posted in any more: its plan's lead is told right away, once, with what to do."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from bot.domain.messages import TURN, ToldMessage
from bot.domain.outbox import Message
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import leads_of
from storage import changes, outbox, strategies, workspaces
from storage.database import Tx
from storage.outbox import LOST
from storage.workspaces import Channel

log = logging.getLogger(__name__)

# We were removed; it was archived; it was deleted; or Slack doesn't say which of these.
Loss = Literal["removed", "archived", "deleted", "unreachable"]
# The errors of a refused message that are about its channel. Slack calls a channel that we can't see "not found".
_SAID: Mapping[str, Loss] = MappingProxyType({"not_in_channel": "removed", "is_archived": "archived"})
# Slack's list of our channels may lag behind its events by seconds.
ASKED_AFTER = timedelta(minutes=1)


async def hear(ctx: Ctx, channel: str, loss: Loss) -> None:
    """Handle an event that says a channel is lost. Events come in any order, so Slack is asked whether it still is."""
    if await lose(ctx, channel, loss):
        await workspaces.compare_by(ctx.tx, ctx.workspace_id, ctx.real + ASKED_AFTER)


async def lose(ctx: Ctx, channel: str, loss: Loss) -> bool:
    """Record that a channel is lost, and tell its plan's lead; returns whether a plan lost its home by that.

    Hearing about the same loss again tells nobody.
    """
    ended = loss in ("archived", "deleted")
    if not await workspaces.lose_channel(ctx.tx, ctx.workspace_id, channel, ctx.now, ended=ended):
        return False
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    if strategy is None or here is None:
        return False
    await ctx.record("lose", "channel", here.id, strategy_id=strategy.id, after={"loss": loss})
    await tell_lead(ctx, strategy)
    return True


async def tell_lead(ctx: Ctx, strategy: Strategy) -> None:
    """Tell a plan's lead that its channel is lost, if it is: once for each loss and lead.

    It is told again where the message was withdrawn before it left, as after an uninstall.
    """
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    if here is None or not here.is_lost:
        return
    last = await changes.last_of(ctx.tx, ctx.workspace_id, "channel", here.id, "lose")
    if last is None:
        return
    loss = str((last.after or {}).get("loss", "unreachable"))
    leads = await leads_of(ctx.tx, strategy)
    if not leads:
        log.warning("nobody to tell that a channel is lost", extra={"reason": loss})
        return
    first = key = ToldMessage.channel_lost(change=last.id)
    turn = 0
    while (told := await outbox.by_key(ctx.tx, ctx.workspace_id, key)) is not None:
        if told.person == leads[0].id and told.state != "withdrawn":
            return
        turn += 1
        key = TURN(message=first, turn=turn)
    await ctx.tell(
        leads[0],
        key,
        "channel_lost",
        loss=loss,
        channel=here.slack_id,
        name=here.name,
        plan=strategy.name,
        bot=ctx.workspace.bot_name,
    )


async def take_back(ctx: Ctx, here: Channel) -> bool:
    """Withdraw messages about a loss that ended before they left; tells whether nobody has heard of the loss."""
    last = await changes.last_of(ctx.tx, ctx.workspace_id, "channel", here.id, "lose")
    key = ToldMessage.channel_lost(change=last.id) if last is not None else ""
    told = await outbox.by_key(ctx.tx, ctx.workspace_id, key) if key else None
    if told is None or told.state != "waiting" or not await outbox.keep_unclaimed(ctx.tx, told.id):
        return False
    await outbox.withdraw_waiting(ctx.tx, told.id, "taken_back", ctx.now)
    # Removed before it was archived: the lead was told.
    return not (here.bot_is_in is False and here.is_ended)


async def lose_missing(ctx: Ctx, channel: str, loss: Loss) -> None:
    """Handle a channel that Slack doesn't list as one of ours. An archived one may be open again, without us in it."""
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, channel)
    if here is not None and here.is_ended and loss == "removed":
        await workspaces.revive_channel(ctx.tx, ctx.workspace_id, channel)
    is_news = here is None or not (here.is_lost and loss == "unreachable")
    if is_news and await lose(ctx, channel, loss):
        return
    strategy = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if strategy is not None:
        await tell_lead(ctx, strategy)


async def learn_of_loss(tx: Tx, message: Message, reason: str, now: datetime) -> bool:
    """Handle a refused message that says its channel is lost; tells whether a plan's lead knows now."""
    if message.channel is None or message.person is not None or reason not in LOST:
        return False
    workspace = await workspaces.by_id(tx, message.workspace_id)
    if workspace is None or await strategies.at_home(tx, message.workspace_id, message.channel) is None:
        return False
    await lose(Ctx(tx, workspace, None, now, now), message.channel, _SAID.get(reason, "unreachable"))
    return True
