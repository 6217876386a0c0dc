"""The PDF has every word in letters that print, says which don't, and looks the same each time it is made."""

from __future__ import annotations

import io
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pypdf import PdfReader

from bot.document.model import Cover, Document, Signature
from bot.document.pdf import pdf
from bot.document.pdf_cover import LOGO_HIGH, LOGO_WIDE, logo_of
from bot.document.pdf_tables import reads_well
from bot.pictures.charts import MOST_PANELS, Results
from bot.pictures.drawing import draw
from tests.code_base import ROOT
from tests.document.written import (
    APPROVED,
    COVER,
    Pen,
    document,
    entry,
    large,
    long_text,
    png,
    results,
    section,
    track,
)
from tests.examples import examples

# Latin, Greek and Cyrillic, with marks, punctuation and what looks like markup.
PRINTABLE = st.text(
    alphabet=st.one_of(
        st.sampled_from(" \n<>&;/\"'#%{}\\$x"),
        st.characters(min_codepoint=0x21, max_codepoint=0x17F, exclude_categories=("Cc", "Cf", "Zs")),
        st.characters(min_codepoint=0x391, max_codepoint=0x3A1),
        st.characters(min_codepoint=0x410, max_codepoint=0x44F),
    ),
    max_size=120,
)
HOSTILE = [
    "<b>bold</b> <img src='file:///etc/passwd'/> <br/> <a href='http://x'>y</a>",
    "</para> & &amp; &#65; &nbsp; <font size=99> <!-- x --> <![CDATA[ ]]> <onDraw name='x'/>",
    "%s %(name)s {curly} \\ (parens) \\( <</Type /Page>> endobj stream",
    "x" * 10_000,
    "word " * 2_000,
    "line\n" * 400,
    "\u00a0" * 5_000,
    "a\x00\x01\x1b[31m\u202eb\u2028c\x0cd\x85e\tf",
    "日本語 😀 مرحبا שלום",
    "",
    " \n ",
]


def made(one: Document, logo: bytes | None = None) -> bytes:
    return pdf(one, logo, Pen())


def pages(file: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(file)).pages]


def text(file: bytes) -> str:
    return "\n".join(pages(file))


def solid(words: str) -> str:
    """Return only the letters: the paper decides where a line ends."""
    return unicodedata.normalize("NFC", "".join(words.split()))


# ---------------------------------------------------------------- cover


def cover_of(**changes: object) -> str:
    return pages(made(document(section("Goals"), cover=COVER.model_copy(update=changes))))[0]


def test_the_cover_names_company_strategy_version_status_and_dates() -> None:
    shown = cover_of()
    for words in ("Harbour Bakery", "Spring on the waterfront", "Approved", "Tue 31 Mar 2026", "Tue 30 Jun 2026"):
        assert words in shown
    assert "Version\n3" in shown


def test_an_approved_version_names_who_signed_in_which_role_on_which_day() -> None:
    assert "Approved by\nRole\nDate\nAna Pereira\nManaging director\nTue 31 Mar 2026" in cover_of()


@pytest.mark.parametrize("status", ["draft", "submitted", "sent_back"])
def test_what_nobody_approved_yet_has_lines_to_sign_on(status: str) -> None:
    assert "Approved by: name and role\nSignature\nDate" in cover_of(status=status, signatures=())


def test_an_unsigned_version_says_so() -> None:
    shown = cover_of(status="unsigned", unsigned=True, signatures=())
    assert "Unsigned: nobody but its author approved this version." in shown
    assert "Signature\n" not in shown


def test_each_page_but_the_cover_says_what_it_is_a_page_of() -> None:
    shown = pages(made(document(section("Goals"))))
    assert ["page" in one for one in shown] == [False, True, True]
    assert "Harbour Bakery · Spring on the waterfront · Version 3" in shown[1]
    assert "page 2 of 3" in shown[1]
    assert "page 3 of 3" in shown[2]


def test_long_names_leave_the_footer_its_version_and_its_page_number() -> None:
    cover = COVER.model_copy(update={"company": "Bakery " * 100, "strategy": "W" * 10_000})
    last = pages(made(document(section("Goals"), cover=cover)))[-1]
    assert "… · Version 3" in last
    assert "page " in last


