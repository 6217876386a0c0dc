"""A person's day in messages: digests and catch-ups, one duty by itself, and duties handed up to a lead."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.composing.people import with_roles
from bot.delivery.composing.questions import closing_of
from bot.domain.duties import Digest, Duty, digest_of, reach_of_digest
from bot.domain.escalation import LEAD_AFTER, Rung
from bot.domain.messages import (
    ArrivalMessage,
    CatchUpMessage,
    DigestMessage,
    LeadMessage,
    NudgeMessage,
    ReminderMessage,
)
from bot.domain.outbox import Message, lateness
from bot.domain.roles import Person
from bot.domain.when import Hours
from bot.services.calendar import ideas
from bot.services.calendar.week import with_week
from bot.services.context.composers import (
    AwaitsFate,
    ForSomebodyElse,
    Made,
    NotWanted,
    NotYet,
    PutOff,
    Shows,
    as_shown,
    composes,
    composes_for_reader,
    put_off,
    reader_of,
)
from bot.services.context.people import hours_of, may_take_part, who_does
from bot.services.day import ladder, recall, replies
from bot.services.duties import digests as digest_service
from bot.services.duties.digests import day_of, is_caught_up, owe_catch_up, shown_by
from bot.services.duties.on_hold import mark, marked
from bot.views.calendar import holds as holds_view
from bot.views.duties import digests as digests_view
from bot.views.duties import duties as duties_view
from bot.views.duties import handed_away_duties
from bot.views.duties import lead_digest as leads_view
from bot.views.duties.lead_digest import HandedUp
from bot.views.kit.blocks import Content
from bot.views.questions import questions as asides_view
from storage import duties, outbox, silences, standing, strategies
from storage.database import Tx

# A nudge, a reminder or word of a new duty is for whoever is to do the duty when it leaves.
_FOLLOWS_THE_WORK = frozenset({ArrivalMessage.kind, ReminderMessage.kind, NudgeMessage.kind})


@composes_for_reader(DigestMessage)
async def _digest(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    if message.op == "update":
        return await _redrawn(tx, message, reader, now), ()
    hours = await hours_of(tx, message.workspace_id, reader)
    if not hours.contains(now):
        at = hours.next_open(now)
        # Another day's digest carries what stood in this one.
        today = message.key.startswith(DigestMessage.key(person=reader.id, day=hours.local_date(at)))
        return PutOff(at) if today else NotWanted("in_next_digest"), ()
    late = lateness("digest", message.due_at, now)
    if late == "too_late":
        day_now = hours.local_date(now)
        await owe_catch_up(tx, message.workspace_id, reader, day_now, message.due_at, now, for_digest=True)
        return NotWanted("in_catch_up"), ()
    if late == "late" and await is_caught_up(tx, message.workspace_id, reader, message.due_at):
        return NotWanted("in_catch_up"), ()
    day = await day_of(tx, message.workspace_id, reader, now)
    if day.digest.is_empty:
        return NotWanted("on_hold" if day.held else "nothing_due"), ()
    closing = await closing_of(tx, message, reader, now)
    since = message.due_at if late == "late" else None
    content = digests_view.digest(day.digest, reader, now, late_since=since, closing=closing)
    return await with_roles(tx, message, content, reader, now), _ids(day.digest)


def _ids(digest: Digest) -> Shows:
    return as_shown(*digest.overdue, *digest.today)


async def _redrawn(tx: Tx, message: Message, reader: Person, now: datetime) -> Content:
    """Redraw a digest or catch-up: the duties that it showed, as they are now."""
    assert message.target is not None
    target = await outbox.by_id(tx, message.target)
    assert target is not None
    mine, elsewhere = await shown_by(tx, target, reader, now)
    hours = await hours_of(tx, message.workspace_id, reader)
    begun = target.due_at
    mine = await with_week(tx, mine, now)
    digest = digest_of(mine, begun, max(reach_of_digest(begun, hours), now + timedelta(days=60)))
    lines = await replies.settled_lines(tx, mine, reader, now)
    if target.kind == "catch_up":
        drawn = digests_view.catch_up(digest, reader, now, CatchUpMessage.of(target).since, until=begun)
    else:
        sent = await outbox.settled_at(tx, target.id)
        late = sent is not None and lateness("digest", begun, sent) != "on_time"
        drawn = digests_view.digest(digest, reader, now, late_since=begun if late else None, of=begun)
    shown_now = handed_away_duties.with_handed(duties_view.with_lines(drawn, lines), elsewhere)
    closed = asides_view.with_closing(shown_now, await closing_of(tx, message, reader, now))
    return await with_roles(tx, message, closed, reader, now)


@composes_for_reader(CatchUpMessage)
async def _catch_up(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    if message.op == "update":
        return await _redrawn(tx, message, reader, now), ()
    day, since = await day_of(tx, message.workspace_id, reader, now), CatchUpMessage.of(message).since
    if not day.hours.contains(now):
        return NotWanted("in_next_digest"), ()
    if day.digest.is_empty:
        return NotWanted("on_hold" if day.held else "nothing_due"), ()
    if await digest_service.is_told(tx, message.workspace_id, reader, since):
        return NotWanted("in_digest"), ()  # nobody knew so when this came to be owed
    if not await recall.has_news(tx, message.workspace_id, day, reader, since, now):
        return NotWanted("said_already"), ()
    return digests_view.catch_up(day.digest, reader, now, since), _ids(day.digest)


@composes(ArrivalMessage, ReminderMessage, NudgeMessage)
async def _about_duty(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    reader = await reader_of(tx, message)
    what = (ArrivalMessage if message.kind == ArrivalMessage.kind else ReminderMessage).of(message)
    duty = await duties.by_id(tx, message.workspace_id, what.duty)
    if duty is None:
        return NotWanted("duty_gone"), ()
    duty = await mark(tx, duty, now)
    resolved = await who_does(tx, duty)
    if message.op == "update":
        if reader is None:
            return NotWanted("person_left"), ()
        if duty.is_open and resolved and resolved.person.id != reader.id:
            return handed_away_duties.handed_away(duty, resolved.person), ()
        if duty.hold is not None:
            return holds_view.waiting(duty, reader, now), ()
        (duty,) = await with_week(tx, [duty], now)
        lines = await replies.settled_lines(tx, [duty], reader, now)
        return duties_view.with_lines(await _worded(tx, message, duty, reader, now), lines), ()
    if not duty.is_open:
        return NotWanted(f"duty_{duty.state}"), ()
    if duty.hold is not None:
        await _climb_again(tx, message, duty, now)
        return NotWanted("on_hold"), ()
    if resolved is None:
        return NotWanted("nobody_to_do_it"), ()
    if resolved.person.id != message.person:
        if message.kind in _FOLLOWS_THE_WORK and f":for:{resolved.person.id}:" not in f"{message.key}:":
            return ForSomebodyElse(
                resolved.person.id, ReminderMessage.for_another(message=message.key, person=resolved.person.id)
            ), ()
        return NotWanted("somebody_elses_now"), ()
    if reader is None:
        return NotWanted("person_left"), ()
    hours = await hours_of(tx, message.workspace_id, reader)
    is_new = message.kind == ArrivalMessage.kind
    if not is_new and await silences.is_press_lost(tx, message.workspace_id, duty.id, duty.version):
        return NotWanted(recall.PRESS_LOST), ()
    if not is_new and duty.is_put_off(now):
        return NotWanted("snoozed"), ()
    if not hours.contains(now):
        return NotWanted("outside_hours"), ()
    if message.kind == "reminder" and (held := await _in_digest(tx, message, reader, now)) is not None:
        return held, ()
    if lateness(message.kind, message.due_at, now) == "too_late":
        await _in_catch_up(tx, message, duty, reader, hours, now)
        return NotWanted("too_late"), ()
    return await _worded(tx, message, duty, reader, now), as_shown(duty)


async def _in_digest(tx: Tx, message: Message, reader: Person, now: datetime) -> Made | None:
    """Withhold a reminder whose duty is in a digest or catch-up that was sent; wait for one that is unsettled.

    Once its fate is `never` or `unknown`, the reminder is wanted.
    """
    asked_at = ReminderMessage.of(message).at or message.due_at
    if await digest_service.is_told(tx, message.workspace_id, reader, asked_at):
        return NotWanted("in_digest")
    if await digest_service.is_planned(tx, reader, now):
        return NotYet("digest_not_planned_yet")
    unsettled = await digest_service.unsettled(tx, message.workspace_id, reader, now)
    return AwaitsFate(unsettled) if unsettled is not None else None


async def _climb_again(tx: Tx, message: Message, duty: Duty, now: datetime) -> None:
    """Let the clock look at a rung again that a hold kept from being said: it is said after the hold, not lost."""
    if message.kind != ArrivalMessage.kind and ReminderMessage.of(message).rung == duty.rung:
        await duties.climb(tx, duty.id, duty.rung - 1, now)


async def _in_catch_up(tx: Tx, message: Message, duty: Duty, reader: Person, hours: Hours, now: datetime) -> None:
    """Owe a catch-up for a reminder that is too late, unless a later reminder of the duty is still in time.

    Where both nudges were dropped, the lead's turn comes three working hours after the catch-up.
    """
    rest = await outbox.by_prefix(tx, message.workspace_id, ReminderMessage.key.begin(duty=duty.id), ("waiting",))
    if any(m.kind in ("reminder", "nudge") and lateness(m.kind, m.due_at, now) != "too_late" for m in rest):
        return
    await owe_catch_up(tx, message.workspace_id, reader, hours.local_date(now), message.due_at, now)
    if duty.rung == Rung.SECOND_NUDGE:
        await duties.climb(tx, duty.id, Rung.SECOND_NUDGE, hours.add(now, LEAD_AFTER))


async def _worded(tx: Tx, message: Message, duty: Duty, reader: Person, now: datetime) -> Content:
    if message.kind == "arrival":
        return duties_view.arrival(duty, reader, now, ArrivalMessage.of(message).why)
    if message.kind == "reminder":
        return duties_view.reminder(duty, reader, now)
    offer = await ideas.offer_of(tx, message, duty)
    return duties_view.nudge(duty, reader, now, second=NudgeMessage.of(message).rung > 2, offer=offer)


@composes_for_reader(LeadMessage)
async def _lead(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    if (wait := await put_off(tx, message, reader, now)) is not None:
        return wait, ()
    about = message.target if message.op == "update" and message.target else message.id
    shown = await duties.by_ids(tx, message.workspace_id, await standing.duties_shown(tx, about))
    shown = await marked(tx, message.workspace_id, shown, now)
    items: list[HandedUp] = []
    for duty in shown:
        resolved = await who_does(tx, duty)
        owner = resolved.person if resolved else None
        # Duties missed while the message waited for the lead's morning still have to be reported.
        over = duty.state not in ("open", "missed") or (owner is not None and owner.id == reader.id)
        strategy = await strategies.by_id(tx, message.workspace_id, duty.strategy_id)
        outside = strategy is None or not await may_take_part(tx, strategy, reader)
        if message.op == "post" and duty.hold is not None and duty.rung == Rung.LEAD:
            await duties.climb(tx, duty.id, Rung.SECOND_NUDGE, now)  # the lead's turn comes after the hold
        if message.op == "post" and (over or outside or duty.hold is not None):
            continue
        if message.op == "post" and await ladder.is_handed_up(tx, duty, reader, message.owed_at or message.due_at):
            continue
        if message.op == "post" and owner is not None:
            unsettled = await standing.in_flight_about(tx, message.workspace_id, duty.id, owner.id)
            if unsettled is not None:
                return AwaitsFate(unsettled), ()
        asked = tuple(await standing.times_asked(tx, message.workspace_id, duty.id, owner.id)) if owner else ()
        told_at = await standing.told_at(tx, message.workspace_id, duty.id, owner.id) if owner else None
        items.append(HandedUp(duty, owner, asked, told_at))
    if not items:
        return NotWanted("on_hold" if any(duty.hold for duty in shown) else "settled"), ()
    lines = await replies.settled_lines(tx, shown, reader, now)
    content = duties_view.with_lines(leads_view.lead(items, reader, now), lines)
    return content, as_shown(*(item.duty for item in items))
