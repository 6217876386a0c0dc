"""A slot's coming occurrences, with the exceptions to them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.calendar import Slot, SlotException, coming
from bot.domain.when import Rule

MONDAY = date(2026, 3, 30)
AFTER = datetime(2026, 3, 29, tzinfo=UTC)
UNTIL = AFTER + timedelta(days=14)


def slot(rule: Rule, zone: str = "Europe/Berlin") -> Slot:
    return Slot(
        id=1,
        strategy_id=1,
        kind="publish",
        title="Tip",
        role_id=1,
        platform_id=1,
        goal_id=None,
        audience_id=None,
        message=None,
        theme=None,
        content_kind=None,
        wall=time(10),
        zone=zone,
        rule=rule,
    )


MONDAYS = Rule(every="week", weekdays=(0,), start=MONDAY)


def test_occurrences_come_on_their_own_clock() -> None:
    at = [due.at for due in coming(slot(MONDAYS), {}, AFTER, UNTIL)]
    assert at == [datetime(2026, 3, 30, 8, tzinfo=UTC), datetime(2026, 4, 6, 8, tzinfo=UTC)]


def test_a_skipped_date_is_left_out_and_the_others_stay() -> None:
    left = coming(slot(MONDAYS), {MONDAY: SlotException(MONDAY, "skip")}, AFTER, UNTIL)
    assert [due.local_date for due in left] == [date(2026, 4, 6)]


def test_a_moved_occurrence_keeps_its_date_as_its_key() -> None:
    moved = SlotException(MONDAY, "move", new_date=date(2026, 3, 31), new_wall=time(15))
    first = coming(slot(MONDAYS), {MONDAY: moved}, AFTER, UNTIL)[0]
    assert first.local_date == MONDAY
    assert first.at == datetime(2026, 3, 31, 13, tzinfo=UTC)


def test_an_occurrence_can_be_moved_into_the_window_from_outside() -> None:
    later = date(2026, 5, 4)
    moved = SlotException(later, "move", new_date=date(2026, 4, 1))
    assert later in [due.local_date for due in coming(slot(MONDAYS), {later: moved}, AFTER, UNTIL)]


def test_a_handed_over_occurrence_is_due_as_before() -> None:
    handed = {MONDAY: SlotException(MONDAY, "hand_over", slack_id="U1")}
    assert coming(slot(MONDAYS), handed, AFTER, UNTIL) == coming(slot(MONDAYS), {}, AFTER, UNTIL)


@pytest.mark.parametrize("split", [timedelta(days=1), timedelta(days=5), timedelta(hours=32)])
def test_a_split_window_gives_the_same_occurrences(split: timedelta) -> None:
    whole = coming(slot(MONDAYS), {}, AFTER, UNTIL)
    halves = coming(slot(MONDAYS), {}, AFTER, AFTER + split) + coming(slot(MONDAYS), {}, AFTER + split, UNTIL)
    assert halves == whole
