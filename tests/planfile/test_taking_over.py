"""A file dropped into a plan that is there: each entry meets its own counterpart, and every difference counts."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from bot.domain.strategies import Strategy
from bot.planfile import reading, writing
from bot.planfile.keys import MEASURES, PLAN, SECTIONS, Section
from bot.planfile.shape import PlanFile, Thing, Values, folded
from bot.services.planfile.building import import_plan
from bot.services.planfile.file_comparing import Doubtful
from bot.services.planfile.file_merge import Merged, take_over, would_change
from bot.services.planfile.files import plan_file
from storage import members, posts, workspaces
from storage.database import Database
from storage.members import Told
from tests.code_base import ROOT
from tests.databases import Kind, fresh_database, quick
from tests.examples import examples
from tests.planfile.acting import NOW, acting, channel_of
from tests.planfile.altering import altered, same, things_of
from tests.planfile.plans import files
from tests.planfile.test_round_trip import PEOPLE, SLOW

SAMPLES = sorted((ROOT / "samples").glob("*.yaml"))
# One in `make test`, all of them in `make faults`: together they hold every section and key.
ONE_SAMPLE = [
    pytest.param(path, id=path.stem, marks=() if path.stem == "local-shop" else pytest.mark.thorough)
    for path in SAMPLES
]
WHOLE = (PLAN, MEASURES, *SECTIONS.values())

HEAD = """\
drumbeat: 1
plan: {name: Corner cinema, zone: Europe/Zurich}
roles: [{title: Editor}, {title: Writer}]
platforms: [{name: Instagram}, {name: Facebook}, {name: LinkedIn}, {name: TikTok}]
"""
POLLS = f"""{HEAD}regular_posts:
  - {{title: Poll, role: Editor, platform: Instagram, every: day, starts: 2027-05-06, ends: 2027-05-06, at: "18:00"}}
  - {{title: Poll, role: Editor, platform: Instagram, every: day, starts: 2027-05-13, ends: 2027-05-13, at: "18:00"}}
  - {{title: Poll, role: Editor, platform: Facebook, every: day, starts: 2027-05-06, ends: 2027-05-06, at: "18:00"}}
  - {{title: Poll, role: Editor, platform: Facebook, every: day, starts: 2027-05-13, ends: 2027-05-13, at: "18:00"}}
"""
FILM = f"""{HEAD}regular_posts:
  - {{title: Film of the week, role: Editor, platform: Instagram, every: week, weekdays: [monday], at: "10:00"}}
  - {{title: Film of the week, role: Editor, platform: Facebook, every: week, weekdays: [monday], at: "10:00"}}
  - {{title: Film of the week, role: Editor, platform: LinkedIn, every: week, weekdays: [monday], at: "10:00"}}
  - {{title: Film of the week, role: Editor, platform: TikTok, every: week, weekdays: [monday], at: "10:00"}}
"""
FOLLOWERS = f"""{HEAD}goals:
  - statement: 1,000 followers by the summer
    due: 2027-06-30
    measures:
      - name: Followers
        baseline: 400
        target: 1000
        measurer: Editor
        reviewer: Writer
        platform: Instagram
        readings: {{2026-03-02: 412, 2026-03-09: 430}}
