"""For the boss: whoever asks gets what a closed review came to, to forward."""

from __future__ import annotations

from bot.domain.messages import BossMessage
from bot.domain.outbox import Op, Owed
from bot.domain.permissions import Action
from bot.domain.refusals import ReviewOpen, not_gone
from bot.pictures.charts import is_empty
from bot.services.calendar.pictures import chart_to_forward
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from storage import reviews


async def for_the_boss(ctx: Ctx, review_id: int) -> bool:
    """Owe the actor a review's picture and its four sentences, privately; False where they were owed before.

    Where there is no number yet to draw, the sentences come alone. Raises `gone` and `not_allowed`.
    """
    planned = not_gone(await reviews.by_id(ctx.tx, ctx.workspace_id, review_id))
    strategy = await plan_open_to(ctx, planned.strategy_id, Action.SEE_STRATEGY)
    if planned.state != "closed":
        raise ReviewOpen
    chart = await chart_to_forward(ctx.tx, strategy, planned.opens_at)
    what = BossMessage(review=planned.id, strategy=strategy.id)
    op: Op = "post" if is_empty(chart) else "upload"
    return await ctx.owe(Owed.about(what, ctx.now, op=op, person=ctx.me.id)) is not None
