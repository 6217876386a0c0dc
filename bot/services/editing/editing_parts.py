"""Goals, roles and slots as they can be changed: reading each as values, and writing values with all that follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import cast

from pydantic import BaseModel, JsonValue

from bot.domain.calendar import SlotValues
from bot.domain.edits import Kept, Values, measures_in, values_of
from bot.domain.goals import GoalDetails, Measure, MeasureDetails, MeasureValues, renumbered
from bot.domain.refusals import Absence, Gone, TitleTaken, not_gone
from bot.domain.roles import HoldingKind, Person, RoleDetails, RoleValues
from bot.domain.strategies import Strategy
from bot.schema.columns import POST_TEXTS
from bot.schema.table import TABLED
from bot.services.calendar.numbers import bring_numbers_into_line
from bot.services.calendar.replanning import catch_up_planning, pass_on, redraw_open, rename_open, replan
from bot.services.context.ctx import Ctx
from bot.services.context.people import may_take_part, person_for_work
from bot.services.duties.duties import climb_from_here
from bot.services.duties.role_offers import redraw_offer
from bot.services.people.staff import appoint, redraw_work
from bot.services.strategy.signing import may_fill
from storage import calendar, duties, goals, members, parts, roles, strategies


async def strategy_of(ctx: Ctx, strategy_id: int) -> Strategy:
    """Return a strategy by id. Raises `gone`."""
    return not_gone(await strategies.by_id(ctx.tx, ctx.workspace_id, strategy_id))


# ---------------------------------------------------------------- goals


async def read_goal(ctx: Ctx, goal_id: int, lock: bool = False) -> Kept:
    """Return a goal with its measures as values. Raises `gone`."""
    goal, ended_at = not_gone(await goals.ever(ctx.tx, ctx.workspace_id, goal_id, lock))
    strategy = await strategy_of(ctx, goal.strategy_id)
    values: dict[str, JsonValue] = {
        "statement": goal.statement,
        "due": goal.due.isoformat(),
        **goal.details.model_dump(mode="json"),
    }
    for measure in goal.measures:
        values |= values_of(measure.id, _measure_values(measure))
    return Kept("goal", goal.id, strategy, goal.statement, values, ended_at)


def _measure_values(measure: Measure) -> MeasureValues:
    return MeasureValues(
        name=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        cadence=measure.cadence,
        baseline=measure.baseline,
        baseline_on=measure.baseline_on,
        target=measure.target,
        due=measure.due,
        measurer=measure.measurer_role_id,
        reviewer=measure.reviewer_role_id,
        platform=measure.platform_id,
        **measure.details.model_dump(),
    )


def with_new_number(kept: Values, values: Values) -> Values:
    """Let a goal's name say its new target, where it said the old one and is not changed itself."""
    statement = str(kept["statement"])
    if values.get("statement", statement) != statement:
        return values
    there = measures_in(kept)
    pairs = [(there[one].target, wanted.target) for one, wanted in measures_in(values).items() if one in there]
    changed = [(old, new) for old, new in pairs if old is not None and new is not None and old != new]
    # Of several it is not clear which one the name means.
    if len(changed) != 1 or [one.target for one in there.values()].count(changed[0][0]) != 1:
        return values
    renamed = renumbered(statement, *changed[0])
    return values if renamed == statement else {**values, "statement": renamed}


def with_baseline_date(kept: Values, values: Values, today: date) -> Values:
    """Add to a goal's new values on which date a baseline counts: today for one that was not there before."""
    there, added = measures_in(kept), dict(values)
    for measure_id, one in measures_in(values).items():
        if "baseline" not in one.model_fields_set or measure_id not in there:
            continue
        if one.baseline is None or there[measure_id].baseline is None:
            added |= values_of(measure_id, MeasureValues(baseline_on=None if one.baseline is None else today))
    return added


