"""One client a workspace, and Slack's answers turned into fates: Sent, Later, Never, Unsure."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from bot.delivery.breaker import Breakers
from bot.delivery.keys import METADATA_EVENT, Me, is_by, keys_of, under_key
from bot.delivery.pacing import OPENINGS, Pacing, Slowed
from bot.domain.outbox import Fate, Later, Message, Never, Pace, Sent, Unsure, backoff
from bot.domain.slack_errors import UNKNOWN, UNKNOWN_TRIES, UNREACHABLE, Meaning, meaning_of
from bot.views.kit.blocks import Content

__all__ = ["CALL_FAILED", "METADATA_EVENT", "ForeignAddress", "Slack", "fate_of"]

log = logging.getLogger(__name__)


# Slack's code for a view with a picture that it cannot show.
_NOT_DRAWN = {"invalid_blocks", "invalid_arguments", "invalid_attachments"}
# Slack's codes for a direct message that doesn't exist for this app.
GONE = ("channel_not_found", "invalid_channel", "not_in_channel")
# Everything that a call to Slack may raise; any other exception is our mistake.
CALL_FAILED = (SlackApiError, Slowed, TimeoutError, aiohttp.ClientError, ConnectionError, json.JSONDecodeError)
# A workspace that is shut, or a method that is not allowed, is tried again after this time.
SHUT_WAIT = timedelta(minutes=1)
# The arguments that say what a call is about, by method.
_PLACES = ("channel", "channel_id", "users", "user_id", "user", "canvas_id", "file")
PAGES = 10  # of history, at most, when a post is looked for: two thousand messages
PAGE = 200


class ForeignAddress(Exception):
    """An address that isn't Slack's: our token must not go there."""


def fate_of(error: BaseException, attempt: int) -> Later | Never | Unsure:
    """Turn a call's exception into a fate. If Slack answered, the table in bot/domain/slack_errors.py decides.

    After a 429 or a refused connection, surely nothing was posted; after a 5xx, a reset or a timeout, it may have been.
    """
    if isinstance(error, SlackApiError):
        return _slack_said(error, attempt)
    if isinstance(error, Slowed):  # the call was not even made
        return Later(error.after, "ratelimited", throttled=True, about="pace")
    if _is_unreachable(error):
        return Later(backoff(attempt), UNREACHABLE, about="network")
    if isinstance(error, TimeoutError | aiohttp.ClientError | ConnectionError | json.JSONDecodeError):
        return Unsure(type(error).__name__)
    raise error


def _is_unreachable(error: BaseException) -> bool:
    # There was no connection, so not one byte left.
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def _slack_said(error: SlackApiError, attempt: int) -> Later | Never | Unsure:
    status, code = _said(error)
    meaning = _meaning(error)
    if status == 429:
        return Later(timedelta(seconds=_retry_after(error.response)), "ratelimited", throttled=True, about="pace")
    if status >= 500 or not code or meaning.verdict == "unsure":
        return Unsure(code or f"http_{status}")
    if meaning.about == "pace":
        return Later(timedelta(seconds=_retry_after(error.response)), "ratelimited", throttled=True, about="pace")
    if meaning.verdict == "never" or (meaning is UNKNOWN and attempt >= UNKNOWN_TRIES):
        return Never(code)
    if meaning.is_wide or meaning.about == "method":
        return Later(SHUT_WAIT, code, throttled=True, about=meaning.about)
    return Later(backoff(attempt), code, about=meaning.about)


def _said(error: SlackApiError) -> tuple[int, str]:
    """Return the status, and Slack's code or "" if the body has none."""
    # The SDK keeps its own response, or aiohttp's where the body was no JSON.
    response = error.response
    status = getattr(response, "status_code", None) or getattr(response, "status", 0) or 0
    data = getattr(response, "data", None)
    return int(status), str(data.get("error", "")) if isinstance(data, dict) else ""


def _meaning(error: SlackApiError) -> Meaning:
    address = str(getattr(error.response, "api_url", ""))
    return meaning_of(URL(address).name, _said(error)[1])


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
    """Read a stream to its end, but at most this many bytes: a file that is too large isn't read to its end."""
    read = bytearray()
    async for part in stream.iter_any():
        read += part
        if len(read) >= most:
            break
    return bytes(read[:most])


