"""The journal: everything that this Slack accepted, decided and sent, in order, kept outside of the app."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from playground.slack.wire import Json


class Journal:
    """Append-only entries, in memory and (optionally) as JSON lines in a file.

    An entry is flushed to the file before `write` returns, so what the app was told is on disk before it was told.
    """

    def __init__(self, now: Callable[[], datetime], path: Path | None = None) -> None:
        self._now = now
        self._file: IO[str] | None = path.open("a", encoding="utf-8") if path else None
        self.entries: list[Json] = []
        self._grown = asyncio.Event()

    def write(self, kind: str, team: str, fields: Json) -> int:
        """Append one entry and return its number (`seq`, from 1)."""
        seq = len(self.entries) + 1
        real = datetime.fromtimestamp(time.time(), UTC)
        entry: Json = {
            "seq": seq,
            "at": real.isoformat(),
            "clock": self._now().isoformat(),
            "team": team,
            "kind": kind,
            **fields,
        }
        if self._file:
            self._file.write(json.dumps(entry, ensure_ascii=False) + "\n")
            self._file.flush()
        self.entries.append(entry)
        self._grown.set()
        self._grown = asyncio.Event()
        return seq

    def since(self, seq: int, kind: str | None = None) -> list[Json]:
        """Return the entries after number `seq`, of one kind or all."""
        return [entry for entry in self.entries[max(seq, 0) :] if kind is None or entry["kind"] == kind]

    async def wait(self, after: int, seconds: float) -> bool:
        """Wait for an entry after number `after`; return whether there was one within `seconds`."""
        if len(self.entries) > after:
            return True
        try:
            await asyncio.wait_for(self._grown.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()
            self._file = None
