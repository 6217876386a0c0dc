"""What is shipped for running it: unit, Dockerfile and installer name commands, files and settings that exist."""

from __future__ import annotations

import json
import os
import re
import tomllib
from configparser import RawConfigParser

import pytest

from bot.__main__ import COMMANDS, TO_DO
from bot.settings import Settings
from tests.code_base import ROOT

DEPLOY = ROOT / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def steps(word: str) -> list[str]:
    """Return what stands after an instruction of the Dockerfile, continued lines joined."""
    joined = re.sub(r"\\\n\s*", "", DOCKERFILE)
    return re.findall(rf"^\s*{word} (.*)$", joined, re.MULTILINE)


class _Repeated(dict[str, str]):
    """Keep every line of a key that stands more than once, as systemd does."""

    def __setitem__(self, key: str, value: object) -> None:
        if isinstance(value, list) and key in self:
            value = [*self[key], *value]
        super().__setitem__(key, value)  # type: ignore[assignment]


def unit() -> dict[str, dict[str, str]]:
    """Return the unit's sections; values of one key stand on lines of their own."""
    parser = RawConfigParser(strict=False, delimiters=("=",), dict_type=_Repeated)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((DEPLOY / "drumbeat.service").read_text(encoding="utf-8"))
    return {name: dict(parser[name]) for name in parser.sections()}


def test_the_unit_starts_what_the_installer_makes() -> None:
    """One process, by the command that exists, in the folder that the guide installs to."""
    service = unit()["Service"]
    program, *words = service["ExecStart"].split()
    assert program == "/opt/drumbeat/bin/drumbeat"
    assert words == ["run"]
    assert words[0] in COMMANDS
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    assert program.rpartition("/")[2] in scripts
    assert "deploy/install.sh /opt/drumbeat" in (ROOT / "docs/operations.md").read_text(encoding="utf-8")


def test_the_unit_restarts_after_a_crash_and_not_where_a_person_is_needed() -> None:
    """Exit code 2 is what a refused token ends with."""
    service = unit()["Service"]
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == str(TO_DO)


def test_the_unit_can_write_where_the_database_is_and_nowhere_else() -> None:
    """The folder that systemd makes is the one of the database's address."""
    service = unit()["Service"]
    folder = f"/var/lib/{service['StateDirectory']}"
    assert service["ProtectSystem"] == "strict"
    assert service["WorkingDirectory"] == folder
    given = dict(line.split("=", 1) for line in service["Environment"].splitlines())
    assert given["DATABASE_URL"].startswith(f"sqlite:///{folder}/")
    assert set(given) - {"PYTHONUNBUFFERED"} <= SETTINGS


def test_what_is_shipped_keeps_its_files_to_the_user_that_it_runs_as() -> None:
    """The unit's files and folder, the image's folder, and the file with the tokens, in every guide that makes one."""
    service = unit()["Service"]
    assert (service["UMask"], service["StateDirectoryMode"]) == ("0077", "0700")
    assert any("chmod 700 /var/lib/drumbeat" in step for step in steps("RUN"))
    for page in ("README.md", "docs/real-slack.md", "docs/operations.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        assert not re.search(r"cp \.env\.example|Copy `\.env\.example`", text), page
        assert re.search(r"install -m 600 (deploy/drumbeat)?\.env\.example ", text), page


@pytest.mark.parametrize("example", ["deploy/drumbeat.env.example", ".env.example"])
def test_examples_of_settings_name_settings(example: str) -> None:
    """And give no secret away."""
    text = (ROOT / example).read_text(encoding="utf-8")
    named = dict(re.findall(r"^#? ?([A-Z_]+)=(.*)$", text, re.MULTILINE))
    assert set(named) <= SETTINGS
    assert {"SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"} <= set(named)
    assert not named["SLACK_BOT_TOKEN"] + named["SLACK_APP_TOKEN"]


def test_what_the_image_copies_is_there_and_reaches_the_builder() -> None:
    """Everything but that stays outside: a .env, a database, the history."""
    copied = {source for step in steps("COPY") if "--from" not in step for source in step.split()[:-1]}
    assert all((ROOT / source).exists() for source in copied)
    ignore = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignore if line.startswith("!")}
    assert "*" in ignore
    assert kept == copied


def test_the_image_has_every_package_of_the_program() -> None:
    """What the project's file calls a package is copied."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    copied = {source for step in steps("COPY") for source in step.split()[:-1]}
    assert packages <= copied
    assert project["project"]["readme"] in copied
    assert set(project["project"]["license-files"]) <= copied


def test_the_image_runs_one_process_as_nobody_in_particular() -> None:
    """By the command that exists; settings are the ones that exist; its health is asked at the port that it serves."""
    (entry,), (word,) = json.loads(steps("ENTRYPOINT")[0]), json.loads(steps("CMD")[-1])
    assert (entry, word) == ("drumbeat", "run")
    assert word in COMMANDS
    assert steps("USER") == ["drumbeat"]
    named = set(re.findall(r"([A-Z_]+)=", " ".join(steps("ENV"))))
    assert named - {"PATH", "PYTHONUNBUFFERED"} <= SETTINGS
    check = json.loads(re.sub(r"^.*?CMD ", "", steps("HEALTHCHECK")[0]))
    assert check[0] == "python"
    compile(check[2], "healthcheck", "exec")
    assert '"/health"' in (ROOT / "handlers/health.py").read_text(encoding="utf-8")
    assert "/health" in check[2]
    assert 'os.environ["DRUMBEAT_PORT"]' in check[2]
    # A port that is published reaches a container by another address than loopback.
    assert "DRUMBEAT_HEALTH_HOST=0.0.0.0" in " ".join(steps("ENV"))


def test_the_installer_uses_locks_and_builds_with_what_developers_build_with() -> None:
    """Every download is checked by its hash; the two locks agree."""
    script = (DEPLOY / "install.sh").read_text(encoding="utf-8")
    assert os.access(DEPLOY / "install.sh", os.X_OK)
    for line in re.findall(r"^pip install (.*)$", script, re.MULTILINE):
        assert "--require-hashes" in line or "--no-deps --no-build-isolation" in line
    for lock in re.findall(r"-r (\S+)", script):
        assert (ROOT / lock).exists()
    built = set(re.findall(r"setuptools==\S+|sha256:\w+", (DEPLOY / "build.lock").read_text(encoding="utf-8")))
    whole = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    entry = re.search(r"^setuptools==.*?(?=^\S)", whole, re.MULTILINE | re.DOTALL)
    assert entry is not None
    assert built == set(re.findall(r"setuptools==\S+|sha256:\w+", entry[0]))
