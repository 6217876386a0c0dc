"""A workspace's state: who is there, where they talk, what was said. Silent: telling the app is world.py's part."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from playground.slack.app import App
from playground.slack.canvas import Canvas
from playground.slack.channels import Channel, Kind
from playground.slack.elements import Values
from playground.slack.errors import Refused
from playground.slack.members import SLACKBOT, Member
from playground.slack.messages import History, Message
from playground.slack.open_view import OpenView
from playground.slack.policies import FilePolicy
from playground.slack.teams import Enterprise, Side
from playground.slack.wire import Ids, Json, Stamps


@dataclass
class Workspace:
    """One workspace, in which the app is installed with a bot user and a token of its own."""

    id: str
    name: str
    domain: str
    bot_token: str
    app: App
    ids: Ids
    rng: random.Random
    now: Callable[[], datetime]
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    histories: dict[str, History] = field(default_factory=dict)
    stacks: dict[str, list[OpenView]] = field(default_factory=dict)
    homes: dict[str, OpenView] = field(default_factory=dict)
    message_states: dict[tuple[str, str], Values] = field(default_factory=dict)
    files: dict[str, Json] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    canvas_plan: str = "paid"
    canvas_locks: dict[str, str] = field(default_factory=dict)
    file_policy: FilePolicy = field(default_factory=FilePolicy)
    inactive: set[str] = field(default_factory=set)
    installed: bool = True
    token_revoked: bool = False
    bot_user_id: str = ""
    bot_id: str = ""
    enterprise: Enterprise | None = None
    sides: dict[str, Side] = field(default_factory=dict)
    others: dict[str, Side] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Put in what every workspace has: Slackbot, the app's bot and #general."""
        self.stamps = Stamps(self.now)
        self.members[SLACKBOT] = Member(
            SLACKBOT, self.id, "slackbot", "Slackbot", tz="America/Los_Angeles", display_name="Slackbot"
        )
        self.bot_id = self.ids.new("B")
        bot = Member(
            self.ids.new("U"),
            self.id,
            self.app.bot_name,
            self.app.name,
            tz="America/Los_Angeles",
            is_bot=True,
            bot_id=self.bot_id,
            app_id=self.app.id,
            updated=self.seconds(),
        )
        self.bot_user_id = bot.id
        self.members[bot.id] = bot
        self._put(Channel(self.ids.new("C"), self.id, "general", "channel", self.seconds(), SLACKBOT, is_general=True))

    @property
    def side(self) -> Side:
        """Return the team in which the app is installed."""
        return Side(self.id, self.domain, self.enterprise)

    def side_of(self, user: str | None) -> Side:
        """Return the team of which somebody is: this one, or the other side of a shared channel."""
        return self.sides.get(user or "", self.side)

    @property
    def bot(self) -> Member:
        """Return the app's bot user."""
        return self.members[self.bot_user_id]

    def seconds(self) -> int:
        """Return business time in whole seconds since 1970."""
        return int(self.now().timestamp())

    # ------------------------------------------------------------ members

    def add_member(
        self,
        name: str,
        *,
        real_name: str | None = None,
        tz: str | None = "Europe/London",
        is_admin: bool = False,
        is_owner: bool = False,
        is_restricted: bool = False,
        is_ultra_restricted: bool = False,
        is_bot: bool = False,
        email: str | None = None,
        title: str = "",
        display_name: str | None = None,
    ) -> Member:
        """Add a member without telling the app. People who are no guests are in #general at once.

        Raises Refused for a name that is taken or a zone that does not exist.
        """
        if any(member.name == name for member in self.members.values()):
            raise Refused("name_taken", f"There is already a member called {name}. Choose another name.")
        if tz is not None:
            check_zone(tz)
        member = Member(
            self.ids.new("U"),
            self.id,
            name,
            real_name or name.capitalize(),
            tz=tz,
            is_admin=is_admin,
            is_owner=is_owner,
            is_restricted=is_restricted,
            is_ultra_restricted=is_ultra_restricted,
            is_bot=is_bot,
            email=email if email is not None else f"{name}@{self.domain}.example",
            title=title,
            display_name=display_name if display_name is not None else name,
            bot_id=self.ids.new("B") if is_bot else "",
            app_id=self.ids.new("A") if is_bot else "",
            updated=self.seconds(),
        )
        self.members[member.id] = member
        if not member.is_guest and not is_bot:
            self.general.members.append(member.id)
        return member

    def team_called(self, domain: str, enterprise: str | None = None) -> Side:
        """Return another team by its domain, made where there is none yet; `enterprise` names its organisation."""
        for side in (*self.sides.values(), *self.others.values()):
            if side.domain == domain:
                return side
        whole = Enterprise(self.ids.new("E"), enterprise) if enterprise else None
        made = self.others[domain] = Side(self.ids.new("T"), domain, whole)
        return made

    def tell_strangers(self) -> None:
        """Mark as strangers those of other teams with whom the app shares no channel.

        Whoever is in a shared channel that the app sees is from outside all the same, but `is_stranger` is not set.
        Source: Slack's reference of the user object.
        """
        for user, side in self.sides.items():
            self.members[user].is_stranger = not any(
                {user, self.bot_user_id} <= {*channel.members} and side.id in channel.shared_with
                for channel in self.channels.values()
            )

    def find_member(self, who: str) -> Member:
        """Return the member with this id or name (`ana`, `@ana`); raise Refused if there is none."""
        bare = who.removeprefix("@")
        if bare in self.members:
            return self.members[bare]
        for member in self.members.values():
            if bare in (member.name, member.display_name):
                return member
        for member in self.members.values():
            if bare.casefold() == member.real_name.casefold():
                return member
        names = ", ".join(member.name for member in self.people())
        raise Refused("user_not_found", f"Nobody here is called {who}. There are: {names}.", status=404)

    def people(self) -> list[Member]:
        """Return the human members, without those that were deactivated."""
        return [m for m in self.members.values() if not m.is_bot and m.id != SLACKBOT and not m.deleted]

    # ------------------------------------------------------------ conversations

    @property
    def general(self) -> Channel:
        """Return the channel in which everybody is."""
        return next(channel for channel in self.channels.values() if channel.is_general)

    def add_channel(
        self,
        name: str,
        *,
        private: bool = False,
        creator: str | None = None,
        members: Iterable[str] = (),
        bot: bool = False,
    ) -> Channel:
        """Add a channel without telling the app. `members` are ids or names; `bot` puts the app's bot in it.

        Raises Refused for a name that is taken or is no channel name.
        """
        bare = name.removeprefix("#")
        check_channel_name(bare)
        if any(channel.name == bare for channel in self.channels.values()):
            raise Refused("name_taken", f"There is already a channel called #{bare}. Choose another name.")
        ids = [self.find_member(member).id for member in members]
        made_by = self.find_member(creator).id if creator else (ids[0] if ids else SLACKBOT)
        if creator and made_by not in ids:
            ids.insert(0, made_by)
        if bot and self.bot_user_id not in ids:
            ids.append(self.bot_user_id)
        kind: Kind = "group" if private else "channel"
        return self._put(Channel(self.ids.new("C"), self.id, bare, kind, self.seconds(), made_by, ids))

    def open_direct(self, members: Iterable[str]) -> tuple[Channel, bool]:
        """Return the direct message of exactly these member ids, and whether it was there already.

        Two make an `im`, more an `mpim`, one alone the notes to oneself.
        """
        ids = list(dict.fromkeys(members))
        for channel in self.channels.values():
            if channel.is_direct and set(channel.members) == set(ids):
                return channel, True
        if len(ids) <= 2:
            made = Channel(self.ids.new("D"), self.id, "directmessage", "im", self.seconds(), ids[0], ids)
        else:
            name = "mpdm-" + "--".join(self.members[member].name for member in ids) + "-1"
            made = Channel(self.ids.new("C"), self.id, name, "mpim", self.seconds(), ids[0], ids)
        return self._put(made), False

    def change_id(self, channel: Channel) -> str:
        """Give a channel another id, and all that was said in it; returns the old one, which leads nowhere then."""
        old = channel.id
        del self.channels[old]
        channel.id = self.ids.new("C")
        self.channels[channel.id], self.histories[channel.id] = channel, self.histories.pop(old)
        history = self.histories[channel.id]
        for message in (*history.messages.values(), *history.ephemerals.values()):
            message.channel = channel.id
        for canvas in self.canvases.values():
            if canvas.channel == old:
                canvas.channel = channel.id
            if old in canvas.access:
                canvas.access[channel.id] = canvas.access.pop(old)
        for shape in self.files.values():
            for key in ("channels", "groups", "ims"):
                shape[key] = [channel.id if place == old else place for place in shape.get(key, [])]
            for places in shape.get("shares", {}).values():
                if old in places:
                    places[channel.id] = places.pop(old)
        return old

    def _put(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        self.histories[channel.id] = History()
        return channel

    def find_channel(self, where: str, user: str) -> Channel:
        """Return the conversation that a person means: an id, `#name`, `@drumbeat`, `@ben` or `@ben,@cho`.

        `user` is the id of the person; a direct message is opened if need be. Raises Refused if there is none, and
        for private channels and direct messages of others, which do not exist for those outside.
        """
        if where.startswith("@"):
            others = [self.find_member(part.strip()).id for part in where.split(",")]
            return self.open_direct([user, *others])[0]
        bare = where.removeprefix("#")
        guest = self.members[user].is_guest
        for channel in self.channels.values():
            open_to_all = channel.kind == "channel" and not guest
            if bare in (channel.id, channel.name) and (open_to_all or user in channel.members):
                return channel
        raise Refused("channel_not_found", f"{where} does not exist, or is not open to this person.", status=404)

    def channel_shape(self, channel: Channel, viewer: str, *, with_members: bool = False) -> Json:
        """Return a conversation as the Web API shows it to `viewer`."""
        shape = channel.shape(viewer, with_members=with_members)
        if channel.kind == "im":
            shape["is_user_deleted"] = self.members[channel.other(viewer)].deleted
        return shape

    def direct_with_app(self, user: str) -> Channel:
        """Return the direct message between a person and the app."""
        return self.open_direct([user, self.bot_user_id])[0]

    # ------------------------------------------------------------ messages

    def history(self, channel: Channel) -> History:
        """Return what was said in a conversation."""
        return self.histories[channel.id]

    def message(self, channel: Channel, ts: str) -> Message | None:
        """Return one message of the history, or None."""
        return self.histories[channel.id].messages.get(ts)

    def visible(self, user: str, channel: Channel) -> list[Message]:
        """Return all that a person may see in a conversation, oldest first: threads and ephemeral messages too."""
        history = self.history(channel)
        seen = [*history.messages.values(), *(m for m in history.ephemerals.values() if m.only_for == user)]
        return sorted(seen, key=lambda message: message.ts)


def check_zone(tz: str) -> None:
    """Raise Refused for a name that is no IANA zone."""
    try:
        ZoneInfo(tz)
    except (KeyError, ValueError, OSError):
        raise Refused("invalid_tz", f"{tz} is no time zone. Use one such as Europe/Madrid.") from None


def check_channel_name(name: str) -> None:
    """Raise Refused for what Slack does not take as a channel name."""
    if not name:
        raise Refused("invalid_name_required", "A channel needs a name, such as social.")
    if len(name) > 80:
        raise Refused("invalid_name_maxlength", "A channel name has 80 characters at most.")
    if name != name.lower() or any(not (letter.isalnum() or letter in "-_") for letter in name):
        raise Refused(
            "invalid_name_specials", "A channel name has small letters, digits, - and _ only, such as social-media."
        )
    if not any(letter.isalnum() for letter in name):
        raise Refused("invalid_name_punctuation", "A channel name needs at least one letter or digit.")
