"""The written strategy as Slack's canvases take it: Markdown, but for line breaks within cells and paragraphs."""

from __future__ import annotations

from bot.document.markdown import markdown
from bot.document.model import Document

# One megabyte of Markdown (source: the reference of conversations.canvases.create).
LONGEST = 1_048_576


def canvas_text(document: Document) -> str | None:
    """Write a document for a canvas; None where it is longer than a canvas can be.

    Whatever people typed is escaped by then: these marks are the document's own.
    """
    text = markdown(document).replace("<br>", ", ").replace("\\\n", "\n\n")
    return text if len(text) <= LONGEST else None
