"""Where a run is played: a playground in one process, the bot in another, and whatever befalls the bot."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import aiohttp

from tests.faults.checker import Record, read
from tests.faults.copies import copy_of
from tests.faults.nursery import ROOT, Child, Nursery
from tests.faults.scenario import HOME, PEOPLE
from tests.postgres import memory_backed

Json = dict[str, Any]
# The name of a place in the bot's work, and the how manieth time that a process passes it, from 1.
Site = tuple[str, int]

# What one step of a run may take at most, restarts and waiting leases out included.
PATIENCE = 120.0
# Nobody starts the bot more often than this in one run.
MOST_STARTS = 100
# What the app is configured for; the playground is as strict about it as Slack.
MANIFEST = ROOT / "manifests" / "socket_mode.json"
# Each second of ours is so many of the bot's: its leases, settling times and retries pass in milliseconds.
SPEED = 40.0


class Refused(Exception):
    """The playground would not let a person do that: there is no such button, say."""


class Troupe:
    """Two nurseries, one for playgrounds and one for bots, and a folder for what they leave behind."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="drumbeat-troupe-", dir=memory_backed()))
        self.playgrounds = Nursery("playground.slack.__main__")
        self.bots = Nursery("tests.faults.victim")

    def close(self) -> None:
        """End everything that was started."""
        self.bots.close()
        self.playgrounds.close()
        shutil.rmtree(self.folder)


class Bot:
    """One process of the bot."""

    def __init__(self, child: Child, lines: asyncio.StreamReader, transport: asyncio.ReadTransport) -> None:
        self.child, self._lines, self._transport = child, lines, transport

    async def settled(self, at: str, *, go_on: bool = False) -> Json | None:
        """Set business time and wait until all is done; None where the process ended before that.

        With `go_on`, it isn't waited for what is unsure.
        """
        with suppress(BrokenPipeError):
            self.child.into.write(json.dumps({"at": at, "go_on": go_on}).encode() + b"\n")
        line = await self._lines.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    async def stop(self) -> int:
        """Let it stop by itself; return its exit code."""
        self.child.into.close()
        await self._lines.read()
        return self.bury()

    def bury(self) -> int:
        """Wait for the end of a process that ends; return its exit code, or its signal's number, negated."""
        self._transport.close()
        return self.child.wait()


