"""Golden files: what an older version of the code wrote, byte by byte."""

from __future__ import annotations

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
