"""Who approves a version, when it is approved, and which version is in use (D5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.editions import (
    ADOPTED,
    Approval,
    Edition,
    EditionState,
    approvers,
    before,
    in_use,
    is_superseded,
    waited_for,
    waiting,
)
from bot.domain.roles import Holding, Person, Role

SINCE = datetime(2026, 3, 30, tzinfo=UTC)
ANA, BEN = Person(1, "U1", "Ana"), Person(2, "U2", "Ben")
STATES: tuple[EditionState, ...] = ("submitted", "sent_back", "approved", "unsigned", "withdrawn")


def role(holder: Person | None = None, backup: Person | None = None) -> Role:
    """Make a role with who has it."""
    people = [("holder", holder), ("backup", backup)]
    held = [Holding(n, 9, p, kind, "accepted", SINCE) for n, (kind, p) in enumerate(people) if p]  # type: ignore[arg-type]
    return Role(9, 3, "Director", tuple(held))


def edition(number: int, state: EditionState) -> Edition:
    """Make a version."""
    return Edition(number, 3, number, state, "any", None, 1, SINCE)


@pytest.mark.parametrize(
    ("who", "submitter", "asked"),
    [
        (role(ANA), BEN, (ANA,)),
        (role(ANA, BEN), 99, (ANA, BEN)),
        (role(ANA, BEN), ANA, (BEN,)),  # nobody approves their own: the backup is asked
        (role(ANA), ANA, ()),
        (role(ANA, ANA), ANA, ()),
        (role(), ANA, ()),
        (role(None, BEN), ANA, (BEN,)),
        (role(replace(ANA, has_left=True), BEN), 99, (BEN,)),
        (role(replace(ANA, is_bot=True)), 99, ()),
    ],
)
def test_a_role_approves_through_who_has_it_now(who: Role, submitter: Person | int, asked: tuple[Person, ...]) -> None:
    barred = {submitter if isinstance(submitter, int) else submitter.id}
    assert approvers(who, barred) == asked


YES, NOT_YET = Approval(1, "approved", 7, SINCE), Approval(2)


@pytest.mark.parametrize(
    ("said", "rule", "gone", "still"),
    [
        ((Approval(1), Approval(2)), "any", (), (1, 2)),
        ((YES, NOT_YET), "any", (), ()),
        ((YES, NOT_YET), "all", (), (2,)),
        ((YES, Approval(2, "approved", 8, SINCE)), "all", (), ()),
        ((YES, NOT_YET), "all", (2,), ()),  # nobody can have that role any more
        ((Approval(1), NOT_YET), "all", (1,), (2,)),
        ((Approval(1), NOT_YET), "all", (1, 2), (1, 2)),  # given up, both: that approves nothing
    ],
)
def test_the_rule_says_whose_word_is_still_needed(
    said: tuple[Approval, ...], rule: str, gone: tuple[int, ...], still: tuple[int, ...]
) -> None:
    assert waited_for(said, rule, gone) == still  # type: ignore[arg-type]


@given(
    st.lists(st.sampled_from([None, "approved"]), min_size=1, max_size=5),
    st.sampled_from(["any", "all"]),
    st.sets(st.integers(0, 4)),
)
def test_nothing_is_approved_without_a_word(said: list[str | None], rule: str, gone: set[int]) -> None:
    """Whatever becomes of the roles: with nobody's word it waits, and with everybody's it does not."""
    asked = [Approval(n, verdict) for n, verdict in enumerate(said)]  # type: ignore[arg-type]
    still = waited_for(asked, rule, gone)  # type: ignore[arg-type]
    if not any(said):
        assert still
    if all(said):
        assert not still
    assert {one.role_id for one in asked if one.verdict} & set(still) == set()


@given(st.lists(st.sampled_from(STATES), max_size=8))
def test_the_last_adopted_version_is_in_use_and_those_before_it_are_replaced(states: list[EditionState]) -> None:
    every = [edition(number, state) for number, state in enumerate(states, 1)]
    current = in_use(every)
    adopted = [one for one in every if one.state in ADOPTED]
    assert current == (adopted[-1] if adopted else None)
    assert [one for one in every if is_superseded(one, every)] == adopted[:-1]
    for one in every:
        earlier = before(one, every)
        assert earlier is None or (earlier.number < one.number and earlier.state in ADOPTED)


def test_what_waits_is_found() -> None:
    assert waiting([edition(1, "approved"), edition(2, "withdrawn")]) is None
    found = waiting([edition(3, "submitted"), edition(2, "sent_back")])
    assert found is not None
    assert found.number == 3
