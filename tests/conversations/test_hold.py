"""What people type after `/beat hold`, and what is understood."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversations.machine import Ask, Context, Done, answer, begin
from bot.domain.holds import NewHold
from bot.domain.roles import Person
from bot.language.answers import Locale

# A Monday, nine in the morning in Berlin.
CONTEXT = Context(
    now=datetime(2026, 3, 30, 7, 0, tzinfo=UTC),
    zone="Europe/Berlin",
    locale=Locale("dmy", "."),
    asker=Person(1, "U1", "Ana"),
    platforms=("Instagram", "Facebook", "LinkedIn"),
)


def held(typed: str, *answers: str) -> NewHold:
    """Have the conversation and save it; every answer is taken as it is meant to be."""
    state, ask = begin("hold", typed, CONTEXT)
    for said in answers:
        state, after = answer(state, said, CONTEXT)
        assert isinstance(after, Ask)
        assert not after.problem, (said, after.problem)
        ask = after
    assert ask.is_summary, ask.text
    _, done = answer(state, "save", CONTEXT)
    assert isinstance(done, Done)
    assert isinstance(done.result, NewHold)
    return done.result


def berlin(text: str) -> datetime:
    """Read a moment on Berlin's clock, summer time."""
    return datetime.fromisoformat(f"{text}+02:00")


@pytest.mark.parametrize(
    ("typed", "platform", "until", "reason"),
    [
        ("Instagram until Monday: product recall", "Instagram", "2026-04-06T00:00", "product recall"),
        ("insta till tomorrow because of the storm", "Instagram", "2026-03-31T00:00", "the storm"),
        ("all until further notice: fire", "", None, "fire"),
        ("everything for 3 days - elections", "", "2026-04-02T00:00", "elections"),
        (
            "Facebook for 2 hours: wrong price in the last post",
            "Facebook",
            "2026-03-30T11:00",
            "wrong price in the last post",
        ),
        ("linkedin until 3 April 14:00 due to a complaint", "LinkedIn", "2026-04-03T14:00", "a complaint"),
        ("publishing on Facebook until Thursday; strike", "Facebook", "2026-04-02T00:00", "strike"),
        ("all publishing until 1.4.: shop closed", "", "2026-04-01T00:00", "shop closed"),
        ("Everything until I say so: we wait for legal", "", None, "we wait for legal"),
    ],
)
def test_everything_in_one_line(typed: str, platform: str, until: str | None, reason: str) -> None:
    """What, until when and why, in that order."""
    made = held(typed)
    assert (made.platform, made.resume_at, made.reason) == (platform, berlin(until) if until else None, reason)


@pytest.mark.parametrize(
    ("typed", "answers"),
    [
        ("", ("Instagram", "Monday", "product recall")),
        ("Instagram", ("until Monday", "product recall")),
        ("until Monday", ("Instagram", "product recall")),
        (": product recall", ("Instagram", "Monday")),
        ("Instagram: product recall", ("Monday",)),
        ("Instagram until Monday", ("product recall",)),
    ],
)
def test_what_is_missing_is_asked_for(typed: str, answers: tuple[str, ...]) -> None:
    """In whatever part it comes, it comes to the same."""
    assert held(typed, *answers) == NewHold(
        platform="Instagram", reason="product recall", resume_at=berlin("2026-04-06T00:00")
    )


@pytest.mark.parametrize(
    ("typed", "answers", "problem"),
    [
        ("the moon until Monday: x", (), "“the moon” is no platform of this plan."),
        ("", ("Twitter",), "“Twitter” is no platform of this plan."),
        ("Instagram until whenever: x", (), "I could not tell from “until whenever” when it goes on."),
        ("Instagram: x", ("yesterday",), "Sunday 29 March 2026 is in the past."),
        ("Instagram: x", ("in 5 years",), "That is more than 60 days away."),
    ],
)
def test_what_cannot_be_read_is_said_and_asked_again(typed: str, answers: tuple[str, ...], problem: str) -> None:
    """The rest is kept: only what was wrong is asked for."""
    state, ask = begin("hold", typed, CONTEXT)
    for said in answers:
        state, after = answer(state, said, CONTEXT)
        assert isinstance(after, Ask)
        ask = after
    assert ask.problem == problem
    assert ask.example


def test_the_summary_says_the_day_with_weekday_and_zone() -> None:
    """Everything that was understood stands there before it is saved."""
    _, ask = begin("hold", "Instagram until Monday: product recall", CONTEXT)
    assert ask.text.startswith(
        "What stops: Publishing on Instagram\nUntil: Mon 6 April 2026 00:00 (Berlin)\nWhy: product recall"
    )


def test_a_plan_without_platforms_can_hold_everything() -> None:
    """There is nothing to choose then but everything."""
    bare = Context(CONTEXT.now, CONTEXT.zone, CONTEXT.locale, CONTEXT.asker)
    _, ask = begin("hold", "", bare)
    assert [option.label for option in ask.options] == ["Everything"]
    assert ask.example == "everything"


def test_a_reason_that_is_too_long_is_refused_with_its_length() -> None:
    """Nothing is cut in silence."""
    _, ask = begin("hold", f"all until Monday: {'x' * 300}", CONTEXT)
    assert "300" in ask.problem


def test_a_time_that_passed_before_saving_is_asked_again() -> None:
    """Asked at nine for two hours, saved at noon."""
    state, _ = begin("hold", "all for 2 hours: fire", CONTEXT)
    later = Context(datetime(2026, 3, 30, 10, 0, tzinfo=UTC), CONTEXT.zone, CONTEXT.locale, CONTEXT.asker)
    _, after = answer(state, "save", later)
    assert isinstance(after, Ask)
    assert after.problem == "That time is over by now."
