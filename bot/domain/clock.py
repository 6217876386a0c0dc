"""What a clock can be asked. Rules never ask it: they are handed `now`. The one real clock is in bot/app.py."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Business time, which a demo or a test can push, and real time, which nobody can."""

    def now(self) -> datetime:
        """Return business time, an aware UTC instant: what people's plans go by."""
        ...

    def real(self) -> datetime:
        """Return real time, an aware UTC instant: what leases, Retry-After and settling go by."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back: what the watchdog goes by."""
        ...
