"""Home: opening it, and turning its pages of duties. Other buttons there belong to their own features."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.day import home
from bot.services.plan import directory
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate, Verb
from handlers.payloads import pressed


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the event, and the buttons that turn pages."""
    app.event("app_home_opened")(gate.event(_opened))
    app.action(ids.HOME_NEXT)(gate.action(_turn))
    app.action(ids.HOME_BACK)(gate.action(_turn))


def _opened(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    if event.get("tab") != "home":
        return directory.nothing
    return lambda ctx: home.opened(ctx, str(event.get("channel") or ""))


async def _turn(args: AsyncArgs, gate: Gate) -> Content | None:
    pressed(args, "page")
    await gate.take(args, directory.nothing)  # the gate publishes Home again, at the page that the button names
    return None
