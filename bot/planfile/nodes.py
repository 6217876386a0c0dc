"""Text → nodes that know their lines. YAML and JSON come out alike; what neither needs in a plan is refused.

Nothing is resolved here: `no`, `9:30` and `1e3` stay the texts that they are, until a key says what it wants.
Anchors, aliases and tags are refused (a few of them can stand for a billion values), and so is what is nested deeply.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # the library's own reader of a text, C or Python
from typing import TypeAlias

import yaml

from bot.planfile.shape import MOST_BYTES

# A plan is a mapping of lists of mappings of lists; this is room enough, and far from what a stack can hold.
DEEPEST = 12
# A large plan with years of numbers has a tenth of these; they are read within a second.
MOST_NODES = 200_000
# Whoever has corrected these can drop the file again; nobody reads more of them at once.
MOST_MISTAKES = 50
# The YAML library takes the square of their number to read these, and holds the interpreter meanwhile.
_TAG_NAMES = re.compile(r"^%TAG\b", re.MULTILINE)
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: in which line (from 1; 0 for the file as a whole), where, what, and what would do."""

    line: int
    path: str
    text: str

    def said(self) -> str:
        """Return it as one sentence with its place before it."""
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.path) if part)
        return f"{place}: {self.text}" if place else self.text


class WrongFile(Exception):
    """The file cannot be read as a plan; `problems` are what is wrong with it, in the order of its lines.

    `stopped` where reading ended at MOST_MISTAKES, and there may be more.
    """

    def __init__(self, *problems: Problem, stopped: bool = False) -> None:
        super().__init__("; ".join(problem.said() for problem in problems))
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        self.stopped = stopped


class Mistakes:
    """What was found wrong with a file so far, at most MOST_MISTAKES of it."""

    def __init__(self) -> None:
        self.found: list[Problem] = []

    def add(self, problem: Problem) -> None:
        """Note one more. Raises WrongFile, with those that there are, where that is one too many."""
        if len(self.found) == MOST_MISTAKES:
            raise WrongFile(*self.found, stopped=True)
        self.found.append(problem)

    def ended_by(self, problem: Problem) -> WrongFile:
        """Return what to raise where nothing can be read after this one. Raises it itself where there are too many."""
        self.add(problem)
        return WrongFile(*self.found)


