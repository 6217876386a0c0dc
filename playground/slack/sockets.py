"""Socket Mode: connections, envelopes and acknowledgements."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web

from playground.slack.wire import Ids, Json

MAX_CONNECTIONS = 10
TICKET_SECONDS = 30.0
# How long a connection lives on after `refresh_requested`. Slack's own is longer; nothing new is sent on it meanwhile.
GOODBYE_SECONDS = 1.0

Fate = Literal["acknowledged", "timeout", "undelivered"]


@dataclass
class Outcome:
    """What became of an envelope: acknowledged with a payload (or none), timed out, or nobody was connected."""

    fate: Fate
    payload: Json | None = None


@dataclass
class _Waiting:
    """An envelope on its way."""

    outcome: asyncio.Future[Outcome]
    sent: float


@dataclass
class SocketTrouble:
    """What goes wrong on purpose."""

    silent: bool = False
    refuse: bool = False
    drop_acks: int = 0
    repeat: int = 0


@dataclass
class Hub:
    """All open connections of the app. Each envelope goes to exactly one of them, chosen at random."""

    app_id: str
    ids: Ids
    rng: random.Random
    ack_seconds: Callable[[], float]
    ping_seconds: Callable[[], float]
    journal: Callable[[str, str, Json], int]
    trouble: SocketTrouble = field(default_factory=SocketTrouble)
    connections: list[web.WebSocketResponse] = field(default_factory=list)
    _transports: dict[web.WebSocketResponse, asyncio.Transport] = field(default_factory=dict)
    _tickets: dict[str, float] = field(default_factory=dict)
    _waiting: dict[str, _Waiting] = field(default_factory=dict)
    _silenced: set[web.WebSocketResponse] = field(default_factory=set)
    _going: set[web.WebSocketResponse] = field(default_factory=set)
    _closing: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def waiting(self) -> list[str]:
        """Return the ids of the envelopes that are not acknowledged yet."""
        return list(self._waiting)

    def ticket(self) -> str:
        """Make a ticket for one connection; it is good once, for half a minute."""
        made = self.ids.secret(32)
        self._tickets[made] = time.monotonic() + TICKET_SECONDS
        return made

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one WebSocket from `hello` to its end."""
        expires = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if expires < time.monotonic() or self.trouble.refuse:
            return web.json_response({"ok": False, "error": "not_authed"}, status=403)
        # Pings are answered here, by hand: a silent connection must not answer them.
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        if len(self.connections) >= MAX_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets", "debug_info": _host(self)})
            await socket.close()
            return socket
        self.connections.append(socket)
        if request.transport is not None:
            self._transports[socket] = request.transport
        self.journal("socket", "", {"change": "connected", "connections": len(self.connections)})
        pinger = asyncio.create_task(self._ping(socket))
        try:
            await socket.send_json(
                {
                    "type": "hello",
                    "num_connections": len(self.connections),
                    "debug_info": _host(self) | {"build_number": 1, "approximate_connection_time": 3600},
                    "connection_info": {"app_id": self.app_id},
                }
            )
            await self._listen(socket)
        except ConnectionError:
            pass
        finally:
            pinger.cancel()
            self._forget(socket)
        return socket

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for frame in socket:
            if socket in self._silenced:
                continue
            if frame.type is WSMsgType.PING:
                await socket.pong(frame.data)
            elif frame.type is WSMsgType.TEXT:
                self._acknowledge(str(frame.data))

    async def _ping(self, socket: web.WebSocketResponse) -> None:
        while True:
            await asyncio.sleep(self.ping_seconds())
            if socket not in self._silenced:
                try:
                    await socket.ping(b"Ping from applink")
                except ConnectionError:
                    return

    def _acknowledge(self, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            return
        if not isinstance(answer, dict) or not isinstance(answer.get("envelope_id"), str):
            return
        if self.trouble.drop_acks > 0:
            self.trouble.drop_acks -= 1
            self.journal("fault", "", {"fault": "drop_ack", "envelope_id": answer["envelope_id"]})
            return
        waiting = self._waiting.pop(answer["envelope_id"], None)
        payload = answer.get("payload")
        fields: Json = {"envelope_id": answer["envelope_id"], "payload": payload, "late": waiting is None}
        if waiting:
            fields["ms"] = round((time.monotonic() - waiting.sent) * 1000, 2)
        self.journal("ack", "", fields)
        if waiting and not waiting.outcome.done():
            waiting.outcome.set_result(Outcome("acknowledged", payload if isinstance(payload, dict) else None))

    async def deliver(
        self, kind: str, team: str, payload: Json, *, accepts_response: bool, attempt: int = 0, reason: str = ""
    ) -> Outcome:
        """Send one envelope to one connection and wait for its acknowledgement, at most `ack_seconds`."""
        envelope_id = self.ids.uuid()
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": accepts_response,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        open_ones = [socket for socket in self.connections if socket not in self._going]
        self.journal(
            "envelope",
            team,
            {
                "envelope_id": envelope_id,
                "type": kind,
                "payload": payload,
                "attempt": attempt,
                "delivered": bool(open_ones),
            },
        )
        if not open_ones:
            return Outcome("undelivered")
        socket = self.rng.choice(open_ones)
        waiting = _Waiting(asyncio.get_running_loop().create_future(), time.monotonic())
        self._waiting[envelope_id] = waiting
        try:
            if socket not in self._silenced:
                await socket.send_json(envelope)
            return await asyncio.wait_for(waiting.outcome, self.ack_seconds())
        except (TimeoutError, ConnectionError):
            self.journal("unacknowledged", team, {"envelope_id": envelope_id, "type": kind, "attempt": attempt})
            return Outcome("timeout")
        finally:
            self._waiting.pop(envelope_id, None)

    # ------------------------------------------------------------ trouble

    async def disconnect(self, reason: str) -> None:
        """Say goodbye as Slack does; after a `warning` the connection still works, otherwise it is closed."""
        for socket in list(self.connections):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": _host(self)})
            if reason != "warning":
                self._going.add(socket)
                closing = asyncio.get_running_loop().create_task(self._close_soon(socket))
                self._closing.add(closing)
                closing.add_done_callback(self._closing.discard)

    async def _close_soon(self, socket: web.WebSocketResponse) -> None:
        """Close a connection that was said goodbye to: acknowledgements that are on their way still count."""
        await asyncio.sleep(GOODBYE_SECONDS)
        await socket.close()

    def cut(self) -> None:
        """Drop every connection without a word."""
        for socket in list(self.connections):
            self._abort(socket)

    def silence(self) -> None:
        """Leave the connections open and say nothing on them any more, not even to pings."""
        self._silenced.update(self.connections)

    def mend(self) -> None:
        """End what was set going wrong; connections that were silenced are cut, so that the app comes back."""
        self.trouble = SocketTrouble()
        for socket in list(self._silenced):
            self._abort(socket)

    async def close(self) -> None:
        """Close every connection, at the end."""
        for waiting in list(self._waiting.values()):
            if not waiting.outcome.done():
                waiting.outcome.set_result(Outcome("timeout"))
        for closing in list(self._closing):
            closing.cancel()
        for socket in list(self.connections):
            self._abort(socket)

    def _abort(self, socket: web.WebSocketResponse) -> None:
        transport = self._transports.get(socket)
        if transport is not None:
            transport.abort()
        self._forget(socket)

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._silenced.discard(socket)
        self._transports.pop(socket, None)
        self._going.discard(socket)
        if socket in self.connections:
            self.connections.remove(socket)
            self.journal("socket", "", {"change": "gone", "connections": len(self.connections)})


def _host(hub: Hub) -> Json:
    return {"host": f"applink-{hub.app_id.lower()}"}
