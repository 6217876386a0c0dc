"""Where somebody types: a channel or the direct message, as far as Slack says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Where something is typed. `name` and `is_private` as far as Slack says; a direct message has neither."""

    channel: str
    name: str = ""
    is_private: bool | None = None

    @property
    def is_dm(self) -> bool:
        """Tell whether it is the direct message with us: its ids begin with D, a channel's with C or G."""
        return self.channel.startswith("D")

    @property
    def key(self) -> str:
        """Return what a conversation here is found by: a direct message is its person's, whatever id Slack gives it."""
        return DIRECT.channel if self.is_dm else self.channel


# Where a conversation is that must not be held in public: Slack need not have opened that direct message yet.
DIRECT = Place("D")
