"""The log: what an operator needs is in it, and nothing that people typed, at INFO and above."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Awaitable, Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import BaseModel, ValidationError
from slack_bolt.listener.async_listener_error_handler import AsyncDefaultListenerErrorHandler
from slack_bolt.logger.messages import warning_unhandled_by_global_middleware, warning_unhandled_request
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Enum, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import WrongAnswers, WrongFields
from bot.domain.refusals import UnknownPerson
from bot.domain.when import UnknownZone
from bot.log import OneLine
from storage.database import Database
from tests.code_base import PACKAGES, ROOT, calls, sources, tree
from tests.logged import logged

# What somebody typed: no line of a log may hold any of it.
TYPED = "Zitronenkuchen für Oma"

log = logging.getLogger("bot.probe")


def raised(error: BaseException) -> BaseException:
    """Raise an exception, so that it has a traceback, and catch it."""
    try:
        raise error
    except BaseException as caught:  # noqa: BLE001 - whatever it is, it is logged
        return caught


async def in_every_way(error: BaseException) -> str:
    """Log an exception as we do, and as the libraries around us do; return all lines."""
    with logged() as lines:
        log.error("something went wrong", exc_info=error, extra={"reference": "0a1b2c3d"})
        try:
            raise error
        except BaseException:  # noqa: BLE001 - whatever it is, it is logged
            if isinstance(error, Exception):
                handler = AsyncDefaultListenerErrorHandler(logging.getLogger("slack_bolt.AsyncApp"))
                await handler.handle(error, AsyncBoltRequest(body="{}", mode="socket_mode"), None)
        sdk = logging.getLogger("slack_sdk.socket_mode.aiohttp")
        sdk.error(f"Failed to run message listeners: {error}, session: s_1")
        sdk.error(f"Failed to receive or enqueue a message: {type(error).__name__}, {error} (s_1)")
        logging.getLogger("apscheduler.executors.default").error('Job "%s" raised an exception', error, exc_info=error)
    return lines.getvalue()


# ---------------------------------------------------------------- the database

PROBE = """CREATE TABLE probe (
    id INTEGER PRIMARY KEY,
    name VARCHAR(40) CONSTRAINT one_of_a_name UNIQUE,
    size INTEGER NOT NULL CONSTRAINT small_enough CHECK (size < 10),
    other INTEGER REFERENCES probe (id)
)"""
INSERT = "INSERT INTO probe (id, name, size, other) VALUES (:id, :name, :size, :other)"


def row(name: object = TYPED, size: object = 1, other: object = None, id: int = 1) -> dict[str, object]:
    return {"id": id, "name": name, "size": size, "other": other}


DAY = Enum("mon", "tue", name="day", validate_strings=True)
FAILS: dict[str, Callable[[Any], Awaitable[object]]] = {
    "unique": lambda tx: tx.execute(text(INSERT), [row(), row(id=2)]),
    "not null": lambda tx: tx.execute(text(INSERT), row(size=None)),
    "check": lambda tx: tx.execute(text(INSERT), row(size=99)),
    "foreign key": lambda tx: tx.execute(text(INSERT), row(other=7)),
    "another type": lambda tx: tx.execute(text(INSERT), row([TYPED], TYPED, {})),
    "no table": lambda tx: tx.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": TYPED}),
    "half a letter": lambda tx: tx.execute(text(INSERT), row(TYPED + "\ud83c")),
}
FAILS_ON_POSTGRESQL: dict[str, Callable[[Any], Awaitable[object]]] = {
    "no number": lambda tx: tx.execute(text("SELECT CAST(:name AS INTEGER)"), {"name": TYPED}),
    "no date": lambda tx: tx.execute(text("SELECT CAST(:name AS TIMESTAMP)"), {"name": TYPED}),
    "no JSON": lambda tx: tx.execute(text("SELECT CAST(:name AS JSON)"), {"name": TYPED}),
    "too long": lambda tx: tx.execute(text(INSERT), row(TYPED * 9)),
    "no letter": lambda tx: tx.execute(text(INSERT), row(TYPED + "\0")),
    "no pattern": lambda tx: tx.execute(text("SELECT 'x' ~ :name"), {"name": f"{TYPED}["}),
    "division": lambda tx: tx.execute(text("SELECT 1 / length(:name) - 1 / 0"), {"name": TYPED}),
}


async def test_no_value_that_the_database_refuses_reaches_the_log(database: Database) -> None:
    """Neither the parameters of a statement, nor the rows that PostgreSQL's own words repeat."""
    async with database.begin() as tx:
        await tx.execute(text(PROBE))
    for name, fail in (FAILS | ({} if database.is_sqlite else FAILS_ON_POSTGRESQL)).items():
        caught: Exception | None = None
        try:
            async with database.begin() as tx:
                await fail(tx)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is logged
            caught = error
        assert caught is not None, name
        lines = await in_every_way(caught)
        assert "Zitronenkuchen" not in lines, name
        assert "Oma" not in lines, name
        if isinstance(caught, DBAPIError):
            assert "Zitronenkuchen" not in f"{caught} {caught.orig} {caught.orig!r}", name


