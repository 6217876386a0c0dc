"""Plays the scenario on a stage, as people would: whoever was not answered looks, and presses again."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from tests.faults.checker import Record, differences, faults_in, timeless, unmet
from tests.faults.copies import copy_of
from tests.faults.scenario import (
    DAY,
    DUE_AT_TEN,
    EVENING_BEFORE,
    EXPECTED,
    HOME,
    MORE,
    MORNING,
    REVIEW,
    SET_UP,
    At,
    Press,
    Reply,
)
from tests.faults.stage import Json, Refused, Site, Stage, Troupe, stage
from tests.faults.troubles import FAIR, Fault, Trouble, befallen, make_weather

BOT = "@drumbeat"
# What is pressed once more is done later; and of reminders that were taken away again, Slack knows nothing.
LATER = re.compile(r"(?<=Done) \d\d:\d\d|, \d of them late|(?<=was reminded )[^.]*")
# How word of a restored backup begins.
TOLD = "I'm running on a backup"
# Who was not answered presses again, but not for ever.
MOST_PRESSES = 30
# Slack repeats an event for as long, in this playground.
HEARD_WITHIN = 30.0
LOOK = 0.02
# Killed bots wait for leases, so there is room for one run more than there are processors.
LANES = (os.cpu_count() or 2) + 1
# Where Slack shows a post late, "late" is to be a moment that a busy machine can hit.
SLOW = 8.0

Lines = Mapping[str, tuple[str, ...]]


@dataclass
class Played:
    """What a run came to. `after` has everybody's messages after each step; `seen` the sites that a process passed.

    `seen` is that of the last process: of the whole run, where none was killed.
    """

    record: Record = field(default_factory=Record)
    problems: list[str] = field(default_factory=list)
    after: list[Lines] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=dict)
    kills: int = 0
    starts: int = 0


# ---------------------------------------------------------------- the evening before


async def set_up(troupe: Troupe, database_url: str) -> None:
    """Have a plan made in conversation on an empty database, and leave it as it is on the evening before the day."""
    async with stage(troupe, database_url, EVENING_BEFORE, speed=1.0) as on:
        await on.settle()
        await _talk(on, "setup", SET_UP, review=REVIEW)
        await _talk(on, MORE[0], MORE[1:])
        assert on.bot
        assert await on.bot.stop() == 0
        on.bot = None


async def _talk(on: Stage, command: str, answers: Sequence[str], review: str | None = None) -> None:
    """Have one conversation in the home channel, and save what came of it."""
    where = {"user": "ana", "channel": f"#{HOME}"}

    async def last(thread: dict[str, str]) -> Json:
        await on.see("quiet")
        await on.settle()
        messages: list[Json] = (await on.see("messages", **where, **thread))["messages"]
        return [one for one in messages if not one["ephemeral"]][-1]

    answered = await on.do("command", **where, command="/beat", text=command)
    assert answered["acknowledged"], f"/beat {command} is not answered"
    thread = {"thread_ts": (await last({}))["ts"]}
    for answer in (*answers, *["skip"] * 4):
        if "'Save'" in str((await last(thread))["blocks"]):
            break
        await on.do("say", **where, **thread, text=answer)
    if review:
        await last(thread)
        await on.do("select", **where, **thread, label="Change…", value="Review")
        await last(thread)
        await on.do("say", **where, **thread, text=review)
    await last(thread)
    await on.do("press", **where, **thread, label="Save")
    await last(thread)


# ---------------------------------------------------------------- the day


@dataclass(frozen=True)
class Restore:
    """The memory as it was after one step of the day is put back before another one.

    The processes started on it die at the sites in `deaths`, each at its own.
    """

    backup_after: int
    at: int
    deaths: tuple[Site, ...] = ()


class Day:
    """The scenario's day on one stage. `undisturbed` is a run in which nothing went wrong, None while it is played."""

    def __init__(
        self, on: Stage, undisturbed: Played | None, *, late: bool = False, restore: Restore | None = None
    ) -> None:
        self._on, self._undisturbed, self._late, self._restore = on, undisturbed, late, restore
        self._is_restored = False
        self.played = Played()

    async def play(self) -> Played:
        """Play every step; what was not as in the undisturbed run, or as it was to be, is a problem."""
        played = self.played
        for number, step in enumerate(DAY):
            if self._restore and number == self._restore.at:
                await self._go_back(self._restore)
            match step:
                case At(instant):
                    self._on.now = instant
                case Press(user, label):
                    await self._press(number, user, label)
                case Reply(user, text):
                    await self._reply(user, text)
            played.seen = (await self._on.settle())["seen"]
            self._compare(number)
            if self._restore and number == self._restore.backup_after:
                await self._on.back_up()
        played.record = self._record()
        played.problems += faults_in(played.record, late=self._late)
        played.problems += unmet(played.record, EXPECTED)
        played.kills, played.starts = self._on.kills, self._on.starts
        return played

    async def _go_back(self, restore: Restore) -> None:
        """Start the bot on its backup; what was pressed since is pressed again, as the lead was told."""
        self._is_restored = True
        await self._on.restore(restore.deaths)
        await self._on.settle()
        told = [one for one in self._on.record().at("@ana") if TOLD in one.first]
        if len(told) != 1:
            self.played.problems.append(f"the lead is told of the backup {len(told)} times")
        for step in DAY[restore.backup_after + 1 : restore.at]:
            if isinstance(step, Press):
                await self._press(restore.at, step.user, step.label, is_repeated=True)
                await self._on.settle()
        self._compare(restore.at - 1)

    def _record(self) -> Record:
        """Return what the app said, without what it says of a backup: nobody says that undisturbed."""
        return self._on.record().without(TOLD)

    def _compare(self, number: int) -> None:
        """Hold what people got by now against the undisturbed run: it is the same after every step."""
        record = self._record()
        self.played.after.append(record.lines())
        if self._undisturbed:
            wanted = self._undisturbed.after[number]
            if self._is_restored:
                record, wanted = record.timeless(LATER), timeless(wanted, LATER)
            found = differences(record, wanted)
            self.played.problems += [f"after step {number}, {one}" for one in found]

    async def _press(self, number: int, user: str, label: str, *, is_repeated: bool = False) -> None:
        """Press a button until it is answered, or not there any more.

        A press is not repeated by Slack: one that was not answered had its whole effect or none. `is_repeated`: it was
        made before, and what it did was lost with the memory.
        """
        for _ in range(MOST_PRESSES):
            try:
                answered = await self._on.do("press", user=user, channel=BOT, label=label)
            except Refused:
                return  # it had its effect: there is nothing to press
            if answered["acknowledged"]:
                return
            await self._on.settle()
            if not is_repeated and not self._is_restored:
                self._none_or_all(number)
        raise AssertionError(f"{user} is never answered")

    def _none_or_all(self, number: int) -> None:
        if not self._undisturbed:
            return
        record = self._record()
        none = differences(record, self._undisturbed.after[number - 1])
        if none and differences(record, self._undisturbed.after[number]):
            self.played.problems += [f"half of a press in step {number}, {one}" for one in none]

    async def _reply(self, user: str, text: str) -> None:
        """Reply in the home channel's newest thread, once, and wait until the bot has heard it: Slack repeats it."""
        roots = [one for one in self._on.record().at(f"#{HOME}") if not one.thread]
        said = await self._on.do("say", user=user, channel=f"#{HOME}", text=text, thread_ts=roots[-1].ts)
        async with asyncio.timeout(HEARD_WITHIN):
            while not self._heard(said["ts"]):
                await self._on.settle()
                await asyncio.sleep(LOOK)

    def _heard(self, ts: str) -> bool:
        sent: set[str] = set()
        for entry in self._on.journal():
            if entry["kind"] == "envelope" and entry["payload"].get("event", {}).get("ts") == ts:
                sent.add(entry["envelope_id"])
            elif entry["kind"] == "ack" and entry["envelope_id"] in sent:
                return True
        return False


