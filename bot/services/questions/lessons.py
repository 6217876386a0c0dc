"""Lessons as verbs: answering one, starting and stopping one a day."""

from __future__ import annotations

from bot.domain.refusals import Absence, Gone, UnknownLesson, not_gone
from bot.schema.lessons import Lesson, lesson_numbered
from bot.services.context.ctx import Ctx
from bot.services.context.people import wake_at_digest
from bot.services.duties.role_offers import redraw_offer
from bot.services.questions.questions import redraw_aside
from bot.services.questions.teaching import LESSONS_STOPPED
from bot.views.kit import ids
from storage import lessons, members, questions, roles

# ---------------------------------------------------------------- answering


def numbered(number: int) -> Lesson:
    """Return a lesson. Raises `unknown_lesson`."""
    lesson = lesson_numbered(number)
    if lesson is None:
        raise UnknownLesson(typed=str(number))
    return lesson


async def answer(ctx: Ctx, number: int, index: int) -> None:
    """Record an answer to a lesson's question. The first answer counts.

    Raises `unknown_lesson`, and `gone` for an answer that doesn't exist.
    """
    lesson = numbered(number)
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


# ---------------------------------------------------------------- one a day


async def daily(ctx: Ctx, where: ids.Ref, *, wanted: bool) -> None:
    """Start or stop a lesson a day; twice is a success. `where` is what held the button: it is redrawn."""
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
