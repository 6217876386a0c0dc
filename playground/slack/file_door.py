"""The addresses of files: `url_private` for the app with its token, `/control/bytes/…` for this machine's own page."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from aiohttp import web

from playground.slack.control.desk import Control
from playground.slack.control.door import check_local
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.files import byte_headers, may_see
from playground.slack.workspace import Workspace

_SIGN_IN = """<!DOCTYPE html><html lang="en-US"><head><meta charset="utf-8"><title>Sign in | Slack</title></head>
<body><h1>Sign in to your workspace</h1><p>You need to sign in to see this page ({redir}).</p></body></html>
"""


class FileDoor:
    """Serve the bytes of files. Whoever may not have them learns nothing of what there is."""

    def __init__(self, server: Engine) -> None:
        self._server = server

    def add_routes(self, app: web.Application) -> None:
        """Add the addresses of files."""
        app.router.add_get("/files-pri/{team}-{file}/{name}", self._private)
        app.router.add_get("/files-pri/{team}-{file}/download/{name}", self._private)
        app.router.add_get("/signin", self._sign_in)
        app.router.add_get("/control/bytes/{file}/{name}", self._bytes)

    async def _private(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the app, by a token that has files:read, for a file that its bot may see.

        Everybody else is sent to the page on which people sign in, which answers 200 with HTML: whoever looks at the
        status alone takes that for the file (bolt-js #2585, and many more).
        """
        ws = self._server.workspaces.get(request.match_info["team"])
        file_id = request.match_info["file"]
        if ws is None or not self._token_opens(ws, request.headers.get("Authorization", "")):
            return _to_sign_in(request)
        shape = ws.files.get(file_id)
        if shape is None or not may_see(ws, ws.bot_user_id, shape):
            return _to_sign_in(request)
        headers = byte_headers(shape, save=True)
        if not str(shape["mimetype"]).startswith("text/"):
            headers["Content-Type"] = str(shape["mimetype"])
        return web.Response(body=ws.contents[file_id], headers=headers)

    def _token_opens(self, ws: Workspace, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or token.strip() != ws.bot_token:
            return False
        return ws.installed and not ws.token_revoked and "files:read" in ws.app.scopes

    async def _sign_in(self, request: web.Request) -> web.StreamResponse:
        text = _SIGN_IN.format(redir=escape(request.query.get("redir", "")))
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)

    async def _bytes(self, request: web.Request) -> web.StreamResponse:
        """Give a file to the page, for the person as whom one acts; `save` asks for it to be kept, not shown."""
        server = self._server
        try:
            check_local(request)
            team = request.query.get("team")
            if team is not None and team not in server.workspaces:
                raise Refused("team_not_found", f"There is no workspace {team}.", status=404)
            control = Control(server, server.workspaces[team] if team else server.workspace)
            found = await control.file(request.query.get("user", ""), request.match_info["file"])
        except Refused as refused:
            return web.json_response(
                {"ok": False, "error": refused.code, "detail": refused.detail}, status=refused.status
            )
        headers = byte_headers(found["file"], save="save" in request.query)
        return web.Response(body=found["content"], headers=headers)


def _to_sign_in(request: web.Request) -> web.Response:
    headers = {"Location": f"/signin?redir={quote(request.rel_url.raw_path, safe='')}", "x-slack-meta": "?;acl_fail"}
    return web.Response(status=302, headers=headers)
