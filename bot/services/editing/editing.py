"""Changing and ending what is there, and taking either back: the verbs behind every form, and behind decisions.

Each asks whether the actor may, writes only what differs, and writes down what was before. What follows from a change
(duties moved, withdrawn, redrawn; reviews planned anew) is done in the same transaction.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from pydantic import JsonValue

from bot.domain.calendar import SlotValues
from bot.domain.edits import ENDABLE, PARTS, THINGS, Kept, Thing, Values, differing, part_of, stands_as, values_of
from bot.domain.goals import MeasureValues
from bot.domain.messages import ChangedMessage
from bot.domain.outbox import Owed
from bot.domain.permissions import Action, may
from bot.domain.refusals import Absence, Gone, not_gone
from bot.domain.roles import RoleValues
from bot.domain.when import local_date
from bot.schema.columns import COLUMNS
from bot.schema.table import CONCEPTS, TABLED
from bot.services.context.access import kinds_towards, require
from bot.services.context.ctx import Ctx
from bot.services.context.undo import Halves, Undo, undoes
from bot.services.context.whole_plan import plan_of, things_in
from bot.services.editing.editing_parts import (
    read_goal,
    read_role,
    read_slot,
    with_baseline_date,
    with_ids,
    with_new_number,
    write_goal,
    write_role,
    write_slot,
)
from bot.services.editing.editing_settings import read_mine, read_plan, write_mine, write_plan
from bot.services.editing.ending import ENDINGS
from bot.services.editing.parts import read_part, write_part
from bot.views.editing import changes as changes_view
from bot.views.kit import ids
from storage import changes, goals, members, parts, roles
from storage.changes import Change

Read = Callable[[Ctx, int, bool], Awaitable[Kept]]


class Write(Protocol):
    """Give a thing other values; `undoes` is when the change was made that this takes back."""

    async def __call__(self, ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None: ...


def _reader_of(thing: Thing) -> Read:
    return lambda ctx, thing_id, lock: read_part(ctx, thing, thing_id, lock)


READERS: Mapping[Thing, Read] = MappingProxyType(
    {
        "goal": read_goal,
        "role": read_role,
        "slot": read_slot,
        "plan": read_plan,
        "mine": read_mine,
        **{thing: _reader_of(thing) for thing in PARTS},
    }
)
WRITERS: Mapping[Thing, Write] = MappingProxyType(
    {
        "goal": write_goal,
        "role": write_role,
        "slot": write_slot,
        "plan": write_plan,
        "mine": write_mine,
        **dict.fromkeys(PARTS, write_part),
    }
)
PLACES = frozenset({"holder", "backup"})
# The fields of concepts that refer to other things of the plan, which then have to be called by their names.
REFERRING = frozenset(field.name for concept in CONCEPTS.values() for field in concept.fields if field.of)

# The columns that refer to people and to other things of the plan.
_REFERS = {
    field.name: "person" if field.kind == "person" else field.of
    for fields in COLUMNS.values()
    for field in fields
    if field.kind == "person" or field.of
}


# ---------------------------------------------------------------- who may


async def may_change(ctx: Ctx, kept: Kept, values: Values | None = None) -> None:
    """Refuse who may not change a thing. Giving a role to somebody is asked about by itself."""
    if kept.strategy is None:
        if kept.id != ctx.me.id:
            raise Gone(Absence.HIDDEN)
        return
    await require(ctx, kept.strategy, Action.CHANGE_SETTINGS if kept.thing == "plan" else Action.CHANGE_PLAN)
    if kept.thing == "role" and values and PLACES & values.keys():
        await require(ctx, kept.strategy, Action.APPOINT)


async def may_end(ctx: Ctx, kept: Kept) -> bool:
    """Tell whether the actor may take a thing out of the plan."""
    if kept.strategy is None or kept.thing not in ENDABLE:
        return False
    return may(await kinds_towards(ctx, kept.strategy), Action.END_PART)


async def find(ctx: Ctx, thing: Thing, thing_id: int, *, lock: bool = False) -> Kept:
    """Return a thing that is still there. Raises `gone`."""
    kept = await READERS[thing](ctx, thing_id, lock)
    if kept.ended_at is not None:
        raise Gone(Absence.DELETED)
    return kept


# ---------------------------------------------------------------- changing


async def change(ctx: Ctx, thing: Thing, thing_id: int, values: Values | SlotValues | RoleValues) -> int | None:
    """Give a thing other values, and return the change's id; None where nothing differs. What is set of a model counts.

    Raises `gone`, `not_allowed`, and what writing may refuse.
    """
    if not isinstance(values, Mapping):
        values = values.model_dump(mode="json", exclude_unset=True)
    kept = await find(ctx, thing, thing_id, lock=True)
    await may_change(ctx, kept, values)
    if kept.strategy and thing == "goal" and not ctx.is_import:  # a file says the goal's name and its dates itself
        values = with_new_number(kept.values, values)
        values = with_baseline_date(kept.values, values, local_date(ctx.now, kept.strategy.hours.zone))
    if thing == "slot":
        values = await with_ids(ctx, kept, values)
    before, after = differing(kept.values, values)
    if not after:
        return None
    await WRITERS[thing](ctx, kept, after)
    strategy_id = kept.strategy.id if kept.strategy else None
    return await ctx.record(f"change_{thing}", thing, kept.id, strategy_id=strategy_id, before=before, after=after)


async def change_measure(ctx: Ctx, measure_id: int, values: MeasureValues) -> int | None:
    """Change what is set of a measure; returns the change's id, None where nothing differs.

    A first baseline is today's.
    """
    goal_id = not_gone(await goals.goal_of_measure(ctx.tx, ctx.workspace_id, measure_id))
    return await change(ctx, "goal", goal_id, values_of(measure_id, values))


# ---------------------------------------------------------------- ending


async def end_thing(ctx: Ctx, thing: Thing, thing_id: int, taker: int | None = None) -> int:
    """Take a goal, a role or a slot out of the plan; returns the change's id. The row stays, with its end.

    `taker` is the role that takes an ended role's work over. Raises `gone`, `not_allowed` and `needs_taker`.
    """
    kept = await find(ctx, thing, thing_id, lock=True)
    if kept.strategy is None or thing not in ENDINGS:
        raise Gone(Absence.FOREIGN)
    await require(ctx, kept.strategy, Action.END_PART)
    after = await ENDINGS[thing].end(ctx, kept, taker)
    return await ctx.record(
        f"end_{thing}", thing, kept.id, strategy_id=kept.strategy.id, before={"ended": False}, after=after
    )


# ---------------------------------------------------------------- taking back


@undoes(ids.EDIT_UNDO)
async def undo_change(ctx: Ctx, change_id: int) -> Halves:
    """Take a change or an end back. Whoever made it may, even where it took the right to from them."""
    done = await _undoable(ctx, change_id)
    thing = next(t for t in THINGS if t == done.thing)
    kept = await READERS[thing](ctx, done.thing_id, True)
    if kept.id != done.thing_id:
        raise Gone(Absence.HIDDEN)  # somebody else's own settings
    if done.member_id != ctx.me.id or kept.strategy is None:
        await may_change(ctx, kept)
    else:
        await require(ctx, kept.strategy, Action.SEE_STRATEGY)
    before, after = dict(done.before or {}), dict(done.after or {})
    if thing == "slot":
        before, after = await with_ids(ctx, kept, before), await with_ids(ctx, kept, after)
    is_end = done.verb.startswith("end_")
    yield Undo(
        strategy=kept.strategy,
        change=done,
        stands=(kept.ended_at is not None) == is_end and (is_end or stands_as(kept.values, after)),
        verb="undo",
        before=after,
        after=before,
        shown=[ChangedMessage.key(change=done.id)],
    )
    if is_end:
        await ENDINGS[thing].revive(ctx, kept, after, done.at)
    else:
        await WRITERS[thing](ctx, kept, before, done.at)


async def _undoable(ctx: Ctx, change_id: int) -> Change:
    done = not_gone(await changes.by_id(ctx.tx, ctx.workspace_id, change_id))
    verbs = {f"change_{thing}" for thing in THINGS} | {f"end_{thing}" for thing in ENDABLE}
    if done.verb not in verbs or done.thing not in THINGS:
        raise Gone(Absence.FOREIGN)
    return done


# ---------------------------------------------------------------- saying what was changed


async def tell_changed(ctx: Ctx, change_id: int) -> None:
    """Owe the actor a private line that says what they changed, with Undo."""
    done = await _undoable(ctx, change_id)
    lines = "\n".join(await lines_of_change(ctx, change_id))
    what = ChangedMessage(change=change_id, title=await _title(ctx, done), lines=lines)
    await ctx.owe(Owed.about(what, ctx.now, person=ctx.me.id))


async def _title(ctx: Ctx, done: Change) -> str:
    thing = next(t for t in THINGS if t == done.thing)
    kept = await READERS[thing](ctx, done.thing_id, False)
    # By the name that it had: what is renamed is found under it, and Undo gives it back.
    before = done.before or {}
    named = next((before[part] for part in ("statement", "title", "name") if before.get(part)), kept.name)
    return changes_view.title_of(thing, str(named), kept.concept)


async def named_thing(ctx: Ctx, thing: Thing, thing_id: int) -> str:
    """Return what a thing is called by now, ended or not."""
    return (await READERS[thing](ctx, thing_id, False)).name


async def lines_of_change(ctx: Ctx, change_id: int) -> list[str]:
    """Return what a change changed, "Target: 1,000 → 1,200" a line: plain text, which views have to make safe."""
    done = await _undoable(ctx, change_id)
    thing = next(t for t in THINGS if t == done.thing)
    return (await lines_between(ctx, done, thing))[1]


async def lines_between(ctx: Ctx, done: Change, thing: Thing) -> tuple[str, list[str]]:
    """Return what a change was about, and what it changed, a line for each part: plain text."""
    title = await _title(ctx, done)
    before, after = dict(done.before or {}), dict(done.after or {})
    if "ended" in after or "ended" in before:
        return title, changes_view.lines_of_end(thing, after)
    kept = await READERS[thing](ctx, done.thing_id, False)
    if thing == "mine":
        before, after = await _slacks_own(ctx, before), await _slacks_own(ctx, after)
    names = await _named(ctx, before, after)
    if kept.strategy is not None and any(part_of(name)[0] in REFERRING for name in after):
        things = things_in(await plan_of(ctx.tx, kept.strategy))
        names |= {concept: {**dict(of), **names.get(concept, {})} for concept, of in things.items()}
    return title, changes_view.lines_of(kept, before, after, names)


async def _slacks_own(ctx: Ctx, values: dict[str, JsonValue]) -> dict[str, JsonValue]:
    if values.get("zone") == "":
        return {**values, "zone": await members.zone_by_slack(ctx.tx, ctx.workspace_id, ctx.me.id)}
    return values


async def _named(ctx: Ctx, *several: Values) -> dict[str, Mapping[int, str]]:
    """Look up what the people and things in some values are called, ended ones too."""
    found: dict[str, set[int]] = {of: set() for of in _REFERS.values()}
    for values in several:
        for name, value in values.items():
            of = _REFERS.get(part_of(name)[0])
            if of and isinstance(value, int):
                found[of].add(value)
    tabled = {
        concept: [await parts.ever(ctx.tx, ctx.workspace_id, concept, one) for one in sorted(found[concept])]
        for concept in TABLED
    }
    return {
        "role": await roles.titles(ctx.tx, ctx.workspace_id, sorted(found["role"])),
        "goal": await goals.statements(ctx.tx, ctx.workspace_id, sorted(found["goal"])),
        "person": await members.names(ctx.tx, ctx.workspace_id, sorted(found["person"])),
        **{concept: {one.id: str(one.values["name"]) for one in some if one} for concept, some in tabled.items()},
    }
