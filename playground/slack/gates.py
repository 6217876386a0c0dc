"""Gates: hold one Web API call at one stage of its way, until told to let it pass or to cut it there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from playground.slack.errors import Refused
from playground.slack.wire import Json

STAGES = ("before_read", "headers_read", "body_read", "accepted", "half_answered", "answered")


@dataclass
class Gate:
    """One gate. It is passed `nth - 1` times, holds the nth call, and is used up then."""

    id: str
    stage: str
    method: str
    nth: int
    passed: int = 0
    held: Json | None = None
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)
    cut: bool = False


@dataclass
class Gates:
    """All gates that are set."""

    gates: dict[str, Gate] = field(default_factory=dict)
    _made: int = 0

    def add(self, stage: str, method: str = "*", nth: int = 1) -> str:
        """Set a gate and return its id."""
        if stage not in STAGES:
            raise Refused("no_such_stage", f"There is no stage {stage}. There are: {', '.join(STAGES)}.")
        self._made += 1
        gate = Gate(f"G{self._made}", stage, method, nth)
        self.gates[gate.id] = gate
        return gate.id

    async def reached(self, gate_id: str, wait: float) -> Json:
        """Wait until a gate holds a call; return which, or `reached: false` after `wait` seconds."""
        gate = self._find(gate_id)
        try:
            await asyncio.wait_for(gate.reached.wait(), wait)
        except TimeoutError:
            return {"id": gate.id, "reached": False}
        return {"id": gate.id, "reached": True} | (gate.held or {})

    def release(self, gate_id: str | None, then: str = "go") -> None:
        """Let go on (`go`) or cut the connection (`cut`) of what one gate, or every gate, holds; remove the gate."""
        if then not in ("go", "cut"):
            raise Refused("no_such_release", "A gate is released with then=go or then=cut.")
        for gate in [self._find(gate_id)] if gate_id else list(self.gates.values()):
            gate.cut = then == "cut"
            gate.released.set()
            self.gates.pop(gate.id, None)

    async def hold(self, stage: str, method: str, args: Json | None) -> bool:
        """Stop here if a gate says so; return whether the connection is then to be cut."""
        for gate in list(self.gates.values()):
            if gate.stage != stage or gate.method not in ("*", method) or gate.reached.is_set():
                continue
            gate.passed += 1
            if gate.passed < gate.nth:
                continue
            gate.held = {"method": method, "args": args}
            gate.reached.set()
            await gate.released.wait()
            return gate.cut
        return False

    def _find(self, gate_id: str) -> Gate:
        if gate_id not in self.gates:
            raise Refused("no_such_gate", f"There is no gate {gate_id} any more.", status=404)
        return self.gates[gate_id]

    def shape(self) -> list[Json]:
        """Return all gates."""
        return [
            {"id": g.id, "stage": g.stage, "method": g.method, "nth": g.nth, "reached": g.reached.is_set()}
            for g in self.gates.values()
        ]
