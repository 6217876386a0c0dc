"""Plans a person's digest when their morning comes, with one question or lesson."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain.messages import DigestMessage
from bot.domain.outbox import Owed, lateness
from bot.domain.roles import Person
from bot.domain.when import Hours
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, next_digest, plans_of
from bot.services.duties.digests import free_key, owe_catch_up
from bot.services.duties.role_offers import as_fact, to_carry
from bot.services.questions.questions import owe_alone, plan_aside
from storage import duties, lessons, members, outbox, planning
from storage.database import Tx
from storage.planning import Taken


async def plan_digest(ctx: Ctx, due: Taken) -> None:
    """Plan a digest that is due.

    Within the person's hours, a digest up to four hours late is sent and says so; a later one becomes a catch-up.
    Outside their hours, the next morning's covers it.
    """
    tx, workspace_id, now = ctx.tx, ctx.workspace_id, ctx.now
    person = await members.by_id(tx, workspace_id, due.id)
    assert person is not None
    if person.has_left or person.is_bot or not await _has_work(tx, workspace_id, person):
        await members.set_next(tx, person.id, None)
        return
    hours = await hours_of(tx, workspace_id, person)
    await members.set_next(tx, person.id, next_digest(hours, now))
    day = hours.local_date(now)
    at = hours.begin_of(day)
    if hours.contains(now) and at <= now:
        if lateness(DigestMessage.kind, at, now) != "too_late":
            await _owe_digest(ctx, person, hours, day, at)
        else:
            await owe_catch_up(tx, workspace_id, person, day, due.at, now, for_digest=True)


async def plan_first(ctx: Ctx, person: Person) -> None:
    """Plan a person's digest now if it is due, so that it comes before other messages of this minute."""
    due = await planning.take_this(ctx.tx, "member", person.id, ctx.now)
    if due is not None:
        await plan_digest(ctx, due)


async def _owe_digest(ctx: Ctx, person: Person, hours: Hours, day: date, at: datetime) -> None:
    """Owe a digest, and after it the question or lesson to end with, which comes alone where there is nothing to do."""
    key = await free_key(ctx.tx, ctx.workspace_id, person, day, at)
    if await outbox.by_key(ctx.tx, ctx.workspace_id, key) is not None:
        return
    # A late digest says what there is to do, and nothing else.
    is_late = lateness(DigestMessage.kind, at, ctx.now) != "on_time"
    aside_id = None if is_late else await plan_aside(ctx, person, hours, day)
    offers = as_fact(await to_carry(ctx.tx, ctx.workspace_id, person.id, at))
    digest = DigestMessage(offers=offers, aside=aside_id)
    digest_id = await ctx.owe(Owed.about(digest, at, key, person=person.id, name=key))
    if aside_id is not None and digest_id is not None:
        await owe_alone(ctx, person, aside_id, digest_id, at)


async def _has_work(tx: Tx, workspace_id: int, person: Person) -> bool:
    if await plans_of(tx, workspace_id, person):
        return True
    if await lessons.wanted_since(tx, workspace_id, person.id) is not None:
        return True
    return bool(await duties.open_of_roles(tx, workspace_id, [], person.id, datetime.max.replace(tzinfo=UTC)))
