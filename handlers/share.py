"""Sharing a list in the home channel of its plan, and taking it back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.plan import share
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import chosen, pressed_on


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons below a list, and below the notice that it was shared."""
    app.action(ids.SHARE_LIST)(gate.action(_share))
    app.action(ids.SHARE_UNDO)(gate.press("message", share.take_back, in_place=True))


async def _share(args: AsyncArgs, gate: Gate) -> Content | None:
    (ref, word), shown = chosen(args, "strategy"), pressed_on(args)
    return await gate.take(args, lambda ctx: share.share(ctx, ref.id, word, shown))
