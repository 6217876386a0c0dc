"""The PDF's looks: paper, colors, sizes, the styles of its paragraphs and tables. Lengths are in points."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from bot.document.pdf_letters import BOLD, OBLIQUE, REGULAR

PAGE_WIDTH, PAGE_HEIGHT = A4
SIDE, TOP, BOTTOM = 25 * mm, 24 * mm, 26 * mm
WIDTH = PAGE_WIDTH - 2 * SIDE
# The column of labels, next to their words.
LABELS = 46 * mm
# Tables with narrower columns than this would be ladders of single words.
NARROWEST = 21 * mm
# A heading keeps at least this much of what follows it on its page.
WITH_HEADING = 22 * mm
WITH_TITLE = 55 * mm

# The blue of the charts, and soft inks.
ACCENT, INK, SOFT = HexColor("#0b5fa5"), HexColor("#1d1c1d"), HexColor("#5f5d59")
RULE, ZEBRA, PAPER = HexColor("#d9d5cc"), HexColor("#f5f4f0"), HexColor("#ffffff")

BODY = ParagraphStyle(
    "body",
    fontName=REGULAR,
    fontSize=9.5,
    leading=14.5,
    textColor=INK,
    alignment=TA_LEFT,
    allowWidows=0,
    allowOrphans=0,
    splitLongWords=1,
)
LEAD = ParagraphStyle("lead", BODY, fontSize=10, leading=15.5, textColor=SOFT, spaceAfter=8)
NOTE = ParagraphStyle("note", BODY, fontName=OBLIQUE, fontSize=8.5, leading=12.5, textColor=SOFT)
SECTION = ParagraphStyle("section", BODY, fontName=BOLD, fontSize=17, leading=22)
TITLE = ParagraphStyle("title", BODY, fontName=BOLD, fontSize=11, leading=15.5, spaceBefore=11, spaceAfter=3)
LABEL = ParagraphStyle("label", BODY, fontSize=8.5, leading=14.5, textColor=SOFT)
FACT = ParagraphStyle(
    "fact",
    BODY,
    leftIndent=LABELS,
    bulletIndent=0,
    bulletFontName=REGULAR,
    bulletFontSize=8.5,
    bulletColor=SOFT,
    spaceAfter=3.5,
)
CELL = ParagraphStyle("cell", BODY, fontSize=8.5, leading=12.5)
FIRST = ParagraphStyle("first", CELL, fontName=BOLD)
HEAD = ParagraphStyle("head", CELL, fontName=BOLD, fontSize=8, leading=11, textColor=ACCENT)
CONTENT = ParagraphStyle("content", BODY, fontSize=10.5, leading=16)
COMPANY = ParagraphStyle("company", BODY, fontName=BOLD, fontSize=13, leading=18, textColor=SOFT)
BIG = ParagraphStyle("big", BODY, fontName=BOLD, fontSize=32, leading=40, spaceAfter=6)
KIND = ParagraphStyle("kind", BODY, fontSize=14, leading=20, textColor=ACCENT)

# A command of a table: its name, the first and the last cell (column, row), and what it takes.
Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]

PADDING = 5
TABLE: list[Command] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), PADDING),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 4.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 5.5),
    ("ROWBACKGROUNDS", (0, 1), (-1, -1), (PAPER, ZEBRA)),
    ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT),
    ("LINEBELOW", (0, -1), (-1, -1), 0.5, RULE),
]
PLAIN_TABLE: list[Command] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), PADDING),
    ("TOPPADDING", (0, 0), (-1, -1), 3),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
]


def title_of(length: int) -> ParagraphStyle:
    """Return the cover's style for a title of this length: the longer, the smaller."""
    for most, size in ((40, 32), (90, 24), (250, 16)):
        if length <= most:
            return ParagraphStyle("big", BIG, fontSize=size, leading=size * 1.25)
    return ParagraphStyle("big", BIG, fontSize=11, leading=16)
