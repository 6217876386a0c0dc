"""The shortcut on any message, "Make this a post", and the buttons of ideas."""

from __future__ import annotations

import re

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.refusals import Absence, Gone
from bot.services.calendar import ideas
from bot.views.kit import ids
from bot.views.kit.blocks import Content
from handlers.gate import Gate
from handlers.payloads import chosen_ref, typed_into


def register(app: AsyncApp, gate: Gate) -> None:
    """Register the shortcut, its form, and the buttons of ideas."""
    app.shortcut(ids.SHORTCUT_POST)(gate.action(_make_post))
    app.view(ids.MODAL_POST)(gate.form(ids.POST_TITLE[0], _save))
    app.action(ids.POST_REMOVE)(gate.press("post", ideas.remove))
    app.action(ids.POST_KEEP)(gate.press("post", ideas.keep))
    app.action(ids.POST_UNDO)(gate.press("change", ideas.undo, in_place=True))


async def _make_post(args: AsyncArgs, gate: Gate) -> Content | None:
    body = args.body
    channel, message = str((body.get("channel") or {}).get("id") or ""), body.get("message") or {}
    text, source = str(message.get("text") or ""), source_of(args)
    await gate.open_form(args, await gate.take(args, lambda ctx: ideas.form(ctx, channel, text, source)))
    return None


def source_of(args: AsyncArgs) -> str:
    """Return the link to the message of a shortcut; its channel and time where Slack names no domain to link to.

    Asking Slack for its link would take a call that there is no time for, and the link has no other parts.
    """
    body = args.body
    channel, message = str((body.get("channel") or {}).get("id") or ""), body.get("message") or {}
    ts = str(message.get("ts") or body.get("message_ts") or "")
    domain = str((body.get("team") or {}).get("domain") or "")
    if not re.fullmatch(r"[a-z0-9-]{1,80}", domain) or not re.fullmatch(r"[0-9]{1,20}\.[0-9]{1,20}", ts):
        return f"{channel}:{ts}"
    link = f"https://{domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
    thread_ts = str(message.get("thread_ts") or "")
    in_thread = re.fullmatch(r"[0-9]{1,20}\.[0-9]{1,20}", thread_ts) and thread_ts != ts
    return f"{link}?thread_ts={thread_ts}&cid={channel}" if in_thread else link


async def _save(args: AsyncArgs, gate: Gate) -> dict[str, str] | None:
    metadata, _, source = str((args.body.get("view") or {}).get("private_metadata") or "").partition(" ")
    plan, chosen, platform = (
        ids.Ref.decode(metadata),
        chosen_ref(args, ids.POST_PLAN),
        chosen_ref(args, ids.POST_PLATFORM),
    )
    if plan is not None and plan.thing == "strategy" and not plan.id:
        plan = chosen
    if plan is None or plan.thing != "strategy":
        raise Gone(Absence.FOREIGN)
    strategy_id, platform_id = plan.id, platform.id if platform else None
    title, text = typed_into(args, ids.POST_TITLE), typed_into(args, ids.POST_BODY)
    await gate.take(args, lambda ctx: ideas.save(ctx, strategy_id, title, text, platform_id, source))
    return None
