"""Forms: opened with the current values; when sent, read, checked, and saved by the verbs of bot/services/editing.

A form that another person's change has overtaken is refused, and redrawn with what was typed: nothing is lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from types import MappingProxyType

from pydantic import JsonValue

from bot.domain.edits import ENDABLE, THINGS, Kept, Thing, Values
from bot.domain.errors import Refusal, WrongAnswers
from bot.domain.permissions import Action
from bot.domain.refusals import Absence, BadHour, ConversationOver, Gone, NeedsRole, TitleTaken
from bot.domain.strategies import Strategy
from bot.forms.concept_forms import check_values, edit_form
from bot.forms.edit_forms import MOST_MEASURES, check_measures, goal_form, mine_form, plan_form, role_form, slot_form
from bot.forms.forms import Form, Typed, overtaken, prints_of, read_all, redrawn
from bot.forms.new_forms import filled, has_form, new_form
from bot.language.answers import Locale
from bot.language.context import Context
from bot.schema.table import CONCEPTS, TABLED
from bot.services.context.access import require
from bot.services.context.context_for import context_for
from bot.services.context.ctx import Ctx
from bot.services.context.people import person_for_work
from bot.services.context.whole_plan import locale_of, plan_of, things_in
from bot.services.editing.editing import change, end_thing, find, may_change, may_end, tell_changed
from bot.services.editing.ending import work_of
from bot.services.people.staff import EARLIEST, LATEST
from bot.services.questions.open_conversations import close_question, mine, save_result
from bot.services.questions.questions import settle_answered
from bot.views.editing import forms as forms_view
from bot.views.editing.forms import Opened
from bot.views.kit import ids
from bot.views.kit.blocks import Block
from bot.views.talk import refusals
from storage import calendar, members, roles, strategies
from storage.conversations import Conversation

# What a reference calls a thing, where it uses another word.
REFS: Mapping[Thing, str] = MappingProxyType(
    {**{thing: str(thing) for thing in THINGS}, "plan": "strategy", "mine": "member"}
)
PEOPLE = ("holder", "backup", "lead", "co_lead")


class Overtaken(Exception):
    """Another person's change has overtaken a form. `view` is the form to look over again."""

    def __init__(self, view: Block) -> None:
        super().__init__("changed meanwhile")
        self.view = view


def thing_of(ref: ids.Ref) -> Thing:
    """Return the kind of thing that a reference is about. Raises `gone` for a thing without a form."""
    found = next((thing for thing, word in REFS.items() if word == ref.thing), None)
    if found is None:
        raise Gone(Absence.FOREIGN)
    return found


# ---------------------------------------------------------------- opening


async def open_form(ctx: Ctx, ref: ids.Ref) -> Block:
    """Return the form that changes a thing, with its current values. Raises `gone` and `not_allowed`."""
    thing = thing_of(ref)
    kept = await find(ctx, thing, ctx.me.id if thing == "mine" else ref.id)
    await may_change(ctx, kept)
    form = await form_of(ctx, kept)
    return forms_view.form(ids.MODAL_EDIT, form, Opened(ids.Ref(REFS[thing], kept.id), 0, prints_of(form)))


async def form_of(ctx: Ctx, kept: Kept, most: int | None = MOST_MEASURES) -> Form:
    """Return the form that changes a thing, with its current values, and at most `most` of a goal's numbers."""
    if kept.strategy is None:
        slacks_zone = await members.zone_by_slack(ctx.tx, ctx.workspace_id, kept.id) or ""
        nowhere = Context(now=ctx.now, zone="UTC", locale=Locale(None, "."), asker=ctx.me)
        return mine_form(kept.values, slacks_zone, nowhere)
    can_end = await may_end(ctx, kept)
    context = await _context(ctx, kept.strategy)
    if kept.concept:
        return edit_form(CONCEPTS[kept.concept], kept.values, context, can_end=can_end)
    context = await _choosing(ctx, kept, context)
    match kept.thing:
        case "goal":
            return goal_form(kept.values, context, can_end=can_end, most=most)
        case "role":
            return role_form(kept.values, context, can_end=can_end)
        case "slot":
            return slot_form({**kept.values, **_names(kept, context)}, context, can_end=can_end)
    return plan_form(kept.values, context)


