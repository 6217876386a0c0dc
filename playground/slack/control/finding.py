"""Finding the element that a person means: in a message, in the modal on top, or on the Home tab."""

from __future__ import annotations

from dataclasses import dataclass

from playground.slack.channels import Channel
from playground.slack.elements import Spot, Values, initial_values, spots
from playground.slack.errors import Refused
from playground.slack.members import Member
from playground.slack.messages import Message
from playground.slack.open_view import OpenView
from playground.slack.open_views import stack_of
from playground.slack.wire import Json
from playground.slack.workspace import Workspace


@dataclass
class Place:
    """Somewhere with elements: a view, or a message in a conversation. `values` is what is chosen there so far."""

    blocks: list[Json]
    values: Values
    view: OpenView | None = None
    channel: Channel | None = None
    message: Message | None = None

    def names(self) -> dict[str, str | None]:
        """Return what tells this place from others, for the journal."""
        return {
            "view": self.view.id if self.view else None,
            "channel": self.channel.id if self.channel else None,
            "ts": self.message.ts if self.message else None,
        }


def find_places(
    ws: Workspace,
    me: Member,
    channel: str | None,
    ts: str | None,
    thread_ts: str | None,
    view_id: str | None,
    view: bool,
    home: bool,
) -> list[Place]:
    """Return where to look, the likeliest place first: messages newest first, or one view."""
    if home:
        shown = ws.homes.get(me.id)
        if shown is None:
            raise Refused("no_home", f"The app has not published a Home for {me.name}.", status=404)
        return [Place(shown.shape["blocks"], shown.values, view=shown)]
    if channel is not None:
        return _messages(ws, me, ws.find_channel(channel, me.id), ts, thread_ts)
    stack = stack_of(ws, me.id)
    if not stack:
        words = "has no modal open. Name a channel, or say home."
        raise Refused("no_modal" if view or view_id else "no_place", f"{me.name} {words}", status=404)
    if view_id is not None and stack[-1].id != view_id:
        raise Refused("not_on_top", f"The modal {view_id} is not on top. On top is {stack[-1].id}.")
    return [Place(stack[-1].shape["blocks"], stack[-1].values, view=stack[-1])]


def _messages(ws: Workspace, me: Member, where: Channel, ts: str | None, thread_ts: str | None) -> list[Place]:
    if me.id not in where.members and where.kind != "channel":
        raise Refused("not_in_channel", f"{me.name} is not in that conversation.")
    places: list[Place] = []
    for message in reversed(ws.visible(me.id, where)):
        if message.bot_id != ws.bot_id or (ts is not None and message.ts != ts):
            continue
        if thread_ts is not None and thread_ts not in (message.ts, message.thread_ts):
            continue
        values = initial_values(message.blocks, ws.message_states.get((me.id, message.ts)))
        ws.message_states[me.id, message.ts] = values
        places.append(Place(message.blocks, values, channel=where, message=message))
    if not places:
        what = f"the message {ts}" if ts else "a message of the app"
        raise Refused("message_not_found", f"{me.name} does not see {what} there.", status=404)
    return places


def find_spot(
    places: list[Place],
    types: set[str],
    action_id: str | None,
    label: str | None,
    block_id: str | None,
    value: str | None,
) -> tuple[Place, Spot]:
    """Return the first element that fits everything given, and where it is.

    `value` picks among buttons of one action. Raises Refused when none fits, naming those that are there.
    """
    if action_id is None and label is None and block_id is None:
        raise Refused("which_element", "Say which element: give its action_id or its label.")
    there: list[str] = []
    for place in places:
        for spot in spots(place.blocks):
            if spot.type not in types:
                continue
            names = _names(spot)
            there += [name for name in names if name not in there]
            fits = (
                (action_id is None or spot.action_id == action_id)
                and (block_id is None or spot.block_id == block_id)
                and (label is None or label.casefold() in (name.casefold() for name in names))
                and (value is None or spot.type == "overflow" or spot.element.get("value") == value)
            )
            if fits:
                return place, spot
    wanted = label or action_id or block_id
    seen = f"There are: {', '.join(there)}." if there else "There is nothing of that kind."
    raise Refused("no_such_element", f"“{wanted}” is not there. {seen}", status=404)


def _names(spot: Spot) -> list[str]:
    names = spot.labels()
    if spot.type == "overflow":
        names += [str(option["text"]["text"]) for option in spot.options()]
    return names
