"""One rung of a duty's ladder: what is owed for it, and when the next one is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.duties import ON_HOLD, Duty
from bot.domain.escalation import LEAD_AFTER, Rung, Step, due_steps, is_stale, next_step, was_overslept
from bot.domain.holds import Standing
from bot.domain.messages import Key, LeadMessage, NudgeMessage, ReminderMessage
from bot.domain.outbox import Owed
from bot.domain.roles import Person
from bot.domain.silences import REMEMBERED
from bot.domain.when import Hours
from bot.services.calendar.holds import ask_anew, let_lapse
from bot.services.calendar.ideas import choose_offer
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, who_does
from bot.services.day.plan_digest import plan_first
from bot.services.duties.digests import is_told, owe_catch_up
from bot.services.duties.duties import redraw
from bot.services.duties.on_hold import standing_of
from storage import duties, outbox, silences, standing, strategies
from storage.database import Tx
from storage.planning import Taken

# A duty that nobody can do, and nobody can hear about, is looked at again after this long.
NOBODY = timedelta(hours=12)


@dataclass(frozen=True)
class _Owner:
    person: Person
    hours: Hours


async def plan_rung(ctx: Ctx, due: Taken) -> None:
    """Handle what has come due on a duty's ladder.

    Only the last due reminder or nudge is sent: earlier ones were overtaken while the bot was down. The lead is
    never skipped, and is never told before the owner could be.
    """
    tx, now = ctx.tx, ctx.now
    duty = await duties.by_id(tx, ctx.workspace_id, due.id)
    assert duty is not None
    resolved = await who_does(tx, duty) if duty.is_open else None
    if (standing := await standing_of(tx, duty, now)) is not None:
        await _while_on_hold(ctx, duty, resolved.person if resolved else None, standing)
        return
    if resolved is None:
        await duties.postpone(tx, duty.id, now + NOBODY if duty.is_open else None)
        return
    owner = _Owner(resolved.person, await hours_of(tx, ctx.workspace_id, resolved.person))
    await plan_first(ctx, owner.person)
    steps = due_steps(duty, owner.hours, owner.person.nudges, now)
    if was_overslept(steps, now):
        await _begin_late(ctx, duty, owner, steps)
        return
    for step in steps:
        if step is steps[-1] or step.rung is Rung.LEAD:
            await _climb(ctx, duty, owner, step)
        else:
            await _hold(ctx, duty, owner, step, "overtaken")
    rung = steps[-1].rung if steps else duty.rung
    after = next_step(replace(duty, rung=rung), owner.hours, owner.person.nudges)  # None after the last rung
    await duties.climb(tx, duty.id, rung, after.at if after else None)


async def _while_on_hold(ctx: Ctx, duty: Duty, person: Person | None, standing: Standing) -> None:
    """Handle a duty that is on hold: its ladder stops. What would have been sent is recorded."""
    if standing.state == "lapsed":
        await let_lapse(ctx, duty)
    elif standing.state == "over":
        await ask_anew(ctx, duty, standing)
    else:
        if person is not None:
            owner = _Owner(person, await hours_of(ctx.tx, ctx.workspace_id, person))
            for step in due_steps(duty, owner.hours, person.nudges, ctx.now):
                # It has its own key: if the hold ends in this very minute, the rung can still be sent.
                key = _key(ReminderMessage.while_on_hold, duty, step)
                owed = replace(owed_for(duty, owner.person, step, ctx.now), key=key)
                await ctx.owe(owed, held=step.held or ON_HOLD)
        await duties.postpone(ctx.tx, duty.id, standing.look_at)


def _key(of: Key, duty: Duty, step: Step) -> str:
    return of(duty=duty.id, asked_at=duty.asked_at, step=step.rung.name.lower())


def _name(duty: Duty, step: Step) -> str:
    """Name a rung by its duty: a slot at an instant, or a role's numbers for a review."""
    at, step_name = {"due_at": duty.due_at, "asked_at": duty.asked_at}, step.rung.name.lower()
    if duty.slot_id:
        return ReminderMessage.name_by_slot(slot=duty.slot_id, **at, step=step_name)
    return ReminderMessage.name_by_review(review=str(duty.review_id), role=duty.role_id, **at, step=step_name)


def owed_for(duty: Duty, person: Person, step: Step, now: datetime) -> Owed:
    """Return a rung's message to the person who is to do a duty."""
    kind = ReminderMessage if step.rung is Rung.REMINDER else NudgeMessage
    what = kind(duty=duty.id, rung=int(step.rung), at=step.at, strategy=duty.strategy_id)
    return Owed.about(what, now, _key(kind.key, duty, step), person=person.id, name=_name(duty, step))


async def _hold(ctx: Ctx, duty: Duty, owner: _Owner, step: Step, why: str) -> None:
    if step.rung in (Rung.REMINDER, Rung.NUDGE, Rung.SECOND_NUDGE):
        await ctx.owe(owed_for(duty, owner.person, step, ctx.now), held=step.held or why)


async def _begin_late(ctx: Ctx, duty: Duty, owner: _Owner, steps: Sequence[Step]) -> None:
    """Tell the owner in one message what the bot missed; the lead is told three working hours later."""
    for step in steps:
        await _hold(ctx, duty, owner, step, "in_catch_up")
    day = owner.hours.local_date(ctx.now)
    if owner.hours.contains(ctx.now):
        await owe_catch_up(ctx.tx, ctx.workspace_id, owner.person, day, steps[0].at, ctx.now)
    await duties.climb(ctx.tx, duty.id, Rung.SECOND_NUDGE, owner.hours.add(ctx.now, LEAD_AFTER))


