"""Questions and lessons in addition to duties: as a separate message where no digest carries them."""

from __future__ import annotations

from datetime import datetime

from bot.domain.messages import AsideMessage, DigestMessage
from bot.domain.outbox import Message, lateness
from bot.domain.roles import Person
from bot.services.context.composers import AwaitsFate, Made, NotWanted, PutOff, Shows, composes_for_reader
from bot.services.context.people import hours_of
from bot.services.duties import digests
from bot.services.questions import questions
from bot.views.questions.questions import Closing
from storage import outbox
from storage.database import Tx


async def closing_of(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Closing, ...]:
    """Return the last lines of a digest: its question or lesson; nothing where none is wanted.

    `message` is the digest, or the update that redraws it: then the question stays, in its current state.
    """
    aside_id = DigestMessage.of(message).aside
    if aside_id is None:
        return ()
    is_new = message.op == "post"
    closing = await questions.drawn(tx, message.workspace_id, aside_id, reader, now, alone=False, is_new=is_new)
    return (closing,) if closing is not None else ()


@composes_for_reader(AsideMessage)
async def _aside(tx: Tx, message: Message, reader: Person, now: datetime) -> tuple[Made, Shows]:
    aside_id = AsideMessage.of(message).aside
    if message.op == "post":
        held = await _held(tx, message, reader, now)
        if held is not None:
            if isinstance(held, NotWanted) and held.reason != "in_digest":
                await questions.drop(tx, message.workspace_id, aside_id)
            return held, ()
    is_new = message.op == "post"
    closing = await questions.drawn(tx, message.workspace_id, aside_id, reader, now, alone=True, is_new=is_new)
    return (closing.content if closing is not None else NotWanted("answered")), ()


async def _held(tx: Tx, message: Message, reader: Person, now: datetime) -> Made | None:
    """Say why it is not sent by itself; None where it is. It is for its own day, and is not made up for later.

    It leaves by itself where the digest that was to carry it never came, or where nobody will ever know.
    """
    digest = await outbox.by_id(tx, AsideMessage.of(message).digest)
    if digest is None:
        return NotWanted("no_digest")
    if digest.is_unsettled:
        return AwaitsFate(digest.id)
    if digest.was_sent:  # first of all: a digest that came late has it, too
        return NotWanted("in_digest")
    hours = await hours_of(tx, message.workspace_id, reader)
    if not hours.contains(now):
        at = hours.next_open(now)
        return PutOff(at) if hours.local_date(at) == hours.local_date(message.due_at) else NotWanted("too_late")
    if lateness(AsideMessage.kind, message.due_at, now) == "too_late":
        return NotWanted("too_late")
    if await digests.is_told(tx, message.workspace_id, reader, message.due_at):
        return NotWanted("in_catch_up")
    unsettled = await digests.unsettled(tx, message.workspace_id, reader, now)
    return AwaitsFate(unsettled) if unsettled is not None else None
