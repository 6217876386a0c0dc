"""Slack's rate limits: calls a minute for each method and workspace, and posts for each channel."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.slack.wire import Json

# Calls a minute of the four tiers. Source: Slack's page on rate limits.
TIER_1, TIER_2, TIER_3, TIER_4 = 1, 20, 50, 100
TIER_1_BURST = 4
# Posting has a limit of its own: one message a second a channel, short bursts allowed.
POST_PER_SECOND = 1.0
POST_BURST = 5
# And "several hundred messages a minute" for a workspace.
POST_PER_MINUTE = 300


@dataclass
class _Bucket:
    """A bucket that holds `size` calls and is refilled steadily."""

    size: float
    per_second: float
    level: float
    at: float

    def take(self, now: float) -> float:
        """Take one call; return 0, or the seconds after which one can be taken."""
        self.level = min(self.size, self.level + (now - self.at) * self.per_second)
        self.at = now
        if self.level >= 1:
            self.level -= 1
            return 0.0
        return (1 - self.level) / self.per_second


@dataclass
class Limits:
    """Off until switched on. `per_minute` overrides the tier of single methods; `monotonic` counts the seconds."""

    on: bool = False
    per_minute: dict[str, int] = field(default_factory=dict)
    monotonic: Callable[[], float] = time.monotonic
    _buckets: dict[tuple[str, ...], _Bucket] = field(default_factory=dict)

    def retry_after(self, team: str, method: str, tier: int, channel: str | None) -> int | None:
        """Return the whole seconds to wait if this call is too much, else None."""
        if not self.on and method not in self.per_minute:
            return None
        if method == "chat.postMessage" and method not in self.per_minute:
            waits = [self._take((team, method), POST_PER_MINUTE, POST_PER_MINUTE / 60)]
            if not waits[0] and channel:
                waits.append(self._take((team, method, channel), POST_BURST, POST_PER_SECOND))
        else:
            allowed = self.per_minute.get(method, tier)
            # The lowest tier tolerates a short burst, so that an app can open several connections at its start.
            size = allowed if method in self.per_minute else max(allowed, TIER_1_BURST)
            waits = [self._take((team, method), size, allowed / 60)]
        wait = max(waits)
        return max(1, math.ceil(wait)) if wait > 0 else None

    def _take(self, key: tuple[str, ...], size: float, per_second: float) -> float:
        now = self.monotonic()
        bucket = self._buckets.get(key)
        if bucket is None or bucket.size != size:
            bucket = self._buckets[key] = _Bucket(size, per_second, size, now)
        return bucket.take(now)

    def reset(self) -> None:
        """Forget what was called so far."""
        self._buckets.clear()

    def shape(self) -> Json:
        """Return what is set."""
        return {"on": self.on, "per_minute": self.per_minute}
