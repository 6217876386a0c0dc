"""Who may do what: the table of docs/permissions.md against the code, cell by cell."""

from __future__ import annotations

import itertools
from collections.abc import Set as AbstractSet

import pytest

from bot.domain.permissions import KINDS, Action, Kind, may
from tests.code_base import ROOT


def table() -> dict[str, dict[str, str]]:
    """Read the table: action → kind → "yes" or "no"."""
    lines = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    head, *body = rows
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in body}


TABLE = table()
CELLS = list(itertools.product(Action, KINDS))


def test_the_table_has_a_row_for_each_action_and_a_column_for_each_kind() -> None:
    assert list(TABLE) == [action.value for action in Action]
    assert {tuple(row) for row in TABLE.values()} == {tuple(kind.replace("_", " ") for kind in KINDS)}


@pytest.mark.parametrize(("action", "kind"), CELLS, ids=[f"{a.name}-{k}".lower() for a, k in CELLS])
def test_a_cell_of_the_table_is_what_the_code_allows(action: Action, kind: Kind) -> None:
    assert TABLE[action.value][kind.replace("_", " ")] == ("yes" if may({kind}, action) else "no")


@pytest.mark.parametrize("action", Action, ids=lambda action: action.name.lower())
def test_nobody_is_refused_for_being_one_thing_more(action: Action) -> None:
    for size in range(len(KINDS) + 1):
        for kinds in itertools.combinations(KINDS, size):
            together: AbstractSet[Kind] = set(kinds)
            assert may(together, action) == any(may({kind}, action) for kind in kinds)
