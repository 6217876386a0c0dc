"""Build Block Kit, and keep to Slack's limits in one place (`fit`): nothing is cut without saying so.

Text for `section` and `context` is mrkdwn, already made safe by bot/views/kit/texts.py; labels of buttons, options,
headers and inputs are plain text, which Slack does not interpret. `verbatim` stops Slack from turning a typed
"@channel" or address into a mention or link of its own accord.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from bot.views.kit.texts import clean, escape

Block = dict[str, Any]

# Slack's limits (docs/platform.md, "Limits"). Lengths are UTF-16 units: an emoji is two.
SECTION = 3000
CONTEXT = 2000
CONTEXT_ELEMENTS = 10
HEADER = 150
BUTTON = 75
OPTION = 75
OPTIONS = 100
ACTIONS = 25
VALUE = 2000
OPTION_VALUE = 150
PLACEHOLDER = 150
# Slack takes 2,000, but a form of many fields has to stay within a view's 250 KB.
LABEL = 200
VIEW_TITLE = 24
METADATA = 3000
MESSAGE_BLOCKS = 50
MODAL_BLOCKS = 100
# A message's plain text. Slack takes more, but a notification shows less.
TEXT = 3500
# All blocks of one message together. Slack does not document it: 12,000 characters of text "with a buffer for
# containers", and messages with less text were refused (bolt-js #2509, #2867). So containers are counted too.
MESSAGE_SIZE = 12_000
# Slack's limit is 250 KB, in bytes; each unit that we count is at most three bytes.
HOME_SIZE = 80_000
ALT_TEXT = 2000


@dataclass(frozen=True)
class Content:
    """A message: `text` makes sense alone (notifications), `blocks` are what people see.

    `rest` completes "… left out here" with how to see the rest, where a view knows a way.
    """

    text: str
    blocks: tuple[Block, ...] = ()
    rest: str = ""


# ---------------------------------------------------------------- lengths


def units(text: str) -> int:
    """Return a text's length as Slack counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def size(blocks: Iterable[Block]) -> int:
    """Return what blocks take of a message's size, containers included."""
    return units(json.dumps(list(blocks), ensure_ascii=False, separators=(",", ":")))


# None of these is cut in two: entities, mentions and links, and characters that combine with the one before.
_WHOLE = re.compile(
    r"&(?:amp|lt|gt);|<[^<>]*>|[\U0001f1e6-\U0001f1ff]{2}"
    r"|.(?:[\u0300-\u036f\u200d\ufe0f\U0001f3fb-\U0001f3ff]|(?<=\u200d).){0,30}",
    re.DOTALL,
)


def clip(text: str, limit: int, rest: str = "") -> str:
    """Return text of at most `limit` units; a note at its end counts what was cut off.

    Never cuts an entity, a mention or a link in two. `rest` says where the rest can be seen.
    """
    if units(text) <= limit:
        return text
    note = f"… ({{}} more characters are left out{' here. ' + rest if rest else ''})"
    room = limit - units(note) - 7
    kept, used, taken = [], 0, 0
    for match in _WHOLE.finditer(text):
        width = units(match[0])
        if used + width > room:
            break
        kept.append(match[0])
        used, taken = used + width, match.end()
    return "".join(kept).rstrip() + note.format(f"{len(text) - taken:,}")


def _label(text: str, limit: int) -> str:
    """Return a short label on one line; a longer one ends in an ellipsis, since there is no room for a count."""
    text = clean(text) or "—"
    if units(text) <= limit:
        return text
    kept = text[:limit]
    while units(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip("\u200d ") + "…"


# ---------------------------------------------------------------- blocks


def _mrkdwn(text: str) -> Block:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _plain(text: str, limit: int) -> Block:
    return {"type": "plain_text", "text": _label(text, limit)}


def section(text: str, block_id: str | None = None) -> Block:
    """Return a paragraph of mrkdwn."""
    return _named({"type": "section", "text": _mrkdwn(text)}, block_id)


def beside(text: str, element: Block, block_id: str | None = None) -> Block:
    """Return a paragraph of mrkdwn with a button or menu beside it."""
    return section(text, block_id) | {"accessory": element}


def context(*texts: str) -> Block:
    """Return small print: up to ten pieces of mrkdwn."""
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts]}


def header(text: str) -> Block:
    """Return a headline in plain text."""
    return {"type": "header", "text": _plain(text, HEADER)}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    """Return a row of buttons and selects."""
    return _named({"type": "actions", "elements": list(elements)}, block_id)


