"""The bot as a program that is made to be killed, at a named site of its own or from outside.

Its only argument is a JSON object: `url` (of the playground), `bot_token`, `app_token`, `database_url`, `at` (business
time), `born` and `speed` (from when on, and how much faster, its real time runs), and `die`: null, or `[site, nth]`,
where it kills itself with SIGKILL. On its input come lines: `{"at": instant}` sets business time. It answers each once
nothing is due any more and nothing is on its way: `{"settled": instant, "seen": {site: [what, …]}}`; with `"go_on"`,
as soon as it has done what it can, whatever is unsure still. It stops when its input ends.

Nothing of the bot is patched: sites are SQLAlchemy's events and aiohttp's traces.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import logging
import os
import signal
import sys
from collections import defaultdict
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import aiohttp
from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPICursor, ExecutionContext

from bot.app import Bot, SystemClock, build
from bot.domain.outbox import Pace
from bot.settings import Settings
from storage import delivery

# In the victim's own real time, of which `speed` seconds pass in each of ours. A call is timed by ours.
PACE = Pace(
    lease=timedelta(seconds=60),
    call=timedelta(seconds=1),
    settling=timedelta(seconds=3),
    # A quarter of a minute of ours would be over before one that dies all the time has found anything out.
    unknown_after=timedelta(hours=10),
)
# Ticks are dear where a hundred runs share two processors: what waits is looked after between them.
EVERY = timedelta(seconds=0.5)
LOOK = 0.05
# Bolt asks who made it, at the price of reading every module's file once: paid before anything is forked.
inspect.stack()
# Methods whose way over the wire has sites.
WATCHED = ("chat.", "conversations.open")


class FastClock:
    """Business time stands where it is set; real time runs `speed` times as fast, so that retries take milliseconds."""

    def __init__(self, at: datetime, born: datetime, speed: float) -> None:
        self._machine = SystemClock()
        # Every process of a run counts from one instant: a later one is never behind one before it.
        self._born, self._speed = born, speed
        self.at = at

    def now(self) -> datetime:
        """Return business time."""
        return self.at

    def real(self) -> datetime:
        """Return real time, ahead of everybody else's."""
        return self._born + (self._machine.real() - self._born) * self._speed

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return self._machine.monotonic() * self._speed


class Sites:
    """Counts how often each site was passed, and kills this process at the one where it is to die."""

    def __init__(self, die: tuple[str, int] | None) -> None:
        self._die = die
        self.seen: dict[str, list[str]] = defaultdict(list)

    def passed(self, site: str, what: str = "") -> None:
        """Count one passing of a site; `what` says more about it."""
        self.seen[site].append(what)
        if self._die == (site, len(self.seen[site])):
            os.kill(os.getpid(), signal.SIGKILL)


# ---------------------------------------------------------------- commits


def watch_commits(bot: Bot, sites: Sites) -> None:
    """Make a site before and after each commit that changes something; those of the heartbeat apart."""
    engine = bot.database.engine.sync_engine

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.info["wrote"] = []
        connection.info["before"] = _changes(connection)

    @event.listens_for(engine, "after_cursor_execute")
    def _executed(
        connection: Connection,
        cursor: DBAPICursor,
        statement: str,
        parameters: object,
        context: ExecutionContext | None,
        many: bool,
    ) -> None:
        compiled = getattr(context, "compiled", None)
        if compiled is None or not (compiled.isinsert or compiled.isupdate or compiled.isdelete):
            return
        changes = _changes(connection)
        changed = cursor.rowcount > 0 if changes is None else changes > connection.info["before"]
        connection.info["before"] = changes
        if changed:
            verb = "insert" if compiled.isinsert else "update" if compiled.isupdate else "delete"
            connection.info["wrote"].append(f"{verb} {compiled.compile_state.dml_table.name}")

    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        wrote = list(dict.fromkeys(connection.info["wrote"]))
        if not wrote:
            return
        site = "beat" if all(one.endswith((" heartbeat", " receipt")) for one in wrote) and len(wrote) < 3 else "commit"
        connection.info["after"] = (site, ", ".join(wrote))
        sites.passed(f"before {site}", ", ".join(wrote))

    @event.listens_for(engine, "checkin")
    def _checkin(_: object, record: Any) -> None:
        # A connection goes back to its pool right after its commit: nothing of ours runs between the two.
        site, what = record.info.pop("after", ("", ""))
        if site:
            sites.passed(f"after {site}", what)


def _changes(connection: Connection) -> int | None:
    """Return how many rows SQLite changed on a connection so far; None for PostgreSQL, which counts by statement."""
    found = getattr(connection.connection.driver_connection, "total_changes", None)
    return int(found) if found is not None else None


# ---------------------------------------------------------------- the wire


def watch_wire(sites: Sites) -> aiohttp.TraceConfig:
    """Make a site of each stage at which the client hands bytes over or is handed some."""
    trace = aiohttp.TraceConfig()
    for stage, signal_ in (
        ("begun", trace.on_request_start),
        ("to be written", trace.on_request_chunk_sent),
        ("answer begun", trace.on_request_end),
        ("answer read", trace.on_response_chunk_received),
    ):
        signal_.append(_stage(sites, stage))
    return trace


def _stage(sites: Sites, stage: str) -> Any:
    async def passed(session: aiohttp.ClientSession, context: SimpleNamespace, given: Any) -> None:
        method = given.url.path.rpartition("/")[2]
        if method.startswith(WATCHED):
            sites.passed(f"{stage}: {method}")

    return passed


# ---------------------------------------------------------------- the program


async def settle(bot: Bot) -> None:
    """Do what is due, and wait until nothing is on its way and nobody waits for an answer."""
    bot.ticker.wake()
    while True:
        await bot.ticker.idle()
        await bot.gate.idle()
        async with bot.database.look() as tx:
            busy = await delivery.is_busy(tx, bot.clock.now())
        due = await bot.planner.next_due()
        if not busy and (due is None or due > bot.clock.now()) and bot.gate.is_idle:
            return
        await asyncio.sleep(LOOK)
        bot.ticker.wake("send", "reconcile")


async def go_on(bot: Bot) -> None:
    """Do what can be done now. What is unsure stays so: time doesn't wait for it."""
    for _ in range(4):
        bot.ticker.wake("plan", "send")
        await bot.ticker.idle()


async def live(given: dict[str, Any]) -> None:
    """Be the bot until the input ends."""
    clock = FastClock(datetime.fromisoformat(given["at"]), datetime.fromisoformat(given["born"]), given["speed"])
    sites = Sites(tuple(given["die"]) if given["die"] else None)
    settings = Settings(
        slack_bot_token=given["bot_token"],
        slack_app_token=given["app_token"],
        slack_api_url=f"{given['url']}/api/",
        database_url=given["database_url"],
        drumbeat_port=None,
        _env_file=None,
    )
    bot = build(settings, clock, pace=PACE, every=EVERY, traces=[watch_wire(sites)])
    watch_commits(bot, sites)
    told = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    await bot.start()
    while line := await told.readline():
        asked = json.loads(line)
        clock.at = datetime.fromisoformat(asked["at"])
        await (go_on(bot) if asked.get("go_on") else settle(bot))
        print(json.dumps({"settled": clock.at.isoformat(), "seen": sites.seen}), flush=True)
    await bot.stop()


def main() -> None:
    """Read the argument and live."""
    logging.basicConfig(level="WARNING", format="%(asctime)s %(process)d %(name)s %(levelname)s %(message)s")
    asyncio.run(live(json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
