"""Roles: who holds one, and who does its work when they cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.domain.roles import TITLE_LIMIT, Holding, NewRole, Person, Role, Who, can_hold, resolve

SINCE = datetime(2026, 3, 30, 7, tzinfo=UTC)
ANA, BEN, CHO, DEE = (Person(n, f"U{n}", name) for n, name in enumerate(("ana", "ben", "cho", "dee"), start=1))


def role(holder: Person | None = BEN, backup: Person | None = None) -> Role:
    """Make a role with who holds it and who steps in."""
    holdings = []
    if holder:
        holdings.append(Holding(1, 1, holder, "holder", "accepted", SINCE))
    if backup:
        holdings.append(Holding(2, 1, backup, "backup", "accepted", SINCE))
    return Role(1, 1, "Editor", tuple(holdings))


def gone(person: Person) -> Person:
    """Return somebody who left the workspace."""
    return replace(person, has_left=True)


@pytest.mark.parametrize(
    ("case", "instead", "who", "why"),
    [
        (role(BEN, CHO), None, "ben", "holder"),
        (role(BEN, CHO), DEE, "dee", "handed_over"),
        (role(BEN, CHO), gone(DEE), "ben", "holder"),
        (role(gone(BEN), CHO), None, "cho", "backup"),
        (role(None, CHO), None, "cho", "backup"),
        (role(None, gone(CHO)), None, "ana", "lead"),
        (role(None, None), None, "ana", "lead"),
        (role(replace(BEN, is_bot=True), None), None, "ana", "lead"),
    ],
)
def test_work_goes_to_the_first_who_can_do_it(case: Role, instead: Person | None, who: str, why: str) -> None:
    found = resolve(case, [ANA], instead)
    assert found is not None
    assert (found.person.name, found.why) == (who, why)


def test_with_nobody_left_there_is_nobody() -> None:
    assert resolve(role(None, None), [], None) is None
    assert resolve(role(gone(BEN), None), [gone(ANA)], None) is None


def test_who_has_left_is_passed_over_for_the_next_lead() -> None:
    found = resolve(role(None, None), [gone(ANA), DEE])
    assert found is not None
    assert found.person is DEE


def test_guests_can_be_given_work_and_bots_cannot() -> None:
    assert can_hold(replace(BEN, is_guest=True))
    assert not can_hold(replace(BEN, is_bot=True))
    assert not can_hold(gone(BEN))


def test_a_place_that_has_ended_is_nobodys() -> None:
    ended = Holding(1, 1, BEN, "holder", "accepted", SINCE, until=SINCE)
    assert Role(1, 1, "Editor", (ended,)).holder is None


def test_being_offered_a_role_is_having_it_until_one_says_no() -> None:
    """Work is not held back by an unanswered question: who says nothing is reminded all the same."""
    offered = Holding(1, 1, BEN, "holder", "offered", SINCE)
    assert Role(1, 1, "Editor", (offered,)).holder == BEN


@pytest.mark.parametrize(
    "values", [{"title": "", "holder": "U1"}, {"title": "Editor", "holder": ""}, {"title": "x" * 81, "holder": "U1"}]
)
def test_a_role_needs_a_title_that_fits_and_somebody(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        NewRole.model_validate(values)


def test_a_title_of_full_length_fits() -> None:
    assert Who(title="x" * TITLE_LIMIT).title
