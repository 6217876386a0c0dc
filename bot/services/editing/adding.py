"""Adding to a plan: goals, and recurring posts."""

from __future__ import annotations

from bot.domain.calendar import NewSlot, Slot
from bot.domain.goals import NewGoal
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, Gone, not_gone
from bot.domain.strategies import Strategy
from bot.services.calendar.calendar import begin_slot
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.people.staff import role_for
from storage import calendar, goals


async def add_goal(ctx: Ctx, strategy: Strategy, new: NewGoal) -> int:
    """Add a goal with its measure, and return its id. Raises the refusals of people who cannot be given work."""
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    measurer = await role_for(ctx, strategy, new.measurer)
    reviewer = await role_for(ctx, strategy, new.reviewer)
    today = ctx.now.astimezone(strategy.hours.zone).date()
    goal_id = await goals.add(ctx.tx, ctx.workspace_id, strategy.id, new, measurer.id, reviewer.id, today, ctx.now)
    await ctx.record("add_goal", "goal", goal_id, strategy_id=strategy.id, after=new.model_dump(mode="json"))
    return goal_id


async def add_slot(ctx: Ctx, strategy: Strategy, new: NewSlot, goal_id: int | None = None) -> Slot:
    """Add a slot and plan it at once, so that today's can still be done today.

    `goal_id` is the goal that it serves where `new` names none. Raises `gone` for a goal of another strategy.
    """
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    goal_id = new.goal_id or goal_id
    if goal_id is not None:
        goal = not_gone(await goals.by_id(ctx.tx, ctx.workspace_id, goal_id))
        if goal.strategy_id != strategy.id:
            raise Gone(Absence.FOREIGN)
    role = await role_for(ctx, strategy, new.who)
    platform_id = await goals.named(ctx.tx, "platform", ctx.workspace_id, strategy.id, new.platform, ctx.now)
    audience_id = await goals.named(ctx.tx, "audience", ctx.workspace_id, strategy.id, new.audience, ctx.now)
    return await put_slot(ctx, strategy, new.model_copy(update={"goal_id": goal_id}), role.id, platform_id, audience_id)


async def put_slot(
    ctx: Ctx, strategy: Strategy, new: NewSlot, role_id: int, platform_id: int | None, audience_id: int | None = None
) -> Slot:
    """Add a slot and plan it at once: role, platform and audience are the ids, whatever names `new` holds.

    The caller has asked whether the actor may, and that the ids are the strategy's.
    """
    slot_id = await calendar.add(ctx.tx, ctx.workspace_id, strategy.id, new, role_id, platform_id, audience_id, ctx.now)
    await ctx.record("add_slot", "slot", slot_id, strategy_id=strategy.id, after=new.model_dump(mode="json"))
    return await begin_slot(ctx, slot_id)
