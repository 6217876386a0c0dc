"""How many examples Hypothesis tries: a quarter in `make test`, all of them where DRUMBEAT_EXAMPLES is "all"."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings

# `make rest` asks for all: what takes minutes is tried before a change lands, and not before each commit.
SHARE = 1 if os.environ.get("DRUMBEAT_EXAMPLES") == "all" else 4
FEWEST = 10
DEFAULT = 100


def examples(most: int = DEFAULT, **more: Any) -> settings:
    """Return settings that try `most` examples when all are asked for, else a quarter of them. Nothing is timed."""
    return settings(max_examples=max(FEWEST, most // SHARE), deadline=None, **more)
