"""One of everything that is asked and told besides duties: questions about a plan, and lessons."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.gaps import Gap
from bot.domain.questions import PutOff, PutOffKind
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.schema.lessons import LESSONS, Way
from bot.views.kit import ids
from bot.views.kit.blocks import Content, fit
from bot.views.questions import lessons, questions
from bot.views.questions.questions import Closing, Heard

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"
NOBODY = Way({})
DAILY = Way({"goals": 1}, NOW)
DONE = Way({lesson.name: 0 for lesson in LESSONS}, NOW)
ASIDE = ids.Ref("aside", 5)


def a_gap(text: str = "") -> Gap:
    """Make a gap of a platform."""
    return Gap("rest", "platform", 12, text or "Instagram", "platform", "hours", asked=(7,))


def a_question(text: str, plan: Strategy) -> Closing:
    """Make the last line of a digest."""
    return questions.question(a_gap(text), plan)


def told(kind: PutOffKind, instead: Person | None = None, *, was_asked: bool = True) -> Heard:
    """Make a person's answer to a question."""
    until = NOW + timedelta(days=14) if kind == "not_now" else None
    return Heard(PutOff(1, 3, a_gap().key, 7, kind, until), 55, was_asked, instead)


def messages(text: str, plan: Strategy, ana: Person) -> dict[str, Content]:
    """Render them all, with `text` for everything that people type."""
    gap, team = a_gap(text), [(text or f"Person {number}", number % 10 + 1) for number in range(20)]
    line = lessons.line(LESSONS[2], DAILY, ASIDE)
    return {
        "aside_question": a_question(text, plan).content,
        "aside_answered": questions.answered(plan).content,
        "aside_not_now": questions.heard(gap, told("not_now"), BERLIN).content,
        "aside_not_ours": questions.heard(gap, told("not_ours", ana), BERLIN).content,
        "aside_not_mine": questions.told_alone(told("not_ours", ana, was_asked=False), BERLIN),
        "aside_nobody": questions.told_alone(replace(told("not_ours"), change_id=None), BERLIN),
        "aside_taken_back": questions.taken_back(True),
        "aside_taken_back_late": questions.taken_back(False),
        "lessons": lessons.listing(NOBODY, [], None, BERLIN),
        "lessons_daily": lessons.listing(DAILY, team, NOW + timedelta(days=1), BERLIN),
        "lessons_done": lessons.listing(DONE, team[:1], None, BERLIN),
        "lesson_line": fit(Content(line[0], tuple(line[1]))),
        **{f"lesson_{lesson.number}": lessons.lesson(lesson, NOBODY) for lesson in LESSONS},
        **{f"lesson_{lesson.number}_answered": lessons.lesson(lesson, DONE, ASIDE) for lesson in LESSONS},
        "lesson_daily": lessons.lesson(LESSONS[1], DAILY, ASIDE),
        "lesson_stopped": lessons.lesson(LESSONS[0], replace(DAILY, since=None), ASIDE),
    }
