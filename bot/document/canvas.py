"""The written strategy for Slack's canvases: Markdown, except for line breaks within cells and paragraphs."""

from __future__ import annotations

from bot.document.markdown import markdown
from bot.document.model import Document

# One megabyte of Markdown (source: the reference of conversations.canvases.create).
LONGEST = 1_048_576


def canvas_text(document: Document) -> str | None:
    """Write a document for a canvas; None if it is longer than a canvas can be.

    What people typed is escaped at this point: these marks are the document's own.
    """
    text = markdown(document).replace("<br>", ", ").replace("\\\n", "\n\n")
    return text if len(text) <= LONGEST else None
