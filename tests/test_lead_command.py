"""`drumbeat lead`: shows who leads each plan, and names a lead where nobody in Slack can take over."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.__main__ import TO_DO, WELL, command
from storage import members, strategies, workspaces
from storage.database import Database, migrate
from storage.members import Told
from tests.planfile.acting import NOW
from tests.storage.arguments import SETTINGS


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A database with a plan in #social, led by Ana, who has left; Ben and a guest are there."""
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path}/drumbeat.sqlite"
    monkeypatch.setenv("DATABASE_URL", address)
    migrate(address)

    async def fill() -> None:
        database = Database(address)
        async with database.begin() as tx:
            team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
            for slack_id, name, is_guest, has_left in (
                ("UANA", "Ana Sample", False, True),
                ("UBEN", "Ben Sample", False, False),
                ("UGUS", "Gus Sample", True, False),
            ):
                told = Told(slack_id, name, "", "Europe/Berlin", False, is_guest, has_left)
                await members.keep(tx, team.id, told, NOW)
            home = await workspaces.keep_channel(tx, team.id, "C1", NOW, name="social", is_private=False)
            plan = await strategies.add(tx, team.id, home.id, SETTINGS, NOW)
            ana = await members.by_slack_id(tx, team.id, "UANA")
            assert plan is not None
            assert ana is not None
            await strategies.permit(tx, team.id, plan, ana.id, "lead", NOW)
        await database.close()

    asyncio.run(fill())
    return address


def test_a_plan_that_nobody_leads_gets_a_lead(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["lead"]) == WELL
    assert "#social (C1), led by nobody. Name someone: drumbeat lead --plan C1 --person" in capsys.readouterr().out
    assert command(["lead", "--plan", "#social", "--person", "UGUS"]) == TO_DO
    assert "Gus Sample is a guest or a bot" in capsys.readouterr().err
    assert command(["lead", "--plan=C1", "--person=UBEN"]) == WELL
    assert "Ben Sample leads" in capsys.readouterr().out
    assert command(["lead"]) == WELL
    assert "led by Ben Sample" in capsys.readouterr().out
    assert command(["lead", "--plan", "C1", "--person", "UANA"]) == TO_DO


def test_what_is_missing_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for typed, said in (
        (["--plan", "C1"], "Who? Add Slack's id of a person"),
        (["--plan", "C9", "--person", "UBEN"], "I can't tell which plan `C9` is"),
        (["--person", "UNOBODY"], "I don't know UNOBODY in the workspace Team"),
        (["--persons", "UBEN"], "Did you mean --person?"),
    ):
        assert command(["lead", *typed]) == TO_DO
        assert said in capsys.readouterr().err
