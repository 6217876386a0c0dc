"""A picture takes three steps to Slack: it is shown once, whichever of them goes wrong, and words never wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import aiohttp
import pytest

from bot.delivery.uploads import MOST_TRIES, TIMES_REFUSED
from bot.domain.outbox import BACKOFF
from bot.pictures.charts import Results, Track
from playground.slack.server import SlackServer
from storage.database import Database
from tests.delivery.office import PACE, Clocks, Office, Team, open_office

Fault = Mapping[str, str | int]
URL, BYTES, DONE = STEPS = ("files.getUploadURLExternal", "upload", "files.completeUploadExternal")
CHART = Results(
    (Track("Followers", "", ((date(2026, 3, 2), Decimal(640)),), Decimal(1000), date(2026, 6, 30)),),
)
SETTLING = PACE.settling.total_seconds()


@pytest.fixture
def illustrated(office: Office) -> Office:
    """An office whose uploads show a chart."""
    office.chart = CHART
    return office


async def _owe(office: Office, team: Team, to: str = "c0") -> tuple[int, int]:
    """Owe a message and the picture that belongs to it; return the ids of both."""
    root = await office.owe(team, "root", to)
    return root, await office.owe(team, "picture", to, op="upload", thread=root if to != "ben" else None)


def _shown(office: Office) -> list[str]:
    """List the files that stand in some message, oldest first."""
    stands: dict[str, list[str]] = {}
    for entry in office.server.journal:
        if entry["kind"] == "message" and entry["change"] == "posted" and entry.get("files"):
            stands[entry["ts"]] = [file["id"] for file in entry["files"]]
        elif entry["kind"] == "message" and entry["change"] == "deleted":
            stands.pop(entry["ts"], None)
    return [file for files in stands.values() for file in files]


async def _set(office: Office, method: str, fault: Fault, count: int | None = 1) -> None:
    more = {name: value for name, value in fault.items() if name != "kind"}
    await office.server.control.fault(str(fault["kind"]), method=method, count=count, **more)


async def test_it_is_shown_after_its_message_in_its_thread(illustrated: Office, team: Team) -> None:
    """Three calls, the file's id in memory before the last of them; where it stands is not known at first."""
    office = illustrated
    root, picture = await _owe(office, team)
    await office.until_idle()
    row = await office.row(picture)
    assert (row.state, row.attempt, row.ts) == ("sent", 1, None)
    assert _shown(office) == [row.file_id]
    (done,) = office.calls(DONE)
    assert done["args"]["thread_ts"] == (await office.row(root)).ts
    (asked,) = office.calls(URL)
    assert "Followers: 640 of 1,000 by 30 Jun 2026" in asked["args"]["alt_txt"]


async def test_in_direct_messages_it_stands_by_itself(illustrated: Office, team: Team) -> None:
    """The conversation is opened for it where it never was."""
    picture = await illustrated.owe(team, "picture", "ben", op="upload")
    await illustrated.until_idle()
    assert _shown(illustrated) == [(await illustrated.row(picture)).file_id]
    assert illustrated.texts(team, "ben") == ["picture"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_before"},
        {"kind": "reset_after"},
        {"kind": "status", "status": 503},
        {"kind": "ratelimited", "retry_after": 1},
    ],
    ids=lambda fault: str(fault["kind"]),
)
async def test_trouble_in_any_step_shows_it_once(illustrated: Office, team: Team, step: str, fault: Fault) -> None:
    """Before completing, nothing was shown, and it begins anew; after it, Slack is asked first."""
    office = illustrated
    await _set(office, step, fault)
    _, picture = await _owe(office, team)
    await office.until_idle()
    row = await office.row(picture)
    assert row.state == "sent"
    assert _shown(office) == [row.file_id]
    # Completed a second time only where Slack did not show it: reset before, or refused.
    completions = [call for call in office.calls(DONE) if call["ok"]]
    assert len(completions) == 1


