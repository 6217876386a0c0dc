"""Which thing of a plan an entry of a file is: whatever it says decides, its place in the list never does."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.planfile import reading
from bot.planfile.keys import SECTIONS
from bot.planfile.matching import Entry, Looked, Match, matches

HEAD = """\
drumbeat: 1
plan: {name: Corner cinema, zone: Europe/Zurich}
roles: [{title: Editor}, {title: Writer}]
platforms: [{name: Instagram}, {name: Facebook}]
"""


def entries(section: str, rows: tuple[str, ...]) -> list[Entry]:
    """Read the rows of one section."""
    file = reading.read((HEAD + section + ":\n" + "".join(f"  - {{{row}}}\n" for row in rows)).encode())
    looked = Looked(file)
    return [looked.entry(SECTIONS[section], thing) for thing in file.of(section)]


def met(section: str, theirs: tuple[str, ...], ours: tuple[str, ...], over: tuple[int, ...] = ()) -> list[Match]:
    return matches(entries(section, theirs), entries(section, ours), frozenset(over), frozenset())


def poll(platform: str, day: int, at: str = "18:00", more: str = "") -> str:
    on = f"2027-05-{day:02}"
    where = f"platform: {platform}, " if platform else ""
    return f'title: Poll, role: Editor, {where}every: day, starts: {on}, ends: {on}, at: "{at}"{more}'


def weekly(platform: str, days: str, at: str = "10:00", more: str = "") -> str:
    where = f"platform: {platform}, " if platform else ""
    return f'title: Story, role: Editor, {where}every: week, weekdays: [{days}], at: "{at}"{more}'


IG, FB = "Instagram", "Facebook"
PLAN = (poll(IG, 6), poll(IG, 13), poll(FB, 6), poll(FB, 13))


def test_rows_of_one_name_meet_their_own_in_any_order_and_with_any_time() -> None:
    for order in permutations(range(4)):
        theirs = tuple(PLAN[place].replace("18:00", "17:00") for place in order)
        assert met("regular_posts", theirs, PLAN) == [Match(place) for place in order]


def test_two_that_stay_equally_good_are_left_to_people() -> None:
    """Both times changed: nothing tells which of the two is which."""
    ours = (weekly(IG, "monday", "09:00"), weekly(IG, "monday", "18:00"))
    theirs = (weekly(IG, "monday", "12:00"), weekly(IG, "monday", "19:00"))
    assert met("regular_posts", theirs, ours) == [Match(None, (0, 1)), Match(None, (0, 1))]


def test_what_else_a_row_says_tells_two_of_one_platform_and_day_apart() -> None:
    ours = (weekly(IG, "monday", "09:00", ", theme: art"), weekly(IG, "monday", "18:00", ", theme: music"))
    theirs = (weekly(IG, "monday", "19:00", ", theme: music"), weekly(IG, "monday", "12:00", ", theme: art"))
    assert met("regular_posts", theirs, ours) == [Match(1), Match(0)]


def test_a_row_on_another_day_may_be_new_or_moved() -> None:
    assert met("regular_posts", (poll(IG, 20), *PLAN[1:]), PLAN)[0] == Match(None, (0,), 0)


def test_a_row_on_another_day_is_new_where_the_other_is_over() -> None:
    """Nobody moves what has passed: the file of the next month adds its rows."""
    theirs = tuple(poll(platform, day) for platform in (IG, FB) for day in (20, 27))
    assert met("regular_posts", theirs, PLAN, over=(0, 1, 2, 3)) == [Match()] * 4
    assert met("regular_posts", (poll(IG, 20),), (poll(IG, 6),), over=(0,)) == [Match()]


def test_a_row_on_another_platform_and_another_day_is_new() -> None:
    assert met("regular_posts", (poll(FB, 20), poll(IG, 6)), (poll(IG, 6), poll(IG, 13))) == [Match(), Match(0)]


def test_the_only_post_of_its_name_is_the_same_whatever_differs_but_its_one_day() -> None:
    assert met("regular_posts", (weekly(FB, "friday"),), (weekly(IG, "monday"),)) == [Match(0)]
    assert met("regular_posts", (poll(IG, 20),), (poll(IG, 6),)) == [Match(None, (0,), 0)]


def test_the_only_post_of_its_name_on_a_platform_is_the_same_on_other_days() -> None:
    ours = (weekly(IG, "monday"), weekly(FB, "monday"))
    assert met("regular_posts", (weekly(FB, "friday"), weekly(IG, "monday")), ours) == [Match(1), Match(0)]


def test_a_row_that_says_nothing_else_than_the_plan_is_no_question() -> None:
    """Without its platform it could be either of two. As it changes neither, nobody has to say which."""
    assert met("regular_posts", (weekly("", "monday"),), (weekly(IG, "monday"), weekly(FB, "monday"))) == [Match(0)]
    changed = met("regular_posts", (weekly("", "monday", "11:00"),), (weekly(IG, "monday"), weekly(FB, "monday")))
    assert changed == [Match(None, (0, 1))]


def test_no_thing_of_the_plan_is_what_two_rows_are() -> None:
    """One row says nothing else than it; so the other one, which differs, is not a change of it."""
    ours = (weekly(IG, "monday"), weekly(FB, "monday"))
    theirs = (weekly("", "monday", "11:00"), weekly("", "monday"), weekly(FB, "monday"))
    assert met("regular_posts", theirs, ours) == [Match(), Match(0), Match(1)]


@pytest.mark.parametrize(
    ("section", "ours", "theirs"),
    [
        ("tactics", ("text: Doors, platform: Instagram", "text: Doors, platform: Facebook"), "means: A key"),
        ("evidence", ("shows: They sing, seen_on: 2026-05-06", "shows: They sing, seen_on: 2026-05-07"), "source: us"),
        ("highlights", ("title: Fair, begins: 2027-05-06", "title: Fair, begins: 2028-05-06"), "about: Cake"),
        ("milestones", ("title: A hall, due: 2027-05-06", "title: A hall, due: 2028-05-06"), "success: Full"),
        ("responsibilities", ("work: Photos, today: agency", "work: Photos, today: in_house"), "agency: North"),
        ("resources", ("name: Answers, kind: tool", "name: Answers, kind: material"), "about: How"),
        ("ideas", ("title: Oven, platform: Instagram", "title: Oven, platform: Facebook"), "text: At night"),
        ("messages", ("text: Bread, platform: Instagram", "text: Bread, platform: Facebook"), "proof: Taste"),
        ("alignments", ("gaps: Town, on: 2026-05-06", "gaps: Town, on: 2026-08-06"), "agrees: Bread"),
    ],
)
def test_every_kind_of_list_is_matched_by_what_its_entries_say(
    section: str, ours: tuple[str, str], theirs: str
) -> None:
    first, second = (f"{one}, {theirs}" for one in ours)
    assert met(section, (second, first), ours) == [Match(1), Match(0)]
    assert met(section, (second,), ours) == [Match(1)]
