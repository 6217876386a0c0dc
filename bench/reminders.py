"""A thousand reminders due at one instant, against one APScheduler job each in a SQLAlchemy job store."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any

import aiohttp
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient

from bench.acknowledge import FreshDatabase
from bench.bots import BOT_TOKEN
from bench.processes import python
from bench.receiver import CHANNEL, TEAM, receiving
from bench.report import Figure, percentile, resident
from bot.delivery.compose import Composer
from bot.delivery.sender import Sender
from bot.delivery.slack import Slack
from bot.domain.outbox import Pace
from bot.jobs.planner import Planner
from bot.jobs.ticker import Ticker
from playground.demo import PushableClock
from storage import duties, members, roles, workspaces
from storage.database import Database, async_url
from storage.rows import insert
from storage.tables import member, strategy

# Monday morning: everybody works, nobody's digest is due.
MORNING = datetime(2026, 3, 2, 10, tzinfo=UTC)
TITLE = "Tip of the day"
# What the jobs of the other side reach: they are stored by reference, so it cannot be handed to them.
_posting: dict[str, AsyncWebClient] = {}


async def post_reminder(number: int) -> None:
    """Post one reminder: what a bot without an outbox does in a job."""
    await _posting["client"].chat_postMessage(channel=CHANNEL, text=f"It is time for {TITLE} ({number}).")


async def _theirs(api_url: str, url: str, count: int) -> dict[str, float]:
    """Add a date job for each reminder, all for one instant; returns that instant and the seconds that adding took."""
    target = async_url(url)
    if target.get_backend_name() == "sqlite":
        target = target.set(drivername="sqlite")  # a job store blocks, and takes no driver that doesn't
    store = SQLAlchemyJobStore(url=target.render_as_string(hide_password=False))
    async with aiohttp.ClientSession() as session:
        _posting["client"] = AsyncWebClient(BOT_TOKEN, base_url=api_url, session=session, retry_handlers=[])
        scheduler = AsyncIOScheduler(jobstores={"default": store}, timezone="UTC")
        scheduler.start(paused=True)
        begun = time.perf_counter()
        due = datetime.now(UTC) + timedelta(seconds=1)
        for number in range(count):
            scheduler.add_job(post_reminder, "date", run_date=due, args=[number], misfire_grace_time=None)
        added = time.perf_counter() - begun
        due_at = time.time()
        scheduler.resume()
        await _arrived(api_url, count)
        memory = resident()
        scheduler.shutdown(wait=False)
    return {"prepared": added, "due_at": due_at, "memory": memory}


async def _ours(api_url: str, url: str, count: int) -> dict[str, float]:
    """Have the planner and the sender deal with as many duties, each of somebody else, all due at one instant."""
    clock, pace = PushableClock(MORNING), Pace()
    database = Database(url)
    begun = time.perf_counter()
    async with database.begin() as tx:
        team = await _plan(tx, count)
    prepared = time.perf_counter() - begun
    async with aiohttp.ClientSession() as session:
        slack = Slack(session, api_url, pace)
        slack.serve(team, BOT_TOKEN)
        sender = Sender(database, slack, Composer(clock), clock, pace)
        ticker = Ticker({"plan": Planner(database, clock).step, "send": sender.step}, clock)
        due_at = time.time()
        ticker.start()
        ticker.wake()
        await _arrived(api_url, count)
        memory = resident()
        await ticker.stop()
    await database.close()
    return {"prepared": prepared, "due_at": due_at, "memory": memory}


async def _plan(tx: Any, count: int) -> int:
    """Write down a team in which each person holds a role that owes one post now; returns the workspace's id."""
    team = await workspaces.keep(tx, "", TEAM, "Bench", "UBOT", "drumbeat", MORNING)
    home = await workspaces.keep_channel(tx, team.id, CHANNEL, MORNING, name="social")
    values = {
        "workspace_id": team.id,
        "channel_id": home.id,
        "name": "Bench",
        "zone": "UTC",
        "date_order": "dmy",
        "decimal_mark": ".",
        "week_start": 0,
        "working_days": list(range(5)),
        "review_weekday": 4,
        "review_at": clock_time(15),
        "since": MORNING,
    }
    plan = await insert(tx, strategy, values)
    for number in range(count):
        person = await members.meet(tx, team.id, f"U{number:08}", MORNING)
        await tx.execute(
            member.update()
            .where(member.c.id == person.id)
            .values(dm_channel=f"D{number:08}", is_known=True, zone="UTC", name=f"Sample {number}")
        )
        await workspaces.join(tx, team.id, home.id, person.id, MORNING)
        role_id = await roles.add(tx, team.id, plan, f"Editor {number}", MORNING)
        await roles.give(tx, team.id, role_id, person.id, "holder", "accepted", None, MORNING)
        await duties.add(tx, team.id, plan, role_id, "publish", TITLE, MORNING, MORNING)
    return team.id


async def _arrived(api_url: str, count: int) -> None:
    """Wait until this many posts have come in, asking seldom."""
    address = f"{api_url.removesuffix('api/')}seen"
    async with aiohttp.ClientSession() as session, asyncio.timeout(300):
        while True:
            async with session.get(address) as answer:
                if len((await answer.json())["posts"]) >= count:
                    return
            await asyncio.sleep(0.1)


def main() -> None:
    """Be one side of the comparison, and write what was measured to a file."""
    parser = argparse.ArgumentParser()
    parser.add_argument("which", choices=["ours", "theirs"])
    parser.add_argument("--api-url", required=True)
    parser.add_argument("--database-url", required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--out", required=True)
    asked = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    sides: dict[str, Callable[[str, str, int], Any]] = {"ours": _ours, "theirs": _theirs}
    measured = asyncio.run(sides[asked.which](asked.api_url, asked.database_url, asked.count))
    Path(asked.out).write_text(json.dumps(measured))


async def _side(folder: Path, which: str, url: str, count: int) -> dict[str, float]:
    out = folder / f"{which}-{time.time_ns()}.json"
    async with receiving(folder) as receiver:
        asked = ("--api-url", receiver.api_url, "--database-url", url, "--count", str(count), "--out", str(out))
        async with python("-m", "bench.reminders", which, *asked) as process:
            code = await process.wait()
        assert code == 0, f"{which} ended with {code}"
        posts = await receiver.received(count)
    measured: dict[str, float] = json.loads(out.read_text())
    late = [at - measured["due_at"] for at in posts]
    return measured | {"done": late[-1], "middle": percentile(late, 50), "p95": percentile(late, 95)}


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], count: int) -> list[Figure]:
    """Compare time, lateness and memory."""
    found: list[Figure] = []
    for kind in kinds:
        with fresh(kind) as url:
            theirs = await _side(folder, "theirs", url, count)
        with fresh(kind) as url:
            ours = await _side(folder, "ours", url, count)
        what, other = f"{count:,} due reminders, {kind}", "one APScheduler job each"
        whole = [m["prepared"] + m["done"] for m in (ours, theirs)]
        found += [
            Figure(f"{what}: writing them down and delivering", whole[0], whole[1], "s", other, aim=0.2),
            Figure(f"{what}: due → last delivered", ours["done"], theirs["done"], "s", other),
            Figure(f"{what}: lateness, median", ours["middle"], theirs["middle"], "s", other),
            Figure(f"{what}: lateness, 95 %", ours["p95"], theirs["p95"], "s", other),
            Figure(f"{what}: memory of the process", ours["memory"] / 2**20, theirs["memory"] / 2**20, "MiB", other),
        ]
    return found


if __name__ == "__main__":
    main()
