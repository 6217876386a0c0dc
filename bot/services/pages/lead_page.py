"""`/beat lead`: who leads a plan, and who can take over."""

from __future__ import annotations

from bot.domain.leading import last_leads
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import ManyHomes, NoHomeYet, NotHome
from bot.domain.strategies import Strategy
from bot.services.context.access import find_strategy, kinds_towards
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.plan.leading import can_take_over, led, name_co_lead
from bot.services.plan.returned_leads import open_takeover, takeover_of
from bot.views.kit.blocks import Content
from bot.views.plan import leading as leading_view
from storage import strategies


@runs("lead")
async def show_typed(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat lead`, and `/beat lead @ben`. Raises `gone`, `not_allowed` and the refusals of naming a co-lead."""
    strategy = await _find(ctx, asked.place, asked.typed.channel)
    if asked.typed.rest:
        return await name_co_lead(ctx, strategy, asked.typed.rest)
    every = await led(ctx.tx, strategy)
    takeover = await open_takeover(ctx, strategy)
    shown = leading_view.Leading(
        strategy=strategy,
        leads=tuple(one.person for one in every if one.is_active),
        former=last_leads(every),
        may_change=may(await kinds_towards(ctx, strategy), Action.CHANGE_SETTINGS),
        may_take_over=await can_take_over(ctx, strategy),
        takeover=await takeover_of(ctx.tx, strategy, takeover) if takeover else None,
    )
    return leading_view.page(shown, ctx.me)


async def _find(ctx: Ctx, place: Place, named_channel: str) -> Strategy:
    """Find the plan that is meant: as usual, or else one that nobody leads and that the actor can take over."""
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, named_channel or place.channel)
    if here is not None and await can_take_over(ctx, here):
        return here
    try:
        return await find_strategy(ctx, place.channel, named_channel)
    except (NotHome, NoHomeYet):
        waiting = await strategies.leaderless(ctx.tx, ctx.workspace_id)
        mine = [strategy for strategy in waiting if await can_take_over(ctx, strategy)]
        if len(mine) == 1:
            return mine[0]
        if mine:
            names = ", ".join(f"#{strategy.channel_name}" for strategy in mine)
            raise ManyHomes(names=names) from None
        raise
