"""How many modules one touches to add something, counted in the code: `make map`.

What was added once shows where the next of its kind goes. So each kind has things that stand for it, and a module
counts as touched where it names one: as (part of) an identifier, an attribute, an argument or an import, or as a whole
string. Migrations, tests and docs do not count, and neither do comments and docstrings.

The count errs on the high side: a module also names a thing that it has a reason of its own to know. What stands for a
kind is therefore something that no rule is about, with a name of its own.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.code_base import module_name, sources, tree

FOLDERS = ("bot", "handlers", "storage")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Kind:
    """Something that is added again and again: what stands for it, and how many modules it may take at most."""

    name: str
    most: int
    examples: tuple[str, ...]
    whole: bool = False  # a word of `/beat` is a word of English: only by itself it is the command


KINDS = (
    Kind("field", 5, ("content_kind", "invites")),  # of a recurring post; of the positioning
    Kind("word", 3, ("history",), whole=True),  # of `/beat`
    Kind("message", 3, ("for_you",)),
    Kind("concept", 3, ("maturity",)),
    Kind("question", 5, ("review_weekday",)),  # of the set-up
)


@cache
def words_of(name: str) -> tuple[str, ...]:
    """Split an identifier or a key into its words: `MaturityForm` and "maturity_form" are both ("maturity", "form")."""
    return tuple(word.lower() for word in _WORD.findall(name))


@cache
def named_in(path: Path) -> frozenset[tuple[str, ...]]:
    """Return all that a file names, each as its words."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.arg | ast.keyword):
            found.add(node.arg or "")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            found.add(node.value)
    return frozenset(words_of(name) for name in found)


def touched(example: str, paths: Iterable[Path], *, whole: bool = False) -> list[Path]:
    """List the files that name an example, or several of it; with `whole`, not as a part of something longer."""
    *front, last = words_of(example)
    several = {last, f"{last}s", f"{last.removesuffix('y')}ies"}

    def names(words: tuple[str, ...]) -> bool:
        size = len(front) + 1
        spans = [words] if whole else [words[at : at + size] for at in range(len(words) - size + 1)]
        return any(list(span[:-1]) == front and span[-1] in several for span in spans if span)

    return [path for path in paths if any(names(words) for words in named_in(path))]


def main() -> None:
    """Print, for each kind of thing, how many modules it takes, and which."""
    paths = [path for path in sources(*FOLDERS) if "migrations" not in path.parts]
    for kind in KINDS:
        for example in kind.examples:
            found = touched(example, paths, whole=kind.whole)
            sys.stdout.write(f"{kind.name:8} {example:14} {len(found):3}, of at most {kind.most}\n")
            sys.stdout.writelines(f"             {module_name(path)}\n" for path in found)


if __name__ == "__main__":
    main()
