"""After a restore: what Slack shows and memory doesn't know is recorded, and the leads hear what was lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.escalation import Rung, due_steps, ladder, next_step
from bot.domain.messages import CatchUpMessage, DigestMessage, LeadMessage, ToldMessage
from bot.domain.outbox import Message, Owed, opaque_key
from bot.domain.roles import Person
from bot.domain.silences import MARGIN, Posted, Silence, lost_presses, recalled_at
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, who_does
from bot.services.day.ladder import owed_for
from bot.services.duties.digests import Day, catch_up_key
from bot.services.duties.on_hold import mark
from bot.services.duties.role_offers import as_fact, carried, to_carry
from bot.views.duties import restored
from bot.views.kit.blocks import Content
from storage import delivery, duties, members, outbox, silences, standing, strategies
from storage.database import Tx

RESTORED, PRESS_LOST = "restored", "press_lost"
# A person gets at most this many messages of one kind a day.
MOST_A_DAY = 12
# In a longer silence, only its last days are searched.
MOST_DAYS = 60
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Where something was read: a conversation (or a thread in it) that Slack knows as `channel`.

    `claimed` is the message that is about to leave there: if it never left, this is its only attempt so far.
    """

    channel: str
    person: int | None
    claimed: int


async def remember(ctx: Ctx, place: Place, over: Sequence[Silence], posted: Sequence[Posted]) -> None:
    """Record our own posts that Slack shows: those that memory doesn't know count as sent.

    `over` are the silences for which the place was read, oldest first. Messages that changed in one of them are
    redrawn from memory, so that their buttons work; the leads hear what people did with them.
    """
    whole = Silence(over[0].id, over[0].since, over[-1].until)
    known, is_news = await _recalled(ctx, place, whole, posted)
    changed = await _changed(ctx, posted, whole)
    touched = [one for one in over if any(message.was_touched_in(one) for message in posted)]
    if not is_news and not changed and not touched:
        return
    for silence in touched or over[-1:]:
        await silences.restored(ctx.tx, silence.id)
        for duty, is_settled in changed:
            await silences.lose_press(
                ctx.tx, ctx.workspace_id, silence.id, duty.id, duty.version, is_settled=is_settled
            )
        await _tell_leads(ctx, silence, is_more=bool(changed))
    await _put_right(ctx, known, changed)


async def _put_right(ctx: Ctx, known: Sequence[tuple[Posted, Message]], changed: Sequence[tuple[Duty, bool]]) -> None:
    """Redraw the duties that people changed, as memory knows them, and stop reminders of those they settled."""
    ids = {duty.id for duty, _ in changed}
    for shown, message in known:
        if message.op == "post" and ids & {duty.id for duty in shown.duties}:
            # The reminder that was to replace it isn't sent.
            await outbox.leave_standing(ctx.tx, message.id, PRESS_LOST, ctx.now)
            await ctx.redraw(message)
    for duty, is_settled in changed:
        if is_settled:
            await _climbed(ctx, duty, Rung.LEAD)


async def _recalled(
    ctx: Ctx, place: Place, silence: Silence, posted: Sequence[Posted]
) -> tuple[list[tuple[Posted, Message]], bool]:
    """Settle what was posted, whatever memory thought of it.

    Returns what is known of each post, and whether memory had never tried to post one of them.
    """
    tx, workspace_id = ctx.tx, ctx.workspace_id
    rows = await outbox.by_tokens(tx, workspace_id, {key for one in posted for key in one.keys})
    secret = await outbox.secret_of(tx, workspace_id)
    may_be_owed = [*await _of_days(ctx, place, silence), *await _of_duties(ctx, place, posted)]
    candidates = {opaque_key(secret, owed.name): owed for owed in may_be_owed}
    # Messages about roles that Slack shows, separately or in a digest that memory knows.
    shown = {about for message in rows.values() for about in (message.id, *carried(message))}
    known: list[tuple[Posted, Message]] = []
    is_news = False
    for one in sorted(posted, key=lambda posted: posted.ts):
        message = next((rows[key] for key in one.keys if key in rows), None)
        owed = next((candidates[key] for key in one.keys if key in candidates), None)
        if message is None and owed is not None:
            if owed.kind == "digest" and owed.person is not None:
                # The first digest that came brought the waiting messages about roles.
                offers = await to_carry(tx, workspace_id, owed.person, owed.due_at, besides=shown)
                shown.update(offers)
                owed = replace(owed, facts=DigestMessage(offers=as_fact(offers)).facts())
            added = await _added(ctx, place, owed, one.ts, recalled_at(one.ts, silence, owed.due_at))
            if added is not None:
                await _shown(ctx, added, one)
                known.append((one, added))
                is_news = True
                continue
            # The planner owed it at this very moment.
            message = await outbox.by_key(tx, workspace_id, owed.key)
        if message is None:
            for key in one.keys:
                await silences.keep_stray(tx, workspace_id, key, place.channel, one)
            continue
        is_claimed = message.id == place.claimed
        # Anything else in flight is reconciled separately.
        if message.state in ("sending", "unsure") and not is_claimed:
            continue
        if await delivery.recalled(tx, message, place.channel, one.ts, _at(one, message, silence)):
            await _shown(ctx, message, one)
            is_news = is_news or message.attempt <= is_claimed
        known.append((one, message))
    return known, is_news


