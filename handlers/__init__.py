"""People's door: every listener, by product feature, as an explicit list."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp

from bot.services.context.receive import Door
from handlers import (
    commands,
    duties,
    files,
    forms,
    guards,
    health,
    highlights,
    holds,
    home,
    leading,
    lessons,
    messages,
    moving,
    questions,
    reactions,
    reviews,
    roles,
    share,
    shortcuts,
    strategy,
    workspace,
)
from handlers.gate import Gate


def register(app: AsyncApp, door: Door) -> Gate:
    """Register every listener, and return the gate that they share."""
    gate = Gate(door)
    for feature in (
        commands,
        duties,
        roles,
        reviews,
        forms,
        files,
        messages,
        moving,
        holds,
        questions,
        leading,
        lessons,
        guards,
        highlights,
        home,
        share,
        strategy,
        reactions,
        shortcuts,
        workspace,
    ):
        feature.register(app, gate)
    return gate


__all__ = ["health", "register"]
