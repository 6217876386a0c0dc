"""The wheel: everything that the program reads is in it, so that it runs where there is no checkout."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import aiohttp
import pytest

from tests.code_base import ROOT

# What the project's file names, and the folders of the packages.
NEEDED = ("pyproject.toml", "README.md", "LICENSE", "bot", "handlers", "storage", "manifests", "playground", "samples")
# Pages for people who read the repository.
LEFT_OUT = {".md"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without a network, and return its path."""
    source = tmp_path_factory.mktemp("source")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    target = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-c", build, str(target)], cwd=source, check=True, capture_output=True, timeout=120)
    (made,) = target.glob("*.whl")
    return made


def files() -> set[str]:
    """Return the files of the packages, by their path in the repository."""
    folders = [ROOT / name for name in NEEDED if (ROOT / name).is_dir()]
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(ROOT).as_posix()
        for path in found
        if "__pycache__" not in path.parts and path.suffix not in LEFT_OUT
    }


def test_the_wheel_has_every_file_of_the_program_the_samples_too(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        inside = set(opened.namelist())
    assert files() - inside == set()
    assert {name for name in inside if name.startswith("samples/") and name.endswith(".yaml")} != set()
    beside = {name for name in inside - files() if ".dist-info/" not in name}
    assert beside == set()


def test_the_wheel_names_its_command_and_its_license(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        inside = opened.namelist()
        points = next(name for name in inside if name.endswith("/entry_points.txt"))
        assert re.search(r"^drumbeat = bot\.__main__:main$", opened.read(points).decode(), re.MULTILINE)
    assert any(name.endswith("/LICENSE") for name in inside)


@pytest.mark.thorough
async def test_the_demo_of_the_wheel_runs_where_there_is_no_checkout(wheel: Path, tmp_path: Path) -> None:
    """With its page, its sample team's week, and the sample file that the last step of the tour shares."""
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "site")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "demo",
        "--port",
        "0",
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(tmp_path / "site")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), 120)).decode()
        url = re.search(r"http://\S+", line)
        assert url is not None, (await process.communicate())[1].decode()
        async with aiohttp.ClientSession() as session, session.get(f"{url[0]}/control/state?user=mia") as answer:
            state = await answer.json()
        assert state["tour"][-1]["file"]["content"].startswith("#")
        assert {conversation["name"] for conversation in state["conversations"]} >= {"bakery", "new-shop"}
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 60) == 0
