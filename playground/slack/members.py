"""Members: people, guests, bots and Slackbot, and the shape in which the Web API shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playground.slack.wire import Json

SLACKBOT = "USLACKBOT"

# Slack labels zones in words; those of the summer half differ.
_FIXED_LABELS = {"UTC": "Coordinated Universal Time"}


@dataclass
class Member:
    """One entry of the member list."""

    id: str
    team_id: str
    name: str
    real_name: str
    tz: str | None = "Europe/London"
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_bot: bool = False
    is_stranger: bool = False
    enterprise: tuple[str, list[str]] | None = None  # an organisation's id, and the teams of it that they are in
    deleted: bool = False
    email: str = ""
    title: str = ""
    display_name: str = ""
    bot_id: str = ""
    app_id: str = ""
    updated: int = 0

    @property
    def is_guest(self) -> bool:
        """Tell whether this is a guest, of one channel or of several."""
        return self.is_restricted or self.is_ultra_restricted

    def offset(self, moment: datetime) -> int:
        """Return the seconds east of UTC in this member's zone at that moment (it changes with the season)."""
        if self.tz is None:
            return 0
        delta = moment.astimezone(ZoneInfo(self.tz)).utcoffset()
        return int(delta.total_seconds()) if delta is not None else 0

    def shape(self, moment: datetime, *, email: bool) -> Json:
        """Return the member as `users.info` does at that moment; the e-mail address only where it may be seen.

        A deactivated member has no zone and no flags, as in Slack.
        """
        first, _, last = self.real_name.partition(" ")
        profile: Json = {
            "title": self.title,
            "phone": "",
            "skype": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.display_name,
            "display_name_normalized": self.display_name,
            "fields": None,
            "status_text": "",
            "status_emoji": "",
            "status_emoji_display_info": [],
            "status_expiration": 0,
            "avatar_hash": f"g{self.id[-11:].lower()}",
            "first_name": first,
            "last_name": last,
            "team": self.team_id,
            "image_24": f"https://a.slack-edge.com/avatars/{self.id}_24.png",
            "image_48": f"https://a.slack-edge.com/avatars/{self.id}_48.png",
            "image_72": f"https://a.slack-edge.com/avatars/{self.id}_72.png",
        }
        if email and self.email and not self.is_bot:
            profile["email"] = self.email
        if self.is_bot and self.bot_id:
            profile |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": False}
        shape: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": profile,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": self.updated,
        }
        if self.deleted:
            return shape
        shape |= {
            "color": "9f69e7",
            "real_name": self.real_name,
            "is_admin": self.is_admin or self.is_owner,
            "is_owner": self.is_owner,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_email_confirmed": not self.is_bot,
            "who_can_share_contact_card": "EVERYONE",
        }
        if self.is_stranger:
            shape["is_stranger"] = True
        if self.enterprise is not None:
            whole, teams = self.enterprise
            shape["enterprise_user"] = {"id": self.id, "enterprise_id": whole, "teams": teams}
        if self.tz is not None:
            seconds = self.offset(moment)
            shape |= {"tz": self.tz, "tz_label": _label(self.tz, moment), "tz_offset": seconds}
        return shape


def _label(tz: str, moment: datetime) -> str:
    if tz in _FIXED_LABELS:
        return _FIXED_LABELS[tz]
    return moment.astimezone(ZoneInfo(tz)).tzname() or tz
