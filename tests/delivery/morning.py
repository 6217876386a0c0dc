"""A first morning: a team of 180 people who all get their first digest at nine, in a Slack that keeps its limits.

Business time, real time and Slack's own seconds are one clock here, which is pushed by a second at a time, as often as
the bot looks by itself. So a morning of minutes takes seconds, and what is counted doesn't depend on the machine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.delivery.compose import Composer
from bot.delivery.sender import BATCH
from bot.domain.calendar import NewSlot
from bot.domain.outbox import Owed
from bot.domain.roles import Who
from bot.domain.when import Rule
from bot.jobs.planner import Planner
from bot.services.context.ctx import Ctx
from bot.services.editing.adding import add_slot
from storage import delivery, members, outbox, strategies, workspaces
from storage.members import Told
from tests.delivery.office import MONDAY, Office, Team

PEOPLE = 180


@dataclass
class Figures:
    """What Slack saw of a morning. Seconds count from nine o'clock; `refused` is by method."""

    digests: Counter[str]
    first: float
    last: float
    refused: Counter[str]
    too_early: list[str]
    others: list[str]

    def __str__(self) -> str:
        """Return the figures as a line for people."""
        return (
            f"{self.digests.total()} digests to {len(self.digests)} people, the last {self.last:.0f} s after nine; "
            f"refused: {dict(self.refused) or 'nothing'}; before a Retry-After was over: {len(self.too_early)}"
        )


@dataclass
class Morning:
    """A team whose people have a post each at ten, and its clock. `slack_ids` are theirs."""

    office: Office
    team: Team
    slack_ids: list[str]

    @staticmethod
    async def of(office: Office, people: int = PEOPLE) -> Morning:
        """Hire people, before any of them has a role, and let Slack keep its limits from now on."""
        team = await office.team()
        there = office.server.workspace
        slack_ids = [there.add_member(f"p{n}", real_name=f"Person {n}").id for n in range(people)]
        async with office.database.begin() as tx:
            for n, slack_id in enumerate(slack_ids):
                told = Told(slack_id, f"Person {n}", f"p{n}", "UTC", is_bot=False, is_guest=False, has_left=False)
                await members.keep(tx, team.id, told, office.clocks.now())
        office.server.limits.monotonic = office.clocks.monotonic
        office.server.limits.on = True
        return Morning(office, team, slack_ids)

    async def appoint(self) -> None:
        """Give everybody a role of their own, with a post at ten on workdays."""
        office, team = self.office, self.team
        office.sender._compose = Composer(office.clocks)
        async with office.database.begin() as tx:
            workspace = await workspaces.by_id(tx, team.id)
            plan = await strategies.by_id(tx, team.id, team.strategy_id)
            ana = await members.by_id(tx, team.id, team.people["ana"])
            assert workspace is not None
            assert plan is not None
            ctx = Ctx(tx, workspace, ana, office.clocks.now(), office.clocks.real())
            for n, slack_id in enumerate(self.slack_ids):
                who = Who(title=f"Editor {n}", slack_id=slack_id)
                rule = Rule(every="week", weekdays=(0, 1, 2, 3, 4), start=date(2026, 3, 2))
                new = NewSlot(title=f"Post {n}", who=who, platform="Instagram", wall=time(10), rule=rule)
                await add_slot(ctx, plan, new)

    async def owe(self, key: str, most: int = PEOPLE, *, newest: bool = False) -> list[int]:
        """Owe everybody (or as many, the newest or the oldest) a message of their own, and return the ids."""
        office, ids = self.office, []
        async with office.database.begin() as tx:
            for slack_id in self.slack_ids[-most:] if newest else self.slack_ids[:most]:
                person = await members.by_slack_id(tx, self.team.id, slack_id)
                assert person is not None
                facts = {"strategy": self.team.strategy_id}
                owed = Owed(f"{key}:{slack_id}", "told", office.clocks.now(), person=person.id, facts=facts)
                message_id = await outbox.owe(tx, self.team.id, owed, office.clocks.now())
                assert message_id is not None
                ids.append(message_id)
        return ids

    async def wake(self) -> None:
        """Plan a digest for everybody, as being given a role does."""
        async with self.office.database.begin() as tx:
            for slack_id in self.slack_ids:
                person = await members.by_slack_id(tx, self.team.id, slack_id)
                assert person is not None
                await members.set_next(tx, person.id, MONDAY + timedelta(days=1))

    async def until(self, at: datetime) -> None:
        """Let time pass, a second at a time where there is something to do."""
        office = self.office
        planner = Planner(office.database, office.clocks)
        while True:
            while await self._step(planner):
                pass
            left = (at - office.clocks.now()).total_seconds()
            if left <= 0:
                return
            async with office.database.look() as tx:
                busy = await delivery.is_busy(tx, office.clocks.now())
                busy = busy or await members.to_open(tx, (), ()) is not None
            due = await planner.next_due()
            free = (due - office.clocks.now()).total_seconds() if due else left
            office.clocks.skip(min(left, 1.0 if busy else max(1.0, free)))

    async def _step(self, planner: Planner) -> bool:
        office = self.office
        worked = [await one() for one in (planner.step, office.sender.step, office.opener.step, office.reconciler.step)]
        return any(worked)

    # ------------------------------------------------------------ what Slack saw

    def figures(self, nine: datetime) -> Figures:
        """Count what came of a morning."""
        posted = [e for e in self.office.calls("chat.postMessage") if e["ok"]]
        digests = [e for e in posted if ": 1 to do." in str(e["args"]["text"])]
        at = [(_clock(e) - nine).total_seconds() for e in digests]
        return Figures(
            digests=Counter(str(e["args"]["channel"]) for e in digests),
            first=min(at, default=0.0),
            last=max(at, default=0.0),
            refused=Counter(str(e["method"]) for e in self._calls() if "retry_after" in e),
            too_early=too_early(self._calls()),
            others=[str(e["args"]["text"]) for e in posted if e not in digests],
        )

    def seconds(self, call: Mapping[str, Any], since: datetime) -> float:
        """Return when a call was made."""
        return (_clock(call) - since).total_seconds()

    def _calls(self) -> list[Mapping[str, Any]]:
        return [e for e in self.office.server.journal if e["kind"] == "call"]


def too_early(calls: list[Mapping[str, Any]]) -> list[str]:
    """List the calls of a method that were made after Slack refused one, and before its Retry-After was over.

    What is posted side by side was on its way before any of it was answered: at the instant of a refusal, the rest of
    a batch may still arrive, and nothing more.
    """
    held: dict[str, tuple[datetime, datetime]] = {}
    under_way: dict[str, int] = {}
    found = []
    for call in calls:
        method, at = str(call["method"]), _clock(call)
        refused_at, again_at = held.get(method, (at, at))
        if at < again_at:
            under_way[method] -= 1
            if at > refused_at or under_way[method] < 0:
                found.append(f"{method} at {at:%H:%M:%S}, refused at {refused_at:%H:%M:%S} until {again_at:%H:%M:%S}")
        elif "retry_after" in call:
            held[method] = (at, at + timedelta(seconds=call["retry_after"]))
            under_way[method] = BATCH - 1
    return found


def _clock(entry: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(entry["clock"]))
