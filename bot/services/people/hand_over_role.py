"""Reassigning for good: a duty's role goes to somebody else, with all its work; and undoing that."""

from __future__ import annotations

from bot.domain.errors import Refusal
from bot.domain.messages import ArrivalMessage, HandedMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action, may
from bot.domain.refusals import Absence, CannotAppoint, Gone, not_gone
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.context.access import kinds_towards, require
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, may_take_part, person_for_work
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.duties.duties import announce, change_duty, climb_from_here, find_open, hand_over_found
from bot.services.duties.role_offers import redraw_offer
from bot.services.people.staff import appoint, redraw_work
from bot.views.kit import ids
from bot.views.people.hand_over_role import Handed
from storage import calendar, changes, members, outbox, roles, strategies
from storage.changes import Change
from storage.database import Tx

HAND = "hand_over_role"


async def hand_over_for_good(ctx: Ctx, duty_id: int, slack_id: str) -> None:
    """Give a duty's role to somebody else, and the duty with it. The former holder is told; the new one is asked.

    Nothing changes for a person who already has the role. Raises `cannot_appoint` where the actor may reassign only
    this once, and the refusals of people who can't be given work.
    """
    duty = await find_open(ctx, duty_id, Action.HAND_OVER_DUTY)
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, duty.strategy_id)
    role = await roles.by_id(ctx.tx, ctx.workspace_id, duty.role_id)
    assert strategy is not None
    assert role is not None
    if not may(await kinds_towards(ctx, strategy), Action.APPOINT):
        leads = await leads_of(ctx.tx, strategy)
        raise CannotAppoint(role=role.title, lead=leads[0].name if leads else "")
    to = await person_for_work(ctx, slack_id, strategy)
    before = next((h for h in role.holdings if h.kind == "holder"), None)
    if before is not None and before.person.id == to.id:
        await hand_over_found(ctx, duty, to)  # the role is theirs: so is the duty now, if it was somebody else's
        return
    if duty.handed_to is not None and duty.slot_id and duty.occurrence_id:
        # It was reassigned for this time only; from now on it belongs to the role again.
        _, day = await calendar.occurrence_of(ctx.tx, duty.occurrence_id)
        await calendar.end_exception(ctx.tx, duty.slot_id, day, ctx.now)
    await appoint(ctx, strategy, role.id, to, "holder")
    now = await roles.by_id(ctx.tx, ctx.workspace_id, role.id)
    given = next((h for h in now.holdings if h.kind == "holder"), None) if now else None
    assert given is not None
    changed = await change_duty(ctx, duty, "hand_over", {"handed_to": None}, undoable=False)
    change_id = await ctx.record(
        HAND,
        "role",
        role.id,
        strategy_id=strategy.id,
        before={
            "holding": before.id if before else None,
            "member": before.person.id if before else None,
            "handed_to": duty.handed_to,
        },
        after={"holding": given.id, "member": to.id, "duty": duty.id},
    )
    await announce(ctx, changed, to, "new")
    await climb_from_here(ctx, changed)
    await _tell(ctx, change_id, ctx.me, strategy)
    if before is not None and before.person.id not in (ctx.me.id, to.id):
        await _tell(ctx, change_id, before.person, strategy)


async def _tell(ctx: Ctx, change_id: int, person: Person, strategy: Strategy) -> None:
    """Tell people about a hand-over: the actor at once, the former holder within their own hours."""
    at = ctx.now if person.id == ctx.me.id else (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
    await ctx.owe(Owed.about(HandedMessage(change=change_id, strategy=strategy.id), at, person=person.id))


@undoes(ids.OFFER_BACK)
async def take_back(ctx: Ctx, change_id: int) -> Halves:
    """Give a role that was handed over from now on back to whoever had it.

    Whoever did it may, and whoever may give roles; not where the role has gone on to somebody else since, or was
    turned down.
    """
    change = await made(ctx, change_id, "role", HAND)
    assert change.before is not None
    assert change.after is not None
    role = not_gone(await roles.by_id(ctx.tx, ctx.workspace_id, change.thing_id))
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, role.strategy_id))
    if change.member_id != ctx.me.id:
        await require(ctx, strategy, Action.APPOINT)
    elif not await may_take_part(ctx.tx, strategy, ctx.me):
        raise Gone(Absence.HIDDEN)  # they left its private channel since: outside, its strategy does not exist
    given = next((h for h in role.holdings if h.id == change.after["holding"] and h.until is None), None)
    yield Undo(strategy=strategy, change=change, stands=given is not None)
    assert given is not None
    await roles.set_holding(ctx.tx, given.id, until=ctx.now)
    if change.before["holding"] is not None:
        await _reinstate(ctx, strategy, change)
    await redraw_offer(ctx, given.id)
    await redraw_work(ctx, role.id)
    await _forget_arrival(ctx, change, given.person)
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, HandedMessage.key.begin(change=change.id)):
        await ctx.redraw(message)


async def _reinstate(ctx: Ctx, strategy: Strategy, change: Change) -> None:
    """Restore a former holder's place in a role, including any offer that they can still answer.

    Raises the refusals of people who can't be given work where the person has left since.
    """
    assert change.before is not None
    earlier, _ = not_gone(await roles.holding_by_id(ctx.tx, ctx.workspace_id, change.before["holding"]))
    await person_for_work(ctx, earlier.person.slack_id, strategy)
    await roles.set_holding(ctx.tx, earlier.id, until=None)
    await ctx.record(
        "reinstate",
        "holding",
        earlier.id,
        strategy_id=strategy.id,
        before={"until": earlier.until.isoformat() if earlier.until else None},
        after={"role": earlier.role_id, "member": earlier.person.id},
    )
    await redraw_offer(ctx, earlier.id)


async def _forget_arrival(ctx: Ctx, change: Change, person: Person) -> None:
    """Withdraw the message about a duty from a brief former holder, and continue its ladder for its owner."""
    assert change.after is not None
    arrivals = ArrivalMessage.key.begin(duty=change.after["duty"])
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, arrivals):
        if message.person == person.id:
            await ctx.take_away(message)
    try:
        duty = await find_open(ctx, change.after["duty"], Action.HAND_OVER_DUTY)
    except Refusal:
        return  # settled meanwhile
    if change.before is not None and change.before["handed_to"] is not None:
        duty = await change_duty(ctx, duty, "undo", {"handed_to": change.before["handed_to"]}, undoable=False)
    await climb_from_here(ctx, duty)


async def handed(tx: Tx, workspace_id: int, change_id: int) -> Handed | None:
    """Return what the messages say about a hand-over; None where its role is gone."""
    change = await changes.by_id(tx, workspace_id, change_id)
    role = await roles.by_id(tx, workspace_id, change.thing_id) if change else None
    strategy = await strategies.by_id(tx, workspace_id, role.strategy_id) if role else None
    if change is None or role is None or strategy is None or change.before is None or change.after is None:
        return None
    by = await members.by_id(tx, workspace_id, change.member_id) if change.member_id else None
    earlier = change.before["member"]
    before = await members.by_id(tx, workspace_id, earlier) if earlier is not None else None
    to = await members.by_id(tx, workspace_id, change.after["member"])
    if to is None:
        return None
    return Handed(change.id, role.title, strategy.name, by, before, to, change.undone_by is not None)