def test_the_file_says_its_title_and_author_and_the_day_of_its_version() -> None:
    said = PdfReader(io.BytesIO(made(document()))).metadata
    assert said is not None
    assert (said.title, said.author) == ("Spring on the waterfront, Version 3", "Harbour Bakery")
    assert said.creation_date is not None
    assert said.creation_date.date() == APPROVED


# ---------------------------------------------------------------- logo


@pytest.mark.parametrize(("width", "height"), [(600, 200), (200, 600), (1, 1), (5000, 10), (3000, 3000)])
@pytest.mark.parametrize(
    ("mode", "kind"), [("RGB", "PNG"), ("RGBA", "PNG"), ("P", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG")]
)
def test_a_logo_keeps_its_proportions_in_its_place(width: int, height: int, mode: str, kind: str) -> None:
    logo = logo_of(png(width, height, mode, kind))
    assert logo is not None
    assert logo.drawWidth <= LOGO_WIDE + 0.001
    assert logo.drawHeight <= LOGO_HIGH + 0.001
    # A logo with many pixels is made smaller: this is within one pixel.
    assert logo.drawWidth / logo.drawHeight == pytest.approx(
        width / height, rel=0.5 if min(width, height) < 20 else 0.01
    )


def test_a_logo_is_on_the_cover() -> None:
    cover = PdfReader(io.BytesIO(made(document(), png(60, 20)))).pages[0]
    assert len(cover.images) == 1


@pytest.mark.parametrize(
    "logo", [b"", b"no picture", b"\x89PNG\r\n\x1a\nbroken", b"<svg/>", png(40, 40)[:-30], b"GIF89a"]
)
def test_bytes_that_are_no_picture_leave_the_companys_name(logo: bytes) -> None:
    file = made(document(), logo)
    assert "Harbour Bakery" in pages(file)[0]
    assert len(PdfReader(io.BytesIO(file)).pages[0].images) == 0


@given(st.integers(0, 200), st.binary(min_size=1, max_size=6), st.sampled_from(("PNG", "JPEG")))
def test_a_damaged_picture_is_shown_or_left_aside_and_breaks_nothing(at: int, damage: bytes, kind: str) -> None:
    whole = png(30, 20, "RGB", kind)
    damaged = whole[:at] + damage + whole[at + len(damage) :]
    logo = logo_of(damaged)
    assert logo is None or logo.drawWidth > 0


# ---------------------------------------------------------------- words


@examples(40)
@given(PRINTABLE)
@example("<b>x</b> & &amp;")
@example("Ĳ ŉ ǆ ſ ﬁ")
def test_every_letter_of_latin_greek_and_cyrillic_is_printed(typed: str) -> None:
    one = document(
        section("Goals", entry("Goal", ("Words", f"«{typed}»")), lead=f"‹{typed}›"),
        section("Table", entry("Row", ("Cell", f"†{typed}‡")), as_table=True),
    )
    shown = solid(text(made(one)))
    for expected in (f"«{typed}»", f"‹{typed}›", f"†{typed}‡"):
        assert solid(expected) in shown


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_text_breaks_the_file_wherever_it_stands(typed: str) -> None:
    one = document(
        section(typed, entry(typed, (typed, typed), ("Words", typed)), lead=typed),
        section("Table", entry(typed, ("Words", typed), (typed, "x"), ("Last", typed)), as_table=True),
        results(track(typed, unit=typed)),
        cover=Cover(
            company=typed,
            strategy=typed,
            status="approved",
            on=APPROVED,
            number=1,
            signatures=(Signature(name=typed, role=typed, on=APPROVED),),
        ),
    )
    assert "page 2 of" in text(made(one))


def test_what_looks_like_markup_is_printed_as_it_was_typed() -> None:
    typed = HOSTILE[0]
    shown = text(made(document(section("Goals", entry(typed, ("Words", typed)), lead=typed))))
    assert solid(shown).count(solid(typed)) == 3


def test_a_very_long_word_goes_on_over_lines_and_pages() -> None:
    assert text(made(document(section("Goals", entry("Goal", ("Words", "Ж" * 10_000)))))).count("Ж") == 10_000


def test_letters_that_cannot_be_printed_are_marked_and_counted() -> None:
    shown = pages(made(document(section("Goals", entry("日本", ("Tone", "warm 😀"))))))
    assert "□□" in shown[-1]
    assert "warm □" in shown[-1]
    assert "3 characters of this document could not be printed here" in " ".join(shown[-1].split())
    assert "The Markdown file has them all." in " ".join(shown[-1].split())


def test_what_nobody_sees_is_left_out_and_not_counted() -> None:
    shown = text(made(document(section("Goals", lead="a\u202eb\u200dc\ufe0f\x07d"))))
    assert "abcd" in shown
    assert "could not be printed" not in shown


def test_a_square_that_somebody_typed_is_a_letter() -> None:
    assert "could not be printed" not in text(made(document(section("Goals", lead="□ to do"))))


# ---------------------------------------------------------------- sections


def test_contents_say_on_which_page_a_section_begins() -> None:
    long = section("Goals", *(entry(f"Goal {n}", ("Words", long_text("word"))) for n in range(12)))
    shown = pages(made(document(long, section("Road map"))))
    begins = next(number for number, one in enumerate(shown, 1) if "2 Road map" in " ".join(one.split()) and number > 2)
    assert begins > 4
    assert f"Road map\n{begins}" in shown[1]


def test_sections_are_bookmarks() -> None:
    outline = PdfReader(io.BytesIO(made(document(section("Goals"), section("Road map"))))).outline
    assert [one.title for one in outline if not isinstance(one, list)] == ["1  Goals", "2  Road map"]


def test_a_cell_longer_than_pages_goes_on_over_them() -> None:
    words = long_text("cell", 10_000)
    rows = [entry(f"Row {n}", ("Priority", "primary"), ("Evidence", words if n == 3 else "short")) for n in range(8)]
    shown = pages(made(document(section("Platforms", *rows, as_table=True))))
    assert set(words.split()) <= set(" ".join(shown).split())
    # The headings are above each part of it.
    assert all("Evidence" in one for one in shown[2:])


def test_rows_that_fill_pages_are_written_one_below_the_other() -> None:
    assert reads_well([("", "Words"), ("Row", "short"), ("Row", "short")])
    assert not reads_well([("", "One", "Two", "Three"), ("Row", *[long_text("cell")] * 3)])


def test_more_columns_than_can_be_read_are_written_one_below_the_other() -> None:
    wide = entry("Row", *((f"Label {n}", f"words{n}") for n in range(30)))
    shown = text(made(document(section("Wide", wide, as_table=True))))
    assert all(f"Label {n}" in shown and f"words{n}" in shown for n in range(30))


def test_a_section_without_a_word_says_so() -> None:
    assert "Nothing here yet." in text(made(document(section("Goals"))))


def test_a_document_without_sections_is_a_cover() -> None:
    assert len(pages(made(document()))) == 1


# ---------------------------------------------------------------- results


def test_results_are_written_in_numbers_and_drawn() -> None:
    file = pdf(document(results(track("Followers"))), None, draw)
    assert "400 on 5 Jan 2026" in " ".join(text(file).split())
    assert len(PdfReader(io.BytesIO(file)).pages[2].images) == 1


def test_more_measures_than_a_picture_holds_are_drawn_in_several() -> None:
    pen = Pen()
    pdf(document(results(*(track(f"Measure {n}") for n in range(MOST_PANELS + 1)))), None, pen)
    assert [len(chart.tracks) for chart in pen.drawn if isinstance(chart, Results)] == [MOST_PANELS, 1]


def test_measures_without_a_number_stand_in_the_table_alone() -> None:
    pen = Pen()
    file = pdf(document(results(track("Leads", ()))), None, pen)
    assert pen.drawn == []
    assert "No number yet" in text(file)


# ---------------------------------------------------------------- making


def test_the_same_document_gives_the_same_bytes() -> None:
    one = document(section("Goals", entry("Goal", ("Words", "Ž 日"))), results(track("Followers")))
    assert pdf(one, png(60, 20), draw) == pdf(one.model_copy(deep=True), png(60, 20), draw)


def test_a_large_strategy_is_whole() -> None:
    whole = large()
    words = set(text(made(whole)).split())
    typed = {
        word
        for chapter in whole.sections
        for one in chapter.entries
        for fact in one.facts
        for word in fact.words.split()
    }
    assert len(typed) > 50_000
    assert typed - words == set()


def test_the_typesetting_library_is_imported_when_a_pdf_is_made() -> None:
    code = "import sys, bot.document.pdf; sys.exit(any(name in sys.modules for name in ('reportlab', 'matplotlib')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
