"""Unsure: a lease that ran out, looking it up, finding it, not finding it twice, and giving up."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.outbox import Message
from storage import delivery, outbox
from storage.database import Database
from tests.storage.samples import LEASE, NOW, SETTLING, a_team, claim, claimed, keys, owe, read, state_of

TICK = timedelta(microseconds=1)


async def _expire(database: Database, real: datetime, everything: bool = False) -> int:
    async with database.begin() as tx:
        return await delivery.expire(tx, real, SETTLING, everything)


async def _claim_unsure(database: Database, real: datetime) -> Message | None:
    async with database.begin() as tx:
        return await delivery.claim_unsure(tx, real, LEASE)


async def _unsure(database: Database, message: Message, real: datetime = NOW) -> Message:
    async with database.begin() as tx:
        assert await delivery.unsure(tx, message, "TimeoutError", real, SETTLING)
        return await read(tx, message.id)


async def test_a_lease_that_ran_out_makes_unsure(database: Database) -> None:
    """Not before it ran out, once, and what is sent or waits is left alone."""
    team = await a_team(database)
    message = await claimed(database, team)
    await owe(database, team, "waits", person=team.ben)
    assert await _expire(database, NOW + LEASE) == 0
    assert await _expire(database, NOW + LEASE + TICK) == 1
    assert await _expire(database, NOW + 2 * LEASE) == 0
    async with database.look() as tx:
        found = await read(tx, message.id)
    assert (found.state, found.unsure_since) == ("unsure", NOW + LEASE + TICK)


async def test_at_its_start_one_process_waits_for_no_lease(database: Database) -> None:
    """On a SQLite file there is one process: what was being sent when it began, it did not send."""
    team = await a_team(database)
    await claimed(database, team)
    assert await _expire(database, NOW, everything=True) == 1


async def test_since_when_it_is_unsure_is_kept(database: Database) -> None:
    """The ten minutes until `unknown` are counted from the first doubt; whatever zone it was told in."""
    team = await a_team(database)
    unsure = await _unsure(database, await claimed(database, team))
    async with database.begin() as tx:
        await delivery.later(tx, unsure, NOW, "repeat")
    (again,) = await claim(database, team)
    madrid = (NOW + 2 * LEASE).astimezone(ZoneInfo("Europe/Madrid"))
    assert await _expire(database, madrid) == 1
    async with database.look() as tx:
        assert (await read(tx, again.id)).unsure_since == NOW
    other = await claimed(database, await a_team(database, "two"))
    assert await _expire(database, madrid) == 1
    async with database.look() as tx:
        assert (await read(tx, other.id)).unsure_since == NOW + 2 * LEASE


async def test_it_is_looked_up_after_settling(database: Database) -> None:
    """Not before: Slack may show a post late. The one that waits longest goes first."""
    team = await a_team(database)
    first = await claimed(database, team)
    await owe(database, team, "ben", person=team.ben)
    (second,) = await claim(database, team)
    await _unsure(database, second, NOW + timedelta(seconds=1))
    await _unsure(database, first)
    assert await _claim_unsure(database, NOW + SETTLING - TICK) is None
    later = NOW + SETTLING + timedelta(seconds=1)
    found = [await _claim_unsure(database, later) for _ in range(3)]
    assert [message and message.id for message in found] == [first.id, second.id, None]


async def test_one_looks_at_a_time(database: Database) -> None:
    """A lease keeps others off while Slack is asked; when it runs out, another looks."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    real = NOW + SETTLING
    found = await asyncio.gather(*(_claim_unsure(database, real) for _ in range(5)))
    assert [one.id for one in found if one] == [message.id]
    assert await _claim_unsure(database, real + LEASE - TICK) is None
    assert await _claim_unsure(database, real + LEASE) is not None


async def test_not_found_once_is_not_enough(database: Database) -> None:
    """Not found twice, with settling between, it goes back to be sent, at the head of its conversation."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    await owe(database, team, "next")
    real = NOW + SETTLING
    async with database.begin() as tx:
        assert not await delivery.not_found(tx, message, real, SETTLING)
    assert await state_of(database, message.id) == "unsure"
    assert await claim(database, team, real=real) == []
    assert await _claim_unsure(database, real + SETTLING - TICK) is None
    again = await _claim_unsure(database, real + SETTLING)
    assert again is not None
    async with database.begin() as tx:
        assert await delivery.not_found(tx, again, real + SETTLING, SETTLING)
    (head,) = await claim(database, team, real=real + SETTLING)
    assert (head.key, head.attempt, head.unsure_since) == ("m", 2, NOW)


async def test_a_new_doubt_is_looked_up_twice_again(database: Database) -> None:
    """Posted again and unsure again: one look from before counts for nothing."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    async with database.begin() as tx:
        await delivery.not_found(tx, message, NOW, SETTLING)
        await delivery.not_found(tx, await read(tx, message.id), NOW, SETTLING)
    (again,) = await claim(database, team)
    unsure = await _unsure(database, again)
    async with database.begin() as tx:
        assert not await delivery.not_found(tx, unsure, NOW, SETTLING)
        assert await delivery.not_found(tx, await read(tx, message.id), NOW, SETTLING)


