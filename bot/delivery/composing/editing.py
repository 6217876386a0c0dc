"""Messages about additions to a plan: with the warnings they cause, and the questions that follow."""

from __future__ import annotations

from datetime import datetime

from bot.domain.activations import Work
from bot.domain.edits import can_be_undone
from bot.domain.guards import warnings_about
from bot.domain.messages import SavedMessage
from bot.domain.outbox import Message
from bot.domain.roles import Role
from bot.domain.when import local_date
from bot.services.context.composers import Made, NotWanted, Shows, composes
from bot.services.editing import highlights
from bot.services.plan.guards import plan_to_check
from bot.views.kit import ids
from bot.views.plan import guards as guards_view
from bot.views.talk import saved as saved_view
from storage import strategies
from storage.database import Tx

# More at once would be a lecture.
WARNINGS = 2


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
