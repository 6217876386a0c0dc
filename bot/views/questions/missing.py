"""What a plan still lacks, as a list: the most important first, each with the three buttons of its question."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.gaps import Gap
from bot.domain.strategies import Strategy
from bot.views.kit.blocks import Block, Content, context, fit, section
from bot.views.kit.paging import turning
from bot.views.kit.texts import brief, count, titled
from bot.views.questions import gaps as words
from bot.views.questions.questions import gap_row

PER_PAGE = 5
# At most this many are in a notification.
FEW = 5


def missing(gaps: Sequence[Gap], strategy: Strategy, page: int = 1) -> Content:
    """List what is missing in a plan, one of each kind, a page of it; it says that an unfinished plan is normal."""
    title = f"*{titled(strategy.name)}: what is missing*"
    if not gaps:
        text = f"{title}\nNothing. `/beat strategy` shows the whole of it."
        return fit(Content(text, (section(text),)))
    kinds = words.lines_alike(gaps)
    pages = -(-len(kinds) // PER_PAGE)
    page = min(max(page, 1), pages)
    shown = kinds[(page - 1) * PER_PAGE : page * PER_PAGE]
    many = count(len(gaps), "thing is", "things are")
    opening = f"{title}\n{many} open, what blocks most first. None of it stops you."
    blocks: list[Block] = [section(opening)]
    for gap, line in shown:
        blocks += [section(f"{line}\n_For example:_ {brief(words.question(gap)[1], 200, 'are left out')}")]
        blocks += gap_row(gap, strategy)
    blocks += turning("missing", page, pages, strategy)
    blocks.append(context("I also ask about these one at a time, below your digest. “Not now” means fourteen days."))
    text = "\n".join([opening, *[f"• {line}" for _, line in kinds[:FEW]]])
    return fit(Content(text, tuple(blocks), "Type `/beat missing 2` for the rest."))
