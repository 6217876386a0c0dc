"""The commands about strategy files: export, import, schema. Each reads its arguments and says what came of it."""

from __future__ import annotations

import asyncio
import difflib
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.domain.clock import Clock
from bot.domain.errors import Refusal
from bot.domain.roles import Person
from bot.domain.strategies import Strategy
from bot.domain.when import local_date, zone_named
from bot.planfile import reading, schema, writing
from bot.planfile.meaning import over_in
from bot.planfile.nodes import WrongFile
from bot.planfile.shape import PlanFile, Somebody, folded
from bot.services.calendar.calendar import home_of
from bot.services.context.ctx import Ctx
from bot.services.planfile.building import Founded, import_plan
from bot.services.planfile.files import find_person, plan_file
from bot.settings import Settings
from bot.views.planfile import files as words
from bot.views.talk import refusals
from storage import members, strategies, workspaces
from storage.database import Database, Tx
from storage.workspaces import Workspace

WELL, FINDINGS, TO_DO = 0, 1, 2
OPTIONS: Mapping[str, tuple[str, ...]] = {
    "export": ("--plan", "--format"),
    "import": ("--channel", "--workspace", "--by", "--check"),
    "schema": (),
    "lead": ("--plan", "--person"),
}
FLAGS = frozenset({"--check"})
USAGE = {
    "export": "drumbeat export --plan '#social' plan.yaml",
    "import": "drumbeat import plan.yaml --workspace T012AB3CD --channel C012AB3CD --by U012AB3CD",
    "schema": "drumbeat schema",
    "lead": "drumbeat lead --plan '#social' --person U012AB3CD",
}


class WrongArguments(Exception):
    """Say what of the arguments cannot be taken, and what would do."""


@dataclass(frozen=True)
class Arguments:
    """What was typed after a command: options with their values, and at most one file."""

    options: Mapping[str, str]
    file: str = ""

    def get(self, name: str) -> str:
        """Return an option's value, "" where it was not given."""
        return self.options.get(name, "")


def read_arguments(command: str, typed: Sequence[str]) -> Arguments:
    """Read what was typed after a command. Raises WrongArguments."""
    found: dict[str, str] = {}
    file, left = "", list(typed)
    while left:
        one = left.pop(0)
        name, sign, value = one.partition("=")
        if not one.startswith("--"):
            if file or command in ("schema", "lead"):
                raise WrongArguments(f"I do not know what to do with `{one}`. For example: {USAGE[command]}")
            file = one
            continue
        if name not in OPTIONS[command]:
            near = difflib.get_close_matches(name, OPTIONS[command], n=1)
            meant = f" Did you mean {near[0]}?" if near else f" For example: {USAGE[command]}"
            raise WrongArguments(f"`{command}` has no {name}.{meant}")
        if name not in FLAGS and not sign:
            value = left.pop(0) if left else ""
        if name not in FLAGS and not value:
            raise WrongArguments(f"{name} needs a value. For example: {USAGE[command]}")
        found[name] = value
    return Arguments(found, file)


def _to_do(*said: str) -> int:
    for one in said:
        print(one, file=sys.stderr)
    return TO_DO


# ---------------------------------------------------------------- schema and check: no database


def show_schema() -> int:
    """Print the JSON Schema of strategy files."""
    print(schema.text(), end="")
    return WELL


