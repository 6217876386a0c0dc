"""The written strategy as Markdown (CommonMark and GitHub's tables): complete, and nothing typed is taken as markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.document.model import Cover, Document, Entry, Section
from bot.document.words import (
    CONTENTS,
    NOTHING_YET,
    cells,
    columns_of,
    cover_facts,
    result_rows,
    signature_lines,
    title_words,
)

# Control characters, and those that change the direction of a line: they are invisible, and the latter hide what is
# written. Joiners and variation selectors stay: emoji and several scripts are spelled with them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t]+")
# Each of these starts or ends markup somewhere within a line, in CommonMark or in what GitHub and Slack add to it.
_MARKUP = re.compile(r"[\\`*{}\[\]<>|~$@]")
# An underscore within a word doesn't: names_like_this stay readable.
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_ENTITY = re.compile(r"&(?=#|\w)")
# Renderers make links of "https://…", "www.…" and "name.com" by themselves, unless there is a backslash in between.
_SCHEME = re.compile(r":(?=/)")
_DOMAIN = re.compile(r"(?<=\w)\.(?=[^\W\d_])")
# At the start of a line: headings, lists, rules, definitions, titles. "#tag", "+20 %" and "1.5" aren't markup.
_LEADING = re.compile(r"^(?:([=:%]|[#+-](?=[\s#-]|$))|(\d+)([.)])(?=\s|$))")


def markdown(document: Document) -> str:
    """Write a document as Markdown: title, cover, contents, sections. Ends with a line break.

    Everything that people typed is in it, escaped. Only the invisible is left out: control characters, and marks
    that change the direction of writing.
    """
    blocks = [f"# {_line(title_words(document.cover))}", *_cover(document.cover)]
    if document.sections:
        blocks += [f"## {CONTENTS}", _contents(document.sections)]
    for number, section in enumerate(document.sections, 1):
        blocks += _section(number, section)
    return "\n\n".join(blocks) + "\n"


def _cover(cover: Cover) -> list[str]:
    facts = [_bullet(fact.label, fact.words) for fact in cover_facts(cover)]
    signed = signature_lines(cover)
    if not cover.signatures:
        return ["\n".join([*facts, _bullet("Signatures", signed[0])])]
    return ["\n".join([*facts, "- **Approved by:**", *(f"  - {_line(one)}" for one in signed)])]


def _contents(sections: Sequence[Section]) -> str:
    return "\n".join(f"{number}. {_heading(section.title)}" for number, section in enumerate(sections, 1))


def _section(number: int, section: Section) -> list[str]:
    blocks = [f"## {number}. {_heading(section.title)}"]
    if section.lead.strip():
        blocks.append(_lines(section.lead))
    if section.as_table and section.entries:
        columns = columns_of(section)
        rows = [(entry.title, *cells(entry, columns)) for entry in section.entries]
        blocks.append(_table(("", *columns.values()), rows))
    else:
        blocks += [block for entry in section.entries for block in _entry(entry)]
    if section.results and section.results.tracks:
        blocks.append(_table(*result_rows(section.results)))
    return blocks if len(blocks) > 1 else [*blocks, NOTHING_YET]


def _entry(entry: Entry) -> list[str]:
    return [f"### {_heading(entry.title)}", *(_fact(fact.label, fact.words) for fact in entry.facts)]


def _fact(label: str, words: str) -> str:
    return f"{_bold(label)} {_lines(words)}".rstrip()


def _bullet(label: str, words: str) -> str:
    return f"- {_bold(label)} {_line(words)}"


def _bold(label: str) -> str:
    # Emphasis closes only after a non-space, and never opens an empty pair.
    return f"**{_line(label) or '—'}:**"


def _heading(title: str) -> str:
    return _line(title) or "Untitled"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [_row(heads), "|" + " --- |" * len(heads), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(words: Sequence[str]) -> str:
    # A row is one line: the only break that a cell can have is this tag, which every renderer of tables knows.
    return "|" + "|".join(f" {'<br>'.join(_typed(cell))} " for cell in words) + "|"


# ---------------------------------------------------------------- what people typed


def _line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(part for part in _typed(text) if part)


def _lines(text: str) -> str:
    """Return a text with its lines and paragraphs: hard breaks within, one blank line between."""
    paragraphs: list[list[str]] = [[]]
    for line in _typed(text):
        if line:
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join("\\\n".join(lines) for lines in paragraphs if lines)


def _typed(text: str) -> list[str]:
    """Return the lines of a text, escaped and stripped (four spaces at the start would make it code)."""
    lines = [_escaped(_SPACES.sub(" ", _INVISIBLE.sub("", line)).strip()) for line in text.splitlines()]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return lines


def _escaped(line: str) -> str:
    line = _ENTITY.sub(r"\\&", _UNDERSCORE.sub(r"\\_", _MARKUP.sub(r"\\\g<0>", line)))
    line = _DOMAIN.sub(r"\\.", _SCHEME.sub(r"\\:", line))
    # At the end of a heading these would be read as its closing marks.
    bare = line.rstrip("#") or line[:1]
    line = bare + r"\#" * (len(line) - len(bare))
    return _LEADING.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", line)
