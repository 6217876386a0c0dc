"""What every composer needs: a message's reader, and when they may be written to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.delivery.sender import AwaitsFate, ForSomebodyElse, NotWanted, NotYet, PutOff
from bot.domain.duties import Duty
from bot.domain.outbox import Message
from bot.domain.roles import Person
from bot.services.people import hours_of, on_clock
from bot.views.blocks import Content
from storage import members
from storage.database import Tx

# Duties with the versions in which they were read: later changes have to be shown again.
Shows = tuple[tuple[int, int], ...]
Made = Content | NotWanted | ForSomebodyElse | NotYet | AwaitsFate | PutOff
Compose = Callable[[Tx, Message, datetime], Awaitable[tuple[Made, Shows]]]
"""Says a message as of `now`, or why it is not wanted; and which duties it shows."""


def as_shown(*shown: Duty) -> Shows:
    """Return duties with the versions in which they were read."""
    return tuple((duty.id, duty.version) for duty in shown)


def fact(message: Message, name: str) -> int:
    """Return a reference that a message carries. Raises TypeError where it is none, KeyError where there is none."""
    value = message.facts[name]
    if not isinstance(value, int):
        raise TypeError(f"{message.key}: {name} is no reference")
    return value


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
