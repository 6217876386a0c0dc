"""People who use Drumbeat, as the stories tell of them: what they say, press and see, through a real Slack's wire.

Whatever the bot tells anybody has to be expected by the story: leaving one with something unexpected fails it.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from playground.demo import Office
from playground.slack.channels import Channel
from playground.slack.control.finding import find_places, find_spot
from playground.slack.elements import PRESSABLE, action_of
from playground.slack.messages import Message

BOT = "@drumbeat"
# The goal of the bakery's plan: the answer to "Which goal does it serve?"
GOAL = "1,000 Instagram followers"


def words_of(message: dict[str, Any]) -> str:
    """Return everything that a person reads in a message: its blocks' texts and labels, else its text."""
    found: list[str] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str) and "type" in node:
                found.append(node["text"])
            for key, value in node.items():
                if key not in ("value", "action_id", "block_id") and not (key == "text" and isinstance(value, str)):
                    walk(value)
        elif isinstance(node, list):
            for one in node:
                walk(one)

    walk(message.get("blocks") or [])
    return "\n".join(found) if found else str(message.get("text", ""))


@dataclass
class Told:
    """One thing that the bot said: to whom or where, and whether a story expected it. `gone`: taken away since."""

    channel: str
    ts: str
    to: str | None
    text: str
    thread_ts: str | None
    message: dict[str, Any]
    seen: bool = False
    gone: bool = False


@dataclass
class Story:
    """A story in progress: the office, and all that the bot said in it."""

    office: Office
    people: dict[str, Person] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)
    _read: int = 0

    # ------------------------------------------------------------ time

    async def pass_time(self, **span: float) -> None:
        """Let business time pass: `pass_time(hours=4)`. Everything due on the way happens at its instant."""
        await self.office.push(self.office.clock.now() + timedelta(**span))
        self.read()

    async def until(self, moment: str) -> None:
        """Let business time pass until a local moment in Berlin ("2026-03-31 09:00"), or an ISO instant with zone."""
        at = datetime.fromisoformat(moment)
        from bot.domain.when import instant, zone_named

        if at.tzinfo is None:
            at = instant(at.date(), at.time(), zone_named("Europe/Berlin"))
        await self.office.push(at)
        self.read()

    # ------------------------------------------------------------ what was said

    def goes_on_from(self, told: list[Told]) -> None:
        """Begin where another story ended: with what it was told, up to the end of the journal as it is now."""
        self.told, self._read = copy.deepcopy(told), len(self.office.server.journal)

    def read(self) -> None:
        """Take in what the bot said since the last look."""
        journal = self.office.server.journal
        for entry in journal[self._read :]:
            if entry["kind"] == "workspace" and entry["change"] == "id_changed":
                for one in self.told:
                    one.channel = entry["channel"] if one.channel == entry["old"] else one.channel
            if entry["kind"] != "message" or entry.get("by") != "app":
                continue
            change = entry["change"]
            known = next((t for t in self.told if (t.channel, t.ts) == (entry["channel"], entry["ts"])), None)
            if change in ("posted", "ephemeral"):
                words = words_of(entry)
                self.told.append(
                    Told(entry["channel"], entry["ts"], entry.get("to"), words, entry.get("thread_ts"), entry)
                )
            elif known and change == "changed":
                known.text, known.message = words_of(entry), entry
            elif known and change == "deleted":
                known.gone = True
        self._read = len(journal)

    def forget(self) -> None:
        """Take all that was said so far as expected: the story is about what comes now."""
        self.read()
        for one in self.told:
            one.seen = True

    def passes_over(self, channel: str) -> None:
        """Take what was said so far in a channel as expected."""
        self.read()
        where = next(c.id for c in self.office.server.workspace.channels.values() if f"#{c.name}" == channel)
        for one in self.told:
            one.seen = one.seen or one.channel == where

    def unexpected(self) -> list[str]:
        """Return what was said and not expected by the story."""
        self.read()
        names = {c.id: f"#{c.name}" for c in self.office.server.workspace.channels.values()}
        return [f"{names.get(t.channel, t.channel)}: {t.text}" for t in self.told if not t.seen and not t.gone]


