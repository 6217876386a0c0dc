"""The calendar: adding slots, turning their occurrences into duties, and looking two weeks ahead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.calendar import HORIZON, LOOK_BACK, Due, Slot, coming
from bot.domain.roles import Person, Role, resolve
from bot.domain.strategies import Strategy
from bot.domain.when import next_occurrence, zone_named
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, may_take_part, taking_part, who_does, who_has
from bot.services.duties.duties import announce, climb_from_here
from bot.services.duties.on_hold import marked
from bot.views.calendar.calendar import CalendarLine
from storage import calendar, changes, duties, members, roles, workspaces
from storage.database import Tx
from storage.planning import Taken

CALENDAR_DAYS = 14


async def begin_slot(ctx: Ctx, slot_id: int) -> Slot:
    """Plan a slot that was just added, and tell the people who have to do something for it today."""
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
    assert slot is not None
    since = await _can_be_told(ctx, slot) if ctx.is_import else ctx.now
    for duty_id in await begin_at(ctx, slot, since):
        duty = await duties.by_id(ctx.tx, ctx.workspace_id, duty_id)
        resolved = await who_does(ctx.tx, duty) if duty else None
        if duty and resolved:
            await climb_from_here(ctx, duty)
            await announce(ctx, duty, resolved.person, "new")
    return slot


async def begin_at(ctx: Ctx, slot: Slot, since: datetime) -> list[int]:
    """Make the first duties of a slot that begins at an instant, store that beginning, and return their ids."""
    if since != ctx.now:
        await calendar.change(ctx.tx, ctx.workspace_id, slot.id, since=since)
    return await materialise(ctx.tx, ctx.workspace_id, slot, since, ctx.now)


async def _can_be_told(ctx: Ctx, slot: Slot) -> datetime:
    """Return when a slot's owner can first hear of it: a slot that a file brings at night begins in the morning.

    Otherwise the first they saw of the plan would be overdue duties from that night.
    """
    resolved = await who_has(ctx.tx, ctx.workspace_id, slot.strategy_id, slot.role_id)
    if resolved is None:
        return ctx.now
    return (await hours_of(ctx.tx, ctx.workspace_id, resolved.person)).next_open(ctx.now)


async def plan_slot(ctx: Ctx, due: Taken) -> None:
    """Turn a slot's upcoming occurrences into duties."""
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, due.id)
    assert slot is not None
    if slot.is_over:
        await calendar.set_next(ctx.tx, slot.id, None)
    else:
        await materialise(ctx.tx, ctx.workspace_id, slot, due.since, ctx.now)


async def materialise(tx: Tx, workspace_id: int, slot: Slot, since: datetime, now: datetime) -> list[int]:
    """Make duties of a slot's occurrences up to the horizon, and set when to look at it again.

    Each local date has one occurrence, whatever happens to zones and clocks. What came due while the bot was down
    is still asked for if it is no older than LOOK_BACK; nothing is from before the slot existed.
    """
    until = now + HORIZON
    made = await make_duties(tx, workspace_id, slot, max(since, now - LOOK_BACK), until, now)
    following = next_occurrence(slot.rule, slot.wall, zone_named(slot.zone), until)
    await calendar.set_next(tx, slot.id, following[1] - HORIZON if following else None)
    return made


async def make_duties(
    tx: Tx, workspace_id: int, slot: Slot, after: datetime, until: datetime, now: datetime
) -> list[int]:
    """Make duties of a slot's occurrences with `after` < due <= `until` that have none yet; returns their ids."""
    made: list[int] = []
    exceptions = await calendar.exceptions_of(tx, slot.id)
    for due in coming(slot, exceptions, after, until):
        duty_id = await _make(tx, workspace_id, slot, due, now)
        if duty_id is not None:
            made.append(duty_id)
            change = exceptions.get(due.local_date)
            if change and change.action == "hand_over" and change.slack_id:
                await _hand(tx, workspace_id, duty_id, change.slack_id)
    return made


