"""Who leads a plan: noticing that nobody does, asking people who can take over, and taking over.

A plan without an active lead is locked: nobody can change its settings or pause it, and nobody hears about missed
tasks. A takeover is decided in one transaction, which locks the plan and checks that there is no active lead; the
second of two concurrent ones finds the first.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.editions import waiting
from bot.domain.leading import Led, last_leads, leaderless_since
from bot.domain.messages import LeaderlessMessage, LedMessage, ToldMessage
from bot.domain.outbox import STANDS_IN_SLACK, Owed
from bot.domain.permissions import Action, Kind, may
from bot.domain.refusals import (
    Absence,
    CannotLead,
    CannotTakeOver,
    Gone,
    HasCoLead,
    HasLead,
    NotInHome,
    UnknownPerson,
    not_gone,
)
from bot.domain.roles import Person, can_hold
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.language.answers import ids_in
from bot.services.context.access import kinds_towards, require
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, may_take_part, person_for_work, taking_part, wake_at_digest
from bot.services.context.whole_plan import plan_of
from bot.services.editing import editing
from bot.services.plan import channel_lost
from bot.services.strategy.approvers import TAKE_OVER, ask, asked_now, redraw_requests, still_needed
from bot.services.strategy.editions import settle_reading
from bot.views.kit.blocks import Content
from bot.views.plan.leading import co_lead_named
from storage import editions, members, outbox, roles, strategies, workspaces
from storage.database import Tx

log = logging.getLogger(__name__)

# ---------------------------------------------------------------- who leads


async def led(tx: Tx, strategy: Strategy) -> list[Led]:
    """List who leads a plan and who ever did. A lead outside the plan's private channel can't act on it."""
    found = []
    for one in await strategies.led(tx, strategy.workspace_id, strategy.id):
        if one.is_active and not await may_take_part(tx, strategy, one.person):
            home = await workspaces.channel_by_slack_id(tx, strategy.workspace_id, strategy.channel)
            left = await workspaces.left_at(tx, strategy.workspace_id, home.id, one.person.id) if home else None
            one = replace(one, left_at=left or one.since)
        found.append(one)
    return found


async def active_leads(tx: Tx, strategy: Strategy) -> list[Person]:
    """List the leads who can act, the longest-serving first."""
    return [one.person for one in await led(tx, strategy) if one.is_active]


async def approvers_of(tx: Tx, strategy: Strategy) -> list[Person]:
    """List the people who have, or back up, a role that approves the plan's versions."""
    plan = await plan_of(tx, strategy)
    signing = plan.one(Signing)
    found: list[Person] = []
    for role in plan.roles:
        if signing is not None and role.id in signing.approvers:
            present = await taking_part(tx, strategy, role)
            found += [person for person in (present.holder, present.backup) if person is not None]
    return found


# ---------------------------------------------------------------- nobody leads


def stamp(since: datetime | None) -> int:
    """Return since when nobody leads, as written in the keys of the questions."""
    return int(since.timestamp()) if since is not None else 0


