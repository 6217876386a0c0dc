"""One step: take what has come due, do it, say when it is next due. Any number of planners may run."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.domain.clock import Clock
from bot.jobs.builder import Builder
from bot.services.calendar.calendar import plan_slot
from bot.services.calendar.holds import plan_hold
from bot.services.context.ctx import Ctx
from bot.services.day.ladder import plan_rung
from bot.services.day.plan_digest import plan_digest
from bot.services.reviews.reviews import plan_review
from storage import planning, workspaces
from storage.database import Database, is_passing
from storage.planning import Taken

log = logging.getLogger(__name__)

# A row whose planning fails is postponed by this: it blocks nobody and isn't forgotten.
POISONED = timedelta(minutes=15)


class Planner:
    """Handles one due thing at a time, each in its own transaction.

    The order matters where things are due at one instant: a hold ends before the duties that it held back are asked
    for, duties exist before the digest that shows them, and a digest leaves before the reminders of the same minute.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self._builder = Builder(database, clock)
        self._kinds: dict[str, Callable[[Ctx, Taken], Awaitable[None]]] = {
            "hold": plan_hold,
            "slot": plan_slot,
            "review": plan_review,
            "member": plan_digest,
            "duty": plan_rung,
        }

    async def step(self) -> bool:
        """Handle one due thing of each kind; return whether there was any."""
        async with self._database.look() as tx:
            due = await planning.kinds_due(tx, self._clock.now())
        worked = "import" in due and await self._builder.step()
        for kind, plan in self._kinds.items():
            # Slots and reviews make duties, so the kinds after them may have something due.
            if kind in due or worked:
                worked = await self._one(kind, plan) or worked
        return worked

    async def _one(self, kind: str, plan: Callable[[Ctx, Taken], Awaitable[None]]) -> bool:
        now = self._clock.now()
        taken: Taken | None = None
        try:
            async with self._database.begin() as tx:
                taken = await planning.take_first(tx, kind, now)
                if taken is None:
                    return False
                workspace = await workspaces.by_id(tx, taken.workspace_id)
                assert workspace is not None
                await plan(Ctx(tx, workspace, None, now, self._clock.real()), taken)
                return True
        except Exception as error:
            log.exception("cannot plan", extra={"kind": kind})
            if taken is None or is_passing(error):
                return False  # nothing was kept, and the next tick tries again
        async with self._database.begin() as tx:
            await planning.push_ahead(tx, kind, taken.id, now + POISONED)
        return True

    async def next_due(self) -> datetime | None:
        """Return when the planner, or a message that waits for a morning, next has something to do."""
        async with self._database.look() as tx:
            return await planning.next_due(tx, self._clock.now())
