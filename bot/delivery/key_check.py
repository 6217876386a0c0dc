"""Checks whether our posts can be found again in this workspace: one is posted, read back, and deleted.

The promise that nothing comes twice depends on it, and Slack's reference doesn't say how much metadata a bot gets back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

import aiohttp

from bot.delivery.keys import block_key, metadata_key, under_key
from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.doctor import KeyCheck
from bot.domain.outbox import Pace
from bot.settings import Settings
from bot.views.operations.doctor import key_check

HERE = 0  # the only workspace of this client
# Slack usually shows a post in its history at once.
LOOKS = 3
BETWEEN = 1.0


async def check_keys(settings: Settings, homes: Collection[str], joined: Collection[str]) -> KeyCheck | None:
    """Post something in a channel that the bot is in, preferably a plan's, and see what comes back.

    `homes` and `joined` are ids of Slack's. None where the bot is in no channel.
    """
    places = [one for one in homes if one in joined] or sorted(joined)
    if not places:
        return None
    pace = Pace()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=pace.call.total_seconds())) as session:
        slack = Slack(session, settings.slack_api_url, pace)
        slack.serve(HERE, settings.slack_bot_token.get_secret_value().strip())
        return await _check(slack, places[0])


async def _check(slack: Slack, channel: str) -> KeyCheck:
    key = uuid4().hex
    content = key_check()
    try:
        posted = await slack.call(
            HERE, "chat.postMessage", channel=channel, text=content.text, **under_key(content, key)
        )
    except CALL_FAILED as error:
        return KeyCheck(channel, posted=False, said=fate_of(error, 1).reason)
    ts = str(posted["ts"])
    said, found = "", None
    try:
        found = await _read_back(slack, channel, ts)
    except CALL_FAILED as error:
        said = fate_of(error, 1).reason
    return KeyCheck(
        channel,
        posted=True,
        is_read=found is not None,
        by_metadata=found is not None and metadata_key(found) == key,
        by_block=found is not None and block_key(found) == key,
        is_removed=await _removed(slack, channel, ts),
        said=said,
    )


async def _read_back(slack: Slack, channel: str, ts: str) -> Mapping[str, Any] | None:
    only = {"channel": channel, "latest": ts, "oldest": ts, "inclusive": "true", "limit": 1}
    for look in range(LOOKS):
        if look:
            await asyncio.sleep(BETWEEN)
        answer = await slack.read(HERE, "conversations.history", **only, include_all_metadata="true")
        for one in answer.get("messages", ()):
            if one.get("ts") == ts:
                return dict(one)
    return None


async def _removed(slack: Slack, channel: str, ts: str) -> bool:
    try:
        await slack.call(HERE, "chat.delete", channel=channel, ts=ts)
    except CALL_FAILED:
        return False
    return True
