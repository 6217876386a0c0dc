"""A wrong file gets every error at once, with line, place and an example; and only what is meant is taken."""

from __future__ import annotations

import contextlib
import json
from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.planfile.keys import SECTIONS
from bot.planfile.nodes import WrongFile
from bot.planfile.reading import read
from bot.planfile.shape import MOST_BYTES, MOST_THINGS, Somebody

HEAD = "drumbeat: 1\nplan: {name: Sample, zone: Europe/Berlin}\n"
ROLE = "roles: [{title: Editor}]\n"


def problems(text: str | bytes) -> list[str]:
    """Return everything that is said of a wrong file."""
    with pytest.raises(WrongFile) as caught:
        read(text if isinstance(text, bytes) else text.encode())
    return [problem.said() for problem in caught.value.problems]


def goal(values: str) -> str:
    return f"{HEAD}{ROLE}goals:\n  - statement: Grow\n    due: 2026-12-31\n    {values}\n"


def measure(values: str) -> str:
    return goal(f"measures: [{{name: N, measurer: Editor, reviewer: Editor, {values}}}]")


# ---------------------------------------------------------------- what is wrong with the file as such


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"  \n # only this\n", "only comments"),
        (b"\xff\xfea\x00", "UTF-16"),
        ("drumbeat: 1\nplan: {name: ü}".encode("latin-1"), "line 2: This is not written in UTF-8"),
        (b"drumbeat: 1\n\0", "line 2: This is no text file"),
        (b"#" * (MOST_BYTES + 1), "There is room for 1 MB"),
        (b"- a\n- b\n", "A plan begins with keys"),
        (b"plan: {name: A, zone: Europe/Berlin}", "line 1, drumbeat: The first line of a plan is drumbeat: 1"),
        (b"drumbeat: 2\nplan: {}", "line 1, drumbeat: I can read files of version 1"),
        (b"drumbeat: 1\nplan:\n\tname: A\n", "line 3: This line begins with a tab"),
        (b"drumbeat: 1\nplan:\n  name: a: b\n", "line 3: There is a colon in a text here"),
        (b"drumbeat: 1\nplan:\n  name: 'a\n", "line 3: A quote or a bracket is opened here"),
        (b"drumbeat: 1\nplan:\n  name: @a\n", "line 3: A text cannot begin with this character"),
        (b"drumbeat: 1\nplan\n", "A key needs a colon"),
        (b"drumbeat: 1\nplan:\n  name: A\n zone: B\n", "Two spaces for each level"),
        (b"drumbeat: 1\n---\ndrumbeat: 1\n", "line 2: A second document begins here"),
        (b"drumbeat: 1\nplan: &a {name: A}\n", "line 2: `&a` is an anchor"),
        (b"drumbeat: 1\nplan: *a\n", "line 2: "),
        (b"drumbeat: 1\nplan: {name: !!python/object:os.system A}\n", "is a tag"),
        (b"drumbeat: 1\n? [a]\n: b\n", "A key is a word"),
        (b"[" * 100_000, "nested more than"),
        (b"a: " + b"{a: " * 5_000, "nested more than"),
        (b'{"drumbeat": 1, "drumbeat": 1}', "stands here twice"),
        (b'{"drumbeat": 1,}', "After the last one there is no comma"),
        (b'{"drumbeat": 1 "plan": 2}', "I need a comma here"),
        (b'{\n"drumbeat": 1,\n"plan": "a\nb"}', "line 3: A text begins"),
        (b'{"drumbeat": 1} x', "Something follows"),
        (b'{"drumbeat": 1, "plan": {"name": "\\ud800", "zone": "Europe/Berlin"}}', "U+D800 cannot be kept"),
        (b'drumbeat: 1\nplan: {name: "a\\0b", zone: Europe/Berlin}', "U+0000 cannot be kept"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_where(data: bytes, said: str) -> None:
    assert any(said in one for one in problems(data)), problems(data)


def test_a_few_lines_cannot_stand_for_a_billion() -> None:
    laughs = "a: &a [x]\n" + "".join(
        f"{n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in zip("abcdefg", "bcdefgh", strict=True)
    )
    assert all("anchor" in one or "refers to something else" in one or "do not know the key" in one or "drumbeat" in one
               or "plan" in one for one in problems(laughs))  # fmt: skip


# ---------------------------------------------------------------- everything at once


def test_every_error_is_said_at_once_in_the_order_of_the_lines() -> None:
    text = """\
drumbeat: 1
plan:
  nam: Sample
  zone: Europe/Berlim
  working_days: [monday, freeday]
roles:
  - title: Editor
  - title: editor
goals:
  - statement: Grow
    due: 2026-13-40
    purpose: [sells]
    measures:
      - name: Followers
        target: 1e3
        measurer: Editr
        reviewer: Editor
vision: {text: One. Two. Three. Four.}
highlights:
  - {title: Fair, begins: 2026-05-02, ends: 2026-05-01}
platforms: {name: Instagram}
tactics:
  - goal: Grow
"""
    assert problems(text) == [
        "line 3, plan: I do not know the key “nam”. Did you mean name?",
        "line 3, plan.name: name is missing. Add name: Sample Bakery",
        "line 4, plan.zone: I know no time zone called “Europe/Berlim”. Did you mean Europe/Berlin?",
        "line 5, plan.working_days: I need a day of the week here, such as monday. “freeday” is none.",
        "line 8, roles[1]: There is a role called “editor” in line 7 already. Choose another name.",
        "line 11, goals[0].due: 2026-13-40 is on no calendar. I need a date here, such as 2026-06-30.",
        "line 12, goals[0].purpose: I need one of these here: following, sales, brand, values, trust or service. "
        "“sells” is none of them.",
        "line 15, goals[0].measures[0].target: I need a number here, such as 1000. “1e3” is none in plain digits.",
        "line 16, goals[0].measures[0].measurer: There is no role called “Editr” in this file. Did you mean “Editor”?",
        "line 18, vision.text: A vision has three sentences at most.",
        "line 20, highlights[0]: It ends before it begins.",
        "line 21, platforms: I need a list here: each of the platforms begins with a dash and a space.",
        "line 23, tactics[0].text: text is missing. Add text: "
        "Every Friday one minute from the bakery at five in the morning",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (measure("target: 1,000"), "I do not know the key “000”"),  # YAML's own comma; the target is 1 then
        (measure('target: "1,000"'), "this is “1,000”. Write 1000."),
        (measure("target: 007"), "“007” is none in plain digits"),
        (measure("target: 0x1F"), "none in plain digits"),
        (measure("target: .inf"), "none in plain digits"),
        (measure("target: 9:30"), "none in plain digits"),
        (measure("target: 1_000"), "Write 1000."),
        (measure("target: [1]"), "I need a single value here"),
        (measure("target: 9999999999999"), "cannot be: it lies between"),
        (measure("target: 5, readings: {2026-03-02: 4, 2026-03-04: 5}"), "Two of these days are in one week"),
        (measure("target: 5, readings: [4]"), "such as 2026-03-02: 412"),
        (goal("department: " + "x" * 81), "This is 81 characters long. There is room for 80"),
        (goal("audience: nobody"), "There is no audience called “nobody” in this file. Add it under audiences"),
        (f"{HEAD}{ROLE}regular_posts: [{{title: A, role: Editor, every: week, at: 25:00}}]", "“25:00” is none"),
        (
            f"{HEAD}{ROLE}regular_posts: [{{title: A, role: Editor, every: day, at: 9:00, weekdays: mon}}]",
            "go with weeks",
        ),
        (
            f"{HEAD}{ROLE}regular_posts: [{{title: A, role: Editor, every: month, at: 9:00, nth: fifth monday}}]",
            "first monday",
        ),
        (f"{HEAD}maturities: [{{on: 2026-01-01, planning: 6}}]", "6 cannot be: it lies between 1 and 5"),
        (f"{HEAD}roles: [{{title: A, holder: {{nam: Ana}}}}]", "I do not know the key “nam”. Did you mean name?"),
        (f"{HEAD}roles: [{{title: A, holder: [a]}}]", "I need a person here"),
        (f"{HEAD}roles: [{{title: A, id: Not Small}}]", "An id is short"),
        (f"{HEAD}roles: [{', '.join(f'{{title: A{n}}}' for n in range(MOST_THINGS + 1))}]", "There is room for 200"),
        (
            f"{HEAD}goals: [{{statement: A, due: 2026-01-01}}, {{statement: a, due: 2026-01-01}}]",
            "give them an id each",
        ),
        (
            f"{HEAD}goals:\n- {{statement: A, due: 2026-01-01, id: x}}\n- {{statement: a, due: 2026-01-01, id: y}}\n"
            "tactics: [{text: T, goal: A}]",
            "could be any of those in lines 4, 5",
        ),
    ],
)
def test_a_wrong_value_says_what_would_do(text: str, said: str) -> None:
    assert any(said in one for one in problems(text)), problems(text)


