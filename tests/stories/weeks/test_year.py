"""A year of a small team in five zones, through the real planner and sender, checked from Slack's journal alone.

The checker knows wall times, zones and what people pressed. It shares no code with the planner: what should have been
said, to whom and at which instant, it works out for itself, and compares it with what was said.
"""

from __future__ import annotations

import random
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from playground.demo import Office, PushableClock
from playground.slack.server import SlackServer
from tests.databases import fresh_database
from tests.stories.cast import Person, Story, words_of
from tests.stories.plans import WEEKDAYS, make_plan, slot

HOUR = timedelta(hours=1)
# First names that are no words of ours, so that a search for them finds people only.
LEAD = "zebedee"
TEAM = {
    LEAD: "Europe/Berlin",
    "quillon": "America/New_York",
    "wulfric": "Australia/Lord_Howe",
    "xanthe": "Asia/Kathmandu",
    "yolande": "America/Santiago",
}
DIGEST_AT, EVENING = time(9), time(18)


@dataclass(frozen=True)
class Regular:
    """A regular post, as the checker knows it."""

    title: str
    days: str
    wall: str
    who: str
    zone: str  # its own, or the plan's


REGULARS = (
    Regular("Tip", "mon wed", "10:00", "quillon", "Europe/Berlin"),  # four in the morning where quillon lives
    Regular("Noon", "tue", "12:30", "quillon", "America/New_York"),
    Regular("Surf", "thu", "15:15", "wulfric", "Australia/Lord_Howe"),
    Regular("Late surf", "tue", "17:20", "wulfric", "Australia/Lord_Howe"),
    Regular("Weekend", "sun", "02:30", "wulfric", "Australia/Lord_Howe"),  # skipped or repeated twice a year
    Regular("Tea", "mon wed", "11:45", "xanthe", "Asia/Kathmandu"),
    Regular("For Berlin", "fri", "09:00", "xanthe", "Europe/Berlin"),
    Regular("Andes", "wed fri", "09:30", "yolande", "America/Santiago"),
    Regular("For Europe", "mon", "16:00", "yolande", "Europe/Berlin"),
    Regular("Bread", "wed", "14:00", LEAD, "Europe/Berlin"),
)
# The lead reads the number, and never gives it: the day before each review, that is asked for.
NUMBERS = Regular("Latest numbers for the review", "thu", "15:00", LEAD, "Europe/Berlin")


# ---------------------------------------------------------------- what should be said


