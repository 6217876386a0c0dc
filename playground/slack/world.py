"""What happens in a workspace: every happening changes the state, is written to the journal and told to the app.

The Web API and the people's actions both come here, so that the app hears of either in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.slack.canvases import canvases_in, drop_canvas
from playground.slack.channels import Channel
from playground.slack.elements import complete
from playground.slack.events import Events
from playground.slack.files import forget_share, in_message, note_share
from playground.slack.journal import Journal
from playground.slack.members import SLACKBOT, Member
from playground.slack.messages import Message
from playground.slack.rich_text import blocks_of, mentioned
from playground.slack.rules.message import Content
from playground.slack.wire import Json
from playground.slack.workspace import Workspace


@dataclass
class World:
    """The happenings. No permission is asked here: whoever calls has asked."""

    journal: Journal
    events: Events

    # ------------------------------------------------------------ messages

    def post(self, ws: Workspace, channel: Channel, message: Message, *, by: str) -> Message:
        """Put a message into the history; `by` is `app`, `person` or `slack`."""
        if message.subtype in (None, "bot_message", "file_share"):
            self.fill_in_blocks(ws, message)
        history = ws.history(channel)
        if message.is_reply and message.thread_ts in history.messages:
            history.messages[message.thread_ts].thread_ts = message.thread_ts
        history.messages[message.ts] = message
        self._journal_message(ws, "posted", message, by)
        self._tell_of_message(ws, channel, message)
        return message

    def share(self, ws: Workspace, channel: Channel, message: Message, shapes: list[Json], *, by: str) -> Message:
        """Post a message that carries files (none: just the message); the app hears `file_shared` for each."""
        for shape in shapes:
            note_share(ws, channel, message, shape)
        if shapes:
            message.subtype, message.files = "file_share", [in_message(shape) for shape in shapes]
        self.post(ws, channel, message, by=by)
        for shape in shapes:
            event: Json = {
                "type": "file_shared",
                "file_id": shape["id"],
                "user_id": message.user,
                "file": {"id": shape["id"]},
                "channel_id": channel.id,
                "event_ts": ws.stamps.next(),
            }
            self._emit_inside(ws, channel, event)
        return message

    def fill_in_blocks(self, ws: Workspace, message: Message) -> None:
        """Give a message that has text and no blocks the rich_text block that Slack adds."""
        if not message.blocks:
            message.blocks = blocks_of(message.text, ws.ids)

    def fill(self, ws: Workspace, message: Message, content: Content) -> None:
        """Put checked contents into a message of the app; metadata is left as it is."""
        message.text = content.shown_text
        message.blocks = complete(content.blocks, ws.ids)
        message.blocks_given = bool(content.blocks)
        message.attachments = content.attachments
        self.fill_in_blocks(ws, message)

    def by_app(
        self,
        ws: Workspace,
        channel: Channel,
        content: Content,
        *,
        thread_ts: str | None = None,
        broadcast: bool = False,
    ) -> Message:
        """Make (and do not post) a message of the app's bot."""
        message = Message(
            channel.id,
            ws.stamps.next(),
            ws.id,
            content.text,
            user=ws.bot_user_id,
            thread_ts=thread_ts,
            broadcast=broadcast,
            bot_id=ws.bot_id,
            app_id=ws.app.id,
            metadata=content.metadata,
            bot_profile={
                "id": ws.bot_id,
                "deleted": False,
                "name": ws.app.name,
                "updated": ws.bot.updated,
                "app_id": ws.app.id,
                "user_id": ws.bot_user_id,
                "icons": {"image_48": f"https://a.slack-edge.com/apps/{ws.app.id}_48.png"},
                "team_id": ws.id,
            },
        )
        self.fill(ws, message, content)
        return message

    def by_person(self, ws: Workspace, channel: Channel, user: str, text: str, thread_ts: str | None = None) -> Message:
        """Make (and do not post) a message as a person's client sends it."""
        side = ws.side_of(user)
        return Message(
            channel.id,
            ws.stamps.next(),
            side.id,
            text,
            user=user,
            thread_ts=thread_ts,
            client_msg_id=ws.ids.uuid(),
            extra={} if side.id == ws.id else {"user_team": side.id, "source_team": side.id},
        )

    def notice(self, ws: Workspace, channel: Channel, user: str, text: str, subtype: str, **extra: object) -> Message:
        """Post one of Slack's own lines, such as that somebody has joined."""
        message = Message(channel.id, ws.stamps.next(), ws.id, text, user=user, subtype=subtype, extra=dict(extra))
        return self.post(ws, channel, message, by="slack")

    def ephemeral(self, ws: Workspace, channel: Channel, message: Message, user: str, *, by: str) -> Message:
        """Show a message to one person; it is never part of the history and no event tells of it."""
        message.only_for = user
        self.fill_in_blocks(ws, message)
        ws.history(channel).ephemerals[message.ts] = message
        self._journal_message(ws, "ephemeral", message, by, to=user)
        return message

    def slackbot_says(
        self, ws: Workspace, channel: Channel, user: str, text: str, thread_ts: str | None = None
    ) -> Message:
        """Show a person one of Slack's own notices, such as that a command failed."""
        message = Message(channel.id, ws.stamps.next(), ws.id, text, user=SLACKBOT, thread_ts=thread_ts)
        return self.ephemeral(ws, channel, message, user, by="slack")

    def change(self, ws: Workspace, channel: Channel, message: Message, previous: Json, *, by: str) -> None:
        """Tell of a message that was changed in place; `previous` is its shape before."""
        self._journal_message(ws, "changed", message, by)
        if message.is_ephemeral:
            return
        history = ws.history(channel)
        stamp, side = ws.stamps.next(), ws.side_of(message.user)
        event: Json = {
            "type": "message",
            "subtype": "message_changed",
            "message": history.shape(message) | {"source_team": side.id, "user_team": side.id},
            "previous_message": previous,
            "channel": channel.id,
            "hidden": True,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": channel.kind,
        }
        self._emit_inside(ws, channel, event)

    def delete(self, ws: Workspace, channel: Channel, message: Message, *, by: str) -> None:
        """Take a message out of the history; the parent of a thread leaves a tombstone, as in Slack."""
        history = ws.history(channel)
        if message.is_ephemeral:
            history.ephemerals.pop(message.ts, None)
            self._journal_message(ws, "deleted", message, by)
            return
        previous = history.shape(message)
        forget_share(ws, channel, message)
        if history.replies(message.ts):
            message.text = "This message was deleted."
            message.subtype, message.user, message.deleted = "tombstone", SLACKBOT, True
            message.blocks, message.attachments, message.files = [], [], []
            message.metadata, message.bot_profile, message.bot_id, message.app_id = None, None, None, None
            message.reactions = {}
            self.change(ws, channel, message, previous, by=by)
            return
        history.messages.pop(message.ts)
        if message.is_reply and message.thread_ts in history.messages and not history.replies(message.thread_ts):
            history.messages[message.thread_ts].thread_ts = None
        self._journal_message(ws, "deleted", message, by)
        stamp = ws.stamps.next()
        event: Json = {
            "type": "message",
            "subtype": "message_deleted",
            "previous_message": previous,
            "channel": channel.id,
            "hidden": True,
            "deleted_ts": message.ts,
            "ts": stamp,
            "event_ts": stamp,
            "channel_type": channel.kind,
        }
        self._emit_inside(ws, channel, event)

    def react(self, ws: Workspace, channel: Channel, message: Message, user: str, name: str, *, added: bool) -> None:
        """Add or take away one person's reaction, and tell of it."""
        users = message.reactions.setdefault(name, [])
        if added:
            users.append(user)
        else:
            users.remove(user)
            if not users:
                del message.reactions[name]
        change = "added" if added else "removed"
        self.journal.write(
            "reaction",
            ws.id,
            {"change": change, "user": user, "name": name, "channel": channel.id, "ts": message.ts},
        )
        event: Json = {
            "type": f"reaction_{change}",
            "user": user,
            "reaction": name,
            "item": {"type": "message", "channel": channel.id, "ts": message.ts},
            "event_ts": ws.stamps.next(),
        }
        if message.user:
            event["item_user"] = message.user
        self._emit_inside(ws, channel, event)

    def _journal_message(self, ws: Workspace, change: str, message: Message, by: str, to: str | None = None) -> None:
        fields: Json = {
            "change": change,
            "by": by,
            "channel": message.channel,
            "ts": message.ts,
            "user": message.user,
            "text": message.text,
        }
        optional: Json = {
            "blocks": message.blocks or None,
            "thread_ts": message.thread_ts,
            "metadata": message.metadata,
            "subtype": message.subtype,
            "files": message.files or None,
            "to": to or message.only_for,
        }
        fields |= {key: value for key, value in optional.items() if value is not None}
        self.journal.write("message", ws.id, fields)

    def _tell_of_message(self, ws: Workspace, channel: Channel, message: Message) -> None:
        event: Json = message.shape() | {
            "channel": channel.id,
            "event_ts": message.ts,
            "channel_type": channel.kind,
        }
        if message.is_reply:
            parent = ws.message(channel, message.thread_ts or "")
            if parent is not None and parent.user:
                event["parent_user_id"] = parent.user
        self._emit_inside(ws, channel, event)
        if (
            channel.kind != "im"
            and message.subtype in (None, "file_share")
            and message.user != ws.bot_user_id
            and ws.bot_user_id in mentioned(message.text)
        ):
            kept = ("user", "ts", "client_msg_id", "text", "team", "blocks", "thread_ts", "parent_user_id", "files")
            mention: Json = {"type": "app_mention"} | {key: event[key] for key in kept if key in event}
            self._emit_inside(ws, channel, mention | {"channel": channel.id, "event_ts": message.ts})

    def _emit_inside(self, ws: Workspace, channel: Channel, event: Json) -> None:
        if ws.bot_user_id in channel.members:
            self.events.emit(ws, event, channel)

    # ------------------------------------------------------------ members of channels

    def join(self, ws: Workspace, channel: Channel, user: str, inviter: str | None = None) -> None:
        """Put a member into a channel; the app hears of it if its bot is there (of its own arrival too)."""
        channel.members.append(user)
        self._journal_channel(ws, "joined", channel, member=user, inviter=inviter)
        event: Json = {
            "type": "member_joined_channel",
            "user": user,
            "channel": channel.id,
            "channel_type": "C" if channel.kind == "channel" else "G",
            "team": ws.side_of(user).id,
        }
        extra: Json = {}
        if inviter:
            event["inviter"] = extra["inviter"] = inviter
        self._emit_inside(ws, channel, event | {"event_ts": ws.stamps.next()})
        self.notice(ws, channel, user, f"<@{user}> has joined the channel", "channel_join", **extra)

    def leave(self, ws: Workspace, channel: Channel, user: str, by: str | None = None) -> None:
        """Take a member out of a channel; `by` is who removed them, if they did not leave by themselves.

        Of its own removal the app hears `channel_left` or `group_left`, never `member_left_channel`, and Slackbot
        writes to it (bolt-js #1847, java-slack-sdk #1062).
        """
        channel.members.remove(user)
        self._journal_channel(ws, "left", channel, member=user, by=by)
        if user == ws.bot_user_id:
            kind = "channel_left" if channel.kind == "channel" else "group_left"
            event: Json = {"type": kind, "channel": channel.id, "event_ts": ws.stamps.next()}
            self.events.emit(ws, event | ({"actor_id": by} if by else {}), channel)
            if by:
                self._slackbot_writes_to_app(ws, f"You have been removed from #{channel.name} by <@{by}>")
        else:
            event = {
                "type": "member_left_channel",
                "user": user,
                "channel": channel.id,
                "channel_type": "C" if channel.kind == "channel" else "G",
                "team": ws.side_of(user).id,
                "event_ts": ws.stamps.next(),
            }
            self._emit_inside(ws, channel, event)
        self.notice(ws, channel, user, f"<@{user}> has left the channel", "channel_leave")

    def _slackbot_writes_to_app(self, ws: Workspace, text: str) -> None:
        direct, _ = ws.open_direct([SLACKBOT, ws.bot_user_id])
        self.post(ws, direct, Message(direct.id, ws.stamps.next(), ws.id, text, user=SLACKBOT), by="slack")

    def tell_of_channel(self, ws: Workspace, channel: Channel, change: str, user: str) -> None:
        """Tell of a channel that was renamed, archived or brought back (`rename`, `archive`, `unarchive`)."""
        self._journal_channel(ws, change, channel)
        public = channel.kind == "channel"
        about: object = channel.id
        if change == "rename":
            about = {
                "id": channel.id,
                "is_channel": public,
                "is_mpim": False,
                "name": channel.name,
                "name_normalized": channel.name,
                "created": channel.created,
            }
        event: Json = {"type": f"{'channel' if public else 'group'}_{change}", "channel": about}
        if change != "rename":
            event |= {"user": user, "is_moved": 0}
        event["event_ts"] = ws.stamps.next()
        if public or ws.bot_user_id in channel.members:
            self.events.emit(ws, event, channel)
        lines = {
            "rename": (f"has renamed the channel to “{channel.name}”", "channel_name"),
            "archive": (f"archived #{channel.name}", "channel_archive"),
            "unarchive": (f"un-archived #{channel.name}", "channel_unarchive"),
        }
        words, subtype = lines[change]
        self.notice(ws, channel, user, f"<@{user}> {words}", subtype)

    def delete_channel(self, ws: Workspace, channel: Channel, user: str) -> None:
        """Take a channel away for good, and tell of it (`channel_deleted`, `group_deleted`)."""
        self._journal_channel(ws, "deleted", channel, by=user)
        kind = "channel_deleted" if channel.kind == "channel" else "group_deleted"
        event: Json = {"type": kind, "channel": channel.id, "event_ts": ws.stamps.next()}
        if channel.kind == "channel" or ws.bot_user_id in channel.members:
            self.events.emit(ws, event, channel)
        for canvas in canvases_in(ws, channel):
            drop_canvas(ws, canvas)
        del ws.channels[channel.id]

    def tell_of_new_id(self, ws: Workspace, channel: Channel, old: str) -> None:
        """Tell of a channel whose id has changed."""
        self._journal_channel(ws, "id_changed", channel, old=old)
        event: Json = {
            "type": "channel_id_changed",
            "old_channel_id": old,
            "new_channel_id": channel.id,
            "event_ts": ws.stamps.next(),
        }
        self._emit_inside(ws, channel, event)

    def channel_created(self, ws: Workspace, channel: Channel) -> None:
        """Write down a new channel, and tell of its members' arrival where the bot is one of them."""
        self._journal_channel(ws, "created", channel)
        self.events.emit(
            ws,
            {
                "type": "channel_created",
                "channel": {"id": channel.id, "name": channel.name, "created": channel.created}
                | {"creator": channel.creator, "is_channel": True},
                "event_ts": ws.stamps.next(),
            },
        )

    def _journal_channel(self, ws: Workspace, change: str, channel: Channel, **fields: object) -> None:
        about: Json = {"change": change, "channel": channel.id, "name": channel.name, "type": channel.kind}
        about |= {key: value for key, value in fields.items() if value is not None}
        self.journal.write("workspace", ws.id, about)

    # ------------------------------------------------------------ members of the workspace

    def tell_of_member(self, ws: Workspace, member: Member, event_type: str) -> None:
        """Tell of somebody new (`team_join`) or changed (`user_change`)."""
        member.updated = ws.seconds()
        email = "users:read.email" in ws.app.scopes
        self.journal.write("workspace", ws.id, {"change": event_type, "member": member.id, "name": member.name})
        self.events.emit(
            ws,
            {
                "type": event_type,
                "user": member.shape(ws.now(), email=email),
                "cache_ts": member.updated,
                "event_ts": ws.stamps.next(),
            },
        )
