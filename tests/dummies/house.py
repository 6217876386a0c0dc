"""A house with something more in it: a copy of the code in which entries are added to registries.

Registries are read when they are imported, and don't change after that. So what is added is written into a copy, and
tried in a process of its own. Nothing that is there is changed: an entry is put behind the others of its registry, or
is a module that was not there before.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.code_base import ROOT
from tests.house_map import FOLDERS

# Nothing of these is needed to run the code.
LEFT_OUT = {".git", ".venv", *FOLDERS}


@dataclass(frozen=True)
class Entry:
    """Something to write into a module.

    registry  the name of a tuple, a mapping or a class of the module, behind whose last entry or field it goes;
              "MARKET.positioning" are the fields of a concept. "" is the end of the module, which may be a new one
    imports   lines that the module needs for it
    """

    path: str
    registry: str
    code: str
    imports: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether it is a module to touch, as `make map` counts them."""
        return "migrations" not in self.path


@dataclass(frozen=True)
class Dummy:
    """Something of a kind that `make map` counts, and all that it takes to add it."""

    kind: str
    entries: tuple[Entry, ...]

    @property
    def modules(self) -> set[str]:
        """Return the modules that it touches."""
        return {entry.path for entry in self.entries if entry.counts}


def grow(house: Path, dummies: Iterable[Dummy]) -> None:
    """Copy the code into an empty folder, and add some dummies. What else is in the repository is linked to."""
    for path in ROOT.iterdir():
        if path.name not in LEFT_OUT:
            (house / path.name).symlink_to(path)
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, house / folder)  # with what is compiled already
    for dummy in dummies:
        for entry in dummy.entries:
            file = house / entry.path
            file.write_text(added(entry, file.read_text() if file.exists() else ""))


def added(entry: Entry, code: str) -> str:
    """Return the code of a module with an entry in it. Raises LookupError where it has no such registry."""
    if entry.registry:
        last = _last_of(ast.parse(code), entry.registry)
        assert last.end_lineno is not None
        assert last.end_col_offset is not None
        lines = code.splitlines(keepends=True)
        before = "".join(lines[: last.end_lineno - 1])
        line = lines[last.end_lineno - 1].encode()  # columns are counted in bytes
        comma = "" if isinstance(last, ast.stmt) else ","
        code = f"{before}{line[: last.end_col_offset].decode()}{comma}\n{entry.code}"
        code += line[last.end_col_offset :].decode() + "".join(lines[last.end_lineno :])
    else:
        code = f"{code}\n\n{entry.code}\n"
    first, future, rest = code.partition("from __future__ import annotations\n")
    return f"{first}{future}{entry.imports}\n{rest}" if future else f"{entry.imports}\n{code}"


def _last_of(module: ast.Module, registry: str) -> ast.expr | ast.stmt:
    name, _, concept = registry.partition(".")
    for node in module.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return [one for one in node.body if isinstance(one, ast.AnnAssign)][-1]
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and getattr(target, "id", "") == name:
            assert node.value is not None
            return _entries(node.value, concept)[-1]
    raise LookupError(registry)


def _entries(value: ast.expr, concept: str) -> list[ast.expr]:
    """Return the entries of a tuple, a mapping or a table; the fields of a concept, if one is named."""
    if isinstance(value, ast.Call):
        if len(value.args) > 1:  # a Table, with its columns
            return value.args
        value = value.args[0]  # of a MappingProxyType
    if isinstance(value, ast.Dict):
        return value.values
    assert isinstance(value, ast.Tuple)
    if not concept:
        return value.elts
    for one in value.elts:
        if isinstance(one, ast.Call) and isinstance(one.args[0], ast.Constant) and one.args[0].value == concept:
            fields = next(part for part in one.args if isinstance(part, ast.Tuple))
            return fields.elts
    raise LookupError(concept)
