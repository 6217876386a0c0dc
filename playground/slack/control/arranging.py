"""Changing the workspace as its admins do: members, channels, the app's installation and configuration."""

from __future__ import annotations

from playground.slack.channels import Channel
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.members import Member
from playground.slack.teams import Enterprise
from playground.slack.wire import Json
from playground.slack.workspace import Workspace, check_channel_name, check_zone

_CHANGEABLE = {
    "name": str,
    "real_name": str,
    "display_name": str,
    "tz": str,
    "email": str,
    "title": str,
    "is_admin": bool,
    "is_owner": bool,
    "is_restricted": bool,
    "is_ultra_restricted": bool,
}


class Arranging:
    """What admins do. The app is told as Slack would tell it."""

    def __init__(self, server: Engine, ws: Workspace) -> None:
        self._server = server
        self._ws = ws

    # ------------------------------------------------------------ members

    async def add_member(
        self,
        name: str,
        real_name: str | None = None,
        tz: str | None = "Europe/London",
        is_admin: bool = False,
        is_owner: bool = False,
        is_restricted: bool = False,
        is_ultra_restricted: bool = False,
        is_bot: bool = False,
        email: str | None = None,
        title: str = "",
    ) -> Json:
        """Add a member; the app hears `team_join`."""
        member = self._ws.add_member(
            name,
            real_name=real_name,
            tz=tz,
            is_admin=is_admin,
            is_owner=is_owner,
            is_restricted=is_restricted,
            is_ultra_restricted=is_ultra_restricted,
            is_bot=is_bot,
            email=email,
            title=title,
        )
        self._server.world.tell_of_member(self._ws, member, "team_join")
        return self._member(member)

    async def change_member(self, user: str, **changes: object) -> Json:
        """Change a member; the app hears `user_change`."""
        member = self._ws.find_member(user)
        for name, value in changes.items():
            kind = _CHANGEABLE.get(name)
            if kind is None:
                raise Refused(
                    "not_changeable", f"A member's {name} cannot be changed. There are: {', '.join(_CHANGEABLE)}."
                )
            if not isinstance(value, kind) and not (name == "tz" and value is None):
                raise Refused("bad_value", f"“{value}” does not fit for {name}.")
            if name == "tz" and isinstance(value, str):
                check_zone(value)
            setattr(member, name, value)
        self._server.world.tell_of_member(self._ws, member, "user_change")
        return self._member(member)

    async def deactivate(self, user: str) -> Json:
        """Deactivate a member: gone from every channel; the app hears `user_change` with `deleted`."""
        member = self._ws.find_member(user)
        if member.deleted:
            raise Refused("already_deactivated", f"{member.name} is deactivated already.")
        if member.id == self._ws.bot_user_id:
            raise Refused("is_the_app", "The app's bot goes with `uninstall`.")
        member.deleted = True
        for channel in self._ws.channels.values():
            if not channel.is_direct and member.id in channel.members:
                channel.members.remove(member.id)
        self._ws.stacks.pop(member.id, None)
        self._server.world.tell_of_member(self._ws, member, "user_change")
        return self._member(member)

    async def reactivate(self, user: str) -> Json:
        """Bring a deactivated member back, into #general only."""
        member = self._ws.find_member(user)
        if not member.deleted:
            raise Refused("not_deactivated", f"{member.name} is not deactivated.")
        member.deleted = False
        if not member.is_guest and member.id not in self._ws.general.members:
            self._ws.general.members.append(member.id)
        self._server.world.tell_of_member(self._ws, member, "user_change")
        return self._member(member)

    async def join_enterprise(self, name: str = "Sample Group") -> Json:
        """Make the workspace one of an organisation: its own id stays, and payloads name the organisation, too."""
        self._ws.enterprise = Enterprise(self._ws.ids.new("E"), name)
        return {"enterprise": self._ws.enterprise.shape()}

    async def move_out(self, user: str, domain: str = "other-side", enterprise: str | None = None) -> Json:
        """Make a member somebody of another team, here by Slack Connect; with `enterprise`, a team of that one."""
        member = self._ws.find_member(user)
        side = self._ws.sides[member.id] = self._ws.team_called(domain, enterprise)
        member.team_id = side.id
        self._ws.tell_strangers()
        return {"team": side.shape()}

    def _member(self, member: Member) -> Json:
        return {"member": member.shape(self._ws.now(), email=True)}

    # ------------------------------------------------------------ channels

    async def add_channel(
        self,
        name: str,
        user: str | None = None,
        private: bool = False,
        members: list[str] | None = None,
        bot: bool = False,
    ) -> Json:
        """Create a channel; with `bot` the app's bot is invited, and hears so."""
        ws = self._ws
        channel = ws.add_channel(name, private=private, creator=user, members=members or [])
        self._server.world.channel_created(ws, channel)
        if bot and ws.bot_user_id not in channel.members:
            self._server.world.join(ws, channel, ws.bot_user_id, inviter=channel.creator)
        return self._channel(channel)

    async def invite(self, channel: str, users: list[str] | str, user: str | None = None) -> Json:
        """Bring members (or `"@drumbeat"`, the app) into a channel; `user` is who invites."""
        where = self._find(channel)
        inviter = self._ws.find_member(user).id if user else None
        names = users if isinstance(users, list) else [part.strip() for part in users.split(",")]
        if where.is_direct:
            raise Refused("is_direct", "Nobody can be invited into a direct message.")
        invited = [self._ws.find_member(name) for name in names]
        for member in invited:
            if member.deleted:
                raise Refused("user_deactivated", f"{member.name} is deactivated.")
        for member in invited:
            if member.id not in where.members:
                self._server.world.join(self._ws, where, member.id, inviter)
        return self._channel(where)

    async def kick(self, channel: str, user: str, by: str | None = None) -> Json:
        """Take a member, or the app, out of a channel; `by` is who does it, the channel's creator if not said."""
        where, member = self._find(channel), self._ws.find_member(user)
        if member.id not in where.members:
            raise Refused("not_in_channel", f"{member.name} is not in #{where.name}.")
        if where.is_direct or where.is_general:
            raise Refused("cant_kick", "Nobody can be taken out of this conversation.")
        self._server.world.leave(self._ws, where, member.id, self._by(by, where))
        return self._channel(where)

    async def archive(self, channel: str, user: str | None = None) -> Json:
        """Archive a channel."""
        where = self._find(channel)
        if where.is_archived:
            raise Refused("already_archived", f"#{where.name} is archived already.")
        if where.is_direct or where.is_general:
            raise Refused("cant_archive", "This conversation cannot be archived.")
        where.is_archived = True
        self._server.world.tell_of_channel(self._ws, where, "archive", self._by(user, where))
        return self._channel(where)

    async def unarchive(self, channel: str, user: str | None = None) -> Json:
        """Bring an archived channel back."""
        where = self._find(channel)
        if not where.is_archived:
            raise Refused("not_archived", f"#{where.name} is not archived.")
        where.is_archived = False
        self._server.world.tell_of_channel(self._ws, where, "unarchive", self._by(user, where))
        return self._channel(where)

    async def delete_channel(self, channel: str, user: str | None = None) -> Json:
        """Delete a channel for good, with its canvases. Nothing of it can be found afterwards."""
        where = self._find(channel)
        if where.is_direct or where.is_general:
            raise Refused("cant_delete", "This conversation cannot be deleted.")
        shown = self._channel(where)
        self._server.world.delete_channel(self._ws, where, self._by(user, where))
        return shown

    async def rename(self, channel: str, name: str, user: str | None = None) -> Json:
        """Give a channel another name."""
        where, bare = self._find(channel), name.removeprefix("#")
        check_channel_name(bare)
        if any(other.name == bare for other in self._ws.channels.values()):
            raise Refused("name_taken", f"There is already a channel called #{bare}.")
        where.previous_names.append(where.name)
        where.name = bare
        self._server.world.tell_of_channel(self._ws, where, "rename", self._by(user, where))
        return self._channel(where)

    async def change_id(self, channel: str) -> Json:
        """Give a channel another id for good, as sharing a private one by Slack Connect does.

        The old id leads nowhere from then on; the app hears `channel_id_changed`.
        """
        where = self._find(channel)
        if where.is_direct or where.is_general:
            raise Refused("cant_change_id", "This conversation keeps its id.")
        old = self._ws.change_id(where)
        self._server.tickets.follow(self._ws, old, where.id)
        self._server.world.tell_of_new_id(self._ws, where, old)
        return self._channel(where)

    async def share_outside(self, channel: str, domain: str = "other-side") -> Json:
        """Share a channel with another team by Slack Connect; whoever `move_out` puts in that domain is of that team.

        Slack gives a private channel another id when it is shared: see `change_id`.
        """
        where = self._find(channel)
        if where.is_direct or where.is_general:
            raise Refused("cant_share", "This conversation cannot be shared.")
        team = self._ws.team_called(domain)
        if team.id not in where.shared_with:
            where.shared_with.append(team.id)
        self._ws.tell_strangers()
        return self._channel(where)

    def _find(self, channel: str) -> Channel:
        bare = channel.removeprefix("#")
        for where in self._ws.channels.values():
            if bare in (where.id, where.name):
                return where
        raise Refused("channel_not_found", f"There is no channel {channel}.", status=404)

    def _by(self, user: str | None, where: Channel) -> str:
        return self._ws.find_member(user).id if user else where.creator

    def _channel(self, channel: Channel) -> Json:
        return {"channel": channel.shape(self._ws.bot_user_id) | {"members": channel.members}}

    # ------------------------------------------------------------ the app and other workspaces

    async def add_workspace(self, name: str) -> Json:
        """Add a workspace in which the app is installed too."""
        team = self._server.add_workspace(name)
        return {"team": {"id": team.id, "name": team.name, "domain": team.domain}, "bot_token": team.bot_token}

    async def uninstall(self) -> Json:
        """Take the app out of the workspace: `tokens_revoked` and `app_uninstalled` are its last events."""
        ws = self._ws
        self._revoked(ws)
        if "app_uninstalled" in ws.app.events:
            self._server.events.send(ws, {"type": "app_uninstalled", "event_ts": ws.stamps.next()})
        ws.installed = False
        for channel in ws.channels.values():
            if not channel.is_direct and ws.bot_user_id in channel.members:
                channel.members.remove(ws.bot_user_id)
        self._server.journal_log.write("workspace", ws.id, {"change": "uninstalled"})
        return {}

    async def revoke(self) -> Json:
        """Revoke the bot token."""
        self._revoked(self._ws)
        self._ws.token_revoked = True
        return {}

    async def reinstall(self) -> Json:
        """Install the app again, with a new bot token."""
        ws = self._ws
        ws.installed, ws.token_revoked = True, False
        ws.bot_token = f"xoxb-{self._server.rng.randrange(10**12)}-{self._server.ids.secret(24)}"
        self._server.journal_log.write("workspace", ws.id, {"change": "installed"})
        return {"bot_token": ws.bot_token}

    def _revoked(self, ws: Workspace) -> None:
        if "tokens_revoked" in ws.app.events:
            tokens = {"oauth": [], "bot": [ws.bot_user_id]}
            event: Json = {"type": "tokens_revoked", "tokens": tokens, "event_ts": ws.stamps.next()}
            self._server.events.send(ws, event)

    async def app(
        self,
        manifest: Json | None = None,
        scopes: list[str] | None = None,
        events: list[str] | None = None,
        commands: dict[str, bool] | None = None,
        shortcuts: dict[str, tuple[str, str]] | None = None,
    ) -> Json:
        """Configure the app: a manifest, or single parts of it. `commands` maps each to its `should_escape`."""
        app = self._server.app
        if manifest is not None:
            app.read_manifest(manifest)
        if scopes is not None:
            app.scopes = set(scopes)
        if events is not None:
            app.events = set(events)
        if commands is not None:
            app.commands = dict(commands)
        if shortcuts is not None:
            app.shortcuts = {name: (str(kind), str(title)) for name, (kind, title) in shortcuts.items()}
        return {"scopes": sorted(app.scopes), "events": sorted(app.events)}

    async def options(self, **changes: object) -> Json:
        """Change `server.options`; return them all."""
        self._server.options.change(changes)
        return {"options": self._server.options.shape()}
