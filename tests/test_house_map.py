"""The map of the house counts what code names, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.code_base import sources
from tests.house_map import FOLDERS, KINDS, Kind, touched, words_of


@pytest.mark.parametrize("name", ["content_kind", "ContentKind", "CONTENT_KIND", "content.kind"])
def test_a_name_is_its_words_however_it_is_written(name: str) -> None:
    assert words_of(name) == ("content", "kind")


@pytest.mark.parametrize(
    ("code", "counts"),
    [
        ("slot.content_kind", True),
        ("CONTENT_KINDS = ()", True),
        ("class ContentKindForm: ...", True),
        ("from bot.domain.calendar import content_kind_of", True),
        ("add(content_kind='')", True),
        ("{'content_kind': 1}", True),
        ("def of(content_kind): ...", True),
        ("kind = content", False),
        ("# content_kind", False),
        ("'The content_kind of a post.'", False),
    ],
)
def test_a_module_is_touched_where_its_code_names_the_thing(tmp_path: Path, code: str, counts: bool) -> None:
    file = tmp_path / "code.py"
    file.write_text(code)
    assert touched("content_kind", [file]) == ([file] if counts else [])


def test_a_word_counts_by_itself_and_in_plural_where_it_is_to_be_whole(tmp_path: Path) -> None:
    for number, code in enumerate(("'history'", "histories = 1", "conversation_history()", "history_page()")):
        (tmp_path / f"{number}.py").write_text(code)
    found = touched("history", sorted(tmp_path.iterdir()), whole=True)
    assert [path.name for path in found] == ["0.py", "1.py"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_was_added_once_is_named_in_no_more_modules_than_it_may(kind: Kind) -> None:
    paths = [path for path in sources(*FOLDERS) if "migrations" not in path.parts]
    for example in kind.examples:
        assert len(touched(example, paths, whole=kind.whole)) <= kind.most, example
