"""An open conversation: finding it, taking buttons off its question, ending it, and answering in its place."""

from __future__ import annotations

from pydantic import BaseModel, TypeAdapter

from bot.conversations.machine import Ask
from bot.domain.messages import AskMessage, SavedMessage, ToldMessage
from bot.domain.outbox import Owed
from bot.domain.refusals import Absence, Gone, NotYourQuestion, not_gone
from bot.domain.strategies import Strategy
from bot.forms.new_forms import has_form
from bot.services.context.ctx import Ctx
from bot.services.questions.saving import save
from storage import conversations, outbox, workspaces
from storage.conversations import Conversation

ASKS: TypeAdapter[Ask] = TypeAdapter(Ask)


async def mine(ctx: Ctx, conversation_id: int) -> Conversation:
    """Find a conversation of the actor's. Raises `gone`, and `not_your_question` for others who can see it.

    Others see a thread in a channel that they are in. Any other conversation stays hidden from them.
    """
    conversation = not_gone(await conversations.by_id(ctx.tx, ctx.workspace_id, conversation_id))
    if conversation.member_id != ctx.me.id:
        place = conversation.channel if conversation.in_thread else ""
        is_there = place and await workspaces.channel_of(ctx.tx, ctx.workspace_id, place, ctx.me.id)
        raise NotYourQuestion if is_there else Gone(Absence.HIDDEN)
    return conversation


async def close_question(ctx: Ctx, conversation: Conversation, said: str) -> None:
    """Take the buttons off the question that was answered, and show the answer in their place."""
    key = AskMessage.key(conversation=conversation.id, version=conversation.version)
    asked = await outbox.by_key(ctx.tx, ctx.workspace_id, key)
    if asked is None or not asked.stands_in_slack:
        return
    has_buttons = conversation.version == 1 and has_form(conversation.state.flow)
    if has_buttons or ASKS.validate_json(AskMessage.of(asked).ask).options:
        await ctx.redraw(asked, answer=said[:200])


async def end(ctx: Ctx, conversation: Conversation, outcome: str) -> None:
    """End a conversation, and record how it ended."""
    await conversations.end(ctx.tx, conversation.id, outcome, ctx.now)
    await ctx.record(outcome, "conversation", conversation.id, strategy_id=conversation.strategy_id)


async def tell_there(ctx: Ctx, conversation: Conversation, code: str, facts: dict[str, str]) -> None:
    """Owe a plain answer in the place of a conversation."""
    await owe_there(ctx, conversation, code, ToldMessage(code=code, about=facts))


async def owe_there(ctx: Ctx, conversation: Conversation, code: str, what: ToldMessage | SavedMessage) -> None:
    """Owe a message in the place of a conversation: its direct message, or its thread in a channel."""
    is_dm = not conversation.in_thread
    await ctx.owe(
        Owed.about(
            what,
            ctx.now,
            ToldMessage.key(conversation=conversation.id, code=code, version=conversation.version),
            person=conversation.member_id if is_dm else None,
            channel=None if is_dm else conversation.channel,
            thread=None if is_dm else conversation.opener_id,
            thread_ts=None if is_dm else conversation.thread_ts,
        )
    )


async def save_result(ctx: Ctx, conversation: Conversation, strategy: Strategy | None, result: BaseModel) -> None:
    """Save a conversation's result, end it, and say so in its place. Raises `gone` where its plan is gone."""
    if strategy is None:
        raise Gone(Absence.DELETED)
    saved = await save(ctx, strategy, result)
    await end(ctx, conversation, "saved")
    await owe_there(ctx, conversation, saved.code, saved.told(strategy))
