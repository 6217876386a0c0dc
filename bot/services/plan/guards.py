"""What the guards see, and dismissing a warning. A guard asks; it never keeps anyone from saving."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.domain.activations import Work
from bot.domain.edits import can_be_undone
from bot.domain.guards import activity_of, guards, last_decisions, warnings_about
from bot.domain.messages import SavedMessage
from bot.domain.outbox import Message
from bot.domain.permissions import Action
from bot.domain.plan import Plan
from bot.domain.questions import word_of
from bot.domain.refusals import NothingSaid, TextTooLong, WarningSettled, not_gone
from bot.domain.roles import TEXT_LIMIT, Role
from bot.domain.strategies import Strategy
from bot.domain.warnings import Warning_
from bot.domain.when import instant, local_date, week_of
from bot.language.acts import says_nothing
from bot.language.answers import Understood, clean_text
from bot.services.context.access import plan_open_to, require
from bot.services.context.composers import Made, NotWanted, Shows, composes
from bot.services.context.ctx import Ctx
from bot.services.context.people import by_name
from bot.services.context.whole_plan import plan_of
from bot.services.editing import highlights
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content
from bot.views.plan import guards as guards_view
from bot.views.talk import saved as saved_view
from storage import dismissals, duties, goals, reviews, strategies
from storage.database import Tx

# The four full weeks before this one, which C8 looks at.
WEEKS = 4
# A little more than the quarter that C6 looks back on.
DECISIONS_FOR = timedelta(days=100)
JUST = timedelta(microseconds=1)
# More at once would be a lecture.
WARNINGS = 2


async def plan_to_check(tx: Tx, strategy: Strategy, now: datetime) -> Plan:
    """Return a whole plan with what guards look back on: its decisions, and how much was done on each platform."""
    plan = await plan_of(tx, strategy)
    zone = strategy.hours.zone
    this_week = week_of(now.astimezone(zone).date(), strategy.week_start)
    first = this_week - timedelta(days=7 * WEEKS)
    begins, ends = instant(first, time(0), zone), instant(this_week, time(0), zone)
    owed = await duties.of_strategy(tx, strategy.workspace_id, strategy.id, begins - JUST, ends - JUST)
    decided = await reviews.decisions_since(tx, strategy.workspace_id, strategy.id, now - DECISIONS_FOR)
    return replace(
        plan,
        activity=activity_of(owed, strategy, first),
        last_decision=last_decisions(plan.measures, decided),
        measured_since=await goals.measured_since(tx, strategy.workspace_id, strategy.id),
    )


async def warnings_of(ctx: Ctx, strategy: Strategy) -> tuple[Plan, list[Warning_]]:
    """Return a plan, and what the guards see in it."""
    plan = await plan_to_check(ctx.tx, strategy, ctx.now)
    return plan, guards(plan, strategy.hours.local_date(ctx.now))


# ---------------------------------------------------------------- dismissing one


async def _warning(ctx: Ctx, strategy_id: int, word: str) -> tuple[Strategy, Warning_]:
    strategy = await plan_open_to(ctx, strategy_id, Action.DISMISS_WARNING)
    _, seen = await warnings_of(ctx, strategy)
    found = next((one for one in seen if one.is_known and word_of(one.key) == word), None)
    if found is None:
        raise WarningSettled
    return strategy, found


async def ask_reason(ctx: Ctx, strategy_id: int, word: str) -> Block:
    """Return the form that asks why a warning is dismissed. Raises `gone`, `not_allowed`, `warning_settled`."""
    strategy, warning = await _warning(ctx, strategy_id, word)
    return guards_view.reason_form(warning, strategy)


async def dismiss_worded(ctx: Ctx, strategy_id: int, word: str, reason: str) -> Content:
    """Dismiss the warning that a form carries, and return the answer, with Undo."""
    strategy, warning = await _warning(ctx, strategy_id, word)
    dismissal_id = await dismiss(ctx, strategy, warning.guard, warning.thing, warning.id, reason)
    return guards_view.dismissed(warning, strategy, dismissal_id)


async def dismiss(ctx: Ctx, strategy: Strategy, guard: str, thing: str, thing_id: int, reason: str) -> int:
    """Dismiss a warning, for a reason that the written strategy shows; returns the dismissal's id.

    Doing so twice is a success: the first reason counts. Raises `not_allowed`, `nothing_said`, `text_too_long`, and
    `warning_settled` where there is no such warning, or no longer.
    """
    await require(ctx, strategy, Action.DISMISS_WARNING)
    plan, seen = await warnings_of(ctx, strategy)
    this = (guard, thing, thing_id)
    standing = next((one for one in plan.dismissed if (one.guard, one.thing, one.thing_id) == this), None)
    if standing is not None:
        return standing.id
    if not any(one.is_known and (one.guard, one.thing, one.id) == this for one in seen):
        raise WarningSettled
    clean = clean_text(await by_name(ctx.tx, ctx.workspace_id, reason), TEXT_LIMIT)
    if not isinstance(clean, Understood):
        raise TextTooLong(length=len(reason), limit=TEXT_LIMIT)
    if not clean.value or says_nothing(clean.value):
        raise NothingSaid
    added = await dismissals.add(
        ctx.tx, ctx.workspace_id, strategy.id, guard, thing, thing_id, clean.value, ctx.me.id, ctx.now
    )
    if added is None:  # somebody else was quicker
        every = await dismissals.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
        return next(one.id for one in every if (one.guard, one.thing, one.thing_id) == this)
    after = {"guard": guard, "thing": thing, "thing_id": thing_id, "reason": clean.value}
    await ctx.record("dismiss", "dismissal", added, strategy_id=strategy.id, after=after)
    return added


async def undismiss(ctx: Ctx, dismissal_id: int) -> Strategy:
    """Undo dismissing a warning of a plan; returns the plan. Doing so twice is a success.

    Raises `gone` and `not_allowed`.
    """
    kept = not_gone(await dismissals.by_id(ctx.tx, ctx.workspace_id, dismissal_id))
    strategy = await plan_open_to(ctx, kept.strategy_id, Action.DISMISS_WARNING)
    if await dismissals.end(ctx.tx, ctx.workspace_id, dismissal_id, ctx.now):
        before = {"reason": kept.dismissal.reason}
        await ctx.record("undismiss", "dismissal", dismissal_id, strategy_id=strategy.id, before=before)
    return strategy


# ---------------------------------------------------------------- what was added, with the warnings it causes


@composes(SavedMessage)
async def _saved(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
    what = SavedMessage.of(message)
    strategy = await strategies.by_id(tx, message.workspace_id, what.strategy)
    if strategy is None:
        return NotWanted("strategy_gone"), ()
    code, facts, thing, thing_id = what.code, what.about, what.thing, what.thing_id
    today = local_date(now, strategy.hours.zone)
    there = await highlights.found(tx, message.workspace_id, strategy.id, thing_id) if thing == "part" else None
    work: list[Work] = []
    role: Role | None = None
    if there is not None:
        done = await highlights.planned(tx, message.workspace_id, thing_id)
        if done is not None:
            return saved_view.planned(code, facts, done.id if can_be_undone(done.at, now) else None), ()
        work = highlights.proposed(there[0], there[1].value, today)
        role = highlights.whose(there[0], there[1].value) if work else None
    plan = await plan_to_check(tx, strategy, now)
    seen = [one for one in warnings_about(plan, thing, thing_id, today) if one.is_known]
    lines = guards_view.lines_about(seen[:WARNINGS], strategy) if thing else []
    return saved_view.saved(code, facts, lines, work, ids.Ref("part", thing_id) if work else None, role), ()
