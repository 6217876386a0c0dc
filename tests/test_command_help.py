"""How one finds out what the command can do: help for it and for each of its parts, its version, the demo."""

from __future__ import annotations

import re
from importlib.metadata import version

import pytest

from bot.__main__ import COMMANDS, TO_DO, WELL, command
from bot.file_commands import OPTIONS
from bot.settings import Settings
from tests.code_base import ROOT

EVERYTHING = sorted({*COMMANDS, *OPTIONS})


@pytest.mark.parametrize("typed", ["--version", "-V", "version"])
def test_it_says_its_version(typed: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command([typed]) == WELL
    assert capsys.readouterr().out == f"drumbeat {version('drumbeat')}\n"


@pytest.mark.parametrize("name", EVERYTHING)
@pytest.mark.parametrize("way", ["{name} --help", "{name} -h", "help {name}"])
def test_every_command_explains_itself(name: str, way: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a setting read, a token looked at or a file opened."""
    assert command(way.format(name=name).split()) == WELL
    told = capsys.readouterr()
    assert told.err == ""
    assert told.out.startswith(f"drumbeat {name}")
    assert "Exit codes: 0" in told.out
    for option in OPTIONS.get(name, ()):
        assert option in told.out


def test_help_of_run_names_every_setting(capsys: pytest.CaptureFixture[str]) -> None:
    command(["run", "--help"])
    named = set(re.findall(r"^  ([A-Z_]+)  ", capsys.readouterr().out, re.MULTILINE))
    assert named == {name.upper() for name in Settings.model_fields}


def test_help_names_every_command_and_the_operations_page_has_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["help"]) == WELL
    told = capsys.readouterr().out
    assert {*EVERYTHING, "help"} <= set(re.findall(r"^  drumbeat (\w+)", told, re.MULTILINE))
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert [name for name in EVERYTHING if f"| `drumbeat {name}" not in page] == []


def test_help_for_what_is_no_command_has_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["help", "rnu"]) == TO_DO
    assert "Did you mean: drumbeat help run?" in capsys.readouterr().err


def test_the_demo_is_a_command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLAYGROUND_PORT", raising=False)
    assert command(["demo", "--port", "abc"]) == TO_DO
    assert capsys.readouterr().err.startswith("--port takes")
    assert command(["demo", "--prot", "3031"]) == TO_DO
    assert "Did you mean --port?" in capsys.readouterr().err
