"""Who is asked or told what beside their duties, and on which days: literal tables, and what holds of any history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gaps import Gap
from bot.domain.questions import (
    Aside,
    AsideKind,
    Open,
    Outcome,
    PutOff,
    PutOffKind,
    are_left,
    is_old_enough,
    is_time_to_ask,
    order,
    pick,
    put_to,
    word_of,
)
from bot.domain.when import Hours
from bot.views.kit import ids

ANA, BEN, CHO = 1, 2, 3
MONDAY = date(2026, 3, 30)
HOURS = Hours(zone_name="Europe/Berlin", days=frozenset(range(5)), begins=time(9), ends=time(18))
VISION = Gap("aim", "strategy", 7, "", "vision", asked=(ANA,))
READ = Gap("baseline", "measure", 9, "Followers", "measure", "baseline", asked=(BEN, ANA))
HOURS_OF = Gap("rest", "platform", 4, "Instagram", "platform", "hours", asked=(BEN, CHO, ANA))


def day(number: int) -> date:
    """Return a day of March 2026, or of April beyond the 31st."""
    return date(2026, 3, 1) + timedelta(days=number - 1)


def asked(
    on: int, gap: Gap = READ, *, of: int = BEN, outcome: Outcome | None = None, kind: AsideKind = "gap", plan: int = 7
) -> Aside:
    return Aside(on, of, day(on), kind, plan, gap.key, outcome)


def said(gap: Gap, kind: PutOffKind, by: int) -> PutOff:
    return PutOff(1, 7, gap.key, by, kind, None if kind == "not_ours" else datetime(2026, 4, 13, tzinfo=UTC))


# ---------------------------------------------------------------- whose turn it is


@pytest.mark.parametrize(
    ("last", "wants", "may", "turn"),
    [
        (None, True, True, ("lesson", "gap")),
        ("gap", True, True, ("lesson", "gap")),
        ("lesson", True, True, ("gap", "lesson")),
        ("lesson", False, True, ("gap",)),
        ("gap", True, False, ("lesson",)),
        (None, False, False, ()),
    ],
)
def test_a_lesson_after_a_question_and_a_question_after_a_lesson(
    last: AsideKind | None, wants: bool, may: bool, turn: tuple[AsideKind, ...]
) -> None:
    before = [asked(30, kind=last)] if last else []
    assert order(before, wants_lessons=wants, may_be_asked=may) == turn


@pytest.mark.parametrize(
    ("founded", "first"),
    [
        (30, 32),  # Monday: nothing on Tuesday, from Wednesday on
        (33, 37),  # Thursday: Friday is the first working day after, Monday the second
        (34, 38),  # Friday
        (35, 38),  # Saturday
    ],
)
def test_a_plan_is_asked_about_from_the_second_working_day_on(founded: int, first: int) -> None:
    days = [n for n in range(founded, founded + 9) if is_old_enough(day(founded), HOURS, day(n))]
    assert days[0] == first


@pytest.mark.parametrize(
    ("history", "first"),
    [
        ([], 30),
        ([asked(30, outcome="answered")], 32),
        ([asked(30)], 32),  # one that was left is no reason to be asked more rarely
        ([asked(34, outcome="put_off")], 38),  # Friday: not on Monday, but on Tuesday
        ([asked(32), asked(30)], 39),  # two left standing: a week of working days after the last
        ([asked(32, outcome="answered"), asked(30)], 34),
        ([asked(32), asked(30, outcome="not_ours")], 34),
        ([asked(33, kind="lesson"), asked(31)], 33),  # a lesson is no question
    ],
)
def test_between_two_questions_there_is_a_working_day_and_more_where_two_were_left(
    history: list[Aside], first: int
) -> None:
    days = [n for n in range(30, 60) if is_time_to_ask(history, HOURS, day(n))]
    assert days[0] == first
    assert are_left(history) == (first == 39)


# ---------------------------------------------------------------- who is asked what


def test_the_question_that_blocks_most_goes_first_whichever_plan_it_is_of() -> None:
    found = [Open(7, HOURS_OF), Open(7, READ), Open(8, replace(VISION, asked=(BEN,)))]
    assert pick(found, BEN, MONDAY, [], []) == found[2]
    assert pick(found[:2], BEN, MONDAY, [], []) == found[1]


def test_nobody_is_asked_what_is_put_to_somebody_else() -> None:
    assert pick([Open(7, READ)], ANA, MONDAY, [], []) is None
    assert pick([Open(7, replace(READ, asked=()))], ANA, MONDAY, [], []) is None


def test_who_says_not_ours_makes_way_for_the_next_one_at_once() -> None:
    put_offs = [said(HOURS_OF, "not_ours", BEN)]
    before = [asked(30, HOURS_OF, outcome="not_ours")]
    assert put_to(HOURS_OF, put_offs) == CHO
    assert pick([Open(7, HOURS_OF)], BEN, day(31), put_offs, before) is None
    assert pick([Open(7, HOURS_OF)], CHO, day(31), put_offs, before) == Open(7, HOURS_OF)
    everybody = [said(HOURS_OF, "not_ours", who) for who in (BEN, CHO, ANA)]
    assert put_to(HOURS_OF, everybody) is None


def test_not_now_keeps_it_where_it_is() -> None:
    """It waits for whoever said so: nobody else is asked in their place, and the next question comes meanwhile."""
    put_offs = [said(READ, "not_now", BEN)]
    assert put_to(READ, put_offs) == BEN
    assert pick([Open(7, READ)], ANA, MONDAY, put_offs, []) is None
    assert pick([Open(7, READ), Open(7, HOURS_OF)], BEN, MONDAY, put_offs, []) == Open(7, HOURS_OF)


def test_what_others_say_of_a_question_is_said_for_themselves() -> None:
    assert pick([Open(7, READ)], BEN, MONDAY, [said(READ, "not_now", ANA), said(READ, "not_ours", ANA)], []) is not None


def test_a_put_off_of_one_plan_says_nothing_of_another() -> None:
    there = replace(said(READ, "not_ours", BEN), strategy_id=8)
    assert pick([Open(7, READ)], BEN, MONDAY, [there], [asked(30, plan=8)]) == Open(7, READ)


@pytest.mark.parametrize(
    ("before", "first"),
    [
        (asked(2), 16),  # the same again, of the same person: two weeks
        (asked(2, of=ANA), 9),  # of anybody: one week
        (asked(2, of=ANA, outcome="answered"), 9),
        (asked(2, outcome="dropped"), 2),  # nobody saw it
    ],
)
def test_the_same_is_not_asked_again_soon(before: Aside, first: int) -> None:
    days = [n for n in range(2, 30) if pick([Open(7, READ)], BEN, day(n), [], [before]) is not None]
    assert days[0] == first


# ---------------------------------------------------------------- of any history

gaps = st.builds(
    Gap,
    kind=st.just("rest"),
    thing=st.just("platform"),
    id=st.integers(1, 4),
    about=st.just("Instagram"),
    concept=st.just("platform"),
    field=st.sampled_from(["hours", "line", "budget"]),
    asked=st.lists(st.sampled_from([ANA, BEN, CHO]), unique=True).map(tuple),
)
histories = st.lists(
    st.builds(
        asked,
        st.integers(1, 30),
        gaps,
        of=st.sampled_from([ANA, BEN, CHO]),
        outcome=st.sampled_from([None, "answered", "put_off", "not_ours", "dropped"]),
    ),
    max_size=12,
)
put_off_lists = st.lists(
    st.builds(said, gaps, st.sampled_from(["not_now", "not_ours"]), st.sampled_from([ANA, BEN, CHO])), max_size=8
)


@given(st.lists(gaps, max_size=6), histories, put_off_lists)
def test_at_most_one_person_is_asked_a_question_on_a_day(
    some: list[Gap], history: list[Aside], put_offs: list[PutOff]
) -> None:
    found = [Open(7, gap) for gap in {gap.key: gap for gap in some}.values()]
    picked = {who: pick(found, who, MONDAY, put_offs, history) for who in (ANA, BEN, CHO)}
    keys = [one.gap.key for one in picked.values() if one is not None]
    assert len(keys) == len(set(keys))
    for who, one in picked.items():
        if one is not None:
            assert who in one.gap.asked
            assert not any(p.gap == one.gap.key and p.member == who for p in put_offs)


@given(st.text(max_size=80))
def test_the_word_of_a_key_is_one_that_a_button_takes(key: str) -> None:
    ref = ids.Ref("strategy", 7)
    assert ids.read_choice(ids.choice(ref, word_of(key))) == (ref, word_of(key))
