"""Owing: once, looked up by key, and kept from being composed while a verb changes what it shows."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.domain.outbox import Owed
from storage import delivery, duties, outbox, standing
from storage.database import Database, Tx
from tests.databases import fresh_database
from tests.storage.samples import LEASE, NOW, Team, a_team, claim, keys, owe, read, until_somebody_waits
from tests.storage.whole import a_whole_team


async def test_owing_twice_is_owing_once(database: Database) -> None:
    """The second gets None, and one row is there, as it was first owed."""
    team = await a_team(database)
    first = await owe(database, team, "digest:1", facts={"code": "first"})
    async with database.begin() as tx:
        again = Owed("digest:1", "told", NOW, person=team.ben, facts={"code": "second"})
        assert await outbox.owe(tx, team.id, again, NOW) is None
        found = await outbox.by_key(tx, team.id, "digest:1")
    assert found is not None
    assert (found.id, found.person, found.facts) == (first, team.ana, {"code": "first"})


async def test_owing_at_once_is_owing_once(database: Database) -> None:
    """Several planners come to the same conclusion in the same moment."""
    team = await a_team(database)

    async def once(key: str) -> int | None:
        async with database.begin() as tx:
            return await outbox.owe(tx, team.id, Owed(key, "told", NOW, person=team.ana), NOW)

    for turn in range(5):
        ids = await asyncio.gather(*(once(f"digest:{turn}") for _ in range(10)))
        assert sum(one is not None for one in ids) == 1


async def test_two_workspaces_may_owe_the_same_key(database: Database) -> None:
    """Keys are unique within a workspace, and every message has a token of its own."""
    one, two = await a_team(database, "one"), await a_team(database, "two")
    ids = [await owe(database, team, "digest") for team in (one, two)]
    async with database.look() as tx:
        messages = [await read(tx, message_id) for message_id in ids]
    assert [message.workspace_id for message in messages] == [one.id, two.id]
    assert messages[0].token != messages[1].token


async def test_what_is_held_is_written_down_and_never_sent(database: Database) -> None:
    """So that "why did I not get this?" has an answer; its key is used up."""
    team = await a_team(database)
    async with database.begin() as tx:
        await outbox.owe(tx, team.id, Owed("nudge", "nudge", NOW, person=team.ana), NOW, held="quiet")
        assert await outbox.owe(tx, team.id, Owed("nudge", "nudge", NOW, person=team.ana), NOW) is None
        ((message, reason),) = await outbox.fates_of(tx, team.id, team.ana, NOW)
    assert (message.state, reason) == ("withdrawn", "quiet")
    assert await claim(database, team) == []


async def test_a_message_comes_back_as_it_was_owed(database: Database) -> None:
    """Everything that a composer reads is there."""
    team = await a_team(database)
    due = NOW - timedelta(minutes=3)
    async with database.begin() as tx:
        root = await outbox.owe(tx, team.id, Owed("root", "review", due, channel="C1"), NOW)
        owed = Owed("reply", "prompts", due, channel="C1", thread=root, thread_ts="1.2", facts={"review": 7, "a": "ü"})
        reply = await outbox.owe(tx, team.id, owed, NOW)
        assert reply is not None
        message = await read(tx, reply)
    assert message.conversation == "ch:C1"
    assert (message.channel, message.thread, message.thread_ts, message.person) == ("C1", root, "1.2", None)
    assert (message.due_at, message.facts, message.kind, message.op) == (
        due,
        {"review": 7, "a": "ü"},
        "prompts",
        "post",
    )
    assert (message.state, message.attempt, message.ts, message.unsure_since) == ("waiting", 0, None, None)


async def test_a_thread_shares_its_channels_order(database: Database) -> None:
    """A reply cannot overtake the message that it hangs on."""
    team = await a_team(database)
    root = await owe(database, team, "root", channel="C1")
    async with database.begin() as tx:
        await outbox.owe(tx, team.id, Owed("reply", "prompts", NOW, channel="C1", thread=root), NOW)
    assert keys(await claim(database, team)) == ["root"]
    assert await claim(database, team) == []


# ---------------------------------------------------------------- by what a key begins with


async def test_prefixes_are_read_letter_by_letter(database: Database) -> None:
    """No wildcard, no other case, no longer number: `lead:1:` is not `lead:11:`."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    for key in ("lead:1:0", "lead:1:1", "lead:11:0", "LEAD:1:5", "lead_1:2", "lead%:3", "lead:1:é", "lead:1"):
        await owe(database, team, key)
    await owe(database, other, "lead:1:9")
    async with database.look() as tx:
        found = await outbox.by_prefix(tx, team.id, "lead:1:", ("waiting",))
        assert keys(found) == ["lead:1:0", "lead:1:1", "lead:1:é"]
        assert await outbox.count_with_prefix(tx, team.id, "lead:1:") == 3
        assert keys(await outbox.by_prefix(tx, team.id, "lead%", ("waiting",))) == ["lead%:3"]
        assert keys(await outbox.by_prefix(tx, team.id, "lead_", ("waiting",))) == ["lead_1:2"]
        assert await outbox.by_prefix(tx, team.id, "lead:1:") == []  # nothing of it is sent yet


# ---------------------------------------------------------------- waiting, and kept so


