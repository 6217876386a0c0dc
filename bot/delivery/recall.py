"""Looks into Slack after a silence, before sending anything that may have been posted in it.

Each conversation is read once for each silence, when its first such message is claimed. That takes one call for each
person with a message, spread over the time of their messages. A message that our own bot posted under our key counts as
sent (bot/services/day/recall.py).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.keys import keys_of
from bot.delivery.slack import CALL_FAILED, GONE, Slack, fate_of
from bot.domain.clock import Clock
from bot.domain.outbox import Later, Message, Never, Pace, Sent, Unsure, time_of
from bot.domain.silences import REMEMBERED, STANDING_SINCE, Posted, ShownDuty, Silence, may_stand, place_of
from bot.services.context.ctx import Ctx
from bot.services.day import recall
from bot.views.kit import ids
from storage import delivery, heartbeats, members, outbox, silences, workspaces
from storage.database import Database, Tx

log = logging.getLogger(__name__)

_OPEN = {ids.DUTY_DONE, ids.NUMBERS_OPEN}  # the buttons by which a duty is settled
NO_WAIT = timedelta(0)
PAGES = 40  # of a conversation, at most, from newest to oldest: eight thousand messages
LOOKING = "looked_back"  # why a message waits meanwhile
Read = list[Mapping[str, Any]] | Later | Never | Unsure  # the contents of a place, or why it wasn't read


@dataclass(frozen=True)
class Look:
    """A place that has to be read before a message leaves, for some silences.

    `channel` is None for a direct message whose channel is not known: `slack_id` says with whom. `wait` is how long
    Slack accepts none of these calls; `begun_at` (real time) is since when the place has been tried in vain.
    """

    place: str
    channel: str | None
    slack_id: str | None
    thread_ts: str | None
    over: tuple[Silence, ...]
    begun_at: datetime
    wait: timedelta = NO_WAIT

    @property
    def method(self) -> str:
        """Return the method that reads it."""
        return "conversations.replies" if self.thread_ts else "conversations.history"


class Recall:
    """Knows the recent silences, and reads what was posted in them."""

    def __init__(self, database: Database, slack: Slack, clock: Clock, pace: Pace) -> None:
        self._database, self._slack, self._clock, self._pace = database, slack, clock, pace
        self._silences: list[Silence] = []
        self._is_awake = False

    async def wake_up(self) -> None:
        """Find out at the start whether there was a silence. After a kill here, the next start finds it, too."""
        now, real = self._clock.now(), self._clock.real()
        async with self._database.begin() as tx:
            await silences.wake(tx, heartbeats.BOT, now, real)
            await self._learn(tx)
        self._is_awake = True
        if self._silences and self._silences[-1].until == now:
            passed = self._silences[-1].until - self._silences[-1].since
            log.warning(
                "after a silence, Slack is asked what was posted meanwhile", extra={"seconds": passed.total_seconds()}
            )

    async def fall_asleep(self) -> None:
        """Beat a last time: the database knows everything up to now. Not if the start failed before looking back."""
        if self._is_awake:
            async with self._database.begin() as tx:
                await heartbeats.beat(tx, heartbeats.BOT, self._clock.now(), self._clock.real())

    async def _learn(self, tx: Tx) -> None:
        self._silences = await silences.recent(tx, self._clock.now() - REMEMBERED)

    # ------------------------------------------------------------ is a look needed?

    async def wanted(self, tx: Tx, message: Message) -> Look | None:
        """Return the place to read before a message that was just claimed leaves; None where there is none.

        The message waits for the length of a lease: it isn't on its way to Slack.
        """
        over = [one for one in self._silences if may_stand(message, one)]
        if not over or message.op == "upload":  # a file is looked for when its title is known: `find_file`
            return None
        thread_ts = message.thread_ts
        if message.thread is not None:
            root = await outbox.by_id(tx, message.thread)
            thread_ts = (root.ts if root else None) or thread_ts
            if thread_ts is None:
                return None  # its thread is yet to be opened
        place, real = place_of(message, thread_ts), self._clock.real()
        looks = await silences.looks(tx, message.workspace_id, place)
        left = tuple(one for one in over if one.id not in looks or not looks[one.id].is_done)
        if not left:
            return None
        channel, slack_id = message.channel, None
        if message.person is not None:
            person = await members.by_id(tx, message.workspace_id, message.person)
            if person is None or person.has_left:
                return None
            channel, slack_id = await members.dm_of(tx, person.id), person.slack_id
        begun = min((looks[one.id].begun_at for one in left if one.id in looks), default=real)
        look = Look(place, channel, slack_id, thread_ts, left, begun)
        until = await delivery.throttled_until(tx, message.workspace_id, look.method, real)
        await delivery.later(tx, message, real + self._pace.lease, LOOKING)
        return replace(look, wait=until - real) if until else look

    async def is_stray(self, tx: Tx, message: Message) -> bool:
        """Settle a message that was found in Slack before it was owed; return whether it was."""
        over = [one for one in self._silences if may_stand(message, one)]
        return bool(over) and await recall.is_stray(await self._ctx(tx, message), message, over)

    async def _ctx(self, tx: Tx, message: Message) -> Ctx:
        workspace = await workspaces.by_id(tx, message.workspace_id)
        assert workspace is not None
        return Ctx(tx, workspace, None, self._clock.now(), self._clock.real())

    # ------------------------------------------------------------ looking

    async def look(self, message: Message, look: Look) -> None:
        """Read a place, record what was found, and let the message be claimed again."""
        message = replace(message, state="waiting")
        fate = Later(look.wait, "ratelimited", throttled=True) if look.wait else await self._read(message, look)
        real, workspace_id = self._clock.real(), message.workspace_id
        async with self._database.begin() as tx:
            if isinstance(fate, list):
                await self._remember(tx, message, look, fate)
                await delivery.later(tx, message, real, LOOKING)
            elif isinstance(fate, Later) and fate.throttled:  # however many others come first
                await delivery.throttled(tx, workspace_id, fate.method or look.method, real + fate.after)
                await delivery.later(tx, message, real + fate.after, fate.reason)
            elif isinstance(fate, Never) or real - look.begun_at >= self._pace.unknown_after:
                log.warning("cannot look into a conversation", extra={"reason": fate.reason, "workspace": workspace_id})
                await silences.look(tx, workspace_id, look.place, look.over, real, done=True)
                await delivery.later(tx, message, real, LOOKING)
            else:
                await silences.look(tx, workspace_id, look.place, look.over, real, done=False)
                after = fate.after if isinstance(fate, Later) else self._pace.settling
                await delivery.later(tx, message, real + after, fate.reason)

    async def _read(self, message: Message, look: Look) -> Read:
        channel, person = look.channel, message.person
        if channel is not None:
            found = await self._read_in(channel, message, look)
            if person is None or not isinstance(found, Never) or found.reason not in GONE:
                return found
            await self._database.run(lambda tx: members.forget_dm(tx, person, channel))
        assert look.slack_id is not None
        assert person is not None
        opened = await self._slack.open_dm(message, look.slack_id)
        if not isinstance(opened, str):
            return opened
        await self._database.run(lambda tx: members.set_dm(tx, person, opened))
        return await self._read_in(opened, message, look)

    async def _read_in(self, channel: str, message: Message, look: Look) -> Read:
        try:
            return await self._slack.ours(message.workspace_id, channel, look.thread_ts, _oldest(look.over), PAGES)
        except CALL_FAILED as error:
            return fate_of(error, message.attempt)

    async def _remember(self, tx: Tx, message: Message, look: Look, found: Sequence[Mapping[str, Any]]) -> None:
        # A direct message's channel may have changed since it was chosen for reading.
        channel = look.channel if message.person is None else await members.dm_of(tx, message.person)
        assert channel is not None
        ctx = await self._ctx(tx, message)
        place = recall.Place(channel, message.person, message.id)
        await recall.remember(ctx, place, look.over, [as_posted(one) for one in found])
        await silences.look(tx, message.workspace_id, look.place, look.over, ctx.real, done=True)
        await self._learn(tx)

    async def find_file(self, message: Message, channel: str, thread_ts: str | None, title: str) -> Sent | None:
        """Return where our file was shown in a silence, by its title; None where it wasn't, or where that is unknown.

        A file carries no key: in one place, the same title is the same file.
        """
        over = [one for one in self._silences if may_stand(message, one)]
        if not over or message.file_id is not None:
            return None
        try:
            ours = await self._slack.ours(message.workspace_id, channel, thread_ts, _oldest(over))
        except CALL_FAILED:
            log.warning("cannot look for a file", extra={"key": message.key})
            return None
        for one in ours:
            at = time_of(str(one["ts"]))
            for file in one.get("files") or ():
                if file.get("title") == title and at is not None and any(s.covers(at) for s in over):
                    async with self._database.begin() as tx:
                        await delivery.keep_file(tx, message, str(file["id"]))
                    return Sent(channel, str(one["ts"]))
        return None


def _oldest(over: Sequence[Silence]) -> str:
    return f"{(over[0].since - STANDING_SINCE).timestamp():.6f}"


def as_posted(message: Mapping[str, Any]) -> Posted:
    """Read one of our messages from history."""
    return Posted(
        keys=keys_of(message),
        ts=str(message["ts"]),
        duties=tuple(_duties(message.get("blocks") or ())),
        edited_ts=str((message.get("edited") or {}).get("ts") or ""),
    )


def _duties(blocks: Sequence[Mapping[str, Any]]) -> list[ShownDuty]:
    """Read for which duties a message has buttons, in which version, and whether they can be settled there."""
    found: list[ShownDuty] = []
    for block in blocks:
        duty_id = ids.duty_of(str(block.get("block_id") or ""))
        if duty_id is None:
            continue
        elements: Sequence[Mapping[str, Any]] = block.get("elements") or ()
        values = [one.get("value") for one in elements]
        values += [option.get("value") for one in elements for option in one.get("options") or ()]
        refs = [ids.Ref.decode(str(value).partition("|")[0]) for value in values if value]
        version = max((ref.version for ref in refs if ref and ref.thing == "duty" and ref.id == duty_id), default=0)
        is_open = any(one.get("action_id") in _OPEN for one in elements)
        found.append(ShownDuty(duty_id, version, is_open))
    return found
