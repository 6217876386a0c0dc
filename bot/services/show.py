"""What people ask to see: lists, the calendar, their day, and what makes sense here and now."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import time
from types import MappingProxyType

from bot.domain.completeness import missing
from bot.domain.errors import Refusal
from bot.domain.permissions import Action, may
from bot.domain.places import Place
from bot.domain.refusals import Absence, Gone, ManyHomes, not_gone
from bot.domain.strategies import Strategy
from bot.domain.when import instant, local_date
from bot.flows.concepts.shape import Concept
from bot.flows.concepts.table import OWN
from bot.services import guards, history, ideas, strategy_pages
from bot.services.access import find_strategy, kinds_towards, require
from bot.services.calendar import two_weeks
from bot.services.context import Ctx
from bot.services.digests import day_of
from bot.services.leading import active_leads
from bot.services.people import on_clock, plans_of
from bot.services.replies import settled_lines
from bot.services.week import with_week
from bot.services.whole_plan import plan_of, thing_of, things_in, values_of
from bot.views import calendar as calendar_view
from bot.views import digests as digests_view
from bot.views import duties as duties_view
from bot.views import goals as goals_view
from bot.views import help as help_view
from bot.views import holds as holds_view
from bot.views import ids, posts_list, shared
from bot.views import missing as missing_view
from bot.views import parts as parts_view
from bot.views import roles as roles_view
from bot.views import settings as settings_view
from bot.views.blocks import Content
from storage import calendar, duties, goals, roles, strategies


async def show_list(ctx: Ctx, what: str, place: Place, named_channel: str = "", page: int = 1) -> Content:
    """Return one of `LISTS` of the strategy that is meant here, with the button that shares it."""
    strategy = await find_strategy(ctx, place.channel, named_channel)
    return shared.shareable(await LISTS[what](ctx, strategy, page), strategy.id, what, page)


async def goals_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the goals of a strategy."""
    known = {r.id: r for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    today = ctx.now.astimezone(strategy.hours.zone).date()
    every = await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return goals_view.goals(every, known, strategy, today, page)


async def roles_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return who does what in a strategy."""
    leads = await active_leads(ctx.tx, strategy)
    return roles_view.roles(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id), leads, strategy, page)


async def posts_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the regular posts of a strategy."""
    known = {r.id: r for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    every = await calendar.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return posts_list.posts(every, known, strategy, page)


def _parts_of(concept: Concept) -> Callable[[Ctx, Strategy, int], Awaitable[Content]]:
    """Return what lists a concept of the table."""

    async def listed(ctx: Ctx, strategy: Strategy, page: int) -> Content:
        plan = await plan_of(ctx.tx, strategy)
        names = {name: dict(things) for name, things in things_in(plan).items()}
        things = [
            (ids.Ref(thing_of(concept.name), part.id), values_of(part.value))
            for part in plan.parts
            if part.concept == concept.name
        ]
        return parts_view.parts(concept, things, names, strategy, page)

    return listed


async def missing_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return what a strategy still lacks."""
    plan = await plan_of(ctx.tx, strategy)
    return missing_view.missing(missing(plan, local_date(ctx.now, strategy.hours.zone)), strategy, page)


async def show_only(ctx: Ctx, concept: Concept, place: Place, named_channel: str = "") -> Content | None:
    """Return what a plan has one of, with the button that changes it; None while there is nothing to show."""
    strategy = await find_strategy(ctx, place.channel, named_channel)
    if (await plan_of(ctx.tx, strategy)).one(concept.model) is None:
        return None
    return await show_list(ctx, concept.many, place, named_channel)


async def show_missing_here(ctx: Ctx, place: Place) -> Content | None:
    """Return what the plan at home in a channel lacks; None where the channel has none, or the actor may not see it."""
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel)
    if here is None or not may(await kinds_towards(ctx, here), Action.SEE_STRATEGY):
        return None
    return await show_list(ctx, "missing", place)


async def calendar_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the next two weeks of a strategy."""
    return calendar_view.calendar(await two_weeks(ctx.tx, strategy, ctx.now), strategy, ctx.now)


# The lists of a plan, by the word that a button carries. What a list shows is asked for anew when it is shared.
LISTS: Mapping[str, Callable[[Ctx, Strategy, int], Awaitable[Content]]] = MappingProxyType(
    {
        "goals": goals_of,
        "roles": roles_of,
        "posts": posts_of,
        "calendar": calendar_of,
        "ideas": ideas.list_of,
        "history": history.list_of,
        "missing": missing_of,
        "check": guards.list_of,
        **strategy_pages.LISTS,
        **{concept.many: _parts_of(concept) for concept in OWN.values()},
    }
)


async def turn_to(ctx: Ctx, strategy_id: int, word: str) -> Content:
    """Return the page of a list that a button names: "goals_2". Raises `gone`, `not_allowed`."""
    named = shared.list_of(word)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    if named is None or named[0] not in LISTS:
        raise Gone(Absence.FOREIGN)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    what, page = named
    return shared.shareable(await LISTS[what](ctx, strategy, page), strategy.id, what, page)


async def show_settings(ctx: Ctx, place: Place, named_channel: str = "") -> Content:
    """Return the settings of the strategy that is meant here, where there is one, and the actor's own."""
    me = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    try:
        strategy = await find_strategy(ctx, place.channel, named_channel)
    except Refusal:
        if named_channel:
            raise
        return settings_view.settings(None, (), me, may_change=False)
    leads = await active_leads(ctx.tx, strategy)
    changes = may(await kinds_towards(ctx, strategy), Action.CHANGE_SETTINGS)
    return settings_view.settings(strategy, leads, me, may_change=changes)


async def show_today(ctx: Ctx, page: int = 1) -> Content:
    """Return the actor's own day, of all strategies, with the buttons of the digest; what they settled today too."""
    day = await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    midnight = instant(day.hours.local_date(ctx.now), time(), day.hours.zone)
    plans = [s.id for s in await plans_of(ctx.tx, ctx.workspace_id, ctx.me)]
    settled = await duties.settled_by(ctx.tx, ctx.workspace_id, plans, ctx.me.id, midnight)
    settled = await with_week(ctx.tx, settled, ctx.now)
    reader = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    shown = digests_view.today(replace(day.digest, settled=tuple(settled)), reader, ctx.now, page)
    lines = await settled_lines(ctx.tx, settled, reader, ctx.now)
    return duties_view.with_lines(shown, [*holds_view.lines(day.held, reader, ctx.now), *lines])


async def show_menu(ctx: Ctx, place: Place) -> Content:
    """Return what can be done here and now."""
    try:
        strategy = await find_strategy(ctx, place.channel)
    except ManyHomes:
        raise
    except Refusal:
        strategy = None
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel)
    day = await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    still_open = len(day.digest.overdue) + len(day.digest.today)
    return help_view.menu(strategy, still_open, can_setup=here is None and not place.is_dm)
