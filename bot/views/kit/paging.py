"""Long lists in pages: as many entries as fit in a message, and each page is found by its number."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.strategies import Strategy
from bot.views.kit import ids
from bot.views.kit.blocks import MESSAGE_SIZE, Block, actions, button, context, size

# Room for a list's words above and below its entries, and for its share button.
KEPT_FREE = 2000
MOST_ENTRIES = 30


def page_of(entries: Sequence[Block], page: int) -> tuple[list[Block], int, int]:
    """Return the entries of a page, its number, and how many pages there are. One beyond the last is the last."""
    pages: list[list[Block]] = [[]]
    for entry in entries:
        full = len(pages[-1]) >= MOST_ENTRIES or size([*pages[-1], entry]) > MESSAGE_SIZE - KEPT_FREE
        if pages[-1] and full:
            pages.append([])
        pages[-1].append(entry)
    page = min(max(page, 1), len(pages))
    return pages[page - 1], page, len(pages)


def turning(what: str, page: int, pages: int, strategy: Strategy) -> list[Block]:
    """Return which page this is, with a button for the next one; nothing for a list of one page."""
    if pages < 2:
        return []
    following = page % pages + 1
    words = "Next page" if following > page else "First page"
    value = ids.choice(ids.Ref("strategy", strategy.id), f"{what}_{following}")
    return [
        context(f"Page {page} of {pages}. You can also type `/beat {what} {following}`."),
        actions(button(words, ids.LIST_PAGE, value)),
    ]
