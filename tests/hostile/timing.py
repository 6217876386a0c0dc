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


def growth(run: Callable[[str], object], short: str, long: str, floor: float = FLOOR) -> float:
    """Return how many times as long `run` takes for the long text as for the short one; 0 where that is no time.

    The best of several runs counts: a busy machine can only add to a time.
    """
    run(short)  # fonts, zones and other tables are loaded by the first text
    slow = spent(run, long)
    if slow < floor:
        return 0
    quick = min(spent(run, short) for _ in range(3))
    for _ in range(TRIES):
        # What a busy machine adds is less than this.
        if not MOST * quick < slow < 3 * MOST * quick:
            break
        quick = min(quick, *(spent(run, short) for _ in range(3)))
        slow = min(slow, spent(run, long))
    return slow / quick if slow >= floor else 0


def spent(run: Callable[[str], object], text: str) -> float:
    """Return the processor time that one run takes, in seconds, without that of clearing up after other tests."""
    gc.disable()
    try:
        before = time.process_time()
        run(text)
        return time.process_time() - before
    finally:
        gc.enable()
