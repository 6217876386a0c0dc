"""Claiming: the heads of conversations, in order, workspaces in turn, each message once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from bot.domain.outbox import Message, Owed
from storage import delivery, members, outbox, planning
from storage.database import Database
from tests.databases import fresh_database
from tests.storage.samples import (
    LEASE,
    NOW,
    SETTLING,
    Team,
    a_team,
    claim,
    claimed,
    keys,
    owe,
    read,
    state_of,
    taken_back,
)

SECOND = timedelta(seconds=1)


async def _sent(database: Database, *messages: Message) -> None:
    for message in messages:
        async with database.begin() as tx:
            assert await delivery.sent(tx, message, "D1", f"1.{message.id:06}", NOW, None)


async def test_a_claim_is_written_down(database: Database) -> None:
    """It is `sending` after the commit, with one more attempt, and nobody else gets it."""
    team = await a_team(database)
    message = await claimed(database, team)
    assert (message.state, message.attempt) == ("sending", 1)
    assert await claim(database, team) == []
    async with database.look() as tx:
        assert await read(tx, message.id) == message


async def test_a_claim_that_is_rolled_back_never_was(database: Database) -> None:
    """The intent counts from its commit; a crash before it leaves the message waiting."""
    team = await a_team(database)
    message_id = await owe(database, team, "m")
    async with taken_back(database) as tx:
        assert len(await delivery.claim(tx, team.id, NOW, NOW, LEASE, 8)) == 1
    assert await state_of(database, message_id) == "waiting"
    assert keys(await claim(database, team)) == ["m"]


async def test_only_the_head_of_each_conversation_is_claimed(database: Database) -> None:
    """Ordered by when they are due, and by id where that is the same."""
    team = await a_team(database)
    await owe(database, team, "ana 2", seconds=-5)
    await owe(database, team, "ana 1", seconds=-9)
    await owe(database, team, "ben 1", person=team.ben, seconds=-7)
    await owe(database, team, "ben 2", person=team.ben, seconds=-7)
    await owe(database, team, "social", channel="C1", seconds=-8)
    turns: list[list[str]] = []
    while taken := await claim(database, team):
        turns.append(keys(taken))
        await _sent(database, *taken)
    assert turns == [["ana 1", "social", "ben 1"], ["ben 2", "ana 2"]]


async def test_no_more_than_asked_for(database: Database) -> None:
    """The earliest due ones go first."""
    team = await a_team(database)
    for number in range(5):
        await owe(database, team, f"m{number}", channel=f"C{number}", seconds=-number)
    assert keys(await claim(database, team, most=2)) == ["m4", "m3"]
    assert keys(await claim(database, team, most=9)) == ["m2", "m1", "m0"]


async def test_what_is_due_later_waits(database: Database) -> None:
    """Business time decides when; the one after it in the same conversation is not held up by it."""
    team = await a_team(database)
    await owe(database, team, "tomorrow", seconds=60)
    await owe(database, team, "now")
    assert keys(await claim(database, team)) == ["now"]
    await owe(database, team, "ben", person=team.ben, seconds=0.000001)
    assert await claim(database, team) == []
    assert keys(await claim(database, team, now=NOW + SECOND)) == ["ben"]


async def test_a_conversation_waits_for_its_head_to_be_tried_again(database: Database) -> None:
    """The head waits for Slack; who comes after it does not overtake, and other conversations go on."""
    team = await a_team(database)
    head = await claimed(database, team, "head")
    await owe(database, team, "next")
    async with database.begin() as tx:
        await delivery.later(tx, head, NOW + SECOND, "cannot_connect")
    await owe(database, team, "ben", person=team.ben)
    assert keys(await claim(database, team)) == ["ben"]
    assert await claim(database, team, real=NOW + SECOND - timedelta(microseconds=1)) == []
    (again,) = await claim(database, team, real=NOW + SECOND)
    assert (again.key, again.attempt) == ("head", 2)


@pytest.mark.parametrize("under_way", ["sending", "unsure"])
async def test_one_of_a_conversation_is_under_way_at_most(database: Database, under_way: str) -> None:
    """While the fate of one is open the others wait, those that are due earlier too."""
    team = await a_team(database)
    message = await claimed(database, team)
    if under_way == "unsure":
        async with database.begin() as tx:
            await delivery.unsure(tx, message, "TimeoutError", NOW, SETTLING)
    await owe(database, team, "after")
    await owe(database, team, "before", seconds=-60)
    assert await state_of(database, message.id) == under_way
    assert await claim(database, team, real=NOW + timedelta(hours=1)) == []


@pytest.mark.parametrize("fate", ["sent", "never", "unknown", "withdrawn"])
async def test_a_conversation_goes_on_after_every_fate(database: Database, fate: str) -> None:
    """Whatever became of one, the next has its turn."""
    team = await a_team(database)
    message = await claimed(database, team)
    await owe(database, team, "next")
    async with database.begin() as tx:
        if fate == "sent":
            assert await delivery.sent(tx, message, "D1", "1.0", NOW, None)
        elif fate == "never":
            assert await delivery.never(tx, message, "channel_not_found", NOW)
        elif fate == "withdrawn":
            assert await delivery.withdraw(tx, message, "done_meanwhile", NOW)
        else:
            await delivery.unsure(tx, message, "TimeoutError", NOW, SETTLING)
            assert await delivery.unknown(tx, await read(tx, message.id), NOW)
    assert await state_of(database, message.id) == fate
    assert keys(await claim(database, team)) == ["next"]


# ---------------------------------------------------------------- throttled


async def test_a_throttled_method_is_passed_over(database: Database) -> None:
    """In this workspace, until the time that Slack named; other methods and workspaces go on."""
    team, other = await a_team(database, "one"), await a_team(database, "two")
    target = await owe(database, team, "m", seconds=3600)
    await owe(database, team, "post", channel="C1")
    await owe(database, team, "update", channel="C2", op="update", target=target)
    await owe(database, team, "delete", channel="C3", op="delete", target=target)
    await owe(database, other, "post")
    async with database.begin() as tx:
        await delivery.throttled(tx, team.id, "chat.postMessage", NOW + SECOND)
        await delivery.throttled(tx, team.id, "chat.delete", NOW)
    assert keys(await claim(database, team)) == ["update", "delete"]
    assert keys(await claim(database, other)) == ["post"]
    assert await claim(database, team) == []
    assert keys(await claim(database, team, real=NOW + SECOND)) == ["post"]


async def test_a_throttle_is_lengthened_and_never_shortened(database: Database) -> None:
    """Answers overtake each other; the latest time that Slack named holds."""
    team = await a_team(database)
    await owe(database, team, "m")
    for seconds in (5, 60, 30):
        async with database.begin() as tx:
            await delivery.throttled(tx, team.id, "chat.postMessage", NOW + seconds * SECOND)
    assert await claim(database, team, real=NOW + 59 * SECOND) == []
    assert keys(await claim(database, team, real=NOW + 60 * SECOND)) == ["m"]


async def test_two_senders_are_throttled_at_once(database: Database) -> None:
    """Both write the same row down for the first time: neither fails."""
    team = await a_team(database)

    async def throttled(seconds: int) -> None:
        async with database.begin() as tx:
            await delivery.throttled(tx, team.id, "chat.postMessage", NOW + seconds * SECOND)

    await asyncio.gather(*(throttled(seconds) for seconds in range(10, 0, -1)))
    await owe(database, team, "m")
    assert await claim(database, team, real=NOW + 9 * SECOND) == []
    assert keys(await claim(database, team, real=NOW + 10 * SECOND)) == ["m"]


# ---------------------------------------------------------------- workspaces in turn


async def _turns(database: Database, times: int, after: int = 0) -> list[int | None]:
    found: list[int | None] = []
    for _ in range(times):
        async with database.look() as tx:
            turn = await delivery.next_workspace(tx, after, NOW)
        found.append(turn)
        after = turn or after
    return found


async def test_workspaces_take_turns(database: Database) -> None:
    """Round and round, those without work left out, however much one of them has."""
    teams = [await a_team(database, name) for name in ("one", "two", "three", "four")]
    assert await _turns(database, 1) == [None]
    for number in range(20):
        await owe(database, teams[0], f"m{number}")
    await owe(database, teams[2], "m")
    await owe(database, teams[3], "m", seconds=60)
    one, three = teams[0].id, teams[2].id
    assert await _turns(database, 4) == [one, three, one, three]
    assert await _turns(database, 2, after=three) == [one, three]
    assert await _turns(database, 1, after=9999) == [one]


# ---------------------------------------------------------------- several senders


async def test_two_claimers_never_take_the_same(database: Database) -> None:
    """Several senders at once, round after round: each message is taken once, and none is left."""
    team = await a_team(database)
    wanted = {await owe(database, team, f"m{n}", channel=f"C{n % 40}", seconds=-n) for n in range(120)}
    taken: Counter[int] = Counter()
    in_flight: Counter[str] = Counter()
    heads_wrong: list[str] = []

    async def sender() -> None:
        idle = 0
        while idle < 20:
            messages = await claim(database, team, most=3)
            idle = 0 if messages else idle + 1
            for message in messages:
                taken[message.id] += 1
                in_flight[message.conversation] += 1
                if in_flight[message.conversation] > 1:
                    heads_wrong.append(message.key)
            await asyncio.sleep(0)
            for message in messages:
                in_flight[message.conversation] -= 1
                await _sent(database, message)

    await asyncio.gather(*(sender() for _ in range(4)))
    assert set(taken) == wanted
    assert set(taken.values()) == {1}
    assert heads_wrong == []


async def test_a_message_that_arrives_during_a_claim_does_not_run_beside_it() -> None:
    """It is due before the one that another sender is just claiming, so that no row lock holds it back.

    On PostgreSQL; on SQLite writers follow each other. Workspaces are claimed for by one at a time.
    """
    with fresh_database("postgresql") as url:
        database = Database(url)
        team, other = await a_team(database, "one"), await a_team(database, "two")
        await owe(database, team, "later")
        await owe(database, other, "elsewhere")
        async with database.begin() as first:
            assert keys(await delivery.claim(first, team.id, NOW, NOW, LEASE, 8)) == ["later"]
            await owe(database, team, "earlier", seconds=-1)
            async with asyncio.timeout(5):
                assert await claim(database, team) == []
                assert keys(await claim(database, other)) == ["elsewhere"]
        assert await claim(database, team) == []
        await database.close()


async def test_order_holds_while_messages_arrive(database: Database) -> None:
    """Verbs owe while two senders send: within a conversation, nothing that was there before is overtaken."""
    team = await a_team(database)
    begun: dict[str, list[int]] = {}
    under_way: set[str] = set()

    async def verbs() -> None:
        for number in range(60):
            async with database.begin() as tx:
                key = f"m{number:03}"
                owed = Owed(key, "told", NOW + timedelta(microseconds=number), channel=f"C{number % 3}")
                await outbox.owe(tx, team.id, owed, NOW)

    async def sender(stop: asyncio.Event) -> None:
        while True:
            was_last = stop.is_set()
            messages = await claim(database, team, now=NOW + SECOND)
            for message in messages:
                assert message.conversation not in under_way
                under_way.add(message.conversation)
                begun.setdefault(message.conversation, []).append(int(message.key[1:]))
            await asyncio.sleep(0)
            for message in messages:
                under_way.remove(message.conversation)
                await _sent(database, message)
            if was_last and not messages and not under_way:
                return

    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:  # where one fails, the other does not wait for it
        for _ in range(2):
            group.create_task(sender(stop))
        await verbs()
        stop.set()
    assert begun == {f"ch:C{c}": list(range(c, 60, 3)) for c in range(3)}


# ---------------------------------------------------------------- what the clock and the watchdog ask


async def test_busy_until_nothing_is_due(database: Database) -> None:
    """Due, under way, unsure or to be looked at again is busy; what waits for its time is not."""

    async def busy() -> bool:
        async with database.look() as tx:
            return await delivery.is_busy(tx, NOW)

    team = await a_team(database)
    await owe(database, team, "tomorrow", seconds=60)
    assert not await busy()
    await owe(database, team, "m")
    assert await busy()
    (message,) = await claim(database, team)
    assert await busy()
    async with database.begin() as tx:
        await delivery.unsure(tx, message, "TimeoutError", NOW, SETTLING)
        message = await read(tx, message.id)
    assert await busy()
    async with database.begin() as tx:
        assert await delivery.sent(tx, message, "D1", "1.0", NOW, NOW + SETTLING)
    assert await busy()
    async with database.begin() as tx:
        taken = await delivery.claim_recheck(tx, NOW + SETTLING, LEASE)
        assert taken is not None
        await delivery.recheck(tx, taken, None)
    assert not await busy()


async def test_when_the_next_is_due(database: Database) -> None:
    """The first that waits for its time; and since when the oldest waits."""
    team: Team = await a_team(database)
    async with database.look() as tx:
        assert await planning.next_due(tx, NOW) is None
        assert await delivery.oldest_unsent(tx) is None
    for seconds in (-5, 0, 60, 30):
        await owe(database, team, f"m{seconds}", seconds=seconds)
    async with database.look() as tx:
        assert await planning.next_due(tx, NOW) == NOW + 30 * SECOND
        assert await delivery.oldest_unsent(tx) == NOW - 5 * SECOND


async def test_whether_anything_is_under_way_is_one_question(database: Database) -> None:
    """Between two, a message that was being sent could come to wait, and be seen by neither."""
    asked: list[str] = []

    def remember(_: object, __: object, statement: str, *___: object) -> None:
        asked.append(statement)

    async with database.look() as tx:
        await tx.execute(select(1))
        event.listen(database.engine.sync_engine, "before_cursor_execute", remember)
        assert not await delivery.is_busy(tx, NOW)
        event.remove(database.engine.sync_engine, "before_cursor_execute", remember)
    assert len(asked) == 1


async def test_what_awaits_a_fate_steps_aside_until_it_is_known(database: Database) -> None:
    """What it waits for stands behind it in its conversation: that goes first, and neither waits forever."""
    team = await a_team(database)
    await owe(database, team, "reminder", seconds=-2)
    digest = await owe(database, team, "digest", seconds=-1)
    (reminder,) = await claim(database, team)
    async with database.begin() as tx:
        assert await delivery.await_fate(tx, reminder, digest)
    (sending,) = await claim(database, team)
    assert sending.key == "digest"
    assert await claim(database, team) == []
    async with database.begin() as tx:
        assert await delivery.unsure(tx, sending, "reset", NOW, SETTLING)
    assert await claim(database, team) == []
    async with database.begin() as tx:
        unsure = await read(tx, digest)
        assert await delivery.unknown(tx, unsure, NOW)
    assert keys(await claim(database, team)) == ["reminder"]


async def test_what_awaits_a_fate_elsewhere_holds_nobody_up(database: Database) -> None:
    """The lead's message waits for a reminder of somebody else's: what comes after it in the lead's goes first."""
    team = await a_team(database)
    nudge = await owe(database, team, "nudge", person=team.ben)
    (sending,) = await claim(database, team)
    await owe(database, team, "lead", seconds=-1)
    await owe(database, team, "answer")
    (lead,) = await claim(database, team)
    async with database.begin() as tx:
        assert await delivery.await_fate(tx, lead, nudge)
    (answer,) = await claim(database, team)
    async with database.begin() as tx:
        assert await delivery.sent(tx, sending, "D2", "1.0", NOW, None)
    assert (answer.key, await claim(database, team)) == ("answer", [])
    async with database.begin() as tx:
        assert await delivery.sent(tx, answer, "D1", "2.0", NOW, None)
    assert keys(await claim(database, team)) == ["lead"]


async def test_what_needs_a_direct_message_opened_waits_for_slacks_limit_of_openings(database: Database) -> None:
    """Who has a direct message, and what stands in one, is not about openings: it goes on."""
    team = await a_team(database)
    async with database.begin() as tx:
        known = await members.meet(tx, team.id, "UKNOWN", NOW)
        new = await members.meet(tx, team.id, "UNEW", NOW)
        await members.set_dm(tx, known.id, "D1")
        for person in (known, new):
            await outbox.owe(tx, team.id, Owed(f"to:{person.slack_id}", "told", NOW, person=person.id), NOW)
        await outbox.owe(tx, team.id, Owed("home", "home", NOW, op="publish", person=new.id), NOW)
        await delivery.throttled(tx, team.id, delivery.OPEN, NOW + 30 * SECOND)
    assert sorted(keys(await claim(database, team))) == ["home", "to:UKNOWN"]
    async with database.begin() as tx:
        later = NOW + 31 * SECOND
        assert await delivery.claim(tx, team.id, later, later, LEASE, 8, may_open=False) == []
        assert keys(await delivery.claim(tx, team.id, later, later, LEASE, 8)) == ["to:UNEW"]
