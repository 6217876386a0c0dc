"""Putting a version into use: people are told what changes for them, and its next revision is planned."""

from __future__ import annotations

from datetime import datetime, time

from bot.document.changes_for_person import concerning
from bot.domain.editions import ADOPTED, Edition
from bot.domain.messages import AdoptedMessage, CanvasMessage, DocumentMessage, ForYouMessage
from bot.domain.outbox import Message, Owed
from bot.domain.plan import Plan
from bot.domain.roles import Person, can_hold
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.domain.when import instant
from bot.services.calendar.deliverables import owe_deliverable
from bot.services.calendar.replanning import withdraw
from bot.services.context.composers import Made, NotWanted, Shows, composes_for_reader, put_off
from bot.services.context.ctx import Ctx
from bot.services.context.people import hours_of, may_take_part
from bot.services.context.whole_plan import plan_of
from bot.services.strategy.documents import changes_in, version
from bot.views.strategy import editions as editions_view
from storage import changes, duties, editions, strategies
from storage.database import Tx

UPDATE_AT = time(9)


async def adopt(ctx: Ctx, strategy: Strategy, edition: Edition) -> None:
    """Announce a version in the home channel with its PDF, tell each person what changes, plan its next revision."""
    place, now = strategy.channel, ctx.now
    root = await ctx.owe(Owed.about(AdoptedMessage(edition=edition.id, strategy=strategy.id), now, channel=place))
    file, key = DocumentMessage(edition=edition.id, strategy=strategy.id, what="pdf"), DocumentMessage.adopted
    await ctx.owe(Owed.about(file, now, key(edition=edition.id), op="upload", channel=place, thread=root))
    canvas = CanvasMessage(edition=edition.id, strategy=strategy.id)
    await ctx.owe(Owed.about(canvas, now, op="canvas", channel=place))
    plan = await plan_of(ctx.tx, strategy)
    await _tell_each(ctx, strategy, edition, plan)
    await _plan_update(ctx, strategy, edition, plan)


async def _tell_each(ctx: Ctx, strategy: Strategy, edition: Edition, plan: Plan) -> None:
    """Tell each person with a role what changes for them, in their own hours; nothing where nothing does (E1)."""
    different = await changes_in(ctx.tx, await version(ctx.tx, strategy, edition))
    people: dict[int, Person] = {role.holder.id: role.holder for role in plan.roles if role.holder}
    for person in people.values():
        if not concerning(different, plan, person.id) or not await may_take_part(ctx.tx, strategy, person):
            continue
        at = (await hours_of(ctx.tx, ctx.workspace_id, person)).next_open(ctx.now)
        await ctx.owe(Owed.about(ForYouMessage(edition=edition.id, strategy=strategy.id), at, person=person.id))


@composes_for_reader(ForYouMessage)
async def _for_you(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    edition = await editions.by_id(tx, message.workspace_id, ForYouMessage.of(message).edition)
    strategy = await strategies.by_id(tx, message.workspace_id, edition.strategy_id) if edition else None
    if edition is None or strategy is None:
        return NotWanted("edition_gone"), ()
    if not await may_take_part(tx, strategy, reader):
        return NotWanted("takes_no_part"), ()
    if (wait := await put_off(tx, message, reader, now)) is not None:
        return wait, ()
    reading = await version(tx, strategy, edition)
    mine = concerning(await changes_in(tx, reading), await plan_of(tx, strategy), reader.id)
    if not mine or edition.state not in ADOPTED:
        return NotWanted("nothing_to_show"), ()
    return editions_view.for_you(edition, strategy, mine, is_first=reading.earlier is None), ()


async def _plan_update(ctx: Ctx, strategy: Strategy, edition: Edition, plan: Plan) -> None:
    """Make a duty of the next revision's date; an earlier version's is withdrawn."""
    planned = await changes.last_of(ctx.tx, ctx.workspace_id, "strategy", strategy.id, "plan_update")
    earlier = (planned.after or {}).get("duty") if planned else None
    if isinstance(earlier, int) and (duty := await duties.by_id(ctx.tx, ctx.workspace_id, earlier)) and duty.is_open:
        await withdraw(ctx, duty)
    role_id = _whose(plan)
    if edition.next_update is None or role_id is None:
        return
    at = instant(edition.next_update, UPDATE_AT, strategy.hours.zone)
    if at <= ctx.now:
        return
    duty_id = await owe_deliverable(ctx, strategy, role_id, editions_view.UPDATE, at)
    after = {"duty": duty_id, "edition": edition.id}
    await ctx.record("plan_update", "strategy", strategy.id, strategy_id=strategy.id, after=after)


def _whose(plan: Plan) -> int | None:
    """Return the role that revises the strategy: one that a lead has, else one that approves it, else the first."""
    leads = {person.id for person in plan.leads if can_hold(person)}
    led = [role.id for role in plan.roles if role.holder is not None and role.holder.id in leads]
    signing = plan.one(Signing)
    there = [role.id for role in plan.roles]
    approving = [one for one in (signing.approvers if signing else ()) if one in there]
    return next(iter([*led, *approving, *there]), None)
