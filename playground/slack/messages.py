"""Messages: what is said in a conversation, and the shapes in which apps and people get it."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.slack.wire import Json, ts_number


@dataclass
class Message:
    """One message. An ephemeral one is kept apart from the history, for the one person that sees it (`only_for`)."""

    channel: str
    ts: str
    team_id: str
    text: str
    user: str | None = None
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    bot_profile: Json | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    edited: Json | None = None
    client_msg_id: str | None = None
    only_for: str | None = None
    broadcast: bool = False
    deleted: bool = False
    blocks_given: bool = False
    extra: Json = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Tell whether this message is a reply in a thread, not the thread's parent."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def shape(self, replies: list[Message] | None = None, *, metadata: bool = False) -> Json:
        """Return the message as conversations.history gives it.

        `replies` are the replies of the thread of which this is the parent (None: not told).
        Metadata comes only when asked for.
        """
        shape: Json = {}
        if self.subtype:
            shape["subtype"] = self.subtype
        elif self.broadcast and self.is_reply:
            shape["subtype"] = "thread_broadcast"
        if self.user:
            shape["user"] = self.user
        shape |= {"type": "message", "ts": self.ts}
        if self.client_msg_id:
            shape["client_msg_id"] = self.client_msg_id
        if self.bot_id:
            shape["bot_id"] = self.bot_id
        if self.app_id:
            shape["app_id"] = self.app_id
        shape["text"] = self.text
        shape["team"] = self.team_id
        if self.bot_profile:
            shape["bot_profile"] = self.bot_profile
        if self.edited:
            shape["edited"] = self.edited
        if self.attachments:
            shape["attachments"] = self.attachments
        if self.blocks:
            shape["blocks"] = self.blocks
        if self.files:
            shape["files"] = self.files
            shape["upload"] = False
            shape["display_as_bot"] = False
        if self.thread_ts:
            shape["thread_ts"] = self.thread_ts
        if replies:
            users = list(dict.fromkeys(reply.user or reply.bot_id or "" for reply in replies))
            shape |= {
                "reply_count": len(replies),
                "reply_users_count": len(users),
                "latest_reply": replies[-1].ts,
                "reply_users": users[:5],
                "is_locked": False,
                "subscribed": False,
            }
        if self.reactions:
            shape["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if metadata and self.metadata:
            shape["metadata"] = self.metadata
        if self.is_ephemeral:
            shape["is_ephemeral"] = True
        return shape | self.extra

    @property
    def is_ephemeral(self) -> bool:
        """Tell whether one person alone sees this, until they reload."""
        return self.only_for is not None


@dataclass
class History:
    """The messages of one conversation, by timestamp, and the ephemeral ones beside them."""

    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: dict[str, Message] = field(default_factory=dict)

    def top(self) -> list[Message]:
        """Return what the channel itself shows, oldest first: no replies unless they were also sent to the channel."""
        return [message for message in self.messages.values() if not message.is_reply or message.broadcast]

    def replies(self, thread_ts: str) -> list[Message]:
        """Return the replies of a thread, oldest first, without its parent."""
        return [m for m in self.messages.values() if m.thread_ts == thread_ts and m.ts != thread_ts]

    def shape(self, message: Message, *, metadata: bool = False) -> Json:
        """Return a message in the shape of history, with what its thread adds."""
        replies = self.replies(message.ts) if message.thread_ts == message.ts else None
        return message.shape(replies, metadata=metadata)

    def between(self, messages: list[Message], oldest: str, latest: str, inclusive: bool) -> list[Message]:
        """Return those between two timestamps (either may be "": open), ends included only if asked."""
        low = ts_number(oldest) if oldest else -1
        high = ts_number(latest) if latest else None
        kept: list[Message] = []
        for message in messages:
            at = ts_number(message.ts)
            above = at > low or (inclusive and at == low)
            below = high is None or at < high or (inclusive and at == high)
            if above and below:
                kept.append(message)
        return kept
