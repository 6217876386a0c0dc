"""The barest thing that speaks Slack's wire, in a process of its own: it answers, counts and times, and stores nothing.

The playground is strict, and so it is slow: measured against it, every bot would look alike.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

TEAM, USER, BOT, CHANNEL = "T0BENCH00", "U0PERSON0", "U0BOT0000", "C0CHANNEL"


@dataclass
class Seen:
    """What came in: when each post did (seconds of the machine's clock), and the open connections."""

    posts: list[float] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    acks: dict[str, asyncio.Future[float]] = field(default_factory=dict)


async def _api(request: web.Request) -> web.Response:
    seen: Seen = request.app[SEEN]
    match request.match_info["method"]:
        case "chat.postMessage":
            await request.read()
            seen.posts.append(time.time())
            return web.json_response({"ok": True, "channel": CHANNEL, "ts": f"{time.time():.6f}"})
        case "apps.connections.open":
            return web.json_response({"ok": True, "url": str(request.url.with_scheme("ws").with_path("/socket"))})
        case "auth.test":
            who = {"team_id": TEAM, "team": "Bench", "user_id": BOT, "user": "drumbeat", "bot_id": "B0BENCH00"}
            return web.json_response({"ok": True, **who})
        case "conversations.open":
            return web.json_response({"ok": True, "channel": {"id": "D0DIRECT0"}})
        case "users.info":
            user = {"id": USER, "name": "sample", "tz": "UTC", "profile": {}}
            return web.json_response({"ok": True, "user": user})
    return web.json_response({"ok": True, "members": [], "channels": [], "messages": []})


async def _socket(request: web.Request) -> web.WebSocketResponse:
    seen: Seen = request.app[SEEN]
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    await socket.send_json({"type": "hello", "num_connections": 1})
    seen.sockets.append(socket)
    async for said in socket:
        if said.type is not aiohttp.WSMsgType.TEXT or not said.data.startswith("{"):
            continue
        waiting = seen.acks.pop(json.loads(said.data).get("envelope_id", ""), None)
        if waiting and not waiting.done():
            waiting.set_result(time.perf_counter())
    seen.sockets.remove(socket)
    return socket


def _command(number: int, text: str) -> dict[str, Any]:
    body = {
        "command": "/beat",
        "text": text,
        "team_id": TEAM,
        "user_id": USER,
        "user_name": "sample",
        "channel_id": "D0DIRECT0",
        "channel_name": "directmessage",
        "trigger_id": f"{time.time_ns()}.{number}",
        "response_url": "http://127.0.0.1:9/none",
        "api_app_id": "A0BENCH00",
    }
    return {"type": "slash_commands", "envelope_id": f"e{time.time_ns()}", "payload": body}


async def _commands(request: web.Request) -> web.Response:
    """Send commands one after the other over the first connection; answer with the seconds that each took."""
    seen: Seen = request.app[SEEN]
    asked = await request.json()
    took: list[float] = []
    for number in range(int(asked["count"])):
        envelope = _command(number, asked["texts"][number % len(asked["texts"])])
        waiting = seen.acks[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await seen.sockets[0].send_json(envelope)
        took.append(await asyncio.wait_for(waiting, 60) - begun)
    return web.json_response(took)


def _press(action_id: str, value: str) -> dict[str, Any]:
    now = f"{time.time():.6f}"
    body = {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": USER, "username": "sample", "team_id": TEAM},
        "channel": {"id": CHANNEL, "name": "sample"},
        "container": {"type": "message", "message_ts": now, "channel_id": CHANNEL, "is_ephemeral": False},
        "message": {"type": "message", "ts": now, "text": "sample"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": now}],
        "trigger_id": f"{time.time_ns()}.0",
        "response_url": "http://127.0.0.1:9/none",
        "api_app_id": "A0BENCH00",
    }
    return {"type": "interactive", "envelope_id": f"e{time.time_ns()}", "payload": body}


async def _presses(request: web.Request) -> web.Response:
    """Send one press over the first connection; answer with the seconds until it was acknowledged."""
    seen: Seen = request.app[SEEN]
    asked = await request.json()
    envelope = _press(asked["action_id"], asked["value"])
    waiting = seen.acks[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
    begun = time.perf_counter()
    await seen.sockets[0].send_json(envelope)
    return web.json_response(await asyncio.wait_for(waiting, 60) - begun)


async def _look(request: web.Request) -> web.Response:
    seen: Seen = request.app[SEEN]
    if request.method == "DELETE":
        seen.posts.clear()
    return web.json_response({"posts": seen.posts, "sockets": len(seen.sockets)})


SEEN = web.AppKey("seen", Seen)


def application() -> web.Application:
    """Return the server."""
    app = web.Application()
    app[SEEN] = Seen()
    app.router.add_route("*", "/api/{method}", _api)
    app.router.add_get("/socket", _socket)
    app.router.add_post("/commands", _commands)
    app.router.add_post("/presses", _presses)
    app.router.add_route("*", "/seen", _look)
    return app


def main() -> None:
    """Serve on a free port of this machine, and print it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port-file", required=True)
    file = Path(parser.parse_args().port_file)

    async def serve() -> None:
        runner = web.AppRunner(application(), access_log=None)
        await runner.setup()
        listening = socket.create_server(("127.0.0.1", 0))
        await web.SockSite(runner, listening).start()
        file.write_text(str(listening.getsockname()[1]))
        await asyncio.Event().wait()

    asyncio.run(serve())


@dataclass(frozen=True)
class Receiver:
    """A receiver that runs, and how to ask it."""

    url: str

    @property
    def api_url(self) -> str:
        """Return what a bot takes for Slack's address."""
        return f"{self.url}/api/"

    async def seen(self) -> dict[str, Any]:
        """Return when posts came in, and how many connections are open."""
        async with aiohttp.ClientSession() as session, session.get(f"{self.url}/seen") as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def forget(self) -> None:
        """Forget the posts."""
        async with aiohttp.ClientSession() as session, session.delete(f"{self.url}/seen") as answer:
            await answer.read()

    async def commands(self, count: int, *texts: str) -> list[float]:
        """Have commands sent, one after the other; returns the seconds until each was acknowledged."""
        asked = {"count": count, "texts": texts}
        timeout = aiohttp.ClientTimeout(total=600)
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(f"{self.url}/commands", json=asked) as answer,
        ):
            answer.raise_for_status()
            took: list[float] = await answer.json()
            return took

    async def press(self, action_id: str, value: str) -> float:
        """Have a button pressed; returns the seconds until that was acknowledged."""
        asked = {"action_id": action_id, "value": value}
        async with aiohttp.ClientSession() as session, session.post(f"{self.url}/presses", json=asked) as answer:
            answer.raise_for_status()
            took: float = await answer.json()
            return took

    async def connected(self) -> None:
        """Wait until a bot listens."""
        async with asyncio.timeout(60):
            while not (await self.seen())["sockets"]:
                await asyncio.sleep(0.005)

    async def received(self, count: int, within: float = 300) -> list[float]:
        """Wait for `count` posts, and return when each came in."""
        async with asyncio.timeout(within):
            while len(posts := (await self.seen())["posts"]) < count:
                await asyncio.sleep(0.05)
        return sorted(posts)


@asynccontextmanager
async def receiving(folder: Path) -> AsyncIterator[Receiver]:
    """Run a receiver for the length of the block."""
    from bench.processes import python  # its process has no need of it

    port_file = folder / f"port-{time.time_ns()}"
    async with python("-m", "bench.receiver", "--port-file", str(port_file)):
        async with asyncio.timeout(20):
            while not (port_file.exists() and port_file.read_text()):
                await asyncio.sleep(0.01)
        yield Receiver(f"http://127.0.0.1:{port_file.read_text()}")


if __name__ == "__main__":
    main()
