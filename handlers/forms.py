"""The forms that change things, the one that asks before removing, and "Answer in a form"."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import WrongAnswers
from bot.domain.refusals import Absence, Gone
from bot.services.editing import editing
from bot.services.questions import forms, gap_forms
from bot.services.questions.forms import Overtaken
from bot.views.editing.forms import Opened
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import AllClosed, Gate, Instead, Verb
from handlers.payloads import chosen, chosen_ref, filled_in, pressed, pressed_any

EDITS = (ids.EDIT_GOAL, ids.EDIT_ROLE, ids.EDIT_SLOT, ids.EDIT_PART, ids.EDIT_SETTINGS, ids.EDIT_MINE)


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons that open forms, the forms, and Undo."""
    for action_id in EDITS:
        app.action(action_id)(gate.action(_open))
    app.action(ids.EDIT_END)(gate.action(_ask_to_end))
    app.action(ids.EDIT_UNDO)(gate.press("change", editing.undo_change))
    app.action(ids.ASK_FORM)(gate.action(_open_new))
    app.view(ids.MODAL_EDIT)(gate.form("", _save))
    app.view(ids.MODAL_NEW)(gate.form("", _save_new))
    app.action(ids.ADD_NEW)(gate.action(_add_new))
    app.action(ids.ADD_NUMBER)(gate.action(_add_number))
    app.view(ids.MODAL_ADD)(gate.form("", _add))
    app.view(ids.MODAL_END)(gate.form(ids.END_TAKER[0], _end))


async def _open(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed_any(args)
    await gate.open_form(args, await gate.take(args, lambda ctx: forms.open_form(ctx, ref)))
    return None


async def _open_new(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "ask")
    await gate.open_form(args, await gate.take(args, lambda ctx: forms.open_new_form(ctx, ref)))
    return None


async def _add_new(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, flow = chosen(args, "strategy")
    await gate.open_form(args, await gate.take(args, lambda ctx: gap_forms.open_named(ctx, ref.id, flow)))
    return None


async def _add_number(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "goal")
    await gate.open_form(args, await gate.take(args, lambda ctx: gap_forms.open_number(ctx, ref.id)))
    return None


async def _ask_to_end(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed_any(args)
    await gate.open_form(args, await gate.take(args, lambda ctx: forms.ask_to_end(ctx, ref)))
    return None


async def _save(args: AsyncArgs, gate: Gate) -> dict[str, str] | Instead | None:
    opened, typed = _opened(args), filled_in(args)
    return await _saved(args, gate, opened, lambda ctx: forms.save_form(ctx, opened, typed))


async def _save_new(args: AsyncArgs, gate: Gate) -> dict[str, str] | Instead | None:
    opened, typed = _opened(args), filled_in(args)
    return await _saved(args, gate, opened, lambda ctx: forms.save_new(ctx, opened, typed))


async def _add(args: AsyncArgs, gate: Gate) -> dict[str, str] | Instead | None:
    opened, typed = _opened(args), filled_in(args)
    return await _saved(args, gate, opened, lambda ctx: gap_forms.add_typed(ctx, opened, typed))


async def _saved(args: AsyncArgs, gate: Gate, opened: Opened, verb: Verb[None]) -> dict[str, str] | Instead | None:
    try:
        await gate.take(args, verb)
    except WrongAnswers as wrong:
        return {ids.field_block(name, opened.issue): words for name, words in wrong.fields.items()}
    except Overtaken as again:
        return Instead(again.view)
    return None


async def _end(args: AsyncArgs, gate: Gate) -> AllClosed:
    ref = ids.Ref.decode((args.body.get("view") or {}).get("private_metadata"))
    if ref is None:
        raise Gone(Absence.FOREIGN)
    taker = chosen_ref(args, ids.END_TAKER)
    await gate.take(args, lambda ctx: forms.end(ctx, ref, taker))
    return AllClosed()


def _opened(args: AsyncArgs) -> Opened:
    opened = Opened.decode((args.body.get("view") or {}).get("private_metadata"))
    if opened is None:
        raise Gone(Absence.FOREIGN)
    return opened
