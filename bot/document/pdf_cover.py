"""The PDF's first page: whose strategy it is, which version, and who approved it."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image as Pictures
from PIL import ImageOps
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Image, PageBreak, Paragraph, Spacer, Table, TableStyle
from reportlab.platypus.flowables import TopPadder

from bot.document.model import Cover
from bot.document.pdf_letters import markup
from bot.document.pdf_styles import ACCENT, BODY, COMPANY, HEAD, KIND, LABEL, LABELS, PLAIN_TABLE, RULE, WIDTH, title_of
from bot.document.words import cover_facts, date_words, is_decided, title_words, unsigned_words

LOGO_WIDE, LOGO_HIGH = 70 * mm, 26 * mm
# In a logo of that size, print shows no more than this, and the file stays small.
LOGO_PIXELS = 1200
# A picture that would take more memory than this to open is rejected.
LOGO_MOST = 40_000_000
BLANK_LINES = 2
# Everything that the image library raises for bytes that are no picture, or half a picture.
_UNREADABLE = (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, OverflowError)
_BROKEN = (*_UNREADABLE, zlib.error, struct.error, Pictures.DecompressionBombError, Warning)
_NAME = ParagraphStyle("name", BODY, fontName=HEAD.fontName)


def cover_page(cover: Cover, logo: bytes | None) -> list[Flowable]:
    """Return the cover, and the break after it."""
    mark = logo_of(logo) if logo else None
    company = [Paragraph(markup(cover.company), COMPANY)] if cover.company.strip() else []
    title = title_words(cover)
    head: list[Flowable] = [mark, Spacer(0, 5 * mm), *company] if mark else [*company]
    return [
        *head,
        Spacer(0, 42 * mm),
        Paragraph("Social-media strategy", KIND),
        Spacer(0, 2 * mm),
        Paragraph(markup(title), title_of(len(title))),
        HRFlowable(width=24 * mm, thickness=2.5, color=ACCENT, hAlign="LEFT", spaceBefore=8, spaceAfter=18),
        _facts(cover),
        TopPadder(_signatures(cover)),
        PageBreak(),
    ]


def logo_of(logo: bytes) -> Image | None:
    """Return a PNG or JPEG, no larger than its place and in its own proportions; None if it can't be read."""
    try:
        opened = Pictures.open(io.BytesIO(logo), formats=("PNG", "JPEG"))
        if opened.width * opened.height > LOGO_MOST:
            return None
        upright = ImageOps.exif_transpose(opened).convert("RGBA" if _is_transparent(opened) else "RGB")
        upright.thumbnail((LOGO_PIXELS, LOGO_PIXELS))
    except _BROKEN:
        return None
    scale = min(LOGO_WIDE / upright.width, LOGO_HIGH / upright.height)
    readable = io.BytesIO()
    upright.save(readable, "PNG")
    return Image(readable, upright.width * scale, upright.height * scale, mask="auto", hAlign="LEFT")


def _is_transparent(picture: Pictures.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _facts(cover: Cover) -> Flowable:
    # The company is named above already.
    facts = [(fact.label, fact.words) for fact in cover_facts(cover) if fact.key != "company"]
    rows = [[Paragraph(label, LABEL), Paragraph(markup(words), _NAME)] for label, words in facts]
    return Table(rows, colWidths=(LABELS, WIDTH - LABELS), style=TableStyle(PLAIN_TABLE), hAlign="LEFT")


def _signatures(cover: Cover) -> Flowable:
    """Return who approved it; lines for signatures while that is open; or the words for an unsigned one."""
    signed = [
        [Paragraph(markup(one.name), _NAME), Paragraph(markup(one.role), BODY), Paragraph(date_words(one.on), BODY)]
        for one in cover.signatures
    ]
    if not signed and is_decided(cover):
        return Table(
            [[Paragraph("Approval", HEAD)], [Paragraph(unsigned_words(cover), BODY)]],
            colWidths=(WIDTH,),
            style=TableStyle([*PLAIN_TABLE, ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT)]),
        )
    open_lines: list[list[Any]] = [] if is_decided(cover) else [["", "", ""]] * BLANK_LINES
    heads = ["Approved by", "Role", "Date"] if signed else ["Approved by: name and role", "Signature", "Date"]
    rows: list[list[Any]] = [[Paragraph(head, HEAD) for head in heads], *signed, *open_lines]
    style = [*PLAIN_TABLE, ("LINEBELOW", (0, 0), (-1, 0), 1, ACCENT), ("LINEBELOW", (0, 1), (-1, -1), 0.5, RULE)]
    heights = [None] * (1 + len(signed)) + [13 * mm] * len(open_lines)
    wide = WIDTH * 0.42, WIDTH * 0.33, WIDTH * 0.25
    return Table(rows, colWidths=wide, rowHeights=heights, style=TableStyle(style), repeatRows=1, splitInRow=1)
