"""What the work relies on: procedures, guidelines, tools; who does what today, and who should (B5, B6, E5, E6)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT

ResourceKind = Literal["procedure", "guideline", "tool", "material"]
Hands = Literal["", "in_house", "agency", "nobody"]


class Resource(BaseModel, frozen=True, extra="forbid"):
    """Something that the team works with, and its owner. `link` says where it is."""

    name: str = Field(min_length=1, max_length=TITLE_LIMIT)
    kind: ResourceKind = "procedure"
    about: str = Field(default="", max_length=TEXT_LIMIT)
    link: str = Field(default="", max_length=TEXT_LIMIT)
    owner: int | None = None


class Responsibility(BaseModel, frozen=True, extra="forbid"):
    """A piece of work: in whose hands it is today, in whose it should be, by when.

    agency  the contact of an agency that has no Slack
    keeper  our id of the role that answers for it inside, whoever does it
    """

    work: str = Field(min_length=1, max_length=TITLE_LIMIT)
    today: Hands = ""
    agency: str = Field(default="", max_length=TITLE_LIMIT)
    keeper: int | None = None
    should: Hands = ""
    by: date | None = None
