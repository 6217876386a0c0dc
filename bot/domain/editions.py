"""Versions of the written strategy: who approves one, when it is approved, and what has become of it (D5)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.domain.roles import Person, Role, can_hold
from bot.domain.signing import ApprovalRule

EditionState = Literal["submitted", "sent_back", "approved", "unsigned", "withdrawn"]
Verdict = Literal["approved", "sent_back"]

# States of a version that is or was in use: everybody works from it, and the next version is compared with it.
ADOPTED: frozenset[EditionState] = frozenset({"approved", "unsigned"})
# Approvers are reminded after this many working days.
DAYS_TO_READ = 3


@dataclass(frozen=True)
class Edition:
    """A numbered version as the database keeps it, without its text. `on` is the local date of its submission."""

    id: int
    strategy_id: int
    number: int
    state: EditionState
    rule: ApprovalRule
    next_update: date | None
    submitted_by: int
    since: datetime
    settled_at: datetime | None = None


@dataclass(frozen=True)
class Approval:
    """One role that an edition waits for, or what it said: who had it then, and when."""

    role_id: int
    verdict: Verdict | None = None
    member_id: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Comment:
    """What somebody said about a chapter of an edition ("" for all of it), and the answer, once there is one."""

    id: int
    edition_id: int
    section: str
    text: str
    author_id: int
    owner_id: int | None
    since: datetime
    answer: str | None = None
    answered_by: int | None = None


def approvers(role: Role, barred: Collection[int]) -> tuple[Person, ...]:
    """Return who can approve for a role now: its holder, else its backup; never anybody who is barred.

    The first one is asked. Its submitter is barred (nobody approves their own version, D5), and so is anybody who took
    the plan over while it was open.
    """
    people = [person for person in (role.holder, role.backup) if person and can_hold(person)]
    found = [person for person in people if person.id not in barred]
    return tuple({person.id: person for person in found}.values())


def waited_for(approvals: Sequence[Approval], rule: ApprovalRule, gone: Collection[int] = ()) -> tuple[int, ...]:
    """Return the roles whose word is still needed; `gone` are roles that were given up since.

    Either one approval is enough or all roles have to approve, except roles that nobody can hold any more. The list is
    empty only where somebody approved.
    """
    approved = [one for one in approvals if one.verdict == "approved"]
    if approved and rule == "any":
        return ()
    waiting = tuple(one.role_id for one in approvals if one.verdict is None)
    there = tuple(role for role in waiting if role not in gone)
    return there if approved or there else waiting


def is_superseded(edition: Edition, every: Sequence[Edition]) -> bool:
    """Tell whether a later version took its place."""
    return edition.state in ADOPTED and any(other.number > edition.number and other.state in ADOPTED for other in every)


def in_use(every: Sequence[Edition]) -> Edition | None:
    """Return the version in use: the last one that was approved, or adopted without a signature."""
    adopted = [one for one in every if one.state in ADOPTED]
    return max(adopted, key=lambda one: one.number) if adopted else None


def before(edition: Edition, every: Sequence[Edition]) -> Edition | None:
    """Return the version that was in use before another: what that one is compared with."""
    return in_use([one for one in every if one.number < edition.number])


def compared_with(edition: Edition, every: Sequence[Edition]) -> Edition | None:
    """Return the version that readers of this one see it compared with.

    That is the one in use before it. For a version that nobody approved yet it is the one that was sent back since: the
    approver who sent it back looks for what changed.
    """
    earlier = before(edition, every)
    if edition.state in ADOPTED:
        return earlier
    since = earlier.number if earlier else 0
    back = [one for one in every if one.state == "sent_back" and since < one.number < edition.number]
    return max(back, key=lambda one: one.number) if back else earlier


def waiting(every: Sequence[Edition]) -> Edition | None:
    """Return the version that waits for approval; there is one at most."""
    return next((one for one in every if one.state == "submitted"), None)
