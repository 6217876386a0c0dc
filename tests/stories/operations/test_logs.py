"""A day of typing, some of it on a database that refuses to keep it: nothing of it is in the log."""

from __future__ import annotations

import re

from sqlalchemy import text

from tests.logged import logged
from tests.stories.cast import BOT, GOAL, Person, Story

TYPED = "Zitronenkuchen für Oma"
WORDS = re.compile("Zitronenkuchen|Oma")


async def test_nothing_that_people_type_is_in_the_log_of_a_day(bakery: Story, ana: Person, ben: Person) -> None:
    """Commands, answers, direct messages, names of people: what was made of them is logged by its key."""
    with logged() as lines:
        await ana.types(f"/beat post {TYPED}")
        await ana.types(f"/beat {TYPED}")
        await ana.saves(f"/beat slot {TYPED} on Instagram, every Tuesday at 10:00, Instagram editor @ben", GOAL)
        await ben.says(TYPED, channel=BOT)
        await bakery.office.server.control.change_member(user="ben", real_name=TYPED)
        await bakery.until("2026-03-31 10:30")
        await ben.says(f"done {TYPED}", channel=BOT)
    said = lines.getvalue()
    assert "settled key=digest:" in said
    assert WORDS.findall(said) == []
    bakery.forget()


async def test_nothing_that_the_database_refuses_is_in_the_log(bakery: Story, ana: Person, ben: Person) -> None:
    """By a command, whose answer names a reference, and by an event, whose failure Bolt logs with its own words."""
    async with bakery.office.bot.database.begin() as tx:
        await tx.execute(text("CREATE UNIQUE INDEX one_title ON post (title)"))
        await tx.execute(text("CREATE UNIQUE INDEX one_name ON member (name)"))
    bakery.office.server.options.ack_seconds = 0.5  # what fails is not acknowledged, and tried once more
    with logged() as lines:
        await ana.types(f"/beat post {TYPED}")
        answer = await ana.types(f"/beat post {TYPED}")
        for name in ("ben", "cho"):
            await bakery.office.server.control.change_member(user=name, real_name=TYPED, display_name=TYPED)
        await bakery.office.quiet()
    said = lines.getvalue()
    (reference,) = re.findall(r"\b[0-9a-f]{8}\b", answer)
    assert f"reference={reference}" in said
    assert "Failed to run listener function" in said
    assert WORDS.findall(said) == []
    bakery.forget()
