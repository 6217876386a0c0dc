"""Trouble on purpose: what goes wrong with which Web API calls, how often, the same again for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from playground.slack import reference
from playground.slack.errors import Refused
from playground.slack.wire import Json

# Kinds that strike before the call is accepted, and after.
BEFORE = ("ratelimited", "status", "error", "reset_before", "slow", "hang_before")
_GIVEN = ("method", "probability", "count", "seconds", "retry_after", "error", "status", "args", "unlisted")
AFTER = ("reset_after", "slow_answer", "hang", "half", "first_of_each_key")


@dataclass
class Fault:
    """One kind of trouble. `count` None: as often as it comes; `probability` is asked for each call.

    With `args`, only calls whose arguments have these values are hit. `unlisted` lets `error` be one that no reference
    has: Slack invents new ones.
    """

    id: str
    kind: str
    method: str = "*"
    probability: float = 1.0
    count: int | None = None
    seconds: float = 1.0
    retry_after: int = 1
    error: str = "internal_error"
    status: int = 500
    args: Json = field(default_factory=dict)
    unlisted: bool = False
    struck: int = 0
    keys: set[str] = field(default_factory=set)

    def shape(self) -> Json:
        """Return what is set, and how often it has struck."""
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "probability": self.probability,
            "count": self.count,
            "seconds": self.seconds,
            "retry_after": self.retry_after,
            "error": self.error,
            "status": self.status,
            "args": self.args,
            "unlisted": self.unlisted,
            "struck": self.struck,
        }


@dataclass
class Faults:
    """All trouble that is set, oldest first; of several that fit, the first that strikes counts."""

    rng: random.Random
    set: dict[str, Fault] = field(default_factory=dict)
    _made: int = 0

    def add(self, kind: str, **given: object) -> str:
        """Set one kind of trouble and return its id.

        Raises Refused for a kind or an argument that there is not, and for an error that Slack does not have there.
        """
        if kind not in BEFORE + AFTER:
            raise Refused("no_such_fault", f"There is no fault {kind}. There are: {', '.join(BEFORE + AFTER)}.")
        fault = Fault("", kind)
        for name, value in given.items():
            if name not in _GIVEN:
                raise Refused("bad_fault", f"A fault has no {name}. See playground/README.md.")
            if value is not None:
                setattr(fault, name, value)
        if kind == "error" and not fault.unlisted:
            reference.check(fault.method, fault.error)
        self._made += 1
        fault.id = f"F{self._made}"
        self.set[fault.id] = fault
        return fault.id

    def clear(self, fault_id: str | None = None) -> None:
        """Remove one, or all."""
        if fault_id is None:
            self.set.clear()
        else:
            self.set.pop(fault_id, None)

    def strike_before(self, method: str, args: Json) -> Fault | None:
        """Return the trouble that befalls this call before it is accepted, or None."""
        return self._strike(method, args, BEFORE, None)

    def strike_after(self, method: str, args: Json, key: str | None) -> Fault | None:
        """Return the trouble that befalls this call once accepted, or None; `key` is its metadata as text."""
        return self._strike(method, args, AFTER, key)

    def _strike(self, method: str, args: Json, kinds: tuple[str, ...], key: str | None) -> Fault | None:
        for fault in list(self.set.values()):
            if fault.kind not in kinds or fault.method not in ("*", method):
                continue
            if any(args.get(name) != value for name, value in fault.args.items()):
                continue
            if fault.kind == "first_of_each_key":
                if key is None or key in fault.keys:
                    continue
                fault.keys.add(key)
            elif fault.probability < 1 and self.rng.random() >= fault.probability:
                continue
            fault.struck += 1
            if fault.count is not None and fault.struck >= fault.count:
                del self.set[fault.id]
            return fault
        return None
