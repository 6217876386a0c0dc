"""Zone data: of the system's and the package's, the newer is used, and the doctor names both."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import pytest

from bot.delivery.doctor import zone_facts
from bot.domain.when import instant, zone_named
from bot.zone_data import PROBED, look
from tests.code_base import PACKAGES, ROOT, calls, sources, tree

# Countries that changed their clocks since the release of August 2025. Source: the announcements of the tz database.
CHANGED = [
    ("America/Vancouver", "2026-12-07T16:00Z"),
    ("America/Edmonton", "2026-12-07T15:00Z"),
    ("America/Winnipeg", "2026-12-07T14:00Z"),
    ("America/Havana", "2026-12-07T13:00Z"),
    ("Africa/Casablanca", "2026-12-07T09:00Z"),
]


@pytest.mark.parametrize(("zone", "at"), CHANGED)
def test_nine_in_the_morning_is_where_the_newest_rules_put_it(zone: str, at: str) -> None:
    assert instant(date(2026, 12, 7), time(9), zone_named(zone)) == datetime.fromisoformat(at).replace(tzinfo=UTC)


# ---------------------------------------------------------------- made-up data on both sides


@dataclass(frozen=True)
class Made:
    """What zone data to make up: its release in this file, "" for none; broken data has zones that cannot be read."""

    release: str
    file: str = "tzdata.zi"
    broken: bool = False


def a_zone(like: str) -> bytes:
    return (files("tzdata") / "zoneinfo" / like).read_bytes()


def make(folder: Path, made: Made | None, like: str) -> Path:
    """Make zone data up in which every zone keeps the time of one; None makes nothing."""
    if made is None:
        return folder
    for name in PROBED:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"" if made.broken else a_zone(like))
    if made.release:
        said = f"# version {made.release}\n# more\n" if made.file == "tzdata.zi" else f"{made.release}\n"
        (folder / made.file).write_text(said, encoding="utf-8")
    return folder


SIDES = [
    # the system's, the package's, which is used
    (Made("2025b"), Made("2026f"), "package"),
    (Made("2026f"), Made("2025b"), "system"),
    (Made("2025b"), Made("2025c"), "package"),
    (Made("2025b"), Made("2025b"), "system"),  # the same: the machine's own updates go on
    (Made("2025z"), Made("2025za"), "package"),  # the twenty-seventh release of a year follows "z"
    (Made("2024b-rearguard"), Made("2024a"), "system"),
    (Made("2025b", file="+VERSION"), Made("2026f"), "package"),
    (Made("2026f", file="+VERSION"), Made("2025b"), "system"),
    (None, Made("2026f"), "package"),
    (Made("2025b"), None, "system"),
    (None, None, ""),
    (Made("2026f", broken=True), Made("2025b"), "package"),
    (Made("2025b"), Made("2026f", broken=True), "system"),
    (Made("2026f", broken=True), Made("2026f", broken=True), ""),
    (Made(""), Made("2026f"), "package"),  # data that says its release is trusted over data that does not
    (Made("2025b"), Made(""), "system"),
    (Made(""), Made(""), "system"),
    (Made(""), None, "system"),
    (Made("no release at all"), Made("2020a"), "package"),
]


@pytest.mark.parametrize(("system", "package", "used"), SIDES)
def test_the_newer_of_both_is_chosen(tmp_path: Path, system: Made | None, package: Made | None, used: str) -> None:
    folder = make(tmp_path / "system", system, "Asia/Tokyo")
    found = look([str(tmp_path / "nothing"), str(folder)], make(tmp_path / "package", package, "Asia/Kolkata"))
    assert found.used == used


def test_a_file_that_may_not_be_read_is_like_none(tmp_path: Path) -> None:
    folder = make(tmp_path / "system", Made("2026f"), "Asia/Tokyo")
    for name in PROBED:
        (folder / name).unlink()
        (folder / name).symlink_to(tmp_path / "gone")
    assert look([str(folder)], make(tmp_path / "package", Made("2025b"), "Asia/Kolkata")).used == "package"


START = """
import json
from bot import zone_data
from zoneinfo import ZoneInfo, available_timezones
found = zone_data.use_newest()
from datetime import datetime
offset = datetime(2026, 3, 30, tzinfo=ZoneInfo("Europe/Berlin")).utcoffset()
print(json.dumps([found.used, offset.total_seconds() / 3600, "Here/Alone" in available_timezones()]))
"""


@pytest.mark.parametrize(
    ("system", "package", "used", "hours"),
    [
        (Made("2025b"), Made("2026f"), "package", 5.5),
        (Made("2026f"), Made("2025b"), "system", 9),
        (Made("2026f", broken=True), Made("2025b"), "package", 5.5),
        (Made("2025b"), Made("2026f", broken=True), "system", 9),
        (None, Made("2026f"), "package", 5.5),
    ],
)
def test_what_is_chosen_is_what_the_clock_on_the_wall_goes_by(
    tmp_path: Path, system: Made | None, package: Made, used: str, hours: float
) -> None:
    folder = make(tmp_path / "system", system, "Asia/Tokyo")
    if system and not system.broken:
        (folder / "Here").mkdir()
        (folder / "Here/Alone").write_bytes(a_zone("Asia/Tokyo"))
    make(tmp_path / "own/tzdata/zoneinfo", package, "Asia/Kolkata")
    for name in ("own/tzdata", "own/tzdata/zoneinfo"):
        (tmp_path / name / "__init__.py").touch()
    (tmp_path / "own/tzdata/zones").write_text("\n".join(PROBED), encoding="utf-8")
    environment = os.environ | {"PYTHONTZPATH": str(folder), "PYTHONPATH": f"{tmp_path / 'own'}:{ROOT}"}
    done = subprocess.run([sys.executable, "-c", START], env=environment, capture_output=True, text=True, check=True)
    # A zone that the system alone has stays known, whichever of both is newer.
    assert json.loads(done.stdout) == [used, hours, bool(system and not system.broken)]


# ---------------------------------------------------------------- where it is done, and what is said of it


WAYS_IN = [("bot/__main__.py", "command"), ("bot/app.py", "build"), ("playground/demo.py", "main")]


@pytest.mark.parametrize(("file", "function"), WAYS_IN)
def test_every_way_in_chooses_before_it_does_anything_else(file: str, function: str) -> None:
    (found,) = (node for node in tree(ROOT / file).body if isinstance(node, ast.FunctionDef) and node.name == function)
    assert "use_newest" in ast_names(found.body[1])  # after the docstring


def test_the_tests_choose_as_the_bot_does() -> None:
    assert "use_newest" in [name for name, _ in calls(ROOT / "tests/conftest.py")]


def test_no_module_reads_a_zone_when_it_is_imported() -> None:
    """It would be read before anything was chosen, and kept."""
    readers = {"ZoneInfo", "zone_named", "available_timezones"}
    found = {
        str(path.relative_to(ROOT))
        for path in sources(*PACKAGES)
        if any(reader in path.read_text(encoding="utf-8") for reader in readers)
        for call in run_by_import(tree(path))
        if ast_names(call.func) & readers
    }
    assert found == set()


def run_by_import(node: ast.AST) -> Iterator[ast.Call]:
    """List the calls that importing a module makes: those outside of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield child
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from run_by_import(child)


def ast_names(node: ast.AST) -> set[str]:
    """Return every name that a piece of code uses."""
    return {str(getattr(n, "attr", getattr(n, "id", ""))) for n in ast.walk(node)}


def test_the_doctor_looks_at_both() -> None:
    data = zone_facts()
    assert re.fullmatch(r"20[0-9]{2}[a-z]", data.package or "")
    assert data.used in ("system", "package")
    assert data.update.startswith((sys.executable, f"sudo {sys.executable}"))
