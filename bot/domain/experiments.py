"""Trying something out: a hypothesis, a period, a measure, a verdict (C7)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field, model_validator

from bot.domain.roles import TEXT_LIMIT

Verdict = Literal["open", "held", "failed", "unclear"]


class Experiment(BaseModel, frozen=True, extra="forbid"):
    """What we believe, from when to when it is tried, and which number tells. `verdict` is open until it is known."""

    hypothesis: str = Field(min_length=1, max_length=TEXT_LIMIT)
    begins: date | None = None
    ends: date | None = None
    measure: int | None = None
    verdict: Verdict = "open"
    learnt: str = Field(default="", max_length=TEXT_LIMIT)

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Experiment:
        if self.begins is not None and self.ends is not None and self.ends < self.begins:
            raise ValueError("it ends before it begins")
        return self
