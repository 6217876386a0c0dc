"""What a review's pictures show, when they are owed, and what is said when one could not be added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.domain.duties import Duty, by_kind, by_platform
from bot.domain.goals import Goal, Measure
from bot.domain.messages import BossMessage, PictureMessage
from bot.domain.outbox import Message, Op, Owed
from bot.domain.permissions import Action
from bot.domain.refusals import ReviewOpen, not_gone
from bot.domain.strategies import Strategy
from bot.domain.when import instant, week_of
from bot.pictures.charts import WEEKS, Chart, Momentum, Results, Row, Style, Track, is_empty
from bot.services.calendar.delivery_failures import told_of_file, told_of_picture
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.views.reviews.pictures import kind_row, platform_row
from storage import duties, goals, outbox, reviews, workspaces
from storage.database import Tx

Which = Literal["results", "momentum"]
WHICH: tuple[Which, ...] = ("results", "momentum")


async def owe_pictures(
    ctx: Ctx, strategy: Strategy, review_id: int, beside: Message, thread: int, which: Sequence[Which], at: datetime
) -> None:
    """Owe the pictures of a review's message, in the review's thread, where there is something to show.

    `at` is the instant up to which activity counts.
    """
    for one in which:
        if is_empty(await chart_of(ctx.tx, strategy, one, at)):
            continue
        what = PictureMessage(review=review_id, strategy=strategy.id, which=one, at=at)
        key, to = PictureMessage.key(beside=beside.key, which=one), strategy.channel
        await ctx.owe(Owed.about(what, ctx.now, key, op="upload", channel=to, thread=thread, target=beside.id))


async def chart_of(tx: Tx, strategy: Strategy, which: Which, at: datetime) -> Chart:
    """Return what a picture of a strategy shows: its numbers as they are now, or its activity up to `at`."""
    if which == "results":
        return results_of(await goals.of_strategy(tx, strategy.workspace_id, strategy.id), strategy)
    today = at.astimezone(strategy.hours.zone).date()
    first = week_of(today, strategy.week_start) - timedelta(days=7 * (WEEKS - 1))
    begins = instant(first, time(0), strategy.hours.zone)
    owed = await duties.of_strategy(tx, strategy.workspace_id, strategy.id, begins - timedelta(seconds=1), at)
    return momentum_of([duty for duty in owed if duty.kind != "measure"], strategy, first)


async def chart_to_forward(tx: Tx, strategy: Strategy, at: datetime) -> Chart:
    """Return the picture of a review to forward: its numbers, or its activity while there are none."""
    results = await chart_of(tx, strategy, "results", at)
    return results if not is_empty(results) else await chart_of(tx, strategy, "momentum", at)


async def for_the_boss(ctx: Ctx, review_id: int) -> bool:
    """Owe the actor a review's picture and its four sentences, privately; False where they were owed before.

    While there is no number to draw, the sentences come alone. Raises `gone` and `not_allowed`.
    """
    planned = not_gone(await reviews.by_id(ctx.tx, ctx.workspace_id, review_id))
    strategy = await plan_open_to(ctx, planned.strategy_id, Action.SEE_STRATEGY)
    if planned.state != "closed":
        raise ReviewOpen
    chart = await chart_to_forward(ctx.tx, strategy, planned.opens_at)
    what = BossMessage(review=planned.id, strategy=strategy.id)
    op: Op = "post" if is_empty(chart) else "upload"
    return await ctx.owe(Owed.about(what, ctx.now, op=op, person=ctx.me.id)) is not None


# ---------------------------------------------------------------- series


def style_of(strategy: Strategy) -> Style:
    """Return how a strategy writes dates and numbers."""
    return Style(strategy.date_order, strategy.decimal_mark)


def results_of(plan: Sequence[Goal], strategy: Strategy) -> Results:
    """Return each measure that has a number, in goal order."""
    tracks = [_track(measure) for goal in plan for measure in goal.measures if measure.readings]
    return Results(tuple(tracks), style_of(strategy))


def _track(measure: Measure) -> Track:
    begun = None
    if measure.baseline is not None and measure.baseline_on is not None:
        begun = (measure.baseline_on, measure.baseline)
    return Track(
        name=measure.name,
        unit=measure.said_unit,
        points=tuple((reading.week, reading.value) for reading in measure.readings),
        target=measure.target,
        due=measure.due,
        # Ratings and yes-or-no metrics: higher is better.
        way=measure.direction if measure.direction in ("down", "within") else "up",
        baseline=begun,
        floor=measure.details.floor if measure.direction == "within" else None,
    )


def momentum_of(owed: Sequence[Duty], strategy: Strategy, first: date) -> Momentum:
    """Count what was done of what was planned, week by week from `first`, by platform and by kind of content.

    Leaves out weeks before anything was planned. One week alone has no momentum, and gives no rows. A dimension
    with only one value isn't split. Work that a hold stopped no longer counts as planned.
    """
    zone, start = strategy.hours.zone, strategy.week_start
    weeks: dict[date, list[Duty]] = {first + timedelta(days=7 * n): [] for n in range(WEEKS)}
    for duty in owed:
        week = week_of(duty.due_at.astimezone(zone).date(), start)
        if week in weeks and not duty.was_on_hold:
            weeks[week].append(duty)
    while weeks and not next(iter(weeks.values())):
        del weeks[next(iter(weeks))]
    if len(weeks) < 2:
        return Momentum((), (), style_of(strategy))
    every = [duty for some in weeks.values() for duty in some]
    platforms, kinds = by_platform(every), by_kind(every)
    rows: list[Row] = []
    if len(platforms) > 1:
        rows += [_row(weeks, platform_row(name or ""), mine) for name, mine in platforms]
    else:
        rows.append(_row(weeks, platforms[0][0] or "Everything", every))
    if len(kinds) > 1:
        rows += [_row(weeks, kind_row(kind), mine) for kind, mine in kinds]
    return Momentum(tuple(weeks), tuple(rows), style_of(strategy))


def _row(weeks: dict[date, list[Duty]], name: str, mine: Sequence[Duty]) -> Row:
    ours = {duty.id for duty in mine}
    pairs = [[d for d in some if d.id in ours] for some in weeks.values()]
    return Row(name, tuple((sum(d.state in ("done", "scheduled") for d in some), len(some)) for some in pairs))


# ---------------------------------------------------------------- without a picture


async def told_without(tx: Tx, message: Message, reason: str, now: datetime, real: datetime) -> None:
    """Handle a picture that could not be added: its message says so once, and a lead is told why.

    A picture to forward is replaced by its sentences alone; a review's message is redrawn with a line about it.
    """
    if message.kind == "document":
        await told_of_file(tx, message, reason, now)
        return
    workspace = await workspaces.by_id(tx, message.workspace_id)
    assert workspace is not None
    ctx = Ctx(tx, workspace, None, now, real)
    await told_of_picture(tx, message, reason, now)
    if message.kind == "boss":
        what = replace(BossMessage.of(message), missing=1)
        await ctx.owe(Owed.about(what, now, BossMessage.words(message=message.key), person=message.person))
        return
    beside = await outbox.by_id(tx, message.target) if message.target else None
    if beside is not None and beside.stands_in_slack:
        await ctx.redraw(beside)
