"""Resuming what is on hold, and taking that back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.calendar import holds
from bot.views.calendar.holds import ended
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import is_ephemeral, pressed


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons of a hold."""
    app.action(ids.HOLD_RESUME)(gate.action(_resume))
    app.action(ids.HOLD_UNDO)(gate.press("change", holds.undo_resume))


async def _resume(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "hold")
    found = await gate.take(args, lambda ctx: holds.resume(ctx, ref.id))
    if is_ephemeral(args):
        # A list that only its asker sees cannot be redrawn otherwise.
        await gate.respond(args, ended(found), instead=True)
    return None
