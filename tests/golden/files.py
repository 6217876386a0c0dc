"""Golden files: what an older version of the code wrote, byte by byte."""

from __future__ import annotations

import fcntl
from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent


@dataclass(frozen=True)
class Golden:
    """Compares with golden files; where `rewrites` is set (`pytest --golden`), writes them instead."""

    rewrites: bool

    def holds(self, name: str, text: str) -> None:
        """Fail where a golden file has other bytes."""
        path = GOLDEN / name
        if self.rewrites:
            path.write_bytes(text.encode())
        assert text == path.read_bytes().decode(), f"{name} has changed. Is it meant? `--golden` rewrites it."

    def knows(self, name: str, shapes: Set[str]) -> None:
        """Fail where a shape is not among those of a golden file; where it rewrites, add it.

        A file has the shapes of many tests, and one test has few of them: what no test makes any more is taken out by
        hand.
        """
        with (GOLDEN / name).open("r+", encoding="utf-8") as file:
            if self.rewrites:
                fcntl.flock(file, fcntl.LOCK_EX)  # other workers add to it, too
            known = set(file.read().splitlines())
            if self.rewrites and not shapes <= known:
                known |= shapes
                file.seek(0)
                file.writelines(f"{one}\n" for one in sorted(known))
        new = sorted(shapes - known)
        assert not new, f"not in {name}: {new}. People have what was there before. `--golden` adds what is meant."
