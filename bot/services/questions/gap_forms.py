"""The forms that answer a question about a plan right where it is asked: one existing field, or something new."""

from __future__ import annotations

from dataclasses import replace

from pydantic import JsonValue

from bot.conversations.machine import FLOWS
from bot.conversations.steps import State
from bot.domain.edits import measure_field, measures_in, values_of
from bot.domain.errors import WrongAnswers
from bot.domain.gaps import Gap
from bot.domain.goals import MeasureDetails, MeasureValues
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, GapClosed, Gone, NeedsARole, not_gone
from bot.domain.strategies import Strategy
from bot.domain.when import local_date
from bot.forms.edit_forms import NEW_MEASURE, check_measures, measure_form
from bot.forms.forms import NEEDED, Form, Typed, prints_of, read_all
from bot.forms.new_forms import filled, new_form
from bot.language.context import Context
from bot.schema.lessons import LESSONS
from bot.schema.missing.completeness import missing
from bot.schema.table import OWN
from bot.services.context.access import plan_open_to, require
from bot.services.context.context_for import context_for
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import plan_of
from bot.services.editing.editing import find, may_change
from bot.services.editing.editing_parts import measure_columns
from bot.services.questions.forms import PEOPLE, REFS, form_of, open_form, roles_with_holders, thing_of
from bot.services.questions.questions import settle_answered
from bot.services.questions.saving import Saved, save, tell_saved
from bot.services.questions.teaching import way_of
from bot.views.editing import forms as forms_view
from bot.views.editing.forms import Opened
from bot.views.kit import ids
from bot.views.kit.blocks import Block, window
from bot.views.questions import lessons as lessons_view
from bot.views.questions.lessons import FIRST_LESSON
from storage import goals

# What a reference calls something new: "new_audience:7" is a new audience in strategy 7.
NEW = "new_"
NEW_NUMBER = "measure"


async def open_gap(ctx: Ctx, strategy_id: int, key: str) -> Block:
    """Return the form that fills a gap in a plan. Raises `gone`, and `gap_closed` where it is filled already."""
    strategy = await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY)
    plan = await plan_of(ctx.tx, strategy)
    gap = next((one for one in missing(plan, local_date(ctx.now, strategy.hours.zone)) if one.key == key), None)
    if gap is None:
        raise GapClosed
    if gap.field:
        return await _open_field(ctx, gap)
    if gap.concept == "lesson":
        way = await way_of(ctx.tx, ctx.workspace_id, ctx.me.id)
        return window(lessons_view.lesson(LESSONS[0], way), FIRST_LESSON)
    if gap.concept == NEW_NUMBER:
        return await open_new(ctx, strategy, NEW_NUMBER, goal_id=gap.id)
    return await open_new(ctx, strategy, gap.concept, preset=_preset(gap))


async def _open_field(ctx: Ctx, gap: Gap) -> Block:
    """Open a thing's own form with only the field in question."""
    is_measure = gap.thing == "measure"
    ref = ids.Ref("goal", gap.within or 0) if is_measure else ids.Ref(gap.thing, gap.id)
    thing = thing_of(ref)
    kept = await find(ctx, thing, ref.id)
    await may_change(ctx, kept)
    form = await form_of(ctx, kept, most=None)
    name = f"{gap.field}.{gap.id}" if is_measure else gap.field
    only = replace(form, fields=tuple(one for one in form.fields if one.name == name) or form.fields, can_end=False)
    opened = Opened(ids.Ref(REFS[thing], kept.id), 0, prints_of(only))
    return forms_view.form(ids.MODAL_EDIT, replace(only, above=gap.about), opened)


def _preset(gap: Gap) -> dict[str, JsonValue]:
    """Return what is known of something new: the audience of the evidence, the goal of a recurring post."""
    if gap.thing == "strategy" or not gap.about:
        return {}
    match gap.concept, gap.thing:
        case ("evidence" | "message", "platform" | "audience"):
            return {gap.thing: gap.id}
        case ("slot", "goal"):
            return {"goal": gap.id}
        case ("slot", "platform"):
            return {"platform": gap.about}
        case ("objective", "goal"):
            return {"department": gap.about}
    return {}


# ---------------------------------------------------------------- something new, without a conversation


async def open_new(
    ctx: Ctx, strategy: Strategy, flow: str, *, preset: dict[str, JsonValue] | None = None, goal_id: int | None = None
) -> Block:
    """Return the form that adds something to a plan; a metric is added to the goal that is named."""
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    if flow == NEW_NUMBER:
        form, _ = await _number_form(ctx, strategy, goal_id or 0)
        ref = ids.Ref(f"{NEW}{flow}", goal_id or 0)
    elif flow in OWN and OWN[flow].single and (part := await _only(ctx, strategy, flow)) is not None:
        return await open_form(ctx, ids.Ref("part", part))
    elif flow in OWN or flow in ("goal", "role", "slot"):
        context = await context_for(ctx, strategy, strategy.channel, "")
        form = new_form(_blank(flow, context, preset or {}), context)
        ref = ids.Ref(f"{NEW}{flow}", strategy.id)
    else:
        raise Gone(Absence.FOREIGN)
    return forms_view.form(ids.MODAL_ADD, form, Opened(ref, 0, prints_of(form)))


