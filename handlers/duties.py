"""The buttons of a duty, and the forms behind some of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import WrongFields
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, CannotAppoint, Gone
from bot.services.calendar import ideas, week
from bot.services.context.ctx import Ctx
from bot.services.context.people import on_clock
from bot.services.day import replies
from bot.services.duties import duties
from bot.services.pages.show import show_today
from bot.services.people import hand_over_role
from bot.services.reviews import reviews
from bot.views.duties.duty_forms import hand_over_modal, link_modal, skip_modal, snooze_modal
from bot.views.editing.forms import Opened
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, window
from bot.views.reviews import reviews as reviews_view
from handlers.gate import Gate, Instead, Listener
from handlers.payloads import chosen, form_ref, is_ephemeral, marked_in, pressed, typed_into

Made = Callable[[Ctx, ids.Ref], Awaitable[Block]]


def register(app: AsyncApp, gate: Gate) -> None:
    """Register everything that can be done with a duty."""
    app.action(ids.DUTY_DONE)(gate.action(_press(lambda ctx, ref: duties.settle(ctx, ref.id, "done"))))
    app.action(ids.DUTY_SCHEDULED)(gate.action(_press(lambda ctx, ref: duties.settle(ctx, ref.id, "scheduled"))))
    app.action(ids.DUTY_WEEK)(gate.action(_press(lambda ctx, ref: week.schedule_week(ctx, ref.id))))
    app.action(ids.DUTY_USE)(gate.action(_use))
    app.action(ids.REPLY_PICK)(gate.action(_pick))
    app.action(ids.DUTY_UNDO)(gate.action(_press(lambda ctx, ref: duties.undo(ctx, ref.id), thing="change")))
    app.action(ids.DUTY_SNOOZE)(gate.action(_snooze))
    app.action(ids.DUTY_SKIP)(gate.action(_skip))
    app.action(ids.DUTY_HAND_OVER)(gate.action(_form(_hand_over_form)))
    app.action(ids.DUTY_LINK)(gate.action(_form(_link_form)))
    app.action(ids.NUMBERS_OPEN)(gate.action(_form(_numbers_form)))
    app.view(ids.MODAL_LINK)(gate.form(ids.LINK_URL[0], _link))
    app.view(ids.MODAL_SNOOZE)(gate.form(ids.SNOOZE_DAY[0], _snooze_until))
    app.view(ids.MODAL_HAND_OVER)(gate.form(ids.HAND_OVER_TO[0], _hand_over, {CannotAppoint: ids.HAND_OVER_FOR[0]}))
    app.view(ids.MODAL_SKIP)(gate.form(ids.SKIP_TEXT[0], _skip_because))
    app.view(ids.MODAL_NUMBERS)(gate.form("", _numbers))


def _press(verb: Callable[[Ctx, ids.Ref], Awaitable[object]], thing: str = "duty") -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref = pressed(args, thing)
        await _act(args, gate, lambda ctx: verb(ctx, ref))
        return None

    return listen


async def _act(args: AsyncArgs, gate: Gate, verb: Callable[[Ctx], Awaitable[object]]) -> None:
    """Call a verb; for a press in the list of `/beat today`, which only the presser sees, show that list again."""

    async def act(ctx: Ctx) -> Content | None:
        await verb(ctx)
        return await show_today(ctx) if is_ephemeral(args) else None

    content = await gate.take(args, act)
    if content is not None:
        await gate.respond(args, content, instead=True)


def _form(make: Made) -> Listener:
    async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
        ref = pressed(args, "duty")
        await gate.open_form(args, await gate.take(args, lambda ctx: make(ctx, ref)))
        return None

    return listen


async def _snooze(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "duty", ids.SNOOZES)
    if word == ids.SNOOZE_PICK:
        await gate.open_form(args, await gate.take(args, lambda ctx: _snooze_form(ctx, ref)))
    else:
        await _act(args, gate, lambda ctx: duties.snooze_for(ctx, ref.id, word))
    return None


async def _skip(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "duty", ids.SKIPS)
    if word == ids.SKIP_OTHER:
        await gate.open_form(args, await gate.take(args, lambda ctx: _skip_form(ctx, ref)))
    else:
        await _act(args, gate, lambda ctx: duties.skip(ctx, ref.id, word))
    return None


async def _use(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "duty")
    kind, _, source = word.partition("_")
    if kind not in ("idea", "again") or not source.isdecimal() or len(source) > 18:
        raise Gone(Absence.FOREIGN)
    await gate.take(args, lambda ctx: ideas.use(ctx, ref.id, kind, int(source)))
    return None


async def _pick(args: AsyncArgs, gate: Gate) -> Content | None:
    ref, word = chosen(args, "reply")
    if not word.isdecimal() or len(word) > 18:
        raise Gone(Absence.FOREIGN)
    await gate.take(args, lambda ctx: replies.pick(ctx, ref.id, int(word)))
    return None


# ---------------------------------------------------------------- forms, opened


async def _snooze_form(ctx: Ctx, ref: ids.Ref) -> Block:
    duty = await duties.open_for_form(ctx, ref.id)
    return snooze_modal(duty, await on_clock(ctx.tx, ctx.workspace_id, ctx.me), ctx.now)


async def _skip_form(ctx: Ctx, ref: ids.Ref) -> Block:
    return skip_modal(await duties.open_for_form(ctx, ref.id))


async def _hand_over_form(ctx: Ctx, ref: ids.Ref) -> Block:
    return hand_over_modal(await duties.for_form(ctx, ref.id, Action.HAND_OVER_DUTY))


async def _link_form(ctx: Ctx, ref: ids.Ref) -> Block:
    return link_modal(await duties.for_form(ctx, ref.id, Action.SETTLE_DUTY))


async def _numbers_form(ctx: Ctx, ref: ids.Ref) -> Block:
    _, measures, week, strategy = await reviews.form(ctx, ref.id)
    return reviews_view.numbers_modal(measures, week, ref, strategy.decimal_mark, strategy.name)


# ---------------------------------------------------------------- forms, sent


async def _link(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, link = form_ref(args, "duty"), typed_into(args, ids.LINK_URL)
    await gate.take(args, lambda ctx: duties.add_link(ctx, ref.id, link))
    return None


async def _snooze_until(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, day, wall = form_ref(args, "duty"), typed_into(args, ids.SNOOZE_DAY), typed_into(args, ids.SNOOZE_TIME)
    await gate.take(args, lambda ctx: duties.snooze_until(ctx, ref.id, day, wall))
    return None


async def _hand_over(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, to, how = form_ref(args, "duty"), typed_into(args, ids.HAND_OVER_TO), marked_in(args, ids.HAND_OVER_FOR)
    verb = hand_over_role.hand_over_for_good if how == ids.HAND_ALWAYS else duties.hand_over
    await gate.take(args, lambda ctx: verb(ctx, ref.id, to))
    return None


async def _skip_because(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    ref, text = form_ref(args, "duty"), typed_into(args, ids.SKIP_TEXT).strip()
    await gate.take(args, lambda ctx: duties.skip(ctx, ref.id, text or ids.SKIP_OTHER))
    return None


async def _numbers(args: AsyncArgs, gate: Gate) -> dict[str, str] | Instead:
    view = args.body["view"]
    opened = Opened.decode(view.get("private_metadata"))
    ref = opened.ref if opened is not None and opened.ref.thing == "duty" else form_ref(args, "duty")
    typed = {
        measure_id: typed_into(args, (block_id, ids.NUMBER_ACTION))
        for block_id in view["state"]["values"]
        if (measure_id := ids.measure_of(block_id)) is not None
    }
    if not typed:
        raise Gone(Absence.FOREIGN)
    confirmed = opened.prints if opened is not None else {}
    try:
        saved = await gate.take(args, lambda ctx: reviews.give_numbers(ctx, ref.id, typed, confirmed))
    except WrongFields as wrong:
        return {ids.number_block(measure_id): words for measure_id, words in wrong.fields.items()}
    except reviews.LooksLikeSlip as slip:
        return Instead(slip.view)
    return Instead(window(saved, reviews_view.NUMBERS))
