"""The Web API's door: reads a request, checks token, scopes and limits, runs the method, and answers.

Faults and gates strike here, at every stage between the first byte of the request and the last of the answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import json

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from playground.slack.api import auth, canvases, chat, conversations, files, reactions, users, views
from playground.slack.api.call import Call, Method
from playground.slack.engine import Engine
from playground.slack.errors import ApiError
from playground.slack.faults import Fault
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

METHODS: dict[str, Method] = {
    method.name: method
    for family in (auth, canvases, chat, conversations, files, reactions, users, views)
    for method in family.METHODS
}


class _Cut(Exception):
    """The connection is to be dropped, unanswered."""


class ApiDoor:
    """Serve `/api/<method>`."""

    def __init__(self, server: Engine) -> None:
        self._server = server

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one request, from its first byte to its last."""
        self._server.in_progress += 1
        try:
            return await self._serve(request, request.match_info["method"])
        except _Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        finally:
            self._server.in_progress -= 1

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file, with the trouble that is set for the method `upload`."""
        self._server.in_progress += 1
        server = self._server
        try:
            fault = server.faults.strike_before("upload", {})
            refusal = await self._before(request, "upload", fault) if fault else None
            if refusal is not None:
                return web.Response(status=refusal.status if refusal.status >= 400 else 400, text=refusal.code)
            answer = await server.take_upload(request)
            if await server.gates.hold("accepted", "upload", None):
                raise _Cut
            if answer.status == 200 and (fault := server.faults.strike_after("upload", {}, None)):
                await self._after(request, "upload", fault)
            return answer
        except _Cut:
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        finally:
            self._server.in_progress -= 1

    async def _serve(self, request: web.Request, name: str) -> web.StreamResponse:
        gates = self._server.gates
        if await gates.hold("before_read", name, None):
            raise _Cut
        token = _header_token(request)
        if await gates.hold("headers_read", name, None):
            raise _Cut
        try:
            args = await _read(request)
        except ApiError as error:
            return self._plain(error)
        except (ConnectionError, asyncio.IncompleteReadError):
            raise _Cut from None
        token = token or str(args.pop("token", "") or "")
        args.pop("token", None)
        if await gates.hold("body_read", name, args):
            raise _Cut
        fault = self._server.faults.strike_before(name, args)
        if fault is not None:
            refusal = await self._before(request, name, fault)
            if refusal is not None:
                return self._plain(refusal)
        status, answer, headers, seq = self._decide(name, token, args)
        return await self._answer(request, name, args, (status, answer, headers, seq))

    # ------------------------------------------------------------ deciding

    def _decide(self, name: str, token: str, args: Json) -> tuple[int, Json, dict[str, str], int]:
        """Run the method and write down what was decided, in one go: nothing comes between."""
        server = self._server
        headers: dict[str, str] = {}
        ws: Workspace | None = None
        status = 200
        try:
            method = METHODS.get(name)
            if method is None:
                raise ApiError("unknown_method", {"req_method": name})
            ws, scopes = self._identify(method, token)
            if method.token != "none":
                headers["x-oauth-scopes"] = ",".join(sorted(scopes))
                headers["x-accepted-oauth-scopes"] = ",".join(method.scopes)
            if method.scopes and not scopes & set(method.scopes):
                provided = ",".join(sorted(scopes))
                raise ApiError("missing_scope", {"needed": ",".join(method.scopes), "provided": provided})
            wait = server.limits.retry_after(ws.id, name, method.tier, str(args.get("channel") or "") or None)
            if wait is not None:
                raise ApiError("ratelimited", status=429, headers={"Retry-After": str(wait)})
            answer: Json = {"ok": True} | method.run(Call(server, ws, dict(args)))
        except ApiError as error:
            status, answer = error.status, error.answer()
            headers |= error.headers
        fields: Json = {"method": name, "args": args, "status": status, "ok": answer["ok"], "answer": answer}
        if not answer["ok"]:
            fields["error"] = answer["error"]
        if "Retry-After" in headers:
            fields["retry_after"] = int(headers["Retry-After"])
        seq = server.journal_log.write("call", ws.id if ws else "", fields)
        return status, answer, headers, seq

    def _identify(self, method: Method, token: str) -> tuple[Workspace, set[str]]:
        server = self._server
        if method.token == "none":
            return server.workspace, set()
        if not token:
            raise ApiError("not_authed")
        if token == server.app_token:
            if method.token != "app" and method.name != "auth.test":
                raise ApiError("not_allowed_token_type")
            return server.workspace, {"connections:write"}
        ws = next((ws for ws in server.workspaces.values() if ws.bot_token == token), None)
        if ws is None:
            raise ApiError("invalid_auth")
        if not ws.installed:
            raise ApiError("account_inactive")
        if ws.token_revoked:
            raise ApiError("token_revoked")
        if method.token == "app":
            raise ApiError("not_allowed_token_type")
        return ws, ws.app.scopes

    # ------------------------------------------------------------ answering

    async def _answer(
        self, request: web.Request, name: str, args: Json, decided: tuple[int, Json, dict[str, str], int]
    ) -> web.StreamResponse:
        status, answer, headers, seq = decided
        server = self._server
        fate = "cut"
        try:
            if await server.gates.hold("accepted", name, args):
                raise _Cut
            key = json.dumps(args["metadata"], sort_keys=True) if args.get("metadata") else None
            fault = server.faults.strike_after(name, args, key) if answer["ok"] else None
            half = False
            if fault is not None:
                half = fault.kind == "half"
                await self._after(request, name, fault)
            body = json.dumps(answer, ensure_ascii=False).encode()
            response = web.StreamResponse(status=status, headers=headers)
            response.content_type = "application/json"
            response.charset = "utf-8"
            response.content_length = len(body)
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            if half:
                fate = "half"
                raise _Cut
            if await server.gates.hold("half_answered", name, args):
                fate = "half"
                raise _Cut
            await response.write(body[len(body) // 2 :])
            await response.write_eof()
            fate = "whole"
            await server.gates.hold("answered", name, args)
            return response
        except ConnectionError:
            fate = "gone"
            raise _Cut from None
        finally:
            server.journal_log.write("answered", "", {"of": seq, "method": name, "fate": fate})

    async def _before(self, request: web.Request, name: str, fault: Fault) -> ApiError | None:
        """Do what a fault does before the call is accepted; return the refusal, if it is one."""
        self._server.journal_log.write("fault", "", {"fault": fault.kind, "method": name})
        if fault.kind == "ratelimited":
            return ApiError("ratelimited", status=429, headers={"Retry-After": str(fault.retry_after)})
        if fault.kind == "status":
            return ApiError("internal_error", status=fault.status)
        if fault.kind == "error":
            return ApiError(fault.error, self._beside(name, fault.error))
        if fault.kind == "reset_before":
            raise _Cut
        if fault.kind == "hang_before":
            await self._until_gone(request)
            raise _Cut
        await asyncio.sleep(fault.seconds)
        return None

    def _beside(self, name: str, code: str) -> Json:
        """Return what Slack says beside an error of this name."""
        if code != "missing_scope" or name not in METHODS:
            return {}
        provided = ",".join(sorted(self._server.app.scopes))
        return {"needed": ",".join(METHODS[name].scopes), "provided": provided}

    async def _after(self, request: web.Request, name: str, fault: Fault) -> None:
        """Do what a fault does to a call that was accepted."""
        self._server.journal_log.write("fault", "", {"fault": fault.kind, "method": name})
        if fault.kind in ("reset_after", "first_of_each_key"):
            raise _Cut
        if fault.kind == "hang":
            await self._until_gone(request)
            raise _Cut
        if fault.kind == "slow_answer":
            await asyncio.sleep(fault.seconds)

    async def _until_gone(self, request: web.Request) -> None:
        """Wait until the client has given up, or this server stops."""
        while not self._server.stopping.is_set():
            if request.transport is None or request.transport.is_closing():
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._server.stopping.wait(), 0.02)

    def _plain(self, error: ApiError) -> web.Response:
        return web.json_response(error.answer(), status=error.status, headers=error.headers)


def _header_token(request: web.Request) -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def _read(request: web.Request) -> Json:
    """Return the arguments: query, form, multipart or JSON; the body wins over the query."""
    args: Json = dict(request.query)
    if request.method != "POST":
        return args
    if request.content_type == "application/json":
        raw = await request.read()
        if raw.strip():
            try:
                given = json.loads(raw)
            except ValueError:
                raise ApiError("invalid_json") from None
            if not isinstance(given, dict):
                raise ApiError("json_not_object")
            args |= given
        return args
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name:
                args[part.name] = await part.text()
        return args
    if request.content_type == "application/x-www-form-urlencoded" or not request.can_read_body:
        return args | dict(await request.post())
    raise ApiError("invalid_post_type")
