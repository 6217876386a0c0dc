"""What Slack tells of people and channels: joined, left, changed, renamed; and that we were taken off."""

from __future__ import annotations

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.services import addresses, directory
from handlers.gate import Gate, Verb


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the events about people and channels."""
    app.event("team_join")(gate.event(_person))
    app.event("user_change")(gate.event(_person))
    app.event("member_joined_channel")(gate.event(_joined))
    app.event("member_left_channel")(gate.event(_left))
    app.event("channel_left")(gate.event(_bot_left))
    app.event("group_left")(gate.event(_bot_left))
    app.event("channel_rename")(gate.event(_renamed))
    app.event("group_rename")(gate.event(_renamed))
    app.event("channel_id_changed")(gate.event(_other_id))
    app.event("app_uninstalled")(gate.event(_uninstalled))
    app.event("tokens_revoked")(gate.event(_revoked))


def _person(args: AsyncArgs) -> Verb[None]:
    user = args.body["event"]["user"]
    return lambda ctx: directory.learn(ctx, directory.told_of(user, ctx.workspace))


def _joined(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    return lambda ctx: directory.joined(ctx, str(event["channel"]), str(event["user"]))


def _left(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    return lambda ctx: directory.left(ctx, str(event["channel"]), str(event["user"]))


def _bot_left(args: AsyncArgs) -> Verb[None]:
    channel = str(args.body["event"]["channel"])
    return lambda ctx: directory.left(ctx, channel, ctx.workspace.bot_slack_id)


def _renamed(args: AsyncArgs) -> Verb[None]:
    channel = args.body["event"]["channel"]
    return lambda ctx: directory.renamed(ctx, str(channel["id"]), str(channel["name"]))


def _other_id(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    return lambda ctx: addresses.changed(ctx, str(event["old_channel_id"]), str(event["new_channel_id"]))


def _uninstalled(args: AsyncArgs) -> Verb[None]:
    return directory.uninstalled


def _revoked(args: AsyncArgs) -> Verb[None]:
    bots = (args.body["event"].get("tokens") or {}).get("bot") or []
    return directory.uninstalled if bots else directory.nothing
