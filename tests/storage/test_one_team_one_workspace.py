"""A database in which a team has two workspaces, since it joined an organisation, gets one for each team again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, insert, make_url, text
from sqlalchemy.exc import IntegrityError

from bot.__main__ import TO_DO
from bot.__main__ import command as main_command
from storage.database import CannotMigrate, migrate, revision_of
from storage.tables import channel, member, strategy, workspace
from tests.code_base import ROOT
from tests.databases import Kind, fresh_database

OURS = "0004"
NOW = datetime(2026, 3, 30, 7, 30, tzinfo=UTC)


@pytest.fixture
def url(kind: Kind) -> Iterator[str]:
    """A database as it was before a team had one workspace."""
    with fresh_database(kind, migrated=False) as found:
        migrate_to_before(found)
        yield found


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    return config


def migrate_to_before(url: str) -> None:
    """Bring a database to the revision before ours."""
    config, parsed = _config(), make_url(url)
    is_sqlite = parsed.get_backend_name() == "sqlite"
    config.attributes["url"] = parsed if is_sqlite else parsed.set(drivername="postgresql+psycopg")
    command.upgrade(config, _before())


def _before() -> str:
    config = _config()
    found = ScriptDirectory.from_config(config).get_revision(OURS).down_revision
    assert isinstance(found, str)
    return found


def _engine(url: str) -> Engine:
    return create_engine(url.replace("postgresql://", "postgresql+psycopg://"))


def a_workspace(tx: Connection, team: str, enterprise: str, bot: str, *, days: int, ended: bool = False) -> int:
    """Write a workspace down, with a person whose direct messages are known, and return our id."""
    since = NOW + timedelta(days=days)
    row = {"team_id": team, "enterprise_id": enterprise, "name": f"Team {bot}", "bot_slack_id": bot, "since": since}
    more = {"bot_name": bot.lower(), "next_at": NOW, "until": NOW if ended else None}
    workspace_id: int = tx.execute(insert(workspace).values(**row, **more).returning(workspace.c.id)).scalar_one()
    person: dict[str, Any] = {"workspace_id": workspace_id, "slack_id": "UANA", "name": "Ana", "dm_channel": f"D-{bot}"}
    hours = {"digest_at": NOW.time(), "work_until": NOW.time(), "nudges": "standard", "since": NOW}
    tx.execute(insert(member).values(**person, **hours))
    return workspace_id


def a_plan(tx: Connection, workspace_id: int, name: str, *, ended: bool = False) -> None:
    """Write a plan down, in a channel of its own."""
    home = {"workspace_id": workspace_id, "slack_id": f"C-{name}", "name": name, "since": NOW}
    channel_id = tx.execute(insert(channel).values(**home).returning(channel.c.id)).scalar_one()
    settings = {"zone": "Europe/Berlin", "date_order": "dmy", "decimal_mark": ".", "week_start": 0, "working_days": [0]}
    review = {"review_weekday": 4, "review_at": NOW.time(), "since": NOW, "until": NOW if ended else None}
    tx.execute(
        insert(strategy).values(workspace_id=workspace_id, channel_id=channel_id, name=name, **settings, **review)
    )


def rows_of(engine: Engine, team: str) -> list[tuple[Any, ...]]:
    """Return (our id, organisation, bot, whether it is installed) of the workspaces of a team."""
    with engine.connect() as tx:
        found = tx.execute(
            text("SELECT id, enterprise_id, bot_slack_id, until IS NULL FROM workspace WHERE team_id = :team"),
            {"team": team},
        ).all()
    return [(row[0], row[1], row[2], bool(row[3])) for row in found]


def test_the_workspace_with_plans_stays_and_takes_the_newer_bot_and_organisation(url: str) -> None:
    engine = _engine(url)
    with engine.begin() as tx:
        plans = a_workspace(tx, "T1", "", "UOLD", days=0)
        a_plan(tx, plans, "Bakery")
        other = a_workspace(tx, "T1", "E1", "UNEW", days=30)
        alone = a_workspace(tx, "T2", "", "UTWO", days=0)
    migrate(url)
    assert rows_of(engine, "T1") == [(plans, "E1", "UNEW", True)]
    assert rows_of(engine, "T2") == [(alone, "", "UTWO", True)]
    with engine.connect() as tx:
        found = tx.execute(text("SELECT workspace_id, dm_channel FROM member ORDER BY id"))
        known = {row[0]: row[1] for row in found}
        ended = tx.execute(text("SELECT until IS NOT NULL FROM workspace WHERE id = :id"), {"id": other}).scalar_one()
    # Direct messages belong to one bot user: those of the former one are opened anew.
    assert known == {plans: None, other: "D-UNEW", alone: "D-UTWO"}
    assert ended
    engine.dispose()


def test_the_newer_workspace_with_plans_stays_as_it_is(url: str) -> None:
    engine = _engine(url)
    with engine.begin() as tx:
        older = a_workspace(tx, "T1", "", "UBOT", days=0)
        a_plan(tx, older, "Long over", ended=True)
        newer = a_workspace(tx, "T1", "E1", "UBOT", days=30)
        a_plan(tx, newer, "Bakery")
    migrate(url)
    assert rows_of(engine, "T1") == [(newer, "E1", "UBOT", True)]
    with engine.connect() as tx:
        assert tx.execute(text("SELECT dm_channel FROM member WHERE workspace_id = :id"), {"id": newer}).scalar_one()
        assert tx.execute(text("SELECT count(*) FROM strategy")).scalar_one() == 2
    engine.dispose()


def test_without_plans_the_newest_of_several_stays(url: str) -> None:
    engine = _engine(url)
    with engine.begin() as tx:
        ids = [a_workspace(tx, "T1", e, f"U{e}", days=day) for day, e in enumerate(("", "E1", "E2"))]
    migrate(url)
    assert rows_of(engine, "T1") == [(ids[2], "E2", "UE2", True)]
    engine.dispose()


def test_where_both_have_plans_it_refuses_with_both_names_and_what_to_do(url: str) -> None:
    engine = _engine(url)
    with engine.begin() as tx:
        first = a_workspace(tx, "T1", "", "UOLD", days=0)
        a_plan(tx, first, "Bakery")
        second = a_workspace(tx, "T1", "E1", "UNEW", days=30)
        a_plan(tx, second, "Bakery & café")
    with pytest.raises(CannotMigrate) as refused:
        migrate(url)
    said = str(refused.value)
    for part in ("Team UOLD", "Team UNEW", "Bakery & café", "drumbeat export", f"workspace_id = {first}", "T1"):
        assert part in said
    assert revision_of(url) == _before()
    assert len(rows_of(engine, "T1")) == 2
    engine.dispose()


def test_a_team_cannot_have_two_workspaces_any_more(url: str) -> None:
    migrate(url)
    engine = _engine(url)
    with engine.begin() as tx:
        a_workspace(tx, "T1", "", "UBOT", days=0)
    with pytest.raises(IntegrityError), engine.begin() as tx:
        a_workspace(tx, "T1", "E1", "UBOT", days=1)
    engine.dispose()


def test_drumbeat_migrate_says_so_in_words(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with fresh_database("sqlite", migrated=False) as url:
        migrate_to_before(url)
        engine = _engine(url)
        with engine.begin() as tx:
            for day, bot in enumerate(("UOLD", "UNEW")):
                a_plan(tx, a_workspace(tx, "T1", f"E{day}", bot, days=day), f"Plan of {bot}")
        engine.dispose()
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
        monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
        assert main_command(["migrate"]) == TO_DO
    said = capsys.readouterr()
    assert "Plan of UOLD" in said.err
    assert "Traceback" not in said.err + said.out