async def is_stray(ctx: Ctx, message: Message, over: Sequence[Silence]) -> bool:
    """Settle a message that Slack showed before the clock owed it; tells whether it did."""
    stray = await silences.stray_under(ctx.tx, ctx.workspace_id, message.token)
    if stray is None:
        return False
    at = _at(stray.posted, message, over[-1])
    if await delivery.recalled(ctx.tx, message, stray.channel, stray.posted.ts, at):
        await _shown(ctx, message, stray.posted)
    return True


def _at(posted: Posted, message: Message, silence: Silence) -> datetime:
    at = message.facts.get("at")
    planned = datetime.fromisoformat(at) if isinstance(at, str) else message.due_at
    return recalled_at(posted.ts, silence, planned)


async def _added(ctx: Ctx, place: Place, owed: Owed, ts: str, at: datetime) -> Message | None:
    owed = replace(owed, due_at=at)
    message_id = await outbox.recall(ctx.tx, ctx.workspace_id, owed, at, place.channel, ts, at)
    return await outbox.by_id(ctx.tx, message_id) if message_id is not None else None


async def _shown(ctx: Ctx, message: Message, posted: Posted) -> None:
    """Record what a message shows that memory doesn't know, and continue its duties' ladders from there."""
    about = message.facts.get("duty")
    shown = {one.id: one.version for one in posted.duties}
    if message.kind in ("reminder", "nudge", "arrival") and isinstance(about, int):
        shown.setdefault(about, 0)
    found = await duties.by_ids(ctx.tx, ctx.workspace_id, list(shown))
    await standing.show(ctx.tx, message.id, [(duty.id, shown[duty.id]) for duty in found])
    rung = message.facts.get("rung")
    for duty in found:
        if message.kind == "lead":
            await _climbed(ctx, duty, Rung.LEAD)
        elif message.kind in ("reminder", "nudge") and duty.id == about and isinstance(rung, int):
            await _climbed(ctx, duty, Rung(rung))


async def _climbed(ctx: Ctx, duty: Duty, rung: Rung) -> None:
    """Continue a ladder from the rung that was sent, now at the earliest: the clock may have moved it since."""
    resolved = await who_does(ctx.tx, duty) if duty.is_open and duty.rung <= rung else None
    if resolved is None:
        return
    hours = await hours_of(ctx.tx, ctx.workspace_id, resolved.person)
    after = next_step(replace(duty, rung=rung), hours, resolved.person.nudges)
    await duties.climb(ctx.tx, duty.id, rung, max(after.at, ctx.now) if after else None)


async def _changed(ctx: Ctx, posted: Sequence[Posted], silence: Silence) -> list[tuple[Duty, bool]]:
    """List the duties that are open in memory and changed in Slack, and whether they're settled there."""
    shown = list({one.id for message in posted for one in message.duties})
    found = [await mark(ctx.tx, duty, ctx.now) for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, shown)]
    known = {duty.id: duty.version for duty in found if duty.is_open and duty.hold is None}
    lost = lost_presses(posted, known, silence)
    return [(duty, lost[duty.id]) for duty in found if duty.id in lost]


async def _of_duties(ctx: Ctx, place: Place, posted: Sequence[Posted]) -> list[Owed]:
    """List the reminders of duties that a message shows: the clock may owe or hold them a moment later."""
    found: list[Owed] = []
    for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, list({d.id for one in posted for d in one.duties})):
        resolved = await who_does(ctx.tx, duty)
        if resolved is None or resolved.person.id != place.person:
            continue
        hours = await hours_of(ctx.tx, ctx.workspace_id, resolved.person)
        steps = [step for step in ladder(duty, hours, resolved.person.nudges) if step.rung < Rung.LEAD]
        found += [owed_for(duty, resolved.person, step, step.at) for step in steps]
    return found