async def test_what_the_database_refuses_is_named(database: Database) -> None:
    """The kind of error, the constraint, and the statement without its values."""
    async with database.begin() as tx:
        await tx.execute(text(PROBE))
    with pytest.raises(DBAPIError) as caught:
        async with database.begin() as tx:
            await FAILS["unique"](tx)
    lines = await in_every_way(caught.value)
    first = lines.splitlines()[0]
    assert "IntegrityError" in first or "UniqueViolation" in first
    assert "probe.name" in first or "one_of_a_name" in first
    assert "INSERT INTO probe" in first
    assert "reference=0a1b2c3d" in first


def mentioning(*words: str) -> Iterator[Path]:
    """List our files that have one of some words anywhere: to read the syntax of all of them would take seconds."""
    for path in sources(*PACKAGES):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in words):
            yield path


MAKERS = {
    "create_engine",
    "create_async_engine",
    "engine_from_config",
    "async_engine_from_config",
    "create_pool_from_url",
}


def test_every_engine_is_made_in_one_place() -> None:
    found = {str(path.relative_to(ROOT)) for path in mentioning(*MAKERS) for name, _ in calls(path) if name in MAKERS}
    assert found == {"storage/engines.py"}


# ---------------------------------------------------------------- everything else that can be raised


class Known(BaseModel):
    """A model that takes numbers alone."""

    size: int


def not_valid() -> Exception:
    with pytest.raises(ValidationError) as caught:
        Known.model_validate({"size": TYPED, TYPED: 1})
    return caught.value


def refused_by_slack() -> Exception:
    answer = {
        "ok": False,
        "error": "invalid_blocks",
        "errors": [f"must be shorter: {TYPED}"],
        "response_metadata": {"messages": [f"[ERROR] {TYPED} [json-pointer:/blocks/3/text/text]"]},
    }
    said = "The request to the Slack API failed."
    return SlackApiError(said, answer)  # type: ignore[no-untyped-call]  # the SDK gives it no type


def chained() -> Exception:
    try:
        try:
            raise ValueError(TYPED)
        except ValueError as error:
            raise RuntimeError(f"cannot read {TYPED}") from error
    except RuntimeError as error:
        return error


def noted() -> Exception:
    error = RuntimeError("cannot read a line")
    error.add_note(f"the line was {TYPED}")
    return error


ERRORS: dict[str, Callable[[], BaseException]] = {
    "key": lambda: KeyError(TYPED),
    "value": lambda: ValueError(f"invalid literal for int() with base 10: '{TYPED}'"),
    "type": lambda: TypeError(f"unhashable: {TYPED}"),
    "attribute": lambda: AttributeError(f"no attribute {TYPED}"),
    "assertion": lambda: AssertionError(TYPED),
    "several arguments": lambda: RuntimeError(TYPED, 7, {"a": TYPED}),
    "letters": lambda: UnicodeDecodeError("utf-8", TYPED.encode("latin-1"), 18, 19, TYPED),
    "JSON": lambda: json.JSONDecodeError(f"Expecting value: {TYPED}", TYPED, 0),
    "validation": not_valid,
    "Slack": refused_by_slack,
    "file": lambda: FileNotFoundError(2, "No such file or directory", f"/tmp/{TYPED}"),
    "system": lambda: OSError(TYPED),
    "address": lambda: aiohttp.InvalidURL(f"https://example.com/{TYPED}"),
    "timeout": lambda: TimeoutError(TYPED),
    "zone": lambda: UnknownZone(TYPED),
    "refusal": lambda: UnknownPerson(name=TYPED),
    "fields": lambda: WrongFields({1: TYPED}),
    "answers": lambda: WrongAnswers({TYPED: TYPED}),
    "cause": chained,
    "note": noted,
    "group": lambda: ExceptionGroup(TYPED, [ValueError(TYPED), chained()]),
    "cancelled": lambda: asyncio.CancelledError(TYPED),
}


