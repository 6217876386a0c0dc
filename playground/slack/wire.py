"""What travels: JSON objects, identifiers and timestamps in Slack's forms."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

# JSON as it comes and goes. Its shape is Slack's, and is checked where it enters (rules/, api/call.py).
Json = dict[str, Any]

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"


class Ids:
    """Make identifiers that look like Slack's; the same seed makes the same ones."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def new(self, prefix: str, length: int = 10) -> str:
        """Return a fresh id: the prefix, a zero, and capital letters and digits (`U0…`)."""
        while True:
            made = prefix + "0" + "".join(self._rng.choices(_ALPHABET, k=length - 1))
            if made not in self._given:
                self._given.add(made)
                return made

    def secret(self, length: int = 24) -> str:
        """Return letters and digits of both cases, for tokens and addresses."""
        return "".join(self._rng.choices(_ALPHABET + _ALPHABET.lower(), k=length))

    def uuid(self) -> str:
        """Return a random id in the form of a UUID 4, as envelopes and client messages carry."""
        digits = f"{self._rng.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"


class Stamps:
    """Make message timestamps: business time, always increasing, never the same twice."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._last = 0

    def next(self) -> str:
        """Return the next `ts`: seconds, a dot and six digits.

        Two messages of one microsecond, and a clock that was set back, still give increasing values.
        """
        moment = self._now()
        micro = round((moment - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1_000_000)
        self._last = max(micro, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


def ts_number(ts: str) -> int:
    """Return a timestamp as microseconds, for comparing; text that is no timestamp gives ValueError."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction or "0").ljust(6, "0")[:6])


def escape(text: str) -> str:
    """Escape the three characters that Slack's clients escape in what people type."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Turn the three entities back into characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
