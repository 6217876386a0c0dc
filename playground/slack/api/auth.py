"""auth.*, api.*, apps.*, team.*, bots.*: who am I, and where do I connect."""

from __future__ import annotations

from playground.slack.api.call import Call, Method
from playground.slack.errors import ApiError
from playground.slack.limits import TIER_3, TIER_4
from playground.slack.wire import Json


def api_test(call: Call) -> Json:
    """Echo the arguments; an `error` among them comes back as the error."""
    args = {key: value for key, value in call.args.items() if key != "token"}
    if call.text("error"):
        raise ApiError(call.text("error"), {"args": args})
    return {"args": args} if args else {}


def auth_test(call: Call) -> Json:
    """Return whose token this is."""
    ws = call.ws
    of_enterprise = {} if ws.enterprise is None else {"enterprise_id": ws.enterprise.id}
    return {
        "url": f"https://{ws.domain}.slack.com/",
        "team": ws.name,
        "user": ws.bot.name,
        "team_id": ws.id,
        "user_id": ws.bot_user_id,
        "bot_id": ws.bot_id,
        "is_enterprise_install": False,
    } | of_enterprise


def connections_open(call: Call) -> Json:
    """Return a WebSocket address with a ticket that is good once."""
    base = call.server.url.replace("http", "ws", 1)
    return {"url": f"{base}/link/?ticket={call.server.hub.ticket()}&app_id={call.ws.app.id}"}


def team_info(call: Call) -> Json:
    """Return the workspace."""
    ws = call.ws
    asked = call.text("team")
    if asked and asked != ws.id:
        raise ApiError("team_not_found")
    return {
        "team": {
            "id": ws.id,
            "name": ws.name,
            "url": f"https://{ws.domain}.slack.com/",
            "domain": ws.domain,
            "email_domain": "",
            "icon": {"image_default": True},
            "avatar_base_url": "https://ca.slack-edge.com/",
            "is_verified": False,
            "lob_sales_home_enabled": False,
        }
        | (ws.enterprise.names() if ws.enterprise else {})
    }


def bots_info(call: Call) -> Json:
    """Return a bot by its bot id; without one, no bot."""
    asked = call.text("bot")
    if not asked:
        return {}
    for member in call.ws.members.values():
        if member.bot_id and member.bot_id == asked:
            return {
                "bot": {
                    "id": member.bot_id,
                    "deleted": member.deleted,
                    "name": member.real_name,
                    "updated": member.updated,
                    "app_id": member.app_id,
                    "user_id": member.id,
                    "icons": {"image_48": f"https://a.slack-edge.com/apps/{member.app_id}_48.png"},
                }
            }
    raise ApiError("bot_not_found")


METHODS = (
    Method("api.test", api_test, TIER_4, token="none"),
    Method("auth.test", auth_test, TIER_4),
    Method("apps.connections.open", connections_open, TIER_3, ("connections:write",), token="app"),
    Method("team.info", team_info, TIER_3, ("team:read",)),
    Method("bots.info", bots_info, TIER_3, ("users:read",)),
)
