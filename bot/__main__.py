"""The command line: run, demo, migrate, doctor, manifest, export, import, lead, schema, version, help.

Exit codes: 0 well, 1 findings, 2 something is to be done.
"""

from __future__ import annotations

import asyncio
import difflib
import importlib
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import aiohttp
from pydantic import ValidationError
from slack_sdk.errors import SlackApiError
from sqlalchemy.exc import SQLAlchemyError

from bot import file_commands, lead_command, zone_data
from bot.app import Bot, SystemClock, build
from bot.delivery.doctor import ask_slack, gather
from bot.domain.doctor import Answer, Facts, Finding, Memory, database, findings, is_well, of_slips, tokens
from bot.log import log_to_stderr, silenced
from bot.settings import TAKES, Settings, missing, problems_of, slips
from bot.views.operations import command_line
from bot.views.operations import doctor as words
from manifests import socket_mode
from storage import inspection
from storage.database import CannotMigrate, DatabaseIsTaken, SqliteLock, migrate

log = logging.getLogger("drumbeat")

WELL, FINDINGS, TO_DO = 0, 1, 2
# What may pass by itself (Slack or the database out of reach) is tried again after these, the last one for ever.
TRIED_AGAIN = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0)

# Above this module in the house (it knows both sides), so it is named and not imported.
DEMO = "playground.demo"
ASKS_FOR_HELP = frozenset({"-h", "--help"})


def main() -> None:
    """Run one command and exit with its code."""
    sys.exit(command(sys.argv[1:]))


def command(arguments: Sequence[str]) -> int:
    """Run the command that was typed, and return its exit code."""
    zone_data.use_newest()
    if not arguments:
        return _to_do("Say what to do, such as: drumbeat run. To see all commands: drumbeat help.")
    name, *rest = arguments
    if name in ("version", "-V", "--version") and not rest:
        print(f"drumbeat {version('drumbeat')}")
        return WELL
    if name in ("help", *ASKS_FOR_HELP):
        return _help(rest)
    if name not in command_line.ABOUT:
        return _unknown(name, "drumbeat")
    if ASKS_FOR_HELP & set(rest):
        return _help([name])
    if name in file_commands.OPTIONS:
        return _of_files(name, rest)
    if name == "demo":
        return int(importlib.import_module(DEMO).main(rest))
    if rest:
        return _to_do(f"`{name}` takes nothing after it. Type: drumbeat {name}")
    return COMMANDS[name]()


def _help(rest: Sequence[str]) -> int:
    """Print what there is to know of everything, or of one command."""
    if not rest:
        print(command_line.overview(version("drumbeat"), words.TOKENS_PAGE))
        return WELL
    if rest[0] not in command_line.ABOUT:
        return _unknown(rest[0], "drumbeat help")
    print(command_line.one(rest[0], TAKES))
    return WELL


def _unknown(name: str, before: str) -> int:
    near = difflib.get_close_matches(name, command_line.ABOUT, n=1)
    meant = f" Did you mean: {before} {near[0]}?" if near else ""
    return _to_do(f"There is no command `{name}`.{meant} To see all commands: drumbeat help.")


def _to_do(*said: str) -> int:
    for one in said:
        print(one, file=sys.stderr)
    return TO_DO


def _told(found: Sequence[Finding]) -> int:
    return _to_do(*words.lines(found))


def _settings(*, say_slips: bool = True) -> Settings | int:
    """Read the settings, or say what is wrong with them and return the exit code. What has no effect is said too."""
    if say_slips:
        _say_slips()
    try:
        # `.env` is read here; the lines of it that set nothing are among the slips.
        with silenced("dotenv.main"):
            return Settings()
    except ValidationError as error:
        return _to_do("The settings cannot be used:", *problems_of(error), "docs/operations.md lists all of them.")
    except UnicodeDecodeError:
        return _to_do("The file .env is not written in UTF-8. Save it as UTF-8, and try again.")
    except OSError as error:
        return _to_do(
            f"The file .env can't be read: {error.strerror or error}. Make it readable for this user, and try again."
        )


