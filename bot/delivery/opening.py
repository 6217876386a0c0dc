"""Opens direct messages ahead of time, so that Slack's limit on openings delays nobody's first morning.

Opening shows nothing to anybody, so it can happen at any hour. A failure costs nothing: the person's first message
opens their direct message instead. Failures are remembered only in this process.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.delivery.pacing import KEPT_FOR_MESSAGES
from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.clock import Clock
from bot.domain.outbox import EVERYTHING, Later
from storage import delivery, members
from storage.database import Database, Tx
from storage.delivery import OPEN

log = logging.getLogger(__name__)

# A direct message that can't be opened is tried again after this, unless there is a message for it earlier.
AGAIN = timedelta(hours=12)
# Passing trouble that isn't about Slack's pace is retried after this.
SOON = timedelta(minutes=2)


class Opener:
    """Opens one direct message a step, with a person whose digest is planned and who never got a message."""

    def __init__(self, database: Database, slack: Slack, clock: Clock) -> None:
        self._database, self._slack, self._clock = database, slack, clock
        self._waits: dict[int, float] = {}  # when to try a person again (monotonic seconds), by our id

    async def step(self) -> bool:
        """Open one; return whether there was one that may be opened now."""
        now = self._clock.monotonic()
        self._waits = {person: until for person, until in self._waits.items() if until > now}
        shut: set[int] = set()
        async with self._database.look() as tx:
            while (found := await members.to_open(tx, shut, self._waits)) is not None:
                if await self._may_open(tx, found[0]):
                    break
                shut.add(found[0])
        if found is None:
            return False
        await self._open(*found)
        return True

    async def _may_open(self, tx: Tx, workspace_id: int) -> bool:
        slack, real = self._slack, self._clock.real()
        if not slack.serves(workspace_id) or slack.hold(workspace_id, OPEN):
            return False
        if not slack.openings(workspace_id, KEPT_FOR_MESSAGES):
            return False
        waits = [await delivery.throttled_until(tx, workspace_id, method, real) for method in (OPEN, EVERYTHING)]
        return waits == [None, None]

    async def _open(self, workspace_id: int, person: int, slack_id: str) -> None:
        try:
            answer = await self._slack.call(workspace_id, OPEN, users=slack_id)
        except CALL_FAILED as error:
            fate = fate_of(error, 1)
            log.info("cannot open a direct message ahead", extra={"reason": fate.reason, "workspace": workspace_id})
            if isinstance(fate, Later) and fate.throttled:
                until = self._clock.real() + fate.after
                await self._database.run(lambda tx: delivery.throttled(tx, workspace_id, OPEN, until))
            else:
                wait = SOON if isinstance(fate, Later) else AGAIN
                self._waits[person] = self._clock.monotonic() + wait.total_seconds()
            return
        channel = str(answer["channel"]["id"])
        await self._database.run(lambda tx: members.set_dm(tx, person, channel))
