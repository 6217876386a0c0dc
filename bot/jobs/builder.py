"""Builds the plans that people set up from files: a piece at a time, each in its own transaction.

A process that ends in between has added whole pieces, and the next process continues after them. Reading a file is
recorded before it begins, so a file or a piece that kills its process is given up after MOST_TRIES.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from bot.domain.clock import Clock
from bot.domain.errors import Refusal
from bot.domain.refusals import FileOver, WentWrong
from bot.planfile import reading
from bot.planfile.nodes import WrongFile
from bot.planfile.shape import PlanFile
from bot.services.context.ctx import Ctx
from bot.services.planfile import imports as verbs
from storage import files, imports, planning, workspaces
from storage.database import Database, is_passing
from storage.imports import Import

log = logging.getLogger(__name__)

# A process may be stopped during a piece by chance, but hardly three times.
MOST_TRIES = 3
# After that many tries another process may still be reading: wait this long before giving the file up.
STILL_READING = timedelta(minutes=1)
# An import that can be neither built nor given up is postponed by this: it blocks nobody and isn't forgotten.
POISONED = timedelta(minutes=15)


class Builder:
    """One step: the next piece of one plan. Any number of builders may run."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock
        # The file that was read last, by its import: every piece comes from the same file.
        self._read: tuple[int, PlanFile] | None = None

    async def step(self) -> bool:
        """Add the piece that is due first; return whether there was one."""
        async with self._database.look() as tx:
            one = await imports.first_due(tx, self._clock.now())
        if one is None:
            return False
        try:
            if one.state == "building" and not self._has_read(one) and not await self._has_begun_to_read(one):
                return False
            file = await self._file_of(one) if one.state == "building" else None
            return await self._as_importer(one, lambda ctx: verbs.add_next(ctx, one.id, file))
        except Refusal as refused:
            refusal = refused
        except Exception as error:
            if is_passing(error):
                return False  # nothing was kept, and the next tick tries again
            reference = uuid4().hex[:8]
            refusal = WentWrong(reference=reference)
            log.exception("cannot build a plan", extra={"reference": reference})
        try:
            await self._as_importer(one, lambda ctx: verbs.give_up(ctx, one.id, refusal))
        except Exception as error:
            if is_passing(error):
                return False
            log.exception("cannot give a plan up")
            async with self._database.begin() as tx:
                await planning.push_ahead(tx, "import", one.id, self._clock.now() + POISONED)
        return True

    async def _as_importer(self, one: Import, verb: Callable[[Ctx], Awaitable[None]]) -> bool:
        """Call a verb as the person who pressed; False where another builder has the import."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            if await planning.take_this(tx, "import", one.id, now) is None:
                return False
            workspace = await workspaces.by_id(tx, one.workspace_id)
            assert workspace is not None
            ctx = Ctx(tx, workspace, None, now, self._clock.real())
            await verb(await verbs.importer_of(ctx, one))
        return True

    def _has_read(self, one: Import) -> bool:
        return self._read is not None and self._read[0] == one.id

    async def _has_begun_to_read(self, one: Import) -> bool:
        """Record that the file of an import is about to be read; False where other builders have the import.

        Raises the Refusal `file_over` for a file that killed processes.
        """
        if one.tries > MOST_TRIES:
            raise FileOver
        async with self._database.begin() as tx:
            if await planning.take_this(tx, "import", one.id, self._clock.now()) is None:
                return False
            await imports.change_import(tx, one.workspace_id, one.id, tries=one.tries + 1)
            if one.tries < MOST_TRIES:
                return True
            await planning.push_ahead(tx, "import", one.id, self._clock.now() + STILL_READING)
        return False

    async def _file_of(self, one: Import) -> PlanFile:
        """Return the file of an import, read outside of any transaction. Raises `file_over` where it cannot be."""
        if self._read is not None and self._read[0] == one.id:
            return self._read[1]
        async with self._database.look() as tx:
            dropped = await files.by_id(tx, one.workspace_id, one.incoming_id)
        if dropped is None or dropped.content is None:
            raise FileOver
        try:
            file = await asyncio.to_thread(reading.read, dropped.content)
        except WrongFile as wrong:  # a newer Drumbeat may read it more closely than the one that offered it
            raise FileOver from wrong
        self._read = (one.id, file)
        return file
