"""Replans a slot when its time, days, or zone change, and withdraws its duties when it ends.

An occurrence is known by its slot and local date, whatever happens to it: a date that is planned again gets the duty
that it had, and one that was done stays done. So nothing is asked for twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import HORIZON, Due, Slot, coming
from bot.domain.duties import Duty
from bot.services.calendar.calendar import materialise
from bot.services.context.ctx import Ctx
from bot.services.context.people import who_does
from bot.services.duties.duties import announce, climb_from_here, redraw
from storage import calendar, changes, duties, standing

# A date's instant moves by at most this much, however its time of day and zone change. Duties were planned up to the
# horizon by the old time: looking no further would withdraw those that the new time moves just beyond it.
ANY_SHIFT = timedelta(days=3)
# A week scheduled at once reaches at most this far beyond the horizon.
WEEK = timedelta(days=7)


async def catch_up_planning(ctx: Ctx, slot: Slot) -> None:
    """Plan what is due of a slot before it changes: anything left out while the bot was down follows the old rule."""
    due = await calendar.next_of(ctx.tx, slot.id)
    if due is not None and due <= ctx.now:
        await materialise(ctx.tx, ctx.workspace_id, slot, due, ctx.now)


async def replan(ctx: Ctx, slot: Slot) -> None:
    """Update a slot's duties from now on to its rule, time and zone.

    An open duty whose date is still planned moves to the new time, and its ladder starts over; otherwise it is
    withdrawn. Where the new time of a date is already past, its open duty stays as it is (unless it was due then
    before: that is an Undo), and so do overdue duties that aren't planned again. Anyone with something new to do
    today is told.
    """
    exceptions = await calendar.exceptions_of(ctx.tx, slot.id)
    around = {
        due.local_date: due
        for due in coming(slot, exceptions, ctx.now - ANY_SHIFT, ctx.now + HORIZON + WEEK + ANY_SHIFT)
    }
    planned = await duties.by_occurrence(ctx.tx, ctx.workspace_id, slot.id, sorted(around))
    for day, duty in planned.items():
        if around[day].at > ctx.now or await _was_due_then(ctx, duty, around[day]):
            await _bring_into_line(ctx, duty, around[day])
    for duty in await duties.open_of_slot(ctx.tx, ctx.workspace_id, slot.id, ctx.now):
        if duty.id not in {one.id for one in planned.values()}:
            await withdraw(ctx, duty)
    for duty_id in await materialise(ctx.tx, ctx.workspace_id, slot, ctx.now, ctx.now):
        made = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id)
        if made is not None:
            await begin(ctx, made)


async def _was_due_then(ctx: Ctx, duty: Duty, due: Due) -> bool:
    """Tell whether an open duty was moved away from the time that its date has now.

    Its messages from back then aren't repeated: the time is part of their keys.
    """
    moved = await changes.last_of(ctx.tx, ctx.workspace_id, "duty", duty.id, "move_duty") if duty.is_open else None
    return moved is not None and datetime.fromisoformat(str((moved.before or {})["due_at"])) == due.at


async def _bring_into_line(ctx: Ctx, duty: Duty, due: Due) -> None:
    """Move an open duty to its new due time; reopen one that was withdrawn. Settled duties stay settled."""
    assert duty.occurrence_id is not None
    if duty.state == "withdrawn":
        await reopen(ctx, duty, due.at)
        await calendar.move_occurrence(ctx.tx, duty.occurrence_id, due.at)
    elif duty.is_open and duty.due_at != due.at:
        await calendar.move_occurrence(ctx.tx, duty.occurrence_id, due.at)
        await _change(ctx, duty, "move_duty", {**_begun_anew(due.at), "last_change": None})


def _begun_anew(due_at: datetime) -> duties.DutyColumns:
    return {"due_at": due_at, "snoozed_until": None, "rung": 0, "next_at": due_at}


async def _change(ctx: Ctx, duty: Duty, verb: str, values: duties.DutyColumns) -> None:
    """Change a duty as it was read, unless somebody settles it at this very moment: then theirs counts."""
    if not await duties.change(ctx.tx, duty, **values):
        return
    changed = await duties.by_id(ctx.tx, ctx.workspace_id, duty.id)
    assert changed is not None
    before = {"state": duty.state, "due_at": duty.due_at.isoformat()}
    after = {"state": changed.state, "due_at": changed.due_at.isoformat()}
    await ctx.record(verb, "duty", duty.id, strategy_id=duty.strategy_id, before=before, after=after)
    if changed.is_open:
        await climb_from_here(ctx, changed)
    await redraw(ctx, changed)


async def withdraw(ctx: Ctx, duty: Duty) -> None:
    """Withdraw an open duty: reminders stop, and every message that shows it says so."""
    await _change(ctx, duty, "withdraw", {"state": "withdrawn", "next_at": None, "last_change": None})


async def reopen(ctx: Ctx, duty: Duty, due_at: datetime) -> None:
    """Reopen a withdrawn duty. Its owner is told today's, unless a message about it is in Slack.

    If its due time is unchanged, it continues at its rung: earlier messages count, and so does a snooze.
    """
    anew: duties.DutyColumns = {} if due_at == duty.due_at else _begun_anew(due_at)
    await _change(ctx, duty, "reopen", {**anew, "state": "open", "last_change": None})
    if not await standing.showing(ctx.tx, ctx.workspace_id, duty.id):
        opened = await duties.by_id(ctx.tx, ctx.workspace_id, duty.id)
        assert opened is not None
        await begin(ctx, opened)


async def begin(ctx: Ctx, duty: Duty) -> None:
    """Start a duty's ladder. Its owner is told if it is due today."""
    resolved = await who_does(ctx.tx, duty)
    if resolved is not None:
        await climb_from_here(ctx, duty)
        await announce(ctx, duty, resolved.person, "new")


