"""The PDF's fonts, and which letters they have.

DejaVu Sans (it comes with the drawing library) prints Latin, Greek and Cyrillic in all weights. The PDF standard's
fonts for Chinese, Japanese and Korean are not used: they are not embedded, and a reader without them shows nothing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import matplotlib
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from bot.document.model import Document
from bot.document.words import texts

REGULAR, BOLD, OBLIQUE = "Drumbeat", "Drumbeat-Bold", "Drumbeat-Oblique"
_FILES = {REGULAR: "DejaVuSans", BOLD: "DejaVuSans-Bold", OBLIQUE: "DejaVuSans-Oblique"}
MISSING = "□"
# Invisible characters are left out and not counted: controls, joiners, marks of direction, variation selectors.
_INVISIBLE_KINDS = {"Cc", "Cf", "Cs"}
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\uffa0]")
# Right-to-left scripts need their letters joined and reordered, which is not done here.
_RIGHT_TO_LEFT = {"R", "AL"}
_NO_BREAK = "\u00a0"


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Register the fonts, once, and return the characters that all of them have.

    Only the first plane: characters of any other would be copied from the PDF as something else.
    """
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    known: list[set[int]] = []
    for name, file in _FILES.items():
        font = TTFont(name, str(folder / f"{file}.ttf"))
        pdfmetrics.registerFont(font)
        known.append({code for code in font.face.charToGlyph if code <= 0xFFFF})
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=OBLIQUE, boldItalic=BOLD)
    return frozenset(set.intersection(*known))


def printed(text: str) -> str:
    """Return a text as it is printed: its lines, in letters that the fonts have, □ for the others. No markup."""
    return "\n".join(_line(line) for line in unicodedata.normalize("NFC", text).splitlines()).strip("\n")


def markup(text: str) -> str:
    """Return a text for a paragraph: possible tags are escaped, line breaks are kept."""
    return escape(printed(text)).replace("\n", "<br/>")


def one_line(text: str) -> str:
    """Return a text on one line, as it is printed."""
    return " ".join(printed(text).split())


def unprintable(document: Document) -> int:
    """Count the characters that people typed and that the fonts lack, in every place."""
    return sum(printed(text).count(MISSING) - text.count(MISSING) for text in texts(document))


def _line(line: str) -> str:
    return " ".join("".join(_letter(one) for one in line).split(" ")).strip()


def _letter(one: str) -> str:
    if " " <= one <= "~":
        return one
    kind = unicodedata.category(one)
    if one == "\t" or (kind == "Zs" and one != _NO_BREAK):
        return " "
    if kind in _INVISIBLE_KINDS or _SELECTORS.match(one):
        return ""
    known = ord(one) in letters() and unicodedata.bidirectional(one) not in _RIGHT_TO_LEFT
    return one if known else MISSING
