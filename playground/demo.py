"""The bot, a Slack that isn't, a clock that can be pushed, and a sample team. The only file that knows both sides."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot import zone_data
from bot.app import Bot, SystemClock, build
from bot.domain.outbox import Pace
from bot.domain.when import instant, zone_named
from bot.log import log_to_stderr
from bot.settings import Settings, log_level
from manifests.socket_mode import load
from playground.slack.errors import Refused
from playground.slack.server import SlackServer
from storage.database import migrate

PORT = 3030
MOST_PORT = 65535
HOME_ZONE = "Europe/Berlin"
# Business time may be pushed at most so far at once: everybody's whole year goes by in between.
MOST_AT_ONCE = timedelta(days=370)
# The stand-in answers at once, so nobody need be as patient with it as with Slack.
PACE = Pace(
    lease=timedelta(seconds=6),
    call=timedelta(seconds=3),
    settling=timedelta(seconds=0.3),
    unknown_after=timedelta(minutes=10),
    probe=timedelta(seconds=1),
)


class PushableClock:
    """Business time that can be pushed ahead. It flows like real time, or stands still where `flows` is off."""

    def __init__(self, start: datetime, *, flows: bool = True) -> None:
        self._real = SystemClock()
        self._flows = flows
        self._base, self._since = start, self._real.monotonic()

    def now(self) -> datetime:
        """Return business time."""
        if not self._flows:
            return self._base
        return self._base + timedelta(seconds=self._real.monotonic() - self._since)

    def real(self) -> datetime:
        """Return real time: leases, retries and settling go by it."""
        return self._real.real()

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return self._real.monotonic()

    def set(self, to: datetime) -> None:
        """Set business time. It never goes back: an earlier time is passed over."""
        now = self.now()
        self._base, self._since = max(now, to), self._real.monotonic()

    @contextlib.contextmanager
    def standing_still(self) -> Any:
        """Let business time stand while it is being pushed, so that each instant is met exactly."""
        flows, self._base, self._flows = self._flows, self.now(), False
        try:
            yield
        finally:
            self._since, self._flows = self._real.monotonic(), flows


class Office:
    """A team's Slack with the bot in it, on a clock that can be pushed."""

    def __init__(self, server: SlackServer, clock: PushableClock, database_url: str, pace: Pace = PACE) -> None:
        self.server, self.clock = server, clock
        self._database_url, self._pace = database_url, pace
        self.bot = self.new_bot()
        self._pushing = asyncio.Lock()
        server.on_clock = self.on_clock
        server.on_quiet = self.on_quiet

    def new_bot(self) -> Bot:
        """Return a bot on this memory, not started yet."""
        settings = Settings(
            slack_bot_token=self.server.bot_token,
            slack_app_token=self.server.app_token,
            slack_api_url=self.server.api_url,
            database_url=self._database_url,
            drumbeat_port=None,
            _env_file=None,
        )
        return build(settings, self.clock, pace=self._pace)

    async def open(self) -> None:
        """Start the bot, and wait until it has looked around."""
        await self.bot.start()
        await self.quiet()

    async def restart(self) -> None:
        """Stop the bot and start another one on the same memory."""
        await self.bot.stop()
        self.bot = self.new_bot()
        await self.open()

    async def quiet(self, timeout: float = 30.0) -> None:
        """Wait until nothing is due and nobody waits for anything. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            await self.server.quiet(timeout)
            await self.bot.settle_down(timeout)
            await self.server.quiet(timeout)

    async def push(self, to: datetime) -> None:
        """Let time pass: every instant at which something is due is met on the way, and everything done there."""
        async with self._pushing:
            with self.clock.standing_still():
                await self.quiet()
                while (due := await self.bot.planner.next_due()) is not None and due <= to:
                    self.clock.set(due)
                    await self.quiet()
                self.clock.set(to)
                await self.quiet()

    async def outage(self, to: datetime) -> None:
        """Let time pass while the bot is off: it wakes up at `to` and finds what it slept through."""
        await self.bot.stop()
        self.clock.set(to)
        self.bot = self.new_bot()
        await self.open()

    async def restore(self, database_url: str, to: datetime) -> None:
        """Stop the bot, and start it at `to` on an older copy of its memory."""
        self._database_url = database_url
        await self.outage(to)

    async def close(self) -> None:
        """Stop the bot."""
        await self.bot.stop()

    # ------------------------------------------------------------ the page's clock

    async def on_clock(self, request: dict[str, Any]) -> dict[str, Any]:
        """Answer POST /control/clock: {"push": "+1 hour"}, {"outage": "+3 days"}, or nothing to read it."""
        for word, move in (("push", self.push), ("outage", self.outage)):
            if word in request:
                try:
                    zone = zone_named(str(request.get("zone") or HOME_ZONE))
                    to = read_moment(str(request[word]), self.clock.now(), zone)
                except ValueError as error:
                    raise Refused("bad_time", str(error)) from error
                await move(to)
        return {"now": self.clock.now().isoformat()}

    async def on_quiet(self, timeout: float) -> None:
        """Wait for the bot too when somebody asks whether all is quiet."""
        await self.bot.settle_down(timeout)


_STEP = re.compile(r"\+\s*(\d{1,5})\s*(minute|hour|day|week)s?")
_STEPS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime:
    """Read "+1 hour", "next morning" (9:00), "next friday" (15:00), or an instant as ISO 8601.

    Raises ValueError with a sentence for anything else, for the past, and for more than a year ahead.
    """
    said = text.strip().casefold()
    local = now.astimezone(zone)
    if match := _STEP.fullmatch(said):
        found = now + int(match[1]) * _STEPS[match[2]]
    elif said == "next morning":
        day = local.date() if local.time() < time(9) else local.date() + timedelta(days=1)
        found = instant(day, time(9), zone)
    elif said.removeprefix("next ") in WEEKDAYS and said.startswith("next "):
        ahead = (WEEKDAYS.index(said.removeprefix("next ")) - local.weekday()) % 7
        day = local.date() + timedelta(days=ahead)
        found = instant(day, time(15), zone)
        if found <= now:
            found = instant(day + timedelta(days=7), time(15), zone)
    else:
        try:
            found = datetime.fromisoformat(text.strip())
        except ValueError:
            raise ValueError(
                f"I cannot read “{text}”. Try “+1 hour”, “next morning”, “next Friday” or 2027-03-31T09:00+02:00."
            ) from None
        if found.tzinfo is None:
            found = instant(found.date(), found.time(), zone)
    if found < now:
        raise ValueError("That lies in the past. The clock goes ahead only.")
    if found > now + MOST_AT_ONCE:
        raise ValueError("That is more than a year ahead. Push the clock in smaller steps.")
    return found.astimezone(UTC)


# ---------------------------------------------------------------- the sample team

PEOPLE: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("mia", "Mia Sample", "Europe/Berlin", {"is_admin": True}),
    ("noah", "Noah Sample", "Europe/London", {}),
    ("zoe", "Zoe Sample", "America/New_York", {}),
    ("lee", "Lee Sample (guest)", "Europe/Berlin", {"is_restricted": True}),
)
# What Mia types in #bakery. Everything arrives as a real team's would: said in conversation, saved by the bot's verbs.
SETUP = (
    "1,000 Instagram followers by end of June",
    "@noah reads the number and I judge it",
    "Tip of the day on Instagram, Mon/Wed/Fri 10:00",
    "Instagram editor @noah",
    "people who live near the bakery",
    "400",
)
MORE = (
    (
        "#bakery",
        "slot Behind the counter on Facebook, Tue and Thu 16:00, Facebook editor @zoe",
        ("1,000 Instagram followers",),
    ),
    (
        "#bakery",
        "slot Week's special in the newsletter, every Monday at 11:00, Newsletter writer me",
        ("no goal yet",),
    ),
)

# What Mia keeps for days without a text: a nudge offers one of them.
IDEAS = (
    "Newsletter: Five questions that customers ask about sourdough",
    "A photo of the bakery at five in the morning",
)

# The week before the demo begins: Berlin time, who, and what they press. What nobody pressed was missed.
WEEK = (
    ("Mon 10:30", "noah", "Done"),
    ("Mon 11:15", "mia", "Done"),
    ("Tue 16:05", "zoe", "Done"),
    ("Wed 10:10", "noah", "Scheduled"),
    ("Thu 15:30", "noah", "Give the numbers"),
    ("Fri 10:20", "noah", "Done"),
)
NUMBER = {"Instagram followers": "430"}
LEARNT = "Learning: photos of the oven get more answers than photos of bread"

# What the page offers to try first: a digest, a nudge and a review within the first minute.
TOUR: tuple[dict[str, Any], ...] = (
    {
        "title": "The day's duties",
        "words": "Mia gets one message in the morning, with a button for everything.",
        "button": "Let it become morning",
        "user": "mia",
        "place": "@drumbeat",
        "push": "next morning",
    },
    {
        "title": "A nudge",
        "words": "Leave Done alone until noon, and she is reminded. Quietly.",
        "button": "Let three hours pass",
        "user": "mia",
        "place": "@drumbeat",
        "push": "+3 hours",
    },
    {
        "title": "The weekly review",
        "words": "On Friday the team looks back together, in its channel.",
        "button": "Go to Friday",
        "user": "mia",
        "place": "bakery",
        "push": "next Friday",
        "thread": True,
    },
    {
        "title": "A whole strategy from one file",
        "words": "Mia shares a sample file, and the bot reads it.",
        "button": "Drop the sample file",
        "user": "mia",
        "place": "new-shop",
        "then": [
            {"words": "Open the reply under the file, and press Set it up here.", "press": "Set it up here"},
            {"words": "Then type /beat strategy in #new-shop.", "command": "/beat strategy"},
        ],
    },
)
# What the last step drops: one of the worked samples, which are for people to begin with.
SAMPLES = Path(__file__).parents[1] / "samples"
SAMPLE = "local-shop.yaml"


def tour() -> list[dict[str, Any]]:
    """Return the steps of what to try first, the sample file in the last one."""
    file = {"name": SAMPLE, "content": (SAMPLES / SAMPLE).read_text(encoding="utf-8")}
    return [*TOUR[:-1], {**TOUR[-1], "file": file}]


async def bring_in_sample(office: Office) -> None:
    """Make the sample team, and have it set up its plan by talking to the bot."""
    workspace = office.server.workspace
    for name, real_name, zone, more in PEOPLE:
        workspace.add_member(name, real_name=real_name, display_name="", tz=zone, **more)
    workspace.add_channel("bakery", members=["mia", "noah", "zoe"], bot=True)
    workspace.add_channel("agency", members=["mia", "lee"], bot=True)
    workspace.add_channel("new-shop", members=["mia", "noah"], bot=True)
    office.server.tour = tour()
    await office.open()
    await talk(office, "mia", "#bakery", "setup", SETUP)
    for channel, text, answers in MORE:
        await talk(office, "mia", channel, text, answers)
    for idea in IDEAS:
        await office.server.control.command(user="mia", channel="#bakery", command="/beat", text=f"post {idea}")


async def live_a_week(office: Office) -> None:
    """Let the sample team's first week pass, until half past seven on the Monday after it."""
    control, zone = office.server.control, zone_named(HOME_ZONE)
    monday = office.clock.now().astimezone(zone).date()
    days = ("Mon", "Tue", "Wed", "Thu", "Fri")
    for when, user, label in WEEK:
        day, at = when.split()
        await office.push(instant(monday + timedelta(days=days.index(day)), time.fromisoformat(at), zone))
        await control.press(user=user, channel="@drumbeat", label=label)
        if label == "Give the numbers":
            await control.submit(user=user, values=NUMBER)
        await office.quiet()
    await office.push(instant(monday + timedelta(days=4), time(15, 10), zone))
    review = (await control.messages(user="mia", channel="#bakery"))["messages"][-1]["ts"]
    await control.say(user="mia", channel="#bakery", thread_ts=review, text=LEARNT)
    await office.push(instant(monday + timedelta(days=7), time(7, 30), zone))


