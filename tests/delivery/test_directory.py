"""Comparing people and channels with Slack's: what fails is tried again in minutes, and stops nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot.delivery.directory import Directory
from storage import members, workspaces
from storage.database import Database
from storage.tables import channel, membership
from tests.delivery.office import Office, Team

MINUTES = timedelta(minutes=1).total_seconds()
# What Slack says does not depend on the database: most of the other half runs in `make faults`.
on_either = pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.thorough)])


@pytest.fixture
def directory(office: Office) -> Directory:
    """What compares, on the office's clocks."""
    return Directory(office.database, office.slack, office.clocks)


async def work(office: Office, directory: Directory, minutes: float = 0) -> None:
    """Let minutes pass, with the directory at work every half a minute."""
    for _ in range(max(1, round(minutes * 2))):
        if minutes:
            office.clocks.skip(30)
        for _ in range(20):
            if not await directory.step():
                break


async def listed(office: Office, team: Team) -> dict[str, int]:
    """Return how many people are known to be in each channel, by its name here; channels with nobody are left out."""
    joined = select(channel.c.slack_id).join(membership, membership.c.channel_id == channel.c.id)
    async with office.database.look() as tx:
        rows = await tx.execute(joined.where(channel.c.workspace_id == team.id, membership.c.until.is_(None)))
    names = {slack_id: name for name, slack_id in team.channels.items()}
    return dict(Counter(names.get(row.slack_id, row.slack_id) for row in rows))


async def fail(office: Office, method: str, error: str, count: int | None = None, **args: str) -> None:
    """Let a method fail, only for calls with these arguments if there are any."""
    unlisted = error == "new"
    await office.server.control.fault("error", method=method, error=error, count=count, args=args, unlisted=unlisted)


@pytest.mark.parametrize(
    "error", ["channel_not_found", "fetch_members_failed", "internal_error", "access_denied", "new"]
)
@on_either
async def test_one_channel_that_cannot_be_listed_stops_no_other(
    office: Office, team: Team, directory: Directory, error: str
) -> None:
    """Whatever Slack says of it, the others are compared at once, and it is tried again within minutes."""
    await fail(office, "conversations.members", error, channel=team.channels["c0"])
    await work(office, directory)
    assert await listed(office, team) == {"c1": 3}
    await office.server.control.clear_faults()
    await work(office, directory, minutes=3)
    assert await listed(office, team) == {"c0": 3, "c1": 3}


@on_either
async def test_it_is_asked_less_and_less_often(office: Office, team: Team, directory: Directory) -> None:
    """A few times in the first hour, then twice an hour; the channels that could be listed are not asked again."""
    await fail(office, "conversations.members", "channel_not_found", channel=team.channels["c0"])
    await work(office, directory)
    assert len(office.faults()) == 1
    await work(office, directory, minutes=60)
    assert 4 <= len(office.faults()) <= 6
    before = len(office.faults())
    for _ in range(12):
        office.clocks.skip(30 * MINUTES)
        await work(office, directory)
    assert len(office.faults()) - before <= 12
    assert len(office.calls("conversations.members")) == 1


@on_either
async def test_a_channel_that_the_bot_has_left_is_not_asked_about_for_ever(
    office: Office, team: Team, directory: Directory
) -> None:
    """Taken out of it meanwhile, it hears so at the next comparison at the latest."""
    await fail(office, "conversations.members", "channel_not_found", channel=team.channels["c0"])
    await work(office, directory)
    team.slack.channels[team.channels["c0"]].members.remove(team.slack.bot_user_id)
    office.clocks.skip(12 * 60 * MINUTES)
    await work(office, directory)
    before = len(office.faults())
    for _ in range(6):
        office.clocks.skip(60 * MINUTES)
        await work(office, directory)
    assert len(office.faults()) == before


@pytest.mark.parametrize("error", ["limit_required", "invalid_cursor", "service_unavailable"])
@on_either
async def test_people_who_cannot_be_listed_stop_no_channel(
    office: Office, team: Team, directory: Directory, error: str
) -> None:
    """The channels are compared with the people who are known; soon the others are known too, and in their channels."""
    kim = team.slack.add_member("kim")
    team.slack.channels[team.channels["c1"]].members.append(kim.id)
    await fail(office, "users.list", error)
    await work(office, directory)
    assert await listed(office, team) == {"c0": 2, "c1": 2}
    await office.server.control.clear_faults()
    await work(office, directory, minutes=3)
    assert await listed(office, team) == {"c0": 3, "c1": 4}


@on_either
async def test_channels_that_cannot_be_found_out_are_asked_about_again(
    office: Office, team: Team, directory: Directory
) -> None:
    await fail(office, "users.conversations", "invalid_types", count=1)
    await work(office, directory)
    assert await listed(office, team) == {}
    await work(office, directory, minutes=3)
    assert await listed(office, team) == {"c0": 3, "c1": 3}


