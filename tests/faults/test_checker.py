"""The judge of the fault tests is not blind: it sees what is lost, what comes twice, and what comes out of order."""

from __future__ import annotations

from typing import Any

from tests.faults.checker import Expected, differences, faults_in, read, unmet

NAMES = {"U1": "ben", "C1": "#social"}
OPENED: dict[str, Any] = {
    "kind": "call",
    "method": "conversations.open",
    "ok": True,
    "args": {"users": "U1"},
    "answer": {"channel": {"id": "D1"}},
}


def entry(change: str, ts: str, text: str = "", key: str = "", channel: str = "D1") -> dict[str, Any]:
    """Return a journal entry of a message of the app's."""
    metadata = {"event_type": "drumbeat_message", "event_payload": {"key": key}} if key else None
    return {
        "kind": "message",
        "by": "app",
        "change": change,
        "channel": channel,
        "ts": ts,
        "text": text,
        "metadata": metadata,
    }


DIGEST, NUDGE = entry("posted", "1.1", "Monday", "k1"), entry("posted", "1.2", "Still open", "k2")
DAY = read([OPENED, DIGEST, NUDGE], NAMES)


def test_the_same_day_has_no_differences() -> None:
    """Keys and times differ from run to run; words and their order do not."""
    other = read([OPENED, entry("posted", "7.1", "Monday", "x"), entry("posted", "7.2", "Still open", "y")], NAMES)
    assert differences(other, DAY.lines()) == []


def test_a_lost_message_is_seen() -> None:
    """By name, with where it is missing."""
    assert differences(read([OPENED, DIGEST], NAMES), DAY.lines()) == ["lost in @ben: Still open"]


def test_a_message_under_two_keys_is_seen() -> None:
    """The same words once more are too much, whatever the key."""
    again = read([OPENED, DIGEST, NUDGE, entry("posted", "1.3", "Still open", "k3")], NAMES)
    assert differences(again, DAY.lines()) == ["too much in @ben: Still open"]


def test_a_key_that_is_posted_twice_is_seen() -> None:
    """Even where the second one was taken away, unless Slack was late."""
    double, gone = entry("posted", "1.3", "Monday", "k1"), entry("deleted", "1.3")
    assert faults_in(read([OPENED, DIGEST, double, gone], NAMES), late=False) == ["posted twice in @ben: Monday"]
    assert faults_in(read([OPENED, DIGEST, double, gone], NAMES), late=True) == []
    assert faults_in(read([OPENED, DIGEST, double], NAMES), late=True) == ["the younger of two stands in @ben: Monday"]


def test_a_message_without_a_key_is_seen() -> None:
    """It could not be found again."""
    keyless = read([OPENED, entry("posted", "1.1", "Monday")], NAMES)
    assert faults_in(keyless, late=False) == ["posted without a key in @ben: Monday"]


def test_another_order_is_seen() -> None:
    """Within one conversation."""
    turned = read([OPENED, entry("posted", "1.1", "Still open", "k2"), entry("posted", "1.2", "Monday", "k1")], NAMES)
    assert [one.partition(":")[0] for one in differences(turned, DAY.lines())] == ["order not kept in @ben"]


def test_an_update_that_was_lost_is_seen() -> None:
    """What people see in the end counts."""
    updated = read([OPENED, DIGEST, entry("changed", "1.1", "Monday, all done"), NUDGE], NAMES)
    assert differences(DAY, updated.lines()) == [
        "lost in @ben: Monday → Monday, all done",
        "too much in @ben: Monday",
    ]


def test_what_was_written_down_by_hand_is_held_against_beginnings_and_ends() -> None:
    """Place by place, in order."""
    taken_away = read([OPENED, DIGEST, NUDGE, entry("deleted", "1.2")], NAMES)
    assert unmet(taken_away, {"@ben": (Expected("Mon", "Mon"), Expected("open", None))}) == []
    assert len(unmet(DAY, {"@ben": (Expected("Mon", "Mon"), Expected("open", None))})) == 1
    assert len(unmet(DAY, {"@ben": (Expected("open", "open"), Expected("Mon", "Mon"))})) == 2
    assert len(unmet(DAY, {"@ben": (Expected("Mon", "Mon"),)})) == 1
    assert len(unmet(DAY, {})) == 2