def read_file(path: str) -> tuple[PlanFile | None, int]:
    """Read a strategy file; where it cannot be read as one, say all that is wrong with it, and return the exit code."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        return None, _to_do(f"I cannot read {path}: {error.strerror or error}.")
    try:
        return reading.read(data), WELL
    except WrongFile as wrong:
        for problem in wrong.problems:
            print(f"{path}: {problem.said()}", file=sys.stderr)
        many = len(wrong.problems)
        things = "1 thing" if many == 1 else f"{many} things"
        if wrong.stopped:
            things = f"Only the first {many} mistakes are shown: {many} things"
        print(f"{things} to mend. Nothing was changed.", file=sys.stderr)
        return None, FINDINGS


def check(file: PlanFile, clock: Clock) -> int:
    """Say what is in a file that is well, and how many of its regular posts are over."""
    print(f"{file.plan.text('name')}: {words.counted(words.counts_of(file))}. Nothing is wrong with it.")
    over, last = over_in(file, local_date(clock.now(), zone_named(file.plan.text("zone"))))
    if over:
        print(f"{words.over(over, last)}. Is it last year's file?")
    return WELL


# ---------------------------------------------------------------- export


def export(settings: Settings, arguments: Arguments) -> int:
    """Write a plan out as a file, or print it. Nothing is locked: a bot may be running."""
    form = next((one for one in writing.FORMATS if one == (arguments.get("--format") or "yaml")), None)
    if form is None:
        return _to_do(f"I can write {' or '.join(writing.FORMATS)}, such as --format {writing.FORMATS[0]}.")
    found = asyncio.run(_exported(settings, arguments.get("--plan"), form))
    if isinstance(found, int):
        return found
    if not arguments.file or arguments.file == "-":
        print(found, end="")
        return WELL
    try:
        Path(arguments.file).write_text(found, encoding="utf-8", newline="\n")
    except OSError as error:
        return _to_do(f"I cannot write {arguments.file}: {error.strerror or error}.")
    print(f"Written to {arguments.file}.")
    return WELL


async def _exported(settings: Settings, wanted: str, form: writing.Format) -> str | int:
    database = Database(settings.database_url)
    try:
        async with database.look() as tx:
            every = [one for team in await workspaces.every(tx) for one in await strategies.every(tx, team.id)]
            meant = [one for one in every if not wanted or is_meant(one, wanted)]
            if len(meant) != 1:
                return _which(every, meant, wanted)
            return writing.write(await plan_file(tx, meant[0]), form)
    finally:
        await database.close()


def is_meant(strategy: Strategy, wanted: str) -> bool:
    """Tell whether a plan is the one that was named: by its channel, its channel's name, or its own."""
    names = (strategy.channel, strategy.channel_name, f"#{strategy.channel_name}", strategy.name)
    return folded(wanted) in map(folded, names)


def _which(every: Sequence[Strategy], meant: Sequence[Strategy], wanted: str) -> int:
    if not every:
        return _to_do("There is no plan in this database yet. Make one in Slack with /beat setup, or import a file.")
    opening = f"There is no plan `{wanted}`." if not meant else "There are several plans."
    listed = [f"  --plan {one.channel}  {one.name}, #{one.channel_name}" for one in meant or every]
    return _to_do(f"{opening} Say which one you mean:", *listed)


# ---------------------------------------------------------------- import


def import_(settings: Settings, arguments: Arguments, file: PlanFile, clock: Clock) -> int:
    """Make a channel the home of the plan that a file holds."""
    for name, what in (("--workspace", "T012AB3CD"), ("--channel", "C012AB3CD")):
        if not arguments.get(name):
            return _to_do(f"{name} is missing: Slack's id, such as {what}. For example: {USAGE['import']}")
    try:
        founded = asyncio.run(_imported(settings, arguments, file, clock))
    except Refusal as refusal:
        return _to_do(refusals.field_error(refusal))
    if isinstance(founded, int):
        return founded
    strategy = founded.strategy
    print(f"{strategy.name} is set up in {strategy.channel}: {words.counted(words.counts_of(file))}.")
    for one in founded.odd:
        print(words.odd_line(one))
    print("Whoever got a role hears of it when the bot runs. Invite it to the channel: /invite @drumbeat")
    return WELL


async def _imported(settings: Settings, arguments: Arguments, file: PlanFile, clock: Clock) -> Founded | int:
    database = Database(settings.database_url)
    now = clock.now()
    try:
        async with database.begin() as tx:
            wanted = arguments.get("--workspace")
            team = next((one for one in await workspaces.every(tx) if one.team_id == wanted), None)
            if team is None:
                return _to_do(
                    f"I do not know the workspace {wanted}. Run `drumbeat run` with its tokens once, and stop it."
                )
            person = await _by(tx, team, arguments.get("--by"), file, now)
            if person is None:
                return _to_do(
                    "In whose name? I found nobody among the plan's leads. Add --by with Slack's id of a person, "
                    "such as --by U012AB3CD. They have to be in the workspace."
                )
            ctx = Ctx(tx, team, person, now, clock.real())
            home = await home_of(ctx, arguments.get("--channel"), "", None)
            return await import_plan(ctx, home, file)
    finally:
        await database.close()


async def _by(tx: Tx, team: Workspace, wanted: str, file: PlanFile, now: datetime) -> Person | None:
    """Return in whose name a file is imported: who is named, else the first of its leads who is there."""
    if wanted:
        return await members.by_slack_id(tx, team.id, wanted)
    nobody = Ctx(tx, team, None, now, now)
    leads = file.plan.values.get("leads")
    for said in leads if isinstance(leads, tuple) else ():
        found = await find_person(nobody, said) if isinstance(said, Somebody) else None
        if isinstance(found, Person) and not found.has_left and not found.is_bot:
            return found
    return None
