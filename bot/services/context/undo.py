"""Undo, decided once: how long it works, what a second press means, what is recorded, and what is redrawn.

Each Undo is a verb in two halves (`undoes`). Up to its `yield`, it finds and locks the change, and refuses people who
may not undo it, by the rule of the verb that made it. The second half restores what was there before.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeAlias

from bot.domain.duties import UNDO_FOR
from bot.domain.errors import Refusal
from bot.domain.refusals import Absence, ChangedMeanwhile, Gone, TooLateToUndo, not_gone
from bot.domain.strategies import Strategy
from bot.services.context.access import too_late
from bot.services.context.ctx import Ctx
from bot.views.kit.blocks import Content
from storage import changes
from storage.changes import Change

P = ParamSpec("P")


@dataclass(frozen=True, kw_only=True)
class Undo:
    """What is undone, and how this Undo differs from others.

    strategy     the plan that it is about; None for a person's own settings
    change       the change, if the button refers to one: it is marked as undone, and so are those `along`
    at           when it happened, if the button refers to something else; None if there is no time limit
    is_undone    nothing is left to undo, whatever the change says
    stands       False if somebody has changed the same thing since
    span, late   how long it works, None for no limit; the refusal after that, if not the usual one
    of           what the usual refusal calls it
    verb, before, after   what is recorded; without a verb, only that the change was undone
    about        the thing that the record is about, if there is no change to tell
    shown        keys of the messages that show it
    answer       what the person who pressed sees, on a second press too
    """

    strategy: Strategy | None = None
    change: Change | None = None
    along: Sequence[Change] = ()
    at: datetime | None = None
    is_undone: bool = False
    stands: bool = True
    span: timedelta | None = UNDO_FOR
    late: Refusal | None = None
    of: str = ""
    verb: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    about: tuple[str, int] | None = None
    shown: Sequence[str] = ()
    answer: Content | Callable[[], Awaitable[Content]] | None = None


Halves: TypeAlias = AsyncGenerator[Undo, None]
Verb: TypeAlias = Callable[Concatenate[Ctx, int, P], Awaitable[Content | None]]
# By the id of its button.
UNDOS: dict[str, Callable[..., Awaitable[Content | None]]] = {}


def undoes(button: str) -> Callable[[Callable[Concatenate[Ctx, int, P], Halves]], Verb[P]]:
    """Register what a button undoes, and make a verb of its two halves. Doing it twice is a success.

    The verb raises what its halves raise, `too_late_to_undo` and `changed_meanwhile`.
    """

    def register(halves: Callable[Concatenate[Ctx, int, P], Halves]) -> Verb[P]:
        async def verb(ctx: Ctx, thing_id: int, /, *more: P.args, **named: P.kwargs) -> Content | None:
            async with aclosing(halves(ctx, thing_id, *more, **named)) as parts:
                undo = await anext(parts)
                if not await _is_undone(ctx, undo):
                    if (refusal := await _refusal(ctx, undo)) is not None:
                        await parts.athrow(refusal)  # raised there, so that the log names that verb
                    await anext(parts, None)
                    await _note(ctx, undo)
            return await undo.answer() if callable(undo.answer) else undo.answer

        assert button not in UNDOS, button
        UNDOS[button] = verb
        return verb

    return register


async def made(ctx: Ctx, change_id: int, thing: str, *verbs: str) -> Change:
    """Find a change to a kind of thing, by one of these verbs if any are named. Raises `gone`."""
    change = not_gone(await changes.by_id(ctx.tx, ctx.workspace_id, change_id))
    if change.thing != thing or (verbs and change.verb not in verbs):
        raise Gone(Absence.FOREIGN)
    return change


async def _is_undone(ctx: Ctx, undo: Undo) -> bool:
    if undo.is_undone or undo.change is None:
        return undo.is_undone
    # Read again: the first read was before the lock, and somebody may have been faster.
    return not_gone(await changes.by_id(ctx.tx, ctx.workspace_id, undo.change.id)).undone_by is not None


async def _refusal(ctx: Ctx, undo: Undo) -> Refusal | None:
    at = undo.change.at if undo.change else undo.at
    if at is not None and undo.span is not None and ctx.now > at + undo.span:
        return undo.late or (await too_late(ctx, undo.strategy, undo.of) if undo.strategy else TooLateToUndo())
    return None if undo.stands else ChangedMeanwhile()


async def _note(ctx: Ctx, undo: Undo) -> None:
    """Record the undo, and redraw the messages that show it."""
    undone = [one for one in (undo.change, *undo.along) if one is not None]
    newest = await ctx.record(
        undo.verb or "undone",
        *(undo.about or ((undone[0].thing, undone[0].thing_id) if undo.verb else ("change", undone[0].id))),
        strategy_id=undo.strategy.id if undo.strategy else undone[0].strategy_id,
        before=undo.before,
        after=undo.after,
    )
    for one in undone:
        await changes.undone(ctx.tx, one.id, newest)
    await ctx.redraw_keyed(*undo.shown)
