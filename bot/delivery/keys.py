"""The opaque key of a message: put into the post, and found again in Slack's history.

It is in two places: in the message's metadata, and the id of its first block. Whether a bot is given metadata back
without a further scope, Slack doesn't say; blocks and their ids always come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.views.kit.blocks import SECTION, Block, Content, clip, section

METADATA_EVENT = "drumbeat_message"


@dataclass(frozen=True)
class Me:
    """Who we are in a workspace, by Slack's ids: the bot's user, and the bot."""

    user_id: str
    bot_id: str


def under_key(content: Content, key: str) -> dict[str, Any]:
    """Return the parts of a message that carry its key: `blocks` and `metadata`. A text-only message gets a block.

    An update carries the key of the message that it changes, so the key stays in place. Anybody in the workspace can
    read it, and it reveals nothing.
    """
    blocks: list[Block] = [dict(block) for block in content.blocks]
    if not blocks and content.text:
        blocks = [section(clip(content.text, SECTION))]
    if blocks:
        blocks[0]["block_id"] = key
    return {"blocks": blocks, "metadata": {"event_type": METADATA_EVENT, "event_payload": {"key": key}}}


def metadata_key(message: Mapping[str, Any]) -> str:
    """Return the key in a message's metadata, as history gives the message; "" where it has none."""
    return str(((message.get("metadata") or {}).get("event_payload") or {}).get("key") or "")


def block_key(message: Mapping[str, Any]) -> str:
    """Return the id of a message's first block, which is the key of one of ours; "" where it has none."""
    blocks = message.get("blocks") or ()
    return str(blocks[0].get("block_id") or "") if blocks else ""


def keys_of(message: Mapping[str, Any]) -> frozenset[str]:
    """Return the candidates for the key of a message from history."""
    return frozenset({metadata_key(message), block_key(message)} - {""})


def is_by(message: Mapping[str, Any], me: Me) -> bool:
    """Tell whether our own bot posted a message. Anybody can copy a key."""
    if message.get("user"):
        return bool(message["user"] == me.user_id)
    return bool(me.bot_id and message.get("bot_id") == me.bot_id)
