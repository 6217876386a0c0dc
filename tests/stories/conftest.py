"""The stage for stories: a small bakery's Slack with the bot in it, on both databases."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from manifests.socket_mode import load
from playground.demo import Office, PushableClock
from playground.slack.server import SlackServer
from tests.databases import KINDS, Kind, fresh_database, quick
from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot

# A Monday, half past seven in Berlin: before anybody's digest.
MONDAY = datetime(2026, 3, 30, 5, 30, tzinfo=UTC)
CAST: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ana", "Europe/Berlin", {"is_admin": True}),  # sets up and leads
    ("ben", "Europe/Berlin", {}),  # does the work
    ("cho", "Asia/Tokyo", {}),  # far away
    ("dee", "Europe/Berlin", {"is_restricted": True}),  # a guest, in #social
    ("eve", "Europe/Berlin", {}),  # of the workspace, and not in #social
)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark one half of each story: `make test` plays it on one database, drawn by its name, `make rest` on the other.

    Stories that are marked `both` are played on both before each commit.
    """
    parameters = getattr(item, "callspec", None)
    if parameters is None or "kind" not in parameters.params or item.get_closest_marker("both"):
        return
    kind: Kind = parameters.params["kind"]
    if KINDS[zlib.crc32(item.nodeid.replace(kind, "").encode()) % len(KINDS)] != kind:
        item.add_marker("other_half")


@pytest.fixture
async def story(kind: Kind) -> AsyncIterator[Story]:
    """A story on each kind of database. Leaving it fails where somebody was told what the story did not expect."""
    clock = PushableClock(MONDAY, flows=False)
    server = SlackServer(now=clock.now, manifest=load(), seed=1)
    await server.start()
    with fresh_database(kind) as url:
        office = Office(server, clock, quick(url))
        told = Story(office)
        for name, zone, more in CAST:
            member = server.workspace.add_member(name, real_name=name.title(), tz=zone, **more)
            told.people[name] = Person(told, name, member.id)
        server.workspace.add_channel("social", members=["ana", "ben", "cho", "dee"], bot=True)
        server.workspace.add_channel("secret", private=True, members=["ana", "ben"], bot=True)
        server.workspace.add_channel("elsewhere", members=["ana", "eve"], bot=False)
        try:
            await office.open()
            yield told
            unexpected = told.unexpected()
        finally:
            await office.close()
            await server.stop()
    assert not unexpected, "the story did not expect: " + "\n---\n".join(unexpected)


@pytest.fixture
def ana(story: Story) -> Person:
    """The lead of the bakery's plan."""
    return story.people["ana"]


@pytest.fixture
def ben(story: Story) -> Person:
    """Who does the work."""
    return story.people["ben"]


@pytest.fixture
def cho(story: Story) -> Person:
    """Who lives in Tokyo."""
    return story.people["cho"]


@pytest.fixture
def dee(story: Story) -> Person:
    """A guest of the home channel."""
    return story.people["dee"]


@pytest.fixture
def eve(story: Story) -> Person:
    """A member of the workspace who is not in the home channel."""
    return story.people["eve"]


@pytest.fixture
async def bakery(story: Story, ana: Person, ben: Person) -> Story:
    """The same plan as `plan`, made at once: for stories about what comes after set-up."""
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)], measurer=ben)
    return story


@pytest.fixture
async def calm(story: Story, ana: Person, ben: Person) -> Story:
    """A plan whose first post is months away, the minute before its first numbers are asked for. Ben reads them."""
    autumn = slot("Harvest tip", "sat", "10:00", ana, start=date(2026, 10, 3))
    await make_plan(story, ana, [autumn], measurer=ben)
    await story.until("2026-04-02 14:59")
    story.forget()
    return story


@pytest.fixture
async def plan(story: Story, ana: Person) -> Story:
    """The bakery's plan, set up by ana: ben posts on Instagram on Mon, Wed and Fri at 10:00 and reads the number.

    What was said while setting it up is expected.
    """
    await ana.types("/beat setup")
    await ana.says(
        "1,000 Instagram followers by end of June",
        "@ben reads the number and I judge it",
        "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
        "Instagram editor @ben",
    )
    for _ in range(4):
        if "Save" in await ana.last(ana.home, ana.thread):
            break
        await ana.says("skip")
    await ana.presses_in_thread("Save")
    story.forget()
    return story
