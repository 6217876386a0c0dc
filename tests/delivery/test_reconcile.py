"""Unsure: Slack is asked before anything is posted again, doubles are removed, and doubt has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from storage import delivery, members, outbox
from tests.delivery.office import MONDAY, PACE, Office, Team

SETTLING = PACE.settling.total_seconds()
Fault = Mapping[str, str | int]
NOT_ACCEPTED: list[Fault] = [
    {"kind": "status", "status": 500},
    {"kind": "error", "error": "internal_error"},
    {"kind": "error", "error": "fatal_error"},
    {"kind": "reset_before"},
]
ACCEPTED: list[Fault] = [{"kind": "reset_after"}, {"kind": "half"}]


async def _unsure_of(office: Office, team: Team, fault: Fault, to: str = "c0") -> int:
    """Owe a message and let a fault befall its first post; it is unsure afterwards."""
    await _set(office, "chat.postMessage", fault, count=1)
    message_id = await office.owe(team, "hello", to)
    assert await office.sender.step()
    assert await office.state(message_id) == "unsure"
    return message_id


async def _set(office: Office, method: str, fault: Fault, count: int | None = None) -> None:
    more = {name: value for name, value in fault.items() if name != "kind"}
    await office.server.control.fault(str(fault["kind"]), method=method, count=count, **more)


@pytest.mark.parametrize("fault", NOT_ACCEPTED, ids=lambda fault: str(fault.get("error", fault["kind"])))
async def test_not_found_twice_it_is_posted_again(office: Office, team: Team, fault: Fault) -> None:
    """Once, after two looks with settling between; what comes after it waits."""
    message_id = await _unsure_of(office, team, fault)
    behind = await office.owe(team, "behind", "c0")
    assert not await office.reconciler.step()
    for look in range(2):
        office.clocks.skip(SETTLING)
        assert not await office.sender.step()
        assert await office.reconciler.step()
        assert await office.state(message_id) == ("unsure" if look == 0 else "waiting")
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.attempt) == ("sent", 2)
    assert await office.state(behind) == "sent"
    assert office.texts(team, "c0") == ["hello", "behind"]


@pytest.mark.parametrize("to", ["c0", "ben"])
@pytest.mark.parametrize("fault", ACCEPTED, ids=lambda fault: str(fault["kind"]))
async def test_found_it_is_sent(office: Office, team: Team, fault: Fault, to: str) -> None:
    """Slack took it: it stands where it was found, and is not posted again."""
    message_id = await _unsure_of(office, team, fault, to)
    await office.owe(team, "behind", to)
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.attempt) == ("sent", 1)
    (first, _) = office.calls("chat.postMessage")
    assert (row.channel, row.ts) == (first["answer"]["channel"], first["answer"]["ts"])
    assert office.texts(team, to) == ["hello", "behind"]


@pytest.mark.parametrize("fault", [{"kind": "reset_before"}, {"kind": "reset_after"}], ids=["not_taken", "taken"])
async def test_in_a_direct_message_that_memory_does_not_know_it_is_looked_for_and_arrives_once(
    office: Office, team: Team, fault: Fault
) -> None:
    """The remembered id leads nowhere: the direct message is opened, and what stands there is not posted again."""
    message_id = await _unsure_of(office, team, fault, "ben")
    async with office.database.begin() as tx:
        await members.set_dm(tx, team.people["ben"], "DOTHERS")
    await office.until_idle()
    assert await office.state(message_id) == "sent"
    assert office.texts(team, "ben") == ["hello"]


async def test_found_late_it_was_sent_when_slack_says(office: Office, team: Team) -> None:
    """The history is read ten minutes later: what counts is when it was posted, not when we knew."""
    message_id = await _unsure_of(office, team, {"kind": "reset_after"})
    office.clocks.skip(600)
    await office.until_idle()
    async with office.database.look() as tx:
        assert await outbox.settled_at(tx, message_id) == MONDAY


async def test_a_message_that_was_taken_away_is_not_looked_for_for_ever(office: Office, team: Team) -> None:
    """Found, and taken away before it's looked for once more: a copy that shows up late goes too, and that is all."""
    message_id = await _unsure_of(office, team, {"kind": "reset_after"})
    office.clocks.skip(SETTLING)
    assert await office.reconciler.step()
    await office.owe(team, "hello:delete", "c0", op="delete", target=message_id)
    while await office.sender.step():
        pass
    assert await office.state(message_id) == "deleted"
    await office.post_behind_our_back(team, "c0", (await office.row(message_id)).token)
    office.clocks.skip(PACE.lease.total_seconds())
    await office.until_idle()
    assert office.texts(team, "c0") == []
    asked = len(office.calls("conversations.history"))
    office.clocks.skip(10 * PACE.lease.total_seconds())
    await office.until_idle()
    assert len(office.calls("conversations.history")) == asked


