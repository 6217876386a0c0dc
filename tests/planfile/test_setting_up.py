"""Setting up the plan that a file holds: a press writes down that it is wanted, and the planner builds it in pieces."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import ColumnElement, Table, event, func, select, update

import storage.imports
from bot.domain.refusals import BeingSetUp
from bot.jobs.builder import MOST_TRIES, Builder
from bot.jobs.planner import Planner
from bot.planfile import reading, writing
from bot.services.planfile import imports
from bot.services.planfile.building import import_plan
from bot.services.planfile.files import plan_file
from storage import files, members, planning, roles, strategies, workspaces
from storage.database import Database
from storage.tables import duty, holding, occurrence, permission, plan_import, review, role, slot, strategy
from tests.code_base import ROOT
from tests.planfile.acting import NOW, acting, channel_of

HEAD = """\
drumbeat: 1
plan: {name: Sample Corner, zone: Europe/Berlin}
roles: [{title: Editor, holder: {id: UBEN, name: Ben Sample}}]
platforms: [{name: Newsletter}]
regular_posts:
"""
POST = "  - {{title: Letter {n}, role: Editor, platform: Newsletter, every: week, weekdays: {days}, at: '10:00'}}\n"
SAMPLE = ROOT / "samples" / "local-shop.yaml"


def plan_of_posts(count: int, weekdays: str = "thursday") -> bytes:
    """Write the file of a plan with so many regular posts."""
    return (HEAD + "".join(POST.format(n=n, days=weekdays) for n in range(count))).encode()


async def offered(database: Database, content: bytes, channel: str = "C1") -> int:
    """Have a file dropped and fetched that somebody may set up by a press; returns its id."""
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", "T1", "Team", "UBOT", "drumbeat", NOW)
    async with acting(database, "UANA") as ctx:
        home = await channel_of(ctx, channel)
        await workspaces.join(ctx.tx, team.id, home.id, ctx.me.id, NOW)
        await files.receive(ctx.tx, team.id, ctx.me.id, channel, "1.0", f"F{channel}", "plan.yaml", NOW)
        dropped = await files.claim(ctx.tx, NOW, NOW)
        assert dropped is not None
        await files.settle(ctx.tx, team.id, dropped.id, "fetched", content)
        return dropped.id


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that a database is sent."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


async def test_what_a_press_asks_of_the_database_does_not_grow_with_the_file(database: Database) -> None:
    asked = []
    for channel, count in (("C1", 2), ("C2", 60)):
        file_id = await offered(database, plan_of_posts(count), channel)
        with statements(database) as sent:
            async with acting(database, "UANA") as ctx:
                await imports.set_up(ctx, file_id)
        asked.append(len(sent))
    assert asked[1] == asked[0]


# ---------------------------------------------------------------- building


@dataclass
class Clock:
    """A clock that tests set."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time

    def real(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return 0.0


async def pressed(database: Database, content: bytes, channel: str = "C1") -> int:
    """Have a file dropped, and the button pressed that sets it up; returns the id of the import."""
    file_id = await offered(database, content, channel)
    async with acting(database, "UANA") as ctx:
        await imports.set_up(ctx, file_id)
        found = await storage.imports.first_due(ctx.tx, NOW)
        assert found is not None
        return found.id


async def state_of(database: Database, import_id: int) -> str:
    async with database.look() as tx:
        found = await storage.imports.by_id(tx, 1, import_id)
        assert found is not None
        return found.state


async def built(database: Database, clock: Clock) -> None:
    """Build until nothing is left to build."""
    while await Builder(database, clock).step():
        pass


async def export_of(database: Database, channel: str = "C1") -> str:
    """Return the plan of a channel as its file, "" for none."""
    async with acting(database, "UANA") as ctx:
        plan = await strategies.at_home(ctx.tx, ctx.workspace_id, channel)
        return writing.write(await plan_file(ctx.tx, plan)) if plan else ""


async def alive(database: Database) -> dict[str, int]:
    """Count what is there of any plan, by table: what has not ended, and duties that are open."""
    async with database.look() as tx:
        here: dict[Table, ColumnElement[bool]] = {
            table: table.c.until.is_(None) for table in (strategy, permission, role, holding, slot)
        }
        here |= {duty: duty.c.state == "open", review: review.c.state != "closed"}
        counts = [
            select(func.count()).select_from(table).where(which).scalar_subquery() for table, which in here.items()
        ]
        found = (await tx.execute(select(*counts))).one()
        return {table.name: count for table, count in zip(here, found, strict=True) if count}


async def test_nobody_and_no_clock_knows_of_a_plan_before_its_last_piece(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(15))
    clock, pieces = Clock(), 0
    while True:
        assert await Builder(database, clock).step()
        if await state_of(database, import_id) != "building":
            break
        pieces += 1
        async with database.look() as tx:
            assert await strategies.every(tx, 1) == []
            assert await strategies.at_home(tx, 1, "C1") is None
            for member in (1, 2):
                assert await strategies.visible_to(tx, 1, member) == []
                assert await roles.held_by(tx, 1, member) == []
                assert await roles.zone_of_work(tx, 1, member) is None
            # Whatever comes due in a year, nothing of the plan does.
            assert await planning.kinds_due(tx, NOW + timedelta(days=365)) == {"import"}
    assert pieces >= 3
    async with database.look() as tx:
        assert len(await strategies.every(tx, 1)) == 1
        assert {"slot", "duty", "review"} <= await planning.kinds_due(tx, NOW + timedelta(days=365))


async def test_a_plan_built_by_a_new_process_for_each_piece_is_the_plan_built_in_one_go(database: Database) -> None:
    await pressed(database, SAMPLE.read_bytes())
    clock = Clock()
    while await Builder(database, clock).step():
        pass
    async with acting(database, "UANA") as ctx:
        other = await channel_of(ctx, "C2")
        await workspaces.join(ctx.tx, ctx.workspace_id, other.id, ctx.me.id, NOW)
        await import_plan(ctx, other, reading.read(SAMPLE.read_bytes()))
    assert await export_of(database) == await export_of(database, "C2")


async def test_two_builders_at_once_build_one_plan(database: Database) -> None:
    await pressed(database, plan_of_posts(15))
    await asyncio.gather(*(built(database, Clock()) for _ in range(2)))
    await built(database, Clock())
    assert (await export_of(database)).count("title: Letter") == 15


async def test_whoever_pressed_and_left_meanwhile_leaves_no_piece_behind(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(15))
    await Builder(database, Clock()).step()
    async with acting(database, "UANA") as ctx:
        await members.change(ctx.tx, ctx.workspace_id, ctx.me.id, until=NOW)
    await built(database, Clock())
    assert await state_of(database, import_id) == "failed"
    assert await alive(database) == {}


async def test_a_piece_that_cannot_be_added_takes_all_others_with_it_and_the_file_can_be_pressed_again(
    database: Database,
) -> None:
    import_id = await pressed(database, plan_of_posts(15))
    clock = Clock()
    for _ in range(2):
        await Builder(database, clock).step()
    async with database.begin() as tx:
        await tx.execute(update(plan_import).values(progress={"ids": "lost"}))
    await built(database, clock)
    assert await state_of(database, import_id) == "failed"
    assert await alive(database) == {}
    async with acting(database, "UANA") as ctx:
        await imports.set_up(ctx, 1)
    await built(database, clock)
    assert (await export_of(database)).count("title: Letter") == 15


async def test_a_file_that_ends_its_process_again_and_again_is_given_up(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(2))
    async with database.begin() as tx:
        await tx.execute(update(plan_import).values(tries=MOST_TRIES))
    clock = Clock()
    await built(database, clock)
    clock.time += timedelta(minutes=1)
    await built(database, clock)
    assert await state_of(database, import_id) == "failed"
    assert await alive(database) == {}


async def test_many_builders_that_read_one_file_at_once_give_it_up_for_no_crash(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(100))
    async with database.begin() as tx:  # as many as may end over it have begun to read, and none has ended
        await tx.execute(update(plan_import).values(tries=MOST_TRIES))
    clock = Clock()
    await built(database, clock)
    assert await state_of(database, import_id) == "building"
    async with database.begin() as tx:  # one of them adds a piece
        await tx.execute(update(plan_import).values(tries=0))
    clock.time += timedelta(minutes=1)
    await built(database, clock)
    assert await state_of(database, import_id) == "done"


async def test_a_plan_that_is_finished_a_day_later_begins_on_that_day(database: Database) -> None:
    await pressed(database, plan_of_posts(15, weekdays="[monday, tuesday]"))
    for _ in range(3):
        await Builder(database, Clock()).step()
    late = NOW + timedelta(days=1, hours=4)
    await built(database, Clock(late))
    async with database.look() as tx:
        made = select(func.count(), func.min(duty.c.due_at)).select_from(duty).where(duty.c.state == "open")
        found = await tx.execute(made)
        count, first = found.one()
        assert count > 15
    # Tuesday's were due at ten, before the plan was there.
    assert first.replace(tzinfo=UTC) > late


async def test_a_plan_that_always_takes_too_long_is_given_up_after_a_few_attempts(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(15))
    clock = Clock()
    for _ in range(12):
        await Builder(database, clock).step()
        clock.time += timedelta(minutes=11)
    assert await state_of(database, import_id) == "failed"
    assert await alive(database) == {}


async def test_a_file_that_is_dropped_again_while_it_is_built_is_fetched_again(database: Database) -> None:
    import_id = await pressed(database, plan_of_posts(15))
    builder = Builder(database, Clock())
    await builder.step()
    async with acting(database, "UANA") as ctx:
        assert await files.receive(ctx.tx, ctx.workspace_id, ctx.me.id, "C1", "2.0", "FC1", "plan.yaml", NOW)
    while await builder.step():
        pass
    assert await state_of(database, import_id) == "done"
    async with database.look() as tx:
        dropped = await files.by_id(tx, 1, 1)
        assert dropped is not None
        assert dropped.state == "waiting"


async def test_a_channel_that_is_being_set_up_is_nobody_elses(database: Database) -> None:
    await pressed(database, plan_of_posts(15))
    async with acting(database, "UANA") as ctx:
        home = await channel_of(ctx, "C1")
        with pytest.raises(BeingSetUp):
            await import_plan(ctx, home, reading.read(plan_of_posts(1)))


async def test_a_daily_post_that_is_set_up_in_the_evening_is_not_asked_for_that_evening_later_on(
    database: Database,
) -> None:
    """Nobody could hear of Monday's, so it was left out: the clock does not make it when the post is next planned."""
    daily = plan_of_posts(1).replace(b"every: week, weekdays: thursday, at: '10:00'", b"every: day, at: '22:00'")
    evening = NOW.replace(hour=18)
    await pressed(database, daily)
    clock = Clock(evening)
    await built(database, clock)
    clock.time = evening.replace(hour=20, minute=30)
    planner = Planner(database, clock)
    while await planner.step():
        pass
    async with database.look() as tx:
        assert (await tx.execute(select(func.min(occurrence.c.local_date)))).scalar_one() == date(2026, 3, 31)
