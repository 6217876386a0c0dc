"""Acting as a person: saying, pressing, choosing, filling in, submitting."""

from __future__ import annotations

from playground.slack.channels import Channel
from playground.slack.control.entries import check_inputs
from playground.slack.control.finding import Place, find_places, find_spot
from playground.slack.control.sharing import take_files
from playground.slack.control.values import chosen_option, state_for
from playground.slack.elements import PRESSABLE, STATEFUL, Spot, spots
from playground.slack.engine import Engine
from playground.slack.errors import Refused
from playground.slack.members import Member
from playground.slack.messages import Message
from playground.slack.open_view import OpenView
from playground.slack.open_views import stack_of
from playground.slack.typed import as_message
from playground.slack.wire import Json
from playground.slack.workspace import Workspace

# What Slack's clients let a person send in one message.
MAX_TYPED = 12_000


class Acting:
    """What people do. Every method raises Refused for what Slack would not let that person do."""

    def __init__(self, server: Engine, ws: Workspace) -> None:
        self._server = server
        self._ws = ws

    # ------------------------------------------------------------ messages

    async def say(
        self,
        user: str,
        channel: str,
        text: str = "",
        thread_ts: str | None = None,
        broadcast: bool = False,
        files: list[Json] | None = None,
        client_msg_id: str | None = None,
    ) -> Json:
        """Say something in a conversation or a thread; `files` are shared with it.

        A client that did not hear the answer sends it again with the same `client_msg_id`, and it is said once.
        """
        ws, me = self._ws, self._person(user)
        where = self._inside(me, channel)
        if not text.strip() and not files:
            raise Refused("no_text", "There is nothing to say. Give a text.")
        if len(text) > MAX_TYPED:
            raise Refused("msg_too_long", f"Slack sends {MAX_TYPED} characters at most. Share a file instead.")
        to_app = where.kind == "im" and ws.bot_user_id in where.members
        if to_app and (ws.app.messages_read_only or not ws.app.messages_tab):
            raise Refused("messages_off", "Sending messages to this app has been turned off.")
        if thread_ts:
            parent = ws.message(where, thread_ts)
            if parent is None:
                raise Refused("thread_not_found", f"There is no message {thread_ts} in this conversation.", status=404)
            thread_ts = parent.thread_ts if parent.is_reply else thread_ts
        if said := self._said_before(where, me, client_msg_id):
            return {"channel": where.id, "ts": said.ts, "message": said.shape()}
        shared = take_files(self._server, ws, me, files or [])
        names = [{"name": shape["name"], "size": shape["size"]} for shape in shared] or None
        self._note("say", me, channel=where.id, text=text, thread_ts=thread_ts, files=names)
        message = self._server.world.by_person(ws, where, me.id, as_message(ws, text), thread_ts)
        message.client_msg_id = client_msg_id or message.client_msg_id
        message.broadcast = broadcast and thread_ts is not None
        self._server.world.share(ws, where, message, shared, by="person")
        return {"channel": where.id, "ts": message.ts, "message": message.shape()}

    async def share_file(
        self,
        user: str,
        channel: str,
        name: str,
        content: bytes | str | None = None,
        content_base64: str | None = None,
        text: str = "",
        title: str | None = None,
        thread_ts: str | None = None,
        client_msg_id: str | None = None,
    ) -> Json:
        """Share one file in a channel, a thread or a direct message, with what is said beside it.

        `content` is bytes, or text that is kept as UTF-8; over HTTP, bytes come as `content_base64`.
        """
        entry: Json = {"name": name, "title": title, "content": content, "content_base64": content_base64}
        said = await self.say(
            user=user,
            channel=channel,
            text=text,
            thread_ts=thread_ts,
            files=[entry],
            client_msg_id=client_msg_id,
        )
        return said | {"file": said["message"]["files"][0]}

    def _said_before(self, where: Channel, me: Member, client_msg_id: str | None) -> Message | None:
        if client_msg_id is None:
            return None
        mine = (m for m in self._ws.visible(me.id, where) if m.user == me.id)
        return next((m for m in mine if m.client_msg_id == client_msg_id), None)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> Json:
        """Change one's own message."""
        me = self._person(user)
        where, message = self._own_message(me, channel, ts)
        self._note("edit", me, channel=where.id, ts=ts, text=text)
        previous = self._ws.history(where).shape(message)
        message.text = as_message(self._ws, text)
        message.blocks = []
        message.edited = {"user": me.id, "ts": self._ws.stamps.next()}
        self._server.world.fill_in_blocks(self._ws, message)
        self._server.world.change(self._ws, where, message, previous, by="person")
        return {"channel": where.id, "ts": ts, "message": message.shape()}

    async def delete(self, user: str, channel: str, ts: str) -> Json:
        """Delete one's own message."""
        me = self._person(user)
        where, message = self._own_message(me, channel, ts)
        self._note("delete", me, channel=where.id, ts=ts)
        self._server.world.delete(self._ws, where, message, by="person")
        return {"channel": where.id, "ts": ts}

    async def react(self, user: str, channel: str, ts: str, name: str) -> Json:
        """Add an emoji to a message."""
        return self._react(user, channel, ts, name, added=True)

    async def unreact(self, user: str, channel: str, ts: str, name: str) -> Json:
        """Take one's emoji away."""
        return self._react(user, channel, ts, name, added=False)

    def _react(self, user: str, channel: str, ts: str, name: str, *, added: bool) -> Json:
        me, bare = self._person(user), name.strip(":")
        where = self._inside(me, channel)
        message = self._message(where, ts)
        there = me.id in message.reactions.get(bare, [])
        if there == added:
            words = "has already" if added else "has not"
            raise Refused("already_reacted" if added else "no_reaction", f"{me.name} {words} reacted with :{bare}:.")
        self._note("react" if added else "unreact", me, channel=where.id, ts=ts, name=bare)
        self._server.world.react(self._ws, where, message, me.id, bare, added=added)
        return {"channel": where.id, "ts": ts, "name": bare}

    # ------------------------------------------------------------ commands and shortcuts

    async def command(
        self, user: str, channel: str, command: str, text: str = "", thread_ts: str | None = None
    ) -> Json:
        """Give a slash command; `"/beat goal …"` may also come whole, as `command`."""
        me = self._person(user)
        word, _, rest = command.strip().partition(" ")
        where = self._inside(me, channel)
        if thread_ts:
            raise Refused("not_in_threads", f"{word} is not supported in threads. Sorry!")
        self._note("command", me, channel=where.id, command=word, text=f"{rest} {text}".strip())
        return await self._server.interactions.command(self._ws, where, me.id, word, f"{rest} {text}".strip())

    async def shortcut(self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None) -> Json:
        """Use a shortcut: a global one, or (with channel and ts) one on a message."""
        me = self._person(user)
        self._note("shortcut", me, callback_id=callback_id, channel=channel, ts=ts)
        if channel and ts:
            where = self._inside(me, channel)
            message = self._message(where, ts)
            done = await self._server.interactions.message_shortcut(self._ws, where, message, me.id, callback_id)
        else:
            done = await self._server.interactions.shortcut(self._ws, me.id, callback_id)
        return {"acknowledged": done}

    # ------------------------------------------------------------ elements

    async def press(
        self,
        user: str,
        channel: str | None = None,
        ts: str | None = None,
        thread_ts: str | None = None,
        view_id: str | None = None,
        view: bool = False,
        home: bool = False,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
        value: str | None = None,
    ) -> Json:
        """Press a button, or choose from an overflow menu (`value` or `label` names its option)."""
        me = self._person(user)
        places = find_places(self._ws, me, channel, ts, thread_ts, view_id, view, home)
        place, spot = find_spot(places, PRESSABLE, action_id, label, block_id, value)
        option = chosen_option(spot, value or label) if spot.type == "overflow" else None
        called = next(iter(spot.labels()), None)
        self._note("press", me, action_id=spot.action_id, block_id=spot.block_id, label=called, **place.names())
        return await self._act(me, place, spot, None, option)

    async def select(
        self,
        user: str,
        value: object = None,
        values: list[object] | None = None,
        channel: str | None = None,
        ts: str | None = None,
        thread_ts: str | None = None,
        view_id: str | None = None,
        view: bool = False,
        home: bool = False,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
    ) -> Json:
        """Choose in a menu, picker, group of radio buttons or checkboxes; the app hears of it unless it is an input."""
        me = self._person(user)
        places = find_places(self._ws, me, channel, ts, thread_ts, view_id, view, home)
        place, spot = find_spot(places, set(STATEFUL), action_id, label, block_id, None)
        state = state_for(self._ws, me, spot, values if values is not None else value)
        place.values[spot.block_id][spot.action_id] = state
        self._note(
            "select", me, action_id=spot.action_id, value=values if values is not None else value, **place.names()
        )
        if spot.block["type"] == "input" and not spot.block.get("dispatch_action"):
            return {"acknowledged": True, "action": None}
        return await self._act(me, place, spot, state, None)

    async def type(
        self,
        user: str,
        value: object = None,
        values: list[object] | None = None,
        view_id: str | None = None,
        action_id: str | None = None,
        label: str | None = None,
        block_id: str | None = None,
    ) -> Json:
        """Fill in one input of a modal, without submitting."""
        me = self._person(user)
        places = find_places(self._ws, me, None, None, None, view_id, view_id is None, False)
        place, spot = find_spot(places, set(STATEFUL), action_id, label, block_id, None)
        state = state_for(self._ws, me, spot, values if values is not None else value)
        place.values[spot.block_id][spot.action_id] = state
        assert place.view is not None
        return {"view": place.view.payload()}

    async def _act(self, me: Member, place: Place, spot: Spot, state: Json | None, option: Json | None) -> Json:
        interactions = self._server.interactions
        action = interactions.action(self._ws, spot, state, option)
        if place.view is not None:
            done = await interactions.act_on_view(self._ws, place.view, action)
        else:
            assert place.channel is not None
            assert place.message is not None
            done = await interactions.act_on_message(self._ws, place.channel, place.message, me.id, action)
        return {"acknowledged": done, "action": action}

    # ------------------------------------------------------------ modals and Home

    async def submit(self, user: str, view_id: str | None = None, values: Json | None = None) -> Json:
        """Fill in `values` (by block id, action id or label) and submit the modal on top."""
        me = self._person(user)
        view = self._modal(me, view_id)
        if view.shape["submit"] is None:
            raise Refused("no_submit", "This modal has no submit button.")
        inputs = list(spots(view.shape["blocks"]))
        for name, value in (values or {}).items():
            named = [s for s in inputs if name in (s.block_id, s.action_id, *s.labels()) and s.type in STATEFUL]
            if not named:
                there = ", ".join((s.labels() or [s.block_id])[-1] for s in inputs)
                raise Refused("no_such_field", f"The modal has no field {name}. It has: {there}.", status=404)
            view.values[named[0].block_id][named[0].action_id] = state_for(self._ws, me, named[0], value)
        missing = check_inputs(view, inputs)
        if missing:
            return {"acknowledged": False, "response_action": None, "errors": missing, "view": view.payload()}
        self._note("submit", me, view=view.id, callback_id=view.shape["callback_id"])
        return await self._server.interactions.submit(self._ws, view)

    async def close(self, user: str, view_id: str | None = None, clear: bool = False) -> Json:
        """Close the modal on top, or all of them."""
        me = self._person(user)
        view = self._modal(me, view_id)
        self._note("close", me, view=view.id)
        done = await self._server.interactions.close(self._ws, view, everything=clear)
        return {"acknowledged": done}

    async def open_home(self, user: str, tab: str = "home") -> Json:
        """Open the app's Home (or its Messages tab), which tells the app so."""
        if tab not in ("home", "messages"):
            raise Refused("no_such_tab", "The app has the tabs home and messages.")
        ws, me = self._ws, self._person(user)
        if tab == "home" and not ws.app.home_tab:
            raise Refused("no_home_tab", "This app has no Home tab.")
        self._note("open_home", me, tab=tab)
        event: Json = {
            "type": "app_home_opened",
            "user": me.id,
            "channel": ws.direct_with_app(me.id).id,
            "tab": tab,
            "event_ts": ws.stamps.next(),
        }
        home = ws.homes.get(me.id)
        if tab == "home" and home is not None:
            event["view"] = home.payload()
        self._server.events.emit(ws, event)
        return {"view": home.payload() if home else None}

    async def open_dm(self, user: str, to: str) -> Json:
        """Open a direct message: with the app (`@drumbeat`), with somebody, or with several (`@ben,@cho`)."""
        me = self._person(user)
        where = self._ws.find_channel(to if to.startswith("@") else f"@{to}", me.id)
        return {"channel": where.id}

    # ------------------------------------------------------------ coming and going

    async def join(self, user: str, channel: str) -> Json:
        """Join a public channel."""
        me = self._person(user)
        where = self._ws.find_channel(channel, me.id)
        if where.kind != "channel" or me.is_guest:
            raise Refused("cannot_join", f"{me.name} cannot join this channel, and needs an invitation.")
        if where.is_archived:
            raise Refused("is_archived", f"#{where.name} is archived. Bring it back first.")
        if me.id not in where.members:
            self._note("join", me, channel=where.id)
            self._server.world.join(self._ws, where, me.id)
        return {"channel": where.id}

    async def leave(self, user: str, channel: str) -> Json:
        """Leave a channel."""
        me = self._person(user)
        where = self._inside(me, channel)
        if where.is_direct or where.is_general:
            raise Refused("cannot_leave", "This conversation cannot be left.")
        self._note("leave", me, channel=where.id)
        self._server.world.leave(self._ws, where, me.id)
        return {"channel": where.id}

    async def reload(self, user: str) -> Json:
        """Load Slack again: what only this person saw is gone."""
        me = self._person(user)
        self._note("reload", me)
        for history in self._ws.histories.values():
            for ts in [ts for ts, message in history.ephemerals.items() if message.only_for == me.id]:
                del history.ephemerals[ts]
        return {}

    async def presence(self, user: str, active: bool) -> Json:
        """Be there, or not: what only one person is to see is lost on somebody who isn't."""
        me = self._person(user)
        self._note("presence", me, active=active)
        (self._ws.inactive.discard if active else self._ws.inactive.add)(me.id)
        return {"active": active}

    # ------------------------------------------------------------ parts

    def _person(self, user: str) -> Member:
        member = self._ws.find_member(user)
        if member.deleted:
            raise Refused("user_deactivated", f"{member.name} is deactivated and cannot do anything.")
        return member

    def _inside(self, me: Member, channel: str) -> Channel:
        where = self._ws.find_channel(channel, me.id)
        if me.id not in where.members:
            raise Refused("not_in_channel", f"{me.name} is not in #{where.name}. Join it first.")
        if where.is_archived:
            raise Refused("is_archived", f"#{where.name} is archived.")
        return where

    def _message(self, where: Channel, ts: str) -> Message:
        message = self._ws.message(where, ts)
        if message is None:
            raise Refused("message_not_found", f"There is no message {ts} in this conversation.", status=404)
        return message

    def _own_message(self, me: Member, channel: str, ts: str) -> tuple[Channel, Message]:
        where = self._inside(me, channel)
        message = self._message(where, ts)
        if message.user != me.id or message.subtype not in (None, "file_share"):
            raise Refused("not_yours", f"{me.name} did not write that message.", status=403)
        return where, message

    def _modal(self, me: Member, view_id: str | None) -> OpenView:
        stack = stack_of(self._ws, me.id)
        if not stack:
            raise Refused("no_modal", f"{me.name} has no modal open.", status=404)
        if view_id is None or stack[-1].id == view_id:
            return stack[-1]
        raise Refused("not_on_top", f"The modal {view_id} is not on top. On top is {stack[-1].id}.")

    def _note(self, action: str, me: Member, **fields: object) -> None:
        given = {name: value for name, value in fields.items() if value is not None}
        self._server.journal_log.write("person", self._ws.id, {"action": action, "user": me.id} | given)