async def open_named(ctx: Ctx, strategy_id: int, flow: str) -> Block:
    """Return the form that adds something to a plan, by the word on a button."""
    return await open_new(ctx, await plan_open_to(ctx, strategy_id, Action.SEE_STRATEGY), flow)


async def open_number(ctx: Ctx, goal_id: int) -> Block:
    """Return the form that adds a metric to a goal."""
    found = not_gone(await goals.ever(ctx.tx, ctx.workspace_id, goal_id))
    return await open_new(
        ctx, await plan_open_to(ctx, found[0].strategy_id, Action.SEE_STRATEGY), NEW_NUMBER, goal_id=goal_id
    )


async def _only(ctx: Ctx, strategy: Strategy, concept: str) -> int | None:
    """Return the id of the only thing of a kind in a plan, None while there is none."""
    plan = await plan_of(ctx.tx, strategy)
    return next((part.id for part in plan.parts if part.concept == concept), None)


def _blank(flow: str, context: Context, preset: dict[str, JsonValue]) -> State:
    return State(flow=flow, given={**FLOWS[flow].defaults(context), **preset})


async def _number_form(ctx: Ctx, strategy: Strategy, goal_id: int) -> tuple[Form, MeasureValues]:
    """Return the form of a new number, and what the number is where nothing is typed."""
    found = await goals.ever(ctx.tx, ctx.workspace_id, goal_id)
    if found is None or found[1] is not None or found[0].strategy_id != strategy.id:
        raise Gone(Absence.DELETED if found is None or found[1] is not None else Absence.FOREIGN)
    every = await roles_with_holders(ctx, strategy)
    if not every:
        raise NeedsARole
    context = await context_for(ctx, strategy, strategy.channel, "")
    blank = MeasureValues(due=found[0].due, measurer=every[0][0], reviewer=every[0][0])
    return measure_form(replace(context, things={**context.things, "role": every}), blank), blank


async def add_typed(ctx: Ctx, opened: Opened, typed: Typed) -> None:
    """Save what was typed into the form of something new, and tell the actor.

    Raises WrongAnswers with every wrong field, and `gone`.
    """
    flow = opened.ref.thing.removeprefix(NEW)
    if flow == NEW_NUMBER:
        await _add_number(ctx, opened.ref.id, typed)
        return
    strategy = await plan_open_to(ctx, opened.ref.id, Action.SEE_STRATEGY)
    if flow not in OWN and flow not in ("goal", "role", "slot"):
        raise Gone(Absence.FOREIGN)
    chosen = [f"<@{typed[name]}>" for name in PEOPLE if typed.get(name)]
    context = await context_for(ctx, strategy, strategy.channel, " ".join([*typed.values(), *chosen]))
    result = filled(_blank(flow, context, {}), typed, context)
    if isinstance(result, dict):
        raise WrongAnswers(result)
    await tell_saved(ctx, strategy, await save(ctx, strategy, result))


async def _add_number(ctx: Ctx, goal_id: int, typed: Typed) -> None:
    found = not_gone(await goals.ever(ctx.tx, ctx.workspace_id, goal_id))
    strategy = await plan_open_to(ctx, found[0].strategy_id, Action.SEE_STRATEGY)
    await require(ctx, strategy, Action.ADD_TO_PLAN)
    form, blank = await _number_form(ctx, strategy, goal_id)
    values, wrong = read_all(form, typed)
    told = measures_in(values).get(NEW_MEASURE, MeasureValues())
    for part, value in (("name", told.name or None), ("target", told.target)):
        if value is None:
            wrong.setdefault(measure_field(part, NEW_MEASURE), NEEDED)
    wrong = {**check_measures(values_of(NEW_MEASURE, told)), **wrong}
    if wrong:
        raise WrongAnswers(wrong)
    today = local_date(ctx.now, strategy.hours.zone) if told.baseline is not None else None
    whole = {**dict(blank), **told.model_dump(exclude_unset=True), "baseline_on": today}
    columns = measure_columns(MeasureValues.model_validate(whole))
    columns["details"] = told.model_dump(mode="json", include=set(MeasureDetails.model_fields), exclude_defaults=True)
    columns["since"] = ctx.now
    measure_id = await goals.add_measure(ctx.tx, ctx.workspace_id, strategy.id, goal_id, columns)
    after = told.model_dump(mode="json", include={"name", "target"})
    await ctx.record("add_measure", "measure", measure_id, strategy_id=strategy.id, after=after)
    facts = {"noun": "number", "name": told.name, "many": "goals"}
    await settle_answered(ctx, strategy)
    await tell_saved(ctx, strategy, Saved("saved_part", facts, "measure", measure_id))
