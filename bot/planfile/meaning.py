"""What the values of a file come to: weeks and readings, rules of regular posts, what a model takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.domain.when import Rule
from bot.planfile.keys import MEASURES, POSTS, REFERRED, SECTIONS, Section
from bot.planfile.nodes import Node, Several
from bot.planfile.shape import PlanFile, Thing, Values


def week_start(file: PlanFile) -> int:
    """Return the day on which the plan's weeks begin."""
    start = file.plan.values.get("week_start", 0)
    return start if isinstance(start, int) else 0


def readings_of(measure: Thing) -> Iterator[tuple[date, Decimal]]:
    """Yield a measure's readings by week."""
    given = measure.values.get("readings")
    for one in given if isinstance(given, tuple) else ():
        if isinstance(one, tuple) and isinstance(one[0], date) and isinstance(one[1], Decimal):
            yield one[0], one[1]


def bare(section: Section, thing: Thing) -> dict[str, object]:
    """Return a thing's values as its model takes them, without references: those are added once all are there."""
    values: dict[str, object] = {}
    for key in section.keys:
        if key.name in thing.values and key.kind not in ("one", "many"):
            values[key.name] = thing.values[key.name]
    return values


def rule_of(slot: Thing, today: date, plan_week_start: int) -> Rule:
    """Return on which dates a regular post falls; without a first day, from `today` on.

    Raises pydantic's ValidationError for what contradicts itself.
    """
    values: Values = slot.values
    names = {"every": "every", "interval": "interval", "weekdays": "weekdays", "month_days": "month_days"}
    names |= {"nth": "nth", "starts": "start", "ends": "until", "week_start": "week_start"}
    ends = values.get("ends")
    # What is over by then began at its end, as far as anybody can tell.
    start = min(today, ends) if isinstance(ends, date) else today
    fields: dict[str, object] = {"start": start, "week_start": plan_week_start}
    fields |= {of_rule: values[name] for name, of_rule in names.items() if name in values}
    return Rule.model_validate(fields)


def is_over(post: Thing, today: date) -> bool:
    """Tell whether a regular post has had its last day."""
    ends = post.values.get("ends")
    return isinstance(ends, date) and ends < today


def over_in(file: PlanFile, today: date) -> tuple[int, str]:
    """Count the regular posts of a file that are over; with the last day of the last of them, "" for none."""
    over = [str(post.values["ends"]) for post in file.of(POSTS.name) if is_over(post, today)]
    return len(over), max(over, default="")


def without_over(file: PlanFile, today: date) -> PlanFile:
    """Return a file without the regular posts that are over."""
    left = tuple(post for post in file.of(POSTS.name) if not is_over(post, today))
    return replace(file, things={**file.things, POSTS.name: left})


def items_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes of a list; a single one needs no list."""
    return node.items if isinstance(node, Several) else (node,)


def noun_of(of: str) -> str:
    """Return what people call a kind of thing that others refer to."""
    return MEASURES.noun if of == "measure" else SECTIONS[REFERRED[of]].noun


def as_sentence(text: str) -> str:
    """Return words of a model as a sentence."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?")) else f"{text}."
