"""The logo of a plan: a picture that somebody dropped, put on and taken off."""

from __future__ import annotations

from bot.domain.messages import FileMessage
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, FileOver, Gone, LogoChanged
from bot.domain.strategies import Strategy
from bot.services.context.access import plan_open_to, require
from bot.services.context.ctx import Ctx
from bot.services.planfile.incoming import found, kind_of, redraw
from storage import changes, files, strategies
from storage.files import Incoming


async def use_logo(ctx: Ctx, incoming_id: int, strategy_id: int) -> None:
    """Make a picture the logo of a plan. Raises `not_allowed`, `file_over`, `gone`."""
    dropped = await _picture(ctx, incoming_id)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id)
    if strategy is None or (not dropped.is_dm and strategy.channel != dropped.channel):
        raise Gone(Absence.DELETED if strategy is None else Absence.FOREIGN)
    await require(ctx, strategy, Action.CHANGE_SETTINGS)
    if dropped.state == "taken" and await _is_worn(ctx, strategy, dropped):
        return
    assert dropped.content is not None
    await files.set_logo(ctx.tx, ctx.workspace_id, strategy.id, dropped.content, ctx.now)
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "taken", dropped.content, "logo")
    after = {"incoming": dropped.id, "name": dropped.name}
    await ctx.record("set_logo", "logo", strategy.id, strategy_id=strategy.id, after=after)
    await redraw(ctx, dropped, FileMessage(end="logo", name=strategy.name, worn=(strategy.id, strategy.name)))


async def take_off_logo(ctx: Ctx, incoming_id: int, strategy_id: int) -> None:
    """Take a logo off its plan; it can be put back. Taking it off twice is a success.

    Raises `logo_changed` where the plan has another one by now.
    """
    dropped = await _picture(ctx, incoming_id)
    strategy = await plan_open_to(ctx, strategy_id, Action.CHANGE_SETTINGS)
    if dropped.state != "taken":
        return
    if not await _is_worn(ctx, strategy, dropped):
        raise LogoChanged
    await files.remove_logo(ctx.tx, ctx.workspace_id, strategy.id)
    await files.settle(ctx.tx, ctx.workspace_id, dropped.id, "fetched", dropped.content, "logo")
    before = {"incoming": dropped.id, "name": dropped.name}
    await ctx.record("remove_logo", "logo", strategy.id, strategy_id=strategy.id, before=before)
    await redraw(ctx, dropped, FileMessage(end=""))


async def _picture(ctx: Ctx, incoming_id: int) -> Incoming:
    dropped = await found(ctx, incoming_id)
    if kind_of(dropped.name) != "picture":
        raise Gone(Absence.FOREIGN)
    if dropped.content is None:
        raise FileOver
    return dropped


async def _is_worn(ctx: Ctx, strategy: Strategy, dropped: Incoming) -> bool:
    """Tell whether a picture is the one that was made a plan's logo last."""
    last = await changes.last_of(ctx.tx, ctx.workspace_id, "logo", strategy.id, "set_logo")
    return last is not None and (last.after or {}).get("incoming") == dropped.id
