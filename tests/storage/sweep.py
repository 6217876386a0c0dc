"""Collect every statement that storage/ can send, by calling each of its functions.

The arguments come from tests/storage/arguments.py. A parameter that isn't known there raises a LookupError.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event

import storage
from storage import conversations, duties, outbox, reviews
from storage.database import Database, Tx
from tests.code_base import tree
from tests.storage.arguments import ARGUMENTS, SPECIAL, VARIANTS, plan_in_question

Function = Callable[..., Awaitable[Any]]
FOLDER = Path(storage.__file__).parent
# `inspection` runs only for the `doctor` command; the others send statements only on behalf of other modules.
LEFT_OUT = ("database", "inspection", "rows")


@dataclass(frozen=True)
class Asked:
    """One statement as it went to the database, the function that was called, and the line in storage/ that sent it."""

    by: str
    file: str
    line: int
    sql: str
    parameters: Any


@dataclass
class Watched:
    """A transaction that records its statements and the line in storage/ that sent each of them."""

    tx: Tx
    asked: list[Asked] = field(default_factory=list)
    by: str = ""
    place: tuple[str, int] = ("", 0)

    def __getattr__(self, name: str) -> Any:
        """Delegate everything else to the transaction."""
        return getattr(self.tx, name)

    async def execute(self, *arguments: Any) -> Any:
        """Execute a statement and note who awaits it."""
        self.place = _place(sys._getframe(1))
        return await self.tx.execute(*arguments)

    async def scalars(self, *arguments: Any) -> Any:
        """Execute a statement and note who awaits it."""
        self.place = _place(sys._getframe(1))
        return await self.tx.scalars(*arguments)

    def remember(self, _: object, __: object, statement: str, parameters: Any, ___: object, is_many: bool) -> None:
        """Record a statement with its parameters; with several sets of parameters, the first."""
        if self.by and statement.startswith(("SELECT", "UPDATE", "WITH", "INSERT", "DELETE")):
            self.asked.append(Asked(self.by, *self.place, statement, parameters[0] if is_many else parameters))


def _place(frame: FrameType) -> tuple[str, int]:
    return Path(frame.f_code.co_filename).name, frame.f_lineno


@cache
def functions() -> dict[str, Function]:
    """Return every public function of storage/ that takes a transaction, by module and name."""
    found: dict[str, Function] = {}
    for module in pkgutil.iter_modules(storage.__path__):
        if module.ispkg or module.name in LEFT_OUT:
            continue
        loaded = importlib.import_module(f"storage.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.iscoroutinefunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_"):
                found[f"{module.name}.{name}"] = function
    return found


def places() -> set[tuple[str, int, int, str]]:
    """Return every call in storage/ that sends a statement, as (file, first line, last line, function)."""
    return {
        (path.name, call.lineno, call.end_lineno or call.lineno, function.name)
        for path in FOLDER.glob("*.py")
        if path.stem not in LEFT_OUT
        for function in ast.walk(tree(path))
        if isinstance(function, ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
        if call.func.attr in ("execute", "scalars") and getattr(call.func.value, "id", "") == "tx"
    }


async def _loaded(tx: Tx, name: str, ids: Mapping[str, Any]) -> dict[str, Any]:
    """Return the objects that a function takes and another function loads."""
    workspace_id = ids["workspace_id"]
    if name == "duties.change":
        return {"one": await duties.by_id(tx, workspace_id, ids["duty_id"])}
    if name == "conversations.save":
        return {"one": await conversations.by_id(tx, workspace_id, ids["conversation_id"])}
    if name == "reviews.before":
        return {"one": await reviews.by_id(tx, workspace_id, ids["review_id"])}
    message = await outbox.by_id(tx, ids["message_id"])
    assert message is not None
    # Sending a delete also marks its target as deleted.
    return {"message": replace(message, op="delete", target=message.id) if name == "delivery.sent" else message}


def _has_options(function: Function) -> bool:
    return any(p.default is not inspect.Parameter.empty for p in inspect.signature(function).parameters.values())


def _call(function: Function, known: Mapping[str, Any], is_full: bool) -> tuple[list[Any], dict[str, Any]]:
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for parameter in list(inspect.signature(function).parameters.values())[1:]:
        is_optional = parameter.default is not inspect.Parameter.empty
        if is_optional and not (is_full and parameter.name in known):
            continue
        if parameter.name not in known:
            where = f"{function.__module__}.{function.__name__}"
            raise LookupError(f"{where}: what to give for {parameter.name}? Say so in tests/storage/arguments.py.")
        value = known[parameter.name]
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            positional += value
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            named |= value
        elif parameter.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD and not named:
            positional.append(value)
        else:
            named[parameter.name] = value
    return positional, named


async def asked_by(database: Database, tx: Tx, name: str, filled: int) -> list[Asked]:
    """Call a function of storage/ and return the statements it sent. `filled` is the number of duties there are."""
    ids, function = plan_in_question(filled), functions()[name]
    watched = Watched(tx)
    event.listen(database.engine.sync_engine, "before_cursor_execute", watched.remember)
    try:
        known = {**ARGUMENTS, **ids, **await _loaded(tx, name, ids), **SPECIAL.get(name, {})}
        # First with required arguments only, then with all.
        ways = (False, True) if _has_options(function) else (False,)
        for more in ({}, *VARIANTS.get(name, ())):
            for is_full in ways:
                positional, named = _call(function, {**known, **more}, is_full)
                watched.by = name
                await function(watched, *positional, **named)
                watched.by = ""
    finally:
        event.remove(database.engine.sync_engine, "before_cursor_execute", watched.remember)
    return list({(one.line, one.sql, repr(one.parameters)): one for one in watched.asked}.values())
