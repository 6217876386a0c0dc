"""Comments on a version: each is a question to its chapter's owner, and its author is shown the answer."""

from __future__ import annotations

from collections import Counter

from bot.document.sections import KEYS
from bot.domain.customers import Protocol
from bot.domain.editions import Comment, Edition
from bot.domain.messages import CommentMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.plan import Plan
from bot.domain.refusals import AnsweredBefore, EditionSettled, NothingSaid, NotYours, TextTooLong, not_gone
from bot.domain.resources import Resource, Responsibility
from bot.domain.roles import TEXT_LIMIT, Person
from bot.domain.strategies import Strategy
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.services.context.people import by_name, hours_of, leads_of, who_has
from bot.services.context.whole_plan import plan_of
from bot.services.strategy.documents import version
from bot.views.kit.blocks import Block, Content
from bot.views.strategy import editions as editions_view
from storage import editions, outbox

OPEN_STATES = ("submitted", "sent_back", "approved", "unsigned")


async def comment_form(ctx: Ctx, edition_id: int, chapter: str) -> Block:
    """Return the form to comment on a version, with a chapter chosen. Raises `gone`, `not_allowed`."""
    strategy, edition = await _commentable(ctx, edition_id)
    document = (await version(ctx.tx, strategy, edition)).document
    return editions_view.comment_form(edition, document, chapter, sends_back=False)


async def _commentable(ctx: Ctx, edition_id: int) -> tuple[Strategy, Edition]:
    edition = not_gone(await editions.by_id(ctx.tx, ctx.workspace_id, edition_id))
    strategy = await plan_open_to(ctx, edition.strategy_id, Action.COMMENT)
    if edition.state not in OPEN_STATES:
        raise EditionSettled(number=edition.number)
    return strategy, edition


async def comment(ctx: Ctx, edition_id: int, chapter: str, said: str) -> Content:
    """Comment on a chapter of a version. Raises `gone`, `nothing_said`, `text_too_long`."""
    strategy, edition = await _commentable(ctx, edition_id)
    return editions_view.commented(edition, await put(ctx, strategy, edition, chapter, said))


async def put(ctx: Ctx, strategy: Strategy, edition: Edition, chapter: str, said: str) -> Person | None:
    """Send a comment to its chapter's owner, within their hours, and return the owner; None where nobody is."""
    text = (await by_name(ctx.tx, ctx.workspace_id, said)).strip()
    if not text:
        raise NothingSaid
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(length=len(text), limit=TEXT_LIMIT)
    section = chapter if chapter in KEYS else ""
    owner = await owner_of(ctx, strategy, section)
    comment_id = await editions.add_comment(
        ctx.tx, ctx.workspace_id, edition.id, section, text, ctx.me.id, owner.id if owner else None, ctx.now
    )
    await ctx.record("comment", "comment", comment_id, strategy_id=strategy.id, after={"edition": edition.id})
    if owner is not None:
        at = (await hours_of(ctx.tx, ctx.workspace_id, owner)).next_open(ctx.now)
        asked = CommentMessage(comment=comment_id, strategy=strategy.id, part="asked")
        await ctx.owe(Owed.about(asked, at, person=owner.id))
    return owner


async def owner_of(ctx: Ctx, strategy: Strategy, section: str) -> Person | None:
    """Return a chapter's present owner: the holder of the role concerned, else the lead."""
    plan = await plan_of(ctx.tx, strategy)
    role_id = role_concerned(plan, section)
    if role_id is not None:
        found = await who_has(ctx.tx, ctx.workspace_id, strategy.id, role_id)
        if found is not None:
            return found.person
    return next(iter(await leads_of(ctx.tx, strategy)), None)


def role_concerned(plan: Plan, section: str) -> int | None:
    """Return the role that a chapter concerns most; None where it concerns everybody, and so is the lead's."""
    match section:
        case "measures":
            found = [measure.measurer_role_id for measure in plan.measures]
        case "acting":
            found = [measure.reviewer_role_id for measure in plan.measures]
        case "calendar" | "platforms" | "messages":
            found = [slot.role_id for slot in plan.slots if slot.kind != "deliver"]
        case "timetable":
            found = [slot.role_id for slot in plan.slots if slot.kind == "deliver"]
        case "answering":
            found = [one for part in plan.of(Protocol) if (one := part.value.answers) is not None]
        case "hands":
            found = [one for part in plan.of(Responsibility) if (one := part.value.keeper) is not None]
        case "resources":
            found = [one for part in plan.of(Resource) if (one := part.value.owner) is not None]
        case _:
            found = []
    return Counter(found).most_common(1)[0][0] if found else None


# ---------------------------------------------------------------- answering


async def answer_form(ctx: Ctx, comment_id: int) -> Block:
    """Return the form to answer a comment."""
    one, _, _ = await _mine(ctx, comment_id)
    return editions_view.answer_form(one)


async def answer(ctx: Ctx, comment_id: int, said: str) -> Content:
    """Answer a comment; its author is shown the answer. Raises `gone`, `not_yours`, `answered_before`."""
    one, strategy, _ = await _mine(ctx, comment_id)
    text = (await by_name(ctx.tx, ctx.workspace_id, said)).strip()
    if not text:
        raise NothingSaid
    if len(text) > TEXT_LIMIT:
        raise TextTooLong(length=len(text), limit=TEXT_LIMIT)
    await editions.answer(ctx.tx, ctx.workspace_id, one.id, text, ctx.me.id, ctx.now)
    await ctx.record("answer", "comment", one.id, strategy_id=strategy.id)
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, CommentMessage.key(comment=one.id)):
        if message.op == "post" and CommentMessage.of(message).part == "asked":
            await ctx.redraw(message)
    if one.author_id != ctx.me.id:
        answer = CommentMessage(comment=one.id, strategy=strategy.id, part="answered")
        key = CommentMessage.answer(comment=one.id)
        await ctx.owe(Owed.about(answer, ctx.now, key, person=one.author_id))
    return editions_view.answer_taken()


async def _mine(ctx: Ctx, comment_id: int) -> tuple[Comment, Strategy, Edition]:
    one = not_gone(await editions.comment_by_id(ctx.tx, ctx.workspace_id, comment_id, lock=True))
    edition = not_gone(await editions.by_id(ctx.tx, ctx.workspace_id, one.edition_id))
    strategy = await plan_open_to(ctx, edition.strategy_id, Action.SEE_STRATEGY)
    owners = {one.owner_id, *(person.id for person in await leads_of(ctx.tx, strategy))}
    if ctx.me.id not in owners:
        raise NotYours
    if one.answer is not None:
        raise AnsweredBefore
    return one, strategy, edition
