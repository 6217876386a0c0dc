"""What people type: answers in conversations, replies in review threads; and the buttons of questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.places import Place
from bot.services.context.ctx import Ctx
from bot.services.talk import conversations, listening
from bot.services.talk.listening import Heard
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate, Verb
from handlers.payloads import chosen, pressed

# Messages with one of these subtypes are people's words, too; any other subtype is Slack's own doing.
SPOKEN = (None, "file_share", "thread_broadcast", "me_message")
EDITED = "message_changed"
# The place of the option in a list, which `ids.choice` wrote.
MOST_OPTIONS = 1000


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the message event and the options of questions."""
    app.event("message")(gate.event(_message))
    app.action(ids.ASK_CHOOSE)(gate.action(_choose))
    app.action(ids.ASK_USE)(gate.action(_use))


def _message(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    channel_type = str(event.get("channel_type") or "")
    place = Place(str(event.get("channel") or ""), is_private=True if channel_type == "group" else None)
    if event.get("subtype") == EDITED:
        return _edited(place, event.get("message") or {}, event.get("previous_message") or {})
    text, ts, thread_ts = str(event.get("text") or ""), str(event.get("ts") or ""), event.get("thread_ts")
    root_by, shared = event.get("parent_user_id"), [one for one in event.get("files") or () if isinstance(one, dict)]
    is_spoken = _is_spoken(event)

    async def hear(ctx: Ctx) -> None:
        if is_spoken:
            await listening.hear(ctx, place, Heard(text, ts, thread_ts, root_by), shared)

    return hear


def _is_spoken(message: Mapping[str, Any]) -> bool:
    return message.get("subtype") in SPOKEN and not message.get("bot_id") and bool(message.get("user"))


def _edited(place: Place, message: Mapping[str, Any], before: Mapping[str, Any]) -> Verb[None]:
    """Handle an edited message. Slack reports a link's preview the same way, with unchanged words."""
    text, first = str(message.get("text") or ""), str(before.get("text") or "")
    heard = Heard(text, str(message.get("ts") or ""), message.get("thread_ts"))
    is_edit = _is_spoken(message) and text != first

    async def hint(ctx: Ctx) -> None:
        if is_edit and ctx.person is not None and ctx.person.slack_id == message.get("user"):
            await listening.edited(ctx, place, heard, first)

    return hint


async def _choose(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "ask")
    index = int(word) if word.isdecimal() and len(word) < 4 else MOST_OPTIONS
    pressed_at = str((args.action or {}).get("action_ts") or "")
    where = args.body.get("container") or {}
    thread_ts = where.get("thread_ts") or where.get("message_ts")
    await gate.take(args, lambda ctx: conversations.choose(ctx, ref.id, ref.version, index, pressed_at, thread_ts))
    return None


async def _use(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "ask")
    pressed_at = str((args.action or {}).get("action_ts") or "")
    await gate.take(args, lambda ctx: listening.use_answer(ctx, ref.id, ref.version, pressed_at))
    return None