async def talk(office: Office, user: str, channel: str, command: str, answers: Sequence[str]) -> None:
    """Have one conversation: the command, the answers in its thread, then whatever ends it with Save."""
    control = office.server.control
    await control.command(user=user, channel=channel, command="/beat", text=command)
    await office.quiet()
    root = (await control.messages(user=user, channel=channel))["messages"][-1]["ts"]
    for answer in answers:
        await control.say(user=user, channel=channel, text=answer, thread_ts=root)
        await office.quiet()
    for _ in range(8):
        last = (await control.messages(user=user, channel=channel, thread_ts=root))["messages"][-1]
        labels = [e["text"]["text"] for b in last["blocks"] for e in b.get("elements", ()) if e.get("type") == "button"]
        if "Save" in labels:
            await control.press(user=user, channel=channel, thread_ts=root, label="Save")
            await office.quiet()
            return
        if "Skip" not in labels and "`skip`" not in str(last["blocks"]):
            raise RuntimeError(f"the sample team has no answer to: {last['text']}")
        await control.say(user=user, channel=channel, text="skip", thread_ts=root)
        await office.quiet()


def monday_morning(now: datetime) -> datetime:
    """Return half past seven of the week's Monday where the sample team lives: just before its digests."""
    zone = zone_named(HOME_ZONE)
    today = now.astimezone(zone).date()
    return instant(today - timedelta(days=today.weekday()), time(7, 30), zone)


