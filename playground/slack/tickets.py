"""What Slack hands out for a while: trigger ids and response URLs. Both go by the real clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.slack.errors import ApiError
from playground.slack.options import Options
from playground.slack.wire import Ids
from playground.slack.workspace import Workspace


@dataclass
class Trigger:
    """Leave to open one modal before one person's eyes."""

    team: str
    user: str
    expires: float
    from_modal: bool
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer a command or an action, wherever it was given. `message_ts` is the message that was acted on."""

    team: str
    channel: str
    user: str
    expires: float
    uses_left: int
    message_ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None


@dataclass
class Tickets:
    """Hand out and take back."""

    ids: Ids
    options: Options
    base_url: Callable[[], str]
    _triggers: dict[str, Trigger] = field(default_factory=dict)
    _urls: dict[str, ResponseUrl] = field(default_factory=dict)

    def trigger(self, ws: Workspace, user: str, *, from_modal: bool = False) -> str:
        """Make a trigger id for a person's action."""
        made = f"{self.ids.secret(12)}.{self.ids.secret(11)}.{self.ids.secret(32)}"
        expires = time.monotonic() + self.options.trigger_seconds
        self._triggers[made] = Trigger(ws.id, user, expires, from_modal)
        return made

    def exchange(self, ws: Workspace, trigger_id: str) -> Trigger:
        """Use a trigger id; raise ApiError for an unknown, a used or an expired one."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None or trigger.team != ws.id:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if trigger.expires < time.monotonic():
            raise ApiError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response_url(
        self,
        ws: Workspace,
        channel: str,
        user: str,
        kind: str,
        *,
        message_ts: str | None = None,
        ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Make the address at which a command (`commands`) or an action (`actions`) may be answered."""
        path = f"/{kind}/{ws.id}/{self.ids.secret(13)}/{self.ids.secret(24)}"
        expires = time.monotonic() + self.options.response_url_seconds
        self._urls[path] = ResponseUrl(
            ws.id, channel, user, expires, self.options.response_url_uses, message_ts, ephemeral, thread_ts
        )
        return self.base_url() + path

    def follow(self, ws: Workspace, old: str, new: str) -> None:
        """Let the addresses of a channel whose id changed answer there."""
        for url in self._urls.values():
            if (url.team, url.channel) == (ws.id, old):
                url.channel = new

    def use_url(self, path: str) -> ResponseUrl:
        """Use an address once; raise ApiError for an unknown, used-up or expired one."""
        url = self._urls.get(path)
        if url is None:
            raise ApiError("invalid_url", status=404)
        if url.expires < time.monotonic():
            raise ApiError("expired_url", status=404)
        if url.uses_left <= 0:
            raise ApiError("used_url", status=404)
        url.uses_left -= 1
        return url
