"""How a team listens and responds: who answers, how fast, in what tone, and when it is handed up (E4)."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT

MOST_HOURS = Decimal(24 * 14)


class Protocol(BaseModel, frozen=True, extra="forbid"):
    """The rules of answering people.

    expects     what our customers expect of us, in one statement
    answers     our id of the role that answers
    within      hours in which somebody is answered
    tone        how we answer
    handed_up   what is not answered alone
    handed_to   our id of the role that gets it then
    shown_by    our id of the measure that shows whether we live up to it
    """

    expects: str = Field(min_length=1, max_length=TEXT_LIMIT)
    answers: int | None = None
    within: Decimal | None = Field(default=None, gt=0, le=MOST_HOURS)
    tone: str = Field(default="", max_length=TEXT_LIMIT)
    handed_up: str = Field(default="", max_length=TEXT_LIMIT)
    handed_to: int | None = None
    shown_by: int | None = None