def _say_slips() -> None:
    found = slips()
    misspelt = [(slip.name, slip.meant) for slip in found if slip.name]
    for finding in of_slips(misspelt, [slip.line for slip in found if slip.line]):
        print(" ".join(filter(None, words.words(finding))), file=sys.stderr)


# ---------------------------------------------------------------- manifest, doctor, migrate


def _manifest() -> int:
    print(socket_mode.text(), end="")
    return WELL


def _doctor() -> int:
    settings = _settings(say_slips=False)  # they are findings
    if isinstance(settings, int):
        return settings
    found = findings(asyncio.run(gather(settings, SystemClock(), socket_mode.scopes())))
    print("\n".join([*words.lines(found), words.closing(found)]))
    return WELL if is_well(found) else FINDINGS


def _migrate() -> int:
    settings = _settings()
    if isinstance(settings, int):
        return settings
    log_to_stderr("WARNING")
    lock = _lock(settings)
    if isinstance(lock, Finding):
        return _told([lock])
    try:
        memory = inspection.state_of(settings.database_url)
        if memory.state in ("empty", "older"):
            memory = _migrated(memory, settings)
        if memory.state != "fits":
            return _told([database(memory)])
    except CannotMigrate as error:
        return _to_do(str(error))
    finally:
        lock.release()
    print("\n".join(words.lines([database(memory)])))
    return WELL


def _lock(settings: Settings) -> SqliteLock | Finding:
    """Take the lock on a SQLite file, or say why not. On PostgreSQL there is nothing to take."""
    url = settings.database_url
    try:
        lock = SqliteLock(url)
        lock.take()
    except DatabaseIsTaken:
        return database(Memory(inspection.place_of(url), "taken"))
    except (OSError, SQLAlchemyError, ValueError) as error:
        return database(Memory(inspection.place_of(url), "unusable", said=inspection.reason_of(error)))
    return lock


def _migrated(memory: Memory, settings: Settings) -> Memory:
    """Migrate, and return how the database stands after it: where another process was quicker, that is fine too."""
    try:
        migrate(settings.database_url)
    except SQLAlchemyError as error:
        after = inspection.state_of(settings.database_url)
        if after.state == "fits":
            return after
        return Memory(memory.place, "unusable", said=inspection.reason_of(error))
    return inspection.state_of(settings.database_url)


# ---------------------------------------------------------------- export, import, schema


def _of_files(name: str, typed: Sequence[str]) -> int:
    """Run a command about plans. Importing and naming a lead take the lock, as they write; the others only look."""
    try:
        arguments = file_commands.read_arguments(name, typed)
    except file_commands.WrongArguments as wrong:
        return _to_do(str(wrong))
    if name == "schema":
        return file_commands.show_schema()
    file, code = None, WELL
    if name == "import":
        if not arguments.file:
            return _to_do(f"Which file? For example: {file_commands.USAGE[name]}")
        file, code = file_commands.read_file(arguments.file)
        if file is None or "--check" in arguments.options:
            return code if file is None else file_commands.check(file, SystemClock())
    settings = _settings()
    if isinstance(settings, int):
        return settings
    names_lead = name == "lead" and bool(arguments.options)
    lock = _lock(settings) if file is not None or names_lead else None
    if isinstance(lock, Finding):
        return _told([lock])
    try:
        memory = inspection.state_of(settings.database_url)
        if memory.state != "fits":
            return _told([database(memory)])
        if file is not None:
            return file_commands.import_(settings, arguments, file, SystemClock())
        if name == "lead":
            clock = SystemClock()
            return lead_command.name(settings, arguments, clock) if names_lead else lead_command.show(settings)
        return file_commands.export(settings, arguments)
    except SQLAlchemyError as error:
        return _told([database(inspection.failed(settings.database_url, error))])
    finally:
        if lock is not None:
            lock.release()


# ---------------------------------------------------------------- run


