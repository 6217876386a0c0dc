"""A plan's parts as verbs: loading a whole plan, and adding, reading, writing and ending what the table names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import JsonValue

from bot.conversations.concepts import NewPart
from bot.domain.calendar import Slot
from bot.domain.edits import Kept, Thing, Values
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, ChangedMeanwhile, Gone, NameTaken, not_gone
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.language.answers import fold
from bot.schema.reading import MAKES_NEW
from bot.schema.shape import Concept
from bot.schema.table import CONCEPTS, TABLED
from bot.schema.wording import title_of
from bot.services.calendar.replanning import redraw_open
from bot.services.context.access import require
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import locale_of, plan_of, thing_of, things_in, values_of
from storage import calendar, parts, strategies
from storage.database import Tx


async def add_values(
    tx: Tx, workspace_id: int, strategy_id: int, concept: str, values: Mapping[str, JsonValue], now: datetime
) -> int:
    """Add a part whose values its model takes. Raises pydantic's ValidationError where it does not."""
    checked = CONCEPTS[concept].model.model_validate(dict(values))
    return await parts.add(tx, workspace_id, strategy_id, concept, values_of(checked), now)


# ---------------------------------------------------------------- adding


async def add_part(ctx: Ctx, strategy: Strategy, new: NewPart) -> tuple[int, bool]:
    """Add what was gathered about a concept; returns the part's id, and whether it was there before.

    A platform or audience of a name that is there already, and what a plan has one of, get what was told in addition.
    """
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    concept = CONCEPTS[new.concept]
    await may_say(ctx, strategy, concept)
    values = await _with_new_names(ctx, strategy, concept, new.values)
    await _refuse_strangers(ctx, strategy, concept, values)
    if concept.single or concept.name in TABLED:
        await strategies.lock(ctx.tx, ctx.workspace_id, strategy.id)  # told by two at once, it is one all the same
    same = await _same(ctx, strategy, concept, values)
    if same is not None:
        thing = thing_of(concept.name)
        kept = await read_part(ctx, thing, same.id, True)
        before = {name: kept.values[name] for name, value in values.items() if kept.values[name] != value}
        after = {name: values[name] for name in before}
        if after:
            await write_part(ctx, kept, after)
            await ctx.record(f"change_{thing}", thing, same.id, strategy_id=strategy.id, before=before, after=after)
        return same.id, True
    if concept.single and not values.keys() >= {field.name for field in concept.fields if field.required}:
        raise ChangedMeanwhile  # somebody took it out while it was being changed
    part_id = await add_values(ctx.tx, ctx.workspace_id, strategy.id, concept.name, values, ctx.now)
    await ctx.record(
        f"add_{thing_of(concept.name)}",
        thing_of(concept.name),
        part_id,
        strategy_id=strategy.id,
        after={"concept": concept.name, **values},
    )
    return part_id, False


async def may_say(ctx: Ctx, strategy: Strategy, concept: Concept) -> None:
    """Refuse who may not say what it takes to sign the strategy off: that would be a way to sign it oneself."""
    if concept.model is Signing:
        await require(ctx, strategy, Action.SIGNING)


async def _same(ctx: Ctx, strategy: Strategy, concept: Concept, values: Values) -> parts.Kept | None:
    """Return what a new thing is the same as: the only one of its kind, or a platform or audience of its name."""
    if not concept.single and concept.name not in TABLED:
        return None
    every = await parts.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    of_kind = [one for one in every if one.concept == concept.name]
    if concept.single:
        return of_kind[-1] if of_kind else None
    wanted = fold(str(values["name"]))
    return next((one for one in of_kind if fold(str(one.values["name"])) == wanted), None)


async def _with_new_names(
    ctx: Ctx, strategy: Strategy, concept: Concept, values: Mapping[str, JsonValue]
) -> dict[str, JsonValue]:
    """Return values with our ids in the place of names: what was named for the first time is added."""
    found = dict(values)
    for field in concept.fields:
        value = found.get(field.name)
        if field.of not in MAKES_NEW or value is None:
            continue
        ids: list[JsonValue] = []
        for one in value if isinstance(value, list) else [value]:
            ids.append(await _named(ctx, strategy, field.of, one) if isinstance(one, str) else one)
        found[field.name] = ids if field.kind == "many" else ids[0]
    return found


async def _named(ctx: Ctx, strategy: Strategy, concept: str, name: str) -> int:
    return (await add_part(ctx, strategy, NewPart(concept=concept, values={"name": name})))[0]