ideas: [{{title: How we choose a film, text: Three people vote}}]
"""


@pytest.fixture
async def file_database() -> AsyncIterator[Database]:
    """A database for what is decided without it: one kind is enough."""
    with fresh_database("sqlite") as url:
        opened = Database(quick(url))
        yield opened
        await opened.close()


class NotKept(Exception):
    """Ends a transaction of which nothing is to stay."""


class Plan:
    """A plan made of a file, into which others are dropped."""

    def __init__(self, database: Database, strategy: Strategy) -> None:
        self.database, self.strategy = database, strategy

    async def drop(self, file: str | PlanFile) -> tuple[Merged, Merged]:
        """Drop a file and take it over; return what was offered, and what was done."""
        async with acting(self.database, "UANA") as ctx:
            offered = await would_change(ctx, self.strategy, _read(file))
            return offered, await take_over(ctx, self.strategy, _read(file))

    async def nothing_new_in(self, file: str | PlanFile) -> bool:
        """Tell whether a file says nothing that the plan does not say, before and after it was taken over."""
        before = writing.write(await self.file())
        offered, done = await self.drop(file)
        return offered.is_nothing and done.is_nothing and writing.write(await self.file()) == before

    async def file(self) -> PlanFile:
        """Return the plan as its file says it."""
        async with acting(self.database, "UANA") as ctx:
            return await plan_file(ctx.tx, self.strategy)

    async def posts(self) -> list[tuple[str, str, str]]:
        """Return (platform, first day, time) of the plan's regular posts, sorted."""
        every = (await self.file()).of("regular_posts")
        return sorted((one.text("platform"), str(one.values["starts"]), str(one.values["at"])[:5]) for one in every)


def _read(file: str | PlanFile) -> PlanFile:
    return reading.read(file.encode()) if isinstance(file, str) else file


async def meet_people(database: Database) -> None:
    """Write a workspace down, and two people of it."""
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        for slack_id, name in (("UANA", "Ana Sample"), ("UBEN", "Ben Sample")):
            told = Told(slack_id, name, name.split()[0].lower(), "Europe/Berlin", False, False, False)
            await members.keep(tx, team.id, told, NOW)


async def plan_with(database: Database, file: str | PlanFile, channel: str = "") -> Plan:
    """Make a plan of a file: in a workspace that is new with it, or in another channel of one that is there."""
    if not channel:
        await meet_people(database)
    async with acting(database, "UANA") as ctx:
        founded = await import_plan(ctx, await channel_of(ctx, channel or "C1"), _read(file))
    return Plan(database, founded.strategy)


def without(text: str, part: str) -> str:
    """Return a file without the one line that says something."""
    lines = text.splitlines(keepends=True)
    left = [line for line in lines if part not in line]
    assert len(left) == len(lines) - 1
    return "".join(left)


# ---------------------------------------------------------------- which entry is which


async def test_rows_of_one_name_are_told_apart_by_platform_and_day_when_one_is_taken_out(database: Database) -> None:
    plan = await plan_with(database, POLLS)
    less = without(POLLS, "Instagram, every: day, starts: 2027-05-06").replace("18:00", "17:00")
    offered, done = await plan.drop(less)
    assert (offered.added, offered.changed) == (done.added, done.changed) == ({}, {"regular_posts": 3})
    assert await plan.posts() == [
        ("Facebook", "2027-05-06", "17:00"),
        ("Facebook", "2027-05-13", "17:00"),
        ("Instagram", "2027-05-06", "18:00"),
        ("Instagram", "2027-05-13", "17:00"),
    ]


@pytest.mark.parametrize("text", [POLLS, FILM], ids=["polls", "film"])
async def test_a_file_with_one_row_less_removes_nothing_and_doubles_nothing(file_database: Database, text: str) -> None:
    plan = await plan_with(file_database, text)
    for row in range(4):
        lines = text.splitlines(keepends=True)
        del lines[5 + row]
        assert await plan.nothing_new_in("".join(lines)), row


async def test_a_row_is_found_wherever_it_stands_in_the_file(file_database: Database) -> None:
    plan = await plan_with(file_database, FILM)
    lines = FILM.replace("TikTok, every: week, weekdays: [monday]", "TikTok, every: week, weekdays: [monday, friday]")
    *head, first, second, third, fourth = lines.splitlines(keepends=True)
    offered, _ = await plan.drop("".join([*head, fourth, second, first, third]))
    assert (offered.added, offered.changed) == ({}, {"regular_posts": 1})
    days = {one.text("platform"): one.values["weekdays"] for one in (await plan.file()).of("regular_posts")}
    assert days == {"Instagram": (0,), "Facebook": (0,), "LinkedIn": (0,), "TikTok": (0, 4)}