async def withdraw_all(ctx: Ctx, slot: Slot) -> list[int]:
    """Withdraw every open duty of a slot, including overdue ones, and return their ids."""
    found = await duties.open_of_slots(ctx.tx, ctx.workspace_id, [slot.id])
    for duty in found:
        await withdraw(ctx, duty)
    return [duty.id for duty in found]


async def reopen_all(ctx: Ctx, duty_ids: Sequence[int]) -> None:
    """Reopen those of some duties that are still withdrawn, at the times that they had."""
    for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, list(duty_ids)):
        if duty.state == "withdrawn":
            await reopen(ctx, duty, duty.due_at)


async def redraw_open(ctx: Ctx, slot_ids: Sequence[int]) -> None:
    """Owe updates of all messages that show open duties of some slots."""
    for duty in await duties.open_of_slots(ctx.tx, ctx.workspace_id, slot_ids):
        await redraw(ctx, duty)


async def rename_open(ctx: Ctx, slot: Slot) -> None:
    """Give a slot's open duties its title and kind."""
    for duty in await duties.open_of_slots(ctx.tx, ctx.workspace_id, [slot.id]):
        if (duty.title, duty.kind) != (slot.title, slot.kind):
            await _change(ctx, duty, "rename_duty", {"title": slot.title, "kind": slot.kind})


async def pass_on(ctx: Ctx, slot: Slot) -> None:
    """Give a slot's open duties from now on to its role. New owners are told about today's."""
    for duty in await duties.open_of_slot(ctx.tx, ctx.workspace_id, slot.id, ctx.now):
        if duty.role_id != slot.role_id:
            await pass_to(ctx, duty, slot.role_id)


async def pass_to(ctx: Ctx, duty: Duty, role_id: int) -> None:
    """Give an open duty to another role. Its new owner is told if it is due today, unless it is theirs already."""
    before = await who_does(ctx.tx, duty)
    await _change(ctx, duty, "pass_on", {"role_id": role_id})
    changed = await duties.by_id(ctx.tx, ctx.workspace_id, duty.id)
    after = await who_does(ctx.tx, changed) if changed else None
    if changed and after and (before is None or before.person.id != after.person.id):
        await announce(ctx, changed, after.person, "new")
