"""The log of the command line: where it goes, and how an event becomes a line."""

from __future__ import annotations

import logging
import sys
import traceback
from datetime import UTC, datetime

from bot.views.log_lines import line

# Whatever a record has of its own is no fact of the event.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class OneLine(logging.Formatter):
    """Each event on one line, its facts as pairs, secrets taken out."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one event out."""
        more = {key: value for key, value in vars(record).items() if key not in _OWN}
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        at = datetime.fromtimestamp(record.created, UTC)
        return line(at, record.levelname, record.name, record.getMessage(), more, trace)


def log_to_stderr(level: str) -> None:
    """Log to standard error; of the libraries only warnings, unless everything is asked for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    # Bolt finds our token in the environment and says that it does not use it: it has it from us already.
    handler.addFilter(lambda record: "`token` will be unused" not in record.getMessage())
    logging.basicConfig(level="DEBUG" if level == "DEBUG" else "WARNING", handlers=[handler], force=True)
    for ours in ("drumbeat", "bot", "handlers", "storage"):
        logging.getLogger(ours).setLevel(level)
    for chatty in ("asyncio", "apscheduler", "sqlalchemy"):
        logging.getLogger(chatty).setLevel("WARNING")