async def write_goal(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give a goal and its measures other values. What shows them is drawn anew; numbers go to who gives them now."""
    there, changed = measures_in(kept.values), measures_in(values)
    given = [one.model_dump(include={"measurer", "reviewer"}, exclude_unset=True) for one in changed.values()]
    await _in_plan(ctx, kept, [role_id for one in given for role_id in one.values()])
    own: goals.GoalColumns = {}
    if "due" in values:
        own["due"] = date.fromisoformat(str(values["due"]))
    if "statement" in values:
        own["statement"] = str(values["statement"])
    if details := _details(GoalDetails, kept.values, values):
        own["details"] = details
    if own:
        await goals.change(ctx.tx, ctx.workspace_id, kept.id, **own)
    for measure_id, one in changed.items():
        columns = measure_columns(one)
        if details := _details(MeasureDetails, dict(there[measure_id]), one.model_dump(exclude_unset=True)):
            columns["details"] = details
        await goals.change_measure(ctx.tx, ctx.workspace_id, measure_id, **columns)
    if any("measurer" in one.model_fields_set for one in changed.values()):
        assert kept.strategy is not None
        await bring_numbers_into_line(ctx, kept.strategy.id)
    if "statement" in own:
        serving = await calendar.of_goal(ctx.tx, ctx.workspace_id, kept.id)
        await redraw_open(ctx, [slot.id for slot in serving])


def _details(
    model: type[BaseModel], before: Mapping[str, object], changed: Mapping[str, object]
) -> dict[str, JsonValue]:
    """Return all details as they are to be kept, {} where none of them changes. Checked by their model."""
    names = model.model_fields.keys()
    if not names & changed.keys():
        return {}
    whole = {name: value for name, value in {**before, **changed}.items() if name in names}
    kept: dict[str, JsonValue] = model.model_validate(whole).model_dump(mode="json")
    return kept


async def _in_plan(ctx: Ctx, kept: Kept, role_ids: list[JsonValue], goal_id: JsonValue = None) -> None:
    """Refuse roles and a goal that are not, or not any more, of the plan that a thing belongs to. Raises `gone`."""
    assert kept.strategy is not None
    for role_id in role_ids:
        role = await roles.by_id(ctx.tx, ctx.workspace_id, role_id) if isinstance(role_id, int) else None
        if role is None or role.strategy_id != kept.strategy.id:
            raise Gone(Absence.DELETED if role is None else Absence.FOREIGN)
    if isinstance(goal_id, int):
        found = await goals.ever(ctx.tx, ctx.workspace_id, goal_id)
        if found is None or found[1] is not None or found[0].strategy_id != kept.strategy.id:
            raise Gone(Absence.DELETED if found is None or found[1] is not None else Absence.FOREIGN)


def measure_columns(values: MeasureValues) -> goals.MeasureColumns:
    """Return the columns of what is set of a measure, without its details."""
    names = {"measurer": "measurer_role_id", "reviewer": "reviewer_role_id", "platform": "platform_id"}
    own = values.model_dump(exclude_unset=True, exclude=set(MeasureDetails.model_fields))
    return cast(goals.MeasureColumns, {names.get(part, part): value for part, value in own.items()})


# ---------------------------------------------------------------- roles


async def read_role(ctx: Ctx, role_id: int, lock: bool = False) -> Kept:
    """Return a role with who has it as values. Raises `gone`."""
    role, ended_at = not_gone(await roles.ever(ctx.tx, ctx.workspace_id, role_id, lock))
    strategy = await strategy_of(ctx, role.strategy_id)
    holder, backup = (person.id if person else None for person in (role.holder, role.backup))
    values = RoleValues(title=role.title, holder=holder, backup=backup, **role.details.model_dump())
    return Kept("role", role.id, strategy, role.title, values.model_dump(mode="json"), ended_at)


async def write_role(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give a role another title, or to other people, who hear of it.

    `undoes` is when the change was made that this takes back: who had a place until then has it again as it was.
    Raises `title_taken` and the refusals of people who cannot be given work.
    """
    assert kept.strategy is not None
    changed = RoleValues.model_validate(values)
    if "title" in values:
        other = await roles.titled(ctx.tx, ctx.workspace_id, kept.strategy.id, changed.title)
        if other is not None and other.id != kept.id:
            raise TitleTaken(title=changed.title)
        await roles.change(ctx.tx, ctx.workspace_id, kept.id, title=changed.title)
        await redraw_work(ctx, kept.id)
        role = await roles.by_id(ctx.tx, ctx.workspace_id, kept.id)
        for holding in role.holdings if role else ():
            await redraw_offer(ctx, holding.id)
    if details := _details(RoleDetails, kept.values, values):
        await roles.change(ctx.tx, ctx.workspace_id, kept.id, details=details)
    # The backup first where the holder steps back, so that nobody has both places for a moment.
    places: tuple[tuple[HoldingKind, int | None], ...] = (("backup", changed.backup), ("holder", changed.holder))
    for place, member_id in places:
        if place in values:
            await _give_place(ctx, kept.strategy, kept.id, place, member_id, undoes)


async def _give_place(
    ctx: Ctx, strategy: Strategy, role_id: int, place: HoldingKind, member_id: int | None, undoes: datetime | None
) -> None:
    role = not_gone(await roles.by_id(ctx.tx, ctx.workspace_id, role_id))
    person = await members.by_id(ctx.tx, ctx.workspace_id, member_id) if member_id is not None else None
    if member_id is not None and person is None:
        raise Gone(Absence.DELETED)
    before = next((h for h in role.holdings if h.kind == place), None)
    if undoes is None:
        await may_fill(ctx, strategy, role)
    was = None
    if person is not None and undoes is not None and await _may_have(ctx, strategy, person):
        ended = await roles.ended_at(ctx.tx, ctx.workspace_id, role_id, undoes)
        was = next((h for h in ended if h.kind == place and h.person.id == person.id), None)
    if person is not None and was is None:
        await person_for_work(ctx, person.slack_id, strategy)
        await appoint(ctx, strategy, role_id, person, place)
        return
    if before is not None:
        await roles.set_holding(ctx.tx, before.id, until=ctx.now)
        facts = {"member": before.person.id}
        await ctx.record("end_holding", "holding", before.id, strategy_id=strategy.id, before=facts)
        await redraw_offer(ctx, before.id)
    if was is not None:
        # What they had, and had answered, is theirs again as it was: nobody is asked once more.
        await roles.set_holding(ctx.tx, was.id, until=None)
        await ctx.record("restore", "holding", was.id, strategy_id=strategy.id, after={"member": was.person.id})
        await redraw_offer(ctx, was.id)
    await redraw_work(ctx, role_id)


async def _may_have(ctx: Ctx, strategy: Strategy, person: Person) -> bool:
    return not person.has_left and not person.is_bot and await may_take_part(ctx.tx, strategy, person)


# ---------------------------------------------------------------- slots


async def read_slot(ctx: Ctx, slot_id: int, lock: bool = False) -> Kept:
    """Return a slot as values. Raises `gone`."""
    slot = not_gone(await calendar.by_id(ctx.tx, ctx.workspace_id, slot_id, lock))
    values = SlotValues(
        kind=slot.kind,
        title=slot.title,
        role=slot.role_id,
        platform=slot.platform_id,
        goal=slot.goal_id,
        audience=slot.audience_id,
        wall=slot.wall,
        rule=slot.rule,
        zone=slot.own_zone,
        **{name: getattr(slot, name) or "" for name in POST_TEXTS},
    ).model_dump(mode="json")
    strategy = await strategy_of(ctx, slot.strategy_id)
    return Kept("slot", slot.id, strategy, slot.title, values, ctx.now if slot.is_over else None)


async def with_ids(ctx: Ctx, kept: Kept, values: Values) -> dict[str, JsonValue]:
    """Return a slot's values with our ids in the place of names that somebody typed; a new name is added to the plan.

    Undo may meet names too: until decision 0030, changes kept them.
    """
    assert kept.strategy is not None
    found = dict(values)
    for concept in TABLED:
        typed = values.get(concept)
        if isinstance(typed, str):
            found[concept] = await goals.named(ctx.tx, concept, ctx.workspace_id, kept.strategy.id, typed, ctx.now)
    return found


async def write_slot(ctx: Ctx, kept: Kept, values: Values, undoes: datetime | None = None) -> None:
    """Give a slot other values. Its open duties follow; with another time, rule or clock it is planned anew."""
    assert kept.strategy is not None
    changed = SlotValues.model_validate(values)
    given = changed.model_dump(exclude_unset=True)
    await _in_plan(ctx, kept, [changed.role] if "role" in given else [], changed.goal)
    for concept in TABLED:
        if isinstance(part_id := given.get(concept), int):
            there = not_gone(await parts.ever(ctx.tx, ctx.workspace_id, concept, part_id))
            if there.until is not None or there.strategy_id != kept.strategy.id:
                raise Gone(Absence.DELETED if there.until else Absence.FOREIGN)
    before = await calendar.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert before is not None
    await catch_up_planning(ctx, before)
    texts = {name: given.pop(name) or None for name in POST_TEXTS if name in given}
    refers = ("role", "goal", "platform", "audience")
    columns = {f"{name}_id" if name in refers else name: value for name, value in given.items()}
    if changed.rule is not None:
        columns["rule"] = changed.rule.model_dump(mode="json")
    if "zone" in given:
        columns["zone"] = changed.zone or None
    await calendar.change(ctx.tx, ctx.workspace_id, kept.id, texts, **cast(calendar.SlotColumns, columns))
    slot = await calendar.by_id(ctx.tx, ctx.workspace_id, kept.id)
    assert slot is not None
    if {"kind", "title"} & values.keys():
        await rename_open(ctx, slot)
    if "role" in values:
        await pass_on(ctx, slot)
    if (slot.wall, slot.rule, slot.zone) != (before.wall, before.rule, before.zone):
        await replan(ctx, slot)
    if "platform" in values:
        # What held the platform before, or holds it now, is another matter for each of them.
        for duty in await duties.open_of_slots(ctx.tx, ctx.workspace_id, [slot.id]):
            await climb_from_here(ctx, duty)
    await redraw_open(ctx, [slot.id])
