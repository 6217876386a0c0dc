"""Who a person is to a strategy and the things in it, read from the database every time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.errors import Refusal
from bot.domain.permissions import Action, Kind, may
from bot.domain.refusals import Absence, Gone, ManyHomes, NoHomeYet, NotAllowed, NotHome, TooLateToUndo, not_gone
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import may_take_part, plans_of
from storage import goals, roles, strategies, workspaces


async def kinds_towards(
    ctx: Ctx, strategy: Strategy, role: Role | None = None, also: Sequence[int | None] = (), *, of_any_role: bool = True
) -> frozenset[Kind]:
    """Return everything that the actor is to a strategy, and to one of its roles where one is named.

    `also` holds member ids that count as holder here: the people to whom the thing was handed. Without a role,
    holders and backups of any role count, unless the thing belongs to no role: then `of_any_role` is off.
    """
    me, kinds = ctx.me, set[Kind]()
    if not await may_take_part(ctx.tx, strategy, me):
        return frozenset({"guest", "stranger"} if me.is_guest else {"stranger"})
    appointed = await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id)
    if me.id in {p.id for p in appointed["admin"]}:
        kinds.add("admin")
    if me.id in {p.id for p in appointed["lead"]}:
        kinds.add("lead")
    every = of_any_role and role is None
    own = await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id) if every else [role] if role else []
    for one in own:
        for holding in one.holdings:
            if holding.person.id == me.id:
                kinds.add("holder" if holding.kind == "holder" else "backup")
    if me.id in [x for x in also if x is not None]:
        kinds.add("holder")
    if await _reviews(ctx, strategy, me):
        kinds.add("reviewer")
    channel = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    if channel and await workspaces.is_in(ctx.tx, ctx.workspace_id, channel.id, me.id):
        kinds.add("channel_member")
    if me.is_guest:
        kinds.add("guest")
    return frozenset(kinds or {"stranger"})


async def _reviews(ctx: Ctx, strategy: Strategy, me: Person) -> bool:
    held = {r.id for r in await roles.held_by(ctx.tx, ctx.workspace_id, me.id, strategy.id)}
    if not held:
        return False
    plan = await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return any(m.reviewer_role_id in held for g in plan for m in g.measures)


async def require(
    ctx: Ctx,
    strategy: Strategy,
    action: Action,
    role: Role | None = None,
    also: Sequence[int | None] = (),
    *,
    of_any_role: bool = True,
) -> frozenset[Kind]:
    """Refuse what the actor may not do: `not_allowed`, or `gone` for strangers, to whom the strategy doesn't exist.

    In the home channel itself nobody is a stranger: typing a command there records the person as a member.
    """
    kinds = await kinds_towards(ctx, strategy, role, also, of_any_role=of_any_role)
    if may(kinds, action):
        return kinds
    if not may(await kinds_towards(ctx, strategy), Action.SEE_STRATEGY):
        raise Gone(Absence.HIDDEN)
    raise NotAllowed(action=action)


async def plan_open_to(ctx: Ctx, strategy_id: int, action: Action) -> Strategy:
    """Return a plan in which the actor may do something. Raises `gone` and `not_allowed`."""
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    await require(ctx, strategy, action)
    return strategy


async def too_late(ctx: Ctx, strategy: Strategy, thing: str = "") -> Refusal:
    """Return the refusal of an Undo that comes too late. It doesn't send a plan lead to the plan lead."""
    is_lead = "lead" in await kinds_towards(ctx, strategy)
    return TooLateToUndo(leads=is_lead, thing=thing)


async def find_strategy(ctx: Ctx, channel: str, named_channel: str = "") -> Strategy:
    """Find the strategy that a command means: the one named, the channel's own, or the asker's only one.

    Raises the Refusals `gone` (for a channel hidden from the asker), `no_home_yet`, `not_home` and `many_homes`.
    """
    if named_channel:
        named = not_gone(await strategies.at_home(ctx.tx, ctx.workspace_id, named_channel))
        await require(ctx, named, Action.SEE_STRATEGY)
        return named
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    if here is not None:
        await require(ctx, here, Action.SEE_STRATEGY)
        return here
    seen = await plans_of(ctx.tx, ctx.workspace_id, ctx.me)
    mine = [s for s in seen if may(await kinds_towards(ctx, s), Action.SEE_STRATEGY)]
    if len(mine) == 1:
        return mine[0]
    if not mine:
        raise NoHomeYet if channel.startswith("D") else NotHome
    raise ManyHomes(names=", ".join(f"#{s.channel_name}" for s in mine))
