"""What an operator gets: `drumbeat run`, `doctor`, `migrate`, `manifest` and `help`.

What works on something runs in a process of its own, against a Slack that isn't.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from bot.__main__ import FINDINGS, TO_DO, WELL, command
from bot.settings import Settings
from bot.zone_data import use_newest
from manifests import socket_mode
from playground.slack.server import SlackServer
from storage.database import SqliteLock, migrate, newest_revision, revision_of
from tests.databases import fresh_database


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int | None
    out: str
    err: str


class Operator:
    """Runs commands in a folder of their own, with nothing in the environment but what is given."""

    def __init__(self, folder: Path, slack: SlackServer) -> None:
        self.folder, self.slack = folder, slack
        self.file = folder / "drumbeat.sqlite"
        self.settings = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": f"sqlite:///{self.file}",
        }

    async def begins(self, *arguments: str, **other: str | None) -> asyncio.subprocess.Process:
        """Start a command; a setting of None is taken out."""
        settings: Mapping[str, str | None] = self.settings | other
        environment = {k: v for k, v in settings.items() if v is not None}
        inherited = {k: os.environ[k] for k in ("PATH", "LANG", "LC_ALL") if k in os.environ}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=self.folder,
            env={**inherited, "HOME": str(self.folder), "PYTHONUTF8": "1", "PYTHONPATH": _root(), **environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def types(self, *arguments: str, **other: str | None) -> Ended:
        """Run a command to its end, which comes by itself within a few seconds."""
        process = await self.begins(*arguments, **other)
        try:
            out, err = await asyncio.wait_for(process.communicate(), 60)
        except TimeoutError:
            process.kill()
            raise
        return Ended(process.returncode, out.decode(), err.decode())


def _root() -> str:
    return str(Path(__file__).parents[1])


async def until(process: asyncio.subprocess.Process, words: str) -> str:
    """Read the log of a running bot until a line says these words, and return all lines so far."""
    assert process.stderr is not None
    lines: list[str] = []
    async with asyncio.timeout(60):
        while line := (await process.stderr.readline()).decode():
            lines.append(line)
            if words in line:
                return "".join(lines)
    raise AssertionError(f"it never said {words!r}: {''.join(lines)}")


async def stopped(process: asyncio.subprocess.Process, by: signal.Signals = signal.SIGTERM) -> Ended:
    """Ask a running bot to stop, and return how it did."""
    process.send_signal(by)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return Ended(process.returncode, out.decode(), err.decode())


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    server = SlackServer(manifest=socket_mode.load(), seed=1)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def operator(tmp_path: Path, slack: SlackServer) -> Operator:
    return Operator(tmp_path, slack)


# ---------------------------------------------------------------- what ends before anything begins


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment without settings, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/drumbeat.sqlite")
    return monkeypatch


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ([], "drumbeat help"),
        (["rnu"], "Did you mean: drumbeat run?"),
        (["run", "--fast"], "`run` takes nothing after it"),
    ],
)
def test_what_is_no_command_gets_a_way_out(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(typed) == TO_DO
    told = capsys.readouterr()
    assert told.out == ""
    assert said in told.err


def test_manifest_prints_what_slack_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["manifest"]) == WELL
    assert json.loads(capsys.readouterr().out) == socket_mode.load()


def test_missing_tokens_are_named_with_where_to_find_them(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("SLACK_APP_TOKEN", "xoxb-mixed-up")
    assert command(["run"]) == TO_DO
    bot, app = (line for line in capsys.readouterr().err.splitlines() if line.startswith("SLACK_"))
    assert "SLACK_BOT_TOKEN is not set" in bot
    assert "OAuth & Permissions" in bot
    assert "does not begin with xapp-" in app
    assert "Basic Information" in app
    assert "mixed-up" not in app
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("typed", ["run", "migrate", "doctor"])
def test_settings_that_cannot_be_read_are_named(
    typed: str, settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("SLACK_API_URL", "slack.com")
    settings.setenv("DRUMBEAT_PORT", "many")
    assert command([typed]) == TO_DO
    told = capsys.readouterr().err
    assert "SLACK_API_URL" in told
    assert "DRUMBEAT_PORT" in told
    assert "docs/operations.md" in told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (None, "127.0.0.1"),
        ("", "127.0.0.1"),
        ("  ", "127.0.0.1"),
        ("0.0.0.0", "0.0.0.0"),
        (" 192.168.7.20 ", "192.168.7.20"),
        ("::1", "::1"),
        ("[::]", "::"),
        ("localhost", "localhost"),
        ("monitoring.example.com", "monitoring.example.com"),
    ],
)
def test_the_health_page_has_an_address_of_its_own_and_stays_on_this_machine_by_default(
    settings: pytest.MonkeyPatch, written: str | None, meant: str
) -> None:
    if written is not None:
        settings.setenv("DRUMBEAT_HEALTH_HOST", written)
    assert Settings().drumbeat_health_host == meant


@pytest.mark.parametrize("written", ["*", "127.0.0.1:8080", "http://127.0.0.1", "all of them", "10.0.0.0/8"])
def test_what_is_no_address_for_the_health_page_is_named(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], written: str
) -> None:
    settings.setenv("DRUMBEAT_HEALTH_HOST", written)
    assert command(["run"]) == TO_DO
    told = capsys.readouterr().err
    assert "DRUMBEAT_HEALTH_HOST" in told
    assert "127.0.0.1" in told
    assert "0.0.0.0" in told


def test_settings_are_read_from_a_file_too(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxp-person\n", encoding="utf-8")
    assert command(["run"]) == TO_DO
    assert "SLACK_BOT_TOKEN does not begin with xoxb-" in capsys.readouterr().err
    (tmp_path / ".env").write_bytes("SLACK_BOT_TOKEN=Zoë\n".encode("latin-1"))
    assert command(["run"]) == TO_DO
    assert "UTF-8" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that even root cannot read")
def test_settings_that_may_not_be_read_are_named(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".env").symlink_to("/proc/self/mem")  # a file that no user may read from its beginning
    assert command(["run"]) == TO_DO
    told = capsys.readouterr().err
    assert ".env" in told
    assert "Traceback" not in told


def test_doctor_names_what_others_can_read_and_its_commands_mend_it(
    settings: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "Zoë's data"
    folder.mkdir(0o755)
    url = f"sqlite:///{folder}/drumbeat.sqlite"
    settings.setenv("DATABASE_URL", url)
    settings.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    migrate(url)
    (tmp_path / ".env").touch()
    (folder / "drumbeat.sqlite.2026-03-30").touch()  # a copy that somebody made before an upgrade
    loose = [tmp_path / ".env", *folder.iterdir()]
    for file in loose:
        file.chmod(0o644)
    assert command(["doctor"]) == FINDINGS
    told = capsys.readouterr().out
    assert [line for line in told.splitlines() if line.startswith("✗ Others")] != []
    mending = re.findall(r"`(chmod .*?)`", told)
    for one in mending:
        subprocess.run(["sh", "-c", one], check=True)
    assert {file.name: file.stat().st_mode & 0o777 for file in loose} == {file.name: 0o600 for file in loose}
    assert folder.stat().st_mode & 0o777 == 0o700
    command(["doctor"])
    told = capsys.readouterr().out
    assert "chmod" not in told
    assert "✓ Only this user" in told


def test_doctor_names_the_zone_data_of_the_machine_and_of_the_package(
    settings: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.setenv("SLACK_API_URL", "http://127.0.0.1:9/api/")
    command(["doctor"])
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "Time-zone data" in line)
    assert line.startswith("✓")
    assert "the system" in line.lower()
    package = use_newest().package
    assert package is not None
    assert package.release in line
    assert "In use: " in line


# ---------------------------------------------------------------- what keeps it from starting


@pytest.mark.parametrize(
    ("name", "token", "where"),
    [("SLACK_BOT_TOKEN", "xoxb-wrong", "Bot User OAuth Token"), ("SLACK_APP_TOKEN", "xapp-wrong", "connections:write")],
)
async def test_tokens_that_slack_refuses_end_it(operator: Operator, name: str, token: str, where: str) -> None:
    told = await operator.types("run", **{name: token})
    assert told.code == TO_DO
    assert f"Slack does not take {name}" in told.err
    assert "invalid_auth" in told.err
    assert where in told.err
    assert token not in told.err


async def test_a_newer_database_is_left_alone(operator: Operator) -> None:
    with fresh_database("sqlite") as url:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.close()
        for typed in ("run", "migrate"):
            told = await operator.types(typed, DATABASE_URL=url)
            assert told.code == TO_DO
            assert f"at revision 9999; the newest known here is {newest_revision()}" in told.err
            assert "Install the Drumbeat that made it" in told.err
        assert revision_of(url) == "9999"


@pytest.mark.parametrize("typed", ["run", "migrate"])
async def test_a_second_process_on_a_sqlite_file_is_refused(operator: Operator, typed: str) -> None:
    lock = SqliteLock(operator.settings["DATABASE_URL"])
    lock.take()
    try:
        told = await operator.types(typed)
    finally:
        lock.release()
    assert told.code == TO_DO
    assert "Another process works on" in told.err
    assert "PostgreSQL" in told.err


@pytest.mark.parametrize(
    ("typed", "url", "said"),
    [
        ("run", "mysql://drumbeat:hunter2@localhost/drumbeat", "SQLite or PostgreSQL, not in mysql"),
        ("run", "no address", "DATABASE_URL"),
        ("run", "sqlite:///junk.sqlite", "file is not a database"),
        ("migrate", "sqlite:///junk.sqlite", "file is not a database"),
        ("run", "sqlite://", "name a file"),
    ],
)
async def test_a_database_that_cannot_be_one_ends_it(operator: Operator, typed: str, url: str, said: str) -> None:
    (operator.folder / "junk.sqlite").write_bytes(b"no database at all" * 100)
    told = await operator.types(typed, DATABASE_URL=url)
    assert told.code == TO_DO
    assert said in told.err
    assert "sqlite:////var/lib" in told.err
    assert "hunter2" not in told.err


async def test_a_port_that_is_taken_ends_it(operator: Operator) -> None:
    """Taken on the address that the health page is to listen on, and on no other."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = await operator.types("run", DRUMBEAT_PORT=str(port), DRUMBEAT_HEALTH_HOST="127.0.0.2")
    assert told.code == TO_DO
    assert f"can't listen on port {port} of 127.0.0.2" in told.err
    assert "DRUMBEAT_PORT=8081" in told.err