# ---------------------------------------------------------------- what is taken, and how


def test_what_yaml_would_make_something_else_of_stays_what_it_says() -> None:
    titles = "titles: [on, 2026-01-01, 9:30, 1e3, 007]"
    file = read(f"{HEAD}audiences:\n  - {{name: no, {titles}, cares: ~, persona: null}}\n".encode())
    (one,) = file.of("audiences")
    assert one.values == {"name": "no", "titles": ("on", "2026-01-01", "9:30", "1e3", "007")}


def test_values_are_typed_and_a_single_one_needs_no_list() -> None:
    text = f"""{HEAD}roles: [{{title: Editor, holder: <@U012AB3CD|ana>, backup: "@Ben  Sample", hours: 2.5}}]
regular_posts:
  - title: A
    role: " EDITOR "
    every: month
    month_days: [15, last]
    at: 9:05
    starts: 2026-03-02
"""
    file = read(text.encode("utf-8-sig"))
    (role,), (slot,) = file.of("roles"), file.of("regular_posts")
    assert role.values == {
        "title": "Editor",
        "holder": Somebody(id="U012AB3CD"),
        "backup": Somebody(name="Ben Sample"),
        "hours": Decimal("2.5"),
    }
    assert slot.values["at"] == time(9, 5)
    assert slot.values["month_days"] == (15, -1)
    assert slot.values["starts"] == date(2026, 3, 2)


