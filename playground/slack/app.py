"""What the app under test is configured for: its commands, shortcuts, events and scopes."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.slack.wire import Json

DEFAULT_SCOPES = (
    "app_mentions:read",
    "canvases:read",
    "canvases:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users:read",
    "users:read.email",
)

DEFAULT_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_id_changed",
    "channel_left",
    "channel_rename",
    "channel_unarchive",
    "file_shared",
    "group_archive",
    "group_deleted",
    "group_left",
    "group_rename",
    "group_unarchive",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "message.mpim",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
)


@dataclass
class App:
    """The app's configuration. `shortcuts` maps callback ids to (kind, name); None means that any is taken."""

    id: str
    name: str
    bot_name: str
    verification_token: str
    scopes: set[str] = field(default_factory=lambda: set(DEFAULT_SCOPES))
    events: set[str] = field(default_factory=lambda: set(DEFAULT_EVENTS))
    commands: dict[str, bool] | None = None
    shortcuts: dict[str, tuple[str, str]] | None = None
    interactivity: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    messages_read_only: bool = False

    def read_manifest(self, manifest: Json) -> None:
        """Take commands, shortcuts, events and scopes from an app manifest (JSON form).

        What the manifest leaves out is not configured: an app without `bot_events` gets no events.
        """
        features: Json = manifest.get("features", {})
        bot: Json = features.get("bot_user", {})
        home: Json = features.get("app_home", {})
        settings: Json = manifest.get("settings", {})
        self.name = manifest.get("display_information", {}).get("name", self.name)
        self.bot_name = bot.get("display_name", self.bot_name)
        self.commands = {
            command["command"]: bool(command.get("should_escape", False))
            for command in features.get("slash_commands", [])
        }
        self.shortcuts = {
            shortcut["callback_id"]: (shortcut["type"], shortcut["name"]) for shortcut in features.get("shortcuts", [])
        }
        self.home_tab = bool(home.get("home_tab_enabled", False))
        self.messages_tab = bool(home.get("messages_tab_enabled", False))
        self.messages_read_only = bool(home.get("messages_tab_read_only_enabled", False))
        self.scopes = set(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", []))
        self.events = set(settings.get("event_subscriptions", {}).get("bot_events", []))
        self.interactivity = bool(settings.get("interactivity", {}).get("is_enabled", False))