async def test_history_out_of_reach(database: Database) -> None:
    """Asked again later; nothing is posted meanwhile, and it does not count as not found."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    async with database.begin() as tx:
        await delivery.look_again(tx, message, NOW + LEASE)
    assert await _claim_unsure(database, NOW + LEASE - TICK) is None
    again = await _claim_unsure(database, NOW + LEASE)
    assert again is not None
    assert (again.looks, again.state) == (0, "unsure")


async def test_unknown_lets_the_conversation_go_on(database: Database) -> None:
    """Nobody can tell, so it is never posted again, and who waits behind it has their turn."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    await owe(database, team, "next")
    async with database.begin() as tx:
        assert await delivery.unknown(tx, message, NOW)
    assert await _claim_unsure(database, NOW + LEASE) is None
    assert keys(await claim(database, team)) == ["next"]
    async with database.begin() as tx:
        assert not await delivery.not_found(tx, message, NOW, SETTLING)
    assert await state_of(database, message.id) == "unknown"


async def test_two_look_and_one_is_believed(database: Database) -> None:
    """One finds it, the other does not and comes too late: it stays sent."""
    team = await a_team(database)
    message = await _unsure(database, await claimed(database, team))
    async with database.begin() as tx:
        assert await delivery.sent(tx, message, "D1", "1.0", NOW, None)
    async with database.begin() as tx:
        for _ in range(2):
            assert not await delivery.not_found(tx, message, NOW, SETTLING)
        await delivery.look_again(tx, message, NOW)
    assert await state_of(database, message.id) == "sent"
    assert await _claim_unsure(database, NOW + LEASE) is None


# ---------------------------------------------------------------- looking for a double


async def _claim_recheck(database: Database, real: datetime) -> Message | None:
    async with database.begin() as tx:
        return await delivery.claim_recheck(tx, real, LEASE)


async def test_a_double_is_looked_for_by_one_at_a_time(database: Database) -> None:
    """At its time; others keep off for a lease, for good once it was looked for, and longer if Slack was away."""
    team = await a_team(database)
    message = await claimed(database, team)
    real = NOW + SETTLING
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "2.0", NOW, real)
    assert await _claim_recheck(database, real - TICK) is None
    found = await asyncio.gather(*(_claim_recheck(database, real) for _ in range(5)))
    (taken,) = [one for one in found if one]
    assert taken.id == message.id
    assert await _claim_recheck(database, real + LEASE - TICK) is None
    assert await _claim_recheck(database, real + LEASE) is not None
    async with database.begin() as tx:
        await delivery.recheck(tx, taken, real + 3 * LEASE)
    assert await _claim_recheck(database, real + 3 * LEASE - TICK) is None
    assert await _claim_recheck(database, real + 3 * LEASE) is not None
    async with database.begin() as tx:
        await delivery.recheck(tx, taken, None)
    assert await _claim_recheck(database, real + 9 * LEASE) is None


async def test_what_stands_no_more_is_not_looked_at(database: Database) -> None:
    """Taken away meanwhile: there is nothing to compare."""
    team = await a_team(database)
    message = await claimed(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "2.0", NOW, None)
        standing = await read(tx, message.id)
    await owe(database, team, "m:delete:0", op="delete", target=message.id)
    (delete,) = await claim(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, delete, "D1", "2.0", NOW, None)
        await delivery.recheck(tx, standing, NOW)
    assert await _claim_recheck(database, NOW) is None


async def test_the_older_of_two_stands(database: Database) -> None:
    """Its place is where the message is from then on."""
    team = await a_team(database)
    message = await claimed(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "2.0", NOW, None)
        await delivery.moved(tx, message, "1.0")
        assert (await read(tx, message.id)).ts == "1.0"


async def test_where_to_look_from(database: Database) -> None:
    """Slack's time of the newest post of that channel that was owed before: by its clock, not ours."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    places = [
        (team, "C1", "1700000001.000100"),
        (team, "C1", "1700000009.000200"),
        (team, "C2", "1700000050.000100"),
        (other, "C1", "1700000060.000100"),
    ]
    for number, (whose, channel, ts) in enumerate(places):
        await owe(database, whose, f"m{number}", channel=channel)
        (message,) = await claim(database, whose)
        async with database.begin() as tx:
            await delivery.sent(tx, message, channel, ts, NOW, None)
    looked_for = await owe(database, team, "unsure", channel="C1")
    await owe(database, team, "newer", channel="C1", seconds=-1)
    (newer,) = await claim(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, newer, "C1", "1700000070.000100", NOW, None)
        message = await read(tx, looked_for)
        assert await outbox.last_ts(tx, message, "C1") == "1700000009.000200"
        assert await outbox.last_ts(tx, message, "C9") is None


async def test_what_was_owed_before_for_later_is_no_place_to_look_from(database: Database) -> None:
    """It was sent after the message that is looked for, whose double would be missed."""
    team = await a_team(database)
    await owe(database, team, "first", channel="C1")
    await owe(database, team, "for the morning", channel="C1", seconds=60)
    looked_for = await owe(database, team, "looked for", channel="C1", seconds=1)
    for number in range(3):
        (message,) = await claim(database, team, now=NOW + timedelta(minutes=2))
        async with database.begin() as tx:
            await delivery.sent(tx, message, "C1", f"170000000{number}.000100", NOW, None)
    async with database.look() as tx:
        message = await read(tx, looked_for)
        assert (message.ts, await outbox.last_ts(tx, message, "C1")) == ("1700000001.000100", "1700000000.000100")
