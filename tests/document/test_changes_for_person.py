"""What a new version changes for a person: only what is theirs, and nothing if nothing is."""

from __future__ import annotations

from dataclasses import replace

from bot.document.changes_for_person import concerning, keys_of
from bot.document.difference import SectionChange, differences
from bot.domain.audiences import Audience
from bot.domain.plan import Plan
from bot.domain.roles import RoleDetails
from tests.document.test_sections import ANA, BEN, GOAL, PLAN, document, part


def changes(after: Plan, before: Plan = PLAN) -> tuple[SectionChange, ...]:
    """Return the differences between two plans."""
    return differences(document(before), document(after))


def test_what_is_mine_follows_from_my_roles() -> None:
    """Posts, numbers, the goals behind them, platforms, tools, and the way of answering."""
    keys = keys_of(PLAN, BEN.id)
    assert {"role:2", "slot:61", "measure:7", "goal:5", "platform:31", "resource:96", "protocol:94"} <= keys
    assert "role:1" not in keys
    assert "platform:33" not in keys
    assert keys_of(PLAN, 99) == frozenset()


def test_another_time_of_my_post_is_told_to_me() -> None:
    moved = replace(PLAN, slots=(replace(PLAN.slots[0], wall=PLAN.slots[1].wall), *PLAN.slots[1:]))
    found = concerning(changes(moved), moved, BEN.id)
    assert [(one.key, [entry.title for entry in one.changed]) for one in found] == [("calendar", ["Tip"])]
    assert concerning(changes(moved), moved, ANA.id) == ()


def test_a_post_that_is_gone_is_told_to_who_did_it() -> None:
    """It is no longer in the plan: the previous version says whose it was."""
    fewer = replace(PLAN, slots=PLAN.slots[1:])
    (gone, *_) = [one for one in concerning(changes(fewer), fewer, BEN.id) if one.key == "calendar"]
    assert [entry.title for entry in gone.removed] == ["Tip"]


def test_a_post_that_went_while_its_role_was_renamed_is_told_to_who_did_it() -> None:
    """The previous version has the role under its old name."""
    director, editor = PLAN.roles
    fewer = replace(PLAN, slots=PLAN.slots[1:], roles=(director, replace(editor, title="Writer")))
    calendar = [one for one in concerning(changes(fewer), fewer, BEN.id) if one.key == "calendar"]
    assert [entry.title for one in calendar for entry in one.removed] == ["Tip"]


def test_a_new_target_is_told_to_who_reads_and_who_judges_the_number() -> None:
    higher = replace(
        PLAN, goals=(replace(GOAL, measures=(replace(GOAL.measures[0], target=GOAL.measures[0].target * 2),)),)
    )
    for person in (ANA, BEN):
        assert "measures" in [one.key for one in concerning(changes(higher), higher, person.id)]


def test_what_is_others_is_not_told() -> None:
    more = replace(PLAN, parts=(*PLAN.parts, part(500, "audience", Audience(name="tourists"))))
    assert changes(more)
    assert concerning(changes(more), more, BEN.id) == ()


def test_another_roles_hours_are_not_mine() -> None:
    (director, editor) = PLAN.roles
    changed = replace(PLAN, roles=(replace(director, details=RoleDetails(does="Approves")), editor))
    assert [one.key for one in concerning(changes(changed), changed, ANA.id)] == ["roles"]
    assert concerning(changes(changed), changed, BEN.id) == ()
