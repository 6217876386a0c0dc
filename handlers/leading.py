"""Taking over a plan that nobody leads, and taking the lead back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.plan import leading, returned_leads
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import pressed


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the two buttons."""
    app.action(ids.LEAD_TAKE_OVER)(gate.action(_take_over))
    app.action(ids.LEAD_TAKE_BACK)(gate.action(_take_back))


async def _take_over(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "strategy")
    await gate.take(args, lambda ctx: leading.take_over(ctx, ref.id))
    return None


async def _take_back(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "change")
    await gate.take(args, lambda ctx: returned_leads.take_back(ctx, ref.id))
    return None
