"""Tables of the PDF: as wide as their words need, split within a row if a cell is longer than a page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, LongTable, Paragraph, TableStyle

from bot.document.pdf_letters import markup, printed
from bot.document.pdf_styles import CELL, FIRST, HEAD, NARROWEST, PADDING, TABLE, WIDTH

# No word gets more of a line than this: longer ones are broken.
_WIDEST_WORD = 0.35
# At most this many letters of a cell are measured: a longer text needs more lines, not a wider column.
_ASKED = 400
# A row higher than this, a quarter of a page, is tall; a table with more tall rows than this is unreadable.
_TALL, _MOST_TALL = 170, 0.25
_LEAST_PART = 38  # three lines
_LETTER = 0.6  # the mean width of a letter of the font, in sizes of it


def reads_well(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether rows (the headings first) read better side by side: few columns, and few rows that fill a page."""
    if WIDTH / len(rows[0]) < NARROWEST:
        return False
    return sum(_tall(rows, widths(rows))) <= (len(rows) - 1) * _MOST_TALL


def table(rows: Sequence[Sequence[str]]) -> Flowable:
    """Return a table of what people typed. The first row has its headings, which are repeated on each page."""
    wide = widths(rows)
    heads, *others = rows
    body = [[_cell(words, CELL if column else FIRST) for column, words in enumerate(row)] for row in others]
    return LongTable(
        [[_cell(words, HEAD) for words in heads], *body],
        colWidths=wide,
        repeatRows=1,
        # Rows stay whole, unless one is so tall that it would leave a page half empty, or fits on none.
        splitByRow=not any(_tall(rows, wide)),
        # The smallest part of a row, in points, that may be alone on a page.
        splitInRow=_LEAST_PART,
        style=TableStyle(TABLE),
        hAlign="LEFT",
        spaceBefore=4,
        spaceAfter=10,
    )


def _tall(rows: Sequence[Sequence[str]], wide: Sequence[float]) -> list[bool]:
    """Tell for each row after the headings whether it takes a good part of a page."""
    return [
        any(_height(cell, each - 2 * PADDING) > _TALL for cell, each in zip(row, wide, strict=True)) for row in rows[1:]
    ]


def _height(cell: str, room: float) -> float:
    # A quick estimate: a letter is about half as wide as high.
    lines = sum(1 + len(line) * CELL.fontSize * _LETTER / max(room, 1) for line in cell.splitlines())
    return lines * CELL.leading


def _cell(words: str, style: ParagraphStyle) -> list[Paragraph]:
    return [Paragraph(markup(words), style)]


def widths(rows: Sequence[Sequence[str]]) -> list[float]:
    """Return the columns' widths, WIDTH together.

    Columns of short texts are as wide as those; columns of long ones share the rest, the longer getting more, and
    each has room for its longest word if possible.
    """
    columns = [list(cells) for cells in zip(*rows, strict=True)]
    bold = [[not at or not row for row in range(len(rows))] for at in range(len(columns))]
    wanted = [max(map(_line, cells, kinds)) + 2 * PADDING for cells, kinds in zip(columns, bold, strict=True)]
    least = [max(map(_word, cells, kinds)) + 2 * PADDING for cells, kinds in zip(columns, bold, strict=True)]
    left, open_columns = WIDTH, set(range(len(columns)))
    while fitting := {at for at in open_columns if wanted[at] <= left / len(open_columns)}:
        left -= sum(wanted[at] for at in fitting)
        open_columns -= fitting
    if open_columns:
        wishes = {at: wanted[at] ** 0.5 for at in open_columns}
        spare = left - sum(least[at] for at in open_columns)
        for at in open_columns:
            part = wishes[at] / sum(wishes.values())
            wanted[at] = least[at] + spare * part if spare > 0 else left * part
    return [each * WIDTH / sum(wanted) for each in wanted]


def _word(cell: str, bold: bool) -> float:
    return min(max((_long(word, bold) for word in printed(cell[:_ASKED]).split()), default=0), WIDTH * _WIDEST_WORD)


def _line(cell: str, bold: bool) -> float:
    return max((_long(line, bold) for line in printed(cell[:_ASKED]).split("\n")), default=0)


def _long(text: str, bold: bool) -> float:
    style = FIRST if bold else CELL
    return stringWidth(text, style.fontName, style.fontSize) + 1
