"""A goal's values: its own and those of its measures."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from bot.domain.edits import measures_in, values_of
from bot.domain.goals import MeasureValues


def test_a_stored_change_reads_as_the_fields_it_changes() -> None:
    """A change of a goal as it has always been stored: flat names, numbers and dates as texts."""
    stored = {"statement": "1,200 followers", "target.7": "1200", "baseline.7": None, "due.9": "2026-12-31"}
    read = measures_in(stored)
    assert read == {
        7: MeasureValues(target=Decimal(1200), baseline=None),
        9: MeasureValues(due=date(2026, 12, 31)),
    }
    assert [one.model_fields_set for one in read.values()] == [{"target", "baseline"}, {"due"}]
    assert {"statement": "1,200 followers", **values_of(7, read[7]), **values_of(9, read[9])} == stored


def test_numbers_are_stored_in_plain_digits() -> None:
    written = values_of(7, MeasureValues(target=Decimal("1E+3"), baseline=Decimal("0.50")))
    assert written == {"target.7": "1000", "baseline.7": "0.5"}
