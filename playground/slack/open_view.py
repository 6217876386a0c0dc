"""One modal or Home tab that somebody has open: what it shows, and what has been filled in."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field

from playground.slack.elements import Values
from playground.slack.wire import Json


@dataclass
class OpenView:
    """One view before one person's eyes."""

    shape: Json
    user: str
    values: Values = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the view's id."""
        return str(self.shape["id"])

    def payload(self) -> Json:
        """Return the view as payloads carry it, with its state."""
        return self.shape | {"state": {"values": deepcopy(self.values)}}