class Slack:
    """Every workspace's client, over one HTTP session for the life of the process."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        api_url: str,
        pace: Pace,
        breakers: Breakers | None = None,
        pacing: Pacing | None = None,
    ) -> None:
        self._session, self._api_url, self._pace = session, api_url, pace
        self._breakers, self._pacing = breakers, pacing
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

    # ------------------------------------------------------------ one call

    async def call(self, workspace_id: int, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method and return Slack's answer. Raises whatever `fate_of` understands."""
        return await self._answer(workspace_id, method, json=arguments)

    async def read(self, workspace_id: int, method: str, **arguments: Any) -> Mapping[str, Any]:
        """Call a method that only reads: those take their arguments in the query, not as JSON."""
        return await self._answer(workspace_id, method, http_verb="GET", params=arguments)

    async def form(self, workspace_id: int, method: str, **arguments: str) -> Mapping[str, Any]:
        """Call a method that takes no JSON (those of files), and return Slack's answer."""
        return await self._answer(workspace_id, method, data=arguments)

    async def _answer(self, workspace_id: int, method: str, **request: Any) -> Mapping[str, Any]:
        if self._pacing:
            self._pacing.begin(workspace_id, method)
        try:
            async with asyncio.timeout(self._pace.call.total_seconds()):
                answer = await self._clients[workspace_id].api_call(method, **request)
        except CALL_FAILED as error:
            self._note(workspace_id, method, _place(request), error)
            raise
        if self._breakers:
            self._breakers.worked(workspace_id, method, _place(request))
        return cast(Mapping[str, Any], answer.data)

    def _note(self, workspace_id: int, method: str, place: str, error: Exception) -> None:
        """Tell the breakers what a refusal says about the workspace; even "no such channel" means that it is open."""
        if self._pacing and isinstance(error, SlackApiError):
            fate = _slack_said(error, 1)
            if isinstance(fate, Later) and fate.about == "pace":
                self._pacing.slow_down(workspace_id, method, fate.after)
        if self._breakers is None:
            return
        if _is_unreachable(error):
            self._breakers.failed(workspace_id, method, UNREACHABLE, "network", place)
        if not isinstance(error, SlackApiError):
            return
        status, code = _said(error)
        meaning = _meaning(error)
        if status >= 500 or not code or meaning.verdict == "unsure":
            return
        if meaning is UNKNOWN:
            log.warning("Slack sent an error that no table knows", extra={"method": method, "reason": code})
        if meaning.is_wide or (meaning.verdict == "later" and meaning.about == "method"):
            self._breakers.failed(workspace_id, method, code, meaning.about, place)
        else:
            self._breakers.worked(workspace_id, method, place)

    # ------------------------------------------------------------ is the workspace open?

    def room(self, workspace_id: int, most: int = 1) -> int:
        """Return how many calls may start now: `most`, or one as a try or none while the workspace is shut."""
        return self._breakers.room(workspace_id, most) if self._breakers else most

    def openings(self, workspace_id: int, kept: int = 0) -> int:
        """Return how many direct messages may be opened now, leaving `kept` to others."""
        return self._pacing.openings(workspace_id, kept) if self._pacing else OPENINGS

    def give_back(self, workspace_id: int) -> None:
        """Give back a try that `room` allowed and that was not made."""
        if self._breakers:
            self._breakers.give_back(workspace_id)

    def hold(self, workspace_id: int, method: str = "") -> str:
        """Return what is held: EVERYTHING while the workspace is shut, the method alone, or "" if calls go on."""
        return self._breakers.hold(workspace_id, method) if self._breakers else ""

    def shut_for(self, workspace_id: int) -> timedelta:
        """Return how long until the next try; zero if the workspace is open, or a try is due."""
        return self._breakers.shut_for(workspace_id) if self._breakers else timedelta(0)

    # ------------------------------------------------------------ files

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
        """Return the channel of the direct message with somebody. Opening it twice has the same effect."""
        if self._breakers and (wait := self._breakers.held_for(message.workspace_id, "conversations.open")):
            # The outbox holds methods by operation, and this one has none of its own.
            return Later(wait, "workspace_shut", throttled=True, method="conversations.open", about="method")
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
        """Replace a posted message. Doing it twice has the same effect, so being unsure means doing it again."""
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
        """Publish somebody's Home tab. Doing it twice has the same effect, so being unsure means doing it again."""
        view = {
            "type": "home",
            "blocks": list(content.blocks),
            # The page that it shows: presses on it come back with this, and lead to the same page again.
            "private_metadata": str(message.facts.get("page", 1)),
        }
        fate = await self._publish(message, slack_id, view)
        plain = [block for block in content.blocks if block["type"] != "image"]
        if isinstance(fate, Never) and fate.reason in _NOT_DRAWN and len(plain) < len(content.blocks):
            # One picture, perhaps deleted since, must not cost all of Home: the words say the same.
            fate = await self._publish(message, slack_id, view | {"blocks": plain})
        return fate

    async def _publish(self, message: Message, slack_id: str, view: Mapping[str, Any]) -> Fate:
        try:
            await self.call(message.workspace_id, "views.publish", user_id=slack_id, view=view)
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            return Later(backoff(message.attempt), fate.reason) if isinstance(fate, Unsure) else fate
        # A tab isn't a message: it has no channel, and no time to find it by.
        return Sent(slack_id, "")

    async def delete(self, message: Message, channel: str, ts: str) -> Fate:
        """Delete a message. Doing so twice is a success."""
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
        """List our own posts with a message's key, oldest first; a fate where history is out of reach."""
        if not self.room(message.workspace_id):
            return Later(self.shut_for(message.workspace_id), "workspace_shut", about="workspace")
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


def _place(request: Mapping[str, Any]) -> str:
    """Return the channel, person or file that a call is about, "" if it is about none."""
    arguments = next((one for one in request.values() if isinstance(one, Mapping)), {})
    return next((str(arguments[name]) for name in _PLACES if name in arguments), "")


def _slack_time(ts: str) -> tuple[int, int]:
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest or 0)
