"""Reads payloads that Slack has verified but people may have forged: values carry references, never authority."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.refusals import Absence, Gone
from bot.services.context.receive import Envelope
from bot.views.kit import ids
from bot.views.kit.blocks import Block

# Begins the external id of a form that was opened from Home; its page follows, and what makes the id unique.
HOME_FORM = "home:"


def _action_value(args: AsyncArgs) -> object:
    action = args.action or {}
    option = action.get("selected_option")
    return option.get("value") if isinstance(option, dict) else action.get("value")


def pressed(args: AsyncArgs, thing: str) -> ids.Ref:
    """Return the reference that a pressed button carries. Raises `gone` for anything else."""
    ref = ids.Ref.decode(_action_value(args))
    if ref is None or ref.thing != thing:
        raise Gone(Absence.FOREIGN)
    return ref


def pressed_any(args: AsyncArgs) -> ids.Ref:
    """Return the reference that a pressed button or a chosen option carries, to any thing. Raises `gone`."""
    ref = ids.Ref.decode(_action_value(args))
    if ref is None:
        raise Gone(Absence.FOREIGN)
    return ref


def chosen_ref(args: AsyncArgs, field: tuple[str, str]) -> ids.Ref | None:
    """Return the reference that was chosen in a form's menu, None where there is none."""
    block_id, action_id = field
    values = ((args.body.get("view") or {}).get("state") or {}).get("values") or {}
    option = ((values.get(block_id) or {}).get(action_id) or {}).get("selected_option") or {}
    return ids.Ref.decode(option.get("value"))


def chosen(args: AsyncArgs, thing: str, words: Sequence[str] | None = None) -> tuple[ids.Ref, str]:
    """Return the reference and word of a chosen option. Raises `gone` for any word that isn't in `words`."""
    found = ids.read_choice(_action_value(args))
    if found is None or found[0].thing != thing or (words is not None and found[1] not in words):
        raise Gone(Absence.FOREIGN)
    return found


def form_ref(args: AsyncArgs, thing: str) -> ids.Ref:
    """Return the reference that a form carries. Raises `gone` for anything else."""
    ref = ids.Ref.decode((args.body.get("view") or {}).get("private_metadata"))
    if ref is None or ref.thing != thing:
        raise Gone(Absence.FOREIGN)
    return ref


def carried(args: AsyncArgs) -> str:
    """Return which thing a button, an option or a form refers to, such as "duty:812"; "" where it says none."""
    value = _action_value(args) or (args.body.get("view") or {}).get("private_metadata")
    ref = ids.Ref.decode(str(value).partition("|")[0])
    return f"{ref.thing}:{ref.id}" if ref else ""


def our_team(body: Mapping[str, Any]) -> tuple[str, str]:
    """Return (workspace, organization) in which we are installed, "" where a payload does not say.

    A person on the other side of a Slack Connect channel sends forms that carry their own team: ours is
    `view.app_installed_team_id`. A button's team is ours, and so is the first of an event's authorizations.
    """
    authorizations = body.get("authorizations")
    if isinstance(authorizations, list) and authorizations and isinstance(authorizations[0], Mapping):
        ours = authorizations[0]
        return _text(ours, "team_id") or _text(body, "team_id"), _text(ours, "enterprise_id")
    if isinstance(body.get("team_id"), str):  # a command
        return _text(body, "team_id"), _text(body, "enterprise_id")
    team, view, user = (_part(body, name) for name in ("team", "view", "user"))
    team_id = _text(view, "app_installed_team_id") or _text(team, "id") or _text(user, "team_id")
    is_ours = team_id == _text(team, "id")
    return team_id, _text(_part(body, "enterprise"), "id") if is_ours else ""


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def _text(of: Mapping[str, Any], name: str) -> str:
    found = of.get(name)
    return found if isinstance(found, str) else ""


def pressed_on(args: AsyncArgs) -> str:
    """Return the message or view on which something was pressed, as Slack names it."""
    container = args.body.get("container") or {}
    return str(container.get("message_ts") or container.get("view_id") or "")


def home_page(args: AsyncArgs) -> int | None:
    """Return the page of Home to show after a gesture on it; None for a gesture made elsewhere.

    A view that was opened from Home says so in its external id; a button of a page names that page.
    """
    view = args.body.get("view") or {}
    if view.get("type") == "home":
        action = args.action or {}
        turned = (
            ids.Ref.decode(action.get("value")) if action.get("action_id") in (ids.HOME_NEXT, ids.HOME_BACK) else None
        )
        return turned.id if turned else _page(view.get("private_metadata"))
    opened_from = str(view.get("external_id") or "")
    return _page(opened_from.removeprefix(HOME_FORM).partition(":")[0]) if opened_from.startswith(HOME_FORM) else None


