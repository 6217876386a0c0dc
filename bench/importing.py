"""What others wait for an acknowledgement while a plan of 200 posts is set up from a file, and what its press waits."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from bench.acknowledge import TEXTS, WARM, FreshDatabase
from bench.processes import python
from bench.receiver import BOT, CHANNEL, TEAM, USER, Receiver, receiving
from bench.report import Figure, percentile
from bot.app import SystemClock
from bot.services.context.ctx import Ctx
from bot.views.kit import ids
from storage import files, members, workspaces
from storage.database import Database
from storage.tables import plan_import

HEAD = """\
drumbeat: 1
plan: {name: Sample, zone: UTC}
roles: [{title: Editor}]
platforms: [{name: News}]
regular_posts:
"""
POST = "  - {{title: P{n}, role: Editor, platform: News, every: week, weekdays: [tuesday, friday], at: '9:30'}}\n"
# What others may wait at most, 99 times in a hundred: a third of what Slack waits.
AIM = 1.0
# People who do something meanwhile, each as soon as they were answered.
OTHERS, BATCH = 4, 10


async def _drop(database_url: str, posts: int) -> int:
    """Write a file down as dropped and fetched; returns its id."""
    database = Database(database_url)
    clock = SystemClock()
    now = clock.now()
    content = (HEAD + "".join(POST.format(n=n) for n in range(posts))).encode()
    async with database.begin() as tx:
        team = await workspaces.keep(tx, "", TEAM, "Bench", BOT, "drumbeat", now)
        person = await members.meet(tx, team.id, USER, now)
        ctx = Ctx(tx, team, person, now, now)
        home = await workspaces.keep_channel(
            ctx.tx, team.id, CHANNEL, now, name="sample", is_private=False, bot_is_in=True
        )
        await workspaces.join(tx, team.id, home.id, person.id, now)
        await files.receive(tx, team.id, person.id, CHANNEL, "1.0", "F0BENCH00", "plan.yaml", now)
        dropped = await files.claim(tx, now, now + timedelta(minutes=1))
        assert dropped is not None
        await files.settle(tx, team.id, dropped.id, "fetched", content)
    await database.close()
    return dropped.id


async def _is_built(database: Database) -> bool:
    async with database.look() as tx:
        states = (await tx.execute(select(plan_import.c.state))).scalars().all()
    return states == ["done"]


async def _others(receiver: Receiver) -> list[float]:
    batches = await asyncio.gather(*(receiver.commands(BATCH, *TEXTS) for _ in range(OTHERS)))
    return [took for batch in batches for took in batch]


async def _measured(receiver: Receiver, url: str, posts: int) -> tuple[float, list[float], list[float]]:
    """Return the seconds of the press, of others' acknowledgements with nothing else to do, and during the import."""
    file_id = await _drop(url, posts)
    database = Database(url)
    idle, during = list[float](), list[float]()
    async with python("-m", "bench.bots", "ours", "--api-url", receiver.api_url, "--database-url", url):
        await receiver.connected()
        await receiver.commands(WARM, *TEXTS)
        for _ in range(5):
            idle += await _others(receiver)
        press = await receiver.press(ids.FILE_SET_UP, ids.Ref("incoming", file_id).encode())
        async with asyncio.timeout(120):
            while not await _is_built(database):
                during += await _others(receiver)
    await database.close()
    return press, idle, during


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], posts: int) -> list[Figure]:
    """Compare acknowledgements during an import with what we aim at, and with a bot that has nothing else to do."""
    found: list[Figure] = []
    for kind in kinds:
        with fresh(kind) as url:
            async with receiving(folder) as receiver:
                press, idle, during = await _measured(receiver, url, posts)
        slow, usual = percentile(during, 99), percentile(idle, 99)
        name = f"{OTHERS} others acknowledged while {posts} posts are set up, 99 %, {kind}"
        found += [
            Figure(name, slow, AIM, "s", "a third of Slack's wait", aim=1.0),
            Figure(name, slow * 1e3, usual * 1e3, "ms", "the same with nothing else to do"),
            Figure(f"press that sets {posts} posts up → acknowledged, {kind}", press, AIM, "s", "the same", aim=1.0),
        ]
    return found
