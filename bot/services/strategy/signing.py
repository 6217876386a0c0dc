"""Who may decide who approves the strategy: giving yourself an approver's role would be a way to sign it yourself."""

from __future__ import annotations

from bot.domain.permissions import Action
from bot.domain.roles import Role
from bot.domain.strategies import Strategy
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from storage import editions, parts
from storage.database import Tx


async def approves(tx: Tx, strategy: Strategy, role_id: int) -> bool:
    """Tell whether a role is named as an approver of the strategy, or a version waits for it."""
    for part in await parts.of_strategy(tx, strategy.workspace_id, strategy.id):
        named = part.values.get("approvers") if part.concept == "signing" else None
        if isinstance(named, list) and role_id in named:
            return True
    return bool(await editions.waiting_for_role(tx, strategy.workspace_id, role_id))


async def may_fill(ctx: Ctx, strategy: Strategy, role: Role) -> None:
    """Refuse an actor who may not fill a role that approves the strategy. Its holder may hand it on.

    Raises `not_allowed`. The clock may: it only reacts to people leaving.
    """
    if ctx.person is None or (role.holder is not None and role.holder.id == ctx.person.id):
        return
    if await approves(ctx.tx, strategy, role.id):
        await require(ctx, strategy, Action.SIGNING)
