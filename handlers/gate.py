"""Around every listener: one verb through the door, a Refusal turned into words, no exception let out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from traceback import walk_tb
from types import MappingProxyType
from typing import Any, TypeVar
from uuid import uuid4

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import OutcomeUnknown, Refusal
from bot.domain.messages import ToldMessage
from bot.domain.places import Place
from bot.domain.refusals import (
    DatabaseBusy,
    FormTooLate,
    OneMoment,
    OneMomentForm,
    OutcomeNotKnown,
    WentWrong,
    WorkspaceUnknown,
)
from bot.services.context import undo
from bot.services.context.ctx import Ctx
from bot.services.context.receive import Door, Duplicate, Envelope
from bot.services.day import home
from bot.services.plan.directory import seen_in
from bot.services.talk import commands
from bot.services.talk.conversations import refuse_there
from bot.views.kit.blocks import Block, Content, window
from bot.views.talk import refusals
from bot.views.talk.notices import notice
from handlers.payloads import (
    as_opened_from,
    carried,
    envelope_of,
    first_input,
    home_page,
    is_own_view,
    pressed,
    said_to_us,
)

log = logging.getLogger(__name__)

T = TypeVar("T")
Verb = Callable[[Ctx], Awaitable[T]]
Listener = Callable[[AsyncArgs, "Gate"], Awaitable[Content | None]]

# The only call to Slack before an acknowledgement, for which Slack waits three seconds.
BEFORE_ACK = 1.5
# At most this long a press or command waits for the database. After that nothing was done, and the person hears so.
PATIENCE = timedelta(seconds=1.3)
# A verb that takes longer than this is acknowledged with words and continues. The person hears when it is done.
WORDS_AFTER = timedelta(seconds=2.2)
# A press is acknowledged within this, whatever its words wait for: Slack's three seconds include both ways.
ACKNOWLEDGED = timedelta(seconds=2.7)
# What every gesture, and every typed command, passes on the way to its own verb.
ON_THE_WAY = (Door.__module__, commands.__name__, undo.__name__)
# Slack's last retry of an event carries this number; after it nobody would ever be answered.
LAST_RETRY = 3


@dataclass(frozen=True)
class Instead:
    """A form's answer: replace it with this form."""

    view: Block


@dataclass(frozen=True)
class AllClosed:
    """A form's answer: close it and every form below it."""


@dataclass
class _Gesture:
    """One press, command, or form in progress, and how the person hears of its end.

    is_late  it was acknowledged with words before it was done
    is_told  the person hears that it is done: by a message owed in its transaction, or in a form
    """

    is_late: bool = False
    is_told: bool = False


_gesture: ContextVar[_Gesture | None] = ContextVar("gesture", default=None)

NOWHERE_ELSE: Mapping[type[Refusal], str] = MappingProxyType({})
# Words beside fields, by block id; None closes the form.
FormAnswer = Mapping[str, str] | Instead | AllClosed | None


