"""What a picture shows, in words: exact, as people would say it, and short enough for Slack."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.charts import (
    ALT_LIMIT,
    MOST_PANELS,
    Chart,
    Momentum,
    Results,
    Row,
    Style,
    Track,
    compact,
    day,
    exact,
    is_empty,
    month,
    words,
)

MONDAY = date(2026, 3, 30)
GERMAN = Style("dmy", ",")


def points(*values: str) -> tuple[tuple[date, Decimal], ...]:
    return tuple((MONDAY + timedelta(days=7 * n), Decimal(value)) for n, value in enumerate(values))


def track(*values: str, name: str = "Followers", unit: str = "people", target: str = "1000") -> Track:
    return Track(name, unit, points(*values), Decimal(target), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("chart", "said"),
    [
        (
            Results((track("640"),)),
            "Line chart of the latest numbers against their targets. Followers: 640 of 1,000 people by 30 Jun 2026."
            " One number so far, from 30 Mar 2026.",
        ),
        (
            Results((track("640.5", "700", "699"),), GERMAN),
            "Line chart of the latest numbers against their targets. Followers: 699 of 1.000 people by 30 Jun 2026."
            " Up from 640,5 on 30 Mar 2026, over 3 numbers.",
        ),
        (
            Results((Track("Reply time", "", points("60", "45"), Decimal(30), date(2026, 6, 30), "down"),)),
            "Line chart of the latest numbers against their targets. Reply time: 45, down to 30 by 30 Jun 2026."
            " Down from 60 on 30 Mar 2026, over 2 numbers.",
        ),
        (
            Results((Track("Mood", "", points("5", "5"), Decimal(7), date(2026, 6, 30), "within", floor=Decimal(0)),)),
            "Line chart of the latest numbers against their targets. Mood: 5, between 0 and 7 by 30 Jun 2026."
            " The same as 5 on 30 Mar 2026, over 2 numbers.",
        ),
        (
            Results((track(),)),
            "Line chart of the latest numbers against their targets. Followers: no number yet.",
        ),
        (
            Momentum((MONDAY, MONDAY + timedelta(days=7)), (Row("Instagram", ((1, 3), (0, 0))),), Style("mdy")),
            "Bar chart of what was done, in the 2 weeks from Mar 30, 2026."
            " Instagram: 1 of 3 in all; week by week 1 of 3, none planned.",
        ),
    ],
)
def test_a_chart_in_words(chart: Chart, said: str) -> None:
    assert words(chart) == said


def test_a_picture_without_a_number_is_none() -> None:
    assert is_empty(Results((track(), track())))
    assert is_empty(Results(()))
    assert is_empty(Momentum((), ()))
    assert not is_empty(Results((track(), track("1"))))


def test_what_does_not_fit_is_counted() -> None:
    """Each measure is described completely or not at all; the number left out is given."""
    said = words(Results(tuple(track("1", "2", name=f"Number {n} of many that are measured here") for n in range(40))))
    assert len(said) <= ALT_LIMIT
    told = said.count("over 2 numbers.")
    assert said.endswith(f"And {40 - told} more.")


def test_more_panels_than_a_phone_shows_are_left_out() -> None:
    chart = Results(tuple(track("1") for _ in range(9)))
    assert (len(chart.shown), len(chart.tracks)) == (MOST_PANELS, 9)


@given(
    names=st.lists(st.text(max_size=300), min_size=1, max_size=12),
    values=st.lists(st.decimals(-(10**12), 10**12, places=2), max_size=30),
)
def test_words_keep_to_slacks_limit_whatever_people_call_things(names: list[str], values: list[Decimal]) -> None:
    series = tuple((MONDAY + timedelta(days=n), value) for n, value in enumerate(values))
    chart = Results(tuple(Track(name, name, series, Decimal(10), date(2026, 6, 30)) for name in names))
    said = words(chart)
    assert len(said) <= ALT_LIMIT
    assert "\n" not in said
    assert all(value.is_finite() for value in values)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0, "0"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (640, "640"),
        (999.5, "999.5"),
        (1000, "1k"),
        (1250, "1.25k"),
        (24_691_356, "24.69M"),
        (-3_000_000_000, "-3B"),
        (10**12, "1T"),
    ],
)
def test_numbers_of_an_axis_are_short(value: float, said: str) -> None:
    assert compact(value, Style()) == said


def test_numbers_and_dates_are_written_as_the_plan_writes_them() -> None:
    assert exact(Decimal("1234567.50"), GERMAN) == "1.234.567,5"
    assert exact(Decimal("1E+3"), Style()) == "1,000"
    assert compact(1250, GERMAN) == "1,25k"
    assert [day(MONDAY, Style(order)) for order in ("dmy", "mdy", "ymd")] == ["30 Mar", "Mar 30", "03-30"]
    assert day(MONDAY, Style("ymd"), year=True) == "2026-03-30"
    assert [month(MONDAY, Style("dmy")), month(MONDAY, Style("ymd"))] == ["Mar 2026", "2026-03"]


def test_an_even_pace_begins_at_the_baseline_else_at_the_first_number() -> None:
    """A range has no pace, and neither has a measure that is due already."""
    assert track("5", "6").start == (MONDAY, Decimal(5))
    based = Track("x", "", points("5"), Decimal(9), date(2026, 6, 30), baseline=(date(2026, 1, 5), Decimal(1)))
    assert based.start == (date(2026, 1, 5), Decimal(1))
    assert track().start is None
    assert Track("x", "", points("5"), Decimal(9), date(2026, 6, 30), "within", floor=Decimal(1)).start is None
    assert Track("x", "", points("5"), Decimal(9), MONDAY).start is None
