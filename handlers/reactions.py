"""Check marks on the bot's messages: adding one means Done, removing it Undo."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.places import Place
from bot.services.context.ctx import Ctx
from bot.services.day import replies
from handlers.gate import Gate, Verb


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the events of reactions."""
    app.event("reaction_added")(gate.event(_added))
    app.event("reaction_removed")(gate.event(_removed))


def _added(args: AsyncArgs) -> Verb[None]:
    channel, ts, emoji = _about(args)
    return lambda ctx: replies.react(ctx, channel, ts, emoji) if Place(channel).is_dm else _nothing(ctx)


def _removed(args: AsyncArgs) -> Verb[None]:
    channel, ts, emoji = _about(args)
    return lambda ctx: replies.unreact(ctx, channel, ts, emoji) if Place(channel).is_dm else _nothing(ctx)


def _about(args: AsyncArgs) -> tuple[str, str, str]:
    event = args.body["event"]
    item = event.get("item") or {}
    return str(item.get("channel") or ""), str(item.get("ts") or ""), str(event.get("reaction") or "")


async def _nothing(ctx: Ctx) -> None:
    """Do nothing: only direct messages show duties."""