@dataclass
class Stage:
    """One run's playground, database and clock. `names` gives people's and channels' names by their ids.

    `die` says where a process of the bot kills itself, by how many there were before it. `starts` counts its
    processes, `kills` their deaths by SIGKILL; any other end fails the run.
    """

    troupe: Troupe
    url: str
    ready: Json
    session: aiohttp.ClientSession
    journal_file: Path
    log: IO[bytes]
    database_url: str
    now: str
    born: datetime
    speed: float = SPEED
    die: Callable[[int], Site | None] = lambda start: None
    names: dict[str, str] = field(default_factory=dict)
    bot: Bot | None = None
    starts: int = 0
    kills: int = 0
    backup: str = ""
    copies: ExitStack = field(default_factory=ExitStack)

    # ------------------------------------------------------------ the playground

    async def do(self, action: str, **arguments: object) -> Json:
        """Do something by the control API. Raises Refused."""
        return await self._ask("POST", action, json=arguments)

    async def see(self, noun: str, **query: str) -> Json:
        """Read something by the control API. Raises Refused."""
        return await self._ask("GET", noun, params=query)

    async def remove(self, noun: str, **query: str) -> Json:
        """Remove something (faults, a gate) by the control API. Raises Refused."""
        return await self._ask("DELETE", noun, params=query)

    async def _ask(self, verb: str, name: str, **more: Any) -> Json:
        async with self.session.request(verb, f"{self.url}/control/{name}", **more) as response:
            answer: Json = await response.json()
        if not answer["ok"]:
            raise Refused(f"{name}: {answer['error']}: {answer['detail']}")
        return answer

    def journal(self) -> list[Json]:
        """Read the playground's journal from its file."""
        with self.journal_file.open(encoding="utf-8") as lines:
            return [json.loads(line) for line in lines if line.endswith("\n")]

    def record(self) -> Record:
        """Read from the journal what the app did so far."""
        return read(self.journal(), self.names)

    async def bring_in(self) -> None:
        """Bring the team in, and learn its ids."""
        for name, more in PEOPLE:
            member = (await self.do("add_member", name=name, real_name=name.title(), **more))["member"]
            self.names[member["id"]] = name
        everybody = [name for name, _ in PEOPLE]
        channel = (await self.do("add_channel", name=HOME, user=everybody[0], members=everybody, bot=True))["channel"]
        self.names[channel["id"]] = f"#{HOME}"
        # Slack repeats an event after one and five minutes; a killed bot is back in less here.
        await self.do("options", retry_delays=[0.05, 1.0, 4.0])

    # ------------------------------------------------------------ the bot

    async def start_bot(self) -> Bot:
        """Start a process of the bot on this run's database, at this run's business time."""
        given = {
            "url": self.url,
            "bot_token": self.ready["bot_token"],
            "app_token": self.ready["app_token"],
            "database_url": self.database_url,
            "at": self.now,
            "born": self.born.isoformat(),
            "speed": self.speed,
            "die": self.die(self.starts),
        }
        self.starts += 1
        assert self.starts <= MOST_STARTS, "the bot does not come up"
        child = self.troupe.bots.start([json.dumps(given)], self.log)
        lines = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), child.out)
        self.bot = Bot(child, lines, transport)
        return self.bot

    async def settle(self, *, go_on: bool = False) -> Json:
        """Have a bot alive at this run's business time, and wait until all is done; one that dies is replaced.

        With `go_on`, it isn't waited for what is unsure.
        """
        async with asyncio.timeout(PATIENCE):
            while True:
                bot = self.bot or await self.start_bot()
                answer = await bot.settled(self.now, go_on=go_on)
                if answer is not None:
                    return answer
                self.bury()

    async def clear(self) -> None:
        """Let Slack do everything right again."""
        await self.remove("faults")

    async def back_up(self) -> None:
        """Copy the bot's memory as it is now, with the bot stopped for that."""
        await self._stop()
        self.backup = self.copies.enter_context(copy_of(self.database_url))

    async def restore(self, deaths: Sequence[Site]) -> None:
        """Go back to the copy. The processes started on it kill themselves at sites, the first one first; then none."""
        await self._stop()
        self.database_url, begun = self.backup, self.starts
        self.die = lambda start: deaths[start - begun] if start - begun < len(deaths) else None

    async def _stop(self) -> None:
        if self.bot is not None:
            assert await self.bot.stop() == 0
            self.bot = None

    def bury(self) -> None:
        """Wait for the end of the bot's process, which must have been killed."""
        assert self.bot
        status = self.bot.bury()
        self.bot = None
        assert status == -signal.SIGKILL, f"the bot ended by itself, with exit code {status}"
        self.kills += 1

    def kill(self) -> bool:
        """Kill the bot with SIGKILL; tells whether there was one."""
        if self.bot is None:
            return False
        self.bot.child.kill()
        return True


@asynccontextmanager
async def stage(troupe: Troupe, database_url: str, at: str, **more: Any) -> AsyncIterator[Stage]:
    """Set a stage: a playground with the team in it, and no bot yet. What was started on it ends with it."""
    with tempfile.TemporaryDirectory(prefix="run-", dir=troupe.folder) as folder:
        journal, log_file = Path(folder) / "journal.jsonl", Path(folder) / "log.txt"
        with log_file.open("wb") as log:
            arguments = ["--journal", str(journal), "--seed", "7", "--manifest", str(MANIFEST)]
            child = troupe.playgrounds.start(arguments, log)
            found: Stage | None = None
            try:
                ready = json.loads(await asyncio.to_thread(child.out.readline))
                async with aiohttp.ClientSession() as session:
                    born = datetime.now(UTC)
                    found = Stage(troupe, ready["url"], ready, session, journal, log, database_url, at, born, **more)
                    await found.bring_in()
                    yield found
            except BaseException:
                print(log_file.read_text(errors="replace")[-6000:])
                raise
            finally:
                if found is not None and found.kill():
                    found.bury()
                if found is not None:
                    found.copies.close()
                child.kill()
                child.wait()
                child.out.close()
