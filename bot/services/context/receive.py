"""What happens around every verb that a gesture calls: it runs only once, and knows its workspace, actor, and time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot.domain.clock import Clock
from bot.domain.refusals import DatabaseBusy, WorkspaceUnknown
from bot.services.context.ctx import Ctx
from storage import changes, members, workspaces
from storage.database import Database, DatabaseIsBusy, Tx

T = TypeVar("T")


@dataclass(frozen=True)
class Envelope:
    """What came in, as verified: Slack's ids, and the keys by which its repetitions are recognized.

    `team_id` is the workspace in which we are installed; `enterprise_id` its organization, "" where nothing says
    so. `keys` are event_id and client_msg_id of an event, else the trigger_id; each begins with its kind's name.
    """

    enterprise_id: str
    team_id: str
    user: str
    keys: tuple[str, ...]


class Duplicate(Exception):
    """Slack repeated what was handled already. Not an error: there is nothing left to do."""


class Door:
    """Runs one verb for one envelope, in one transaction with its receipt.

    After a crash before the commit, Slack's retry does the work; after a later crash, the retry is a Duplicate.
    """

    def __init__(self, database: Database, clock: Clock, wake: Callable[[], None]) -> None:
        self._database, self._clock, self._wake = database, clock, wake

    async def take(
        self, envelope: Envelope, verb: Callable[[Ctx], Awaitable[T]], patience: timedelta | None = None
    ) -> T:
        """Call the verb and return what it returns. Raises Duplicate, and the verb's own Refusal.

        A deadlock or a lost connection saved nothing, so the verb is called once more. With `patience`, a
        longer wait for the database raises the Refusal `database_busy`; that saved nothing either.
        """
        answers: list[T] = []

        async def work(tx: Tx) -> None:
            answers.append(await self._once(tx, envelope, verb))

        try:
            await self._database.run(work, patience)
        except DatabaseIsBusy as busy:
            raise DatabaseBusy from busy
        except Duplicate:
            if not answers:
                raise
            # The retry found its own receipt: the first commit was saved, although the connection was lost during it.
        self._wake()
        return answers[-1]

    async def _once(self, tx: Tx, envelope: Envelope, verb: Callable[[Ctx], Awaitable[T]]) -> T:
        workspace = await workspaces.find(tx, envelope.team_id)
        if workspace is None:
            raise WorkspaceUnknown
        if envelope.enterprise_id and envelope.enterprise_id != workspace.enterprise_id:
            await workspaces.joined(tx, workspace.id, envelope.enterprise_id)
        receipt_id: int | None = None
        for key in envelope.keys:
            new = await changes.received(tx, workspace.id, key, self._clock.real())
            if new is None:
                raise Duplicate(key)
            receipt_id = receipt_id or new
        person = await members.meet(tx, workspace.id, envelope.user, self._clock.now()) if envelope.user else None
        ctx = Ctx(tx, workspace, person, self._clock.now(), self._clock.real(), receipt_id)
        return await verb(ctx)
