"""A team's first morning in a Slack that keeps its limits: nothing is lost, doubled, or called before its time.

The figures are in docs/benchmark-notes.md; `make faults` takes them again.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.delivery.opening import AGAIN
from storage import members
from tests.delivery.morning import PEOPLE, Morning
from tests.delivery.office import MONDAY, Office, Team

EIGHT_IN_THE_EVENING = MONDAY + timedelta(hours=11)
NINE = MONDAY + timedelta(days=1)


@pytest.mark.thorough
async def test_180_people_who_were_appointed_in_the_evening_all_hear_at_nine(office: Office) -> None:
    """Their direct messages are opened in the evening, so in the morning there is no limit to wait for."""
    morning = await Morning.of(office)
    await morning.until(EIGHT_IN_THE_EVENING)
    await morning.appoint()
    await morning.until(NINE + timedelta(minutes=40))
    figures = morning.figures(NINE)
    assert sorted(figures.digests.values()) == [1] * PEOPLE
    assert (figures.too_early, figures.refused.total(), figures.last) == ([], 0, 0.0), str(figures)
    assert figures.others == []  # the roles stand at the top of the digests
    opened = [morning.seconds(e, EIGHT_IN_THE_EVENING) for e in office.calls("conversations.open")]
    assert len(opened) == PEOPLE
    assert max(opened) < 4 * 60


@pytest.mark.thorough
async def test_180_first_digests_arrive_once_each_where_nobody_could_be_opened_before(office: Office) -> None:
    """The bot was asleep since it appointed them: each direct message is opened first, fifty a minute."""
    morning = await Morning.of(office)
    office.clocks.skip(timedelta(hours=11).total_seconds())
    await morning.appoint()
    office.clocks.skip((NINE - EIGHT_IN_THE_EVENING).total_seconds())
    await morning.until(NINE + timedelta(minutes=40))
    figures = morning.figures(NINE)
    assert sorted(figures.digests.values()) == [1] * PEOPLE
    assert (figures.too_early, figures.refused.total()) == ([], 0), str(figures)
    assert figures.last < 4 * 60, str(figures)


async def test_nobody_is_opened_before_slack_wants_to_be_called_again(office: Office) -> None:
    """A small team and few openings a minute: the others wait for the Retry-After, and nobody is forgotten."""
    morning = await Morning.of(office, people=24)
    await office.server.control.limit(per_minute={"conversations.open": 10})
    ids = await morning.owe("hi")
    await morning.until(MONDAY + timedelta(minutes=3))
    figures = morning.figures(MONDAY)
    assert figures.too_early == []
    assert figures.refused["conversations.open"] <= 24
    assert [await office.state(message_id) for message_id in ids] == ["sent"] * 24
    assert sorted(figures.others) == sorted(f"hi:{slack_id}" for slack_id in morning.slack_ids)


async def test_who_can_be_written_to_is_written_to_while_others_wait_to_be_opened(office: Office) -> None:
    """The limit of opening is no limit of posting: who has a direct message waits for nobody."""
    morning = await Morning.of(office, people=6)
    await office.owe(morning.team, "before")
    await morning.until(MONDAY + timedelta(minutes=1))
    await office.server.control.limit(per_minute={"conversations.open": 1})
    await morning.owe("hi")
    await office.owe(morning.team, "now")
    await morning.until(MONDAY + timedelta(minutes=1, seconds=2))
    assert office.texts(morning.team, "ben") == ["before", "now"]


# ---------------------------------------------------------------- opening ahead


async def to_be_written_to(office: Office, team: Team, *names: str) -> None:
    """Plan a digest for people, as being given a role does."""
    async with office.database.begin() as tx:
        for name in names:
            await members.keep(tx, team.id, _told(team, name), MONDAY)
            await members.set_next(tx, team.people[name], NINE)


def _told(team: Team, name: str) -> members.Told:
    return members.Told(team.slack_ids[name], name, name, "UTC", is_bot=False, is_guest=False, has_left=False)


async def opened(office: Office, team: Team, name: str) -> bool:
    """Tell whether somebody's direct message is known."""
    async with office.database.look() as tx:
        return await members.dm_of(tx, team.people[name]) is not None


async def test_whoever_will_get_a_digest_is_opened_ahead_and_reads_nothing_yet(office: Office, team: Team) -> None:
    await to_be_written_to(office, team, "ben")
    assert await office.opener.step()
    assert not await office.opener.step()
    assert (await opened(office, team, "ben"), await opened(office, team, "ana")) == (True, False)
    assert office.texts(team, "ben") == []


async def test_who_cannot_be_opened_is_left_alone_and_stops_nobody(office: Office, team: Team) -> None:
    await to_be_written_to(office, team, "ana", "ben")
    await office.server.control.fault("error", method="conversations.open", error="user_disabled", count=1)
    while await office.opener.step():
        pass
    assert (await opened(office, team, "ana"), await opened(office, team, "ben")) == (False, True)
    assert len(office.calls("conversations.open")) + len(office.faults()) == 2
    office.clocks.skip(AGAIN.total_seconds() + 1)
    assert await office.opener.step()
    assert await opened(office, team, "ana")


async def test_nobody_is_opened_ahead_while_slack_wants_no_openings(office: Office, team: Team) -> None:
    """What a message was refused counts here too, and the other way round."""
    await to_be_written_to(office, team, "ana", "ben")
    await office.server.control.fault("ratelimited", method="conversations.open", retry_after=20, count=1)
    assert await office.opener.step()
    assert not await office.opener.step()
    message_id = await office.owe(team, "hi")
    office.clocks.skip(19)
    assert not await office.sender.step()
    assert (office.calls("conversations.open"), await office.state(message_id)) == ([], "waiting")
    office.clocks.skip(2)
    await office.until_idle()
    assert await office.state(message_id) == "sent"


async def test_messages_that_are_due_need_not_wait_for_those_who_are_opened_ahead(office: Office) -> None:
    """Ahead, nobody is in a hurry: some openings are kept for messages."""
    morning = await Morning.of(office, people=60)
    await morning.wake()
    while await office.opener.step():
        pass
    assert len(office.calls("conversations.open")) == 40
    ids = await morning.owe("hi", most=10, newest=True)
    while await office.sender.step():
        pass
    assert [await office.state(message_id) for message_id in ids] == ["sent"] * 10


async def test_an_app_that_may_not_open_is_not_asked_all_the_time(office: Office, team: Team) -> None:
    """A permission is missing: the breaker holds the method, and opening ahead waits for it."""
    await to_be_written_to(office, team, "ana", "ben")
    await office.server.control.fault("error", method="conversations.open", error="missing_scope", count=9)
    for _ in range(5):
        await office.opener.step()
    assert len(office.faults()) == 1


# ---------------------------------------------------------------- every other method


async def test_what_is_under_way_already_stops_where_slack_says_wait(office: Office, team: Team) -> None:
    """The history that tells what became of one unsure message is not asked about the next before its time."""
    for key in ("a", "b"):
        await office.server.control.fault("reset_after", method="chat.postMessage", count=1)
        await office.owe(team, key, "c0" if key == "a" else "c1", kind="summary")
    await office.sender.step()
    await office.server.control.fault("ratelimited", method="conversations.history", retry_after=120, count=1)
    office.clocks.skip(1)
    while await office.reconciler.step():
        pass
    for _ in range(110):
        office.clocks.skip(1)
        await office.reconciler.step()
    assert (len(office.faults()), office.calls("conversations.history")) == (3, [])
    office.clocks.skip(12)
    await office.until_idle()
    assert office.texts(team, "c0") + office.texts(team, "c1") == ["a", "b"]
