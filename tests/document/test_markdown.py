"""The Markdown file has every word as it was typed, and none of them becomes markup."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.document.markdown import markdown
from bot.document.model import Document
from bot.pictures.charts import Results, Style, Track
from tests.document.written import COVER, document, entry, large, results, section, seen, track

# The marks of our own headings, lists, labels and tables; any others would be from what people typed.
OURS = {
    *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline"),
    *("bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"),
    *("list_item_open", "list_item_close", "table_open", "table_close", "thead_open", "thead_close"),
    *("tbody_open", "tbody_close", "tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close"),
    *("text", "softbreak", "hardbreak", "strong_open", "strong_close"),
}
MARKUP = st.text(alphabet="\\`*_{}[]<>()#+-.!|~$@&:/=\n\t 1a;\"'x\r\u2028")
TYPED = st.one_of(MARKUP, st.text(max_size=60))
HOSTILE = [
    "<b>bold</b> <img src=x onerror=alert(1)> <!-- gone -->",
    "[link](https://example.com) ![](x.png) <https://example.com> https://example.com www.example.com a@b.co",
    "a | b \\| c \\\\| d\n--- | ---",
    "# heading #\n## two ##\n- one\n+ two\n* three\n1. four\n2) five\n> six\n---\n===\n```\ncode\n~~~",
    "    code\n\tcode\n\n\n  text  ",
    "*a* _b_ __c__ snake_case ~~d~~ `e` $f$ &amp; &#64; &nbsp;",
    "ends in a backslash\\\nand goes on\\",
    "<@U123> <!channel> @here #general :wave:",
    "[x]: https://example.com\n[^1]: note\n: definition\n%comment",
]


def parsed(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def flat(tokens: Iterable[Token]) -> list[Token]:
    return [part for token in tokens for part in (token, *(token.children or ()))]


def visible(text: str) -> str:
    """Return what a reader sees of a Markdown text, one space between words."""
    parts = []
    for token in flat(parsed(text)):
        if token.type in ("text", "text_special"):
            parts.append(token.content)
        elif token.type in ("softbreak", "hardbreak", "html_inline") or token.type.endswith("_close"):
            # Bold ends within a line; everything else that ends does so with a space or a new line.
            parts.append("" if token.type == "strong_close" else " ")
    return " ".join("".join(parts).split())


def everywhere(text: str) -> Document:
    """Return a document with the same text wherever people type one, with "·" before and after it."""
    kept = f"·\n{text}\n·"
    return document(
        section("·" + text + "·", entry(text + "·", (text + "·", text + "·")), lead=text + "·"),
        section("Table", entry(kept, ("Words", kept), ("More", text)), as_table=True),
        cover=COVER.model_copy(update={"strategy": text + "·", "company": text + "·", "signatures": ()}),
    )


@given(TYPED)
@example("#\n#")
@example("\\|")
@example("a_\n_b")
def test_all_that_people_type_is_seen_as_they_typed_it(text: str) -> None:
    word = seen(text + "·")
    begun, table = seen("·" + text + "·"), seen(f"·\n{text}\n·")
    cover = f"{word} Company: {word} Status: Approved"
    shown = visible(markdown(everywhere(text)).replace("- **Version:** 3\n", ""))
    assert shown.startswith(cover)
    assert shown.endswith(
        f"Contents {begun} Table 1. {begun} {word} {word} {word}: {word} "
        + " ".join(f"2. Table Words More {table} {table} {seen(text)}".split())
    )


@given(TYPED)
def test_nothing_that_people_type_becomes_markup(text: str) -> None:
    found = flat(parsed(markdown(everywhere(text))))
    other = [token for token in found if token.type not in OURS]
    assert {(token.type, token.content) for token in other} <= {("html_inline", "<br>")}


@pytest.mark.parametrize("text", HOSTILE)
def test_known_tricks_are_words_like_others(text: str) -> None:
    written = markdown(everywhere(text))
    other = [token for token in flat(parsed(written)) if token.type not in OURS]
    assert seen(text) in visible(written)
    assert {(token.type, token.content) for token in other} <= {("html_inline", "<br>")}


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_makes_no_rows_or_columns_of_its_own(text: str) -> None:
    tokens = parsed(markdown(document(section("Table", entry(text, ("One", text), ("Two", text)), as_table=True))))
    assert [token.type for token in tokens].count("tr_open") == 2
    assert [token.type for token in tokens].count("td_open") == 3


def test_addresses_have_a_backslash_where_a_reader_would_make_links_of_them() -> None:
    written = markdown(document(section("Links", lead="See https://example.com, www.example.com or ana@example.com.")))
    assert r"https\://example\.com, www\.example\.com or ana\@example\.com." in written


@pytest.mark.parametrize("title", ["C #", "# C #", "C ##", "#", "###", "# #"])
def test_a_title_keeps_the_number_signs_at_its_ends(title: str) -> None:
    assert visible(markdown(document(section(title, entry(title))))).endswith(f"1. {title} {title}")


def test_plain_words_stay_as_they_are() -> None:
    lead = "It's 41 % at 9:00 (snake_case, v1.2): open-handed, 1,204 guests & more - 3 + 4 = 7!"
    assert f"\n{lead}\n" in markdown(document(section("Plain", lead=lead)))


def test_lines_and_paragraphs_stay_apart() -> None:
    written = markdown(document(section("Tone", entry("Voice", ("We are", "warm\nplain\n\nand early")))))
    assert "**We are:** warm\\\nplain\n\nand early\n" in written


def test_the_cover_says_which_version_it_is_and_who_signed() -> None:
    written = markdown(document())
    assert written == (
        "# Spring on the waterfront\n\n"
        "- **Company:** Harbour Bakery\n"
        "- **Version:** 3\n"
        "- **Status:** Approved\n"
        "- **Approved on:** Tue 31 Mar 2026\n"
        "- **Next update:** Tue 30 Jun 2026\n"
        "- **Approved by:**\n"
        "  - Ana Pereira (Managing director) on Tue 31 Mar 2026\n"
    )


def test_an_unsigned_version_says_so() -> None:
    cover = COVER.model_copy(update={"status": "unsigned", "unsigned": True, "signatures": ()})
    written = markdown(document(cover=cover))
    assert "- **Status:** In use, unsigned\n- **Adopted on:** Tue 31 Mar 2026" in written
    assert "- **Signatures:** Unsigned: nobody but its author approved this version." in written


def test_a_replaced_version_that_nobody_signed_still_says_so() -> None:
    cover = COVER.model_copy(update={"status": "superseded", "unsigned": True, "signatures": ()})
    written = markdown(document(cover=cover))
    assert "Replaced by a later version" in written
    assert "Unsigned" in written


def test_a_draft_has_no_number_and_no_signature_yet() -> None:
    cover = COVER.model_copy(update={"status": "draft", "number": None, "signatures": (), "next_update": None})
    written = markdown(document(cover=cover))
    assert "Version" not in written
    assert (
        "- **Draft of:** Tue 31 Mar 2026\n- **Next update:** No date yet\n- **Signatures:** Not signed yet." in written
    )


def test_contents_name_the_sections_in_their_order() -> None:
    assert "## Contents\n\n1. Goals\n2. Road map\n\n## 1. Goals" in markdown(
        document(section("Goals"), section("Road map"))
    )


def test_a_section_without_a_word_says_so() -> None:
    assert "## 1. Goals\n\nNothing here yet.\n" in markdown(document(section("Goals")))


def test_a_table_has_an_empty_cell_where_an_entry_says_nothing() -> None:
    written = markdown(
        document(
            section(
                "Platforms",
                entry("A", ("Priority", "primary")),
                entry("B", ("Hours", "3"), ("Hours", "4")),
                as_table=True,
            )
        )
    )
    assert "|  | Priority | Hours |\n| --- | --- | --- |\n| A | primary |  |\n| B |  | 3<br>4 |\n" in written


def test_results_are_a_table_with_exact_numbers() -> None:
    written = markdown(document(results(track("Followers"), track("Leads", (), ""))))
    assert "| Measure | Start | Latest | Target | By |\n" in written
    assert "| Followers | 400 on 5 Jan 2026 | 640 on 12 Jan 2026 | 1,000 followers | 30 Jun 2026 |\n" in written
    assert "| Leads | Not known yet | No number yet | 1,000 | 30 Jun 2026 |\n" in written


def test_results_are_written_the_strategys_way() -> None:
    one = track("Followers", (1200,))
    down = Track("Answers", "min", one.points, one.target, one.due, "down", (date(2026, 1, 1), one.target))
    within = Track("Posts", "", one.points, one.target, one.due, "within", floor=one.target / 2)
    chapter = results().model_copy(update={"results": Results((down, within), Style("mdy", ","))})
    written = markdown(document(chapter))
    assert "| Answers | 1.000 on Jan 1, 2026 | 1.200 on Jan 5, 2026 | down to 1.000 min | Jun 30, 2026 |" in written
    assert "| between 500 and 1.000 |" in written


def test_a_large_strategy_is_whole() -> None:
    written = visible(markdown(large()))
    texts = [fact.words for chapter in large().sections for one in chapter.entries for fact in one.facts]
    assert len(texts) == 800
    assert [text for text in texts if text not in written] == []
