"""`/beat lead`: who leads a plan, taking it over, and naming a co-lead before that is ever needed."""

from __future__ import annotations

from bot.domain.leading import last_leads
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import CannotLead, HasCoLead, ManyHomes, NoHomeYet, NotHome, UnknownPerson
from bot.domain.strategies import Strategy
from bot.language.answers import ids_in
from bot.services.context.access import find_strategy, kinds_towards, require
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.context.people import person_for_work
from bot.services.editing import editing
from bot.services.plan.leading import active_leads, can_take_over, led
from bot.services.plan.returned_leads import open_takeover, takeover_of
from bot.views.kit.blocks import Content
from bot.views.plan import leading as leading_view
from storage import members, strategies


@runs("lead")
async def show_typed(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat lead`, and `/beat lead @ben`. Raises `gone`, `not_allowed` and what naming a co-lead refuses."""
    strategy = await _find(ctx, asked.place, asked.typed.channel)
    if asked.typed.rest:
        return await name_co_lead(ctx, strategy, asked.typed.rest)
    every = await led(ctx.tx, strategy)
    takeover = await open_takeover(ctx, strategy)
    shown = leading_view.Leading(
        strategy=strategy,
        leads=tuple(one.person for one in every if one.is_active),
        former=last_leads(every),
        may_change=may(await kinds_towards(ctx, strategy), Action.CHANGE_SETTINGS),
        may_take_over=await can_take_over(ctx, strategy),
        takeover=await takeover_of(ctx.tx, strategy, takeover) if takeover else None,
    )
    return leading_view.page(shown, ctx.me)


async def _find(ctx: Ctx, place: Place, named_channel: str) -> Strategy:
    """Find the plan that is meant: as ever, and else one that nobody leads and that the actor can take over."""
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, named_channel or place.channel)
    if here is not None and await can_take_over(ctx, here):
        return here
    try:
        return await find_strategy(ctx, place.channel, named_channel)
    except (NotHome, NoHomeYet):
        waiting = await strategies.leaderless(ctx.tx, ctx.workspace_id)
        mine = [strategy for strategy in waiting if await can_take_over(ctx, strategy)]
        if len(mine) == 1:
            return mine[0]
        if mine:
            names = ", ".join(f"#{strategy.channel_name}" for strategy in mine)
            raise ManyHomes(names=names) from None
        raise


async def name_co_lead(ctx: Ctx, strategy: Strategy, typed: str) -> Content:
    """Give a plan a second lead. Naming somebody who leads already is a success.

    Raises `not_allowed`, `has_co_lead`, `unknown_person`, and the refusals of people who cannot be given work.
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
    return leading_view.co_lead_named(strategy, person)


async def _slack_id(ctx: Ctx, typed: str) -> str:
    mentioned = sorted(ids_in(typed))
    if len(mentioned) == 1:
        return mentioned[0]
    name = typed.strip().removeprefix("@")
    found = await members.known_as(ctx.tx, ctx.workspace_id, name) if name and not mentioned else []
    if len(found) != 1:
        raise UnknownPerson(name=typed.strip().lstrip("@")[:40])
    return found[0].slack_id
