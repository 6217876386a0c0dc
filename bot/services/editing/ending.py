"""Taking goals, roles and slots out of the plan, and putting them back: rows get an end, and lose it again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from pydantic import JsonValue

from bot.domain.duties import Duty
from bot.domain.edits import PARTS, Kept, Thing, Values
from bot.domain.permissions import Action
from bot.domain.refusals import NeedsTaker
from bot.services.calendar.numbers import bring_numbers_into_line
from bot.services.calendar.replanning import pass_on, pass_to, redraw_open, reopen_all, replan, withdraw_all
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.duties.role_offers import redraw_offer
from bot.services.editing.parts import end_part, revive_part
from bot.services.strategy.editions import role_ended
from bot.services.strategy.signing import approves
from storage import calendar, duties, goals, members, roles

Ended = dict[str, JsonValue]


@dataclass(frozen=True)
class Ending:
    """How one kind of thing ends and comes back. `end` returns what coming back has to know."""

    end: Callable[[Ctx, Kept, int | None], Awaitable[Ended]]
    revive: Callable[[Ctx, Kept, Values, datetime], Awaitable[None]]


def _ids(after: Values, name: str) -> list[int]:
    found = after.get(name)
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


# ---------------------------------------------------------------- slots


async def _end_slot(ctx: Ctx, kept: Kept, taker: int | None) -> Ended:
    """Take a slot off the calendar: what is open of it is asked for no more."""
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert slot is not None
    await calendar.change(ctx.tx, ctx.workspace_id, slot.id, until=ctx.now, next_at=None)
    withdrawn: list[JsonValue] = [*await withdraw_all(ctx, slot)]
    return {"ended": True, "duties": withdrawn}


async def _revive_slot(ctx: Ctx, kept: Kept, after: Values, ended_at: datetime) -> None:
    await calendar.change(ctx.tx, ctx.workspace_id, kept.id, until=None, next_at=ctx.now)
    await reopen_all(ctx, _ids(after, "duties"))
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert slot is not None
    await replan(ctx, slot)


# ---------------------------------------------------------------- goals


async def _end_goal(ctx: Ctx, kept: Kept, taker: int | None) -> Ended:
    """Give a goal up: its numbers are asked for no more, and what served it stays on the calendar with no goal."""
    found = await goals.ever(ctx.tx, ctx.workspace_id, kept.id)
    assert found is not None
    measures = found[0].measures
    for measure in measures:
        await goals.change_measure(ctx.tx, ctx.workspace_id, measure.id, until=ctx.now)
    await goals.change(ctx.tx, ctx.workspace_id, kept.id, until=ctx.now)
    await bring_numbers_into_line(ctx, found[0].strategy_id)
    slots: list[JsonValue] = []
    for slot in await calendar.of_goal(ctx.tx, ctx.workspace_id, kept.id):
        await calendar.change(ctx.tx, ctx.workspace_id, slot.id, goal_id=None)
        slots.append(slot.id)
    await redraw_open(ctx, [one for one in slots if isinstance(one, int)])
    return {"ended": True, "slots": slots}


async def _revive_goal(ctx: Ctx, kept: Kept, after: Values, ended_at: datetime) -> None:
    found = await goals.ever(ctx.tx, ctx.workspace_id, kept.id)
    assert found is not None
    for measure in found[0].measures:
        await goals.change_measure(ctx.tx, ctx.workspace_id, measure.id, until=None)
    await goals.change(ctx.tx, ctx.workspace_id, kept.id, until=None)
    for slot_id in _ids(after, "slots"):
        slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
        if slot is not None and slot.goal_id is None:
            await calendar.change(ctx.tx, ctx.workspace_id, slot_id, goal_id=kept.id)
    await redraw_open(ctx, _ids(after, "slots"))
    await reopen_all(ctx, _ids(after, "duties"))  # of an end that was written down before numbers came into line
    await bring_numbers_into_line(ctx, found[0].strategy_id)


# ---------------------------------------------------------------- roles


async def work_of(ctx: Ctx, kept: Kept) -> tuple[list[int], list[int], list[int], list[Duty]]:
    """Return what a role does: ids of its slots, of the measures it reads, of those it judges; its open duties."""
    assert kept.strategy is not None
    slots = [slot.id for slot in await calendar.of_role(ctx.tx, ctx.workspace_id, kept.id)]
    every = [m for g in await goals.of_strategy(ctx.tx, ctx.workspace_id, kept.strategy.id) for m in g.measures]
    reads = [m.id for m in every if m.measurer_role_id == kept.id]
    judges = [m.id for m in every if m.reviewer_role_id == kept.id]
    return slots, reads, judges, await _open_of(ctx, kept)


async def _open_of(ctx: Ctx, kept: Kept) -> list[Duty]:
    assert kept.strategy is not None
    every = await duties.open_of_strategy(ctx.tx, ctx.workspace_id, kept.strategy.id)
    return [duty for duty in every if duty.role_id == kept.id]


async def _end_role(ctx: Ctx, kept: Kept, taker: int | None) -> Ended:
    """Give a role up: another one takes over what it did, and whoever had it hears nothing more for it.

    Raises `needs_taker` where it has work and nobody is named to take it over.
    """
    assert kept.strategy is not None
    slots, reads, judges, owes = await work_of(ctx, kept)
    ending = await roles.by_id(ctx.tx, ctx.workspace_id, kept.id)
    if ending is not None and await approves(ctx.tx, kept.strategy, ending.id):
        await require(ctx, kept.strategy, Action.SIGNING)
    to = await roles.by_id(ctx.tx, ctx.workspace_id, taker) if taker is not None else None
    moved: list[JsonValue] = []
    if slots or reads or judges or owes:
        if to is None or to.id == kept.id or to.strategy_id != kept.strategy.id:
            raise NeedsTaker(role=kept.name)
        for measure_id in judges:
            await goals.change_measure(ctx.tx, ctx.workspace_id, measure_id, reviewer_role_id=to.id)
        for measure_id in reads:
            await goals.change_measure(ctx.tx, ctx.workspace_id, measure_id, measurer_role_id=to.id)
        await bring_numbers_into_line(ctx, kept.strategy.id)
        await _pass_slots(ctx, slots, to.id)
        for duty in await _open_of(ctx, kept):
            await pass_to(ctx, duty, to.id)
            moved.append(duty.id)
    role = await roles.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert role is not None
    for holding in role.holdings:
        await roles.set_holding(ctx.tx, holding.id, until=ctx.now)
        await redraw_offer(ctx, holding.id)
    await roles.change(ctx.tx, ctx.workspace_id, kept.id, until=ctx.now)
    await role_ended(ctx, kept.id)
    return {
        "ended": True,
        "taker": to.id if to else None,
        "slots": [*slots],
        "reads": [*reads],
        "judges": [*judges],
        "moved": moved,
    }


async def _pass_slots(ctx: Ctx, slot_ids: list[int], role_id: int) -> None:
    for slot_id in slot_ids:
        await calendar.change(ctx.tx, ctx.workspace_id, slot_id, role_id=role_id)
        slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
        assert slot is not None
        await pass_on(ctx, slot)
    await redraw_open(ctx, slot_ids)


async def _revive_role(ctx: Ctx, kept: Kept, after: Values, ended_at: datetime) -> None:
    """Put a role back, with who had it, and with what it did where that is with the taker still."""
    await roles.change(ctx.tx, ctx.workspace_id, kept.id, until=None)
    for holding in await roles.ended_at(ctx.tx, ctx.workspace_id, kept.id, ended_at):
        person = await members.by_id(ctx.tx, ctx.workspace_id, holding.person.id)
        if person is not None and not person.has_left:
            await roles.set_holding(ctx.tx, holding.id, until=None)
            await redraw_offer(ctx, holding.id)
    taker = after.get("taker")
    if not isinstance(taker, int):
        return
    reads, judges = goals.MeasureColumns(measurer_role_id=kept.id), goals.MeasureColumns(reviewer_role_id=kept.id)
    for name, columns in (("reads", reads), ("judges", judges)):
        for measure in await goals.measures_by_ids(ctx.tx, ctx.workspace_id, _ids(after, name)):
            if all(getattr(measure, column) == taker for column in columns):
                await goals.change_measure(ctx.tx, ctx.workspace_id, measure.id, **columns)
    assert kept.strategy is not None
    slots = await calendar.of_role(ctx.tx, ctx.workspace_id, taker)
    await _pass_slots(ctx, [slot.id for slot in slots if slot.id in _ids(after, "slots")], kept.id)
    for duty in await duties.by_ids(ctx.tx, ctx.workspace_id, _ids(after, "moved")):
        if duty.is_open and duty.role_id == taker:
            await pass_to(ctx, duty, kept.id)
    await bring_numbers_into_line(ctx, kept.strategy.id)


ENDINGS: Mapping[Thing, Ending] = MappingProxyType(
    {
        "goal": Ending(_end_goal, _revive_goal),
        "role": Ending(_end_role, _revive_role),
        "slot": Ending(_end_slot, _revive_slot),
        **dict.fromkeys(PARTS, Ending(end_part, revive_part)),
    }
)