@on_either
async def test_a_list_that_breaks_off_is_no_list(office: Office, team: Team, directory: Directory) -> None:
    """The second page of a channel's people fails: nobody of it is taken for gone."""
    await work(office, directory)
    before = await listed(office, team)
    async with office.database.begin() as tx:
        await workspaces.compare_at(tx, team.id, office.clocks.real())
    await fail(office, "conversations.members", "fetch_members_failed", channel=team.channels["c0"])
    await work(office, directory)
    assert await listed(office, team) == before


@on_either
async def test_one_person_whom_slack_does_not_tell_of_stops_no_other(
    office: Office, team: Team, directory: Directory
) -> None:
    """Ana cannot be asked about just now: ben is known at once, and ana minutes later."""
    await fail(office, "users.info", "internal_error", user=team.slack_ids["ana"])
    await fail(office, "users.list", "limit_required")
    await work(office, directory)
    assert await known(office, team) == ["ben"]
    asked = len([method for method in office.faults() if method == "users.info"])
    assert asked == 1
    await office.server.control.clear_faults()
    await work(office, directory, minutes=3)
    assert await known(office, team) == ["ana", "ben"]


async def known(office: Office, team: Team) -> list[str]:
    """Return who of the team is known by name."""
    async with office.database.look() as tx:
        people = [await members.by_id(tx, team.id, member_id) for member_id in team.people.values()]
    return sorted(name for name, person in zip(team.people, people, strict=True) if person and person.is_known)


@on_either
async def test_people_nobody_can_be_asked_about_leave_room_for_those_who_come_later(
    office: Office, team: Team, directory: Directory
) -> None:
    """Thirty of whom Slack does not tell: the next one is asked about all the same."""
    await fail(office, "users.list", "limit_required")
    silent = [team.slack.add_member(f"silent{n}") for n in range(30)]
    for one in silent:
        await fail(office, "users.info", "internal_error", user=one.id)
    kim = team.slack.add_member("kim")
    async with office.database.begin() as tx:
        for one in (*silent, kim):
            await members.meet(tx, team.id, one.id, office.clocks.now())
    await work(office, directory)
    async with office.database.look() as tx:
        person = await members.by_slack_id(tx, team.id, kim.id)
    assert person is not None
    assert person.is_known


@asynccontextmanager
async def refusing(database: Database, slack_id: str) -> AsyncIterator[None]:
    """Let the database refuse to write down that anybody is in a channel."""
    sqlite = (
        f"CREATE TRIGGER no BEFORE UPDATE ON channel WHEN NEW.slack_id = '{slack_id}' "
        "BEGIN SELECT RAISE(ABORT, 'refused'); END",
        "DROP TRIGGER no",
    )
    postgresql = (
        f"ALTER TABLE channel ADD CONSTRAINT no CHECK (slack_id <> '{slack_id}' OR name = slack_id) NOT VALID",
        "ALTER TABLE channel DROP CONSTRAINT no",
    )
    make, drop = sqlite if database.is_sqlite else postgresql
    async with database.begin() as tx:
        await tx.execute(text(make))
    yield
    async with database.begin() as tx:
        await tx.execute(text(drop))


async def test_one_channel_that_cannot_be_written_down_stops_no_other(
    office: Office, team: Team, directory: Directory
) -> None:
    """A mistake of ours, or of the database's: logged, and tried again like any other."""
    async with refusing(office.database, team.channels["c0"]):
        await work(office, directory)
        assert await listed(office, team) == {"c1": 3}
    await work(office, directory, minutes=3)
    assert await listed(office, team) == {"c0": 3, "c1": 3}


@on_either
async def test_a_workspace_that_is_shut_is_compared_when_it_is_open(
    office: Office, team: Team, directory: Directory
) -> None:
    """One try a minute, not one for each channel; then all of it."""
    await fail(office, "*", "token_revoked")
    await work(office, directory, minutes=10)
    assert len(office.faults()) <= 11
    await office.server.control.clear_faults()
    await work(office, directory, minutes=3)
    assert await listed(office, team) == {"c0": 3, "c1": 3}


@on_either
async def test_being_asked_to_slow_down_for_long_puts_off_what_is_left(
    office: Office, team: Team, directory: Directory
) -> None:
    """Slack wants two minutes of peace: no other channel is asked about meanwhile, and then all of them are."""
    await office.server.control.fault("ratelimited", method="conversations.members", retry_after=120, count=1)
    await work(office, directory, minutes=1.5)
    assert (len(office.faults()), office.calls("conversations.members")) == (1, [])
    await work(office, directory, minutes=1)
    assert await listed(office, team) == {"c0": 3, "c1": 3}
