"""One client a workspace, and Slack's answers turned into fates: Sent, Later, Never, Unsure."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.delivery.keys import METADATA_EVENT, Me, is_by, keys_of, under_key
from bot.domain.outbox import Fate, Later, Message, Never, Pace, Sent, Unsure, backoff
from bot.views.blocks import Content

__all__ = ["CALL_FAILED", "METADATA_EVENT", "ForeignAddress", "Slack", "fate_of"]

# Slack's word that it does not know itself whether it did it.
_SLACK_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
_THROTTLED = {"ratelimited", "rate_limited", "message_limit_exceeded"}
# Nothing goes through until an operator mends it; nothing is lost meanwhile, and `doctor` says what to do.
_TOKEN_TROUBLE = {
    "invalid_auth",
    "not_authed",
    "account_inactive",
    "token_revoked",
    "token_expired",
    "no_permission",
    "missing_scope",
    "not_allowed_token_type",
    "org_login_required",
    "ekm_access_denied",
}
# What Slack says of a view with a picture that it cannot show.
_NOT_DRAWN = {"invalid_blocks", "invalid_arguments", "invalid_attachments"}
# All that a call to Slack may raise; anything else is a mistake of ours.
CALL_FAILED = (SlackApiError, TimeoutError, aiohttp.ClientError, ConnectionError, json.JSONDecodeError)
TOKEN_WAIT = timedelta(minutes=2)
PAGES = 10  # of history, at most, when a post is looked for: two thousand messages
PAGE = 200


class ForeignAddress(Exception):
    """An address that is not Slack's: our token is not for it."""


def fate_of(error: BaseException, attempt: int) -> Later | Never | Unsure:
    """Turn what a call raised into a fate (PLATFORM facts: docs/architecture.md, "What Slack does").

    429 and a refused connection are surely not posted; 5xx, a reset and a timeout may have been.
    """
    if isinstance(error, SlackApiError):
        return _slack_said(error, attempt)
    if isinstance(error, aiohttp.ClientConnectorError):
        return Later(backoff(attempt), "cannot_connect")
    if isinstance(error, TimeoutError | aiohttp.ClientError | ConnectionError | json.JSONDecodeError):
        return Unsure(type(error).__name__)
    raise error


def _slack_said(error: SlackApiError, attempt: int) -> Later | Never | Unsure:
    # The SDK keeps its own response, or aiohttp's where the body was no JSON.
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0) or 0
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in _THROTTLED:
        return Later(timedelta(seconds=_retry_after(response)), "ratelimited", throttled=True)
    if status >= 500 or code in _SLACK_UNSURE or not code:
        return Unsure(code or f"http_{status}")
    if code in _TOKEN_TROUBLE:
        return Later(TOKEN_WAIT, code, throttled=True)
    return Never(code)


def _retry_after(response: Any) -> float:
    headers = getattr(response, "headers", None) or {}
    for name, value in dict(headers).items():
        if str(name).lower() == "retry-after":
            try:
                return max(0.0, float(value))
            except ValueError:
                break
    return 30.0


async def _at_most(stream: aiohttp.StreamReader, most: int) -> bytes:
    """Read a stream to its end, or so many bytes of it: what is larger than it may be is not read on."""
    read = bytearray()
    async for part in stream.iter_any():
        read += part
        if len(read) >= most:
            break
    return bytes(read[:most])


