"""The manifest asks Slack for what the code uses: nothing is missing, and nothing is asked for in vain."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import handlers
from bot.app import SystemClock
from bot.schema.commands import WORDS
from bot.services.context.receive import Door
from handlers.commands import COMMAND
from manifests import socket_mode
from playground.slack.server import SlackServer
from storage.database import Database
from tests.code_base import ROOT, calls, sources, texts, tree

MANIFEST = socket_mode.load()
EVENTS = frozenset(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])

# Bolt knows one message event; Slack has one for each kind of conversation. Not asked for: group direct messages.
MESSAGES = frozenset({"message.channels", "message.groups", "message.im"})

# What each method, event and feature needs, as far as we use it. Source: their reference pages on docs.slack.dev.
# History is read where messages are posted: channels, private channels, direct messages, and their threads.
# Lists of channels and their members are asked for public and private ones. A direct message is with one person.
NEEDS: dict[str, frozenset[str]] = {
    "auth.test": frozenset(),
    "apps.connections.open": frozenset(),  # the app-level token's own scope: connections:write
    "canvases.edit": frozenset({"canvases:write"}),
    "conversations.canvases.create": frozenset({"canvases:write"}),
    "conversations.info": frozenset({"channels:read", "groups:read"}),
    "chat.postMessage": frozenset({"chat:write"}),
    "chat.update": frozenset({"chat:write"}),
    "chat.delete": frozenset({"chat:write"}),
    "conversations.history": frozenset({"channels:history", "groups:history", "im:history"}),
    "conversations.replies": frozenset({"channels:history", "groups:history", "im:history"}),
    "conversations.members": frozenset({"channels:read", "groups:read"}),
    "conversations.open": frozenset({"im:write"}),
    "files.getUploadURLExternal": frozenset({"files:write"}),
    "files.completeUploadExternal": frozenset({"files:write"}),
    "files.info": frozenset({"files:read"}),
    "users.conversations": frozenset({"channels:read", "groups:read"}),
    "users.info": frozenset({"users:read"}),
    "users.list": frozenset({"users:read"}),
    "views.open": frozenset(),
    "views.publish": frozenset(),
    "views.push": frozenset(),
    "views.update": frozenset(),
    "app_home_opened": frozenset(),
    "reaction_added": frozenset({"reactions:read"}),
    "reaction_removed": frozenset({"reactions:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_id_changed": frozenset(),
    "channel_left": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_deleted": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "group_rename": frozenset({"groups:read"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
    "app_uninstalled": frozenset(),
    "tokens_revoked": frozenset(),
    COMMAND: frozenset({"commands"}),
}
# Spoken by libraries for us: Bolt asks who a token belongs to, its Socket Mode client where to connect.
BY_LIBRARIES = frozenset({"auth.test", "apps.connections.open"})


class Recording(AsyncApp):
    """A Bolt app that remembers what was registered with it."""

    def __init__(self) -> None:
        super().__init__(client=AsyncWebClient(token="xoxb-test"), process_before_response=True)
        self.registered: dict[str, list[Any]] = {"command": [], "event": [], "shortcut": []}

    def command(self, command: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["command"].append(command)
        return super().command(command, *args, **kwargs)

    def event(self, event: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["event"].append(event)
        return super().event(event, *args, **kwargs)

    def shortcut(self, constraints: Any, *args: Any, **kwargs: Any) -> Any:
        self.registered["shortcut"].append(constraints)
        return super().shortcut(constraints, *args, **kwargs)


@pytest.fixture
def registered() -> dict[str, list[Any]]:
    app = Recording()
    handlers.register(app, Door(Database("sqlite:///nowhere"), SystemClock(), lambda: None))
    return app.registered


def methods_called() -> set[str]:
    """Return every Web API method that the code names: as a whole text, or as a method of Slack's client."""
    known = {name.replace("_", ".") for name in dir(AsyncWebClient) if re.fullmatch(r"[a-z]+_[A-Za-z_]+", name)}
    found: set[str] = set()
    for path in sources("bot", "handlers", "storage"):
        found |= {called.replace("_", ".") for called, _ in calls(path) if "_" in called}
        found |= set(texts(tree(path)))
    return found & (known - {"api.call"})


def wanted(registered: dict[str, list[Any]]) -> set[str]:
    """Return everything of Slack's that the code uses, by the names of `NEEDS`."""
    events = {str(name) for name in registered["event"]}
    assert "message" in events
    return methods_called() | BY_LIBRARIES | (events - {"message"}) | MESSAGES | {COMMAND}


