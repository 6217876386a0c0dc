"""The table of phrases: what is typed is understood, asked about or refused, never guessed."""

from collections.abc import Mapping
from datetime import datetime, time

import pytest

from bot.language.answers import Answer, Choice, Locale, Unclear, Understood, is_command_word, read_yes_no
from bot.language.clock import read_snooze, read_time
from bot.language.dates import read_date, say_date
from bot.language.numbers import read_number
from bot.language.people import PersonRef, read_people
from bot.language.phrases import GoalDraft, SlotDraft, read_goal, read_slot
from bot.language.platform_names import read_platform
from bot.language.schedules import Schedule, read_schedule
from bot.language.targets import read_target
from bot.language.weekdays import read_days
from tests.language import phrases
from tests.language.phrases import BRITISH, GERMAN, OPEN, TODAY, Expected

NOW = datetime.combine(TODAY, time(11, 20))


def outcome(answer: Answer[object]) -> Expected:
    """Return an answer in the terms of the table; a schedule by its words."""

    def shown(value: object) -> object:
        return value.in_words() if isinstance(value, Schedule) else value

    if isinstance(answer, Understood):
        return Expected("half" if answer.confirm else "sure", (shown(answer.value),))
    if isinstance(answer, Choice):
        return Expected("ask", tuple(shown(value) for _, value in answer.options))
    return Expected("unclear", (answer.problem,))


def check(answer: Answer[object], expected: Expected) -> None:
    found = outcome(answer)
    assert found.how == expected.how, answer
    if isinstance(answer, Unclear):
        assert all(str(words) in answer.problem for words in expected.values), answer.problem
        assert answer.example
    else:
        assert found.values == expected.values
    if isinstance(answer, Choice):
        assert answer.question.endswith("?")
        assert len({label for label, _ in answer.options}) == len(answer.options)


@pytest.mark.parametrize(("text", "expected"), phrases.DATES)
def test_a_date_is_read(text: str, expected: Expected) -> None:
    check(read_date(text, TODAY, OPEN), expected)


@pytest.mark.parametrize(("text", "locale", "expected"), phrases.DATES_ELSEWHERE)
def test_a_date_is_read_as_the_plan_writes_dates(text: str, locale: Locale, expected: Expected) -> None:
    check(read_date(text, TODAY, locale), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.PAST_DATES)
def test_a_date_that_has_been_is_read(text: str, expected: Expected) -> None:
    check(read_date(text, TODAY, BRITISH, past=True), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.NUMBERS)
def test_a_number_is_read(text: str, expected: Expected) -> None:
    check(read_number(text, OPEN), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.NUMBERS_WITH_COMMA)
def test_a_number_is_read_where_the_comma_is_the_decimal_mark(text: str, expected: Expected) -> None:
    check(read_number(text, GERMAN), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.TARGETS)
def test_a_target_is_read(text: str, expected: Expected) -> None:
    check(read_target(text, OPEN), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.TIMES)
def test_a_time_of_day_is_read(text: str, expected: Expected) -> None:
    check(read_time(text), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.DAYS)
def test_days_of_the_week_are_read(text: str, expected: Expected) -> None:
    check(read_days(text), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.SCHEDULES)
def test_a_schedule_is_read(text: str, expected: Expected) -> None:
    check(read_schedule(text, TODAY, OPEN), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.SNOOZES)
def test_a_pause_is_read(text: str, expected: Expected) -> None:
    check(read_snooze(text, NOW, OPEN, morning=time(8, 30)), expected)


@pytest.mark.parametrize(("text", "expected"), phrases.YES_NO)
def test_a_yes_or_a_no_is_read(text: str, expected: Expected) -> None:
    check(read_yes_no(text), expected)


@pytest.mark.parametrize(("text", "people", "rest"), phrases.PEOPLE)
def test_people_are_read(text: str, people: tuple[PersonRef, ...], rest: str) -> None:
    answer = read_people(text)
    assert (answer.people, answer.rest) == (people, rest)


@pytest.mark.parametrize(("text", "command"), phrases.COMMANDS)
def test_only_a_whole_answer_steers_the_conversation(text: str, command: str | None) -> None:
    assert is_command_word(text) == command


@pytest.mark.parametrize(("text", "name"), phrases.PLATFORMS)
def test_a_platform_is_known_by_its_spellings(text: str, name: str | None) -> None:
    assert read_platform(text) == name


def told(draft: GoalDraft | SlotDraft) -> dict[str, object]:
    """Return a draft's contents, without empty ones; problems by their field, a schedule by its words."""
    found: dict[str, object] = {}
    for name, value in draft.__dict__.items():
        if name == "problems":
            value = tuple(problem.field for problem in value)
        elif isinstance(value, Schedule):
            value = value.in_words()
        if value not in (None, "", ()) and not name.endswith("_echo"):
            found[name] = value
    return found


@pytest.mark.parametrize(("text", "expected"), phrases.GOALS)
def test_a_goal_is_taken_apart(text: str, expected: Mapping[str, object]) -> None:
    draft = read_goal(text, TODAY, OPEN)
    assert told(draft) == expected
    assert draft.due_echo == (say_date(draft.due) if draft.due else "")


@pytest.mark.parametrize(("text", "expected"), phrases.SLOTS)
def test_a_regular_post_is_taken_apart(text: str, expected: Mapping[str, object]) -> None:
    draft = read_slot(text, TODAY, OPEN)
    assert told(draft) == expected
    assert bool(draft.schedule_echo) == (draft.schedule is not None)


def test_the_table_has_two_hundred_phrases() -> None:
    texts = [
        row[0] for name, rows in vars(phrases).items() if name.isupper() and isinstance(rows, list) for row in rows
    ]
    assert len(set(texts)) >= 200