async def _of_days(ctx: Ctx, place: Place, silence: Silence) -> list[Owed]:
    """List what the clock may have owed a person in a silence and would not owe the same way now.

    If it is too late for a digest, it owes a catch-up; and it numbers a day's messages from the first.
    """
    person = await members.by_id(ctx.tx, ctx.workspace_id, place.person) if place.person is not None else None
    if person is None:
        return []
    hours = await hours_of(ctx.tx, ctx.workspace_id, person)
    digest, catch_up, lead = DigestMessage(), CatchUpMessage(since=silence.since), LeadMessage()
    found: list[Owed] = []
    for day in _days(silence):
        at = hours.begin_of(day)
        for key in (DigestMessage.key(person=person.id, day=day), DigestMessage.second(person=person.id, day=day)):
            found.append(Owed.about(digest, at, key, person=person.id, name=key))
        for number in range(MOST_A_DAY):
            key = catch_up_key(person.id, day, number)
            found.append(Owed.about(catch_up, at, key, person=person.id, name=key))
            key = LeadMessage.key(person=person.id, day=day, number=number)
            found.append(Owed.about(lead, at, key, person=person.id, name=key))
    return found


def _days(silence: Silence) -> list[date]:
    last = (silence.until + A_DAY).date()
    first = max((silence.since - A_DAY).date(), last - timedelta(days=MOST_DAYS))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# ---------------------------------------------------------------- what was lost


async def _tell_leads(ctx: Ctx, silence: Silence, *, is_more: bool) -> None:
    """Tell each plan's lead once, within their hours. Later finds (`is_more`) are added to that message."""
    for lead in await _leads(ctx):
        hours = await hours_of(ctx.tx, ctx.workspace_id, lead)
        since, until = silence.since.isoformat(), silence.until.isoformat()
        what = ToldMessage(code=RESTORED, about={"silence": silence.id, "since": since, "until": until})
        key = ToldMessage.restored(silence=silence.id, person=lead.id)
        owed = Owed.about(what, hours.next_open(ctx.now), key, person=lead.id)
        if await ctx.owe(owed) is None and is_more:
            await ctx.redraw_keyed(key)


async def _leads(ctx: Ctx) -> list[Person]:
    found: dict[int, Person] = {}
    for strategy in await strategies.every(ctx.tx, ctx.workspace_id):
        for lead in (await leads_of(ctx.tx, strategy))[:1]:
            found[lead.id] = lead
    return list(found.values())


async def told(tx: Tx, message: Message, reader: Person) -> Content:
    """Return from when to when memory was lost, and which duties of the reader's plans people changed in that time."""
    silence_id = message.facts["silence"]
    assert isinstance(silence_id, int)
    lost = await duties.by_ids(tx, message.workspace_id, await silences.pressed(tx, message.workspace_id, silence_id))
    mine: list[tuple[Duty, Person | None]] = []
    zone = reader.zone
    for duty in lost:
        strategy = await strategies.by_id(tx, message.workspace_id, duty.strategy_id)
        leads = await leads_of(tx, strategy) if strategy else []
        if strategy is not None and leads and leads[0].id == reader.id:
            resolved = await who_does(tx, duty)
            mine.append((duty, resolved.person if resolved else None))
    since, until = (datetime.fromisoformat(str(message.facts[name])) for name in ("since", "until"))
    return restored.told(mine, since, until, zone or "UTC")


# ---------------------------------------------------------------- what isn't sent again


async def has_news(tx: Tx, workspace_id: int, day: Day, reader: Person, since: datetime, now: datetime) -> bool:
    """Tell whether a catch-up for the time since an instant says anything that Slack doesn't show already.

    After an outage it does. After a restore, everything in it may have been said before.
    """
    if not any(one.is_restored and one.until > since for one in await silences.recent(tx, since)):
        return True
    for duty in (*day.digest.overdue, *day.digest.today):
        if await silences.is_press_lost(tx, workspace_id, duty.id, duty.version):
            continue
        steps = due_steps(replace(duty, rung=Rung.NONE), day.hours, reader.nudges, now)
        asked = [step.at for step in steps if step.rung < Rung.LEAD and step.held is None]
        said_at = await standing.told_last(tx, workspace_id, duty.id, reader.id)
        if said_at is None or (asked and said_at < asked[-1] - MARGIN):
            return True
    return False
