"""From duties and measures to a picture's contents: weeks, platforms, kinds of content, baselines."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from bot.domain.duties import ON_HOLD, Duty, DutyState
from bot.pictures.charts import MOST_PANELS, WEEKS
from bot.services.calendar.pictures import momentum_of, results_of
from tests.views.samples import duty, goal, measure, strategy

# A Monday, and the first day of eight weeks.
FIRST = date(2026, 2, 2)
PLAN = strategy()


def at(week: int, days: int = 0, *, state: DutyState = "done", content_kind: str | None = None) -> Duty:
    """Make a duty in a week of the picture."""
    due = datetime(2026, 2, 2, 9, 0, tzinfo=UTC) + timedelta(days=7 * week + days)
    return replace(duty(), id=week * 100 + days, due_at=due, state=state, content_kind=content_kind)


def test_weeks_before_anything_was_planned_are_left_out() -> None:
    chart = momentum_of([at(5), at(7, state="missed")], PLAN, FIRST)
    assert chart.weeks == (date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23))
    assert [(row.name, row.weeks) for row in chart.rows] == [("Instagram", ((1, 1), (0, 0), (0, 1)))]


def test_one_week_alone_has_no_momentum() -> None:
    assert momentum_of([at(7), at(7, 1)], PLAN, FIRST).rows == ()
    assert momentum_of([], PLAN, FIRST).rows == ()


def test_platforms_and_kinds_are_told_apart_where_there_are_several() -> None:
    """Each counts the same duties again; those without a platform or kind are labeled so."""
    owed = [
        at(6, content_kind="photo"),
        at(7, content_kind="video", state="open"),
        replace(at(7, 1, state="scheduled", content_kind="video"), platform=None, platform_id=None),
        at(7, 2),
    ]
    rows = {row.name: (row.done, row.planned) for row in momentum_of(owed, PLAN, FIRST).rows}
    assert rows == {
        "Instagram": (2, 3),
        "Without a platform": (1, 1),
        "Kind: photo": (1, 1),
        "Kind: video": (1, 2),
        "Of no kind": (1, 1),
    }


def test_what_was_on_hold_was_not_planned() -> None:
    held = replace(at(7, 3, state="skipped"), reason=ON_HOLD)
    (row,) = momentum_of([at(6), at(7), held], PLAN, FIRST).rows
    assert row.weeks == ((1, 1), (1, 1))


def test_a_week_is_the_strategys_own() -> None:
    """Late on a Sunday in UTC it is Monday in Berlin already: the next week."""
    sunday = replace(at(6, 6), due_at=datetime(2026, 3, 22, 23, 30, tzinfo=UTC))
    chart = momentum_of([at(5), sunday], PLAN, FIRST)
    assert chart.rows[0].weeks == ((1, 1), (0, 0), (1, 1))
    assert len(chart.weeks) <= WEEKS


def test_only_measures_with_a_number_are_drawn() -> None:
    """In the order of the goals, however many there are; a baseline counts if its date is known."""
    with_number, without = measure("", 640), measure("")
    based = replace(with_number, baseline=Decimal(400), baseline_on=date(2026, 1, 5))
    tracks = results_of([goal("", without, with_number), goal("", based)], PLAN).tracks
    assert [len(track.points) for track in tracks] == [1, 1]
    assert tracks[1].baseline == (date(2026, 1, 5), Decimal(400))
    many = results_of([goal("", *[with_number] * 9)], PLAN)
    assert (len(many.tracks), len(many.shown)) == (9, MOST_PANELS)
