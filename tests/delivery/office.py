"""A sender and a reconciler of the bot against the stand-in for Slack, on clocks that stand until they are pushed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp

from bot.delivery.breaker import Breakers
from bot.delivery.keys import METADATA_EVENT
from bot.delivery.opening import Opener
from bot.delivery.pacing import Pacing
from bot.delivery.reconcile import Reconciler
from bot.delivery.sender import Composed, Outcome, Sender
from bot.delivery.slack import Slack
from bot.domain.outbox import Kind, Message, Op, Owed, Pace
from bot.domain.strategies import NewStrategy
from bot.pictures.charts import Chart
from bot.services.context.composers import ForSomebodyElse, NotWanted, NotYet
from bot.views.kit.blocks import Content
from bot.views.reviews.pictures import Illustrated
from bot.views.strategy.attached import Attached
from bot.views.strategy.canvas import Canvas
from playground.slack.canvases import drop_canvas
from playground.slack.messages import Message as Said
from playground.slack.server import SlackServer
from playground.slack.workspace import Workspace
from storage import delivery, members, outbox, strategies, workspaces
from storage.database import Database, Tx
from storage.members import Told
from storage.tables import member
from tests.storage.whole import new_goal, new_slot

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PACE = Pace(
    lease=timedelta(seconds=2),
    call=timedelta(seconds=1),
    settling=timedelta(seconds=0.1),
    unknown_after=timedelta(seconds=30),
)
# For calls that are never answered: these tests wait for real.
IMPATIENT = Pace(
    lease=timedelta(seconds=2),
    call=timedelta(seconds=0.3),
    settling=timedelta(seconds=0.1),
    unknown_after=timedelta(seconds=30),
)


class Clocks:
    """Clocks that stand. `skip` pushes real time, and business time with it."""

    def __init__(self) -> None:
        self.skipped = timedelta(0)

    def now(self) -> datetime:
        """Return business time."""
        return MONDAY + self.skipped

    def real(self) -> datetime:
        """Return real time, a year apart from business time: whoever mixes them up is found out."""
        return MONDAY + timedelta(days=365) + self.skipped

    def monotonic(self) -> float:
        """Return seconds since the start."""
        return self.skipped.total_seconds()

    def skip(self, seconds: float) -> None:
        """Let time pass."""
        self.skipped += timedelta(seconds=seconds)


@dataclass
class Team:
    """A workspace in Slack and in memory. `people` are member ids, `slack_ids` Slack's, by name."""

    slack: Workspace
    id: int
    strategy_id: int
    people: dict[str, int]
    slack_ids: dict[str, str]
    channels: dict[str, str]


