"""The control API over HTTP: a thin shell over the control desk, for this machine only."""

from __future__ import annotations

import asyncio
import base64
import inspect
import json
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from playground.slack.control.desk import Control
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.wire import Json

_POST = (
    "say",
    "share_file",
    "write_canvas",
    "canvases",
    "lock_canvas",
    "edit",
    "delete",
    "react",
    "unreact",
    "command",
    "shortcut",
    "press",
    "select",
    "type",
    "submit",
    "close",
    "open_home",
    "open_dm",
    "join",
    "leave",
    "add_member",
    "change_member",
    "deactivate",
    "reactivate",
    "reload",
    "presence",
    "file_policy",
    "join_enterprise",
    "move_out",
    "add_channel",
    "invite",
    "kick",
    "archive",
    "unarchive",
    "delete_channel",
    "rename",
    "change_id",
    "share_outside",
    "add_workspace",
    "uninstall",
    "revoke",
    "reinstall",
    "app",
    "options",
    "socket",
    "seed",
    "clock",
)
_GET = (
    "messages",
    "inbox",
    "views",
    "home",
    "file",
    "canvas",
    "members",
    "channels",
    "journal",
    "quiet",
    "state",
    "sockets",
    "errors",
)
_LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


class ControlDoor:
    """Serve `/control/…`. Answers are JSON; a refusal is a 4xx with a code and a sentence."""

    def __init__(self, server: Engine) -> None:
        self._server = server

    def add_routes(self, app: web.Application) -> None:
        """Add the control API's routes."""
        for name in _POST:
            app.router.add_post(f"/control/{name}", self._handler(name))
        for name in _GET:
            app.router.add_get(f"/control/{name}", self._handler(name))
        app.router.add_post("/control/faults", self._handler("fault"))
        app.router.add_get("/control/faults", self._handler("faults"))
        app.router.add_delete("/control/faults", self._handler("clear_faults"))
        app.router.add_post("/control/limits", self._handler("limit"))
        app.router.add_get("/control/limits", self._handler("limits"))
        app.router.add_post("/control/gates", self._handler("gate"))
        app.router.add_get("/control/gates", self._gates)
        app.router.add_delete("/control/gates", self._handler("release"))
        app.router.add_get("/control/stream", self._stream)
        app.router.add_route("*", "/control/{rest:.*}", self._unknown)

    def _handler(self, name: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._run(request, name)

        return handle

    async def _run(self, request: web.Request, name: str) -> web.StreamResponse:
        try:
            check_local(request)
            args = await _arguments(request)
            control = self._control(args.pop("team", None))
            action = getattr(control, name)
            answer: Json = await action(**_fitting(name, action, args))
        except Refused as refused:
            return web.json_response(
                {"ok": False, "error": refused.code, "detail": refused.detail}, status=refused.status
            )
        if isinstance(contents := answer.get("content"), bytes):
            answer = {key: value for key, value in answer.items() if key != "content"}
            answer["content_base64"] = base64.b64encode(contents).decode()
        return web.json_response({"ok": True} | answer)

    def _control(self, team: object) -> Control:
        if team is None:
            return Control(self._server, self._server.workspace)
        if str(team) not in self._server.workspaces:
            raise Refused("team_not_found", f"There is no workspace {team}.", status=404)
        return Control(self._server, self._server.workspaces[str(team)])

    async def _gates(self, request: web.Request) -> web.StreamResponse:
        return await self._run(request, "reached" if "id" in request.query else "gates")

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        what = f"{request.method} {request.path}"
        detail = f"There is no {what}. playground/README.md lists what there is."
        return web.json_response({"ok": False, "error": "unknown_action", "detail": detail}, status=404)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Send every journal entry from now on (or after Last-Event-ID) as a server-sent event."""
        try:
            check_local(request)
        except Refused as refused:
            return web.json_response({"ok": False, "error": refused.code, "detail": refused.detail}, status=403)
        log = self._server.journal_log
        last = request.headers.get("Last-Event-ID") or request.query.get("since") or str(len(log.entries))
        at = int(last) if last.isdigit() else len(log.entries)
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        try:
            await response.write(b": hello\n\n")
            while not self._server.stopping.is_set():
                for entry in log.since(at):
                    at = entry["seq"]
                    await response.write(f"id: {at}\ndata: {json.dumps(entry, ensure_ascii=False)}\n\n".encode())
                seconds = self._server.options.alive_seconds
                if not await log.wait(at, seconds):
                    # An event and no comment: a browser's script hears of it, and knows that the line is alive.
                    await response.write(f"event: alive\ndata: {seconds}\n\n".encode())
        except (ConnectionError, asyncio.CancelledError):
            return response
        return response


def check_local(request: web.Request) -> None:
    """Raise Refused (403) for a call that comes by another name, or from a page of another site."""
    host = urlsplit(f"//{request.host}").hostname or ""
    if host not in _LOCAL:
        raise Refused("not_local", "The control API answers to 127.0.0.1 and localhost only.", status=403)
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise Refused("cross_origin", "The control API takes no calls from other sites' pages.", status=403)
    if request.headers.get("Sec-Fetch-Site") not in (None, "same-origin", "none"):
        raise Refused("cross_origin", "The control API takes no calls from other sites' pages.", status=403)


async def _arguments(request: web.Request) -> Json:
    args: Json = dict(request.query)
    if request.method == "POST":
        raw = await request.read()
        if raw.strip():
            try:
                given = json.loads(raw)
            except ValueError:
                raise Refused("invalid_json", 'The body is not JSON. Send an object such as {"user": "ana"}.') from None
            if not isinstance(given, dict):
                raise Refused("invalid_json", 'The body is not an object. Send one such as {"user": "ana"}.')
            args |= given
    return args


def _fitting(name: str, action: Callable[..., object], args: Json) -> Json:
    """Return the arguments in the types of the method; raise Refused for missing and unknown ones."""
    parameters = inspect.signature(action).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        named = {key for key, parameter in parameters.items() if parameter.kind is not parameter.VAR_KEYWORD}
    else:
        named = set(parameters)
        unknown = sorted(set(args) - named)
        if unknown:
            there = ", ".join(parameters) or "none"
            raise Refused("unknown_argument", f"{name} takes no {', '.join(unknown)}. It takes: {there}.")
    missing = [
        key
        for key, parameter in parameters.items()
        if parameter.default is parameter.empty
        and parameter.kind is not parameter.VAR_KEYWORD
        and args.get(key) is None
    ]
    if missing:
        raise Refused("missing_argument", f"{name} needs {', '.join(missing)}.")
    return {
        key: _typed(key, value, str(parameters[key].annotation)) if key in named else value
        for key, value in args.items()
    }


def _typed(key: str, value: object, annotation: str) -> object:
    """Turn text from a query into the parameter's type; check JSON values against it."""
    kind = annotation.removesuffix(" | None")
    try:
        if kind == "int":
            return int(str(value))
        if kind == "float":
            return float(str(value))
    except ValueError:
        raise Refused("bad_argument", f"{key} is a number.") from None
    if kind == "bool":
        if isinstance(value, bool):
            return value
        if str(value).lower() in ("1", "true", "0", "false"):
            return str(value).lower() in ("1", "true")
        raise Refused("bad_argument", f"{key} is true or false.")
    if kind == "str" and value is not None and not isinstance(value, str):
        raise Refused("bad_argument", f"{key} is text.")
    if kind == "Json" and value is not None and not isinstance(value, dict):
        raise Refused("bad_argument", f"{key} is an object.")
    return value