@dataclass(frozen=True)
class Held:
    """A button as somebody saw it, and where."""

    channel: Channel
    message: Message
    action: dict[str, Any]


@dataclass
class Person:
    """Somebody in the workspace. `name` is what they are called in the stand-in, `id` is Slack's."""

    story: Story
    name: str
    id: str
    home: str = "#social"
    thread: str | None = None

    @property
    def _control(self) -> Any:
        return self.story.office.server.control

    async def _done(self) -> None:
        await self.story.office.quiet()
        self.story.read()

    # ------------------------------------------------------------ doing

    async def types(self, text: str, channel: str | None = None) -> str:
        """Type a slash command ("/beat goals") and return what they are shown at once, "" for nothing."""
        where = channel or self.home
        command, _, rest = text.partition(" ")
        before = {m["ts"] for m in await self._messages(where)}
        answer = await self._control.command(user=self.name, channel=where, command=command, text=rest)
        await self._done()
        new = [m for m in await self._messages(where) if m["ts"] not in before and not m["ephemeral"]]
        self.thread = new[-1]["ts"] if new else self.thread
        shown = answer.get("ephemeral")
        text_shown = words_of(shown) if shown else ""
        for told in self.story.told:
            if told.to == self.id and told.text == text_shown:
                told.seen = True
        return text_shown

    async def says(self, *texts: str, channel: str | None = None, thread: bool = True) -> str:
        """Say something (in the thread of the last conversation) and return the bot's last words there."""
        where = channel or self.home
        thread_ts = self.thread if thread and where != BOT else None
        for text in texts:
            await self._control.say(user=self.name, channel=where, text=text, thread_ts=thread_ts)
            await self._done()
        return await self.last(where, thread_ts)

    async def last(self, channel: str, thread_ts: str | None = None) -> str:
        """Return the words of the last message in a place that the bot wrote; the story expects it."""
        messages = [m for m in await self._messages(channel, thread_ts) if m["from"]["name"] == "drumbeat"]
        if not messages:
            return ""
        for told in self.story.told:
            if told.ts == messages[-1]["ts"]:
                told.seen = True
        return words_of(messages[-1])

    async def saves(self, command: str, *answers: str) -> str:
        """Have a whole conversation: the command, the answers, "skip" for the rest, Save. Returns what was understood.

        What is said in its thread is expected; what it causes elsewhere is not.
        """
        shown = await self.types(command)
        said = await self.says(*answers)
        for _ in range(8):
            if "Save" in said.split("\n"):
                break
            said = await self.says("skip")
        else:
            raise AssertionError(f"{command!r} does not come to Save. {shown}\n{said}")
        await self.presses_in_thread("Save")
        channel = self.story.office.server.workspace.find_channel(self.home, self.id)
        for told in self.story.told:
            if told.channel == channel.id and self.thread in (told.thread_ts, told.ts):
                told.seen = True
        return said

    async def presses(self, label: str, channel: str = BOT, **where: Any) -> None:
        """Press the newest button with a label that they can see in a place (their direct message, if not named)."""
        await self._control.press(user=self.name, channel=channel, label=label, **where)
        await self._done()

    def holds(self, label: str, channel: str = BOT, thread_ts: str | None = None) -> Held:
        """Look at the newest button of a label, to press it later, whatever has become of it by then."""
        workspace = self.story.office.server.workspace
        me = workspace.members[self.id]
        places = find_places(workspace, me, channel, None, thread_ts, None, False, False)
        place, spot = find_spot(places, PRESSABLE, None, label, None, None)
        assert place.channel is not None
        assert place.message is not None
        return Held(place.channel, place.message, action_of(spot, None, None, workspace.stamps.next()))

    async def presses_held(self, held: Held, **made_up: Any) -> None:
        """Press a button that was looked at before; `made_up` is put into what Slack is told was pressed."""
        server = self.story.office.server
        action = {**held.action, "action_ts": server.workspace.stamps.next(), **made_up}
        await server.interactions.act_on_message(server.workspace, held.channel, held.message, self.id, action)
        await self._done()

    async def opens_home(self) -> str:
        """Open the bot's Home tab, and return its words once it is published."""
        await self._control.open_home(user=self.name)
        await self._done()
        return await self.home_tab()

    async def home_tab(self) -> str:
        """Return what stands in their Home tab, "" where nothing was published."""
        view = (await self._control.home(user=self.name))["view"]
        return words_of(view) if view else ""

    async def presses_at_home(self, label: str, **which: Any) -> str:
        """Press a button in their Home tab, and return what stands in it then."""
        await self._control.press(user=self.name, home=True, label=label, **which)
        await self._done()
        return await self.home_tab()

    async def window(self) -> str:
        """Return the words of the form or window on top of what they have open, "" where there is none."""
        views = (await self._control.views(user=self.name))["views"]
        return words_of(views[-1]) if views else ""

    async def presses_in_window(self, label: str) -> str:
        """Press a button in the window on top, and return the words of what is on top then."""
        await self._control.press(user=self.name, view=True, label=label)
        await self._done()
        return await self.window()

    async def presses_in_thread(self, label: str) -> None:
        """Press a button in the thread of their conversation."""
        await self.presses(label, channel=self.home, thread_ts=self.thread)

    async def chooses(self, menu: str, option: str, channel: str = BOT, **where: Any) -> None:
        """Choose an option of the newest menu with a placeholder ("Snooze…") in a place."""
        await self._control.select(user=self.name, channel=channel, label=menu, value=option, **where)
        await self._done()

    async def fills_in(self, values: dict[str, str]) -> dict[str, Any]:
        """Fill in and send the form on top; returns Slack's answer, with `errors` beside fields if there are any."""
        answer: dict[str, Any] = await self._control.submit(user=self.name, values=values)
        await self._done()
        return answer

    # ------------------------------------------------------------ seeing

    async def _messages(self, channel: str, thread_ts: str | None = None) -> list[dict[str, Any]]:
        more = {"thread_ts": thread_ts} if thread_ts else {}
        found = await self._control.messages(user=self.name, channel=channel, **more)
        return list(found["messages"])

    def _mine(self) -> list[Told]:
        self.story.read()
        workspace = self.story.office.server.workspace
        return [
            t
            for t in self.story.told
            if not t.gone and (t.to == self.id or (t.to is None and self._reads(workspace, t.channel)))
        ]

    def _reads(self, workspace: Any, channel_id: str) -> bool:
        channel = workspace.channels.get(channel_id)
        return channel is not None and self.id in channel.members

    def sees(self, *patterns: str) -> str:
        """Expect that one message which stands where they can see it, and was not expected yet, says all of this.

        Patterns are regular expressions, whatever the case. Returns the message's words.
        """
        fresh = [t for t in self._mine() if not t.seen]
        for told in fresh:
            if all(re.search(p, told.text, re.IGNORECASE | re.DOTALL) for p in patterns):
                told.seen = True
                return told.text
        said = "\n---\n".join(t.text for t in fresh) or "nothing new"
        raise AssertionError(f"{self.name} does not see {patterns!r}. New for {self.name}:\n{said}")

    def finds(self, *patterns: str) -> str:
        """Expect that a message stands where they can see it which says all of this now, new or changed; the newest."""
        for told in reversed(self._mine()):
            if all(re.search(p, told.text, re.IGNORECASE | re.DOTALL) for p in patterns):
                told.seen = True
                return told.text
        said = "\n---\n".join(t.text for t in self._mine()) or "nothing"
        raise AssertionError(f"{self.name} does not find {patterns!r}. Standing for {self.name}:\n{said}")

    def has(self, *patterns: str) -> bool:
        """Tell whether some message that stands where they can see it, expected or not, says all of this."""
        return any(all(re.search(p, t.text, re.IGNORECASE | re.DOTALL) for p in patterns) for t in self._mine())

    def sees_nothing(self) -> None:
        """Expect that nothing new stands where they can see it."""
        fresh = [t.text for t in self._mine() if not t.seen]
        assert not fresh, f"{self.name} was told: {fresh}"
