"""Ideas for posts: saving, removing and choosing them; and what to offer for a recurring post without copy."""

from __future__ import annotations

import re
from datetime import datetime
from functools import partial

from bot.domain.duties import Duty
from bot.domain.messages import IdeaMessage
from bot.domain.outbox import Message, Owed
from bot.domain.permissions import Action, may
from bot.domain.posts import AGAIN_AFTER, BODY_LIMIT, NewPost, Offer, Post, is_empty, offered_again, titled_from
from bot.domain.refusals import (
    Absence,
    ChangedMeanwhile,
    Gone,
    HasText,
    IdeaTaken,
    NoHomeYet,
    NoIdea,
    TextTooLong,
    not_gone,
)
from bot.domain.roles import TITLE_LIMIT
from bot.domain.strategies import Strategy
from bot.domain.when import local, zone_named
from bot.language.acts import act_of, says_nothing
from bot.language.answers import Locale, fold, plain
from bot.language.phrases import read_slot
from bot.services.context.access import kinds_towards, plan_open_to, require
from bot.services.context.composers import Made, NotWanted, Shows, composes
from bot.services.context.ctx import Ctx
from bot.services.context.people import by_name, plans_of
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.duties.duties import change_duty, find_open
from bot.views.calendar import posts as posts_view
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from storage import changes, duties, posts, strategies
from storage.database import Tx
from storage.posts import OFFERED_AGAIN

_EVERY = re.compile(r"\b(?:every|each)\b")
ADD, REMOVE, KEEP = "add_post", "remove_post", "keep_post"
SOURCE = re.compile(
    r"https://[a-z0-9.-]{1,120}\.slack\.com/archives/[A-Z0-9]{1,30}/p[0-9]{1,30}(?:\?[\w=&.]*)?"
    r"|[CGD][A-Z0-9]{1,30}:[0-9.]{1,30}"
)


# ---------------------------------------------------------------- what to offer for an empty recurring post


async def choose_offer(ctx: Ctx, duty: Duty) -> dict[str, int]:
    """Choose what a nudge about an empty duty offers, as facts of its message; nothing where there is nothing to offer.

    The oldest idea that suits the platform; otherwise the older post there that was offered least recently, and
    that is recorded as offered.
    """
    if not is_empty(duty):
        return {}
    idea = await posts.next_idea(ctx.tx, ctx.workspace_id, duty.strategy_id, duty.platform_id)
    if idea is not None:
        return {"idea": idea.id}
    # Posts older than two years are out of style.
    until, since = ctx.now - AGAIN_AFTER, ctx.now - 8 * AGAIN_AFTER
    done = await duties.published_on(ctx.tx, ctx.workspace_id, duty.strategy_id, duty.platform_id, since, until)
    offered = await posts.offered_again(ctx.tx, ctx.workspace_id, [one.id for one in done])
    older = offered_again(done, offered, ctx.now)
    if older is None:
        return {}
    await ctx.record(OFFERED_AGAIN, "duty", older.id, strategy_id=duty.strategy_id, after={"for": duty.id})
    return {"again": older.id}


async def offer_of(tx: Tx, message: Message, duty: Duty) -> Offer | None:
    """Return what a nudge offers, if its duty still has no copy and the idea is still free."""
    if not is_empty(duty):
        return None
    idea_id, again_id = message.facts.get("idea"), message.facts.get("again")
    if isinstance(idea_id, int):
        idea = await posts.by_id(tx, message.workspace_id, idea_id)
        if idea is None or idea.is_removed or idea.state != "idea":
            return None
        return Offer("idea", idea.id, idea.title, idea.body, idea.source)
    if isinstance(again_id, int):
        older = await duties.by_id(tx, message.workspace_id, again_id)
        return _again(older) if older is not None and older.settled_at is not None else None
    return None


def _again(older: Duty) -> Offer:
    assert older.settled_at is not None
    on = local(older.settled_at, zone_named(older.zone)).date()
    text = older.post_text or older.message
    return Offer("again", older.id, older.post_title or older.title, text, older.link, on)


