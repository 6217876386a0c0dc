"""Settling: a fate is written down by whoever holds the lease, and by nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.outbox import Message
from storage import delivery, heartbeats, outbox
from storage.database import Database, Tx
from tests.storage.samples import LEASE, NOW, SETTLING, a_team, claim, claimed, keys, owe, read, state_of

Settle = Callable[[Tx, Message], Awaitable[bool]]

FATES: dict[str, Settle] = {
    "sent": lambda tx, message: delivery.sent(tx, message, "D1", "1.0", NOW, None),
    "waiting": lambda tx, message: delivery.later(tx, message, NOW, "cannot_connect"),
    "never": lambda tx, message: delivery.never(tx, message, "channel_not_found", NOW),
    "unsure": lambda tx, message: delivery.unsure(tx, message, "TimeoutError", NOW, SETTLING),
    "withdrawn": lambda tx, message: delivery.withdraw(tx, message, "done_meanwhile", NOW),
    "unknown": lambda tx, message: delivery.unknown(tx, message, NOW),
}


@pytest.mark.parametrize("fate", FATES)
async def test_a_fate_is_written_down_once(database: Database, fate: str) -> None:
    """The first settles; a second, of whatever kind, is refused and changes nothing."""
    team = await a_team(database)
    message = await claimed(database, team)
    async with database.begin() as tx:
        assert await FATES[fate](tx, message)
        settled = await read(tx, message.id)
    assert settled.state == fate
    for other in FATES.values():
        async with database.begin() as tx:
            assert not await other(tx, message)
            assert await read(tx, message.id) == settled


@pytest.mark.parametrize("fate", FATES)
async def test_who_lost_the_lease_cannot_settle(database: Database, fate: str) -> None:
    """The lease ran out, Slack did not show the message, and another sender is at it: the old one's word is late."""
    team = await a_team(database)
    old = await claimed(database, team)
    later = NOW + LEASE + timedelta(seconds=1)
    async with database.begin() as tx:
        assert await delivery.expire(tx, later, SETTLING) == 1
        assert not await FATES[fate](tx, old)
        for look in range(2):
            unsure = await read(tx, old.id)
            assert await delivery.not_found(tx, unsure, later, SETTLING) == (look == 1)
    (new,) = await claim(database, team, real=later)
    assert (new.id, new.attempt) == (old.id, old.attempt + 1)
    async with database.begin() as tx:
        assert not await FATES[fate](tx, old)
        assert await FATES[fate](tx, new)


async def test_two_settle_at_once(database: Database) -> None:
    """One of them is believed."""
    team = await a_team(database)

    async def settle(message: Message, fate: Settle) -> bool:
        async with database.begin() as tx:
            return await fate(tx, message)

    for turn in range(5):
        message = await claimed(database, team, f"m{turn}")
        fates = [FATES[name] for name in ("sent", "never", "withdrawn", "sent")]
        assert sum(await asyncio.gather(*(settle(message, fate) for fate in fates))) == 1


async def test_sent_says_where_it_stands(database: Database) -> None:
    """Found by its place in Slack from then on."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    message = await claimed(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "1700000000.000100", NOW, None)
        found = await outbox.by_ts(tx, team.id, "D1", "1700000000.000100")
        assert found is not None
        assert (found.id, found.channel, found.state) == (message.id, "D1", "sent")
        assert await outbox.by_ts(tx, team.id, "D2", "1700000000.000100") is None
        assert await outbox.by_ts(tx, other.id, "D1", "1700000000.000100") is None


async def test_a_delete_takes_the_place_of_its_target_away(database: Database) -> None:
    """What was taken away is not kept true any more."""
    team = await a_team(database)
    message = await claimed(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "1.0", NOW, None)
    await owe(database, team, "m:delete:0", op="delete", target=message.id)
    (delete,) = await claim(database, team)
    assert await state_of(database, message.id) == "sent"
    async with database.begin() as tx:
        assert await delivery.sent(tx, delete, "D1", "1.0", NOW, NOW)
        # Only a post can be doubled.
        assert await delivery.claim_recheck(tx, NOW, LEASE) is None
    assert await state_of(database, message.id) == "deleted"


async def test_a_long_reason_is_clipped(database: Database) -> None:
    """Slack's words fit the column, whatever Slack says."""
    team = await a_team(database)
    message = await claimed(database, team)
    async with database.begin() as tx:
        await delivery.never(tx, message, "x" * 1000, NOW)
        ((_, reason),) = await outbox.fates_of(tx, team.id, team.ana, NOW)
    assert reason == "x" * 300


# ---------------------------------------------------------------- handing on


async def test_handed_on_it_waits_for_somebody_else(database: Database) -> None:
    """Under a key of theirs and in their conversation, in the order in which it was due."""
    team = await a_team(database)
    message = await claimed(database, team, "nudge:7:ana")
    await owe(database, team, "ben's later one", person=team.ben)
    async with database.begin() as tx:
        assert await delivery.hand_on(tx, message, team.ben, "nudge:7:ben", NOW)
        moved = await read(tx, message.id)
    assert (moved.state, moved.person, moved.key) == ("waiting", team.ben, "nudge:7:ben")
    assert (moved.conversation, moved.due_at, moved.channel) == (f"dm:{team.ben}", NOW, None)
    async with database.look() as tx:
        assert await outbox.by_key(tx, team.id, "nudge:7:ana") is None
    assert keys(await claim(database, team)) == ["nudge:7:ben"]


async def test_handed_on_to_somebody_who_has_it_already(database: Database) -> None:
    """It was owed to them under that key: this one is withdrawn, so that they read it once."""
    team = await a_team(database)
    await owe(database, team, "nudge:7:ben", person=team.ben, seconds=60)
    message = await claimed(database, team, "nudge:7:ana")
    async with database.begin() as tx:
        assert await delivery.hand_on(tx, message, team.ben, "nudge:7:ben", NOW)
    assert await state_of(database, message.id) == "withdrawn"
    assert keys(await claim(database, team, now=NOW + timedelta(minutes=2))) == ["nudge:7:ben"]


async def test_handed_on_under_another_workspaces_key(database: Database) -> None:
    """Keys of other workspaces do not count."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    await owe(database, other, "nudge:7:ben")
    message = await claimed(database, team, "nudge:7:ana")
    async with database.begin() as tx:
        assert await delivery.hand_on(tx, message, team.ben, "nudge:7:ben", NOW)
    assert await state_of(database, message.id) == "waiting"


# ---------------------------------------------------------------- the heartbeat


async def test_a_beat_tells_of_the_one_before(database: Database) -> None:
    """Business time of the last one, so that a sleep is noticed; real time for the health check."""
    async with database.begin() as tx:
        assert await heartbeats.last_beat(tx, "bot") is None
        assert await heartbeats.beat(tx, "bot", NOW, NOW) is None
        assert await heartbeats.beat(tx, "bot", NOW + timedelta(hours=9), NOW + SETTLING) == NOW
        assert await heartbeats.last_beat(tx, "bot") == NOW + SETTLING
        assert await heartbeats.last_beat(tx, "other") is None
