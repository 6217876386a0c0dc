"""Setting up the plan that a file holds: a press writes down that it is wanted, and the planner builds it in pieces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from bot.services import incoming
from storage import files, workspaces
from storage.database import Database
from tests.files.acting import NOW, acting, channel_of

HEAD = """\
drumbeat: 1
plan: {name: Sample Corner, zone: Europe/Berlin}
roles: [{title: Editor, holder: {id: UBEN, name: Ben Sample}}]
platforms: [{name: Newsletter}]
regular_posts:
"""
POST = "  - {{title: Letter {n}, role: Editor, platform: Newsletter, every: week, weekdays: thursday, at: '10:00'}}\n"


def plan_of_posts(count: int) -> bytes:
    """Write the file of a plan with so many regular posts."""
    return (HEAD + "".join(POST.format(n=n) for n in range(count))).encode()


async def offered(database: Database, content: bytes, channel: str = "C1") -> int:
    """Have a file dropped and fetched that somebody may set up by a press; returns its id."""
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    async with acting(database, "UANA") as ctx:
        home = await channel_of(ctx, channel)
        await workspaces.join(ctx.tx, team.id, home.id, ctx.me.id, NOW)
        await files.receive(ctx.tx, team.id, ctx.me.id, channel, "1.0", f"F{channel}", "plan.yaml", NOW)
        dropped = await files.claim(ctx.tx, NOW, NOW)
        assert dropped is not None
        await files.settle(ctx.tx, team.id, dropped.id, "fetched", content)
        return dropped.id


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that a database is sent."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_what_a_press_asks_of_the_database_does_not_grow_with_the_file(database: Database) -> None:
    asked = []
    for channel, count in (("C1", 2), ("C2", 60)):
        file_id = await offered(database, plan_of_posts(count), channel)
        with statements(database) as sent:
            async with acting(database, "UANA") as ctx:
                await incoming.set_up(ctx, file_id)
        asked.append(len(sent))
    assert asked[1] == asked[0]
