"""The lessons as data: ten of them, each short, each with one right answer and a reason for all three."""

from __future__ import annotations

import pytest

from bot.schema.lessons import BY_NAME, LESSONS, Lesson, Way, first_beside, lesson_numbered

# Public: messages carry the numbers, and people's answers are stored under the names.
GIVEN_OUT = (
    "goals",
    "measures",
    "audiences",
    "evidence",
    "platforms",
    "competitors",
    "positioning",
    "calendar",
    "listening",
    "results",
)
each = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def test_numbers_and_names_are_those_that_were_given_out() -> None:
    assert tuple(lesson.name for lesson in LESSONS)[: len(GIVEN_OUT)] == GIVEN_OUT
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert len(BY_NAME) == len(LESSONS)
    assert 8 <= len(LESSONS) <= 10  # docs/product.md, A1
    assert all(len(lesson.name) <= 40 for lesson in LESSONS)


@each
def test_a_lesson_is_short(lesson: Lesson) -> None:
    assert 60 <= len(f"{lesson.idea} {lesson.example}".split()) <= 120
    assert len(lesson.title) <= 60


@each
def test_one_answer_is_right_and_each_has_its_reason(lesson: Lesson) -> None:
    assert sum(choice.is_right for choice in lesson.choices) == 1
    assert lesson.choices[lesson.right].is_right
    assert lesson.question.endswith("?")
    assert len({choice.text for choice in lesson.choices}) == len({choice.why for choice in lesson.choices}) == 3
    for choice in lesson.choices:
        assert choice.why.endswith((".", "?"))
        assert not choice.text.endswith(".")


def test_the_right_answer_cannot_be_told_by_its_place_or_its_length() -> None:
    places = [lesson.right for lesson in LESSONS]
    assert {places.count(place) for place in range(3)} <= {3, 4}
    longest = sum(max(lesson.choices, key=lambda one: len(one.text)).is_right for lesson in LESSONS)
    assert longest <= len(LESSONS) * 2 // 3


def test_looking_at_competitors_is_one_of_them() -> None:
    assert "twist" in BY_NAME["competitors"].idea
    assert "B8" in BY_NAME["competitors"].demand


def test_the_next_one_is_the_first_that_was_not_answered() -> None:
    assert Way({}).next is LESSONS[0]
    way = Way({"goals": 0, "audiences": 1, "gone": 2})
    assert (way.read, way.next) == (2, BY_NAME["measures"])
    assert Way(dict.fromkeys(BY_NAME, 0)).next is None
    assert first_beside(set(BY_NAME) - {"results"}) is BY_NAME["results"]
    assert lesson_numbered(6) is BY_NAME["competitors"]
    assert lesson_numbered(0) is None
