"""The guards: rules that look at a plan and ask about what they see. They explain, and never stop anybody.

Thresholds: docs/product.md, "Thresholds of the guards". Warnings that somebody decided to live with are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from bot.domain.audiences import Audience
from bot.domain.competitors import Tactic
from bot.domain.decisions import Proposal, Retarget
from bot.domain.duties import Duty
from bot.domain.gaps import GapThing
from bot.domain.goals import READINGS_NEEDED, Measure, standing
from bot.domain.plan import Activity, Part, Plan
from bot.domain.platforms import Evidence, Highlight, Platform
from bot.domain.strategies import Strategy
from bot.domain.warnings import GUARDS, Fact, Guard, Warning_
from bot.domain.when import week_of
from bot.domain.who_to_ask import Concerned

NOTHING: Mapping[str, Fact] = MappingProxyType({})

# B1: a growth a week of over twice the best of the last eight numbers is unlikely.
UNLIKELY, LAST_READINGS = 2, 8
# C3: what an audience did a year ago says little.
EVIDENCE_DAYS = 365
# C6: a number that no decision referred to for a quarter.
UNUSED_DAYS = 91
# C8: under four fifths of its plan for four weeks; new is what came up within those.
KEPT_UP, QUIET_WEEKS = Decimal("0.8"), 4
NEW_DAYS = 7 * QUIET_WEEKS
WEEK = 7


def guards(plan: Plan, today: date) -> list[Warning_]:
    """List warnings that nobody dismissed: those that the guards are sure of first, then in the guards' order."""
    lived_with = {(one.guard, one.thing, one.thing_id) for one in plan.dismissed}
    whose = Concerned(plan)
    found = [
        *(warning for measure in plan.measures for warning in _of_measure(measure, plan, whose, today)),
        *_of_goals(plan, whose),
        *_aimless(plan, whose, today),
        *_borrowed(plan, whose),
        *_everywhere(plan, whose),
        *_assumed(plan, whose, today),
        *_sizes(plan, whose),
        *_basics(plan, whose, today),
    ]
    still = [one for one in found if (one.guard, one.thing, one.id) not in lived_with]
    return sorted(still, key=lambda one: (not one.is_known, GUARDS.index(one.guard), one.thing, one.id))


def warnings_about(plan: Plan, thing: str, thing_id: int, today: date) -> list[Warning_]:
    """List the warnings that involve a thing, for the person who just saved it: its own, and the whole plan's.

    A goal is involved in warnings about its numbers. Notes that a guard can't tell yet are left out.
    """
    concept = next((part.concept for part in plan.parts if part.id == thing_id and _thing_of(part) == thing), thing)
    return [
        one
        for one in guards(plan, today)
        if one.is_known
        and (
            (one.thing, one.id) == (thing, thing_id)
            or (thing == "goal" and one.within == thing_id)
            or (one.thing == "strategy" and concept in _PART_IN.get(one.guard, ()))
        )
    ]


# The concepts that are involved in each warning about the whole plan.
_PART_IN: Mapping[Guard, tuple[str, ...]] = MappingProxyType(
    {"B9.hours": ("platform", "role"), "B9.spread": ("platform", "role"), "C6.sizes": ("goal", "measure")}
)


# ---------------------------------------------------------------- what they look back at


def activity_of(owed: Sequence[Duty], strategy: Strategy, first: date) -> tuple[Activity, ...]:
    """Count what was done of what was planned on each platform, in the four weeks from `first` on; oldest first.

    Scheduled counts as done. A duty skipped because of a hold doesn't count as planned; giving numbers isn't activity.
    """
    zone = strategy.hours.zone
    weeks = [first + timedelta(days=WEEK * n) for n in range(QUIET_WEEKS)]
    counted: dict[int, dict[date, list[Duty]]] = {}
    names: dict[int, str] = {}
    for duty in owed:
        week = week_of(duty.due_at.astimezone(zone).date(), strategy.week_start)
        if duty.platform_id is not None and duty.kind != "measure" and not duty.was_on_hold and week in weeks:
            counted.setdefault(duty.platform_id, {one: [] for one in weeks})[week].append(duty)
            names[duty.platform_id] = duty.platform or ""
    return tuple(
        Activity(
            number,
            names[number],
            tuple((sum(d.state in ("done", "scheduled") for d in of[w]), len(of[w])) for w in weeks),
        )
        for number, of in sorted(counted.items())
    )


def last_decisions(
    measures: Sequence[Measure], decided: Sequence[tuple[datetime, str, Proposal | None]]
) -> dict[int, datetime]:
    """Return when a decision last referred to each measure: it changes its target, or names it.

    `decided` is when, in which words and with which change, oldest first.
    """
    found: dict[int, datetime] = {}
    for at, text, proposal in decided:
        for measure in measures:
            changed = isinstance(proposal, Retarget) and proposal.measure == measure.id
            if changed or measure.name.casefold() in text.casefold():
                found[measure.id] = at
    return found


