"""The written strategy as a PDF fit for a board.

The typesetting library is imported only when one is made. A long strategy takes seconds of one processor: callers keep
it off the event loop, and outside of transactions.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.document.model import Document
from bot.pictures.charts import Chart, Picture
from bot.pictures.drawing import draw


def pdf(document: Document, logo: bytes | None = None, drawn: Callable[[Chart], Picture] = draw) -> bytes:
    """Set a document as a PDF: cover, contents, sections, page numbers. The same document gives the same bytes.

    `logo` is a PNG or JPEG; one that can't be read is ignored, and the company's name is used alone. Text is
    printed as it is, without markup. A letter that the font lacks is printed as □; the last page counts them.
    """
    from bot.document.pdf_pages import made
    from bot.document.pdf_story import story

    return made(document, story(document, logo, drawn))
