"""Lessons as people read them: the list, each lesson, and the result of its question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.schema.lessons import LESSONS, Choice, Lesson, Way
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, actions, beside, button, context, fit, section, select
from bot.views.kit.texts import moment, titled

LETTERS = "ABC"
ALL = len(LESSONS)
# The title of the window that shows the first one.
FIRST_LESSON = "The first lesson"
_ANYWHERE = ids.Ref("lesson", 0)
# At most this many people are named in what is said about the team: nobody reads more.
NAMED = 12


def listing(way: Way, team: Sequence[tuple[str, int]], next_at: datetime | None, zone: str) -> Content:
    """List the lessons with the reader's progress, and who else in their plans has started, with how many.

    `next_at` is when the next lesson can come by itself, for people who want one a day.
    """
    title = f"*The lessons: you have read {way.read} of {ALL}*"
    opening = "Each has one idea, one example and one question. It takes about a minute."
    lines = [f"{'✓' if lesson.name in way.answers else '•'} {lesson.number}. {lesson.title}" for lesson in LESSONS]
    daily = daily_words(way, next_at, zone)
    blocks = [section(f"{title}\n{opening}"), section("\n".join(lines))]
    if team:
        blocks.append(section(f"*Your team:*\n{_team(team)}"))
    row = []
    if way.next is not None:
        row.append(button("Read the next one", ids.LESSON_READ, _ref(way.next), "primary"))
        row.append(daily_button(way, _ANYWHERE))
    options = [(f"{lesson.number}. {lesson.title}", _ref(lesson)) for lesson in LESSONS]
    blocks += [section(daily), actions(*row, select("Choose a lesson…", ids.LESSON_PICK, options))]
    return fit(Content("\n".join([title, opening, *lines, daily]), tuple(blocks)))


def _team(team: Sequence[tuple[str, int]]) -> str:
    """Say who has read how many, a line each. People who haven't started aren't named: lessons are an offer."""
    said = [f"• {titled(name)} {read} of {ALL}" for name, read in team[:NAMED]]
    return "\n".join([*said, f"• and {len(team) - NAMED} more"] if len(team) > NAMED else said)


def daily_words(way: Way, next_at: datetime | None, zone: str) -> str:
    """Say whether lessons come by themselves, and when the next one can come."""
    if way.next is None:
        return "You have read all of them. Look at any of them again whenever you like."
    if way.since is None:
        return "If you like, one comes each working day, with your digest."
    when = f" The next one can come {moment(next_at, zone)}." if next_at else ""
    return f"✓ One comes each working day, with your digest.{when} A question about your plan may take its turn."


def daily_button(way: Way, where: ids.Ref) -> Block:
    """Return the button that starts or stops a lesson a day. `where` is what holds it."""
    if way.since is None:
        return button("One a day, please", ids.LESSONS_DAILY, where.encode())
    return button("Stop the lessons", ids.LESSONS_STOP, where.encode())


def _ref(lesson: Lesson) -> str:
    return ids.Ref("lesson", lesson.number).encode()


# ---------------------------------------------------------------- one lesson


def lesson(lesson: Lesson, way: Way, where: ids.Ref = _ANYWHERE) -> Content:
    """Show a lesson with its question; once answered, with the first answer, and why each answer is right or wrong."""
    title = f"*Lesson {lesson.number} of {ALL}: {lesson.title}*"
    chosen = way.answers.get(lesson.name)
    blocks = [section(f"{title}\n{lesson.idea}"), section(f"*For example:* {lesson.example}")]
    if chosen is None:
        asked = [f"*{letter}*  {choice.text}" for letter, choice in zip(LETTERS, lesson.choices, strict=True)]
        blocks.append(section("\n".join([f"*{lesson.question}*", *asked])))
        value = ids.Ref("lesson", lesson.number)
        row = [
            button(letter, ids.lesson_answer(index), ids.choice(value, index)) for index, letter in enumerate(LETTERS)
        ]
        blocks += [actions(*row), actions(*_elsewhere(way, where, None))]
        return fit(Content(f"{title} {lesson.question}", tuple(blocks)))
    said = result(lesson, chosen)
    whys = [_told(choice, index, index == chosen) for index, choice in enumerate(lesson.choices)]
    blocks += [section("\n".join([f"*{lesson.question}*", said])), section("\n".join(whys))]
    if way.next is None:
        blocks.append(context(f"You have read all {ALL} lessons."))
    elif where.thing == "aside" and way.since is None:
        blocks.append(context("✓ Stopped. No more lessons come by themselves. `/beat lessons` shows all of them."))
    blocks.append(actions(*_elsewhere(way, where, way.next)))
    return fit(Content(f"{title} {said}", tuple(blocks)))


def result(lesson: Lesson, chosen: int) -> str:
    """Say the result of an answer: "✓ B is right." """
    if chosen == lesson.right:
        return f"✓ {LETTERS[chosen]} is right."
    answer = LETTERS[chosen] if 0 <= chosen < len(LETTERS) else "that"
    return f"Not {answer}: {LETTERS[lesson.right]} is the best of the three."


def _told(choice: Choice, index: int, is_chosen: bool) -> str:
    own = " (your answer)" if is_chosen else ""
    return f"{'✓' if choice.is_right else '✗'} *{LETTERS[index]}*  {choice.text}{own}\n_{choice.why}_"


def _elsewhere(way: Way, where: ids.Ref, following: Lesson | None) -> list[Block]:
    row = [button("Read the next one", ids.LESSON_READ, _ref(following), "primary")] if following else []
    row.append(button("All lessons", ids.LESSONS_ALL, _ANYWHERE.encode()))
    if where.thing == "aside" and way.next is not None:
        row.append(daily_button(way, where))
    return row


def line(lesson: Lesson, way: Way, where: ids.Ref) -> tuple[str, list[Block]]:
    """Return a lesson as the last line of a digest: its text, and its blocks with the button that opens it."""
    named = f"Lesson {lesson.number} of {ALL}, {lesson.title}"
    chosen = way.answers.get(lesson.name)
    if chosen is not None:
        words = f"*{named}.* {result(lesson, chosen)}"
        return words, [beside(words, button("Look again", ids.LESSON_READ, _ref(lesson)))]
    if way.since is None:
        words = f"*{named}.* ✓ No more lessons come by themselves."
        row = [button("Read it", ids.LESSON_READ, _ref(lesson)), daily_button(way, where)]
        return words, [section(words), actions(*row)]
    words = f"*{named}.* It takes about a minute."
    row = [button("Read it", ids.LESSON_READ, _ref(lesson)), daily_button(way, where)]
    return words, [section(words), actions(*row)]


@dataclass(frozen=True)
class Teaching:
    """What an offer of a role says about lessons. `next_at` is when the first one can come by itself."""

    way: Way
    next_at: datetime | None
    zone: str


def offer_button(teaching: Teaching, where: ids.Ref) -> list[Block]:
    """Return the button for a lesson a day for newcomers; nothing for people who get them, or have read them all."""
    if teaching.way.since is not None or teaching.way.next is None:
        return []
    return [button("Teach me, a lesson a day", ids.LESSONS_DAILY, where.encode())]


def offer_blocks(teaching: Teaching, where: ids.Ref) -> list[Block]:
    """Return what an offer of a role says once its reader asked for lessons; nothing before that."""
    way = teaching.way
    if way.since is None or way.next is None:
        return []
    when = f", from {moment(teaching.next_at, teaching.zone)}" if teaching.next_at else ""
    first = button(f"Read lesson {way.next.number} now", ids.LESSON_READ, _ref(way.next))
    return [section(f"✓ A lesson comes each working day{when}."), actions(first, daily_button(way, where))]


def progress_line(way: Way) -> tuple[str, Block]:
    """Return one line for Home, and its button."""
    if way.next is None:
        return f"*Lessons*\nYou have read all {ALL}.", button("All lessons", ids.LESSONS_ALL, _ANYWHERE.encode())
    words = f"*Lessons*\nYou have read {way.read} of {ALL}. Next: {way.next.title}."
    return words, button("Read the next one", ids.LESSON_READ, _ref(way.next))