# ---------------------------------------------------------------- many days


@dataclass(frozen=True)
class Prepared:
    """A database as it is on the evening before, and how the day goes when nothing goes wrong."""

    troupe: Troupe
    database_url: str
    undisturbed: Played


@dataclass(frozen=True)
class Plan:
    """One run: what befalls the bot, and in which weather."""

    trouble: Trouble
    weather: tuple[Fault, ...] = FAIR
    seed: int = 0
    restore: Restore | None = None


@dataclass
class Tally:
    """What many runs came to. `problems` says of each plan what went wrong; `slowest` is a run's length in seconds."""

    runs: int = 0
    kills: int = 0
    messages: int = 0
    unharmed: int = 0
    slowest: float = 0.0
    problems: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Return the figures on one line."""
        return (
            f"{self.runs} runs ({self.unharmed} unharmed), {self.kills} kills, {self.messages} messages checked, "
            f"slowest run {self.slowest:.1f} s"
        )


async def play(prepared: Prepared, plan: Plan, *, is_first: bool = False) -> Played:
    """Play one day on a copy of the prepared database; the first one is what all others are held against."""
    with copy_of(prepared.database_url) as url:
        more = {"speed": SLOW} if plan.trouble.is_late else {}
        async with stage(prepared.troupe, url, MORNING, die=plan.trouble.site, **more) as on:
            await make_weather(on, plan.weather, plan.seed)
            async with befallen(on, plan.trouble):
                undisturbed = None if is_first else prepared.undisturbed
                return await Day(on, undisturbed, late=plan.trouble.is_late, restore=plan.restore).play()


async def play_on(prepared: Prepared, plan: Plan, until: int) -> list[str]:
    """Play the first steps of the day without waiting for anybody's fate; then all becomes known. Lists what is wrong.

    Whoever has something due at ten is told so then: by a reminder, or by a digest that comes as late.
    """
    with copy_of(prepared.database_url) as url:
        async with stage(prepared.troupe, url, MORNING, die=plan.trouble.site) as on:
            await make_weather(on, plan.weather, plan.seed)
            async with befallen(on, plan.trouble):
                for step in DAY[:until]:
                    if isinstance(step, At):
                        on.now = step.instant
                        await on.settle(go_on=True)
            await on.clear()
            await on.settle()
            record = on.record()
    found = faults_in(record, late=False)
    for place, title in DUE_AT_TEN.items():
        said = [one.first for one in record.at(place) if title in one.first]
        if not any("It is time for" in one or "I am late" in one for one in said):
            found.append(f"nothing is said at ten in {place}: {said}")
    return found


async def play_all(prepared: Prepared, plans: Iterable[Plan], lanes: int = LANES, enough: float = inf) -> Tally:
    """Play many days side by side, until all are played or the bot was killed often enough."""
    tally = Tally()
    waiting = iter(plans)

    async def lane() -> None:
        while tally.kills < enough and (plan := next(waiting, None)) is not None:
            begun = time.monotonic()
            try:
                played = await play(prepared, plan)
            except Exception as error:  # noqa: BLE001 - a run that breaks off is a finding like others
                tally.problems.append(f"{plan}: {type(error).__name__}: {error}")
                continue
            tally.runs += 1
            tally.slowest = max(tally.slowest, time.monotonic() - begun)
            tally.kills += played.kills
            tally.unharmed += not played.kills
            tally.messages += len(played.record.said)
            tally.problems += [f"{plan}: {one}" for one in played.problems]

    async with asyncio.TaskGroup() as group:
        for _ in range(lanes):
            group.create_task(lane())
    return tally
