"""Whose numbers a review asks for: one duty for each person, also when the plan changes meanwhile."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.duties import Duty
from bot.domain.goals import is_due
from bot.services.calendar.replanning import begin, pass_to, reopen, withdraw
from bot.services.context.ctx import Ctx
from bot.services.context.people import who_has
from bot.views.reviews.reviews import NUMBERS_DUTY
from storage import duties, goals, reviews
from storage.reviews import Planned


async def ask(ctx: Ctx, review: Planned, role_id: int, due_at: datetime) -> int:
    """Make a role's duty to report its numbers for a review, and return its id."""
    duty_id = await duties.add(
        ctx.tx,
        ctx.workspace_id,
        review.strategy_id,
        role_id,
        "measure",
        NUMBERS_DUTY,
        due_at,
        ctx.now,
        review_id=review.id,
    )
    assert duty_id is not None
    await ctx.record("ask_numbers", "duty", duty_id, strategy_id=review.strategy_id)
    return duty_id


async def readers_of(ctx: Ctx, strategy_id: int, week: date) -> dict[int, list[int]]:
    """Return who reports numbers in a week, by the cadence of each metric: the roles they report for, by person."""
    found: dict[int, list[int]] = {}
    for goal in await goals.of_strategy(ctx.tx, ctx.workspace_id, strategy_id):
        for measure in goal.measures:
            if not is_due(measure, week):
                continue
            resolved = await who_has(ctx.tx, ctx.workspace_id, strategy_id, measure.measurer_role_id)
            if resolved is not None:
                found.setdefault(resolved.person.id, []).append(measure.measurer_role_id)
    return found


async def bring_numbers_into_line(ctx: Ctx, strategy_id: int) -> None:
    """Update the duties to report numbers in running reviews to the people who report them now.

    A person who has such a duty keeps it. Anyone else takes over one that nobody needs, or gets a new one, unless
    they have settled theirs. Duties that are left over are withdrawn.
    """
    for review in await reviews.running(ctx.tx, ctx.workspace_id, strategy_id):
        await _bring_into_line(ctx, review)


async def _bring_into_line(ctx: Ctx, review: Planned) -> None:
    wanted = await readers_of(ctx, review.strategy_id, review.week)
    spare: list[Duty] = []
    others: dict[int, Duty] = {}
    for duty in await duties.of_review(ctx.tx, ctx.workspace_id, review.id):
        reader = await who_has(ctx.tx, ctx.workspace_id, review.strategy_id, duty.role_id)
        person_id = reader.person.id if reader else 0
        if not duty.is_open:
            others[person_id] = duty
        elif (of := wanted.pop(person_id, None)) is None:
            spare.append(duty)
        elif duty.role_id not in of:
            await pass_to(ctx, duty, of[0])
    for person_id, of in wanted.items():
        settled = others.get(person_id)
        if settled is not None and settled.state == "withdrawn":
            await reopen(ctx, settled, settled.due_at)
        elif spare:
            await pass_to(ctx, spare.pop(0), of[0])
        elif settled is None:
            await _ask(ctx, review, of[0])
    for duty in spare:
        await withdraw(ctx, duty)


async def _ask(ctx: Ctx, review: Planned, role_id: int) -> None:
    made = await duties.by_id(ctx.tx, ctx.workspace_id, await ask(ctx, review, role_id, ctx.now))
    assert made is not None
    await begin(ctx, made)
