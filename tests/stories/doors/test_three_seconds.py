"""Slack waits three seconds: while the database is held up, whoever presses or types gets words before that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from bot.services.context.ctx import Ctx
from storage import members
from storage.database import Database
from tests.stories.cast import Person, Story, words_of
from tests.stories.plans import act

pytestmark = pytest.mark.both


@contextmanager
def held_up(database: Database) -> Iterator[None]:
    """Let another program hold what every press has to write: SQLite's file, or a table of PostgreSQL."""
    if database.is_sqlite:
        other = sqlite3.connect(str(database.url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
            other.close()
        return
    server = database.url.set(drivername="postgresql").difference_update_query(["plugin"])
    url = server.render_as_string(hide_password=False)
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE receipt IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


async def _reminders(story: Story, who: Person) -> str:
    found: list[str] = []

    async def look(ctx: Ctx) -> None:
        person = await members.by_slack_id(ctx.tx, ctx.workspace_id, who.id)
        assert person is not None
        found.append(person.nudges)

    await act(story, who, look)
    return found[0]


async def test_a_command_is_answered_in_words_and_changes_nothing(bakery: Story, ana: Person) -> None:
    control = bakery.office.server.control
    with held_up(bakery.office.bot.database):
        answer = await control.command(user="ana", channel="#social", command="/beat", text="reminders gentle")
    assert "I'm busy right now" in words_of(answer["ephemeral"])
    assert "Nothing was changed" in words_of(answer["ephemeral"])
    assert await _reminders(bakery, ana) == "standard"
    assert "gentle" in await ana.types("/beat reminders gentle")
    assert await _reminders(bakery, ana) == "gentle"
    bakery.forget()


async def test_a_press_is_answered_in_words_and_can_be_pressed_again(bakery: Story, ana: Person, ben: Person) -> None:
    await bakery.until("2026-03-30 10:00")
    bakery.forget()
    with held_up(bakery.office.bot.database):
        await bakery.office.server.control.press(user="ben", channel="@drumbeat", label="Done")
    await bakery.office.quiet()
    ben.sees("I'm busy right now", "Nothing was changed")
    await ben.presses("Done")
    ben.finds("Done", "Undo")
    bakery.forget()
