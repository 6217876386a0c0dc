"""Takes pictures and files to Slack: made, sent as bytes, and shown by completing the upload.

Only completing shows anything. The file's id is saved before that, in its own commit. When it is unsure whether a
picture was shown, Slack is asked for that file, and the upload is completed again only where Slack does not show it.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.outbox import LOOKS_NEEDED, Fate, Later, Message, Never, Sent, Unsure, backoff
from bot.pictures.drawing import draw
from bot.views.reviews.pictures import Illustrated
from bot.views.strategy.attached import Attached
from storage import delivery
from storage.database import Database

log = logging.getLogger(__name__)

# An address for bytes may have expired; after this many refusals there is none to be had.
TIMES_REFUSED = 3
# After this many tries, in about ten minutes, Slack's address for files is out of reach from here (a firewall, say).
# Waiting forever would look as if nothing got through at all.
MOST_TRIES = 8


@dataclass(frozen=True)
class _File:
    """A file to take to Slack; `alt` says what a picture shows, "" for any other file."""

    filename: str
    content: bytes
    alt: str = ""


class Uploads:
    """Makes one picture or file at a time, and takes it to Slack in three steps."""

    def __init__(self, database: Database, slack: Slack) -> None:
        self._database, self._slack = database, slack
        # The drawing library isn't thread-safe, and documents contain drawings.
        self._drawing = asyncio.Lock()

    async def send(
        self,
        message: Message,
        channel: str,
        content: Illustrated | Attached,
        thread_ts: str | None,
        no_time: Callable[[], Later | None],
    ) -> Fate:
        """Show a picture or file in a channel.

        `no_time` gives a fate where too little of the lease is left for a call.
        """
        file_id = message.file_id
        if file_id is None:
            file = await self._make(message, content)
            if not isinstance(file, _File):
                return file
            if late := no_time():
                return late
            sent = await self._send_bytes(message, file, no_time)
            if not isinstance(sent, str):
                return sent
            if not await self._database.run(lambda tx: delivery.keep_file(tx, message, sent)):
                return Later(backoff(1), "lease_lost")
            file_id = sent
        if late := no_time():
            return late
        return await self._complete(message, channel, content, thread_ts, file_id)

    async def _make(self, message: Message, content: Illustrated | Attached) -> _File | Never:
        try:
            async with self._drawing:
                if isinstance(content, Attached):
                    return _File(content.filename, await asyncio.to_thread(content.make))
                assert content.chart is not None
                picture = await asyncio.to_thread(draw, content.chart)
                return _File(picture.filename, picture.png, picture.alt)
        except Exception:
            log.exception("cannot draw", extra={"key": message.key})
            return Never("cannot_draw")

    async def _send_bytes(
        self, message: Message, file: _File, no_time: Callable[[], Later | None]
    ) -> str | Later | Never:
        """Take the bytes to Slack and return the file's id. Whatever happens, this shows nothing."""
        try:
            begun = await self._slack.form(
                message.workspace_id,
                "files.getUploadURLExternal",
                filename=file.filename,
                length=str(len(file.content)),
                **({"alt_txt": file.alt} if file.alt else {}),
            )
        except CALL_FAILED as error:
            fate = _fate(error, message.attempt)
            return _again(message, fate.reason) if isinstance(fate, Unsure) else fate
        if late := no_time():
            return late
        try:
            status = await self._slack.send_bytes(str(begun["upload_url"]), file.content)
        except CALL_FAILED as error:
            # Files go to another address than the API's calls, so this says nothing about the workspace.
            return _again(message, fate_of(error, message.attempt).reason)
        if status == 200:
            return str(begun["file_id"])
        if status < 500 and status != 429 and message.attempt >= TIMES_REFUSED:
            return Never("upload_refused")
        return _again(message, f"upload_{status}")

    async def _complete(
        self, message: Message, channel: str, content: Illustrated | Attached, thread_ts: str | None, file_id: str
    ) -> Fate:
        """Show the file. Slack shares it a moment later, and its answer does not say where it is."""
        arguments = {
            "files": json.dumps([{"id": file_id, "title": content.title}]),
            "channel_id": channel,
            "initial_comment": content.text,
        }
        if thread_ts:
            arguments["thread_ts"] = thread_ts
        try:
            await self._slack.form(message.workspace_id, "files.completeUploadExternal", **arguments)
        except CALL_FAILED as error:
            fate = _fate(error, message.attempt)
            if isinstance(fate, Never) and fate.reason == "file_not_found":
                return await self._lost(message)
            return fate
        return Sent(channel, "")

    async def _lost(self, message: Message) -> Later | Unsure:
        """Start over with a file that Slack doesn't know, but only where it isn't shown either: it may be done."""
        if message.looks < LOOKS_NEEDED:
            return Unsure("file_not_found")
        async with self._database.begin() as tx:
            await delivery.keep_file(tx, message, None)
        return Later(backoff(1), "file_lost")

    async def find(self, message: Message, channel: str) -> list[str] | Later | Never | Unsure:
        """List where a message's picture is in a channel, oldest first; a fate where Slack does not say."""
        assert message.file_id is not None
        try:
            answer = await self._slack.read(message.workspace_id, "files.info", file=message.file_id)
        except CALL_FAILED as error:
            fate = _fate(error, message.attempt)
            return [] if isinstance(fate, Never) and fate.reason == "file_not_found" else fate
        return sorted(_shares(answer.get("file") or {}, channel))


def _again(message: Message, reason: str) -> Later | Never:
    """Retry an upload that showed nothing, unless it has been tried often enough."""
    return Never("out_of_reach") if message.attempt >= MOST_TRIES else Later(backoff(message.attempt), reason)


def _fate(error: Exception, attempt: int) -> Later | Never | Unsure:
    fate = fate_of(error, attempt)
    if isinstance(fate, Later) and fate.about == "method":
        return Never(fate.reason)  # words go on without a picture that only an operator could get through
    # The next picture waits, whichever of the methods Slack throttles.
    return replace(fate, method="files.completeUploadExternal") if isinstance(fate, Later) else fate


def _shares(file: Mapping[str, Any], channel: str) -> list[str]:
    spheres: Mapping[str, Mapping[str, list[Mapping[str, Any]]]] = file.get("shares") or {}
    return [str(one["ts"]) for sphere in spheres.values() for one in sphere.get(channel, ()) if one.get("ts")]
