"""Putting the work for a highlight on the calendar, and taking it off again."""

from __future__ import annotations

from collections import Counter
from datetime import date

from pydantic import JsonValue

from bot.domain.activations import AT, Work, work_for
from bot.domain.calendar import NewSlot
from bot.domain.permissions import Action
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Highlight, Platform
from bot.domain.refusals import Absence, Gone, NothingToPlan
from bot.domain.roles import Role, Who
from bot.domain.when import Rule, local_date
from bot.services.context.access import plan_open_to, require
from bot.services.context.ctx import Ctx
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.context.whole_plan import plan_of
from bot.services.editing.adding import put_slot
from bot.services.editing.editing import READERS
from bot.services.editing.ending import ENDINGS
from bot.views.kit import ids
from storage import calendar, changes, outbox, parts, strategies
from storage.changes import Change
from storage.database import Tx

PLANNED = "plan_highlight"


async def found(tx: Tx, workspace_id: int, strategy_id: int, part_id: int) -> tuple[Plan, Part[Highlight]] | None:
    """Return a highlight with the plan that it is part of; None where it is gone."""
    strategy = await strategies.by_id(tx, workspace_id, strategy_id)
    plan = await plan_of(tx, strategy) if strategy else None
    part = next((one for one in plan.of(Highlight) if one.id == part_id), None) if plan else None
    return (plan, part) if plan and part else None


def proposed(plan: Plan, highlight: Highlight, today: date) -> list[Work]:
    """Return what a highlight asks for, where there is somebody who could do it."""
    return work_for(highlight, today, plan.strategy.working_days) if plan.roles else []


async def planned(tx: Tx, workspace_id: int, part_id: int) -> Change | None:
    """Return the change that put a highlight's work on the calendar, None where that was not done or taken back."""
    done = await changes.last_of(tx, workspace_id, "part", part_id, PLANNED)
    return done if done is not None and done.undone_by is None else None


async def plan_work(ctx: Ctx, part_id: int, channel: str, ts: str) -> None:
    """Put the work for a highlight on the calendar, for whoever does most on its platform. Twice is a success.

    The message at `channel` and `ts` offered it: it says then that it is done.
    """
    kept = await parts.ever(ctx.tx, ctx.workspace_id, "part", part_id, lock=True)
    there = await found(ctx.tx, ctx.workspace_id, kept.strategy_id, part_id) if kept else None
    if there is None:
        raise Gone(Absence.DELETED)
    plan, part = there
    await require(ctx, plan.strategy, Action.ADD_TO_PLAN)
    if await planned(ctx.tx, ctx.workspace_id, part.id) is not None:
        return
    today = local_date(ctx.now, plan.strategy.hours.zone)
    work = proposed(plan, part.value, today)
    if not work:
        raise NothingToPlan
    slots: list[JsonValue] = []
    role_id = whose(plan, part.value).id
    for one in work:
        platform_id = part.value.platform if one.kind == "publish" else None
        slots.append((await put_slot(ctx, plan.strategy, _slot(part.value, one), role_id, platform_id)).id)
    await ctx.record(PLANNED, "part", part.id, strategy_id=plan.strategy.id, after={"slots": slots})
    await _redraw(ctx, channel, ts)


def whose(plan: Plan, highlight: Highlight) -> Role:
    """Return whose the work for a highlight is: who does most on its platform, else the first role there is."""
    there = {one.id for one in plan.of(Platform)} & {highlight.platform}
    busiest = Counter(slot.role_id for slot in plan.slots if not there or slot.platform_id in there)
    known = {role.id: role for role in plan.roles}
    return next((known[one] for one, _ in busiest.most_common() if one in known), plan.roles[0])


def _slot(highlight: Highlight, work: Work) -> NewSlot:
    return NewSlot(
        kind=work.kind,
        title=work.title,
        who=Who(),
        wall=AT,
        rule=Rule.once(work.on),
        goal_id=highlight.goal,
        message=highlight.about,
    )


@undoes(ids.HIGHLIGHT_UNDO)
async def take_off(ctx: Ctx, change_id: int, channel: str, ts: str) -> Halves:
    """Take the work for a highlight off the calendar again."""
    done = await made(ctx, change_id, "part", PLANNED)
    strategy = await plan_open_to(ctx, done.strategy_id or 0, Action.ADD_TO_PLAN)
    await parts.ever(ctx.tx, ctx.workspace_id, "part", done.thing_id, lock=True)
    yield Undo(strategy=strategy, change=done)
    slots = (done.after or {}).get("slots")
    for slot_id in slots if isinstance(slots, list) else []:
        slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
        if slot is not None and not slot.is_over:
            # Whoever may put work on the calendar may take back what they just put there.
            kept = await READERS["slot"](ctx, slot_id, True)
            after = await ENDINGS["slot"].end(ctx, kept, None)
            await ctx.record("end_slot", "slot", slot_id, strategy_id=strategy.id, before={"ended": False}, after=after)
    await _redraw(ctx, channel, ts)


async def _redraw(ctx: Ctx, channel: str, ts: str) -> None:
    message = await outbox.by_ts(ctx.tx, ctx.workspace_id, channel, ts)
    if message is not None:
        await ctx.redraw(message)
