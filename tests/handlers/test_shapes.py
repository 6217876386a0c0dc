"""What goes on to Bolt of a payload: what is described, in its type, with texts that a database keeps."""

from __future__ import annotations

from typing import Any

import pytest

from handlers.shapes import EVENTS, WrongShape, checked
from manifests.socket_mode import load

COMMAND = {
    "command": "/beat",
    "text": "goals",
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "trigger_id": "1.2.abc",
}


def event(**fields: Any) -> dict[str, Any]:
    """Return a payload with an event."""
    return {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": fields}


MESSAGE = {"type": "message", "user": "U1", "channel": "D1", "ts": "1.2", "text": "Hello"}


def test_what_is_not_described_is_left_out() -> None:
    taken = checked("slash_commands", {**COMMAND, "function_data": {"execution_id": [1]}, "made_up": {}})
    assert taken == COMMAND
    more = event(**MESSAGE, function={"callback_id": []}, inputs=[])
    assert checked("events_api", more)["event"] == MESSAGE


def test_a_text_is_cleaned_and_an_id_is_refused() -> None:
    assert checked("slash_commands", {**COMMAND, "text": "go\0als \ud83d"})["text"] == "goals \ufffd"
    for wrong in ("U\x001", "U\ud83d", "U 1", "U" * 41, "Ü1", ""):
        with pytest.raises(WrongShape, match=r"^user_id$"):
            checked("slash_commands", {**COMMAND, "user_id": wrong})


@pytest.mark.parametrize("wrong", ["bob", "u1", "U", "U-1", "U.1", "B1", "C1", "T1", "1", "USER_1", "U1|ben", "<@U1>"])
@pytest.mark.parametrize("kind", ["user_change", "team_join"])
def test_a_person_with_an_id_that_cannot_be_one_is_refused(kind: str, wrong: str) -> None:
    assert checked("events_api", event(type=kind, user={"id": "W012A3CDE"}))
    with pytest.raises(WrongShape, match=r"^event\.user\.id$"):
        checked("events_api", event(type=kind, user={"id": wrong, "name": "ben"}))


def test_an_id_of_another_kind_of_thing_is_refused_wherever_people_and_channels_are_named() -> None:
    joined = {"type": "member_joined_channel", "user": "U1", "channel": "G1"}
    assert checked("events_api", event(**joined))
    for name, wrong in (("user", "C1"), ("user", "ben"), ("channel", "U1"), ("channel", "#social")):
        with pytest.raises(WrongShape, match=rf"^event\.{name}$"):
            checked("events_api", event(**{**joined, name: wrong}))
    for name, wrong in (("user_id", "B1"), ("channel_id", "T1")):
        with pytest.raises(WrongShape, match=rf"^{name}$"):
            checked("slash_commands", {**COMMAND, name: wrong})


@pytest.mark.parametrize("wrong", [{}, [], 7, 10**400, True, {"id": {"id": "U1"}}])
def test_what_is_of_the_wrong_type_is_refused_with_its_place_and_never_its_value(wrong: Any) -> None:
    for name in ("user", "channel", "ts"):
        with pytest.raises(WrongShape, match=rf"^event\.{name}$"):
            checked("events_api", event(**{**MESSAGE, name: wrong}))


def test_what_is_empty_counts_as_missing_only_where_it_is_needed() -> None:
    assert checked("events_api", event(**MESSAGE, thread_ts=None))["event"]["thread_ts"] is None
    with pytest.raises(WrongShape, match=r"^event\.channel$"):
        checked("events_api", event(**{**MESSAGE, "channel": None}))


def test_every_event_that_we_ask_for_is_described() -> None:
    subscribed = load()["settings"]["event_subscriptions"]["bot_events"]
    assert {name.partition(".")[0] for name in subscribed} <= EVENTS.keys()


def test_an_event_that_nobody_described_goes_on_as_far_as_it_is_known() -> None:
    """A new event of Slack's is Bolt's matter: it may have a listener."""
    new = event(type="channel_shared", channel="C1", event_ts="1.2", news={"a": 1})
    assert checked("events_api", new)["event"] == {"type": "channel_shared", "channel": "C1", "event_ts": "1.2"}
