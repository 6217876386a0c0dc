"""One call of a Web API method: its arguments, who calls, and the checks that many methods share."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass

from playground.slack.channels import SCOPE_FAMILY, Channel
from playground.slack.engine import Engine
from playground.slack.errors import ApiError, invalid_arguments
from playground.slack.members import Member
from playground.slack.messages import Message
from playground.slack.wire import Json, ts_number
from playground.slack.workspace import Workspace


@dataclass(frozen=True)
class Method:
    """A Web API method. `scopes`: any one of them is enough to be let in; the tier is calls a minute."""

    name: str
    run: Callable[[Call], Json]
    tier: int
    scopes: tuple[str, ...] = ()
    token: str = "bot"


@dataclass
class Call:
    """One call, its token already checked. For app-level tokens `ws` is the first workspace."""

    server: Engine
    ws: Workspace
    args: Json

    # ------------------------------------------------------------ arguments

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as text; numbers and truth values come as their text."""
        value = self.args.get(name)
        if value is None:
            return default
        return value if isinstance(value, str) else json.dumps(value)

    def required(self, name: str) -> str:
        """Return an argument that must be there; raise invalid_arguments otherwise."""
        value = self.text(name)
        if not value:
            raise invalid_arguments(f"missing required field: {name}")
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a truth value, in any form in which clients send one."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        return value is True or str(value).lower() in ("1", "true", "yes")

    def number(self, name: str, default: int, most: int) -> int:
        """Return a count between 1 and `most`; raise invalid_limit for what is none."""
        value = self.args.get(name)
        if value is None or value == "":
            return default
        try:
            count = int(value)
        except (TypeError, ValueError):
            raise ApiError("invalid_limit") from None
        if count < 0:
            raise ApiError("invalid_limit")
        return min(count or default, most)

    def json(self, name: str) -> object:
        """Return an argument that is JSON, given as such or as text; raise invalid_arguments if it cannot be read."""
        value = self.args.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise invalid_arguments(f"must be valid JSON [json-pointer:/{name}]") from None

    def ts(self, name: str) -> str:
        """Return a timestamp, or "" if it was not given; raise invalid_ts_<name> for what is none."""
        value = self.text(name)
        if value:
            try:
                ts_number(value)
            except ValueError:
                raise ApiError(f"invalid_ts_{name}") from None
        return value

    # ------------------------------------------------------------ who and where

    @property
    def me(self) -> Member:
        """Return the bot user that calls."""
        return self.ws.bot

    def need(self, *scopes: str) -> None:
        """Raise missing_scope unless the app has one of these."""
        if scopes and not self.ws.app.scopes & set(scopes):
            provided = ",".join(sorted(self.ws.app.scopes))
            raise ApiError("missing_scope", {"needed": ",".join(scopes), "provided": provided})

    def conversation(self, name: str = "channel", *, scope: str | None = None) -> Channel:
        """Return the conversation whose id was given, if the bot may know of it.

        `scope` is the second half of the scope needed, such as `history`; its first half follows from the kind of
        conversation. Raises channel_not_found for private ones where the bot is no member, as Slack does.
        """
        channel = self.ws.channels.get(self.required(name))
        if channel is None or (channel.kind != "channel" and self.me.id not in channel.members):
            raise ApiError("channel_not_found")
        if scope:
            self.need(f"{SCOPE_FAMILY[channel.kind]}:{scope}")
        return channel

    def user(self, name: str = "user", error: str = "user_not_found") -> Member:
        """Return the member whose id was given."""
        member = self.ws.members.get(self.required(name))
        if member is None:
            raise ApiError(error)
        return member

    def message(self, channel: Channel, name: str = "ts") -> Message:
        """Return the message whose timestamp was given; raise message_not_found otherwise."""
        message = self.ws.message(channel, self.required(name))
        if message is None or message.deleted:
            raise ApiError("message_not_found")
        return message

    # ------------------------------------------------------------ pages

    def page(self, items: list[Json], default: int, most: int) -> tuple[list[Json], str]:
        """Return one page of a list and the cursor of the next ("" at the end); the arguments say which."""
        size = self.number("limit", default, most)
        start = _read_cursor(self.text("cursor"))
        cursor = _cursor(start + size) if start + size < len(items) else ""
        return items[start : start + size], cursor


def _cursor(start: int) -> str:
    return base64.b64encode(f"next:{start}".encode()).decode()


def _read_cursor(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, start = base64.b64decode(cursor, validate=True).decode().partition(":")
        if word != "next":
            raise ValueError(cursor)
        return int(start)
    except ValueError:
        raise ApiError("invalid_cursor") from None
