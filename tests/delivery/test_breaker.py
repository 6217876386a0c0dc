"""A workspace that Slack has shut: tried once a minute, reported once, and nothing else suffers for it."""

from __future__ import annotations

import logging
from datetime import timedelta

import aiohttp
import pytest

from bot.delivery.breaker import REMEMBERED
from bot.delivery.uploads import MOST_TRIES
from playground.slack.server import SlackServer
from storage.database import Database
from tests.delivery.office import PACE, Clocks, Office, Team, open_office

# Breakers do not depend on the database: the other half runs in `make faults`.
pytestmark = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])

MINUTE = PACE.probe.total_seconds()


async def shut(office: Office, method: str = "*", error: str = "accesslimited") -> None:
    """Let Slack refuse a method, or all of them, until the faults are cleared."""
    await office.server.control.fault("error", method=method, error=error)


async def wait(office: Office, minutes: int, looks: int = 1) -> None:
    """Let minutes pass, with the bot at work `looks` times in each."""
    for _ in range(minutes * looks):
        while await office.sender.step():
            pass
        await office.sender.finish()
        await office.reconciler.step()
        office.clocks.skip(MINUTE / looks)


def errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the ERROR lines so far."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@pytest.mark.parametrize("error", ["accesslimited", "token_revoked", "team_added_to_org"])
async def test_an_operator_is_told_once(
    office: Office, team: Team, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    """One ERROR line however long it lasts, and a report for the health page from the first refusal to the last."""
    await office.owe(team, "m", "c0")
    assert office.breakers.outages() == []
    await shut(office, error=error)
    began = office.clocks.real()
    await wait(office, 12)
    assert errors(caplog) == ["Slack refuses the bot"]
    (outage,) = office.breakers.outages()
    assert (outage.reason, outage.method, outage.since) == (error, "chat.postMessage", began)
    await office.server.control.clear_faults()
    await wait(office, 2)
    assert office.breakers.outages() == []
    assert office.texts(team, "c0") == ["m"]


async def test_what_comes_and_goes_is_told_once_too(
    office: Office, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    """Open for a moment every other minute: one line. After a quiet hour, it is news again."""
    for n in range(5):
        await office.owe(team, f"m{n}", "c0")
        await office.server.control.fault("error", method="chat.postMessage", error="access_denied", count=1)
        await wait(office, 2, looks=3)
    assert errors(caplog) == ["Slack refuses the bot"]
    office.clocks.skip(REMEMBERED.total_seconds())
    await office.owe(team, "later", "c0")
    await office.server.control.fault("error", method="chat.postMessage", error="access_denied", count=1)
    await wait(office, 2, looks=3)
    assert len(errors(caplog)) == 2
    assert office.texts(team, "c0") == ["m0", "m1", "m2", "m3", "m4", "later"]


async def test_what_still_works_does_not_open_what_is_refused(office: Office, team: Team) -> None:
    """Posting alone is refused, and direct messages can be opened: posting is tried once a minute all the same."""
    await shut(office, "chat.postMessage", "ekm_access_denied")
    for n, name in enumerate(("ana", "ben", "ana", "ben", "c0", "c1")):
        await office.owe(team, f"m{n}", name)
    await wait(office, 1)
    before = len(office.faults())
    await wait(office, 10, looks=3)
    assert len(office.faults()) - before == 10


async def test_what_is_not_wanted_any_more_keeps_nothing_shut(office: Office, team: Team) -> None:
    """The one update that was refused is withdrawn. Nothing else is an update, and posts go on a minute later."""
    target = await office.owe(team, "target", "c0")
    await office.until_idle()
    update = await office.owe(team, "update", "c0", op="update", target=target)
    await shut(office, "chat.update")
    await office.sender.step()
    async with office.database.begin() as tx:
        await tx.exec_driver_sql(f"UPDATE outbox SET state = 'withdrawn' WHERE id = {update}")
    ids = [await office.owe(team, f"m{n}", f"c{n % 2}") for n in range(8)]
    await wait(office, 2)
    assert {await office.state(message_id) for message_id in ids} == {"sent"}
    assert office.breakers.outages() == []


async def test_one_channel_that_is_denied_stops_no_other(office: Office, team: Team) -> None:
    """Slack's word for a whole workspace, and yet others go through: from then on it is about that channel alone."""
    where = {"channel": team.channels["c0"]}
    await office.server.control.fault("error", method="chat.postMessage", error="access_denied", args=where)
    denied = await office.owe(team, "denied", "c0")
    first = await office.owe(team, "first", "c1")
    await wait(office, 3)
    assert [await office.state(denied), await office.state(first)] == ["waiting", "sent"]
    for n in range(8):
        message_id = await office.owe(team, f"m{n}", ("c1", "ben")[n % 2])
        await wait(office, 1)
        assert await office.state(message_id) == "sent"
    assert office.breakers.outages() == []
    office.clocks.skip(timedelta(days=1).total_seconds())
    await office.owe(team, "next day", "c1")
    await wait(office, 5)
    assert await office.state(denied) == "never"
    assert len([text for text in office.texts(team, "ana") if "access_denied" in text]) == 1


async def test_several_channels_that_are_denied_stop_no_other(office: Office, team: Team) -> None:
    """Oldest of all, and refused each time: what is owed later gets its turn."""
    many = await office.team("Many", channels=6)
    for n in range(4):
        where = {"channel": many.channels[f"c{n}"]}
        await office.server.control.fault("error", method="chat.postMessage", error="access_denied", args=where)
        await office.owe(many, f"denied{n}", f"c{n}")
    await wait(office, 2, looks=3)
    await office.owe(many, "fine", "c4")
    await wait(office, 4, looks=3)
    assert office.texts(many, "c4") == ["fine"]


async def test_a_method_that_is_refused_for_everybody_stops_no_other_method(office: Office, team: Team) -> None:
    """Updates get through while posts do not: posts are tried once a minute, and soon updates come at once again."""
    target = await office.owe(team, "target", "c1")
    await office.until_idle()
    await shut(office, "chat.postMessage")
    await office.owe(team, "post", "c0")
    await office.sender.step()
    update = await office.owe(team, "update", "c1", op="update", target=target)
    await wait(office, 2, looks=3)
    assert await office.state(update) == "sent"
    again = await office.owe(team, "again", "c1", op="update", target=target)
    await office.sender.step()
    assert await office.state(again) == "sent"
    (outage,) = office.breakers.outages()
    assert (outage.method, outage.about) == ("chat.postMessage", "method")


async def test_opening_direct_messages_is_tried_once_a_minute_too(office: Office, team: Team) -> None:
    """Refused for everybody while channels go on: one person's is tried for all, and then everybody's is opened."""
    await shut(office, "conversations.open")
    ids = [await office.owe(team, f"{name}{n}", name) for n in range(2) for name in ("ana", "ben")]
    await wait(office, 2, looks=3)
    await office.owe(team, "channel", "c0")
    await wait(office, 3, looks=3)
    assert office.texts(team, "c0") == ["channel"]
    before = len(office.faults())
    await wait(office, 10, looks=3)
    assert 5 <= len(office.faults()) - before <= 10
    await office.server.control.clear_faults()
    await wait(office, 3, looks=3)
    assert {await office.state(message_id) for message_id in ids} == {"sent"}


async def test_other_workspaces_go_on(office: Office, team: Team) -> None:
    other = await office.team("Elsewhere")
    await office.server.control.fault("error", method="chat.postMessage", error="token_revoked", count=1)
    await office.owe(team, "shut", "c0")
    await office.sender.step()
    await office.owe(team, "waits", "c1")
    await office.owe(other, "goes", "c0")
    while await office.sender.step():
        pass
    assert (office.texts(team, "c1"), office.texts(other, "c0")) == ([], ["goes"])


async def test_a_network_that_blinks_costs_a_second_and_no_error(
    server: SlackServer,
    database: Database,
    session: aiohttp.ClientSession,
    clocks: Clocks,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """One call finds out for all; after a minute of it an operator is told."""
    nowhere = open_office(server, database, session, clocks, PACE, url="http://127.0.0.1:9/api/")
    team = await nowhere.team(channels=30)
    ids = [await nowhere.owe(team, f"m{n}", f"c{n}") for n in range(30)]
    while await nowhere.sender.step():
        pass
    assert sum([(await nowhere.row(message_id)).attempt for message_id in ids]) <= 8
    assert nowhere.breakers.shut_for(team.id).total_seconds() == 1
    assert (errors(caplog), nowhere.breakers.outages()) == ([], [])
    await wait(nowhere, 4)
    assert errors(caplog) == ["Slack refuses the bot"]
    (outage,) = nowhere.breakers.outages()
    assert outage.reason == "cannot_connect"
    assert sum([(await nowhere.row(message_id)).attempt for message_id in ids]) <= 16


async def test_doubt_waits_until_slack_is_open_again(office: Office, team: Team) -> None:
    """Unsure when the door closed: that nobody could ask for a while gives no message up. It is found then."""
    await office.server.control.fault("reset_after", method="chat.postMessage", count=1)
    message_id = await office.owe(team, "m", "c0")
    await office.sender.step()
    await shut(office, error="token_expired")
    await wait(office, 12)
    assert await office.state(message_id) == "unsure"
    await office.server.control.clear_faults()
    await wait(office, 3)
    assert await office.state(message_id) == "sent"
    assert len(office.calls("chat.postMessage")) == 1


async def test_the_tries_of_a_picture_are_its_own(office: Office, team: Team) -> None:
    """It is given up after eight tries of its own, and a workspace that is shut is none of them."""
    picture = await office.owe(team, "picture", "c0", op="upload")
    async with office.database.begin() as tx:
        await tx.exec_driver_sql(f"UPDATE outbox SET attempt = {MOST_TRIES} WHERE id = {picture}")
    await shut(office)
    await wait(office, 2)
    await office.server.control.clear_faults()
    await wait(office, 2)
    assert await office.state(picture) == "sent"


async def test_replicas_share_one_try_a_minute(
    server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks
) -> None:
    """The hold is in the database: a process that was never refused waits as well, and one that starts later."""
    first, second = (open_office(server, database, session, clocks, PACE) for _ in range(2))
    team = await first.team()
    second.slack.serve(team.id, team.slack.bot_token)
    await first.owe(team, "m", "c0")
    await first.owe(team, "n", "c1")
    await shut(first)
    await first.sender.step()
    assert not await second.sender.step()
    before = len(first.faults())
    for _ in range(10 * 3):
        clocks.skip(MINUTE / 3)
        await first.sender.step()
        await second.sender.step()
    assert len(first.faults()) - before <= 10 + 1


async def test_a_method_that_is_refused_stops_no_other(
    office: Office, team: Team, caplog: pytest.LogCaptureFixture
) -> None:
    """A permission is missing for updates: those wait, one try a minute. Posts go on, and health names the method."""
    target = await office.owe(team, "target", "c0")
    await office.until_idle()
    updates = [await office.owe(team, f"u{n}", "c0", op="update", target=target) for n in range(2)]
    await shut(office, "chat.update", "missing_scope")
    post = await office.owe(team, "post", "c1")
    await wait(office, 10, looks=10)
    assert [await office.state(one) for one in (*updates, post)] == ["waiting", "waiting", "sent"]
    assert len(office.faults()) in (9, 10)
    assert errors(caplog) == ["Slack refuses a method"]
    (outage,) = office.breakers.outages()
    assert (outage.method, outage.about) == ("chat.update", "method")
    await office.server.control.clear_faults()
    await wait(office, 2)
    assert [await office.state(one) for one in updates] == ["sent", "sent"]
    assert office.breakers.outages() == []


async def test_a_try_that_nobody_needs_is_left_to_others(office: Office, team: Team) -> None:
    """Looking for work while nothing is due uses no try up."""
    await office.server.control.fault("error", method="chat.postMessage", error="access_denied", count=1)
    await office.owe(team, "m", "c0", unwanted="")
    await office.owe(team, "n", "c1")
    await office.sender.step()
    office.clocks.skip(MINUTE)
    assert office.slack.room(team.id) == 1
    assert office.slack.room(team.id) == 0
    office.slack.give_back(team.id)
    await office.until_idle()
    assert office.texts(team, "c1") == ["n"]
