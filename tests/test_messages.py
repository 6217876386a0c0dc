"""Every kind of message has all of its parts, and its keys are written in one place."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import date
from inspect import get_annotations
from string import Formatter
from types import SimpleNamespace

import pytest

from bot.delivery.compose import Composer
from bot.domain.errors import Refusal
from bot.domain.messages import KINDS, Key, Payload, ToldMessage
from bot.services.context.composers import COMPOSERS, Made, NotWanted, Shows, composes
from tests.code_base import ROOT, sources, tree

GRAMMARS = {
    (entry.__name__, name): key.grammar
    for entry in KINDS.values()
    for name, key in vars(entry).items()
    if isinstance(key, Key)
}
# Where keys would be written by hand, they are handed to one of these.
BY_KEY = {
    "by_key",
    "by_prefix",
    "is_told_since",
    "is_waiting",
    "keep_waiting",
    "count_with_prefix",
    "free_key",
    "about",
}


def parts_of(grammar: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(grammar) if name}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """Yield every node of the code that can reach the outbox, with its place."""
    for package in ("bot/services", "bot/delivery", "bot/jobs", "handlers", "storage"):
        for path in sources(package):
            for node in ast.walk(tree(path)):
                yield f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}", node


def test_every_kind_of_message_has_all_of_its_parts() -> None:
    assert Composer.__doc__  # which makes all composers known
    assert set(COMPOSERS) == set(KINDS)
    for kind, entry in KINDS.items():
        assert entry.kind == kind
        assert entry.__name__.endswith("Message")
        assert isinstance(entry.key, Key)
        assert entry.__doc__, f"what is a message of the kind {kind}?"


def test_a_kind_a_composer_and_a_code_of_a_refusal_are_each_registered_once() -> None:
    """Where two registered, the later one would win, and stored rows would be read as something else."""

    async def compose(*_: object) -> tuple[Made, Shows]:
        return NotWanted("nobody_knows"), ()

    with pytest.raises(AssertionError, match="digest"):
        type("AgainMessage", (Payload,), {}, kind="digest", listed="another")
    with pytest.raises(AssertionError, match="digest"):
        composes(KINDS["digest"])(compose)
    with pytest.raises(AssertionError, match="gone"):
        type("GoneAgain", (Refusal,), {}, code="gone")


def test_every_kind_of_message_is_owed_somewhere() -> None:
    named = {node.id for _, node in nodes() if isinstance(node, ast.Name)}
    assert {entry.__name__ for entry in KINDS.values()} - named == set()


def test_no_two_kinds_write_the_same_key() -> None:
    assert len(set(GRAMMARS.values())) == len(GRAMMARS)


def test_keys_are_written_in_the_registry_alone() -> None:
    heads = {grammar.partition("{")[0] for grammar in GRAMMARS.values()} - {""}
    by_hand = []
    for place, node in nodes():
        if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            begins = str(node.values[0].value)
            by_hand += [(place, begins)] if any(begins.startswith(head) for head in heads) else []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in BY_KEY:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            by_hand += [(place, node.func.attr) for one in given if isinstance(one, ast.JoinedStr)]
    assert by_hand == []


def test_every_key_is_given_the_parts_that_it_is_made_of() -> None:
    wrong = []
    for place, node in nodes():
        if not isinstance(node, ast.Call) or any(keyword.arg is None for keyword in node.keywords):
            continue
        begins = isinstance(node.func, ast.Attribute) and node.func.attr == "begin"
        of = node.func.value if begins and isinstance(node.func, ast.Attribute) else node.func
        if not isinstance(of, ast.Attribute) or not isinstance(of.value, ast.Name):
            continue
        grammar = GRAMMARS.get((of.value.id, of.attr))
        if grammar is None:
            continue
        given = {str(keyword.arg) for keyword in node.keywords}
        if given - parts_of(grammar) or (not begins and given != parts_of(grammar)):
            wrong.append((place, grammar, given))
    assert wrong == []


def test_only_a_new_version_of_a_message_is_owed_without_its_kind() -> None:
    """What is owed is described by its kind (`Owed.about`), so that its facts are those that the kind has."""
    owed = [
        place.partition(":")[0]
        for place, node in nodes()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Owed"
    ]
    assert {place for place in owed if not place.startswith("storage/")} == {"bot/services/context/ctx.py"}


def test_facts_hold_no_json_that_a_verb_wrote() -> None:
    """Kinds say how their facts are stored: `Packed` and `Escaped` are the only ones that write JSON into one."""
    imported = [
        place
        for place, node in nodes()
        if isinstance(node, ast.Import) and any(name.name == "json" for name in node.names)
    ]
    assert [place for place in imported if place.startswith(("bot/services", "bot/delivery/composing"))] == []


# As rows of the outbox had them before kinds had fields.
STORED = [
    ("catch_up", {"since": "2026-04-01T07:00:00+00:00"}),
    ("digest", {"offers": "54", "aside": 5}),
    ("digest", {}),
    ("nudge", {"duty": 1, "rung": 2, "at": "2026-03-30T09:00:00+00:00", "strategy": 1, "again": 7}),
    ("reply", {"reaction": "white_check_mark", "on": "1774854000.000000", "link": "", "sure": 0}),
    ("led", {"strategy": 1, "part": "named", "by": 3}),
    ("picture", {"review": 1, "strategy": 1, "which": "results", "at": "2026-04-03T13:00:00+00:00"}),
    ("document", {"edition": 1, "strategy": 1, "what": "pdf"}),
    ("saved", {"code": "saved_goal", "goal": "20 reviews", "strategy": 1, "thing": "goal", "thing_id": 2}),
    ("told", {"code": "role_declined", "role": "Editor", "name": "Zoë", "channel": "C1", "place": "holder"}),
    ("told", {"refusal": "has_lead", "name": "Ana", "plan": "Social"}),
    ("file", {"incoming": 1, "part": "errors", "lines": '["„Zoë“ is nobody here"]', "many": 1, "first": 1, "last": 1}),
    ("file", {"incoming": 1, "part": "logo", "places": '[[1, "Zoë"]]', "worn": '[1, "Zo\\u00eb"]'}),
    (
        "file",
        {"incoming": 1, "name": "Tiny", "part": "choose", "over": '[0, ""]', "added": '{"goals": 1}', "odd": "[]"},
    ),
]


@pytest.mark.parametrize(("kind", "facts"), STORED)
def test_stored_facts_are_read_and_written_as_they_were(kind: str, facts: dict[str, str | int]) -> None:
    entry = KINDS[kind]
    assert entry.of(SimpleNamespace(facts=facts)).facts() == facts


@pytest.mark.parametrize("kind", Refusal.kinds.values())
def test_a_refusal_that_waits_to_be_sent_keeps_all_of_its_facts(kind: type[Refusal]) -> None:
    facts = {name: "1" for name, of in get_annotations(kind).items() if of in ("str", "int")}
    told = ToldMessage(refusal=kind.code, about=facts)
    assert ToldMessage.of(SimpleNamespace(facts=told.facts())).about == facts


def test_a_key_begins_with_the_parts_that_are_given() -> None:
    key = Key("lead:{person}:{day}:{number}")
    assert key(person=7, day=date(2026, 3, 30), number=2) == "lead:7:2026-03-30:2"
    assert key.begin(person=7) == "lead:7:"
    assert key.begin(person=7, day=date(2026, 3, 30)) == "lead:7:2026-03-30:"
    with pytest.raises(KeyError):
        key(person=7)
