"""Events about people and channels: joined, left, changed, renamed, archived; and the removal of our app."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiohttp import ClientError
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs
from slack_sdk.errors import SlackApiError

from bot.domain.slack_errors import meaning_of
from bot.services.plan import addresses, channel_lost, directory
from handlers.gate import BEFORE_ACK, Gate, Verb

log = logging.getLogger(__name__)


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the events about people and channels."""
    app.event("team_join")(gate.event(_person))
    app.event("user_change")(gate.event(_person))
    app.event("member_joined_channel")(gate.event(_joined))
    app.event("member_left_channel")(gate.event(_left))
    app.event("channel_left")(gate.event(_bot_left))
    app.event("group_left")(gate.event(_bot_left))
    for kind in ("channel", "group"):
        app.event(f"{kind}_archive")(gate.event(_archived))
        app.event(f"{kind}_deleted")(gate.event(_deleted))
        app.event(f"{kind}_unarchive")(gate.event(_unarchived))
    app.event("channel_rename")(gate.event(_renamed))
    app.event("group_rename")(gate.event(_renamed))
    app.event("channel_id_changed")(gate.event(_other_id))
    app.event("app_uninstalled")(_taken_off(gate))
    app.event("tokens_revoked")(_taken_off(gate))


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


def _archived(args: AsyncArgs) -> Verb[None]:
    channel = str(args.body["event"]["channel"])
    return lambda ctx: channel_lost.hear(ctx, channel, "archived")


def _deleted(args: AsyncArgs) -> Verb[None]:
    channel = str(args.body["event"]["channel"])
    return lambda ctx: channel_lost.hear(ctx, channel, "deleted")


def _unarchived(args: AsyncArgs) -> Verb[None]:
    # Ask Slack whether we are still in it.
    return directory.look_again


def _renamed(args: AsyncArgs) -> Verb[None]:
    channel = args.body["event"]["channel"]
    return lambda ctx: directory.renamed(ctx, str(channel["id"]), str(channel["name"]))


def _other_id(args: AsyncArgs) -> Verb[None]:
    event = args.body["event"]
    return lambda ctx: addresses.changed(ctx, str(event["old_channel_id"]), str(event["new_channel_id"]))


def _taken_off(gate: Gate) -> Callable[[AsyncArgs], Awaitable[None]]:
    """Make the listener for the end of our token. Slack repeats the event for minutes, and we may be back already."""
    uninstalled = gate.event(lambda args: directory.uninstalled)
    doubted = gate.event(lambda args: directory.look_again)
    nothing = gate.event(lambda args: directory.nothing)

    async def listen(args: AsyncArgs) -> None:
        event = args.body["event"]
        if event["type"] == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
            await nothing(args)
        else:
            await (uninstalled if await _is_refused(args) else doubted)(args)

    return listen


async def _is_refused(args: AsyncArgs) -> bool:
    """Ask Slack whether our token is refused. Without an answer it counts as good: the next call will tell."""
    try:
        async with asyncio.timeout(BEFORE_ACK):
            await args.client.auth_test()
    except SlackApiError as error:
        return meaning_of("auth.test", str(error.response.get("error", ""))).about == "token"
    except (TimeoutError, OSError, ClientError) as error:
        log.warning("cannot ask Slack whether the bot was removed", exc_info=error)
    return False
