"""What the bot would write to its log, collected while something happens."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bot.log import OneLine


@contextmanager
def logged(formatter: logging.Formatter | None = None) -> Iterator[io.StringIO]:
    """Collect the lines of the log at INFO and above."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setLevel(logging.INFO)
    handler.setFormatter(formatter or OneLine())
    loggers = [logging.getLogger(name) for name in ("", "bot", "handlers", "storage")]
    before = [one.level for one in loggers]
    loggers[0].addHandler(handler)
    for one in loggers:
        one.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        loggers[0].removeHandler(handler)
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
