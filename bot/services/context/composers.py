"""What says the messages that we owe, at the moment when they leave: composers register here.

Most stand in bot/delivery/composing. One that asks the same as the verb that owes its message is beside that verb.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.duties import Duty
from bot.domain.messages import Payload
from bot.domain.outbox import Kind, Message
from bot.domain.roles import Person
from bot.services.context.people import hours_of, on_clock
from bot.views.kit.blocks import Content
from storage import members
from storage.database import Tx


@dataclass(frozen=True)
class NotWanted:
    """The message is no longer wanted, and why."""

    reason: str


@dataclass(frozen=True)
class ForSomebodyElse:
    """The duty has passed to somebody else: the message goes back under a key of theirs."""

    person: int
    key: str


@dataclass(frozen=True)
class NotYet:
    """Something that it depends on, such as the root of its thread, isn't posted yet."""

    reason: str


@dataclass(frozen=True)
class AwaitsFate:
    """The fate of another message, `of`, decides whether it is wanted: it steps aside until that is known."""

    of: int


@dataclass(frozen=True)
class PutOff:
    """Its reader must not be written to now: it waits until then (business time)."""

    until: datetime


# Duties with the versions in which they were read: later changes have to be shown again.
Shows = tuple[tuple[int, int], ...]
Made = Content | NotWanted | ForSomebodyElse | NotYet | AwaitsFate | PutOff
Compose = Callable[[Tx, Message, datetime], Awaitable[tuple[Made, Shows]]]
"""Says a message as of `now`, or why it is not wanted; and which duties it shows."""
ComposeByBoth = Callable[[Tx, Message, datetime, datetime], Awaitable[tuple[Made, Shows]]]
"""The same, for what also needs the real time."""
ComposeForReader = Callable[[Tx, Message, Person, datetime], Awaitable[tuple[Made, Shows]]]
"""The same, for what is written to one person."""
COMPOSERS: dict[Kind, ComposeByBoth] = {}


def composes_for_reader(*kinds: type[Payload]) -> Callable[[ComposeForReader], ComposeForReader]:
    """Make a function the composer of what one person reads. Where they left, it isn't wanted any more."""

    def add(compose: ComposeForReader) -> ComposeForReader:
        @composes(*kinds)
        async def _read(tx: Tx, message: Message, now: datetime) -> tuple[Made, Shows]:
            reader = await reader_of(tx, message)
            return await compose(tx, message, reader, now) if reader is not None else (NotWanted("person_left"), ())

        return compose

    return add


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
