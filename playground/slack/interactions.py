"""What a person does with the app, as Slack sends it on: commands, shortcuts, presses, submissions; and the answers."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

from playground.slack.channels import Channel
from playground.slack.elements import Spot, Values, action_of, initial_values
from playground.slack.errors import ApiError, Refused
from playground.slack.messages import Message
from playground.slack.open_view import OpenView
from playground.slack.open_views import MAX_STACK, make_view, replace_view, stack_of
from playground.slack.options import Options
from playground.slack.replies import Replies
from playground.slack.rules.view import check_view
from playground.slack.sockets import Hub, Outcome
from playground.slack.tickets import Tickets
from playground.slack.typed import as_command
from playground.slack.wire import Json
from playground.slack.workspace import Workspace
from playground.slack.world import World


@dataclass
class Interactions:
    """Send a person's action to the app, wait for its acknowledgement, and do what the acknowledgement says."""

    hub: Hub
    world: World
    tickets: Tickets
    replies: Replies
    options: Options

    # ------------------------------------------------------------ commands and shortcuts

    async def command(self, ws: Workspace, channel: Channel, user: str, command: str, text: str) -> Json:
        """Give a slash command; return whether it was acknowledged, with what, and what the person was shown."""
        known = ws.app.commands
        if known is not None and command not in known:
            there = ", ".join(sorted(known)) or "none"
            raise Refused("invalid_command", f"{command} is not a command that this workspace knows. Known: {there}.")
        should_escape = self.options.should_escape if known is None else known[command]
        member = ws.members[user]
        payload: Json = {
            "token": ws.app.verification_token,
            "team_id": ws.id,
            "team_domain": ws.domain,
            "channel_id": channel.id,
            "channel_name": channel.name_in_payloads(),
            "user_id": user,
            "user_name": member.name,
            "command": command,
            "text": as_command(ws, text.strip(), should_escape=should_escape),
            "api_app_id": ws.app.id,
            "is_enterprise_install": "false",
            **_of_enterprise(ws),
            "response_url": self.tickets.response_url(ws, channel.id, user, "commands"),
            "trigger_id": self.tickets.trigger(ws, user),
        }
        outcome = await self.hub.deliver("slash_commands", ws.id, payload, accepts_response=True)
        shown: Message | None = None
        if outcome.fate != "acknowledged":
            error = "operation_timeout" if outcome.fate == "timeout" else "dispatch_failed"
            shown = self.world.slackbot_says(ws, channel, user, f'{command} failed with the error "{error}"')
        elif outcome.payload:
            shown = self._answer_command(ws, channel, user, command, outcome.payload)
        return {
            "acknowledged": outcome.fate == "acknowledged",
            "answer": outcome.payload,
            "ephemeral": shown.shape() if shown is not None and shown.is_ephemeral else None,
        }

    def _answer_command(
        self, ws: Workspace, channel: Channel, user: str, command: str, payload: Json
    ) -> Message | None:
        if not any(payload.get(key) for key in ("text", "blocks", "attachments")):
            return None
        try:
            return self.replies.show(ws, channel, user, payload)
        except ApiError as error:
            self.world.journal.write("refused", ws.id, {"what": "answer", "answer": error.answer()})
            words = f'{command} failed with the error "{error.code}"'
            return self.world.slackbot_says(ws, channel, user, words)

    async def shortcut(self, ws: Workspace, user: str, callback_id: str) -> bool:
        """Use a global shortcut; return whether it was acknowledged."""
        self._check_shortcut(ws, callback_id, "global")
        payload: Json = {
            "type": "shortcut",
            "token": ws.app.verification_token,
            "action_ts": ws.stamps.next(),
            "team": ws.side.shape(),
            "user": {"id": user, "username": ws.members[user].name, "team_id": ws.side_of(user).id},
            "is_enterprise_install": False,
            "enterprise": ws.enterprise.shape() if ws.enterprise else None,
            "callback_id": callback_id,
            "trigger_id": self.tickets.trigger(ws, user),
        }
        return (await self._send(ws, payload)).fate == "acknowledged"

    async def message_shortcut(
        self, ws: Workspace, channel: Channel, message: Message, user: str, callback_id: str
    ) -> bool:
        """Use a shortcut on a message; return whether it was acknowledged."""
        self._check_shortcut(ws, callback_id, "message")
        url = self.tickets.response_url(ws, channel.id, user, "app", message_ts=message.ts, thread_ts=message.thread_ts)
        payload = self._base(ws, user, "message_action") | {
            "action_ts": ws.stamps.next(),
            "callback_id": callback_id,
            "trigger_id": self.tickets.trigger(ws, user),
            "response_url": url,
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name_in_payloads()},
            "message": ws.history(channel).shape(message),
        }
        return (await self._send(ws, payload)).fate == "acknowledged"

    def _check_shortcut(self, ws: Workspace, callback_id: str, kind: str) -> None:
        known = ws.app.shortcuts
        if known is not None and known.get(callback_id, ("", ""))[0] != kind:
            there = ", ".join(name for name, (of_kind, _) in known.items() if of_kind == kind) or "none"
            raise Refused("no_such_shortcut", f"The app has no {kind} shortcut {callback_id}. It has: {there}.")

    # ------------------------------------------------------------ blocks

    async def act_on_message(self, ws: Workspace, channel: Channel, message: Message, user: str, action: Json) -> bool:
        """Send `block_actions` for an element of a message; return whether it was acknowledged."""
        container: Json = {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.is_ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        url = self.tickets.response_url(
            ws,
            channel.id,
            user,
            "actions",
            message_ts=message.ts,
            ephemeral=message.is_ephemeral,
            thread_ts=message.thread_ts,
        )
        payload = self._base(ws, user, "block_actions") | {
            "container": container,
            "trigger_id": self.tickets.trigger(ws, user),
            "channel": {"id": channel.id, "name": channel.name_in_payloads()},
            "state": {"values": deepcopy(self.message_state(ws, message, user))},
            "response_url": url,
            "actions": [action],
        }
        if not message.is_ephemeral:
            # The app's own message comes back with its metadata; an ephemeral one does not come back at all.
            payload["message"] = ws.history(channel).shape(message, metadata=True)
        return (await self._send(ws, payload)).fate == "acknowledged"

    def message_state(self, ws: Workspace, message: Message, user: str) -> Values:
        """Return what one person has chosen in a message, initial values included."""
        values = initial_values(message.blocks, ws.message_states.get((user, message.ts)))
        ws.message_states[user, message.ts] = values
        return values

    async def act_on_view(self, ws: Workspace, view: OpenView, action: Json) -> bool:
        """Send `block_actions` for an element of a modal or a Home tab; return whether it was acknowledged."""
        is_modal = view.shape["type"] == "modal"
        payload = self._base(ws, view.user, "block_actions") | {
            "container": {"type": "view", "view_id": view.id},
            "trigger_id": self.tickets.trigger(ws, view.user, from_modal=is_modal),
            "view": view.payload(),
            "actions": [action],
        }
        return (await self._send(ws, payload)).fate == "acknowledged"

    def action(self, ws: Workspace, spot: Spot, state: Json | None, option: Json | None = None) -> Json:
        """Return the entry of `actions` for what a person did to one element."""
        return action_of(spot, state, option, ws.stamps.next())

    # ------------------------------------------------------------ modals

    async def submit(self, ws: Workspace, view: OpenView) -> Json:
        """Submit a modal and do what the app answers; return what the person then sees."""
        payload = self._base(ws, view.user, "view_submission") | {
            "trigger_id": self.tickets.trigger(ws, view.user, from_modal=True),
            "view": view.payload(),
            "response_urls": self._response_urls(ws, view),
        }
        self._journal_view(ws, "submitted", view)
        outcome = await self._send(ws, payload)
        if outcome.fate != "acknowledged":
            detail = "We had some trouble connecting. Try again?"
            return {"acknowledged": False, "response_action": None, "detail": detail, "view": self._top(ws, view.user)}
        answer = outcome.payload or {}
        action = answer.get("response_action")
        stack = stack_of(ws, view.user)
        errors: Json | None = None
        try:
            if action == "errors":
                errors = _checked_errors(view, answer.get("errors"))
            elif action == "update":
                check_view(answer.get("view"), "modal")
                replace_view(ws, view, answer["view"])
                self._journal_view(ws, "updated", view)
            elif action == "push":
                self.push(ws, view.user, answer.get("view"))
            elif action == "clear":
                stack.clear()
                self._journal_view(ws, "closed", view)
            elif view in stack:
                stack.remove(view)
                self._journal_view(ws, "closed", view)
        except ApiError as error:
            self.world.journal.write("refused", ws.id, {"what": "answer", "answer": error.answer()})
            detail = "We had some trouble connecting. Try again?"
            return {
                "acknowledged": True,
                "response_action": action,
                "refused": error.answer(),
                "detail": detail,
                "view": self._top(ws, view.user),
            }
        result: Json = {"acknowledged": True, "response_action": action, "view": self._top(ws, view.user)}
        return result | ({"errors": errors} if errors is not None else {})

    def open(self, ws: Workspace, user: str, given: object) -> OpenView:
        """Open a modal before a person's eyes; what was open is put away."""
        check_view(given, "modal")
        assert isinstance(given, dict)
        self._check_external_id(ws, given)
        view = make_view(ws, given, user)
        stack = stack_of(ws, user)
        stack[:] = [view]
        self._journal_view(ws, "opened", view)
        return view

    def push(self, ws: Workspace, user: str, given: object) -> OpenView:
        """Put a modal on top of those that are open, three at most."""
        check_view(given, "modal")
        assert isinstance(given, dict)
        self._check_external_id(ws, given)
        stack = stack_of(ws, user)
        if len(stack) >= MAX_STACK:
            raise ApiError("push_limit_reached")
        view = make_view(ws, given, user, stack[-1] if stack else None)
        stack.append(view)
        self._journal_view(ws, "pushed", view)
        return view

    def update(self, ws: Workspace, view: OpenView, given: Json) -> None:
        """Put new contents into an open modal."""
        replace_view(ws, view, given)
        self._journal_view(ws, "updated", view)

    def publish(self, ws: Workspace, user: str, given: Json) -> OpenView:
        """Put contents on a person's Home tab."""
        home = ws.homes.get(user)
        if home is None:
            home = ws.homes[user] = make_view(ws, given, user)
        else:
            replace_view(ws, home, given)
        self.world.journal.write("home", ws.id, {"change": "published", "user": user, "view": home.shape})
        return home

    async def close(self, ws: Workspace, view: OpenView, *, everything: bool) -> bool:
        """Close a modal, or the whole stack; the app hears of each that asked to be told. Return acknowledged."""
        stack = stack_of(ws, view.user)
        everything = everything or bool(view.shape["clear_on_close"])
        closed = list(reversed(stack)) if everything else [view]
        acknowledged = True
        for one in closed:
            stack.remove(one)
            self._journal_view(ws, "closed", one)
        for one in closed:
            if one.shape["notify_on_close"]:
                payload = self._base(ws, view.user, "view_closed") | {
                    "view": one.payload(),
                    "is_cleared": everything,
                }
                acknowledged = (await self._send(ws, payload)).fate == "acknowledged" and acknowledged
        return acknowledged

    # ------------------------------------------------------------ parts

    def _base(self, ws: Workspace, user: str, kind: str) -> Json:
        member, theirs = ws.members[user], ws.side_of(user)
        # A form carries the ids of whoever sends it, a button those of the app.
        side = theirs if kind in ("view_submission", "view_closed") else ws.side
        return {
            "type": kind,
            "team": side.shape(),
            "user": {"id": user, "username": member.name, "name": member.name, "team_id": theirs.id},
            "api_app_id": ws.app.id,
            "token": ws.app.verification_token,
            "enterprise": side.enterprise.shape() if side.enterprise else None,
            "is_enterprise_install": False,
        }

    async def _send(self, ws: Workspace, payload: Json) -> Outcome:
        if not ws.app.interactivity:
            raise Refused("no_interactivity", "This app is not configured to handle interactive responses.")
        return await self.hub.deliver(
            "interactive", ws.id, payload, accepts_response=payload["type"] == "view_submission"
        )

    def _response_urls(self, ws: Workspace, view: OpenView) -> list[Json]:
        made: list[Json] = []
        for block in view.shape["blocks"]:
            element = block.get("element", {}) if block["type"] == "input" else {}
            if not element.get("response_url_enabled"):
                continue
            state = view.values[block["block_id"]][element["action_id"]]
            channel = state.get("selected_conversation") or state.get("selected_channel")
            if channel:
                url = self.tickets.response_url(ws, channel, view.user, "app")
                ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
                made.append(ids | {"channel_id": channel, "response_url": url})
        return made

    def _check_external_id(self, ws: Workspace, given: Json) -> None:
        external = given.get("external_id")
        taken = {view.shape["external_id"] for stack in ws.stacks.values() for view in stack}
        if external and external in taken:
            raise ApiError("duplicate_external_id")

    def _top(self, ws: Workspace, user: str) -> Json | None:
        stack = stack_of(ws, user)
        return stack[-1].payload() if stack else None

    def _journal_view(self, ws: Workspace, change: str, view: OpenView) -> None:
        self.world.journal.write("view", ws.id, {"change": change, "user": view.user, "view": view.payload()})


def _of_enterprise(ws: Workspace) -> Json:
    if ws.enterprise is None:
        return {}
    return {"enterprise_id": ws.enterprise.id, "enterprise_name": ws.enterprise.name}


def _checked_errors(view: OpenView, errors: object) -> Json:
    """Return the app's field errors; Slack takes only those that name an input block of the view."""
    inputs = {block["block_id"] for block in view.shape["blocks"] if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise ApiError("invalid_response_errors", {"errors": errors})
    return errors