async def test_a_goal_is_told_from_its_namesake_by_its_date_and_numbers(file_database: Database) -> None:
    goals = """goals:
  - {id: a, statement: Grow, due: 2026-12-31, measures: [{name: N, target: 5, measurer: Editor, reviewer: Editor}]}
  - {id: b, statement: Grow, due: 2027-12-31, measures: [{name: M, target: 9, measurer: Editor, reviewer: Editor}]}
tactics: [{text: Open the doors, goal: a}, {text: Print more, goal: b}]
"""
    plan = await plan_with(file_database, HEAD + goals)
    changed = (HEAD + goals).replace("target: 9", "target: 10")
    first, second = (line for line in changed.splitlines(keepends=True) if "statement" in line)
    offered, _ = await plan.drop(changed.replace(first + second, second + first))
    assert (offered.added, offered.changed) == ({}, {"goals": 1})
    assert [str(one.values["target"]) for one in (await plan.file()).measures] == ["5", "10"]


# ---------------------------------------------------------------- what counts as a difference


async def test_a_corrected_weekly_number_is_a_difference_and_is_taken_over(file_database: Database) -> None:
    plan = await plan_with(file_database, FOLLOWERS)
    assert await plan.nothing_new_in(FOLLOWERS)
    offered, done = await plan.drop(FOLLOWERS.replace("430", "403"))
    assert not offered.is_nothing
    assert not done.is_nothing
    assert "2026-03-09: 403" in writing.write(await plan.file())


async def test_a_weekly_number_that_is_new_is_something_new(file_database: Database) -> None:
    plan = await plan_with(file_database, FOLLOWERS)
    offered, done = await plan.drop(FOLLOWERS.replace("430}", "430, 2026-03-16: 441}"))
    assert not offered.is_nothing
    assert not done.is_nothing
    assert "2026-03-16: 441" in writing.write(await plan.file())


CORRECTIONS = (
    ("baseline: 400", "baseline: 390"),
    ("target: 1000", "target: 1200"),
    ("measurer: Editor", "measurer: Writer"),
    ("platform: Instagram\n", "platform: Facebook\n"),
    ("name: Followers", "name: FOLLOWERS"),
    ("statement: 1,000 followers", "statement: 1,000 Followers"),
    ("title: Writer", "title: writer"),
    ("name: LinkedIn", "name: Linkedin"),
    ("text: Three people vote", "text: Four people vote"),
)


async def test_any_correction_is_taken_over_and_dropping_the_file_again_adds_nothing(database: Database) -> None:
    plan = await plan_with(database, FOLLOWERS)
    for before, after in CORRECTIONS:
        assert before in FOLLOWERS
        offered, exported = await dropped_and_left(plan, reading.read(FOLLOWERS.replace(before, after).encode()))
        assert (offered.added, sum(offered.changed.values())) == ({}, 1), after
        assert after.strip() in writing.write(exported)


async def test_an_idea_that_became_a_post_is_not_made_once_more(file_database: Database) -> None:
    plan = await plan_with(file_database, FOLLOWERS)
    async with acting(file_database, "UANA") as ctx:
        idea = await posts.next_idea(ctx.tx, ctx.workspace_id, plan.strategy.id, None)
        assert idea is not None
        assert await posts.move(ctx.tx, idea.id, "idea", "drafting")
    assert await plan.nothing_new_in(FOLLOWERS)


async def test_a_reference_by_id_means_the_thing_and_makes_no_new_one(file_database: Database) -> None:
    text = FILM.replace("{name: TikTok}", "{id: tt, name: TikTok}").replace("platform: TikTok", "platform: tt")
    plan = await plan_with(file_database, text)
    assert await plan.nothing_new_in(text)
    row = 'platform: tt, every: week, weekdays: [monday], at: "10:00"'
    _, done = await plan.drop(text.replace(row, row.replace("10:00", "11:00")))
    assert (done.added, done.changed) == ({}, {"regular_posts": 1})
    assert len((await plan.file()).of("platforms")) == 4