# ---------------------------------------------------------------- running


async def test_it_makes_its_database_runs_and_stops_cleanly(operator: Operator, slack: SlackServer) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await operator.begins("run", DRUMBEAT_PORT=str(port))
    log = await until(process, "drumbeat running")
    assert revision_of(operator.settings["DATABASE_URL"]) == newest_revision()
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}/health") as answer:
        assert (answer.status, await answer.json()) == (200, {"ok": True, "problems": []})
    # Any other address of this machine, such as its second loopback one: nobody listens there.
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get(f"http://127.0.0.2:{port}/health")
    slack.workspace.add_member("ana", real_name="Ana Ruiz", tz="Europe/Madrid")
    slack.workspace.add_channel("social", members=["ana"], bot=True)
    answered = await slack.control.command(user="ana", channel="#social", command="/beat", text="help")
    assert "/beat setup" in answered["ephemeral"]["text"]
    told = await operator.types("doctor")
    assert told.code == WELL
    assert "✓ Drumbeat is running." in told.out
    ended = await stopped(process)
    assert ended.code == WELL
    assert ended.err.rstrip().endswith("INFO drumbeat stopped")
    again = SqliteLock(operator.settings["DATABASE_URL"])
    again.take()
    again.release()
    for line in (log + ended.err).splitlines():
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (INFO|WARNING|ERROR) [\w.]+ ", line), line


