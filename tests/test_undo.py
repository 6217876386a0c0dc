"""What can be taken back is one entry of a registry, and every button that says so leads to one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import handlers
from bot.services.context.undo import UNDOS
from bot.views.kit import ids
from tests.code_base import calls, module_name, sources, tree

# Buttons that take something back by another name than Undo.
OTHERWISE = frozenset({ids.OFFER_BACK, ids.LEAD_TAKE_BACK, ids.NOTE_UNAPPLY})
LABEL = re.compile(r"Undo\b|Take it back\b")


def entries() -> Iterator[tuple[str, ast.AsyncFunctionDef]]:
    """List the entries as they are written: the name of the button, and the verb in two halves."""
    for path in sources("bot/services"):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.AsyncFunctionDef):
                continue
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "undoes":
                    yield ast.unparse(mark.args[0]), node


def test_every_id_of_an_undo_leads_to_an_entry_and_every_entry_has_its_button() -> None:
    assert "register" in handlers.__all__  # the doors import every verb
    named = {value for name, value in vars(ids).items() if name.endswith("_UNDO")}
    assert named | OTHERWISE == UNDOS.keys()


def test_every_button_that_reads_undo_leads_to_an_entry() -> None:
    found = {
        ast.unparse(call.args[1])
        for path in sources("bot/views")
        for name, call in calls(path)
        if name == "button" and isinstance(call.args[0], ast.Constant) and LABEL.match(str(call.args[0].value))
    }
    assert found
    assert found <= {button for button, _ in entries()}


def test_every_entry_has_both_halves() -> None:
    """Up to the `yield` it looks and refuses; what comes after it puts everything back."""
    found = list(entries())
    assert len(found) == len(UNDOS)
    for button, verb in found:
        stops = [at for at, part in enumerate(verb.body) if isinstance(part, ast.Expr) and _is_stop(part.value)]
        assert len(stops) == 1, button
        assert 0 < stops[0] < len(verb.body) - 1, button


def _is_stop(node: ast.expr) -> bool:
    return isinstance(node, ast.Yield) and node.value is not None and ast.unparse(node.value).startswith("Undo(")


def test_only_the_one_undo_marks_changes_as_undone_and_says_that_it_is_too_late() -> None:
    places = {
        module_name(path)
        for path in sources("bot", "handlers")
        for name, call in calls(path)
        if ast.unparse(call.func) == "changes.undone" or name == "too_late"
    }
    assert places == {"bot.services.context.undo"}