async def _climb(ctx: Ctx, duty: Duty, owner: _Owner, step: Step) -> None:
    """Do what a rung asks for."""
    if step.rung is Rung.MISSED:
        await _miss(ctx, duty)
    elif step.rung is Rung.LEAD:
        await _hand_up(ctx, duty, owner, step)
    elif step.held:
        await _hold(ctx, duty, owner, step, step.held)
    elif not owner.hours.contains(ctx.now):
        await _hold(ctx, duty, owner, step, "outside_hours")
    elif step.rung is Rung.REMINDER and await _is_in_digest(ctx, owner, step):
        await _hold(ctx, duty, owner, step, "in_digest")
    elif is_stale(step, ctx.now):
        await _hold(ctx, duty, owner, step, "in_catch_up")
        day = owner.hours.local_date(ctx.now)
        await owe_catch_up(ctx.tx, ctx.workspace_id, owner.person, day, step.at, ctx.now)
    else:
        owed = owed_for(duty, owner.person, step, ctx.now)
        if owed.kind == "nudge":
            owed = replace(owed, facts={**owed.facts, **await choose_offer(ctx, duty)})
        await _replace(ctx, duty, owner, owed)


async def _is_in_digest(ctx: Ctx, owner: _Owner, step: Step) -> bool:
    # A duty that is due at the hour of its owner's digest: two messages would say the same. If the digest hasn't left
    # yet, or may not have, the reminder is owed, and checks again when it leaves.
    return await is_told(ctx.tx, ctx.workspace_id, owner.person, step.at)


async def _replace(ctx: Ctx, duty: Duty, owner: _Owner, owed: Owed) -> None:
    """Owe a message that replaces a duty's earlier reminder: a new post, since an update alerts nobody.

    If it was owed already, the earlier one stays: nothing would replace it.
    """
    shown = await standing.showing(ctx.tx, ctx.workspace_id, duty.id)
    if await ctx.owe(owed) is None:
        return
    for message in shown:
        if message.kind in ("reminder", "nudge") and message.person == owner.person.id:
            await ctx.take_away(message)


async def _hand_up(ctx: Ctx, duty: Duty, owner: _Owner, step: Step) -> None:
    """Tell the lead, once a duty, in one message a day, in the lead's own hours; never about themselves.

    Outside their hours the message waits. The duty may be missed before they read it, and then it says so.
    """
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id)
    lead = next(iter(await leads_of(ctx.tx, strategy)), None) if strategy else None
    what = LeadMessage(strategy=duty.strategy_id, duty=duty.id)
    if lead is None or lead.id == owner.person.id:
        owed = Owed.about(what, ctx.now, _key(LeadMessage.own, duty, step), person=owner.person.id)
        await ctx.owe(owed, held="owner_is_lead")
        return
    hours = await hours_of(ctx.tx, ctx.workspace_id, lead)
    at = hours.next_open(ctx.now)
    if await is_handed_up(ctx.tx, duty, lead, at):
        return  # a message in Slack said it: the planner was handling this duty while Slack was read
    day = hours.local_date(at)
    prefix = LeadMessage.key.begin(person=lead.id, day=day)
    # An earlier day's message waits only because it could not be sent: it says this too when it leaves.
    waiting = await outbox.keep_waiting(ctx.tx, ctx.workspace_id, LeadMessage.key.begin(person=lead.id))
    if waiting is not None:
        await standing.will_show(ctx.tx, waiting, [duty.id])
        return
    earlier: list[int] = []
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, prefix):
        earlier += await standing.duties_shown(ctx.tx, message.id)
        await ctx.take_away(message)
    number = await outbox.count_with_prefix(ctx.tx, ctx.workspace_id, prefix)
    # Another planner may escalate to the same lead at this moment, and take the number.
    while (owed_id := await ctx.owe(_to_lead(what, at, lead, day, number))) is None:
        number += 1
    await standing.will_show(ctx.tx, owed_id, [duty.id, *earlier])


async def is_handed_up(tx: Tx, duty: Duty, lead: Person, owed_at: datetime) -> bool:
    """Tell whether a lead was told about a duty during a time that memory lost: the message is in Slack."""
    for one in await silences.recent(tx, owed_at - REMEMBERED):
        if not one.is_restored or one.until > owed_at:
            continue
        if await standing.stands_with(tx, duty.workspace_id, duty.id, lead.id, one.since, one.until):
            return True
    return False


def _to_lead(what: LeadMessage, at: datetime, lead: Person, day: date, number: int) -> Owed:
    key = LeadMessage.key(person=lead.id, day=day, number=number)
    return Owed.about(what, at, key, person=lead.id, name=key)


async def _miss(ctx: Ctx, duty: Duty) -> None:
    """Record that a duty was missed. Nobody is told: existing messages about it say so from now on."""
    await ctx.record(
        "miss", "duty", duty.id, strategy_id=duty.strategy_id, before={"state": "open"}, after={"state": "missed"}
    )
    if await duties.change(ctx.tx, duty, state="missed", settled_at=ctx.now, next_at=None, last_change=None):
        await redraw(ctx, duty)
