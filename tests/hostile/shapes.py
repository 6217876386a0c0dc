"""Hostile texts for a pattern, made of the pattern itself: runs of whatever it repeats, with ends where it fails."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from tests.hostile.patterns import AnyPattern

# The parser that `re` itself uses: it has no other name.
ops: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")
# A repeat of more than this is a loop over the text; of fewer, it is a constant.
LOOP = 50
# A character that none of our patterns names: what has matched so far comes to nothing here.
NOWHERE = "\u00a7"
# At most so many samples of one part, in the order in which the pattern names them.
KINDS = 6
CATEGORIES = {
    ops.CATEGORY_DIGIT: "1",
    ops.CATEGORY_SPACE: " \n",
    ops.CATEGORY_WORD: "a",
    ops.CATEGORY_NOT_DIGIT: "a",
    ops.CATEGORY_NOT_SPACE: "a",
    ops.CATEGORY_NOT_WORD: "- ",
}
# What people and machines send to wear a reader out, whatever its pattern.
ANYWHERE = (
    *(" ", "\n", "\t", "a", "1", ",", ".", "-", "#", "'", '"', "(", "[", "{", "<", "@", "/", ":", "&", "_", "|"),
    *(", ", "a-", "a.", "a ", "1 ", "1,", "1.", "a/", "@a", "<@", "<@U1", "<@U1> ", "a@b.", "https://a", "\ufffc "),
    *("and ", "and and and ", "the the ", "a and b, ", "to ", "of 5 ", "for ", "in A ", "x time ", "at 10:00 "),
    *("mon, ", "every month ", "drumbeat ", "…", "é", "✓"),
)


def loops_in(pattern: AnyPattern) -> bool:
    """Tell whether a pattern repeats anything without a bound: only then can it be slow."""
    return any(_is_loop(op, value) for op, value in _walk(_parsed(pattern)))


def hostile_to(pattern: AnyPattern) -> list[str]:
    """Return what to write again and again for a pattern: each thing that it repeats, alone and with what leads to it.

    And the text that it looks for, whole and cut short.
    """
    parsed = _parsed(pattern)
    found: list[str] = []
    _collect(parsed, [""], found)
    for whole in islice(_samples(parsed), KINDS):
        found += [whole, whole[:-1], whole[: len(whole) // 2]]
    return [unit for unit in dict.fromkeys(found) if unit]


def repeated(unit: str, length: int) -> str:
    """Return a text of `length` characters that repeats `unit`."""
    return (unit * (length // len(unit) + 1))[:length]


def _parsed(pattern: AnyPattern) -> Any:
    text = pattern.pattern
    return parser.parse(text.decode("latin-1") if isinstance(text, bytes) else text, pattern.flags & ~re.UNICODE)


def _walk(parsed: Iterable[tuple[Any, Any]]) -> Iterable[tuple[Any, Any]]:
    for op, value in parsed:
        yield op, value
        for inner in _inner(op, value):
            yield from _walk(inner)


def _inner(op: Any, value: Any) -> Sequence[Any]:
    """Return what a part of a pattern is made of, as sequences."""
    if op in REPEATS:
        return [value[2]]
    if op is ops.SUBPATTERN:
        return [value[3]]
    if op is ops.BRANCH:
        return list(value[1])
    if op in (ops.ASSERT, ops.ASSERT_NOT):
        return [value[1]]
    return [value] if op is ops.ATOMIC_GROUP else []


REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def _is_loop(op: Any, value: Any) -> bool:
    return op in REPEATS and value[1] > LOOP


def _collect(parsed: Iterable[tuple[Any, Any]], before: list[str], found: list[str]) -> None:
    """Add what each loop repeats, by itself and behind the samples of what stands before it."""
    for op, value in parsed:
        if _is_loop(op, value):
            units = list(islice(_samples(value[2]), KINDS))
            found += units
            found += [start + unit for start in before for unit in units]
        for inner in _inner(op, value):
            if op not in (ops.ASSERT, ops.ASSERT_NOT):
                _collect(inner, before, found)
        ends = list(islice(_samples([(op, value)]), KINDS))
        before = [start + end for end in ends for start in before][:KINDS] or before


def _samples(parsed: Any) -> Iterable[str]:
    """Yield texts that a pattern matches, a few; what has to stand around it is written as well."""
    made = [""]
    for op, value in parsed:
        parts = [*dict.fromkeys(_of(op, value))] or [""]
        made = [start + part for part in parts for start in made][: KINDS * KINDS]
    return made


def _of(op: Any, value: Any) -> Iterable[str]:
    if op is ops.LITERAL:
        return [chr(value)]
    if op in (ops.ANY, ops.NOT_LITERAL):
        return ["b" if value == ord("a") else "a"]
    if op is ops.IN:
        return _of_class(value)
    if op is ops.BRANCH:
        return [sample for inner in value[1] for sample in islice(_samples(inner), 1)][: KINDS * KINDS]
    if op in REPEATS:
        return [sample * max(value[0], 1) for sample in _samples(value[2])][:KINDS]
    if op is ops.ASSERT:
        return [*_samples(value[1])][:KINDS]
    inner = [] if op is ops.ASSERT_NOT else _inner(op, value)
    return [sample for one in inner for sample in _samples(one)][:KINDS]


def _of_class(members: Sequence[tuple[Any, Any]]) -> list[str]:
    if members[0][0] is ops.NEGATE:
        refused = re.compile(_class_text(members[1:]))
        return [char for char in "a 1-.,\n<" if not refused.match(char)][:KINDS]
    found: list[str] = []
    for op, value in members:
        if op is ops.LITERAL:
            found.append(chr(value))
        elif op is ops.RANGE:
            found.append(chr(value[0]))
        elif op is ops.CATEGORY:
            found += CATEGORIES[value]
    return found[:KINDS]


def _class_text(members: Sequence[tuple[Any, Any]]) -> str:
    """Write a class again as a pattern."""
    said = []
    for op, value in members:
        if op is ops.LITERAL:
            said.append(re.escape(chr(value)))
        elif op is ops.RANGE:
            said.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif op is ops.CATEGORY:
            said.append(_CATEGORY_TEXT[value])
    return f"[{''.join(said)}]"


_CATEGORY_TEXT = {
    ops.CATEGORY_DIGIT: r"\d",
    ops.CATEGORY_SPACE: r"\s",
    ops.CATEGORY_WORD: r"\w",
    ops.CATEGORY_NOT_DIGIT: r"\D",
    ops.CATEGORY_NOT_SPACE: r"\S",
    ops.CATEGORY_NOT_WORD: r"\W",
}
