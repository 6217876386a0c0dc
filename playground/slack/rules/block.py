"""Rules for blocks, and for all blocks of a surface together. Limits: Slack's reference of blocks."""

from __future__ import annotations

from collections.abc import Callable

from playground.slack.rules.composition import PLAIN, check_text
from playground.slack.rules.element import IN_ACTIONS, IN_INPUT, IN_SECTION, check_element, check_image
from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

_RICH_PARTS = {"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}
# Where blocks may stand, if not everywhere.
_ONLY_IN: dict[str, tuple[str, ...]] = {
    "file": (),
    "markdown": ("message",),
    "table": ("message",),
    "context_actions": ("message",),
}


def check_blocks(p: Problems, blocks: object, at: str, surface: str) -> None:
    """Check the blocks of a `message` (50 at most), a `modal` or a `home` (100): each, and their ids together."""
    seen_blocks: set[str] = set()
    for number, block in enumerate(p.items(blocks, at, 50 if surface == "message" else 100, least=0)):
        where = f"{at}/{number}"
        if not p.is_object(block, where):
            continue
        assert isinstance(block, dict)
        _check_block(p, block, where, surface)
        block_id = block.get("block_id")
        if isinstance(block_id, str) and block_id:
            if block_id in seen_blocks:
                p.add(f"block_id already exists: {block_id}", f"{where}/block_id")
            seen_blocks.add(block_id)


def _check_block(p: Problems, block: Json, at: str, surface: str) -> None:
    kind = block.get("type")
    if kind is None:
        p.add("missing required field: type", at)
        return
    check = _CHECKS.get(kind) if surface in _ONLY_IN.get(kind, (surface,)) else None
    if check is None:
        p.add(f"unsupported type: {kind}", f"{at}/type")
        return
    if "block_id" in block:
        p.string(block["block_id"], f"{at}/block_id", 255, least=0)
    check(p, block, at)


def _section(p: Problems, block: Json, at: str) -> None:
    p.keys(block, at, (), ("block_id", "text", "fields", "accessory", "expand"))
    if block.get("text") is None and block.get("fields") is None:
        p.add("missing required field: text", at)
    if block.get("text") is not None:
        check_text(p, block["text"], f"{at}/text", 3000)
    if block.get("fields") is not None:
        for number, field in enumerate(p.items(block["fields"], f"{at}/fields", 10)):
            check_text(p, field, f"{at}/fields/{number}", 2000)
    if block.get("accessory") is not None:
        check_element(p, block["accessory"], f"{at}/accessory", IN_SECTION)


def _divider(p: Problems, block: Json, at: str) -> None:
    p.keys(block, at, (), ("block_id",))


def _image(p: Problems, block: Json, at: str) -> None:
    check_image(p, block, at, ("block_id", "title"))
    if block.get("title") is not None:
        check_text(p, block["title"], f"{at}/title", 2000, PLAIN)


def _actions(p: Problems, block: Json, at: str) -> None:
    if not p.keys(block, at, ("elements",), ("block_id",)):
        return
    elements = p.items(block["elements"], f"{at}/elements", 25)
    seen: set[str] = set()
    for number, element in enumerate(elements):
        where = f"{at}/elements/{number}"
        check_element(p, element, where, IN_ACTIONS)
        action_id = element.get("action_id") if isinstance(element, dict) else None
        if isinstance(action_id, str):
            if action_id in seen:
                p.add(f"action_id already exists: {action_id}", f"{where}/action_id")
            seen.add(action_id)


def _context(p: Problems, block: Json, at: str) -> None:
    if not p.keys(block, at, ("elements",), ("block_id",)):
        return
    for number, element in enumerate(p.items(block["elements"], f"{at}/elements", 10)):
        where = f"{at}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            check_image(p, element, where, ())
        else:
            # Slack documents no limit of its own here; 2,000 is what it takes.
            check_text(p, element, where, 2000)


def _input(p: Problems, block: Json, at: str) -> None:
    optional = ("block_id", "hint", "optional", "dispatch_action")
    if p.keys(block, at, ("label", "element"), optional):
        check_text(p, block["label"], f"{at}/label", 2000, PLAIN)
        check_element(p, block["element"], f"{at}/element", IN_INPUT)
    if block.get("hint") is not None:
        check_text(p, block["hint"], f"{at}/hint", 2000, PLAIN)
    for key in ("optional", "dispatch_action"):
        if key in block:
            p.boolean(block[key], f"{at}/{key}")


def _header(p: Problems, block: Json, at: str) -> None:
    if p.keys(block, at, ("text",), ("block_id",)):
        check_text(p, block["text"], f"{at}/text", 150, PLAIN)


def _rich_text(p: Problems, block: Json, at: str) -> None:
    if not p.keys(block, at, ("elements",), ("block_id",)):
        return
    for number, part in enumerate(p.items(block["elements"], f"{at}/elements", 1000)):
        where = f"{at}/elements/{number}"
        if not p.is_object(part, where):
            continue
        assert isinstance(part, dict)
        if part.get("type") not in _RICH_PARTS:
            p.add(f"unsupported type: {part.get('type')}", f"{where}/type")
        elif part.get("elements") is None:
            p.add("missing required field: elements", where)
        else:
            p.items(part["elements"], f"{where}/elements", 1000, least=0)


def _markdown(p: Problems, block: Json, at: str) -> None:
    if p.keys(block, at, ("text",), ("block_id",)):
        p.string(block["text"], f"{at}/text", 12000)


def _table(p: Problems, block: Json, at: str) -> None:
    if not p.keys(block, at, ("rows",), ("block_id", "column_settings")):
        return
    for number, row in enumerate(p.items(block["rows"], f"{at}/rows", 100)):
        for column, cell in enumerate(p.items(row, f"{at}/rows/{number}", 20)):
            where = f"{at}/rows/{number}/{column}"
            kind = cell.get("type") if isinstance(cell, dict) else None
            if kind not in ("raw_text", "raw_number", "rich_text"):
                p.add(f"unsupported type: {kind}", f"{where}/type")
    if block.get("column_settings") is not None:
        p.items(block["column_settings"], f"{at}/column_settings", 20, least=0)


def _video(p: Problems, block: Json, at: str) -> None:
    required = ("alt_text", "thumbnail_url", "title", "video_url")
    optional = ("block_id", "author_name", "description", "provider_icon_url", "provider_name", "title_url")
    if p.keys(block, at, required, optional):
        check_text(p, block["title"], f"{at}/title", 199, PLAIN)


_CHECKS: dict[str, Callable[[Problems, Json, str], None]] = {
    "section": _section,
    "divider": _divider,
    "image": _image,
    "actions": _actions,
    "context": _context,
    "input": _input,
    "header": _header,
    "rich_text": _rich_text,
    "markdown": _markdown,
    "table": _table,
    "video": _video,
}
