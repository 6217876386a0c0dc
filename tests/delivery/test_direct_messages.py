"""A direct message that is remembered and is not there any more: forgotten, opened again, and posted to once more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.compose import Composer
from storage import members, outbox, workspaces
from storage.database import Database
from storage.tables import member
from tests.delivery.office import MONDAY, Clocks, Office, Team

# What Slack says does not depend on the database: most of the other half runs in `make faults`.
on_either = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])

GONE = "D0OTHERAPP"


async def remember(office: Office, team: Team, name: str, channel: str) -> None:
    """Remember a channel as the direct message with somebody."""
    async with office.database.begin() as tx:
        await members.set_dm(tx, team.people[name], channel)


async def remembered(office: Office, team: Team, name: str) -> str | None:
    """Return the channel that is remembered as the direct message with somebody."""
    async with office.database.look() as tx:
        return await members.dm_of(tx, team.people[name])


@on_either
async def test_one_of_another_app_is_opened_anew(office: Office, team: Team) -> None:
    """A restored database, tokens of another app: nothing was posted, so it is posted once, where it is read."""
    await remember(office, team, "ben", GONE)
    ids = [await office.owe(team, "hi"), await office.owe(team, "again")]
    await office.until_idle()
    assert [await office.state(message_id) for message_id in ids] == ["sent", "sent"]
    assert office.texts(team, "ben") == ["hi", "again"]
    assert len(office.calls("conversations.open")) == 1
    assert [call["ok"] for call in office.calls("chat.postMessage")] == [False, True, True]
    assert await remembered(office, team, "ben") == (await office.row(ids[0])).channel


@pytest.mark.parametrize("error", ["channel_not_found", "not_in_channel"])
@on_either
async def test_one_that_was_closed_meanwhile_is_opened_anew(office: Office, team: Team, error: str) -> None:
    await office.owe(team, "first")
    await office.until_idle()
    await office.server.control.fault("error", method="chat.postMessage", error=error, count=1)
    message_id = await office.owe(team, "second")
    await office.until_idle()
    assert await office.state(message_id) == "sent"
    assert office.texts(team, "ben") == ["first", "second"]


@on_either
async def test_it_is_tried_once_more_and_not_for_ever(office: Office, team: Team) -> None:
    """Slack refuses the one that it just opened as well: given up, and the lead hears whom it was for."""
    await remember(office, team, "ben", GONE)
    await office.server.control.fault("error", method="chat.postMessage", error="channel_not_found", count=2)
    message_id = await office.owe(team, "hi")
    await office.until_idle()
    assert await office.state(message_id) == "never"
    assert len(office.faults()) == 2
    assert len(office.calls("conversations.open")) == 2  # ben's, and ana's for the word of it
    assert len(office.texts(team, "ana")) == 1


@on_either
async def test_one_that_cannot_be_opened_just_now_is_opened_later(office: Office, team: Team) -> None:
    """Forgotten by then: the next try opens it, and does not ask the old one again."""
    await remember(office, team, "ben", GONE)
    await office.server.control.fault("status", method="conversations.open", status=503, count=1)
    message_id = await office.owe(team, "hi")
    await office.sender.step()
    assert await office.state(message_id) == "waiting"
    assert await remembered(office, team, "ben") is None
    office.clocks.skip(1)
    await office.until_idle()
    assert [call["ok"] for call in office.calls("chat.postMessage")] == [False, True]


@on_either
async def test_a_file_for_somebody_is_shown_there_too(office: Office, team: Team) -> None:
    await remember(office, team, "ben", GONE)
    file = await office.owe(team, "file", "ben", op="upload")
    await office.until_idle()
    assert await office.state(file) == "sent"
    assert office.texts(team, "ben") == ["file"]


@on_either
async def test_an_answer_in_its_thread_comes_without_the_thread(office: Office, team: Team) -> None:
    """The thread was in the one that is gone."""
    await remember(office, team, "ben", GONE)
    await office.owe(team, "answer", thread_ts="1771200000.000100")
    await office.until_idle()
    (_, posted) = office.calls("chat.postMessage")
    assert (posted["ok"], posted["args"]["text"]) == (True, "answer")
    assert "thread_ts" not in posted["args"]


@on_either
async def test_what_stands_in_one_that_is_gone_is_left_and_the_next_post_opens_anew(office: Office, team: Team) -> None:
    target = await office.owe(team, "target")
    await office.until_idle()
    await remember(office, team, "ben", GONE)
    async with office.database.begin() as tx:
        await tx.exec_driver_sql(f"UPDATE outbox SET channel = '{GONE}' WHERE id = {target}")
    update = await office.owe(team, "update", op="update", target=target)
    await office.until_idle()
    assert await office.state(update) == "never"
    assert await remembered(office, team, "ben") is None
    assert office.texts(team, "ana") == []


@on_either
async def test_a_channel_that_is_not_there_is_no_direct_message(office: Office, team: Team) -> None:
    """A channel is given up at the first refusal, as ever."""
    message_id = await office.owe(team, "m", "C0NOWHERE", kind="summary")
    await office.until_idle()
    assert await office.state(message_id) == "never"
    assert len([call for call in office.calls("chat.postMessage") if not call["ok"]]) == 1


async def test_another_bot_user_has_direct_messages_of_its_own(database: Database) -> None:
    """The token is another app's: all that was remembered in its workspace is forgotten, and nowhere else."""
    found: dict[str, list[str | None]] = {}
    async with database.begin() as tx:
        for team_id in ("T1", "T2"):
            kept = await workspaces.keep(tx, "", team_id, team_id, "UBOT", "drumbeat", MONDAY)
            for slack_id in ("UANA", "UBEN"):
                person = await members.meet(tx, kept.id, slack_id, MONDAY)
                await members.set_dm(tx, person.id, f"D{slack_id}")
    for bot in ("UBOT", "UOTHER"):
        async with database.begin() as tx:
            await workspaces.keep(tx, "", "T1", "T1", bot, "drumbeat", MONDAY + timedelta(days=1))
            rows = await tx.execute(member.select().order_by(member.c.id))
            found[bot] = [row.dm_channel for row in rows]
    assert found == {"UBOT": ["DUANA", "DUBEN"] * 2, "UOTHER": [None, None, "DUANA", "DUBEN"]}


@on_either
async def test_the_lead_hears_whom_a_message_was_for(office: Office, team: Team, clocks: Clocks) -> None:
    """By name: a digest that did not come is somebody's."""
    office.sender._compose = Composer(clocks)
    async with office.database.begin() as tx:
        ben = await members.by_id(tx, team.id, team.people["ben"])
        assert ben is not None
    await office.server.control.fault("error", method="conversations.open", error="user_not_visible", count=1)
    await office.owe(team, "reply", kind="told", code="dm_hint")
    await office.until_idle()
    async with office.database.look() as tx:
        (told,) = await outbox.by_prefix(tx, team.id, "delivery_failed:", ("sent",))
    assert told.facts["who"] == ben.name
    (text,) = office.texts(team, "ana")
    assert f" to {ben.name}" in text
