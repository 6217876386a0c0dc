"""How processor time grows with a hostile text: ten times the text may take fifteen times as long, and no more."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

SHORT, LONG = 1_000, 10_000
MOST = 15
# At 10,000 characters, what tries every place from every place takes a hundredth of a second and more.
# Below this there is nothing to compare but noise.
FLOOR = 0.004
TRIES = 4
BESIDE = LONG // SHORT // 2


def growth(run: Callable[[str], object], short: str, long: str, floor: float = FLOOR) -> float:
    """Return how many times as long `run` takes for the long text as for the short one; 0 where that is no time.

    What looks slow is measured again, between as many short runs as take about as long: a machine that is busy with
    something else slows both, and the least factor counts.
    """
    run(short)  # fonts, zones and other tables are loaded by the first text
    slow = spent(run, long)
    if slow < floor:
        return 0
    factor = slow / min(spent(run, short) for _ in range(3))
    for _ in range(TRIES):
        # What a busy machine adds is less than a second; a text that really wears something out takes longer.
        if factor <= MOST or slow > 1:
            break
        before = [spent(run, short) for _ in range(BESIDE)]
        slow = spent(run, long)
        after = [spent(run, short) for _ in range(BESIDE)]
        factor = min(factor, slow * 2 * BESIDE / sum(before + after))
    return factor if slow >= floor else 0


def spent(run: Callable[[str], object], text: str) -> float:
    """Return the processor time that one run takes, in seconds, without that of clearing up after other tests."""
    gc.disable()
    try:
        before = time.process_time()
        run(text)
        return time.process_time() - before
    finally:
        gc.enable()