async def ask_for_lead(ctx: Ctx, strategy: Strategy) -> None:
    """Ask everyone who can take over a plan that nobody leads, each once, within their own hours.

    Asking again later reaches only people who could not take over before, or were away at the time.
    """
    every = await led(ctx.tx, strategy)
    if any(one.is_active for one in every):
        return
    since = stamp(leaderless_since(every))
    people = await _able(ctx.tx, strategy, every)
    if not people:
        log.warning("nobody leads a plan, and nobody in Slack can take it over", extra={"place": strategy.channel})
    for person in people:
        key = await ctx.free_key(LeaderlessMessage.key(strategy=strategy.id, since=since, person=person.id))
        if key is None:
            continue
        at = (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
        what = LeaderlessMessage(strategy=strategy.id, since=since)
        name = LeaderlessMessage.name(channel=strategy.channel, since=since, person=person.slack_id)
        await ctx.owe(Owed.about(what, at, key, person=person.id, name=name))


async def look_after(ctx: Ctx) -> None:
    """Ask for a lead of every plan without one, after Slack's list of people was compared with ours."""
    for strategy in await strategies.leaderless(ctx.tx, ctx.workspace_id):
        await ask_for_lead(ctx, strategy)


async def _able(tx: Tx, strategy: Strategy, every: Sequence[Led]) -> list[Person]:
    appointed = await strategies.appointed(tx, strategy.workspace_id, strategy.id)
    found = [*appointed["admin"], *last_leads(every), *await approvers_of(tx, strategy)]
    found += await members.admins(tx, strategy.workspace_id)
    people = {person.id: person for person in found}.values()
    return [person for person in people if await may_lead(tx, strategy, person)]


async def may_lead(tx: Tx, strategy: Strategy, person: Person) -> bool:
    """Tell whether a person can become a plan's lead by a takeover: no bot, no guest, nobody outside a private plan."""
    return can_hold(person) and not person.is_guest and await may_take_part(tx, strategy, person)


async def redraw_asked(ctx: Ctx, strategy: Strategy) -> None:
    """Update the questions about a new lead: they were asked when nobody led, and now say who leads."""
    found = await outbox.by_prefix(ctx.tx, ctx.workspace_id, LeaderlessMessage.key.begin(strategy=strategy.id))
    asked = [message for message in found if message.op == "post"]
    last = max((LeaderlessMessage.of(message).since for message in asked), default=0)
    for message in asked:
        if LeaderlessMessage.of(message).since == last:
            await ctx.redraw(message)


# ---------------------------------------------------------------- taking over


async def kinds_for_lead(ctx: Ctx, strategy: Strategy) -> frozenset[Kind]:
    """Return everything that the actor is to a plan that may need a lead."""
    kinds = set(await kinds_towards(ctx, strategy))
    if not await may_lead(ctx.tx, strategy, ctx.me):
        return frozenset(kinds - {"admin", "lead"})
    if ctx.me.runs_workspace:
        kinds.add("workspace_admin")
    if ctx.me.id in {person.id for person in last_leads(await led(ctx.tx, strategy))}:
        kinds.add("lead")
    if ctx.me.id in {person.id for person in await approvers_of(ctx.tx, strategy)}:
        kinds.add("approver")
    return frozenset(kinds)


async def can_take_over(ctx: Ctx, strategy: Strategy) -> bool:
    """Tell whether the actor could take over a plan now."""
    if await active_leads(ctx.tx, strategy):
        return False
    return may(await kinds_for_lead(ctx, strategy), Action.TAKE_OVER)


async def take_over(ctx: Ctx, strategy_id: int) -> None:
    """Make the actor the lead of a plan that nobody leads. Pressing twice is a success.

    Raises `gone` for strangers, `cannot_take_over`, and `has_lead` where somebody else was quicker or is back.
    """
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    if not may(await kinds_for_lead(ctx, strategy), Action.TAKE_OVER):
        seen = may(await kinds_towards(ctx, strategy), Action.SEE_STRATEGY)
        raise CannotTakeOver if seen else Gone(Absence.HIDDEN)
    await _install(ctx, strategy, ctx.me)


async def name_lead(ctx: Ctx, strategy: Strategy, person: Person) -> None:
    """Make a person the lead of a plan that nobody leads, at the operator's request on the command line.

    Raises `has_lead`, `cannot_lead`, and `not_in_home` outside a private plan's channel.
    """
    if not can_hold(person) or person.is_guest:
        raise CannotLead(name=person.name)
    if not await may_take_part(ctx.tx, strategy, person):
        raise NotInHome(name=person.name, channel=strategy.channel_name)
    await _install(ctx, strategy, person)


async def _install(ctx: Ctx, strategy: Strategy, person: Person) -> None:
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)
    # The person may be returning at this moment, which changes their own row.
    for one in await strategies.led(ctx.tx, ctx.workspace_id, strategy.id):
        await members.lock(ctx.tx, ctx.workspace_id, one.person.id)
    every = await led(ctx.tx, strategy)
    active = [one.person for one in every if one.is_active]
    if any(one.id == person.id for one in active):
        return
    if active:
        raise HasLead(name=active[0].name, plan=strategy.name)
    ended: dict[str, list[str]] = {}
    for former in last_leads(every):
        if former.id != person.id:
            kinds = await strategies.end_appointments(ctx.tx, ctx.workspace_id, strategy.id, former.id, ctx.now)
            ended[str(former.id)] = kinds or ["lead"]
    await strategies.permit(ctx.tx, ctx.workspace_id, strategy.id, person.id, "lead", ctx.now)
    change_id = await ctx.record(
        TAKE_OVER,
        "strategy",
        strategy.id,
        strategy_id=strategy.id,
        before={"ended": ended},
        after={"member": person.id, "by": "member" if ctx.person else "operator"},
    )
    await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    await announce(ctx, strategy, change_id, person, [int(one) for one in ended])
    await channel_lost.tell_lead(ctx, strategy)
    await redraw_asked(ctx, strategy)
    await _pass_on_approval(ctx, strategy, person)


