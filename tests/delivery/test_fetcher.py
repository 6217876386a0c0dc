"""A file that ends the process that reads it is tried twice; whoever sent it hears that, and others are read."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery.fetcher import Fetcher
from storage import files
from storage.tables import outbox
from tests.delivery.office import Office, Team

PLAN = "drumbeat: 1\nplan: {name: Sample Corner, zone: Europe/Berlin}\n"


class Died(BaseException):
    """The process is gone, and with it everything that it had not committed."""


class Deadly(ThreadPoolExecutor):
    """Threads of a process that dies as soon as one of them is to read something."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self.deaths = 0

    def submit(self, *work: Any, **more: Any) -> Future[Any]:
        """Die instead."""
        self.deaths += 1
        raise Died


@dataclass
class Desk:
    """A fetcher with its office, and somebody who drops files."""

    office: Office
    team: Team
    fetcher: Fetcher

    async def drops(self, name: str, content: str = PLAN) -> None:
        """Ana drops a file in a channel."""
        told = await self.office.server.control.share_file(user="ana", channel="c1", name=name, content=content)
        async with self.office.database.begin() as tx:
            ana, place = self.team.people["ana"], self.team.channels["c1"]
            ts, file = str(told["message"]["ts"]), str(told["file"]["id"])
            assert await files.receive(tx, self.team.id, ana, place, ts, file, name, self.office.clocks.now())

    async def dies_over_it(self) -> int:
        """Begin a process that dies over the next file, and return how often it began to read one."""
        deadly = Deadly()
        asyncio.get_running_loop().set_default_executor(deadly)
        try:
            while await self.fetcher.step():
                continue
        except Died:
            pass
        finally:
            asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(max_workers=1))
        self.office.clocks.skip(600)
        return deadly.deaths

    async def lives(self) -> None:
        """Begin a process that reads whatever waits."""
        while await self.fetcher.step():
            continue

    async def told(self) -> list[str]:
        """Return what is owed to people: the code of a notice, or the part of a file's message."""
        async with self.office.database.look() as tx:
            rows = await tx.execute(select(outbox.c.facts).order_by(outbox.c.id))
        return [str(row.facts.get("code") or row.facts.get("part")) for row in rows]


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A team, and a fetcher that serves it."""
    fetcher = Fetcher(office.database, office.slack, office.clocks, office.pace)
    return Desk(office, await office.team(), fetcher)


async def test_a_file_that_ends_its_process_is_tried_twice_and_then_left_alone(desk: Desk) -> None:
    """Its sender hears why; it is not even fetched again, however often the bot starts."""
    await desk.drops("poison.json")
    assert [await desk.dies_over_it() for _ in range(4)] == [1, 1, 0, 0]
    assert await desk.told() == ["file_unreadable"]
    assert len(desk.office.calls("files.info")) == 2


async def test_a_process_that_died_once_over_a_file_may_have_been_stopped_for_another_reason(desk: Desk) -> None:
    await desk.drops("plan.yaml")
    assert await desk.dies_over_it() == 1
    await desk.lives()
    assert await desk.told() == ["set_up"]


async def test_a_file_that_ends_its_process_keeps_no_other_file_waiting(desk: Desk) -> None:
    """What was dropped after it is read by the next process, while the first one's turn has not come yet."""
    await desk.drops("poison.yaml")
    await desk.dies_over_it()
    await desk.drops("plan.yaml")
    await desk.dies_over_it()
    await desk.dies_over_it()
    await desk.lives()
    assert sorted(await desk.told()) == ["file_unreadable", "set_up"]


async def test_the_same_file_dropped_once_more_is_tried_again(desk: Desk) -> None:
    """Whoever mended the bot, or believes in the file, can drop it anew."""
    await desk.drops("plan.yaml")
    for _ in range(3):
        await desk.dies_over_it()
    await desk.drops("plan.yaml")
    await desk.lives()
    assert await desk.told() == ["file_unreadable", "set_up"]