# ---------------------------------------------------------------- B1: clear, measurable, realistic


def _of_goals(plan: Plan, whose: Concerned) -> Iterator[Warning_]:
    for goal in plan.goals:
        if not goal.measures:
            yield Warning_(
                "B1.no_measure", "goal", goal.id, goal.statement, asked=whose.leads(), concept="measure", within=goal.id
            )


def _of_measure(measure: Measure, plan: Plan, whose: Concerned, today: date) -> Iterator[Warning_]:
    reached = standing(measure, today) == "reached"

    def warn(guard: Guard, field: str, is_known: bool = True, **facts: Fact) -> Warning_:
        return Warning_(
            guard,
            "measure",
            measure.id,
            measure.name,
            facts=facts,
            asked=whose.judge(measure),
            concept="measure",
            field=field,
            within=measure.goal_id,
            is_known=is_known,
        )

    if measure.due < today and not reached:
        yield warn("B1.past", "due", due=measure.due)
    if measure.baseline is None and measure.direction in ("up", "down", "rating"):
        yield warn("B1.no_start", "baseline")
    if measure.direction in ("up", "down") and measure.due >= today and not reached:
        if len(measure.readings) < READINGS_NEEDED:
            yield warn("B1.steep", "target", is_known=False, numbers=len(measure.readings))
        elif (pace := pace_of(measure, today)) is not None and pace[0] > UNLIKELY * max(pace[1], Decimal(0)):
            yield warn("B1.steep", "target", needed=pace[0], best=pace[1], unit=measure.said_unit, due=measure.due)
    if not measure.details.if_wrong:
        yield warn("C6.no_answer", "if_wrong")
    begun = plan.measured_since.get(measure.id)
    decided = plan.last_decision.get(measure.id)
    last = max((at for at in (begun, decided) if at is not None), default=None)
    if last is not None and (today - last.date()).days > UNUSED_DAYS:
        yield warn("C6.unused", "name", since=last.date(), never=int(decided is None))


def pace_of(measure: Measure, today: date) -> tuple[Decimal, Decimal] | None:
    """Return (growth a week that the target needs, best growth a week of the last eight numbers), towards the target.

    None where there are fewer than two numbers to tell a growth from.
    """
    some = measure.readings[-LAST_READINGS:]
    if len(some) < 2:
        return None
    sign = Decimal(-1 if measure.direction == "down" else 1)
    best = max(sign * (b.value - a.value) * WEEK / max((b.week - a.week).days, 1) for a, b in pairwise(some))
    last = some[-1]
    # From the last number on, or from today: only the time that is left counts.
    days = max((measure.due - max(last.week, today)).days, 1)
    return sign * (measure.target - last.value) * WEEK / days, best


# ---------------------------------------------------------------- B7 and B8: no goal behind it; somebody else's idea


def _aimless(plan: Plan, whose: Concerned, today: date) -> Iterator[Warning_]:
    for slot in plan.slots:
        if slot.goal_id is None:
            yield Warning_(
                "B7.aimless",
                "slot",
                slot.id,
                slot.title,
                asked=whose.roles(slot.role_id),
                concept="slot",
                field="goal",
            )
    counted = {measure.platform_id for measure in plan.measures}
    aimed = {slot.platform_id for slot in plan.slots if slot.goal_id is not None}
    for part in plan.of(Platform):
        platform = part.value
        if platform.priority == "parked" or platform.goals or part.id in counted:
            continue
        if part.id not in aimed:
            yield _about(part, "B7.aimless", "goals", whose.platform(part.id))
    for one in plan.of(Tactic):
        if one.value.goal is None and one.value.competitor is None:
            yield _about(one, "B7.aimless", "goal", whose.leads())
    for coming in plan.of(Highlight):
        if coming.value.goal is None and (coming.value.ends or coming.value.begins) >= today:
            yield _about(coming, "B7.aimless", "goal", whose.platform(coming.value.platform))


def _borrowed(plan: Plan, whose: Concerned) -> Iterator[Warning_]:
    """Ask about an idea of a competitor's that names no goal of ours, or has no twist of our own."""
    for part in plan.of(Tactic):
        tactic = part.value
        if tactic.competitor is not None and (tactic.goal is None or not tactic.twist):
            lacks = "goal" if tactic.goal is None else "twist"
            facts = {"goal": int(tactic.goal is None), "twist": int(not tactic.twist)}
            yield _about(part, "B8.borrowed", lacks, whose.leads(), facts=facts)


def _thing_of(part: Part[Any]) -> GapThing:
    return "platform" if part.concept == "platform" else "audience" if part.concept == "audience" else "part"


def _about(
    part: Part[Any],
    guard: Guard,
    field: str,
    asked: tuple[int, ...],
    concept: str = "",
    facts: Mapping[str, Fact] = NOTHING,
) -> Warning_:
    return Warning_(guard, _thing_of(part), part.id, part.title, facts, asked, concept or part.concept, field)


