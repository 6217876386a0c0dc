"""Home: limits, what it says, and how progress is drawn."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.domain.duties import Digest
from bot.domain.goals import Measure, time_gone, way_gone
from bot.views.kit import ids
from bot.views.kit.blocks import Block, Content, size
from bot.views.pages.home import MyRole, bar, home
from playground.slack.rules.view import check_view
from tests.views import samples
from tests.views.home_samples import plan, seen
from tests.views.samples import NOW
from tests.views.slack_limits import markup_of, texts_of


def as_view(content: Content) -> Block:
    return {"type": "home", "blocks": json.loads(json.dumps(content.blocks)), "private_metadata": "1"}


def words(content: Content) -> str:
    return "\n".join(texts_of(content.blocks))


@pytest.mark.parametrize("text", ["", *samples.HOSTILE.values()], ids=["plain", *samples.HOSTILE])
@pytest.mark.parametrize(
    ("duties", "plans", "size_"), [(1, 1, 1), (500, 1, 40), (500, 30, 40)], ids=["small", "much", "most"]
)
def test_a_home_keeps_to_slacks_limits_whatever_people_typed(text: str, duties: int, plans: int, size_: int) -> None:
    content = home(seen(text, duties=duties, plans=plans, size_=size_, is_new=True), NOW, 1)
    check_view(as_view(content), "home")
    assert len(json.dumps(as_view(content)).encode()) < 250_000
    for markup in markup_of(content.blocks):
        assert not re.search(r"<(?!#C1>|https?://[^|<>]+\|link>)", markup)


def test_the_fullest_home_leaves_nothing_out_in_silence() -> None:
    content = home(seen(duties=500, plans=30, size_=40, is_new=True), NOW, 1)
    assert len(content.blocks) <= 100
    assert size(content.blocks) < 80_000
    said = words(content)
    assert "500 to do, 1 of them overdue. This is page 1 of 63." in said
    assert "… and 482 more" in said
    assert "38 more goals: press Goals." in said
    assert "You also see Bakery, Bakery, Bakery, Bakery, Bakery and 21 more." in said
    assert "Your settings" in said
    assert "You have read 1 of 10. Next: Numbers that you act on." in said
    assert "left out" not in said


@pytest.mark.parametrize(
    ("page", "ids_shown", "buttons"),
    [
        (1, range(1, 9), ["Show more"]),
        (2, range(9, 17), ["Back", "Show more"]),
        (3, range(17, 20), ["Back"]),
        (99, range(17, 20), ["Back"]),
    ],
)
def test_eight_duties_a_page_have_buttons(page: int, ids_shown: range, buttons: list[str]) -> None:
    blocks = home(seen(duties=19), NOW, page).blocks
    done = [
        e["value"] for b in blocks if b["type"] == "actions" for e in b["elements"] if e["action_id"] == ids.DUTY_DONE
    ]
    assert done == [f"duty:{n}:3" for n in ids_shown]
    turning = [
        e["text"]["text"]
        for b in blocks
        if b["type"] == "actions"
        for e in b["elements"]
        if e["action_id"] in (ids.HOME_NEXT, ids.HOME_BACK)
    ]
    assert turning == buttons


def test_a_home_has_no_block_ids_so_that_menus_begin_anew() -> None:
    assert [b for b in home(seen(duties=30), NOW, 1).blocks if "block_id" in b] == []


def test_the_first_home_explains_itself_and_says_the_first_step() -> None:
    assert "Welcome" not in words(home(seen(), NOW, 1))
    assert "The first step:* somebody gave you a role" in words(home(seen(is_new=True), NOW, 1))
    nothing = replace(seen(), plans=(), digest=Digest((), ()), held=())
    alone = words(home(nothing, NOW, 1))
    assert "Welcome to Drumbeat" in alone
    assert "type `/beat setup`" in alone
    assert "Nothing for you today" not in alone
    role = replace(plan(), roles=(MyRole(samples.role(holdings=()), False),))
    assert "do the first duty below" in words(home(replace(seen(is_new=True), plans=(role,)), NOW, 1))
    waiting = replace(seen(is_new=True), plans=(role,), digest=Digest((), ()))
    assert "Your next digest can come Tue 31 Mar." in words(home(waiting, NOW, 1))
    looking = replace(waiting, plans=(replace(role, roles=()),))
    assert "You have no role in it yet: `/beat role Editor @ana` gives one." in words(home(looking, NOW, 1))


def test_three_kinds_of_gaps_are_shown_each_with_what_mends_it_and_the_rest_is_counted() -> None:
    blocks = home(seen(size_=2), NOW, 1).blocks
    mending = {b["text"]["text"]: b["accessory"] for b in blocks if "accessory" in b}
    assert list(mending)[:3] == [
        "There is no vision yet. Where does all of this lead?",
        "Nothing says yet what the organisation wants to bring about.",
        "No audience is described yet. Whom do you write for?",
    ]
    assert [(b["action_id"], b["value"]) for b in mending.values()][:3] == [
        (ids.ADD_NEW, "strategy:3:0|vision"),
        (ids.ADD_NEW, "strategy:3:0|objective"),
        (ids.ADD_NEW, "strategy:3:0|audience"),
    ]
    assert re.search(
        r"[1-9][0-9]* more can wait\. They come up when these are done\.", words(home(seen(size_=2), NOW, 1))
    )


def test_gaps_of_one_kind_are_one_line() -> None:
    whole = replace(plan(size_=2), gaps=tuple(gap for gap in plan(size_=2).gaps if gap.concept == "slot"))
    said = words(home(replace(seen(), plans=(whole,)), NOW, 1))
    assert "Whom is “Tip of the day” for? No audience is named. (1 more like it)" in said
    assert "What does “Tip of the day” say? There is no message yet. (1 more like it)" in said
    assert "Nothing regular is done for “Be the bakery that people ask” yet. (1 more like it)" in said


def test_with_several_plans_each_duty_says_where_it_is_from() -> None:
    two = (samples.duty(), samples.duty(id=813, strategy_id=4, strategy_name="Café"))
    content = home(replace(seen(), digest=Digest((), two)), NOW, 1)
    assert "Café in <#C1>" in words(content)
    assert "Bakery in <#C1>" not in words(home(replace(seen(), digest=Digest((), two[:1])), NOW, 1))


@pytest.mark.parametrize(
    ("share", "drawn"),
    [
        ("0", "▱▱▱▱▱▱▱▱▱▱"),
        ("0.01", "▰▱▱▱▱▱▱▱▱▱"),
        ("0.1999", "▰▱▱▱▱▱▱▱▱▱"),
        ("0.4", "▰▰▰▰▱▱▱▱▱▱"),
        ("0.999", "▰▰▰▰▰▰▰▰▰▱"),
        ("1", "▰▰▰▰▰▰▰▰▰▰"),
    ],
)
def test_a_bar_is_never_fuller_than_what_it_draws_but_shows_that_something_was_reached(share: str, drawn: str) -> None:
    assert bar(Decimal(share)) == drawn


MEASURE = samples.measure("", 600, 620, 640)


@pytest.mark.parametrize(
    ("measure", "way"),
    [
        (MEASURE, "0.4"),
        (samples.measure(""), None),
        (samples.measure("", 300), "0"),
        (samples.measure("", 1000), "1"),
        (samples.measure("", 640, baseline=None, baseline_on=None), None),
        (samples.measure("", 600, 700, baseline=None, baseline_on=None), "0.25"),
        (samples.measure("", 80, direction="down", baseline=Decimal(100), target=Decimal(50)), "0.4"),
        (samples.measure("", 120, direction="down", baseline=Decimal(100), target=Decimal(50)), "0"),
        (samples.measure("", 40, direction="down", baseline=Decimal(100), target=Decimal(50)), "1"),
        (samples.measure("", 640, baseline=Decimal(1000)), "0"),
    ],
)
def test_the_way_is_counted_from_where_it_began(measure: Measure, way: str | None) -> None:
    assert way_gone(measure) == (None if way is None else Decimal(way))


@pytest.mark.parametrize(
    ("today", "gone"),
    [(date(2025, 12, 24), "0"), (date(2026, 1, 1), "0"), (date(2026, 3, 2), "0.5"), (date(2026, 5, 1), "1")],
)
def test_the_time_is_counted_from_the_baseline_to_the_due_date(today: date, gone: str) -> None:
    assert time_gone(MEASURE, today) == Decimal(gone)


def test_a_goal_is_drawn_beside_its_time_and_said_in_words() -> None:
    said = words(home(seen(), NOW, 1))
    assert "▰▰▰▰▱▱▱▱▱▱ 40 % of the way" in said
    assert "▰▰▰▰▰▰▰▱▱▱ 73 % of the time" in said
    assert "640 of 1,000 by Fri 1 May 2026" in said


def test_no_sentence_is_longer_than_twenty_five_words_and_nothing_shouts() -> None:
    for one in (seen(is_new=True), seen(duties=40, plans=6, size_=12), replace(seen(), plans=())):
        said = re.sub(r"`[^`]*`", "`…`", words(home(one, NOW, 1)))
        lines = [line for line in said.split("\n") if not line.lstrip().startswith("•")]
        assert [s for line in lines for s in re.split(r"(?<=[.!?:])\s+", line) if len(s.split()) > 25] == []
        assert "!" not in said
        assert not re.search(r"\b(slot|holder|reading|None)s?\b", said)


def test_a_role_that_was_offered_can_be_answered_there() -> None:
    blocks = home(seen(), NOW, 1).blocks
    pressed = [e["action_id"] for b in blocks if b["type"] == "actions" for e in b["elements"]]
    assert (pressed.count(ids.OFFER_ACCEPT), pressed.count(ids.OFFER_DECLINE)) == (1, 1)
    over = replace(plan(), roles=(MyRole(samples.role(), True),))
    quiet = home(replace(seen(), plans=(over,)), NOW, 1)
    assert "*Editor* (you step in): nothing in the next ten days." in words(quiet)
