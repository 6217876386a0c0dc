"""Compares people and channels with Slack's, and asks about those whom we never heard of."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.clock import Clock
from bot.domain.outbox import Later, Never
from bot.services.context import Ctx
from bot.services.directory import compared, learn, told_of
from storage import members, workspaces
from storage.database import Database
from storage.members import Told
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

COMPARED_EVERY = timedelta(hours=12)
# Slack did not answer: the comparison is tried again after this.
TRIED_AGAIN = timedelta(minutes=2)
PAGE = 200
MOST_PAGES = 200
# Slack allows some twenty pages of people a minute, and says how long to wait for the next.
WAITS, LONGEST_WAIT = 3, timedelta(seconds=90)


class Directory:
    """One step: one workspace compared, or a few unknown people asked about."""

    def __init__(self, database: Database, slack: Slack, clock: Clock) -> None:
        self._database, self._slack, self._clock = database, slack, clock
        self._not_before: dict[int, float] = {}

    async def step(self) -> bool:
        """Do what is due; tells whether there was anything."""
        if await self._ask_about_unknown():
            return True
        real = self._clock.real()
        async with self._database.begin() as tx:
            workspace = await workspaces.due_for_comparison(tx, real, real + COMPARED_EVERY)
        if workspace is None or not self._slack.serves(workspace.id):
            return False
        for part in (self._compare_people, self._compare_channels):
            try:
                await part(workspace)
            except CALL_FAILED as error:
                fate = fate_of(error, 1)
                log.warning("cannot compare with Slack", extra={"reason": fate.reason})
                if not isinstance(fate, Never):
                    wait = fate.after if isinstance(fate, Later) else TRIED_AGAIN
                    async with self._database.begin() as tx:
                        await workspaces.compare_at(tx, workspace.id, real + max(wait, TRIED_AGAIN))
                    break
        return True

    async def _in(self, workspace: Workspace, verb: Callable[[Ctx], Awaitable[None]]) -> None:
        async with self._database.begin() as tx:
            await verb(Ctx(tx, workspace, None, self._clock.now(), self._clock.real()))

    async def _ask_about_unknown(self) -> bool:
        now = self._clock.monotonic()
        async with self._database.look() as tx:
            unknown = await members.unknown(tx, 20)
        asked = False
        for workspace_id, slack_id in unknown:
            if not self._slack.serves(workspace_id) or self._not_before.get(workspace_id, 0) > now:
                continue
            asked = await self._ask(workspace_id, slack_id) or asked
        return asked

    async def _ask(self, workspace_id: int, slack_id: str) -> bool:
        async with self._database.look() as tx:
            workspace = await workspaces.by_id(tx, workspace_id)
        assert workspace is not None
        try:
            answer = await self._slack.read(workspace_id, "users.info", user=slack_id)
        except CALL_FAILED as error:
            fate = fate_of(error, 1)
            if not isinstance(fate, Never):
                wait = fate.after if isinstance(fate, Later) else TRIED_AGAIN
                self._not_before[workspace_id] = self._clock.monotonic() + wait.total_seconds()
                return False
            # Slack knows nobody of that id: they can be given nothing, and are not asked about again.
            told = Told(slack_id, slack_id, "", None, is_bot=False, is_guest=False, has_left=True)
        else:
            told = told_of(dict(answer["user"]))
        await self._in(workspace, lambda ctx: learn(ctx, told))
        return True

    async def _patiently(self, workspace: Workspace, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Read, and where Slack wants us to slow down, wait and go on at the same page: a large workspace has many."""
        for _ in range(WAITS):
            try:
                return await self._slack.read(workspace.id, method, **arguments)
            except SlackApiError as error:
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

    async def _compare_people(self, workspace: Workspace) -> None:
        async for page in self._pages(workspace, "users.list", "members"):
            async with self._database.begin() as tx:
                ctx = Ctx(tx, workspace, None, self._clock.now(), self._clock.real())
                for user in page:
                    await learn(ctx, told_of(dict(user)))

    async def _compare_channels(self, workspace: Workspace) -> None:
        types = "public_channel,private_channel"
        async for page in self._pages(workspace, "users.conversations", "channels", types=types):
            for channel in page:
                slack_id = str(channel["id"])
                there: list[str] = []
                async for some in self._pages(workspace, "conversations.members", "members", channel=slack_id):
                    there += [str(one) for one in some]
                async with self._database.begin() as tx:
                    ctx = Ctx(tx, workspace, None, self._clock.now(), self._clock.real())
                    name, is_private = str(channel.get("name") or ""), bool(channel.get("is_private"))
                    await compared(ctx, slack_id, name, is_private, there)
