"""What people ask to see: lists, the calendar, their day, and what makes sense here and now."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.domain.errors import Refusal
from bot.domain.when import instant
from bot.services.access import find_strategy
from bot.services.calendar import two_weeks
from bot.services.context import Ctx
from bot.services.conversations import Place
from bot.services.digests import day_of
from bot.services.people import on_clock, plans_of
from bot.views import calendar as calendar_view
from bot.views import duties as duties_view
from bot.views import goals as goals_view
from bot.views import help as help_view
from bot.views import roles as roles_view
from bot.views.blocks import Content
from storage import duties, goals, roles, strategies


async def show_goals(ctx: Ctx, place: Place, named_channel: str = "") -> Content:
    """Return the goals of the strategy that is meant here."""
    strategy = await find_strategy(ctx, place.channel, named_channel)
    known = {r.id: r for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    today = ctx.now.astimezone(strategy.hours.zone).date()
    return goals_view.goals(await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id), known, strategy, today)


async def show_roles(ctx: Ctx, place: Place, named_channel: str = "") -> Content:
    """Return who does what in the strategy that is meant here."""
    strategy = await find_strategy(ctx, place.channel, named_channel)
    leads = (await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id))["lead"]
    return roles_view.roles(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id), leads, strategy)


async def show_calendar(ctx: Ctx, place: Place, named_channel: str = "") -> Content:
    """Return the next two weeks of the strategy that is meant here."""
    strategy = await find_strategy(ctx, place.channel, named_channel)
    return calendar_view.calendar(await two_weeks(ctx.tx, strategy, ctx.now), strategy, ctx.now)


async def show_today(ctx: Ctx, page: int = 1) -> Content:
    """Return the actor's own day, of all strategies, with the buttons of the digest; what they settled today too."""
    day = await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    midnight = instant(day.hours.local_date(ctx.now), time(), day.hours.zone)
    plans = [s.id for s in await plans_of(ctx.tx, ctx.workspace_id, ctx.me)]
    settled = await duties.settled_by(ctx.tx, ctx.workspace_id, plans, ctx.me.id, midnight)
    return duties_view.today(
        replace(day.digest, settled=tuple(settled)), await on_clock(ctx.tx, ctx.workspace_id, ctx.me), ctx.now, page
    )


async def show_menu(ctx: Ctx, place: Place) -> Content:
    """Return what can be done here and now."""
    try:
        strategy = await find_strategy(ctx, place.channel)
    except Refusal as refusal:
        if refusal.code == "many_homes":
            raise
        strategy = None
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, place.channel)
    day = await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    still_open = len(day.digest.overdue) + len(day.digest.today)
    return help_view.menu(strategy, still_open, can_setup=here is None and not place.is_dm)
