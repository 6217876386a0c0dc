"""Canvases as people have them: reading and writing a channel's, and what the workspace's plan allows."""

from __future__ import annotations

from playground.slack.canvas import Canvas
from playground.slack.canvases import PLANS, add_canvas, canvases_in, keep_file, level_of, sections_of
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.wire import Json
from playground.slack.workspace import Workspace


class Writing:
    """What people do with canvases. People's own client takes any Markdown: only apps are refused some of it."""

    _server: Engine
    _ws: Workspace

    async def canvases(self, plan: str) -> Json:
        """Say what the workspace's plan allows: `paid`, `free` (one canvas tab a channel) or `off`."""
        if plan not in PLANS:
            raise Refused("no_such_plan", f"{plan} is no plan. There are: {', '.join(PLANS)}.")
        self._ws.canvas_plan = plan
        self._server.journal_log.write("workspace", self._ws.id, {"change": "canvases", "plan": plan})
        return {"plan": plan}

    async def canvas(self, user: str, channel: str | None = None, canvas_id: str | None = None) -> Json:
        """Return a channel's canvas, or one by its id, as a person may read it; null if there is none."""
        ws = self._ws
        me = ws.find_member(user)
        if canvas_id is not None:
            found = ws.canvases.get(canvas_id)
            if found is None or level_of(ws, me.id, found) is None:
                raise Refused("canvas_not_found", f"There is no canvas {canvas_id} for {me.name}.", status=404)
            return {"canvas": found.shape()}
        if channel is None:
            raise Refused("missing_argument", "canvas needs channel, or canvas_id.")
        there = canvases_in(ws, ws.find_channel(channel, me.id))
        return {"canvas": there[0].shape() if there else None}

    async def write_canvas(self, user: str, channel: str, markdown: str, title: str | None = None) -> Json:
        """Write a channel's canvas as a person: it is made if there is none, else all of it is replaced."""
        ws = self._ws
        me = ws.find_member(user)
        where = ws.find_channel(channel, me.id)
        if ws.canvas_plan == "off":
            raise Refused("canvases_off", "Canvases are turned off in this workspace.")
        if me.id not in where.members:
            raise Refused("not_in_channel", f"{me.name} is not in #{where.name}. Join it first.")
        there = canvases_in(ws, where)
        if not there:
            made = add_canvas(ws, self._server.url, me.id, title or "", markdown, where, own=True)
            self._note_canvas("created", me.id, made)
            return {"canvas": made.shape()}
        canvas = there[0]
        if level_of(ws, me.id, canvas) == "read":
            raise Refused("read_only", f"{me.name} may read this canvas, and not change it.", status=403)
        if ws.canvas_locks.get(canvas.id, me.id) != me.id:
            raise Refused("canvas_editing_locked", "This canvas is locked: somebody else is editing it.", status=403)
        canvas.sections = sections_of(markdown, ws.ids)
        canvas.title = canvas.title if title is None else title
        canvas.version += 1
        keep_file(ws, canvas)
        self._note_canvas("edited", me.id, canvas)
        return {"canvas": canvas.shape()}

    async def lock_canvas(self, user: str, channel: str, locked: bool = True) -> Json:
        """Hold a channel's canvas as one person, so that nobody else and no app can edit it; or let go of it."""
        ws = self._ws
        me = ws.find_member(user)
        there = canvases_in(ws, ws.find_channel(channel, me.id))
        if not there:
            raise Refused("canvas_not_found", f"There is no canvas in {channel}. Write one first.", status=404)
        if locked:
            ws.canvas_locks[there[0].id] = me.id
        else:
            ws.canvas_locks.pop(there[0].id, None)
        self._note_canvas("locked" if locked else "unlocked", me.id, there[0])
        return {"canvas": there[0].shape(), "locked": locked}

    def _note_canvas(self, change: str, user: str, canvas: Canvas) -> None:
        about: Json = {"change": change, "by": "person", "user": user, "canvas": canvas.id, "title": canvas.title}
        self._server.journal_log.write("canvas", self._ws.id, about | {"channel": canvas.channel})