async def test_ctrl_c_stops_it_as_cleanly(operator: Operator) -> None:
    process = await operator.begins("run")
    await until(process, "drumbeat running")
    ended = await stopped(process, signal.SIGINT)
    assert (ended.code, "Traceback" in ended.err) == (WELL, False)


async def test_the_log_holds_no_secrets_even_where_it_holds_everything(operator: Operator, slack: SlackServer) -> None:
    process = await operator.begins("run", DRUMBEAT_LOG_LEVEL="debug")
    log = await until(process, "drumbeat running")
    slack.workspace.add_member("ana", real_name="Ana Ruiz", tz="Europe/Madrid")
    slack.workspace.add_channel("social", members=["ana"], bot=True)
    await slack.control.command(user="ana", channel="#social", command="/beat")
    await slack.control.press(user="ana", channel="#social", label="Help")
    ended = await stopped(process)
    log += ended.err
    payloads = [entry["payload"] for entry in slack.journal if entry["kind"] == "envelope"]
    secrets = [
        slack.bot_token,
        slack.app_token,
        *(p["response_url"] for p in payloads),
        *(p["trigger_id"] for p in payloads),
    ]
    assert len(payloads) == 2
    assert "trigger_id" in log
    assert [secret for secret in secrets if secret in log] == []


