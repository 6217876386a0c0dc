"""Names are for showing: whatever things are called, also the same, every rule says the same of the same things."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from bot.document.changes_for_person import keys_of
from bot.document.sections import cover_of, written
from bot.domain.audiences import Audience
from bot.domain.duties import by_platform
from bot.domain.guards import activity_of, guards, warnings_about
from bot.domain.holds import Hold, covers
from bot.domain.plan import Activity, Part, Plan
from bot.domain.platforms import Highlight, Platform
from bot.domain.warnings import still_there
from bot.domain.weeks import still_to_come
from bot.schema.missing.completeness import missing
from bot.services.calendar.pictures import momentum_of
from bot.services.editing.highlights import whose
from tests.domain.any_plan import plans
from tests.domain.plans import ANA, GOAL, SLOT, STRATEGY, TODAY, WHOLE, part
from tests.examples import examples
from tests.views.samples import duty

NOW = datetime(2026, 3, 30, 7, tzinfo=UTC)
# Few, so that many things are called the same.
CALLED = st.sampled_from(["Instagram", "instagram", "Blog", "Ä <b> {}"])
Call = Callable[[], str]
# Facts of a warning that are words: what a platform is called, and a unit, which is left out where a name says it.
SAID = frozenset({"platform", "unit"})


def renamed(plan: Plan, call: Call) -> Plan:
    """Call everything in a plan something else. Departments stay: they are what people typed, and have no ids."""
    return replace(
        plan,
        strategy=replace(plan.strategy, name=call()),
        goals=tuple(
            replace(goal, statement=call(), measures=tuple(replace(one, name=call()) for one in goal.measures))
            for goal in plan.goals
        ),
        roles=tuple(replace(role, title=call()) for role in plan.roles),
        slots=tuple(
            replace(
                slot,
                title=call(),
                role_title=call(),
                platform_name=call() if slot.platform_id else "",
                goal_statement=call() if slot.goal_id else "",
                audience_name=call() if slot.audience_id else "",
            )
            for slot in plan.slots
        ),
        parts=tuple(_renamed(one, call) for one in plan.parts),
        activity=tuple(replace(one, platform_name=call()) for one in plan.activity),
    )


def _renamed(one: Part[BaseModel], call: Call) -> Part[BaseModel]:
    name = one.title
    called = {field: call() for field, value in one.value if name and value == name}
    return replace(one, value=one.value.model_copy(update=called))


def outcomes(plan: Plan) -> dict[str, Any]:
    """Return what every rule says of a plan, the words left out."""
    warned = guards(plan, TODAY)
    document = written(plan, cover_of(plan, TODAY))
    people = {holding.person.id for role in plan.roles for holding in role.holdings}
    return {
        "missing": [(gap.key, gap.rank, gap.asked, gap.within, gap.rated) for gap in missing(plan, TODAY)],
        "guards": [(one.key, one.is_known, one.asked, one.concept, one.field, one.within) for one in warned],
        "seen": [{name: fact for name, fact in one.facts.items() if name not in SAID} for one in warned],
        "about each": [
            [one.key for one in warnings_about(plan, thing, number, TODAY)]
            for thing in ("goal", "platform", "audience", "part", "slot")
            for number in range(41)
        ],
        "lived with": [one.id for one in still_there(plan, plan.dismissed)],
        "chapters": [
            (section.key, [(entry.key, [fact.label for fact in entry.facts]) for entry in section.entries])
            for section in document.sections
        ],
        "whose parts": {person: keys_of(plan, person) for person in people},
        "highlights": [whose(plan, one.value).id for one in plan.of(Highlight) if plan.roles],
    }


@examples(60)
@given(plans(), st.data())
def test_renaming_everything_changes_no_rule(plan: Plan, data: st.DataObject) -> None:
    assert outcomes(renamed(plan, lambda: data.draw(CALLED))) == outcomes(plan)


# Several of each kind, so that something stands in an order, is chosen, or is found among others.
QUIET = (((0, 4),) * 4, ((0, 5),) * 4)
SEVERAL = replace(
    WHOLE,
    goals=(GOAL, replace(GOAL, id=6, measures=())),
    slots=tuple(
        replace(SLOT, id=n, platform_id=of, audience_id=whom, goal_id=goal, role_id=role)
        for n, of, whom, goal, role in [(2, 51, 31, 5, 6), (3, 50, 52, 6, 6), (4, 32, 31, 5, 4), (5, 32, 31, None, 4)]
    ),
    parts=(
        *WHOLE.parts,
        part(50, Platform(name="Blog", priority="secondary", goals=(6,))),
        part(51, Platform(name="Letter", priority="primary")),
        part(52, Audience(name="cafés")),
        part(53, Highlight(title="Fair", begins=TODAY, platform=51), NOW),
        part(54, Highlight(title="Fair", begins=TODAY, platform=32), NOW),
    ),
    activity=tuple(Activity(of, "Blog", weeks) for of, weeks in zip((32, 50), QUIET, strict=True)),
)


@examples(60)
@given(st.data())
def test_renaming_several_of_each_kind_changes_neither_order_nor_choice(data: st.DataObject) -> None:
    assert outcomes(renamed(SEVERAL, lambda: data.draw(CALLED))) == outcomes(SEVERAL)


def test_a_plan_that_lacks_nothing_lacks_nothing_when_all_of_it_is_called_the_same() -> None:
    same = renamed(WHOLE, lambda: "Bread")
    assert missing(same, TODAY) == []
    assert guards(same, TODAY) == []
    assert outcomes(same) == outcomes(WHOLE)
    assert keys_of(same, ANA.id) == keys_of(WHOLE, ANA.id)


# ---------------------------------------------------------------- what duties are counted by

# A week of two platforms, and of none; the numbers are ids.
WEEKS = [(1, 6), (2, 6), (3, 9), (4, 9), (5, 9), (6, None)]


@examples(60)
@given(st.data())
def test_weeks_are_counted_by_platform_whatever_the_platforms_are_called(data: st.DataObject) -> None:
    """A platform that is renamed mid-week, and two of one name: each duty counts where its post is."""
    names = {6: data.draw(CALLED), 9: data.draw(CALLED), None: None}
    owed = [
        duty(
            id=n,
            slot_id=n,
            platform_id=of,
            platform=names[of],
            state="done",
            due_at=datetime(2026, 3, 9, n, tzinfo=UTC),
        )
        for n, of in WEEKS
    ]
    owed += [replace(one, id=one.id + 10, due_at=one.due_at.replace(day=16), state="missed") for one in owed]
    grouped = [(name, sorted(one.id for one in some)) for name, some in by_platform(owed)]
    assert sorted(ids for _, ids in grouped) == [[1, 2, 11, 12], [3, 4, 5, 13, 14, 15], [6, 16]]
    assert [name for name, _ in grouped] == sorted(name or "" for name in names.values())
    counted = activity_of(owed, STRATEGY, datetime(2026, 3, 2, tzinfo=UTC).date())
    assert [(one.platform_id, one.platform_name, one.weeks[1:3]) for one in counted] == [
        (6, names[6], ((2, 2), (0, 2))),
        (9, names[9], ((3, 3), (0, 3))),
    ]
    rows = momentum_of(owed, STRATEGY, datetime(2026, 2, 2, tzinfo=UTC).date()).rows
    assert sorted(((row.done, row.planned) for row in rows), key=operator.itemgetter(1)) == [(1, 2), (2, 4), (3, 6)]


@examples(40)
@given(CALLED, CALLED)
def test_a_hold_and_a_scheduled_week_reach_their_own_alone(first: str, second: str) -> None:
    mine = duty(id=1, slot_id=1, platform_id=6, platform=first, title=first, due_at=NOW)
    same = replace(mine, id=2, due_at=NOW.replace(day=31))
    other = replace(same, id=3, slot_id=2, platform_id=9, platform=second, title=second)
    assert [one.id for one in still_to_come(mine, [mine, same, other], NOW)] == [2]
    hold = Hold(1, 1, 3, "Fire", NOW, platform_id=6, about=second)
    assert [one.id for one in (mine, same, other) if covers(hold, one)] == [1, 2]
