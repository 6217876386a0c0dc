"""The stage of the stories: a small bakery's Slack with the bot in it, from nothing or as a scene left it.

Many stories begin alike. What comes before them is played once a process for each kind of database, and copied: the
world of the stand-in for Slack, the bot's memory, the clock, and what was said so far. The bot starts on it as after a
restart.
"""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from manifests.socket_mode import load
from playground.demo import Office, PushableClock
from playground.slack.server import SlackServer
from tests.databases import Kind, Memory, fresh_database, quick, remembered
from tests.stories.cast import Person, Story, Told

# A Monday, half past seven in Berlin: before anybody's digest.
MONDAY = datetime(2026, 3, 30, 5, 30, tzinfo=UTC)
CAST: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ana", "Europe/Berlin", {"is_admin": True}),  # sets up and leads
    ("ben", "Europe/Berlin", {}),  # does the work
    ("cho", "Asia/Tokyo", {}),  # far away
    ("dee", "Europe/Berlin", {"is_restricted": True}),  # a guest, in #social
    ("eve", "Europe/Berlin", {}),  # of the workspace, and not in #social
)
Scene = Callable[[Story], Awaitable[None]]


@dataclass(frozen=True)
class Beginning:
    """Where a story begins: how a scene left everything when it ended, with the bot stopped."""

    clock: PushableClock
    server: SlackServer
    memory: Memory
    told: list[Told]


_beginnings: dict[tuple[Kind, Scene], Beginning] = {}


@asynccontextmanager
async def staged(kind: Kind, scene: Scene | None = None) -> AsyncIterator[Story]:
    """Play a story on a kind of database, after a scene where one is named."""
    beginning = None
    if scene is not None:
        if (kind, scene) not in _beginnings:
            _beginnings[kind, scene] = await _played(kind, scene)
        beginning = _beginnings[kind, scene]
    with fresh_database(kind, memory=beginning.memory if beginning else None) as url:
        story = await _set(url, beginning)
        try:
            await story.office.open()
            yield story
        finally:
            await story.office.close()
            await story.office.server.stop()


async def _played(kind: Kind, scene: Scene) -> Beginning:
    with fresh_database(kind) as url:
        story = await _set(url, None)
        office = story.office
        try:
            await office.open()
            await scene(story)
            story.read()
        finally:
            await office.close()
            await office.server.stop()
        return Beginning(office.clock, office.server, remembered(url), story.told)


async def _set(url: str, beginning: Beginning | None) -> Story:
    clock = PushableClock(beginning.clock.now() if beginning else MONDAY, flows=False)
    server = SlackServer(now=clock.now, manifest=load(), seed=1)
    await server.start()
    office = Office(server, clock, quick(url))
    story = Story(office)
    workspace = server.workspace
    if beginning:
        _copy(beginning.server, server, {id(beginning.clock): clock})
        story.goes_on_from(beginning.told)
    else:
        for name, zone, more in CAST:
            workspace.add_member(name, real_name=name.title(), tz=zone, **more)
        workspace.add_channel("social", members=["ana", "ben", "cho", "dee"], bot=True)
        workspace.add_channel("secret", private=True, members=["ana", "ben"], bot=True)
        workspace.add_channel("elsewhere", members=["ana", "eve"], bot=False)
    for name, _, _ in CAST:
        story.people[name] = Person(story, name, workspace.find_member(name).id)
    return story


def _copy(old: SlackServer, new: SlackServer, shared: dict[int, object]) -> None:
    """Give a new stand-in the world of another one: of one seed, both have the same app, ids and tokens."""
    shared |= {id(old.app): new.app, id(old.ids): new.ids, id(old.rng): new.rng}
    vars(new.workspace).update(copy.deepcopy(vars(old.workspace), shared))
    vars(new.ids).update(copy.deepcopy(vars(old.ids)))
    new.rng.setstate(old.rng.getstate())
    new.journal.extend(copy.deepcopy(old.journal))
