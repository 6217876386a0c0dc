"""What an operator reads about settings: mistakes in our own words, misspelt names with the nearest right one."""

from __future__ import annotations

import logging
import os
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import FINDINGS, TO_DO, WELL, command
from bot.log import OURS
from bot.settings import KNOWN, Settings
from playground import demo
from storage.database import migrate
from tests.code_base import ROOT

# How the libraries speak of what they were given.
RAW = re.compile(
    r"pydantic|sqlalchemy|SAWarning|Input should|unable to parse|validation error|value_error|Traceback"
    r"|given URL string|python-dotenv|invalid literal|argument --port",
    re.IGNORECASE,
)


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[pytest.MonkeyPatch]:
    """An environment without settings, in an empty folder. The log that a command sets up is put away afterwards."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith(("DRUMBEAT_", "SLACK_", "DATABASE_", "PLAYGROUND_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/drumbeat.sqlite")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(logging, "raiseExceptions", logging.raiseExceptions)
    loggers = [logging.getLogger(name) for name in (None, *OURS, "asyncio", "apscheduler", "sqlalchemy")]
    before = [(one, one.level, [*one.handlers]) for one in loggers]
    yield monkeypatch
    logging.captureWarnings(False)
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


def told(typed: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Type a command that has nothing to work with, and return all that it says."""
    assert command(typed.split()) in (TO_DO, FINDINGS)
    said = capsys.readouterr()
    return said.out + said.err


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DRUMBEAT_PORT", "abc", "0 to 65535"),
        ("DRUMBEAT_PORT", "80.5", "0 to 65535"),
        ("DRUMBEAT_PORT", "-1", "0 to 65535"),
        ("DRUMBEAT_PORT", "70000", "0 to 65535"),
        ("DRUMBEAT_LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
        ("DRUMBEAT_HEALTH_HOST", "all of them", "0.0.0.0"),
        ("SLACK_API_URL", "slack.com", "https://"),
        ("SLACK_API_URL", "https://", "https://"),
        ("SLACK_API_URL", "https://[slack", "https://"),
        ("DATABASE_URL", "", "sqlite:////var/lib"),
        ("DATABASE_URL", "  ", "sqlite:////var/lib"),
        ("DATABASE_URL", "no address", "sqlite:////var/lib"),
        ("DATABASE_URL", "postgresql://drumbeat:hunter2@localhost:abc/drumbeat", "sqlite:////var/lib"),
        ("DATABASE_URL", "postgresql://drumbeat:hunter2@[::1/drumbeat", "sqlite:////var/lib"),
        ("DATABASE_URL", "mysql://drumbeat:hunter2@localhost/drumbeat", "SQLite or PostgreSQL"),
    ],
)
@pytest.mark.parametrize("typed", ["run", "migrate", "export"])
def test_a_value_that_does_not_work_is_named_in_our_own_words(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, name: str, value: str, said: str
) -> None:
    settings.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    settings.setenv("SLACK_APP_TOKEN", "xapp-1")
    settings.setenv(name, value)
    words = told(typed, capsys)
    assert name in words
    assert said in words
    assert not RAW.search(words), words
    assert "hunter2" not in words


@pytest.mark.parametrize("name", ["DRUMBEAT_PORT", "DRUMBEAT_LOG_LEVEL", "DRUMBEAT_HEALTH_HOST", "SLACK_API_URL"])
@pytest.mark.parametrize("empty", ["", "  "])
def test_a_setting_that_is_left_empty_is_as_if_it_were_left_out(
    settings: pytest.MonkeyPatch, name: str, empty: str
) -> None:
    settings.setenv(name, empty)
    assert getattr(Settings(), name.lower()) == Settings.model_fields[name.lower()].default


def test_a_line_of_the_file_that_is_no_setting_is_named_by_its_number(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / ".env").write_text("# tokens\nSLACK_BOT_TOKEN xoxb-secret\nDRUMBEAT_PORT=8080\n", encoding="utf-8")
    words = told("run", capsys)
    assert "line 2 of .env" in words.lower()
    assert "NAME=value" in words
    assert "xoxb-secret" not in words + caplog.text
    assert "dotenv" not in words + caplog.text
    assert Settings().drumbeat_port == 8080
    assert logging.getLogger("dotenv.main").isEnabledFor(logging.WARNING)


