"""Payloads as Slack sends them, and what somebody can make of any leaf of one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from sqlalchemy import event

from tests.stories.cast import BOT, Person, Story

Path: TypeAlias = tuple[str | int, ...]

# What no leaf of a payload is meant to hold. JSON can say all of it.
SURROGATE, NUL = "\ud83dU1", "U\x001"
HOSTILE: dict[str, Any] = {
    "object": {"id": {"id": "U1"}},
    "list": [["U1"]],
    "huge": 10**400,
    "fraction": 1e308,
    "true": True,
    "surrogate": SURROGATE,
    "nul": NUL,
    "long": "U" * 5000,
}


@dataclass
class Golden:
    """One payload of each kind, as it went over the socket: its envelope's type, and whether it takes an answer."""

    envelope: str
    payload: dict[str, Any]


def kind_of(envelope: str, payload: dict[str, Any]) -> str:
    """Name a payload: an event by its type, an interaction by its own, and "command"."""
    if envelope == "events_api":
        return str(payload["event"]["type"])
    return str(payload.get("type", "command"))


async def golden_payloads(story: Story, ana: Person, ben: Person) -> dict[str, Golden]:
    """Live through a morning of the bakery, and return one payload of every kind that the bot hears."""
    office, control = story.office, story.office.server.control
    await ana.types("/beat goals")
    await story.until("2026-03-30 09:00")
    await ben.opens_home()
    said = await control.say(user="ana", channel="#social", text="How we shape a loaf")
    await ben.chooses("Skip…", "Other reason…")
    await ben.fills_in({"Why not this time?": "The oven is cold"})
    await ben.presses("Undo")
    await control.shortcut(user="ana", callback_id="make_post", channel="#social", ts=said["ts"])
    await ana.says("hello", channel=BOT)
    ts = (await control.messages(user="ben", channel=BOT))["messages"][-1]["ts"]
    await control.react(user="ben", channel=BOT, ts=ts, name="eyes")
    await control.unreact(user="ben", channel=BOT, ts=ts, name="eyes")
    await control.add_member(name="fay")
    await control.change_member(user="fay", title="Baker")
    await control.invite(channel="#social", users=["fay"])
    await control.kick(channel="#social", user="fay")
    await control.rename(channel="#elsewhere", name="nowhere")
    await control.rename(channel="#social", name="society")
    await office.quiet()
    story.forget()
    await office.bot.ticker.stop()  # from here on, whatever is executed comes of a payload
    found: dict[str, Golden] = {}
    for entry in office.server.journal:
        if entry["kind"] == "envelope":
            found[kind_of(entry["type"], entry["payload"])] = Golden(entry["type"], entry["payload"])
    return found


def leaves(node: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every leaf of a payload with its path; an empty object or list is one too."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list) and node:
        for place, value in enumerate(node):
            yield from leaves(value, (*path, place))
    else:
        yield path, node


def changed(golden: Golden, path: Path, value: Any, number: int) -> dict[str, Any]:
    """Return a payload with one leaf changed, under ids of its own: a repeated one would be looked at no further."""
    payload = deepcopy(golden.payload)
    for name in ("event_id", "trigger_id"):
        if name in payload:
            payload[name] = f"{payload[name]}{number}"
    node: Any = payload
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = value
    return payload


@dataclass
class Watch:
    """What the bot did meanwhile: the statements that it executed."""

    statements: list[str] = field(default_factory=list)


@contextmanager
def watching(story: Story) -> Iterator[Watch]:
    """Watch the statements of the bot's database."""
    watch, engine = Watch(), story.office.bot.database.engine.sync_engine

    def executed(_: Any, __: Any, statement: str, *more: Any) -> None:
        watch.statements.append(statement)

    event.listen(engine, "before_cursor_execute", executed)
    try:
        yield watch
    finally:
        event.remove(engine, "before_cursor_execute", executed)
