"""What a plan lacks, what blocks most first, and who is asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gaps import KINDS, Gap
from bot.domain.goals import GoalDetails, MeasureDetails
from bot.domain.plan import Plan
from bot.domain.platforms import Platform
from bot.schema.missing.completeness import missing
from bot.schema.missing.lacks import LACKS
from bot.schema.table import CONCEPTS
from tests.domain.any_plan import plans
from tests.domain.plans import (
    ANA,
    BEN,
    CHO,
    EDITOR,
    GOAL,
    JUDGE,
    MEASURE,
    SLOT,
    STRATEGY,
    TODAY,
    VALUES,
    WHOLE,
    part,
    role,
    with_measure,
    with_part,
    without,
)
from tests.examples import examples


def keys(plan: Plan, today: date = TODAY) -> set[str]:
    return {gap.key for gap in missing(plan, today)}


def test_a_whole_plan_lacks_nothing() -> None:
    assert missing(WHOLE, TODAY) == []


def test_an_empty_plan_is_asked_for_its_aim_first_and_for_its_signature_last() -> None:
    found = missing(Plan(STRATEGY, leads=(ANA,)), TODAY)
    assert [gap.what for gap in found] == [
        *("vision", "objective", "goal", "role", "audience", "platform", "message", "slot"),
        *("positioning", "tactic", "competitor", "protocol", "responsibility", "resource", "milestone"),
        *("lesson", "maturity", "alignment", "signing"),
    ]
    assert {gap.thing for gap in found} == {"strategy"}
    assert {gap.asked for gap in found} == {(ANA.id,)}


# ---------------------------------------------------------------- against the table


# A part of each concept in which every field is needed: more of them are if it has ended, or is in other hands.
SHOWN: dict[str, int] = {one.concept: one.id for one in reversed(WHOLE.parts)}
MORE: dict[str, dict[str, Any]] = {
    "responsibility": {"today": "agency", "should": "in_house", "agency": "North", "by": date(2026, 12, 31)},
    "experiment:verdict": {"ends": date(2026, 3, 20), "verdict": "held", "learnt": "A lot"},
    "experiment:learnt": {"ends": date(2026, 3, 20), "verdict": "held", "learnt": "A lot"},
}
FIELDS = [
    (concept.name, field.name)
    for concept in CONCEPTS.values()
    for field in concept.fields
    if field.needed_for and not field.required
]


def _base(concept: str, field: str) -> Plan:
    if concept in ("goal", "measure", "role"):
        return WHOLE
    return with_part(WHOLE, SHOWN[concept], **(MORE.get(f"{concept}:{field}") or MORE.get(concept) or {}))


def _emptied(plan: Plan, concept: str, field: str) -> Plan:
    empty = CONCEPTS[concept].field(field).empty
    value: Any = "open" if field == "verdict" else tuple(empty) if isinstance(empty, list) else empty
    match concept:
        case "goal":
            details = GoalDetails.model_validate(GOAL.details.model_dump() | {field: value})
            return replace(plan, goals=(replace(GOAL, details=details),))
        case "measure":
            return with_measure(plan, details=MEASURE.details.model_copy(update={field: value}))
        case "role":
            details_ = EDITOR.details.model_copy(update={field: value})
            return replace(plan, roles=(replace(EDITOR, details=details_), JUDGE))
    return with_part(plan, SHOWN[concept], **{field: value})


@pytest.mark.parametrize(("concept", "field"), FIELDS)
def test_every_field_that_the_table_needs_is_missed_when_it_is_empty_and_only_then(concept: str, field: str) -> None:
    whole = _base(concept, field)
    assert missing(whole, TODAY) == []
    found = [gap for gap in missing(_emptied(whole, concept, field), TODAY) if gap.what == f"{concept}.{field}"]
    assert len(found) == 1
    assert found[0].about
    assert found[0].asked


@pytest.mark.parametrize("concept", [c.name for c in CONCEPTS.values() if c.own and c.title.needed_for])
def test_every_thing_that_the_table_needs_is_missed_when_there_is_none(concept: str) -> None:
    gone = [one.id for one in WHOLE.parts if one.concept == concept]
    assert f"{concept}:strategy:{STRATEGY.id}" in keys(without(WHOLE, *gone))
    assert f"{concept}:strategy:{STRATEGY.id}" not in keys(WHOLE)


def test_every_field_that_helps_with_something_is_missed_while_it_is_empty() -> None:
    assert {f"{concept}.{field}" for concept, field in FIELDS} <= set(LACKS)


def test_no_two_gaps_wait_for_the_same_turn() -> None:
    turns = {(lack.kind, lack.place, key.partition(":")[0]) for key, lack in LACKS.items()}
    assert len({(kind, place) for kind, place, _ in turns}) == len(turns)


# ---------------------------------------------------------------- one case each


def _lonely(**more: Any) -> Plan:
    return replace(WHOLE, **more)


BACKED = replace(role(4, "Editor", None), holdings=(replace(EDITOR.holdings[0], kind="backup"),))
PARKED = {"priority": "parked", "goals": (), "hours": None, "line": "", "themes": (), "reach": (), "budget": None}


@pytest.mark.parametrize(
    ("plan", "key", "kind", "asked"),
    [
        (_lonely(goals=(replace(GOAL, measures=()),)), "measure:goal:5", "measure", (ANA, CHO)),
        (with_measure(WHOLE, baseline=None), "measure.baseline:measure:9", "baseline", (BEN, ANA, CHO)),
        (
            with_measure(WHOLE, details=MeasureDetails(how="x", worry=1)),
            "measure.if_wrong:measure:9",
            "rest",
            (ANA, BEN, CHO),
        ),
        (with_measure(WHOLE, direction="within"), "measure.floor:measure:9", "baseline", (BEN, ANA, CHO)),
        (_lonely(roles=(role(4, "Editor", None), JUDGE)), "role.holder:role:4", "holder", (ANA, CHO)),
        (_lonely(roles=(BACKED, JUDGE)), "role.holder:role:4", "holder", (BEN, ANA, CHO)),
        (_lonely(roles=(EDITOR, role(6, "Judge", None))), "role.holder:role:6", "holder", (ANA, CHO)),
        (_lonely(roles=(EDITOR, JUDGE, role(7, "Photos", None))), "role.holder:role:7", "rest", (ANA, CHO)),
        (_lonely(slots=(replace(SLOT, audience_id=None),)), "slot.audience:slot:2", "audience", (BEN, ANA, CHO)),
        (_lonely(slots=(replace(SLOT, message=None),)), "slot.message:slot:2", "message", (BEN, ANA, CHO)),
        (_lonely(slots=()), "slot:strategy:3", "slot", (ANA, CHO)),
        (_lonely(slots=(replace(SLOT, goal_id=None),)), "slot:goal:5", "slot", (ANA, CHO)),
        (
            _lonely(slots=(SLOT, replace(SLOT, id=8, goal_id=None))),
            "slot.goal:slot:8",
            "rest",
            (BEN, ANA, CHO),
        ),
        (
            _lonely(slots=(SLOT, replace(SLOT, id=8, platform_id=None))),
            "slot.platform:slot:8",
            "platform",
            (BEN, ANA, CHO),
        ),
        (without(WHOLE, 33), "evidence:platform:32", "evidence", (BEN, ANA, CHO)),
        (without(WHOLE, 33), "evidence:audience:31", "evidence", (ANA, CHO)),
        (without(WHOLE, 35), "message:audience:31", "message", (ANA, CHO)),
        (with_part(WHOLE, 32, hours=None), "platform.hours:platform:32", "rest", (BEN, ANA, CHO)),
        (
            replace(WHOLE, slots=(replace(SLOT, platform_name="Blog", platform_id=40),)),
            "slot:platform:32",
            "rest",
            (ANA, CHO),
        ),
        (with_part(WHOLE, 38, link=""), "resource.link:part:38", "rest", (BEN, ANA, CHO)),
        (with_part(WHOLE, 21, serves=None), "objective.serves:part:21", "rest", (ANA, CHO)),
        (with_part(WHOLE, 21, serves=None), "goal:part:22", "rest", (ANA, CHO)),
        (with_part(WHOLE, 21, department="service"), "objective:goal:5", "rest", (ANA, CHO)),
        (with_part(WHOLE, 39, next_update=date(2026, 3, 29)), "signing.next_update:part:39", "rest", (ANA, CHO)),
        (with_part(WHOLE, 24, ends=date(2026, 3, 29)), "experiment.verdict:part:24", "rest", (ANA, CHO)),
        (with_part(WHOLE, 24, verdict="failed"), "experiment.learnt:part:24", "rest", (ANA, CHO)),
        (with_part(WHOLE, 25, on=date(2026, 2, 26)), "alignment:strategy:3", "rest", (ANA, CHO)),
        (with_part(WHOLE, 26, on=date(2025, 12, 27)), "maturity:strategy:3", "rest", (ANA, CHO)),
        (with_part(WHOLE, 23, due=date(2026, 3, 29)), "milestone:strategy:3", "rest", (ANA, CHO)),
        (with_part(WHOLE, 37, today="agency"), "responsibility.agency:part:37", "rest", (BEN, ANA, CHO)),
        (with_part(WHOLE, 37, today="agency"), "responsibility.by:part:37", "rest", (BEN, ANA, CHO)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_gap_has_a_kind_and_is_put_to_whom_it_concerns(plan: Plan, key: str, kind: str, asked: tuple[Any]) -> None:
    (gap,) = [gap for gap in missing(plan, TODAY) if gap.key == key]
    assert (gap.kind, gap.asked) == (kind, tuple(person.id for person in asked))


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        # What is only talked about or listened to has no readers, place or copy.
        (
            _lonely(slots=(SLOT, replace(SLOT, id=8, kind="listen", audience_id=None, message=None))),
            "slot.message:slot:8",
        ),
        # Yes or no has no baseline, and a range is either met or not.
        (with_measure(WHOLE, direction="yesno", baseline=None), "measure.baseline:measure:9"),
        (with_measure(WHOLE, direction="yesno", details=MeasureDetails()), "measure.worry:measure:9"),
        (with_measure(WHOLE, direction="within", baseline=None), "measure.baseline:measure:9"),
        # Zero is an answer.
        (with_part(WHOLE, 32, budget=Decimal(0)), "platform.budget:platform:32"),
        # A platform with a number about it is measured, whether it lists the number or not.
        (with_measure(with_part(WHOLE, 32, measures=()), platform_id=32), "platform.measures:platform:32"),
        # What has ended needs no goal.
        (with_part(WHOLE, 34, begins=date(2026, 3, 1), goal=None), "highlight.goal:part:34"),
        # A running experiment needs no verdict.
        (with_part(WHOLE, 24, ends=TODAY), "experiment.verdict:part:24"),
        (with_part(WHOLE, 25, on=date(2026, 2, 27)), "alignment:strategy:3"),
        (with_part(WHOLE, 39, next_update=TODAY), "signing.next_update:part:39"),
        (replace(WHOLE, parts=(*WHOLE.parts, part(40, Platform(name="Y")))), "platform.measures:platform:40"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_says_nothing_there_is_not_asked_for(plan: Plan, key: str) -> None:
    assert key not in keys(plan)


def test_a_parked_platform_is_asked_for_nothing() -> None:
    parked = replace(WHOLE, parts=(*WHOLE.parts, part(40, Platform(name="Y").model_copy(update=PARKED))))
    assert missing(parked, TODAY) == []


def test_the_order_is_that_of_the_strategy_and_the_older_comes_first() -> None:
    bare = replace(SLOT, audience_id=None, platform_id=None, message=None)
    plan = replace(WHOLE, slots=(replace(bare, id=11), bare), roles=(role(4, "Editor", None), JUDGE))
    plan = without(with_measure(plan, baseline=None), 20)
    found = [(gap.kind, gap.what, gap.id) for gap in missing(plan, TODAY)]
    assert found == [
        ("aim", "vision", 3),
        ("baseline", "measure.baseline", 9),
        ("holder", "role.holder", 4),
        ("audience", "slot.audience", 2),
        ("audience", "slot.audience", 11),
        ("platform", "slot.platform", 2),
        ("platform", "slot.platform", 11),
        ("message", "slot.message", 2),
        ("message", "slot.message", 11),
        ("rest", "slot", 32),
    ]
    assert [KINDS.index(kind) for kind, _, _ in found] == sorted(KINDS.index(kind) for kind, _, _ in found)


def test_the_doer_of_a_platform_is_whoever_has_the_role_with_the_most_posts_there() -> None:
    photos = role(7, "Photos", CHO)
    posts = (SLOT, replace(SLOT, id=11, role_id=7), replace(SLOT, id=12, role_id=7))
    plan = replace(with_part(WHOLE, 32, hours=None), roles=(EDITOR, JUDGE, photos), slots=posts)
    (gap,) = missing(plan, TODAY)
    assert gap.asked == (CHO.id, ANA.id)


def test_who_left_is_asked_nothing_and_nobody_is_asked_twice() -> None:
    gone = replace(BEN, has_left=True)
    plan = replace(with_part(WHOLE, 32, hours=None), roles=(role(4, "Editor", gone), JUDGE), admins=(ANA, gone))
    asked = {gap.key: gap.asked for gap in missing(plan, TODAY)}
    assert asked["platform.hours:platform:32"] == (ANA.id,)


def test_a_key_names_the_same_gap_from_day_to_day_and_is_short() -> None:
    assert Gap("rest", "platform", 12, "Instagram", "platform", "hours").key == "platform.hours:platform:12"
    longest = max((key for key in LACKS if "." in key), key=len)
    concept, _, field = longest.partition(".")
    assert len(Gap("rest", "platform", 10**18, "", concept, field).key) <= 80


# ---------------------------------------------------------------- any plan


@examples(150)
@given(plans(), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_any_plan_can_be_asked_about(plan: Plan, today: date) -> None:
    found = missing(plan, today)
    assert len({gap.key for gap in found}) == len(found)
    assert all(len(gap.key) <= 80 and len(set(gap.asked)) == len(gap.asked) for gap in found)
    assert found == sorted(found, key=lambda gap: gap.rank)


@examples(150)
@given(plans(), st.data())
def test_taking_something_out_never_hides_what_another_thing_lacks(plan: Plan, data: st.DataObject) -> None:
    """What lacked something still lacks it. (Its own gaps go with it, and those of a goal's numbers with the goal.)"""
    kinds = [name for name in ("goals", "roles", "slots", "parts") if getattr(plan, name)]
    if not kinds:
        return
    name = data.draw(st.sampled_from(kinds))
    gone = data.draw(st.sampled_from(getattr(plan, name)))
    rest: dict[str, Any] = {name: tuple(one for one in getattr(plan, name) if one is not gone)}
    less = replace(plan, **rest)
    own = {"goals": ("goal",), "roles": ("role",), "slots": ("slot",)}.get(name, ("part", "platform", "audience"))
    lost = {
        gap.key
        for gap in missing(plan, TODAY)
        if not (gap.thing in own and gap.id == gone.id) and not (name == "goals" and gap.within == gone.id)
    } - keys(less)
    assert lost == set()


def test_the_samples_hold_a_part_of_each_concept_of_the_table() -> None:
    assert {one.concept for one in WHOLE.parts} == {c.name for c in CONCEPTS.values() if c.own}
    assert all(
        isinstance(value, CONCEPTS[one.concept].model) for one, value in zip(WHOLE.parts, VALUES.values(), strict=True)
    )
