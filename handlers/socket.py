"""The door to Slack over Socket Mode: payloads are checked before Bolt sees them; misshapen ones are refused."""

from __future__ import annotations

import logging
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse

from handlers.shapes import WrongShape, checked

log = logging.getLogger(__name__)


class Socket(AsyncSocketModeHandler):
    """One connection. A payload of the wrong shape is acknowledged and goes no further.

    Without an acknowledgement Slack would repeat it, and nothing in it can be trusted enough to answer anybody.
    """

    def __init__(self, app: AsyncApp, app_token: str) -> None:
        super().__init__(app, app_token)
        self.client.message_listeners.append(self._look)

    async def _look(self, client: AsyncBaseSocketModeClient, message: dict[str, Any], _: str | None) -> None:
        """Check a message before the SDK makes a request of it: the SDK raises for a payload that isn't an object."""
        if "envelope_id" not in message:
            return
        try:
            message["payload"] = checked(message.get("type"), message.get("payload"))
        except WrongShape as wrong:
            log.warning("refused a payload of the wrong shape", extra={"place": str(wrong)})
            message.pop("payload", None)  # then it is no request
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=message["envelope_id"]))
            return
        for name in ("retry_attempt", "retry_reason"):
            if not isinstance(message.get(name), int | str):
                message.pop(name, None)
