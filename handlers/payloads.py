"""Reading payloads that Slack has verified and people can have made up: values carry references, never authority."""

from __future__ import annotations

from collections.abc import Sequence

from slack_bolt.kwargs_injection.async_args import AsyncArgs

from bot.domain.errors import Refusal
from bot.views import ids


def _action_value(args: AsyncArgs) -> object:
    action = args.action or {}
    option = action.get("selected_option")
    return option.get("value") if isinstance(option, dict) else action.get("value")


def pressed(args: AsyncArgs, thing: str) -> ids.Ref:
    """Return the reference that a pressed button carries. Raises `gone` for anything else."""
    ref = ids.Ref.decode(_action_value(args))
    if ref is None or ref.thing != thing:
        raise Refusal("gone")
    return ref


def chosen(args: AsyncArgs, thing: str, words: Sequence[str] | None = None) -> tuple[ids.Ref, str]:
    """Return the reference and word of a chosen option. Raises `gone` for anything that is none of `words`."""
    found = ids.read_choice(_action_value(args))
    if found is None or found[0].thing != thing or (words is not None and found[1] not in words):
        raise Refusal("gone")
    return found


def form_ref(args: AsyncArgs, thing: str) -> ids.Ref:
    """Return the reference that a form carries. Raises `gone` for anything else."""
    ref = ids.Ref.decode((args.body.get("view") or {}).get("private_metadata"))
    if ref is None or ref.thing != thing:
        raise Refusal("gone")
    return ref


def is_ephemeral(args: AsyncArgs) -> bool:
    """Tell whether what was pressed stands in a message that only its presser sees: nothing else can redraw it."""
    return bool((args.body.get("container") or {}).get("is_ephemeral"))


def typed_into(args: AsyncArgs, field: tuple[str, str]) -> str:
    """Return what a form's field holds, "" for nothing: text, date, time or Slack id."""
    block_id, action_id = field
    values = ((args.body.get("view") or {}).get("state") or {}).get("values") or {}
    state = (values.get(block_id) or {}).get(action_id) or {}
    for key in ("value", "selected_date", "selected_time", "selected_user"):
        if isinstance(state.get(key), str):
            return str(state[key])
    return ""
