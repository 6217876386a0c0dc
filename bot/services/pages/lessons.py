"""Lessons to look at: the list, and each one."""

from __future__ import annotations

from bot.domain.refusals import UnknownLesson
from bot.domain.roles import Person
from bot.schema.lessons import LESSONS
from bot.services.context.command_registry import Asked, runs
from bot.services.context.ctx import Ctx
from bot.services.context.people import on_clock, plans_of
from bot.services.questions.lessons import numbered
from bot.services.questions.teaching import way_of
from bot.views.kit.blocks import Content
from bot.views.questions import lessons as lessons_view
from storage import lessons, members, roles, strategies


async def show_all(ctx: Ctx) -> Content:
    """Return the list of lessons, with the actor's progress, and who else in their plans has started."""
    me = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    way = await way_of(ctx.tx, ctx.workspace_id, me.id)
    next_at = await members.next_of(ctx.tx, me.id)
    return lessons_view.listing(way, await _team(ctx), next_at, me.zone or "UTC")


async def _team(ctx: Ctx) -> list[tuple[str, int]]:
    """List who else in the actor's plans has started, with how many lessons: by name, not by number."""
    people: dict[int, Person] = {}
    for strategy in await plans_of(ctx.tx, ctx.workspace_id, ctx.me):
        every = await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
        appointed = await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id)
        some = [*(h.person for role in every for h in role.holdings), *appointed["lead"], *appointed["admin"]]
        people |= {p.id: p for p in some if p.id != ctx.me.id and not p.has_left and not p.is_bot}
    read = await lessons.counts(ctx.tx, ctx.workspace_id, list(people)) if people else {}
    begun = [(people[person].name, min(count, len(LESSONS))) for person, count in read.items()]
    return sorted(begun, key=lambda one: one[0].casefold())


async def show(ctx: Ctx, number: int) -> Content:
    """Return one lesson as it is for the actor. Raises `unknown_lesson`."""
    lesson = numbered(number)
    return lessons_view.lesson(lesson, await way_of(ctx.tx, ctx.workspace_id, ctx.me.id))


@runs("lessons")
async def _list(ctx: Ctx, asked: Asked) -> Content:
    return await show_all(ctx)


@runs("lesson")
async def _one(ctx: Ctx, asked: Asked) -> Content:
    """Answer `/beat lesson`, and `/beat lesson 3`: without a number the next one. Raises `unknown_lesson`."""
    said = asked.typed.rest.strip()
    if not said:
        way = await way_of(ctx.tx, ctx.workspace_id, ctx.me.id)
        return lessons_view.lesson(way.next, way) if way.next else await show_all(ctx)
    if not said.isdecimal() or len(said) > 3:
        raise UnknownLesson(typed=said[:40])
    return await show(ctx, int(said))
