"""Words that come with a picture, and the words in its place where it could not be added."""

from __future__ import annotations

from dataclasses import dataclass

from bot.pictures.charts import Chart, Results, title_of
from bot.views.kit.blocks import Content

# Shown once, in place of the picture; a lead is told why (bot/services/calendar/pictures.py).
MISSING = "The picture could not be added."
MISSING_MANY = "The pictures could not be added."


def platform_row(platform: str) -> str:
    """Name a row of a picture by its platform."""
    return platform or "Without a platform"


def kind_row(kind: str) -> str:
    """Name a row of a picture by its kind of content."""
    return f"Kind: {kind}" if kind else "Of no kind"


@dataclass(frozen=True)
class Illustrated(Content):
    """A message that is shared with a picture: `text` is above it, and its blocks are not used."""

    chart: Chart | None = None

    @property
    def title(self) -> str:
        """Return the name of the picture's file."""
        return title_of(self.chart) if self.chart else ""


def illustrated(chart: Chart) -> Illustrated:
    """Return a picture with one line about how to read it."""
    if isinstance(chart, Results):
        return Illustrated("The latest numbers against their targets.", chart=chart)
    return Illustrated("How much of the plan was done, week by week.", chart=chart)


def missing(count: int) -> str:
    """Say how many pictures are missing; "" for none."""
    return "" if not count else MISSING if count == 1 else MISSING_MANY
