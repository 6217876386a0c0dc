"""The Events API: which happenings the app hears of, in what wrapping, and how often they are repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.slack.channels import Channel, Kind
from playground.slack.sockets import Hub
from playground.slack.wire import Ids, Json
from playground.slack.workspace import Workspace

_MESSAGE_EVENT: dict[Kind, str] = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}
# The scope without which a subscription brings nothing. Source: the reference page of each event.
_SCOPE: dict[str, str] = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "app_mention": "app_mentions:read",
    "file_shared": "files:read",
    "team_join": "users:read",
    "user_change": "users:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "channel_rename": "channels:read",
    "channel_archive": "channels:read",
    "channel_unarchive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_rename": "groups:read",
    "group_archive": "groups:read",
    "group_unarchive": "groups:read",
}


@dataclass
class Events:
    """Send events to the app, each repeated until it is acknowledged or the retries are used up."""

    hub: Hub
    ids: Ids
    retry_delays: Callable[[], tuple[float, ...]]
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _urgent: int = 0

    @property
    def busy(self) -> bool:
        """Tell whether an event is on its way; one that waits for a later retry does not count."""
        return self._urgent > 0

    def emit(self, workspace: Workspace, event: Json, channel: Channel | None = None) -> None:
        """Send an event if the app is installed, subscribed and allowed to hear it.

        Whether its bot is in the conversation is for the caller to ask.
        """
        name = str(event["type"])
        if name == "message" and channel is not None:
            name = _MESSAGE_EVENT[channel.kind]
        family_scope = _SCOPE.get(name)
        if channel is not None and name in ("member_joined_channel", "member_left_channel"):
            family_scope = "groups:read" if channel.kind == "group" else "channels:read"
        if not workspace.installed or name not in workspace.app.events:
            return
        if family_scope is not None and family_scope not in workspace.app.scopes:
            return
        self.send(workspace, event, is_shared=channel is not None and bool(channel.shared_with))

    def send(self, workspace: Workspace, event: Json, *, is_shared: bool = False) -> None:
        """Send an event in its wrapping, whatever the subscriptions say."""
        side = workspace.side_of(event.get("user") if isinstance(event.get("user"), str) else None)
        enterprise_id = workspace.side.enterprise_id
        payload: Json = {
            "token": workspace.app.verification_token,
            # Of a message from the other side these two are theirs; what is the app's stands in `authorizations`.
            "team_id": side.id,
            **({} if side.enterprise is None else {"enterprise_id": side.enterprise.id}),
            "context_team_id": workspace.id,
            "context_enterprise_id": enterprise_id,
            "api_app_id": workspace.app.id,
            "event": event,
            "type": "event_callback",
            "event_id": self.ids.new("Ev"),
            "event_time": workspace.seconds(),
            "authorizations": [
                {
                    "enterprise_id": enterprise_id,
                    "team_id": workspace.id,
                    "user_id": workspace.bot_user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": is_shared or side.id != workspace.id,
            "event_context": f"4-{self.ids.secret(40)}",
        }
        self._urgent += 1
        task = asyncio.get_running_loop().create_task(self._until_acknowledged(workspace, payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _until_acknowledged(self, workspace: Workspace, payload: Json) -> None:
        urgent = True
        try:
            reason = ""
            for attempt, delay in enumerate((0.0, *self.retry_delays())):
                if attempt and delay > 0:
                    if urgent:
                        self._urgent -= 1
                        urgent = False
                    await asyncio.sleep(delay)
                if not urgent:
                    self._urgent += 1
                    urgent = True
                outcome = await self.hub.deliver(
                    "events_api", workspace.id, payload, accepts_response=False, attempt=attempt, reason=reason
                )
                if outcome.fate == "acknowledged" and self.hub.trouble.repeat > 0:
                    # Slack delivers at least once: now and then it repeats what was acknowledged.
                    self.hub.trouble.repeat -= 1
                elif outcome.fate == "acknowledged":
                    return
                reason = "connection_failed" if outcome.fate == "undelivered" else "timeout"
        finally:
            if urgent:
                self._urgent -= 1

    async def close(self) -> None:
        """Give up what is still waiting, at the end."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
