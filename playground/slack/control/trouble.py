"""Making trouble: faults, rate limits, gates and sockets that misbehave; and the host's clock."""

from __future__ import annotations

import difflib

from playground.slack import reference
from playground.slack.api.door import METHODS
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.wire import Json
from playground.slack.workspace import Workspace


class Trouble:
    """What goes wrong on purpose."""

    def __init__(self, server: Engine, ws: Workspace) -> None:
        self._server = server
        self._ws = ws

    async def fault(self, kind: str, **given: object) -> Json:
        """Set a fault; see playground/README.md for kinds and arguments."""
        method = str(given.get("method") or "*")
        if method not in ("*", "upload") and method not in METHODS:
            near = difflib.get_close_matches(method, METHODS, n=1)
            meant = f"Did you mean {near[0]}?" if near else "playground/slack/api has them all."
            raise Refused("no_such_method", f"There is no method {method} here. {meant}")
        return {"id": self._server.faults.add(kind, **given)}

    async def errors(self, method: str = "*") -> Json:
        """Return the errors that a fault of the kind `error` may have: those with which Slack refuses a method."""
        return {"errors": sorted(reference.errors_of(method))}

    async def faults(self) -> Json:
        """Return the faults that are set."""
        return {"faults": [fault.shape() for fault in self._server.faults.set.values()]}

    async def clear_faults(self, id: str | None = None) -> Json:
        """Remove one fault, or all."""
        self._server.faults.clear(id)
        return {}

    async def socket(self, do: str, reason: str = "refresh_requested", count: int = 1) -> Json:
        """Make Socket Mode misbehave: disconnect, cut, silence, drop_acks, repeat, refuse; `mend` ends all of it."""
        hub = self._server.hub
        if do == "disconnect":
            if reason not in ("warning", "refresh_requested", "link_disabled"):
                raise Refused("no_such_reason", "A disconnect is a warning, refresh_requested or link_disabled.")
            await hub.disconnect(reason)
        elif do == "cut":
            hub.cut()
        elif do == "silence":
            hub.silence()
        elif do == "drop_acks":
            hub.trouble.drop_acks = count
        elif do == "repeat":
            hub.trouble.repeat = count
        elif do == "refuse":
            hub.trouble.refuse = True
        elif do == "mend":
            hub.mend()
        else:
            raise Refused(
                "no_such_trouble", "A socket can disconnect, cut, silence, drop_acks, repeat, refuse or mend."
            )
        return {"connections": len(hub.connections)}

    async def limit(self, on: bool | None = None, per_minute: dict[str, int] | None = None) -> Json:
        """Switch Slack's rate limits on or off, or set single methods' calls a minute."""
        limits = self._server.limits
        limits.reset()
        if on is not None:
            limits.on = on
            if not on:
                limits.per_minute = {}
        if per_minute is not None:
            limits.per_minute |= per_minute
        return limits.shape()

    async def limits(self) -> Json:
        """Return the rate limits that are set."""
        return self._server.limits.shape()

    async def gate(self, stage: str, method: str = "*", nth: int = 1) -> Json:
        """Set a gate: the nth call of the method from now on is held at that stage."""
        return {"id": self._server.gates.add(stage, method, nth)}

    async def gates(self) -> Json:
        """Return the gates that are set."""
        return {"gates": self._server.gates.shape()}

    async def reached(self, id: str, wait: float = 10.0) -> Json:
        """Wait until a gate holds a call."""
        return await self._server.gates.reached(id, wait)

    async def release(self, id: str | None = None, then: str = "go") -> Json:
        """Let a gate's call go on, or cut its connection; without id all gates."""
        self._server.gates.release(id, then)
        return {}

    async def seed(self, seed: int) -> Json:
        """Reseed the random generator of trouble."""
        self._server.faults.rng.seed(seed)
        return {}

    async def clock(self, **request: object) -> Json:
        """Hand a wish about the clock to the host; raise Refused (501) where there is none."""
        if self._server.on_clock is None:
            raise Refused(
                "no_clock", "This Slack runs on its own, and nobody here can push a clock. Use make demo.", status=501
            )
        return await self._server.on_clock(dict(request))
