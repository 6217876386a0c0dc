"""Verbs as somebody calls them, without the way through Slack."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot.services.context.ctx import Ctx
from storage import members, workspaces
from storage.database import Database
from storage.workspaces import Channel

# A Monday morning.
NOW = datetime(2026, 3, 30, 7, 30, tzinfo=UTC)


@asynccontextmanager
async def acting(database: Database, slack_id: str, team: str = "T1") -> AsyncIterator[Ctx]:
    """Run a verb as somebody, in a transaction of its own."""
    async with database.begin() as tx:
        workspace = await workspaces.find(tx, team)
        assert workspace is not None
        person = await members.meet(tx, workspace.id, slack_id, NOW)
        yield Ctx(tx, workspace, person, NOW, NOW)


async def channel_of(ctx: Ctx, slack_id: str) -> Channel:
    """Return a public channel, new or known."""
    name = slack_id.lower()
    return await workspaces.keep_channel(
        ctx.tx, ctx.workspace_id, slack_id, NOW, name=name, is_private=False, bot_is_in=True
    )
