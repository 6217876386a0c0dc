"""What people write where Drumbeat reads it: who it is for, and an answer if it was for the bot but can't be used.

In channels people talk to each other. The bot reacts to something that isn't an answer only where it names the bot, is
a file that could be meant for it, or comes from a person who is being asked something.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bot.conversations.machine import Cancelled, answer
from bot.conversations.steps import Ask
from bot.domain.messages import FIRST_UPDATE, AskMessage, Facts, ToldMessage
from bot.domain.outbox import Owed, time_of
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import Absence, AnsweredAlready, ConversationOver, Gone, NotYourQuestion
from bot.domain.reviews import recorded
from bot.language.answers import plain, with_names
from bot.language.replies import may_answer
from bot.services.context.access import kinds_towards
from bot.services.context.context_for import context_for
from bot.services.context.ctx import Ctx
from bot.services.day import replies
from bot.services.plan import moving
from bot.services.plan.directory import seen_in
from bot.services.planfile import incoming
from bot.services.talk import conversations as verbs
from bot.services.talk.conversations import SKEW, as_time
from storage import conversations, outbox, strategies
from storage.conversations import Conversation

# Text that a person types in the channel at most this long after their question may be meant as the answer.
JUST_ASKED = timedelta(hours=1)
# An edit later than this to a message that was no answer gets no reaction.
JUST_WRITTEN = timedelta(hours=24)
# Longer than this is no answer to a question.
MOST_LETTERS = 3000
# At most this much of a person's text is quoted back.
QUOTED = 200
_MENTION = re.compile(r"<@(?P<id>[A-Z0-9]{2,40})(?:\|[^<>]{0,200})?>")
# A message that begins with a name, and says more than names, is for the person named.
_TO_SOMEBODY = re.compile(r"\s{0,20}(?:<@[^<>]{1,250}>[\s,&+]{0,10}(?:and\s{1,5})?){1,20}[^\s<,&+]{1,80}\s{1,20}\S")


@dataclass(frozen=True)
class Heard:
    """A message: its text, its time, its thread if it is in one, and who opened that, where Slack says so."""

    text: str
    ts: str
    thread_ts: str | None = None
    root_by: str | None = None

    @property
    def root(self) -> str:
        """Return the thread that answers it in a channel."""
        return self.thread_ts or self.ts


async def hear(ctx: Ctx, place: Place, heard: Heard, shared: Sequence[Mapping[str, Any]] = ()) -> None:
    """Handle a message and its files; text to the bot that isn't an answer is answered with what to do instead."""
    heard, is_mentioned = _without_mention(ctx, heard)
    is_taken = False
    if shared:
        in_thread = bool(heard.thread_ts)
        is_taken = await incoming.received(
            ctx, place, heard.root, heard.text, shared, in_thread=in_thread, is_mentioned=is_mentioned
        )
        if not heard.text.strip() and not is_mentioned:
            return
    if place.is_dm:
        await _hear_directly(ctx, place, heard, help=not shared)
        return
    if heard.thread_ts and await moving.answer_old_thread(ctx, place, heard.thread_ts):
        return
    await seen_in(ctx, place.channel, heard.ts)
    if await verbs.hear(ctx, place, heard.thread_ts, heard.ts, heard.text, heard.root_by) or is_taken:
        return
    if is_mentioned:
        code = "mentioned" if await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel) else "mentioned_new"
        await _say_in_thread(ctx, place, heard.root, ToldMessage.spoken(channel=place.channel, root=heard.root), code)
    elif heard.thread_ts is None and not shared:
        await _offer_answer(ctx, place, heard)


async def _hear_directly(ctx: Ctx, place: Place, heard: Heard, *, help: bool) -> None:
    thread_ts, ts, text = heard.thread_ts, heard.ts, heard.text
    # In the thread of a reminder, "done" means that reminder, whatever else is being asked outside it.
    if thread_ts and await replies.hear(ctx, place.channel, thread_ts, ts, text):
        return
    if await verbs.hear(ctx, place, thread_ts, ts, text, heard.root_by):
        return
    if not thread_ts and await replies.hear(ctx, place.channel, None, ts, text):
        return
    if help:
        hint = await replies.hint(ctx, place.channel, thread_ts, text)
        await replies.tell(ctx, ToldMessage.hint(channel=place.channel, ts=ts), thread_ts, hint)


def _without_mention(ctx: Ctx, heard: Heard) -> tuple[Heard, bool]:
    """Remove our own name from a message, unless that is all it says: it could be the answer to "who?"."""
    ours = [match for match in _MENTION.finditer(heard.text) if match["id"] == ctx.workspace.bot_slack_id]
    if not ours:
        return heard, False
    text = heard.text
    for match in reversed(ours):
        text = f"{text[: match.start()].rstrip(' ')} {text[match.end() :].lstrip(' ,:')}"
    return replace(heard, text=text.strip() or heard.text), True


async def _say_in_thread(ctx: Ctx, place: Place, root: str, key: str, code: str, **facts: str) -> None:
    what = ToldMessage(code=code, about=facts)
    await ctx.owe(Owed.about(what, ctx.now, key, channel=place.channel, thread_ts=root))