# ---------------------------------------------------------------- the whole table of keys


@asynccontextmanager
async def sample_plan(kind: Kind, path: Path) -> AsyncIterator[Plan]:
    """Make a plan of a worked sample: together they hold every section and key."""
    with fresh_database(kind) as url:
        database = Database(quick(url))
        yield await plan_with(database, path.read_text(encoding="utf-8"))
        await database.close()


async def dropped_and_left(plan: Plan, file: PlanFile) -> tuple[Merged, PlanFile]:
    """Drop a file twice, look at the plan as it is then, and undo all of it. The second time it says nothing new."""
    offered, after = Merged(), PlanFile(Thing({}))
    try:
        async with acting(plan.database, "UANA") as ctx:
            offered = await would_change(ctx, plan.strategy, file)
            done = await take_over(ctx, plan.strategy, file)
            assert (done.added, done.changed) == (offered.added, offered.changed)
            after = await plan_file(ctx.tx, plan.strategy)
            again = await would_change(ctx, plan.strategy, file)
            assert not again.is_work, again
            raise NotKept
    except NotKept:
        return offered, after


def says(after: PlanFile, section: Section, name: str, values: dict[str, object]) -> bool:
    """Tell whether a plan's file says some values of a thing, by its name, whatever its case."""
    for thing in things_of(after, section):
        found = folded(section.name_of(thing)) == folded(name)
        keys = {key.name: key for key in section.keys}
        if found and all(same(keys[key], thing.values.get(key), one) for key, one in values.items()):  # type: ignore[arg-type]
            return True
    return False


# The plan's own settings, and who has which role, stay as they are: tests/stories/planfile/test_files.py.
TAKEN_OVER = [section for section in WHOLE if section is not PLAN]


@pytest.mark.parametrize("path", ONE_SAMPLE)
async def test_whatever_a_file_says_otherwise_is_taken_over(path: Path) -> None:
    """All keys of the first thing of each section at once; each by itself, and of each thing, in `make faults`."""
    async with sample_plan("sqlite", path) as plan:
        file, said = await plan.file(), dict[str, tuple[str, Values]]()
        for section in (one for one in TAKEN_OVER if things_of(file, one)):
            file, values = altered(file, section, 0, *section.keys)
            assert values
            said[section.name] = section.name_of(things_of(file, section)[0]), values
        offered, after = await dropped_and_left(plan, file)
        assert {*offered.changed, *offered.added} >= said.keys() - {"measures"}  # those count as their goals
        for section in (one for one in TAKEN_OVER if one.name in said):
            name, values = said[section.name]
            assert says(after, section, name, dict(values)), (section.name, values)


@pytest.mark.thorough
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_any_single_key_that_a_file_says_otherwise_is_taken_over(kind: Kind, path: Path) -> None:
    async with sample_plan(kind, path) as plan:
        file = await plan.file()
        for section, key in ((part, key) for part in WHOLE for key in part.keys):
            having = (place for place, one in enumerate(things_of(file, section)) if key.name in one.values)
            place = next(having, None)
            if place is None:
                continue
            changed, values = altered(file, section, place, key)
            if not values:
                continue
            offered, after = await dropped_and_left(plan, changed)
            assert not offered.is_nothing, (section.name, key.name)
            name = section.name_of(things_of(changed, section)[place])
            assert section is PLAN or says(after, section, name, dict(values)), (section.name, values)


