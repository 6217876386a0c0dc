"""Fetches files that people drop: one a step, with limits on size and time. Others decide what the files mean.

A file is claimed for as long as fetching it may take. A process that dies in between has changed nothing: the file is
fetched again, and its contents are recorded once. Reading a file is counted before it begins, so a file that kills its
process is given up after MOST_LOOKS.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from typing import Any

from bot.delivery.slack import CALL_FAILED, ForeignAddress, Slack, fate_of
from bot.domain.clock import Clock
from bot.domain.outbox import EVERYTHING, Never, Pace, backoff
from bot.planfile.shape import MOST_BYTES
from bot.services.context.ctx import Ctx
from bot.services.planfile.incoming import judge, lost, take_fetched
from storage import files, members, workspaces
from storage.database import Database, Tx
from storage.files import Incoming

log = logging.getLogger(__name__)

# For about ten minutes; after that, its sender hears that it can't be fetched.
MOST_TRIES = 8
# A process may be stopped during a file by chance, but hardly twice.
MOST_LOOKS = 2
# Two calls, and reading their results.
CALLS = 3


class Fetcher:
    """One step: one file fetched, or given up."""

    def __init__(self, database: Database, slack: Slack, clock: Clock, pace: Pace) -> None:
        self._database, self._slack, self._clock, self._pace = database, slack, clock, pace

    async def step(self) -> bool:
        """Fetch one file that waits; return whether there was one."""
        real = self._clock.real()
        async with self._database.look() as tx:
            if not await files.is_waiting(tx, real):
                return False
        async with self._database.begin() as tx:
            dropped = await files.claim(tx, real, real + self._pace.call * CALLS)
        if dropped is None:
            return False
        if not self._slack.serves(dropped.workspace_id):
            return False
        if not self._slack.room(dropped.workspace_id):
            await self._put_back(dropped)
            return False
        found = _given_up(dropped) or await self._fetch(dropped)
        if isinstance(found, bytes):
            await self._read(dropped, found)
        elif isinstance(found, timedelta) and self._slack.hold(dropped.workspace_id) == EVERYTHING:
            await self._put_back(dropped)
        elif isinstance(found, timedelta) and dropped.attempt < MOST_TRIES:
            await self._try_again(dropped, found)
        else:
            reason = found if isinstance(found, str) else "out_of_reach"
            log.warning("cannot fetch a file", extra={"reason": reason})
            await self._as_giver(dropped, lambda ctx: lost(ctx, dropped.id, dropped.attempt, reason))
        return True

    async def _put_back(self, dropped: Incoming) -> None:
        """Wait for the workspace to open. However long that takes, it doesn't count against the file."""
        at = self._clock.real() + self._slack.shut_for(dropped.workspace_id)
        async with self._database.begin() as tx:
            await files.put_back(tx, dropped.workspace_id, dropped.id, dropped.attempt, at)

    async def _try_again(self, dropped: Incoming, wait: timedelta) -> None:
        at = self._clock.real() + wait
        async with self._database.begin() as tx:
            await files.try_again(tx, dropped.workspace_id, dropped.id, dropped.attempt, at)

    async def _read(self, dropped: Incoming, data: bytes) -> None:
        """Read a file and record what was found, after recording that it was tried."""
        async with self._database.begin() as tx:
            if not await files.begin_look(tx, dropped.workspace_id, dropped.id, dropped.attempt):
                return
        judged = await asyncio.to_thread(judge, dropped.name, data)
        await self._as_giver(dropped, lambda ctx: take_fetched(ctx, dropped.id, dropped.attempt, data, judged))

    async def _as_giver(self, dropped: Incoming, verb: Any) -> None:
        """Call a verb as the person who dropped the file."""

        async def work(tx: Tx) -> None:
            workspace = await workspaces.by_id(tx, dropped.workspace_id)
            person = await members.by_id(tx, dropped.workspace_id, dropped.member_id)
            assert workspace is not None
            await verb(Ctx(tx, workspace, person, self._clock.now(), self._clock.real()))

        await self._database.run(work)

    async def _fetch(self, dropped: Incoming) -> bytes | timedelta | str:
        """Return a file's bytes; how long to wait before the next try; or why it can't be fetched."""
        try:
            answer = await self._slack.read(dropped.workspace_id, "files.info", file=dropped.file_id)
            shape = answer.get("file") or {}
            if shape.get("mode") in ("tombstone", "hidden_by_limit"):
                return "file_gone"
            if shape.get("is_external") or shape.get("mode") == "external":
                return "elsewhere"
            if int(shape.get("size") or 0) > MOST_BYTES:
                return "too_large"
            url = str(shape.get("url_private_download") or shape.get("url_private") or "")
            status, kind, data = await self._slack.get_bytes(dropped.workspace_id, url, MOST_BYTES)
        except ForeignAddress:
            return "elsewhere"
        except CALL_FAILED as error:
            return _said(error, dropped.attempt)
        if status == 404:
            return "file_gone"
        if status == 429 or status >= 500:
            return backoff(dropped.attempt)
        # Without access to a file, Slack answers with its sign-in page and status 200.
        if status != 200 or (kind == "text/html" and shape.get("mimetype") != "text/html"):
            return "sign_in"
        if len(data) > MOST_BYTES:
            return "too_large"
        # An answer that ended early isn't used: half a plan could be read as a whole one.
        return data if len(data) == int(shape.get("size") or len(data)) else backoff(dropped.attempt)


def _given_up(dropped: Incoming) -> str:
    """Return why a file is no longer fetched; "" for one that is."""
    if dropped.looks >= MOST_LOOKS:
        return "unreadable"
    return "out_of_reach" if dropped.attempt > MOST_TRIES else ""


def _said(error: Exception, attempt: int) -> timedelta | str:
    fate = fate_of(error, attempt)
    if getattr(fate, "about", "") == "method":
        return "sign_in"
    if isinstance(fate, Never):
        return "file_gone" if fate.reason in ("file_not_found", "file_deleted", "not_in_channel") else "out_of_reach"
    after = getattr(fate, "after", None)
    return after if isinstance(after, timedelta) else backoff(attempt)
