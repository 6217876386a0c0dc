"""Check a message or a view against Slack's documented limits; written independently of bot/views/kit/blocks.py."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.views.kit.blocks import Block, Content

WHOLE_MESSAGE = 12_000


def length(text: str) -> int:
    """Count as JavaScript does."""
    return sum(2 if ord(char) > 0xFFFF else 1 for char in text)


def problems_of_message(content: Content) -> list[str]:
    """List what Slack would refuse in a message."""
    found = []
    if not content.text.strip():
        found.append("no text")
    if length(content.text) > 4000:
        found.append("text too long")
    if length(json.dumps(content.blocks, ensure_ascii=False)) > WHOLE_MESSAGE * 1.1:
        found.append("message too long")
    return found + _problems_of_blocks(content.blocks, 50)


def problems_of_view(view: Block) -> list[str]:
    """List what Slack would refuse in a modal."""
    found = [f"{key} too long" for key in ("title", "submit", "close") if not 1 <= length(view[key]["text"]) <= 24]
    if length(view["private_metadata"]) > 3000:
        found.append("private_metadata too long")
    if length(json.dumps(view)) > 250_000:
        found.append("view too long")
    return found + _problems_of_blocks(view["blocks"], 100)


def _problems_of_blocks(blocks: Any, most: int) -> list[str]:
    found = [] if 1 <= len(blocks) <= most else [f"{len(blocks)} blocks"]
    named = [block["block_id"] for block in blocks if "block_id" in block]
    if len(named) != len(set(named)):
        found.append("block_ids not unique")
    if any(length(name) > 255 for name in named):
        found.append("block_id too long")
    for block in blocks:
        found += _CHECKS[block["type"]](block)
    return found


def _text(thing: Block, most: int, kind: str | None = None) -> list[str]:
    found = [] if 1 <= length(thing["text"]) <= most else [f"{thing['type']} of {length(thing['text'])}, {most} fit"]
    if kind and thing["type"] != kind:
        found.append(f"{thing['type']} where {kind} belongs")
    return found


def _section(block: Block) -> list[str]:
    return _text(block["text"], 3000)


def _header(block: Block) -> list[str]:
    return _text(block["text"], 150, "plain_text")


def _context(block: Block) -> list[str]:
    found = [] if 1 <= len(block["elements"]) <= 10 else ["context elements"]
    return found + [problem for element in block["elements"] for problem in _text(element, 3000)]


def _actions(block: Block) -> list[str]:
    elements = block["elements"]
    found = [] if 1 <= len(elements) <= 25 else ["action elements"]
    names = [element["action_id"] for element in elements]
    if len(names) != len(set(names)):
        found.append("action_ids not unique in their row")
    return found + [problem for element in elements for problem in _element(element)]


def _element(element: Block) -> list[str]:
    found = [] if 1 <= length(element["action_id"]) <= 255 else ["action_id"]
    if element["type"] == "button":
        found += _text(element["text"], 75, "plain_text")
        if length(element["value"]) > 2000:
            found.append("value too long")
        if element.get("style", "primary") not in ("primary", "danger"):
            found.append("style")
    if "placeholder" in element:
        found += _text(element["placeholder"], 150, "plain_text")
    if element["type"] == "static_select":
        if not 1 <= len(element["options"]) <= 100:
            found.append("options")
        for option in element["options"]:
            found += _text(option["text"], 75, "plain_text")
            if not 1 <= length(option["value"]) <= 150:
                found.append("option value")
        values = [option["value"] for option in element["options"]]
        if len(values) != len(set(values)):
            found.append("option values not unique")
    # A picker may open empty.
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", element.get("initial_date", "2026-01-01")):
        found.append("initial_date")
    if element["type"] == "timepicker" and not re.fullmatch(r"\d\d:\d\d", element["initial_time"]):
        found.append("initial_time")
    return found


def _input(block: Block) -> list[str]:
    found = _text(block["label"], 2000, "plain_text") + _element(block["element"])
    return found + (_text(block["hint"], 2000, "plain_text") if "hint" in block else [])


def _divider(block: Block) -> list[str]:
    return []


_CHECKS = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "input": _input,
    "divider": _divider,
}


def markup_of(blocks: Any) -> list[str]:
    """Return every text that Slack would parse as markup."""
    if isinstance(blocks, dict):
        if blocks.get("type") == "mrkdwn":
            return [blocks["text"]]
        return [text for value in blocks.values() for text in markup_of(value)]
    if isinstance(blocks, list | tuple):
        return [text for value in blocks for text in markup_of(value)]
    return []


def texts_of(blocks: Any) -> list[str]:
    """Return every text that people see."""
    if isinstance(blocks, dict):
        if blocks.get("type") in ("mrkdwn", "plain_text"):
            return [blocks["text"]]
        return [text for value in blocks.values() for text in texts_of(value)]
    if isinstance(blocks, list | tuple):
        return [text for value in blocks for text in texts_of(value)]
    return []
