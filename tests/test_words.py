"""The glossary speaks of the code that there is: every name in its tables is defined somewhere."""

from __future__ import annotations

import re
from functools import cache

from tests.code_base import ROOT, sources

# A class or function; a field, variable, or parameter; a literal value or a table's name.
NAMED = re.compile(r'\b(?:class|def) (\w+)|(?:^ *|[(,] ?)(\w+)(?:: | = )|"(\w+)"', re.M)


@cache
def names() -> frozenset[str]:
    """List what the code names: classes, functions, fields, parameters, variables, modules, tables, literal values."""
    found = {path.stem for path in sources("bot", "handlers", "storage")}
    for path in sources("bot", "handlers", "storage"):
        for some in NAMED.findall(path.read_text(encoding="utf-8")):
            found.update(some)
    return frozenset(found)


def terms() -> list[str]:
    """List the names in the columns "in code" of the glossary."""
    page = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| in code \|.*\n(?:\|.*\n)+", page, re.M)
    rows = [row for table in tables for row in table.splitlines()[2:]]
    return [term for row in rows for term in re.findall(r"`([^`]+)`", row.split("|")[1])]


def test_every_word_of_the_glossary_is_a_name_in_the_code() -> None:
    assert [term for term in terms() if term not in names()] == []
    assert len(terms()) > 80


def test_no_word_is_explained_twice() -> None:
    assert sorted(set(terms())) == sorted(terms())


def test_a_word_that_the_code_does_not_have_is_found() -> None:
    assert not {"utils", "stakeholder"} & names()