async def test_it_waits_for_a_slack_that_is_away(operator: Operator) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    process = await operator.begins("run", SLACK_API_URL=f"http://127.0.0.1:{port}/api/")
    log = await until(process, "trying again")
    assert "Slack cannot be reached" in log
    late = SlackServer(manifest=socket_mode.load(), seed=1)  # the same seed: the same tokens
    await late.start(port=port)
    try:
        await until(process, "drumbeat running")
        assert (await stopped(process)).code == WELL
    finally:
        await late.stop()


async def test_it_can_be_stopped_while_it_waits_for_its_database(operator: Operator) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://drumbeat:hunter2@127.0.0.1:{nobody.getsockname()[1]}/drumbeat"
        process = await operator.begins("run", DATABASE_URL=url)
        log = await until(process, "trying again")
        ended = await stopped(process)
    assert ended.code == WELL
    assert "cannot be reached" in log
    assert "hunter2" not in log + ended.err


# ---------------------------------------------------------------- migrate


async def test_migrate_makes_the_tables_and_may_be_repeated(operator: Operator) -> None:
    for _ in range(2):
        told = await operator.types("migrate", SLACK_BOT_TOKEN=None)
        assert told.code == WELL
        assert f"is at revision {newest_revision()}, the newest." in told.out
    assert revision_of(operator.settings["DATABASE_URL"]) == newest_revision()


async def test_migrate_makes_the_tables_on_postgresql() -> None:
    with fresh_database("postgresql", migrated=False) as url:
        assert revision_of(url) is None
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "migrate", env={**os.environ, "DATABASE_URL": url}, cwd=_root()
        )
        assert await asyncio.wait_for(process.wait(), 60) == WELL
        assert revision_of(url) == newest_revision()


# ---------------------------------------------------------------- doctor


async def test_doctor_is_content_before_the_first_start_and_changes_nothing(operator: Operator) -> None:
    told = await operator.types("doctor")
    assert told.code == WELL
    assert "✓ SLACK_BOT_TOKEN works: @drumbeat in Playground." in told.out
    assert "✓ SLACK_APP_TOKEN works" in told.out
    assert f"✓ All {len(socket_mode.scopes())} scopes" in told.out
    assert "✓ This machine's clock agrees" in told.out
    assert "is empty" in told.out
    assert told.out.endswith("All is well.\n")
    assert list(operator.folder.iterdir()) == []


async def test_doctor_says_which_scopes_are_not_granted(operator: Operator, slack: SlackServer) -> None:
    await slack.control.app(scopes=sorted((socket_mode.scopes() - {"im:write", "users:read"}) | {"pins:read"}))
    told = await operator.types("doctor")
    assert told.code == FINDINGS
    assert "✗ The bot token lacks scopes: im:write, users:read." in told.out
    assert "drumbeat manifest" in told.out
    assert "reinstall" in told.out
    assert "• The bot token has scopes that Drumbeat does not use: pins:read." in told.out


async def test_doctor_finds_everything_that_is_wrong_at_once(operator: Operator) -> None:
    told = await operator.types(
        "doctor", SLACK_BOT_TOKEN=None, SLACK_APP_TOKEN="xapp-wrong", DATABASE_URL="sqlite:////proc/1/no/place.sqlite"
    )
    assert told.code == FINDINGS
    wrong = [line for line in told.out.splitlines() if line.startswith("✗")]
    assert [line.split()[1] for line in wrong] == ["SLACK_BOT_TOKEN", "Slack", "The"]
    assert told.out.count("What to do:") >= len(wrong)
    assert "3 things are to be mended." in told.out


async def test_doctor_says_once_that_slack_is_away(operator: Operator) -> None:
    told = await operator.types("doctor", SLACK_API_URL="http://127.0.0.1:9/api/")
    assert told.code == FINDINGS
    assert told.out.count("Slack cannot be reached at http://127.0.0.1:9/api/") == 1
