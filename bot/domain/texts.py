"""Letters that no database keeps: PostgreSQL takes no NUL in a text, and half of a surrogate pair is no letter."""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")
# What stands for a letter that cannot be shown (Unicode's own).
REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Return a text without the letters that no database keeps; half a letter becomes one that says so."""
    return _HALVES.sub(REPLACEMENT, text.replace("\0", ""))


def is_storable(text: str) -> bool:
    """Tell whether a database keeps a text as it is."""
    return "\0" not in text and _HALVES.search(text) is None
