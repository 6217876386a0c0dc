"""The operator's door: GET /health says 200 when all is well, else 503 and what is wrong."""

from __future__ import annotations

from typing import Protocol

from aiohttp import web


class _Report(Protocol):
    @property
    def problems(self) -> tuple[str, ...]: ...


class _Health(Protocol):
    async def report(self) -> _Report: ...


class Server:
    """A small HTTP server for monitoring the bot."""

    def __init__(self, health: _Health, host: str, port: int) -> None:
        self._health, self._host, self._port = health, host, port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises OSError where the port is taken, or the address is not one of this machine."""
        app = web.Application()
        app.router.add_get("/health", self._answer)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()

    @property
    def port(self) -> int:
        """Return the port that it listens on."""
        assert self._runner is not None
        return int(self._runner.addresses[0][1])

    async def _answer(self, request: web.Request) -> web.Response:
        problems = (await self._health.report()).problems
        return web.json_response({"ok": not problems, "problems": list(problems)}, status=503 if problems else 200)

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner:
            await self._runner.cleanup()
