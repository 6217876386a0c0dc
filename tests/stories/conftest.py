"""Fixtures of the stories: the people, and where a story begins. See stage.py."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator
from datetime import date

import pytest

from tests.databases import KINDS, Kind
from tests.golden.contracts import ids_in, keys_in
from tests.golden.files import Golden
from tests.stories.cast import Person, Story
from tests.stories.plans import make_plan, slot
from tests.stories.stage import Scene, staged


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


async def _bakery(story: Story) -> None:
    """The same plan as `plan`, made at once."""
    ana, ben = story.people["ana"], story.people["ben"]
    await make_plan(story, ana, [slot("Tip of the day", "mon wed fri", "10:00", ben)], measurer=ben)


async def _calm(story: Story) -> None:
    """A plan whose first post is months away, the minute before its first numbers are asked for. Ben reads them."""
    ana, ben = story.people["ana"], story.people["ben"]
    autumn = slot("Harvest tip", "sat", "10:00", ana, start=date(2026, 10, 3))
    await make_plan(story, ana, [autumn], measurer=ben)
    await story.until("2026-04-02 14:59")
    story.forget()


SCENES: dict[str, Scene] = {"bakery": _bakery, "calm": _calm}


@pytest.fixture
async def story(kind: Kind, request: pytest.FixtureRequest, golden: Golden) -> AsyncIterator[Story]:
    """A story on each kind of database.

    Leaving it fails where somebody was told what the story did not expect, or where the bot left a key or an id behind
    that nobody knows.
    """
    scene = next((scene for name, scene in SCENES.items() if name in request.fixturenames), None)
    async with staged(kind, scene) as told:
        yield told
        unexpected = told.unexpected()
        keys, ids = await keys_in(told.office.bot.database), ids_in(told.office.server.journal)
    assert not unexpected, "the story did not expect: " + "\n---\n".join(unexpected)
    golden.knows("outbox_keys.txt", keys)
    golden.knows("slack_ids.txt", ids)


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
def bakery(story: Story) -> Story:
    """A story that begins with a plan: for what comes after set-up."""
    return story


@pytest.fixture
def calm(story: Story) -> Story:
    """A story that begins with a plan and before its first numbers, when nobody has anything to do yet."""
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