async def use(ctx: Ctx, duty_id: int, kind: str, source_id: int) -> Duty:
    """Use an idea, or an older post, for a duty. Choosing the same one twice is a success.

    Raises `idea_taken` for one that was removed or is already in use, `has_text` for a duty that has copy, and the
    refusals of settling it.
    """
    duty = await find_open(ctx, duty_id)
    if duty.post_id is not None and kind == "idea" and duty.post_id == source_id:
        return duty
    if duty.occurrence_id is None or not is_empty(duty):
        raise HasText
    post_id, made = source_id, False
    if kind == "idea":
        idea = not_gone(await posts.by_id(ctx.tx, ctx.workspace_id, source_id))
        if idea.strategy_id != duty.strategy_id:
            raise Gone(Absence.FOREIGN)
        if not await posts.move(ctx.tx, idea.id, "idea", "drafting"):
            raise IdeaTaken
        await posts.release(ctx.tx, ctx.workspace_id, idea.id)  # it may have been for a post that was skipped since
    else:
        older = not_gone(await duties.by_id(ctx.tx, ctx.workspace_id, source_id))
        if older.strategy_id != duty.strategy_id or older.settled_at is None or not older.link:
            raise Gone(Absence.FOREIGN)
        again, made = _again(older), True
        new = NewPost(
            title=again.title[:TITLE_LIMIT], body=again.text or "", platform_id=duty.platform_id, source=older.link
        )
        post_id = await posts.add(ctx.tx, ctx.workspace_id, duty.strategy_id, new, "drafting", ctx.me.id, ctx.now)
    if not await posts.assign(ctx.tx, duty.occurrence_id, post_id):
        raise HasText
    return await change_duty(ctx, duty, "use_post", {}, noted={"post": post_id, "made": made})


# ---------------------------------------------------------------- saving


def is_regular(ctx: Ctx, strategy: Strategy, text: str) -> bool:
    """Tell whether what was typed after `/beat post` is a recurring post instead of an idea.

    It is where it names days and a time, or says "every": "Monday motivation" is an idea, and so is a post on a
    single date. Text with "every" that has several readings, or none, is a recurring post to ask about.
    """
    today = ctx.now.astimezone(strategy.hours.zone).date()
    locale = Locale(strategy.date_order, strategy.decimal_mark, strategy.week_start)
    draft = read_slot(text, today, locale)
    says_every = _EVERY.search(fold(text)) is not None
    if draft.schedule is None:
        return says_every and any(problem.field == "schedule" for problem in draft.problems)
    again = [item for item in draft.schedule.items if item.rule is not None and item.rule.until != item.rule.start]
    return bool(again) and (any(item.wall is not None for item in again) or says_every)


async def add(ctx: Ctx, strategy: Strategy, new: NewPost) -> tuple[Post, int]:
    """Save an idea, and return it with the change that Undo takes back. Raises `gone` for another plan's platform."""
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    known = dict(await posts.platforms(ctx.tx, ctx.workspace_id, strategy.id))
    if new.platform_id is not None and new.platform_id not in known:
        raise Gone(Absence.FOREIGN)
    post_id = await posts.add(ctx.tx, ctx.workspace_id, strategy.id, new, "idea", ctx.me.id, ctx.now)
    after = {"title": new.title, "state": "idea", "removed": False}
    before = {"state": "idea", "removed": True}
    change_id = await ctx.record(ADD, "post", post_id, strategy_id=strategy.id, before=before, after=after)
    post = await posts.by_id(ctx.tx, ctx.workspace_id, post_id)
    assert post is not None
    return post, change_id


async def type_idea(ctx: Ctx, strategy: Strategy, text: str) -> Content:
    """Save what was typed after `/beat post` as an idea. "Instagram: a photo" is for that platform, if the plan has it.

    Raises `nothing_said` and `text_too_long`.
    """
    wrote = plain(text, keep_lines=True)
    platform_id: int | None = None
    first, colon, rest = wrote.partition(":")
    if colon and rest.strip():
        known = await posts.platforms(ctx.tx, ctx.workspace_id, strategy.id)
        platform_id = next((one for one, name in known if fold(name) == fold(first.strip())), None)
        wrote = rest.strip() if platform_id is not None else wrote
    if not wrote or act_of(wrote) is not None:
        raise NoIdea
    if len(wrote) > BODY_LIMIT:
        raise TextTooLong(length=len(wrote), limit=BODY_LIMIT)
    title, body = titled_from(wrote)
    post, change_id = await add(ctx, strategy, NewPost(title=title, body=body, platform_id=platform_id))
    return posts_view.saved(post, change_id)


# ---------------------------------------------------------------- a message becomes an idea