@pytest.mark.parametrize("name", ERRORS)
async def test_no_words_of_an_exception_reach_the_log(name: str) -> None:
    """Whatever raised it may have put in what somebody typed; where it was raised is what helps to mend it."""
    error = raised(ERRORS[name]())
    lines = await in_every_way(error)
    assert "Zitronenkuchen" not in lines
    assert "Oma" not in lines
    first = lines.splitlines()[0]
    assert type(error).__name__ in first
    assert "in raised" in first


async def test_what_is_known_to_be_harmless_stays() -> None:
    """Slack's code and the place in the blocks, the system's reason, a refusal's code."""
    assert "invalid_blocks" in (said := await in_every_way(raised(refused_by_slack())))
    assert "/blocks/3/text/text" in said
    assert "No such file or directory" in await in_every_way(raised(ERRORS["file"]()))
    assert "unknown_person" in await in_every_way(raised(ERRORS["refusal"]()))


async def test_an_exception_is_one_line_with_all_that_led_to_it() -> None:
    lines = (await in_every_way(chained())).splitlines()
    assert all(line[:4].isdigit() for line in lines)
    assert "ValueError" in lines[0]
    assert "RuntimeError" in lines[0]
    assert lines[0].index("ValueError") < lines[0].index("direct cause") < lines[0].index("RuntimeError")


# ---------------------------------------------------------------- what libraries say by themselves


def a_request(body: dict[str, Any]) -> AsyncBoltRequest:
    return AsyncBoltRequest(body=json.dumps(body), mode="socket_mode")


UNHANDLED: tuple[dict[str, Any], ...] = (
    {"type": "block_suggestion", "value": TYPED, "action_id": "a", "block_id": "b"},
    {"type": "dialog_submission", "callback_id": "c", "submission": {"name": TYPED}},
    {"type": "interactive_message", "callback_id": "c", "actions": [{"value": TYPED}]},
    {"type": "event_callback", "event": {"type": "message", "text": TYPED}},
    {"command": "/beat", "text": TYPED},
)


@pytest.mark.parametrize("body", UNHANDLED, ids=lambda body: next(iter(body.values())))
def test_what_bolt_does_not_know_is_not_repeated(body: dict[str, Any]) -> None:
    with logged() as lines:
        logging.getLogger("slack_bolt.AsyncApp").warning(warning_unhandled_request(a_request(body)))
        logging.getLogger("slack_bolt.AsyncApp").warning(
            warning_unhandled_by_global_middleware("ours", a_request(body))
        )
    assert "Zitronenkuchen" not in lines.getvalue()
    assert "Unhandled request" in lines.getvalue()


async def test_a_task_that_nobody_waited_for_keeps_its_words_to_itself() -> None:
    async def fails() -> None:
        raise ValueError(TYPED)

    with logged() as lines:
        task = asyncio.get_running_loop().create_task(fails())
        await asyncio.wait([task])
        del task
        gc.collect()
    said = lines.getvalue()
    assert "Zitronenkuchen" not in said
    assert "Task exception was never retrieved" in said
    assert "ValueError" in said
    assert "in fails" in said


def test_a_job_of_the_alarm_clock_that_fails_keeps_its_words_to_itself() -> None:
    with logged() as lines:
        logging.getLogger("apscheduler.executors.default").exception(
            'Job "%s" raised an exception', TYPED, exc_info=raised(ValueError(TYPED))
        )
    assert "Zitronenkuchen" not in lines.getvalue()
    assert "raised an exception" in lines.getvalue() or "Job" in lines.getvalue()


def test_a_warning_of_python_says_where_and_not_what() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        try:
            with logged() as lines:
                warnings.warn(f"Glyph missing: {TYPED}", UserWarning, stacklevel=1)
        finally:
            logging.captureWarnings(False)
    said = lines.getvalue()
    assert "Zitronenkuchen" not in said
    assert "UserWarning" in said
    assert "test_log.py" in said


# ---------------------------------------------------------------- what we say ourselves

LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
# Every fact that a line of ours may have: ids, codes, counts, and the place in a payload by our own names of its parts.
# None of them can hold what somebody typed.
FACTS = {
    *("key", "fate", "reason", "reference", "step", "kind", "method", "workspace", "part", "person", "place"),
    *("version", "database", "in_seconds", "seconds", "by_seconds", "verb", "code", "ref"),
}


