"""Gathers facts for the doctor: asks Slack about both tokens, looks at the database and the zones."""

from __future__ import annotations

import json
import os
import shlex
import sys
import sysconfig
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.delivery.key_check import check_keys
from bot.delivery.slack import Slack
from bot.domain.clock import Clock
from bot.domain.doctor import REFUSED, Answer, Asked, Facts, ZoneData
from bot.domain.outbox import Pace
from bot.domain.when import UnknownZone, zone_named
from bot.settings import ENV_FILE, Settings, missing, slips
from bot.zone_data import PROBED, use_newest
from storage.inspection import examine, files_of
from storage.private_files import permissions

# At most this many pages of two hundred channels are read; a bot in more channels is most likely in every home.
PAGES = 25


async def gather(settings: Settings, clock: Clock, needed: frozenset[str]) -> Facts:
    """Look at everything; works while the bot runs. `needed` are the scopes of the manifest.

    It changes nothing, except for one post that it deletes again: that is the only way to see whether posts can be
    found.
    """
    bot, app = await ask_slack(settings)
    memory = await examine(settings.database_url, clock.real())
    joined = await channels_joined(settings) if bot and bot.asked == "answered" else None
    keys = await check_keys(settings, memory.homes, joined) if joined is not None else None
    now = clock.real()
    found = slips()
    return Facts(
        now=now,
        api_url=settings.slack_api_url,
        token_problems=tuple(missing(settings)),
        bot=bot,
        app=app,
        needed=needed,
        memory=memory,
        missing_zones=tuple(name for name in PROBED if not _is_known(name)),
        zones=len(available_timezones()),
        zone_data=zone_facts(),
        joined=joined,
        files=permissions([Path(ENV_FILE)]) + files_of(settings.database_url),
        misspelt=tuple((slip.name, slip.meant) for slip in found if slip.name),
        unread=tuple(slip.line for slip in found if slip.line),
        keys=keys,
    )


async def channels_joined(settings: Settings) -> frozenset[str] | None:
    """Ask Slack for the channels that the bot is in, archived ones left out; None where it does not say."""
    pace = Pace()
    timeout = aiohttp.ClientTimeout(total=pace.call.total_seconds())
    found: set[str] = set()
    cursor = ""
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = Slack(session, settings.slack_api_url, pace).new_client(
            settings.slack_bot_token.get_secret_value().strip()
        )
        for _ in range(PAGES):
            try:
                answer = await client.users_conversations(
                    types="public_channel,private_channel", exclude_archived=True, limit=200, cursor=cursor or None
                )
            except (SlackApiError, aiohttp.ClientError, OSError, json.JSONDecodeError):
                return None
            found |= {str(channel["id"]) for channel in answer.get("channels") or ()}
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return frozenset(found)
    return None


def zone_facts() -> ZoneData:
    """Say which time-zone data there is, which is used, and how to bring it up to date."""
    found = use_newest()
    return ZoneData(
        system=found.system.release if found.system else None,
        package=found.package.release if found.package else None,
        used=found.used,
        update=_updating(),
    )


def _updating() -> str:
    """Return the command that updates the package tzdata of the Python that runs us; "" where it has no pip."""
    if find_spec("pip") is None:
        return ""
    sudo = [] if os.access(sysconfig.get_path("purelib"), os.W_OK) else ["sudo"]
    return shlex.join([*sudo, sys.executable, "-m", "pip", "install", "-U", "tzdata"])


async def ask_slack(settings: Settings) -> tuple[Answer | None, Answer | None]:
    """Ask Slack about the bot token and the app token; None for one that is absent or plainly another kind.

    It never connects to the address that `apps.connections.open` gives, so it takes no payloads from a running bot.
    """
    pace = Pace()
    bot, app = (t.get_secret_value().strip() for t in (settings.slack_bot_token, settings.slack_app_token))
    timeout = aiohttp.ClientTimeout(total=pace.call.total_seconds())
    async with aiohttp.ClientSession(timeout=timeout) as session:
        slack = Slack(session, settings.slack_api_url, pace)
        about_bot = await _ask(slack.new_client(bot).auth_test) if bot.startswith("xoxb-") else None
        about_app = None
        if app.startswith("xapp-"):
            client = slack.new_client(app)
            about_app = await _ask(lambda: client.apps_connections_open(app_token=app))
    return about_bot, about_app


async def _ask(call: Callable[[], Awaitable[AsyncSlackResponse]]) -> Answer:
    try:
        answer = await call()
    except SlackApiError as error:
        data = getattr(error.response, "data", None)
        status = getattr(error.response, "status_code", None) or getattr(error.response, "status", "")
        code = str(data.get("error") or "") if isinstance(data, dict) else ""
        headers = getattr(error.response, "headers", None) or {}
        asked: Asked = "refused" if code in REFUSED else "unsure"
        return Answer(asked, code or f"HTTP {status}", slack_time=_date(headers))
    except (aiohttp.ClientError, OSError, json.JSONDecodeError) as error:
        said = "no answer in time" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        return Answer("unreachable", said)
    data = answer.data if isinstance(answer.data, dict) else {}
    granted = _header(answer.headers, "x-oauth-scopes")
    return Answer(
        "answered",
        workspace=str(data.get("team") or ""),
        bot=str(data.get("user") or ""),
        granted=None if granted is None else frozenset(filter(None, (s.strip() for s in granted.split(",")))),
        slack_time=_date(answer.headers),
    )


def _header(headers: Mapping[str, Any], name: str) -> str | None:
    return next((str(value) for key, value in headers.items() if str(key).lower() == name), None)


def _date(headers: Mapping[str, Any]) -> datetime | None:
    written = _header(headers, "date")
    try:
        return parsedate_to_datetime(written).astimezone(UTC) if written else None
    except ValueError:
        return None


def _is_known(name: str) -> bool:
    try:
        zone_named(name)
    except UnknownZone:
        return False
    return True
