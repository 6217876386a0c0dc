"""Answers to an offered role: Accept, Not me, Change the hour; and Take back, after an absence."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services.context.ctx import Ctx
from bot.services.context.people import on_clock
from bot.services.people import hand_over_role, staff
from bot.services.plan import returning
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.people.roles import hour_modal
from handlers.gate import Gate
from handlers.payloads import form_ref, pressed, typed_into


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons of an offer and the form for the hour."""
    app.action(ids.OFFER_ACCEPT)(gate.press("holding", staff.accept))
    app.action(ids.OFFER_DECLINE)(gate.press("holding", staff.decline))
    app.action(ids.OFFER_HOUR)(gate.action(_hour_form))
    app.action(ids.OFFER_BACK)(gate.press("change", hand_over_role.take_back))
    app.action(ids.ROLE_RETURN)(gate.press("holding", returning.take_back))
    app.view(ids.MODAL_HOUR)(gate.form(ids.HOUR_TIME[0], _hour))


async def _hour_form(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "holding")

    async def form(ctx: Ctx) -> Block:
        return hour_modal(await on_clock(ctx.tx, ctx.workspace_id, ctx.me), ref)

    await gate.open_form(args, await gate.take(args, form))
    return None


async def _hour(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, wall = form_ref(args, "holding"), typed_into(args, ids.HOUR_TIME)
    await gate.take(args, lambda ctx: staff.change_hour(ctx, wall, ref.id))
    return None
