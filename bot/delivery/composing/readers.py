"""What every composer needs: a message's reader, and when they may be written to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.delivery.sender import AwaitsFate, ForSomebodyElse, NotWanted, NotYet, PutOff
from bot.domain.duties import Duty
from bot.domain.messages import Payload
from bot.domain.outbox import Kind, Message
from bot.domain.roles import Person
from bot.services.context.people import hours_of, on_clock, who_does
from bot.services.duties.on_hold import marked
from bot.views.kit.blocks import Content
from storage import duties, members, standing
from storage.database import Tx

# Duties with the versions in which they were read: later changes have to be shown again.
Shows = tuple[tuple[int, int], ...]
Made = Content | NotWanted | ForSomebodyElse | NotYet | AwaitsFate | PutOff
Compose = Callable[[Tx, Message, datetime], Awaitable[tuple[Made, Shows]]]
"""Says a message as of `now`, or why it is not wanted; and which duties it shows."""
ComposeByBoth = Callable[[Tx, Message, datetime, datetime], Awaitable[tuple[Made, Shows]]]
"""The same, for what also needs the real time."""
COMPOSERS: dict[Kind, ComposeByBoth] = {}


def composes(*kinds: type[Payload]) -> Callable[[Compose], Compose]:
    """Make a function the composer of kinds of messages."""

    def add(compose: Compose) -> Compose:
        composes_by_both(*kinds)(lambda tx, message, now, _: compose(tx, message, now))
        return compose

    return add


def composes_by_both(*kinds: type[Payload]) -> Callable[[ComposeByBoth], ComposeByBoth]:
    """Make a function that also needs the real time the composer of kinds of messages."""

    def add(compose: ComposeByBoth) -> ComposeByBoth:
        assert not (taken := COMPOSERS.keys() & {one.kind for one in kinds}), taken
        COMPOSERS.update({one.kind: compose for one in kinds})
        return compose

    return add


def as_shown(*shown: Duty) -> Shows:
    """Return duties with the versions in which they were read."""
    return tuple((duty.id, duty.version) for duty in shown)


async def reader_of(tx: Tx, message: Message) -> Person | None:
    """Return a direct message's reader, on their clock; None for people who left, and for bots."""
    person = await members.by_id(tx, message.workspace_id, message.person) if message.person else None
    if person is None or person.has_left or person.is_bot:
        return None
    return await on_clock(tx, message.workspace_id, person)


async def put_off(tx: Tx, message: Message, reader: Person, now: datetime) -> PutOff | None:
    """Let a post that answers nobody wait for its reader's hours, by their clock as it is now."""
    hours = await hours_of(tx, message.workspace_id, reader)
    return PutOff(hours.next_open(now)) if message.op == "post" and not hours.contains(now) else None


async def shown_by(
    tx: Tx, target: Message, reader: Person, now: datetime
) -> tuple[list[Duty], list[tuple[Duty, Person]]]:
    """Return the duties that a message showed, as they are now: the reader's, and those that somebody else has now."""
    shown = await duties.by_ids(tx, target.workspace_id, await standing.duties_shown(tx, target.id))
    shown = await marked(tx, target.workspace_id, shown, now)
    mine: list[Duty] = []
    elsewhere: list[tuple[Duty, Person]] = []
    for duty in shown:
        resolved = await who_does(tx, duty) if duty.is_open else None
        if resolved and resolved.person.id != reader.id:
            elsewhere.append((duty, resolved.person))
        else:
            mine.append(duty)
    return mine, elsewhere
