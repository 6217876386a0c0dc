"""Conversations: opening one, taking answers in order, and saving the result."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from bot.conversations.machine import Ask, Cancelled, answer, begin, talked_of
from bot.domain.errors import Refusal
from bot.domain.messages import FIRST_UPDATE, AskMessage, ReviewMessage, ToldMessage, WeekMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action
from bot.domain.places import DIRECT, Place
from bot.domain.refusals import (
    Absence,
    AlreadyHome,
    AnsweredAlready,
    BeingSetUp,
    ChangedMeanwhile,
    ConversationOpen,
    ConversationOver,
    Gone,
    NotInChannel,
    SetupInChannel,
)
from bot.domain.strategies import NewStrategy, Strategy
from bot.language.answers import plain, with_names
from bot.services.context.access import require
from bot.services.context.context_for import context_for
from bot.services.context.ctx import Ctx
from bot.services.plan.founding import found
from bot.services.questions.open_conversations import ASKS, close_question, end, mine, save_result, tell_there
from bot.services.reviews import reviews
from storage import conversations, outbox, strategies, workspaces
from storage.conversations import Conversation

# In the direct message, in a thread of the channel, or in the channel if the bot is in it: Slack has not told us yet.
Opened = Literal["dm", "thread", "perhaps"]
# Our clock and Slack's may differ by at most this much.
SKEW = timedelta(minutes=1)


# ---------------------------------------------------------------- opening


async def open_conversation(ctx: Ctx, flow: str, text: str, place: Place, strategy: Strategy | None) -> Opened:
    """Open a conversation with its first question, and return where it is held.

    A plan is discussed in public only in its own home: elsewhere, people could read about it who must not know.
    What was typed with the command is taken as answers. Raises `already_home`, `being_set_up`, `setup_in_channel`,
    `not_in_channel`, `conversation_open`.
    """
    if flow == "setup":
        if place.is_dm:
            raise SetupInChannel
        existing = await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel)
        if existing is not None:
            raise AlreadyHome(name=existing.name)
        under_way = await strategies.building_at(ctx.tx, ctx.workspace_id, place.channel)
        if under_way is not None:
            raise BeingSetUp(name=under_way.name)
    if strategy is not None and place.channel != strategy.channel:
        place = DIRECT
    opened: Opened = "dm"
    if not place.is_dm:
        here = await workspaces.channel_by_slack_id(ctx.tx, ctx.workspace_id, place.channel)
        if here is not None and here.bot_is_in is False:
            raise NotInChannel(bot=ctx.workspace.bot_name, command=f"/beat {flow} {text}".strip())
        opened = "thread" if here is not None and here.bot_is_in else "perhaps"
    present = await conversations.current(ctx.tx, ctx.workspace_id, place.key, ctx.me.id)
    if present is not None:
        noun, said = talked_of(present.state)
        raise ConversationOpen(noun=noun, said=said, where="thread" if present.in_thread else "dm")
    context = await context_for(ctx, strategy, place.channel, text)
    state, ask = begin(flow, text, context)
    conversation_id = await conversations.begin(
        ctx.tx,
        ctx.workspace_id,
        ctx.me.id,
        strategy.id if strategy else None,
        place.key,
        not place.is_dm,
        state,
        ctx.now,
    )
    if conversation_id is None:
        raise ConversationOpen
    await ctx.record(
        "open_conversation", "conversation", conversation_id, strategy_id=strategy.id if strategy else None
    )
    opener = await _owe_question(ctx, conversation_id, 1, ask, place.channel, place.is_dm)
    await conversations.set_place(ctx.tx, conversation_id, opener_id=opener)
    return opened


async def _owe_question(
    ctx: Ctx,
    conversation_id: int,
    version: int,
    ask: Ask,
    channel: str,
    is_dm: bool,
    thread: int | None = None,
    thread_ts: str | None = None,
) -> int | None:
    what = AskMessage(conversation=conversation_id, version=version, ask=ASKS.dump_json(ask).decode())
    person, place = (ctx.me.id, None) if is_dm else (None, channel)
    owed = Owed.about(what, ctx.now, person=person, channel=place, thread=thread, thread_ts=thread_ts)
    return await ctx.owe(owed)


# ---------------------------------------------------------------- answering


async def hear(ctx: Ctx, place: Place, thread_ts: str | None, ts: str, text: str, root_by: str | None = None) -> bool:
    """Take a message as an answer, or as a reply in a review's thread; False where it was neither.

    `root_by` is who opened the thread, by Slack's id, where Slack says so.

    A message older than the last one taken is no answer: Slack does not promise an order.
    """
    conversation = await conversations.current(ctx.tx, ctx.workspace_id, place.key, ctx.me.id)
    if conversation and await _belongs(ctx, conversation, thread_ts, root_by):
        if as_time(ts) > as_time(conversation.last_ts):
            await take(ctx, conversation, text, ts, thread_ts)
        return True
    if thread_ts:
        root = await outbox.by_ts(ctx.tx, ctx.workspace_id, place.channel, thread_ts)
        if root and root.kind == ReviewMessage.kind:
            return await reviews.hear(ctx, ReviewMessage.of(root).review, text, ts)
    return False


def as_time(ts: str) -> tuple[int, int]:
    """Read Slack's time of a message, for comparisons; the beginning of time for text that isn't one."""
    seconds, _, rest = ts.partition(".")
    return (int(seconds), int(rest or 0)) if seconds.isdigit() and rest.isdigit() else (0, 0)


async def _belongs(ctx: Ctx, conversation: Conversation, thread_ts: str | None, root_by: str | None) -> bool:
    """Tell whether a message in a thread (or in none) belongs to a conversation.

    Its opening question may be in Slack before we know where. Then any thread counts that it could have opened:
    ours, later than the messages before it, and not known for another.
    """
    if not conversation.in_thread:
        return True
    if thread_ts is None:
        return False
    if conversation.thread_ts is not None:
        return conversation.thread_ts == thread_ts
    opener = await outbox.by_id(ctx.tx, conversation.opener_id) if conversation.opener_id else None
    if opener is None:
        return False
    if opener.ts is not None:
        await conversations.set_place(ctx.tx, conversation.id, thread_ts=opener.ts)
        return opener.ts == thread_ts
    if opener.state not in ("sending", "unsure", "unknown") or root_by not in (None, ctx.workspace.bot_slack_id):
        return False
    before = await outbox.last_ts(ctx.tx, opener, conversation.channel) or ""
    earliest = max(as_time(before), (int((conversation.since - SKEW).timestamp()), 0))
    if as_time(thread_ts) <= earliest:
        return False
    if await outbox.by_ts(ctx.tx, ctx.workspace_id, conversation.channel, thread_ts) is not None:
        return False
    if opener.state == "unknown":  # nobody will ever find out more
        await conversations.set_place(ctx.tx, conversation.id, thread_ts=thread_ts)
    return True


async def choose(
    ctx: Ctx, conversation_id: int, version: int, index: int, ts: str, thread_ts: str | None = None
) -> None:
    """Take the option that was pressed at `ts` as an answer. Pressing it twice is a success.

    `thread_ts` is the thread of the question, or the question itself where it opened one. Raises `gone`,
    `not_your_question`, `conversation_over`, `answered_already`.
    """
    conversation = await mine(ctx, conversation_id)
    asked = await outbox.by_key(ctx.tx, ctx.workspace_id, AskMessage.key(conversation=conversation_id, version=version))
    options = ASKS.validate_json(AskMessage.of(asked).ask).options if asked else ()
    if not 0 <= index < len(options):
        raise Gone(Absence.FOREIGN)
    if asked and conversation.version > version and await _answer_of(ctx, asked) == options[index].label[:200]:
        return
    if conversation.is_over:
        raise ConversationOver
    if conversation.version != version:
        raise AnsweredAlready
    # Text that was typed before the press, and arrives after it, doesn't answer the next question.
    pressed_at = max(conversation.last_ts, ts, key=as_time)
    await take(ctx, conversation, options[index].value, pressed_at, thread_ts, options[index].label)


async def take(
    ctx: Ctx, conversation: Conversation, text: str, ts: str, thread_ts: str | None, label: str | None = None
) -> None:
    """Take one answer: save the conversation's progress, and owe the next question or the end.

    Messages go to the thread of the answer, in case it never comes out where the opening question is.
    """
    if conversation.in_thread and conversation.thread_ts is None:
        conversation = replace(conversation, thread_ts=thread_ts)
    strategy = (
        await strategies.by_id(ctx.tx, ctx.workspace_id, conversation.strategy_id) if conversation.strategy_id else None
    )
    if strategy:
        await require(ctx, strategy, Action.SEE_STRATEGY)
    context = await context_for(ctx, strategy, conversation.channel, text)
    state, said = answer(conversation.state, text, context)
    if not await conversations.save(ctx.tx, conversation, state, ts):
        raise ChangedMeanwhile
    await ctx.record(
        "answer",
        "conversation",
        conversation.id,
        strategy_id=conversation.strategy_id,
        before={"step": conversation.state.step},
        after={"step": state.step},
    )
    await close_question(ctx, conversation, label or plain(with_names(text, context.names)))
    if isinstance(said, Ask):
        is_dm = not conversation.in_thread
        thread, thread_ts = (None, None) if is_dm else (conversation.opener_id, conversation.thread_ts)
        version = conversation.version + 1
        await _owe_question(ctx, conversation.id, version, said, conversation.channel, is_dm, thread, thread_ts)
    elif isinstance(said, Cancelled):
        await end(ctx, conversation, "cancelled")
        await tell_there(ctx, conversation, "cancelled", {})
    else:
        if isinstance(said.result, NewStrategy):
            await _found_here(ctx, conversation, said.result)
        else:
            await save_result(ctx, conversation, strategy, said.result)


async def _answer_of(ctx: Ctx, asked: Message) -> str | None:
    """Return the answer shown in place of a question's buttons, None where it has none yet."""
    redrawn = await outbox.by_key(ctx.tx, ctx.workspace_id, FIRST_UPDATE(message=asked.key))
    return AskMessage.of(redrawn).answer if redrawn else None


