"""The buttons of files that people drop: set up, take over, not now, and the logo."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.refusals import Absence, Gone
from bot.services.context.ctx import Ctx
from bot.services.planfile import imports, incoming, logos
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate, Listener
from handlers.payloads import chosen, pressed


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons and menus of files."""
    app.action(ids.FILE_SET_UP)(gate.action(_press(imports.set_up)))
    app.action(ids.FILE_SET_UP_CURRENT)(gate.action(_press(partial(imports.set_up, current=True))))
    app.action(ids.FILE_SET_UP_UNDO)(gate.action(_press(imports.undo_set_up, "import")))
    app.action(ids.FILE_TAKE_OVER)(gate.action(_press(incoming.merge)))
    app.action(ids.FILE_ADD)(gate.action(_press(partial(incoming.merge, doubtful="new"))))
    app.action(ids.FILE_CHANGE)(gate.action(_press(partial(incoming.merge, doubtful="change"))))
    app.action(ids.FILE_SETTINGS)(gate.action(_press(incoming.adopt)))
    app.action(ids.FILE_NOT_NOW)(gate.action(_press(incoming.not_now)))
    app.action(ids.FILE_SET_UP_IN)(gate.action(_choose(imports.set_up)))
    app.action(ids.LOGO_USE)(gate.action(_choose(logos.use_logo)))
    app.action(ids.LOGO_OFF)(gate.action(_choose(logos.take_off_logo)))


def _press(verb: Callable[[Ctx, int], Awaitable[object]], thing: str = "incoming") -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref = pressed(args, thing)
        lies = ref.id if thing == "incoming" else 0
        await gate.take(args, lambda ctx: _there(ctx, args, lies, verb(ctx, ref.id)))
        return None

    return listen


async def _there(ctx: Ctx, args: AsyncArgs, incoming_id: int, work: Awaitable[object]) -> None:
    await incoming.pressed_at(ctx, incoming_id, str((args.body.get("channel") or {}).get("id") or ""))
    await work


def _choose(verb: Callable[[Ctx, int, int], Awaitable[None]]) -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref, word = chosen(args, "incoming")
        if not word.isdecimal() or len(word) > 18:
            raise Gone(Absence.FOREIGN)
        await gate.take(args, lambda ctx: _there(ctx, args, ref.id, verb(ctx, ref.id, int(word))))
        return None

    return listen
