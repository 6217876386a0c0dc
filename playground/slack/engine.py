"""The stand-in for Slack without its addresses: workspaces, events, interactions, and the trouble that is set.

Every door is handed the engine and calls it; it calls no door, and server.py puts both together.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from playground.slack.app import App
from playground.slack.events import Events
from playground.slack.faults import Faults
from playground.slack.gates import Gates
from playground.slack.interactions import Interactions
from playground.slack.journal import Journal
from playground.slack.limits import Limits
from playground.slack.options import Options
from playground.slack.replies import Replies
from playground.slack.sockets import Hub
from playground.slack.tickets import Tickets
from playground.slack.wire import Ids, Json
from playground.slack.workspace import Workspace
from playground.slack.world import World


def real_now() -> datetime:
    """Return the real time: the business clock of a server that was given none."""
    return datetime.fromtimestamp(time.time(), UTC)


class Engine:
    """All that a Slack of one's own remembers and does."""

    def __init__(
        self,
        now: Callable[[], datetime] | None = None,
        journal_path: Path | None = None,
        manifest: Json | None = None,
        seed: int | None = None,
        bot_name: str = "drumbeat",
        app_name: str = "Drumbeat",
        team_name: str = "Playground",
    ) -> None:
        self.now = now or real_now
        self.rng = random.Random(seed)
        self.ids = Ids(random.Random(self.rng.random()))
        self.options = Options()
        self.journal_log = Journal(self.now, journal_path)
        self.app = App(self.ids.new("A"), app_name, bot_name, self.ids.secret(24))
        if manifest:
            self.app.read_manifest(manifest)
        self.app_token = f"xapp-1-{self.app.id}-{self.rng.randrange(10**13)}-{self.ids.secret(64).lower()}"
        self.hub = Hub(
            self.app.id,
            self.ids,
            self.rng,
            lambda: self.options.ack_seconds,
            lambda: self.options.ping_seconds,
            self.journal_log.write,
        )
        self.events = Events(self.hub, self.ids, lambda: self.options.retry_delays)
        self.world = World(self.journal_log, self.events)
        self.tickets = Tickets(self.ids, self.options, lambda: self.url)
        self.replies = Replies(self.world)
        self.interactions = Interactions(self.hub, self.world, self.tickets, self.replies, self.options)
        self.faults = Faults(random.Random(self.rng.random()))
        self.limits = Limits()
        self.gates = Gates()
        self.uploads: dict[str, tuple[str, Json]] = {}
        self.workspaces: dict[str, Workspace] = {}
        self.workspace = self.add_workspace(team_name)
        self.on_clock: Callable[[Json], Awaitable[Json]] | None = None
        # What the page offers to try first: the host knows its bot, this Slack does not.
        self.tour: list[Json] = []
        self.on_quiet: Callable[[float], Awaitable[None]] | None = None
        self.stopping = asyncio.Event()
        self.port = 0
        self.url = ""
        # Requests that have begun and whose last byte is not out yet.
        self.in_progress = 0

    # ------------------------------------------------------------ workspaces

    def add_workspace(self, name: str) -> Workspace:
        """Add a workspace in which the app is installed, with a bot token of its own, and return it."""
        domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "team"
        token = f"xoxb-{self.rng.randrange(10**12)}-{self.rng.randrange(10**13)}-{self.ids.secret(24)}"
        team = Workspace(self.ids.new("T"), name, domain, token, self.app, self.ids, self.rng, self.now)
        self.workspaces[team.id] = team
        return team

    @property
    def bot_token(self) -> str:
        """Return the bot token of the first workspace."""
        return self.workspace.bot_token

    @property
    def api_url(self) -> str:
        """Return the base URL for the Web API."""
        return f"{self.url}/api/"

    @property
    def journal(self) -> list[Json]:
        """Return all entries of the journal, oldest first."""
        return self.journal_log.entries

    # ------------------------------------------------------------ quiet

    def is_quiet(self) -> bool:
        """Tell whether no request is in progress and no envelope waits for its acknowledgement."""
        return not (self.in_progress or self.hub.waiting or self.events.busy)

    async def quiet(self, timeout: float = 10.0) -> None:
        """Wait until all is quiet; raise TimeoutError after `timeout` real seconds.

        Events that wait for a later repetition do not count.
        """
        deadline = time.monotonic() + timeout
        while not self.is_quiet():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(
                    f"Not quiet after {timeout} s: {self.in_progress} requests in progress, "
                    f"{len(self.hub.waiting)} envelopes unacknowledged."
                )
            await asyncio.sleep(min(0.002, left))

    # ------------------------------------------------------------ files

    async def take_upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file: as they are, or as the `file` part of a form."""
        file_id = request.match_info["file"]
        if file_id not in self.uploads:
            return web.Response(status=404, text="not found")
        team, shape = self.uploads[file_id]
        if request.content_type == "multipart/form-data":
            form = await request.post()
            parts = [value for value in form.values() if isinstance(value, web.FileField)]
            contents = parts[0].file.read() if parts else b""
        else:
            contents = await request.read()
        if len(contents) != shape["size"]:
            return web.Response(status=400, text="the length differs from the one that was announced")
        self.workspaces[team].contents[file_id] = contents
        self.journal_log.write("file", team, {"change": "uploaded", "file": file_id, "size": len(contents)})
        return web.Response(text=f"OK - {len(contents)}")
