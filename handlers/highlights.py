"""The buttons below a new highlight: put its work on the calendar, and take that back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.editing import highlights
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import pressed


def register(app: AsyncApp, gate: Gate) -> None:
    """Register both buttons."""
    app.action(ids.HIGHLIGHT_PLAN)(gate.action(_plan))
    app.action(ids.HIGHLIGHT_UNDO)(gate.action(_take_off))


def _stands_at(args: AsyncArgs) -> tuple[str, str]:
    container = args.body.get("container") or {}
    return str(container.get("channel_id") or ""), str(container.get("message_ts") or "")


async def _plan(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, (channel, ts) = pressed(args, "part"), _stands_at(args)
    await gate.take(args, lambda ctx: highlights.plan_work(ctx, ref.id, channel, ts))
    return None


async def _take_off(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, (channel, ts) = pressed(args, "change"), _stands_at(args)
    await gate.take(args, lambda ctx: highlights.take_off(ctx, ref.id, channel, ts))
    return None
