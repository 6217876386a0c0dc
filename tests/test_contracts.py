"""Agreements between parts of the code, held from the first commit: layers, clocks, kinds, ids, lock files."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.schema.commands import COMMANDS
from bot.settings import Settings
from tests.code_base import PACKAGES, ROOT, module_name, sources, tree
from tests.storage.sweep import functions

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# ---------------------------------------------------------------- layers


def listed() -> set[str]:
    """Return every package or module that an import contract places: a layer, or a program kept apart from them."""
    placed: set[str] = set()
    for contract in PROJECT["tool"]["importlinter"]["contracts"]:
        for layer in contract.get("layers", contract.get("source_modules", ())):
            placed |= {part.strip() for part in layer.split("|")}
    return placed


def has_a_place(module: str, places: set[str]) -> bool:
    """Tell whether a module, or a package that it is in, is placed."""
    parts = module.split(".")
    return any(".".join(parts[:length]) in places for length in range(1, len(parts) + 1))


def is_bare(path: Path) -> bool:
    """Tell whether a file holds no code: the `__init__.py` that only makes a folder a package."""
    return path.name == "__init__.py" and not tree(path).body


def test_every_module_belongs_to_a_layer() -> None:
    places = listed()
    modules = {module_name(path) for path in sources(*PACKAGES) if not is_bare(path)}
    assert len(modules) > 100
    assert sorted(module for module in modules if not has_a_place(module, places)) == []


def test_a_module_that_no_layer_lists_would_be_found() -> None:
    assert not has_a_place("bot.utils", listed())
    assert not has_a_place("bot", listed())


def test_every_package_is_watched_by_the_import_contracts() -> None:
    assert set(PACKAGES) <= set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_imports_keep_to_their_contracts() -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_memory_is_handed_has_a_type() -> None:
    """A verb names the columns that it sets, and rows stay in the module that read them."""
    loose = [
        f"{name}: {parameter}"
        for name, function in functions().items()
        for parameter in inspect.signature(function).parameters.values()
        if parameter.annotation in ("Any", "dict[str, Any]") or "Row[" in parameter.annotation
    ]
    assert loose == []


def test_packages_have_no_code_of_their_own() -> None:
    full = [
        str(path.relative_to(ROOT)) for path in sources(*PACKAGES) if path.name == "__init__.py" and not is_bare(path)
    ]
    assert full == ["handlers/__init__.py"]


# ---------------------------------------------------------------- clocks

RUFF = Path(sys.executable).with_name("ruff")
CLOCK = "from datetime import date, datetime\nimport time\n"
READS = (
    "datetime.now(None)",
    "datetime.utcnow()",
    "datetime.today()",
    "date.today()",
    "time.time()",
    "time.monotonic()",
    "time.sleep(1)",
)


def refused(code: str, as_file: str) -> set[str]:
    """Return the rules that ruff finds broken in some code, were it in this file."""
    done = subprocess.run(
        [str(RUFF), "check", "--no-cache", "--output-format", "concise", "--stdin-filename", as_file, "-"],
        cwd=ROOT,
        input=code,
        capture_output=True,
        text=True,
    )
    return set(re.findall(r": (TID251) ", done.stdout))


@pytest.mark.parametrize("read", READS)
def test_no_rule_reads_a_clock(read: str) -> None:
    assert refused(f"{CLOCK}print({read})\n", "bot/domain/probe.py") == {"TID251"}


def test_one_module_of_the_bot_may_read_the_clock() -> None:
    ignored: dict[str, list[str]] = PROJECT["tool"]["ruff"]["lint"]["per-file-ignores"]
    ours = {
        path for path, rules in ignored.items() if "TID251" in rules and path.startswith(("bot", "handlers", "storage"))
    }
    assert ours == {"bot/app.py"}
    assert refused(f"{CLOCK}print(time.monotonic())\n", "bot/app.py") == set()


def test_nothing_in_the_code_asks_ruff_to_look_away_from_a_clock() -> None:
    noted = [
        path for path in sources("bot", "handlers", "storage") if "noqa: TID251" in path.read_text(encoding="utf-8")
    ]
    assert noted == []


# ---------------------------------------------------------------- lock files


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_has_a_hash_for_everything_and_names_no_host(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|index-url|find-links|@ file", text)
    pinned = re.findall(r"^[a-z0-9][\w.-]*==", text, re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9][\w.-]*==)", text, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(entries) > 20
    assert [entry.split("==")[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_what_is_installed_to_run_is_what_is_tested() -> None:
    pins = [
        dict(re.findall(r"^([a-z0-9][\w.-]*)==(\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pins[0].items() <= pins[1].items()


# ---------------------------------------------------------------- documents


def documents() -> list[Path]:
    """List the pages that people read."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("*/README.md")])


@pytest.mark.parametrize("path", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        file, _, anchor = target.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        found = (path.parent / file).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as they are made where repositories are shown."""
    heads = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_setting_is_documented_and_no_other() -> None:
    settings = {name.upper() for name in Settings.model_fields}
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(settings)
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#? ?([A-Z_]+)=", example, re.MULTILINE)) == settings


def test_every_command_is_in_the_guide() -> None:
    guide = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    printed = set(re.findall(r"`/beat ([^` ]+)", guide))
    told = [one for one in COMMANDS if one.does or one.whole or one.adds]
    assert [one.word for one in told if printed.isdisjoint((one.word, *one.also))] == []


def test_make_and_the_readme_agree() -> None:
    targets = set(re.findall(r"^([a-z]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named: set[str] = set()
    for page in documents():
        named |= set(re.findall(r"`make ([a-z]+)`", page.read_text(encoding="utf-8")))
    assert named <= targets
