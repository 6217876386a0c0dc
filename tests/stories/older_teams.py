"""Databases of teams, as older code wrote them, and the Slack that the bot had left behind.

Each file has the rows of a small team at a revision, and what the bot had posted. A file is never written again: it
stands for the databases that people have.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Engine, MetaData, create_engine, text

from playground.slack.channels import Channel
from playground.slack.messages import History, Message
from storage.database import migrate
from tests.code_base import ROOT
from tests.databases import Kind, fresh_database, migrate_to, quick
from tests.stories.cast import Story
from tests.stories.stage import staged

Json = dict[str, Any]
# When the bot of today is started on each of them.
STARTS = {"0006": "2026-03-31T09:31:00+02:00", "0011": "2026-04-03T18:31:00+02:00"}


def kept(revision: str) -> Json:
    """Return what is kept of the team at a revision."""
    file = ROOT / "tests" / "stories" / f"team_at_{revision}.json"
    read: Json = json.loads(file.read_text(encoding="utf-8"))
    assert read["revision"] == revision
    return read


def engine_of(url: str) -> Engine:
    """Open a database as it is, without our code."""
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


@contextmanager
def older_database(kind: Kind, revision: str) -> Iterator[str]:
    """Lend the team's database, not yet migrated."""
    with fresh_database(kind, migrated=False) as url:
        migrate_to(url, revision)
        engine = engine_of(url)
        with engine.begin() as connection:
            found = MetaData()
            found.reflect(connection)
            for name, rows in kept(revision)["tables"].items():
                is_flag = {c.name for c in found.tables[name].c if isinstance(c.type, Boolean)}
                names = ", ".join(f'"{column}"' for column in rows[0])
                places = ", ".join(f":{column}" for column in rows[0])
                insert = text(f'INSERT INTO "{name}" ({names}) VALUES ({places})')
                connection.execute(insert, [{c: _stored(v, c in is_flag) for c, v in row.items()} for row in rows])
                if engine.dialect.name == "postgresql" and "id" in rows[0]:
                    connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {rows[-1]['id']})"))
        engine.dispose()
        yield url


def _stored(value: Any, is_flag: bool) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    return bool(value) if is_flag and value is not None else value


@asynccontextmanager
async def older_team(kind: Kind, revision: str) -> AsyncIterator[Story]:
    """Play a story in the team's Slack as the bot had left it, with the bot of today on their migrated database."""
    with older_database(kind, revision) as url:
        migrate(url)
        async with staged(kind) as story:
            _post_again(story, kept(revision))
            story.forget()
            await story.office.restore(quick(url), datetime.fromisoformat(STARTS[revision]))
            story.read()
            yield story
            unexpected = story.unexpected()
    assert not unexpected, "the story did not expect: " + "\n---\n".join(unexpected)


def _post_again(story: Story, team: Json) -> None:
    """Put what the bot had posted into its new Slack, whose people and channels have the same ids."""
    server = story.office.server
    workspace = server.workspace
    known = {*workspace.members, *workspace.channels}
    assert {row["slack_id"] for name in ("member", "channel") for row in team["tables"][name]} <= known
    for channel, members in team["direct"].items():
        workspace.channels[channel] = Channel(
            channel, workspace.id, "directmessage", "im", workspace.seconds(), members[0], members
        )
        workspace.histories[channel] = History()
    for said in team["messages"]:
        message = Message(team_id=workspace.id, **said)
        server.world.post(workspace, workspace.channels[said["channel"]], message, by="app")
