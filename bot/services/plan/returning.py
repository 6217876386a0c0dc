"""A member who is back in the workspace: they are offered, once, the roles that became vacant when they left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.leading import can_take_back
from bot.domain.messages import Facts, ToldMessage
from bot.domain.outbox import Message, Owed
from bot.domain.refusals import Absence, ChangedMeanwhile, Gone, RoleApproves, RoleTaken, not_gone
from bot.domain.roles import Holding, Person, Role
from bot.domain.strategies import Strategy
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, leads_of, may_take_part, wake_at_digest
from bot.services.people.staff import redraw_work
from bot.services.plan.leading import may_lead
from bot.services.plan.returned_leads import takeover_of, untold_takeover
from bot.services.strategy.signing import approves
from bot.views.kit.blocks import Content
from bot.views.people import returning as view
from bot.views.plan import leading as leading_view
from storage import changes, members, outbox, roles, strategies
from storage.database import Tx

ROLES_BACK = "roles_back"
# A person who was away longer starts over: the plan has moved on without them.
OFFERED_FOR = timedelta(days=90)


async def offer_back(ctx: Ctx, person: Person) -> None:
    """Offer a returning person their former roles in every plan that they can take part in."""
    left = await roles.given_up_by(ctx.tx, ctx.workspace_id, person.id, ctx.now - OFFERED_FOR)
    for strategy_id in {strategy_id for _, strategy_id in left}:
        strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id)
        if strategy is not None:
            await _offer(ctx, strategy, person, [holding for holding, where in left if where == strategy_id])
    if await strategies.concerning(ctx.tx, ctx.workspace_id, person.id):
        # Appointments outlast an absence: a lead's digests start again.
        await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)


async def offer_in(ctx: Ctx, strategy: Strategy) -> None:
    """Offer roles to people who are back in the workspace, and only now in the channel that a plan requires."""
    since = ctx.now - OFFERED_FOR
    for member_id in await roles.formerly_in(ctx.tx, ctx.workspace_id, strategy.id, since):
        left = await roles.given_up_by(ctx.tx, ctx.workspace_id, member_id, since)
        here = [holding for holding, where in left if where == strategy.id]
        if here:
            await _offer(ctx, strategy, here[0].person, here)


async def _offer(ctx: Ctx, strategy: Strategy, person: Person, left: Sequence[Holding]) -> None:
    if person.has_left or not await may_take_part(ctx.tx, strategy, person):
        return
    at = max(holding.until for holding in left if holding.until is not None)
    key = await ctx.free_key(_key(strategy.id, person.id, at))
    if key is None or not await _is_any_open(ctx.tx, strategy, person, at):
        return
    facts: Facts = {"strategy": strategy.id, "left": at.isoformat()}
    if (takeover := await untold_takeover(ctx, strategy, person)) is not None:
        facts["lead"] = takeover.id
    hours = await hours_of(ctx.tx, ctx.workspace_id, person)
    due = hours.next_open(ctx.now)
    await ctx.owe(Owed.about(ToldMessage(code=ROLES_BACK, about=facts), due, key, person=person.id))


def _key(strategy_id: int, person_id: int, left: datetime) -> str:
    return ToldMessage.roles_back(strategy=strategy_id, person=person_id, left=left)


async def _is_any_open(tx: Tx, strategy: Strategy, person: Person, at: datetime) -> bool:
    """Tell whether a person still lacks a role that they had until then."""
    had = await _had(tx, strategy, person, at)
    return any(one.now is None or one.now.id != person.id for one in had)


async def told(tx: Tx, message: Message, reader: Person, now: datetime) -> Content | None:
    """Return what a person had, and what has become of each role since; None where there is nothing left to say."""
    strategy = await strategies.by_id(tx, message.workspace_id, int(message.facts["strategy"]))
    if strategy is None or not await may_take_part(tx, strategy, reader):
        return None
    had = await _had(tx, strategy, reader, datetime.fromisoformat(str(message.facts["left"])))
    lead = await _word_of_lead(tx, strategy, message, reader, now)
    if message.op == "post" and all(one.now is not None and one.now.id == reader.id for one in had):
        had = []
    if not had and lead is None:
        return None
    return view.offered(had, strategy, reader, lead)


async def _had(tx: Tx, strategy: Strategy, person: Person, at: datetime) -> list[view.Former]:
    """List what a person had in a strategy until they left the workspace at an instant, and who has it now."""
    had: list[view.Former] = []
    for holding, strategy_id in await roles.given_up_by(tx, strategy.workspace_id, person.id, at):
        if strategy_id != strategy.id or holding.until != at:
            continue
        role = await roles.by_id(tx, strategy.workspace_id, holding.role_id)
        if role is not None:
            now = _place_in(role, holding)
            signs = now is None and await approves(tx, strategy, role.id)
            had.append(view.Former(holding.id, role.title, holding.kind, now, signs))
    return had


async def _word_of_lead(tx: Tx, strategy: Strategy, message: Message, reader: Person, now: datetime) -> Content | None:
    """Return who took the plan over meanwhile, where this message says so and the reader may still know."""
    found = message.facts.get("lead")
    change = await changes.by_id(tx, message.workspace_id, found) if isinstance(found, int) else None
    told = await takeover_of(tx, strategy, change) if change is not None else None
    if told is None or not await may_lead(tx, strategy, reader):
        return None
    if message.op == "post" and told.taken_back_by is not None:
        return None
    return leading_view.to_former(told, can_take_back=can_take_back(told.at, now))


def _place_in(role: Role, holding: Holding) -> Person | None:
    return next((one.person for one in role.holdings if one.kind == holding.kind), None)


async def take_back(ctx: Ctx, holding_id: int) -> None:
    """Take back a role that became vacant when the actor left. Taking it back twice is a success.

    Raises `gone`, and `role_taken` where somebody else has it. A role that approves the strategy is given back by
    the people who choose approvers: `role_approves`.
    """
    left = await roles.given_up_by(ctx.tx, ctx.workspace_id, ctx.me.id, ctx.now - OFFERED_FOR)
    holding, strategy_id = next(((one, where) for one, where in left if one.id == holding_id), (None, 0))
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id) if holding is not None else None
    if holding is None or strategy is None or not await may_take_part(ctx.tx, strategy, ctx.me):
        raise Gone(Absence.DELETED if holding is None else Absence.HIDDEN)
    ever = not_gone(await roles.ever(ctx.tx, ctx.workspace_id, holding.role_id, lock=True))
    if ever[1] is not None:
        raise Gone(Absence.DELETED)
    role = ever[0]
    now = _place_in(role, holding)
    if now is None:
        if await approves(ctx.tx, strategy, role.id):
            raise RoleApproves(role=role.title)
        await _give_back(ctx, strategy, role, holding)
    assert holding.until is not None
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, _key(strategy.id, ctx.me.id, holding.until)):
        await ctx.redraw(message)
    if now is not None and now.id != ctx.me.id:
        raise RoleTaken(role=role.title, name=now.name)


async def _give_back(ctx: Ctx, strategy: Strategy, role: Role, holding: Holding) -> None:
    given = await roles.give(ctx.tx, ctx.workspace_id, role.id, ctx.me.id, holding.kind, "accepted", ctx.me.id, ctx.now)
    if given is None:
        raise ChangedMeanwhile
    await ctx.record("return", "holding", given, strategy_id=strategy.id, after={"role": role.id, "member": ctx.me.id})
    await redraw_work(ctx, role.id)
    if await members.next_of(ctx.tx, ctx.me.id) is None:
        await wake_at_digest(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    leads = await leads_of(ctx.tx, strategy)
    stand_ins = [one.person for one in role.holdings if one.kind != holding.kind]
    for person in {one.id: one for one in (*leads[:1], *stand_ins) if one.id != ctx.me.id}.values():
        hours = await hours_of(ctx.tx, ctx.workspace_id, person)
        facts = {
            "role": role.title,
            "name": ctx.me.name,
            "channel": strategy.channel,
            "place": holding.kind,
            "stands_in": "yes" if person in stand_ins and holding.kind == "holder" else "",
        }
        what = ToldMessage(code="role_retaken", about=facts)
        key = ToldMessage.retaken(holding=given, person=person.id)
        await ctx.owe(Owed.about(what, hours.next_open(ctx.now), key, person=person.id))
