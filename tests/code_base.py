"""The code of this repository as data, for the tests that hold its agreements."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
# Comments, line by line in one piece, and strings in triple quotes.
_WRITTEN = re.compile(r'"""[\s\S]*?"""|(?:^[ \t]*#[^\n]*\n)+|(?<!["\w])#[^\n]*', re.M)
PACKAGES = ("bot", "handlers", "storage", "playground", "manifests")


def sources(*folders: str) -> Iterator[Path]:
    """List the Python files below some folders of the repository, in order."""
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    """Return the dotted name under which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """List a file's calls, each with the last part of what it calls: `client.views_open(…)` is "views_open"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield str(getattr(node.func, "attr", getattr(node.func, "id", ""))), node


def texts(node: ast.AST) -> list[str]:
    """Return the literal texts that stand in a node, at any depth."""
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def written(path: Path) -> list[str]:
    """Return what of a Python file is written for its readers: each block of comments, and each docstring."""
    return _WRITTEN.findall(path.read_text(encoding="utf-8"))


def pages() -> list[Path]:
    """List the pages that people read, in order."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md"), *(ROOT / "docs").rglob("*.md")])
