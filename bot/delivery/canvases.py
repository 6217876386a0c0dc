"""A channel's canvas: made once, then rewritten as a whole. Writing it twice has the effect of writing it once.

A channel has at most one canvas. Before anything is written, Slack is asked who owns an existing one: a canvas that the
team made is left alone, and one made in a call whose answer got lost is recognized as the bot's own.
"""

from __future__ import annotations

from collections.abc import Callable

from bot.delivery.slack import CALL_FAILED, Slack, fate_of
from bot.domain.outbox import Fate, Later, Message, Never, Sent, Unsure, backoff
from bot.views.strategy.canvas import Canvas
from storage import strategies, workspaces
from storage.database import Database

_GONE = {"canvas_not_found", "file_not_found", "canvas_deleted", "file_deleted"}


class Canvases:
    """Writes what a version says into the canvas of its home channel."""

    def __init__(self, database: Database, slack: Slack) -> None:
        self._database, self._slack = database, slack

    async def write(self, message: Message, channel: str, content: Canvas, no_time: Callable[[], Later | None]) -> Fate:
        """Put a document into a channel's canvas. Unsure means doing it again, since nothing can appear twice."""
        try:
            return await self._write(message, channel, content, no_time)
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            if isinstance(fate, Unsure):
                return Later(backoff(message.attempt), fate.reason)
            if isinstance(fate, Later) and fate.about == "method":
                return Never(fate.reason)  # only an operator can fix this, and files say the same meanwhile
            return fate

    async def _write(
        self, message: Message, channel: str, content: Canvas, no_time: Callable[[], Later | None]
    ) -> Fate:
        canvas_id = content.canvas_id
        if canvas_id:
            if await self._edited(message, canvas_id, content.markdown):
                return Sent(channel, "")
            await self._keep(message, content, None)  # somebody deleted it: make it again
        found = await self._found(message, channel)
        if isinstance(found, Never):
            return found
        if late := no_time():
            return late
        if found:
            await self._keep(message, content, found)
            await self._edited(message, found, content.markdown)
            return Sent(channel, "")
        made = await self._slack.call(
            message.workspace_id,
            "conversations.canvases.create",
            channel_id=channel,
            document_content=_document(content.markdown),
        )
        await self._keep(message, content, str(made["canvas_id"]))
        return Sent(channel, "")

    async def _edited(self, message: Message, canvas_id: str, markdown: str) -> bool:
        """Replace a canvas's whole text; False where the canvas no longer exists."""
        try:
            await self._slack.call(
                message.workspace_id,
                "canvases.edit",
                canvas_id=canvas_id,
                changes=[{"operation": "replace", "document_content": _document(markdown)}],
            )
        except CALL_FAILED as error:
            fate = fate_of(error, message.attempt)
            if isinstance(fate, Never) and fate.reason in _GONE:
                return False
            raise
        return True

    async def _found(self, message: Message, channel: str) -> str | Never:
        """Return a channel's canvas, if it is ours; "" where it has none; a fate where it is a team's own."""
        answer = await self._slack.read(message.workspace_id, "conversations.info", channel=channel)
        properties = (answer.get("channel") or {}).get("properties") or {}
        canvas_id = str((properties.get("canvas") or {}).get("file_id") or "")
        if not canvas_id:
            return ""
        file = await self._slack.read(message.workspace_id, "files.info", file=canvas_id)
        async with self._database.look() as tx:
            workspace = await workspaces.by_id(tx, message.workspace_id)
        ours = workspace is not None and (file.get("file") or {}).get("user") == workspace.bot_slack_id
        return canvas_id if ours else Never("canvas_of_others")

    async def _keep(self, message: Message, content: Canvas, canvas_id: str | None) -> None:
        await self._database.run(
            lambda tx: strategies.keep_canvas(tx, message.workspace_id, content.strategy_id, canvas_id)
        )


def _document(markdown: str) -> dict[str, str]:
    return {"type": "markdown", "markdown": markdown}