async def form(ctx: Ctx, channel: str, text: str, source: str) -> Block:
    """Return the form "Make this a post" for a message, prefilled: for the channel's plan, or the actor's own.

    Raises `no_home_yet` where they see no plan.
    """
    here = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
    mine = [here] if here else await plans_of(ctx.tx, ctx.workspace_id, ctx.me)
    mine = [one for one in mine if may(await kinds_towards(ctx, one), Action.ADD_TO_PLAN)]
    if not mine:
        raise NoHomeYet
    platforms = await posts.platforms(ctx.tx, ctx.workspace_id, mine[0].id) if len(mine) == 1 else []
    named = await by_name(ctx.tx, ctx.workspace_id, text)
    title, body = titled_from(plain(named, keep_lines=True))
    plans = [(one.id, one.name) for one in mine]
    return posts_view.post_modal(plans, platforms, title, body, source)


async def save(ctx: Ctx, strategy_id: int, title: str, body: str, platform_id: int | None, source: str) -> None:
    """Save what the form holds as an idea, and tell its author in private, with Undo."""
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))
    wrote = plain(title)
    if not wrote or says_nothing(wrote):
        raise NoIdea
    if len(wrote) > TITLE_LIMIT:
        raise TextTooLong(length=len(wrote), limit=TITLE_LIMIT)
    where = source if SOURCE.fullmatch(source) else ""
    new = NewPost(title=wrote, body=plain(body, keep_lines=True), platform_id=platform_id, source=where)
    post, _ = await add(ctx, strategy, new)
    await ctx.owe(Owed.about(IdeaMessage(post=post.id, strategy=strategy.id), ctx.now, person=ctx.me.id))


async def _mine(ctx: Ctx, post_id: int) -> Post:
    post = not_gone(await posts.by_id(ctx.tx, ctx.workspace_id, post_id))
    await plan_open_to(ctx, post.strategy_id, Action.ADD_TO_PLAN)
    return post


async def remove(ctx: Ctx, post_id: int) -> Content:
    """Remove an idea from the list. Doing so twice is a success. Raises `idea_taken` for one that is in use."""
    post = await _mine(ctx, post_id)
    if post.is_removed:
        return posts_view.changed(post, "remove", None)
    if post.state not in ("idea", "skipped", "missed"):
        raise IdeaTaken
    if not await posts.remove(ctx.tx, post.id, ctx.now):
        raise ChangedMeanwhile
    change_id = await _record(ctx, post, REMOVE, {"state": post.state, "removed": True})
    return posts_view.changed(post, "remove", change_id)


async def keep(ctx: Ctx, post_id: int) -> Content:
    """Return a chosen post that wasn't published to the ideas. Doing so twice is a success."""
    post = await _mine(ctx, post_id)
    if post.state == "idea":
        return posts_view.changed(post, "keep", None)
    if post.state not in ("skipped", "missed") or not await posts.move(ctx.tx, post.id, post.state, "idea"):
        raise IdeaTaken
    return posts_view.changed(post, "keep", await _record(ctx, post, KEEP, {"state": "idea", "removed": False}))


async def _record(ctx: Ctx, post: Post, verb: str, after: dict[str, object]) -> int:
    before = {"state": post.state, "removed": post.is_removed}
    return await ctx.record(verb, "post", post.id, strategy_id=post.strategy_id, before=before, after=after)


@undoes(ids.POST_UNDO)
async def undo(ctx: Ctx, change_id: int) -> Halves:
    """Undo a change to an idea. Raises `idea_taken` if the idea was used, or changed again, in the meantime."""
    change = await made(ctx, change_id, "post", ADD, REMOVE, KEEP)
    before, after = change.before or {}, change.after or {}
    post = await _mine(ctx, change.thing_id)
    yield Undo(change=change, shown=[IdeaMessage.key(post=post.id)], answer=partial(_undone, ctx, post.id))
    if (post.state, post.is_removed) != (after["state"], after["removed"]):
        raise IdeaTaken
    if change.verb == KEEP:
        await posts.move(ctx.tx, post.id, "idea", before["state"])
    else:
        await posts.remove(ctx.tx, post.id, ctx.now if before["removed"] else None)


async def _undone(ctx: Ctx, post_id: int) -> Content:
    now = not_gone(await posts.by_id(ctx.tx, ctx.workspace_id, post_id))
    return posts_view.saved(now, None) if now.is_removed else posts_view.changed(now, "undo", None)


@composes(IdeaMessage)
async def _told(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    """Tell the author of an idea that it was saved, with Undo, or that it was taken back."""
    post = await posts.by_id(tx, message.workspace_id, IdeaMessage.of(message).post)
    if post is None:
        return NotWanted("post_gone"), ()
    added = await changes.last_of(tx, message.workspace_id, "post", post.id, ADD)
    return posts_view.saved(post, added.id if added and added.undone_by is None else None), ()
