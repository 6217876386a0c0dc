"""The guards: what each sees, what it leaves alone, and what nobody is warned of any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audiences import Audience
from bot.domain.competitors import Tactic
from bot.domain.decisions import Retarget
from bot.domain.duties import ON_HOLD, Duty
from bot.domain.goals import Measure, MeasureDetails
from bot.domain.guards import activity_of, guards, is_quiet, last_decisions, pace_of, warnings_about
from bot.domain.plan import Activity, Dismissal, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.warnings import GUARDS, name_of, still_there
from tests.domain.any_plan import plans
from tests.domain.plans import (
    ANA,
    BEN,
    CHO,
    EDITOR,
    GOAL,
    JUDGE,
    LOVED,
    MEASURE,
    SLOT,
    STRATEGY,
    TODAY,
    WHOLE,
    part,
    readings,
    role,
    with_measure,
    with_part,
    without,
)
from tests.examples import examples

NOW = datetime(2026, 3, 30, 7, tzinfo=UTC)
QUIET = (Activity(32, "Instagram", ((1, 3), (2, 3), (0, 2), (2, 3))),)


def seen(plan: Plan, today: date = TODAY) -> set[str]:
    return {one.key for one in guards(plan, today) if one.is_known}


def adding(*values: Any, plan: Plan = WHOLE, since: datetime = WHOLE.parts[0].since) -> Plan:
    """Add parts to a plan: 50, 51 …."""
    return replace(plan, parts=(*plan.parts, *(part(50 + n, value, since) for n, value in enumerate(values))))


def test_a_whole_plan_is_warned_of_nothing() -> None:
    assert guards(WHOLE, TODAY) == []


# ---------------------------------------------------------------- one case of each, and its counterpart


NO_GOAL = replace(SLOT, id=8, goal_id=None)
PARKED = Platform(name="Blog", priority="parked", hours=Decimal(90))
SECOND = Platform(name="Blog", priority="secondary", goals=(5,))
SHOWN = Evidence(shows="All of them read it", platform=50, audience=31, seen_on=date(2026, 3, 1))
COPIED = Tactic(text="A live stream", competitor=28)


def _goals(*measures: Measure) -> Plan:
    return replace(WHOLE, goals=(replace(GOAL, measures=measures),))


def _details(**fields: Any) -> MeasureDetails:
    return MEASURE.details.model_copy(update=fields)


SEEN: list[tuple[Plan, str]] = [
    # B1: a number, a day ahead, a start, and a growth that was seen before.
    (_goals(), "B1.no_measure:goal:5"),
    (with_measure(WHOLE, due=date(2026, 3, 29)), "B1.past:measure:9"),
    (with_measure(WHOLE, baseline=None), "B1.no_start:measure:9"),
    (with_measure(WHOLE, target=Decimal(1086)), "B1.steep:measure:9"),
    (with_measure(WHOLE, readings=readings(560, 560, 560)), "B1.steep:measure:9"),
    (
        with_measure(WHOLE, direction="down", target=Decimal(100), readings=readings(500, 495, 490)),
        "B1.steep:measure:9",
    ),
    # B7: nothing without a goal behind it.
    (replace(WHOLE, slots=(SLOT, NO_GOAL)), "B7.aimless:slot:8"),
    (adding(Platform(name="Blog")), "B7.aimless:platform:50"),
    (with_part(WHOLE, 29, goal=None, competitor=None), "B7.aimless:part:29"),
    (with_part(WHOLE, 34, goal=None), "B7.aimless:part:34"),
    # B8: an idea of a competitor's needs a goal of ours and our own twist.
    (adding(COPIED), "B8.borrowed:part:50"),
    (with_part(WHOLE, 29, goal=None), "B8.borrowed:part:29"),
    (with_part(WHOLE, 29, twist=""), "B8.borrowed:part:29"),
    # B9: hours, evidence, people.
    (with_part(WHOLE, 32, hours=Decimal("20.5")), "B9.hours:strategy:3"),
    (without(WHOLE, 33), "B9.no_evidence:platform:32"),
    (adding(*(Platform(name=f"P{n}", priority="primary") for n in range(2))), "B9.spread:strategy:3"),
    # C3: evidence, and not too old.
    (adding(SECOND), "C3.assumed:platform:50"),
    (adding(Audience(name="cafés")), "C3.assumed:audience:50"),
    (with_part(WHOLE, 33, seen_on=date(2025, 3, 29)), "C3.old:part:33"),
    # C6: numbers that something follows from.
    (with_measure(WHOLE, details=_details(if_wrong="")), "C6.no_answer:measure:9"),
    (replace(WHOLE, measured_since={9: NOW - timedelta(days=92)}), "C6.unused:measure:9"),
    (replace(WHOLE, last_decision={9: NOW - timedelta(days=92)}), "C6.unused:measure:9"),
    (_goals(MEASURE), "C6.sizes:strategy:3"),
    # C8: basics first.
    (adding(Tactic(text="Live chat", goal=5), plan=replace(WHOLE, activity=QUIET), since=NOW), "C8.basics:part:50"),
    (
        adding(Highlight(title="Fair", begins=TODAY, goal=5), plan=replace(WHOLE, activity=QUIET), since=NOW),
        "C8.basics:part:50",
    ),
    (adding(SECOND, plan=replace(WHOLE, activity=QUIET), since=NOW), "C8.basics:platform:50"),
]


@pytest.mark.parametrize(("plan", "key"), SEEN, ids=[key for _, key in SEEN])
def test_a_guard_sees(plan: Plan, key: str) -> None:
    assert key in seen(plan)


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        (with_measure(WHOLE, due=TODAY), "B1.past:measure:9"),
        # What is reached needs no other day.
        (with_measure(WHOLE, due=date(2026, 3, 29), target=Decimal(560)), "B1.past:measure:9"),
        (with_measure(WHOLE, direction="yesno", baseline=None), "B1.no_start:measure:9"),
        # 20 a week was the best: for the 92 days that are left, 525 more are not quite over twice that.
        (with_measure(WHOLE, target=Decimal(1085)), "B1.steep:measure:9"),
        (with_measure(WHOLE, target=Decimal(500)), "B1.steep:measure:9"),
        # A goal in few words is fine where its number says the rest.
        (replace(WHOLE, goals=(replace(GOAL, statement="Be loved"),)), "B1.no_measure:goal:5"),
        (adding(PARKED), "B7.aimless:platform:50"),
        (with_measure(adding(Platform(name="Blog")), platform_id=50), "B7.aimless:platform:50"),
        (
            adding(Platform(name="Blog"), plan=replace(WHOLE, slots=(SLOT, replace(SLOT, id=8, platform_id=50)))),
            "B7.aimless:platform:50",
        ),
        (with_part(WHOLE, 34, goal=None, begins=date(2026, 3, 29)), "B7.aimless:part:34"),
        # A tactic that was seen at a competitor is B8's alone.
        (adding(COPIED), "B7.aimless:part:50"),
        (with_part(WHOLE, 32, hours=Decimal(20)), "B9.hours:strategy:3"),
        (adding(PARKED), "B9.hours:strategy:3"),
        (adding(Platform(name="P", priority="primary")), "B9.spread:strategy:3"),
        (adding(SECOND, SHOWN), "C3.assumed:platform:50"),
        # A primary platform without evidence is B9's alone.
        (without(WHOLE, 33), "C3.assumed:platform:32"),
        (with_part(WHOLE, 33, seen_on=date(2025, 3, 30)), "C3.old:part:33"),
        (
            adding(
                Evidence(shows="Again", platform=32, audience=31, seen_on=date(2026, 3, 1)),
                plan=with_part(WHOLE, 33, seen_on=date(2024, 1, 1)),
            ),
            "C3.old:part:33",
        ),
        (replace(WHOLE, measured_since={9: NOW - timedelta(days=91)}), "C6.unused:measure:9"),
        (
            replace(WHOLE, measured_since={9: NOW - timedelta(days=300)}, last_decision={9: NOW - timedelta(days=91)}),
            "C6.unused:measure:9",
        ),
        (_goals(MEASURE, replace(LOVED, direction="yesno")), "C6.sizes:strategy:3"),
        (_goals(MEASURE, replace(LOVED, direction="up", unit="%")), "C6.sizes:strategy:3"),
        (Plan(STRATEGY), "C6.sizes:strategy:3"),
        # What is there for long, or over, or parked, was not proposed just now.
        (adding(Tactic(text="Live chat", goal=5), plan=replace(WHOLE, activity=QUIET)), "C8.basics:part:50"),
        (adding(PARKED, plan=replace(WHOLE, activity=QUIET), since=NOW), "C8.basics:platform:50"),
        (adding(Tactic(text="Live chat", goal=5), since=NOW), "C8.basics:part:50"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_guard_leaves_alone(plan: Plan, key: str) -> None:
    assert key not in seen(plan)


@pytest.mark.parametrize("guard", GUARDS)
def test_every_guard_has_a_case_above(guard: str) -> None:
    assert any(key.startswith(guard + ":") for _, key in SEEN)


# ---------------------------------------------------------------- what it cannot tell, and whose question it is


@pytest.mark.parametrize("values", [(), (500,), (500, 520)])
def test_under_three_numbers_a_target_is_neither_likely_nor_unlikely(values: tuple[int, ...]) -> None:
    (note,) = guards(with_measure(WHOLE, target=Decimal(10**6), readings=readings(*values)), TODAY)
    assert (note.guard, note.is_known, note.facts["numbers"]) == ("B1.steep", False, len(values))


def test_hours_cannot_be_compared_while_no_role_has_any() -> None:
    bare = replace(WHOLE, roles=(role(4, "Editor", BEN, None), role(6, "Judge", ANA, None)))
    (note,) = guards(bare, TODAY)
    assert (note.guard, note.is_known, note.facts) == ("B9.hours", False, {"planned": Decimal(6)})


def test_what_can_be_told_comes_first() -> None:
    plan = with_measure(replace(WHOLE, slots=(SLOT, NO_GOAL)), readings=())
    assert [one.is_known for one in guards(plan, TODAY)] == [True, False]


@pytest.mark.parametrize(
    ("plan", "guard", "asked"),
    [
        (without(WHOLE, 33), "B9.no_evidence", (BEN, ANA, CHO)),
        (adding(Audience(name="cafés")), "C3.assumed", (ANA, CHO)),
        (with_measure(WHOLE, details=_details(if_wrong="")), "C6.no_answer", (ANA, BEN, CHO)),
    ],
)
def test_a_question_has_an_owner(plan: Plan, guard: str, asked: tuple[Any, ...]) -> None:
    (one,) = [one for one in guards(plan, TODAY) if one.guard == guard]
    assert one.asked == tuple(person.id for person in asked)


# ---------------------------------------------------------------- growth, activity, decisions


@pytest.mark.parametrize(
    ("values", "direction", "target", "needed", "best"),
    [
        ((500, 520, 540, 560), "up", 700, "10.65", "20"),
        ((500, 580, 560), "up", 700, "10.65", "80"),
        # Only the last eight count: the leap before them is long ago.
        ((0, 480, 490, 500, 510, 520, 530, 540, 560), "up", 700, "10.65", "20"),
        ((90, 80, 85), "down", 50, "2.66", "10"),
        ((90, 95, 99), "down", 50, "3.73", "-4"),
    ],
)
def test_the_growth_that_is_needed_and_the_best_that_was_seen(
    values: tuple[int, ...], direction: Any, target: int, needed: str, best: str
) -> None:
    measure = replace(MEASURE, readings=readings(*values), direction=direction, target=Decimal(target))
    pace = pace_of(measure, TODAY)
    assert pace is not None
    assert (round(pace[0], 2), pace[1]) == (Decimal(needed), Decimal(best))


@pytest.mark.parametrize(
    ("weeks", "quiet"),
    [
        (((1, 3), (2, 3), (0, 2), (2, 3)), True),
        (((4, 5), (0, 3), (0, 3), (0, 3)), False),  # four of five are 80 %
        (((3, 4), (0, 0), (0, 0), (0, 1)), True),
        (((0, 0), (0, 3), (0, 3), (0, 3)), False),  # three weeks are known
        (((0, 3), (0, 3), (0, 3)), False),
        (((9, 9), (1, 3), (2, 3), (0, 2), (2, 3)), True),
        ((), False),
    ],
)
def test_a_platform_is_quiet_where_it_stayed_under_its_plan_for_four_weeks(
    weeks: tuple[tuple[int, int], ...], quiet: bool
) -> None:
    assert is_quiet(weeks) is quiet


def _duty(day: int, state: Any, **more: Any) -> Duty:
    made = Duty(
        id=day,
        workspace_id=1,
        strategy_id=3,
        strategy_name="Bakery",
        channel="C1",
        kind="publish",
        title="Tip",
        role_id=4,
        role_title="Editor",
        due_at=datetime(2026, 3, day, 8, tzinfo=UTC),
        zone="Europe/Berlin",
        state=state,
        version=0,
        platform="Instagram",
        platform_id=32,
    )
    return replace(made, **more)


def test_activity_counts_what_was_done_of_what_was_planned_week_by_week() -> None:
    owed = [
        _duty(2, "done"),
        _duty(3, "missed"),
        _duty(9, "scheduled"),
        _duty(10, "skipped"),
        _duty(17, "skipped", reason=ON_HOLD),  # on hold: it was not planned any more
        _duty(18, "done", kind="measure"),
        _duty(25, "open"),
        _duty(26, "done", platform=None, platform_id=None),
        _duty(27, "done", platform="Blog", platform_id=40),
        _duty(31, "done"),  # this week is not over
    ]
    assert activity_of(owed, STRATEGY, date(2026, 3, 2)) == (
        Activity(32, "Instagram", ((1, 2), (1, 2), (0, 0), (0, 1))),
        Activity(40, "Blog", ((0, 0), (0, 0), (0, 0), (1, 1))),
    )


def test_a_platform_has_no_part_in_the_past_of_one_that_was_called_the_same() -> None:
    """It was taken out and made anew: what was owed for the former says nothing of it."""
    owed = [_duty(2, "missed", platform_id=30), _duty(9, "done", platform_id=32)]
    assert [one.weeks for one in activity_of(owed, STRATEGY, date(2026, 3, 2))] == [
        ((0, 1), (0, 0), (0, 0), (0, 0)),
        ((0, 0), (1, 1), (0, 0), (0, 0)),
    ]


def test_a_decision_refers_to_a_number_that_it_changes_or_names() -> None:
    earlier, later = NOW - timedelta(days=9), NOW - timedelta(days=2)
    decided = [
        (earlier, "We aim higher", Retarget(measure=9, target=Decimal(2))),
        (later, "No more photos, the kind words are about video", None),
        (NOW, "Coffee for all", None),
    ]
    assert last_decisions([MEASURE, LOVED], decided) == {9: earlier, 10: later}


# ---------------------------------------------------------------- living with one, and what was just saved


def _lives_with(plan: Plan, guard: str, thing: str, thing_id: int) -> Plan:
    return replace(plan, dismissed=(Dismissal(1, guard, thing, thing_id, "We know", ANA, NOW),))


def test_what_somebody_lives_with_is_not_said_again_and_nothing_else_is_hidden() -> None:
    plan = replace(WHOLE, slots=(SLOT, NO_GOAL, replace(NO_GOAL, id=11)))
    assert seen(_lives_with(plan, "B7.aimless", "slot", 8)) == {"B7.aimless:slot:11"}
    assert seen(_lives_with(plan, "B1.steep", "slot", 8)) == seen(plan)
    assert seen(_lives_with(plan, "B7.aimless", "platform", 8)) == seen(plan)


def test_a_reason_ends_with_what_it_is_about() -> None:
    plan = _lives_with(replace(WHOLE, slots=(SLOT, NO_GOAL)), "B7.aimless", "slot", 8)
    assert still_there(plan, plan.dismissed) == plan.dismissed
    assert still_there(replace(plan, slots=(SLOT,)), plan.dismissed) == ()


@pytest.mark.parametrize(
    ("thing", "thing_id", "name"),
    [
        ("strategy", 3, ""),
        ("strategy", 4, None),
        ("goal", 5, "More readers"),
        ("measure", 9, "Followers"),
        ("role", 4, "Editor"),
        ("slot", 2, "Tip"),
        ("platform", 32, "Instagram"),
        ("audience", 31, "neighbours"),
        ("part", 29, "A minute from the oven"),
        ("part", 32, None),  # platforms have a table, and ids, of their own
        ("audience", 32, None),
        ("nothing", 1, None),
    ],
)
def test_a_thing_is_called_by_its_name_while_it_is_there(thing: str, thing_id: int, name: str | None) -> None:
    assert name_of(WHOLE, thing, thing_id) == name


@pytest.mark.parametrize(
    ("plan", "thing", "thing_id", "guards_"),
    [
        (replace(WHOLE, slots=(SLOT, NO_GOAL)), "slot", 8, ["B7.aimless"]),
        (replace(WHOLE, slots=(SLOT, NO_GOAL)), "slot", 2, []),
        (with_measure(WHOLE, baseline=None), "goal", 5, ["B1.no_start"]),
        (with_measure(WHOLE, readings=()), "goal", 5, []),  # what cannot be told yet is no news
        (with_part(WHOLE, 32, hours=Decimal(90)), "platform", 32, ["B9.hours"]),
        (with_part(WHOLE, 32, hours=Decimal(90)), "role", 4, ["B9.hours"]),
        (with_part(WHOLE, 32, hours=Decimal(90)), "slot", 2, []),
        (_goals(MEASURE), "goal", 5, ["C6.sizes"]),
        (adding(COPIED), "part", 50, ["B8.borrowed"]),
    ],
)
def test_whoever_saves_something_hears_what_concerns_it(
    plan: Plan, thing: str, thing_id: int, guards_: list[str]
) -> None:
    assert [one.guard for one in warnings_about(plan, thing, thing_id, TODAY)] == guards_


# ---------------------------------------------------------------- any plan


@examples(200)
@given(plans(), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_any_plan_can_be_looked_at(plan: Plan, today: date) -> None:
    found = guards(plan, today)
    assert len({one.key for one in found}) == len(found)
    for one in found:
        assert len(one.guard) <= 20
        assert name_of(plan, one.thing, one.id) == one.about
        assert len(set(one.asked)) == len(one.asked)


@examples(100)
@given(plans(), st.data())
def test_living_with_one_hides_that_one_alone(plan: Plan, data: st.DataObject) -> None:
    plan = replace(plan, dismissed=())
    found = guards(plan, TODAY)
    if not found:
        return
    one = data.draw(st.sampled_from(found))
    assert guards(_lives_with(plan, one.guard, one.thing, one.id), TODAY) == [w for w in found if w is not one]


def test_the_samples_of_roles_are_those_of_the_plan() -> None:
    """Else the cases of hours and people above say nothing."""
    assert [one.details.hours for one in (EDITOR, JUDGE)] == [Decimal(10), Decimal(10)]
