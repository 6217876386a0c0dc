"""Any plan that could be, for Hypothesis: of few or many things, filled or not, with references that lead somewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel

from bot.domain.goals import Goal, GoalDetails, Measure, MeasureDetails, Reading
from bot.domain.plan import Activity, Dismissal, Part, Plan
from bot.domain.roles import Holding, Person, Role, RoleDetails
from bot.domain.warnings import GUARDS
from tests.domain.plans import SLOT, STRATEGY, VALUES, part

DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
MOMENTS = DAYS.map(lambda day: datetime(day.year, day.month, day.day, 9, tzinfo=UTC))
TEXTS = st.sampled_from(["", "Instagram", "sales", "{}", "ÄÖ <b> 12"])
NUMBERS = st.decimals(Decimal(-(10**12)), Decimal(10**12), places=2)
AMOUNTS = st.decimals(Decimal(0), Decimal(168), places=1)
IDS = st.integers(1, 40)
PEOPLE = st.builds(Person, IDS, st.just("U1"), st.just("Ana"), has_left=st.booleans(), is_bot=st.booleans())


@st.composite
def measures(draw: st.DrawFn, goal_id: int, number: int) -> Measure:
    """Make a measure with any readings."""
    first, values = draw(DAYS), draw(st.lists(NUMBERS, max_size=10))
    baseline = draw(st.none() | NUMBERS)
    return Measure(
        id=number,
        goal_id=goal_id,
        name=draw(TEXTS) or "Followers",
        unit=draw(st.sampled_from(["", "%", "followers"])),
        direction=draw(st.sampled_from(["up", "down", "within", "yesno", "rating"])),
        cadence=draw(st.sampled_from(["week", "month", "quarter"])),
        baseline=baseline,
        baseline_on=draw(DAYS) if baseline is not None else None,
        target=draw(NUMBERS),
        due=draw(DAYS),
        measurer_role_id=draw(IDS),
        reviewer_role_id=draw(IDS),
        readings=tuple(Reading(first + timedelta(weeks=n), value) for n, value in enumerate(values)),
        platform_id=draw(st.none() | IDS),
        details=MeasureDetails(
            how=draw(TEXTS), floor=draw(st.none() | NUMBERS), worry=draw(st.none() | NUMBERS), if_wrong=draw(TEXTS)
        ),
    )


@st.composite
def goals(draw: st.DrawFn, number: int) -> Goal:
    """Make a goal with up to two measures."""
    made = [draw(measures(number, 10 * number + n)) for n in range(draw(st.integers(0, 2)))]
    details = GoalDetails(
        purpose=draw(st.sampled_from([(), ("sales",)])),
        department=draw(TEXTS),
        audience=draw(st.none() | IDS),
        objective=draw(st.none() | IDS),
    )
    return Goal(number, STRATEGY.id, draw(TEXTS) or "Grow", draw(DAYS), tuple(made), details)


@st.composite
def roles(draw: st.DrawFn, number: int) -> Role:
    """Make a role that somebody has, or nobody."""
    held = [
        Holding(n, number, draw(PEOPLE), draw(st.sampled_from(["holder", "backup"])), "accepted", draw(MOMENTS))
        for n in range(draw(st.integers(0, 2)))
    ]
    details = RoleDetails(does=draw(TEXTS), hours=draw(st.none() | AMOUNTS))
    return Role(number, STRATEGY.id, draw(TEXTS) or "Editor", tuple(held), details)


@st.composite
def slots(draw: st.DrawFn, number: int) -> Any:
    """Make a slot of any kind."""
    names = {"platform_id": "platform_name", "audience_id": "audience_name", "goal_id": "goal_statement"}
    ids: dict[str, Any] = {name: draw(st.none() | IDS) for name in names}
    called: dict[str, Any] = {names[name]: draw(TEXTS) or "Blog" if number else "" for name, number in ids.items()}
    message = draw(st.none() | TEXTS)
    kind: Any = draw(st.sampled_from(["publish", "converse", "listen", "deliver"]))
    return replace(SLOT, id=number, kind=kind, role_id=draw(IDS), message=message, **ids, **called)


@st.composite
def parts(draw: st.DrawFn, number: int) -> Part[BaseModel]:
    """Make a part of any concept: one of the samples, with some of its fields empty, or referring elsewhere."""
    value = draw(st.sampled_from(list(VALUES.values())))
    fields: dict[str, Any] = {}
    for name, info in type(value).model_fields.items():
        if info.is_required() or not draw(st.booleans()):
            continue
        default = info.get_default()
        refers = (
            default is None and isinstance(getattr(value, name), int) and not isinstance(getattr(value, name), bool)
        )
        fields[name] = draw(IDS) if refers and draw(st.booleans()) else default
    if "on" in type(value).model_fields:
        fields["on"] = draw(DAYS)
    if "priority" in type(value).model_fields:
        fields["priority"] = draw(st.sampled_from(["", "primary", "secondary", "parked"]))
    return part(number, value.model_copy(update=fields), draw(MOMENTS))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Make a plan with up to six parts, and up to two of everything else."""
    some = st.integers(0, 2)
    made = [draw(goals(n)) for n in range(1, 1 + draw(some))]
    counted = {measure.id: draw(MOMENTS) for goal in made for measure in goal.measures}
    weeks = st.tuples(st.integers(0, 3), st.integers(0, 5)).map(lambda pair: (min(pair), pair[1]))
    return Plan(
        strategy=STRATEGY,
        goals=tuple(made),
        roles=tuple(draw(roles(n)) for n in range(1, 1 + draw(some))),
        slots=tuple(draw(slots(n)) for n in range(1, 1 + draw(some))),
        parts=tuple(draw(parts(n)) for n in range(1, 1 + draw(st.integers(0, 6)))),
        leads=tuple(draw(st.lists(PEOPLE, max_size=2))),
        admins=tuple(draw(st.lists(PEOPLE, max_size=2))),
        dismissed=tuple(
            Dismissal(n, draw(st.sampled_from(GUARDS)), "goal", n, "so", draw(PEOPLE), draw(MOMENTS))
            for n in range(draw(some))
        ),
        activity=tuple(
            Activity(draw(IDS), draw(TEXTS) or "Blog", tuple(draw(st.lists(weeks, max_size=5))))
            for _ in range(draw(some))
        ),
        last_decision={number: draw(MOMENTS) for number in counted if draw(st.booleans())},
        measured_since=counted,
    )
