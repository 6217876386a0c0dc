"""One canvas: its sections, and who may read and change it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from playground.slack.wire import Json

Level = Literal["read", "write", "owner"]
HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*$")


@dataclass
class Section:
    """A part of a canvas that can be looked up, replaced and deleted: a heading, or what stands between blank lines."""

    id: str
    markdown: str

    @property
    def kind(self) -> str:
        """Return `h1`, `h2`, `h3`, or "" for what is no heading."""
        heading = HEADING.match(self.markdown)
        return f"h{len(heading[1])}" if heading else ""


@dataclass
class Canvas:
    """One canvas. `channel` is whose tab it is in; `is_channel_canvas` tells the channel's own from further tabs."""

    id: str
    title: str
    owner: str
    sections: list[Section]
    created: int
    channel: str | None = None
    is_channel_canvas: bool = False
    access: dict[str, Level] = field(default_factory=dict)
    version: int = 1

    @property
    def markdown(self) -> str:
        """Return the whole text."""
        return "\n\n".join(section.markdown for section in self.sections)

    def shape(self) -> Json:
        """Return the canvas as the control API shows it."""
        return {
            "id": self.id,
            "title": self.title,
            "owner": self.owner,
            "channel": self.channel,
            "markdown": self.markdown,
            "sections": [{"id": section.id, "markdown": section.markdown} for section in self.sections],
            "access": dict(self.access),
            "version": self.version,
        }