@pytest.mark.parametrize("shows_metadata", [True, False], ids=["with_metadata", "without_metadata"])
@pytest.mark.parametrize("to", ["c0", "ben"])
async def test_it_is_found_whether_or_not_slack_gives_metadata_back(
    office: Office, team: Team, to: str, shows_metadata: bool
) -> None:
    """The key is the id of the first block too, and history always has that."""
    office.server.options.shows_metadata = shows_metadata
    message_id = await _unsure_of(office, team, {"kind": "reset_after"}, to)
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.attempt, office.texts(team, to)) == ("sent", 1, ["hello"])


async def test_a_reply_in_a_thread_is_found_without_metadata(office: Office, team: Team) -> None:
    """Threads are read by another method, and show as little."""
    office.server.options.shows_metadata = False
    root = await office.owe(team, "root", "c0")
    await office.until_idle()
    await _set(office, "chat.postMessage", {"kind": "reset_after"}, count=1)
    reply = await office.owe(team, "reply", "c0", thread=root)
    await office.until_idle()
    assert ((await office.row(reply)).attempt, office.texts(team, "c0")) == (1, ["root", "reply"])


async def test_after_an_update_it_is_still_found(office: Office, team: Team) -> None:
    """What is drawn again keeps its key: a double that shows up late is found by it, and removed."""
    office.server.options.shows_metadata = False
    message_id = await _unsure_of(office, team, {"kind": "reset_after"})
    office.clocks.skip(SETTLING)
    assert await office.reconciler.step()
    await office.owe(team, "hello:update:0", "c0", op="update", target=message_id)
    assert await office.sender.step()
    double = await office.post_behind_our_back(team, "c0", (await office.row(message_id)).token)
    await office.until_idle()
    assert office.texts(team, "c0") == ["hello:update:0 again"]
    assert (await office.row(message_id)).ts != double


@pytest.mark.parametrize("by", ["a person", "another app"])
async def test_a_copy_by_somebody_else_does_not_count(office: Office, team: Team, by: str) -> None:
    """Anybody can read a key, and put it into a message of their own: ours has not arrived for that."""
    message_id = await _unsure_of(office, team, {"kind": "reset_before"})
    token = (await office.row(message_id)).token
    copy = await office.copy_of_others(team, "c0", token, is_app=by == "another app")
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.attempt) == ("sent", 2)
    assert row.ts != copy
    assert office.texts(team, "c0") == ["a copy", "hello"]


async def test_an_answer_that_never_comes(impatient: Office) -> None:
    """Taken by Slack and not answered in time: found, and sent once."""
    team = await impatient.team()
    message_id = await _unsure_of(impatient, team, {"kind": "hang"})
    await impatient.until_idle()
    assert await impatient.state(message_id) == "sent"
    assert impatient.texts(team, "c0") == ["hello"]


async def test_a_call_that_hangs_before_it_is_taken(impatient: Office) -> None:
    """Not taken and not answered: looked for twice, posted again, once in Slack."""
    team = await impatient.team()
    message_id = await _unsure_of(impatient, team, {"kind": "hang_before"})
    await impatient.until_idle()
    assert (await impatient.row(message_id)).attempt == 2
    assert impatient.texts(team, "c0") == ["hello"]


async def test_every_first_post_is_accepted_and_not_answered(office: Office, team: Team) -> None:
    """Each stands once, in order."""
    await office.server.control.fault("first_of_each_key", method="chat.postMessage")
    for number in range(6):
        await office.owe(team, f"m{number}", ("c0", "ben")[number % 2])
    await office.until_idle()
    assert (office.texts(team, "c0"), office.texts(team, "ben")) == (["m0", "m2", "m4"], ["m1", "m3", "m5"])


