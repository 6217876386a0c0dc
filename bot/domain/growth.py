"""A team's view of itself: where strategy and vision agree or differ (E1), and how mature the work is (E7)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT

# What a team says of itself, from 1 ("not at all") to 5 ("as a matter of course").
LOWEST, HIGHEST = 1, 5
Score = int


class Alignment(BaseModel, frozen=True, extra="forbid"):
    """One look at whether the strategy leads where the vision points."""

    on: date
    agrees: str = Field(default="", max_length=TEXT_LIMIT)
    gaps: str = Field(min_length=1, max_length=TEXT_LIMIT)
    action: str = Field(default="", max_length=TEXT_LIMIT)


class Maturity(BaseModel, frozen=True, extra="forbid"):
    """A team's assessment of its own work in one quarter, and what to do next."""

    on: date
    planning: Score = Field(ge=LOWEST, le=HIGHEST)
    people: Score = Field(ge=LOWEST, le=HIGHEST)
    content: Score = Field(ge=LOWEST, le=HIGHEST)
    listening: Score = Field(ge=LOWEST, le=HIGHEST)
    measuring: Score = Field(ge=LOWEST, le=HIGHEST)
    next_step: str = Field(default="", max_length=TEXT_LIMIT)

    @property
    def average(self) -> float:
        """Return the mean of the five."""
        return (self.planning + self.people + self.content + self.listening + self.measuring) / 5
