"""Every sentence that the bot can say, read out of the code: `python -m tests.voice` lists them by where they stand.

All of bot/ and handlers/ is read, so no sentence escapes. Listed are the strings that people could meet, with ‹name›
where something is filled in. Left out are comments, docstrings, ids, patterns, names of events in the log, and the
words that people type to us.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.code_base import ROOT, sources, tree

FOLDERS = ("bot", "handlers")
# What is understood, not said: tables of the words that people type; and lists of the fields of Slack's payloads.
GRAMMAR = {
    "acts.py",
    "chatter.py",
    "role_words.py",
    "date_forms.py",
    "dates.py",
    "schedules.py",
    "schedule_tokens.py",
    "schedule_limits.py",
    "schedule_parts.py",
    "platform_names.py",
    "zone_names.py",
    "zone_table.py",
    "magnitudes.py",
    "weekdays.py",
    "clock.py",
    "numbers.py",
    "ids.py",
    "shapes.py",
    "slack_errors.py",
    "log.py",
}
WORD_LISTS = ("compile", "split", "words")
_END = re.compile(r"(?<=[.!?…])[\"”’*_`)]*\s+|\n+")
_CODE = re.compile(r"`[^`]*`")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
# A pattern, an address, a format, a fragment of Block Kit: nobody reads these.
_NOT_WORDS = re.compile(r"^(\(\?|https?://|sqlite|postgres|xox|[\\^$%{}\[\]()|.*+?\d:_/\-]+$)|\(\?[P:=!<]|\\[dswb]")


@dataclass(frozen=True)
class Said:
    """One string of the code that people read, and where it stands."""

    file: str
    line: int
    text: str

    @property
    def sentences(self) -> list[str]:
        """Split it into sentences, one a line or a full stop."""
        return [part.strip() for part in _END.split(self.text) if part.strip()]


def words(sentence: str) -> int:
    """Count what one reads aloud: a command in backticks is one word, and so is what is filled in."""
    plain = re.sub(r"‹[^›]*›", "x", _CODE.sub("x", sentence))
    return len(re.findall(r"[\w’'@#%&+-]+", plain))


def emoji(text: str) -> int:
    """Count the emoji of a string; a check mark of a list is none."""
    return len([one for one in _EMOJI.findall(text) if one not in "✓✗✔→•"])


def _docstrings(tree: ast.AST) -> set[int]:
    found: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            found |= {
                id(one.value) for one in body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)
            }
    return found


def _text(node: ast.JoinedStr) -> str:
    parts = []
    for value in node.values:
        if isinstance(value, ast.Constant):
            parts.append(str(value.value))
        elif isinstance(value, ast.FormattedValue):
            name = re.sub(r"[^A-Za-z_]+", " ", ast.unparse(value.value)).strip().rpartition(" ")[2]
            parts.append(f"‹{name or 'number'}›")
    return "".join(parts)


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """List the strings of some code that could be words for people, by line."""
    skip = _docstrings(tree)
    # The walk goes from the outside in, so what a node keeps out is met after it.
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            if id(node) not in skip:
                yield node.lineno, _text(node)
            skip |= {id(child) for child in ast.walk(node)}
        elif isinstance(node, ast.Compare | ast.Subscript):
            skip |= {id(child) for child in ast.walk(node) if isinstance(child, ast.Constant)}
        elif isinstance(node, ast.Call) and _name(node.func) in WORD_LISTS:
            # A pattern, or the words that we understand: "yes yep sure".split().
            skip |= {id(child) for child in ast.walk(node)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _name(node.func.value) == "log":
            skip |= {id(child) for child in ast.walk(node)}
        elif isinstance(node, ast.Raise):
            # What only a programmer could provoke; refusals carry facts, and bot/views/talk/refusals.py has the words.
            skip |= {id(child) for child in ast.walk(node)}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            yield node.lineno, node.value


def _is_grammar(path: Path) -> bool:
    return path.name in GRAMMAR and "services" not in path.parts


def everything(*folders: str) -> list[Said]:
    """List every string that people read, by file and line; of some folders, or of all."""
    found: list[Said] = []
    for path in sources(*(folders or FOLDERS)):
        for line, text in strings(tree(path)) if not _is_grammar(path) else ():
            if " " in text.strip() and re.search(r"[A-Za-z]{2}", text) and not _NOT_WORDS.search(text):
                found.append(Said(str(path.relative_to(ROOT)), line, text.strip()))
    return sorted(found, key=lambda said: (said.file, said.line))


def main() -> None:
    """Print them all, file by file with the words of its longest sentence."""
    last = ""
    for said in everything():
        if said.file != last:
            sys.stdout.write(f"\n## {said.file}\n\n")
            last = said.file
        longest = max(words(sentence) for sentence in said.sentences)
        sys.stdout.write(f"{said.line:>4} [{longest:>2}] {' ⏎ '.join(said.text.splitlines())}\n")


if __name__ == "__main__":
    main()
