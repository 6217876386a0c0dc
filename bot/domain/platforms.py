"""Where an audience can be met: priorities, what each place costs, what shows that it is there (A4, B4, C3, D2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT

PlatformKind = Literal["", "network", "blog", "newsletter", "website", "podcast", "event", "other"]
# Primary, secondary ("if resources allow"), or parked: worth considering, and not worked on (D2, B2).
Priority = Literal["", "primary", "secondary", "parked"]
Reach = Literal["owned", "earned", "paid"]

HOURS_IN_A_WEEK = Decimal(168)
MOST_MONEY = Decimal(10) ** 9


class Platform(BaseModel, frozen=True, extra="forbid"):
    """A network, a blog, a newsletter: its priority in the plan, and what it may cost.

    hours     a week that the team has for it
    budget    a month, in whatever money the team counts in
    line      the editorial line: what belongs there, and what does not
    themes    the major themes
    goals     our ids of the goals that it serves
    measures  our ids of the measures that show how it does
    """

    name: str = Field(min_length=1, max_length=TITLE_LIMIT)
    kind: PlatformKind = ""
    priority: Priority = ""
    reach: tuple[Reach, ...] = ()
    hours: Decimal | None = Field(default=None, ge=0, le=HOURS_IN_A_WEEK)
    budget: Decimal | None = Field(default=None, ge=0, le=MOST_MONEY)
    line: str = Field(default="", max_length=TEXT_LIMIT)
    themes: tuple[str, ...] = ()
    goals: tuple[int, ...] = ()
    measures: tuple[int, ...] = ()


class Evidence(BaseModel, frozen=True, extra="forbid"):
    """What shows that an audience uses a platform: seen where, and when."""

    shows: str = Field(min_length=1, max_length=TEXT_LIMIT)
    platform: int | None = None
    audience: int | None = None
    source: str = Field(default="", max_length=TEXT_LIMIT)
    seen_on: date | None = None


class Highlight(BaseModel, frozen=True, extra="forbid"):
    """An activation with a date: a launch, a fair, a campaign. It lasts from `begins` to `ends`, or one day."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    begins: date
    ends: date | None = None
    platform: int | None = None
    goal: int | None = None
    about: str = Field(default="", max_length=TEXT_LIMIT)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Highlight:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError("it ends before it begins")
        return self