# ---------------------------------------------------------------- B9 and C3: being everywhere, on what evidence


def _everywhere(plan: Plan, whose: Concerned) -> Iterator[Warning_]:
    active = [part for part in plan.of(Platform) if part.value.priority != "parked"]
    here, leads = plan.strategy.id, whose.leads()
    planned = sum((part.value.hours or Decimal(0) for part in active), Decimal(0))
    told = [role.details.hours for role in plan.roles if role.details.hours is not None]
    if planned and not told:
        yield Warning_("B9.hours", "strategy", here, "", {"planned": planned}, leads, "role", "hours", is_known=False)
    elif planned > sum(told):
        facts = {"planned": planned, "hours": sum(told, Decimal(0))}
        yield Warning_("B9.hours", "strategy", here, "", facts, leads, "platform", "hours")
    primary = [part for part in active if part.value.priority == "primary"]
    people = {role.holder.id for role in plan.roles if role.holder is not None}
    # One platform is never too many, and a plan without people is asked for people first.
    if len(primary) > 1 and people and len(primary) > len(people):
        facts_of = {"platforms": len(primary), "people": len(people)}
        yield Warning_("B9.spread", "strategy", here, "", facts_of, leads, "platform", "priority")
    shown = {part.value.platform for part in plan.of(Evidence)}
    for part in primary:
        if part.id not in shown:
            yield _about(part, "B9.no_evidence", "", whose.platform(part.id), "evidence")


def _assumed(plan: Plan, whose: Concerned, today: date) -> Iterator[Warning_]:
    """Ask for evidence where there is none, and for newer evidence where it is over a year old.

    B9 covers a primary platform without any.
    """
    every = plan.of(Evidence)
    platforms = {part.value.platform for part in every}
    audiences = {part.value.audience for part in every}
    for part in plan.of(Platform):
        if part.value.priority == "secondary" and part.id not in platforms:
            yield _about(part, "C3.assumed", "", whose.platform(part.id), "evidence")
    for audience in plan.of(Audience):
        if audience.id not in audiences:
            yield _about(audience, "C3.assumed", "", whose.leads(), "evidence")
    newest: dict[tuple[int | None, int | None], date] = {}
    for one in every:
        where = (one.value.platform, one.value.audience)
        newest[where] = max(newest.get(where, date.min), one.value.seen_on or date.min)
    for one in every:
        seen_on = one.value.seen_on
        if seen_on is None or newest[one.value.platform, one.value.audience] > seen_on:
            continue
        if (today - seen_on).days > EVIDENCE_DAYS:
            yield _about(one, "C3.old", "seen_on", whose.platform(one.value.platform), facts={"seen_on": seen_on})


# ---------------------------------------------------------------- C6 and C8: quality, and basics first


def _sizes(plan: Plan, whose: Concerned) -> Iterator[Warning_]:
    """Ask for a measure of quality where every number is a size to grow. A share isn't one: it can fall meanwhile."""
    if plan.measures and all(one.direction == "up" and "%" not in one.unit for one in plan.measures):
        facts = {"numbers": len(plan.measures)}
        yield Warning_("C6.sizes", "strategy", plan.strategy.id, "", facts, whose.leads(), "goal")


def _basics(plan: Plan, whose: Concerned, today: date) -> Iterator[Warning_]:
    quiet = [one for one in plan.activity if is_quiet(one.weeks)]
    if not quiet:
        return
    done, planned = (sum(week[n] for week in quiet[0].weeks) for n in (0, 1))
    facts: dict[str, str | int] = {"platform": quiet[0].platform_name, "done": done, "planned": planned}
    since = today - timedelta(days=NEW_DAYS)
    new: list[Part[Tactic] | Part[Highlight] | Part[Platform]] = [*plan.of(Tactic)]
    new += [one for one in plan.of(Highlight) if (one.value.ends or one.value.begins) >= today]
    new += [one for one in plan.of(Platform) if one.value.priority != "parked"]
    for part in new:
        if part.since.date() >= since and not _is_itself(part, quiet[0].platform_id):
            field = {"highlight": "begins", "platform": "priority"}.get(part.concept, "text")
            asked = whose.platform(part.id if isinstance(part.value, Platform) else part.value.platform)
            yield _about(part, "C8.basics", field, asked, facts=facts)


def _is_itself(part: Part[Tactic] | Part[Highlight] | Part[Platform], quiet: int | None) -> bool:
    return isinstance(part.value, Platform) and part.id == quiet


def is_quiet(weeks: tuple[tuple[int, int], ...]) -> bool:
    """Tell whether (done, planned) stayed under four fifths in each of the last four weeks.

    A week with nothing planned is ignored, except the first one: without it, fewer than four weeks are known.
    """
    last = weeks[-QUIET_WEEKS:]
    if len(last) < QUIET_WEEKS or not last[0][1]:
        return False
    return all(done < KEPT_UP * planned for done, planned in last if planned)
