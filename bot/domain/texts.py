"""Characters that no database keeps: PostgreSQL refuses NUL in a text, and half a surrogate pair is no character."""

from __future__ import annotations

import re

_HALVES = re.compile("[\ud800-\udfff]")
# Unicode's replacement character.
REPLACEMENT = "\ufffd"


def storable(text: str) -> str:
    """Return a text without the characters that no database keeps; half a pair becomes the replacement character."""
    return _HALVES.sub(REPLACEMENT, text.replace("\0", ""))


def is_storable(text: str) -> bool:
    """Tell whether a database keeps a text as it is."""
    return "\0" not in text and _HALVES.search(text) is None