def _names(kept: Kept, context: Context) -> dict[str, str]:
    """Return the names of a slot's platform and audience, since people type names."""
    return {
        concept: next(
            (name for part_id, name in context.things.get(concept, ()) if part_id == kept.values[concept]), ""
        )
        for concept in TABLED
    }


async def _choosing(ctx: Ctx, kept: Kept, context: Context) -> Context:
    """Return a context with the people that a thing names, and with roles by their holders."""
    held = [kept.values.get(name) for name in PEOPLE]
    found = [await members.by_id(ctx.tx, ctx.workspace_id, one) for one in held if isinstance(one, int)]
    assert kept.strategy is not None
    things = {**context.things, "role": await roles_with_holders(ctx, kept.strategy)}
    return replace(context, people=tuple(person for person in found if person is not None), things=things)


async def roles_with_holders(ctx: Ctx, strategy: Strategy) -> tuple[tuple[int, str], ...]:
    """Return (id, label) of a plan's roles: "Editor (Ben)", or only the title of a vacant one."""
    every = await roles.of_strategy(ctx.tx, ctx.workspace_id, strategy.id)
    return tuple((one.id, f"{one.title} ({one.holder.name})" if one.holder else one.title) for one in every)


async def _context(ctx: Ctx, strategy: Strategy) -> Context:
    things = things_in(await plan_of(ctx.tx, strategy))
    return Context(now=ctx.now, zone=strategy.zone, locale=locale_of(strategy), asker=ctx.me, things=things)


# ---------------------------------------------------------------- sending


async def save_form(ctx: Ctx, opened: Opened, typed: Typed) -> None:
    """Save what was typed into a form, and tell the actor what changed, with Undo.

    Raises WrongAnswers with every wrong field, Overtaken, `gone`, `not_allowed`.
    """
    thing = thing_of(opened.ref)
    kept = await find(ctx, thing, opened.ref.id, lock=True)
    await may_change(ctx, kept)
    whole = await form_of(ctx, kept, most=None)
    # A form may have been opened with only some of a thing's fields.
    form = replace(whole, fields=tuple(one for one in whole.fields if one.name in opened.prints))
    _refuse_overtaken(ids.MODAL_EDIT, form, opened, typed)
    values, wrong = read_all(form, typed)
    values, more = await _checked(ctx, kept, values)
    if wrong := {**more, **wrong}:
        raise WrongAnswers(wrong)
    change_id = await change(ctx, thing, kept.id, values)
    if change_id is not None:
        await tell_changed(ctx, change_id)
        if kept.strategy is not None:
            await settle_answered(ctx, kept.strategy)


def _refuse_overtaken(callback_id: str, form: Form, opened: Opened, typed: Typed) -> None:
    changed = overtaken(form, opened.prints)
    if changed:
        again = redrawn(form, typed, opened.prints, changed)
        raise Overtaken(forms_view.form(callback_id, again, Opened(opened.ref, opened.issue + 1, prints_of(form))))


async def _checked(ctx: Ctx, kept: Kept, values: Values) -> tuple[dict[str, JsonValue], dict[str, str]]:
    """Look up what only the database knows: returns the values, with people as our ids, and the errors by field."""
    found: dict[str, JsonValue] = dict(values)
    wrong: dict[str, str] = {}
    for name in PEOPLE:
        slack_id = values.get(name)
        if not isinstance(slack_id, str) or kept.strategy is None:
            continue
        try:
            found[name] = (await person_for_work(ctx, slack_id, kept.strategy)).id
        except Refusal as refusal:
            wrong[name] = refusals.field_error(refusal)
    whole = {**kept.values, **found}
    if kept.concept:
        wrong |= check_values(kept.concept, whole)
    if kept.thing == "goal":
        wrong |= check_measures(whole)
    if kept.thing == "role":
        if whole["backup"] is not None and whole["backup"] == whole["holder"]:
            wrong.setdefault("backup", forms_view.SAME_BACKUP)
        title = values.get("title")
        if isinstance(title, str) and kept.strategy is not None:
            other = await roles.titled(ctx.tx, ctx.workspace_id, kept.strategy.id, title)
            if other is not None and other.id != kept.id:
                wrong["title"] = refusals.field_error(TitleTaken(title=title))
    if kept.thing == "plan" and whole["co_lead"] is not None and whole["co_lead"] == whole["lead"]:
        wrong.setdefault("co_lead", forms_view.SAME_LEAD)
    if kept.thing == "mine":
        begins = time.fromisoformat(str(whole["digest_at"]))
        if not EARLIEST <= begins <= LATEST:
            wrong["digest_at"] = refusals.field_error(BadHour())
        if time.fromisoformat(str(whole["work_until"])) <= begins:
            wrong["work_until"] = forms_view.TOO_EARLY
    return found, wrong