@dataclass(frozen=True)
class Scalar:
    """A single value. `literal` where JSON says what it is: a number, true, false or null. `quoted`: surely a text."""

    text: str
    line: int
    quoted: bool = False
    literal: str = ""

    @property
    def is_nothing(self) -> bool:
        """Tell whether nothing stands there: an empty value, `null` or `~`."""
        return self.literal == "null" or (not self.quoted and self.text in ("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True)
class Several:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True)
class Keyed:
    """Keys with their values, in their order, with the line of each key."""

    pairs: tuple[tuple[str, int, Node], ...]
    line: int


Node: TypeAlias = Scalar | Several | Keyed


def nodes_of(data: bytes) -> tuple[Node, Mistakes]:
    """Read a file's bytes into nodes, with what is wrong in it that does not keep it from being read further.

    Raises WrongFile for what does.
    """
    text = _decoded(data)
    if not text.strip():
        raise WrongFile(Problem(0, "", "The file is empty. A plan begins with the line: drumbeat: 1"))
    if text.lstrip().startswith(("{", "[")):
        return _Json(text).read()
    return _Yaml(text).read()


def _decoded(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        size = f"{len(data) / 1_000_000:.1f}"
        raise WrongFile(Problem(0, "", f"The file has {size} MB. There is room for {MOST_BYTES // 1_000_000} MB."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise WrongFile(Problem(0, "", "The file is written in UTF-16. Save it as UTF-8, and try again."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        words = "This is not written in UTF-8, so I cannot read its letters. Save the file as UTF-8, and try again."
        raise WrongFile(Problem(line, "", words)) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise WrongFile(Problem(line, "", "This is no text file. A plan is written in YAML or JSON."))
    return text


def _too_deep(line: int) -> WrongFile:
    return WrongFile(Problem(line, "", f"This is nested more than {DEEPEST} levels deep. A plan needs fewer."))


class _Counter:
    """Counts the values of a file while it is read."""

    def __init__(self) -> None:
        self._count = 0

    def another(self, line: int) -> None:
        """Count one more value. Raises WrongFile where that is one too many."""
        self._count += 1
        if self._count > MOST_NODES:
            words = f"There are more than {MOST_NODES:,} values in this file. A plan has far fewer."
            raise WrongFile(Problem(line, "", words))


def _no_character(text: str) -> str:
    """Say which character of a text cannot be kept, "" for none."""
    return next((f"U+{ord(c):04X}" for c in text if c == "\0" or "\ud800" <= c <= "\udfff"), "")


# ---------------------------------------------------------------- YAML


class _Yaml:
    """Builds nodes of the library's events: of those each knows its line, its anchor and its tag."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._mistakes = Mistakes()
        self._counter = _Counter()
        self._events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_LOADER))

    def read(self) -> tuple[Node, Mistakes]:
        if named := _TAG_NAMES.search(self._text):
            line = self._text.count("\n", 0, named.start()) + 1
            raise WrongFile(Problem(line, "", "`%TAG` gives names to tags, which a plan doesn't need. Take it out."))
        try:
            node = self._document()
        except yaml.YAMLError as error:
            raise self._mistakes.ended_by(self._worded(error)) from None
        return node, self._mistakes

    def _document(self) -> Node:
        node: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    words = "A second document begins here. One file holds one plan: take `---` out."
                    raise self._mistakes.ended_by(Problem(_line(event), "", words))
                node = self._node(next(self._events), 1)
        if node is None:
            raise WrongFile(Problem(0, "", "There are only comments in this file. A plan begins with: drumbeat: 1"))
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        line = _line(event)
        self._counter.another(line)
        if depth > DEEPEST:
            raise _too_deep(line)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(line, f"`*{event.anchor}` refers to something else in the file. Write it out here instead.")
            return Scalar("", line)
        assert isinstance(event, yaml.NodeEvent)
        if event.anchor is not None:
            self._refuse(line, f"`&{event.anchor}` is an anchor, which a plan does not need. Take it out.")
        # `!` alone only says "no plain value", and the parser adds it by itself to nothing.
        if getattr(event, "tag", None) is not None:
            self._refuse(line, f"`{event.tag}` is a tag, which a plan does not need. Take it out.")  # type: ignore[attr-defined]
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line)
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Node] = []
            while not isinstance(one := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(one, depth + 1))
            return Several(tuple(items), line)
        return self._mapping(line, depth)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Scalar:
        if bad := _no_character(event.value):
            self._refuse(line, f"The character {bad} cannot be kept. Take it out.")
        return Scalar(event.value, line, quoted=event.style not in (None, ""))

    def _mapping(self, line: int, depth: int) -> Keyed:
        pairs: list[tuple[str, int, Node]] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self._events), depth + 1)
            if isinstance(key, Scalar):
                pairs.append((key.text, key.line, value))
            else:
                self._refuse(key.line, "A key is a word, such as name. This one is a list, or has keys itself.")
        return Keyed(tuple(pairs), line)

    def _refuse(self, line: int, words: str) -> None:
        self._mistakes.add(Problem(line, "", words))

    def _worded(self, error: yaml.YAMLError) -> Problem:
        """Say where YAML itself is broken, and what is usually the matter there."""
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        if mark is None:
            position = getattr(error, "position", None)
            line = self._text[:position].count("\n") + 1 if isinstance(position, int) else 0
            return Problem(line, "", "There is a character here that YAML does not allow. Take it out.")
        line = mark.line + 1
        lines = self._text.split("\n")
        there = lines[min(mark.line, len(lines) - 1)]
        if there.lstrip(" ").startswith("\t"):
            return Problem(line, "", "This line begins with a tab. YAML wants spaces: two for each level.")
        problem = str(getattr(error, "problem", "") or "")
        opened = getattr(error, "context_mark", None)
        if "end of stream" in problem and opened is not None:
            return Problem(opened.line + 1, "", "A quote or a bracket is opened here, and never closed. Close it.")
        if "mapping values are not allowed" in problem:
            words = "There is a colon in a text here. Put the text into quotes: “a: b” becomes 'a: b'."
        elif "could not find expected ':'" in problem or "did not find expected ':'" in problem:
            words = "A key needs a colon and a space after it, such as: name: Sample Bakery"
        elif "start any token" in problem:
            words = "A text cannot begin with this character. Put the text into quotes."
        elif (
            "expected key" in problem
            or "block end" in problem
            or "block mapping" in problem
            or "block collection" in problem
        ):
            words = "This line does not stand as far in as the ones that it belongs to. Two spaces for each level."
        else:
            words = f"I cannot read this as YAML: {problem or 'something is missing'}. Look at quotes and spaces here."
        return Problem(line, "", words)


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark is not None else 0


# ---------------------------------------------------------------- JSON

_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?[0-9][0-9eE.+-]*")
_WORD = re.compile(r"true|false|null")


class _Json:
    """Reads JSON by the library's own reader of texts, keeping the line of each value: json.loads tells of none."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._mistakes = Mistakes()
        self._counter = _Counter()

    def read(self) -> tuple[Node, Mistakes]:
        try:
            node = self._value(1)
            self._skip()
            if self._at < len(self._text):
                raise self._broken("Something follows after the end of the plan. Take it out.")
        except json.JSONDecodeError as error:
            words = 'A text begins with " here and does not end well. Line breaks in it are written as \\n.'
            raise WrongFile(Problem(error.lineno, "", words)) from None
        return node, self._mistakes

    def _line(self) -> int:
        return bisect_left(self._breaks, self._at) + 1

    def _broken(self, words: str) -> WrongFile:
        return WrongFile(Problem(self._line(), "", words))

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()

    def _next_is(self, mark: str) -> bool:
        self._skip()
        if not self._text.startswith(mark, self._at):
            return False
        self._at += len(mark)
        return True

    def _value(self, depth: int) -> Node:
        self._skip()
        line = self._line()
        self._counter.another(line)
        if depth > DEEPEST:
            raise _too_deep(line)
        if self._next_is("{"):
            return self._mapping(line, depth)
        if self._next_is("["):
            return self._sequence(line, depth)
        if self._text.startswith('"', self._at):
            return Scalar(self._string(), line, quoted=True)
        for pattern in (_NUMBER, _WORD):
            if match := pattern.match(self._text, self._at):
                self._at = match.end()
                literal = "number" if pattern is _NUMBER else match[0]
                return Scalar(match[0], line, literal=literal)
        raise self._broken('I need a value here: a text in "quotes", a number, a list in [ ], or keys in { }.')

    def _string(self) -> str:
        text, self._at = scanstring(self._text, self._at + 1, True)
        if bad := _no_character(text):
            self._mistakes.add(Problem(self._line(), "", f"The character {bad} cannot be kept. Take it out."))
        return str(text)

    def _sequence(self, line: int, depth: int) -> Several:
        items: list[Node] = []
        if self._next_is("]"):
            return Several((), line)
        while True:
            items.append(self._value(depth + 1))
            if self._next_is("]"):
                return Several(tuple(items), line)
            if not self._next_is(","):
                raise self._broken("I need a comma here, or the ] that ends the list.")

    def _mapping(self, line: int, depth: int) -> Keyed:
        pairs: list[tuple[str, int, Node]] = []
        if self._next_is("}"):
            return Keyed((), line)
        while True:
            self._skip()
            if not self._text.startswith('"', self._at):
                raise self._broken('I need a key in "quotes" here. After the last one there is no comma.')
            at = self._line()
            key = self._string()
            if not self._next_is(":"):
                raise self._broken("I need a colon after this key.")
            pairs.append((key, at, self._value(depth + 1)))
            if self._next_is("}"):
                return Keyed(tuple(pairs), line)
            if not self._next_is(","):
                raise self._broken("I need a comma here, or the } that ends this part.")
