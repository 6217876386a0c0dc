"""The written strategy in Slack: whole, in blocks that Slack takes, each page found by its number."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.document.model import Entry, Fact, Section
from bot.document.sections import cover_of, written
from bot.domain.plan import Plan
from bot.views.kit import ids
from bot.views.kit.blocks import SECTION, units
from bot.views.kit.texts import inline
from bot.views.strategy.editions import comment
from bot.views.strategy.strategy import Front, chapter, entry_blocks, front, page_in, page_word, pieces
from playground.slack.rules.message import checked_content
from tests.views import edition_samples, samples
from tests.views.slack_limits import markup_of

NOW = datetime(2026, 3, 30, 7, 0, tzinfo=UTC)


def bare(text: str) -> str:
    """Return a text without the spaces and line breaks, which cutting may move."""
    return re.sub(r"\s", "", text)


@given(st.text(max_size=6000))
def test_a_text_is_shown_whole_in_pieces_that_fit(text: str) -> None:
    shown = pieces(text)
    assert all(units(piece) <= SECTION for piece in shown)
    # Right-to-left text: each piece is isolated by its own marks.
    marks = re.compile("[\u2068\u2069]")
    assert marks.sub("", bare("".join(shown))) == marks.sub("", bare("".join(map(inline, text.splitlines()))))


@pytest.mark.parametrize("kind", samples.HOSTILE)
def test_an_entry_takes_as_many_blocks_as_its_words_need(kind: str) -> None:
    words = samples.HOSTILE[kind]
    blocks = entry_blocks(words, [("Label", words)] * 3)
    assert all(units(block["text"]["text"]) <= SECTION for block in blocks)


def test_a_comment_is_put_to_its_owner_whole() -> None:
    said = "Why is that so? " * 60
    one = edition_samples.comment_of(said)
    shown = comment(one, edition_samples.edition(), samples.strategy(), "Goals", None, None)
    assert bare(inline(said)) in bare("".join(markup_of(shown.blocks)))


def test_every_page_is_there_and_no_entry_on_two() -> None:
    """Three hundred entries with long texts: each is on one page, and every page keeps to Slack's limits."""
    entries = tuple(
        Entry(key=f"platform:{n}", title=f"Place-{n:03}", facts=(Fact(key="line", label="Line", words="word " * 200),))
        for n in range(300)
    )
    one = Section(key="platforms", title="Platforms", entries=entries)
    document = written(
        Plan(strategy=samples.strategy()), cover_of(Plan(strategy=samples.strategy()), date(2026, 3, 30))
    )
    document = document.model_copy(
        update={"sections": tuple(one if each.key == "platforms" else each for each in document.sections)}
    )
    shown = Front(samples.strategy(), document, None, None)
    seen: list[str] = []
    page, pages = 1, 1
    while page <= pages:
        content = chapter(shown, one, page)
        checked_content({"text": content.text, "blocks": list(content.blocks)}, limit_together=True)
        said = "\n".join(markup_of(content.blocks))
        pages = int(re.search(r"Page \d+ of (\d+)", said)[1])  # type: ignore[index]
        seen += re.findall(r"Place-\d{3}", said)
        page += 1
    assert seen == [entry.title for entry in entries]


@pytest.mark.parametrize("word", ["front_1", "platforms_12", "changes_999"])
def test_a_page_is_found_by_its_word(word: str) -> None:
    found = page_in(word)
    assert found is not None
    assert page_word(*found) == word
    assert ids.read_choice(ids.choice(ids.Ref("edition", 7), word)) == (ids.Ref("edition", 7), word)


@pytest.mark.parametrize("word", ["", "front", "front_0", "front_1000", "a b_1", "1_1", "FRONT_1"])
def test_anything_else_is_no_page(word: str) -> None:
    assert page_in(word) is None


def test_who_may_do_nothing_has_nothing_to_press_but_pages() -> None:
    document = edition_samples.document("", samples.strategy())
    shown = Front(samples.strategy(), document, edition_samples.edition(), None, (), None)
    labels = [
        e["text"]["text"] for b in front(shown).blocks if b["type"] == "actions" for e in b["elements"] if "text" in e
    ]
    assert labels == ["Whole document", "Comment…"]
    mine = front(replace(shown, may=frozenset({"approve", "withdraw"})))
    pressed = [e["text"]["text"] for b in mine.blocks if b["type"] == "actions" for e in b["elements"] if "text" in e]
    assert pressed == ["Whole document", "Approve", "Send back…", "Withdraw", "Comment…"]


@pytest.mark.parametrize("words", ["", "Everybody in town " * 55])
def test_the_newest_of_many_versions_can_be_chosen_and_the_others_are_counted(words: str) -> None:
    """A hundred and twenty, however long the plan's own words are."""
    document = edition_samples.document(words, samples.strategy())
    every = tuple(edition_samples.edition("unsigned", number) for number in range(120, 0, -1))
    shown = front(Front(samples.strategy(), document, every[0], every[1], every, may=frozenset({"submit"})))
    checked_content({"text": shown.text, "blocks": list(shown.blocks)}, limit_together=True)
    menus = [e for b in shown.blocks if b["type"] == "actions" for e in b["elements"] if e["type"] == "static_select"]
    assert [menu["placeholder"]["text"] for menu in menus] == ["Open a chapter…", "Another version…"]
    offered = [option["text"]["text"] for option in menus[1]["options"]]
    assert offered[:2] == ["The draft", "Version 120: in use, unsigned"]
    left = re.search(r"(\d+) older versions are left out here. Type `/beat strategy version 1`", str(shown.blocks))
    assert left is not None
    assert 40 < len(offered) <= 100
    assert len(offered) - 1 + int(left[1]) == 120
    assert "parts are left out" not in str(shown.blocks)
