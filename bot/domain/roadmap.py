"""The road ahead: milestones, with what tells success from failure on the way (E2)."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT


class Milestone(BaseModel, frozen=True, extra="forbid"):
    """What is to be true by a date. `success` and `failure` are what one would see."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    due: date
    success: str = Field(default="", max_length=TEXT_LIMIT)
    failure: str = Field(default="", max_length=TEXT_LIMIT)
    goal: int | None = None
