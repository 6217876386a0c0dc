"""The context of a verb: its transaction, the workspace, who acts, and the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.messages import TURN, VERSION, ToldMessage
from bot.domain.outbox import Message, Op, Owed
from bot.domain.refusals import CannotHere
from bot.domain.roles import Person
from storage import changes, outbox
from storage.database import Tx
from storage.workspaces import Workspace

# Retries when concurrent verbs race for a message's next version.
VERSIONS_TRIED = 20


@dataclass(frozen=True)
class Ctx:
    """One transaction of one actor. `person` is None for the clock; `now` is business time, `real` real time."""

    tx: Tx
    workspace: Workspace
    person: Person | None
    now: datetime
    real: datetime
    receipt_id: int | None = None
    is_import: bool = False  # what is recorded was read from a file that somebody gave us

    @property
    def workspace_id(self) -> int:
        """Return our id of the workspace: part of every key and query."""
        return self.workspace.id

    @property
    def me(self) -> Person:
        """Return the person who acts. Raises a Refusal for the clock, which has no rights of its own."""
        if self.person is None:
            raise CannotHere
        return self.person

    async def record(
        self,
        verb: str,
        thing: str,
        thing_id: int,
        *,
        strategy_id: int | None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> int:
        """Record what this verb changed; returns the change's id, which Undo refers to."""
        return await changes.record(
            self.tx,
            self.workspace_id,
            actor="import" if self.is_import else "member" if self.person else "clock",
            member_id=self.person.id if self.person else None,
            receipt_id=self.receipt_id,
            strategy_id=strategy_id,
            verb=verb,
            thing=thing,
            thing_id=thing_id,
            before=before,
            after=after,
            at=self.now,
        )

    async def owe(self, owed: Owed, held: str | None = None) -> int | None:
        """Owe a message; None where it was owed already. With `held`, only record why it isn't sent."""
        return await outbox.owe(self.tx, self.workspace_id, owed, self.now, held)

    async def free_key(self, key: str) -> str | None:
        """Return the key under which to owe a message again that was withdrawn before it left, otherwise its own key.

        None where the message is in Slack, or on its way.
        """
        free, turn = key, 0
        while (owed := await outbox.by_key(self.tx, self.workspace_id, free)) is not None:
            if owed.state != "withdrawn":
                return None
            turn += 1
            free = TURN(message=key, turn=turn)
        return free

    async def redraw(self, message: Message, **more: str | int) -> None:
        """Owe an update of a message that is in Slack, unless one that shows the same is waiting.

        `more` adds facts. A waiting update doesn't have them, so one more is owed.
        """
        await self._about(message, "update", more)

    async def redraw_keyed(self, *keys: str) -> None:
        """Owe an update of each of the messages of these keys that stands."""
        for key in keys:
            message = await outbox.by_key(self.tx, self.workspace_id, key)
            if message is not None and message.stands_in_slack:
                await self.redraw(message)

    async def take_away(self, message: Message) -> None:
        """Owe the deletion of a message that is in Slack."""
        await self._about(message, "delete", {})

    async def _about(self, message: Message, op: Op, more: Mapping[str, str | int]) -> None:
        # A concurrent verb may have taken the next version: its update is then waiting and serves, or one more is due.
        for further in range(VERSIONS_TRIED):
            if op == "update" and not more and await outbox.is_update_waiting(self.tx, message.id):
                return
            version = await outbox.count_of_target(self.tx, message.id) + further
            owed = Owed(
                key=VERSION(message=message.key, op=op, version=version),
                kind=message.kind,
                op=op,
                due_at=self.now,
                person=message.person,
                channel=None if message.person is not None else message.channel,
                target=message.id,
                facts={**message.facts, **more},
            )
            if await self.owe(owed) is not None:
                return
        raise RuntimeError(f"{message.key}: no version of it is free")

    async def tell(self, person: Person, key: str, code: str, **facts: str) -> None:
        """Owe somebody a plain answer in their direct messages. `code` is one of bot/views/talk/notices.py."""
        await self.owe(Owed.about(ToldMessage(code=code, about=facts), self.now, key, person=person.id))
