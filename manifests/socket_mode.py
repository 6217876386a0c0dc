"""The app manifest for Socket Mode, as the JSON that Slack's "From a manifest" takes. manifests/README.md says why."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def text() -> str:
    """Return the manifest as it is to be pasted."""
    return files("manifests").joinpath("socket_mode.json").read_text(encoding="utf-8")


def load() -> dict[str, Any]:
    """Return the manifest as values: what a stand-in for Slack takes to be as strict as Slack."""
    loaded: dict[str, Any] = json.loads(text())
    return loaded


def scopes() -> frozenset[str]:
    """Return the scopes that the bot token needs."""
    return frozenset(load()["oauth_config"]["scopes"]["bot"])