def at_wall(day: date, wall: time, zone: str) -> datetime:
    """Return the instant of a wall time: the first of two; a skipped one is the end of its gap."""
    naive = datetime.combine(day, wall)
    for minutes in range(24 * 60):
        tried = (naive + timedelta(minutes=minutes)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if tried.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == naive + timedelta(minutes=minutes):
            return tried
    raise AssertionError(f"{day} has no {wall} in {zone}")


def is_working(at: datetime, zone: str) -> bool:
    """Tell whether somebody in a zone may be written to."""
    local = at.astimezone(ZoneInfo(zone))
    return local.weekday() < 5 and DIGEST_AT <= local.time() < EVENING


def working_spans(since: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working time from an instant on, day by day."""
    day = since.astimezone(ZoneInfo(zone)).date()
    while True:
        if day.weekday() < 5:
            begin, end = max(since, at_wall(day, DIGEST_AT, zone)), at_wall(day, EVENING, zone)
            if begin < end:
                yield begin, end
        day += timedelta(days=1)


def after_working(since: datetime, span: timedelta, zone: str) -> datetime:
    """Return when so much working time has passed; within working hours."""
    for begin, end in working_spans(since, zone):
        if span < end - begin:
            return begin + span
        span -= end - begin
    raise AssertionError


def evening_of_next_working_day(at: datetime, zone: str) -> datetime:
    """Return when a duty that was due at an instant counts as missed."""
    day = at.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return at_wall(day, EVENING, zone)


@dataclass
class Due:
    """One duty, as the checker knows it. `settled` is when it was done, None where it was left."""

    regular: Regular
    at: datetime
    settled: datetime | None = None

    @property
    def home(self) -> str:
        """Return the zone of whoever does it."""
        return TEAM[self.regular.who]

    @property
    def lead_at(self) -> datetime:
        """Return when the lead's turn is, on the owner's clock: three working hours after the last nudge or digest."""
        return after_working(self.at + 3 * HOUR, 3 * HOUR, self.home)

    def is_open(self, at: datetime) -> bool:
        """Tell whether it is to be done at an instant. What happens in the instant of Done itself came before it."""
        missed = max(evening_of_next_working_day(self.at, self.home), self.lead_at)
        return at < missed and (self.settled is None or at <= self.settled)

    def is_known(self, at: datetime) -> bool:
        """Tell whether a digest of that instant can show it: numbers are asked for when they are due."""
        return self.regular is not NUMBERS or self.at <= at

    @property
    def asked(self) -> list[tuple[str, datetime]]:
        """Return the reminder and nudges that its owner should get."""
        rungs = [("reminder", self.at), ("nudge", self.at + HOUR), ("second", self.at + 3 * HOUR)]
        return [(kind, at) for kind, at in rungs if is_working(at, self.home) and self.is_open(at)]


def dues(since: datetime, until: datetime) -> list[Due]:
    """List every occurrence of the year, walking its days."""
    found = []
    for regular in (*REGULARS, NUMBERS):
        day = since.date() - timedelta(days=1)
        while day <= until.date() + timedelta(days=1):
            if WEEKDAYS[day.weekday()] in regular.days.split():
                at = at_wall(day, time.fromisoformat(regular.wall), regular.zone)
                if since < at <= until:
                    found.append(Due(regular, at))
            day += timedelta(days=1)
    return sorted(found, key=lambda due: due.at)


# ---------------------------------------------------------------- what was said


@dataclass
class Said:
    """One message to somebody, as the journal has it."""

    kind: str
    at: datetime
    to: str
    title: str
    text: str
    ts: str
    gone: datetime | None = None


KINDS = (
    # A first digest begins with the roles that it came for.
    ("digest", r"(?m)^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \d+ \w+$"),
    ("reminder", r"^It is time for "),
    ("nudge", r"^A quiet reminder: "),
    ("second", r"^Still open: "),
    ("lead", r"because you are the lead"),
    ("offer", r"gave you (the role|\d+ roles)"),
    ("arrival", r"^New for you"),
    ("question", r"^\*?A question about "),
)


@dataclass
class Year:
    """A team's year in progress, and what is known of it."""

    office: Office
    since: datetime
    chance: random.Random
    said: list[Said] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    done: dict[int, datetime] = field(default_factory=dict)  # when somebody pressed Done, by duty
    titles: dict[int, str] = field(default_factory=dict)  # of each duty that a digest or a message of its own showed
    _read: int = 0
    _todo: list[tuple[datetime, str, str, int]] = field(default_factory=list)

    async def live(self, until: datetime) -> None:
        """Let time pass from one instant at which anything is due, or anybody acts, to the next."""
        office = self.office
        await office.quiet()
        while True:
            self._take_in()
            due = await office.bot.planner.next_due()
            following = min([t for t in (due, self._todo[0][0] if self._todo else None, until) if t is not None])
            office.clock.set(min(following, until))
            await office.quiet()
            while self._todo and self._todo[0][0] <= office.clock.now():
                await self._press(*self._todo.pop(0)[1:])
            if office.clock.now() >= until:
                self._take_in()
                return

    async def _press(self, who: str, channel: str, duty: int) -> None:
        """Press Done where the newest message shows the duty."""
        server = self.office.server
        for message in reversed((await server.control.messages(user=who, channel=channel, limit=40))["messages"]):
            for block in message["blocks"]:
                for element in block.get("elements", ()):
                    if element.get("action_id") == "duty_done" and _duty_of(element) == duty:
                        self.done[duty] = self.office.clock.now()
                        await server.control.press(
                            user=who,
                            channel=channel,
                            ts=message["ts"],
                            action_id="duty_done",
                            value=element["value"],
                        )
                        await self.office.quiet()
                        return

    def _take_in(self) -> None:
        """Read the journal on, and let people decide what they will do about what is new to them."""
        workspace = self.office.server.workspace
        names = {m.id: m.name for m in workspace.members.values()}
        for entry in self.office.server.journal[self._read :]:
            if entry["kind"] != "message" or entry.get("by") != "app":
                continue
            channel = workspace.channels[entry["channel"]]
            if entry["change"] == "deleted":
                next(s for s in self.said if s.ts == entry["ts"]).gone = datetime.fromisoformat(entry["clock"])
            if entry["change"] not in ("posted", "changed"):
                continue
            text = words_of(entry)
            if channel.kind != "im":
                self.public.append(text)
                continue
            if entry["change"] != "posted":
                continue
            who = next(names[m] for m in channel.members if names.get(m) in TEAM)
            kind = next((kind for kind, pattern in KINDS if re.search(pattern, text)), "else")
            named = re.search(r"\*(?:Instagram: )?([\w ]+?)\*", text)
            said = Said(
                kind,
                datetime.fromisoformat(entry["clock"]),
                who,
                named[1].removesuffix(" of Social") if named else "",
                text,
                entry["ts"],
            )
            self.said.append(said)
            if kind in ("digest", "arrival"):
                self._decide(who, channel.id, entry)
        self._read = len(self.office.server.journal)
        self._todo.sort()

    def _decide(self, who: str, channel: str, entry: dict[str, Any]) -> None:
        """Choose when somebody does each of the duties that are new to them: most within hours, some never."""
        title = ""
        for block in entry["blocks"]:
            if block["type"] == "section" and (named := re.search(r"Instagram: ([\w ]+)", block["text"]["text"])):
                title = named[1]
            for element in block.get("elements", ()):
                if element.get("action_id") != "duty_done" or (duty := _duty_of(element)) in self.titles:
                    continue
                self.titles[duty] = title
                if self.chance.random() < 0.75:
                    later = timedelta(minutes=self.chance.randrange(7, 10 * 60))
                    self._todo.append((self.office.clock.now() + later, who, channel, duty))


def _duty_of(element: dict[str, Any]) -> int:
    """Read a duty's number out of a button: "duty:812:3"."""
    return int(element["value"].split(":")[1])


# ---------------------------------------------------------------- the comparison


def check(year: Year, until: datetime) -> None:
    """Compare what was said with what should have been."""
    assert len(year.said) > 15
    everything = dues(year.since, until + timedelta(days=5))
    _settle(year, everything)
    _check_hours(year)
    _check_digests(year, everything, until)
    _check_rungs(year, everything, until)
    _check_standing(year)
    _check_lead(year, everything, until)
    for text in year.public:
        assert not re.search("|".join(TEAM), text, re.IGNORECASE), text


def _settle(year: Year, everything: list[Due]) -> None:
    """Take over when each was done. Duties of one title are numbered in the order of their time."""
    for regular in REGULARS:
        numbers = sorted(duty for duty, title in year.titles.items() if title == regular.title)
        planned = [due for due in everything if due.regular is regular]
        for duty, due in zip(numbers, planned, strict=False):
            due.settled = year.done.get(duty)


def _check_hours(year: Year) -> None:
    """Nobody was written to outside their hours, on their own clock."""
    for said in year.said:
        assert said.kind != "else", said.text
        assert is_working(said.at, TEAM[said.to]), said
    # A question about the plan comes by itself only where there is no digest, and at the digest's hour.
    digests = {(said.to, said.at) for said in year.said if said.kind == "digest"}
    alone = [(said.to, said.at) for said in year.said if said.kind == "question"]
    assert len(alone) == len(set(alone))
    assert not digests & set(alone)
    assert all(at.astimezone(ZoneInfo(TEAM[who])).time() == DIGEST_AT for who, at in alone)


def _check_digests(year: Year, everything: list[Due], until: datetime) -> None:
    """Each came at nine on its reader's clock exactly, on each working day on which there was something to do."""
    expected = set()
    for who, zone in TEAM.items():
        mine = [due for due in everything if due.regular.who == who]
        day = year.since.astimezone(ZoneInfo(zone)).date()
        while (at := at_wall(day, DIGEST_AT, zone)) <= until:
            following = day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 4 else 1)
            reach = at_wall(following, DIGEST_AT, zone) + HOUR
            near = [due for due in mine if at - timedelta(days=7) < due.at < reach]
            if at > year.since and day.weekday() < 5 and any(due.is_open(at) and due.is_known(at) for due in near):
                expected.add((who, at))
            day += timedelta(days=1)
    found = [(said.to, said.at) for said in year.said if said.kind == "digest"]
    assert not expected - set(found), f"no digest: {sorted(expected - set(found))[:5]}"
    assert not set(found) - expected, f"a digest at no time for it: {sorted(set(found) - expected)[:5]}"
    assert len(found) == len(set(found))


def _check_rungs(year: Year, everything: list[Due], until: datetime) -> None:
    """Each reminder and nudge that should have come came at its instant, and no other did."""
    expected = Counter((k, at, d.regular.who, d.regular.title) for d in everything for k, at in d.asked if at <= until)
    found = Counter((s.kind, s.at, s.to, s.title) for s in year.said if s.kind in ("reminder", "nudge", "second"))
    assert not expected - found, f"not said: {sorted(expected - found)[:5]}"
    assert not found - expected, f"said, and should not have been: {sorted(found - expected)[:5]}"


def _check_standing(year: Year) -> None:
    """Of one duty's reminders and nudges, the one before was taken away when the next one came."""
    by_duty = defaultdict(list)
    for said in year.said:
        if said.kind in ("reminder", "nudge", "second"):
            shift = {"reminder": 0, "nudge": 1, "second": 3}[said.kind]
            by_duty[said.to, said.title, said.at - shift * HOUR].append(said)
    assert by_duty
    for rungs in by_duty.values():
        assert len([r for r in rungs if r.kind != "reminder"]) <= 2
        for before, after in pairwise(rungs):
            assert before.gone == after.at, (before, after)


def _check_lead(year: Year, everything: list[Due], until: datetime) -> None:
    """The lead heard of each duty of others still open at their turn, then or when their day began; of no more."""
    expected: dict[datetime, set[str]] = defaultdict(set)
    for due in everything:
        if due.regular.who != LEAD and due.is_open(due.lead_at):
            at, _ = next(working_spans(due.lead_at, TEAM[LEAD]))
            if at <= until and (due.settled is None or at <= due.settled):
                expected[at].add(due.regular.title)
    found = {s.at: s for s in year.said if s.kind == "lead"}
    assert set(expected) == set(found), sorted(set(expected) ^ set(found))[:5]
    for at, titles in expected.items():
        assert all(title in found[at].text for title in titles), (at, titles, found[at].text)


# ---------------------------------------------------------------- the stories


async def _lived(since: datetime, until: datetime, seed: int) -> Year:
    clock = PushableClock(since, flows=False)
    server = SlackServer(now=clock.now, seed=seed)
    await server.start()
    with fresh_database("sqlite") as url:
        office = Office(server, clock, url)
        story = Story(office)
        for name, zone in TEAM.items():
            member = server.workspace.add_member(name, real_name=name.title(), tz=zone)
            story.people[name] = Person(story, name, member.id)
        server.workspace.add_channel("social", members=list(TEAM), bot=True)
        try:
            await office.open()
            planned = [
                slot(
                    r.title,
                    r.days,
                    r.wall,
                    story.people[r.who],
                    role=f"Role of {r.title}",
                    zone=r.zone,
                    start=since.date(),
                )
                for r in REGULARS
            ]
            await make_plan(story, story.people[LEAD], planned)
            year = Year(office, since, random.Random(seed))
            await year.live(until)
        finally:
            await office.close()
            await server.stop()
    return year


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-03-27", "2026-03-31"),  # the clocks go forward in Europe
        ("2026-10-23", "2026-10-27"),  # and back
    ],
)
async def test_around_a_change_of_clocks_everybody_is_written_to_at_their_own_hour(since: str, until: str) -> None:
    """Five zones, four days: digests at nine, reminders and nudges at their instants, nothing outside hours."""
    begin, end = (datetime.fromisoformat(f"{day}T05:00+00:00") for day in (since, until))
    check(await _lived(begin, end, seed=7), end)