# ---------------------------------------------------------------- an answer in the wrong place


async def _offer_answer(ctx: Ctx, place: Place, heard: Heard) -> None:
    """Offer to use what a person typed outside their question's thread; once a question, to them alone.

    The offer is in their direct messages. An ephemeral message in the channel can't be found again after a call
    with an unknown outcome.
    """
    conversation = await conversations.current(ctx.tx, ctx.workspace_id, place.key, ctx.me.id)
    if conversation is None or not conversation.in_thread or len(heard.text) > MOST_LETTERS:
        return
    if not may_answer(heard.text) or _TO_SOMEBODY.match(heard.text):
        return
    key = AskMessage.key(conversation=conversation.id, version=conversation.version)
    asked = await outbox.by_key(ctx.tx, ctx.workspace_id, key)
    if asked is None or asked.due_at < ctx.now - JUST_ASKED or as_time(heard.ts) <= as_time(conversation.last_ts):
        return
    quoted = await _would_take(ctx, conversation, heard.text)
    if quoted is None:
        return
    facts: Facts = {
        "conversation": conversation.id,
        "version": conversation.version,
        "said": heard.text,
        "quoted": quoted,
        "channel": place.channel,
    }
    what, key = ToldMessage(code="answer_in_channel", about=facts), ToldMessage.beside(**facts)
    await ctx.owe(Owed.about(what, ctx.now, key, person=ctx.me.id))


async def _would_take(ctx: Ctx, conversation: Conversation, text: str) -> str | None:
    """Return a text as people read it if a question's own reader understands it, else None."""
    strategy = None
    if conversation.strategy_id:
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, conversation.strategy_id)
        if strategy is None or not may(await kinds_towards(ctx, strategy), Action.SEE_STRATEGY):
            return None
    context = await context_for(ctx, strategy, conversation.channel, text)
    state, said = answer(conversation.state, text, context)
    if isinstance(said, Cancelled) or state == conversation.state or (isinstance(said, Ask) and said.problem):
        return None
    return plain(with_names(text, context.names))[:QUOTED]


async def use_answer(ctx: Ctx, conversation_id: int, version: int, pressed_at: str) -> None:
    """Use what a person typed outside a question's thread as its answer. Pressing it twice is a success.

    Raises `gone`, `not_your_question`, `conversation_over` and `answered_already`.
    """
    conversation = await conversations.by_id(ctx.tx, ctx.workspace_id, conversation_id)
    key = ToldMessage.beside(conversation=conversation_id, version=version)
    offered = await outbox.by_key(ctx.tx, ctx.workspace_id, key)
    if conversation is None or offered is None:
        raise Gone(Absence.DELETED)
    if conversation.member_id != ctx.me.id:
        raise NotYourQuestion
    if await outbox.by_key(ctx.tx, ctx.workspace_id, FIRST_UPDATE(message=key)) is not None:
        return
    if conversation.is_over:
        raise ConversationOver
    if conversation.version != version:
        raise AnsweredAlready
    at = max(conversation.last_ts, pressed_at, key=as_time)
    await verbs.take(ctx, conversation, str(ToldMessage.of(offered).about["said"]), at, None)
    await ctx.redraw(offered, used="1")


# ---------------------------------------------------------------- an edited message


async def edited(ctx: Ctx, place: Place, heard: Heard, before: str) -> None:
    """Tell a person who edits an answer, or a message to the bot, that it counts as first sent."""
    code = await _edited_what(ctx, place, heard, before)
    if code is None:
        return
    # A mention isn't needed in what is quoted back: it is their own message.
    what = ToldMessage(code=code, about={"said": plain(with_names(before, {}))[:QUOTED]})
    person = ctx.me.id if place.is_dm else None
    channel, thread_ts = (None, heard.thread_ts) if place.is_dm else (place.channel, heard.root)
    key = ToldMessage.edited(channel=place.channel, ts=heard.ts)
    await ctx.owe(Owed.about(what, ctx.now, key, person=person, channel=channel, thread_ts=thread_ts))


async def _edited_what(ctx: Ctx, place: Place, heard: Heard, before: str) -> str | None:
    conversation = await conversations.latest(ctx.tx, ctx.workspace_id, place.key, ctx.me.id)
    if conversation is not None and _was_answer(conversation, heard):
        return "edited_saved" if conversation.is_over else "edited_answer"
    written = time_of(heard.ts)
    if written is None or written < ctx.now - JUST_WRITTEN:
        return None
    if place.is_dm:
        return "edited_message"
    root = await outbox.by_ts(ctx.tx, ctx.workspace_id, place.channel, heard.thread_ts) if heard.thread_ts else None
    is_note = root is not None and root.kind == "review" and (recorded(before) or recorded(heard.text))
    return "edited_message" if is_note else None


def _was_answer(conversation: Conversation, heard: Heard) -> bool:
    began = (int((conversation.since - SKEW).timestamp()), 0)
    if not began <= as_time(heard.ts) <= as_time(conversation.last_ts):
        return False
    return not conversation.in_thread or heard.thread_ts == conversation.thread_ts is not None
