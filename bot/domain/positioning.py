"""What a team stands for, and how it sounds (B3, E1)."""

from __future__ import annotations

import re

from pydantic import BaseModel, Field, field_validator

from bot.domain.roles import TEXT_LIMIT

# The vision is told to everybody, so it is short (E1).
MOST_SENTENCES = 3
_SENTENCE = re.compile(r"(?<![.!?…])[.!?…]++(?=\s|$)")


def sentences_in(text: str) -> int:
    """Count the sentences of a text; what has no full stop at its end is one too."""
    parts = [part for part in _SENTENCE.split(text) if part.strip()]
    return len(parts)


class Vision(BaseModel, frozen=True, extra="forbid"):
    """The vision behind the plan, in at most three sentences."""

    text: str = Field(min_length=1, max_length=TEXT_LIMIT)

    @field_validator("text")
    @classmethod
    def _is_short(cls, text: str) -> str:
        if sentences_in(text) > MOST_SENTENCES:
            raise ValueError("a vision has three sentences at most")
        return text


class Positioning(BaseModel, frozen=True, extra="forbid"):
    """A social stance: unique, inviting, realistic; and the tone that goes with it.

    stance   what we stand for
    unique   what nobody else can say
    invites  how it invites people to talk
    sounds   what we sound like
    never    what we never do
    """

    stance: str = Field(min_length=1, max_length=TEXT_LIMIT)
    unique: str = Field(default="", max_length=TEXT_LIMIT)
    invites: str = Field(default="", max_length=TEXT_LIMIT)
    sounds: str = Field(default="", max_length=TEXT_LIMIT)
    never: str = Field(default="", max_length=TEXT_LIMIT)
