"""Giving roles to people: appointing, accepting, declining, and changing the hour."""

from __future__ import annotations

from datetime import time

from bot.domain.calendar import HORIZON
from bot.domain.messages import ToldMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.refusals import (
    Absence,
    BadHour,
    BadReminders,
    BadTime,
    ChangedMeanwhile,
    Gone,
    NoHour,
    OfferOver,
    UnknownPerson,
    not_gone,
)
from bot.domain.roles import WORK_UNTIL, HoldingKind, NewRole, Nudges, Person, Role, Who
from bot.domain.strategies import Strategy
from bot.language.answers import Understood
from bot.language.clock import read_time
from bot.services.context.access import require
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, person_for_work, wake_at_digest
from bot.services.duties.digests import move_digest
from bot.services.duties.role_offers import offer, redraw_offer
from bot.services.strategy.approvers import follow_role
from bot.services.strategy.signing import may_fill
from bot.views.kit.blocks import Content
from bot.views.talk.notices import notice
from storage import duties, members, roles, standing, strategies

# The first message of a day comes between these hours, which leaves room for the day's nudges.
EARLIEST, LATEST = time(5), time(16)


async def role_for(ctx: Ctx, strategy: Strategy, who: Who) -> Role:
    """Return the role that a conversation named: by title, by its holder, or a new one; given to the person named.

    A title with a person gives that role to the person if it is new or vacant; nobody loses their place.
    """
    person = await person_for_work(ctx, who.slack_id, strategy) if who.slack_id else None
    if who.title:
        role = await roles.titled(ctx.tx, ctx.workspace_id, strategy.id, who.title)
        if role and (person is None or role.holder is None or role.holder.id == person.id):
            if person and role.holder is None:
                await appoint(ctx, strategy, role.id, person, "holder")
            return await _role(ctx, role.id)
        if role is None:
            return await _new_role(ctx, strategy, who.title, person)
    if person is None:
        raise UnknownPerson(name=who.title)
    held = [
        r
        for r in await roles.held_by(ctx.tx, ctx.workspace_id, person.id, strategy.id)
        if r.holder and r.holder.id == person.id
    ]
    if held:
        return held[0]
    return await _new_role(ctx, strategy, await _free_title(ctx, strategy, who.title or who.fallback or "Team"), person)


async def _free_title(ctx: Ctx, strategy: Strategy, title: str) -> str:
    taken = {r.title.casefold() for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    number, free = 1, title
    while free.casefold() in taken:
        number += 1
        free = f"{title} {number}"
    return free


async def _role(ctx: Ctx, role_id: int) -> Role:
    return not_gone(await roles.by_id(ctx.tx, ctx.workspace_id, role_id))


async def _new_role(ctx: Ctx, strategy: Strategy, title: str, holder: Person | None) -> Role:
    role_id = await roles.add(ctx.tx, ctx.workspace_id, strategy.id, title, ctx.now)
    await ctx.record("add_role", "role", role_id, strategy_id=strategy.id, after={"title": title})
    if holder:
        await appoint(ctx, strategy, role_id, holder, "holder")
    return await _role(ctx, role_id)


async def add_role(ctx: Ctx, strategy: Strategy, new: NewRole) -> Role:
    """Add a role, or fill the role with that title: its former holder hands it over. The holder and backup are told."""
    await require(ctx, strategy, Action.APPOINT)
    holder = await person_for_work(ctx, new.holder, strategy)
    backup = await person_for_work(ctx, new.backup, strategy) if new.backup else None
    role = await roles.titled(ctx.tx, ctx.workspace_id, strategy.id, new.title)
    if role is None:
        role = await _new_role(ctx, strategy, new.title, None)
    await appoint(ctx, strategy, role.id, holder, "holder")
    if backup and backup.id != holder.id:
        await appoint(ctx, strategy, role.id, backup, "backup")
    return await _role(ctx, role.id)


async def appoint(
    ctx: Ctx, strategy: Strategy, role_id: int, person: Person, kind: HoldingKind, *, is_new: bool = False
) -> None:
    """Give a person a place in a role; the former holding ends. Giving them a place that they have changes nothing.

    Assigning yourself counts as accepting; anyone else is asked, within their own hours. `is_new` is for a whole
    new plan: no message shows its work yet, and its founder fills every role.
    """
    role = await _role(ctx, role_id)
    if any(holding.kind == kind and holding.person.id == person.id for holding in role.holdings):
        return
    if not is_new:
        await may_fill(ctx, strategy, role)
    for holding in role.holdings:
        if holding.kind == kind:
            await roles.set_holding(ctx.tx, holding.id, until=ctx.now)
            await redraw_offer(ctx, holding.id)
            await ctx.record(
                "end_holding", "holding", holding.id, strategy_id=strategy.id, before={"member": holding.person.id}
            )
    own = ctx.person is not None and ctx.person.id == person.id
    by = ctx.person.id if ctx.person else None
    holding_id = await roles.give(
        ctx.tx, ctx.workspace_id, role_id, person.id, kind, "accepted" if own else "offered", by, ctx.now
    )
    if holding_id is None:
        raise ChangedMeanwhile
    await ctx.record(
        "appoint", "holding", holding_id, strategy_id=strategy.id, after={"role": role_id, "member": person.id}
    )
    if not is_new:
        await redraw_work(ctx, role_id)
    next_at = await members.next_of(ctx.tx, person.id)
    if next_at is None:
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    if not own:
        await offer(ctx, strategy, holding_id, person)


# ---------------------------------------------------------------- the answer to an offer


async def _offer(ctx: Ctx, holding_id: int) -> tuple[Role, Strategy, int | None]:
    found = not_gone(await roles.holding_by_id(ctx.tx, ctx.workspace_id, holding_id))
    if found[0].person.id != ctx.me.id:
        raise Gone(Absence.HIDDEN)
    holding, given_by = found
    role = not_gone(await roles.by_id(ctx.tx, ctx.workspace_id, holding.role_id))
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, role.strategy_id))
    if holding.until is not None:
        raise OfferOver(role=role.title)
    await require(ctx, strategy, Action.ANSWER_OFFER, role)
    return role, strategy, given_by


