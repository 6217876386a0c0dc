"""The shapes of what an app is sent, compared field by field with those in Bolt's own scenario tests.

A shape is a sample with the types in it: every field of the sample has to be there, in that type, at every depth.
"""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from playground.slack.server import SlackServer
from tests.playground.cast import Bot, Ids, button, field, modal

TEXT = {"type": str, "text": str, "emoji": bool}
TEAM = {"id": str, "domain": str}
USER = {"id": str, "username": str, "name": str, "team_id": str}
BUTTON = {"action_id": str, "block_id": str, "text": TEXT, "value": str, "type": str, "action_ts": str}
VIEW = {
    "id": str,
    "team_id": str,
    "type": str,
    "blocks": list,
    "private_metadata": str,
    "callback_id": str,
    "state": {"values": dict},
    "hash": str,
    "title": TEXT,
    "clear_on_close": bool,
    "notify_on_close": bool,
    "close": TEXT,
    "submit": TEXT,
    "previous_view_id": type(None),
    "root_view_id": str,
    "app_id": str,
    "external_id": str,
    "app_installed_team_id": str,
    "bot_id": str,
}
INTERACTION = {"type": str, "team": TEAM, "user": USER, "api_app_id": str, "token": str, "trigger_id": str}
EVENT = {
    "token": str,
    "team_id": str,
    "api_app_id": str,
    "type": str,
    "event_id": str,
    "event_time": int,
    "authorizations": list,
    "is_ext_shared_channel": bool,
    "event_context": str,
}

SHAPES: dict[str, dict[str, Any]] = {
    "message": EVENT
    | {
        "event": {
            "client_msg_id": str,
            "type": str,
            "text": str,
            "user": str,
            "ts": str,
            "team": str,
            "blocks": list,
            "channel": str,
            "event_ts": str,
            "channel_type": str,
        }
    },
    "app_mention": EVENT
    | {"event": {"type": str, "text": str, "user": str, "ts": str, "team": str, "channel": str, "event_ts": str}},
    "slash_command": {
        "token": str,
        "team_id": str,
        "team_domain": str,
        "channel_id": str,
        "channel_name": str,
        "user_id": str,
        "user_name": str,
        "command": str,
        "text": str,
        "api_app_id": str,
        "is_enterprise_install": str,
        "response_url": str,
        "trigger_id": str,
    },
    "block_actions": INTERACTION
    | {
        "container": {"type": str, "message_ts": str, "channel_id": str, "is_ephemeral": bool},
        "channel": {"id": str, "name": str},
        "message": {"type": str, "ts": str, "bot_id": str, "user": str, "text": str, "team": str, "blocks": list},
        "state": {"values": dict},
        "response_url": str,
        "actions": [BUTTON],
    },
    "view_submission": INTERACTION | {"view": VIEW, "response_urls": list, "is_enterprise_install": bool},
    "view_closed": {key: value for key, value in INTERACTION.items() if key != "trigger_id"}
    | {"view": VIEW, "is_cleared": bool},
    "shortcut": {
        "type": str,
        "token": str,
        "action_ts": str,
        "team": TEAM,
        "user": {"id": str, "username": str, "team_id": str},
        "callback_id": str,
        "trigger_id": str,
    },
    "message_action": INTERACTION
    | {
        "action_ts": str,
        "callback_id": str,
        "message_ts": str,
        "response_url": str,
        "channel": {"id": str, "name": str},
        "message": {"type": str, "user": str, "ts": str, "text": str, "team": str, "client_msg_id": str},
    },
}


def differences(shape: Any, got: Any, at: str = "") -> list[str]:
    """Return where `got` lacks a field of the shape, or has another type there."""
    if isinstance(shape, dict):
        if not isinstance(got, dict):
            return [f"{at}: no object"]
        found: list[str] = []
        for key, inner in shape.items():
            found += differences(inner, got[key], f"{at}/{key}") if key in got else [f"{at}/{key}: missing"]
        return found
    if isinstance(shape, list):
        return [line for number, one in enumerate(got) for line in differences(shape[0], one, f"{at}/{number}")]
    return [] if isinstance(got, shape) else [f"{at}: {type(got).__name__} and not {shape.__name__}"]


@pytest.fixture
async def sent(slack: SlackServer, bot: Bot, client: AsyncWebClient, ids: Ids) -> dict[str, dict[str, Any]]:
    """One payload of every kind, as it went over the socket."""
    for listen, name in ((bot.app.shortcut, "any"), (bot.app.action, "go"), (bot.app.view_closed, "form")):
        listen(name)(_acknowledge)

    @bot.app.command("/open")
    async def command(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        name = field("name", "Name", {"type": "plain_text_input", "initial_value": "Ana"})
        close = {"type": "plain_text", "text": "Cancel"}
        view = modal(name, close=close, notify_on_close=True)
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    @bot.app.view("form")
    async def form(ack: Any) -> None:
        await ack(response_action="errors", errors={"name": "No."})

    ts = (await slack.control.say(user="ana", channel="#social", text="Hello @drumbeat"))["ts"]
    await client.chat_postMessage(channel=ids.social, text="x", blocks=[button()])
    await slack.control.press(user="ana", channel="#social", label="Go")
    await slack.control.command(user="ana", channel="#social", command="/open")
    await slack.control.submit(user="ana")
    await slack.control.close(user="ana")
    await slack.control.shortcut(user="ana", callback_id="any")
    await slack.control.shortcut(user="ana", callback_id="any", channel="#social", ts=ts)
    await slack.quiet(2)
    payloads: dict[str, dict[str, Any]] = {}
    for entry in slack.journal:
        if entry["kind"] == "envelope":
            payload = entry["payload"]
            kind = payload["event"]["type"] if "event" in payload else payload.get("type", "slash_command")
            payloads.setdefault(kind, payload)
    return payloads


async def _acknowledge(ack: Any) -> None:
    await ack()


@pytest.mark.parametrize("kind", SHAPES)
async def test_every_payload_has_the_shape_that_bolt_expects(sent: dict[str, dict[str, Any]], kind: str) -> None:
    assert differences(SHAPES[kind], sent[kind]) == []
