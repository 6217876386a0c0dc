"""Every refusal and every notice that the code uses has its words."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.views import notices, refusals

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


def test_every_refusal_in_the_code_has_words() -> None:
    used = {code: path for path, call in calls("Refusal") if call.args for code in literals(call.args[0])}
    assert used, "the code refuses nothing: has Refusal been renamed?"
    assert {code: path for code, path in used.items() if code not in refusals.WORDS} == {}


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


@pytest.mark.parametrize("words", [refusals.refusal, notices.notice])
def test_an_unknown_code_is_an_error_of_ours(words: object) -> None:
    assert callable(words)
    with pytest.raises(KeyError):
        words("no_such_code", {})


def test_a_settled_duty_says_how_by_whom_and_when_on_a_known_clock() -> None:
    facts = {"state": "done", "by": "Ben", "when": "2026-03-30T07:42:00+00:00"}
    assert "done by Ben." in refusals.refusal("closed_duty", facts).text
    told = refusals.refusal("closed_duty", facts | {"zone": "Europe/Berlin"}).text
    assert "done by Ben, Mon 30 Mar 09:42 (Berlin)." in told
    assert "not done" in refusals.refusal("closed_duty", {"state": "missed"}).text


def test_an_action_is_named_without_its_details() -> None:
    text = refusals.refusal("not_allowed", {"action": "settle a duty: Done, Scheduled, Snooze, Skip, Undo"}).text
    assert text.startswith("You cannot settle a duty here.")


def test_somebody_unknown_is_never_called_by_an_id() -> None:
    assert "U012AB" not in refusals.refusal("unknown_person", {"name": "U012AB"}).text
    assert "anybody called Zoe" in refusals.refusal("unknown_person", {"name": "Zoe"}).text


def test_lengths_are_written_with_their_thousands() -> None:
    text = refusals.refusal("text_too_long", {"length": "10000", "limit": "1000"}).text
    assert "10,000 characters. There is room for 1,000 characters." in text


def test_an_unknown_word_gets_the_nearest_command() -> None:
    text = refusals.refusal("unknown_word", {"typed": "gaols", "nearest": "goals"}).text
    assert text.startswith("I do not know “gaols”. Did you mean `/beat goals`?")


def test_an_undo_that_is_too_late_does_not_send_a_lead_to_themselves() -> None:
    assert "Tell your lead" in refusals.refusal("too_late_to_undo", {"leads": ""}).text
    changed = refusals.refusal("too_late_to_undo", {"leads": "yes"}).text
    assert "Tell your lead" not in changed
    assert "change it in its form. `/beat history` shows how it was before." in changed
    settled = refusals.refusal("too_late_to_undo", {"leads": "yes", "about": "duty"}).text
    assert settled.endswith("It stays as it is. If it matters, note it in the next review.")


def test_under_a_field_stands_plain_text() -> None:
    assert refusals.field_error("bad_number", {"typed": "a & <b>", "name": "Followers"}) == (
        "I cannot read “a & <b>” as a number for Followers. Type one like 640, 1.2k or 3.5 %, or the word same."
    )
    assert "`" not in refusals.field_error("gone", {})


@pytest.mark.parametrize("code", refusals.WORDS)
def test_an_error_under_a_field_is_short(code: str) -> None:
    facts = dict.fromkeys(("typed", "name", "role", "by", "action"), "x" * 10_000)
    assert len(refusals.field_error(code, facts)) < 600