def our_calls() -> Iterator[tuple[str, ast.Call]]:
    """List the calls of our loggers, each with where it is."""
    for path in mentioning("log."):
        for name, call in calls(path):
            if name in LEVELS and isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "log":
                yield f"{path.relative_to(ROOT)}:{call.lineno}", call


def test_our_own_lines_are_fixed_words_and_known_facts() -> None:
    found = list(our_calls())
    assert len(found) > 20
    for where, call in found:
        message, *values = call.args
        assert isinstance(message, ast.Constant), where
        if values:  # the doctor's own words, at a start that does not succeed
            assert (message.value, [ast.unparse(one) for one in values]) == ("%s %s", ["what", "remedy"]), where
        for keyword in call.keywords:
            if keyword.arg == "extra":
                assert isinstance(keyword.value, ast.Dict), where
                assert {k.value for k in keyword.value.keys if isinstance(k, ast.Constant)} <= FACTS, where
            else:
                assert keyword.arg == "exc_info", where


def test_nothing_logs_by_another_way() -> None:
    """Every logger is the module's own, and is called `log`, which the rule above reads."""
    for path in mentioning("getLogger"):
        if path.name == "log.py" or "playground" in path.parts:
            continue
        assigned = [ast.unparse(node) for node in tree(path).body if "getLogger" in ast.unparse(node)]
        assert len(assigned) == 1, path
        assert assigned[0].startswith("log = logging.getLogger("), path
    assert [path.name for path in mentioning("logging.info(", "logging.warning(", "logging.error(")] == []


# ---------------------------------------------------------------- at DEBUG, and at the very end


async def test_at_debug_everything_is_written_out() -> None:
    """For minutes, by somebody who knows that they read what people write; a secret is none of it even then."""
    error = raised(ValueError(f"{TYPED} xoxb-1-2"))
    with logged(OneLine(whole=True)) as lines:
        log.error("something went wrong", exc_info=error)
        logging.getLogger("slack_bolt").warning(f"Unhandled request ({TYPED})")
    assert lines.getvalue().count(TYPED) == 2
    assert "xoxb-1-2" not in lines.getvalue()


PROGRAM = f"""
import logging
import warnings
from bot.log import log_to_stderr
log_to_stderr("INFO")

class Forgotten:
    def __del__(self):
        raise ValueError("{TYPED}")

warnings.warn("{TYPED}")
logging.getLogger("some.library").error("%d files", "{TYPED}")
Forgotten()
raise KeyError("{TYPED}")
"""


def test_what_python_would_print_by_itself_is_a_line_of_the_log_too() -> None:
    """A warning, an exception that nobody can catch, and the one that ends the program."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    warned, library, ignored, crashed = done.stderr.splitlines()
    assert done.returncode == 1
    assert "UserWarning" in warned
    assert "some.library" in library
    assert "ValueError" in ignored
    assert "KeyError" in crashed
    assert "CRITICAL" in crashed
    assert "Zitronenkuchen" not in done.stderr


# ---------------------------------------------------------------- the libraries' own calls

LIBRARIES = ("slack_bolt", "slack_sdk", "aiohttp", "apscheduler")
# A value right after a plain word, which the opening words would take along. None of them is anything that is typed.
KNOWN_VALUES = {
    "{name} is not a valid argument",  # a parameter of a listener of ours
    "Failed to rotate tokens due to {rotation_error}",  # we rotate none
}


@pytest.mark.thorough
def test_no_library_puts_a_value_among_its_opening_words() -> None:
    found: set[str] = set()
    for library in LIBRARIES:
        spec = find_spec(library)
        assert spec is not None
        assert spec.origin is not None
        for path in Path(spec.origin).parent.rglob("*.py"):
            found |= {said for said in built(path) if re.match(r"[A-Za-z ,.-]*\{", said)}
    assert {said for said in found if said not in KNOWN_VALUES} == set()


def built(path: Path) -> Iterator[str]:
    """List the texts that a file puts together and logs as a warning or worse."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
            continue
        if "log" not in ast.unparse(node.func.value):
            continue
        if node.func.attr in ("warning", "error", "exception", "critical") and isinstance(node.args[0], ast.JoinedStr):
            yield ast.unparse(node.args[0])[2:-1]
