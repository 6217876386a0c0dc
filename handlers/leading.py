"""Taking over a plan that nobody leads, and taking the lead back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp

from bot.services.plan import leading, returned_leads
from bot.views.kit import ids
from handlers.gate import Gate


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the two buttons."""
    app.action(ids.LEAD_TAKE_OVER)(gate.press("strategy", leading.take_over))
    app.action(ids.LEAD_TAKE_BACK)(gate.press("change", returned_leads.take_back))
