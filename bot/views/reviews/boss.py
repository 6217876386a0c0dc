"""The summary to forward: a review in four sentences. Nobody is named."""

from __future__ import annotations

from bot.domain.goals import STATES, Measure, standing
from bot.domain.reviews import Note, Review
from bot.domain.strategies import Strategy
from bot.pictures.charts import Chart
from bot.views.kit.blocks import Content, fit, section
from bot.views.kit.texts import brief, count, date_in, day_words, full_day, titled
from bot.views.plan.measures import against
from bot.views.reviews.pictures import Illustrated, missing

# At most this much of people's text is shown: a sentence for a reader in a hurry.
SHOWN = 110
_STATES = {"reached": ", as it should be", "behind": ", not as it should be"}
_STANDING = {"reached": ", which is the target", "on_pace": ", on pace", "behind": ", behind pace"}


def for_the_boss(review: Review, strategy: Strategy, chart: Chart | None, *, without: int = 0) -> Content:
    """Compose the picture with its four sentences; without a chart the sentences alone.

    `without` counts the pictures that could not be added, which is said.
    """
    title = f"*{titled(strategy.name)}: the week of {day_words(review.week)}*"
    sentences = [_done(review), _results(review, strategy), _learned(review), _decided(review, strategy)]
    text = "\n".join([title, *sentences, *([missing(without)] if without else [])])
    content = fit(Content(text, (section(text),)))
    return Illustrated(content.text, content.blocks, chart=chart) if chart is not None else content


def told(is_new: bool) -> Content:
    """Tell the person who pressed where it is."""
    where = "in our direct message. Forward it from there, as it is."
    text = f"✓ I sent it to you, {where}" if is_new else f"You have it already, {where}"
    return fit(Content(text, (section(text),)))


def _done(review: Review) -> str:
    activity = review.activity
    if not activity.planned:
        return "Nothing was planned for this week."
    return f"The team did {activity.done + activity.late} of the {activity.planned} things that were planned."


def _results(review: Review, strategy: Strategy) -> str:
    measures = [m for goal in review.goals for m in goal.measures]
    read = [m for m in measures if m.last is not None]
    if not read:
        return "There is no number yet that shows what came of it."
    today = date_in(review.opens_at, review.zone)
    # Those with the most to say come first.
    order = {"reached": 0, "behind": 1, "on_pace": 2}
    first = min(read, key=lambda m: order.get(standing(m, today), 3))
    how = (_STATES if first.direction in STATES else _STANDING).get(standing(first, today), "")
    more = f" {count(len(read) - 1, 'more number is', 'more numbers are')} in the picture." if len(read) > 1 else ""
    return f"{_measure(first, strategy)}{how}.{more}"


def _measure(measure: Measure, strategy: Strategy) -> str:
    assert measure.last is not None
    to = against(measure, measure.last.value, strategy.decimal_mark)
    return f"{titled(measure.name)}: {to} by {full_day(measure.due)}"


def _learned(review: Review) -> str:
    learnings = [note for note in review.notes if note.kind == "learning"]
    return f"We learned: {_first(learnings)}" if learnings else "Nothing new was learned this week."


def _decided(review: Review, strategy: Strategy) -> str:
    decisions = [note for note in review.notes if note.kind == "decision"]
    if decisions:
        return f"We decided: {_first(decisions)}"
    if review.next_opens_at is None:
        return "The plan goes on as it is."
    return f"The plan goes on as it is; the next review is on {day_words(date_in(review.next_opens_at, review.zone))}."


def _first(notes: list[Note]) -> str:
    text = brief(notes[0].text, SHOWN, "in the review").rstrip(". ")
    return f"{text}." if len(notes) == 1 else f"{text}, and {len(notes) - 1} more."
