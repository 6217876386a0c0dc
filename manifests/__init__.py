"""Slack app manifests. `load()` reads the one for Socket Mode."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def load() -> dict[str, Any]:
    """Return the manifest for Socket Mode as Slack takes it."""
    found: dict[str, Any] = json.loads((Path(__file__).parent / "socket-mode.json").read_text("utf-8"))
    return found
