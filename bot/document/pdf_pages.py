"""The PDF's pages: footers, bookmarks, and numbers that are known only at the end.

"page 3 of 12" and the page numbers of the contents are drawn as forms: they are named when their page is set, and
written after the last page. So a document is set only once.
"""

from __future__ import annotations

import io
from typing import Any

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from bot.document.model import Cover, Document
from bot.document.pdf_letters import REGULAR, one_line
from bot.document.pdf_styles import BOTTOM, INK, PAGE_HEIGHT, PAGE_WIDTH, RULE, SIDE, SOFT, TOP, WIDTH
from bot.document.words import title_words, version_words

NUMBERS = 40  # the widest page number of the contents
_FOOT = 7.5
_FOOT_AT = 38.0
_NUMBERING = 90  # what "page 1,000 of 1,000" needs
_SHORTEST = 8


def made(document: Document, flowables: list[Flowable]) -> bytes:
    """Set flowables on pages and return the file."""
    cover = document.cover
    company, title = one_line(cover.company), one_line(title_words(cover))
    stream = io.BytesIO()
    template = BaseDocTemplate(
        stream,
        pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
        title=f"{title}, {version_words(cover)}",
        author=company or title,
        subject="Social-media strategy",
        creator="Drumbeat",
        lang="en",
        invariant=1,
        pageCompression=1,
    )
    body = Frame(SIDE, BOTTOM, WIDTH, PAGE_HEIGHT - TOP - BOTTOM, 0, 0, 0, 0, id="body")
    template.addPageTemplates([PageTemplate("pages", [body], onPage=_footed)])
    # Passed as a class: the template creates the canvas, with its own arguments.
    template.build(flowables, canvasmaker=_canvas_of(cover, footer(cover)))
    return stream.getvalue()


def footer(cover: Cover) -> str:
    """Return "Company · Strategy · Version 3" on one line; long names are cut, since the cover has them."""
    names = [name for name in (one_line(cover.company), one_line(title_words(cover))) if name]
    version = version_words(cover)
    kept = max(len(name) for name in names)
    while True:
        shown = [name if len(name) <= kept else f"{name[:kept].rstrip()}…" for name in names]
        words = " · ".join([*shown, version])
        if kept <= _SHORTEST or stringWidth(words, REGULAR, _FOOT) <= WIDTH - _NUMBERING:
            return words
        kept = min(kept - 1, 200)


class NumberedCanvas(Canvas):
    """A canvas that knows at the end how many pages it has, and on which of them each section begins."""

    def __init__(self, on: str, footer: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "initialFontName": REGULAR})
        # The document's own day, so that it is the same each time it is made.
        self.setDateFormatter(lambda *_: f"D:{on}000000Z")
        self.footer = footer
        self.begins: dict[str, int] = {}

    def save(self) -> None:
        """Write the numbers that had to wait, then the file."""
        total = self.getPageNumber() - 1
        for page in range(2, total + 1):
            self._form(_footer_form(page), WIDTH, _FOOT, f"page {page:,} of {total:,}")
        for key, page in self.begins.items():
            self._form(_number_form(key), NUMBERS, 10.5, f"{page:,}")
        super().save()

    def _form(self, name: str, width: float, size: float, words: str) -> None:
        self.beginForm(name, 0, -int(size), int(width) + 1, int(size) + 1)
        self.setFont(REGULAR, size)
        self.setFillColor(SOFT if size == _FOOT else INK)
        self.drawRightString(width, 0, words)
        self.endForm()


def _canvas_of(cover: Cover, words: str) -> Any:
    def canvas(*args: Any, **kwargs: Any) -> NumberedCanvas:
        return NumberedCanvas(f"{cover.on:%Y%m%d}", words, *args, **kwargs)

    return canvas


def _footed(canvas: Canvas, _: BaseDocTemplate) -> None:
    page = canvas.getPageNumber()
    # The cover says the same in large type.
    if page == 1 or not isinstance(canvas, NumberedCanvas):
        return
    canvas.saveState()
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, _FOOT_AT + 14, PAGE_WIDTH - SIDE, _FOOT_AT + 14)
    canvas.setFont(REGULAR, _FOOT)
    canvas.setFillColor(SOFT)
    canvas.drawString(SIDE, _FOOT_AT, canvas.footer)
    canvas.translate(SIDE, _FOOT_AT)
    canvas.doForm(_footer_form(page))
    canvas.restoreState()


def _footer_form(page: int) -> str:
    return f"footer-{page}"


def _number_form(key: str) -> str:
    return f"number-{key}"


class Begins(Flowable):
    """Marks where a section begins: for bookmarks, links, and the contents.

    `space` separates it from the text above; at the top of a page there is none.
    """

    def __init__(self, key: str, title: str, space: float) -> None:
        super().__init__()
        self.key, self.title = key, title
        self.spaceBefore = space

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Take up no room."""
        return 0, 0

    def draw(self) -> None:
        """Note the page."""
        self.canv.bookmarkHorizontal(self.key, 0, 30)
        self.canv.addOutlineEntry(self.title, self.key, 0)
        if isinstance(self.canv, NumberedCanvas):
            self.canv.begins[self.key] = self.canv.getPageNumber()


class PageOf(Flowable):
    """The number of the page on which a section begins."""

    def __init__(self, key: str, leading: float) -> None:
        super().__init__()
        self.key, self.leading = key, leading

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        """Take up the room of one number."""
        return NUMBERS, self.leading

    def draw(self) -> None:
        """Draw the number, whatever it turns out to be."""
        self.canv.saveState()
        self.canv.translate(0, self.leading * 0.3)
        self.canv.doForm(_number_form(self.key))
        self.canv.restoreState()
