"""Slack waits three seconds: while the database is held up, whoever presses or types gets words before that."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg.rows import TupleRow

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
    with other_program(database) as connection:
        connection.execute("LOCK TABLE receipt IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def other_program(database: Database) -> psycopg.Connection[TupleRow]:
    """Return a connection of another program's to our database on PostgreSQL."""
    server = database.url.set(drivername="postgresql").difference_update_query(["plugin"])
    return psycopg.connect(server.render_as_string(hide_password=False))


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


# When a transaction commits that took a receipt, its own connection ends.
_LOSE_COMMITS = """
CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER lose AFTER INSERT ON receipt DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION lose()
"""


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)
async def test_whoever_pressed_reads_that_nobody_knows_where_the_connection_is_lost_in_a_commit(
    bakery: Story, ana: Person
) -> None:
    """The server may have committed before it was lost, and may not."""
    with other_program(bakery.office.bot.database) as other:
        other.execute(_LOSE_COMMITS)
        other.commit()
        try:
            said = await ana.types("/beat reminders gentle")
        finally:
            other.execute("DROP FUNCTION lose CASCADE")
            other.commit()
    assert "I can't tell whether your change was saved" in said
    assert "Nothing was changed" not in said
    assert "gentle" in await ana.types("/beat reminders gentle")
    bakery.forget()
