"""Around every listener: one verb through the door, a Refusal turned into words, no exception let out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import Refusal
from bot.services.context import Ctx
from bot.services.conversations import Place, refuse_there
from bot.services.directory import seen_in
from bot.services.receive import Door, Duplicate, Envelope
from bot.views import refusals
from bot.views.blocks import Block, Content

log = logging.getLogger(__name__)

T = TypeVar("T")
Verb = Callable[[Ctx], Awaitable[T]]

# The one call to Slack before an acknowledgement: Slack waits three seconds for that.
BEFORE_ACK = 1.5
# Slack's last retry of an event carries this number; after it nobody would ever be answered.
LAST_RETRY = 3


class Gate:
    """Knows the door, and how many gestures are being dealt with: on shutdown, nobody else waits for those."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def is_idle(self) -> bool:
        """Tell whether nothing is being dealt with."""
        return self._busy == 0

    async def idle(self) -> None:
        """Wait until nothing is being dealt with."""
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

    # ------------------------------------------------------------ commands

    def command(self, work: Callable[[AsyncArgs, Gate], Awaitable[Content | None]]) -> Callable[..., Awaitable[None]]:
        """Wrap a command's listener: what it returns is the answer that only the asker sees."""

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_command(args, work))

        return listen

    async def _answer_command(
        self, args: AsyncArgs, work: Callable[[AsyncArgs, Gate], Awaitable[Content | None]]
    ) -> None:
        content = await self._safely(lambda: work(args, self))
        if content is None:
            await args.ack()
        else:
            await args.ack(text=content.text, blocks=list(content.blocks), response_type="ephemeral")

    async def _safely(self, work: Callable[[], Awaitable[Content | None]]) -> Content | None:
        """Run a listener; a Refusal, and anything that nobody expected, becomes the words of an answer."""
        try:
            return await work()
        except Duplicate:
            return None
        except Refusal as refusal:
            return refusals.refusal(refusal.code, refusal.facts)
        except Exception:  # noqa: BLE001 - whoever asked is answered, whatever happens; it is logged
            return refusals.refusal("went_wrong", {"reference": _logged()})

    # ------------------------------------------------------------ buttons and selects

    def action(self, work: Callable[[AsyncArgs, Gate], Awaitable[Content | None]]) -> Callable[..., Awaitable[None]]:
        """Wrap a button's listener: what it returns, if anything, is shown to whoever pressed, and to nobody else."""

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_action(args, work))

        return listen

    async def _answer_action(
        self, args: AsyncArgs, work: Callable[[AsyncArgs, Gate], Awaitable[Content | None]]
    ) -> None:
        content = await self._safely(lambda: work(args, self))
        if content is not None:
            await self.respond(args, content, instead=False)
        await args.ack()

    async def respond(self, args: AsyncArgs, content: Content, *, instead: bool) -> None:
        """Show something to whoever pressed: by itself, or instead of the message that only they see."""
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

    async def open_form(self, args: AsyncArgs, view: Block) -> None:
        """Open a form for whoever pressed. Raises the Refusal `form_too_late` where Slack would not wait any more."""
        try:
            async with asyncio.timeout(BEFORE_ACK):
                await args.client.views_open(trigger_id=str(args.body["trigger_id"]), view=view)
        except Exception as error:
            log.warning("could not open a form", exc_info=error)
            raise Refusal("form_too_late") from error

    # ------------------------------------------------------------ forms

    def form(
        self, block_id: str, work: Callable[[AsyncArgs, Gate], Awaitable[Mapping[str, str] | None]]
    ) -> Callable[..., Awaitable[None]]:
        """Wrap a form's listener: errors by block id are shown beside their fields, and the form stays open.

        A Refusal that is about no field in particular stands beside the first one, `block_id`.
        """

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_form(args, block_id, work))

        return listen

    async def _answer_form(
        self,
        args: AsyncArgs,
        block_id: str,
        work: Callable[[AsyncArgs, Gate], Awaitable[Mapping[str, str] | None]],
    ) -> None:
        try:
            errors = await work(args, self)
        except Duplicate:
            errors = None
        except Refusal as refusal:
            errors = {_first_input(args, block_id): refusals.field_error(refusal.code, refusal.facts)}
        except Exception:  # noqa: BLE001
            words = refusals.field_error("went_wrong", {"reference": _logged()})
            errors = {_first_input(args, block_id): words}
        if errors:
            await args.ack(response_action="errors", errors=dict(errors))
        else:
            await args.ack()

    # ------------------------------------------------------------ events

    def event(self, verb: Callable[[AsyncArgs], Verb[Any]]) -> Callable[..., Awaitable[None]]:
        """Wrap an event's listener. Events have no answer: a refusal is owed as a message where the event came from.

        What nobody expected is raised, so that Slack repeats the event; at its last try the person is told instead.
        """

        async def listen(args: AsyncArgs) -> None:
            await self._within(self._answer_event(args, verb(args)))

        return listen

    async def _answer_event(self, args: AsyncArgs, verb: Verb[Any]) -> None:
        envelope = self.envelope(args)
        try:
            await self._door.take(envelope, verb)
        except Duplicate:
            return
        except Refusal as refusal:
            await self._refuse_event(args, envelope, refusal.code, dict(refusal.facts))
        except Exception:
            reference = _logged()
            if int((args.request.headers.get("x-slack-retry-num") or ["0"])[0]) < LAST_RETRY:
                raise
            await self._refuse_event(args, envelope, "went_wrong", {"reference": reference})

    async def _refuse_event(self, args: AsyncArgs, envelope: Envelope, code: str, facts: dict[str, str]) -> None:
        event = args.body.get("event") or {}
        if code == "workspace_unknown" or not _said_to_us(event) or not envelope.user:
            return
        place, thread = Place(str(event["channel"])), event.get("thread_ts") or event.get("ts")
        key = envelope.keys[0]

        async def refuse(ctx: Ctx) -> None:
            await refuse_there(ctx, place, thread, key, code, facts)

        try:
            await self._door.take(envelope, refuse)
        except Duplicate:
            return

    # ------------------------------------------------------------ the door

    async def take(self, args: AsyncArgs, verb: Verb[T]) -> T:
        """Call one verb for what came in. A press in a channel shows that whoever pressed is in it."""
        channel = str((args.body.get("channel") or {}).get("id") or "") if args.body.get("actions") else ""

        async def there(ctx: Ctx) -> T:
            if channel and not Place(channel).is_dm:
                await seen_in(ctx, channel, str((args.action or {}).get("action_ts") or ""))
            return await verb(ctx)

        return await self._door.take(self.envelope(args), there)

    def envelope(self, args: AsyncArgs) -> Envelope:
        """Read, of a verified payload, where it comes from, by whom, and under which keys Slack would repeat it."""
        context: AsyncBoltContext = args.context
        body = args.body
        event = body.get("event") or {}
        if body.get("type") == "event_callback" or event:
            found = [("event", body.get("event_id")), ("message", event.get("client_msg_id"))]
        else:
            found = [("trigger", body.get("trigger_id"))]
            if body.get("type") == "view_submission":
                # Pressed twice, a form comes with two triggers, but it is one view. A refused one leaves no receipt.
                found = [("view", (body.get("view") or {}).get("id"))]
        return Envelope(
            enterprise_id=context.enterprise_id or "",
            team_id=context.team_id or "",
            user=context.user_id or "",
            keys=tuple(f"{kind}:{value}"[:200] for kind, value in found if value),
        )


def _said_to_us(event: Mapping[str, Any]) -> bool:
    """Tell whether an event can be somebody's words to the bot: in a direct message, or in a thread."""
    spoken = event.get("type") == "message" and not event.get("bot_id") and isinstance(event.get("channel"), str)
    return spoken and (event["channel"].startswith("D") or isinstance(event.get("thread_ts"), str))


def _first_input(args: AsyncArgs, block_id: str) -> str:
    blocks = (args.body.get("view") or {}).get("blocks") or []
    inputs = [b["block_id"] for b in blocks if b.get("type") == "input"]
    return block_id if block_id in inputs or not inputs else str(inputs[0])


def _logged() -> str:
    """Log the exception that is being handled, and return the reference under which it can be found."""
    reference = uuid4().hex[:8]
    log.exception("something went wrong", extra={"reference": reference})
    return reference