@pytest.mark.thorough
async def test_a_year_of_five_zones_has_no_message_at_a_wrong_local_time() -> None:
    """Both changes of clocks of four of them, one by half an hour; a quarter of all duties is left undone."""
    begin, end = datetime(2026, 3, 2, 5, tzinfo=UTC), datetime(2027, 3, 1, 5, tzinfo=UTC)
    year = await _lived(begin, end, seed=2026)
    assert len(year.said) > 1500
    check(year, end)
    sys.stdout.write(f"\n{_figures(year)}\n")
    # Not annoying: on a day on which there is something to say, that is a digest and hardly more than two others.
    assert statistics.fmean(_per_day(year, list(TEAM)).values()) < 4


def _per_day(year: Year, people: Sequence[str]) -> Counter[tuple[str, date]]:
    """Count messages by person and local date; days without any are not in it."""
    return Counter((s.to, s.at.astimezone(ZoneInfo(TEAM[s.to])).date()) for s in year.said if s.to in people)


def _figures(year: Year) -> str:
    """Say how much everybody was told: messages in all, by kind, and per person and working day."""
    kinds = Counter(said.kind for said in year.said)
    lines = [f"{len(year.said)} messages in a year: {', '.join(f'{n} {kind}' for kind, n in kinds.most_common())}."]
    for who in TEAM:
        days = _per_day(year, [who])
        on_working_days = sum(days.values()) / 260
        lines.append(
            f"{who}: {sum(days.values())} on {len(days)} days, {on_working_days:.1f} a working day, "
            f"at most {max(days.values(), default=0)} on one"
        )
    return "\n".join(lines)
