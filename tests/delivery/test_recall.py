"""After a silence, a conversation is read before anything leaves in it: once, and as long as Slack's limits take."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import members, outbox, silences
from tests.delivery.office import MONDAY, Office, Team

HISTORY = "conversations.history"


@pytest.fixture
async def silent(office: Office, team: Team) -> Team:
    """A team of which the bot heard nothing for an hour before Monday at nine, when it starts."""
    async with office.database.begin() as tx:
        await silences.wake(tx, "bot", MONDAY - timedelta(hours=1), MONDAY)
    await office.sender.wake_up()
    return team


async def test_each_conversation_is_read_once(office: Office, silent: Team) -> None:
    """Before its first message; the ones behind it need not ask."""
    for key, to in (("a", "c0"), ("b", "c0"), ("c", "c1"), ("d", "c0")):
        await office.owe(silent, key, to)
    await office.until_idle()
    asked = [call["args"]["channel"] for call in office.calls(HISTORY)]
    assert sorted(asked) == sorted([silent.channels["c0"], silent.channels["c1"]])
    assert (office.texts(silent, "c0"), office.texts(silent, "c1")) == (["a", "b", "d"], ["c"])


async def test_what_slack_shows_is_not_sent(office: Office, silent: Team) -> None:
    """Posted under its key in another life of the bot: it stands where Slack shows it."""
    message_id = await office.owe(silent, "a", "c0")
    ts = await office.post_behind_our_back(silent, "c0", (await office.row(message_id)).token)
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.ts, office.texts(silent, "c0")) == ("sent", ts, ["a double"])


@pytest.mark.parametrize("remembered", ["DOTHERS", None])
async def test_what_stands_in_a_direct_message_that_memory_does_not_know_is_not_sent(
    office: Office, silent: Team, remembered: str | None
) -> None:
    """The id that a backup holds may lead nowhere; the direct message is opened, and read before anything leaves."""
    async with office.database.begin() as tx:
        if remembered:
            await members.set_dm(tx, silent.people["ben"], remembered)
    message_id = await office.owe(silent, "a", "ben")
    ts = await office.post_behind_our_back(silent, "ben", (await office.row(message_id)).token)
    await office.until_idle()
    row = await office.row(message_id)
    assert (row.state, row.ts, office.texts(silent, "ben")) == ("sent", ts, ["a double"])


async def test_a_long_wait_for_slacks_limits_is_no_reason_to_send_unseen(office: Office, silent: Team) -> None:
    """Slack lets us read one conversation in ten minutes: the message waits as long as that takes."""
    message_id = await office.owe(silent, "a", "c0")
    await office.post_behind_our_back(silent, "c0", (await office.row(message_id)).token)
    await office.server.control.fault("ratelimited", method=HISTORY, count=3, retry_after=600)
    for _ in range(3):
        assert await office.sender.step()
        assert not await office.sender.step()
        assert await office.state(message_id) == "waiting"
        office.clocks.skip(600)
    await office.until_idle()
    assert (await office.state(message_id), office.texts(silent, "c0")) == ("sent", ["a double"])


async def test_a_conversation_that_cannot_be_read_is_written_to_in_the_end(office: Office, silent: Team) -> None:
    """After as long as an unsure message is looked for: nothing says that it was posted."""
    message_id = await office.owe(silent, "a", "c0")
    await office.server.control.fault("status", method=HISTORY)
    assert await office.sender.step()
    assert await office.state(message_id) == "waiting"
    office.clocks.skip(office.pace.unknown_after.total_seconds())
    await office.until_idle()
    assert (await office.state(message_id), office.texts(silent, "c0")) == ("sent", ["a"])


async def test_without_a_silence_nothing_is_read(office: Office, team: Team) -> None:
    """A restart within ten minutes."""
    async with office.database.begin() as tx:
        await silences.wake(tx, "bot", MONDAY - timedelta(minutes=10), MONDAY)
    await office.sender.wake_up()
    await office.owe(team, "a", "c0")
    await office.until_idle()
    assert office.calls(HISTORY) == []


async def test_killed_right_after_the_start_the_silence_is_still_known(office: Office, silent: Team) -> None:
    """The next start comes a second later: its heartbeat is fresh, and yet something may stand in Slack."""
    message_id = await office.owe(silent, "a", "c0")
    await office.post_behind_our_back(silent, "c0", (await office.row(message_id)).token)
    office.clocks.skip(1)
    await office.sender.wake_up()
    await office.until_idle()
    assert office.texts(silent, "c0") == ["a double"]
    async with office.database.look() as tx:
        assert len(await silences.recent(tx, MONDAY)) == 1
        assert await outbox.by_prefix(tx, silent.id, "restored:", ("waiting", "sent"))
