"""The PDF after its cover: contents, sections, charts, and what could not be printed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    HRFlowable,
    Image,
    KeepTogether,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from bot.document.model import Document, Entry, Fact, Section
from bot.document.pdf_cover import cover_page
from bot.document.pdf_letters import letters, markup, one_line, unprintable
from bot.document.pdf_pages import NUMBERS, Begins, PageOf
from bot.document.pdf_styles import (
    ACCENT,
    CONTENT,
    FACT,
    LABEL,
    LABELS,
    LEAD,
    NOTE,
    PLAIN_TABLE,
    RULE,
    SECTION,
    TITLE,
    WIDTH,
    WITH_HEADING,
    WITH_TITLE,
)
from bot.document.pdf_tables import reads_well, table
from bot.document.words import CONTENTS, NOTHING_YET, cells, columns_of, result_rows
from bot.pictures.charts import MOST_PANELS, Chart, Picture, Results

# Entries shorter than this stay on one page; longer ones may continue on the next.
_TOGETHER = 700
_NAME = 120
# Taller ones continue on the next page in any case.
_TALL = 420.0
BETWEEN = 28  # two sections
# A chart is nearly as wide as on a phone's screen: wider, its lines would look coarse in print.
_CHART_WIDE = 340


def story(document: Document, logo: bytes | None, drawn: Callable[[Chart], Picture]) -> list[Flowable]:
    """Return everything that is printed, in order."""
    letters()  # registers the fonts, before anything asks for a width
    said = [*cover_page(document.cover, logo)]
    if document.sections:
        said += [*_contents(document.sections), PageBreak()]
    for number, section in enumerate(document.sections, 1):
        said += _section(number, section, drawn)
    missing = unprintable(document)
    return [*said, *_missing(missing)] if missing else said


def _key(number: int) -> str:
    return f"section-{number}"


def _name(section: Section) -> str:
    return section.title if one_line(section.title) else "Untitled"


def _contents(sections: Sequence[Section]) -> list[Flowable]:
    rows = [
        [
            Paragraph(f'<font color="{ACCENT.hexval().replace("0x", "#")}">{number}</font>', CONTENT),
            Paragraph(f'<a href="#{_key(number)}" color="#1d1c1d">{markup(_name(section))}</a>', CONTENT),
            PageOf(_key(number), CONTENT.leading),
        ]
        for number, section in enumerate(sections, 1)
    ]
    numbers = 9 + 7 * len(str(len(sections)))
    lines = [*PLAIN_TABLE, ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE), ("RIGHTPADDING", (2, 0), (2, -1), 0)]
    made = Table(rows, colWidths=(numbers, WIDTH - numbers - NUMBERS, NUMBERS), style=TableStyle(lines), splitInRow=1)
    return [Paragraph(CONTENTS, SECTION), Spacer(0, 10), made]


def _section(number: int, section: Section, drawn: Callable[[Chart], Picture]) -> Iterator[Flowable]:
    yield CondPageBreak(WITH_TITLE + _height_of_first(section))
    yield Begins(_key(number), f"{number}  {one_line(_name(section))}", BETWEEN)
    yield Paragraph(
        f'<font color="{ACCENT.hexval().replace("0x", "#")}">{number}</font>  {markup(_name(section))}', SECTION
    )
    yield HRFlowable(width="100%", thickness=0.75, color=RULE, spaceBefore=4, spaceAfter=9)
    yield from _lead(section)
    columns = columns_of(section)
    rows = [("", *columns.values()), *((entry.title, *cells(entry, columns)) for entry in section.entries)]
    if section.as_table and section.entries and reads_well(rows):
        yield table(rows)
    else:
        for entry in section.entries:
            yield from _entry(entry)
    if section.results and section.results.tracks:
        yield from _results(section.results, drawn)
    elif not section.lead.strip() and not section.entries:
        yield Paragraph(NOTHING_YET, LEAD)


def _height_of_first(section: Section) -> float:
    """Return how much room the first entry needs on one page, so that its title isn't left alone above a page break."""
    first = next((one for entry in section.entries[:1] for one in _entry(entry)), None)
    if section.as_table or not isinstance(first, KeepTogether):
        return 0
    height = sum(part.wrap(WIDTH, _TALL)[1] for part in [*_lead(section), *_said(section.entries[0])])
    return min(float(height), _TALL)


def _lead(section: Section) -> list[Flowable]:
    return [Paragraph(markup(section.lead), LEAD)] if section.lead.strip() else []


def _said(entry: Entry) -> list[Flowable]:
    said: list[Flowable] = [Paragraph(markup(entry.title if one_line(entry.title) else "Untitled"), TITLE)]
    for fact in entry.facts:
        said += _fact(fact)
    return said


def _entry(entry: Entry) -> Iterator[Flowable]:
    said = _said(entry)
    if sum(len(fact.label) + len(fact.words) for fact in entry.facts) + len(entry.title) <= _TOGETHER:
        yield KeepTogether(said)
        return
    yield CondPageBreak(WITH_HEADING)
    yield from said


def _fact(fact: Fact) -> list[Flowable]:
    """Return the words with their label next to them, or above if it is too long for that."""
    label = one_line(fact.label)
    if stringWidth(label, LABEL.fontName, LABEL.fontSize) <= LABELS - 8:
        return [Paragraph(markup(fact.words) or "&nbsp;", FACT, bulletText=label)]
    return [CondPageBreak(WITH_HEADING), Paragraph(markup(fact.label), LABEL), Paragraph(markup(fact.words), FACT)]


def _results(results: Results, drawn: Callable[[Chart], Picture]) -> Iterator[Flowable]:
    """Return the numbers in a table, and charts of those with readings, as many in a picture as fit."""
    yield Spacer(0, 6)
    heads, rows = result_rows(results)
    yield table([heads, *rows])
    # A picture cuts long names to its width, letter by letter: their first words are enough. The table has all of them.
    read = tuple(
        replace(track, name=track.name[:_NAME], unit=track.unit[:_NAME]) for track in results.tracks if track.points
    )
    for first in range(0, len(read), MOST_PANELS):
        picture = drawn(replace(results, tracks=read[first : first + MOST_PANELS]))
        image = Image(io.BytesIO(picture.png), hAlign="LEFT")
        image.drawHeight *= _CHART_WIDE / image.drawWidth
        image.drawWidth = _CHART_WIDE
        yield Spacer(0, 8)
        yield image


def _missing(count: int) -> Iterator[Flowable]:
    many = "1 character of this document could" if count == 1 else f"{count:,} characters of this document could"
    where = "stands" if count == 1 else "stand"
    yield KeepTogether(
        [
            HRFlowable(width="100%", thickness=0.5, color=RULE, spaceBefore=6, spaceAfter=6),
            Paragraph(f"{many} not be printed here: □ {where} in its place. The Markdown file has them all.", NOTE),
        ]
    )
