"""What the bot leaves with other people, as shapes: keys of its outbox, and the ids in what it shows in Slack.

A shape is a key or an id with its numbers, instants and fingerprints taken out: "review:<n>:prompts". A message may
stand for months: its buttons have to work with the code of then, and what was owed once may not be owed again under
another key. So every story holds all that it leaves behind against the golden shapes (tests/stories/conftest.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from storage.database import Database
from storage.tables import outbox

Json = dict[str, Any]
_OPEN = (
    (re.compile(r"event:\w+|client:[\w-]+"), "<receipt>"),
    (re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)?"), "<instant>"),
    (re.compile(r"\d{8}T\d{6}\.\d+"), "<instant>"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "<date>"),
    (re.compile(r"\d{10}\.\d{6}"), "<ts>"),
    (re.compile(r"https?://\S+"), "<link>"),
    # What a form was opened with: the fields' own names are in their blocks' ids.
    (re.compile(r"(?:[a-z_]+(?:\.\d+)?=[0-9a-f]*;?)+"), "<fields>"),
    (re.compile(r"\b[CDGUFTBAV][A-Z0-9]{8,}\b"), "<slack>"),
    (re.compile(r"(?<![a-z0-9])[0-9a-f]{8,64}(?![a-z0-9])"), "<hash>"),
    (re.compile(r"(?<![A-Za-z0-9])\d+(?![A-Za-z0-9])"), "<n>"),
)
# Slack gives a block without an id one of its own; the first block of a message carries the message's opaque key.
_NOT_OURS = re.compile(r"[A-Za-z0-9+/]{4,5}|[0-9a-f]{32}")


def shape(text: str) -> str:
    """Return a key or an id without what differs from one thing to another."""
    for pattern, word in _OPEN:
        text = pattern.sub(word, text)
    return text


async def keys_in(database: Database) -> set[str]:
    """Return the shapes of all keys in the outbox, each with its kind and operation.

    There are none where a story ended on a copy of the database that is gone.
    """
    try:
        async with database.look() as tx:
            rows = list(await tx.execute(select(outbox.c.kind, outbox.c.op, outbox.c.key)))
    except OperationalError:
        return set()
    return {f"{row.kind} {row.op} {shape(row.key)}" for row in rows}


def ids_in(journal: Iterable[Json]) -> set[str]:
    """Return the shapes of all ids in what a stand-in for Slack was told to show: messages, forms and Home tabs."""
    found: set[str] = set()
    for entry in journal:
        if entry["kind"] == "message" and entry.get("by") == "app":
            found |= set(_ids(entry.get("blocks") or []))
        elif entry["kind"] in ("view", "home"):
            view = entry["view"]
            found |= set(_ids(view["blocks"]))
            if view.get("callback_id"):
                found.add(f"form {view['callback_id']} {shape(view.get('private_metadata') or '')}".rstrip())
    return found


def _ids(node: object, block: str = "") -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _ids(one, block)
    elif isinstance(node, dict):
        block = str(node.get("block_id") or block)
        if "action_id" in node:
            yield from _element(node, "" if _NOT_OURS.fullmatch(block) else shape(block))
        for one in node.values():
            yield from _ids(one, block)


def _element(element: Json, block: str) -> Iterator[str]:
    action = shape(element["action_id"])
    yield f"{element['type']} {action}" + (f" in {block}" if block else "")
    # The options of a form's field are words of the plan: names, places and days.
    if element["type"] == "button":
        yield f"button {action} = {shape(element.get('value') or '')}".rstrip()
    elif action != "field":
        groups = [element, *element.get("option_groups", ())]
        yield from (f"option {action} = {shape(one['value'])}" for group in groups for one in group.get("options", ()))