async def cancel(ctx: Ctx, place: Place) -> bool:
    """Cancel the actor's conversation in a place, wherever its thread has gone; False where there is none.

    A conversation that moved from there to their direct messages ends too.
    """
    conversation = await conversations.current(ctx.tx, ctx.workspace_id, place.key, ctx.me.id)
    if conversation is None:
        conversation = await conversations.current(ctx.tx, ctx.workspace_id, DIRECT.key, ctx.me.id)
    if conversation is None:
        return False
    await end(ctx, conversation, "cancelled")
    if conversation.in_thread:
        await tell_there(ctx, conversation, "cancelled", {})
    return True


# ---------------------------------------------------------------- saving


async def _found_here(ctx: Ctx, conversation: Conversation, new: NewStrategy) -> None:
    """Found the plan that set-up gathered, end the conversation, and owe the messages of the week to come."""
    home = await workspaces.keep_channel(ctx.tx, ctx.workspace_id, conversation.channel, ctx.now)
    founded = await found(ctx, home, new)
    await end(ctx, conversation, "saved")
    opener, thread_ts = conversation.opener_id, conversation.thread_ts
    week, channel = WeekMessage(strategy=founded.id), conversation.channel
    await ctx.owe(Owed.about(week, ctx.now, channel=channel, thread=opener, thread_ts=thread_ts))


async def refuse_there(ctx: Ctx, place: Place, thread_ts: str | None, key: str, refusal: Refusal) -> None:
    """Owe a refusal where a message was typed: events have no answer of their own."""
    await ctx.owe(
        Owed.about(
            ToldMessage(refusal=refusal.code, about=refusal.facts),
            ctx.now,
            ToldMessage.refused(event=key),
            person=ctx.me.id if place.is_dm else None,
            channel=None if place.is_dm else place.channel,
            thread_ts=None if place.is_dm else thread_ts,
        )
    )
