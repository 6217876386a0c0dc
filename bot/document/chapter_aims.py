"""Chapters on the plan's aims: vision, objectives, goals, numbers, experiments, the roadmap, assessments."""

from __future__ import annotations

from bot.document.chapters import filled, writes
from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, clipped, only, said_date
from bot.domain.audiences import Audience
from bot.domain.goals import Goal, Measure
from bot.domain.growth import Maturity
from bot.domain.objectives import Objective
from bot.domain.plan import Part
from bot.schema.shape import Chapter
from bot.schema.table import CONCEPTS

CADENCES = {"week": "every week", "month": "every month", "quarter": "every quarter"}


@writes(CONCEPTS["vision"].chapter)
def vision(say: Saying, chapter: Chapter) -> Section:
    """Say the plan's vision, and the plan in four sentences (E1)."""
    plan = say.plan
    entries = say.entries(CONCEPTS["vision"])
    lead = "" if entries else chapter.missing
    aims = [f"{say.name('goal', goal.id)} (by {said_date(goal.due)})" for goal in plan.goals]
    whom = [say.name("audience", part.id) for part in say.plan.of(Audience)]
    where = [part.value.name for part in say.platforms if part.value.priority != "parked"]
    who = [f"{role.title}: {role.holder.name if role.holder else 'nobody yet'}" for role in plan.roles]
    facts = only(
        "summary", goals=clipped(aims), audiences=clipped(whom), platforms=clipped(where), roles=clipped(who, 6)
    )
    if facts:
        entries.append(Entry(key="summary:0", title="In short", facts=facts))
    return filled(chapter, entries, lead)


@writes(CONCEPTS["objective"].chapter)
def objectives(say: Saying, chapter: Chapter) -> Section:
    """Say what the organization wants to achieve, by department, and the chain down to the goals (B1, C1)."""
    entries = [_objective(say, part) for part in say.objectives]
    known = {part.id for part in say.objectives}
    loose_goals = [say.name("goal", goal.id) for goal in say.plan.goals if goal.details.objective not in known]
    loose_aims = [
        say.name("objective", part.id)
        for part in say.objectives
        if part.value.level == "marketing" and part.value.serves not in known
    ]
    loose = only("loose", goals="\n".join(loose_goals), objectives="\n".join(loose_aims))
    if loose and entries:
        entries.append(Entry(key="loose:0", title="What still hangs loose", facts=loose))
    return filled(chapter, entries)


def _objective(say: Saying, part: Part[Objective]) -> Entry:
    below = [one.id for one in say.objectives if one.value.serves == part.id]
    goals = [goal.id for goal in say.plan.goals if goal.details.objective == part.id]
    return say.entry(part, served_by=say.named("objective", *below), goals=say.named("goal", *goals))


@writes(CONCEPTS["goal"].chapter)
def goals(say: Saying, chapter: Chapter) -> Section:
    """Say each goal: what, what for, for whom and by when (A2)."""
    return filled(chapter, (_goal(say, goal) for goal in say.plan.goals))


def _goal(say: Saying, goal: Goal) -> Entry:
    facts = say.facts(CONCEPTS["goal"], goal.details)
    more = only("goal", due=said_date(goal.due), measures="\n".join(one.name for one in goal.measures))
    return Entry(key=f"goal:{goal.id}", title=goal.statement, facts=(*facts, *more))


@writes(CONCEPTS["measure"].chapter)
def measures(say: Saying, chapter: Chapter) -> Section:
    """Write each measure with its target, who reports it and who judges it, and chart it over time (A3).

    The latest numbers appear only in the chart: they change every week, and the written plan doesn't.
    """
    section = filled(chapter, (_measure(say, measure) for measure in say.plan.measures))
    return section.model_copy(update={"results": say.results if say.results and say.results.tracks else None})


def _measure(say: Saying, measure: Measure) -> Entry:
    facts = only(
        "measure",
        baseline=say.number(measure.baseline, measure.said_unit) or Named("not known yet", NONE),
        target=say.target(measure),
        due=said_date(measure.due),
        cadence=Named(CADENCES[measure.cadence], (measure.cadence,)),
        measurer=say.named("role", measure.measurer_role_id).otherwise("nobody yet"),
        reviewer=say.named("role", measure.reviewer_role_id).otherwise("nobody yet"),
        worry=say.number(measure.details.worry, measure.said_unit) or Named("none", NONE),
    )
    return Entry(key=f"measure:{measure.id}", title=measure.name, facts=facts)


@writes(
    Chapter(
        50,
        "acting",
        "How numbers are read, and what we would do",
        "No number says yet how it is read, and what we would do if it went wrong.",
    )
)
def acting(say: Saying, chapter: Chapter) -> Section:
    """Say where each number comes from, and what is done if it goes wrong (C6)."""
    concept = CONCEPTS["measure"]
    entries = []
    for measure in say.plan.measures:
        facts = say.of_fields(concept, measure.details, [concept.field("how"), concept.field("if_wrong")])
        if facts:
            entries.append(Entry(key=f"measure:{measure.id}", title=measure.name, facts=facts))
    return filled(chapter, entries)


@writes(CONCEPTS["maturity"].chapter)
def maturity(say: Saying, chapter: Chapter) -> Section:
    """Say how mature the work is, quarter by quarter, and what to do next (E7)."""
    parts = sorted(say.plan.of(Maturity), key=lambda part: (part.value.on, part.id))
    concept = CONCEPTS["maturity"]
    entries = [
        Entry(
            key=f"maturity:{part.id}",
            title=said_date(part.value.on),
            facts=say.facts(concept, part.value, {"on", "next_step"}),
        )
        for part in parts
    ]
    return filled(chapter, entries, _trend(parts) if parts else None)


def _trend(parts: list[Part[Maturity]]) -> str:
    now = parts[-1].value
    said = f"{now.average:.1f} of 5 on average."
    if len(parts) > 1:
        before = parts[-2].value.average
        moved = "as before" if abs(now.average - before) < 0.05 else "up" if now.average > before else "down"
        said = f"{said} The time before it was {before:.1f}: {moved}."
    return f"{said}\nWhat to do next: {now.next_step}" if now.next_step else said
