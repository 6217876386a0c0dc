"""A plan that lacks nothing: a bakery's, with one of everything. What a test needs otherwise it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from bot.domain.audiences import Audience, KeyMessage
from bot.domain.calendar import Slot
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.experiments import Experiment
from bot.domain.goals import Goal, GoalDetails, Measure, MeasureDetails, Reading
from bot.domain.growth import Alignment, Maturity
from bot.domain.objectives import Objective
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.positioning import Positioning, Vision
from bot.domain.resources import Resource, Responsibility
from bot.domain.roadmap import Milestone
from bot.domain.roles import Holding, Person, Role, RoleDetails
from bot.domain.signing import Signing
from bot.domain.strategies import Strategy
from bot.domain.when import Rule

TODAY = date(2026, 3, 30)
SINCE = datetime(2025, 6, 2, 7, tzinfo=UTC)
ANA, BEN, CHO = Person(1, "U1", "Ana"), Person(2, "U2", "Ben"), Person(3, "U3", "Cho")

STRATEGY = Strategy(
    id=3,
    workspace_id=1,
    channel="C1",
    channel_name="bakery",
    is_private=False,
    name="Bakery",
    zone="Europe/Berlin",
    date_order="dmy",
    decimal_mark=".",
    week_start=0,
    working_days=(0, 1, 2, 3, 4),
    review_weekday=4,
    review_at=time(15),
)


def role(number: int, title: str, who: Person | None, hours: str | None = "10") -> Role:
    """Make a role that somebody has, or nobody."""
    held = (Holding(number, number, who, "holder", "accepted", SINCE),) if who else ()
    details = RoleDetails(does="Writes and answers", hours=Decimal(hours) if hours else None)
    return Role(number, STRATEGY.id, title, held, details)


def readings(*values: int | str, first: date = date(2026, 1, 26)) -> tuple[Reading, ...]:
    """Make one reading a week."""
    return tuple(Reading(date.fromordinal(first.toordinal() + 7 * n), Decimal(value)) for n, value in enumerate(values))


EDITOR, JUDGE = role(4, "Editor", BEN), role(6, "Judge", ANA)
MEASURE = Measure(
    id=9,
    goal_id=5,
    name="Followers",
    unit="",
    direction="up",
    cadence="week",
    baseline=Decimal(400),
    baseline_on=date(2026, 1, 1),
    target=Decimal(700),
    due=date(2026, 6, 30),
    measurer_role_id=4,
    reviewer_role_id=6,
    readings=readings(500, 520, 540, 560),
    details=MeasureDetails(how="On its first page", worry=Decimal(300), if_wrong="Ask ten of them"),
)
LOVED = replace(MEASURE, id=10, name="Kind words", direction="rating", target=Decimal(4), baseline=Decimal(3))
GOAL = Goal(
    5,
    STRATEGY.id,
    "More readers",
    date(2026, 6, 30),
    (MEASURE, LOVED),
    GoalDetails(purpose=("following",), department="sales", audience=31, objective=21),
)
SLOT = Slot(
    id=2,
    strategy_id=STRATEGY.id,
    kind="publish",
    title="Tip",
    role_id=4,
    platform_id=32,
    goal_id=5,
    audience_id=31,
    message="Bread is patience.",
    theme=None,
    content_kind=None,
    wall=time(10),
    zone="Europe/Berlin",
    rule=Rule(every="day", start=TODAY),
    role_title="Editor",
    platform_name="Instagram",
    goal_statement="More readers",
    audience_name="neighbours",
)

VALUES: dict[int, BaseModel] = {
    20: Vision(text="Everybody in town knows their bread."),
    21: Objective(level="marketing", statement="Be known", department="sales", brings="People come in", serves=22),
    22: Objective(level="business", statement="More revenue", department="board", brings="Regulars"),
    23: Milestone(title="A podcast", due=date(2027, 12, 31), success="200 listen"),
    24: Experiment(
        hypothesis="Videos do better", begins=date(2026, 3, 2), ends=date(2026, 4, 30), measure=9, verdict="open"
    ),
    25: Alignment(on=date(2026, 3, 20), gaps="The town is missing"),
    26: Maturity(
        on=date(2026, 2, 2), planning=3, people=3, content=4, listening=2, measuring=3, next_step="Plan ahead"
    ),
    27: Positioning(
        stance="Bread takes time", unique="The oven", invites="We ask", sounds="Warm", never="Stock photos"
    ),
    28: Competitor(name="Station bakery", where=("Instagram",), works="A live stream"),
    29: Tactic(text="A minute from the oven", goal=5, platform=32, means="A phone", competitor=28, twist="Our hands"),
    31: Audience(name="neighbours", titles=("parents",), cares="Good bread"),
    32: Platform(
        name="Instagram",
        kind="network",
        priority="primary",
        reach=("owned",),
        hours=Decimal(6),
        budget=Decimal(0),
        line="Behind the counter",
        themes=("recipes",),
        goals=(5,),
        measures=(9,),
    ),
    33: Evidence(shows="31 of 50 look daily", platform=32, audience=31, source="A survey", seen_on=date(2026, 1, 5)),
    34: Highlight(title="Our birthday", begins=date(2026, 5, 12), platform=32, goal=5),
    35: KeyMessage(text="Good bread takes a night", audience=31),
    36: Protocol(
        expects="An answer today", answers=4, within=Decimal(4), tone="Short", handed_up="Allergies", shown_by=10
    ),
    37: Responsibility(work="Photos", today="in_house", should="in_house", keeper=4),
    38: Resource(name="How we answer", link="the folder", owner=4),
    39: Signing(company="Sample Bakery", approvers=(6,), next_update=date(2026, 9, 1)),
}
CONCEPT_OF: Mapping[type[BaseModel], str] = {
    Vision: "vision",
    Objective: "objective",
    Milestone: "milestone",
    Experiment: "experiment",
    Alignment: "alignment",
    Maturity: "maturity",
    Positioning: "positioning",
    Competitor: "competitor",
    Tactic: "tactic",
    Audience: "audience",
    Platform: "platform",
    Evidence: "evidence",
    Highlight: "highlight",
    KeyMessage: "message",
    Protocol: "protocol",
    Responsibility: "responsibility",
    Resource: "resource",
    Signing: "signing",
}


def part(number: int, value: BaseModel, since: datetime = SINCE) -> Part[Any]:
    """Make a part of a value."""
    return Part(number, CONCEPT_OF[type(value)], value, since)


WHOLE = Plan(
    learnt={ANA.id: 1},
    strategy=STRATEGY,
    goals=(GOAL,),
    roles=(EDITOR, JUDGE),
    slots=(SLOT,),
    parts=tuple(part(number, value) for number, value in VALUES.items()),
    leads=(ANA,),
    admins=(CHO,),
)


def with_part(plan: Plan, number: int, **fields: Any) -> Plan:
    """Give a part of a plan other fields."""
    return with_parts(plan, lambda one: one.model_copy(update=fields) if one is value_of(plan, number) else one)


def with_parts(plan: Plan, change: Callable[[BaseModel], BaseModel]) -> Plan:
    """Change every part of a plan that a function changes."""
    return replace(plan, parts=tuple(replace(one, value=change(one.value)) for one in plan.parts))


def value_of(plan: Plan, number: int) -> BaseModel:
    """Return what a part of a plan holds."""
    return next(one.value for one in plan.parts if one.id == number)


def without(plan: Plan, *numbers: int) -> Plan:
    """Take parts out of a plan."""
    return replace(plan, parts=tuple(one for one in plan.parts if one.id not in numbers))


def with_measure(plan: Plan, **fields: Any) -> Plan:
    """Give the first measure of a plan other fields; `details` as keywords of their own kind."""
    goal = plan.goals[0]
    first, *others = goal.measures
    return replace(plan, goals=(replace(goal, measures=(replace(first, **fields), *others)), *plan.goals[1:]))
