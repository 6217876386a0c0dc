"""Answers of the app outside of the Web API: with an acknowledgement, and at a response_url."""

from __future__ import annotations

from dataclasses import dataclass

from playground.slack.channels import Channel
from playground.slack.errors import ApiError
from playground.slack.messages import Message
from playground.slack.rules.message import checked_content
from playground.slack.tickets import ResponseUrl
from playground.slack.wire import Json
from playground.slack.workspace import Workspace
from playground.slack.world import World


@dataclass
class Replies:
    """Show what the app answers: to one person, unless it says `in_channel`."""

    world: World

    def show(self, ws: Workspace, channel: Channel, user: str, payload: Json, thread_ts: str | None = None) -> Message:
        """Show an answer in a conversation, even one where the bot is no member; raise ApiError for bad contents."""
        content = checked_content(payload)
        thread = payload.get("thread_ts") or thread_ts
        message = self.world.by_app(ws, channel, content, thread_ts=thread)
        if payload.get("response_type") == "in_channel":
            return self.world.post(ws, channel, message, by="app")
        return self.world.ephemeral(ws, channel, message, user, by="app")

    def use(self, ws: Workspace, url: ResponseUrl, payload: Json) -> Json:
        """Do what was posted to a response_url: say something, or replace or delete the message acted on."""
        channel = ws.channels[url.channel]
        history = ws.history(channel)
        acted_on: Message | None = None
        if url.message_ts:
            acted_on = (history.ephemerals if url.ephemeral else history.messages).get(url.message_ts)
        if payload.get("delete_original"):
            return self._delete(ws, channel, acted_on)
        if payload.get("replace_original") and url.message_ts:
            return self._replace(ws, channel, acted_on, payload)
        self.show(
            ws, channel, url.user, payload, url.thread_ts if payload.get("response_type") != "in_channel" else None
        )
        return {"ok": True}

    def _delete(self, ws: Workspace, channel: Channel, message: Message | None) -> Json:
        if message is None or message.bot_id != ws.bot_id:
            raise ApiError("message_not_found", status=404)
        self.world.delete(ws, channel, message, by="app")
        return {"ok": True}

    def _replace(self, ws: Workspace, channel: Channel, message: Message | None, payload: Json) -> Json:
        if message is None or message.bot_id != ws.bot_id:
            raise ApiError("message_not_found", status=404)
        content = checked_content(payload)
        previous = ws.history(channel).shape(message)
        self.world.fill(ws, message, content)
        if not message.is_ephemeral:
            message.edited = {"user": ws.bot_user_id, "ts": ws.stamps.next()}
        self.world.change(ws, channel, message, previous, by="app")
        return {"ok": True}