async def redraw_work(ctx: Ctx, role_id: int) -> None:
    """Owe updates of what shows a role's open duties: former holders lose the buttons.

    A version of the strategy that waits for this role goes to its present holder.
    """
    for duty in await duties.open_of_roles(ctx.tx, ctx.workspace_id, [role_id], 0, ctx.now + HORIZON):
        for message in await standing.showing(ctx.tx, ctx.workspace_id, duty.id):
            await ctx.redraw(message)
    await follow_role(ctx, role_id)


async def accept(ctx: Ctx, holding_id: int) -> None:
    """Accept a role. Accepting twice is a success."""
    _, strategy, _ = await _offer(ctx, holding_id)
    await roles.set_holding(ctx.tx, holding_id, state="accepted")
    await ctx.record("accept", "holding", holding_id, strategy_id=strategy.id)
    await redraw_offer(ctx, holding_id)


async def decline(ctx: Ctx, holding_id: int) -> None:
    """Decline a role: its place is vacant again. The person who gave it and the lead are told, in their own hours."""
    role, strategy, given_by = await _offer(ctx, holding_id)
    place = next((h.kind for h in role.holdings if h.id == holding_id), "holder")
    await roles.set_holding(ctx.tx, holding_id, state="declined", until=ctx.now)
    await ctx.record("decline", "holding", holding_id, strategy_id=strategy.id)
    await redraw_offer(ctx, holding_id)
    await redraw_work(ctx, role.id)
    leads = await leads_of(ctx.tx, strategy)
    giver = await members.by_id(ctx.tx, ctx.workspace_id, given_by) if given_by else None
    for person in {p.id: p for p in (*leads[:1], giver) if p and p.id != ctx.me.id}.values():
        hours = await hours_of(ctx.tx, ctx.workspace_id, person)
        facts = {"role": role.title, "name": ctx.me.name, "channel": strategy.channel, "place": place}
        what = ToldMessage(code="role_declined", about=facts)
        key = ToldMessage.declined(holding=holding_id, person=person.id)
        await ctx.owe(Owed.about(what, hours.next_open(ctx.now), key, person=person.id))


async def change_hour(ctx: Ctx, wall: str, holding_id: int | None = None) -> Person:
    """Change when the actor's digest comes. `wall` is "08:30". Raises `bad_time` beyond 05:00 to 16:00."""
    try:
        at = time.fromisoformat(wall)
    except ValueError:
        raise BadTime(typed=wall) from None
    if not EARLIEST <= at <= LATEST:
        raise BadHour
    me = ctx.me
    await members.set_hour(ctx.tx, me.id, at, max(WORK_UNTIL, me.work_until))
    await ctx.record(
        "change_hour",
        "member",
        me.id,
        strategy_id=None,
        before={"digest_at": me.digest_at.isoformat()},
        after={"digest_at": at.isoformat()},
    )
    changed = await members.by_id(ctx.tx, ctx.workspace_id, me.id)
    assert changed is not None
    await move_digest(ctx.tx, ctx.workspace_id, me, changed, ctx.now)
    if holding_id is not None:
        await redraw_offer(ctx, holding_id)
    return changed


@runs("hour")
async def type_hour(ctx: Ctx, asked: Asked) -> Content:
    """Change the actor's hour as typed after `/beat hour`: "8:30", "9am". Raises `no_hour` and `bad_hour`."""
    read = read_time(asked.typed.rest)
    if not isinstance(read, Understood):
        raise NoHour(typed=asked.typed.rest[:40])
    person = await change_hour(ctx, read.value.isoformat("minutes"))
    return notice("hour_changed", {"hour": f"{person.digest_at:%H:%M}", "zone": person.zone or ""})


REMINDERS: dict[str, Nudges] = {"gentle": "gentle", "standard": "standard", "normal": "standard", "off": "off"}


@runs("reminders")
async def choose_reminders(ctx: Ctx, asked: Asked) -> Content:
    """Change how much the actor is reminded: "gentle", "standard" or "off". Raises `bad_reminders`."""
    choice = REMINDERS.get(asked.typed.rest.strip().casefold())
    if choice is None:
        raise BadReminders(typed=asked.typed.rest[:40], now=ctx.me.nudges)
    await members.set_nudges(ctx.tx, ctx.me.id, choice)
    await ctx.record(
        "choose_reminders",
        "member",
        ctx.me.id,
        strategy_id=None,
        before={"nudges": ctx.me.nudges},
        after={"nudges": choice},
    )
    return notice("reminders_changed", {"choice": choice})
