"""What is written is read as it was, and a plan that goes out and comes in is the same plan, to the byte."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st

from bot.planfile import reading, writing
from bot.planfile.shape import PlanFile, Somebody
from bot.services.planfile.building import import_plan
from bot.services.planfile.files import plan_file
from storage import members, workspaces
from storage.database import Database
from storage.members import Told
from tests.databases import Kind, fresh_database, quick
from tests.examples import FEWEST, examples
from tests.planfile.acting import NOW, acting, channel_of
from tests.planfile.plans import files

PEOPLE = (Somebody("UANA", "Ana Sample"), Somebody("UBEN", "Ben Sample"))
# Whole plans are large: shrinking one takes minutes, and the texts in it are small already.
SLOW: dict[str, Any] = {
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
}


@examples(60, **SLOW)
@given(file=files(PEOPLE), form=st.sampled_from(writing.FORMATS))
def test_what_is_written_is_read_as_it_was(file: PlanFile, form: writing.Format) -> None:
    written = writing.write(file, form)
    assert reading.read(written.encode()) == file
    assert writing.write(reading.read(written.encode()), form) == written


async def _people(database: Database) -> int:
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
        for slack_id, name in (("UANA", "Ana Sample"), ("UBEN", "Ben Sample"), ("UCLU", "Clu Sample")):
            told = Told(slack_id, name, name.split()[0].lower(), "Europe/Berlin", False, False, False)
            await members.keep(tx, team.id, told, NOW)
    return team.id


async def _imported_and_out(database: Database, file: PlanFile, channel: str) -> str:
    async with acting(database, "UCLU") as ctx:
        founded = await import_plan(ctx, await channel_of(ctx, channel), file)
        assert founded.odd == ()
        return writing.write(await plan_file(ctx.tx, founded.strategy))


@pytest.mark.hypothesis  # `make rest` finds the others by themselves
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_out_in_and_out_again_is_the_same_to_the_byte(kind: Kind) -> None:
    with fresh_database(kind) as url:
        loop = asyncio.new_event_loop()
        database = Database(quick(url))
        loop.run_until_complete(_people(database))
        count = 0

        @examples(40, **SLOW)
        @given(file=files(PEOPLE))
        def the_same(file: PlanFile) -> None:
            nonlocal count
            count += 2
            first = loop.run_until_complete(_imported_and_out(database, file, f"C{count}"))
            again = reading.read(first.encode())
            assert loop.run_until_complete(_imported_and_out(database, again, f"C{count + 1}")) == first

        try:
            the_same()
        finally:
            loop.run_until_complete(database.close())
            loop.close()
    assert count >= 2 * FEWEST


async def test_things_of_one_name_are_told_apart_by_an_id(database: Database) -> None:
    await _people(database)
    text = b"""
drumbeat: 1
plan: {name: Twins, zone: Europe/Berlin}
roles: [{title: Editor}]
goals:
  - {id: shop, statement: Grow, due: 2026-12-31, measures: [{name: N, target: 5, measurer: Editor, reviewer: Editor}]}
  - {id: web, statement: grow, due: 2026-12-31}
tactics:
  - {text: Second, goal: web}
  - {text: First, goal: shop}
"""
    first = await _imported_and_out(database, reading.read(text), "C1")
    assert "id: grow-1" in first
    assert "goal: grow-2\n  - text: First\n    goal: grow-1" in first
    assert await _imported_and_out(database, reading.read(first.encode()), "C2") == first


async def test_a_regular_post_that_is_over_comes_in_as_what_it_was(database: Database) -> None:
    await _people(database)
    text = b"""
drumbeat: 1
plan: {name: Past, zone: Europe/Berlin}
roles: [{title: Editor}]
regular_posts: [{title: Old, role: Editor, every: week, weekdays: monday, at: "9:00", ends: 2024-01-01}]
"""
    first = await _imported_and_out(database, reading.read(text), "C1")
    assert "starts: 2024-01-01\n    ends: 2024-01-01" in first
    assert await _imported_and_out(database, reading.read(first.encode()), "C2") == first
