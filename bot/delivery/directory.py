"""Compares people and channels with Slack's, and asks about people we never heard of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.clock import Clock
from bot.domain.outbox import EVERYTHING, Later, Never, Unsure
from bot.services.context.ctx import Ctx
from bot.services.plan import channel_lost
from bot.services.plan.directory import compared, learn, told_of
from bot.services.plan.leading import look_after
from storage import members, strategies, workspaces
from storage.database import Database, is_passing
from storage.members import Told
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

COMPARED_EVERY = timedelta(hours=12)
# A list that failed is tried again after these times; the last one repeats for as long as it takes.
RETRIES = (timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=30))
PAGE = 200
MOST_PAGES = 200
# Slack allows some twenty pages of people a minute, and says how long to wait for the next.
WAITS, LONGEST_WAIT = 3, timedelta(seconds=90)
# At most this many unknown people are asked about in one step.
ASKED_AT_ONCE = 20
# Slack's codes for "this workspace can see nobody with that id".
NOBODY = ("user_not_found", "user_not_visible")

# Before a person's id, among parts that are known by name.
_PERSON = "person:"

Part = Callable[[Workspace], Awaitable[None]]
Failed = Later | Never | Unsure


@dataclass
class _Wait:
    """Something that failed: when to try it again (monotonic seconds), and how often it has failed."""

    until: float
    failures: int


class Directory:
    """One step: one workspace compared, one part of it tried again, or a few unknown people asked about.

    The people, the list of channels, and each channel are compared separately. A part that fails is tried again within
    minutes and blocks no other. Retries live in this process, because a start compares everything anyway.
    """

    def __init__(self, database: Database, slack: Slack, clock: Clock) -> None:
        self._database, self._slack, self._clock = database, slack, clock
        self._parts: dict[tuple[int, str], Part] = {}  # the parts to try again
        self._waits: dict[tuple[int, str], _Wait] = {}
        self._slowed: dict[int, float] = {}  # until when a workspace's people are not to be asked about

    async def step(self) -> bool:
        """Do what is due; return whether there was anything."""
        if await self._knock() or await self._ask_about_unknown() or await self._try_again():
            return True
        real = self._clock.real()
        async with self._database.begin() as tx:
            workspace = await workspaces.due_for_comparison(tx, real, real + COMPARED_EVERY)
        if workspace is None or not self._slack.serves(workspace.id):
            return False
        if not self._slack.room(workspace.id):
            await self._compare_when_open(workspace)
            return False
        for what, part in (("people", self._compare_people), ("channels", self._compare_channels)):
            await self._try(workspace, what, part)
            if self._is_shut(workspace):
                break
        return True

    async def _knock(self) -> bool:
        """Ask a workspace that removed us whether we are back; return whether one has let us in.

        Its refusals open the breaker, which logs one ERROR line and allows one try a minute.
        """
        async with self._database.look() as tx:
            shut = [one for one, _ in await workspaces.removed(tx) if self._slack.serves(one.id)]
        for one in shut:
            if not self._slack.room(one.id):
                continue
            try:
                await self._slack.call(one.id, "auth.test")
            except CALL_FAILED:
                continue
            async with self._database.begin() as tx:
                await workspaces.keep(
                    tx, one.enterprise_id, one.team_id, one.name, one.bot_slack_id, one.bot_name, self._clock.real()
                )
            return True
        return False

    # ------------------------------------------------------------ one part at a time

    async def _try(self, workspace: Workspace, what: str, part: Part) -> Failed | None:
        """Do one part; if it fails, schedule a retry and return why. Nothing else waits for it."""
        key = (workspace.id, what)
        try:
            await part(workspace)
        except CALL_FAILED as error:
            fate: Failed = fate_of(error, 1)
        except Exception as error:
            if is_passing(error):
                fate = Unsure(type(error).__name__)
            else:
                log.exception("cannot compare with Slack", extra={"part": what})
                fate = Never(type(error).__name__)
        else:
            self._parts.pop(key, None)
            self._waits.pop(key, None)
            return None
        log.warning("cannot compare with Slack", extra={"part": what, "reason": fate.reason})
        if self._is_shut(workspace):
            await self._compare_when_open(workspace)
        else:
            self._parts[key] = part
            self._put_off(key, fate)
        return fate

    def _put_off(self, key: tuple[int, str], fate: Failed) -> None:
        before = self._waits.get(key)
        failures = before.failures + 1 if before else 1
        wait = RETRIES[min(failures, len(RETRIES)) - 1]
        if isinstance(fate, Later):
            wait = max(wait, fate.after)
        self._waits[key] = _Wait(self._clock.monotonic() + wait.total_seconds(), failures)

    async def _try_again(self) -> bool:
        """Retry one part that is due; return whether there was one."""
        now = self._clock.monotonic()
        due = [key for key in self._parts if self._waits[key].until <= now]
        if not due:
            return False
        async with self._database.look() as tx:
            installed = {workspace.id: workspace for workspace in await workspaces.every(tx)}
        for key in due:
            workspace_id, what = key
            workspace = installed.get(workspace_id)
            if workspace is None:
                self._forget(workspace_id, lambda what: True)
                return True
            if not self._slack.room(workspace_id):
                continue
            fate = await self._try(workspace, what, self._parts[key])
            if fate is None and what == "people":
                # Unknown people could not be recorded as members of a channel.
                await self._try(workspace, "channels", self._compare_channels)
            elif isinstance(fate, Later) and fate.about == "pace":
                self._slow_down([one for one in due if one[0] == workspace_id], fate)
            return True
        return False

    def _slow_down(self, keys: Iterable[tuple[int, str]], fate: Later) -> None:
        """Let parts wait for as long as Slack asks: they have not failed."""
        until = self._clock.monotonic() + fate.after.total_seconds()
        for key in keys:
            if (wait := self._waits.get(key)) is not None:
                wait.until = max(wait.until, until)

    def _forget(self, workspace_id: int, which: Callable[[str], bool]) -> None:
        """Forget parts that were to be tried again."""
        for key in [key for key in self._parts if key[0] == workspace_id and which(key[1])]:
            del self._parts[key], self._waits[key]

    def _is_shut(self, workspace: Workspace) -> bool:
        return self._slack.hold(workspace.id) == EVERYTHING

    async def _compare_when_open(self, workspace: Workspace) -> None:
        """Start over at the next try: while a workspace is shut, its parts are not tried one by one."""
        self._forget(workspace.id, lambda what: True)
        wait = max(self._slack.shut_for(workspace.id), timedelta(seconds=1))
        async with self._database.begin() as tx:
            await workspaces.compare_at(tx, workspace.id, self._clock.real() + wait)

    async def _in(self, workspace: Workspace, verb: Callable[[Ctx], Awaitable[None]]) -> None:
        async with self._database.begin() as tx:
            await verb(Ctx(tx, workspace, None, self._clock.now(), self._clock.real()))

    # ------------------------------------------------------------ people nobody told us about

    async def _ask_about_unknown(self) -> bool:
        now = self._clock.monotonic()
        waiting = sum(what.startswith(_PERSON) for _, what in self._waits)
        async with self._database.look() as tx:
            unknown = await members.unknown(tx, ASKED_AT_ONCE + waiting)
        asked = False
        for workspace_id, slack_id in unknown:
            wait = self._waits.get((workspace_id, _PERSON + slack_id))
            held = self._slowed.get(workspace_id, 0) > now or (wait is not None and wait.until > now)
            if held or not self._slack.serves(workspace_id) or not self._slack.room(workspace_id):
                continue
            asked = await self._ask(workspace_id, slack_id) or asked
        return asked

    async def _ask(self, workspace_id: int, slack_id: str) -> bool:
        async with self._database.look() as tx:
            workspace = await workspaces.by_id(tx, workspace_id)
        assert workspace is not None
        key = (workspace_id, _PERSON + slack_id)
        try:
            answer = await self._slack.read(workspace_id, "users.info", user=slack_id)
            told = told_of(answer["user"], workspace)
            await self._in(workspace, lambda ctx: learn(ctx, told))
        except CALL_FAILED as error:
            fate = fate_of(error, 1)
            if isinstance(fate, Never) and fate.reason in NOBODY:
                # They can be given nothing, and are not asked about again.
                nobody = Told(slack_id, slack_id, "", None, is_bot=False, is_guest=False, has_left=True)
                await self._in(workspace, lambda ctx: learn(ctx, nobody))
            elif isinstance(fate, Later) and fate.about == "pace":
                self._slowed[workspace_id] = self._clock.monotonic() + fate.after.total_seconds()
                return False
            else:
                self._put_off(key, fate)
                return False
        except Exception as error:
            if is_passing(error):
                raise
            log.exception("cannot take in what Slack says about a person", extra={"person": slack_id})
            self._put_off(key, Never(type(error).__name__))
            return False
        self._waits.pop(key, None)
        return True

    # ------------------------------------------------------------ lists

    async def _patiently(self, workspace: Workspace, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Read all pages. Where Slack slows us down, wait and continue at the same page: large workspaces have many."""
        for _ in range(WAITS):
            try:
                return await self._slack.read(workspace.id, method, **arguments)
            except CALL_FAILED as error:
                fate = fate_of(error, 1)
                if not (isinstance(fate, Later) and fate.about == "pace" and fate.after <= LONGEST_WAIT):
                    raise
                await asyncio.sleep(fate.after.total_seconds())
        return await self._slack.read(workspace.id, method, **arguments)

    async def _pages(
        self, workspace: Workspace, method: str, key: str, **arguments: Any
    ) -> AsyncIterator[list[Mapping[str, Any]]]:
        cursor = ""
        for _ in range(MOST_PAGES):
            more = {"cursor": cursor} if cursor else {}
            answer = await self._patiently(workspace, method, limit=PAGE, **arguments, **more)
            yield list(answer.get(key, ()))
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return

    # ------------------------------------------------------------ the parts

    async def _compare_people(self, workspace: Workspace) -> None:
        async for page in self._pages(workspace, "users.list", "members"):
            async with self._database.begin() as tx:
                ctx = Ctx(tx, workspace, None, self._clock.now(), self._clock.real())
                for user in page:
                    await learn(ctx, told_of(user, workspace))
        await self._in(workspace, look_after)

    async def _compare_channels(self, workspace: Workspace) -> None:
        types = "public_channel,private_channel"
        slow: Later | None = None
        listed = {"people", "channels"}
        async for page in self._pages(workspace, "users.conversations", "channels", types=types):
            for channel in page:
                what = str(channel["id"])
                listed.add(what)
                part = partial(self.compare_channel, channel=channel)
                if slow is not None:
                    self._parts[workspace.id, what] = part
                    self._put_off((workspace.id, what), slow)
                    continue
                fate = await self._try(workspace, what, part)
                if self._is_shut(workspace):
                    return
                slow = fate if isinstance(fate, Later) and fate.about == "pace" else None
        self._forget(workspace.id, lambda what: what not in listed)  # the bot is in those no longer
        async with self._database.look() as tx:
            homes = [plan.channel for plan in await strategies.every(tx, workspace.id)]
        for what in homes:
            if what not in listed and not self._is_shut(workspace):
                await self._try(workspace, what, partial(self._look_for, slack_id=what))

    async def _look_for(self, workspace: Workspace, slack_id: str) -> None:
        """Find out what became of a plan's channel that isn't among ours."""
        try:
            found = (await self._slack.read(workspace.id, "conversations.info", channel=slack_id))["channel"]
        except SlackApiError as error:
            fate = fate_of(error, 1)
            if not isinstance(fate, Never):
                raise
            await self._in(workspace, lambda ctx: channel_lost.lose_missing(ctx, slack_id, "unreachable"))
            return
        if found.get("is_member"):
            await self.compare_channel(workspace, found)
            return
        loss: channel_lost.Loss = "archived" if found.get("is_archived") else "removed"
        await self._in(workspace, lambda ctx: channel_lost.lose_missing(ctx, slack_id, loss))

    async def compare_channel(self, workspace: Workspace, channel: Mapping[str, Any]) -> None:
        """Compare one channel with Slack's listing of it, which may be some time old."""
        slack_id = str(channel["id"])
        if channel.get("is_archived"):
            await self._in(workspace, lambda ctx: channel_lost.lose_missing(ctx, slack_id, "archived"))
            return
        there: list[str] = []
        async for some in self._pages(workspace, "conversations.members", "members", channel=slack_id):
            there += [str(one) for one in some]
        if workspace.bot_slack_id not in there:
            # Removed since it was listed. Slack tells anyone who is in a public channel.
            await self._in(workspace, lambda ctx: channel_lost.lose_missing(ctx, slack_id, "removed"))
            return
        name, is_private = str(channel.get("name") or ""), bool(channel.get("is_private"))
        has_people = (workspace.id, "people") not in self._parts
        await self._in(workspace, lambda ctx: compared(ctx, slack_id, name, is_private, there, is_complete=has_people))