def button(label: str, action_id: str, value: str, style: str | None = None) -> Block:
    """Return a button. `style` is "primary", "danger" or None."""
    made: Block = {"type": "button", "text": _plain(label, BUTTON), "action_id": action_id, "value": value}
    return made | ({"style": style} if style else {})


def select(placeholder: str, action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """Return a menu of (label, value)."""
    return {
        "type": "static_select",
        "placeholder": _plain(placeholder, PLACEHOLDER),
        "action_id": action_id,
        "options": [{"text": _plain(label, OPTION), "value": value} for label, value in options],
    }


def picture(file_id: str, alt_text: str) -> Block:
    """Return a picture that Slack has stored and already shows in a channel. Its alt text says all of it."""
    return {"type": "image", "slack_file": {"id": file_id}, "alt_text": _label(alt_text, ALT_TEXT)}


def copyable(text: str) -> list[Block]:
    """Return a text for copying, whole and unchanged, in as many blocks as it needs."""
    # Three backticks would end a code block: the text is then shown as plain text, which Slack leaves alone.
    fenced = "```" not in text
    parts, part, width = [], "", 0
    for match in _WHOLE.finditer(escape(text) if fenced else text):
        width += units(match[0])
        if width > SECTION - 100:
            parts.append(part)
            part, width = "", units(match[0])
        part += match[0]
    parts.append(part)
    if fenced:
        return [section(f"```{part}```") for part in parts]
    return [{"type": "section", "text": {"type": "plain_text", "text": part}} for part in parts]


def _named(block: Block, block_id: str | None) -> Block:
    return block | ({"block_id": block_id} if block_id else {})


# ---------------------------------------------------------------- inputs of modals


def _input(ids: tuple[str, str], label: str, element: Block, hint: str, optional: bool) -> Block:
    block_id, action_id = ids
    made: Block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label, LABEL),
        "element": element | {"action_id": action_id},
        "optional": optional,
    }
    return made | ({"hint": _plain(hint, LABEL)} if hint else {})


def text_input(
    ids: tuple[str, str],
    label: str,
    *,
    hint: str = "",
    example: str = "",
    lines: bool = False,
    limit: int | None = None,
    optional: bool = False,
    initial: str = "",
) -> Block:
    """Return a text field. `limit` is the longest text that it takes; `initial` is its first value."""
    element: Block = {"type": "plain_text_input", "multiline": lines}
    if initial:
        element["initial_value"] = initial
    if example:
        element["placeholder"] = _plain(example, PLACEHOLDER)
    if limit:
        element["max_length"] = limit
    return _input(ids, label, element, hint, optional)


def select_input(
    ids: tuple[str, str],
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    hint: str = "",
    optional: bool = False,
    initial: str = "",
) -> Block:
    """Return a field for choosing one of (label, value). `initial` is the value chosen at first."""
    made = [{"text": _plain(words, OPTION), "value": value} for words, value in options]
    element: Block = {"type": "static_select", "placeholder": _plain("Choose one", PLACEHOLDER), "options": made}
    chosen = [option for option in made if option["value"] == initial]
    element |= {"initial_option": chosen[0]} if chosen else {}
    return _input(ids, label, element, hint, optional)


def radio_input(ids: tuple[str, str], label: str, options: Sequence[tuple[str, str]], *, hint: str = "") -> Block:
    """Return a field for marking one of a few (label, value); the first one is marked at first."""
    made = [{"text": _plain(words, OPTION), "value": value} for words, value in options]
    return _input(ids, label, {"type": "radio_buttons", "options": made, "initial_option": made[0]}, hint, False)


def checks_input(
    ids: tuple[str, str],
    label: str,
    options: Sequence[tuple[str, str]],
    *,
    initial: Sequence[str] = (),
    hint: str = "",
    optional: bool = False,
) -> Block:
    """Return a field for marking any of a few (label, value); `initial` are the values marked at first."""
    made = [{"text": _plain(words, OPTION), "value": value} for words, value in options]
    element: Block = {"type": "checkboxes", "options": made}
    chosen = [option for option in made if option["value"] in initial]
    return _input(ids, label, element | ({"initial_options": chosen} if chosen else {}), hint, optional)


def users_input(
    ids: tuple[str, str], label: str, *, hint: str = "", optional: bool = False, initial: str = ""
) -> Block:
    """Return a field for choosing a person. `initial` is the Slack id of the person chosen at first."""
    element: Block = {"type": "users_select", "placeholder": _plain("Choose a person", PLACEHOLDER)}
    element |= {"initial_user": initial} if initial else {}
    return _input(ids, label, element, hint, optional)


