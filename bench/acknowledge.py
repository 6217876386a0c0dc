"""From a slash command that writes to its acknowledgement; and how long a bot takes to start, and what it weighs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from bench.processes import python
from bench.receiver import Receiver, receiving
from bench.report import Figure, median, resident

FreshDatabase = Callable[[str], AbstractContextManager[str]]
# Both write: a member's choice, the change, the receipt.
TEXTS = ("reminders gentle", "reminders standard")
WARM = 20


async def _measured(
    receiver: Receiver, which: str, count: int, database_url: str = ""
) -> tuple[list[float], float, int]:
    """Run a bot: (seconds of each acknowledgement, seconds until it listened, resident bytes at the end)."""
    begun = time.perf_counter()
    async with python(
        "-m", "bench.bots", which, "--api-url", receiver.api_url, "--database-url", database_url
    ) as process:
        await receiver.connected()
        start = time.perf_counter() - begun
        took = await receiver.commands(count + WARM, *TEXTS)
        return took[WARM:], start, resident(process.pid)


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], count: int) -> list[Figure]:
    """Compare ours with bare Bolt, as it comes and with `process_before_response`."""
    async with receiving(folder) as receiver:
        bare, bare_start, bare_memory = await _measured(receiver, "bare", count)
    async with receiving(folder) as receiver:
        before, _, _ = await _measured(receiver, "bare-before", count)
    found: list[Figure] = []
    for kind in kinds:
        with fresh(kind) as url:
            async with receiving(folder) as receiver:
                ours, start, memory = await _measured(receiver, "ours", count, url)
        name = f"command that writes → acknowledged, {kind}"
        found += [
            Figure(name, median(ours) * 1e3, median(bare) * 1e3, "ms", "bare Bolt, as it comes", aim=0.25),
            Figure(name, median(ours) * 1e3, median(before) * 1e3, "ms", "bare Bolt, process_before_response"),
            Figure(f"start until it listens, {kind}", start, bare_start, "s", "bare Bolt"),
            Figure(f"memory after {count} commands, {kind}", memory / 2**20, bare_memory / 2**20, "MiB", "bare Bolt"),
        ]
    return found
