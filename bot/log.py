"""The log of the command line: where it goes, and how an event becomes a line.

At INFO and above it holds nothing that people typed. Our own lines are fixed words and known facts (tests/test_log.py
reads them all). What others say, exceptions and libraries, may repeat a text, a name or a whole payload: of an
exception there remain its kind, where it was raised, and what is known to be harmless; of a library's message its
opening words. At DEBUG everything is written out.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType

from psycopg import Error as PostgresError
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import Refusal
from bot.views.operations.log_lines import line

OURS = ("drumbeat", "bot", "handlers", "storage")

# Whatever a record has of its own is no fact of the event.
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Words up to the first sign that may begin a value: a quote, a bracket, a colon, a number, a placeholder.
_OPENING = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*(?:[ ,.]+[A-Za-z]+(?:['-][A-Za-z]+)*)*")
# Python's own warnings: "/a/file.py:12: UserWarning: …".
_WARNING = re.compile(r"\S{1,300}:\d{1,9}: \w{1,80}")
_SLACK_CODE = re.compile(r"[a-z][a-z0-9_]{1,60}")
_POINTER = re.compile(r"\[json-pointer:(/[a-z_/0-9]{0,100})\]")
# Exceptions that hold exceptions that hold exceptions: deeper than this, nobody reads them.
_DEEPEST = 10


class OneLine(logging.Formatter):
    """Each event on one line, its facts as pairs, secrets taken out; people's words too, unless `whole`."""

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self._whole = whole

    def format(self, record: logging.LogRecord) -> str:
        """Write one event out."""
        more = {key: value for key, value in vars(record).items() if key not in _OWN}
        at = datetime.fromtimestamp(record.created, UTC)
        error = record.exc_info[1] if record.exc_info else None
        if self._whole:
            message, trace = record.getMessage(), "".join(traceback.format_exception(error)) if error else ""
        else:
            message, trace = _message(record), "\n".join(_lines(error)) if error else ""
        return line(at, record.levelname, record.name, message, more if self._whole or _is_ours(record) else {}, trace)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _message(record: logging.LogRecord) -> str:
    """Return our own words, or the opening ones of somebody else's."""
    if _is_ours(record):
        return record.getMessage()
    if record.name == "py.warnings" and (found := _WARNING.match(record.getMessage())):
        return found[0]
    # A template is cut at its first placeholder.
    said = str(record.msg)
    found = _OPENING.match(said)
    opening = found[0] if found else ""
    return said if opening == said.rstrip(".") else f"{opening} …".lstrip()


# ---------------------------------------------------------------- exceptions


def _lines(error: BaseException, deep: int = 0) -> Iterator[str]:
    """Write an exception out with what led to it, oldest first, as Python does, without its words."""
    if deep > _DEEPEST:
        return
    if error.__cause__ is not None:
        yield from _lines(error.__cause__, deep + 1)
        yield "The above exception was the direct cause of the following exception:"
    elif error.__context__ is not None and not error.__suppress_context__:
        yield from _lines(error.__context__, deep + 1)
        yield "During handling of the above exception, another exception occurred:"
    yield "Traceback (most recent call last):"
    yield from _frames(error.__traceback__)
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    yield f"{name}: {harmless}" if (harmless := _harmless(error)) else name
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, 1):
            yield f"-- {number} of {len(error.exceptions)}:"
            yield from _lines(one, deep + 1)


def _frames(trace: TracebackType | None) -> Iterator[str]:
    for one in traceback.format_tb(trace):
        yield one.rstrip("\n")


def _harmless(error: BaseException) -> str:
    """Return what an exception says that nobody typed, "" where that is not known of its kind."""
    if isinstance(error, Refusal):
        return error.code
    if isinstance(error, SlackApiError):
        return _slack_said(error)
    if isinstance(error, DBAPIError | PostgresError | sqlite3.Error):
        return str(error)  # without values: see storage/engines.py
    if isinstance(error, OSError):
        return error.strerror or ""
    return ""


def _slack_said(error: SlackApiError) -> str:
    """Return Slack's code, and the places in the blocks that it does not like; its sentences may quote them."""
    response = error.response
    data = response if isinstance(response, dict) else getattr(response, "data", None)
    if not isinstance(data, dict):
        return f"HTTP {getattr(response, 'status_code', '')}".rstrip()
    code = str(data.get("error") or "")
    places = _POINTER.findall(str(data.get("response_metadata") or "") + str(data.get("errors") or ""))
    return " ".join([code if _SLACK_CODE.fullmatch(code) else "", *dict.fromkeys(places)]).strip()


# ---------------------------------------------------------------- where it goes


def log_to_stderr(level: str) -> None:
    """Log to standard error; of the libraries only warnings, unless everything is asked for."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine(whole=level == "DEBUG"))
    # Bolt finds our token in the environment and says that it does not use it: it has it from us already.
    handler.addFilter(lambda record: "`token` will be unused" not in str(record.msg))
    logging.basicConfig(level="DEBUG" if level == "DEBUG" else "WARNING", handlers=[handler], force=True)
    for ours in OURS:
        logging.getLogger(ours).setLevel(level)
    for chatty in ("asyncio", "apscheduler", "sqlalchemy"):
        logging.getLogger(chatty).setLevel("WARNING")
    # What Python would print by itself, words and all.
    logging.captureWarnings(True)
    logging.raiseExceptions = False  # a message that does not fit its template would be printed with its values
    sys.excepthook = _crashed
    sys.unraisablehook = lambda found: log.error("an exception was ignored", exc_info=found.exc_value)


@contextmanager
def silenced(library: str) -> Iterator[None]:
    """Keep a library's logger from saying anything for a while: what it would say is said in our own words."""
    logger = logging.getLogger(library)

    def nothing(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(nothing)
    try:
        yield
    finally:
        logger.removeFilter(nothing)


log = logging.getLogger("drumbeat")


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        log.critical("crashed", exc_info=error)
