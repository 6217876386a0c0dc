"""The written strategy: its pages, its files, and what people do with versions: submit, approve, send back, comment."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.document.sections import KEYS
from bot.domain.refusals import Absence, Gone
from bot.services.pages import strategy_pages
from bot.services.strategy import comments, editions, sending
from bot.views.kit import ids
from bot.views.kit.blocks import Content, window
from bot.views.strategy.editions import WHOLE
from handlers.gate import Gate, Instead
from handlers.payloads import chosen, form_choice, form_ref, is_ephemeral, marked_in, pressed, pressed_any, typed_into

PAGES = (
    ids.STRATEGY_OPEN,
    ids.STRATEGY_VERSION,
    ids.STRATEGY_FRONT,
    ids.STRATEGY_NEXT,
    ids.STRATEGY_PAGE,
    ids.STRATEGY_BACK,
    ids.STRATEGY_CHANGES,
    ids.STRATEGY_READ,
)


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons and menus of the document, and the forms of its versions."""
    for action_id in PAGES:
        app.action(action_id)(gate.action(_turn))
    app.action(ids.STRATEGY_FILES)(gate.action(_files))
    app.action(ids.EDITION_SUBMIT)(gate.action(_ask_to_submit))
    app.action(ids.EDITION_APPROVE)(gate.press("edition", editions.approve))
    app.action(ids.EDITION_SEND_BACK)(gate.action(_ask_to_send_back))
    app.action(ids.EDITION_WITHDRAW)(gate.press("edition", editions.take_back))
    app.action(ids.EDITION_COMMENT)(gate.action(_ask_to_comment))
    app.action(ids.COMMENT_ANSWER)(gate.action(_ask_to_answer))
    app.view(ids.MODAL_SUBMIT)(gate.form("", _submit))
    app.view(ids.MODAL_SEND_BACK)(gate.form(ids.COMMENT_TEXT[0], _send_back))
    app.view(ids.MODAL_COMMENT)(gate.form(ids.COMMENT_TEXT[0], _comment))
    app.view(ids.MODAL_ANSWER)(gate.form(ids.COMMENT_TEXT[0], _answer))


async def _turn(args: AsyncArgs, gate: Gate) -> Content | None:
    """Turn to another page: in place of one that only they see, or in a new message below one that others see."""
    found = ids.read_choice(_value(args))
    if found is None:
        raise Gone(Absence.FOREIGN)
    content = await gate.take(args, lambda ctx: strategy_pages.turn_to(ctx, *found))
    await gate.respond(args, content, instead=is_ephemeral(args) or bool(args.body.get("view")))
    return None


def _value(args: AsyncArgs) -> object:
    action = args.action or {}
    option = action.get("selected_option")
    return option.get("value") if isinstance(option, dict) else action.get("value")


async def _files(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, at = pressed_any(args), str((args.action or {}).get("action_ts") or "")
    return await gate.take(args, lambda ctx: sending.send_document(ctx, ref, at))


# ---------------------------------------------------------------- versions


async def _ask_to_submit(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "strategy")
    await gate.open_form(args, await gate.take(args, lambda ctx: editions.submit_form(ctx, ref.id)))
    return None


async def _submit(args: AsyncArgs, gate: Gate) -> Instead:
    ref, how = form_choice(args, "strategy", ("approval", "unsigned"))
    return Instead(window(await gate.take(args, lambda ctx: editions.submit(ctx, ref.id, how))))


async def _ask_to_send_back(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "edition")
    await gate.open_form(args, await gate.take(args, lambda ctx: editions.send_back_form(ctx, ref.id)))
    return None


async def _send_back(args: AsyncArgs, gate: Gate) -> Instead:
    ref, chapter, said = _said_of(args)
    return Instead(window(await gate.take(args, lambda ctx: editions.send_back(ctx, ref.id, chapter, said))))


# ---------------------------------------------------------------- comments


async def _ask_to_comment(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, chapter = chosen(args, "edition", (WHOLE, *KEYS))
    await gate.open_form(args, await gate.take(args, lambda ctx: comments.comment_form(ctx, ref.id, chapter)))
    return None


async def _comment(args: AsyncArgs, gate: Gate) -> Instead:
    ref, chapter, said = _said_of(args)
    return Instead(window(await gate.take(args, lambda ctx: comments.comment(ctx, ref.id, chapter, said))))


async def _ask_to_answer(args: AsyncArgs, gate: Gate) -> Content | None:
    ref = pressed(args, "comment")
    await gate.open_form(args, await gate.take(args, lambda ctx: comments.answer_form(ctx, ref.id)))
    return None


async def _answer(args: AsyncArgs, gate: Gate) -> Instead:
    ref, said = form_ref(args, "comment"), typed_into(args, ids.COMMENT_TEXT)
    return Instead(window(await gate.take(args, lambda ctx: comments.answer(ctx, ref.id, said))))


def _said_of(args: AsyncArgs) -> tuple[ids.Ref, str, str]:
    return form_ref(args, "edition"), marked_in(args, ids.COMMENT_SECTION), typed_into(args, ids.COMMENT_TEXT)
