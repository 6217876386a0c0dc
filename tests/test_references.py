"""Whatever code and pages point at is there: files, folders, sections, decisions, and numbered demands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.code_base import PACKAGES, ROOT, pages, sources, written
from tests.stories.demands import ALL

FOLDERS = "bot|handlers|storage|playground|manifests|docs|tests|deploy|samples|bench"
# A path in a folder of ours, or one with a file's ending: `delivery/sender.py` is short for bot/delivery/sender.py.
PATH = re.compile(
    rf"(?<![\w./:<-])(?:(?:{FOLDERS})/[\w./-]*\w|(?:[\w-]+/)+[\w.-]+\.(?:py|md|json|ya?ml|toml|sh)\b|[A-Z]{{4,}}\.md\b)"
)
DECISION = re.compile(r"\bdecisions? (\d+)\b|\bdecisions/(\d{4})")
SECTION = re.compile(r"([\w./-]+\.md)(?:\]\([^)]*\))?`?, \"([^\"]+)\"")
TESTED = re.compile(r"\b(test_\w+)\.py(?:::(test_\w+))?")
DEMAND = re.compile(r"(?<![\w-])[A-E]\d{1,2}\b(?![-:])")
# What is made by running something, and what Slack calls so.
MADE = {"build/screenshots", "docs/en"}


@cache
def readings() -> tuple[tuple[Path, str], ...]:
    """List what is read: code as a whole, but of tests only what is written for readers; and all pages."""
    code = [(path, path.read_text(encoding="utf-8")) for path in sources(*PACKAGES, "bench")]
    tests = [(path, "\n".join(written(path))) for path in sources("tests")]
    more = (*pages(), *ROOT.glob("samples/*"), ROOT / "Makefile", ROOT / "pyproject.toml")
    others = [(path, path.read_text(encoding="utf-8")) for path in more]
    return (*code, *tests, *others)


def missing_paths(page: Path, text: str) -> Iterator[str]:
    """List the paths in a text that lead nowhere, seen from the repository, from bot/, and from the page itself."""
    for found in PATH.findall(text):
        places = (ROOT, ROOT / "bot", page.parent)
        if found not in MADE and not any((place / found).exists() or _is_short(place / found) for place in places):
            yield found


def _is_short(path: Path) -> bool:
    """Tell whether a decision is named by its number alone, or a module without its ending."""
    return path.with_suffix(".py").is_file() or (path.name.isdigit() and any(path.parent.glob(f"{path.name}-*.md")))


def missing_sections(page: Path, text: str) -> Iterator[str]:
    """List the sections in a text, as in `docs/product.md, "People"`, that their page doesn't have."""
    for name, title in SECTION.findall(text):
        target = next((place / name for place in (ROOT, page.parent) if (place / name).is_file()), None)
        if target is None or not re.search(rf"^#+ {re.escape(title)}$", target.read_text(encoding="utf-8"), re.M):
            yield f"{name}, {title}"


def missing_tests(text: str) -> Iterator[str]:
    """List the tests in a text, as in `test_log.py` or `test_log.py::test_…`, that nobody wrote."""
    for file, name in TESTED.findall(text):
        paths = list((ROOT / "tests").rglob(f"{file}.py"))
        if not any(f"def {name or 'test_'}" in path.read_text(encoding="utf-8") for path in paths):
            yield f"{file}.py::{name}"


def decisions() -> list[int]:
    """List the numbers of the decisions that there are."""
    return sorted(int(path.name[:4]) for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))


def missing_decisions(text: str) -> Iterator[int]:
    """List the decisions that a text names by a number that none has."""
    yield from {int(one or other) for one, other in DECISION.findall(text)} - set(decisions())


def test_every_file_that_code_or_a_page_names_is_there() -> None:
    found = [f"{path.relative_to(ROOT)}: {one}" for path, text in readings() for one in missing_paths(path, text)]
    assert found == [], "\n".join(found)


def test_every_section_that_code_or_a_page_names_is_there() -> None:
    found = [f"{path.relative_to(ROOT)}: {one}" for path, text in readings() for one in missing_sections(path, text)]
    assert found == []


def test_every_test_that_a_page_names_is_there() -> None:
    found = [f"{path.name}: {one}" for path in pages() for one in missing_tests(path.read_text(encoding="utf-8"))]
    assert found == [], "\n".join(found)


def test_every_decision_that_is_named_is_there_and_listed() -> None:
    assert [f"{path.relative_to(ROOT)}: {one}" for path, text in readings() for one in missing_decisions(text)] == []
    listed = re.findall(r"^\| \[(\d+)\]", (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8"), re.M)
    assert sorted(map(int, listed)) == decisions()
    assert len(set(decisions())) == len(decisions())


def test_every_demand_can_be_looked_up() -> None:
    """The demands in full, the table of what serves them, and the stories agree on which there are."""
    full = re.findall(r"^- \*\*([A-E]\d)\*\* ", (ROOT / "docs/product.md").read_text(encoding="utf-8"), re.M)
    table = re.findall(r"^\| ([A-E]\d) \|", (ROOT / "docs/demands.md").read_text(encoding="utf-8"), re.M)
    assert tuple(full) == tuple(table) == ALL
    read = [(path, text) for path, text in readings() if path.relative_to(ROOT).parts[0] != "tests"]
    unknown = [
        f"{path.relative_to(ROOT)}: {one}" for path, text in read for one in set(DEMAND.findall(text)) - set(ALL)
    ]
    assert unknown == []


@pytest.mark.parametrize(
    "text",
    ["see STRATEGY.md", "see docs/nowhere.md", "(docs/decisions/9999)", "`delivery/nobody.py`", "bot/nowhere/ has it"],
)
def test_a_file_that_is_not_there_is_found(text: str) -> None:
    assert list(missing_paths(ROOT / "bot/app.py", text))


def test_a_section_a_decision_and_a_test_that_are_not_there_are_found() -> None:
    assert list(missing_sections(ROOT / "bot/app.py", 'docs/product.md, "Nowhere"'))
    assert not list(missing_sections(ROOT / "bot/app.py", 'docs/product.md, "People"'))
    assert list(missing_decisions("as decision 9999 says"))
    assert list(missing_tests("`tests/test_log.py::test_nobody_wrote_this`"))
    assert DEMAND.findall("the growth (B1), the chain (C42)") == ["B1", "C42"]