async def announce(ctx: Ctx, strategy: Strategy, change_id: int, lead: Person, former: Sequence[int]) -> None:
    """Tell about a takeover: the home channel, the new lead, and former leads who can be reached."""
    what, key = LedMessage(change=change_id, strategy=strategy.id), LedMessage.key
    await ctx.owe(Owed.about(what, ctx.now, key(change=change_id, to="home"), channel=strategy.channel))
    await ctx.owe(Owed.about(what, ctx.now, key(change=change_id, to=lead.id), person=lead.id))
    for member_id in former:
        person = await members.by_id(ctx.tx, ctx.workspace_id, member_id)
        if person is not None:
            await tell_former(ctx, strategy, change_id, person)


async def tell_former(ctx: Ctx, strategy: Strategy, change_id: int, person: Person) -> None:
    """Tell a former lead who took over, with Undo: once, and only if they may know about the plan.

    The offer of their roles says it, where one names the takeover.
    """
    if not await may_lead(ctx.tx, strategy, person):
        return
    prefix = ToldMessage.roles_back.begin(strategy=strategy.id, person=person.id)
    for offer in await outbox.by_prefix(ctx.tx, ctx.workspace_id, prefix, ("waiting", *STANDS_IN_SLACK, "unknown")):
        if ToldMessage.of(offer).about.get("lead") == change_id:
            return
    key = await ctx.free_key(LedMessage.key(change=change_id, to=person.id))
    if key is None:
        return
    at = (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
    await ctx.owe(Owed.about(LedMessage(change=change_id, strategy=strategy.id), at, key, person=person.id))


async def _pass_on_approval(ctx: Ctx, strategy: Strategy, lead: Person) -> None:
    """Ask somebody else to approve an open version that the new lead can no longer approve."""
    edition = waiting(await editions.of_strategy(ctx.tx, ctx.workspace_id, strategy.id))
    if edition is None:
        return
    theirs = [role.id for role in await roles.held_by(ctx.tx, ctx.workspace_id, lead.id, strategy.id)]
    needed = await still_needed(ctx.tx, strategy, edition)
    await settle_reading(ctx, edition, [role_id for role_id in needed if role_id in theirs])
    for other in (await asked_now(ctx.tx, strategy, edition)).values():
        await ask(ctx, strategy, edition, other)
    await redraw_requests(ctx, edition)


# ---------------------------------------------------------------- a second lead, named before one is needed


async def name_co_lead(ctx: Ctx, strategy: Strategy, typed: str) -> Content:
    """Give a plan a second lead. Naming a person who already leads is a success.

    Raises `not_allowed`, `has_co_lead`, `unknown_person`, and the refusals of people who can't be given work.
    """
    await require(ctx, strategy, Action.CHANGE_SETTINGS)
    person = await person_for_work(ctx, await _slack_id(ctx, typed), strategy)
    if person.is_guest:
        raise CannotLead(name=person.name)
    leads = await active_leads(ctx.tx, strategy)
    if not any(one.id == person.id for one in leads):
        if len(leads) > 1:
            raise HasCoLead(name=leads[1].name)
        change_id = await editing.change(ctx, "plan", strategy.id, {"co_lead" if leads else "lead": person.id})
        if change_id is not None:
            await editing.tell_changed(ctx, change_id)
    return co_lead_named(strategy, person)


async def _slack_id(ctx: Ctx, typed: str) -> str:
    mentioned = sorted(ids_in(typed))
    if len(mentioned) == 1:
        return mentioned[0]
    name = typed.strip().removeprefix("@")
    found = await members.known_as(ctx.tx, ctx.workspace_id, name) if name and not mentioned else []
    if len(found) != 1:
        raise UnknownPerson(name=typed.strip().lstrip("@")[:40])
    return found[0].slack_id
