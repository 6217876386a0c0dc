"""The pictures of the documents: each is shown, says what it shows, and is small enough to be kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.code_base import ROOT

PICTURES = sorted((ROOT / "docs/pictures").glob("*"))
SHOWN = {
    (page.parent / path).resolve(): alt
    for page in [*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").rglob("*.md")]
    for alt, path in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
}
MOST = 100 * 1024


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_shown_small_and_told(picture: Path) -> None:
    """For those who do not see it, a sentence says what is on it."""
    assert picture.suffix == ".png"
    assert picture.stat().st_size < MOST
    assert len(SHOWN[picture.resolve()].split()) > 5


def test_every_picture_that_is_shown_is_there() -> None:
    """The first page has one, and so has the guide."""
    assert [str(path) for path in SHOWN if not path.is_file()] == []
    assert len(SHOWN) >= 5
