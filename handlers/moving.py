"""The button that moves a plan into the channel where it is pressed."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.plan import moving
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import chosen


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the button below what `/beat move here` shows."""
    app.action(ids.MOVE_HERE)(gate.action(_move))


async def _move(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "strategy")
    channel = str((args.body.get("channel") or {}).get("id") or "")
    content = await gate.take(args, lambda ctx: moving.press(ctx, ref.id, word, channel))
    await gate.respond(args, content, instead=True)
    return None
