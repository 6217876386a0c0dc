"""People and the roles they hold. A role resolves when a message leaves, never before: holder, backup, lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, Field

Nudges = Literal["gentle", "standard", "off"]
HoldingKind = Literal["holder", "backup"]
HoldingState = Literal["offered", "accepted", "declined"]

DIGEST_AT = time(9)
WORK_UNTIL = time(18)

# At most this many characters; a longer text is refused with its length, never cut.
TITLE_LIMIT = 80
TEXT_LIMIT = 1000


@dataclass(frozen=True)
class Person:
    """A member of a workspace, as rules and words need them. `zone` is an IANA name, or None while unknown.

    `runs_workspace` is true of Slack's owners and admins of this very workspace.
    """

    id: int
    slack_id: str
    name: str
    zone: str | None = None
    digest_at: time = DIGEST_AT
    work_until: time = WORK_UNTIL
    nudges: Nudges = "standard"
    is_bot: bool = False
    is_guest: bool = False
    has_left: bool = False
    is_known: bool = True
    runs_workspace: bool = False

    @property
    def is_colleague(self) -> bool:
        """Tell whether Slack says that they belong to this workspace: not a guest, and not here by Slack Connect.

        False until Slack has been asked about them.
        """
        return self.is_known and not self.is_guest


@dataclass(frozen=True)
class Holding:
    """Who holds a role (or backs it up), since when. `until` is None while it lasts."""

    id: int
    role_id: int
    person: Person
    kind: HoldingKind
    state: HoldingState
    since: datetime
    until: datetime | None = None


class RoleDetails(BaseModel, frozen=True, extra="forbid"):
    """What belongs to a role, how many hours a week it has, and the agency that does the work, if one does (A5, B5)."""

    does: str = Field(default="", max_length=TEXT_LIMIT)
    hours: Decimal | None = Field(default=None, ge=0, le=168)
    agency: str = Field(default="", max_length=TITLE_LIMIT)


class RoleValues(RoleDetails, frozen=True, extra="forbid"):
    """A role as it can be changed. In a change, only the fields that are set count (`model_fields_set`).

    holder, backup   our ids of who has it, None for nobody
    """

    title: str = ""
    holder: int | None = None
    backup: int | None = None


@dataclass(frozen=True)
class Role:
    """A position with responsibilities, and the people who have it now."""

    id: int
    strategy_id: int
    title: str
    holdings: tuple[Holding, ...] = ()
    details: RoleDetails = field(default_factory=RoleDetails)

    @property
    def holder(self) -> Person | None:
        """Return the current holder, or None where the role is vacant."""
        return _first(self.holdings, "holder")

    @property
    def backup(self) -> Person | None:
        """Return the backup, or None."""
        return _first(self.holdings, "backup")


def _first(holdings: Sequence[Holding], kind: HoldingKind) -> Person | None:
    current = [h for h in holdings if h.kind == kind and h.until is None and can_hold(h.person)]
    return min(current, key=lambda h: h.id).person if current else None


def can_hold(person: Person) -> bool:
    """Tell whether a person can be given work: bots, and people who left the workspace, cannot."""
    return not person.is_bot and not person.has_left


@dataclass(frozen=True)
class Resolved:
    """Who gets a role's work now, and why it is them."""

    person: Person
    why: Literal["handed_over", "holder", "backup", "lead"]


def resolve(role: Role, leads: Sequence[Person], instead: Person | None = None) -> Resolved | None:
    """Find who does a role's work: the person it was handed to this time, else holder, backup, lead.

    Returns None where none of them can do it. Source: docs/product.md, "People".
    """
    if instead is not None and can_hold(instead):
        return Resolved(instead, "handed_over")
    if role.holder:
        return Resolved(role.holder, "holder")
    if role.backup:
        return Resolved(role.backup, "backup")
    for lead in leads:
        if can_hold(lead):
            return Resolved(lead, "lead")
    return None


class Who(BaseModel, frozen=True, extra="forbid"):
    """Who is to do something, as told in conversation: a role by title, a person by Slack id, or both.

    With a person alone, the role is the one that they hold already in this strategy, else a new one titled `fallback`.
    """

    title: str = Field(default="", max_length=TITLE_LIMIT)
    slack_id: str = ""
    fallback: str = ""


class NewRole(BaseModel, frozen=True, extra="forbid"):
    """What `/beat role` gathers."""

    title: str = Field(min_length=1, max_length=TITLE_LIMIT)
    holder: str = Field(min_length=1, description="Slack id of who holds it")
    backup: str = ""
