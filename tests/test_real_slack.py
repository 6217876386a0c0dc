"""The five minutes to a real workspace, as docs/real-slack.md tells them: every name in it is one that exists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.__main__ import COMMANDS
from bot.domain.doctor import Finding
from bot.schema.commands import WORDS
from bot.settings import Settings
from bot.views.operations.doctor import words
from manifests import socket_mode
from tests.code_base import ROOT

PAGE = (ROOT / "docs/real-slack.md").read_text(encoding="utf-8")


def row(name: str) -> list[str]:
    """Return the names in a line of the manifest's table."""
    found = re.search(rf"^\| {name} \| (.*) \|$", PAGE, re.MULTILINE)
    assert found, name
    return re.findall(r"`([^`]+)`", found[1])


def manifest() -> dict[str, Any]:
    """Return what Slack is given."""
    return socket_mode.load()


def test_scopes_and_events_are_the_manifests() -> None:
    """All of them, and no other."""
    assert row("scopes") == manifest()["oauth_config"]["scopes"]["bot"]
    assert row("events") == manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert row("command") == [one["command"] for one in manifest()["features"]["slash_commands"]]


def test_what_is_said_to_be_on_is_on() -> None:
    """Socket Mode, interactivity, and both tabs."""
    home, settings = manifest()["features"]["app_home"], manifest()["settings"]
    assert "| on | Socket Mode, interactivity, the Home tab, the Messages tab |" in PAGE
    assert settings["socket_mode_enabled"]
    assert settings["interactivity"]["is_enabled"]
    assert home["home_tab_enabled"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_what_is_to_be_typed_can_be_typed() -> None:
    """In the shell and in Slack; every file is there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^    make (\w+)$|`make (\w+)`", PAGE, re.MULTILINE):
        assert re.search(rf"^{target[0] or target[1]}:", makefile, re.MULTILINE)
    for command in re.findall(r"\.venv/bin/drumbeat (\w+)", PAGE):
        assert command in COMMANDS
    for typed in re.findall(r"`/beat (\w+)", PAGE):
        assert typed in WORDS
    assert f"/invite @{manifest()['features']['bot_user']['display_name']}" in PAGE
    for source in re.findall(r"^    cp (\S+) \.env$", PAGE, re.MULTILINE):
        assert (ROOT / source).exists()


def test_tokens_go_where_they_are_read() -> None:
    """Each by its setting, with the letters that such a token begins with."""
    named = dict(re.findall(r"`([A-Z_]+)=(xox[a-z]|xapp)-…`", PAGE))
    assert named == {"SLACK_BOT_TOKEN": "xoxb", "SLACK_APP_TOKEN": "xapp"}
    assert {name.lower() for name in named} <= set(Settings.model_fields)


@pytest.mark.parametrize(
    ("quoted", "code"),
    [
        ("The bot token lacks scopes", "scopes_missing"),
        ("Slack does not take `SLACK_APP_TOKEN`", "app_token_refused"),
    ],
)
def test_what_the_doctor_is_said_to_say_it_says(quoted: str, code: str) -> None:
    """A reader looks for these very words."""
    assert f"✗ {quoted}" in PAGE
    facts = {"scopes": "chat:write", "said": "invalid_auth"}
    assert words(Finding("wrong", code, facts))[0].startswith(quoted.replace("`", ""))


def test_the_note_before_the_first_start_is_announced() -> None:
    """Nobody takes it for a fault."""
    assert words(Finding("note", "database_empty", {"place": "x"}))[0].endswith("is empty.")
    assert "That the database is empty is a note (•)" in PAGE


def test_the_log_line_that_is_to_be_seen_is_written() -> None:
    """`drumbeat running` is a logger's name and its message."""
    main = (ROOT / "bot/__main__.py").read_text(encoding="utf-8")
    assert 'log = logging.getLogger("drumbeat")' in main
    assert 'log.info("running"' in main
    assert "`drumbeat running`" in PAGE


def test_the_readme_leads_here() -> None:
    """Whoever has read the first page finds the way."""
    assert "docs/real-slack.md" in (ROOT / "README.md").read_text(encoding="utf-8")
