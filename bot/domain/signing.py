"""What it takes to sign a strategy off: in whose name, by which roles, and when it is next revised (D5)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.roles import TITLE_LIMIT

# Of several approver roles: any one of them is enough, or all have to.
ApprovalRule = Literal["any", "all"]


class Signing(BaseModel, frozen=True, extra="forbid"):
    """The company in whose name the strategy stands, the roles that approve it, and the date of its next update."""

    company: str = Field(min_length=1, max_length=TITLE_LIMIT)
    approvers: tuple[int, ...] = ()
    rule: ApprovalRule = "any"
    next_update: date | None = None
