"""Pausing and resuming publishing: what people do, and what the clock does when a pause ends."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.conversations.pause import Pause, read_pause
from bot.domain.duties import ON_HOLD, Duty
from bot.domain.holds import REASON_LIMIT, Hold, NewHold, Standing, anew_at, covers
from bot.domain.messages import HoldMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action
from bot.domain.refusals import (
    Absence,
    ChangedMeanwhile,
    Gone,
    NothingSaid,
    PastTime,
    TextTooLong,
    UnknownPlatform,
    not_gone,
)
from bot.domain.strategies import Strategy
from bot.services.context.access import plan_open_to, require
from bot.services.context.command_registry import Asked, runs
from bot.services.context.context_for import context_for
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, who_does
from bot.services.context.undo import Halves, Undo, made, undoes
from bot.services.duties.duties import redraw
from bot.views.calendar import holds as holds_view
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from storage import calendar, duties, holds, outbox, strategies
from storage.planning import Taken

Part = Literal["begun", "over"]


async def hold(
    ctx: Ctx,
    strategy: Strategy,
    reason: str,
    until: datetime | None,
    platform_id: int | None = None,
    slot_id: int | None = None,
) -> int:
    """Pause publishing from now on: all of a strategy's, one platform's or one slot's. Returns the hold's id.

    `until` is when it ends by itself, None until somebody resumes. It replaces an earlier hold of the same.
    The home channel is told. Raises `past_time`, `text_too_long`, `nothing_said`, `gone` and `not_allowed`.
    """
    await require(ctx, strategy, Action.HOLD)
    reason = reason.strip()
    if not reason:
        raise NothingSaid
    if len(reason) > REASON_LIMIT:
        raise TextTooLong(length=len(reason), limit=REASON_LIMIT)
    if until is not None and until <= ctx.now:
        raise PastTime
    await _in_strategy(ctx, strategy, platform_id, slot_id)
    # One at a time: of two simultaneous holds, the second replaces the first.
    await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)
    for one in await holds.of_strategy(ctx.tx, ctx.workspace_id, strategy.id):
        if one.has_scope(platform_id, slot_id):
            await holds.end(ctx.tx, one.id, ctx.now)
            await ctx.record("replace_hold", "hold", one.id, strategy_id=strategy.id)
            await _redraw_word(ctx, one.id)
    hold_id = await holds.add(
        ctx.tx,
        ctx.workspace_id,
        strategy.id,
        reason,
        until,
        ctx.now,
        platform_id=platform_id,
        slot_id=slot_id,
        set_by=ctx.me.id,
    )
    after = {"reason": reason, "resume_at": until.isoformat() if until else None}
    await ctx.record("hold", "hold", hold_id, strategy_id=strategy.id, after=after)
    begun = await holds.by_id(ctx.tx, ctx.workspace_id, hold_id)
    assert begun is not None
    await _touch(ctx, begun)
    await _tell(ctx, strategy, hold_id, "begun", ctx.now)
    return hold_id


async def hold_as_told(ctx: Ctx, strategy: Strategy, new: NewHold) -> Hold:
    """Pause what a conversation named. Raises `unknown_platform` for a platform that the plan doesn't have."""
    platform_id = await _platform_typed(ctx, strategy, new.platform)
    hold_id = await hold(ctx, strategy, new.reason, new.resume_at, platform_id)
    begun = await holds.by_id(ctx.tx, ctx.workspace_id, hold_id)
    assert begun is not None
    return begun


async def _platform_typed(ctx: Ctx, strategy: Strategy, name: str) -> int | None:
    """Return the platform that a typed name means, None for no name. Raises `unknown_platform`."""
    found = await holds.platform_named(ctx.tx, ctx.workspace_id, strategy.id, name) if name else None
    if name and found is None:
        raise UnknownPlatform(typed=name)
    return found


async def is_pause(ctx: Ctx, strategy: Strategy, typed: str) -> bool:
    """Tell whether a sentence names something in a plan that is to be paused."""
    return read_pause(typed, await context_for(ctx, strategy, strategy.channel, typed)) is not None


