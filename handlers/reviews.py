"""A review's buttons: add a learning, add a decision, take one back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services import reviews
from bot.views import ids
from bot.views.blocks import Content
from bot.views.reviews import decision_modal, learning_modal
from handlers.gate import Gate
from handlers.payloads import form_ref, pressed, typed_into


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons and forms of reviews."""
    app.action(ids.NOTE_LEARNING)(gate.action(_learning_form))
    app.action(ids.NOTE_DECISION)(gate.action(_decision_form))
    app.action(ids.NOTE_UNDO)(gate.action(_undo))
    app.view(ids.MODAL_LEARNING)(gate.form(ids.NOTE_TEXT[0], _learning))
    app.view(ids.MODAL_DECISION)(gate.form(ids.NOTE_TEXT[0], _decision))


async def _learning_form(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "review")
    await gate.take(args, lambda ctx: reviews.may_note(ctx, ref.id))
    await gate.open_form(args, learning_modal(ref))
    return None


async def _decision_form(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "review")
    await gate.take(args, lambda ctx: reviews.may_note(ctx, ref.id))
    await gate.open_form(args, decision_modal(ref))
    return None


async def _undo(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "note")
    await gate.take(args, lambda ctx: reviews.undo_note(ctx, ref.id))
    return None


async def _learning(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, text = form_ref(args, "review"), typed_into(args, ids.NOTE_TEXT)
    await gate.take(args, lambda ctx: reviews.note(ctx, ref.id, "learning", text))
    return None


async def _decision(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, text, owner = form_ref(args, "review"), typed_into(args, ids.NOTE_TEXT), typed_into(args, ids.NOTE_OWNER)
    await gate.take(args, lambda ctx: reviews.note(ctx, ref.id, "decision", text, owner or None))
    return None