async def test_killed_between_the_bytes_and_completing(illustrated: Office, team: Team) -> None:
    """The id of the file is in memory: the next life asks Slack about it, and completes that one."""
    office = illustrated
    await _set(office, DONE, {"kind": "hang_before"})
    _, picture = await _owe(office, team)
    gate = (await office.server.control.gate("before_read", DONE))["id"]
    while await office.sender.step():
        pass
    await office.server.control.reached(gate)
    kept = (await office.row(picture)).file_id
    assert kept is not None
    for task in office.sender._under_way.copy():
        task.cancel()
    await office.sender.finish()
    await office.server.control.clear_faults()
    await office.server.control.release(gate)
    office.clocks.skip(PACE.lease.total_seconds() + 1)
    await office.until_idle()
    row = await office.row(picture)
    assert (row.state, row.file_id) == ("sent", kept)
    assert _shown(office) == [kept]


async def test_killed_after_slack_took_it(illustrated: Office, team: Team) -> None:
    """Shown, and nobody was there to hear so: found by its file, and not shown again."""
    office = illustrated
    _, picture = await _owe(office, team)
    gate = (await office.server.control.gate("accepted", DONE))["id"]
    while await office.sender.step():
        pass
    await office.server.control.reached(gate)
    for task in office.sender._under_way.copy():
        task.cancel()
    await office.sender.finish()
    await office.server.control.release(gate)
    office.clocks.skip(PACE.lease.total_seconds() + 1)
    await office.until_idle()
    row = await office.row(picture)
    assert row.state == "sent"
    assert row.ts is not None
    assert _shown(office) == [row.file_id]
    assert len(office.calls(DONE)) == 1


async def test_a_file_that_slack_lost_is_sent_anew(illustrated: Office, team: Team) -> None:
    """Unknown to Slack, and not shown anywhere: asked for twice, then a new one takes its place."""
    office = illustrated
    _, picture = await _owe(office, team)
    gate = (await office.server.control.gate("before_read", DONE))["id"]
    while await office.sender.step():
        pass
    await office.server.control.reached(gate)
    lost = (await office.row(picture)).file_id
    office.server.uploads.clear()
    await office.server.control.release(gate)
    await office.until_idle()
    row = await office.row(picture)
    assert row.state == "sent"
    assert row.file_id not in (None, lost)
    assert _shown(office) == [row.file_id]


@pytest.mark.parametrize("reason", ["missing_scope", "file_uploads_disabled", "storage_limit_reached"])
async def test_what_is_not_allowed_is_given_up_at_once(illustrated: Office, team: Team, reason: str) -> None:
    """The lead is told once for each reason, however many pictures there are; the words stand."""
    office = illustrated
    await _set(office, URL, {"kind": "error", "error": reason}, count=None)
    (_, first), (_, second) = await _owe(office, team), await _second(office, team)
    await office.until_idle()
    assert [await office.state(first), await office.state(second)] == ["never", "never"]
    assert "root" in office.texts(team, "c0")
    assert len([text for text in office.texts(team, "ana") if text.startswith("picture_failed")]) == 1


async def _second(office: Office, team: Team) -> tuple[int, int]:
    root = await office.owe(team, "root two", "c1")
    return root, await office.owe(team, "picture two", "c1", op="upload", thread=root)


async def test_bytes_that_are_refused_again_and_again(illustrated: Office, team: Team) -> None:
    """An address may have grown old: it is asked for anew, a few times."""
    office = illustrated
    await _set(office, BYTES, {"kind": "status", "status": 403}, count=None)
    _, picture = await _owe(office, team)
    await office.until_idle()
    assert await office.state(picture) == "never"
    assert len(office.calls(URL)) == TIMES_REFUSED


async def test_words_do_not_wait_for_a_picture_that_cannot_be_sent(illustrated: Office, team: Team) -> None:
    """Where Slack's address for files is out of reach, everything else goes on in the same channel."""
    office = illustrated
    await _set(office, BYTES, {"kind": "status", "status": 503}, count=None)
    _, picture = await _owe(office, team)
    behind = await office.owe(team, "behind", "c0")
    for _ in range(20):
        await office.sender.step()
        await office.sender.finish()
    assert [await office.state(picture), await office.state(behind)] == ["waiting", "sent"]
    await office.server.control.clear_faults()
    office.clocks.skip(BACKOFF[-1].total_seconds())
    await office.until_idle()
    assert await office.state(picture) == "sent"


