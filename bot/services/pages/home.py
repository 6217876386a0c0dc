"""Home, composed when it leaves, from what is true at that time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.domain.calendar import HORIZON
from bot.domain.duties import Duty, digest_of, reach_of_digest
from bot.domain.goals import is_due
from bot.domain.permissions import Action
from bot.domain.plan import Plan as Everything
from bot.domain.roles import Person, Role
from bot.domain.strategies import Strategy
from bot.domain.when import instant
from bot.schema.missing.completeness import missing
from bot.services.calendar.progress import progress_lines
from bot.services.calendar.week import with_week
from bot.services.context.access import plan_open_to
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, next_digest, plans_of
from bot.services.context.whole_plan import plan_of
from bot.services.duties.digests import duties_for
from bot.services.duties.on_hold import marked
from bot.services.questions.teaching import way_of
from bot.views.kit.blocks import Content
from bot.views.pages import home as home_view
from bot.views.pages.home import MyRole, Plan, Seen
from storage import duties, members, reviews, roles, standing
from storage.database import Tx

# For this long, Home explains itself to a person who is new to it.
NEW_FOR = timedelta(days=1)


async def channel_of(ctx: Ctx, strategy_id: int) -> str:
    """Return the home channel of a strategy that the actor sees, by Slack's id. Raises `gone` for any other."""
    strategy = await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY)
    return strategy.channel


# ---------------------------------------------------------------- composing


async def composed(tx: Tx, workspace_id: int, reader: Person, now: datetime, page: int) -> Content:
    """Compose a person's Home. `reader` has a zone. The number of queries does not grow with duties."""
    hours = await hours_of(tx, workspace_id, reader)
    reach = reach_of_digest(now, hours)
    mine = await marked(tx, workspace_id, await duties_for(tx, workspace_id, reader, max(reach, now + HORIZON)), now)
    plans = await _plans(tx, workspace_id, reader, mine)
    midnight = instant(hours.local_date(now), time(), hours.zone)
    settled = await duties.settled_by(tx, workspace_id, [s.id for s in plans], reader.id, midnight)
    settled.sort(key=lambda d: (d.settled_at or d.due_at, d.id), reverse=True)
    settled[: home_view.SETTLED] = await with_week(tx, settled[: home_view.SETTLED], now)
    welcomed = await members.welcomed_at(tx, reader.id)
    seen = Seen(
        reader=reader,
        digest=replace(digest_of([d for d in mine if d.hold is None], now, reach), settled=tuple(settled)),
        plans=tuple([await _plan(tx, strategy, reader, mine, now) for strategy in plans[: home_view.PLANS]]),
        others=tuple(plans[home_view.PLANS :]),
        is_new=welcomed is None or now < welcomed + NEW_FOR,
        first_digest=next_digest(hours, now),
        said=tuple(await progress_lines(tx, settled[:1], now, reader)),
        held=tuple(d for d in mine if d.hold is not None and d.asked_at < reach),
        lessons=await way_of(tx, workspace_id, reader.id),
    )
    return home_view.home(seen, now, page)


async def _plans(tx: Tx, workspace_id: int, reader: Person, mine: Sequence[Duty]) -> list[Strategy]:
    """List the strategies that a person sees: those with duties of theirs first, then those with a role of theirs."""
    busy = {d.strategy_id for d in mine}
    involved = {r.strategy_id for r in await roles.held_by(tx, workspace_id, reader.id)}
    found = await plans_of(tx, workspace_id, reader)
    return sorted(found, key=lambda s: (s.id not in busy, s.id not in involved, s.id))


async def _plan(tx: Tx, strategy: Strategy, reader: Person, mine: Sequence[Duty], now: datetime) -> Plan:
    whole = await plan_of(tx, strategy)
    today = now.astimezone(strategy.hours.zone).date()
    asked_at = await _numbers_asked_at(tx, strategy, whole, now)
    shown = await standing.last_picture(tx, strategy.workspace_id, strategy.channel, strategy.id, "results")
    return Plan(
        strategy=strategy,
        is_lead=any(lead.id == reader.id for lead in whole.leads),
        roles=tuple(one for role in whole.roles for one in _mine(role, reader, mine, asked_at)),
        goals=whole.goals,
        gaps=tuple(missing(whole, today)),
        picture=(shown.file_id, shown.due_at) if shown and shown.file_id else None,
    )


async def _numbers_asked_at(tx: Tx, strategy: Strategy, whole: Everything, now: datetime) -> dict[int, datetime]:
    """Return when each role's numbers are asked for next; leaves out roles that the next review does not ask."""
    planned = await reviews.latest(tx, strategy.id)
    if planned is None or planned.state != "planned" or planned.next_at is None or planned.next_at < now:
        return {}
    every = [m for goal in whole.goals for m in goal.measures]
    return {m.measurer_role_id: planned.next_at for m in every if is_due(m, planned.week)}


def _mine(role: Role, reader: Person, mine: Sequence[Duty], asked_at: Mapping[int, datetime]) -> list[MyRole]:
    """Return a person's part in a role; nothing where they have none."""
    coming = min((d for d in mine if d.role_id == role.id), key=lambda d: (d.asked_at, d.id), default=None)
    return [
        MyRole(role, h.kind == "backup", coming, h.id if h.state == "offered" else None, asked_at.get(role.id))
        for h in role.holdings
        if h.person.id == reader.id and h.until is None
    ]
