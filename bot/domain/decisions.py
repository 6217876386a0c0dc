"""Decisions that change the plan: what each may ask for, applied only when somebody confirms it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import BaseModel, Field, TypeAdapter

from bot.domain.when import Rule

ChangeKind = Literal["pause", "move", "target", "role"]
CHANGE_KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)
# A longer pause amounts to an end: the regular post should be removed instead.
LONGEST_PAUSE_DAYS = 366


class _Change(BaseModel, frozen=True, extra="forbid"):
    # What it changed, as it was said when it was applied: "Time: 10:00 → 14:00". Until then, what it would change is
    # worked out from the plan as it is.
    said: tuple[str, ...] = ()


class Pause(_Change):
    """Hold a regular post back until a date, on which it resumes."""

    kind: Literal["pause"] = "pause"
    slot: int
    until: date


class Move(_Change):
    """Give a regular post other days, another time, or both."""

    kind: Literal["move"] = "move"
    slot: int
    rule: Rule
    wall: time


class Retarget(_Change):
    """Give a measure another target; `due` None keeps its date."""

    kind: Literal["target"] = "target"
    measure: int
    target: Decimal
    due: date | None = None


class Reappoint(_Change):
    """Give a role to somebody (our member id)."""

    kind: Literal["role"] = "role"
    role: int
    member: int


Proposal: TypeAlias = Pause | Move | Retarget | Reappoint
PROPOSALS: TypeAdapter[Proposal] = TypeAdapter(Annotated[Proposal, Field(discriminator="kind")])


class WrongProposal(Exception):
    """Say which answers about a change cannot be taken, all at once, by field. Nothing was recorded."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(", ".join(fields))
        self.fields: Mapping[str, str] = MappingProxyType(dict(fields))
