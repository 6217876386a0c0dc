"""What comes of a call to Slack, fate by fate, and what the sender does between claiming and posting."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import text

from bot.delivery.sender import MOST_COMPOSED, Outcome, Sender
from bot.delivery.slack import METADATA_EVENT
from bot.domain.outbox import BACKOFF, Message, Owed
from playground.slack.server import SlackServer
from storage import duties, outbox, roles
from storage.database import Database, Tx
from tests.databases import fresh_database
from tests.delivery.office import MONDAY, PACE, Clocks, Office, Team, open_office


async def test_a_message_is_sent(office: Office, team: Team) -> None:
    """To a channel and to a person, whose direct message is opened once; each with its opaque key."""
    ids = [await office.owe(team, "hello", "c0"), await office.owe(team, "hi"), await office.owe(team, "again")]
    await office.until_idle()
    rows = [await office.row(message_id) for message_id in ids]
    assert [row.state for row in rows] == ["sent"] * 3
    assert (office.texts(team, "c0"), office.texts(team, "ben")) == (["hello"], ["hi", "again"])
    assert len(office.calls("conversations.open")) == 1
    posts = office.calls("chat.postMessage")
    assert {post["answer"]["ts"] for post in posts} == {row.ts for row in rows}
    payloads = [post["args"]["metadata"] for post in posts]
    assert {payload["event_type"] for payload in payloads} == {METADATA_EVENT}
    assert {payload["event_payload"]["key"] for payload in payloads} == {row.token for row in rows}


async def test_nothing_to_do_is_said(office: Office, team: Team) -> None:
    """A step tells whether it found work; what is due later is none."""
    assert not await office.sender.step()
    await office.owe(team, "hello", "c0")
    assert await office.sender.step()
    assert not await office.sender.step()
    assert not await office.reconciler.step()


async def test_the_intent_is_committed_before_the_first_byte(office: Office, team: Team) -> None:
    """While Slack is being called, the memory says `sending`, and no transaction is open that others wait for."""
    message_id = await office.owe(team, "hello", "c0")
    gate = (await office.server.control.gate("before_read", "chat.postMessage"))["id"]
    step = asyncio.create_task(office.sender.step())
    await office.server.control.reached(gate)
    row = await office.row(message_id)
    assert (row.state, row.attempt) == ("sending", 1)
    async with asyncio.timeout(1):
        await office.owe(team, "next", "c1")
    await office.server.control.release(gate)
    await step
    assert await office.state(message_id) == "sent"


# ---------------------------------------------------------------- Later


async def test_too_many_requests(office: Office, team: Team) -> None:
    """Retry-After holds for that method in that workspace; updates and other workspaces go on meanwhile."""
    other = await office.team("Elsewhere")
    standing = await office.owe(team, "standing", "c1")
    await office.until_idle()
    await office.server.control.fault("ratelimited", method="chat.postMessage", count=1, retry_after=7)
    first = await office.owe(team, "first", "c0")
    assert await office.sender.step()
    behind = await office.owe(team, "behind", "ben")
    update = await office.owe(team, "update", "c1", op="update", target=standing)
    elsewhere = await office.owe(other, "elsewhere", "c0")
    while await office.sender.step():
        pass
    assert [await office.state(m) for m in (first, behind, update, elsewhere)] == ["waiting", "waiting", "sent", "sent"]
    office.clocks.skip(6.9)
    assert not await office.sender.step()
    office.clocks.skip(0.1)
    await office.until_idle()
    assert (office.texts(team, "c0"), office.texts(team, "ben")) == (["first"], ["behind"])
    assert [(await office.row(m)).attempt for m in (first, behind, elsewhere)] == [2, 1, 1]


async def test_a_refused_connection(
    server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks
) -> None:
    """Surely not posted: tried again with growing patience, once a minute in the end, until Slack is there."""
    nowhere = open_office(server, database, session, clocks, PACE, url="http://127.0.0.1:9/api/")
    team = await nowhere.team()
    message_id = await nowhere.owe(team, "hello", "c0")
    for wait in (*BACKOFF[:-1], PACE.probe, PACE.probe):
        assert await nowhere.sender.step()
        assert await nowhere.state(message_id) == "waiting"
        clocks.skip(wait.total_seconds() - 0.001)
        assert not await nowhere.sender.step()
        clocks.skip(0.001)
    office = open_office(server, database, session, clocks, PACE)
    office.slack.serve(team.id, team.slack.bot_token)
    await office.until_idle()
    assert office.texts(team, "c0") == ["hello"]
    assert (await office.row(message_id)).unsure_since is None


async def test_a_token_that_is_not_taken(office: Office, team: Team) -> None:
    """Nothing is lost while an operator mends it, and Slack is not asked for every message."""
    await office.server.control.fault("error", method="chat.postMessage", error="invalid_auth", count=1)
    ids = [await office.owe(team, "first", "c0")]
    assert await office.sender.step()
    ids += [await office.owe(team, "second", "c1")]
    assert not await office.sender.step()
    assert [await office.state(message_id) for message_id in ids] == ["waiting", "waiting"]
    office.clocks.skip(120)
    await office.until_idle()
    assert (office.texts(team, "c0"), office.texts(team, "c1")) == (["first"], ["second"])


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "ratelimited"},
        {"kind": "reset_after"},
        {"kind": "error", "error": "internal_error"},
    ],
)
async def test_a_direct_message_that_cannot_be_opened(office: Office, team: Team, fault: dict[str, object]) -> None:
    """Nothing was posted, whatever happened to the opening: it is tried again, and nobody is unsure."""
    await office.server.control.fault(str(fault["kind"]), method="conversations.open", count=1, **_but_kind(fault))
    message_id = await office.owe(team, "hi")
    assert await office.sender.step()
    row = await office.row(message_id)
    assert (row.state, row.unsure_since) == ("waiting", None)
    office.clocks.skip(1)
    await office.until_idle()
    assert office.texts(team, "ben") == ["hi"]


def _but_kind(fault: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in fault.items() if name != "kind"}


async def test_too_little_is_left_of_the_lease(office: Office, team: Team) -> None:
    """Composing took so long that the call could outlive the lease: it is not begun."""
    message_id = await office.owe(team, "hello", "c0", takes="1.0")
    assert await office.sender.step()
    assert office.calls("chat.postMessage") == []
    assert await office.state(message_id) == "waiting"


# ---------------------------------------------------------------- Never


async def test_a_channel_that_is_not_there(office: Office, team: Team) -> None:
    """Given up at once, the conversation goes on, and the lead is told once however many there were."""
    ids = [await office.owe(team, f"m{n}", "C0NOWHERE", kind="summary") for n in range(3)]
    await office.until_idle()
    assert [await office.state(message_id) for message_id in ids] == ["never"] * 3
    told = office.texts(team, "ana")
    assert len(told) == 1
    assert "C0NOWHERE" in told[0]
    assert office.texts(team, "ben") == []


async def test_what_cannot_be_told_is_not_told_about(office: Office, team: Team) -> None:
    """Word of a failure that fails itself ends there: nobody is told of it in turn."""
    await office.server.control.deactivate(user="ana")
    await office.owe(team, "m", "C0NOWHERE")
    await office.until_idle()
    async with office.database.look() as tx:
        fates = await outbox.fates_of(tx, team.id, team.people["ana"], MONDAY - timedelta(days=1))
    assert [message.state for message, _ in fates] == ["never"]


# ---------------------------------------------------------------- composing


async def test_what_is_not_wanted_any_more(office: Office, team: Team) -> None:
    """Withdrawn with its reason, and never shown to Slack."""
    message_id = await office.owe(team, "nudge", unwanted="done_meanwhile")
    await office.until_idle()
    assert await office.state(message_id) == "withdrawn"
    assert office.calls("chat.postMessage") == []


async def test_what_is_somebody_elses_by_now(office: Office, team: Team) -> None:
    """Handed on under a key of theirs, composed anew, and read by them alone."""
    owed = {"pass_to": team.people["ana"]}
    async with office.database.begin() as tx:
        mine = Owed("nudge:7", "nudge", MONDAY, person=team.people["ben"], facts=owed)
        message_id = await outbox.owe(tx, team.id, mine, MONDAY)
    assert message_id is not None
    await office.until_idle()
    assert (await office.row(message_id)).key == "nudge:7:passed"
    assert (office.texts(team, "ana"), office.texts(team, "ben")) == (["nudge:7:passed"], [])


async def test_an_update_waits_for_what_it_is_about(office: Office, team: Team) -> None:
    """Composed once its target stands; Slack is not asked before."""
    await office.server.control.fault("status", method="chat.postMessage", count=1)
    target = await office.owe(team, "digest", "c0")
    update = await office.owe(team, "digest:update:0", "c1", op="update", target=target)
    await office.until_idle()
    assert [await office.state(target), await office.state(update)] == ["sent", "sent"]
    assert office.texts(team, "c0") == ["digest:update:0 again"]
    # It can still be found by its key.
    assert (
        office.calls("chat.update")[-1]["args"]["metadata"]["event_payload"]["key"] == (await office.row(target)).token
    )


async def test_one_that_cannot_be_composed_stops_nobody(office: Office, team: Team) -> None:
    """It is pushed ahead, logged, and tried again; others are sent, those of the same batch too."""
    poison = await office.owe(team, "poison", "c0", poison="x")
    fine = [await office.owe(team, "fine", "c1"), await office.owe(team, "hi")]
    while await office.sender.step():
        pass
    assert [await office.state(message_id) for message_id in (poison, *fine)] == ["waiting", "sent", "sent"]
    assert office.composed.count("poison") == 1
    office.clocks.skip(BACKOFF[2].total_seconds())
    assert await office.sender.step()
    assert office.composed.count("poison") == 2
    assert [post["args"]["text"] for post in office.calls("chat.postMessage")].count("poison") == 0


async def test_one_that_can_never_be_composed_is_given_up(office: Office, team: Team) -> None:
    """It would be the head of its conversation for ever: given up, the lead is told, and the next one goes."""
    poison, behind = await office.owe(team, "poison", "c0", poison="x"), await office.owe(team, "behind", "c0")
    for _ in range(MOST_COMPOSED):
        assert await office.sender.step()
        office.clocks.skip(BACKOFF[-1].total_seconds())
    await office.until_idle()
    assert [await office.state(poison), await office.state(behind)] == ["never", "sent"]
    assert office.composed.count("poison") == MOST_COMPOSED
    assert len(office.texts(team, "ana")) == 1


async def test_what_changes_between_composing_and_posting_is_shown(office: Office, team: Team) -> None:
    """Done while the digest was on its way: it is drawn again at once."""
    async with office.database.begin() as tx:
        role_id = await roles.add(tx, team.id, team.strategy_id, "Writer", MONDAY)
        duty_id = await duties.add(tx, team.id, team.strategy_id, role_id, "publish", "Post", MONDAY, MONDAY)
        assert duty_id is not None
        duty = await duties.by_id(tx, team.id, duty_id)
        assert duty is not None
    await office.owe(team, "digest", "ben", shows=str(duty_id))
    gate = (await office.server.control.gate("before_read", "chat.postMessage"))["id"]
    step = asyncio.create_task(office.sender.step())
    await office.server.control.reached(gate)
    async with office.database.begin() as tx:
        assert await duties.change(tx, duty, state="done")
    await office.server.control.release(gate)
    await step
    await office.until_idle()
    assert office.texts(team, "ben") == ["digest:update:0 again"]


async def test_a_poison_that_breaks_the_transaction_stops_nobody(
    server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks
) -> None:
    """An error of the database while composing: PostgreSQL refuses all else until it is rolled back."""
    office = open_office(server, database, session, clocks, PACE)
    team = await office.team()

    async def breaks(tx: Tx, message: Message) -> Outcome:
        if "poison" in message.facts:
            await tx.exec_driver_sql("SELECT * FROM no_such_table")
        return await office.compose(tx, message)

    sender = Sender(database, office.slack, breaks, clocks, PACE)
    poison, fine = await office.owe(team, "poison", "c0", poison="x"), await office.owe(team, "fine", "c1")
    while await sender.step():
        pass
    assert [await office.state(poison), await office.state(fine)] == ["waiting", "sent"]


# ---------------------------------------------------------------- several of them


async def test_workspaces_take_turns(office: Office, team: Team) -> None:
    """One with a long queue does not keep another waiting for more than a step."""
    busy, quiet = await office.team("Busy", channels=40), team
    for number in range(40):
        await office.owe(busy, f"m{number}", f"c{number}")
    await office.sender.step()
    message_id = await office.owe(quiet, "one", "c0")
    for _ in range(2):
        await office.sender.step()
    assert await office.state(message_id) == "sent"
    assert len(office.calls("chat.postMessage")) < 40
    await office.until_idle()
    assert len(office.calls("chat.postMessage")) == 41


async def test_a_workspace_without_a_token_is_passed_over(office: Office, team: Team) -> None:
    """Its messages wait; those of others go."""
    other = await office.team("Elsewhere", is_served=False)
    waits, goes = await office.owe(other, "waits", "c0"), await office.owe(team, "goes", "c0")
    while await office.sender.step():
        pass
    assert [await office.state(waits), await office.state(goes)] == ["waiting", "sent"]


async def test_two_senders_on_one_postgresql_never_double(
    server: SlackServer, session: aiohttp.ClientSession, clocks: Clocks
) -> None:
    """Two replicas, each with connections of its own, at the same queue: each message once, in order."""
    with fresh_database("postgresql") as url:
        databases = [Database(url), Database(url)]
        offices = [open_office(server, database, session, clocks, PACE) for database in databases]
        team = await offices[0].team(channels=12)
        offices[1].slack.serve(team.id, team.slack.bot_token)
        for number in range(96):
            await offices[0].owe(team, f"m{number:02}", f"c{number % 12}")

        async def send(office: Office) -> None:
            idle = 0
            while idle < 50:
                idle = 0 if await office.sender.step() else idle + 1

        await asyncio.gather(*(send(office) for office in offices))
        await offices[0].until_idle()
        assert all(office.composed for office in offices)
        for channel in range(12):
            expected = [f"m{number:02}" for number in range(96) if number % 12 == channel]
            assert offices[0].texts(team, f"c{channel}") == expected
        assert len(offices[0].calls("chat.postMessage")) == 96
        for database in databases:
            await database.close()


async def test_a_post_is_written_down_though_the_connection_was_lost_meanwhile(
    server: SlackServer, clocks: Clocks
) -> None:
    """PostgreSQL is restarted while Slack answers: the message is known to stand, and needs no looking for."""
    with fresh_database("postgresql") as url:
        database, operator = Database(url), Database(url)

        async def cut(*_: object) -> None:
            async with operator.look() as tx:
                others = "datname = current_database() AND pid <> pg_backend_pid()"
                await tx.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))

        watching = aiohttp.TraceConfig()
        watching.on_request_end.append(cut)
        async with aiohttp.ClientSession(trace_configs=[watching]) as session:
            office = open_office(server, database, session, clocks, PACE)
            team = await office.team()
            sent = await office.owe(team, "m", "c0")
            assert await office.sender.step()
            assert await office.state(sent) == "sent"
            assert office.texts(team, "c0") == ["m"]
        await operator.close()
        await database.close()


class _SetBack(Clocks):
    """A clock that is set back by a minute once it was read."""

    ahead = timedelta(0)

    def now(self) -> datetime:
        """Return business time."""
        read, self.ahead = super().now() + self.ahead, timedelta(0)
        return read


async def test_turns_come_to_an_end_though_what_was_due_is_gone(
    server: SlackServer, database: Database, session: aiohttp.ClientSession
) -> None:
    """What was seen of one workspace is not there to be claimed, and what another owes cannot be sent: it stops."""
    clocks = _SetBack()
    office = open_office(server, database, session, clocks, PACE)
    soon, unserved = await office.team(), await office.team("other", is_served=False)
    await office.owe(unserved, "n", "c0")
    clocks.skip(30)
    await office.owe(soon, "m", "c0")
    clocks.skip(-30)
    clocks.ahead = timedelta(minutes=1)
    async with asyncio.timeout(5):
        assert not await office.sender.step()
    assert clocks.ahead == timedelta(0)