def date_input(
    ids: tuple[str, str], label: str, initial: date | None, hint: str = "", *, optional: bool = False
) -> Block:
    """Return a field for choosing a date."""
    element: Block = {"type": "datepicker"}
    return _input(ids, label, element | ({"initial_date": initial.isoformat()} if initial else {}), hint, optional)


def time_input(ids: tuple[str, str], label: str, initial: time, hint: str = "") -> Block:
    """Return a field for choosing a time of day."""
    return _input(ids, label, {"type": "timepicker", "initial_time": f"{initial:%H:%M}"}, hint, False)


def modal(callback_id: str, title: str, blocks: Sequence[Block], submit: str, private_metadata: str = "") -> Block:
    """Return a view. Its last block counts what does not fit."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain(title, VIEW_TITLE),
        "submit": _plain(submit, VIEW_TITLE),
        "close": _plain("Close", VIEW_TITLE),
        "private_metadata": private_metadata,
        "blocks": _few([_fit_block(block, "") for block in blocks], MODAL_BLOCKS, None, ""),
    }


def window(content: Content, title: str = "Drumbeat") -> Block:
    """Return a message as a view to read: the answer to a button outside of messages."""
    return {
        "type": "modal",
        "title": _plain(title, VIEW_TITLE),
        "close": _plain("Close", VIEW_TITLE),
        "blocks": list(content.blocks),
    }


# ---------------------------------------------------------------- limits, in one place


def fit(content: Content) -> Content:
    """Keep a message within Slack's limits. What does not fit is counted, and it says how to see it.

    Raises ValueError for what no text can cause: too many elements, and values that are not ours.
    """
    blocks = [_fit_block(block, content.rest) for block in content.blocks]
    return replace(
        content,
        text=clip(content.text, TEXT, content.rest),
        blocks=tuple(_few(blocks, MESSAGE_BLOCKS, MESSAGE_SIZE, content.rest)),
    )


def fit_home(blocks: Sequence[Block], rest: str) -> tuple[Block, ...]:
    """Keep a Home tab within Slack's limits. What does not fit is counted, and it says how to see it."""
    return tuple(_few([_fit_block(block, rest) for block in blocks], MODAL_BLOCKS, HOME_SIZE, rest))


def _few(blocks: list[Block], most: int, room: int | None, rest: str) -> list[Block]:
    """Keep the first blocks of a message or view that fit, with a note in place of the others."""
    if len(blocks) <= most and (room is None or size(blocks) <= room):
        return blocks
    kept: list[Block] = []
    for block in blocks:
        note = context(left_out(len(blocks) - len(kept), rest))
        if len(kept) + 2 > most or (room is not None and size([*kept, block, note]) > room):
            break
        kept.append(block)
    return [*kept, context(left_out(len(blocks) - len(kept), rest))]


def lines_within(lines: Sequence[str], room: int) -> tuple[str, int]:
    """Join the first lines that fit into `room` units; return them, and how many lines are left."""
    kept: list[str] = []
    used = 0
    for line in lines:
        used += units(line) + 1
        if used > room:
            break
        kept.append(line)
    return "\n".join(kept), len(lines) - len(kept)


def left_out(parts: int, rest: str) -> str:
    """Say how much of a message did not fit."""
    return f"{parts:,} more {'part is' if parts == 1 else 'parts are'} left out here. {rest}".strip()


def _fit_block(block: Block, rest: str) -> Block:
    if block["type"] == "section":
        return block | {"text": block["text"] | {"text": clip(block["text"]["text"], SECTION, rest)}}
    if block["type"] == "context":
        _no_more(block["elements"], CONTEXT_ELEMENTS)
        return block | {"elements": [e | {"text": clip(e["text"], CONTEXT, rest)} for e in block["elements"]]}
    if block["type"] == "actions":
        _no_more(block["elements"], ACTIONS)
        for element in block["elements"]:
            _no_more(element.get("value", ""), VALUE)
            _no_more(element.get("options", ()), OPTIONS)
            for option in element.get("options", ()):
                _no_more(option["value"], OPTION_VALUE)
    return block


def _no_more(things: Sequence[object], limit: int) -> None:
    if len(things) > limit:
        raise ValueError(f"{len(things)} of them; Slack takes {limit}")