async def test_a_reply_is_looked_for_in_its_thread(office: Office, team: Team) -> None:
    """A channel's history does not show replies."""
    root = await office.owe(team, "root", "c0")
    await office.until_idle()
    await office.server.control.fault("reset_after", method="chat.postMessage", count=1)
    reply = await office.owe(team, "reply", "c0", thread=root)
    await office.until_idle()
    assert (await office.row(reply)).attempt == 1
    assert office.texts(team, "c0") == ["root", "reply"]
    assert office.calls("conversations.replies")[0]["args"]["ts"] == (await office.row(root)).ts


async def test_an_answer_in_a_thread_of_a_direct_message_is_looked_for_there(office: Office, team: Team) -> None:
    """Somebody replied to their digest: the answer stands below it once, whatever Slack said of it."""
    root = await office.owe(team, "root", "ben")
    await office.until_idle()
    root_ts = (await office.row(root)).ts
    await office.server.control.fault("reset_after", method="chat.postMessage", count=1)
    answer = await office.owe(team, "answer", "ben", thread_ts=root_ts)
    await office.until_idle()
    assert (await office.row(answer)).attempt == 1
    assert office.texts(team, "ben") == ["root", "answer"]
    assert office.calls("conversations.replies")[0]["args"]["ts"] == root_ts


async def test_a_direct_message_is_looked_for_where_it_was_opened(office: Office, team: Team) -> None:
    """The channel is known from before the first byte of the post left."""
    await _unsure_of(office, team, {"kind": "reset_after"}, "ben")
    async with office.database.look() as tx:
        opened = await members.dm_of(tx, team.people["ben"])
    office.clocks.skip(SETTLING)
    assert await office.reconciler.step()
    assert office.calls("conversations.history")[0]["args"]["channel"] == opened
    assert office.texts(team, "ben") == ["hello"]


@pytest.mark.parametrize("op", ["update", "delete"])
async def test_an_update_or_delete_is_repeated(office: Office, team: Team, op: str) -> None:
    """Doing it twice is doing it once, so nothing is looked up; what is gone already is gone."""
    target = await office.owe(team, "hello", "c0")
    await office.until_idle()
    await office.server.control.fault("reset_after", method=f"chat.{op}", count=1)
    about = await office.owe(team, "later", "c0", op="update" if op == "update" else "delete", target=target)
    assert await office.sender.step()
    assert await office.state(about) == "waiting"
    office.clocks.skip(1)
    await office.until_idle()
    assert await office.state(about) == "sent"
    assert office.texts(team, "c0") == (["later again"] if op == "update" else [])
    assert office.calls("conversations.history") == []


# ---------------------------------------------------------------- doubles


@pytest.mark.parametrize("late_one_is", ["older", "younger"])
async def test_the_younger_of_two_is_deleted(office: Office, team: Team, late_one_is: str) -> None:
    """Slack showed the first post later than anybody waits: one is left, and the memory knows which."""
    message_id = await _unsure_of(office, team, {"kind": "reset_before"})
    token = (await office.row(message_id)).token
    for _ in range(2):
        office.clocks.skip(SETTLING)
        assert await office.reconciler.step()
    stays = await office.post_behind_our_back(team, "c0", token) if late_one_is == "older" else None
    assert await office.sender.step()
    ours = (await office.row(message_id)).ts
    if late_one_is == "younger":
        await office.post_behind_our_back(team, "c0", token)
    await office.owe(team, "behind", "c0")
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.ts) == ("sent", stays or ours)
    assert office.texts(team, "c0") == ["a double" if stays else "hello", "behind"]


async def test_a_double_is_looked_for_again_while_history_is_out_of_reach(office: Office, team: Team) -> None:
    """And deleted again where Slack did not take that."""
    message_id = await _unsure_of(office, team, {"kind": "reset_before"})
    for _ in range(2):
        office.clocks.skip(SETTLING)
        assert await office.reconciler.step()
    assert await office.sender.step()
    await office.post_behind_our_back(team, "c0", (await office.row(message_id)).token)
    await office.server.control.fault("status", method="conversations.history", count=1)
    await office.server.control.fault("status", method="chat.delete", count=1)
    for wait in (2 * SETTLING, 60, 60):
        office.clocks.skip(wait)
        assert await office.reconciler.step()
    assert office.texts(team, "c0") == ["hello"]
    assert not await office.reconciler.step()


