"""One more of each kind takes few modules, and works: see tests/dummies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.dummies.additions import DUMMIES
from tests.dummies.house import Dummy, Entry, added, grow
from tests.house_map import KINDS

MOST = {kind.name: kind.most for kind in KINDS}


@pytest.mark.parametrize("dummy", DUMMIES, ids=lambda dummy: dummy.kind)
def test_one_more_of_a_kind_takes_few_modules(dummy: Dummy) -> None:
    assert len(dummy.modules) <= MOST[dummy.kind], dummy.modules


@pytest.mark.thorough
def test_one_more_of_each_kind_works_end_to_end(tmp_path: Path) -> None:
    """The stories of tests/dummies/stories.py pass in a house that has all of the dummies."""
    grow(tmp_path, DUMMIES)
    stories = ("-m", "pytest", "-n0", "-p", "no:cacheprovider", "tests/dummies/stories.py")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        (sys.executable, *stories), cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("code", "registry", "grown"),
    [
        ("A = (1, 2)\n", "A", "A = (1, 2,\n9)\n"),
        ("A = (\n    1,\n)\nB = 2\n", "A", "A = (\n    1,\n9,\n)\nB = 2\n"),
        ("A = Proxy({'é': 1})\n", "A", "A = Proxy({'é': 1,\n9})\n"),
        ("A = Table('a', b, C())\n", "A", "A = Table('a', b, C(),\n9)\n"),
        ("A: T = ({'a': 1},)\n", "A", "A: T = ({'a': 1},\n9,)\n"),
        (
            "class A:\n    a: int = 1\n\n    def b(self): ...\n",
            "A",
            "class A:\n    a: int = 1\n9\n\n    def b(self): ...\n",
        ),
        ("A = (C('x', (1,)), C('y', (2,), 3))\n", "A.y", "A = (C('x', (1,)), C('y', (2,\n9,), 3))\n"),
        ("A = 1\n", "", "A = 1\n\n\n9\n"),
    ],
)
def test_an_entry_goes_behind_the_others_of_its_registry(code: str, registry: str, grown: str) -> None:
    assert added(Entry("", registry, "9"), code).lstrip() == grown


def test_a_registry_that_is_not_there_is_no_place_for_an_entry() -> None:
    with pytest.raises(LookupError, match="B"):
        added(Entry("", "B", "9"), "A = (1,)\n")
