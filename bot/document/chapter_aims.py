"""Chapters on the plan's aims: vision, objectives, goals, numbers, experiments, the roadmap, assessments."""

from __future__ import annotations

from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, chapter, clipped, only, said_date
from bot.domain.experiments import Experiment
from bot.domain.goals import Goal, Measure
from bot.domain.growth import Alignment, Maturity
from bot.domain.objectives import Objective
from bot.domain.plan import Part
from bot.domain.positioning import Vision
from bot.domain.roadmap import Milestone
from bot.pictures.charts import Results
from bot.schema.table import CONCEPTS

CADENCES = {"week": "every week", "month": "every month", "quarter": "every quarter"}


def vision(say: Saying) -> Section:
    """Say the plan's vision, and the plan in four sentences (E1)."""
    plan = say.plan
    entries = [
        Entry(
            key=f"vision:{part.id}", title="Our vision", means=("vision",), facts=only("vision", text=part.value.text)
        )
        for part in plan.of(Vision)
    ]
    aims = [f"{say.name('goal', goal.id)} (by {said_date(goal.due)})" for goal in plan.goals]
    whom = [say.name("audience", part.id) for part in say.audiences]
    where = [part.value.name for part in say.platforms if part.value.priority != "parked"]
    who = [f"{role.title}: {role.holder.name if role.holder else 'nobody yet'}" for role in plan.roles]
    facts = only(
        "summary", goals=clipped(aims), audiences=clipped(whom), platforms=clipped(where), roles=clipped(who, 6)
    )
    if facts:
        entries.append(Entry(key="summary:0", title="In short", facts=facts))
    lead = "" if plan.of(Vision) else "The vision is still open: where all of this leads, in three sentences at most."
    return Section(key="vision", title="Vision and summary", lead=lead, entries=tuple(entries))


def objectives(say: Saying) -> Section:
    """Say why the organization is on social media, by department, and the chain down to the goals (B1, C1)."""
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
    missing = "No objective is written down yet: what the organisation wants, by department."
    lead = "From business objective to marketing objective to goal."
    return chapter("objectives", "Objectives, and the goals that hang from them", missing, entries, lead)


def _objective(say: Saying, part: Part[Objective]) -> Entry:
    below = [one.id for one in say.objectives if one.value.serves == part.id]
    goals = [goal.id for goal in say.plan.goals if goal.details.objective == part.id]
    return say.entry(part, served_by=say.named("objective", *below), goals=say.named("goal", *goals))


def goals(say: Saying) -> Section:
    """Say each goal: what, what for, for whom and by when (A2)."""
    return chapter("goals", "Goals", "No goal is written down yet.", (_goal(say, goal) for goal in say.plan.goals))


def _goal(say: Saying, goal: Goal) -> Entry:
    facts = say.facts(CONCEPTS["goal"], goal.details)
    more = only("goal", due=said_date(goal.due), measures="\n".join(one.name for one in goal.measures))
    return Entry(key=f"goal:{goal.id}", title=goal.statement, facts=(*facts, *more))


def measures(say: Saying, results: Results | None) -> Section:
    """Say each number's target, who reports it and who judges it, and draw its course (A3). Latest numbers aren't text.

    They change every week and the plan doesn't, so only the drawing has them.
    """
    entries = tuple(_measure(say, measure) for measure in say.plan.measures)
    return Section(
        key="measures",
        title="Numbers and targets",
        lead="" if entries else "No number shows a goal yet.",
        entries=entries,
        as_table=True,
        results=results if results is not None and results.tracks else None,
    )


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


def acting(say: Saying) -> Section:
    """Say where each number comes from, and what is done if it goes wrong (C6)."""
    concept = CONCEPTS["measure"]
    entries = []
    for measure in say.plan.measures:
        facts = say.of_fields(concept, measure.details, [concept.field("how"), concept.field("if_wrong")])
        if facts:
            entries.append(Entry(key=f"measure:{measure.id}", title=measure.name, facts=facts))
    missing = "No number says yet how it is read, and what we would do if it went wrong."
    return chapter("acting", "How numbers are read, and what we would do", missing, entries)


def experiments(say: Saying) -> Section:
    """Say what is being tried out, and the results (C7)."""
    missing = "Nothing is being tried out yet."
    return chapter("experiments", "Experiments", missing, (say.entry(part) for part in say.plan.of(Experiment)))


def road(say: Saying) -> Section:
    """Say what should be true by when, in order of date (E2)."""
    parts = sorted(say.plan.of(Milestone), key=lambda part: (part.value.due, part.id))
    missing = "No milestone is written down yet: what is to be true in one, two and three years."
    return chapter("road", "Road map", missing, (say.entry(part) for part in parts))


def alignment(say: Saying) -> Section:
    """Say where strategy and vision agree and where they differ, the latest assessment first (E1)."""
    parts = sorted(say.plan.of(Alignment), key=lambda part: (part.value.on, part.id), reverse=True)
    concept = CONCEPTS["alignment"]
    entries = [
        Entry(
            key=f"alignment:{part.id}",
            title=f"Looked at on {said_date(part.value.on)}",
            means=(said_date(part.value.on),),
            facts=say.facts(concept, part.value, {"on"}),
        )
        for part in parts
    ]
    missing = "Nobody has looked yet at where strategy and vision agree, and where they differ."
    return chapter("alignment", "Strategy and vision", missing, entries)


def maturity(say: Saying) -> Section:
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
    lead = "The work has not been assessed yet." if not parts else _trend(parts)
    return Section(key="maturity", title="How grown the work is", lead=lead, entries=tuple(entries), as_table=True)


def _trend(parts: list[Part[Maturity]]) -> str:
    now = parts[-1].value
    said = f"{now.average:.1f} of 5 on average."
    if len(parts) > 1:
        before = parts[-2].value.average
        moved = "as before" if abs(now.average - before) < 0.05 else "up" if now.average > before else "down"
        said = f"{said} The time before it was {before:.1f}: {moved}."
    return f"{said}\nWhat to do next: {now.next_step}" if now.next_step else said
