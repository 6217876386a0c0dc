"""Adding to the plan: founding a strategy at the end of set-up, and goals."""

from __future__ import annotations

from bot.domain.errors import Refusal
from bot.domain.refusals import AlreadyHome, BeingSetUp
from bot.domain.strategies import NewStrategy, Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import person_for_work, wake_at_digest
from bot.services.editing.adding import add_goal, add_slot
from bot.services.people.staff import role_for
from bot.services.reviews.reviews import plan_first
from storage import strategies
from storage.workspaces import Channel


async def found(ctx: Ctx, home: Channel, new: NewStrategy) -> Strategy:
    """Make a channel the home of a strategy, with everything that set-up gathered. Raises `already_home`.

    The person who sets it up is its admin; its lead is told about missed tasks.
    """
    existing = await strategies.at_home(ctx.tx, ctx.workspace_id, home.slack_id)
    if existing is not None:
        raise AlreadyHome(name=existing.name)
    strategy_id = await strategies.add(ctx.tx, ctx.workspace_id, home.id, new, ctx.now)
    if strategy_id is None:
        raise await taken(ctx, home, new.name)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id)
    assert strategy is not None
    lead = await person_for_work(ctx, new.lead, strategy)
    await strategies.permit(ctx.tx, ctx.workspace_id, strategy_id, ctx.me.id, "admin", ctx.now)
    await strategies.permit(ctx.tx, ctx.workspace_id, strategy_id, lead.id, "lead", ctx.now)
    await ctx.record(
        "found", "strategy", strategy_id, strategy_id=strategy_id, after=new.model_dump(mode="json", exclude={"goal"})
    )
    # Slots first: a person named for both posting and numbers then does both in the posting role.
    goal_id = await _add_goal_after_slots(ctx, strategy, new)
    assert goal_id
    for person in {ctx.me.id: ctx.me, lead.id: lead}.values():
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    await plan_first(ctx.tx, strategy, ctx.now)
    return strategy


async def taken(ctx: Ctx, home: Channel, name: str) -> Refusal:
    """Return the refusal for a channel that already has a plan, or is getting one."""
    under_way = await strategies.building_at(ctx.tx, ctx.workspace_id, home.slack_id)
    return BeingSetUp(name=under_way.name) if under_way else AlreadyHome(name=name)


async def _add_goal_after_slots(ctx: Ctx, strategy: Strategy, new: NewStrategy) -> int:
    for slot in new.slots:
        await role_for(ctx, strategy, slot.who)
    goal_id = await add_goal(ctx, strategy, new.goal)
    for slot in new.slots:
        await add_slot(ctx, strategy, slot, goal_id)
    return goal_id
