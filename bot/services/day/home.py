"""Home is published when it is opened, and after what its person does on it."""

from __future__ import annotations

from bot.domain.messages import HomeMessage
from bot.domain.outbox import Owed
from bot.services.context.ctx import Ctx
from storage import members


async def opened(ctx: Ctx, channel: str) -> None:
    """Publish the Home of a person who opened it. `channel` is their direct message with us, as named by Slack."""
    if channel.startswith("D"):
        await members.set_dm(ctx.tx, ctx.me.id, channel)
    await members.welcome(ctx.tx, ctx.me.id, ctx.now)
    await show_anew(ctx, 1)


async def show_anew(ctx: Ctx, page: int) -> None:
    """Owe the actor's Home, at a page of their duties. A waiting one is not published if a newer one is owed."""
    gesture = ctx.receipt_id if ctx.receipt_id is not None else ctx.real.isoformat()
    key = HomeMessage.key(person=ctx.me.id, gesture=gesture)
    await ctx.owe(Owed.about(HomeMessage(page=page), ctx.now, key, op="publish", person=ctx.me.id))