def _page(text: object) -> int:
    return int(text) if isinstance(text, str) and text.isdecimal() and len(text) < 4 else 1


def form_choice(args: AsyncArgs, thing: str, words: Sequence[str]) -> tuple[ids.Ref, str]:
    """Return the reference and the word that a form carries. Raises `gone` for any word that isn't in `words`."""
    found = ids.read_choice((args.body.get("view") or {}).get("private_metadata"))
    if found is None or found[0].thing != thing or found[1] not in words:
        raise Gone(Absence.FOREIGN)
    return found


def is_ephemeral(args: AsyncArgs) -> bool:
    """Tell whether a button is in a message that only its presser sees: nothing else can redraw that."""
    return bool((args.body.get("container") or {}).get("is_ephemeral"))


def is_own_view(args: AsyncArgs) -> bool:
    """Tell whether a button is in a window, in Home, or in a message that only its presser sees."""
    return bool(args.body.get("view")) or is_ephemeral(args)


def filled_in(args: AsyncArgs) -> dict[str, str]:
    """Return the value of every field of our own forms (ids.field_block), by name; "" for nothing.

    Text, date, time, Slack id, or the value of an option; values of several options are joined by commas.
    """
    found: dict[str, str] = {}
    for block_id, fields in (((args.body.get("view") or {}).get("state") or {}).get("values") or {}).items():
        name = ids.field_of(block_id)
        if name is not None:
            found[name] = _stands_in(fields.get(ids.FIELD_ACTION) or {})
    return found


def _stands_in(state: dict[str, object]) -> str:
    for key in ("value", "selected_date", "selected_time", "selected_user"):
        if isinstance(state.get(key), str):
            return str(state[key])
    option, several = state.get("selected_option"), state.get("selected_options")
    if isinstance(option, dict):
        return str(option.get("value") or "")
    return ",".join(str(one.get("value")) for one in several) if isinstance(several, list) else ""


def marked_in(args: AsyncArgs, field: tuple[str, str]) -> str:
    """Return the value of the option that is marked in a form's field, "" for none."""
    block_id, action_id = field
    values = ((args.body.get("view") or {}).get("state") or {}).get("values") or {}
    option = ((values.get(block_id) or {}).get(action_id) or {}).get("selected_option") or {}
    return str(option.get("value") or "")


def typed_into(args: AsyncArgs, field: tuple[str, str]) -> str:
    """Return the value of a form's field, "" for nothing: text, date, time, or Slack id."""
    block_id, action_id = field
    values = ((args.body.get("view") or {}).get("state") or {}).get("values") or {}
    state = (values.get(block_id) or {}).get(action_id) or {}
    for key in ("value", "selected_date", "selected_time", "selected_user"):
        if isinstance(state.get(key), str):
            return str(state[key])
    return ""


def envelope_of(args: AsyncArgs) -> Envelope:
    """Read, of a verified payload, where it comes from, by whom, and under which keys Slack would repeat it."""
    body = args.body
    event = body.get("event") or {}
    if body.get("type") == "event_callback" or event:
        found = [("event", body.get("event_id")), ("message", event.get("client_msg_id"))]
    else:
        found = [("trigger", body.get("trigger_id"))]
        if body.get("type") == "view_submission":
            # Pressed twice, a form comes with two triggers, but it is one view. A refused one leaves no receipt.
            found = [("view", (body.get("view") or {}).get("id"))]
    team_id, enterprise_id = our_team(body)
    return Envelope(
        enterprise_id=enterprise_id,
        team_id=team_id,
        user=args.context.user_id or "",
        keys=tuple(f"{kind}:{value}"[:200] for kind, value in found if value),
    )


def as_opened_from(args: AsyncArgs, view: Block) -> Block:
    """Mark a view that is opened from Home, or from a view marked so: acting in it changes what Home shows."""
    page = home_page(args)
    return view if page is None else view | {"external_id": f"{HOME_FORM}{page}:{uuid4().hex}"}


def said_to_us(event: Mapping[str, Any]) -> bool:
    """Tell whether an event may be somebody's words to the bot: in a direct message, or in a thread."""
    spoken = event.get("type") == "message" and not event.get("bot_id") and isinstance(event.get("channel"), str)
    return spoken and (event["channel"].startswith("D") or isinstance(event.get("thread_ts"), str))


def first_input(args: AsyncArgs, block_id: str) -> str:
    """Return the field that shows an error about the whole form: `block_id`, or else the form's first one."""
    blocks = (args.body.get("view") or {}).get("blocks") or []
    inputs = [b["block_id"] for b in blocks if b.get("type") == "input"]
    return block_id if block_id in inputs or not inputs else str(inputs[0])
