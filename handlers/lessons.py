"""Lessons: looking at one, answering its question, having one a day. Home and messages show them in a window."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.refusals import Absence, Gone
from bot.services.context.ctx import Ctx
from bot.services.pages.lessons import show, show_all
from bot.services.questions import lessons
from bot.views.kit import ids
from bot.views.kit.blocks import Content, window
from handlers.gate import Gate, Listener
from handlers.payloads import chosen, is_ephemeral, pressed, pressed_any

# The places of a button that starts or stops a lesson a day.
PLACES = ("lesson", "holding", "aside")


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons of lessons."""
    app.action(ids.LESSONS_ALL)(gate.action(_all))
    app.action(ids.LESSON_READ)(gate.action(_read))
    app.action(ids.LESSON_PICK)(gate.action(_read))
    app.action(ids.LESSON_ANSWER)(gate.action(_answer))
    app.action(ids.LESSONS_DAILY)(gate.action(_daily(wanted=True)))
    app.action(ids.LESSONS_STOP)(gate.action(_daily(wanted=False)))


async def _all(args: AsyncArgs, gate: Gate) -> Content | None:
    pressed(args, "lesson")
    await _show(args, gate, await gate.take(args, show_all))
    return None


async def _read(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "lesson")
    await _show(args, gate, await gate.take(args, lambda ctx: show(ctx, ref.id)))
    return None


async def _answer(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "lesson", ("0", "1", "2"))

    async def answer(ctx: Ctx) -> Content:
        await lessons.answer(ctx, ref.id, int(word))
        return await show(ctx, ref.id)

    await _in_place(args, gate, await gate.take(args, answer))
    return None


def _daily(*, wanted: bool) -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref = pressed_any(args)
        if ref.thing not in PLACES:
            raise Gone(Absence.FOREIGN)

        async def daily(ctx: Ctx) -> Content:
            await lessons.daily(ctx, ref, wanted=wanted)
            return await show_all(ctx)

        await _in_place(args, gate, await gate.take(args, daily))
        return None

    return listen


async def _show(args: AsyncArgs, gate: Gate, content: Content) -> None:
    """Show it instead of a message that only its reader sees; from a message that stays, in a new window."""
    if args.body.get("view") or is_ephemeral(args):
        await gate.respond(args, content, instead=True)
    else:
        await gate.open_form(args, window(content, "Lessons"))


async def _in_place(args: AsyncArgs, gate: Gate, content: Content) -> None:
    """Show the result of a press where it was pressed; a message that stays is redrawn by itself."""
    if args.body.get("view") or is_ephemeral(args):
        await gate.respond(args, content, instead=True)
