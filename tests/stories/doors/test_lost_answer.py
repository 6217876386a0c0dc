"""Where a transaction was kept and the connection was lost before the database could say so, people are answered."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Duplicate, Envelope
from storage import members
from storage.database import Database, Tx
from tests.databases import quick
from tests.delivery.office import Clocks
from tests.storage.samples import a_team

PRESS = Envelope(enterprise_id="", team_id="T-one", user="UANA", keys=("trigger:1",))


class FallsSilent(Database):
    """A database that commits, and is lost before it can say so: once."""

    was_lost = False

    @asynccontextmanager
    async def begin(self, patience: timedelta | None = None) -> AsyncIterator[Tx]:
        async with super().begin(patience) as tx:
            yield tx
        if not self.was_lost:
            self.was_lost = True
            raise OperationalError("COMMIT", {}, ConnectionResetError(), connection_invalidated=True)


async def test_a_press_that_was_kept_is_answered_though_nobody_said_so(database: Database, database_url: str) -> None:
    """The verb isn't called twice, and what it returned is what the person reads."""
    await a_team(database)
    called: list[str] = []

    async def be_gentle(ctx: Ctx) -> str:
        called.append("gentle")
        await members.set_nudges(ctx.tx, ctx.me.id, "gentle")
        return "You get fewer reminders."

    silent = FallsSilent(quick(database_url))
    woken: list[bool] = []
    door = Door(silent, Clocks(), lambda: woken.append(True))
    assert await door.take(PRESS, be_gentle) == "You get fewer reminders."
    assert called == ["gentle"]
    assert woken == [True]
    with pytest.raises(Duplicate):
        await door.take(PRESS, be_gentle)
    await silent.close()
