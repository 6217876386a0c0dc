"""`make bench`: every figure in one run, side by side. `--quick` is a look, `--only` a part, `--write` for docs."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import cast

from bench import acknowledge, delivery, idle, importing, reminders, years
from bench.report import Figure, machine, table
from tests.databases import Kind, fresh_database
from tests.postgres import programs

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"
INTRO = """# Figures

`make bench` measures these in one run on one machine, so the ratios are what to look at.
`make bench ARGS=--write` wrote this page.

Machine: {machine}. Both databases are files in memory: what a disk adds is not in here. Slack is a bare server that
answers at once, in a process of its own.

{table}

{notes}
"""


def fresh(kind: str) -> AbstractContextManager[str]:
    """Make a migrated database of a kind for the length of a block."""
    return fresh_database(cast(Kind, kind))


def main() -> int:
    """Measure, print, and with `--write` keep the page of docs/."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer of everything: a look, not a figure to quote")
    parser.add_argument(
        "--only", choices=["acknowledge", "delivery", "idle", "importing", "reminders", "years"], action="append"
    )
    parser.add_argument("--write", action="store_true", help=f"write docs/{PAGE.name}")
    asked = parser.parse_args()
    kinds: tuple[str, ...] = ("sqlite", "postgresql") if programs() else ("sqlite",)
    quick = asked.quick
    with tempfile.TemporaryDirectory(prefix="drumbeat-bench-") as name:
        folder = Path(name)
        parts: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
            "acknowledge": lambda: acknowledge.figures(folder, fresh, kinds, 100 if quick else 500),
            "delivery": lambda: delivery.figures(folder, fresh, kinds, 400 if quick else 2000),
            "idle": lambda: idle.figures(
                folder, fresh, kinds, (1_000, 20_000) if quick else (1_000, 100_000, 1_000_000)
            ),
            "importing": lambda: importing.figures(folder, fresh, kinds, 50 if quick else 200),
            "reminders": lambda: reminders.figures(folder, fresh, kinds, 200 if quick else 1000),
            "years": lambda: years.figures(folder, fresh, kinds, (10_000, 50_000 if quick else 250_000)),
        }
        found: list[Figure] = []
        for part, measure in parts.items():
            if asked.only and part not in asked.only:
                continue
            begun = time.monotonic()
            print(f"measuring: {part} …", file=sys.stderr, flush=True)
            found += asyncio.run(_awaited(measure))
            print(f"  {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    print(table(found))
    if asked.write:
        notes = "Where an aim is missed, [the notes](benchmark-notes.md) say why."
        PAGE.write_text(INTRO.format(machine=machine(), table=table(found), notes=notes), encoding="utf-8")
    return 0


async def _awaited(measure: Callable[[], Awaitable[list[Figure]]]) -> list[Figure]:
    return await measure()


if __name__ == "__main__":
    sys.exit(main())
