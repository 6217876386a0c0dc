"""After a restore: what Slack shows of which memory knows nothing is written down, and the leads hear what got lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.duties import Duty
from bot.domain.escalation import Rung, due_steps, next_step
from bot.domain.outbox import Message, Owed, opaque_key
from bot.domain.roles import Person
from bot.domain.silences import MARGIN, REMEMBERED, Posted, Silence, lost_presses, recalled_at
from bot.services.context import Ctx
from bot.services.digests import Day, catch_up_key, digest_key
from bot.services.ladder import lead_prefix
from bot.services.on_hold import mark
from bot.services.people import hours_of, leads_of, who_does
from bot.views import restored
from bot.views.blocks import Content
from storage import delivery, duties, outbox, silences, strategies
from storage.database import Tx

RESTORED = "restored"
# At most so many messages of one kind go to one person on a day.
MOST_A_DAY = 12
# A silence longer than this is looked through for its last days only.
MOST_DAYS = 60
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """Where something was read: a conversation (or a thread of it) that Slack knows as `channel`."""

    channel: str
    person: int | None


async def remember(ctx: Ctx, place: Place, over: Sequence[Silence], posted: Sequence[Posted]) -> None:
    """Write down what Slack shows of our own posts: those of which memory knew nothing count as sent.

    `over` are the silences for which the place was read, oldest first. What was changed in one of them is drawn again
    from what memory knows, so that its buttons work; the leads hear what people did in it.
    """
    silence = over[0] if len(over) == 1 else Silence(over[0].id, over[0].since, over[-1].until, over[0].is_restored)
    known = await _recalled(ctx, place, silence, posted)
    changed = await _changed(ctx, posted, silence)
    touched = [one for one in posted if one.was_touched_in(silence)]
    if not touched and not changed:
        return
    for one in over:
        await silences.restored(ctx.tx, one.id)
    for duty, is_settled in changed:
        await silences.lose_press(ctx.tx, ctx.workspace_id, over[-1].id, duty.id, duty.version, is_settled=is_settled)
        if is_settled:
            await _climbed(ctx, duty, Rung.LEAD)
    ids = {duty.id for duty, _ in changed}
    for shown, message in known:
        if message.op == "post" and ids & {duty.id for duty in shown.duties}:
            await ctx.redraw(message)
    await _tell_leads(ctx, over[-1], silence)


async def _recalled(ctx: Ctx, place: Place, silence: Silence, posted: Sequence[Posted]) -> list[tuple[Posted, Message]]:
    """Settle what was posted, whatever memory thought of it; returns what is known of each post."""
    tx, workspace_id = ctx.tx, ctx.workspace_id
    keys = {key for one in posted for key in one.keys}
    rows = await outbox.by_tokens(tx, workspace_id, keys)
    secret = await outbox.secret_of(tx, workspace_id)
    candidates = {opaque_key(secret, owed.name): owed for owed in _may_be_owed(place, silence)}
    known: list[tuple[Posted, Message]] = []
    for one in posted:
        token = next((key for key in one.keys if key in rows), None)
        at = recalled_at(one.ts, silence)
        if token is None:
            owed = next((candidates[key] for key in one.keys if key in candidates), None)
            message = await _added(ctx, place, replace(owed, due_at=at), one.ts, at) if owed else None
            if message is None:
                for key in one.keys:
                    await silences.keep_stray(tx, workspace_id, key, place.channel, one.ts)
                continue
            await _shown(ctx, message, one)
        else:
            message = rows[token]
            if await delivery.recalled(tx, message, place.channel, one.ts, at):
                await _shown(ctx, message, one)
        known.append((one, message))
    return known


async def _added(ctx: Ctx, place: Place, owed: Owed, ts: str, at: datetime) -> Message | None:
    message_id = await outbox.recall(ctx.tx, ctx.workspace_id, owed, at, place.channel, ts, at)
    return await outbox.by_id(ctx.tx, message_id) if message_id is not None else None


async def _shown(ctx: Ctx, message: Message, posted: Posted) -> None:
    """Write down what a message shows of which memory knew nothing, and let the ladders of its duties go on from it."""
    about = message.facts.get("duty")
    shown = {one.id: one.version for one in posted.duties}
    if message.kind in ("reminder", "nudge", "arrival") and isinstance(about, int):
        shown.setdefault(about, 0)
    found = await duties.by_ids(ctx.tx, ctx.workspace_id, list(shown))
    await outbox.show(ctx.tx, message.id, [(duty.id, shown[duty.id]) for duty in found])
    rung = message.facts.get("rung")
    for duty in found:
        if message.kind == "lead":
            await _climbed(ctx, duty, Rung.LEAD)
        elif message.kind in ("reminder", "nudge") and duty.id == about and isinstance(rung, int):
            await _climbed(ctx, duty, Rung(rung))


async def _climbed(ctx: Ctx, duty: Duty, rung: Rung) -> None:
    resolved = await who_does(ctx.tx, duty) if duty.is_open and duty.rung < rung else None
    if resolved is None:
        return
    hours = await hours_of(ctx.tx, ctx.workspace_id, resolved.person)
    after = next_step(replace(duty, rung=rung), hours, resolved.person.nudges)
    await duties.climb(ctx.tx, duty.id, rung, max(after.at, ctx.now) if after else None)


async def _changed(ctx: Ctx, posted: Sequence[Posted], silence: Silence) -> list[tuple[Duty, bool]]:
    """List the duties that are open by our memory and changed in Slack, and whether they're settled there."""
    shown = list({one.id for message in posted for one in message.duties})
    found = [await mark(ctx.tx, duty, ctx.now) for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, shown)]
    known = {duty.id: duty.version for duty in found if duty.is_open and duty.hold is None}
    lost = lost_presses(posted, known, silence)
    return [(duty, lost[duty.id]) for duty in found if duty.id in lost]


