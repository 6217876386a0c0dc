"""Pages that people ask for: lists, the calendar, their day, and what they can do here and now."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from bot.domain.errors import Refusal
from bot.domain.messages import SharedMessage
from bot.domain.outbox import Message
from bot.domain.permissions import Action, may
from bot.domain.refusals import Absence, Gone, ManyHomes, not_gone
from bot.domain.strategies import Strategy
from bot.domain.when import instant, local_date
from bot.schema.commands import COMMANDS
from bot.schema.missing.completeness import missing
from bot.schema.shape import Concept
from bot.schema.table import OWN
from bot.services.calendar.calendar import two_weeks
from bot.services.calendar.week import with_week
from bot.services.context.access import find_strategy, kinds_towards, require
from bot.services.context.command_registry import LISTS, Asked, List, lists, runs
from bot.services.context.composers import Made, NotWanted, Shows, composes
from bot.services.context.ctx import Ctx
from bot.services.context.people import on_clock, plans_of
from bot.services.context.whole_plan import plan_of, thing_of, things_in, values_of
from bot.services.day.replies import settled_lines
from bot.services.duties.digests import day_of
from bot.services.plan import guards
from bot.services.plan.leading import active_leads
from bot.services.talk.commands import converse
from bot.views.calendar import calendar as calendar_view
from bot.views.calendar import holds as holds_view
from bot.views.calendar import posts as posts_view
from bot.views.calendar import posts_list
from bot.views.duties import digests as digests_view
from bot.views.duties import duties as duties_view
from bot.views.editing import settings as settings_view
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.pages import shared
from bot.views.people import roles as roles_view
from bot.views.plan import goals as goals_view
from bot.views.plan import guards as guards_view
from bot.views.plan import parts as parts_view
from bot.views.questions import missing as missing_view
from bot.views.talk import help as help_view
from storage import calendar, duties, goals, members, posts, roles, strategies, workspaces
from storage.database import Tx


async def _list(ctx: Ctx, strategy: Strategy, what: str, page: int = 1) -> Content:
    """Return one of `LISTS` of a strategy, with its share button."""
    return shared.shareable(await LISTS[what](ctx, strategy, page), strategy.id, what, page)


@lists("goals")
async def goals_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the goals of a strategy."""
    known = {r.id: r for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    today = ctx.now.astimezone(strategy.hours.zone).date()
    every = await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return goals_view.goals(every, known, strategy, today, page)


@lists("roles")
async def roles_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return who does what in a strategy."""
    leads = await active_leads(ctx.tx, strategy)
    return roles_view.roles(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id), leads, strategy, page)


@lists("posts")
async def posts_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the regular posts of a strategy."""
    known = {r.id: r for r in await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)}
    every = await calendar.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return posts_list.posts(every, known, strategy, page)


def _parts_of(concept: Concept) -> List:
    """Return the function that lists a concept."""

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


for _concept in OWN.values():
    lists(_concept.many)(_parts_of(_concept))


@lists("missing")
async def missing_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return what a strategy still lacks."""
    plan = await plan_of(ctx.tx, strategy)
    return missing_view.missing(missing(plan, local_date(ctx.now, strategy.hours.zone)), strategy, page)


@lists("calendar")
async def calendar_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return the next two weeks of a strategy."""
    return calendar_view.calendar(await two_weeks(ctx.tx, strategy, ctx.now), strategy, ctx.now)


@lists("ideas")
async def ideas_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return a strategy's ideas: waiting ones first, then those in the making, then those that were not published."""
    found = await posts.in_states(ctx.tx, ctx.workspace_id, strategy.id, ("idea", "drafting", "skipped", "missed"))
    order = {"idea": 0, "drafting": 1}
    found.sort(key=lambda post: order.get(post.state, 2))
    chosen = {}
    for duty in await duties.with_posts(ctx.tx, ctx.workspace_id, [post.id for post in found]):
        assert duty.post_id is not None
        chosen[duty.post_id] = posts_view.chosen_words(duty, strategy)
    return posts_view.ideas(found, chosen, strategy, ctx.now, page)


@lists("check")
async def check_of(ctx: Ctx, strategy: Strategy, page: int) -> Content:
    """Return what the guards see in a strategy, and which warnings are dismissed: `/beat check`."""
    plan, seen = await guards.warnings_of(ctx, strategy)
    # Shared with a channel it has no buttons: it isn't shown to anyone in particular.
    can_dismiss = ctx.person is not None and may(await kinds_towards(ctx, strategy), Action.DISMISS_WARNING)
    return guards_view.check(seen, plan, strategy.hours.local_date(ctx.now), page, can_dismiss=can_dismiss)


