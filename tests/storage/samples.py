"""What the tests of the memory put into it: workspaces with people, and messages that are owed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from bot.domain.outbox import Kind, Message, Op, Owed
from storage import delivery, members, outbox, workspaces
from storage.database import Database, Tx

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE = timedelta(seconds=45)
SETTLING = timedelta(seconds=3)


@dataclass(frozen=True)
class Team:
    """A workspace and two people of it, by our ids."""

    id: int
    ana: int
    ben: int


@asynccontextmanager
async def taken_back(database: Database) -> AsyncIterator[Tx]:
    """Run a transaction that is rolled back at the end, as by a crash before its commit."""
    async with database.engine.connect() as tx:
        yield tx


async def a_team(database: Database, name: str = "one") -> Team:
    """Write a workspace with Ana and Ben down. The Slack ids of people are the same in every team."""
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", f"T-{name}", name, "UBOT", "drumbeat", NOW)
        ana = await members.meet(tx, team.id, "UANA", NOW)
        ben = await members.meet(tx, team.id, "UBEN", NOW)
    return Team(team.id, ana.id, ben.id)


async def owe(
    database: Database,
    team: Team,
    key: str,
    *,
    person: int | None = None,
    channel: str | None = None,
    seconds: float = 0,
    op: Op = "post",
    target: int | None = None,
    kind: Kind = "told",
    facts: Mapping[str, str | int] | None = None,
) -> int:
    """Owe a message due `seconds` after NOW (to Ana, where nobody is named) and return its id."""
    async with database.begin() as tx:
        if person is None and channel is None:
            person = team.ana
        due_at = NOW + timedelta(seconds=seconds)
        owed = Owed(key, kind, due_at, op=op, person=person, channel=channel, target=target, facts=facts or {})
        message_id = await outbox.owe(tx, team.id, owed, NOW)
    assert message_id is not None, f"{key} was owed already"
    return message_id


async def claim(
    database: Database, team: Team, *, now: datetime = NOW, real: datetime = NOW, most: int = 8
) -> list[Message]:
    """Claim in a transaction of its own."""
    async with database.begin() as tx:
        return await delivery.claim(tx, team.id, now, real, LEASE, most)


async def claimed(database: Database, team: Team, key: str = "m", real: datetime = NOW) -> Message:
    """Owe one message and claim it."""
    await owe(database, team, key)
    (message,) = await claim(database, team, real=real)
    assert message.key == key
    return message


async def read(tx: Tx, message_id: int) -> Message:
    """Read a message that is there."""
    found = await outbox.by_id(tx, message_id)
    assert found is not None
    return found


async def state_of(database: Database, message_id: int) -> str:
    """Return a message's state as committed."""
    async with database.look() as tx:
        return (await read(tx, message_id)).state


def keys(messages: list[Message]) -> list[str]:
    """List the keys of messages, in their order."""
    return [message.key for message in messages]


async def until_somebody_waits(database: Database) -> None:
    """Return when a connection of this database waits for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10):
        while True:
            async with database.look() as tx:
                if (await tx.execute(waiting)).scalar_one():
                    return
