"""The registry of `/beat` commands: verbs and pages register here, and bot.services.talk.commands runs them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass

from bot.domain.places import Place
from bot.domain.strategies import Strategy
from bot.schema.commands import Typed
from bot.services.context.ctx import Ctx
from bot.views.kit.blocks import Content


@dataclass(frozen=True)
class Asked:
    """A command as it was typed, and where. `strategy` is the plan that it means, for commands that need one."""

    typed: Typed
    place: Place
    strategy: Strategy | None

    @property
    def plan(self) -> Strategy:
        """Return the plan that the command means; for commands that need one."""
        assert self.strategy is not None
        return self.strategy


# What runs returns the answer that only the asker sees; None where its question follows at once.
Run = Callable[[Ctx, Asked], Awaitable[Content | None]]
RUNS: dict[str, Run] = {}
# A page of a list of a plan, by the word that a button carries. What it shows is asked for again when it is shared.
List = Callable[[Ctx, Strategy, int], Awaitable[Content]]
LISTS: dict[str, List] = {}


def lists(word: str) -> Callable[[List], List]:
    """Register what returns a page of the list of this word."""

    def register(of: List) -> List:
        assert word not in LISTS, word
        LISTS[word] = of
        return of

    return register


def runs(*words: str, among: MutableMapping[str, Run] = RUNS) -> Callable[[Run], Run]:
    """Register the function that runs these commands."""

    def register(run: Run) -> Run:
        assert not (taken := among.keys() & words), taken
        among.update(dict.fromkeys(words, run))
        return run

    return register
