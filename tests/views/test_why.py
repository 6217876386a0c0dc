"""Every reason that the outbox can have is worded. They are collected from the code, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from bot.domain.duties import DutyState
from bot.views.pages.why import REASONS, reason_words
from tests.code_base import ROOT

SOURCES = ("bot/delivery", "bot/services", "bot/domain/escalation.py", "storage")
# Calls by the position of the reason among their arguments.
REASON_AT = {
    "NotWanted": 0,
    "NotYet": 0,
    "Never": 0,
    "Later": 1,
    "Unsure": 0,
    "_hold": 4,
    "Step": 2,
    "never": 2,
    "withdraw": 2,
    "give_up": 2,
}


def _files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def _codes(node: ast.expr) -> Iterator[str]:
    """Yield each text that an argument can be; a code with a duty's state in it is one for each state."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _codes(node.body)
        yield from _codes(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _codes(value)
    elif isinstance(node, ast.JoinedStr) and ast.unparse(node) == "f'duty_{duty.state}'":
        yield from (f"duty_{state}" for state in get_args(DutyState))


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def collected() -> dict[str, str]:
    """Return every reason in the code with a place where it is used."""
    found: dict[str, str] = {}
    for path in _files():
        for node in ast.walk(ast.parse(path.read_text())):
            given: list[ast.expr] = []
            if isinstance(node, ast.Call):
                at = REASON_AT.get(_name(node.func))
                given += node.args[at : at + 1] if at is not None else []
                given += [k.value for k in node.keywords if k.arg in ("held", "reason")]
            elif isinstance(node, ast.FunctionDef) and node.name == "_held":
                given += [n.value for n in ast.walk(node) if isinstance(n, ast.Return) and n.value is not None]
            for argument in given:
                for code in filter(None, _codes(argument)):
                    found.setdefault(code, f"{path.relative_to(ROOT)}:{argument.lineno}")
    return found


def test_the_collection_sees_what_it_is_to_see() -> None:
    """One of each way in which code writes a reason."""
    assert {
        "reminders_off",
        "in_digest",
        "owner_is_lead",
        "on_hold",
        "duty_done",
        "lease_ran_out",
        "uninstalled",
    } <= set(collected())


def test_every_reason_has_words() -> None:
    """A code that no reader can understand is listed here with its place."""
    missing = {code: place for code, place in collected().items() if code not in REASONS}
    assert not missing


@pytest.mark.parametrize("code", sorted(REASONS))
def test_a_reason_completes_a_sentence(code: str) -> None:
    """It begins in lower case, ends without a period, contains no code, and is short."""
    words = REASONS[code]
    assert words[0].islower() or words.startswith(("I ", "Slack "))
    assert not words.endswith(".")
    assert "_" not in words
    assert len(words.split()) <= 18


def test_what_slack_says_is_quoted_safely() -> None:
    """A code that we have no words for is Slack's own, and inert."""
    assert reason_words("some_new_error") == "Slack says “some new error”"
    assert "<!" not in reason_words("<!channel>")