async def _make(tx: Tx, workspace_id: int, slot: Slot, due: Due, now: datetime) -> int | None:
    occurrence_id = await calendar.add_occurrence(tx, workspace_id, slot.id, due, now)
    if occurrence_id is None:
        return None
    duty_id = await duties.add(
        tx,
        workspace_id,
        slot.strategy_id,
        slot.role_id,
        slot.kind,
        slot.title,
        due.at,
        now,
        slot_id=slot.id,
        occurrence_id=occurrence_id,
    )
    assert duty_id is not None
    await changes.record(
        tx,
        workspace_id,
        actor="clock",
        member_id=None,
        receipt_id=None,
        strategy_id=slot.strategy_id,
        verb="plan_duty",
        thing="duty",
        thing_id=duty_id,
        before=None,
        after={"due_at": due.at.isoformat(), "local_date": due.local_date.isoformat()},
        at=now,
    )
    return duty_id


async def _hand(tx: Tx, workspace_id: int, duty_id: int, slack_id: str) -> None:
    duty = await duties.by_id(tx, workspace_id, duty_id)
    person = await members.by_slack_id(tx, workspace_id, slack_id)
    if duty and person:
        await duties.change(tx, duty, handed_to=person.id)


# ---------------------------------------------------------------- looking ahead


async def two_weeks(tx: Tx, strategy: Strategy, now: datetime) -> list[CalendarLine]:
    """List what is on a strategy's calendar from now on, by instant: duties where there are some, slots beyond that."""
    until = now + timedelta(days=CALENDAR_DAYS)
    every = await roles.of_strategy(tx, strategy.workspace_id, strategy.id)
    people = {r.id: await taking_part(tx, strategy, r) for r in every}
    leads = await leads_of(tx, strategy)
    lines: list[CalendarLine] = []
    known: set[tuple[int, datetime]] = set()
    owed = await duties.of_strategy(tx, strategy.workspace_id, strategy.id, now - timedelta(hours=12), until)
    for duty in await marked(tx, strategy.workspace_id, owed, now):
        if duty.slot_id is None:
            continue
        known.add((duty.slot_id, duty.due_at))
        instead = await members.by_id(tx, strategy.workspace_id, duty.handed_to) if duty.handed_to else None
        instead = instead if instead and await may_take_part(tx, strategy, instead) else None
        who = _name(people.get(duty.role_id), leads, instead)
        state = "on_hold" if duty.hold or duty.was_on_hold else duty.state
        lines.append(CalendarLine(duty.due_at, duty.zone, duty.title, duty.platform, who, duty.kind, state))
    for slot in await calendar.of_strategy(tx, strategy.workspace_id, strategy.id):
        exceptions = await calendar.exceptions_of(tx, slot.id)
        for due in coming(slot, exceptions, now + HORIZON, until):
            if (slot.id, due.at) not in known:
                who = _name(people.get(slot.role_id), leads, None)
                lines.append(CalendarLine(due.at, slot.zone, slot.title, slot.platform_name, who, slot.kind, "open"))
    return sorted(lines, key=lambda line: (line.at, line.title))


def _name(role: Role | None, leads: Sequence[Person], instead: Person | None) -> str | None:
    resolved = resolve(role, leads, instead) if role else None
    return resolved.person.name if resolved else None


async def home_of(ctx: Ctx, channel: str, name: str, is_private: bool | None) -> workspaces.Channel:
    """Return the channel in which something is typed, and record that the person typing is in it."""
    known = await workspaces.channel_of(ctx.tx, ctx.workspace_id, channel, ctx.me.id)
    if known is not None and name in ("", known.name) and is_private in (None, known.is_private):
        return known  # every command comes through here, and most have nothing new to record
    here = await workspaces.keep_channel(
        ctx.tx, ctx.workspace_id, channel, ctx.now, name=name or None, is_private=is_private
    )
    await workspaces.join(ctx.tx, ctx.workspace_id, here.id, ctx.me.id, ctx.now)
    return here
