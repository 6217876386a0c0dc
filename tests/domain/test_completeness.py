"""What a plan lacks, the most important first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from bot.domain.calendar import Slot
from bot.domain.completeness import ORDER, Gap, missing
from bot.domain.goals import Goal, Measure
from bot.domain.roles import Holding, Person, Role
from bot.domain.when import Rule

PLAN = 3
SINCE = datetime(2026, 3, 30, 7, tzinfo=UTC)
ANA = Person(1, "U1", "ana")
HELD = Holding(1, 4, ANA, "holder", "accepted", SINCE)

MEASURE = Measure(
    9, 5, "Followers", "", "up", "week", Decimal(400), date(2026, 3, 1), Decimal(1000), date(2026, 6, 30), 4, 6
)
GOAL = Goal(5, PLAN, "More readers", date(2026, 6, 30), (MEASURE,))
EDITOR = Role(4, PLAN, "Editor", (HELD,))
JUDGE = Role(6, PLAN, "Judge", (replace(HELD, id=2, role_id=6),))
SLOT = Slot(
    id=2,
    strategy_id=PLAN,
    kind="publish",
    title="Tip",
    role_id=4,
    role_title="Editor",
    platform="Instagram",
    goal="More readers",
    audience="home bakers",
    message="Bread is patience.",
    theme=None,
    content_kind=None,
    wall=time(10),
    zone="UTC",
    rule=Rule(every="day", start=date(2026, 3, 30)),
)
WHOLE = ((GOAL,), (EDITOR, JUDGE), (SLOT,))


def test_a_whole_plan_lacks_nothing() -> None:
    assert missing(PLAN, *WHOLE) == []


def test_an_empty_plan_lacks_a_goal_before_anything_else() -> None:
    assert missing(PLAN, (), (), ()) == [Gap("goal", "strategy", PLAN), Gap("slot", "strategy", PLAN)]


@pytest.mark.parametrize(
    ("goals", "roles", "slots", "gap"),
    [
        ((replace(GOAL, measures=()),), (EDITOR, JUDGE), (SLOT,), Gap("measure", "goal", 5, "More readers")),
        (
            (replace(GOAL, measures=(replace(MEASURE, baseline=None),)),),
            (EDITOR, JUDGE),
            (SLOT,),
            Gap("baseline", "goal", 5, "Followers"),
        ),
        ((GOAL,), (replace(EDITOR, holdings=()), JUDGE), (SLOT,), Gap("holder", "role", 4, "Editor")),
        ((GOAL,), (EDITOR, replace(JUDGE, holdings=())), (SLOT,), Gap("holder", "role", 6, "Judge")),
        (
            (GOAL,),
            (EDITOR, replace(JUDGE, holdings=(replace(HELD, kind="backup"),))),
            (SLOT,),
            Gap("holder", "role", 6, "Judge"),
        ),
        ((GOAL,), (EDITOR, JUDGE), (replace(SLOT, audience=None),), Gap("audience", "slot", 2, "Tip")),
        ((GOAL,), (EDITOR, JUDGE), (replace(SLOT, platform=None),), Gap("platform", "slot", 2, "Tip")),
        ((GOAL,), (EDITOR, JUDGE), (replace(SLOT, message=None),), Gap("message", "slot", 2, "Tip")),
        ((GOAL,), (EDITOR, JUDGE), (), Gap("slot", "strategy", PLAN)),
        (
            (GOAL, replace(GOAL, id=8, statement="Trust")),
            (EDITOR, JUDGE),
            (SLOT,),
            Gap("slot", "goal", 8, "Trust"),
        ),
        ((GOAL,), (EDITOR, JUDGE, Role(7, PLAN, "Photos")), (SLOT,), Gap("vacant", "role", 7, "Photos")),
        (
            (GOAL,),
            (EDITOR, JUDGE),
            (SLOT, replace(SLOT, id=3, title="Chat", goal=None)),
            Gap("no_goal", "slot", 3, "Chat"),
        ),
    ],
    ids=lambda value: f"{value.kind} of {value.thing}" if isinstance(value, Gap) else "",
)
def test_what_is_missing_is_named_alone(
    goals: tuple[Goal, ...], roles: tuple[Role, ...], slots: tuple[Slot, ...], gap: Gap
) -> None:
    assert missing(PLAN, goals, roles, slots) == [gap]


def test_conversations_need_no_audience_place_or_text() -> None:
    talk = replace(SLOT, kind="converse", audience=None, platform=None, message=None)
    assert missing(PLAN, (GOAL,), (EDITOR, JUDGE), (talk,)) == []


def test_more_important_gaps_come_first_and_older_things_before_newer_ones() -> None:
    bare = replace(SLOT, goal=None, audience=None, platform=None, message=None)
    goals = (replace(GOAL, id=8, measures=()), replace(GOAL, measures=(replace(MEASURE, baseline=None),)))
    roles = (replace(EDITOR, holdings=()), Role(7, PLAN, "Photos"), JUDGE)
    found = missing(PLAN, goals, roles, (replace(bare, id=11), bare))
    assert [gap.kind for gap in found] == [
        "measure",
        "baseline",
        "holder",
        *("audience", "audience", "platform", "platform", "message", "message"),
        *("slot", "slot", "vacant", "no_goal", "no_goal"),
    ]
    assert [gap.id for gap in found if gap.kind == "audience"] == [2, 11]
    assert [ORDER.index(gap.kind) for gap in found] == sorted(ORDER.index(gap.kind) for gap in found)