# ---------------------------------------------------------------- make demo


class PortTaken(Exception):
    """The port cannot be listened on."""


@asynccontextmanager
async def demo(port: int, folder: Path, start: datetime | None = None) -> AsyncIterator[Office]:
    """Run the demo on a port, its memory in a folder. It begins on this week's Monday morning, or another's: `start`.

    By then the sample team has lived with its plan for a week, so that there is something to look back on.
    """
    begins = start or monday_morning(SystemClock().now())
    clock = PushableClock(begins - timedelta(days=7))
    server = SlackServer(now=clock.now, manifest=load(), bot_name="drumbeat")
    try:
        await server.start(port=port)
    except OSError as error:
        raise PortTaken(error.strerror or str(error)) from error
    url = f"sqlite:///{folder / 'demo.sqlite'}"
    migrate(url)
    office = Office(server, clock, url)
    try:
        await bring_in_sample(office)
        await live_a_week(office)
        yield office
    finally:
        await office.close()
        await server.stop()


async def run(port: int) -> int:
    """Run the demo until it is interrupted."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(sign, stopped.set)
    with tempfile.TemporaryDirectory(prefix="drumbeat-") as folder:
        try:
            async with demo(port, Path(folder)) as office:
                print(f"Drumbeat's playground is ready: {office.server.url} (stop it with Ctrl+C)", flush=True)
                await stopped.wait()
        except PortTaken as error:
            other = port + 1 if port < MOST_PORT else PORT
            print(
                f"I can't listen on port {port}: {error}. Choose another one: drumbeat demo --port {other}, "
                f"or PLAYGROUND_PORT={other} make demo",
                file=sys.stderr,
            )
            return 2
    return 0


class WrongSetting(Exception):
    """A setting or an option doesn't work; says what it takes."""


def read_port(typed: Sequence[str], environment: Mapping[str, str]) -> int:
    """Return the port: what follows `--port`, else PLAYGROUND_PORT, else ours. Raises WrongSetting."""
    name, written = "PLAYGROUND_PORT", environment.get("PLAYGROUND_PORT", "").strip() or str(PORT)
    left = list(typed)
    while left:
        option, sign, value = left.pop(0).partition("=")
        if option != "--port":
            meant = " Did you mean --port?" if option.startswith("-") else f" For example: --port {PORT}."
            raise WrongSetting(f"`demo` doesn't take {option}.{meant}")
        name, written = option, value if sign else (left.pop(0) if left else "")
    if not (written.isascii() and written.isdigit() and len(written) <= 5 and int(written) <= MOST_PORT):
        raise WrongSetting(f"{name} takes a port number from 0 to {MOST_PORT}, such as {PORT + 1}.")
    return int(written)


def main(typed: Sequence[str]) -> int:
    """Read the port and run the demo; return the exit code."""
    zone_data.use_newest()
    try:
        port = read_port(typed, os.environ)
        log_to_stderr(log_level(os.environ.get("DRUMBEAT_LOG_LEVEL")))
    except (WrongSetting, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return asyncio.run(run(port))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
