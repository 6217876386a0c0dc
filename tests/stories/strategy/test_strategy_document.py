"""The written strategy: read in Slack page by page, sent as files, shared, and hidden from strangers (B6, D5)."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.pictures.charts import Results, Track
from bot.pictures.drawing import draw
from bot.services.context.ctx import Ctx
from bot.services.context.people import plans_of
from bot.services.strategy.sending import send_file
from tests.stories.cast import BOT, Person, Story, words_of
from tests.stories.plans import act, make_plan, slot
from tests.stories.written import VISION, make_strategy, put_logo, write

CHART = Results((Track("Followers", "", ((date(2026, 3, 2), Decimal(640)),), Decimal(1000), date(2026, 6, 30)),))


@pytest.fixture
async def written(story: Story, ana: Person, ben: Person, eve: Person) -> Story:
    """Ana leads a plan with a vision; eve is its director, and approves it."""
    await make_strategy(story, ana, ben, [("Director", eve)], next_update="2026-09-30")
    return story


def files(story: Story) -> list[dict[str, Any]]:
    """Return every file that was shared, oldest first."""
    story.read()
    return [file for told in story.told if not told.gone for file in told.message.get("files") or ()]


async def test_the_first_page_says_what_it_is_and_how_it_stands(written: Story, ben: Person) -> None:
    """Name, company, draft, next revision, vision, and where to go next; only the asker sees it."""
    shown = await ben.types("/beat strategy")
    for words in (
        "Social: the strategy",
        "Sample Bakery Ltd",
        "Draft",
        "No version is in use yet",
        "Next update: Wed 30 Sep 2026",
        VISION,
        "chapters say something",
        "Open a chapter…",
        "Whole document",
        "Submit for approval…",
        "Share in channel",
    ):
        assert words in shown, words


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/beat strategy 3", "3. Goals"),
        ("/beat strategy goals", "3. Goals"),
        ("/beat strategy calendar", "Content calendar"),
        ("/beat strategy tone", "Positioning and tone"),
        ("/beat strategy road map", "Road map"),
        ("/beat strategy way of answering", "Listening and answering"),
    ],
)
async def test_a_chapter_is_asked_for_by_its_number_or_a_word_of_it(
    written: Story, ana: Person, typed: str, shown: str
) -> None:
    said = await ana.types(typed)
    assert said.split("\n")[0].endswith(shown)
    assert "All chapters" in said


async def test_a_chapter_says_all_of_what_stands_in_it(written: Story, ana: Person) -> None:
    shown = await ana.types("/beat strategy calendar")
    assert re.search(r"Tip of the day.*Platform: Instagram.*every Monday, Wednesday and Friday at 10:00", shown, re.S)
    empty = await ana.types("/beat strategy competitors")
    assert "No competitor is written down yet" in empty


async def test_one_goes_from_chapter_to_chapter_by_buttons(written: Story, ana: Person) -> None:
    """Each page replaces the previous one: it is one message, and only its asker sees it."""
    await ana.types("/beat strategy")
    await ana.chooses("Open a chapter…", "3. Goals (1)", channel="#social")
    assert "1,000 Instagram followers" in await _shown(ana)
    await ana.presses("Next: Numbers and targets", channel="#social")
    assert re.search("Target: 1,000", await _shown(ana))
    await ana.presses("All chapters", channel="#social")
    assert "Social: the strategy" in await _shown(ana)


async def _shown(who: Person) -> str:
    who.story.forget()
    return words_of((await who._messages("#social"))[-1])


async def test_nothing_is_cut_however_much_there_is(written: Story, ana: Person) -> None:
    """Two hundred platforms with a thousand characters each: every one of them can be reached, page by page."""
    for number in range(200):
        line = f"line-{number:03}-begins " + "word " * 190 + f"line-{number:03}-ends"
        await write(written, ana, "platform", name=f"Place {number:03}", line=line[:1000])
    seen = await ana.types("/beat strategy platforms")
    pages = int(re.search(r"Page 1 of (\d+)", seen)[1])  # type: ignore[index]
    for page in range(2, pages + 1):
        seen += "\n" + await ana.types(f"/beat strategy platforms {page}")
    for number in range(200):
        assert f"Place {number:03}" in seen
        assert f"line-{number:03}-ends" in seen
    await ana.presses("Page before", channel="#social")
    assert f"Page {pages - 1} of {pages}" in await _shown(ana)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/beat strategy bananas", "I know no chapter called “bananas”"),
        ("/beat strategy 99", "I know no chapter called “99”"),
        ("/beat strategy version 7", "There is no version 7"),
    ],
)
async def test_what_there_is_not_is_said_with_a_way_on(written: Story, ana: Person, typed: str, said: str) -> None:
    shown = await ana.types(typed)
    assert said in shown
    assert "/beat strategy" in shown


async def test_the_whole_document_comes_as_pdf_and_as_markdown(written: Story, ben: Person, eve: Person) -> None:
    """In the asker's direct messages, once for each press; real files with all of it."""
    await ben.types("/beat strategy")
    held = ben.holds("Whole document", channel="#social")
    await ben.presses_held(held)
    ben.sees("I send you the whole document")
    ben.sees("Social", "draft", "PDF")
    ben.sees("Social", "draft", "Markdown")
    found = {file["name"]: file for file in files(written)}
    assert set(found) == {"social-draft.pdf", "social-draft.md"}
    contents = written.office.server.workspace.contents
    assert contents[found["social-draft.pdf"]["id"]].startswith(b"%PDF")
    text = contents[found["social-draft.md"]["id"]].decode()
    assert "Sample Bakery Ltd" in text
    assert "Tip of the day" in text
    eve.sees_nothing()


