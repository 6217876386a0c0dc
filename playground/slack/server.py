"""The stand-in for Slack, put together: workspaces, the Web API, Socket Mode, response URLs and the control API."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from aiohttp import web

from playground.slack.api.door import ApiDoor
from playground.slack.control.desk import Control
from playground.slack.control.door import ControlDoor
from playground.slack.engine import Engine
from playground.slack.errors import ApiError
from playground.slack.file_door import FileDoor
from playground.slack.wire import Json

PAGE = Path(__file__).resolve().parent / "page"
# Nothing comes from elsewhere, no text becomes a script, and no other page may show this one in a frame.
# Pictures may come from outside: blocks name their own.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)


class SlackServer(Engine):
    """A Slack of one's own, with all of its addresses. See playground/README.md for what it offers."""

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
        super().__init__(now, journal_path, manifest, seed, bot_name, app_name, team_name)
        self.control = Control(self, self.workspace)
        self._api = ApiDoor(self)
        self._runner: web.AppRunner | None = None

    def control_of(self, team_id: str) -> Control:
        """Return the control of another workspace."""
        return Control(self, self.workspaces[team_id])

    # ------------------------------------------------------------ life

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen on this machine; port 0 takes a free one."""
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.on_response_prepare.append(_tell_browsers)
        app.router.add_route("*", "/api/{method}", self._api.serve)
        app.router.add_get("/link/", self.hub.serve)
        app.router.add_post("/upload/v1/{file}/{secret}", self._api.upload)
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

    # ------------------------------------------------------------ the smaller doors

    async def _response_url(self, request: web.Request) -> web.Response:
        """Take what the app answers to a command or an action."""
        self.in_progress += 1
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
            self.in_progress -= 1

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
