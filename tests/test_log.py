"""The log: what an operator needs is in it, and nothing that people typed, at INFO and above."""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import logging
import warnings
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from pydantic import BaseModel, ValidationError
from slack_bolt.listener.async_listener_error_handler import AsyncDefaultListenerErrorHandler
from slack_bolt.logger.messages import warning_unhandled_by_global_middleware, warning_unhandled_request
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from sqlalchemy import Enum, bindparam, select, text
from sqlalchemy.exc import DBAPIError

from bot.domain.errors import Refusal, WrongAnswers, WrongFields
from bot.domain.when import UnknownZone
from storage.database import Database
from tests.code_base import ROOT, calls, sources, texts
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


FAILS: dict[str, Callable[[Any], Awaitable[object]]] = {
    "unique": lambda tx: tx.execute(text(INSERT), [row(), row(id=2)]),
    "not null": lambda tx: tx.execute(text(INSERT), row(size=None)),
    "check": lambda tx: tx.execute(text(INSERT), row(size=99)),
    "foreign key": lambda tx: tx.execute(text(INSERT), row(other=7)),
    "another type": lambda tx: tx.execute(text(INSERT), row([TYPED], TYPED, {})),
    "no table": lambda tx: tx.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": TYPED}),
    "half a letter": lambda tx: tx.execute(text(INSERT), row(TYPED + "\ud83c")),
    "no such choice": lambda tx: tx.execute(select(bindparam("x", TYPED, Enum("mon", "tue", name="day")))),
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


MAKERS = {
    "create_engine",
    "create_async_engine",
    "engine_from_config",
    "async_engine_from_config",
    "create_pool_from_url",
}


def test_every_engine_is_made_in_one_place() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in sources("bot", "handlers", "storage", "playground", "manifests")
        for name, _ in calls(path)
        if name in MAKERS
    }
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
    return SlackApiError("The request to the Slack API failed.", answer)


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
    "refusal": lambda: Refusal("role_unknown", name=TYPED),
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
    assert "role_unknown" in await in_every_way(raised(ERRORS["refusal"]()))


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
# Every fact that a line of ours may have: ids, codes, counts. None of them can hold what somebody typed.
FACTS = {
    *("key", "fate", "reason", "reference", "step", "kind"),
    *("version", "database", "in_seconds", "seconds", "by_seconds"),
}


def our_calls() -> Iterator[tuple[str, ast.Call]]:
    """List the calls of our loggers, each with where it is."""
    for path in sources("bot", "handlers", "storage"):
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
    """Through a logger called `log`, which the rule above reads; prints are the command line's answers."""
    for path in sources("bot", "handlers", "storage"):
        for name, call in calls(path):
            if name == "getLogger":
                assert "__name__" in ast.unparse(call) or texts(call) or path.name == "log.py", path
            if name in LEVELS - {"log"} and isinstance(call.func, ast.Attribute):
                owner = ast.unparse(call.func.value)
                assert owner in ("log", "Pace", "self") or "log" not in owner.lower(), f"{path}:{call.lineno}"
