"""Reading the workspace as a person sees it, and the journal."""

from __future__ import annotations

import time

from playground.slack.canvases import canvases_in
from playground.slack.channels import Channel
from playground.slack.control.sharing import MAX_FILES
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.members import Member
from playground.slack.messages import Message
from playground.slack.open_views import stack_of
from playground.slack.wire import Json, ts_number
from playground.slack.workspace import Workspace


class Reading:
    """What can be seen. Nothing here changes anything."""

    def __init__(self, server: Engine, ws: Workspace) -> None:
        self._server = server
        self._ws = ws

    async def messages(
        self,
        user: str,
        channel: str,
        thread_ts: str | None = None,
        limit: int | None = None,
        since: str | None = None,
    ) -> Json:
        """Return the messages of a channel, or of one thread, as a person sees them, oldest first.

        Their ephemeral messages are among them. `since` is a timestamp: only newer ones; `limit`: at most this many,
        the newest.
        """
        ws, me = self._ws, self._ws.find_member(user)
        where = ws.find_channel(channel, me.id)
        seen = [m for m in ws.visible(me.id, where) if _belongs(m, thread_ts)]
        if since is not None:
            check_ts(since)
            seen = [m for m in seen if ts_number(m.ts) > ts_number(since)]
        if limit is not None:
            seen = seen[-limit:]
        return {"channel": where.id, "messages": [self._seen(where, m) for m in seen]}

    async def inbox(self, user: str) -> Json:
        """Return every conversation in which a person is, threads included, with what they see there."""
        ws, me = self._ws, self._ws.find_member(user)
        conversations = [
            {
                "channel": where.id,
                "name": self._title(where, me),
                "type": where.kind,
                "messages": [self._seen(where, m) for m in ws.visible(me.id, where)],
            }
            for where in ws.channels.values()
            if me.id in where.members
        ]
        return {"conversations": conversations}

    def _canvases(self, me: Member) -> Json:
        """Return which conversations of a person have a canvas; its words are read when somebody looks at it."""
        ws = self._ws
        there = {where.id: canvases_in(ws, where) for where in ws.channels.values() if me.id in where.members}
        return {
            where: {"id": canvases[0].id, "title": canvases[0].title, "version": canvases[0].version}
            for where, canvases in there.items()
            if canvases
        }

    def _title(self, where: Channel, me: Member) -> str:
        if where.kind != "im":
            return where.name
        return "@" + self._ws.members[where.other(me.id)].name

    def _seen(self, where: Channel, message: Message) -> Json:
        ws = self._ws
        author = ws.members.get(message.user or "")
        shape = ws.history(where).shape(message, metadata=True)
        kept = ("thread_ts", "reply_count", "reactions", "files", "edited", "metadata", "subtype", "attachments")
        return {
            "ts": message.ts,
            "channel": where.id,
            "from": {
                "id": message.user,
                "name": author.name if author else "",
                "real_name": author.real_name if author else "",
                "is_app": message.bot_id is not None,
            },
            "text": message.text,
            "blocks": message.blocks,
            "text_only": not message.blocks_given,
            "ephemeral": message.is_ephemeral,
        } | {key: shape[key] for key in kept if key in shape}

    async def views(self, user: str) -> Json:
        """Return a person's open modals, bottom first, with their state."""
        me = self._ws.find_member(user)
        return {"views": [view.payload() for view in stack_of(self._ws, me.id)]}

    async def home(self, user: str) -> Json:
        """Return what the app has published on a person's Home tab, or null."""
        home = self._ws.homes.get(self._ws.find_member(user).id)
        return {"view": home.payload() if home else None}

    async def members(self) -> Json:
        """Return all members, in Slack's shape."""
        now = self._ws.now()
        return {"members": [member.shape(now, email=True) for member in self._ws.members.values()]}

    async def channels(self) -> Json:
        """Return all conversations, in Slack's shape, with their members' ids."""
        return {
            "channels": [
                channel.shape(self._ws.bot_user_id) | {"members": channel.members}
                for channel in self._ws.channels.values()
            ]
        }

    async def journal(self, since: int = 0, kind: str | None = None, wait: float = 0.0) -> Json:
        """Return the entries after `since`; with `wait`, wait at most this many seconds for one that fits."""
        log = self._server.journal_log
        deadline = time.monotonic() + wait
        seen = len(log.entries)
        entries = log.since(since, kind)
        while not entries and (left := deadline - time.monotonic()) > 0:
            await log.wait(seen, left)
            seen = len(log.entries)
            entries = log.since(since, kind)
        return {"entries": entries, "next": seen}

    async def quiet(self, timeout: float = 10.0) -> Json:
        """Wait until all is quiet, here and at the host; raise Refused (504) after `timeout` seconds."""
        started = time.monotonic()
        try:
            await self._server.quiet(timeout)
            if self._server.on_quiet is not None:
                left = max(0.0, timeout - (time.monotonic() - started))
                await self._server.on_quiet(left)
                await self._server.quiet(max(0.05, timeout - (time.monotonic() - started)))
        except TimeoutError as error:
            raise Refused("not_quiet", str(error) or f"Not quiet after {timeout} s.", status=504) from None
        return {"quiet": True}

    async def sockets(self) -> Json:
        """Return the open connections and the envelopes that wait for their acknowledgement."""
        hub = self._server.hub
        return {"connections": len(hub.connections), "waiting": hub.waiting}

    async def state(self, user: str | None = None) -> Json:
        """Return all that a page needs at once; with `user`, the messages, modals and Home of that person."""
        ws, server = self._ws, self._server
        answer: Json = {
            "seq": len(server.journal),
            "now": ws.now().isoformat(),
            "team": {"id": ws.id, "name": ws.name, "domain": ws.domain},
            "teams": [{"id": team.id, "name": team.name} for team in server.workspaces.values()],
            "app": {
                "id": ws.app.id,
                "name": ws.app.name,
                "bot_user_id": ws.bot_user_id,
                "bot_id": ws.bot_id,
                "commands": sorted(ws.app.commands) if ws.app.commands is not None else None,
                "shortcuts": [
                    {"callback_id": callback_id, "type": kind, "name": name}
                    for callback_id, (kind, name) in (ws.app.shortcuts or {}).items()
                ],
                "home_tab": ws.app.home_tab,
                "installed": ws.installed,
                "connections": len(server.hub.connections),
            },
            "clock": server.on_clock is not None,
            "tour": server.tour,
            "limits": {"file_bytes": server.options.file_bytes, "files": MAX_FILES},
        }
        answer |= await self.members()
        answer |= await self.channels()
        if user is not None:
            answer |= {"user": ws.find_member(user).id}
            answer |= await self.inbox(user)
            answer |= {"canvases": self._canvases(ws.find_member(user))}
            answer |= await self.views(user)
            answer |= {"home": (await self.home(user))["view"]}
        return answer


def check_ts(ts: str) -> None:
    """Raise Refused for what is no timestamp."""
    try:
        ts_number(ts)
    except ValueError:
        raise Refused("bad_ts", f"“{ts}” is no message timestamp. One looks like 1767225600.000100.") from None


def _belongs(message: Message, thread_ts: str | None) -> bool:
    if thread_ts is not None:
        return thread_ts in (message.ts, message.thread_ts)
    return message.thread_ts in (None, message.ts) or message.broadcast
