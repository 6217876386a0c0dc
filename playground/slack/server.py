"""The stand-in for Slack, put together: workspaces, the Web API, Socket Mode, response URLs and the control API."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from playground.slack.api.door import ApiDoor
from playground.slack.app import App
from playground.slack.control.desk import Control
from playground.slack.control.door import ControlDoor
from playground.slack.errors import ApiError
from playground.slack.events import Events
from playground.slack.faults import Faults
from playground.slack.file_door import FileDoor
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

PAGE = Path(__file__).resolve().parent / "page"
# Nothing comes from elsewhere, no text becomes a script, and no other page may show this one in a frame.
# Pictures may come from outside: blocks name their own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


def real_now() -> datetime:
    """Return the real time: the business clock of a server that was given none."""
    return datetime.fromtimestamp(time.time(), UTC)


class SlackServer:
    """A Slack of one's own. See playground/README.md for what it offers."""

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
        self.control = Control(self, self.workspace)
        self.on_clock: Callable[[Json], Awaitable[Json]] | None = None
        # What the page offers to try first: the host knows its bot, this Slack does not.
        self.tour: list[Json] = []
        self.on_quiet: Callable[[float], Awaitable[None]] | None = None
        self.stopping = asyncio.Event()
        self.port = 0
        self.url = ""
        self.api = ApiDoor(self)
        self._answering = 0
        self._runner: web.AppRunner | None = None

    # ------------------------------------------------------------ workspaces

    def add_workspace(self, name: str) -> Workspace:
        """Add a workspace in which the app is installed, with a bot token of its own, and return it."""
        domain = "".join(letter for letter in name.lower() if letter.isalnum()) or "team"
        token = f"xoxb-{self.rng.randrange(10**12)}-{self.rng.randrange(10**13)}-{self.ids.secret(24)}"
        team = Workspace(self.ids.new("T"), name, domain, token, self.app, self.ids, self.rng, self.now)
        self.workspaces[team.id] = team
        return team

    def control_of(self, team_id: str) -> Control:
        """Return the control of another workspace."""
        return Control(self, self.workspaces[team_id])

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

    # ------------------------------------------------------------ life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on this machine; port 0 takes a free one."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.on_response_prepare.append(_tell_browsers)
        app.router.add_route("*", "/api/{method}", self.api.serve)
        app.router.add_get("/link/", self.hub.serve)
        app.router.add_post("/upload/v1/{file}/{secret}", self.api.upload)
        app.router.add_post("/{kind:commands|actions|app}/{team}/{id}/{secret}", self._response_url)
        FileDoor(self).add_routes(app)
        ControlDoor(self).add_routes(app)
        app.router.add_get("/", self._page)
        app.router.add_get("/{path:.+}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        self.url = f"http://{host}:{self.port}"

    async def stop(self) -> None:
        """Close everything."""
        self.stopping.set()
        self.gates.release(None, "cut")
        await self.events.close()
        await self.hub.close()
        if self._runner:
            await self._runner.cleanup()
        self.journal_log.close()

    # ------------------------------------------------------------ quiet

    def is_quiet(self) -> bool:
        """Tell whether no request is in progress and no envelope waits for its acknowledgement."""
        return not (self.api.in_progress or self._answering or self.hub.waiting or self.events.busy)

    async def quiet(self, timeout: float = 10.0) -> None:
        """Wait until all is quiet; raise TimeoutError after `timeout` real seconds.

        Events that wait for a later repetition do not count.
        """
        deadline = time.monotonic() + timeout
        while not self.is_quiet():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(
                    f"Not quiet after {timeout} s: {self.api.in_progress} requests in progress, "
                    f"{len(self.hub.waiting)} envelopes unacknowledged."
                )
            await asyncio.sleep(min(0.002, left))

    # ------------------------------------------------------------ the smaller doors

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

    async def _response_url(self, request: web.Request) -> web.Response:
        """Take what the app answers to a command or an action."""
        self._answering += 1
        try:
            status, payload = 200, None
            try:
                payload = json.loads(await request.read())
                if not isinstance(payload, dict):
                    raise ApiError("invalid_payload", status=400)
                url = self.tickets.use_url(request.path)
                answer: Json = self.replies.use(self.workspaces[url.team], url, payload)
            except ValueError:
                status, answer = 400, {"ok": False, "error": "invalid_payload"}
            except ApiError as error:
                status, answer = error.status if error.status != 200 else 400, error.answer()
            team = request.match_info["team"]
            self.journal_log.write("response_url", team, {"payload": payload, "status": status, "answer": answer})
            return web.json_response(answer, status=status)
        finally:
            self._answering -= 1

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """Serve the page's files."""
        wanted = (PAGE / (request.match_info.get("path") or "index.html")).resolve()
        if not wanted.is_relative_to(PAGE) or not wanted.is_file():
            return web.json_response({"ok": False, "error": "not_found"}, status=404)
        return web.FileResponse(wanted, headers={"Cache-Control": "no-store"})


async def _tell_browsers(_: web.Request, response: web.StreamResponse) -> None:
    """Say on every answer what a browser may do with it. A file's own headers are stricter, and stay."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