async def _refuse_strangers(ctx: Ctx, strategy: Strategy, concept: Concept, values: Values) -> None:
    """Refuse references to what is not, or not any more, of the same plan. Raises `gone`."""
    if not any(field.of and values.get(field.name) for field in concept.fields):
        return
    things = things_in(await plan_of(ctx.tx, strategy))
    for field in concept.fields:
        value = values.get(field.name)
        known = {number for number, _ in things.get(field.of, ())}
        for one in value if isinstance(value, list) else [value]:
            if field.of and isinstance(one, int) and one not in known:
                raise Gone(Absence.FOREIGN)


# ---------------------------------------------------------------- reading and writing


async def read_part(ctx: Ctx, thing: Thing, part_id: int, lock: bool = False) -> Kept:
    """Return a part as values, every field of its concept among them. Raises `gone`."""
    found = not_gone(await parts.ever(ctx.tx, ctx.workspace_id, thing, part_id, lock))
    if found.concept not in CONCEPTS:
        raise Gone(Absence.FOREIGN)
    strategy = not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, found.strategy_id))
    concept = CONCEPTS[found.concept]
    values = values_of(concept.model.model_validate(found.values))
    name = title_of(concept, values, locale_of(strategy))
    return Kept(thing, found.id, strategy, name, values, found.until, concept.name)


async def write_part(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give a part other values. A platform or audience of another name is drawn anew where duties show it.

    Raises `name_taken` where a platform or audience of that name is there already.
    """
    assert kept.strategy is not None
    concept = CONCEPTS[kept.concept]
    if undoes is None:
        await may_say(ctx, kept.strategy, concept)
        values = await _with_new_names(ctx, kept.strategy, concept, values)
        await _refuse_strangers(ctx, kept.strategy, concept, values)
    whole = concept.model.model_validate({**kept.values, **values})
    if "name" in values and concept.name in TABLED:
        same = await _same(ctx, kept.strategy, concept, values)
        if same is not None and same.id != kept.id:
            raise NameTaken(name=str(values["name"]))
    shown = await _shown_by(ctx, kept) if "name" in values and concept.name in TABLED else []
    await parts.change(ctx.tx, ctx.workspace_id, kept.thing, kept.id, concept.name, values_of(whole))
    await redraw_open(ctx, shown)


async def _shown_by(ctx: Ctx, kept: Kept) -> list[int]:
    """Return the ids of the slots that are for a platform or an audience."""
    assert kept.strategy is not None
    every = await calendar.of_strategy(ctx.tx, ctx.workspace_id, kept.strategy.id)
    return [slot.id for slot in every if _for(slot, kept) == kept.id]


def _for(slot: Slot, kept: Kept) -> int | None:
    return slot.platform_id if kept.thing == "platform" else slot.audience_id


def _referring(kept: Kept, to: int | None) -> calendar.SlotColumns:
    return {"platform_id": to} if kept.thing == "platform" else {"audience_id": to}


# ---------------------------------------------------------------- ending


async def end_part(ctx: Ctx, kept: Kept, taker: int | None) -> dict[str, JsonValue]:
    """Take a part out of the plan. Regular posts of a platform, or for an audience, stay without it."""
    assert kept.strategy is not None
    await may_say(ctx, kept.strategy, CONCEPTS[kept.concept])
    await parts.end(ctx.tx, ctx.workspace_id, kept.thing, kept.id, ctx.now)
    if kept.concept not in TABLED:
        return {"ended": True}
    slots = await _shown_by(ctx, kept)
    for slot_id in slots:
        await calendar.change(ctx.tx, ctx.workspace_id, slot_id, **_referring(kept, None))
    await redraw_open(ctx, slots)
    return {"ended": True, "slots": [*slots]}


async def revive_part(ctx: Ctx, kept: Kept, after: Values, ended_at: datetime) -> None:
    """Put a part back, and with it the regular posts that lost it, unless they have another one by now."""
    assert kept.strategy is not None
    await strategies.lock(ctx.tx, ctx.workspace_id, kept.strategy.id)
    concept = CONCEPTS[kept.concept]
    if await _same(ctx, kept.strategy, concept, kept.values) is not None:
        if concept.single:
            raise ChangedMeanwhile
        raise NameTaken(name=kept.name)
    await parts.end(ctx.tx, ctx.workspace_id, kept.thing, kept.id, None)
    slots = after.get("slots")
    ids = [one for one in slots if isinstance(one, int)] if isinstance(slots, list) else []
    for slot_id in ids:
        slot = await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id)
        if slot is not None and _for(slot, kept) is None:
            await calendar.change(ctx.tx, ctx.workspace_id, slot_id, **_referring(kept, kept.id))
    await redraw_open(ctx, ids)
