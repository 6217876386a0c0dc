"""Sharing a list: a list that one person sees is posted in the home channel of its plan, and nowhere else."""

from __future__ import annotations

from bot.domain.messages import Facts, SharedMessage
from bot.domain.outbox import STANDS_IN_SLACK, Owed, State
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, Gone, NotInChannel, TooLateToUndo, not_gone
from bot.services.context.access import require
from bot.services.context.command_registry import LISTS
from bot.services.context.ctx import Ctx
from bot.services.context.undo import Halves, Undo, undoes
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.pages import shared
from storage import outbox, strategies, workspaces

# In these states a list is in its channel, or about to be.
STANDS: tuple[State, ...] = ("waiting", *STANDS_IN_SLACK, "unknown")


async def share(ctx: Ctx, strategy_id: int, word: str, shown: str) -> Content:
    """Owe a list to the home channel of its strategy, and return what its sharer is told. Twice is once.

    `word` names the list and its page; `shown` is which showing of it was pressed on, as Slack names
    that message.
    Raises `gone`, `not_in_channel`.
    """
    named = shared.list_of(word)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    if named is None or named[0] not in LISTS:
        raise Gone(Absence.FOREIGN)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, strategy.channel)
    if here is not None and here.bot_is_in is False:
        raise NotInChannel(bot=ctx.workspace.bot_name)
    what, page = named
    parts: Facts = {"strategy": strategy.id, "word": word, "person": ctx.me.id, "shown": shown[:60]}
    prefix = SharedMessage.key.begin(**parts)
    if standing := await outbox.by_prefix(ctx.tx, ctx.workspace_id, prefix, STANDS):
        return shared.told(strategy, standing[-1].id, before=True)
    # The number counts earlier ones, removed since: of two simultaneous presses, one is owed already.
    number = await outbox.count_with_prefix(ctx.tx, ctx.workspace_id, prefix)
    about = SharedMessage(strategy=strategy.id, list=what, page=page, by=ctx.me.id)
    owed = Owed.about(about, ctx.now, SharedMessage.key(**parts, number=number), channel=strategy.channel)
    message_id = await ctx.owe(owed)
    if message_id is None:
        before = await outbox.by_key(ctx.tx, ctx.workspace_id, owed.key)
        assert before is not None
        return shared.told(strategy, before.id, before=True)
    await ctx.record("share", "message", message_id, strategy_id=strategy.id, after={"list": what, "page": page})
    return shared.told(strategy, message_id)


@undoes(ids.SHARE_UNDO)
async def take_back(ctx: Ctx, message_id: int) -> Halves:
    """Owe the removal of a list that the actor shared. Raises `gone`, also for somebody else's."""
    message = await outbox.by_id(ctx.tx, message_id)
    mine = message is not None and message.workspace_id == ctx.workspace_id and message.kind == "shared"
    strategy_id = SharedMessage.of(message).strategy if message and mine else 0
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id)
    if message is None or strategy is None or message.op != "post" or SharedMessage.of(message).by != ctx.me.id:
        raise Gone(Absence.DELETED if message is None else Absence.HIDDEN if strategy else Absence.FOREIGN)
    yield Undo(
        strategy=strategy,
        at=message.due_at,
        is_undone=message.state == "deleted",
        late=TooLateToUndo(),
        verb="unshare",
        about=("message", message_id),
        answer=shared.taken_back(strategy),
    )
    await ctx.take_away(message)