@pytest.mark.parametrize("path", ONE_SAMPLE)
async def test_what_goes_out_comes_back_as_nothing_new_in_any_order(path: Path) -> None:
    async with sample_plan("sqlite", path) as plan:
        file = await plan.file()
        assert await plan.nothing_new_in(file)
        shuffled = random.Random(8)

        def mixed(things: tuple[Thing, ...]) -> tuple[Thing, ...]:
            every = [replace(one, values=mixed_values(one), measures=mixed(one.measures)) for one in things]
            return tuple(shuffled.sample(every, len(every)))

        def mixed_values(thing: Thing) -> Values:
            found: dict[str, Any] = dict(thing.values)
            several = {name: value for name, value in found.items() if isinstance(value, tuple)}
            return found | {name: tuple(shuffled.sample(value, len(value))) for name, value in several.items()}

        in_disorder = replace(file, things={name: mixed(some) for name, some in file.things.items()})
        assert await plan.nothing_new_in(in_disorder)


@pytest.mark.thorough
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
async def test_a_file_with_any_one_thing_less_removes_nothing_and_doubles_nothing(path: Path) -> None:
    async with sample_plan("sqlite", path) as plan:
        file = await plan.file()
        for name in ("regular_posts", "ideas", "tactics", "evidence", "highlights", "messages"):
            for place in range(len(file.of(name))):
                left = tuple(one for number, one in enumerate(file.of(name)) if number != place)
                assert await plan.nothing_new_in(replace(file, things={**file.things, name: left}))


# ---------------------------------------------------------------- what only people can tell

FIRST = "Instagram, every: day, starts: 2027-05-{0}, ends: 2027-05-{0}"
MOVED = POLLS.replace(FIRST.format("06"), FIRST.format("20"))


@pytest.mark.parametrize(
    ("doubtful", "days"),
    [
        ("leave", ["06", "06", "13", "13"]),
        ("change", ["06", "13", "13", "20"]),
        ("new", ["06", "06", "13", "13", "20"]),
    ],
)
async def test_what_may_be_new_or_moved_goes_as_people_say(
    file_database: Database, doubtful: Doubtful, days: list[str]
) -> None:
    plan = await plan_with(file_database, POLLS)
    async with acting(file_database, "UANA") as ctx:
        assert (await would_change(ctx, plan.strategy, _read(MOVED))).is_work
        await take_over(ctx, plan.strategy, _read(MOVED), doubtful)
    assert sorted(day[-2:] for _, day, _ in await plan.posts()) == days


async def test_a_file_that_contradicts_what_the_plan_says_already_is_left_alone_in_words(
    file_database: Database,
) -> None:
    fair = "{name: Corner, zone: Europe/Zurich}\nhighlights: [{title: Fair, begins: 2027-05-06, ends: 2027-05-09}]\n"
    plan = await plan_with(file_database, f"drumbeat: 1\nplan: {fair}")
    later = f"drumbeat: 1\nplan: {fair}".replace("begins: 2027-05-06, ends: 2027-05-09", "begins: 2027-06-01")
    offered, done = await plan.drop(later)
    assert (offered.changed, done.changed) == ({}, {})
    assert ["it ends before it begins" in one.problem.casefold() for one in offered.otherwise.doubts] == [True]


@pytest.mark.thorough
def test_any_plan_that_goes_out_comes_back_as_nothing_new(kind: Kind) -> None:
    """Whatever is in it: hostile texts, references in all directions, readings, any rule."""
    with fresh_database(kind) as url:
        loop = asyncio.new_event_loop()
        database = Database(quick(url))
        loop.run_until_complete(meet_people(database))
        count = 0

        @examples(100, **SLOW)
        @given(file=files(PEOPLE))
        def nothing_new(file: PlanFile) -> None:
            nonlocal count
            count += 1
            plan = loop.run_until_complete(plan_with(database, file, f"C{count}"))
            exported = loop.run_until_complete(plan.file())
            written = reading.read(writing.write(exported).encode())
            assert loop.run_until_complete(plan.nothing_new_in(written))

        try:
            nothing_new()
        finally:
            loop.run_until_complete(database.close())
            loop.close()
