"""Was it posted? Asks Slack, by the key that each message of ours carries; removes the younger of two."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.delivery.sender import keep_true
from bot.delivery.slack import GONE, Slack
from bot.delivery.uploads import Uploads
from bot.domain.clock import Clock
from bot.domain.outbox import EVERYTHING, Later, Message, Never, Pace, Sent, Unsure
from bot.services.calendar.delivery_failures import told_of_unknown
from bot.services.calendar.pictures import told_without
from storage import addresses, delivery, members, outbox
from storage.database import Database, Tx

log = logging.getLogger(__name__)

# The times of the messages found, or why Slack couldn't be asked.
Read = list[str] | Later | Never | Unsure


class Reconciler:
    """Finds out what became of messages whose fate nobody saw."""

    def __init__(self, database: Database, slack: Slack, clock: Clock, pace: Pace) -> None:
        self._database, self._slack, self._clock, self._pace = database, slack, clock, pace
        self._uploads = Uploads(database, slack)

    async def wake_up(self) -> None:
        """Take care of messages that an earlier process left behind, before this one sends anything.

        A SQLite file has one process, so nobody is sending a message that is still `sending` when it starts. On
        PostgreSQL another replica may be, and its lease is waited for.
        """
        if self._database.is_sqlite:
            async with self._database.begin() as tx:
                await delivery.expire(tx, self._clock.real(), self._pace.settling, everything=True)

    async def step(self) -> bool:
        """Look one unsure message up, or check one that was posted again; return whether there was any."""
        real = self._clock.real()
        async with self._database.begin() as tx:
            await delivery.expire(tx, real, self._pace.settling)
            message = await delivery.claim_unsure(tx, real, self._pace.lease)
            again = None if message else await delivery.claim_recheck(tx, real, self._pace.lease)
        if message:
            await self._look(message)
        elif again:
            await self._remove_double(again)
        return bool(message or again)

    async def _where(self, tx: Tx, message: Message) -> tuple[str | None, str | None, str | None]:
        """Return (channel, thread, Slack's time to look from) of a message."""
        channel = await addresses.current(tx, message.workspace_id, message.channel) if message.channel else None
        if channel is None and message.person is not None:
            channel = await members.dm_of(tx, message.person)
        thread_ts = message.thread_ts
        if message.thread is not None:
            root = await outbox.by_id(tx, message.thread)
            thread_ts = root.ts if root else None
        oldest = await outbox.last_ts(tx, message, channel) if channel and not thread_ts else None
        return channel, thread_ts, oldest

    async def _look(self, message: Message) -> None:
        # Repeating those changes nothing, and a picture without a file was never shown.
        if message.op not in ("post", "upload") or (message.op == "upload" and message.file_id is None):
            async with self._database.begin() as tx:
                await delivery.later(tx, message, self._clock.real(), "repeat")
            return
        async with self._database.look() as tx:
            channel, thread_ts, oldest = await self._where(tx, message)
        found = await self._find(message, channel, thread_ts, oldest) if channel else []
        if message.channel is None and channel and isinstance(found, Never) and found.reason in GONE:
            channel, found = await self._find_anew(message, channel)
        now, real = self._clock.now(), self._clock.real()
        async with self._database.begin() as tx:
            if isinstance(found, list):
                if found and channel:
                    # Finding it isn't the end: the same key may still show up a second time.
                    if await delivery.sent(tx, message, channel, found[0], now, real + 2 * self._pace.settling):
                        await keep_true(tx, message, self._clock)
                    log.info("found after all", extra={"key": message.key})
                else:
                    await delivery.not_found(tx, message, real, self._pace.settling)
            elif self._slack.hold(message.workspace_id) == EVERYTHING:
                # The whole workspace is shut, which says nothing about this message: keep the doubt until it opens.
                wait = max(self._slack.shut_for(message.workspace_id), self._pace.settling)
                await delivery.look_again(tx, message, real + wait)
            elif real - (message.unsure_since or real) >= self._pace.unknown_after or (
                isinstance(found, Never) and found.reason in ("thread_not_found", "channel_not_found")
            ):
                if await delivery.unknown(tx, message, now):
                    if message.op == "upload":
                        await told_without(tx, message, "unknown", now, real)
                    else:
                        await told_of_unknown(tx, message, now)
            else:
                wait = max(getattr(found, "after", self._pace.settling), self._pace.settling)
                if not (isinstance(found, Later) and found.about == "pace"):  # Slack's own word has no limit
                    wait = min(wait, timedelta(minutes=1))
                await delivery.look_again(tx, message, real + wait)

    async def _find_anew(self, message: Message, gone: str) -> tuple[str | None, Read]:
        """Open a direct message whose stored id leads nowhere, and look there; return its channel, too."""
        person = message.person
        assert person is not None
        async with self._database.begin() as tx:
            await members.forget_dm(tx, person, gone)
            reader = await members.by_id(tx, message.workspace_id, person)
        if reader is None:
            return None, []
        opened = await self._slack.open_dm(message, reader.slack_id)
        if not isinstance(opened, str):
            return None, opened
        await self._database.run(lambda tx: members.set_dm(tx, person, opened))
        return opened, await self._find(message, opened, None, None)

    async def _find(self, message: Message, channel: str, thread_ts: str | None, oldest: str | None) -> Read:
        if message.op == "upload":
            return await self._uploads.find(message, channel)
        return await self._slack.find(message, channel, thread_ts, oldest)

    async def _remove_double(self, message: Message) -> None:
        async with self._database.look() as tx:
            channel, thread_ts, oldest = await self._where(tx, message)
        if message.channel is None or channel is None:
            return
        found = await self._find(message, channel, thread_ts, oldest)
        real = self._clock.real()
        if not isinstance(found, list):
            async with self._database.begin() as tx:
                await delivery.recheck(tx, message, real + timedelta(minutes=1))
            return
        # A message that was deleted meanwhile must not stay in Slack.
        kept = 0 if message.state == "deleted" else 1
        for double in found[kept:]:
            log.warning("removing a double", extra={"key": message.key})
            fate = await self._slack.delete(message, channel, double)
            if not isinstance(fate, Sent):
                async with self._database.begin() as tx:
                    await delivery.recheck(tx, message, real + timedelta(minutes=1))
                return
        async with self._database.begin() as tx:
            await delivery.recheck(tx, message, None)
            if kept and found and found[0] != message.ts:
                await delivery.moved(tx, message, found[0])