async def pause_typed(ctx: Ctx, strategy: Strategy, typed: str) -> Content | None:
    """Pause what a sentence names at once, whatever else is being asked; None where it names nothing.

    A hold in the same words is left as it is. Raises `not_allowed`.
    """
    pause = read_pause(typed, await context_for(ctx, strategy, strategy.channel, typed))
    if pause is None:
        return None
    await require(ctx, strategy, Action.HOLD)
    begun = [await _pause_one(ctx, strategy, pause, platform) for platform in pause.platforms or ("",)]
    return holds_view.paused(begun, strategy.zone, pause.unread_end)


async def _pause_one(ctx: Ctx, strategy: Strategy, pause: Pause, platform: str) -> Hold:
    platform_id = await _platform_typed(ctx, strategy, platform)
    for one in await holds.of_strategy(ctx.tx, ctx.workspace_id, strategy.id):
        same = (one.reason, one.resume_at) == (pause.reason, pause.resume_at)
        if same and one.is_on(ctx.now) and one.has_scope(platform_id, None):
            return one
    new = NewHold(platform=platform, reason=pause.reason, resume_at=pause.resume_at)
    return await hold_as_told(ctx, strategy, new)


async def _in_strategy(ctx: Ctx, strategy: Strategy, platform_id: int | None, slot_id: int | None) -> None:
    if platform_id is not None and not await holds.has_platform(ctx.tx, ctx.workspace_id, strategy.id, platform_id):
        raise Gone(Absence.FOREIGN)
    if slot_id is not None:
        slot = not_gone(await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id))
        if slot.strategy_id != strategy.id:
            raise Gone(Absence.FOREIGN)


async def resume(ctx: Ctx, hold_id: int) -> Hold:
    """End a hold now; doing so twice is a success. The home channel is told. Raises `gone` and `not_allowed`."""
    found, strategy = await _mine(ctx, hold_id)
    if found.until is not None:
        return found
    await _end(ctx, found, strategy, ctx.now)
    ended = await holds.by_id(ctx.tx, ctx.workspace_id, hold_id)
    assert ended is not None
    return ended


@undoes(ids.HOLD_UNDO)
async def undo_resume(ctx: Ctx, change_id: int) -> Halves:
    """Restore a hold that somebody ended. Raises `past_time` if it would have ended on its own since."""
    change = await made(ctx, change_id, "hold", "resume")
    if change.strategy_id is not None:
        await strategies.lock(ctx.tx, ctx.workspace_id, change.strategy_id)
    found, strategy = await _mine(ctx, change.thing_id)
    yield Undo(strategy=strategy, change=change, is_undone=found.until is None, verb="undo_resume")
    if found.resume_at is not None and found.resume_at <= ctx.now:
        raise PastTime
    for one in await holds.of_strategy(ctx.tx, ctx.workspace_id, strategy.id):
        if one.has_scope(found.platform_id, found.slot_id):
            raise ChangedMeanwhile
    await holds.go_on(ctx.tx, found.id, found.resume_at)
    again = await holds.by_id(ctx.tx, ctx.workspace_id, found.id)
    assert again is not None
    await _touch(ctx, again)
    await _redraw_word(ctx, found.id)


@runs("resume")
async def resume_typed(ctx: Ctx, asked: Asked) -> Content:
    """Resume what was typed after `/beat resume`, or the only thing on hold; otherwise list what is on hold.

    "all" and "everything" mean the hold of everything, not each of several.
    """
    strategy, said = asked.plan, asked.typed.rest.strip().casefold()
    standing = [h for h in await holds.of_strategy(ctx.tx, ctx.workspace_id, strategy.id) if h.is_on(ctx.now)]
    if said in ("all", "everything"):
        meant = [h for h in standing if h.has_scope(None, None)]
    else:
        meant = [h for h in standing if not said or h.about.casefold() == said]
    if len(meant) == 1:
        return holds_view.ended(await resume(ctx, meant[0].id))
    return holds_view.listed(standing, strategy.zone)


async def _mine(ctx: Ctx, hold_id: int) -> tuple[Hold, Strategy]:
    """Find and lock a hold that the actor may end."""
    found = not_gone(await holds.by_id(ctx.tx, ctx.workspace_id, hold_id, lock=True))
    strategy = await plan_open_to(ctx, found.strategy_id, Action.HOLD)
    return found, strategy


