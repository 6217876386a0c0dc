"""The doors by which delivery calls Slack, each with the method that answers there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.outbox import Op
from tests.delivery.office import Office, Team


@dataclass(frozen=True)
class Door:
    """One door: the operation, where it goes, and the method whose answer decides."""

    method: str
    op: Op
    to: str = "c0"

    async def owe(self, office: Office, team: Team, key: str) -> int:
        """Owe one message that goes through this door, once what it is about has been sent. Returns its id."""
        target = None
        if self.op in ("update", "delete"):
            target = await office.owe(team, f"{key}:target", self.to)
            await office.until_idle()
        return await office.owe(team, key, self.to, op=self.op, target=target)

    async def knock(self, office: Office, team: Team, key: str, error: str) -> int:
        """Owe a message that gets this error at its first call, and let it be tried once. Returns its id."""
        if self.method == "conversations.open":
            await office.forget_direct_messages(team)
        message_id = await self.owe(office, team, key)
        await office.server.control.fault("error", method=self.method, error=error, count=1)
        await office.sender.step()
        await office.sender.finish()
        return message_id


DOORS = {
    "post": Door("chat.postMessage", "post"),
    "direct message": Door("conversations.open", "post", "ben"),
    "update": Door("chat.update", "update"),
    "delete": Door("chat.delete", "delete"),
    "bytes": Door("files.getUploadURLExternal", "upload"),
    "upload": Door("files.completeUploadExternal", "upload"),
    "publish": Door("views.publish", "publish", "ben"),
    "canvas": Door("conversations.canvases.create", "canvas"),
    "canvas again": Door("canvases.edit", "canvas"),
    "whose canvas": Door("conversations.info", "canvas"),
}
