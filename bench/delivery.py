"""Due messages delivered per second, against a bare loop over the same client and against raw aiohttp."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bench.acknowledge import FreshDatabase
from bench.bots import BOT_TOKEN
from bench.receiver import TEAM, Receiver, receiving
from bench.report import Figure
from bot.app import SystemClock
from bot.delivery.compose import Composer
from bot.delivery.sender import Sender
from bot.delivery.slack import METADATA_EVENT, Slack
from bot.domain.outbox import Owed, Pace
from bot.views.talk.notices import notice
from storage import outbox, workspaces
from storage.database import Database

CODE = "nothing_to_cancel"
CONVERSATIONS = 200
ABREAST = 8


def _payload(number: int) -> dict[str, object]:
    said = notice(CODE, {})
    return {
        "channel": f"C{number % CONVERSATIONS:08}",
        "text": said.text,
        "blocks": list(said.blocks),
        "metadata": {"event_type": METADATA_EVENT, "event_payload": {"key": f"{number:032x}"}},
    }


async def _by_hand(receiver: Receiver, count: int) -> float:
    """Post over raw aiohttp, one after the other; returns posts per second."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {BOT_TOKEN}"}) as session:
        begun = time.perf_counter()
        for number in range(count):
            async with session.post(f"{receiver.api_url}chat.postMessage", json=_payload(number)) as answer:
                await answer.json()
        return count / (time.perf_counter() - begun)


async def _by_sdk(receiver: Receiver, count: int, abreast: int = 1) -> float:
    """Post over the SDK's client with a shared session; returns posts per second."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(BOT_TOKEN, base_url=receiver.api_url, session=session, retry_handlers=[])
        begun = time.perf_counter()
        for first in range(0, count, abreast):
            calls = (client.api_call("chat.postMessage", json=_payload(n)) for n in range(first, first + abreast))
            await asyncio.gather(*calls)
        return count / (time.perf_counter() - begun)


async def _by_us(receiver: Receiver, url: str, count: int) -> float:
    """Pay what is owed: claim, compose, intent, post, settle; returns posts per second."""
    clock, pace = SystemClock(), Pace()
    database = Database(url)
    async with aiohttp.ClientSession() as session:
        slack = Slack(session, receiver.api_url, pace)
        async with database.begin() as tx:
            team = await workspaces.keep(tx, "", TEAM, "Bench", "UBOT", "drumbeat", clock.now())
            for number in range(count):
                place = f"C{number % CONVERSATIONS:08}"
                due = clock.now() - timedelta(seconds=1)
                owed = Owed(f"bench:{number}", "told", due, channel=place, facts={"code": CODE})
                await outbox.owe(tx, team.id, owed, clock.now())
        slack.serve(team.id, BOT_TOKEN)
        sender = Sender(database, slack, Composer(clock), clock, pace)
        await receiver.forget()
        begun = time.perf_counter()
        while await sender.step():
            pass
        took = time.perf_counter() - begun
    await database.close()
    arrived = len(await receiver.received(count))
    assert arrived == count, f"{arrived} of {count} arrived"
    return count / took


async def figures(folder: Path, fresh: FreshDatabase, kinds: tuple[str, ...], count: int) -> list[Figure]:
    """Compare the sender with loops that remember nothing."""
    async with receiving(folder) as receiver:
        await _by_hand(receiver, 200)
        raw, sdk = await _by_hand(receiver, count), await _by_sdk(receiver, count)
        abreast = await _by_sdk(receiver, count, ABREAST)
        found: list[Figure] = []
        for kind in kinds:
            with fresh(kind) as url:
                ours = await _by_us(receiver, url, count)
            name = f"due messages delivered, {kind}"
            found += [
                Figure(name, ours, sdk, "/s", "SDK loop, shared session", better="higher", aim=0.5),
                Figure(name, ours, abreast, "/s", f"the same, {ABREAST} abreast", better="higher"),
                Figure(name, ours, raw, "/s", "raw aiohttp loop", better="higher"),
            ]
        return found
