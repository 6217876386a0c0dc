"""Judges a run by Slack's journal alone: nothing lost, nothing twice, order kept. Knows nothing of the bot's code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

Entry = Mapping[str, Any]

# What is so or so by chance: two things due at one instant may leave in either order, each from its own conversation.
BY_CHANCE = (re.compile(r"Your first digest comes [^.]*?(?=, or on)"),)


@dataclass
class Said:
    """One message of the app as people saw it: the words that it came with, those that it ended with, and its end."""

    place: str
    thread: bool
    key: str
    first: str
    last: str
    ts: str
    gone: bool = False

    def line(self) -> str:
        """Return all that is to be the same in every run."""
        inside = "in thread: " if self.thread else ""
        end = "(taken away)" if self.gone else self.last
        return f"{inside}{self.first} → {end}" if end != self.first else f"{inside}{self.first}"


@dataclass
class Record:
    """What the app did in Slack. `doubles` are posts under a key that had been posted before."""

    said: list[Said] = field(default_factory=list)
    doubles: list[Said] = field(default_factory=list)
    keyless: list[Said] = field(default_factory=list)

    def lines(self) -> dict[str, tuple[str, ...]]:
        """Return each place's messages, in the order in which they came to stand there."""
        places: dict[str, list[str]] = {}
        for one in self.said:
            places.setdefault(one.place, []).append(one.line())
        return {place: tuple(lines) for place, lines in sorted(places.items())}

    def without(self, words: str) -> Record:
        """Return the same without the messages that say something."""
        return Record([one for one in self.said if words not in one.first], self.doubles, self.keyless)

    def timeless(self, times: re.Pattern[str]) -> Record:
        """Return the same without what a pattern matches."""
        said = [replace(one, first=times.sub("", one.first), last=times.sub("", one.last)) for one in self.said]
        return Record(said, self.doubles, self.keyless)

    def at(self, place: str) -> list[Said]:
        """Return one place's messages, oldest first."""
        return [one for one in self.said if one.place == place]


def timeless(lines: Mapping[str, tuple[str, ...]], times: re.Pattern[str]) -> dict[str, tuple[str, ...]]:
    """Return lines without what a pattern matches."""
    return {place: tuple(times.sub("", line) for line in some) for place, some in lines.items()}


def read(journal: Iterable[Entry], names: Mapping[str, str]) -> Record:
    """Read what the app did from a journal. `names` gives people's and channels' names by their Slack ids."""
    record = Record()
    places: dict[str, str] = {channel: name for channel, name in names.items() if channel.startswith("C")}
    by_place: dict[tuple[str, str], Said] = {}
    keys: set[str] = set()
    for entry in journal:
        if entry["kind"] == "call" and entry["method"] == "conversations.open" and entry["ok"]:
            places[entry["answer"]["channel"]["id"]] = f"@{names[entry['args']['users']]}"
        if entry["kind"] != "message" or entry.get("by") != "app":
            continue
        at = (entry["channel"], entry["ts"])
        if entry["change"] == "posted":
            words = _words(entry)
            said = Said(
                place=places.get(entry["channel"]) or str(entry["channel"]),
                thread=bool(entry.get("thread_ts")),
                key=_key(entry),
                first=words,
                last=words,
                ts=entry["ts"],
            )
            by_place[at] = said
            if not said.key:
                record.keyless.append(said)
            elif said.key in keys:
                record.doubles.append(said)
            else:
                keys.add(said.key)
                record.said.append(said)
        elif entry["change"] == "changed":
            by_place[at].last = _words(entry)
        elif entry["change"] == "deleted":
            by_place[at].gone = True
    return record


def _key(entry: Entry) -> str:
    """Return the key of a message; one that its blocks don't carry too could be lost sight of, and counts as none."""
    key = str(((entry.get("metadata") or {}).get("event_payload") or {}).get("key") or "")
    blocks = entry.get("blocks") or [{"block_id": key}]
    return key if blocks[0].get("block_id") == key else ""


def _words(entry: Entry) -> str:
    """Return what a person reads and can press in a message, on one line."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, list):
            for one in node:
                walk(one)
        elif isinstance(node, dict):
            text = node.get("text")
            if isinstance(text, str):
                found.append(text)
            for name, value in node.items():
                if name not in ("text", "value", "action_id", "block_id") or isinstance(value, dict):
                    walk(value)

    walk(entry.get("blocks") or [{"text": entry.get("text")}])
    words = " · ".join(" ".join(found_one.split()) for found_one in found)
    for pattern in BY_CHANCE:
        words = pattern.sub("…", words)
    return words


# ---------------------------------------------------------------- judging


@dataclass(frozen=True)
class Expected:
    """What somebody must have got, written down by hand: how it begins, and how it ends (None: taken away)."""

    first: str
    last: str | None


def faults_in(record: Record, *, late: bool) -> list[str]:
    """List what must not be, whatever was to be said. `late`: Slack showed a post later than the settling time.

    Only then may a key be posted twice, and the younger one has to be gone.
    """
    found = [f"posted without a key in {one.place}: {one.first}" for one in record.keyless]
    for one in record.doubles:
        if not late:
            found.append(f"posted twice in {one.place}: {one.first}")
        elif not one.gone:
            found.append(f"the younger of two stands in {one.place}: {one.first}")
    return found


def differences(got: Record, wanted: Mapping[str, tuple[str, ...]]) -> list[str]:
    """List what somebody did not get, got too much, or got in another order than in `wanted`."""
    found = []
    lines = got.lines()
    for place in sorted({*lines, *wanted}):
        theirs, ours = list(wanted.get(place, ())), list(lines.get(place, ()))
        if theirs == ours:
            continue
        lost, twice = _without(theirs, ours), _without(ours, theirs)
        found += [f"lost in {place}: {line}" for line in lost]
        found += [f"too much in {place}: {line}" for line in twice]
        if not lost and not twice:
            found.append(f"order not kept in {place}: {ours}, not {theirs}")
    return found


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    left = list(others)
    found = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            found.append(line)
    return found


def unmet(record: Record, expected: Mapping[str, Sequence[Expected]]) -> list[str]:
    """List where a run is not what was written down by hand: place by place, in order, beginning and end."""
    found = [
        f"nobody expected anything in {one.place}: {one.first}" for one in record.said if one.place not in expected
    ]
    for place, wanted in expected.items():
        got = record.at(place)
        for number, expectation in enumerate(wanted):
            if number >= len(got):
                found.append(f"lost in {place}: {expectation.first}")
                continue
            one = got[number]
            if not re.search(expectation.first, one.first):
                found.append(f"message {number} in {place} is {one.first!r}, not {expectation.first!r}")
            elif expectation.last is None and not one.gone:
                found.append(f"not taken away in {place}: {one.first!r}")
            elif expectation.last is not None and (one.gone or not re.search(expectation.last, one.last)):
                found.append(f"{one.first!r} in {place} ended as {one.line()!r}, not as {expectation.last!r}")
        found += [f"too much in {place}: {one.first}" for one in got[len(wanted) :]]
    return found
