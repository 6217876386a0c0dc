"""Questions about a plan: answering one, putting it off, and taking that back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.questions import PutOffKind
from bot.services.context.ctx import Ctx
from bot.services.questions import gap_forms, questions
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.questions import questions as asides_view
from handlers.gate import Gate, Listener
from handlers.payloads import chosen, is_own_view


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the three buttons of a question, and Undo."""
    app.action(ids.GAP_ANSWER)(gate.action(_answer))
    app.action(ids.GAP_LATER)(gate.action(_put_off("not_now")))
    app.action(ids.GAP_NOT_OURS)(gate.action(_put_off("not_ours")))
    app.action(ids.GAP_UNDO)(gate.press("change", questions.take_back, in_place=True))


async def _answer(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "strategy")

    async def form(ctx: Ctx) -> Block:
        _, gap = await questions.gap_named(ctx, ref.id, word)
        return await gap_forms.open_gap(ctx, ref.id, gap.key)

    await gate.open_form(args, await gate.take(args, form))
    return None


def _put_off(kind: PutOffKind) -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref, word = chosen(args, "strategy")
        told, zone = await gate.take(args, lambda ctx: questions.put_off_gap(ctx, ref.id, word, kind))
        # Our own message is redrawn, with Undo in it; a list that only its asker sees isn't.
        return asides_view.told_alone(told, zone) if is_own_view(args) else None

    return listen
