"""`drumbeat export`, `import` and `schema`: a plan goes out to a file and comes in from one."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bot.__main__ import FINDINGS, TO_DO, WELL, command
from bot.file_commands import USAGE
from bot.planfile import schema
from storage import members, workspaces
from storage.database import Database, SqliteLock, migrate
from storage.members import Told
from tests.code_base import ROOT
from tests.planfile.acting import NOW

SAMPLE = ROOT / "samples" / "local-shop.yaml"


@pytest.fixture
def url(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of a migrated database in an empty folder, with a workspace and two people in it."""
    monkeypatch.chdir(tmp_path)
    address = f"sqlite:///{tmp_path}/drumbeat.sqlite"
    monkeypatch.setenv("DATABASE_URL", address)
    migrate(address)

    async def people() -> None:
        database = Database(address)
        async with database.begin() as tx:
            team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
            for slack_id, name in (("UANA", "Ana Sample"), ("UBEN", "Ben Sample")):
                told = Told(slack_id, name, name[:3].lower(), "Europe/Berlin", False, False, False)
                await members.keep(tx, team.id, told, NOW)
        await database.close()

    asyncio.run(people())
    return address


def imported(*more: str, file: str | Path = SAMPLE, channel: str = "C1") -> int:
    return command(["import", str(file), "--workspace", "T1", "--channel", channel, *more])


def test_schema_prints_what_is_published(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["schema"]) == WELL
    printed = capsys.readouterr().out
    assert json.loads(printed) == schema.schema()
    assert printed == (ROOT / "docs" / "strategy.schema.json").read_text(encoding="utf-8")


def test_a_plan_comes_in_and_goes_out_the_same(url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported("--by", "UANA") == WELL
    told = capsys.readouterr()
    assert "Sample Bakery is set up in C1: vision, 2 objectives, 3 roles" in told.out
    assert told.err == ""
    assert command(["export", "out.yaml"]) == WELL
    assert command(["import", "out.yaml", "--workspace=T1", "--channel=C2"]) == WELL  # its lead stands in it by now
    capsys.readouterr()
    assert command(["export", "--plan", "C2"]) == WELL
    assert capsys.readouterr().out == (tmp_path / "out.yaml").read_text(encoding="utf-8")
    assert command(["export", "--plan", "C1", "--format", "json"]) == WELL
    assert json.loads(capsys.readouterr().out)["plan"]["leads"] == [{"id": "UANA", "name": "Ana Sample"}]


def test_whoever_is_not_there_is_said_and_their_place_stays_vacant(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace(
        "  - title: Counter\n", "  - title: Counter\n    holder: Zoe\n", 1
    )
    (tmp_path / "zoe.yaml").write_text(text, encoding="utf-8")
    assert imported("--by", "UANA", file="zoe.yaml") == WELL
    assert "Counter is vacant: the file names Zoe, but nobody here goes by that name." in capsys.readouterr().out


def test_a_wrong_file_gets_every_error_and_changes_nothing(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = SAMPLE.read_text(encoding="utf-8").replace("baseline: 412\n", "baseline: 4l2\n").replace("zone:", "zon:")
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    for more in ((), ("--check",)):
        assert imported(*more, "--by", "UANA", file="wrong.yaml") == FINDINGS
        told = capsys.readouterr()
        assert told.out == ""
        assert "wrong.yaml: line 12, plan: I do not know the key “zon”. Did you mean zone?" in told.err
        assert "goals[0].measures[0].baseline: I need a number here" in told.err
        assert "3 things to mend. Nothing was changed." in told.err
    assert command(["export"]) == TO_DO
    assert "no plan in this database" in capsys.readouterr().err


def test_check_needs_nothing_but_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite")
    assert command(["import", "--check", str(SAMPLE)]) == WELL
    assert "Sample Bakery: vision" in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["export", "--form", "json"], "Did you mean --format?"),
        (["export", "--format", "xml"], "I can write yaml or json"),
        (["export", "--plan"], "--plan needs a value"),
        (["import"], USAGE["import"]),
        (["import", "nowhere.yaml"], "I cannot read nowhere.yaml"),
        (["import", str(SAMPLE)], "--workspace is missing"),
        (["import", str(SAMPLE), "--workspace", "T1"], "--channel is missing"),
        (["import", str(SAMPLE), "--workspace", "T9", "--channel", "C1"], "I do not know the workspace T9"),
        (["import", str(SAMPLE), "--workspace", "T1", "--channel", "C1"], "In whose name?"),
        (["schema", "x"], "I do not know what to do with `x`"),
    ],
)
def test_what_cannot_be_done_says_what_would(
    url: str, typed: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(typed) == TO_DO
    assert said in capsys.readouterr().err


def test_a_channel_that_has_a_plan_keeps_it(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported("--by", "UANA") == WELL
    assert imported("--by", "UBEN") == TO_DO
    assert "already the home of Sample Bakery" in capsys.readouterr().err


def test_of_several_plans_one_is_named(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    for channel in ("C1", "C2"):
        assert imported("--by", "UANA", channel=channel) == WELL
    capsys.readouterr()
    assert command(["export"]) == TO_DO
    told = capsys.readouterr().err
    assert "--plan C1" in told
    assert "--plan C2" in told


def test_import_waits_for_nobody_who_has_the_database_and_export_reads_all_the_same(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert imported("--by", "UANA") == WELL
    lock = SqliteLock(url)
    lock.take()
    try:
        assert imported("--by", "UANA", channel="C2") == TO_DO
        assert command(["export", "--plan", "Sample Bakery", "out.yaml"]) == WELL
    finally:
        lock.release()


def test_check_says_how_many_rows_are_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Last year's calendar is the usual slip."""
    (tmp_path / "old.yaml").write_text(
        "drumbeat: 1\nplan: {name: Old, zone: Europe/Berlin}\nroles: [{title: Editor}]\nregular_posts:\n"
        '  - {title: Poll, role: Editor, every: day, starts: 2024-05-06, ends: 2024-05-06, at: "18:00"}\n',
        encoding="utf-8",
    )
    assert command(["import", str(tmp_path / "old.yaml"), "--check"]) == WELL
    assert "1 regular post is over, the last one on 2024-05-06" in capsys.readouterr().out
