"""For the boss: whoever asks gets what a closed review came to, to forward."""

from __future__ import annotations

from bot.domain.errors import Refusal
from bot.domain.messages import BossMessage
from bot.domain.outbox import Op, Owed
from bot.domain.permissions import Action
from bot.pictures.charts import is_empty
from bot.services.access import require
from bot.services.context import Ctx
from bot.services.pictures import chart_to_forward
from storage import reviews, strategies


async def for_the_boss(ctx: Ctx, review_id: int) -> bool:
    """Owe the actor a review's picture and its four sentences, privately; False where they were owed before.

    Where there is no number yet to draw, the sentences come alone. Raises `gone` and `not_allowed`.
    """
    planned = await reviews.by_id(ctx.tx, ctx.workspace_id, review_id)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, planned.strategy_id) if planned else None
    if planned is None or strategy is None:
        raise Refusal("gone")
    await require(ctx, strategy, Action.SEE_STRATEGY)
    if planned.state != "closed":
        raise Refusal("review_open")
    chart = await chart_to_forward(ctx.tx, strategy, planned.opens_at)
    what = BossMessage(review=planned.id, strategy=strategy.id)
    op: Op = "post" if is_empty(chart) else "upload"
    return await ctx.owe(Owed.about(what, ctx.now, op=op, person=ctx.me.id)) is not None