class Gate:
    """Knows the door, and how many gestures are in progress: on shutdown, nobody else waits for those."""

    def __init__(self, door: Door, words_after: timedelta = WORDS_AFTER) -> None:
        self._door, self._words_after = door, words_after
        self._running: set[asyncio.Task[Any]] = set()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_idle(self) -> bool:
        """Tell whether no gesture is in progress."""
        return self._busy == 0

    async def idle(self) -> None:
        """Wait until no gesture is in progress."""
        await self._idle.wait()

    async def _within(self, work: Awaitable[T]) -> T:
        self._busy += 1
        self._idle.clear()
        try:
            return await work
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()

    # ------------------------------------------------------------ in time

    def _begin(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """Start work that continues even when nobody waits for it any more."""
        task = asyncio.create_task(self._within(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _in_time(self, work: Callable[[], Awaitable[T]]) -> tuple[asyncio.Task[T], _Gesture]:
        """Do a gesture's work, and wait for it as long as Slack does. Work that is late continues."""
        gesture = _Gesture()
        _gesture.set(gesture)
        task = self._begin(work())
        await asyncio.wait({task}, timeout=self._words_after.total_seconds())
        gesture.is_late = not task.done()
        return task, gesture

    async def _report(self, args: AsyncArgs, task: asyncio.Task[Content | Refusal | None], gesture: _Gesture) -> None:
        """Tell the person how late work ended: its answer, or that it is done."""
        content = _worded(await task)
        if content is None and not gesture.is_told:
            content = notice("late_done", {})
        if content is not None:
            await self.respond(args, content, instead=False)

    # ------------------------------------------------------------ commands

    def command(self, work: Listener) -> Callable[..., Awaitable[None]]:
        """Wrap a command's listener: its return value is the answer that only the asker sees."""

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_command(args, work))

        return listen

    async def _answer_command(self, args: AsyncArgs, work: Listener) -> None:
        task, gesture = await self._in_time(lambda: self._safely(args, work(args, self)))
        if gesture.is_late:
            self._begin(self._report(args, task, gesture))
        content = _worded(OneMoment() if gesture.is_late else task.result())
        if content is None:
            await args.ack()
        else:
            await args.ack(text=content.text, blocks=list(content.blocks), response_type="ephemeral")

    async def _safely(self, args: AsyncArgs, work: Awaitable[T]) -> T | Refusal | None:
        """Do a listener's work. A refusal is its result then, and so is one made of an unexpected exception."""
        try:
            return await self._noted(args, work)
        except Duplicate:
            return None
        except Refusal as refusal:
            return refusal
        except Exception as error:  # noqa: BLE001 - whoever typed or pressed gets an answer to any failure; _logged keeps the trace
            return _logged(error)

    # ------------------------------------------------------------ buttons and selects

    def action(self, work: Listener) -> Callable[..., Awaitable[None]]:
        """Wrap a button's listener: its return value, if any, is shown only to the person who pressed."""

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_action(args, work))

        return listen

    def press(
        self, thing: str, verb: Callable[[Ctx, int], Awaitable[object]], *, in_place: bool = False
    ) -> Callable[..., Awaitable[None]]:
        """Wrap a verb as a button's listener: it takes the id that the button carries, and may return what is shown.

        With `in_place` that is shown instead of what only the presser sees; every other message is redrawn by itself.
        """

        async def listen(args: AsyncArgs, gate: Gate) -> Content | None:
            ref = pressed(args, thing)
            answer = await gate.take(args, lambda ctx: verb(ctx, ref.id))
            if not isinstance(answer, Content) or not in_place:
                return answer if isinstance(answer, Content) else None
            if is_own_view(args):
                await gate.respond(args, answer, instead=True)
            return None

        return self.action(listen)

    async def _answer_action(self, args: AsyncArgs, work: Listener) -> None:
        until = asyncio.get_running_loop().time() + ACKNOWLEDGED.total_seconds()
        task, gesture = await self._in_time(lambda: self._safely(args, work(args, self)))
        content = _worded(OneMoment() if gesture.is_late else task.result())
        if content is not None:
            words = self._begin(self.respond(args, content, instead=False))
            # The rest of Slack's three seconds; the words come, acknowledged or not.
            left = until - asyncio.get_running_loop().time()
            await asyncio.wait({words}, timeout=min(max(left, 0), BEFORE_ACK))
        if gesture.is_late:
            self._begin(self._report(args, task, gesture))
        await args.ack()

    async def respond(self, args: AsyncArgs, content: Content, *, instead: bool) -> None:
        """Show something to the person who pressed: by itself, or instead of the message that only they see.

        Home and windows have no messages: there it comes in a new window, or instead of the one on top.
        """
        if args.body.get("view"):
            await self._show(args, content, instead=instead)
            return
        if not args.context.response_url:
            return
        try:
            async with asyncio.timeout(BEFORE_ACK):
                await args.respond(
                    text=content.text,
                    blocks=list(content.blocks),
                    response_type="ephemeral",
                    replace_original=instead,
                )
        except Exception:
            log.exception("could not answer a press")

    async def _show(self, args: AsyncArgs, content: Content, *, instead: bool) -> None:
        try:
            if instead and args.body["view"].get("type") == "modal":
                shown = as_opened_from(args, window(content))
                async with asyncio.timeout(BEFORE_ACK):
                    await args.client.views_update(view_id=str(args.body["view"]["id"]), view=shown)
            else:
                await self._open(args, window(content))
        except Exception:
            log.exception("could not answer a press")

    async def open_form(self, args: AsyncArgs, view: Block) -> None:
        """Open a form for the person who pressed, on top of the form in which they pressed.

        Raises the Refusal `form_too_late` where Slack would no longer wait.
        """
        await self._open(args, view)
        if (gesture := _gesture.get()) is not None:
            gesture.is_told = True

    async def _open(self, args: AsyncArgs, view: Block) -> None:
        trigger, shown = str(args.body["trigger_id"]), as_opened_from(args, view)
        try:
            async with asyncio.timeout(BEFORE_ACK):
                if (args.body.get("view") or {}).get("type") == "modal":
                    await args.client.views_push(trigger_id=trigger, view=shown)
                else:
                    await args.client.views_open(trigger_id=trigger, view=shown)
        except Exception as error:
            log.warning("could not open a form", exc_info=error)
            raise FormTooLate from error

    # ------------------------------------------------------------ forms

    def form(
        self,
        block_id: str,
        work: Callable[[AsyncArgs, Gate], Awaitable[FormAnswer]],
        beside: Mapping[type[Refusal], str] = NOWHERE_ELSE,
    ) -> Callable[..., Awaitable[None]]:
        """Wrap a form's listener: errors by block id are shown beside their fields, and the form stays open.

        With Instead, another form takes its place; with AllClosed, the ones below it are closed as well.
        A Refusal stands beside the first field, `block_id`, or the one that `beside` names for its class.
        """

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_form(args, block_id, work, beside))

        return listen

    async def _answer_form(
        self,
        args: AsyncArgs,
        block_id: str,
        work: Callable[[AsyncArgs, Gate], Awaitable[FormAnswer]],
        beside: Mapping[type[Refusal], str],
    ) -> None:
        task, gesture = await self._in_time(lambda: self._safely(args, work(args, self)))
        answer = OneMomentForm() if gesture.is_late else task.result()
        if isinstance(answer, Refusal):
            field = beside.get(type(answer)) or first_input(args, block_id)
            answer = {field: refusals.field_error(answer)}
        if isinstance(answer, Instead):
            await args.ack(response_action="update", view=as_opened_from(args, answer.view))
        elif isinstance(answer, AllClosed):
            await args.ack(response_action="clear")
        elif answer:
            await args.ack(response_action="errors", errors=dict(answer))
        else:
            await args.ack()

    # ------------------------------------------------------------ events

    def event(self, verb: Callable[[AsyncArgs], Verb[Any]]) -> Callable[..., Awaitable[None]]:
        """Wrap an event's listener. Events have no answer: a refusal is owed as a message where the event came from.

        Unexpected exceptions are raised, so that Slack repeats the event; on its last try the person is told instead.
        """

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_event(args, verb(args)))

        return listen

    async def _answer_event(self, args: AsyncArgs, verb: Verb[Any]) -> None:
        envelope = envelope_of(args)
        try:
            await self._noted(args, self._door.take(envelope, verb))
        except Duplicate:
            return
        except Refusal as refusal:
            await self._refuse_event(args, envelope, refusal)
        except Exception as error:
            failure = _logged(error)
            if int((args.request.headers.get("x-slack-retry-num") or ["0"])[0]) < LAST_RETRY:
                raise
            await self._refuse_event(args, envelope, failure)

    async def _refuse_event(self, args: AsyncArgs, envelope: Envelope, refusal: Refusal) -> None:
        event = args.body.get("event") or {}
        if isinstance(refusal, WorkspaceUnknown) or not said_to_us(event) or not envelope.user:
            return
        place, thread = Place(str(event["channel"])), event.get("thread_ts") or event.get("ts")
        key = envelope.keys[0]

        async def refuse(ctx: Ctx) -> None:
            await refuse_there(ctx, place, thread, key, refusal)

        try:
            await self._door.take(envelope, refuse)
        except Duplicate:
            return

    # ------------------------------------------------------------ the door

    async def take(self, args: AsyncArgs, verb: Verb[T]) -> T:
        """Call one verb for a gesture or event. A press in a channel shows that its presser is a member.

        After a gesture on Home, or in a form that was opened from there, Home is published again. That includes refused
        gestures: an outdated Home may be what invited them.
        """
        page, gesture = home_page(args), _gesture.get()
        channel = str((args.body.get("channel") or {}).get("id") or "") if args.body.get("actions") else ""

        async def there(ctx: Ctx) -> T:
            if channel and not Place(channel).is_dm:
                await seen_in(ctx, channel, str((args.action or {}).get("action_ts") or ""))
            answer = await verb(ctx)
            if page is not None:
                await home.show_anew(ctx, page)
            # A view is a form that is yet to open: nothing was done, and perhaps nothing will be.
            if gesture is not None and gesture.is_late and not isinstance(answer, dict):
                await ctx.tell(ctx.me, ToldMessage.late_answer(receipt=str(ctx.receipt_id)), "late_done")
                gesture.is_told = True
            return answer

        try:
            return await self._door.take(envelope_of(args), there, PATIENCE)
        except DatabaseBusy:
            raise
        except Refusal:
            # Not after a form: its receipt would make the mended one a duplicate.
            if page is not None and args.body.get("type") == "block_actions":
                await self._door.take(envelope_of(args), lambda ctx: home.show_anew(ctx, page), PATIENCE)
            raise

    async def _noted(self, args: AsyncArgs, work: Awaitable[T]) -> T:
        """Wait for some work, and log its refusal: with ids alone, so that an operator can tell what a person saw."""
        try:
            return await work
        except Refusal as refusal:
            envelope = envelope_of(args)
            log.info(
                "refused",
                extra={
                    "verb": _verb_of(refusal),
                    "code": refusal.code,
                    "reason": refusal.reason,
                    "workspace": envelope.team_id,
                    "person": envelope.user,
                    "ref": carried(args),
                },
            )
            raise


def _verb_of(refusal: Refusal) -> str:
    """Name the first function of services that a refusal came through, such as "duties.snooze"; else where it arose."""
    frames = [(str(f.f_globals["__name__"]), f.f_code.co_name) for f, _ in walk_tb(refusal.__traceback__)]
    verbs = [frame for frame in frames if frame[0].startswith("bot.services.") and frame[0] not in ON_THE_WAY]
    module, function = verbs[0] if verbs else frames[-1]
    return f"{module.rpartition('.')[2]}.{function}"


def _worded(answer: Content | Refusal | None) -> Content | None:
    return refusals.refusal(answer) if isinstance(answer, Refusal) else answer


def _logged(error: Exception) -> Refusal:
    """Log the exception that is being handled, and return what people read: with the reference to find it by."""
    reference = uuid4().hex[:8]
    log.exception("something went wrong", extra={"reference": reference})
    return (OutcomeNotKnown if isinstance(error, OutcomeUnknown) else WentWrong)(reference=reference)
