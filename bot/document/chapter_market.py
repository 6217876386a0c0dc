"""Chapters on whom the plan speaks to: audiences, platforms and evidence, what is said there, what others do."""

from __future__ import annotations

from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, only
from bot.domain.audiences import Audience
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.plan import Part
from bot.domain.platforms import Evidence, Platform
from bot.domain.positioning import Positioning
from bot.schema.table import CONCEPTS


def audiences(say: Saying) -> Section:
    """Say whom the plan speaks to, in detail, and where each is met (C2)."""
    entries = tuple(_audience(say, part) for part in say.audiences)
    return Section(
        key="audiences",
        title="Audiences",
        lead="" if entries else "No audience is written down yet: whom the plan speaks to.",
        entries=entries,
    )


def _audience(say: Saying, part: Part[Audience]) -> Entry:
    met = {one.value.platform for one in say.plan.of(Evidence) if one.value.audience == part.id}
    where = [platform.id for platform in say.platforms if platform.id in met]
    return say.entry(part, met_on=say.named("platform", *where))


def messages(say: Saying) -> Section:
    """Say what each audience is to remember, on each platform (C5)."""
    entries = []
    for part in say.messages:
        entry = say.entry(part)
        everybody = () if part.value.audience else only("message", audience=Named("everybody", NONE))
        anywhere = () if part.value.platform else only("message", platform=Named("all", NONE))
        entries.append(entry.model_copy(update={"facts": (*everybody, *anywhere, *entry.facts)}))
    spoken = {part.value.audience for part in say.messages}
    unspoken = [say.name("audience", part.id) for part in say.audiences if part.id not in spoken]
    if entries and unspoken:
        facts = only("unspoken", audiences="\n".join(unspoken))
        entries.append(Entry(key="unspoken:0", title="No message of its own yet", facts=facts))
    return Section(
        key="messages",
        title="Messages, by audience and platform",
        lead="" if entries else "No message is written down yet: what people are to remember.",
        entries=tuple(entries),
    )


def platforms(say: Saying) -> Section:
    """Say where people are met and to what degree, the most important place first (A4, B4, D2)."""
    entries = tuple(_platform(say, part) for part in say.platforms)
    return Section(
        key="platforms",
        title="Platforms, in order of priority",
        lead="Primary first, then secondary, then what has no priority yet; parked ones are not worked on."
        if entries
        else "No platform is written down yet: where people are met.",
        entries=entries,
    )


def _platform(say: Saying, part: Part[Platform]) -> Entry:
    met = {one.value.audience for one in say.plan.of(Evidence) if one.value.platform == part.id}
    whom = [audience.id for audience in say.audiences if audience.id in met]
    posts = [slot for slot in say.plan.slots if slot.platform_id == part.id]
    return say.entry(part, met=say.named("audience", *whom), slots="\n".join(slot.title for slot in posts))


def evidence(say: Saying) -> Section:
    """Say what shows that an audience is where we look for it, and where nothing shows it yet (C3)."""
    parts = say.plan.of(Evidence)
    entries = [say.entry(part) for part in parts]
    shown = {part.value.platform for part in parts}
    open_ones = [one.id for one in say.platforms if one.id not in shown and one.value.priority != "parked"]
    if open_ones and entries:
        facts = only("unproven", platforms=say.named("platform", *open_ones))
        entries.append(Entry(key="unproven:0", title="No evidence yet", facts=facts))
    return Section(
        key="evidence",
        title="What shows that they are there",
        lead="" if entries else "Nothing shows yet that an audience is where we look for it.",
        entries=tuple(entries),
    )


def positioning(say: Saying) -> Section:
    """Say what we stand for and how we sound (B3)."""
    entries = []
    for part in say.plan.of(Positioning):
        facts = say.facts(CONCEPTS["positioning"], part.value)
        entries.append(Entry(key=f"positioning:{part.id}", title="Our stance", means=("positioning",), facts=facts))
    return Section(
        key="positioning",
        title="Positioning and tone",
        lead="" if entries else "The positioning is still open: what we stand for, and how we sound.",
        entries=tuple(entries),
    )


def competitors(say: Saying) -> Section:
    """Say who else speaks to these people, and what we take from them, our own way (B2, B8)."""
    entries = tuple(say.entry(part, tactics=say.taken_from(part)) for part in say.plan.of(Competitor))
    return Section(
        key="competitors",
        title="Competitors",
        lead="" if entries else "No competitor is written down yet: who else speaks to these people.",
        entries=entries,
    )


def tactics(say: Saying) -> Section:
    """Say how the goals are reached, and with what (A4)."""
    entries = tuple(say.entry(part) for part in say.plan.of(Tactic))
    return Section(
        key="tactics",
        title="Tactics",
        lead="" if entries else "No tactic is written down yet: how the goals are to be reached.",
        entries=entries,
    )


def answering(say: Saying) -> Section:
    """Say how people are listened to and answered, and when somebody listens by plan (E4)."""
    entries = []
    for part in say.plan.of(Protocol):
        facts = say.facts(CONCEPTS["protocol"], part.value)
        entries.append(Entry(key=f"protocol:{part.id}", title="How we answer", means=("protocol",), facts=facts))
    listening = [slot.title for slot in say.plan.slots if slot.kind == "listen"]
    if listening and entries:
        facts = only("listening", slots="\n".join(listening))
        entries.append(Entry(key="listening:0", title="When we listen", facts=facts))
    return Section(
        key="answering",
        title="Listening and answering",
        lead="" if entries else "The way of answering is still open: who answers, how fast, in what tone.",
        entries=tuple(entries),
    )