async def _end(ctx: Ctx, one: Hold, strategy: Strategy, at: datetime) -> None:
    await holds.end(ctx.tx, one.id, at)
    change_id = await ctx.record("resume", "hold", one.id, strategy_id=strategy.id)
    ended = await holds.by_id(ctx.tx, ctx.workspace_id, one.id)
    assert ended is not None
    await _touch(ctx, ended)
    await _redraw_word(ctx, one.id)
    # The clock may end it at night; the channel then reads about it in the morning.
    due_at = ctx.now if ctx.person else strategy.hours.next_open(ctx.now)
    name = "" if ctx.person else HoldMessage.name(hold=one.id, at=at.isoformat())
    await _tell(ctx, strategy, one.id, "over", due_at, change_id, name)


async def _touch(ctx: Ctx, one: Hold) -> None:
    """Redraw the messages that show a hold's duties, and wake the clock for those that are due again.

    The duties count as changed: a message that is being composed from their former state is then drawn again.
    """
    for duty in await duties.open_of_strategy(ctx.tx, ctx.workspace_id, one.strategy_id):
        if not covers(one, duty):
            continue
        if duty.asked_at <= ctx.now:
            await duties.postpone(ctx.tx, duty.id, ctx.now)
        if await duties.change(ctx.tx, duty):
            await redraw(ctx, duty)


async def _tell(
    ctx: Ctx,
    strategy: Strategy,
    hold_id: int,
    part: Part,
    due_at: datetime,
    change_id: int | None = None,
    name: str = "",
) -> None:
    what = HoldMessage(hold=hold_id, strategy=strategy.id, part=part, change=change_id)
    key = (HoldMessage.key if change_id is None else HoldMessage.over)(**what.facts())
    await ctx.owe(Owed.about(what, due_at, key, channel=strategy.channel, name=name))


async def _redraw_word(ctx: Ctx, hold_id: int) -> None:
    """Take the buttons off the channel's message about a hold, or put them back."""
    for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, HoldMessage.key.begin(hold=hold_id)):
        await ctx.redraw(message)


# ---------------------------------------------------------------- what the clock does


async def plan_hold(ctx: Ctx, due: Taken) -> None:
    """End a hold whose time has come.

    It ends at its set time, however late the clock is: what was due since then is asked for as usual.
    """
    found = await holds.by_id(ctx.tx, ctx.workspace_id, due.id)
    assert found is not None
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, found.strategy_id)
    if strategy is None or found.resume_at is None or found.until is not None:
        await holds.end(ctx.tx, found.id, found.until or ctx.now)
    else:
        await _end(ctx, found, strategy, found.resume_at)


async def let_lapse(ctx: Ctx, duty: Duty) -> None:
    """Skip a duty whose day passed while it was on hold. It counts against nobody, and nobody is told."""
    after = {"state": "skipped", "reason": ON_HOLD}
    await ctx.record("lapse", "duty", duty.id, strategy_id=duty.strategy_id, before={"state": duty.state}, after=after)
    if await duties.change(
        ctx.tx, duty, state="skipped", reason=ON_HOLD, settled_at=ctx.now, next_at=None, last_change=None
    ):
        await redraw(ctx, duty)


async def ask_anew(ctx: Ctx, duty: Duty, standing: Standing) -> None:
    """Ask for a duty again after a hold, within its owner's hours: the ladder continues at its rung, from then on."""
    assert standing.ends_at is not None
    at = anew_at(duty, standing.ends_at)
    resolved = await who_does(ctx.tx, duty)
    if resolved is not None:
        at = (await hours_of(ctx.tx, ctx.workspace_id, resolved.person)).next_open(at)
    kept = duty.snoozed_until.isoformat() if duty.snoozed_until else None
    await ctx.record(
        "ask_anew",
        "duty",
        duty.id,
        strategy_id=duty.strategy_id,
        before={"snoozed_until": kept},
        after={"snoozed_until": at.isoformat()},
    )
    if await duties.change(ctx.tx, duty, snoozed_until=at, next_at=max(at, ctx.now), last_change=None):
        await redraw(ctx, duty)