async def turn_to(ctx: Ctx, strategy_id: int, word: str) -> Content:
    """Return the page of a list that a button names: "goals_2". Raises `gone`, `not_allowed`."""
    named = shared.list_of(word)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    if named is None or named[0] not in LISTS:
        raise Gone(Absence.FOREIGN)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    return await _list(ctx, strategy, *named)


@composes(SharedMessage)
async def _shared(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    """Compose a shared list from what is true now; None where its plan or its sharer is gone."""
    what = SharedMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    workspace = await workspaces.by_id(tx, message.workspace_id)
    by = await members.by_id(tx, message.workspace_id, what.by)
    if strategy is None or workspace is None or by is None:
        return NotWanted("strategy_gone"), ()
    ctx = Ctx(tx, workspace, None, now, now)  # nobody's eyes in particular: a list shows the same to all
    made = await LISTS[what.list](ctx, strategy, what.page or 1)
    return shared.copy(made, by), ()


# ---------------------------------------------------------------- typed


@runs(*(command.word for command in COMMANDS if command.shows == "list"))
async def _show_list(ctx: Ctx, asked: Asked) -> Content:
    return await _list(ctx, asked.plan, asked.typed.command.word, asked.typed.page)


@runs(*OWN)
async def _part(ctx: Ctx, asked: Asked) -> Content | None:
    """Add a part. With no text after the word, show a kind that a plan has only one of, or that shares its word."""
    concept, typed = OWN[asked.typed.command.word], asked.typed
    is_shown = concept.many == concept.name and not typed.rest
    if concept.single and is_shown:
        is_shown = (await plan_of(ctx.tx, asked.plan)).one(concept.model) is not None
    if is_shown or (concept.many == concept.name and not concept.single and typed.is_page):
        return await _list(ctx, asked.plan, concept.many, typed.page)
    return await converse(ctx, asked)


@runs("setup")
async def _setup(ctx: Ctx, asked: Asked) -> Content | None:
    """Set up a plan; where the channel has one that the actor may see, show what it lacks."""
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, asked.place.channel)
    if here is None or not may(await kinds_towards(ctx, here), Action.SEE_STRATEGY):
        return await converse(ctx, asked)
    return await _list(ctx, here, "missing")


@runs("plans")
async def _plans(ctx: Ctx, asked: Asked) -> Content:
    mine = await plans_of(ctx.tx, ctx.workspace_id, ctx.me)
    return help_view.plans([one for one in mine if may(await kinds_towards(ctx, one), Action.SEE_STRATEGY)])


@runs("help")
async def _help(ctx: Ctx, asked: Asked) -> Content:
    return help_view.help()


@runs("settings")
async def _settings(ctx: Ctx, asked: Asked) -> Content:
    """Return the settings of the strategy that is meant here, if any, and the actor's own."""
    me = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    try:
        strategy = await find_strategy(ctx, asked.place.channel, asked.typed.channel)
    except Refusal:
        if asked.typed.channel:
            raise
        return settings_view.settings(None, (), me, may_change=False)
    leads = await active_leads(ctx.tx, strategy)
    changes = may(await kinds_towards(ctx, strategy), Action.CHANGE_SETTINGS)
    return settings_view.settings(strategy, leads, me, may_change=changes)


async def show_today(ctx: Ctx, page: int = 1) -> Content:
    """Return the actor's day across all strategies, with the digest's buttons, including what they settled today."""
    day = await day_of(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    midnight = instant(day.hours.local_date(ctx.now), time(), day.hours.zone)
    plans = [s.id for s in await plans_of(ctx.tx, ctx.workspace_id, ctx.me)]
    settled = await duties.settled_by(ctx.tx, ctx.workspace_id, plans, ctx.me.id, midnight)
    settled = await with_week(ctx.tx, settled, ctx.now)
    reader = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    shown = digests_view.today(replace(day.digest, settled=tuple(settled)), reader, ctx.now, page)
    lines = await settled_lines(ctx.tx, settled, reader, ctx.now)
    return duties_view.with_lines(shown, [*holds_view.lines(day.held, reader, ctx.now), *lines])


@runs("today")
async def _today(ctx: Ctx, asked: Asked) -> Content:
    return await show_today(ctx, asked.typed.page)


@runs("")
async def _menu(ctx: Ctx, asked: Asked) -> Content:
    """Return what the actor can do here and now."""
    place = asked.place
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
