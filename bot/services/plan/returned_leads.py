"""Leads who return: hearing who took over meanwhile, and taking the lead back for fourteen days; what they are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.leading import TAKE_BACK_FOR, can_take_back, last_leads, leaderless_since
from bot.domain.messages import LeaderlessMessage, LedMessage, ToldMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action, may
from bot.domain.refusals import Absence, CannotTakeOver, Gone, TooLateToLeadAgain, not_gone
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.services.context.access import kinds_towards
from bot.services.context.composers import Made, NotWanted, Shows, composes, composes_for_reader, put_off, reader_of
from bot.services.context.ctx import Ctx
from bot.services.context.people import wake_at_digest
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.plan.leading import (
    active_leads,
    ask_for_lead,
    led,
    look_after,
    may_lead,
    redraw_asked,
    stamp,
    tell_former,
)
from bot.services.strategy.approvers import TAKE_OVER, takeovers_of
from bot.views.kit import ids
from bot.views.plan import leading as leading_view
from bot.views.plan.leading import Takeover
from storage import changes, members, outbox, strategies
from storage.changes import Change
from storage.database import Tx

LEAD_BACK = "lead_back"


# ---------------------------------------------------------------- what Slack says about people


async def follow(ctx: Ctx, before: Person, now: Person) -> None:
    """React to news about a person: a lead who left or is back, or a new workspace admin."""
    if now.has_left and not before.has_left:
        for strategy in await strategies.ever_led_by(ctx.tx, ctx.workspace_id, now.id):
            await ask_for_lead(ctx, strategy)
    elif before.has_left and not now.has_left:
        for strategy in await strategies.ever_led_by(ctx.tx, ctx.workspace_id, now.id):
            await welcome_back(ctx, strategy, now)
    if now.runs_workspace and not now.has_left and (before.has_left or not before.runs_workspace):
        await look_after(ctx)


async def tell_returned(ctx: Ctx, strategy: Strategy) -> None:
    """Tell every former lead who has returned who took over meanwhile; each once, however often this runs."""
    for change in await takeovers_of(ctx.tx, strategy):
        for member_id in _ended(change) if change.undone_by is None else ():
            person = await members.by_id(ctx.tx, ctx.workspace_id, int(member_id))
            if person is not None:
                await tell_former(ctx, strategy, change.id, person)


async def untold_takeover(ctx: Ctx, strategy: Strategy, person: Person) -> Change | None:
    """Find the newest takeover from a person that they were not told about but may know; None where there is none."""
    if not await may_lead(ctx.tx, strategy, person):
        return None
    for change in await takeovers_of(ctx.tx, strategy):
        if change.undone_by is None and str(person.id) in _ended(change):
            key = await ctx.free_key(LedMessage.key(change=change.id, to=person.id))
            return change if key is not None else None
    return None


async def welcome_back(ctx: Ctx, strategy: Strategy, person: Person) -> None:
    """Tell a lead who is back who took over meanwhile; if nobody did, they lead again, or are asked to."""
    await tell_returned(ctx, strategy)
    leads = await active_leads(ctx.tx, strategy)
    if not leads:
        await ask_for_lead(ctx, strategy)
    if any(one.id == person.id for one in leads):
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
        await redraw_asked(ctx, strategy)


def _ended(change: Change) -> dict[str, list[str]]:
    """Return what a takeover ended: the kinds of appointment by member id."""
    ended: dict[str, list[str]] = (change.before or {}).get("ended", {})
    return ended


async def open_takeover(ctx: Ctx, strategy: Strategy) -> Change | None:
    """Find the takeover that the actor can still undo, as a lead who is back; None where there is none."""
    for change in await takeovers_of(ctx.tx, strategy):
        if change.undone_by is None and str(ctx.me.id) in _ended(change) and can_take_back(change.at, ctx.now):
            return change if await may_lead(ctx.tx, strategy, ctx.me) else None
    return None


# ---------------------------------------------------------------- taking the lead back


@undoes(ids.LEAD_TAKE_BACK)
async def take_back(ctx: Ctx, change_id: int) -> Halves:
    """Undo that somebody took a plan over: its leads are those from before.

    Later takeovers are undone with it, so those people no longer lead it either. Only a former lead may, for
    fourteen days. Raises `gone` for anyone else, and `too_late_to_lead_again`.
    """
    change = await made(ctx, change_id, "strategy", TAKE_OVER)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, change.thing_id))
    if str(ctx.me.id) not in _ended(change):
        raise Gone(Absence.HIDDEN)
    if not await may_lead(ctx.tx, strategy, ctx.me):
        seen = may(await kinds_towards(ctx, strategy), Action.SEE_STRATEGY)
        raise CannotTakeOver if seen else Gone(Absence.HIDDEN)
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)
    since = [one for one in await takeovers_of(ctx.tx, strategy) if one.id >= change.id and one.undone_by is None]
    leads = await active_leads(ctx.tx, strategy)
    yield Undo(
        strategy=strategy,
        change=change,
        along=since,
        span=TAKE_BACK_FOR,
        late=TooLateToLeadAgain(name=leads[0].name if leads else ""),
        verb=LEAD_BACK,
        before=change.after,
        after={"member": ctx.me.id},
    )
    await _reinstate(ctx, strategy, change, since)
    await _announce(ctx, strategy, change, since)


def _taker(change: Change) -> int:
    assert change.after is not None
    return int(change.after["member"])


async def _reinstate(ctx: Ctx, strategy: Strategy, change: Change, since: Sequence[Change]) -> None:
    for one in since:
        await strategies.end_permission(ctx.tx, ctx.workspace_id, strategy.id, _taker(one), "lead", ctx.now)
    # A lead who was named since stays, and comes after: the longest-serving lead hears about problems.
    named_since = (await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id))["lead"]
    for co_lead in named_since:
        await strategies.end_permission(ctx.tx, ctx.workspace_id, strategy.id, co_lead.id, "lead", ctx.now)
    for member_id, kinds in _ended(change).items():
        person = await members.by_id(ctx.tx, ctx.workspace_id, int(member_id))
        # Another lead who is still away is as before; one who can no longer take part is not.
        if person is None or not (person.has_left or await may_lead(ctx.tx, strategy, person)):
            continue
        for kind in kinds:
            await strategies.permit(
                ctx.tx, ctx.workspace_id, strategy.id, person.id, "admin" if kind == "admin" else "lead", ctx.now
            )
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    for co_lead in named_since:
        await strategies.permit(ctx.tx, ctx.workspace_id, strategy.id, co_lead.id, "lead", ctx.now)


async def _announce(ctx: Ctx, strategy: Strategy, change: Change, since: Sequence[Change]) -> None:
    """Tell the home channel and the people who took over that takeovers were undone; earlier messages are updated."""
    what, key = LedMessage(change=since[0].id, strategy=strategy.id, part="back"), LedMessage.back
    await ctx.owe(Owed.about(what, ctx.now, key(change=change.id, to="home"), channel=strategy.channel))
    for member_id in _ended(change):
        prefix = ToldMessage.roles_back.begin(strategy=strategy.id, person=int(member_id))
        for offer in await outbox.by_prefix(ctx.tx, ctx.workspace_id, prefix):
            await ctx.redraw(offer)
    for one in since:
        for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, LedMessage.key.begin(change=one.id)):
            if message.op == "post":
                await ctx.redraw(message)
        taker = await members.by_id(ctx.tx, ctx.workspace_id, _taker(one))
        if taker is not None and taker.id != ctx.me.id and await may_lead(ctx.tx, strategy, taker):
            what = LedMessage(change=one.id, strategy=strategy.id, part="back")
            await ctx.owe(Owed.about(what, ctx.now, key(change=change.id, to=taker.id), person=taker.id))
    await redraw_asked(ctx, strategy)


# ---------------------------------------------------------------- for messages


async def takeover_of(tx: Tx, strategy: Strategy, change: Change) -> Takeover | None:
    """Return what messages say about a takeover; None where its lead is unknown by then."""
    assert change.after is not None
    lead = await members.by_id(tx, strategy.workspace_id, int(change.after["member"]))
    if lead is None:
        return None
    former = [await members.by_id(tx, strategy.workspace_id, int(one)) for one in _ended(change)]
    undo = await changes.by_id(tx, strategy.workspace_id, change.undone_by) if change.undone_by else None
    back = await members.by_id(tx, strategy.workspace_id, undo.member_id) if undo and undo.member_id else None
    people = tuple(person for person in former if person is not None)
    operator = change.after.get("by") == "operator"
    leads = tuple(await active_leads(tx, strategy))
    return Takeover(change.id, strategy, lead, people, change.at, operator, back, leads)


# ---------------------------------------------------------------- what is said when it leaves


@composes_for_reader(LeaderlessMessage)
async def _leaderless(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    strategy = await strategies.by_id(tx, message.workspace_id, LeaderlessMessage.of(message).strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    if not await may_lead(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()  # the messages that they already have say nothing more, either
    every = await led(tx, strategy)
    leads = [one.person for one in every if one.is_active]
    if leads:
        if message.op == "post":
            return NotWanted("has_lead"), ()
        return leading_view.led_again(strategy, leads, reader), ()
    if message.op == "post":
        if stamp(leaderless_since(every)) != LeaderlessMessage.of(message).since:
            return NotWanted("newer_follows"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
    return leading_view.nobody_leads(strategy, last_leads(every)), ()


@composes(LedMessage)
async def _led(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = LedMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    reader = await reader_of(tx, message) if message.person is not None else None
    if message.person is not None and reader is None:
        return NotWanted("person_left"), ()
    if reader is not None and not await may_lead(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()
    if what.part == "named":
        assert reader is not None
        leads = [one.person for one in await led(tx, strategy) if one.is_active]
        is_lead = any(one.id == reader.id for one in leads)
        if message.op == "post":
            if not is_lead:
                return NotWanted("taken_back"), ()
            if (wait := await put_off(tx, message, reader, now)) is not None:
                return wait, ()
        by = await members.by_id(tx, message.workspace_id, what.by) if what.by else None
        is_first = bool(leads) and leads[0].id == reader.id
        return leading_view.named(strategy, by, is_lead=is_lead, is_first=is_first), ()
    change = await changes.by_id(tx, message.workspace_id, what.change) if what.change else None
    told = await takeover_of(tx, strategy, change) if change is not None else None
    if told is None:
        return NotWanted("change_gone"), ()
    if what.part == "back":
        return leading_view.back(told, reader), ()
    if reader is None:
        return leading_view.announced(told), ()
    if reader.id == told.lead.id:
        return leading_view.to_lead(told), ()
    if message.op == "post":
        if told.taken_back_by is not None:
            return NotWanted("taken_back"), ()
        if (wait := await put_off(tx, message, reader, now)) is not None:
            return wait, ()
    return leading_view.to_former(told, can_take_back=can_take_back(told.at, now)), ()
