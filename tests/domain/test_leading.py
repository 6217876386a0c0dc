"""Who leads a plan, since when nobody does, and for how long a lead who is back can take it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.leading import Led, can_take_back, last_leads, leaderless_since
from bot.domain.roles import Person
from bot.services.plan.directory import told_of
from storage.workspaces import Workspace

ANA, BEN = Person(1, "U1", "Ana"), Person(2, "U2", "Ben")
MARCH, APRIL, MAY = (datetime(2026, month, 2, 9, tzinfo=UTC) for month in (3, 4, 5))


def left(person: Person, at: datetime, ended_at: datetime | None = None) -> Led:
    """Return the appointment of somebody who left Slack."""
    return Led(replace(person, has_left=True), MARCH, ended_at, at)


@pytest.mark.parametrize(
    ("every", "since", "last"),
    [
        ([], None, []),
        ([Led(ANA, MARCH)], None, []),
        ([left(ANA, APRIL)], APRIL, [1]),
        ([left(ANA, APRIL), Led(BEN, MARCH)], None, []),  # a co-lead is left
        ([left(ANA, APRIL), left(BEN, MAY)], MAY, [1, 2]),  # both would lead again if they came back
        ([Led(ANA, MARCH, APRIL), left(BEN, MAY)], MAY, [2]),  # ana had handed it over before
        ([Led(ANA, MARCH, ended_at=APRIL)], APRIL, [1]),  # shut out of a private channel
        ([Led(ANA, MARCH, left_at=APRIL)], APRIL, [1]),  # appointed, and outside of it
        ([Led(replace(ANA, is_bot=True), MARCH)], None, []),
    ],
)
def test_a_plan_has_no_lead_since_its_last_one_was_lost(
    every: list[Led], since: datetime | None, last: list[int]
) -> None:
    assert leaderless_since(every) == since
    assert [person.id for person in last_leads(every)] == last


def test_the_lead_can_be_taken_back_for_fourteen_days() -> None:
    assert can_take_back(APRIL, APRIL + timedelta(days=14))
    assert not can_take_back(APRIL, APRIL + timedelta(days=14, seconds=1))


@pytest.mark.parametrize(
    ("user", "runs_it", "is_guest"),
    [
        ({"team_id": "T1", "is_owner": True}, True, False),
        ({"team_id": "T1", "is_admin": True}, True, False),
        ({"team_id": "T1", "is_primary_owner": True}, True, False),
        ({"is_admin": True}, True, False),
        ({"team_id": "T1"}, False, False),
        ({"team_id": "T2", "is_owner": True, "is_admin": True}, False, True),  # owns another workspace
        ({"team_id": "T1", "is_stranger": True, "is_admin": True}, False, True),
        ({"team_id": "T2", "is_admin": True, "enterprise_user": {"teams": ["T2", "T1"]}}, True, False),
        ({"team_id": "T2", "is_admin": True, "enterprise_user": {"teams": ["T2"]}}, False, True),
    ],
)
def test_only_members_of_the_workspace_run_it(user: dict[str, object], *, runs_it: bool, is_guest: bool) -> None:
    told = told_of({"id": "U1", **user}, Workspace(1, "", "T1", "Sample", "UBOT", "drumbeat"))
    assert (told.is_admin or told.is_owner, told.is_guest) == (runs_it, is_guest)
