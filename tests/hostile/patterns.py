"""Every pattern of the bot, found by walking its modules: what is compiled when they load, and what calls compile."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.code_base import module_name, sources, tree

# Calls of `re` that take a pattern first. `escape` takes a text and searches nothing.
SEARCHES = frozenset(
    {"compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn", "template"}
)
# Programs and migrations run when they are imported, and no message reaches them.
NOT_IMPORTED = ("__main__", "storage.migrations")

AnyPattern = re.Pattern[str] | re.Pattern[bytes]


@cache
def modules() -> tuple[ModuleType, ...]:
    """Import every module of the bot that a message or a file can reach."""
    names = [module_name(path) for path in sources("bot", "handlers", "storage")]
    return tuple(importlib.import_module(name) for name in names if not any(part in name for part in NOT_IMPORTED))


@cache
def every_pattern() -> dict[str, AnyPattern]:
    """Return all patterns by the place that holds them, each pattern once."""
    found: dict[tuple[object, int], tuple[str, AnyPattern]] = {}
    for module in modules():
        for place, pattern in (*_kept_by(module), *_called_in(module)):
            found.setdefault((pattern.pattern, pattern.flags), (place, pattern))
    return dict(found.values())


# ---------------------------------------------------------------- compiled when a module loads


def _kept_by(module: ModuleType) -> Iterator[tuple[str, AnyPattern]]:
    seen: set[int] = set()
    for name, value in vars(module).items():
        if not name.startswith("__"):
            patterns = _inside(value, module, seen)
            yield from ((f"{module.__name__}.{name}#{number}", one) for number, one in enumerate(patterns))


def _inside(value: object, module: ModuleType, seen: set[int]) -> Iterator[AnyPattern]:
    """Yield the patterns that a value of a module holds, at any depth: in tables, classes, closures and defaults."""
    if isinstance(value, re.Pattern):
        yield value
        return
    if id(value) in seen or isinstance(value, str | bytes | int | ModuleType):
        return
    seen.add(id(value))
    for part in _parts(value, module):
        yield from _inside(part, module, seen)


def _parts(value: object, module: ModuleType) -> list[Any]:
    if isinstance(value, Mapping):
        return [*value, *value.values()]
    if isinstance(value, tuple | list | set | frozenset):
        return list(value)
    if inspect.isfunction(value):
        cells = [cell.cell_contents for cell in value.__closure__ or ()]
        return [*cells, *(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values()]
    if inspect.isclass(value):
        return list(vars(value).values()) if value.__module__ == module.__name__ else []
    if dataclasses.is_dataclass(value):
        return [getattr(value, one.name) for one in dataclasses.fields(value)]
    return []


# ---------------------------------------------------------------- written where they are used


def _called_in(module: ModuleType) -> Iterator[tuple[str, AnyPattern]]:
    for call in calls_of(module):
        pattern = worked_out(module, call)
        if pattern is not None:
            yield f"{module.__name__}:{call.lineno}", pattern


def calls_of(module: ModuleType) -> list[ast.Call]:
    """List the calls of a module that hand a pattern to `re`."""
    if vars(module).get("re") is not re:
        return []
    return [
        node
        for node in ast.walk(_tree_of(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in SEARCHES
    ]


def hidden_imports() -> list[str]:
    """List the files that use `re` under another name, where its calls would not be found."""
    return [
        str(path)
        for path in sources("bot", "handlers", "storage")
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.ImportFrom) and node.module == "re")
        or (isinstance(node, ast.Import) and any(one.name == "re" and one.asname for one in node.names))
    ]


def worked_out(module: ModuleType, call: ast.Call) -> AnyPattern | None:
    """Return the pattern of a call from the module's own names; None where only running the code tells."""
    try:
        pattern = eval(compile(ast.Expression(call.args[0]), module.__name__, "eval"), dict(vars(module)))
    except NameError:
        return None
    flags = [word.value for word in call.keywords if word.arg == "flags"]
    # compile(pattern, flags): the one that takes flags in its second place and no text.
    if isinstance(call.func, ast.Attribute) and call.func.attr == "compile":
        flags += call.args[1:2]
    value = [eval(compile(ast.Expression(flag), module.__name__, "eval"), dict(vars(module))) for flag in flags]
    return re.compile(pattern, *value)


def runs_at_import(module: ModuleType, call: ast.Call) -> bool:
    """Tell whether a call runs while its module loads, and then only: the walk over the module finds what it makes."""
    around = _function_around(module, call)
    if around is None:
        return True
    callers = [
        node
        for node in ast.walk(_tree_of(module))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == around
    ]
    return around.startswith("_") and bool(callers) and not any(_function_around(module, one) for one in callers)


def _function_around(module: ModuleType, call: ast.Call) -> str | None:
    for node in ast.walk(_tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(one is call for one in ast.walk(node)):
            return node.name
    return None


def _tree_of(module: ModuleType) -> ast.Module:
    return tree(Path(str(module.__file__)))