# ---------------------------------------------------------------- the manifest and the code


def test_commands_in_manifest_and_code_agree(registered: dict[str, list[Any]]) -> None:
    commands = {command["command"]: command for command in MANIFEST["features"]["slash_commands"]}
    assert set(commands) == set(registered["command"]) == {COMMAND}
    # People arrive as ids: a name alone could be somebody else's.
    assert commands[COMMAND]["should_escape"] is True


def test_what_the_usage_hint_offers_can_be_typed() -> None:
    (command,) = MANIFEST["features"]["slash_commands"]
    assert set(command["usage_hint"].split(", ")) <= set(WORDS)


def test_events_in_manifest_and_code_agree(registered: dict[str, list[Any]]) -> None:
    assert (set(registered["event"]) - {"message"}) | MESSAGES == EVENTS


def test_shortcuts_in_manifest_and_code_agree(registered: dict[str, list[Any]]) -> None:
    in_manifest = {s["callback_id"] for s in MANIFEST["features"].get("shortcuts", ())}
    assert set(registered["shortcut"]) == in_manifest


def test_it_is_known_what_everything_used_needs(registered: dict[str, list[Any]]) -> None:
    assert wanted(registered) == set(NEEDS)


def test_the_scopes_are_those_needed_and_no_others(registered: dict[str, list[Any]]) -> None:
    assert frozenset[str]().union(*(NEEDS[name] for name in wanted(registered))) == SCOPES


def test_buttons_reach_us_and_people_can_write_to_us() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }
    assert MANIFEST["settings"]["interactivity"] == {"is_enabled": True}
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["token_rotation_enabled"] is False


def test_slack_takes_texts_of_this_length() -> None:
    # Limits: docs.slack.dev, reference of app manifests.
    shown = MANIFEST["display_information"]
    (command,) = MANIFEST["features"]["slash_commands"]
    assert (shown["name"], MANIFEST["features"]["bot_user"]["display_name"]) == ("Drumbeat", "drumbeat")
    assert len(shown["description"]) <= 140
    assert len(command["description"]) <= 2000
    assert len(command["usage_hint"]) <= 1000


# ---------------------------------------------------------------- the manifest and its page


def page() -> list[list[str]]:
    """Return the rows of the tables of manifests/README.md, cell by cell, without their marks of code."""
    lines = (ROOT / "manifests" / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| `")]
    return [[cell if index == 1 else cell.replace("`", "") for index, cell in enumerate(row)] for row in rows]


def test_each_scope_stands_on_the_page_with_its_reason_and_who_uses_it() -> None:
    uses: dict[str, set[str]] = {}
    for name, scopes in NEEDS.items():
        for scope in scopes:
            uses.setdefault(scope, set()).add(name)
    told = {row[0]: row for row in page() if row[0] in SCOPES}
    assert set(told) == SCOPES
    assert {scope: set(row[2].split(", ")) for scope, row in told.items()} == uses
    assert all(row[1].endswith(".") for row in told.values())


def test_nothing_stands_on_the_page_that_is_not_asked_for() -> None:
    scopes = {row[0] for row in page() if re.fullmatch(r"[a-z]+:[a-z.]+|commands", row[0])}
    assert scopes == SCOPES | {"connections:write"}
    text = (ROOT / "manifests" / "README.md").read_text(encoding="utf-8")
    (free,) = re.findall(r"^Without a scope: (.+)\.$", text, re.MULTILINE)
    without = {name for name, scopes in NEEDS.items() if not scopes and name != "apps.connections.open"}
    assert set(free.replace("`", "").split(", ")) == without


# ---------------------------------------------------------------- reading it


def test_what_is_printed_is_what_is_loaded() -> None:
    assert json.loads(socket_mode.text()) == MANIFEST
    assert socket_mode.scopes() == SCOPES


async def test_a_strict_slack_takes_it_and_grants_what_it_asks_for() -> None:
    server = SlackServer(manifest=MANIFEST, seed=1)
    await server.start()
    try:
        client = AsyncWebClient(token=server.bot_token, base_url=server.api_url, retry_handlers=[])
        answer = await client.auth_test()
        assert frozenset(answer.headers["x-oauth-scopes"].split(",")) == SCOPES
    finally:
        await server.stop()
