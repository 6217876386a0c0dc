"""Two hundred platforms, goals and audiences with the longest allowed texts: nothing is cut silently."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from bot.document.markdown import markdown
from bot.document.model import Document
from bot.document.pdf import pdf
from bot.document.sections import cover_of, written
from bot.domain.audiences import Audience
from bot.domain.goals import Goal, GoalDetails
from bot.domain.plan import Part, Plan
from bot.domain.platforms import Platform
from bot.domain.roles import TEXT_LIMIT, TITLE_LIMIT
from bot.views.strategy.strategy import Front, chapter
from playground.slack.rules.message import checked_content
from tests.views import samples
from tests.views.slack_limits import markup_of

MANY = 200
SINCE = datetime(2026, 3, 30, 7, tzinfo=UTC)
TODAY = date(2026, 3, 30)
CHAPTERS = ("platforms", "goals", "audiences")


def long(mark: str, limit: int) -> str:
    """Return a text of exactly the longest allowed length, whose first and last words occur only once."""
    first, last = f"{mark}begins", f"{mark}ends"
    filler = "and so on " * (limit // 10)
    return f"{first} {filler[: limit - len(first) - len(last) - 2]} {last}"


def marks(kind: str) -> list[str]:
    """Return the words that must be found for two hundred things of a kind."""
    return [f"{kind}{field}{number:03}{end}" for number in range(MANY) for field in "nab" for end in ("begins", "ends")]


@pytest.fixture(scope="module")
def document() -> Document:
    """Return the strategy of a plan in which everything is as long as it may be."""
    platforms = [
        Part(
            number,
            "platform",
            Platform(
                name=long(f"pn{number:03}", TITLE_LIMIT),
                line=long(f"pa{number:03}", TEXT_LIMIT),
                themes=(long(f"pb{number:03}", TITLE_LIMIT),),
            ),
            SINCE,
        )
        for number in range(MANY)
    ]
    audiences = [
        Part(
            1000 + number,
            "audience",
            Audience(
                name=long(f"an{number:03}", TITLE_LIMIT),
                cares=long(f"aa{number:03}", TEXT_LIMIT),
                persona=long(f"ab{number:03}", TEXT_LIMIT),
            ),
            SINCE,
        )
        for number in range(MANY)
    ]
    goals = [
        Goal(
            number,
            1,
            long(f"gn{number:03}", TEXT_LIMIT),
            date(2026, 12, 31),
            (),
            GoalDetails(department=long(f"ga{number:03}", TITLE_LIMIT)),
        )
        for number in range(MANY)
    ]
    plan = Plan(strategy=samples.strategy(), goals=tuple(goals), parts=(*platforms, *audiences))
    return written(plan, cover_of(plan, TODAY))


def missing_in(text: str) -> list[str]:
    """Return the marks that a text doesn't contain."""
    wanted = [*marks("p"), *marks("a"), *(mark for mark in marks("g") if not mark.startswith("gb"))]
    return [mark for mark in wanted if mark not in text]


def test_all_of_it_can_be_read_in_slack(document: Document) -> None:
    """Page by page, each within Slack's limits."""
    shown = Front(samples.strategy(), document, None, None)
    said = []
    for one in document.sections:
        page, pages = 1, 1
        while one.key in CHAPTERS and page <= pages:
            content = chapter(shown, one, page)
            checked_content({"text": content.text, "blocks": list(content.blocks)}, limit_together=True)
            words = markup_of(content.blocks)
            said += words
            found = re.search(rf"Page {page} of (\d+)", "\n".join(words))
            pages, page = int(found[1]) if found else 1, page + 1
    assert missing_in("\n".join(said)) == []
    assert "left out" not in "\n".join(said)


def test_all_of_it_stands_in_the_markdown(document: Document) -> None:
    """In one file."""
    assert missing_in(markdown(document)) == []


def test_all_of_it_stands_in_the_pdf(document: Document) -> None:
    """On as many pages as it takes."""
    pages = PdfReader(io.BytesIO(pdf(document))).pages
    # A long word may be broken at the end of a line.
    text = "".join("".join(page.extract_text().split()) for page in pages)
    assert missing_in(text) == []
