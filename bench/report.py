"""Figures side by side: what, ours, the other's, the ratio, and what we aim at."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One comparison. `better` says which way is good; `aim` is what the ratio ours/theirs is to stay under or over."""

    name: str
    ours: float
    theirs: float
    unit: str
    other: str  # whose figure `theirs` is
    better: str = "lower"
    aim: float | None = None

    @property
    def ratio(self) -> float:
        """Return ours / theirs."""
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def verdict(self) -> str:
        """Return whether the aim is met, in a word or two."""
        if self.aim is None:
            return ""
        met = self.ratio <= self.aim if self.better == "lower" else self.ratio >= self.aim
        sign = "≤" if self.better == "lower" else "≥"
        return f"{sign} {self.aim:g}: {'met' if met else 'MISSED'}"


def median(seconds: Sequence[float], skip: int = 0) -> float:
    """Return the median, the first few left out: they warm caches up."""
    return statistics.median(seconds[skip:])


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the value below which `percent` percent of the values are."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def machine() -> str:
    """Say what this was measured on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    name = next(
        (line.partition(":")[2].strip() for line in _cpu_lines() if line.startswith("model name")), platform.machine()
    )
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores ({name}), {memory:.0f} GiB, {system}"


def resident(pid: int | None = None) -> int:
    """Return the bytes of memory that a process holds; ours without `pid`. Linux alone tells in this way."""
    pages = int(Path(f"/proc/{pid or os.getpid()}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu_lines() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text().splitlines() if file.exists() else []


def table(figures: Sequence[Figure]) -> str:
    """Write figures as a Markdown table."""
    rows = [("what", "Drumbeat", "beside it", "whose", "ratio", "aim")]
    rows += [
        (f.name, _said(f.ours, f.unit), _said(f.theirs, f.unit), f.other, f"{f.ratio:.2f}", f.verdict) for f in figures
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def _said(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"
