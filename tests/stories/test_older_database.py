"""A team's database from before a migration: it comes through with all that was pending, and life goes on.

`team_at_0006.json` was written by the code of revision 0006: the rows of a small team on a Tuesday at 09:31, and what
the bot had posted in its Slack. Slack had stopped answering at nine. A digest is in doubt, a reminder waits for it, a
version waits for approval, a platform is on hold, and a question is open. The file is never written anew: it stands for
the databases that people have.
"""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Boolean, Engine, MetaData, create_engine, select, text

from playground.slack.channels import Channel
from playground.slack.messages import History, Message
from storage.database import migrate
from tests.code_base import ROOT
from tests.databases import Kind, fresh_database, migrate_to, quick
from tests.stories.cast import Person, Story
from tests.stories.stage import staged

FILE = ROOT / "tests" / "stories" / "team_at_0006.json"


def _kept() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(FILE.read_text())
    return kept


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def _fill(url: str) -> None:
    """Fill an empty database as the file has it, at the file's revision."""
    kept = _kept()
    migrate_to(url, kept["revision"])
    engine = _engine(url)
    with engine.begin() as connection:
        found = MetaData()
        found.reflect(connection)
        for name, rows in kept["tables"].items():
            is_flag = {c.name for c in found.tables[name].c if isinstance(c.type, Boolean)}
            names = ", ".join(f'"{column}"' for column in rows[0])
            places = ", ".join(f":{column}" for column in rows[0])
            insert = text(f'INSERT INTO "{name}" ({names}) VALUES ({places})')
            connection.execute(insert, [{c: _stored(v, c in is_flag) for c, v in row.items()} for row in rows])
            if engine.dialect.name == "postgresql" and "id" in rows[0]:
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {rows[-1]['id']})"))
    engine.dispose()


def _stored(value: Any, is_flag: bool) -> Any:
    if isinstance(value, dict):
        return base64.b64decode(value["bytes"])
    return bool(value) if is_flag and value is not None else value


@pytest.fixture
def older(kind: Kind) -> Iterator[str]:
    """The team's database, not yet migrated."""
    with fresh_database(kind, migrated=False) as url:
        _fill(url)
        yield url


def test_no_row_is_lost_on_the_way(older: str) -> None:
    """Each table that still exists has every row that it had, found by its key, with all that it said."""
    migrate(older)
    engine = _engine(older)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        for name, rows in _kept()["tables"].items():
            table = found.tables[name]
            assert set(rows[0]) <= set(table.c.keys()), name
            key = [column.name for column in table.primary_key]
            now = {tuple(str(row[k]) for k in key) for row in connection.execute(select(table)).mappings()}
            assert {tuple(str(row[k]) for k in key) for row in rows} <= now, name
    engine.dispose()


@pytest.fixture
async def story(older: str, kind: Kind) -> AsyncIterator[Story]:
    """The team's Slack as the bot had left it, with the bot of today started on their migrated database at 09:31."""
    migrate(older)
    async with staged(kind) as story:
        _post_again(story)
        story.forget()
        await story.office.restore(quick(older), datetime.fromisoformat("2026-03-31T09:31:00+02:00"))
        story.read()
        yield story
        unexpected = story.unexpected()
    assert not unexpected, "the story did not expect: " + "\n---\n".join(unexpected)


def _post_again(story: Story) -> None:
    """Put what the bot had posted into its new Slack, whose people and channels have the same ids."""
    server, kept = story.office.server, _kept()
    workspace = server.workspace
    known = {*workspace.members, *workspace.channels}
    assert {row["slack_id"] for name in ("member", "channel") for row in kept["tables"][name]} <= known
    for channel, members in kept["direct"].items():
        workspace.channels[channel] = Channel(
            channel, workspace.id, "directmessage", "im", workspace.seconds(), members[0], members
        )
        workspace.histories[channel] = History()
    for said in kept["messages"]:
        message = Message(team_id=workspace.id, **said)
        server.world.post(workspace, workspace.channels[said["channel"]], message, by="app")


async def test_what_was_in_doubt_is_not_repeated_and_what_waited_for_it_arrives(story: Story, ben: Person) -> None:
    """Slack had taken the digest of nine without saying so. The reminder of 09:30 had waited for that."""
    ben.sees("It is time for", "Facebook: Opening hours")
    assert not story.unexpected()
    assert len([one for one in story.told if one.text.startswith("Tuesday, 31 Mar")]) == 1


async def test_buttons_and_questions_from_before_still_work(
    story: Story, ana: Person, ben: Person, eve: Person
) -> None:
    """A duty is done from the old digest, the waiting version is approved, and the open question is answered."""
    story.forget()
    (digest,) = [one for one in story.told if one.text.startswith("Tuesday, 31 Mar")]
    await ben.presses("Done", channel=digest.channel, ts=digest.ts)
    ben.finds("Tuesday, 31 Mar", "✓ Done 09:31 — Facebook: Opening hours")
    await eve.presses("Approve")
    ana.sees("Version 2 of Social is approved, by eve")
    story.forget()
    asked = [one for one in story.told if "100 newsletter readers" in one.text][-1]
    ana.thread = asked.thread_ts or asked.ts
    assert "Who reads the number?" in asked.text
    assert "Who reads the number: ana" in await ana.says("me")
    story.forget()


async def test_the_week_goes_on(story: Story, ana: Person, ben: Person, cho: Person) -> None:
    """The review opens, the hold ends by itself, and the digests come, each of them once."""
    await story.until("2026-04-07 09:00")
    ana.sees("Weekly review: Social", "2 were on hold")
    ana.sees("Publishing on TikTok", "goes on", "The hold is over, as planned")
    cho.sees("Tuesday, 7 Apr", "TikTok: Oven video")
    for told in ("Weekly review: Social", "*Publishing on TikTok* goes on", "Monday, 6 Apr"):
        assert len([one for one in story.told if one.text.startswith(told)]) == 1
    story.forget()