def _may_be_owed(place: Place, silence: Silence) -> Iterator[Owed]:
    """Give what the clock may have owed somebody in a silence and would not owe in the same way now.

    Too late for a digest, it owes a catch-up; and it counts a day's messages from the first.
    """
    if place.person is None:
        return
    for day in _days(silence):
        at = silence.since  # it counts as due when it was posted
        for key in (digest_key(place.person, day), f"{digest_key(place.person, day)}:2"):
            yield Owed(key, "digest", at, person=place.person, name=key)
        for number in range(MOST_A_DAY):
            key = catch_up_key(place.person, day, number)
            since = {"since": silence.since.isoformat()}
            yield Owed(key, "catch_up", at, person=place.person, facts=since, name=key)
            key = f"{lead_prefix(place.person, day)}{number}"
            yield Owed(key, "lead", at, person=place.person, name=key)


def _days(silence: Silence) -> list[date]:
    last = (silence.until + A_DAY).date()
    first = max((silence.since - A_DAY).date(), last - timedelta(days=MOST_DAYS))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# ---------------------------------------------------------------- what got lost


async def _tell_leads(ctx: Ctx, last: Silence, silence: Silence) -> None:
    """Tell the lead of each plan once, within their hours; what is found later is added to what they were told."""
    for lead in await _leads(ctx):
        hours = await hours_of(ctx.tx, ctx.workspace_id, lead)
        facts: dict[str, str | int] = {
            "code": RESTORED,
            "silence": last.id,
            "since": silence.since.isoformat(),
            "until": silence.until.isoformat(),
        }
        key = f"restored:{last.id}:{lead.id}"
        owed = Owed(key, "told", hours.next_open(ctx.now), person=lead.id, facts=facts)
        if await ctx.owe(owed) is None:
            told = await outbox.by_key(ctx.tx, ctx.workspace_id, key)
            if told is not None and told.state in outbox.STANDING:
                await ctx.redraw(told)


async def _leads(ctx: Ctx) -> list[Person]:
    found: dict[int, Person] = {}
    for strategy in await strategies.every(ctx.tx, ctx.workspace_id):
        for lead in (await leads_of(ctx.tx, strategy))[:1]:
            found[lead.id] = lead
    return list(found.values())


async def told(tx: Tx, message: Message, reader: Person) -> Content:
    """Say from when to when memory was lost, and which duties of the reader's plans people changed in that time."""
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


# ---------------------------------------------------------------- what is not said once more


async def has_news(tx: Tx, workspace_id: int, day: Day, reader: Person, since: datetime, now: datetime) -> bool:
    """Tell whether a catch-up for the time since an instant says anything that Slack doesn't show already.

    After an outage it does. After a restore, all that it is for may have been said before.
    """
    if not any(one.is_restored and one.until > since for one in await silences.recent(tx, since)):
        return True
    for duty in (*day.digest.overdue, *day.digest.today):
        if await silences.is_press_lost(tx, workspace_id, duty.id, duty.version):
            continue
        steps = due_steps(replace(duty, rung=Rung.NONE), day.hours, reader.nudges, now)
        asked = [step.at for step in steps if step.rung < Rung.LEAD and step.held is None]
        said_at = await outbox.told_last(tx, workspace_id, duty.id, reader.id)
        if said_at is None or (asked and said_at < asked[-1] - MARGIN):
            return True
    return False


async def is_handed_up(tx: Tx, message: Message, duty: Duty, reader: Person) -> bool:
    """Tell whether a lead heard of a duty in a silence of which memory was lost: the message stands in Slack."""
    owed_at = message.owed_at or message.due_at
    for one in await silences.recent(tx, owed_at - REMEMBERED):
        if not one.is_restored or one.until > owed_at:
            continue
        if await outbox.stands_with(tx, message.workspace_id, duty.id, reader.id, one.since, one.until):
            return True
    return False
