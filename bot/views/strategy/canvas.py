"""What a channel's canvas holds: the version of the strategy that is in use."""

from __future__ import annotations

from dataclasses import dataclass

from bot.views.kit.blocks import Content


@dataclass(frozen=True)
class Canvas(Content):
    """A channel's canvas: `markdown` is all of it; `canvas_id` is Slack's id where we made it before, else ""."""

    markdown: str = ""
    canvas_id: str = ""
    strategy_id: int = 0
