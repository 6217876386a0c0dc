"""Work to hand in by a date outside any recurring task: a duty of a role, in the digest like any other."""

from __future__ import annotations

from datetime import datetime

from bot.domain.strategies import Strategy
from bot.services.calendar.replanning import begin
from bot.services.context.ctx import Ctx
from storage import duties


async def owe_deliverable(ctx: Ctx, strategy: Strategy, role_id: int, title: str, at: datetime) -> int:
    """Make a duty of a role for one instant, start its ladder, and return its id."""
    duty_id = await duties.add(ctx.tx, ctx.workspace_id, strategy.id, role_id, "deliver", title, at, ctx.now)
    assert duty_id is not None
    await ctx.record("ask_deliverable", "duty", duty_id, strategy_id=strategy.id, after={"title": title})
    made = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id)
    assert made is not None
    await begin(ctx, made)
    return duty_id