@pytest.mark.parametrize(
    "typed", ["doctor", "export", "export --plan x plan.yaml", "import plan.yaml --workspace T1 --channel C1"]
)
def test_a_database_that_fails_under_a_command_is_named_with_its_own_reason(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    """Such as a copy that was cut short: at the right revision, with a table missing."""
    settings.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    shutil.copy(ROOT / "samples/local-shop.yaml", tmp_path / "plan.yaml")
    migrate(os.environ["DATABASE_URL"])
    with closing(sqlite3.connect(tmp_path / "drumbeat.sqlite")) as connection:
        connection.execute("DROP TABLE workspace")
        connection.execute("DROP TABLE strategy")
    words = told(typed, capsys)
    assert "drumbeat.sqlite) cannot be used: no such table" in words
    assert not RAW.search(words), words
    assert "SELECT" not in words


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DRUMBEAT_PROT", "DRUMBEAT_PORT"),
        ("DRUMBEAT_LOGLEVEL", "DRUMBEAT_LOG_LEVEL"),
        ("drumbeat_health_hots", "DRUMBEAT_HEALTH_HOST"),
        ("DRUMBEAT_BOT_TOKEN", "SLACK_BOT_TOKEN"),
        ("DRUMBEAT_DATABASE_URL", "DATABASE_URL"),
        ("SLACK_BOT_TOKN", "SLACK_BOT_TOKEN"),
        ("SLACK_APPTOKEN", "SLACK_APP_TOKEN"),
        ("SLACK_TOKEN", "SLACK_BOT_TOKEN"),
        ("SLAK_BOT_TOKEN", "SLACK_BOT_TOKEN"),
    ],
)
@pytest.mark.parametrize("written", ["environment", "file"])
def test_a_misspelt_setting_is_named_with_the_nearest_right_one(
    settings: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    meant: str,
    written: str,
) -> None:
    if written == "file":
        (tmp_path / ".env").write_text(f"{name}=xoxb-secret\n", encoding="utf-8")
    else:
        settings.setenv(name, "xoxb-secret")
    lines = [line for line in told("run", capsys).splitlines() if name.upper() in line.upper().split()]
    assert len(lines) == 1, lines
    assert f"Did you mean {meant}?" in lines[0]
    assert "xoxb-secret" not in lines[0]


def test_a_setting_that_nothing_comes_near_is_named_too(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("DRUMBEAT_COLOR", "blue")
    (line,) = (line for line in told("run", capsys).splitlines() if "DRUMBEAT_COLOR" in line)
    assert "Did you mean" not in line
    assert "docs/operations.md" in line


def test_other_programs_settings_and_our_own_are_left_alone(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    settings.setenv("SLACK_SIGNING_SECRET", "of another app")
    settings.setenv("SLACK_BOT_TOKEN_OLD", "of last year")  # nearest to one that is set
    settings.setenv("DATABASE_HOST", "elsewhere")
    settings.setenv("DRUMBEAT_EXAMPLES", "all")  # of the tests
    settings.setenv("drumbeat_port", "8080")
    words = told("run", capsys)
    assert [line.split()[0] for line in words.splitlines() if not line.startswith("Your apps")] == ["SLACK_APP_TOKEN"]


def test_doctor_finds_a_misspelt_setting(settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    settings.setenv("DRUMBEAT_PROT", "8080")
    lines = [line for line in told("doctor", capsys).splitlines() if "DRUMBEAT_PROT" in line]
    assert len(lines) == 1
    assert lines[0].startswith("✗")
    assert "Did you mean DRUMBEAT_PORT?" in lines[0]


def test_every_name_of_ours_in_the_repository_is_known() -> None:
    """A name that some test or script reads is not called misspelt."""
    paths = [
        path
        for folder in ("bot", "handlers", "storage", "playground", "tests", "bench")
        for path in (ROOT / folder).rglob("*.py")
    ] + [ROOT / "Makefile"]
    read = re.compile(r"""(?:environ(?:\.get)?[\[(]["']|^\s*)(DRUMBEAT_[A-Z_]+)(?:["']|=)""", re.MULTILINE)
    named = {name for path in paths for name in read.findall(path.read_text(encoding="utf-8"))}
    assert len(named) > 3
    assert named - {"DRUMBEAT_PROT", "DRUMBEAT_COLOR"} <= KNOWN


# ---------------------------------------------------------------- the demo's own


@pytest.mark.parametrize(
    ("name", "value", "typed", "said"),
    [
        ("PLAYGROUND_PORT", "abc", [], "PLAYGROUND_PORT"),
        ("PLAYGROUND_PORT", "70000", [], "PLAYGROUND_PORT"),
        ("PLAYGROUND_PORT", "", ["--port", "abc"], "--port"),
        ("PLAYGROUND_PORT", "", ["--port=-1"], "--port"),
        ("DRUMBEAT_LOG_LEVEL", "loud", [], "DRUMBEAT_LOG_LEVEL"),
    ],
)
def test_the_demo_says_what_a_setting_of_its_own_takes(
    settings: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    typed: list[str],
    said: str,
) -> None:
    settings.setenv(name, value)
    assert demo.main(typed) == TO_DO
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(said)
    assert line.endswith(".")
    assert not RAW.search(line)


def test_manifest_and_help_need_no_settings(settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings.setenv("DRUMBEAT_PORT", "abc")
    assert command(["manifest"]) == command(["help"]) == WELL
