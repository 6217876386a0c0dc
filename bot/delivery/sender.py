"""One step: claim → compose → post → record what happened. Nothing else in Drumbeat posts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.delivery.canvases import Canvases
from bot.delivery.recall import Look, Recall
from bot.delivery.slack import GONE, Slack
from bot.delivery.uploads import Uploads
from bot.domain.clock import Clock
from bot.domain.outbox import (
    EVERYTHING,
    Fate,
    Later,
    Message,
    Never,
    Pace,
    Sent,
    Unsure,
    backoff,
    is_hopeless,
    is_over,
)
from bot.services.calendar.delivery_failures import told_of_canvas, told_of_failure, told_of_loss
from bot.services.calendar.pictures import told_without
from bot.services.context.composers import AwaitsFate, ForSomebodyElse, NotWanted, NotYet, PutOff
from bot.services.context.ctx import Ctx
from bot.services.plan.channel_lost import learn_of_loss
from bot.views.kit.blocks import Content
from bot.views.reviews.pictures import Illustrated
from bot.views.strategy.attached import Attached
from bot.views.strategy.canvas import Canvas
from storage import addresses, delivery, members, outbox, standing, workspaces
from storage.database import Database, Tx, is_passing

log = logging.getLogger(__name__)

# A message that was refused lets others try first: if they get through, the trouble is about less than was thought.
_GIVES_WAY = timedelta(seconds=1)
# Claimed together, each from a different conversation, and posted side by side.
BATCH = 8
# A message is given up after this many attempts to compose it.
MOST_COMPOSED = 6


@dataclass(frozen=True)
class Composed:
    """What to post, where, and which duties it shows.

    `place` is the channel, or None for a direct message that was never opened: then `slack_id` says with whom. A Home
    tab has no place: `slack_id` says whose it is.
    `ts` and `token` are those of the message that an update or delete is about.
    """

    content: Content
    place: str | None
    slack_id: str | None = None
    thread_ts: str | None = None
    ts: str | None = None
    token: str | None = None
    shows: tuple[tuple[int, int], ...] = ()  # (duty id, version)


@dataclass(frozen=True)
class Elsewhere:
    """Its plan has moved to another channel: it goes there."""

    channel: str


Outcome = Elsewhere | Composed | NotWanted | ForSomebodyElse | NotYet | AwaitsFate | PutOff
Compose = Callable[[Tx, Message], Awaitable[Outcome]]


async def keep_true(tx: Tx, message: Message, clock: Clock) -> None:
    """Owe an update of a posted message where a duty that it shows was changed since it was composed.

    The verb that changed the duty couldn't know of the post, so nobody else would update it.
    """
    if not await standing.is_outdated(tx, message.id):
        return
    workspace, stands = await workspaces.by_id(tx, message.workspace_id), await outbox.by_id(tx, message.id)
    assert workspace is not None
    assert stands is not None
    await Ctx(tx, workspace, None, clock.now(), clock.real()).redraw(stands)


class Sender:
    """Sends owed messages, workspaces in turn."""

    def __init__(self, database: Database, slack: Slack, compose: Compose, clock: Clock, pace: Pace) -> None:
        self._database, self._slack, self._compose = database, slack, compose
        self._clock, self._pace = clock, pace
        self._uploads = Uploads(database, slack)
        self._canvases = Canvases(database, slack)
        self._recall = Recall(database, slack, clock, pace)
        self._under_way: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._newest = False

    async def wake_up(self) -> None:
        """Find out, before anything is sent, whether messages may have been posted that the database doesn't know."""
        await self._recall.wake_up()

    async def step(self) -> bool:
        """Send a few messages of the workspace whose turn it is; return whether there was anything to do."""
        begun = self._clock.monotonic()
        ready = await self._take()
        # Words don't wait for pictures, which take three calls each and are drawn one at a time.
        for message, composed in ready or ():
            if message.op == "upload" and isinstance(composed, Composed):
                task = asyncio.create_task(self._deliver(message, composed, begun))
                self._under_way.add(task)
                task.add_done_callback(self._ended)
        if words := [one for one in ready or () if one[0].op != "upload"]:
            await asyncio.gather(*(self._handle(message, composed, begun) for message, composed in words))
        return ready is not None

    async def finish(self) -> None:
        """Wait until no picture is on its way, before the session and the database are closed at the end."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def fall_asleep(self) -> None:
        """Record until when the database knows everything: the last thing that is done."""
        await self._recall.fall_asleep()

    def _ended(self, task: asyncio.Task[None]) -> None:
        # Whatever went wrong, its lease runs out, and Slack is asked about its fate.
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a picture was not delivered", exc_info=error)

    async def _handle(self, message: Message, taken: Composed | Look, begun: float) -> None:
        if isinstance(taken, Look):
            await self._recall.look(message, taken)
        else:
            await self._deliver(message, taken, begun)

    async def _take(self) -> list[tuple[Message, Composed | Look]] | None:
        """Claim and compose messages of the workspace in turn, except those that Slack has to be asked about first.

        None where there is nothing to claim; empty where none of the claimed messages is to be posted.
        """
        asked: set[int] = set()  # each once: another process may take what was due between looking and claiming
        while (workspace_id := await self._next_workspace()) is not None and workspace_id not in asked:
            asked.add(workspace_id)
            self._turn = workspace_id
            if not self._slack.serves(workspace_id) or not (room := self._slack.room(workspace_id, BATCH)):
                continue
            is_try = self._slack.hold(workspace_id) == EVERYTHING
            # While something is refused, the oldest and the newest take turns: the refused one may be either.
            newest = room == 1 and self._newest
            # In one transaction: its commit is the intent, and it precedes the first byte.
            async with self._database.begin() as tx:
                claimed = await self._claim(tx, workspace_id, room, newest)
                ready = [(m, taken) for m in claimed if (taken := await self._taken(tx, m)) is not None]
            if claimed:
                self._newest = not newest
            if is_try and not ready:
                self._slack.give_back(workspace_id)
            if claimed:
                return ready
        return None

    async def _claim(self, tx: Tx, workspace_id: int, room: int, newest: bool) -> list[Message]:
        """Claim up to `room` messages. While few direct messages may be opened, others go first."""
        now, real, lease = self._clock.now(), self._clock.real(), self._pace.lease
        openings = self._slack.openings(workspace_id)
        claimed = await delivery.claim(tx, workspace_id, now, real, lease, room, newest, may_open=openings >= room)
        if claimed or not 0 < openings < room:
            return claimed
        return await delivery.claim(tx, workspace_id, now, real, lease, openings, newest)

    async def _next_workspace(self) -> int | None:
        async with self._database.look() as tx:
            return await delivery.next_workspace(tx, self._turn, self._clock.now())

    async def _taken(self, tx: Tx, message: Message) -> Composed | Look | None:
        if (look := await self._recall.wanted(tx, message)) is not None:
            return look
        return None if await self._recall.is_stray(tx, message) else await self._composed(tx, message)

    async def _composed(self, tx: Tx, message: Message) -> Composed | None:
        now, real = self._clock.now(), self._clock.real()
        try:
            async with tx.begin_nested():
                outcome = await self._compose(tx, message)
        except Exception as error:
            if is_passing(error):
                raise  # the whole claim is tried again, since nothing of it was kept
            # A message that can't be composed must not block the others: it is postponed, and health reports it.
            log.exception("cannot compose", extra={"key": message.key})
            if message.attempt >= MOST_COMPOSED:
                # It would stay the head of its conversation forever: it is given up, and somebody is told.
                if await delivery.never(tx, message, "cannot_compose", now):
                    await told_of_failure(tx, message, "cannot_compose", now)
                return None
            await delivery.later(tx, message, real + backoff(message.attempt + 2), "cannot_compose")
            return None
        match outcome:
            case NotWanted(reason):
                await delivery.withdraw(tx, message, reason, now)
            case ForSomebodyElse(person, key):
                await delivery.hand_on(tx, message, person, key, now)
            case Elsewhere(channel):
                await delivery.readdress(tx, message, channel)
            case PutOff(until):
                await delivery.put_off(tx, message, until)
            case AwaitsFate(of):
                await delivery.await_fate(tx, message, of)
            case NotYet(reason):
                await delivery.later(tx, message, real + backoff(1), reason)
            case Composed() if is_over(message, now):
                # It waited so long that it is useless. The person who can fix that hears about it.
                if await delivery.withdraw(tx, message, "too_late", now):
                    await told_of_failure(tx, message, "too_late", now)
            case Composed():
                if outcome.shows or message.attempt > 1:  # the duties that an earlier attempt showed are forgotten
                    await standing.show(tx, message.id, outcome.shows)
                return outcome
        return None

    async def _deliver(self, message: Message, composed: Composed, begun: float) -> None:
        fate = await self._post(message, composed, begun)
        # Once more where the connection is lost: the message is in Slack, and would have to be looked for there.
        await self._database.run(lambda tx: self._settle(tx, message, fate, shows=bool(composed.shows)))

    def _no_time(self, begun: float) -> Later | None:
        """Return a fate where the lease's rest is too short for a call: another process might take over during it."""
        left = self._pace.lease.total_seconds() - (self._clock.monotonic() - begun)
        return Later(backoff(1), "no_time_left_in_lease") if left <= self._pace.call.total_seconds() else None

    async def _post(self, message: Message, composed: Composed, begun: float) -> Fate:
        if late := self._no_time(begun):
            return late
        if message.op == "publish":
            assert composed.slack_id is not None
            return await self._slack.publish(message, composed.slack_id, composed.content)
        if composed.place is None:
            return await self._open_and_send(message, composed, begun)
        fate = await self._send(message, composed, composed.place, begun)
        if message.person is None or not isinstance(fate, Never) or fate.reason not in GONE:
            return fate
        # A direct message's id belongs to one app, and it may be closed. Nothing was posted, so open it again.
        person, gone = message.person, composed.place
        log.warning("a direct message is gone", extra={"key": message.key, "reason": fate.reason})
        await self._database.run(lambda tx: members.forget_dm(tx, person, gone))
        if message.op not in ("post", "upload"):
            return fate
        if late := self._no_time(begun):
            return late
        return await self._open_and_send(message, replace(composed, thread_ts=None), begun)

    async def _open_and_send(self, message: Message, composed: Composed, begun: float) -> Fate:
        """Open the direct message with a person, remember it, and send there."""
        assert composed.slack_id is not None
        assert message.person is not None
        person = message.person
        opened = await self._slack.open_dm(message, composed.slack_id)
        if not isinstance(opened, str):
            return opened
        await self._database.run(lambda tx: members.set_dm(tx, person, opened))
        if late := self._no_time(begun):
            return late
        return await self._send(message, composed, opened, begun)

    async def _send(self, message: Message, composed: Composed, channel: str, begun: float) -> Fate:
        """Make the call of a message's operation."""
        if message.op == "post":
            return await self._slack.post(message, channel, composed.content, composed.thread_ts)
        if message.op == "upload":
            assert isinstance(composed.content, Illustrated | Attached)
            title = composed.content.title
            if (shown := await self._recall.find_file(message, channel, composed.thread_ts, title)) is not None:
                return shown
            return await self._uploads.send(
                message, channel, composed.content, composed.thread_ts, lambda: self._no_time(begun)
            )
        if message.op == "canvas":
            assert isinstance(composed.content, Canvas)
            return await self._canvases.write(message, channel, composed.content, lambda: self._no_time(begun))
        assert composed.ts is not None
        if message.op == "delete":
            return await self._slack.delete(message, channel, composed.ts)
        return await self._slack.update(message, channel, composed.ts, composed.content, composed.token or "")

    def _narrowed(self, message: Message, fate: Later) -> Later:
        """Hold back only what is refused: the whole workspace, one method, or this message."""
        if fate.about == "method":
            return replace(fate, after=self._pace.probe)
        if not fate.is_wide:
            return fate
        method = fate.method or delivery.METHODS[message.op]
        held = self._slack.hold(message.workspace_id, method)
        if held == EVERYTHING:
            return replace(fate, after=self._slack.shut_for(message.workspace_id) or fate.after, method=EVERYTHING)
        if held:
            return replace(fate, after=self._pace.probe, method=held, about="method")
        return replace(fate, after=backoff(message.attempt), throttled=False, about="channel")

    async def _follow(self, tx: Tx, message: Message) -> bool:
        """Readdress a message whose channel got a new id while it was on its way; nothing was posted."""
        if message.person is not None or not message.channel:
            return False
        now = await addresses.current(tx, message.workspace_id, message.channel)
        return now != message.channel and await delivery.readdress(tx, message, now)

    async def _settle(self, tx: Tx, message: Message, fate: Fate, *, shows: bool) -> None:
        now, real = self._clock.now(), self._clock.real()
        if isinstance(fate, Later):
            fate = self._narrowed(message, fate)
            if is_hopeless(message, fate, now):
                fate = Never(fate.reason)
        if isinstance(fate, Never) and fate.reason in GONE and await self._follow(tx, message):
            return
        match fate:
            case Sent(channel, ts):
                # Posted again after being unsure: a late first one would show after another settling time.
                again = real + 2 * self._pace.settling if message.unsure_since else None
                written = await delivery.sent(tx, message, channel, ts, now, again)
                if written and shows and message.op == "post":
                    await keep_true(tx, message, self._clock)
            case Later(after, reason, throttled, method):
                if throttled:
                    method = method or delivery.METHODS[message.op]
                    await delivery.throttled(tx, message.workspace_id, method, real + after)
                if throttled and fate.about != "pace":
                    after += _GIVES_WAY
                written = await delivery.later(tx, message, real + after, reason)
            case Never(reason):
                written = await delivery.never(tx, message, reason, now)
                if written and await learn_of_loss(tx, message, reason, now):
                    await told_of_loss(tx, message, reason, now)
                elif written and message.op == "upload":
                    await told_without(tx, message, reason, now, real)
                elif written and message.op == "canvas":
                    await told_of_canvas(tx, message, reason, now)
                elif written:
                    await told_of_failure(tx, message, reason, now)
            case Unsure(reason):
                written = await delivery.unsure(tx, message, reason, real, self._pace.settling)
        log.info(
            "settled",
            extra={"key": message.key, "fate": type(fate).__name__, "reason": getattr(fate, "reason", "")},
        )
        if not written:
            log.warning("lease was taken over", extra={"key": message.key})
