"""Why the organization is there at all: business and marketing objectives that goals serve (C1, B1)."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT

Level = Literal["business", "marketing"]


class Objective(BaseModel, frozen=True, extra="forbid"):
    """What a department wants to bring about. `serves` is the business objective that a marketing objective serves.

    statement   what the department wants to achieve
    department  whose objective it is: marketing, service, sales, people …
    brings      what being there will bring
    audience    our id of the audience that it is aimed at
    """

    level: Level = "business"
    statement: str = Field(min_length=1, max_length=TEXT_LIMIT)
    department: str = Field(default="", max_length=TITLE_LIMIT)
    brings: str = Field(default="", max_length=TEXT_LIMIT)
    audience: int | None = None
    serves: int | None = None
