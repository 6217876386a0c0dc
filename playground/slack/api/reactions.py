"""reactions.*: emoji on messages."""

from __future__ import annotations

import re

from playground.slack.api.call import Call, Method
from playground.slack.channels import Channel
from playground.slack.errors import ApiError
from playground.slack.limits import TIER_2, TIER_3
from playground.slack.messages import Message
from playground.slack.wire import Json


def _target(call: Call) -> tuple[Channel, Message, str]:
    name = call.text("name").strip(":")
    if not re.fullmatch(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?", name):
        raise ApiError("invalid_name")
    if not call.text("channel") or not call.text("timestamp"):
        raise ApiError("no_item_specified")
    channel = call.conversation()
    if call.me.id not in channel.members:
        raise ApiError("not_in_channel")
    if channel.is_archived:
        raise ApiError("is_archived")
    return channel, call.message(channel, "timestamp"), name


def add(call: Call) -> Json:
    """Add the bot's reaction to a message."""
    channel, message, name = _target(call)
    if call.me.id in message.reactions.get(name, []):
        raise ApiError("already_reacted")
    if len(message.reactions) >= 50 and name not in message.reactions:
        raise ApiError("too_many_emoji")
    call.server.world.react(call.ws, channel, message, call.me.id, name, added=True)
    return {}


def remove(call: Call) -> Json:
    """Take the bot's reaction away."""
    channel, message, name = _target(call)
    if call.me.id not in message.reactions.get(name, []):
        raise ApiError("no_reaction")
    call.server.world.react(call.ws, channel, message, call.me.id, name, added=False)
    return {}


def get(call: Call) -> Json:
    """Return a message with its reactions."""
    if not call.text("channel") or not call.text("timestamp"):
        raise ApiError("no_item_specified")
    channel = call.conversation()
    message = call.message(channel, "timestamp")
    shape = call.ws.history(channel).shape(message)
    return {"type": "message", "channel": channel.id, "message": shape}


METHODS = (
    Method("reactions.add", add, TIER_3, ("reactions:write",)),
    Method("reactions.remove", remove, TIER_2, ("reactions:write",)),
    Method("reactions.get", get, TIER_3, ("reactions:read",)),
)
