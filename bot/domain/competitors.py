"""What others do, and what of it is worth doing our way (B2, B8); how the plan is carried out (A4)."""

from __future__ import annotations

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT


class Competitor(BaseModel, frozen=True, extra="forbid"):
    """Somebody who speaks to the same people: where they are, what works for them, what we take from it."""

    name: str = Field(min_length=1, max_length=TITLE_LIMIT)
    where: tuple[str, ...] = ()
    works: str = Field(default="", max_length=TEXT_LIMIT)
    lesson: str = Field(default="", max_length=TEXT_LIMIT)


class Tactic(BaseModel, frozen=True, extra="forbid"):
    """How a goal is to be reached, and with which means. One that a competitor uses needs our own twist."""

    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    goal: int | None = None
    platform: int | None = None
    means: str = Field(default="", max_length=TEXT_LIMIT)
    competitor: int | None = None
    twist: str = Field(default="", max_length=TEXT_LIMIT)