async def test_where_nobody_can_tell_whether_it_arrived_words_stand_without_it(illustrated: Office, team: Team) -> None:
    """Doubt has an end: the lead hears why a picture may be missing, as of one that was refused."""
    office = illustrated
    await _set(office, DONE, {"kind": "reset_after"})
    await _set(office, "files.info", {"kind": "error", "error": "internal_error"}, count=None)
    _, picture = await _owe(office, team)
    while await office.sender.step():
        await office.sender.finish()
    assert await office.state(picture) == "unsure"
    office.clocks.skip(PACE.unknown_after.total_seconds() + 1)
    assert await office.reconciler.step()
    assert await office.state(picture) == "unknown"
    await office.until_idle()
    assert office.texts(team, "ana") == ["picture_failed:unknown"]


async def test_an_address_that_stays_out_of_reach_is_given_up(illustrated: Office, team: Team) -> None:
    """After about ten minutes: a picture that waits for ever would look like a bot that hangs."""
    office = illustrated
    await _set(office, BYTES, {"kind": "reset_before"}, count=None)
    _, picture = await _owe(office, team)
    for tried in range(1, MOST_TRIES + 1):
        while await office.sender.step():
            await office.sender.finish()
        await office.sender.finish()
        assert await office.state(picture) == ("waiting" if tried < MOST_TRIES else "never"), tried
        office.clocks.skip(BACKOFF[-1].total_seconds())
    await office.until_idle()
    assert len([text for text in office.texts(team, "ana") if text.startswith("picture_failed:out_of_reach")]) == 1


async def test_words_are_sent_while_a_picture_is_on_its_way(illustrated: Office, team: Team) -> None:
    """A step of the sender does not wait for the three calls of a picture."""
    office = illustrated
    _, picture = await _owe(office, team)
    gate = (await office.server.control.gate("before_read", URL))["id"]
    while await office.sender.step():
        pass
    await office.server.control.reached(gate)
    behind = await office.owe(team, "behind", "c0")
    assert await office.sender.step()
    assert [await office.state(picture), await office.state(behind)] == ["sending", "sent"]
    await office.server.control.release(gate)
    await office.until_idle()
    assert await office.state(picture) == "sent"


async def test_a_lease_that_was_taken_over_shows_nothing_twice(
    server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks
) -> None:
    """Whoever comes back after their lease ran out finds it gone before the call that shows anything."""
    office = open_office(server, database, session, clocks, PACE)
    office.chart = CHART
    team = await office.team()
    _, picture = await _owe(office, team)
    gate = (await server.control.gate("accepted", BYTES))["id"]
    while await office.sender.step():
        pass
    await server.control.reached(gate)
    clocks.skip(PACE.lease.total_seconds() + 1)
    other = open_office(server, database, session, clocks, PACE)
    other.chart = CHART
    other.slack.serve(team.id, team.slack.bot_token)
    await other.until_idle()
    assert await other.state(picture) == "sent"
    await server.control.release(gate)
    await office.sender.finish()
    assert _shown(office) == [(await office.row(picture)).file_id]


async def test_a_chart_that_cannot_be_drawn_stops_nobody(illustrated: Office, team: Team) -> None:
    """Given up, and the lead is told; nothing is tried for ever."""
    broken = Track("x", "", ((date(2026, 3, 2), Decimal("NaN")),), Decimal("NaN"), date(2026, 6, 30))
    illustrated.chart = Results((broken,))
    _, picture = await _owe(illustrated, team)
    await illustrated.until_idle()
    assert await illustrated.state(picture) == "never"


async def test_a_double_is_taken_away(illustrated: Office, team: Team) -> None:
    """Posted again after being unsure, and the first one shows late: the younger one is deleted."""
    office = illustrated
    await _set(office, DONE, {"kind": "status", "status": 503})
    _, picture = await _owe(office, team)
    for _ in range(400):
        await office.sender.step()
        await office.sender.finish()
        if (await office.row(picture)).state == "sent":
            break
        await office.reconciler.step()
        office.clocks.skip(0.1)
    row = await office.row(picture)
    assert row.file_id is not None
    channel, root = team.channels["c0"], (await office.row(row.thread or 0)).ts
    share = team.slack.files[row.file_id]["shares"]["public"][channel]
    second = await office.slack.call(team.id, "chat.postMessage", channel=channel, thread_ts=root, text="late")
    share.append({"ts": str(second["ts"]), "thread_ts": root})
    await office.until_idle()
    deleted = [call["args"]["ts"] for call in office.calls("chat.delete")]
    assert deleted == [second["ts"]]