async def test_the_logo_stands_on_the_first_page(written: Story, ana: Person, ben: Person) -> None:
    """The PDF has one more picture than without it; a file that is no picture can't spoil it."""
    before = await _pdf(written, ben)
    await put_logo(written, ana, draw(CHART).png)
    after = await _pdf(written, ben)
    assert after.count(b"/Subtype /Image") > before.count(b"/Subtype /Image")
    await put_logo(written, ana, b"no picture at all")
    assert (await _pdf(written, ben)).startswith(b"%PDF")


async def _pdf(story: Story, who: Person) -> bytes:
    await who.types("/beat strategy")
    await who.presses("Whole document", channel="#social")
    story.forget()
    newest = [file for file in files(story) if file["name"].endswith(".pdf")][-1]
    return bytes(story.office.server.workspace.contents[newest["id"]])


async def test_all_of_a_plan_goes_the_same_way_as_a_file(written: Story, ana: Person) -> None:
    """An export is owed by its facts, and made when it is sent; requested twice in one press it comes once."""

    async def ask(ctx: Ctx) -> None:
        (plan,) = await plans_of(ctx.tx, ctx.workspace_id, ctx.me)
        for _ in range(2):
            await send_file(ctx, plan, "export", 0, "this press", "json")

    await act(written, ana, ask)
    ana.sees("Everything in \\*Social\\*", "Drop this file on me")
    (file,) = files(written)
    assert file["name"] == "social.json"
    assert b"Tip of the day" in written.office.server.workspace.contents[file["id"]]


async def test_a_file_that_cannot_be_sent_says_why(written: Story, ben: Person) -> None:
    """If files are not allowed, the person who asked is told so, with the remaining way."""
    written.office.server.workspace.app.scopes.discard("files:write")
    await ben.types("/beat strategy")
    await ben.presses("Whole document", channel="#social")
    ben.sees("I send you the whole document")
    ben.sees("I could not send the strategy as a PDF", "files:write", "/beat strategy")
    ben.sees("I could not send the strategy as Markdown", "files:write")


async def test_the_draft_is_shared_in_the_home_channel(written: Story, ana: Person, ben: Person) -> None:
    """The first page, or a chapter: everyone can read it, and it has no buttons."""
    await ana.types("/beat strategy")
    await ana.presses("Share in channel", channel="#social")
    said = ben.sees("Shared by ana", "Social: the strategy")
    assert "Submit" not in said
    ana.sees("Everybody there can see it")
    await ana.types("/beat strategy goals")
    await ana.presses("Share in channel", channel="#social")
    ben.sees("Shared by ana", "Goals", "1,000 Instagram followers")
    ana.sees("Everybody there can see it")


async def test_outside_a_private_channel_its_strategy_does_not_exist(
    written: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """Neither by command nor by a made-up button: not its pages, not its files."""
    ana.home = "#secret"
    await make_plan(written, ana, [slot("Letters", "tue", "11:00", ana, platform="Newsletter")])
    written.forget()
    await ana.types("/beat strategy", channel="#secret")
    secret = ana.holds("Whole document", channel="#secret")
    await cho.types("/beat strategy")
    await cho.presses_held(cho.holds("Whole document", channel="#social"), value=secret.action["value"])
    cho.sees("cannot find that any more")
    await cho.presses_held(cho.holds("Share in channel", channel="#social"), value=f"{secret.action['value']}|strategy")
    cho.sees("cannot find that any more")
    assert files(written) == []
    assert "cannot find that any more" in await eve.types("/beat strategy in #secret", channel=BOT)


async def test_it_says_so_where_there_is_no_plan(story: Story, ana: Person) -> None:
    assert "no plan yet" in await ana.types("/beat strategy")
