"""Rules for a message's contents, wherever they come from: chat.postMessage, an acknowledgement, a response_url."""

from __future__ import annotations

import json
from dataclasses import dataclass

from playground.slack.errors import ApiError
from playground.slack.rules.block import check_blocks
from playground.slack.rules.problems import Problems
from playground.slack.wire import Json

# Longer text is cut there, not refused. Source: the page of chat.postMessage.
MAX_TEXT = 40_000
# Measured by apps in the field (bolt-js #2509, #2867), documented nowhere: what all texts of all blocks may have
# together. Slack's own people speak of 12,000 characters "with a buffer for block containers"; markdown alone fails
# at 13,298, and a divider more lowers that. So: the texts, and something for every block.
MAX_BLOCKS_TEXT = 13_200
BLOCK_BUFFER = 40
MAX_ATTACHMENTS = 100
NO_TEXT = "This content can't be displayed."
MAX_METADATA_BYTES = 32_000


@dataclass(frozen=True)
class Content:
    """A message's contents, checked."""

    text: str
    blocks: list[Json]
    attachments: list[Json]
    metadata: Json | None

    @property
    def shown_text(self) -> str:
        """Return the text, or what Slack puts in its place where an app gave blocks alone."""
        return self.text or (NO_TEXT if self.blocks else "")


def checked_content(given: Json, *, limit_together: bool = False) -> Content:
    """Check text, blocks, attachments and metadata of a message.

    `limit_together` applies the limit on all blocks together, which chat.postMessage and chat.update have and
    acknowledgements have not. Raises ApiError: no_text, invalid_blocks, msg_blocks_too_long and the like.
    """
    text = given.get("text")
    if text is not None and not isinstance(text, str):
        text = str(text)
    blocks = _json_list(given.get("blocks"), "invalid_blocks_format")
    attachments = _json_list(given.get("attachments"), "invalid_attachments_format")
    if not (text or "").strip() and not blocks and not attachments:
        raise ApiError("no_text")
    if blocks:
        problems = Problems()
        check_blocks(problems, blocks, "/blocks", "message")
        if problems.found:
            raise problems.blocks_error()
    if limit_together and text_length(blocks) + BLOCK_BUFFER * len(blocks) > MAX_BLOCKS_TEXT:
        raise ApiError("msg_blocks_too_long")
    if len(attachments) > MAX_ATTACHMENTS:
        raise ApiError("too_many_attachments")
    return Content((text or "")[:MAX_TEXT], blocks, attachments, checked_metadata(given.get("metadata")))


def checked_metadata(given: object) -> Json | None:
    """Check a message's metadata: `{"event_type": …, "event_payload": {…}}`, as an object or as JSON text."""
    if given is None or given == "":
        return None
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ApiError("invalid_metadata_format") from None
    if not isinstance(given, dict):
        raise ApiError("invalid_metadata_format")
    if not given:
        return None
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise ApiError("invalid_metadata_schema")
    if len(json.dumps(given, ensure_ascii=False).encode()) > MAX_METADATA_BYTES:
        raise ApiError("metadata_too_large")
    return {"event_type": given["event_type"], "event_payload": given["event_payload"]}


def _json_list(given: object, error: str) -> list[Json]:
    if given is None or given == "":
        return []
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            raise ApiError(error) from None
    if not isinstance(given, list):
        raise ApiError(error)
    return given


def text_length(thing: object) -> int:
    """Return the length of all texts in blocks: what people read and what buttons carry, without ids and types."""
    if isinstance(thing, list):
        return sum(text_length(item) for item in thing)
    if not isinstance(thing, dict):
        return 0
    total = 0
    for key, value in thing.items():
        if isinstance(value, str):
            total += len(value) if key in ("text", "alt_text") else 0
        else:
            total += text_length(value)
    return total
