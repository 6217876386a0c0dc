"""Scheduling a whole week: a recurring post's week in a publishing tool, and what the messages say about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, ClosedDuty, Gone
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.weeks import still_to_come, week_around
from bot.services.calendar.calendar import make_duties
from bot.services.context.ctx import Ctx
from bot.services.duties.duties import change_along, find_mine, kept
from bot.views.duties.duty_lines import also_scheduled
from storage import calendar, changes, duties, strategies
from storage.database import Tx

WEEK = "schedule_week"  # the verb: Undo takes all of it back at once
# The last instant that is still before another one, as exact as the databases are.
JUST = timedelta(microseconds=1)


async def schedule_week(ctx: Ctx, duty_id: int) -> Duty:
    """Mark the rest of a recurring post's week as scheduled, together with the duty itself.

    Occurrences without a duty get one, so that each is counted in its own review. It is one change: Undo takes all
    of it back. Doing so twice is a success. Raises `closed_duty` for a duty that ended in another way, `gone` and
    `not_allowed`.
    """
    duty = await find_mine(ctx, duty_id, Action.SETTLE_DUTY)
    if duty.state not in ("open", "scheduled"):
        raise ClosedDuty(state=duty.state, by=duty.settled_by or "")
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id)
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, duty.slot_id) if duty.slot_id else None
    if strategy is None or slot is None:
        raise Gone(Absence.DELETED)
    begins, ends = week_around(duty.due_at, strategy.hours.zone, strategy.week_start)
    await make_duties(ctx.tx, ctx.workspace_id, slot, max(ctx.now, begins - JUST), ends - JUST, ctx.now)
    rest = []
    for other in still_to_come(duty, await _week(ctx.tx, duty, strategy), ctx.now):
        locked = await duties.by_id(ctx.tx, ctx.workspace_id, other.id, lock=True)
        if locked is not None and locked.is_open:
            rest.append(locked)
    if not rest and duty.state == "scheduled":
        return duty
    settled = duties.DutyColumns(state="scheduled", settled_at=ctx.now, settled_by=ctx.me.id, next_at=None)
    before = {**await _before(ctx, duty), "others": [{"id": other.id, **kept(other)} for other in rest]}
    change_id = await ctx.record(
        WEEK,
        "duty",
        duty.id,
        strategy_id=strategy.id,
        before=before,
        after={"state": "scheduled", "duties": [duty.id, *(other.id for other in rest)]},
    )
    for other in rest:
        await change_along(ctx, other, settled, change_id)
    # A duty that was scheduled a moment ago keeps that time: only Undo goes back further now.
    own: duties.DutyColumns = settled if duty.is_open else {}
    return await change_along(ctx, duty, own, change_id)


async def _before(ctx: Ctx, duty: Duty) -> dict[str, object]:
    """Return what Undo restores the pressed duty to: its state before it was scheduled, if that can be undone."""
    last = await changes.by_id(ctx.tx, ctx.workspace_id, duty.last_change) if duty.last_change else None
    if duty.state == "scheduled" and duty.can_be_undone(ctx.now) and last is not None and last.before is not None:
        return {name: last.before[name] for name in kept(duty)}
    return kept(duty)


async def _week(tx: Tx, duty: Duty, strategy: Strategy) -> list[Duty]:
    begins, ends = week_around(duty.due_at, strategy.hours.zone, strategy.week_start)
    return await duties.of_strategy(tx, duty.workspace_id, strategy.id, begins - JUST, ends - JUST)


# ---------------------------------------------------------------- what messages say about it


async def with_week(tx: Tx, some: Sequence[Duty], now: datetime) -> list[Duty]:
    """Return duties with how much of their slot's week is still to come, where they were scheduled."""
    found = []
    for duty in some:
        if duty.state == "scheduled" and duty.slot_id is not None:
            strategy = await strategies.by_id(tx, duty.workspace_id, duty.strategy_id)
            if strategy is not None:
                rest = still_to_come(duty, await _week(tx, duty, strategy), now)
                duty = replace(duty, more_this_week=len(rest))
        found.append(duty)
    return found


async def week_lines(tx: Tx, settled: Sequence[Duty], reader: Person, now: datetime) -> list[str]:
    """Return a line for each week that was scheduled at once: what else is scheduled besides what a message shows."""
    lines: list[str] = []
    for change_id in dict.fromkeys(d.last_change for d in settled if d.changed_verb == WEEK):
        shown = [d for d in settled if d.last_change == change_id]
        strategy = await strategies.by_id(tx, shown[0].workspace_id, shown[0].strategy_id)
        if strategy is None:
            continue
        others = [d for d in await _week(tx, shown[0], strategy) if d.last_change == change_id]
        hidden = [d for d in others if d.id not in {s.id for s in shown}]
        if hidden:
            lines.append(also_scheduled(hidden, reader, now))
    return lines
