"""Lessons as verbs: looking at them, answering one, having one a day and stopping that."""

from __future__ import annotations

from bot.domain.refusals import Absence, Gone, UnknownLesson, not_gone
from bot.domain.roles import Person
from bot.schema.lessons import LESSONS, Lesson, lesson_numbered
from bot.services.context.ctx import Ctx
from bot.services.context.people import on_clock, plans_of, wake_at_digest
from bot.services.duties.role_offers import redraw_offer
from bot.services.questions.questions import redraw_aside
from bot.services.questions.teaching import LESSONS_STOPPED, way_of
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from bot.views.questions import lessons as lessons_view
from storage import lessons, members, questions, roles, strategies

# ---------------------------------------------------------------- looking


async def show_all(ctx: Ctx) -> Content:
    """Return the list of lessons, with how far the actor is, and who of their plans has begun."""
    me = await on_clock(ctx.tx, ctx.workspace_id, ctx.me)
    way = await way_of(ctx.tx, ctx.workspace_id, me.id)
    next_at = await members.next_of(ctx.tx, me.id)
    return lessons_view.listing(way, await _team(ctx), next_at, me.zone or "UTC")


async def _team(ctx: Ctx) -> list[tuple[str, int]]:
    """List who else has a part in the actor's plans and has begun, with how many lessons: by name, not by number."""
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
    """Return one lesson as it stands with the actor. Raises `unknown_lesson`."""
    lesson = _numbered(number)
    return lessons_view.lesson(lesson, await way_of(ctx.tx, ctx.workspace_id, ctx.me.id))


async def show_typed(ctx: Ctx, typed: str) -> Content:
    """Answer `/beat lesson`, and `/beat lesson 3`: without a number the next one. Raises `unknown_lesson`."""
    said = typed.strip()
    if not said:
        way = await way_of(ctx.tx, ctx.workspace_id, ctx.me.id)
        return lessons_view.lesson(way.next, way) if way.next else await show_all(ctx)
    if not said.isdecimal() or len(said) > 3:
        raise UnknownLesson(typed=said[:40])
    return await show(ctx, int(said))


def _numbered(number: int) -> Lesson:
    lesson = lesson_numbered(number)
    if lesson is None:
        raise UnknownLesson(typed=str(number))
    return lesson


# ---------------------------------------------------------------- answering


async def answer(ctx: Ctx, number: int, index: int) -> Content:
    """Take an answer to a lesson's question, and return what came of it. The first answer counts.

    Raises `unknown_lesson`, and `gone` for an answer that there is not.
    """
    lesson = _numbered(number)
    if not 0 <= index < len(lesson.choices):
        raise Gone(Absence.FOREIGN)
    is_right = lesson.choices[index].is_right
    answered = await lessons.answer_once(ctx.tx, ctx.workspace_id, ctx.me.id, lesson.name, index, is_right, ctx.now)
    if answered is not None:
        after = {"lesson": lesson.name, "answer": index}
        await ctx.record("answer_lesson", "lesson", answered, strategy_id=None, after=after)
        for one in await questions.lessons_given(ctx.tx, ctx.workspace_id, ctx.me.id):
            if one.ref == lesson.name and one.outcome is None:
                await questions.come_of(ctx.tx, ctx.workspace_id, one.id, "answered")
                await redraw_aside(ctx, one)
    return await show(ctx, number)


# ---------------------------------------------------------------- one a day


async def daily(ctx: Ctx, where: ids.Ref, *, wanted: bool) -> Content:
    """Begin or stop a lesson a day; twice is a success. `where` is what the button stood in: that is drawn again.

    Returns the list, for whoever pressed in it.
    """
    before = await lessons.wanted_since(ctx.tx, ctx.workspace_id, ctx.me.id)
    if wanted is (before is None):
        after = ctx.now if wanted else None
        await lessons.want(ctx.tx, ctx.workspace_id, ctx.me.id, after)
        await ctx.record(
            "want_lessons" if wanted else LESSONS_STOPPED,
            "member",
            ctx.me.id,
            strategy_id=None,
            before={"lessons_since": before.isoformat() if before else None},
            after={"lessons_since": after.isoformat() if after else None},
        )
    if wanted and await members.next_of(ctx.tx, ctx.me.id) is None:
        await wake_at_digest(ctx.tx, ctx.workspace_id, ctx.me, ctx.now)
    await _redraw(ctx, where)
    return await show_all(ctx)


async def _redraw(ctx: Ctx, where: ids.Ref) -> None:
    if where.thing == "holding":
        found = not_gone(await roles.holding_by_id(ctx.tx, ctx.workspace_id, where.id))
        if found[0].person.id != ctx.me.id:
            raise Gone(Absence.HIDDEN)
        await redraw_offer(ctx, where.id)
    elif where.thing == "aside":
        one = not_gone(await questions.by_id(ctx.tx, ctx.workspace_id, where.id))
        if one.member != ctx.me.id:
            raise Gone(Absence.HIDDEN)
        await redraw_aside(ctx, one)
