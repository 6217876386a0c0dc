"""Whom a strategy speaks to, and what it says to each (C2, C5)."""

from __future__ import annotations

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT


class Audience(BaseModel, frozen=True, extra="forbid"):
    """One group of people in detail: which roles and titles they have, and what they care about."""

    name: str = Field(min_length=1, max_length=TITLE_LIMIT)
    titles: tuple[str, ...] = ()
    cares: str = Field(default="", max_length=TEXT_LIMIT)
    persona: str = Field(default="", max_length=TEXT_LIMIT)


class KeyMessage(BaseModel, frozen=True, extra="forbid"):
    """What an audience is to remember; on one platform, or wherever it is met. `proof` is why it may be believed."""

    text: str = Field(min_length=1, max_length=TEXT_LIMIT)
    audience: int | None = None
    platform: int | None = None
    proof: str = Field(default="", max_length=TEXT_LIMIT)
