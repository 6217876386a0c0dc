"""Conversations: public and private channels, direct messages and group direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from playground.slack.wire import Json

Kind = Literal["channel", "group", "im", "mpim"]

# The scopes' words for the four kinds: channels:history, groups:history, im:history, mpim:history.
SCOPE_FAMILY: dict[Kind, str] = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
# conversations.list's `types`.
LIST_TYPE: dict[Kind, str] = {"channel": "public_channel", "group": "private_channel", "im": "im", "mpim": "mpim"}


@dataclass
class Channel:
    """One conversation. Members are in the order in which they joined."""

    id: str
    team_id: str
    name: str
    kind: Kind
    created: int
    creator: str
    members: list[str] = field(default_factory=list)
    is_general: bool = False
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    previous_names: list[str] = field(default_factory=list)
    updated: int = 0
    shared_with: list[str] = field(default_factory=list)  # teams on the other side, by Slack Connect

    @property
    def is_direct(self) -> bool:
        """Tell whether this is a direct message, of two or of several."""
        return self.kind in ("im", "mpim")

    def name_in_payloads(self) -> str:
        """Return what commands and interactions call this channel: the name of a private one is not told."""
        return {"channel": self.name, "group": "privategroup", "im": "directmessage", "mpim": self.name}[self.kind]

    def other(self, user: str) -> str:
        """Return the other side of a direct message (oneself, for notes to oneself)."""
        return next((member for member in self.members if member != user), user)

    def shape(self, viewer: str, *, with_members: bool = False, latest_read: str = "0000000000.000000") -> Json:
        """Return the conversation as conversations.info shows it to `viewer`."""
        if self.kind == "im":
            return {
                "id": self.id,
                "created": self.created,
                "is_archived": False,
                "is_im": True,
                "is_org_shared": False,
                "context_team_id": self.team_id,
                "updated": self.updated * 1000,
                "user": self.other(viewer),
                "is_user_deleted": False,
                "last_read": latest_read,
                "is_open": True,
                "priority": 0,
            }
        shape: Json = {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "created": self.created,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "unlinked": 0,
            "name_normalized": self.name,
            "is_shared": bool(self.shared_with),
            "is_org_shared": False,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "context_team_id": self.team_id,
            "updated": self.updated * 1000,
            "parent_conversation": None,
            "creator": self.creator,
            "is_ext_shared": bool(self.shared_with),
            "shared_team_ids": [self.team_id, *self.shared_with],
            "pending_connected_team_ids": [],
            "is_member": viewer in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
            "previous_names": self.previous_names,
        }
        if viewer in self.members:
            shape["last_read"] = latest_read
        if with_members:
            shape["num_members"] = len(self.members)
        return shape