# ---------------------------------------------------------------- unknown


OUT_OF_REACH: list[Fault] = [
    {"kind": "error", "error": "internal_error"},
    {"kind": "error", "error": "missing_scope"},
    {"kind": "reset_before"},
]


@pytest.mark.parametrize("fault", OUT_OF_REACH, ids=lambda fault: str(fault.get("error", fault["kind"])))
async def test_doubt_has_an_end(office: Office, team: Team, fault: Fault) -> None:
    """History out of reach for so long: unknown, the lead is told once, and the conversation goes on."""
    message_id = await _unsure_of(office, team, {"kind": "reset_after"})
    behind = await office.owe(team, "behind", "c0")
    await _set(office, "conversations.history", fault)
    office.clocks.skip(office.pace.unknown_after.total_seconds() - 0.1)
    assert await office.reconciler.step()
    assert await office.state(message_id) == "unsure"
    office.clocks.skip(60)  # it is not asked every second
    assert await office.reconciler.step()
    assert await office.state(message_id) == "unknown"
    await office.until_idle()
    assert await office.state(behind) == "sent"
    assert office.texts(team, "c0") == ["hello", "behind"]
    async with office.database.look() as tx:
        found = await outbox.by_prefix(tx, team.id, "delivery_unknown:")
    assert [(told.person, told.facts["channel"]) for told in found] == [(team.people["ana"], team.channels["c0"])]
    assert len(office.texts(team, "ana")) == 1


async def test_history_back_within_reach_ends_doubt(office: Office, team: Team) -> None:
    """Nothing is posted while it is away, however often it was asked; then it is found."""
    message_id = await _unsure_of(office, team, {"kind": "reset_after"})
    await office.server.control.fault("status", method="conversations.history", count=5)
    await office.until_idle()
    assert (await office.row(message_id)).attempt == 1
    assert office.texts(team, "c0") == ["hello"]


# ---------------------------------------------------------------- leases


@pytest.mark.parametrize("was_posted", [True, False])
async def test_a_sender_that_died_with_a_message_in_hand(office: Office, team: Team, was_posted: bool) -> None:
    """Its lease runs out, and then Slack is asked: nothing lost, nothing twice."""
    message_id = await office.owe(team, "hello", "c0")
    async with office.database.begin() as tx:
        (message,) = await delivery.claim(tx, team.id, office.clocks.now(), office.clocks.real(), PACE.lease, 8)
    if was_posted:
        await office.post_behind_our_back(team, "c0", message.token)
    office.clocks.skip(PACE.lease.total_seconds())
    assert not await office.reconciler.step()
    office.clocks.skip(0.001)
    await office.reconciler.step()
    await office.until_idle()
    assert await office.state(message_id) == "sent"
    assert office.texts(team, "c0") == ["a double" if was_posted else "hello"]


async def test_after_a_start_on_sqlite_no_lease_is_waited_for(office: Office, team: Team) -> None:
    """There is one process. On PostgreSQL another replica may still be sending."""
    message_id = await office.owe(team, "hello", "c0")
    async with office.database.begin() as tx:
        await delivery.claim(tx, team.id, office.clocks.now(), office.clocks.real(), PACE.lease, 8)
    await office.reconciler.wake_up()
    assert await office.state(message_id) == ("unsure" if office.database.is_sqlite else "sending")


async def test_an_answer_that_comes_after_the_lease(office: Office, team: Team) -> None:
    """It was found meanwhile: the sender's late word changes nothing, and the message stands once."""
    message_id = await office.owe(team, "hello", "c0")
    gate = (await office.server.control.gate("accepted", "chat.postMessage"))["id"]
    step = asyncio.create_task(office.sender.step())
    await office.server.control.reached(gate)
    office.clocks.skip(PACE.lease.total_seconds() + 0.001)
    assert not await office.reconciler.step()
    office.clocks.skip(SETTLING)
    assert await office.reconciler.step()
    found = await office.row(message_id)
    assert found.state == "sent"
    await office.server.control.release(gate)
    await step
    assert await office.row(message_id) == found
    await office.until_idle()
    assert office.texts(team, "c0") == ["hello"]
