"""From an empty channel to an approved strategy with its PDF, by conversation alone."""

from __future__ import annotations

import io

from pypdf import PdfReader

from tests.stories.cast import Person, Story
from tests.stories.strategy.test_strategy_document import files

# What Ana types, and answers. The rest of each conversation is left open.
TOLD: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("/beat vision Everybody in town knows where their bread comes from.", ()),
    ("/beat objective 10 % more revenue from regular customers", ("Business", "sales", "They come in once a week")),
    ("/beat audience people who live near the bakery", ("parents, pensioners", "Good bread before school")),
    ("/beat platform Instagram", ("Primary", "1,000 Instagram followers", "4", "Life behind the counter", "recipes")),
    (
        "/beat evidence 31 of 50 customers look at it daily",
        ("Instagram", "people who live near the bakery", "a survey"),
    ),
    ("/beat message Good bread takes a night", ("people who live near the bakery",)),
    (
        "/beat positioning Bread takes time",
        ("A wood-fired oven", "We ask what they bake", "Warm and dry", "No stock photos"),
    ),
    ("/beat competitor The bakery at the station", ("Instagram", "Their live stream")),
    ("/beat tactic One minute from the oven every Friday", ("1,000 Instagram followers", "Instagram", "A phone")),
    ("/beat milestone A podcast of our own by end of next year", ("200 listeners", "Under 30")),
    ("/beat protocol A friendly answer on the same day", ("Instagram editor", "4", "By first name", "Allergies")),
    ("/beat responsibility Photos for the newsletter", ("An agency", "We ourselves", "end of next year")),
    ("/beat procedure How we answer a bad review", ("Procedure", "the shared drive", "Instagram editor")),
)


async def test_from_an_empty_channel_to_an_approved_version(
    story: Story, ana: Person, ben: Person, cho: Person
) -> None:
    """Set up, told piece by piece, submitted, approved by somebody else, and handed to a board as a PDF."""
    await ana.saves(
        "/beat setup",
        "1,000 Instagram followers by end of June",
        "@ben reads the number and I judge it",
        "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
        "Instagram editor @ben",
        "people who live near the bakery",
        "400",
    )
    for command, answers in TOLD:
        await ana.saves(command, *answers)
    await ana.saves("/beat role Director @cho")
    await ana.saves("/beat signing Sample Bakery Ltd", "Director", "in 6 months")
    story.forget()
    await ana.types("/beat strategy")
    await ana.presses("Submit for approval…", channel="#social")
    await ana.fills_in({})
    cho.sees("ana asks you to approve version 1")
    await cho.presses("Approve")
    story.forget()
    assert "Approved on Mon 30 Mar 2026" in await ana.types("/beat strategy version 1")
    paper = next(file for file in reversed(files(story)) if file["name"].endswith(".pdf"))
    whole = (await story.office.server.control.file(user="ana", file_id=paper["id"]))["content"]
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(whole)).pages).split())
    for said in ("Sample Bakery Ltd", "Approved by", "cho", "We ask what they bake", "The bakery at the station"):
        assert said in words, said
