"""What befalls the bot in a run: where, when and how often it is killed, and what weather Slack makes."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal, Protocol

from tests.faults.stage import Site, Stage

# How long a gate is waited for at a time; a run that ends meanwhile ends the waiting.
AT_A_GATE = "5"
HISTORIES = ("conversations.history", "conversations.replies")


class Trouble(Protocol):
    """One way to be killed."""

    @property
    def is_late(self) -> bool:
        """Tell whether Slack shows a post later than the settling time: the one case in which a second may appear."""
        ...

    def site(self, start: int) -> Site | None:
        """Return where the process started after `start` others kills itself."""
        ...

    async def strike(self, on: Stage) -> None:
        """Do what is done to the bot from outside, while the day is played; cancelled at its end."""
        ...


@dataclass(frozen=True)
class Peace:
    """Nothing befalls it."""

    is_late = False

    def site(self, start: int) -> Site | None:
        """Never."""
        return None

    async def strike(self, on: Stage) -> None:
        """Nothing."""


@dataclass(frozen=True)
class Die(Peace):
    """The first process dies at a site."""

    name: str
    nth: int

    def site(self, start: int) -> Site | None:
        """Once."""
        return (self.name, self.nth) if start == 0 else None


@dataclass(frozen=True)
class DieAgain(Peace):
    """Every process dies at its nth passing of a site: recovering is interrupted too. `nth` leaves room for a start."""

    name: str
    nth: int

    def site(self, start: int) -> Site | None:
        """Always the same."""
        return self.name, self.nth


@dataclass(frozen=True)
class DieStarting(Peace):
    """The first processes die early, each at its nth passing of a site; then one lives."""

    name: str
    nth: int
    times: int

    def site(self, start: int) -> Site | None:
        """So many times."""
        return (self.name, self.nth) if start < self.times else None


@dataclass(frozen=True)
class Doubt(Peace):
    """The nth post is accepted and its answer is lost, and from then on Slack shows no history: nobody can tell."""

    nth: int

    async def strike(self, on: Stage) -> None:
        """Wait at the gate, take the history away, and cut the connection."""
        gate = (await on.do("gates", stage="accepted", method="chat.postMessage", nth=self.nth))["id"]
        while not (await on.see("gates", id=gate, wait=AT_A_GATE))["reached"]:
            pass
        for method in HISTORIES:
            await on.do("faults", kind="status", method=method)
        await on.remove("gates", id=gate, then="cut")


@dataclass(frozen=True)
class Hold(Peace):
    """The nth call of a method is held at a stage of its way through Slack, and the bot is killed meanwhile.

    Then the call goes on at once (`go`), or its connection is cut (`cut`), or it goes on when the next process has
    posted something (`late`): then Slack accepts what everybody thought was lost.
    """

    stage: str
    method: str
    nth: int
    then: Literal["go", "cut", "late"]

    @property
    def is_late(self) -> bool:  # type: ignore[override]
        """Only where it is held back."""
        return self.then == "late"

    async def strike(self, on: Stage) -> None:
        """Wait at the gate, kill, and let go."""
        gate = (await on.do("gates", stage=self.stage, method=self.method, nth=self.nth))["id"]
        while not (await on.see("gates", id=gate, wait=AT_A_GATE))["reached"]:
            pass
        posted = _posts(on)
        on.kill()
        while self.then == "late" and _posts(on) == posted:
            await asyncio.sleep(0.01)
        await on.remove("gates", id=gate, then="cut" if self.then == "cut" else "go")


def _posts(on: Stage) -> int:
    return sum(e["kind"] == "message" and e.get("by") == "app" and e["change"] == "posted" for e in on.journal())


@dataclass(frozen=True)
class Anytime(Peace):
    """Killed at random instants: `kills` times, each up to `within` seconds after the one before."""

    seed: int
    kills: int
    within: float

    async def strike(self, on: Stage) -> None:
        """Wait, kill, and wait for the next one."""
        dice = random.Random(self.seed)
        struck = 0
        while struck < self.kills:
            await asyncio.sleep(dice.uniform(0, self.within))
            struck += on.kill()


@asynccontextmanager
async def befallen(on: Stage, trouble: Trouble) -> AsyncIterator[None]:
    """Have a trouble strike while the block runs."""
    striking = asyncio.create_task(trouble.strike(on))
    try:
        yield
    finally:
        striking.cancel()
        # What went wrong with the trouble itself must not be taken for a bot that came through.
        found = (await asyncio.gather(striking, return_exceptions=True))[0]
    if isinstance(found, Exception):
        raise found


# ---------------------------------------------------------------- the weather


@dataclass(frozen=True)
class Fault:
    """One kind of trouble that Slack makes on its own, as playground/README.md names them."""

    kind: str
    probability: float = 1.0


FAIR: tuple[Fault, ...] = ()
UNANSWERED = (Fault("first_of_each_key"),)
LOSSY = (
    Fault("ratelimited", 0.20),
    Fault("status", 0.05),
    # 5 % of connections are reset, half of them before Slack has accepted anything.
    Fault("reset_before", 0.025),
    Fault("reset_after", 0.025),
)
# Starting is not what is tried here: what a message needs on its way is.
ROUGH = ("chat.postMessage", "chat.update", "chat.delete", "conversations.open", "conversations.history")
ROUGH_TOO = ("conversations.replies",)


async def make_weather(on: Stage, weather: tuple[Fault, ...], seed: int) -> None:
    """Set what Slack does wrong from now on, the same for the same seed."""
    await on.do("seed", seed=seed)
    for fault in weather:
        for method in (*ROUGH, *ROUGH_TOO):
            await on.do("faults", kind=fault.kind, method=method, probability=fault.probability, retry_after=1)
