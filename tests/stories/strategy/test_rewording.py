"""Our labels change from one release to the next: no team is told that its strategy has changed because of that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from bot.document.model import Document
from bot.services.context.ctx import Ctx
from storage.tables import edition
from tests.document.reworded import reworded
from tests.stories.cast import Person, Story
from tests.stories.plans import act, add, slot
from tests.stories.strategy.test_editions import TUESDAY, approved, submit
from tests.stories.written import make_strategy, write


def in_other_words(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a version as stored if all of our labels were different; applied twice, it is as it was."""
    return reworded(Document.model_validate(kept), lambda words: words[::-1]).model_dump(mode="json")


def without_keys(kept: dict[str, Any]) -> dict[str, Any]:
    """Return a version in other words, as stored before facts had keys: in the words of that time."""
    kept = in_other_words(kept)
    for entry in (entry for section in kept["sections"] for entry in section["entries"]):
        del entry["means"]
        for fact in entry["facts"]:
            del fact["key"], fact["means"]
    return kept


async def store(story: Story, who: Person, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """Store the only version as another release would have stored it."""

    async def verb(ctx: Ctx) -> None:
        kept = (await ctx.tx.execute(select(edition.c.document))).scalar_one()
        await ctx.tx.execute(edition.update().values(document=change(kept)))

    await act(story, who, verb)


async def test_whatever_we_called_things_each_hears_only_what_somebody_changed(
    story: Story, ana: Person, ben: Person, cho: Person, eve: Person
) -> None:
    """An unchanged plan can't be submitted again; for the next version people are told what is new in it (E1)."""
    await make_strategy(story, ana, ben, [("Director", eve)])
    await write(story, ana, "audience", name="neighbours", cares="no queue")
    await story.until(TUESDAY)
    await approved(story, ana, eve)
    for change in (in_other_words, without_keys):
        await store(story, ana, change)
        story.forget()
        await ana.types("/beat strategy")
        await ana.presses("Submit for approval…", channel=ana.home)
        ana.sees("Nothing has changed since version 1")
        assert "Nothing has changed since version 1" in await ana.types("/beat strategy changes")
    await add(story, ana, slot("Oven video", "thu", "11:00", ben))
    await story.until("2026-03-31 10:30")
    story.forget()
    await submit(ana)
    said = eve.sees("asks you to approve version 2", "What changed since version 1", "Added: Oven video")
    assert said.count("•") == 1
    await eve.presses("Approve")
    said = ben.sees("What version 2 of \\*Social\\* changes for you", "Added: Oven video")
    assert said.count("•") == 1
    cho.sees("Version 2 of", "Oven video")
    cho.sees("version 2: approved")
    cho.sees_nothing()
    story.forget()