@dataclass
class Office:
    """Everything that a test of delivery handles."""

    server: SlackServer
    database: Database
    clocks: Clocks
    slack: Slack
    sender: Sender
    reconciler: Reconciler
    opener: Opener
    pace: Pace
    breakers: Breakers
    composed: list[str] = field(default_factory=list)
    chart: Chart | None = None  # what its uploads show; without one, they are files

    async def team(self, name: str = "", channels: int = 2, is_served: bool = True) -> Team:
        """Set a workspace up, the first or (with a name) another one: Ana leads its strategy, Ben is in it.

        Without `is_served` the sender has no token for it.
        """
        there = self.server.add_workspace(name) if name else self.server.workspace
        ana = there.add_member("ana", real_name="Ana Ruiz", is_admin=True)
        ben = there.add_member("ben", real_name="Ben Ode")
        places = [there.add_channel(f"c{n}", members=["ana", "ben"], bot=True) for n in range(channels)]
        async with self.database.begin() as tx:
            kept = await workspaces.keep(tx, "", there.id, there.name, there.bot_user_id, "drumbeat", MONDAY)
            people: dict[str, int] = {}
            for one in (ana, ben):
                told = Told(one.id, one.id, one.name, None, is_bot=False, is_guest=False, has_left=False)
                people[one.name] = (await members.keep(tx, kept.id, told, MONDAY)).id
            home = await workspaces.keep_channel(tx, kept.id, places[0].id, MONDAY)
            new = NewStrategy(name="Plan", zone="UTC", lead=ana.id, goal=new_goal("x"), slots=(new_slot("x"),))
            strategy_id = await strategies.add(tx, kept.id, home.id, new, MONDAY)
            assert strategy_id is not None
            await strategies.permit(tx, kept.id, strategy_id, people["ana"], "lead", MONDAY)
        if is_served:
            self.slack.serve(kept.id, there.bot_token)
        slack_ids = {"ana": ana.id, "ben": ben.id}
        return Team(there, kept.id, strategy_id, people, slack_ids, {f"c{n}": c.id for n, c in enumerate(places)})

    async def owe(
        self,
        team: Team,
        key: str,
        to: str = "ben",
        *,
        op: Op = "post",
        target: int | None = None,
        thread: int | None = None,
        thread_ts: str | None = None,
        kind: Kind = "told",
        **facts: str,
    ) -> int:
        """Owe a message to a person or a channel (by its name here) and return its id. Its text is its key."""
        owed = Owed(
            key,
            kind,
            self.clocks.now(),
            op=op,
            person=team.people.get(to),
            channel=team.channels.get(to, to) if to not in team.people else None,
            target=target,
            thread=thread,
            thread_ts=thread_ts,
            facts={"strategy": team.strategy_id, **facts},
        )
        async with self.database.begin() as tx:
            message_id = await outbox.owe(tx, team.id, owed, self.clocks.now())
        assert message_id is not None
        return message_id

    async def row(self, message_id: int) -> Message:
        """Read a message as it lies in the outbox."""
        async with self.database.look() as tx:
            found = await outbox.by_id(tx, message_id)
        assert found is not None
        return found

    async def state(self, message_id: int) -> str:
        """Return what became of a message."""
        return (await self.row(message_id)).state

    async def compose(self, tx: Tx, message: Message) -> Outcome:
        """Compose what a test asked for in the message's facts; by itself, a text that is the message's key."""
        self.composed.append(message.key)
        facts = message.facts
        if "poison" in facts:
            raise KeyError(message.key)
        if "unwanted" in facts:
            return NotWanted(str(facts["unwanted"]))
        if "pass_to" in facts and message.person != facts["pass_to"]:
            return ForSomebodyElse(int(facts["pass_to"]), f"{message.key}:passed")
        if "takes" in facts:
            self.clocks.skip(float(facts["takes"]))
        content = Content(message.key if message.op in ("post", "upload") else f"{message.key} again")
        if message.op == "upload":
            file = Attached(message.key, filename="plan.txt", title="Plan", make=lambda: b"a plan")
            content = Illustrated(message.key, chart=self.chart) if self.chart else file
        if message.op == "canvas":
            made = await strategies.canvas_of(tx, message.workspace_id, int(facts["strategy"])) or ""
            content = Canvas(message.key, markdown=message.key, canvas_id=made, strategy_id=int(facts["strategy"]))
        if message.target is not None:
            target = await outbox.by_id(tx, message.target)
            if target is None or target.ts is None:
                return NotYet("not_standing_yet")
            return Composed(content, target.channel, ts=target.ts, token=target.token)
        thread_ts: str | None = None
        if message.thread is not None:
            root = await outbox.by_id(tx, message.thread)
            if root is None or root.ts is None:
                return NotYet("root_not_standing_yet")
            thread_ts = root.ts
        if message.person is None:
            return Composed(content, message.channel, thread_ts=thread_ts)
        person = await members.by_id(tx, message.workspace_id, message.person)
        assert person is not None
        shows = ((int(facts["shows"]), 1),) if "shows" in facts else ()
        place = await members.dm_of(tx, person.id)
        return Composed(content, place, slack_id=person.slack_id, thread_ts=message.thread_ts, shows=shows)

    async def until_idle(self) -> None:
        """Let the sender and the reconciler work, and time pass when they wait, until nothing is under way."""
        for _ in range(200):
            worked = await self.sender.step()
            await self.sender.finish()
            worked = await self.reconciler.step() or worked
            if worked:
                continue
            async with self.database.look() as tx:
                if not await delivery.is_busy(tx, self.clocks.now()):
                    return
            self.clocks.skip(0.1)
        raise AssertionError("delivery does not come to rest")

    async def forget_direct_messages(self, team: Team) -> None:
        """Forget which direct messages were opened, as if nobody had been written to."""
        async with self.database.begin() as tx:
            await tx.execute(member.update().where(member.c.workspace_id == team.id).values(dm_channel=None))

    async def close_canvas(self, team: Team) -> None:
        """Take the first channel's canvas away, as somebody in it may."""
        channel = team.channels["c0"]
        for canvas in [c for c in team.slack.canvases.values() if c.channel == channel]:
            drop_canvas(team.slack, canvas)

    # ------------------------------------------------------------ what Slack saw

    def texts(self, team: Team, place: str) -> list[str]:
        """List what stands in a channel or somebody's direct messages, replies included, oldest first."""
        channel = team.channels.get(place) or self._dm(team, place)
        posted: dict[str, str] = {}
        for entry in self.server.journal:
            if entry["kind"] != "message" or entry["team"] != team.slack.id or entry["channel"] != channel:
                continue
            if entry["change"] == "deleted":
                posted.pop(entry["ts"], None)
            elif entry["change"] in ("posted", "changed"):
                posted[entry["ts"]] = entry["text"]
        return [posted[ts] for ts in sorted(posted)]

    def _dm(self, team: Team, person: str) -> str:
        for entry in self.server.journal:
            is_opening = entry["kind"] == "call" and entry["method"] == "conversations.open" and entry["ok"]
            if is_opening and entry["team"] == team.slack.id and entry["args"]["users"] == team.slack_ids[person]:
                return str(entry["answer"]["channel"]["id"])
        return "none was opened"

    def faults(self) -> list[str]:
        """List the methods of the calls that a fault befell."""
        return [str(entry["method"]) for entry in self.server.journal if entry["kind"] == "fault"]

    def calls(self, method: str) -> list[Mapping[str, Any]]:
        """List the calls of a method that Slack decided on."""
        return [e for e in self.server.journal if e["kind"] == "call" and e["method"] == method]

    async def post_behind_our_back(self, team: Team, place: str, token: str) -> str:
        """Let a post with a message's key show up that we do not know of, and return its time."""
        async with aiohttp.ClientSession() as session:
            slack = Slack(session, self.server.api_url, PACE)
            slack.serve(team.id, team.slack.bot_token)
            answer = await slack.call(
                team.id,
                "chat.postMessage",
                channel=team.channels.get(place) or team.slack.direct_with_app(team.slack_ids[place]).id,
                text="a double",
                blocks=[_block("a double", token)],
                metadata={"event_type": METADATA_EVENT, "event_payload": {"key": token}},
            )
        return str(answer["ts"])

    async def copy_of_others(self, team: Team, place: str, token: str, *, is_app: bool) -> str:
        """Let a person or another app post something with a message's key, and return its time."""
        there, channel = team.slack, team.slack.channels[team.channels[place]]
        copy = Said(
            channel.id,
            there.stamps.next(),
            there.id,
            "a copy",
            user="UOTHERBOT" if is_app else team.slack_ids["ben"],
            blocks=[_block("a copy", token)],
            bot_id="BOTHER" if is_app else None,
            app_id="AOTHER" if is_app else None,
            metadata={"event_type": METADATA_EVENT, "event_payload": {"key": token}},
        )
        self.server.world.post(there, channel, copy, by="person")
        return copy.ts


def _block(text: str, token: str) -> dict[str, object]:
    return {"type": "section", "block_id": token, "text": {"type": "mrkdwn", "text": text}}


def open_office(
    server: SlackServer, database: Database, session: aiohttp.ClientSession, clocks: Clocks, pace: Pace, url: str = ""
) -> Office:
    """Build a sender and a reconciler; `url` points them elsewhere than to the server."""
    breakers = Breakers(clocks, pace.probe)
    slack = Slack(session, url or server.api_url, pace, breakers, Pacing(clocks))

    async def compose(tx: Tx, message: Message) -> Outcome:
        return await office.compose(tx, message)

    sender = Sender(database, slack, compose, clocks, pace)
    reconciler = Reconciler(database, slack, clocks, pace)
    opener = Opener(database, slack, clocks)
    office = Office(server, database, clocks, slack, sender, reconciler, opener, pace, breakers)
    return office
