"""Saving what a conversation or a form gathered, and the words that confirm it."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from bot.conversations.concepts import NewPart
from bot.domain.calendar import NewSlots
from bot.domain.goals import NewGoal
from bot.domain.holds import NewHold
from bot.domain.messages import SavedMessage
from bot.domain.outbox import Owed
from bot.domain.roles import NewRole
from bot.domain.strategies import Strategy
from bot.schema.table import CONCEPTS
from bot.services.calendar.holds import hold_as_told
from bot.services.context.ctx import Ctx
from bot.services.context.whole_plan import thing_of
from bot.services.editing.adding import add_goal, add_slot
from bot.services.editing.parts import add_part, read_part
from bot.services.people.staff import add_role
from bot.services.questions.questions import settle_answered
from bot.views.calendar.holds import scope as held_scope
from bot.views.calendar.holds import until_words


@dataclass(frozen=True)
class Saved:
    """What was saved: a code of bot/views/talk/notices.py with its facts, and the thing it is about, "" for none."""

    code: str
    facts: dict[str, str]
    thing: str = ""
    id: int = 0

    def told(self, strategy: Strategy) -> SavedMessage:
        """Return the message that confirms it."""
        return SavedMessage(code=self.code, about=self.facts, strategy=strategy.id, thing=self.thing, thing_id=self.id)


async def save(ctx: Ctx, strategy: Strategy, result: BaseModel) -> Saved:
    """Save a flow's result, and return what to say about it. Raises TypeError for a result that has no saver.

    A question about the plan that this answers is no longer asked.
    """
    saved = await _save(ctx, strategy, result)
    await settle_answered(ctx, strategy)
    return saved


async def _save(ctx: Ctx, strategy: Strategy, result: BaseModel) -> Saved:
    match result:
        case NewGoal():
            goal_id = await add_goal(ctx, strategy, result)
            return Saved("saved_goal", {"goal": result.statement}, "goal", goal_id)
        case NewRole():
            role = await add_role(ctx, strategy, result)
            holder = role.holder.name if role.holder else ""
            return Saved("saved_role", {"role": role.title, "holder": holder}, "role", role.id)
        case NewSlots():
            added = [await add_slot(ctx, strategy, new) for new in result.slots]
            words = " and ".join(f"{new.rule.in_words()} at {new.wall:%H:%M}" for new in result.slots)
            return Saved("saved_slot", {"title": result.slots[0].title, "words": words}, "slot", added[0].id)
        case NewPart():
            part_id, was_there = await add_part(ctx, strategy, result)
            return await _saved_part(ctx, result.concept, part_id, was_there=was_there)
        case NewHold():
            held = await hold_as_told(ctx, strategy, result)
            return Saved("held", {"what": held_scope(held), "until": until_words(held.resume_at, strategy.zone)})
    raise TypeError(f"nobody saves a {type(result).__name__}")


async def _saved_part(ctx: Ctx, concept: str, part_id: int, *, was_there: bool) -> Saved:
    kept = await read_part(ctx, thing_of(concept), part_id)
    row = CONCEPTS[concept]
    code = "saved_single" if row.single else "saved_more" if was_there else "saved_part"
    return Saved(code, {"noun": row.noun, "name": kept.name, "many": row.many}, thing_of(concept), part_id)


async def tell_saved(ctx: Ctx, strategy: Strategy, saved: Saved) -> None:
    """Tell the actor, in their direct messages, what was saved, with any warnings about it."""
    key = SavedMessage.key(person=ctx.me.id, receipt=ctx.receipt_id or ctx.real.isoformat())
    await ctx.owe(Owed.about(saved.told(strategy), ctx.now, key, person=ctx.me.id))