def test_json_is_read_like_yaml_with_tabs_and_all() -> None:
    data = {"drumbeat": 1, "plan": {"name": "É \U0001f600", "zone": "Europe/Berlin", "working_days": ["monday"]}}
    file = read(json.dumps(data, indent="\t").encode())
    assert file.plan.values == {"name": "É \U0001f600", "zone": "Europe/Berlin", "working_days": (0,)}


def test_the_line_of_an_error_in_json_is_the_lines_own() -> None:
    text = json.dumps({"drumbeat": 1, "plan": {"name": True, "zone": "Europe/Berlin"}}, indent=1)
    assert problems(text) == ['line 4, plan.name: I need a text here, such as "Sample Bakery".']


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: (HEAD + text).encode("utf-8", "replace")))
def test_whatever_comes_is_read_or_refused_in_words(data: bytes) -> None:
    with contextlib.suppress(WrongFile):
        read(data)
    if not data.lstrip().startswith(b"drumbeat: 1"):
        assert problems(data)


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_that_is_no_list_of_things_is_refused_in_words(name: str) -> None:
    assert problems(f"{HEAD}{name}: 7\n")
    assert problems(f"{HEAD}{name}: [7]\n")


@pytest.mark.parametrize(
    ("zone", "meant"),
    [
        ("GMT+2", "Did you mean Europe/Athens, Europe/Helsinki or Africa/Johannesburg?"),
        ("Etc/GMT+2", "One that exists is Europe/Berlin."),
        ("EST", "Did you mean America/New_York, America/Toronto or America/Panama?"),
        ("CEST", "Did you mean Europe/Berlin, Europe/Paris or Europe/Madrid?"),
        ("Mumbai", "Did you mean Asia/Kolkata?"),
        ("Mordor", "One that exists is Europe/Berlin."),
    ],
)
def test_a_zone_that_says_no_place_is_refused_with_places_that_may_be_meant(zone: str, meant: str) -> None:
    said = problems(f"drumbeat: 1\nplan: {{name: Sample, zone: {zone}}}\n")
    assert said == [f"line 2, plan.zone: I know no time zone called “{zone}”. {meant}"]
