"""Shapes of English that our comments, docstrings, and pages don't use: `python -m tests.english` lists where they are.

Each is wrong wherever it occurs, so that a pattern can find it. What a pattern can't tell from good English is left
to reading. `--write` counts what is left in each file; more than before is refused.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tests.code_base import PACKAGES, ROOT, pages, sources, written

LEFT = ROOT / "tests/english_left.txt"
# Decisions and the changelog say what was thought on their day, and stay as they were written.
HISTORY = ("docs/decisions", "CHANGELOG.md")
# This file and its test quote the shapes.
OWN = ("english", "test_english")
# The shape, and what to write instead.
SHAPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        '"again", or "rebuild"': re.compile(r"\banew\b", re.I),
        '"already", "since", or nothing': re.compile(r"\bby now\b"),
        '"a message about", "a notice of"': re.compile(
            r"(?<!\b[Tt]he )(?<!\b[Aa] )(?<!No )(?<!\band )\b[Ww]ord of (?:an?|the|what)\b"
        ),
        '"it\'s used for", "without it we can\'t"': re.compile(r"\b[Ii]t is needed for \w+ing\b"),
        '"the person who", "people who"': re.compile(r"(?<=[.;] )Who [^?.:]*\.|\b(?:to|for|from|with|than) who\b"),
        '"at most N", or the number': re.compile(r"\b[Ss]o (?:many|much|long|often|far back)\b(?! (?:as|that)\b)"),
        '"your own", "a … for yourself"': re.compile(r"\bof one's own\b"),
        '"is"': re.compile(r"\bwhat (?:stands|stood)\b|\bst(?:ands?|ood) (?:there|above|below|beside)\b"),
        '"resume"': re.compile(r"\blets? (?:\w+ )?go on\b"),
        '"not linked to"': re.compile(r"\bhangs? loose\b"),
        '"no longer"': re.compile(r"\bis no more\b|(?<!and )\bno more\."),
    }
)
# Shapes that the files of `ROOMS` no longer have. Nobody has gone through the others for them yet.
IN_ROOMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        '"the result of", "what follows from"': re.compile(r"\bwhat (?:came|comes|has come) of\b"),
        '"tell about", "say about"': re.compile(r"\b(?:tells?|told|says?|said) of (?:an?|it|one|some|th\w+|what)\b"),
        '"undo"': re.compile(r"\b[Tt]ak(?:e|es|en|ing) back (?:that|what)\b"),
        '"in their zone", "by their hours"': re.compile(r"\bon (?:(?:the|their|its) )?(?:own|\w+'s(?: own)?) clock\b"),
        '"is", "as it is"': re.compile(
            r"\b(?:as|how|where) (?:it|that|they|this|(?:an?|the) \w+) st(?:ands?|ood)\b(?! for)"
        ),
    }
)
ROOMS = re.compile(
    r"bot/(?:services/(?!editing|planfile)|document|language|pictures|schema|views)"
    r"|docs/(?:architecture|platform|product|words)|CONTRIBUTING"
)
_GLUE = re.compile(r"\s*\n[ \t]*(?:# ?)?")
_BLOCK = re.compile(r"\n\n|\n(?=[-|#0-9*])")


@dataclass(frozen=True)
class Odd:
    """One place where a shape occurs: the file, the words around it, and what to write instead."""

    file: str
    words: str
    instead: str


def odd_in(text: str, shapes: Mapping[str, re.Pattern[str]] = SHAPES) -> Iterator[tuple[str, str]]:
    """List the shapes in a text of several lines, each with the words around it and what to write instead."""
    line = _GLUE.sub(" ", text.strip()).strip('" #')
    for instead, shape in shapes.items():
        for found in shape.finditer(line):
            yield line[max(0, found.start() - 30) : found.end() + 30], instead


def everything() -> list[Odd]:
    """List every shape in the comments and docstrings of the code and its tests, and on the pages."""
    texts = [(path, written(path)) for path in sources(*PACKAGES, "bench", "tests") if path.stem not in OWN]
    texts += [(path, _BLOCK.split(path.read_text(encoding="utf-8"))) for path in pages()]
    return [
        Odd(name, words, instead)
        for path, blocks in texts
        if not (name := path.relative_to(ROOT).as_posix()).startswith(HISTORY)
        for block in blocks
        for words, instead in odd_in(block, {**SHAPES, **IN_ROOMS} if ROOMS.match(name) else SHAPES)
    ]


def counted(found: list[Odd]) -> dict[str, int]:
    """Count them by file."""
    files = sorted({one.file for one in found})
    return {file: sum(one.file == file for one in found) for file in files}


def left() -> dict[str, int]:
    """Return how many of them each file may still have: those that nobody has gone through yet."""
    rows = (line.split() for line in LEFT.read_text(encoding="utf-8").splitlines())
    return {file: int(count) for count, file in rows}


def main() -> None:
    """List them, or write down how many each file has. Exits with 1 where there are more than before."""
    found = everything()
    if "--write" not in sys.argv:
        sys.stdout.writelines(f"{Path(one.file)}: …{one.words}… → {one.instead}\n" for one in found)
        return
    if LEFT.exists() and len(found) > sum(left().values()):
        sys.exit(f"{len(found)} are more than {sum(left().values())}.")
    LEFT.write_text("".join(f"{count} {file}\n" for file, count in counted(found).items()), encoding="utf-8")


if __name__ == "__main__":
    main()
