"""Taking back what was done: for how long, what a second press means, what is written down and redrawn, decided once.

Each Undo is a verb in two halves (`undoes`). Up to its `yield` it finds and locks what was done, and refuses whoever
may not take it back, by the rule of the verb that did it. The other half compares, and puts everything back.
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
    """What is taken back, and in what one Undo differs from another.

    strategy     the plan that it is about; None for somebody's own settings
    change       what did it, where the button refers to a change: it is marked as undone, and so are those `along`
    at           when it was done, where the button refers to something else; None where there is no hurry
    is_undone    nothing of it is left to take back, whatever the change says
    stands       False where somebody has changed the same since
    span, late   how long it works, None for ever; the refusal after that, if not the usual one
    of           what the usual refusal calls it
    verb, before, after   what is written down; without a verb, no more than that the change was undone
    about        of which thing that is written down, where there is no change to say it
    shown        keys of the messages that show it
    answer       what the presser is shown, on a second press as well
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
# By the button that takes it back.
UNDOS: dict[str, Callable[..., Awaitable[Content | None]]] = {}


def undoes(button: str) -> Callable[[Callable[Concatenate[Ctx, int, P], Halves]], Verb[P]]:
    """Register what a button takes back, and make a verb of its two halves. Doing it twice is a success.

    The verb raises what its halves raise, `too_late_to_undo` and `changed_meanwhile`.
    """

    def register(halves: Callable[Concatenate[Ctx, int, P], Halves]) -> Verb[P]:
        async def verb(ctx: Ctx, thing_id: int, /, *more: P.args, **named: P.kwargs) -> Content | None:
            async with aclosing(halves(ctx, thing_id, *more, **named)) as parts:
                undo = await anext(parts)
                if not await _is_undone(ctx, undo):
                    if (refusal := await _refusal(ctx, undo)) is not None:
                        await parts.athrow(refusal)  # where it stopped, so that the log names that verb
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
    # Read again: what it did was locked only after the first time, and somebody may have been quicker.
    return not_gone(await changes.by_id(ctx.tx, ctx.workspace_id, undo.change.id)).undone_by is not None


async def _refusal(ctx: Ctx, undo: Undo) -> Refusal | None:
    at = undo.change.at if undo.change else undo.at
    if at is not None and undo.span is not None and ctx.now > at + undo.span:
        return undo.late or (await too_late(ctx, undo.strategy, undo.of) if undo.strategy else TooLateToUndo())
    return None if undo.stands else ChangedMeanwhile()


async def _note(ctx: Ctx, undo: Undo) -> None:
    """Write down that it was taken back, and show it where it stands."""
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