def _run() -> int:
    settings = _settings()
    if isinstance(settings, int):
        return settings
    if problems := missing(settings):
        return _to_do(*problems, f"Your apps are at {words.TOKENS_PAGE}. `drumbeat doctor` checks everything.")
    log_to_stderr(settings.drumbeat_log_level)
    lock = _lock(settings)
    if isinstance(lock, Finding):
        return _told([lock])
    try:
        return asyncio.run(_until_stopped(settings))
    finally:
        lock.release()


async def _until_stopped(settings: Settings) -> int:
    """Start, run until SIGTERM or SIGINT, and stop cleanly. A second signal stops at once."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()

    def stopping() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping)
    started = asyncio.ensure_future(_start(settings))
    stopped = asyncio.ensure_future(stop.wait())
    await asyncio.wait((started, stopped), return_when=asyncio.FIRST_COMPLETED)
    if not started.done():
        started.cancel()
        await asyncio.wait((started,))
        log.info("stopped before it had started")
        return WELL
    bot = started.result()
    if isinstance(bot, list):
        stopped.cancel()
        return _told(bot)
    log.info("running", extra={"version": version("drumbeat"), "database": inspection.place_of(settings.database_url)})
    await stopped
    log.info("stopping")
    await bot.stop()
    log.info("stopped")
    return WELL


async def _start(settings: Settings) -> Bot | list[Finding]:
    """Start a bot, or return what is wrong. Waits for a database and a Slack that cannot be reached just now.

    Both are asked first: Slack's own client tries a refused token for ever, and says so in the log alone.
    """
    tries = 0
    while True:
        memory = await asyncio.to_thread(inspection.state_of, settings.database_url)
        if memory.state == "empty":
            memory = await asyncio.to_thread(_migrated, memory, settings)
        found = [] if memory.state == "fits" else [database(memory)]
        if found and memory.state != "unreachable":
            return found
        if not found:
            bot, app = await ask_slack(settings)
            found = _of_slack(settings, bot, app, memory)
            if any(f.level == "wrong" and f.code not in ("slack_unreachable", "scopes_missing") for f in found):
                return [f for f in found if f.level == "wrong"]
        for finding in found:
            if finding.level == "wrong" or finding.code == "slack_unsure":
                what, remedy = words.words(finding)
                log.warning("%s %s", what, remedy)
        if not any(f.code in ("database_unreachable", "slack_unreachable", "slack_unsure") for f in found):
            started = await _started(settings)
            if started is not None:
                return started
        wait = TRIED_AGAIN[min(tries, len(TRIED_AGAIN) - 1)]
        tries += 1
        log.info("trying again", extra={"in_seconds": f"{wait:g}"})
        await asyncio.sleep(wait)


def _of_slack(settings: Settings, bot: Answer | None, app: Answer | None, memory: Memory) -> list[Finding]:
    """Say what Slack's answers mean. That it is asked too often says nothing against a token: the client waits."""
    if app and app.said == "ratelimited":
        app = None
    now = datetime.min.replace(tzinfo=UTC)  # the clock is the doctor's business
    return tokens(Facts(now, settings.slack_api_url, (), bot, app, socket_mode.scopes(), memory))


async def _started(settings: Settings) -> Bot | list[Finding] | None:
    """Start a bot; None where Slack was lost again on the way."""
    bot = build(settings, SystemClock())
    try:
        await bot.start()
    except (aiohttp.ClientError, SlackApiError, TimeoutError) as error:
        log.warning("lost Slack while starting", extra={"reason": type(error).__name__})
        await bot.stop()
        return None
    except OSError as error:
        await bot.stop()
        where = {"host": settings.drumbeat_health_host, "port": str(settings.drumbeat_port)}
        return [Finding("wrong", "port_taken", where | {"said": error.strerror or ""})]
    except BaseException:
        await bot.stop()
        raise
    return bot


COMMANDS: dict[str, Callable[[], int]] = {"run": _run, "doctor": _doctor, "migrate": _migrate, "manifest": _manifest}

if __name__ == "__main__":
    main()
