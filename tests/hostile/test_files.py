"""A file of the largest size that is taken, whatever is in it, is read within moments and reported in a few lines."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import pytest

from bot.planfile.nodes import WrongFile
from bot.planfile.reading import read
from bot.planfile.shape import MOST_BYTES
from bot.services.planfile.incoming import judge
from bot.views.planfile.files import ERROR_MESSAGES, error_pages, errors

HEAD = "drumbeat: 1\nplan: {name: Sample, zone: Europe/Berlin}\n"
ROLE = "roles: [{title: Editor}]\n"
# Seconds of processor time for a megabyte; nothing that people write takes a tenth of it.
MOST_TIME = 2.0
FIFTY = 50


def filled(unit: str, head: str = HEAD, end: str = "") -> str:
    """Return a file as large as it may be, that repeats something after a head."""
    return head + unit * ((MOST_BYTES - len(head) - len(end)) // len(unit)) + end


def numbered(line: Callable[[int], str], head: str = HEAD, end: str = "") -> str:
    """Return a file as large as it may be, of lines that all differ."""
    size, lines, number = len(head) + len(end), [head], 0
    while size + len(more := line(number)) <= MOST_BYTES:
        lines.append(more)
        size, number = size + len(more), number + 1
    return "".join(lines) + end


def _names(number: int) -> str:
    return f"  - {{name: p{number}, goals: [{', '.join(f'g{one}' for one in range(200))}]}}\n"


GOALS = "".join(f"  - {{statement: g{number}, due: 2027-01-01}}\n" for number in range(200))
ROLES = "".join(f"  - {{title: {number:03}{'a' * 37}}}\n" for number in range(200))
POST = "  - {{title: t{0}, role: {1}, every: week, weekdays: monday, at: '9:00', zone: {2}}}\n"
POSTS = "".join(POST.format(number, "a" * 40, "Europe/Berlin") for number in range(200))
PLACES = "".join(POST.format(number, "Editor", f"America/Argentina/Buenos_Bires{number}") for number in range(200))

# What wore the reader out when it was tried, and is therefore tried always.
WORN: Mapping[str, str] = {
    "line breaks": "\n" * MOST_BYTES,
    "names of tags": numbered(lambda number: f"%TAG !{number}! x\n", ""),
    "a long list": filled("1,", f"{HEAD}goals: [", "]"),
    "names that refer to others": f"{HEAD}{ROLE}goals:\n{GOALS}platforms:\n" + "".join(map(_names, range(200))),
    "names that are nearly others": f"{HEAD}roles:\n{ROLES}regular_posts:\n{POSTS}",
    "zones that are nearly others": f"{HEAD}{ROLE}regular_posts:\n{PLACES}",
}
MORE: Mapping[str, str] = {
    "keys that nobody knows": numbered(lambda number: f"k{number}: 1\n"),
    "one key again and again": filled("a: 1\n"),
    "one key again and again, in JSON": numbered(lambda number: f',"k{number}":1', '{"drumbeat":1', "}"),
    "people": filled("A, ", "drumbeat: 1\nplan: {name: Sample, zone: Europe/Berlin, leads: [", "A]}\n"),
    "spaces": " " * MOST_BYTES,
    "dashes": filled("- "),
    "lists in lists": filled("- \n", f"{HEAD}goals:\n"),
    "aliases": filled("- *a\n", f"{HEAD}goals:\n"),
    "anchors": numbered(lambda number: f"- &a{number} x\n", f"{HEAD}goals:\n"),
    "tags": filled("- !!x y\n", f"{HEAD}goals:\n"),
    "merged keys": filled("<<: *a\n"),
    "a long key": filled("a", HEAD, ": 1\n"),
    "a long text": filled("a", f"{HEAD}vision: "),
    "a long number": filled("9", f"{HEAD}vision: "),
    "brackets": filled("[", f"{HEAD}a: "),
    "mappings": filled("{},", f"{HEAD}goals: [", "]"),
    "comments": filled("# \n"),
    "one comment": filled("#"),
    "escapes": filled("\\x41", f'{HEAD}a: "', '"'),
    "a quote that does not end": filled("b ", f'{HEAD}a: "'),
    "colons": filled(": "),
    "question marks": filled("? a\n"),
    "a text in lines": filled("  b\n", f"{HEAD}a: |\n"),
    "a folded text": filled("  b\n\n", f"{HEAD}a: >\n"),
    "an empty text": filled("\n", f"{HEAD}a: |\n"),
    "texts of nothing": filled("- |\n\n", f"{HEAD}a:\n"),
    "tabs": filled("\t"),
    "old line breaks": filled("\r"),
    "commas": filled(","),
    "documents": filled("---\n"),
    "ends of documents": filled("...\n"),
    "directives": "%YAML 1.1\n" * (MOST_BYTES // 10),
    "directives after the end": numbered(lambda number: f"%TAG !{number}! x\n", f"{HEAD}...\n"),
    "line breaks in JSON": filled("\n", '{"drumbeat": 1,', "}"),
    "brackets in JSON": "[" * MOST_BYTES,
    "numbers in JSON": filled("1,", '{"drumbeat":1,"goals":[', "1]}"),
    "a number in JSON": filled("9", '{"drumbeat":1,"a":', "}"),
    "half characters in JSON": filled('"\\ud800",', '{"drumbeat":1,"goals":[', "1]}"),
    "lists in JSON": filled("[],", '{"drumbeat":1,"goals":[', "1]}"),
    "a zone": filled("Europe/", "drumbeat: 1\nplan: {name: Sample, zone: ", "}\n"),
    "sentences": filled("a. ", f"{HEAD}vision: {{text: ", "}\n"),
    "mentions": f"{HEAD}roles:\n" + "".join(f"  - {{title: t{n}, holder: '{'<@U1|' * 900}'}}\n" for n in range(200)),
    "an id": filled("a-", f"{HEAD}roles: [{{title: Editor, id: ", "}]\n"),
}


def seconds(text: str) -> float:
    """Return the processor time that it takes to look into a file and to say what is wrong with it."""
    data = text.encode()[:MOST_BYTES]
    before = time.process_time()
    judged = judge("plan.yaml", data)
    if isinstance(judged, WrongFile):
        assert len(judged.problems) <= FIFTY
        assert len(error_pages(judged.problems)) <= ERROR_MESSAGES
    elif judged == "file_not_ours":  # an operator's command takes it for a plan all the same
        with suppress(WrongFile):
            read(data)
    return time.process_time() - before


@pytest.mark.parametrize("shape", WORN)
def test_a_megabyte_that_wore_the_reader_out_is_read_within_moments(shape: str) -> None:
    assert seconds(WORN[shape]) < MOST_TIME


@pytest.mark.thorough
@pytest.mark.parametrize("shape", MORE)
def test_a_megabyte_of_anything_is_read_within_moments(shape: str) -> None:
    assert seconds(MORE[shape]) < MOST_TIME


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{''.join(f'k{number}: 1{chr(10)}' for number in range(FIFTY + 1))}",
        filled("- *a\n", f"{HEAD}goals:\n"),
        f"{HEAD}roles: [{', '.join('{titel: x}' for _ in range(80))}]\n",
        filled('"\\ud800",', '{"drumbeat":1,"goals":[', "1]}"),
    ],
)
def test_reading_stops_at_the_fiftieth_mistake_and_says_so(text: str) -> None:
    with pytest.raises(WrongFile) as caught:
        read(text.encode()[:MOST_BYTES])
    assert len(caught.value.problems) == FIFTY
    assert caught.value.stopped
    pages = error_pages(caught.value.problems)
    said = [
        errors("plan.yaml", page, FIFTY, first=page is pages[0], last=page is pages[-1], stopped=True).text
        for page in pages
    ]
    assert "I show only the first 50 mistakes" in said[0]
    assert not any("first 50" in one for one in said[1:])


def test_a_file_of_fifty_mistakes_says_that_these_are_all() -> None:
    with pytest.raises(WrongFile) as caught:
        read(f"{HEAD}{''.join(f'k{number}: 1{chr(10)}' for number in range(FIFTY))}".encode())
    assert len(caught.value.problems) == FIFTY
    assert not caught.value.stopped


def test_a_plan_is_looked_for_at_the_head_of_a_file_alone() -> None:
    """What stands before it may be comments; a file that names us somewhere in its middle is somebody else's."""
    comments = "# A word on who wrote this and why.\n" * 100
    assert not isinstance(judge("plan.yaml", (comments + HEAD).encode()), str)
    assert judge("data.yaml", ("a: 1\n" * 150_000 + HEAD).encode()) == "file_not_ours"
    assert judge("data.json", b'{"a": [1, 2, 3]}') == "file_not_ours"
