"""A plan's settings and a person's own as they can be changed: reading them as values, and writing what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import cast

from pydantic import JsonValue

from bot.domain.calendar import HORIZON
from bot.domain.duties import UNDO_FOR
from bot.domain.edits import Kept, Values
from bot.domain.messages import LedMessage
from bot.domain.outbox import Owed
from bot.domain.refusals import not_gone
from bot.domain.reviews import ASK_BEFORE, closes_at, week_under_review
from bot.domain.roles import Person
from bot.domain.strategies import OF_REVIEWS, Strategy
from bot.domain.when import Hours
from bot.services.calendar.replanning import catch_up_planning, replan
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, person_for_work, wake_at_digest
from bot.services.duties.digests import duties_for, move_digest, move_digest_from
from bot.services.duties.duties import climb_from_here
from bot.services.editing.editing_parts import strategy_of
from storage import calendar, duties, members, outbox, reviews, roles, strategies

LEADS = frozenset({"lead", "co_lead"})
# An overdue duty older than this has been missed.
BACK = timedelta(days=7)


# ---------------------------------------------------------------- the plan


async def read_plan(ctx: Ctx, strategy_id: int, lock: bool = False) -> Kept:
    """Return a strategy's settings as values. Raises `gone`."""
    if lock:
        await strategies.lock(ctx.tx, ctx.workspace_id, strategy_id)
    strategy = await strategy_of(ctx, strategy_id)
    leads = await _leads(ctx, strategy_id)
    values: dict[str, JsonValue] = {
        **strategy.settings.model_dump(mode="json"),
        "lead": leads[0].id if leads else None,
        "co_lead": leads[1].id if len(leads) > 1 else None,
    }
    return Kept("plan", strategy.id, strategy, strategy.name, values)


