"""A review's buttons: add a learning, add a decision, take one back."""

from __future__ import annotations

from collections.abc import Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.decisions import CHANGE_KINDS, WrongProposal
from bot.services.calendar.pictures import for_the_boss
from bot.services.context.ctx import Ctx
from bot.services.plan import channel_back
from bot.services.reviews import decisions, reviews
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.reviews.boss import told
from bot.views.reviews.reviews import decision_modal, learning_modal
from handlers.gate import Gate, Instead
from handlers.payloads import form_choice, form_ref, marked_in, pressed, typed_into


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons and forms of reviews."""
    app.action(ids.NOTE_LEARNING)(gate.action(_learning_form))
    app.action(ids.NOTE_DECISION)(gate.action(_decision_form))
    app.action(ids.NOTE_UNDO)(gate.press("note", reviews.undo_note))
    app.action(ids.REVIEW_BOSS)(gate.action(_boss))
    app.action(ids.REVIEW_OPEN)(gate.press("change", channel_back.open_missed))
    app.action(ids.NOTE_APPLY)(gate.press("note", decisions.apply))
    app.action(ids.NOTE_UNAPPLY)(gate.press("note", decisions.unapply))
    app.view(ids.MODAL_DECISION_CHANGE)(gate.form(ids.DECISION_THING[0], _decision_change))
    app.view(ids.MODAL_LEARNING)(gate.form(ids.NOTE_TEXT[0], _learning))
    app.view(ids.MODAL_DECISION)(gate.form(ids.NOTE_TEXT[0], _decision))


async def _note_form(ctx: Ctx, ref: ids.Ref, modal: Callable[[ids.Ref], Block]) -> Block:
    await reviews.may_note(ctx, ref.id)
    return modal(ref)


async def _learning_form(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "review")
    await gate.open_form(args, await gate.take(args, lambda ctx: _note_form(ctx, ref, learning_modal)))
    return None


async def _decision_form(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "review")
    await gate.open_form(args, await gate.take(args, lambda ctx: _note_form(ctx, ref, decision_modal)))
    return None


async def _boss(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "review")
    return told(await gate.take(args, lambda ctx: for_the_boss(ctx, ref.id)))


async def _learning(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, text = form_ref(args, "review"), typed_into(args, ids.NOTE_TEXT)
    await gate.take(args, lambda ctx: reviews.note(ctx, ref.id, "learning", text))
    return None


class _More(Exception):
    """Raised in a verb so that it leaves no receipt: only a page was sent, and the form is yet to come."""

    def __init__(self, view: Block) -> None:
        super().__init__()
        self.view = view


async def _decision(args: AsyncArgs, gate: Gate) -> Instead | None:
    ref, text, owner = form_ref(args, "review"), typed_into(args, ids.NOTE_TEXT), typed_into(args, ids.NOTE_OWNER)
    kind = next((k for k in CHANGE_KINDS if k == marked_in(args, ids.DECISION_CHANGE)), None)

    async def verb(ctx: Ctx) -> None:
        if kind is not None:
            raise _More(await decisions.details(ctx, ref.id, kind, text, owner))
        await reviews.note(ctx, ref.id, "decision", text, owner or None)

    try:
        await gate.take(args, verb)
    except _More as more:
        return Instead(more.view)
    return None


# The fields of a decision's second page, by the names that the verb knows them by.
_DETAILS = {
    "until": ids.DECISION_UNTIL,
    "when": ids.DECISION_WHEN,
    "target": ids.DECISION_TARGET,
    "due": ids.DECISION_DUE,
    "person": ids.DECISION_PERSON,
}


async def _decision_change(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, word = form_choice(args, "review", CHANGE_KINDS)
    kind = next(k for k in CHANGE_KINDS if k == word)
    text, owner = typed_into(args, ids.NOTE_TEXT), typed_into(args, ids.NOTE_OWNER)
    typed = {name: typed_into(args, field) for name, field in _DETAILS.items()}
    typed["thing"] = marked_in(args, ids.DECISION_THING)
    try:
        await gate.take(args, lambda ctx: decisions.decide(ctx, ref.id, text, owner or None, kind, typed))
    except WrongProposal as wrong:
        fields = {**_DETAILS, "thing": ids.DECISION_THING}
        return {fields[name][0]: words for name, words in wrong.fields.items()}
    return None