async def test_an_update_that_waits_is_enough(database: Database) -> None:
    """It will show what is true when it is composed; one that is being sent will not."""
    team = await a_team(database)
    target = await owe(database, team, "m")
    async with database.begin() as tx:
        assert not await outbox.is_update_waiting(tx, target)
    (message,) = await claim(database, team)
    async with database.begin() as tx:
        await delivery.sent(tx, message, "D1", "1.0", NOW, None)
    await owe(database, team, "m:delete:0", op="delete", target=target)
    async with database.begin() as tx:
        assert not await outbox.is_update_waiting(tx, target)
        assert await outbox.count_of_target(tx, target) == 1
    await owe(database, team, "m:update:1", op="update", target=target)
    async with database.begin() as tx:
        assert await outbox.is_update_waiting(tx, target)
        assert await outbox.count_of_target(tx, target) == 2
    assert keys(await claim(database, team)) == ["m:delete:0"]
    async with database.begin() as tx:
        assert await outbox.is_update_waiting(tx, target)


@pytest.mark.parametrize("by", ["target", "prefix"])
async def test_what_a_verb_counts_on_is_not_composed_before_it_is_done(by: str) -> None:
    """On PostgreSQL a claim passes over the row until the verb's transaction ends."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        team = await a_team(database)
        target = await owe(database, team, "root", seconds=60)
        await owe(database, team, "lead:1:0", op="update" if by == "target" else "post", target=target)

        async with database.begin() as verb:
            assert await _keep(verb, team, by, target)
            async with asyncio.timeout(5):
                assert await claim(database, team) == []
        assert keys(await claim(database, team)) == ["lead:1:0"]
        await database.close()


@pytest.mark.parametrize("by", ["target", "prefix"])
async def test_what_is_being_claimed_cannot_be_counted_on(by: str) -> None:
    """On PostgreSQL the verb waits for the claim, and then learns that it has to owe another."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        team = await a_team(database)
        target = await owe(database, team, "root", seconds=60)
        await owe(database, team, "lead:1:0", op="update" if by == "target" else "post", target=target)

        async def verb() -> bool:
            async with database.begin() as tx:
                return await _keep(tx, team, by, target)

        async with database.begin() as sender:
            assert len(await delivery.claim(sender, team.id, NOW, NOW, LEASE, 8)) == 1
            waiting = asyncio.create_task(verb())
            await until_somebody_waits(database)
            assert not waiting.done()
        assert await waiting is False
        await database.close()


async def test_keeping_and_claiming_race_to_one_answer() -> None:
    """Kept and claimed afterwards, or claimed and not kept: each message is taken once, and nobody is stuck."""
    with fresh_database("postgresql") as url:
        database = Database(url)
        team = await a_team(database)

        async def verb(prefix: str) -> int | None:
            async with database.begin() as tx:
                kept = await outbox.keep_waiting(tx, team.id, prefix)
                await asyncio.sleep(0)
                assert kept is None or (await read(tx, kept)).state == "waiting"
            return kept

        for number in range(20):
            prefix = f"lead:{number}:"
            message_id = await owe(database, team, prefix + "0", channel=f"C{number}")
            verbs = [verb(prefix) for _ in range(number % 3 + 1)]
            kept, taken = await asyncio.gather(asyncio.gather(*verbs), claim(database, team))
            assert keys(taken) in ([prefix + "0"], [])
            if not taken:
                assert message_id in kept
                taken = await claim(database, team)
            assert [message.id for message in taken] == [message_id]
            async with database.begin() as tx:
                assert await delivery.never(tx, taken[0], "settled by the test", NOW)
        await database.close()


async def test_a_verb_and_a_sender_do_not_wait_for_each_other() -> None:
    """The verb holds a duty and asks after the message; the sender holds the message and writes down that it shows it.

    On PostgreSQL this ended in a deadlock while the verb's lock kept rows off that refer to the duty.
    """
    with fresh_database("postgresql") as url:
        database = Database(url)
        whole = await a_whole_team(database, "one")
        (team, duty_id) = (Team(whole["workspace_id"], whole["member_id"], whole["member_id"]), whole["duty_id"])
        await owe(database, team, "lead:1:0")

        async def verb(holds: asyncio.Event, goes_on: asyncio.Event) -> None:
            async with database.begin() as tx:
                assert await duties.by_id(tx, team.id, duty_id, lock=True) is not None
                holds.set()
                await goes_on.wait()
                assert await outbox.keep_waiting(tx, team.id, "lead:1:") is None

        holds, goes_on = asyncio.Event(), asyncio.Event()
        async with asyncio.timeout(10), database.begin() as sender:
            other = asyncio.create_task(verb(holds, goes_on))
            await holds.wait()
            (message,) = await delivery.claim(sender, team.id, NOW, NOW, LEASE, 8)
            goes_on.set()
            await until_somebody_waits(database)
            await standing.show(sender, message.id, [(duty_id, 1)])
        await other
        async with database.look() as tx:
            assert await standing.duties_shown(tx, message.id) == [duty_id]
        await database.close()


async def _keep(tx: Tx, team: Team, by: str, target: int) -> bool:
    if by == "target":
        return await outbox.is_update_waiting(tx, target)
    return await outbox.keep_waiting(tx, team.id, "lead:1:") is not None