async def write_plan(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give a plan other settings. Posts on its clock, its next review, and everybody's days follow."""
    had = await _hours(ctx, await strategy_of(ctx, kept.id))
    slots = []
    if "zone" in values:
        for one in await calendar.of_strategy(ctx.tx, ctx.workspace_id, kept.id):
            # Locked, so that no planner makes duties by the old clock meanwhile.
            slot = await calendar.by_id(ctx.tx, ctx.workspace_id, one.id, lock=True)
            if slot is not None and not slot.own_zone and not slot.is_over:
                await catch_up_planning(ctx, slot)
                slots.append(slot)
    if own := {name: value for name, value in values.items() if name not in LEADS}:
        settings = (await strategy_of(ctx, kept.id)).settings.changed(own)
        await strategies.change(ctx.tx, ctx.workspace_id, kept.id, settings)
    if LEADS & values.keys():
        await _change_leads(ctx, kept, values, undoes)
    strategy = await strategy_of(ctx, kept.id)
    for was in slots:
        moved = await calendar.by_id(ctx.tx, ctx.workspace_id, was.id)
        assert moved is not None
        await replan(ctx, moved)
    if OF_REVIEWS & values.keys():
        await _plan_review(ctx, strategy)
    if {"zone", "working_days", *LEADS} & values.keys():
        await _follow(ctx, strategy, had)


async def _leads(ctx: Ctx, strategy_id: int) -> list[Person]:
    """List a plan's leads as its settings show them: whoever is still in Slack first."""
    found = (await strategies.appointed(ctx.tx, ctx.workspace_id, strategy_id))["lead"]
    return sorted(found, key=lambda person: person.has_left)


async def _change_leads(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None) -> None:
    """Give a plan another lead or co-lead, and let whoever is new know. A file may have named more leads: they stay.

    Everybody is appointed anew, so that the lead has served longest and hears what is handed up.
    """
    strategy = await strategy_of(ctx, kept.id)
    before = [person.id for person in await _leads(ctx, kept.id)]
    shown = [kept.values["lead"], kept.values["co_lead"]]
    wanted = [values.get("lead", shown[0]), values.get("co_lead", shown[1])]
    wanted += [member_id for member_id in before if member_id not in shown]
    now = [member_id for member_id in dict.fromkeys(wanted) if isinstance(member_id, int)]
    for member_id in before:
        await strategies.end_permission(ctx.tx, ctx.workspace_id, kept.id, member_id, "lead", ctx.now)
    for member_id in now:
        if member_id not in before:
            person = not_gone(await members.by_id(ctx.tx, ctx.workspace_id, member_id))
            await person_for_work(ctx, person.slack_id, strategy)
        await strategies.permit(ctx.tx, ctx.workspace_id, kept.id, member_id, "lead", ctx.now)
    new = [member_id for member_id in now if member_id not in before]
    gone = [member_id for member_id in before if member_id not in now]
    await _tell_named(ctx, strategy, new if undoes is None else [], gone)


async def _tell_named(ctx: Ctx, strategy: Strategy, new: Sequence[int], gone: Sequence[int]) -> None:
    """Owe word to new leads in their own hours; to whom it was told and who leads no more, the message says so."""
    for member_id in new:
        person = await members.by_id(ctx.tx, ctx.workspace_id, member_id)
        if person is None or person.id == ctx.me.id:
            continue
        at = (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
        what = LedMessage(strategy=strategy.id, part="named", by=ctx.me.id)
        key = LedMessage.named(strategy=strategy.id, person=member_id, at=ctx.now.isoformat())
        await ctx.owe(Owed.about(what, at, key, person=member_id))
    for member_id in gone:
        told = LedMessage.named.begin(strategy=strategy.id, person=member_id)
        for message in await outbox.by_prefix(ctx.tx, ctx.workspace_id, told):
            if message.op == "post" and message.owed_at is not None and message.owed_at >= ctx.now - UNDO_FOR:
                await ctx.redraw(message)


async def _plan_review(ctx: Ctx, strategy: Strategy) -> None:
    """Move the next review, unless its numbers were asked for already: then the one after it comes by the new time."""
    coming = await reviews.latest(ctx.tx, strategy.id)
    if coming is None or coming.state != "planned":
        return
    last = await reviews.before(ctx.tx, coming)
    after = max(ctx.now + ASK_BEFORE, last.opens_at) if last else ctx.now + ASK_BEFORE
    at = strategy.next_review(after)
    week = week_under_review(at, strategy.zone, strategy.week_start)
    if last is not None and week <= last.week:
        at = strategy.next_review(at)
        week = week_under_review(at, strategy.zone, strategy.week_start)
    await reviews.move(
        ctx.tx,
        coming.id,
        week=week,
        opens_at=at,
        closes_at=closes_at(at, strategy.hours),
        next_at=at - ASK_BEFORE,
    )


async def _everybody(ctx: Ctx, strategy: Strategy) -> list[Person]:
    held = roles.people_of(await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id))
    appointed = await strategies.appointed(ctx.tx, ctx.workspace_id, strategy.id)
    return list({p.id: p for p in (*held, *appointed["admin"], *appointed["lead"])}.values())


async def _hours(ctx: Ctx, strategy: Strategy) -> dict[int, Hours]:
    """Return the hours of everybody in a plan, by their id: who has no clock of their own has the plan's."""
    return {p.id: await hours_of(ctx.tx, ctx.workspace_id, p) for p in await _everybody(ctx, strategy)}


async def _follow(ctx: Ctx, strategy: Strategy, had: Mapping[int, Hours]) -> None:
    """Set everybody's next digest, and the next reminder of every open duty, by the days and the clock as they are.

    `had` are the hours of each until now, so that nobody's digest of today is lost.
    """
    for person in await _everybody(ctx, strategy):
        if person.id in had:
            await move_digest_from(ctx.tx, ctx.workspace_id, had[person.id], person, ctx.now)
        else:
            await wake_at_digest(ctx.tx, ctx.workspace_id, person, ctx.now)
    near = ctx.now - BACK, ctx.now + HORIZON + BACK
    for duty in await duties.of_strategy(ctx.tx, ctx.workspace_id, strategy.id, *near):
        if duty.is_open:
            await climb_from_here(ctx, duty)


# ---------------------------------------------------------------- somebody's own


async def read_mine(ctx: Ctx, member_id: int, lock: bool = False) -> Kept:
    """Return the actor's own settings as values, whoever `member_id` names."""
    me = ctx.me
    await members.lock(ctx.tx, ctx.workspace_id, me.id)
    chosen = await members.zone_chosen(ctx.tx, ctx.workspace_id, me.id)
    now = await members.by_id(ctx.tx, ctx.workspace_id, me.id)
    assert now is not None
    values: dict[str, JsonValue] = {
        "digest_at": now.digest_at.isoformat(),
        "work_until": now.work_until.isoformat(),
        "nudges": now.nudges,
        "zone": chosen or "",
    }
    return Kept("mine", me.id, None, now.name, values)


async def write_mine(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give somebody other hours, reminders or another zone: their digest and every reminder follow."""
    before = await members.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert before is not None
    columns: dict[str, object] = {}
    for name, value in values.items():
        if name in ("digest_at", "work_until"):
            columns[name] = time.fromisoformat(str(value))
        else:
            columns["zone_chosen" if name == "zone" else name] = value or None
    await members.change(ctx.tx, ctx.workspace_id, kept.id, **cast(members.MemberColumns, columns))
    after = await members.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert after is not None
    await move_digest(ctx.tx, ctx.workspace_id, before, after, ctx.now)
    for duty in await duties_for(ctx.tx, ctx.workspace_id, after, ctx.now + HORIZON):
        await climb_from_here(ctx, duty)