class Slack:
    """Every workspace's client, over one HTTP session for the life of the process."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str, pace: Pace) -> None:
        self._session, self._api_url, self._pace = session, api_url, pace
        self._clients: dict[int, AsyncWebClient] = {}
        self._who: dict[int, Me] = {}

    def new_client(self, token: str) -> AsyncWebClient:
        """Make a client for a token.

        Without retry handlers: the SDK's own would post twice when a connection drops after Slack accepted.
        """
        return AsyncWebClient(
            token=token,
            base_url=self._api_url,
            session=self._session,
            retry_handlers=[],
            timeout=int(self._pace.call.total_seconds()) or 1,
        )

    def serve(self, workspace_id: int, token: str, me: Me | None = None) -> None:
        """Use a token for a workspace from now on. Where it isn't said who that makes us, Slack is asked once."""
        self._clients[workspace_id] = self.new_client(token)
        self._who.pop(workspace_id, None)
        if me is not None:
            self._who[workspace_id] = me

    def serves(self, workspace_id: int) -> bool:
        """Tell whether there is a token for a workspace."""
        return workspace_id in self._clients

    async def call(self, workspace_id: int, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method and return Slack's answer. Raises whatever `fate_of` understands."""
        client = self._clients[workspace_id]
        async with asyncio.timeout(self._pace.call.total_seconds()):
            answer = await client.api_call(method, json=arguments)
        return cast(Mapping[str, Any], answer.data)

    async def read(self, workspace_id: int, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that only reads: those take their arguments in the query, not as JSON."""
        client = self._clients[workspace_id]
        async with asyncio.timeout(self._pace.call.total_seconds()):
            answer = await client.api_call(method, http_verb="GET", params=arguments)
        return cast(Mapping[str, Any], answer.data)

    async def form(self, workspace_id: int, method: str, **arguments: str) -> Mapping[str, Any]:
        """Call a method that takes no JSON (those of files), and return Slack's answer."""
        client = self._clients[workspace_id]
        async with asyncio.timeout(self._pace.call.total_seconds()):
            answer = await client.api_call(method, data=arguments)
        return cast(Mapping[str, Any], answer.data)

    async def send_bytes(self, url: str, contents: bytes) -> int:
        """Post a file's bytes to the address that Slack gave for them, and return the status of the answer."""
        async with asyncio.timeout(self._pace.call.total_seconds()):
            async with self._session.post(url, data=contents) as answer:
                await answer.read()
                return answer.status

    async def get_bytes(self, workspace_id: int, url: str, most: int) -> tuple[int, str, bytes]:
        """Fetch a private file: the status, its content type, and its bytes, one more than `most` at most.

        Raises ForeignAddress for an address that is not Slack's, and whatever `fate_of` understands.
        """
        at, slack = URL(url), URL(self._api_url)
        theirs = at.scheme == "https" and (at.host or "").endswith((".slack.com", ".slack-files.com"))
        if not theirs and (at.scheme, at.host, at.port) != (slack.scheme, slack.host, slack.port):
            raise ForeignAddress(at.host or "")
        headers = {"Authorization": f"Bearer {self._clients[workspace_id].token}"}
        async with asyncio.timeout(self._pace.call.total_seconds()):
            async with self._session.get(at, headers=headers, max_redirects=3) as answer:
                return answer.status, answer.content_type, await _at_most(answer.content, most + 1)

    async def open_dm(self, message: Message, slack_id: str) -> str | Later | Never | Unsure:
        """Return the channel of the direct message with somebody. Opening it twice is opening it once."""
        try:
            answer = await self.call(message.workspace_id, "conversations.open", users=slack_id)
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            # Nothing was posted, whatever happened to the opening.
            if isinstance(fate, Unsure):
                return Later(backoff(message.attempt), fate.reason)
            return replace(fate, method="conversations.open") if isinstance(fate, Later) else fate
        return str(answer["channel"]["id"])

    async def post(self, message: Message, channel: str, content: Content, thread_ts: str | None) -> Fate:
        """Post a message under its key."""
        arguments: dict[str, Any] = {
            "channel": channel,
            "text": content.text,
            "unfurl_links": False,
            "unfurl_media": False,
            "link_names": False,
            **under_key(content, message.token),
        }
        if thread_ts:
            arguments["thread_ts"] = thread_ts
        try:
            answer = await self.call(message.workspace_id, "chat.postMessage", **arguments)
        except CALL_FAILED as error:
            return fate_of(error, message.attempt)
        return Sent(str(answer["channel"]), str(answer["ts"]))

    async def update(self, message: Message, channel: str, ts: str, content: Content, key: str) -> Fate:
        """Replace a message that stands. Doing it twice is doing it once, so being unsure means doing it again."""
        try:
            await self.call(
                message.workspace_id,
                "chat.update",
                channel=channel,
                ts=ts,
                text=content.text,
                link_names=False,
                **under_key(content, key),
            )
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            return Later(backoff(message.attempt), fate.reason) if isinstance(fate, Unsure) else fate
        return Sent(channel, ts)

    async def publish(self, message: Message, slack_id: str, content: Content) -> Fate:
        """Publish somebody's Home tab. Doing it twice is doing it once, so being unsure means doing it again."""
        view = {
            "type": "home",
            "blocks": list(content.blocks),
            # Which page it shows: what is pressed on it comes back with this, and leads to the same page again.
            "private_metadata": str(message.facts.get("page", 1)),
        }
        fate = await self._publish(message, slack_id, view)
        plain = [block for block in content.blocks if block["type"] != "image"]
        if isinstance(fate, Never) and fate.reason in _NOT_DRAWN and len(plain) < len(content.blocks):
            # A picture that was deleted since, say, must not take the whole of Home with it: its words say the same.
            fate = await self._publish(message, slack_id, view | {"blocks": plain})
        return fate

    async def _publish(self, message: Message, slack_id: str, view: Mapping[str, Any]) -> Fate:
        try:
            await self.call(message.workspace_id, "views.publish", user_id=slack_id, view=view)
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            return Later(backoff(message.attempt), fate.reason) if isinstance(fate, Unsure) else fate
        # A tab is no message: it has no channel, and no time to be found by.
        return Sent(slack_id, "")

    async def delete(self, message: Message, channel: str, ts: str) -> Fate:
        """Take a message away. One that is gone already is a success."""
        try:
            await self.call(message.workspace_id, "chat.delete", channel=channel, ts=ts)
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            if isinstance(fate, Never) and fate.reason == "message_not_found":
                return Sent(channel, ts)
            return Later(backoff(message.attempt), fate.reason) if isinstance(fate, Unsure) else fate
        return Sent(channel, ts)

    async def find(
        self, message: Message, channel: str, thread_ts: str | None, oldest: str | None
    ) -> list[str] | Later | Never | Unsure:
        """List where posts of ours with a message's key are, oldest first; a fate where history is out of reach."""
        try:
            ours = await self.ours(message.workspace_id, channel, thread_ts, oldest)
        except CALL_FAILED as error:
            return fate_of(error, message.attempt)
        return sorted({str(one["ts"]) for one in ours if message.token in keys_of(one)}, key=_slack_time)

    async def ours(
        self, workspace_id: int, channel: str, thread_ts: str | None, oldest: str | None, pages: int = PAGES
    ) -> list[Mapping[str, Any]]:
        """List what our own bot posted in a channel or thread since a time of Slack's.

        A channel's history has the root of each thread, and no replies. Raises what `fate_of` understands.
        """
        method = "conversations.replies" if thread_ts else "conversations.history"
        arguments: dict[str, Any] = {"channel": channel, "include_all_metadata": "true", "limit": PAGE}
        if thread_ts:
            arguments["ts"] = thread_ts
        if oldest:
            arguments["oldest"] = oldest
        me = await self._me(workspace_id)
        found: list[Mapping[str, Any]] = []
        for _ in range(pages):
            answer = await self.read(workspace_id, method, **arguments)
            found += [one for one in answer.get("messages", ()) if is_by(one, me)]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            arguments["cursor"] = cursor
        return found

    async def _me(self, workspace_id: int) -> Me:
        if workspace_id not in self._who:
            who = await self.call(workspace_id, "auth.test")
            self._who[workspace_id] = Me(str(who["user_id"]), str(who.get("bot_id") or ""))
        return self._who[workspace_id]


def _slack_time(ts: str) -> tuple[int, int]:
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest or 0)
