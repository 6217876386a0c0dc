"""Posts: what becomes of one with its duty, what an empty regular post is offered, and how a text gets its title."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.duties import Duty, DutyState
from bot.domain.posts import PostState, is_empty, offered_again, state_for, titled_from
from bot.domain.roles import TITLE_LIMIT

NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
OPEN = Duty(1, 1, 3, "Bakery", "C1", "publish", "Tip", 4, "Editor", NOW, "Europe/Berlin", "open", 1)


def done(duty_id: int, days_ago: float, link: str | None = "https://example.org/a") -> Duty:
    at = NOW - timedelta(days=days_ago)
    return replace(OPEN, id=duty_id, state="done", settled_at=at, link=link)


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        ("open", "drafting"),
        ("done", "published"),
        ("scheduled", "published"),
        ("skipped", "skipped"),
        ("missed", "missed"),
        ("withdrawn", "idea"),
    ],
)
def test_a_post_becomes_what_its_duty_becomes(state: DutyState, becomes: PostState) -> None:
    assert state_for(state) == becomes


@pytest.mark.parametrize(
    ("more", "empty"),
    [
        ({}, True),
        ({"message": "Bread is patience."}, False),
        ({"post_id": 5}, False),
        ({"kind": "converse"}, False),
        ({"state": "done"}, False),
    ],
)
def test_empty_is_an_open_post_that_nobody_wrote(more: dict[str, object], empty: bool) -> None:
    assert is_empty(replace(OPEN, **more)) is empty  # type: ignore[arg-type]


def test_what_is_too_young_or_has_no_link_is_not_offered_again() -> None:
    assert offered_again([done(1, 89.9), done(2, 200, link=None)], {}, NOW) is None
    found = offered_again([done(1, 89.9), done(3, 90)], {}, NOW)
    assert found is not None
    assert found.id == 3


def test_the_one_least_recently_offered_comes_first() -> None:
    posts = [done(1, 120), done(2, 110), done(3, 100)]
    turns = []
    offered: dict[int, datetime] = {}
    for week in range(5):
        found = offered_again(posts, offered, NOW)
        assert found is not None
        turns.append(found.id)
        offered[found.id] = NOW + timedelta(weeks=week)
    assert turns == [1, 2, 3, 1, 2]


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("A photo of the oven", "A photo of the oven", ""),
        ("Rye tomorrow\nForty loaves.\nFresh at seven.", "Rye tomorrow", "Forty loaves.\nFresh at seven."),
        ("  \n Rye \n\n loaves ", "Rye", "loaves"),
        ("x" * 80, "x" * 80, ""),
        ("x" * 81, "x" * 79 + "…", "x" * 81),
    ],
)
def test_the_first_line_is_the_title(text: str, title: str, body: str) -> None:
    assert titled_from(text) == (title, body)


def test_a_long_first_line_is_cut_between_words_and_kept_whole_below() -> None:
    text = "Show how a loaf is shaped by hand, from the first fold to the last, so that people see it\nand more"
    title, body = titled_from(text)
    assert title == "Show how a loaf is shaped by hand, from the first fold to the last, so that…"
    assert body == text


@given(st.text(max_size=500))
def test_a_title_has_room_and_no_word_is_lost(text: str) -> None:
    title, body = titled_from(text)
    assert len(title) <= TITLE_LIMIT
    assert "\n" not in title
    assert text.split() in (f"{title}\n{body}".split(), body.split())