# ---------------------------------------------------------------- removing from the plan


async def ask_to_end(ctx: Ctx, ref: ids.Ref) -> Block:
    """Return the form that asks before a thing is removed from the plan. Raises `gone`, `not_allowed`, `needs_role`."""
    thing = thing_of(ref)
    kept = await find(ctx, thing, ref.id)
    if kept.strategy is None or thing not in ENDABLE:
        raise Gone(Absence.FOREIGN)
    await require(ctx, kept.strategy, Action.END_PART)
    takers: list[tuple[str, str]] = []
    effects = await _effects(ctx, kept)
    if thing == "role" and any(await work_of(ctx, kept)):
        every = await roles.of_strategy(ctx.tx, ctx.workspace_id, kept.strategy.id)
        takers = [(r.title, ids.Ref("role", r.id).encode()) for r in every if r.id != kept.id]
        if not takers:
            raise NeedsRole(role=kept.name)
    ref = ids.Ref(REFS[thing], kept.id)
    return forms_view.end_form(thing, ref, kept.name, effects, takers, kept.concept)


async def _effects(ctx: Ctx, kept: Kept) -> list[str]:
    is_goal = kept.thing == "goal" and not kept.concept
    served = await calendar.of_goal(ctx.tx, ctx.workspace_id, kept.id) if is_goal else []
    return forms_view.end_effects(kept.thing, kept.concept, len(served))


async def end(ctx: Ctx, ref: ids.Ref, taker: ids.Ref | None) -> None:
    """Remove a thing from the plan, and tell the actor, with Undo."""
    change_id = await end_thing(ctx, thing_of(ref), ref.id, taker.id if taker and taker.thing == "role" else None)
    await tell_changed(ctx, change_id)


# ---------------------------------------------------------------- something new, in a form


async def _conversation(ctx: Ctx, conversation_id: int) -> Conversation:
    conversation = await mine(ctx, conversation_id)
    if not has_form(conversation.state.flow):
        raise Gone(Absence.FOREIGN)
    if conversation.is_over:
        raise ConversationOver
    return conversation


async def open_new_form(ctx: Ctx, ref: ids.Ref) -> Block:
    """Return a conversation's form with what was understood so far. The conversation goes on until the form is saved.

    Raises `gone`, `not_your_question`, `conversation_over`.
    """
    conversation = await _conversation(ctx, ref.id)
    form = new_form(conversation.state, await _context_of(ctx, conversation, ""))
    return forms_view.form(ids.MODAL_NEW, form, Opened(ids.Ref("ask", conversation.id), 0, prints_of(form)))


async def _context_of(ctx: Ctx, conversation: Conversation, text: str) -> Context:
    found = conversation.strategy_id
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, found) if found is not None else None
    if strategy is None:
        raise Gone(Absence.DELETED)
    await require(ctx, strategy, Action.SEE_STRATEGY)
    return await context_for(ctx, strategy, conversation.channel, text)


async def save_new(ctx: Ctx, opened: Opened, typed: Typed) -> None:
    """Save what was typed into a conversation's form, and end the conversation as if Save had been pressed.

    Raises WrongAnswers with every wrong field, Overtaken where the conversation went on meanwhile, and the refusals
    of `open_new_form`.
    """
    conversation = await _conversation(ctx, opened.ref.id)
    chosen = [f"<@{typed[name]}>" for name in PEOPLE if typed.get(name)]
    context = await _context_of(ctx, conversation, " ".join([*typed.values(), *chosen]))
    _refuse_overtaken(ids.MODAL_NEW, new_form(conversation.state, context), opened, typed)
    result = filled(conversation.state, typed, context)
    if isinstance(result, dict):
        raise WrongAnswers(result)
    assert conversation.strategy_id is not None
    strategy = await strategies.by_id(ctx.tx, ctx.workspace_id, conversation.strategy_id)
    await close_question(ctx, conversation, "in the form")
    await save_result(ctx, conversation, strategy, result)
