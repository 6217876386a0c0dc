"""What people type: answers in conversations, replies in review threads; and the buttons of questions."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services import conversations, incoming
from bot.services.context import Ctx
from bot.services.conversations import Place
from bot.views import ids
from bot.views.blocks import Content
from handlers.gate import Gate, Verb
from handlers.payloads import chosen

# A message with one of these is somebody's words all the same; any other subtype is Slack's own doing.
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
# The place of the option in a list, which `ids.choice` wrote.
MOST_OPTIONS = 1000


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the message event and the options of questions."""
    app.event("message")(gate.event(_message))
    app.action(ids.ASK_CHOOSE)(gate.action(_choose))


def _message(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    spoken = event.get("subtype") in SPOKEN and not event.get("bot_id") and event.get("user")
    channel_type = str(event.get("channel_type") or "")
    place = Place(str(event.get("channel") or ""), is_private=True if channel_type == "group" else None)
    text, ts, thread_ts = str(event.get("text") or ""), str(event.get("ts") or ""), event.get("thread_ts")
    root_by, shared = event.get("parent_user_id"), [one for one in event.get("files") or () if isinstance(one, dict)]

    async def hear(ctx: Ctx) -> None:
        if not spoken:
            return
        if shared:
            await incoming.received(ctx, place, thread_ts or ts, text, shared, in_thread=bool(thread_ts))
        if text.strip() or not shared:
            await conversations.hear_or_help(ctx, place, thread_ts, ts, text, root_by, help=not shared)

    return hear


async def _choose(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "ask")
    index = int(word) if word.isdecimal() and len(word) < 4 else MOST_OPTIONS
    pressed_at = str((args.action or {}).get("action_ts") or "")
    where = args.body.get("container") or {}
    thread_ts = where.get("thread_ts") or where.get("message_ts")
    await gate.take(args, lambda ctx: conversations.choose(ctx, ref.id, ref.version, index, pressed_at, thread_ts))
    return None
