"""Every button, menu, form, shortcut and event that can reach us has one listener, and every listener is reachable.

What can be pressed or sent is what the samples of all views draw, so the samples must draw every id there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.app import SystemClock
from bot.services.context.receive import Door
from bot.views.kit import ids
from bot.views.pages.home import home
from manifests import socket_mode
from storage.database import Database
from tests.views import samples
from tests.views.home_samples import seen

MANIFEST = socket_mode.load()
Id = str | re.Pattern[str]


class Recording(AsyncApp):
    """A Bolt app that remembers the ids that were registered with it."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-test"), process_before_response=True)
        self.registered: dict[str, list[Id]] = {"action": [], "view": [], "shortcut": [], "event": []}

    def action(self, constraints: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["action"].append(constraints)
        return super().action(constraints, *args, **kwargs)

    def view(self, constraints: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["view"].append(constraints)
        return super().view(constraints, *args, **kwargs)

    def shortcut(self, constraints: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["shortcut"].append(constraints)
        return super().shortcut(constraints, *args, **kwargs)

    def event(self, event: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["event"].append(event)
        return super().event(event, *args, **kwargs)


@pytest.fixture
def listeners() -> dict[str, list[Id]]:
    recording = Recording()
    handlers.register(recording, Door(Database("sqlite:///nowhere"), SystemClock(), lambda: None))
    return recording.registered


@dataclass
class Drawn:
    """The ids that views draw.

    actions    of what tells us at once that it was used: anything in a row or beside a text
    inputs     (block_id, action_id) of what is sent with its form only
    callbacks  of forms
    """

    actions: set[str] = field(default_factory=set)
    inputs: set[tuple[str, str]] = field(default_factory=set)
    callbacks: set[str] = field(default_factory=set)


@cache
def drawn() -> Drawn:
    """Draw one of everything, and collect the ids."""
    found = Drawn()
    contents = [*samples.messages().values(), *(home(seen(duties=19), samples.NOW, page) for page in (1, 2))]
    modals = samples.modals().values()
    for block in [*(b for content in contents for b in content.blocks), *(b for m in modals for b in m["blocks"])]:
        if block["type"] == "input" and not block.get("dispatch_action"):
            found.inputs.add((block["block_id"], block["element"]["action_id"]))
        else:
            found.actions |= set(_action_ids(block))
    # A window has no callback: nothing can be sent from it.
    found.callbacks = {modal["callback_id"] for modal in modals if "submit" in modal}
    return found


def _action_ids(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if "action_id" in node:
            yield node["action_id"]
        node = list(node.values())
    if isinstance(node, list | tuple):
        for one in node:
            yield from _action_ids(one)


def takes(listener: Id, id_: str) -> bool:
    """Tell whether Bolt would call a listener for an id."""
    return bool(listener.search(id_)) if isinstance(listener, re.Pattern) else listener == id_


def number_of_listeners(listeners: list[Id], wanted: set[str]) -> dict[str, int]:
    """Count the listeners that take each id: only the first one would run."""
    return {one: sum(takes(listener, one) for listener in listeners) for one in sorted(wanted)}


def written(kind: type) -> dict[str, Any]:
    """Return the constants of one type in bot/views/kit/ids.py, by name."""
    return {name: value for name, value in vars(ids).items() if name.isupper() and isinstance(value, kind)}


# ---------------------------------------------------------------- what people press and send


def test_everything_that_is_drawn_to_be_pressed_has_one_listener(listeners: dict[str, list[Id]]) -> None:
    pressed = drawn().actions
    assert number_of_listeners(listeners["action"], pressed) == dict.fromkeys(sorted(pressed), 1)


def test_everything_that_a_listener_waits_for_is_drawn(listeners: dict[str, list[Id]]) -> None:
    assert [one for one in listeners["action"] if not any(takes(one, id_) for id_ in drawn().actions)] == []


def test_every_form_that_is_drawn_has_one_listener(listeners: dict[str, list[Id]]) -> None:
    forms = drawn().callbacks
    assert number_of_listeners(listeners["view"], forms) == dict.fromkeys(sorted(forms), 1)


def test_every_form_that_a_listener_waits_for_is_drawn(listeners: dict[str, list[Id]]) -> None:
    assert [one for one in listeners["view"] if not any(takes(one, id_) for id_ in drawn().callbacks)] == []


def test_the_samples_draw_every_id_that_there_is() -> None:
    """An id that nothing draws would be forgotten by the tests above."""
    words = {*ids.SNOOZES, *ids.SKIPS, *ids.HAND_OVERS}  # in options: the menu that carries them is drawn
    prefixes = {value for name, value in written(str).items() if name.startswith("PREFIX_")}
    elsewhere = words | prefixes | {ids.FIELD_ACTION, ids.NUMBER_ACTION, ids.SHORTCUT_POST}
    ours, known = set(written(str).values()) - elsewhere, drawn().actions | drawn().callbacks
    patterns = {name: value for name, value in written(re.Pattern).items() if not name.startswith("_")}
    assert ours - known == set()
    assert {one for one in known - ours if not any(takes(pattern, one) for pattern in patterns.values())} == set()
    assert [name for name, pattern in patterns.items() if not any(takes(pattern, one) for one in known)] == []


def test_every_input_that_is_looked_for_in_a_form_is_drawn() -> None:
    pairs = {value for name, value in written(tuple).items() if name not in ("SNOOZES", "SKIPS", "HAND_OVERS")}
    of_fields = {pair for pair in drawn().inputs if ids.field_of(pair[0]) is not None}
    of_numbers = {pair for pair in drawn().inputs if ids.measure_of(pair[0]) is not None}
    assert drawn().inputs == pairs | of_fields | of_numbers
    assert {action_id for _, action_id in of_fields} == {ids.FIELD_ACTION}
    assert {action_id for _, action_id in of_numbers} == {ids.NUMBER_ACTION}


# ---------------------------------------------------------------- what Slack sends


def test_every_shortcut_of_the_manifest_has_one_listener(listeners: dict[str, list[Id]]) -> None:
    shortcuts = {shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]}
    assert shortcuts == {ids.SHORTCUT_POST}
    assert number_of_listeners(listeners["shortcut"], shortcuts) == dict.fromkeys(shortcuts, 1)
    assert set(listeners["shortcut"]) <= shortcuts


def test_every_event_of_the_manifest_has_one_listener(listeners: dict[str, list[Id]]) -> None:
    """Bolt knows one message event where Slack has one for each kind of conversation."""
    events = {name.partition(".")[0] for name in MANIFEST["settings"]["event_subscriptions"]["bot_events"]}
    assert number_of_listeners(listeners["event"], events) == dict.fromkeys(sorted(events), 1)
    assert set(listeners["event"]) <= events


# ---------------------------------------------------------------- the net itself


@pytest.mark.parametrize(
    ("listener", "id_", "taken"),
    [
        ("duty_done", "duty_done", True),
        ("duty_done", "duty_done_2", False),
        (ids.ASK_CHOOSE, ids.ask_choose(12), True),
        (ids.ASK_CHOOSE, "ask_choose_", False),
    ],
)
def test_a_listener_takes_what_bolt_would_give_it(listener: Id, id_: str, taken: bool) -> None:
    assert takes(listener, id_) is taken


def test_two_listeners_for_one_button_and_none_for_another_would_be_seen() -> None:
    counted = number_of_listeners(["duty_done", re.compile("^duty_")], {"duty_done", "offer_accept"})
    assert counted == {"duty_done": 2, "offer_accept": 0}
