"""Every refusal and every notice that the code uses has its words."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import UTC, datetime
from inspect import get_annotations
from pathlib import Path
from string import Formatter

import pytest

from bot.domain import refusals as no
from bot.domain.errors import Refusal
from bot.domain.permissions import Action
from bot.views.talk import notices, refusals
from tests.code_base import tree
from tests.views import samples

ROOT = Path(__file__).parents[2]
OURS = [path for folder in ("bot", "handlers", "storage") for path in sorted((ROOT / folder).rglob("*.py"))]


def calls(name: str) -> list[tuple[str, ast.Call]]:
    """List the calls of a function or method of this name, with their file."""
    found = []
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(node, ast.Call) and name in (getattr(called, "id", ""), getattr(called, "attr", "")):
                found.append((str(path.relative_to(ROOT)), node))
    return found


def literals(node: ast.expr) -> list[str]:
    """Return the texts that an expression can be: a literal, or either side of a condition."""
    if isinstance(node, ast.IfExp):
        return literals(node.body) + literals(node.orelse)
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_refusal_has_words_and_all_words_are_of_a_refusal() -> None:
    assert set(refusals.WORDS) == set(Refusal.kinds.values())


def test_words_fill_in_facts_that_their_refusal_has() -> None:
    """Anything else in braces would silently leave its sentence out."""
    for _, call in calls("says"):
        if isinstance(call.args[0], ast.Attribute):
            parts = [text for part in call.args[1:] for text in literals(part)]
            named = {name for part in parts for _, name, _, _ in Formatter().parse(part) if name}
            facts = get_annotations(getattr(no, call.args[0].attr))
            assert named | {str(keyword.arg) for keyword in call.keywords} <= facts.keys(), call.args[0].attr


def test_every_refusal_is_made_somewhere() -> None:
    """No words exist that nobody ever reads."""
    ours = [path for path in OURS if path.name != "refusals.py"]
    named = {node.id for path in ours for node in ast.walk(tree(path)) if isinstance(node, ast.Name)}
    assert {kind.__name__ for kind in Refusal.kinds.values()} <= named


def test_nothing_is_refused_by_a_string() -> None:
    """Each refusal is a class of its own, whose facts mypy checks."""
    assert [where for where, _ in calls("Refusal")] == []
    assert {kind.__module__ for kind in Refusal.kinds.values()} == {"bot.domain.refusals"}


def test_every_notice_in_the_code_has_words() -> None:
    told: dict[str, str] = {}
    for function, position in (("notice", 0), ("tell", 2), ("tell_there", 2)):
        for where, call in calls(function):
            if len(call.args) > position:
                told |= dict.fromkeys(literals(call.args[position]), where)
    for path in OURS:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "code":
                        told |= dict.fromkeys(literals(value), str(path.relative_to(ROOT)))
    assert {code: path for code, path in told.items() if code not in notices.WORDS} == {}


@pytest.mark.parametrize("named", [Refusal.stored, notices.notice])
def test_an_unknown_code_is_an_error_of_ours(named: Callable[..., object]) -> None:
    with pytest.raises(KeyError):
        named("no_such_code", {})


def test_a_settled_duty_says_how_by_whom_and_when_on_a_known_clock() -> None:
    settled = datetime(2026, 3, 30, 7, 42, tzinfo=UTC)
    assert "done by Ben." in refusals.refusal(no.ClosedDuty(state="done", by="Ben", when=settled)).text
    told = refusals.refusal(no.ClosedDuty(state="done", by="Ben", when=settled, zone="Europe/Berlin")).text
    assert "done by Ben, Mon 30 Mar 09:42 (Berlin)." in told
    assert "not done" in refusals.refusal(no.ClosedDuty(state="missed", by="")).text


def test_an_action_is_named_without_its_details() -> None:
    text = refusals.refusal(no.NotAllowed(action=Action.SETTLE_DUTY)).text
    assert text.startswith("You cannot settle a duty here.")


def test_somebody_unknown_is_never_called_by_an_id() -> None:
    assert "U012AB" not in refusals.refusal(no.UnknownPerson(name="U012AB")).text
    assert "anybody called Zoe" in refusals.refusal(no.UnknownPerson(name="Zoe")).text


def test_lengths_are_written_with_their_thousands() -> None:
    text = refusals.refusal(no.TextTooLong(length=10_000, limit=1_000)).text
    assert "10,000 characters. There is room for 1,000 characters." in text


def test_an_unknown_word_gets_the_nearest_command() -> None:
    text = refusals.refusal(no.UnknownWord(typed="gaols", nearest="goals")).text
    assert text.startswith("I do not know “gaols”. Did you mean `/beat goals`?")


def test_an_undo_that_is_too_late_does_not_send_a_lead_to_themselves() -> None:
    assert "Tell your lead" in refusals.refusal(no.TooLateToUndo()).text
    changed = refusals.refusal(no.TooLateToUndo(leads=True)).text
    assert "Tell your lead" not in changed
    assert "change it in its form. `/beat history` shows how it was before." in changed
    settled = refusals.refusal(no.TooLateToUndo(leads=True, thing="duty")).text
    assert settled.endswith("It stays as it is. If it matters, note it in the next review.")


def test_under_a_field_stands_plain_text() -> None:
    assert refusals.field_error(no.TitleTaken(title="a & <b>")) == (
        "There is a role called a & <b> already. Choose another name."
    )
    assert "`" not in refusals.field_error(no.Gone(no.Absence.DELETED))


@pytest.mark.parametrize("code", Refusal.kinds)
def test_an_error_under_a_field_is_short(code: str) -> None:
    facts = samples.a_refusal(code, "x" * 10_000).facts | {"channel": "C012AB3CD"}
    assert len(refusals.field_error(Refusal.stored(code, facts))) < 600
