"""Chapters on the plan's market: audiences, platforms and evidence, messages, competitors."""

from __future__ import annotations

from bot.document.model import NONE, Entry, Section
from bot.document.plan_wording import Named, Saying, chapter, only
from bot.domain.audiences import Audience
from bot.domain.competitors import Competitor, Tactic
from bot.domain.customers import Protocol
from bot.domain.plan import Part
from bot.domain.platforms import Evidence, Platform
from bot.domain.positioning import Positioning


def audiences(say: Saying) -> Section:
    """Say whom the plan speaks to, in detail, and where they are met (C2)."""
    missing = "No audience is written down yet: whom the plan speaks to."
    return chapter("audiences", "Audiences", missing, (_audience(say, part) for part in say.audiences))


def _audience(say: Saying, part: Part[Audience]) -> Entry:
    met = {one.value.platform for one in say.plan.of(Evidence) if one.value.audience == part.id}
    where = [platform.id for platform in say.platforms if platform.id in met]
    return say.entry(part, met_on=say.named("platform", *where))


def messages(say: Saying) -> Section:
    """Say what each audience should remember, on each platform (C5)."""
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
    missing = "No message is written down yet: what people are to remember."
    return chapter("messages", "Messages, by audience and platform", missing, entries)


def platforms(say: Saying) -> Section:
    """Say where people are met and how much each place matters, the most important first (A4, B4, D2)."""
    entries = tuple(_platform(say, part) for part in say.platforms)
    missing = "No platform is written down yet: where people are met."
    lead = "Primary first, then secondary, then what has no priority yet; parked ones are not worked on."
    return chapter("platforms", "Platforms, in order of priority", missing, entries, lead)


def _platform(say: Saying, part: Part[Platform]) -> Entry:
    met = {one.value.audience for one in say.plan.of(Evidence) if one.value.platform == part.id}
    whom = [audience.id for audience in say.audiences if audience.id in met]
    posts = [slot for slot in say.plan.slots if slot.platform_id == part.id]
    return say.entry(part, met=say.named("audience", *whom), slots="\n".join(slot.title for slot in posts))


def evidence(say: Saying) -> Section:
    """Say what shows that an audience is where we look for it, and where evidence is still missing (C3)."""
    parts = say.plan.of(Evidence)
    entries = [say.entry(part) for part in parts]
    shown = {part.value.platform for part in parts}
    open_ones = [one.id for one in say.platforms if one.id not in shown and one.value.priority != "parked"]
    if open_ones and entries:
        facts = only("unproven", platforms=say.named("platform", *open_ones))
        entries.append(Entry(key="unproven:0", title="No evidence yet", facts=facts))
    missing = "Nothing shows yet that an audience is where we look for it."
    return chapter("evidence", "What shows that they are there", missing, entries)


def positioning(say: Saying) -> Section:
    """Say what we stand for and how we sound (B3)."""
    entries = say.single(Positioning, "Our stance")
    missing = "The positioning is still open: what we stand for, and how we sound."
    return chapter("positioning", "Positioning and tone", missing, entries)


def competitors(say: Saying) -> Section:
    """Say who else speaks to these people, and what we adopt from them in our own way (B2, B8)."""
    return chapter(
        "competitors",
        "Competitors",
        "No competitor is written down yet: who else speaks to these people.",
        (say.entry(part, tactics=say.taken_from(part)) for part in say.plan.of(Competitor)),
    )


def tactics(say: Saying) -> Section:
    """Say how the goals are reached, and with which means (A4)."""
    missing = "No tactic is written down yet: how the goals are to be reached."
    return chapter("tactics", "Tactics", missing, (say.entry(part) for part in say.plan.of(Tactic)))


def answering(say: Saying) -> Section:
    """Say how people are listened to and answered, and when listening is scheduled (E4)."""
    entries = say.single(Protocol, "How we answer")
    listening = [slot.title for slot in say.plan.slots if slot.kind == "listen"]
    if listening and entries:
        facts = only("listening", slots="\n".join(listening))
        entries.append(Entry(key="listening:0", title="When we listen", facts=facts))
    missing = "The way of answering is still open: who answers, how fast, in what tone."
    return chapter("answering", "Listening and answering", missing, entries)
