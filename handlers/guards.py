"""The guards' warnings: dismissing one, for a reason, and taking that back."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.refusals import Absence, Gone
from bot.services.context.ctx import Ctx
from bot.services.pages.show import check_of
from bot.services.plan import guards
from bot.views.kit import ids
from bot.views.kit.blocks import Content, window
from handlers.gate import Gate, Instead
from handlers.payloads import chosen, typed_into


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the buttons below a warning, and the form that asks for a reason."""
    app.action(ids.GUARD_DISMISS)(gate.action(_ask))
    app.action(ids.GUARD_UNDISMISS)(gate.press("dismissal", _undismiss, in_place=True))
    app.view(ids.MODAL_DISMISS)(gate.form(ids.DISMISS_REASON[0], _dismiss))


async def _ask(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "strategy")
    await gate.open_form(args, await gate.take(args, lambda ctx: guards.ask_reason(ctx, ref.id, word)))
    return None


async def _dismiss(args: AsyncArgs, gate: Gate) -> Instead:
    found = ids.read_choice((args.body.get("view") or {}).get("private_metadata"))
    if found is None or found[0].thing != "strategy":
        raise Gone(Absence.FOREIGN)
    (ref, word), reason = found, typed_into(args, ids.DISMISS_REASON)
    return Instead(window(await gate.take(args, lambda ctx: guards.dismiss_worded(ctx, ref.id, word, reason))))


async def _undismiss(ctx: Ctx, dismissal_id: int) -> Content:
    # The text below the button shows at once that the warning is back.
    return await check_of(ctx, await guards.undismiss(ctx, dismissal_id), 1)
