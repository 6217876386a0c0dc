"""Goals: the target, the latest number against target and pace, and what was saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.goals import READINGS_NEEDED, STATES, Goal, Measure, expected, standing
from bot.domain.roles import TEXT_LIMIT, Role
from bot.domain.strategies import DecimalMark, Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, beside, button, context, fit, section
from bot.views.kit.paging import page_of, turning
from bot.views.kit.texts import amount, brief, count, day_words, full_day, name, titled
from bot.views.plan.measures import against, target_words, worry_words

# How much of each goal, and how many goals, a notification shows.
SHOWN = 100
FEW = 5


def goals(goals: Sequence[Goal], roles: Mapping[int, Role], strategy: Strategy, today: date, page: int = 1) -> Content:
    """List the goals, each with its measures, their status, who measures and reviews, and a button to change it."""
    title = f"*{titled(strategy.name)}: goals*"
    closing = "Add a goal: `/beat goal 1,000 Instagram followers by end of March`"
    if not goals:
        text = f"{title}\nNo goals yet."
        return fit(Content(f"{text}\n{closing}", (section(text), context(closing))))
    entries: list[Block] = [
        beside(_goal(goal, roles, strategy, today), button("Change…", ids.EDIT_GOAL, ids.Ref("goal", goal.id).encode()))
        for goal in goals
    ]
    shown, page, pages = page_of(entries, page)
    below = [*turning("goals", page, pages, strategy), context(closing)]
    return fit(Content("\n".join([title, *_first(goals, strategy, today)]), (section(title), *shown, *below)))


def _first(goals: Sequence[Goal], strategy: Strategy, today: date) -> list[str]:
    """Return a few goals briefly, for a notification."""
    lines = []
    for goal in goals[:FEW]:
        lines.append(f"• {brief(goal.statement, SHOWN, 'are left out')}")
        lines += [f"  {result(measure, strategy.decimal_mark, today)}" for measure in goal.measures[:1]]
    return lines + ([f"• and {len(goals) - FEW} more"] if len(goals) > FEW else [])


def _goal(goal: Goal, roles: Mapping[int, Role], strategy: Strategy, today: date) -> str:
    words = [f"*{brief(goal.statement, TEXT_LIMIT, 'are left out')}*"]
    if any(measure.due != goal.due for measure in goal.measures) or not goal.measures:
        words.append(f"By {full_day(goal.due)}")
    for measure in goal.measures:
        words.append(f"• {result(measure, strategy.decimal_mark, today)}")
        measurer, reviewer = roles.get(measure.measurer_role_id), roles.get(measure.reviewer_role_id)
        words.append(f"  Asked each {measure.cadence}: {_role(measurer)}. Reviewed by: {_role(reviewer)}")
    return "\n".join(words)


def _role(role: Role | None) -> str:
    if role is None:
        return "nobody yet"
    holder = f" ({name(role.holder)})" if role.holder else " (nobody yet)"
    return titled(role.title) + holder


# ---------------------------------------------------------------- one measure in words


def aim(measure: Measure, mark: DecimalMark) -> str:
    """Return "Instagram followers from 640 to 1,000 by Tue 31 Mar 2026"."""
    target = target_words(measure, mark)
    if measure.direction in STATES:
        to = f"to stay {target}" if measure.direction == "within" else f"to be {target}"
    elif measure.baseline is not None:
        to = f"from {amount(measure.baseline, '', mark)} to {target}"
    else:
        to = f"to {target}"
    return f"{titled(measure.name)} {to} by {full_day(measure.due)}"


def result(measure: Measure, mark: DecimalMark, today: date) -> str:
    """Return how a measure is doing: "Instagram followers: 640 of 1,000 by Tue 31 Mar 2026. On pace." """
    title = titled(measure.name)
    target = target_words(measure, mark)
    due = full_day(measure.due)
    if measure.last is None:
        begun = f"It began at {amount(measure.baseline, '', mark)}" if measure.baseline is not None else "No number yet"
        return f"{title}: {target} by {due}. {begun}. I ask for the first number before the next review."
    stands = against(measure, measure.last.value, mark)
    until = "until" if measure.direction == "within" else "by"
    read = f"Last number from the week of {day_words(measure.last.week, today)}."
    worry = worry_words(measure, mark)
    return f"{title}: {stands} {until} {due}. {read} {_verdict(measure, mark, today)} {worry}".rstrip()


def _verdict(measure: Measure, mark: DecimalMark, today: date) -> str:
    now = standing(measure, today)
    if now == "reached":
        return "Within its range." if measure.direction == "within" else "Reached."
    if now == "too_early":
        needed = count(len(measure.readings), "number is", "numbers are")
        return f"Too early to tell: {needed} in, and it takes {READINGS_NEEDED}."
    if measure.direction in STATES:
        return "Outside of its range." if measure.direction == "within" else "Not so yet."
    even = _even_pace(measure, today)
    pace = f"An even pace would be {amount(even, measure.said_unit, mark)} now." if even is not None else ""
    return f"{'On pace.' if now == 'on_pace' else 'Behind pace.'} {pace}".strip()


def _even_pace(measure: Measure, today: date) -> Decimal | None:
    """Return what an even pace would have reached, as precise as the numbers of the measure.

    Without a baseline, the first number is used instead, as in `bot.domain.goals.standing`.
    """
    first = measure.readings[0]
    if measure.baseline is None or measure.baseline_on is None:
        measure = replace(measure, baseline=first.value, baseline_on=first.week)
    last = measure.readings[-1].week
    even = expected(measure, max(last, today))
    if even is None:
        return None
    numbers = [measure.target, *[reading.value for reading in measure.readings]]
    places = max(max(0, -int(n.normalize().as_tuple().exponent)) for n in numbers)
    return round(even, min(places, 6))
